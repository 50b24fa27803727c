"""Small replies of every layout that we know, each with the cells that a reader finds in it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from small_cases import Case, cases, score

from campaign.coding.answers import suggest_answers

ALL = [(name, case) for name in ("dev", "held", "fresh", "once") for case in cases(name)]
KNOWN_TO_FAIL = frozenset(
    {
        # "Number of restraints" names none of three questions that all speak of restraints.
        "a year that is not held among others that are",
    }
)


@pytest.mark.parametrize(("file", "case"), ALL, ids=[f"{name}: {case.name}" for name, case in ALL])
def test_a_reply_gives_the_cells_that_a_reader_finds(file: str, case: Case) -> None:
    found = score(case)
    assert not found.wrong
    if case.name not in KNOWN_TO_FAIL:
        assert not found.missed


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
