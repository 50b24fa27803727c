"""Numbered questions are read out of letters well enough to be answered."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from campaign.rehearsal.people.cases import practice_form, practice_letter
from campaign.rehearsal.people.forces import practice_authorities
from campaign.rehearsal.people.questions import read_letter
from campaign.rehearsal.people.story import corrected, facts, leader, topic


def test_the_captured_letter(shared: Path) -> None:
    path = shared / "alaveteli/campaign/truth/predictive_policing_software.json"
    letter = json.loads(path.read_text("utf-8"))["site"]["events"][0]["message"]["body_text"]
    form = read_letter(letter, "Predictive policing software")
    assert len(form.sections) == 2
    kinds = [question.answer_type for question in form.sections[0].questions]
    assert kinds == ["yes_no", "year", "yes_no", "year", "money", "money", "names", "names"]
    assert [period.label for period in form.periods] == [str(y) for y in range(2020, 2026)]
    topics = [topic(question) for question in form.sections[1].questions]
    assert topics == ["trial", "trial", "use", "use", "trial", "use", "trial", "use"]


def test_a_letter_of_our_own() -> None:
    known = practice_form()
    form = read_letter(practice_letter(known, practice_authorities(4, 1)[0]))
    assert [q.number for q in form.questions] == [q.number for q in known.questions]
    assert [q.answer_type for q in form.questions] == [q.answer_type for q in known.questions]


@given(st.text(max_size=400), st.text(max_size=40))
def test_any_letter_gives_something_to_answer(letter: str, title: str) -> None:
    assert read_letter(letter, title).questions


@given(st.integers(0, 10**9), st.floats(0, 1))
def test_stories_hang_together(seed: int, activity: float) -> None:
    form = practice_form()
    found = facts(form, seed, activity)
    assert set(found) == {(question.id, label) for question, label in form.cells()}
    for question, label in form.cells():
        lead = leader(question, form)
        assert lead is not None
        happened = found[lead, label]
        assert bool(found[question.id, label]) == happened


@given(st.integers(0, 10**9))
def test_a_correction_changes_whole_groups_or_sums(seed: int) -> None:
    form = practice_form()
    before = facts(form, seed)
    changed = corrected(form, before, seed)
    assert changed
    assert set(changed) <= set(before)
