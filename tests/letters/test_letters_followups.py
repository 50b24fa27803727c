"""Follow-up letters say what the facts say, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.errors import BadInput
from campaign.letters.followups import Comparison, Refusal, RequestFacts, render_follow_up
from campaign.letters.library import FOLLOW_UP_KINDS
from campaign.letters.lint import lint_follow_up
from campaign.letters.model import ACTS

PLAIN = RequestFacts("Oxenvale Police", "Patrol plans", "Cam Paigner", date(2026, 7, 6))
LATE = replace(PLAIN, due_on=date(2026, 8, 5), days_late=3, reference="FOI/26/1")
REFUSED = replace(
    LATE,
    replied_on=date(2026, 8, 10),
    days_late=0,
    refused=(
        Refusal("FOIA s.31(1)(a)", "prevention or detection of crime", (5, 6, 7)),
        Refusal("FOIA s.43(2)", "", (8,)),
    ),
    unanswered=(2,),
    answered=(1, 3),
    others=(Comparison(5, "How much was spent?", ("Alder Police", "Marl Police", "Ash Police")),),
    url="https://example.org/request/patrol_plans",
)


@pytest.mark.parametrize("law", list(ACTS))
@pytest.mark.parametrize("kind", FOLLOW_UP_KINDS)
@pytest.mark.parametrize("facts", [PLAIN, LATE, REFUSED], ids=["plain", "late", "refused"])
def test_every_kind_is_a_letter_with_any_facts(kind: str, law: str, facts: RequestFacts) -> None:
    letter = render_follow_up(kind, replace(facts, law=law, reply="Because of the reasons given."))
    assert letter.startswith("Dear Oxenvale Police,\n\n")
    assert letter.endswith("Yours faithfully,\n\nCam Paigner")
    assert lint_follow_up(letter) == ()
    assert "\n\n\n" not in letter
    assert "None" not in letter


def test_a_chase_gives_dates_and_the_authority_s_reference() -> None:
    letter = render_follow_up("chase", LATE)
    assert "6 July 2026" in letter
    assert "due by 5 August 2026, which is 3 working days ago" in letter
    assert "your reference FOI/26/1" in letter
    assert "1 working day ago" in render_follow_up("chase", replace(LATE, days_late=1))


def test_a_chase_claims_no_delay_before_the_due_date() -> None:
    letter = render_follow_up("chase", replace(LATE, days_late=0))
    assert "is due by 5 August 2026" in letter
    assert "ago" not in letter
    assert "due" not in render_follow_up("chase", PLAIN)


def test_a_review_names_provisions_questions_and_who_answered() -> None:
    letter = render_follow_up("review", REFUSED)
    assert (
        "- questions 5, 6 and 7, under FOIA s.31(1)(a) (prevention or detection of crime)" in letter
    )
    assert "- question 8, under FOIA s.43(2)\n" in letter
    assert "no answer to question 2. Please answer it" in letter
    assert "question 5 (How much was spent?): Alder Police, Marl Police and Ash Police" in letter
    assert REFUSED.url in letter
    assert "ago" not in letter


@pytest.mark.parametrize(
    ("law", "words"),
    [
        ("foia", "carry out an internal review"),
        ("foisa", "section 20 of the Freedom of Information (Scotland) Act 2002"),
        ("eir", "regulation 11 of the Environmental Information Regulations 2004"),
        ("eisr", "regulation 16 of the Environmental Information (Scotland) Regulations 2004"),
    ],
)
def test_a_review_stands_on_the_right_law(law: str, words: str) -> None:
    assert words in render_follow_up("review", replace(LATE, law=law))


@pytest.mark.parametrize("kind", ["clarify", "review"])
def test_what_only_a_person_can_write_stops_the_letter(kind: str) -> None:
    problems = lint_follow_up(render_follow_up(kind, PLAIN))
    assert [(problem.code, problem.severity) for problem in problems] == [("unfinished", "error")]


def test_thanks_ask_for_what_is_open() -> None:
    assert "I need nothing more" in render_follow_up("thank", PLAIN)
    letter = render_follow_up("thank", replace(REFUSED, unanswered=(2, 4)))
    assert "Questions 2 and 4 are still open" in letter


def test_an_own_template_is_used_and_its_mistakes_named(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "_letters"
    folder.mkdir(parents=True)
    (folder / "chase.txt").write_text("Dear {{ request.autority }},", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        render_follow_up("chase", PLAIN, working=tmp_path)
    assert caught.value.happened.startswith(f"{folder / 'chase.txt'}, line 1: ")
    assert "authority" in caught.value.happened
    assert render_follow_up("chase", PLAIN, "Hello {{ request.authority }}") == (
        "Hello Oxenvale Police"
    )


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=80))
def test_what_an_authority_wrote_is_only_quoted(asked: str, reply: str) -> None:
    facts = replace(PLAIN, asked="{{ request.sender }}" + asked, reply=reply)
    assert "You asked: {{ request.sender }}" in render_follow_up("clarify", facts)
