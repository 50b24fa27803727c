"""Small replies of every layout that we know, each with the cells that a reader finds in it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from small_cases import Case, cases, score

from campaign.coding.answers import suggest_answers

ALL = [(name, case) for name in ("dev", "held", "fresh", "once") for case in cases(name)]
LETTERS = [
    case for name in ("letters", "letters_more", "letters_hard") for case in cases(name)
]  # restated from real letters
KNOWN_TO_FAIL = frozenset(
    {
        # "Number of restraints" names none of three questions that all speak of restraints.
        "a year that is not held among others that are",
        # A heading that names years, joined with the figures below; two dates below one heading.
        "questions of theirs in other words, with answers beneath",
        # A day and a plain statement in one sentence with another question's.
        "an answer in a mail with everything in one line each and no numbers",
        # "2022/23: nil" below a question told in other words.
        "the answer below each point of the letter put in other words, with a refusal under one",
        # "The trust uses two products" is a yes.
        "bullets of two systems under one question and costs per system",
    }
)


@pytest.mark.parametrize(("file", "case"), ALL, ids=[f"{name}: {case.name}" for name, case in ALL])
def test_a_reply_gives_the_cells_that_a_reader_finds(file: str, case: Case) -> None:
    found = score(case)
    assert not found.wrong
    if case.name not in KNOWN_TO_FAIL:
        assert not found.missed


@pytest.mark.parametrize("case", LETTERS, ids=[case.name for case in LETTERS])
def test_a_letter_is_coded_as_a_reader_codes_it(case: Case) -> None:
    found = score(case, coded=True)
    assert not found.wrong
    if case.name not in KNOWN_TO_FAIL:
        assert not found.missed


def test_letters_that_no_rule_was_mended_on_are_mostly_read_right() -> None:
    """The half held back: its errors are not to be read, so only the sums are looked at."""
    held = [score(case, coded=True) for case in cases("letters_held")]
    right, wrong = sum(s.right for s in held), sum(len(s.wrong) for s in held)
    asked = sum(len(case.cells) for case in cases("letters_held"))
    assert right / (right + wrong) > 0.92
    assert right / asked > 0.78


@pytest.mark.parametrize("case", [case for _, case in ALL], ids=[case.name for _, case in ALL])
def test_every_quote_stands_at_its_place(case: Case) -> None:
    texts = {source.key: source.text for source in case.reply.sources}
    for answer in suggest_answers(case.reply, case.questionnaire):
        evidence = answer.evidence
        assert evidence.quote
        assert texts[evidence.source][evidence.start : evidence.end] == evidence.quote
        assert 0 < answer.confidence <= 1
        assert (answer.value is None) == (answer.state != "answered")


def test_there_are_cases_of_every_state_and_type() -> None:
    states = {state for _, case in ALL for state, _ in case.cells.values()}
    types = {q.answer_type for _, case in ALL for q in case.questionnaire.questions}
    assert states >= {"answered", "not_held", "refused", "over_cost", "ncnd", "already_public"}
    assert types == {"yes_no", "year", "money", "count", "names", "text", "date"}
    assert len(ALL) >= 60
