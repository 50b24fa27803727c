"""The clock against the statutes, and against every due date that the captured site gives."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.law.clock import (
    add_working_days,
    days_left,
    due_date,
    is_working_day,
    very_overdue_after,
)
from campaign.times import london_date

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
LAWS = st.sampled_from(["foia", "foisa", "eir", "eisr"])


@pytest.mark.parametrize(
    ("day", "uk", "scotland"),
    [
        (date(2026, 7, 6), True, True),
        (date(2026, 7, 4), False, False),  # a Saturday
        (date(2026, 7, 5), False, False),  # a Sunday
        (date(2026, 12, 25), False, False),
        (date(2026, 4, 3), False, False),  # Good Friday
        (date(2026, 4, 6), False, True),  # Easter Monday, not in Scotland
        (date(2026, 3, 17), False, True),  # St Patrick's Day, Northern Ireland
        (date(2026, 7, 13), False, True),  # the Twelfth, kept on Monday, Northern Ireland
        (date(2026, 8, 3), False, False),  # summer bank holiday, Scotland
        (date(2026, 8, 31), False, True),  # summer bank holiday, elsewhere
        (date(2026, 11, 30), False, False),  # St Andrew's Day
        (date(2026, 6, 15), False, False),  # Scotland, 2026 only
        (date(2025, 6, 16), True, True),
        (date(2027, 1, 4), False, False),  # 2 January is a Saturday: kept on the Monday, Scotland
        (date(2026, 12, 28), False, False),  # Boxing Day kept on the Monday
        (date(2022, 9, 19), False, False),  # the Queen's funeral, by proclamation
        (date(2023, 5, 8), False, False),  # the coronation
    ],
)
def test_working_days_of_the_two_calendars(day: date, uk: bool, scotland: bool) -> None:
    assert is_working_day(day, "foia") is uk
    assert is_working_day(day, "eir") is uk
    assert is_working_day(day, "foisa") is scotland
    assert is_working_day(day, "eisr") is scotland


def test_an_unknown_law_is_named() -> None:
    with pytest.raises(ValueError, match="gdpr"):
        is_working_day(date(2026, 7, 6), "gdpr")


def test_a_scottish_authority_has_its_own_days() -> None:
    # 13 July (Northern Ireland) counts in Scotland, 3 August does not.
    assert due_date(date(2026, 7, 6), "foia") == date(2026, 8, 5)
    assert due_date(date(2026, 7, 6), "foisa") == date(2026, 8, 4)


def test_sent_at_a_weekend_starts_with_the_next_working_day() -> None:
    assert due_date(date(2026, 8, 28)) == due_date(date(2026, 8, 29)) == date(2026, 9, 28)


def _site(path: Path) -> dict[str, object]:
    site: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))["site"]
    return site


def test_every_captured_request_has_our_dates(shared: Path) -> None:
    alaveteli = shared / "alaveteli"
    paths = [*alaveteli.glob("campaign/truth/*.json"), *alaveteli.glob("states/truth/*.json")]
    assert len(paths) == 71
    wrong = []
    for path in paths:
        site = _site(path)
        sent_on = date.fromisoformat(str(site["date_initial_request_last_sent_at"]))
        school = "school" in site["public_body"]["tags"]  # type: ignore[index]
        ours = due_date(sent_on), very_overdue_after(sent_on, school=school)
        theirs = tuple(
            date.fromisoformat(str(site[key]))
            for key in ("date_response_required_by", "date_very_overdue_after")
        )
        if ours != theirs:
            wrong.append((path.name, ours, theirs))
    assert not wrong


def test_the_day_of_sending_is_the_london_day_of_a_sending_event(shared: Path) -> None:
    alaveteli = shared / "alaveteli"
    for path in [*alaveteli.glob("campaign/truth/*.json"), *alaveteli.glob("states/truth/*.json")]:
        site = _site(path)
        sendings = [
            london_date(event["created_at"])
            for event in site["events"]  # type: ignore[attr-defined]
            if event["type"] in ("sent", "resent", "followup_sent", "followup_resent")
        ]
        assert date.fromisoformat(str(site["date_initial_request_last_sent_at"])) in sendings, path


@settings(deadline=None)
@given(DAYS, st.integers(0, 80), LAWS)
def test_adding_and_counting_undo_each_other(day: date, n: int, law: str) -> None:
    end = add_working_days(day, n, law)
    assert days_left(day, end, law) == n
    assert days_left(end, day, law) == -n
    if n:
        assert is_working_day(end, law)


@settings(deadline=None)
@given(DAYS, LAWS)
def test_a_later_letter_is_never_due_earlier(day: date, law: str) -> None:
    assert due_date(day, law) <= due_date(day + timedelta(days=1), law)
    assert timedelta(days=26) <= due_date(day, law) - day <= timedelta(days=41)
    assert due_date(day, law) < very_overdue_after(day, law)


@settings(deadline=None)
@given(DAYS)
def test_scotland_is_never_later_than_the_united_kingdom(day: date) -> None:
    assert due_date(day, "foisa") <= due_date(day, "foia")


@settings(deadline=None)
@given(*[st.dates(date(2024, 1, 1), date(2028, 12, 31))] * 3)
def test_counting_is_additive(a: date, b: date, c: date) -> None:
    first, second, third = sorted((a, b, c))
    assert days_left(first, third) == days_left(first, second) + days_left(second, third)


def test_a_negative_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_working_days(date(2026, 7, 6), -1)
