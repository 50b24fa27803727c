"""The site's limits, kept on our side."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from campaign.outbox.limits import STEPS, next_allowed, spread

NOW = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)


@given(
    earlier=st.lists(st.integers(0, 3 * 24 * 60), max_size=8),
    count=st.integers(1, 30),
)
def test_no_window_ever_holds_more_than_the_site_allows(earlier: list[int], count: int) -> None:
    times = spread(count, [NOW - timedelta(minutes=m) for m in earlier], NOW)
    assert times == sorted(times)
    for limit, span in STEPS:
        for first in times:
            assert sum(first <= moment < first + span for moment in times) <= limit


def test_forty_eight_letters_take_eight_days_of_six() -> None:
    times = spread(48, [], NOW)
    assert timedelta(days=7) < times[-1] - NOW < timedelta(days=8, hours=1)


def test_a_clock_set_back_still_keeps_the_limits() -> None:
    future = [NOW + timedelta(days=30)] * 6
    assert NOW + timedelta(hours=24) < next_allowed(future, NOW) < NOW + timedelta(hours=25)


def test_the_first_letter_may_go_at_once() -> None:
    assert next_allowed([], NOW) == NOW
