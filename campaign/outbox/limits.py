"""The site's limits on new requests, kept before it has to remind us (SITE.md section 3): pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

# So many requests in so long. The site's steps are 1 a minute, 2 in 8 minutes, 3 in 15, 5 an hour,
# and 6 in 24 hours; each is kept with a little to spare, since the two clocks may differ.
STEPS: tuple[tuple[int, timedelta], ...] = (
    (1, timedelta(minutes=1)),
    (2, timedelta(minutes=8)),
    (3, timedelta(minutes=15)),
    (5, timedelta(hours=1)),
    (6, timedelta(hours=24)),
)
TO_SPARE = timedelta(seconds=15)


def next_allowed(sent: Iterable[datetime], now: datetime) -> datetime:
    """The first moment from `now` on at which one more request keeps every limit.

    A sending dated after `now` (a clock was set back) counts as sent now.
    """
    moments = sorted(min(moment, now) for moment in sent)
    allowed = now
    for count, span in STEPS:
        if len(moments) >= count:
            allowed = max(allowed, moments[-count] + span + TO_SPARE)
    return allowed


def spread(count: int, sent: Iterable[datetime], now: datetime) -> list[datetime]:
    """When `count` further requests may go, one after another, if nothing else is sent."""
    moments = list(sent)
    times: list[datetime] = []
    for _ in range(count):
        now = next_allowed(moments, now)
        moments.append(now)
        times.append(now)
    return times
