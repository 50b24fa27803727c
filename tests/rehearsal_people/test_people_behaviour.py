"""What is planned: order, events, regimes, and the days on which replies fall."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.rehearsal.people.behaviour import BEHAVIOURS, behaviour_of, due, plan
from campaign.rehearsal.people.forces import practice_authorities
from campaign.rehearsal.people.model import PlannedReply, PracticeAuthority, Scenario
from campaign.rehearsal.people.scenario import load
from campaign.times import LONDON

BASE = load("quick")


def only(name: str, seed: int = 1) -> tuple[PracticeAuthority, Scenario]:
    scenario = replace(BASE, seed=seed, authorities=48, behaviours=((name, 1),))
    forces = practice_authorities(48, seed)
    return next(force for force in forces if force.law == "foia"), scenario


def kinds(name: str) -> list[tuple[str, str]]:
    return [(reply.kind, reply.after) for reply in plan(*only(name))]


def test_silence_is_nothing_at_all() -> None:
    assert plan(*only("silent")) == ()


def test_a_clarification_waits_for_our_answer() -> None:
    assert kinds("clarification")[:3] == [
        ("clarification", "sent"),
        ("acknowledgement", "clarified"),
        ("full", "clarified"),
    ]


def test_who_has_to_be_chased_answers_only_then() -> None:
    chased = kinds("chased")
    assert chased[:2] == [("acknowledgement", "sent"), ("progress", "chased")]
    assert ("full", "sent") not in chased


@pytest.mark.parametrize("name", ["full", "partial", "refused", "not_held", "ncnd", "cost"])
def test_whoever_decides_answers_a_request_for_review(name: str) -> None:
    replies = plan(*only(name))
    (receipt,) = [reply for reply in replies if reply.after == "review"]
    result = replies[receipt.step + 1]
    assert result.kind in ("review_upheld", "review_overturned")
    assert result.first == name


def test_a_duplicate_is_the_same_message_once_more() -> None:
    first, again = [reply for reply in plan(*only("full_twice")) if reply.kind == "full"]
    assert again.again
    assert (again.seed, again.carrier, again.story) == (first.seed, first.carrier, first.story)
    assert again.days == 0


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_steps_are_numbered_and_previous_has_something_before_it(name: str) -> None:
    replies = plan(*only(name))
    assert [reply.step for reply in replies] == list(range(len(replies)))
    assert not replies or replies[0].after != "previous"
    assert len({reply.story for reply in replies}) <= 1


def test_scottish_forces_never_extend() -> None:
    for seed in range(6):
        scenario = replace(load("demo"), seed=seed, behaviours=(("extension", 1),))
        for force in practice_authorities(48, seed):
            if force.law == "foisa":
                assert all(reply.kind != "extension" for reply in plan(force, scenario))


def test_an_assigned_behaviour_goes_before_the_weights() -> None:
    force, scenario = only("full")
    scenario = replace(scenario, assigned=((force.url_name, "bounce"),))
    assert behaviour_of(force, scenario) == "bounce"
    scenario = replace(scenario, assigned=((force.name, "postal"),))
    assert behaviour_of(force, scenario) == "postal"


@pytest.mark.parametrize("n", [48, 120, 500])
def test_behaviours_are_dealt_in_proportion(n: int) -> None:
    scenario = replace(
        BASE, authorities=n, behaviours=(("full", 6), ("not_held", 3), ("silent", 1))
    )
    dealt = [behaviour_of(force, scenario) for force in practice_authorities(n, scenario.seed)[:n]]
    for name, share in (("full", 0.6), ("not_held", 0.3), ("silent", 0.1)):
        assert abs(dealt.count(name) - n * share) <= 1.5


def test_the_same_seed_plans_the_same() -> None:
    assert plan(*only("full", 3)) == plan(*only("full", 3))


def weekday(day: date) -> bool:
    return day.weekday() < 5


def test_working_days_leave_out_the_weekend() -> None:
    reply = replace(plan(*only("full"))[-1], after="sent", days=3, working=True)
    friday = datetime(2026, 7, 10, 16, 0, tzinfo=UTC)
    moment = due(reply, friday, weekday).astimezone(LONDON)
    assert (moment.date(), moment.time()) == (date(2026, 7, 15), reply.at)


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)), st.integers(0, 60), st.booleans())
def test_a_reply_never_comes_before_its_event(at: datetime, days: int, working: bool) -> None:
    happened = at.replace(tzinfo=UTC)
    reply = replace(_sample(), days=days, working=working)
    moment = due(reply, happened, weekday)
    assert moment > happened
    if days and working:
        assert weekday(moment.astimezone(LONDON).date())
    if days and not working:
        passed = moment.astimezone(LONDON).date() - happened.astimezone(LONDON).date()
        assert passed.days == days


def _sample() -> PlannedReply:
    return plan(*only("full_at_once"))[0]
