"""What holds for all questions and what for one: outcomes, sections, earlier replies."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from small_cases import questionnaires

from campaign.coding import states
from campaign.coding.coder import code_reply
from campaign.coding.model import Answer, Evidence, Reply, Source
from campaign.coding.numbering import anchor

LIBRARY = questionnaires()["library"]
FORECAST = questionnaires()["forecast"]


def said(text: str, form: object = LIBRARY, **more: object) -> dict[str, tuple[str, object]]:
    reply = Reply((Source("text", text),))
    coding = code_reply(reply, form, **more)  # type: ignore[arg-type]
    return {f"{a.question}@{a.period}": (a.state, a.value) for a in coding.answers}


def test_a_refusal_of_the_whole_request_refuses_every_question() -> None:
    text = (
        "Thank you for your request. It would exceed the appropriate limit of 18 hours to find"
        " what you ask for, and your request is refused under section 12(1).\n"
    )
    assert said(text) == {f"{question.id}@": ("over_cost", None) for question in LIBRARY.questions}


def test_what_is_said_below_one_question_is_not_said_of_the_others() -> None:
    text = (
        "1 How many people does the library employ to mend books?\n"
        "The library does not hold the information requested, as nobody writes this down.\n"
    )
    assert said(text) == {"books.menders@": ("not_held", None)}


def test_what_every_cell_says_is_the_outcome() -> None:
    denial = (
        "Nothing of the kind has ever been recorded, and each of your questions must be answered "
        "in that way."
    )
    text = (
        "Dear Ms Orme,\n\nOur response to your request is provided below.\n\n"
        f"{denial}\n\n12 members of staff have a licence.\n\nBo Lamb\nClerk\n"
    )
    coding = code_reply(Reply((Source("text", text),)), LIBRARY)
    assert {a.state for a in coding.answers} == {"not_held"}
    assert (coding.outcome, coding.sure) == ("not_held", False)
    assert coding.evidence is not None
    assert coding.evidence.quote == denial


def test_a_receipt_answers_nothing() -> None:
    text = "Thank you for your request, which was received on 3 March and is being dealt with.\n"
    assert said(text) == {}


def test_a_state_alone_below_a_heading_is_about_its_section() -> None:
    text = (
        "Place-based forecasting\n\nExempt - section 31(1)(a).\n\n"
        "Person-based scoring\n\nNone trialled, none used in 2021 to 2023.\n"
    )
    given = said(text, FORECAST)
    assert given["places.trialled@2022"] == ("refused", None)
    assert given["persons.trialled@2022"] == ("answered", False)


def test_our_list_come_back_and_then_answered_is_answered_once() -> None:
    asked = [question.wording for question in LIBRARY.questions]
    text = (
        "You asked:\n"
        + "\n".join(asked)
        + "\n\nOur answers:\n\n"
        + f"{asked[0]} 3\n\n{asked[1]} £40\n"
    )
    given = said(text)
    assert given["books.menders@"] == ("answered", 3)
    assert given["books.budget@"] == ("answered", 40)


def test_a_short_later_message_is_about_what_was_left_open() -> None:
    words = Evidence("message:1", 0, 1, "x")
    earlier = [
        Answer("places.spend", "2022", "refused", None, "GBP", words, 0.9),
        Answer("persons.spend", "2022", "answered", 0, "GBP", words, 0.9),
    ]
    text = "Further to our earlier answer, spend in 2022: £15,000.\n"
    assert "places.spend@2022" not in said(text, FORECAST)
    given = said(text, FORECAST, earlier=earlier)
    assert given["places.spend@2022"] == ("answered", 15000)
    assert "persons.spend@2022" not in given


def test_yes_but_only_in_one_year_is_no_in_the_others() -> None:
    text = "1. Did the force trial place-based forecasting software?\nYes, but only in 2022.\n"
    given = said(text, FORECAST)
    assert [given[f"places.trialled@{year}"][1] for year in (2021, 2022, 2023)] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("sentence", "under", "state"),
    [
        ("Neither confirmed nor denied (section 31(3)).", True, "ncnd"),
        ("We don't have that breakdown.", True, "not_held"),
        ("This is not\nheld.", True, "not_held"),
        ("na", True, "not_applicable"),
        ("https://www.library.example/list", True, "already_public"),
        ("We do not have any vans.", True, None),
        ("What you ask for is not held centrally.", False, None),
        ("We rely on this for not supplying the information requested.", False, "refused"),
        ("You can reasonably obtain all this from our website.", False, "already_public"),
        ("Names may be exempt.", True, None),
    ],
)
def test_states_as_they_are_worded(sentence: str, under: bool, state: str | None) -> None:
    found = states.cue(sentence, under_question=under)
    assert (found.state if found else None) == state


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("Q1-3: No", (1, 2, 3)),
        ("Q1 - 3: No", (1, 2, 3)),
        ("Questions 4 – 6. None", (4, 5, 6)),
        ("Q6 - 13 May 2020", (6,)),
        ("Q3 - 12", (3,)),
        ("Q3 – 12.", (3,)),
        ("Q9 to 16: no", (9, 10, 11, 12, 13, 14, 15, 16)),
    ],
)
def test_a_dash_before_an_answer_makes_no_range(line: str, numbers: tuple[int, ...]) -> None:
    opened = anchor(line)
    assert opened is not None
    assert opened[0] == numbers
