"""What single sentences say: those that decide something, and those that only sound like it."""

from __future__ import annotations

import pytest
from sentence_cases import KEPT, SENTENCES, read_sentence_cases

from campaign.coding.mentions import read_mentions
from campaign.coding.model import Law, Reply, Source
from campaign.coding.reading import read_reply
from campaign.coding.sense import AS_WELL
from campaign.coding.tally import read_tally

HARMLESS = frozenset(
    [
        "acknowledge",
        "final",
        "holds",
        "considers",
        "rejects",
        "reviewed",
        "correct",
        "progress",
        "invalid",
        "address",
        "scattered",
    ]
)
"""Signals that give and refuse nothing, so a sentence that says nothing may have them."""


def said(sentence: str, reviewing: bool) -> dict[str, float]:
    """How much is said of each kind in a letter that says nothing else."""
    about = (
        "We have carried out an internal review of our response."
        if reviewing
        else "We are writing to you about the matter that you raised with us."
    )
    law: Law = "foisa" if "FOISA" in sentence else "eir" if "egulation 1" in sentence else "foia"
    text = f"Dear Ms Orme,\n\n{about}\n\n{sentence}\n\nYours sincerely\nA Clerk\n"
    reading = read_reply(Reply((Source("text", text),), law=law))
    tally = read_tally(reading, read_mentions(reading))
    return {kind: max(one.weight for one in found) for kind, found in tally.signals.items()}


def is_understood(kind: str, sentence: str) -> bool:
    found = said(sentence, kind in ("upheld", "overturned"))
    if kind == "nothing":
        return not any(weight > 0.35 for one, weight in found.items() if one not in HARMLESS)
    enough = {kind, *AS_WELL.get(kind, ())}
    return any(found.get(one, 0) >= (0.6 if one == "answer" else 1.0) for one in enough)


CASES = list(read_sentence_cases(SENTENCES))


@pytest.mark.parametrize("kind", sorted({case.kind for case in CASES}))
def test_sentences_say_what_they_say(kind: str) -> None:
    wrong = [
        case.sentence
        for case in CASES
        if case.kind == kind and is_understood(kind, case.sentence) != case.known
    ]
    assert wrong == []


@pytest.mark.parametrize(("decides", "share"), [(False, 0.1), (True, 0.25)])
def test_what_is_known_to_be_misread_is_little(decides: bool, share: float) -> None:
    known = [case.known for case in CASES if (case.kind != "nothing") is decides]
    assert known.count(False) < share * len(known)


@pytest.mark.parametrize(("decides", "share"), [(False, 0.8), (True, 0.55)])
def test_sentences_that_no_rule_was_made_for_are_understood_too(
    decides: bool, share: float
) -> None:
    kept = [case for case in read_sentence_cases(KEPT) if (case.kind != "nothing") is decides]
    understood = [case for case in kept if is_understood(case.kind, case.sentence)]
    assert len(understood) >= share * len(kept)
