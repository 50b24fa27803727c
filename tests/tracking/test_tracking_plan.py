"""What is looked at when, and where everybody stands: pure decisions over values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.state.authorities import Authority
from campaign.state.correspondence import StoredRequest
from campaign.times import iso
from campaign.tracking.plan import CACHE_LIFETIME, DAILY, Look, Rest, plan
from campaign.tracking.status import Outcomes, status_rows, totals

NOW = datetime(2026, 8, 20, 9, 0, tzinfo=UTC)
REQUEST = StoredRequest(
    id=1,
    campaign_id=1,
    authority_id=1,
    authority="Fen Police",
    url="https://practice.example/request/a",
    url_title="a",
    site_id=9,
    status="waiting_response",
    status_text="Waiting.",
    display_status="Awaiting response",
    awaiting_description=False,
    sent_on=date(2026, 7, 6),
    due_on=date(2026, 8, 5),
    availability="public",
    stale=False,
    trouble=None,
    linked_at=iso(NOW),
    checked_at=iso(NOW - timedelta(hours=6)),
    changed_at=iso(NOW - timedelta(days=20)),
    replies=0,
    last_reply_at=None,
)
AUTHORITY = Authority(
    1, "https://practice.example", "fen", "Fen Police", "", None, "", "foia", "", "", None
)


def decision(**changes: object) -> Look | Rest:
    return plan([replace(REQUEST, **changes)], NOW)[0]  # type: ignore[arg-type]


def test_what_was_never_looked_at_is_looked_at() -> None:
    assert isinstance(decision(checked_at=None), Look)


def test_while_an_answer_is_owed_one_look_a_day_is_enough() -> None:
    assert isinstance(decision(), Rest)
    assert isinstance(decision(checked_at=iso(NOW - DAILY)), Look)


def test_what_has_ended_rests_longer_and_longest_when_it_ended_long_ago() -> None:
    lately = decision(status="successful", checked_at=iso(NOW - timedelta(days=2)))
    long_ago = decision(
        status="successful",
        checked_at=iso(NOW - timedelta(days=4)),
        changed_at=iso(NOW - timedelta(days=90)),
    )
    assert isinstance(lately, Rest)
    assert isinstance(long_ago, Rest)
    assert long_ago.until - NOW > lately.until - NOW


def test_a_page_that_was_not_read_since_the_change_is_read_at_once() -> None:
    assert isinstance(decision(stale=True), Look)


def test_a_page_that_was_not_understood_waits_for_the_sites_cache() -> None:
    assert isinstance(decision(trouble="cut", checked_at=iso(NOW - timedelta(minutes=30))), Rest)
    assert isinstance(decision(trouble="cut", checked_at=iso(NOW - CACHE_LIFETIME)), Look)


def test_a_clock_set_back_does_not_stop_the_looking() -> None:
    assert isinstance(decision(checked_at=iso(NOW + timedelta(days=400))), Look)


@given(
    hours=st.integers(1, 24 * 400),
    status=st.sampled_from(["waiting_response", "successful", "gone_postal", None]),
    availability=st.sampled_from(["public", "hidden", "not_found"]),
    trouble=st.sampled_from([None, "cut"]),
)
def test_nothing_rests_for_more_than_a_week(
    hours: int, status: str | None, availability: str, trouble: str | None
) -> None:
    seen = plan(
        [
            replace(
                REQUEST,
                status=status,
                availability=availability,
                trouble=trouble,
                checked_at=iso(NOW - timedelta(hours=hours)),
            )
        ],
        NOW,
    )[0]
    assert isinstance(seen, Look) or seen.until - NOW < timedelta(days=7)


def test_full_looks_at_everything() -> None:
    assert isinstance(plan([REQUEST], NOW, full=True)[0], Look)


@pytest.mark.parametrize(
    ("changes", "standing", "days"),
    [
        ({}, "overdue", -11),  # due Wednesday 5 August; 20 August is 11 working days later
        ({"due_on": date(2026, 8, 24)}, "waiting", 2),
        ({"status": "waiting_response_overdue"}, "overdue", -11),
        ({"status": "successful"}, "answered", None),
        ({"status": "waiting_clarification"}, "attention", None),
        ({"availability": "hidden"}, "gone", None),
    ],
)
def test_where_a_request_stands(
    changes: dict[str, object], standing: str, days: int | None
) -> None:
    pytest.importorskip("campaign.law.clock")
    [row] = status_rows([AUTHORITY], [replace(REQUEST, **changes)], {}, NOW.date())  # type: ignore[arg-type]
    assert (row.standing, row.days_left) == (standing, days)


def test_a_recipient_without_a_request_is_to_be_sent_and_an_outcome_is_never_a_suggestion() -> None:
    other = replace(AUTHORITY, id=2, name="Moor Police", url_name="moor")
    rows = status_rows([AUTHORITY, other], [REQUEST], {1: Outcomes("", "not_held")}, NOW.date())
    assert totals(rows) == {"to_send": 1, "overdue": 1}
    assert (rows[0].outcome, rows[0].suggested) == ("", "not_held")
