"""Typed answers and column headings."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.errors import BadInput
from campaign.letters.answers import Value, column_headings, parse_answer
from campaign.letters.model import AnswerType, Question
from campaign.letters.questionnaire import read_questionnaire

TYPES: tuple[AnswerType, ...] = get_args(AnswerType)


def question(kind: AnswerType) -> Question:
    return Question("main.q", 3, "main", "?", kind)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("yes_no", " Yes ", True),
        ("yes_no", "n", False),
        ("year", "2023", 2023),
        ("money", "£1.2m", 1_200_000),
        ("money", "12,500", 12_500),
        ("money", "£12,500.50", 12_500.5),
        ("money", "3k", 3_000),
        ("money", "1.5 million pounds", 1_500_000),
        ("money", "£2bn", 2_000_000_000),
        ("money", "850p", 8.5),
        ("money", "nil", 0),
        ("money", "£0.10", 0.1),
        ("count", "1,204", 1204),
        ("count", "<5", "<5"),
        ("count", "Fewer than 10", "<10"),
        ("count", "none", 0),
        ("names", "MapAhead, RiskLadder ,MapAhead", ["MapAhead", "RiskLadder"]),
        ("names", "Smith, Jones & Co; Acme", ["Smith, Jones & Co", "Acme"]),
        ("names", "One\nTwo", ["One", "Two"]),
        ("names", "none", []),
        ("text", " as it is ", "as it is"),
        ("date", "2026-07-06", "2026-07-06"),
        ("date", "6 July 2026", "2026-07-06"),
        ("date", "06/07/2026", "2026-07-06"),
    ],
)
def test_what_a_person_types_becomes_a_value(kind: AnswerType, typed: str, value: Value) -> None:
    found = parse_answer(question(kind), typed)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("yes_no", "maybe"),
        ("year", "23"),
        ("year", "2023/24"),
        ("money", "about 5"),
        ("money", "1,20"),
        ("money", "12.5.6"),
        ("money", "-5"),
        ("money", "999999999999999"),
        ("count", "many"),
        ("count", "1.5"),
        ("names", " , ; "),
        ("date", "31 February 2026"),
        ("date", "07/13/2026"),
        ("text", "   "),
        ("text", "x" * 10_001),
    ],
)
def test_what_is_no_answer_is_refused_with_an_example(kind: AnswerType, typed: str) -> None:
    with pytest.raises(BadInput, match="Question 3") as caught:
        parse_answer(question(kind), typed)
    assert caught.value.remedy


@settings(deadline=None)
@given(st.sampled_from(TYPES), st.text(max_size=60))
def test_any_text_is_a_value_or_bad_input(kind: AnswerType, typed: str) -> None:
    try:
        value = parse_answer(question(kind), typed)
    except BadInput:
        return
    json.dumps(value, allow_nan=False)


@settings(deadline=None)
@given(st.integers(0, 10**11))
def test_pounds_read_back(pounds: int) -> None:
    for typed in (f"£{pounds:,}", f"{pounds}", f"{pounds:,}.00"):
        assert parse_answer(question("money"), typed) == pounds


def test_column_headings_are_one_for_each_cell_and_unique() -> None:
    form = read_questionnaire(
        "title: Any Thing\nperiods: [2024, 2025]\n"
        "sections: [{id: a, title: A}, {id: b, title: B}]\n"
        "questions:\n  - {id: used, wording: w, answer: yes_no, per: period}\n"
        "  - {id: names_used, label: Names, wording: w, answer: names}\n",
        "x.yaml",
        2026,
    )
    headings = column_headings(form)
    assert headings == (
        "1. Used 2024",
        "1. Used 2025",
        "2. Names",
        "3. Used 2024",
        "3. Used 2025",
        "4. Names",
    )
    assert len(headings) == len(form.cells()) == len(set(headings))
