"""Deciding what to look at now, and why: a pure function of what is stored and the time.

How long a request may rest follows what is known of it: nobody needs to ask daily about a request
that ended a year ago. The shortest rest is the hour for which the site itself lets an answer be
kept (caching.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.state.correspondence import ENDED, StoredRequest
from campaign.times import parse

CACHE_LIFETIME = timedelta(hours=1)
DAILY = timedelta(hours=20)  # a run at about the same hour each day still counts as daily


@dataclass(frozen=True, slots=True)
class Look:
    """Ask the site about one request; `why` is said to the user."""

    request: StoredRequest
    why: str


@dataclass(frozen=True, slots=True)
class Rest:
    """Leave a request alone until a moment."""

    request: StoredRequest
    until: datetime
    why: str


def plan(
    requests: Iterable[StoredRequest], now: datetime, *, full: bool = False
) -> tuple[Look | Rest, ...]:
    """What to do about each request now; with `full`, everything is looked at."""
    return tuple(_decide(request, now, full=full) for request in requests)


def _decide(request: StoredRequest, now: datetime, *, full: bool) -> Look | Rest:
    if request.checked_at is None:
        return Look(request, "it was never looked at")
    if full:
        return Look(request, "everything is looked at")
    checked = parse(request.checked_at)
    if request.trouble and request.availability == "public":
        rest, why = CACHE_LIFETIME, "the last look was not understood"
    elif request.stale:
        return Look(request, "its page was not read since it changed")
    elif request.availability != "public":
        rest, why = timedelta(days=7), "the site does not show it"
    elif request.awaiting_description:
        rest, why = DAILY, "a reply waits to be classified"
    elif request.status in ENDED:
        changed = parse(request.changed_at) if request.changed_at else checked
        quiet = now - changed
        if quiet < timedelta(days=30):
            rest, why = timedelta(days=3), "it ended lately"
        else:
            rest, why = timedelta(days=7), "it ended long ago"
    else:
        rest, why = DAILY, "an answer is owed"
    # A clock that was set back must not make a request rest for ever.
    if now - checked >= rest or now < checked - CACHE_LIFETIME:
        return Look(request, why)
    return Rest(request, checked + rest, why)
