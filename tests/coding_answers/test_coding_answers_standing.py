"""What stands after several messages, by rule, and what it replaced."""

from __future__ import annotations

from datetime import date
from typing import Any

from campaign.coding.answers import MessageAnswers, combine_answers
from campaign.coding.model import Answer, AnswerState, Evidence
from campaign.letters.model import Period, Question, Questionnaire, Section

YEARS = (Period("2021", "calendar_year"), Period("2022", "calendar_year"))
FORM = Questionnaire(
    "q",
    "Q",
    "",
    (
        Section(
            "s",
            "S",
            "",
            (
                Question("s.used", 1, "s", "Was it used?", "yes_no", YEARS),
                Question("s.name", 2, "s", "What is its name?", "names", YEARS, "s.used"),
            ),
        ),
    ),
    YEARS,
)


def answer(question: str, period: str, value: Any, state: AnswerState = "answered") -> Answer:
    return Answer(question, period, state, value, "text", Evidence("m", 0, 1, "x"), 0.9)


def sent(name: str, day: int, *answers: Answer, corrects: bool = False) -> MessageAnswers:
    return MessageAnswers(name, date(2026, 7, day), answers, corrects)


def test_a_later_answer_replaces_an_earlier_one_and_the_history_stays() -> None:
    first, second = answer("s.used", "2021", True), answer("s.used", "2021", False)
    standing = combine_answers([sent("b", 9, second), sent("a", 2, first)])
    cell = standing["s.used", "2021"]
    assert (cell.answer, cell.message) == (second, "b")
    assert cell.history == (("a", first),)


def test_a_message_that_says_nothing_changes_nothing() -> None:
    first = answer("s.used", "2021", True)
    standing = combine_answers([sent("a", 2, first), sent("b", 3)])
    assert standing["s.used", "2021"].message == "a"


def test_a_refusal_replaces_an_answer_only_in_a_correction() -> None:
    given = answer("s.used", "2021", True)
    refused = answer("s.used", "2021", None, "refused")
    kept = combine_answers([sent("a", 2, given), sent("b", 3, refused)])
    assert kept["s.used", "2021"].answer == given
    withdrawn = combine_answers([sent("a", 2, given), sent("b", 3, refused, corrects=True)])
    assert withdrawn["s.used", "2021"].answer == refused


def test_an_answer_replaces_a_refusal() -> None:
    refused = answer("s.used", "2021", None, "refused")
    given = answer("s.used", "2021", True)
    standing = combine_answers([sent("a", 2, refused), sent("b", 3, given)])
    assert standing["s.used", "2021"].answer == given
    assert standing["s.used", "2021"].history == (("a", refused),)


def test_what_hung_on_a_yes_that_became_a_no_falls() -> None:
    first = sent(
        "a",
        2,
        answer("s.used", "2021", True),
        answer("s.used", "2022", True),
        answer("s.name", "2021", ["X"]),
        answer("s.name", "2022", ["X"]),
    )
    correction = sent("b", 3, answer("s.used", "2022", False), corrects=True)
    standing = combine_answers([first, correction], FORM)
    assert ("s.name", "2021") in standing
    assert ("s.name", "2022") not in standing
