"""What single sentences say: those that decide something, and those that only sound like it."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.coding.model import Law, Reply, Source
from campaign.coding.provisions import read_mentions
from campaign.coding.reading import read_reply
from campaign.coding.tally import read_tally

CASES = Path(__file__).parent / "cases" / "sentences.txt"
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
AS_WELL = {
    "not_held": {"answer", "transfer"},
    "release": {"cover"},
    "away": {"bounce"},
    "bounce": {"away"},
    "transfer": {"not_held"},
    "progress": {"extend"},
    "partial": {"refuse", "not_held", "cost", "release"},
    "refuse": {"partial"},
    "invalid": {"transfer", "not_held"},
}
"""Signals that say as much, as far as the outcome goes."""


def cases() -> list[tuple[str, str, bool]]:
    rows = [row for row in CASES.read_text(encoding="utf-8").splitlines() if row.strip()]
    read = []
    for row in rows:
        if not row.startswith("#"):
            kind, _, sentence = row.removeprefix("? ").partition(" | ")
            read.append((kind, sentence, not row.startswith("? ")))
    return read


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


@pytest.mark.parametrize("kind", sorted({kind for kind, _, _ in cases()}))
def test_sentences_say_what_they_say(kind: str) -> None:
    wrong = [
        sentence
        for one, sentence, known in cases()
        if one == kind and is_understood(one, sentence) != known
    ]
    assert wrong == []


@pytest.mark.parametrize(("decides", "share"), [(False, 0.1), (True, 0.25)])
def test_what_is_known_to_be_misread_is_little(decides: bool, share: float) -> None:
    known = [known for kind, _, known in cases() if (kind != "nothing") is decides]
    assert known.count(False) < share * len(known)
