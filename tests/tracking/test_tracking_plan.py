"""What is looked at when, and where everybody stands: pure decisions over values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.alaveteli.pages.records import RequestListing
from campaign.state.authorities import Authority
from campaign.state.correspondence import StoredRequest
from campaign.times import iso
from campaign.tracking.plan import (
    CACHE_LIFETIME,
    DAILY,
    AskList,
    Look,
    Rest,
    SiteList,
    Step,
    plan,
    revealed,
)
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


TAGGED = SiteList("https://practice.example/list/campaign:c", tag="campaign:c")
BATCH = SiteList("https://practice.example/info_request_batch/2", batch_id=2)


def decision(**changes: object) -> Look | Rest:
    step = plan([replace(REQUEST, **changes)], NOW)[0]  # type: ignore[arg-type]
    assert not isinstance(step, AskList)
    return step


def many(count: int, **changes: object) -> list[StoredRequest]:
    """Requests with the tag and in the batch, all last looked at a day ago."""
    usual = {
        "tags": frozenset({"campaign:c"}), "batch_id": 2, "checked_at": iso(NOW - DAILY),
        "due_on": date(2026, 9, 5),
    }  # fmt: skip
    return [replace(REQUEST, id=n, **{**usual, **changes}) for n in range(1, count + 1)]  # type: ignore[arg-type]


def test_what_was_never_looked_at_is_looked_at() -> None:
    assert isinstance(decision(checked_at=None), Look)


def test_while_an_answer_is_owed_one_look_a_day_is_enough() -> None:
    assert isinstance(decision(), Rest)
    assert isinstance(decision(checked_at=iso(NOW - DAILY)), Look)


def test_on_a_sunday_nobody_is_asked_who_was_asked_on_saturday() -> None:
    sunday = datetime(2026, 8, 23, 9, 0, tzinfo=UTC)
    asked = {hours: iso(sunday - timedelta(hours=hours)) for hours in (24, 48)}
    steps = [plan([replace(REQUEST, checked_at=at)], sunday)[0] for at in asked.values()]
    assert [type(step) for step in steps] == [Rest, Look]


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
    assert isinstance(seen, Look | Rest)
    assert isinstance(seen, Look) or seen.until - NOW < timedelta(days=7)


def test_full_looks_at_everything() -> None:
    assert isinstance(plan([REQUEST], NOW, full=True)[0], Look)


@pytest.mark.parametrize("site_list", [TAGGED, BATCH])
def test_one_list_is_asked_for_many_and_the_requests_rest(site_list: SiteList) -> None:
    [step] = plan(many(48), NOW, lists=[site_list])
    assert isinstance(step, AskList)
    assert len(step.requests) == 48
    assert step.cost == (1 if site_list is TAGGED else 2)


def test_few_are_asked_for_by_themselves_where_that_costs_no_more_than_their_list() -> None:
    lately = iso(NOW - timedelta(hours=2))
    requests = many(1) + [replace(r, id=r.id + 100) for r in many(47, checked_at=lately)]
    steps = plan(requests, NOW, lists=[BATCH])
    assert [type(step) for step in steps] == [Look] + [Rest] * 47


def test_a_list_that_was_read_lately_speaks_for_all_whose_newest_message_it_would_show() -> None:
    read = replace(TAGGED, read_at=NOW - timedelta(hours=2))
    assert {type(step) for step in plan(many(48), NOW, lists=[read])} == {Rest}


def test_who_waits_to_be_classified_or_fell_due_must_be_seen_in_the_list() -> None:
    requests = many(48)
    requests[5] = replace(requests[5], awaiting_description=True)
    requests[7] = replace(requests[7], due_on=date(2026, 8, 19))
    [step] = plan(requests, NOW, lists=[TAGGED])
    assert isinstance(step, AskList)
    assert step.must_see == {6, 8}


def test_in_a_batch_one_that_waits_to_be_classified_is_asked_for_by_itself() -> None:
    requests = many(48)
    requests[5] = replace(
        requests[5], awaiting_description=True, checked_at=iso(NOW - timedelta(days=2))
    )
    steps = plan(requests, NOW, lists=[BATCH])
    assert [type(step) for step in steps] == [AskList, Look]


def test_a_record_is_asked_now_and_then_since_no_list_shows_an_edit() -> None:
    long = iso(NOW - timedelta(days=31))
    usual = {"checked_at": long, "listed_at": iso(NOW), "changed_at": long}
    [answered] = plan(many(1, replies=1, **usual), NOW, lists=[BATCH])
    [silent] = plan(many(1, **usual), NOW, lists=[BATCH])
    assert (type(answered), type(silent)) == (Look, Rest)


@pytest.mark.parametrize(
    ("read_at", "expecting", "asked"),
    [
        (None, NOW - timedelta(days=9), True),
        (NOW - timedelta(minutes=30), NOW - timedelta(minutes=40), False),
        (NOW - timedelta(minutes=30), NOW - timedelta(minutes=20), True),
        (NOW - timedelta(minutes=61), NOW - timedelta(days=9), True),
        (NOW - timedelta(days=9), None, False),
    ],
)
def test_while_a_letter_may_appear_its_list_is_asked_as_often_as_the_site_makes_it_anew(
    read_at: datetime | None, expecting: datetime | None, asked: bool
) -> None:
    steps = plan([], NOW, lists=[replace(TAGGED, read_at=read_at)], expecting=expecting)
    assert bool(steps) == asked


def test_a_full_sync_does_not_wait_for_the_hour_where_a_letter_may_have_appeared() -> None:
    read = replace(TAGGED, read_at=NOW - timedelta(minutes=5))
    long_ago = NOW - timedelta(days=1)
    assert plan([], NOW, lists=[read], expecting=long_ago) == ()
    [step] = plan([], NOW, lists=[read], expecting=long_ago, full=True)
    assert isinstance(step, AskList)


LISTING = RequestListing("a", "T", None, None, "waiting_response")


@pytest.mark.parametrize(
    ("listing", "says"),
    [
        (LISTING, None),
        (replace(LISTING, anchor="incoming-84"), None),
        (replace(LISTING, anchor="incoming-85"), "a list shows a message that is not stored"),
        (replace(LISTING, status="not_held"), "a list says not_held"),
    ],
)
def test_what_a_list_reveals(listing: RequestListing, says: str | None) -> None:
    stored = replace(REQUEST, anchors=frozenset({"outgoing-1", "incoming-84"}))
    assert revealed(stored, listing) == says


def listed(at: datetime | None) -> RequestListing:
    return replace(LISTING, at=at)


def test_a_list_is_read_on_while_it_shows_what_happened_since() -> None:
    read = replace(TAGGED, read_at=NOW - timedelta(days=1))
    step = AskList(read, tuple(many(100)), frozenset(), "")
    old, new = listed(NOW - timedelta(days=3)), listed(NOW - timedelta(hours=3))
    assert step.read_on(1, (), [old, new])
    assert not step.read_on(1, (), [old, listed(None)])
    # The site may have kept the list it gave us for an hour.
    assert step.read_on(1, (), [listed(NOW - timedelta(days=1, minutes=30))])


def test_a_list_is_not_read_on_for_fewer_requests_than_it_has_pages_left() -> None:
    read = replace(TAGGED, read_at=NOW)
    step = AskList(read, tuple(many(100)), frozenset({1, 2, 3, 4}), "")
    assert step.read_on(1, {1}, []) is False  # three left, three pages left
    assert step.read_on(1, (), []) is True
    assert step.cost == 4


moments = st.one_of(
    st.none(), st.integers(-48, 24 * 90).map(lambda hours: iso(NOW - timedelta(hours=hours)))
)
stored_requests = st.builds(
    replace,
    st.just(REQUEST),
    checked_at=moments,
    listed_at=moments,
    changed_at=moments,
    status=st.sampled_from(["waiting_response", "successful", "not_held", "internal_review"]),
    awaiting_description=st.booleans(),
    stale=st.booleans(),
    availability=st.sampled_from(["public", "public", "hidden"]),
    trouble=st.sampled_from([None, None, "cut"]),
    tags=st.sampled_from([frozenset(), frozenset({"campaign:c"})]),
    batch_id=st.sampled_from([None, 2]),
)
hours_ago = st.integers(0, 500).map(lambda hours: NOW - timedelta(hours=hours))
site_lists = st.lists(
    st.builds(replace, st.sampled_from([TAGGED, BATCH]), read_at=st.one_of(st.none(), hours_ago)),
    max_size=2,
    unique_by=lambda each: each.url,
)


@given(st.lists(stored_requests, max_size=80), site_lists, st.booleans())
def test_each_request_is_asked_for_once_by_itself_or_in_a_list_or_rests(
    requests: list[StoredRequest], lists: list[SiteList], full: bool
) -> None:
    requests = [replace(request, id=number) for number, request in enumerate(requests)]
    steps = plan(requests, NOW, lists=lists, full=full)
    met = [
        request.id
        for step in steps
        for request in (step.requests if isinstance(step, AskList) else [step.request])
    ]
    assert sorted(met) == [request.id for request in requests]
    for step in steps:
        if isinstance(step, AskList):
            assert all(step.site_list.shows(request) for request in step.requests)
            assert not any(request.stale for request in step.requests)


@given(st.lists(stored_requests, max_size=60), site_lists)
def test_nobody_who_owes_an_answer_is_out_of_sight_for_more_than_a_day(
    requests: list[StoredRequest], lists: list[SiteList]
) -> None:
    owing = ("waiting_response", "internal_review")
    for step in plan(requests, NOW, lists=lists):
        if isinstance(step, Rest) and step.request.availability == "public":
            assert step.request.status not in owing or step.until - NOW <= DAILY


@given(st.lists(stored_requests, max_size=60), site_lists)
def test_what_was_asked_is_not_asked_again_within_the_hour(
    requests: list[StoredRequest], lists: list[SiteList]
) -> None:
    just_now = iso(NOW - CACHE_LIFETIME / 2)
    asked = [replace(r, checked_at=just_now, stale=False, trouble=None) for r in requests]
    read = [replace(each, read_at=NOW - CACHE_LIFETIME / 2) for each in lists]
    steps: tuple[Step, ...] = plan(asked, NOW, lists=read, expecting=NOW - timedelta(days=1))
    assert all(isinstance(step, Rest) for step in steps)


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
