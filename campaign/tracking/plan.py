"""Deciding what to ask the site now, and why: pure functions of what is stored and the time.

The cheapest question that can reveal a change comes first. A list on the site shows 25 requests at
once: the list of a tag, newest message first, tells a new message from its top alone; the pages of
a batch tell states and not messages. Only what a list cannot show is asked of each request.
How long anything may rest follows what is known of it, and is never shorter than the hour for which
the site itself lets an answer be kept (caching.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from campaign.state.correspondence import ENDED, StoredRequest
from campaign.times import london_date, parse

if TYPE_CHECKING:
    from campaign.alaveteli.pages.records import RequestListing

CACHE_LIFETIME = timedelta(hours=1)
DAILY = timedelta(hours=20)  # a run at about the same hour each day still counts as daily
EVERY_OTHER_DAY = timedelta(hours=44)
LATELY_ENDED = timedelta(days=3)
WEEKLY = timedelta(days=7)
MONTHLY = timedelta(days=30)
SUNDAY = 6
ON_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class SiteList:
    """A list on the site that shows some of the campaign's requests: those of a tag or a batch.

    `read_at` is when it was last read as far as there was news. The list of a tag has the newest
    message first, and names it; a batch has an order of its own, and names states only.
    """

    url: str
    tag: str | None = None
    batch_id: int | None = None
    read_at: datetime | None = None

    def shows(self, request: StoredRequest) -> bool:
        """Whether the request should be in this list; a private one is in none that we can see."""
        if request.private:
            return False
        if self.tag is not None:
            return self.tag in request.tags
        return self.batch_id is not None and self.batch_id == request.batch_id

    @property
    def name(self) -> str:
        """What the list is called when it is spoken of."""
        return f"the list of {self.tag}" if self.tag is not None else f"batch {self.batch_id}"

    @property
    def newest_first(self) -> bool:
        """Whether a new message puts its request at the top."""
        return self.tag is not None


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


@dataclass(frozen=True, slots=True)
class AskList:
    """Ask a list about those of its requests that are stored.

    `must_see` are the ids of those whose own place in it has to be seen.
    """

    site_list: SiteList
    requests: tuple[StoredRequest, ...]
    must_see: frozenset[int]
    why: str

    @property
    def cost(self) -> int:
        """The questions that this takes where nothing has changed."""
        if self.site_list.newest_first:
            return min(self._pages, 1 + len(self.must_see))
        return self._pages

    def read_on(self, read: int, seen: Collection[int], page: Sequence[RequestListing]) -> bool:
        """Whether to ask for another page after so many, and after this one.

        Not where the requests that are still to be seen are fewer than the pages left: they are
        asked for by themselves.
        """
        since = self.site_list.read_at
        if self.site_list.newest_first and any(
            since is None or (each.at is not None and each.at > since - CACHE_LIFETIME)
            for each in page
        ):
            return True
        return len(self.must_see.difference(seen)) > self._pages - read

    @property
    def _pages(self) -> int:
        return max(1, ceil(len(self.requests) / ON_A_PAGE))


Step = AskList | Look | Rest


def plan(
    requests: Iterable[StoredRequest],
    now: datetime,
    *,
    lists: Sequence[SiteList] = (),
    expecting: datetime | None = None,
    full: bool = False,
) -> tuple[Step, ...]:
    """What to ask now, lists first, and what is left to rest; with `full`, each request is asked.

    `expecting` is when a letter that the site may show by now was last handed over: the list of
    its tag is then asked too.
    """
    alone: list[Look | Rest] = []
    listed: dict[str, list[StoredRequest]] = {each.url: [] for each in lists}
    for request in requests:
        home = next((each for each in lists if each.shows(request)), None)
        step = _by_itself(request, home, now, full=full)
        if step is not None:
            alone.append(step)
        elif home is not None:
            listed[home.url].append(request)
    steps: list[Step] = []
    for each in lists:
        steps += _by_list(each, listed[each.url], now, expecting, full=full)
    return (*steps, *alone)


def revealed(request: StoredRequest, listing: RequestListing) -> str | None:
    """What a list says of a request that is not stored yet; None where it says nothing new."""
    if listing.anchor is not None and listing.anchor not in request.anchors:
        return "a list shows a message that is not stored"
    if listing.status != request.status:
        return f"a list says {listing.status}"
    return None


def _by_itself(
    request: StoredRequest, home: SiteList | None, now: datetime, *, full: bool
) -> Look | Rest | None:
    """The step of a request that its list cannot help with; None where the list will do."""
    if request.checked_at is None:
        return Look(request, "it was never looked at")
    if full:
        return Look(request, "everything is looked at")
    checked = parse(request.checked_at)
    if request.trouble and request.availability == "public":
        return _when(request, checked, CACHE_LIFETIME, "the last look was not understood", now)
    if request.stale:
        return Look(request, "its page was not read since it changed")
    if request.availability != "public":
        return _when(request, checked, WEEKLY, "the site does not show it", now)
    if home is None:
        return _when(request, checked, *_tempo(request, now), now)
    if request.awaiting_description and not home.newest_first:
        # A batch shows that it is classified at last, and not that another reply came first.
        step = _when(request, checked, EVERY_OTHER_DAY, "a reply waits to be classified", now)
        return step if isinstance(step, Look) else None
    if now < checked - CACHE_LIFETIME or now - checked >= _record_tempo(request, checked):
        return Look(request, "edits and hidden messages show in no list")
    return None


def _by_list(
    site_list: SiteList,
    requests: Sequence[StoredRequest],
    now: datetime,
    expecting: datetime | None,
    *,
    full: bool,
) -> list[Step]:
    """Ask the list, or each of the few that are due, or let all rest."""
    asked = site_list.read_at
    expected = (
        site_list.newest_first
        and expecting is not None
        and (full or asked is None or now - min(asked, now) >= CACHE_LIFETIME or expecting >= asked)
    )
    rests = [_rest(request, site_list, now) for request in requests]
    due = [rest for rest in rests if rest.until <= now]
    why = "a letter may have been submitted" if expected else _together(due)
    must_see = frozenset(r.id for r in requests if _must_be_seen(r, site_list, now))
    step = AskList(site_list, tuple(requests), must_see, why)
    if expected or len(due) > step.cost:
        return [step]
    return [Look(rest.request, rest.why) if rest.until <= now else rest for rest in rests]


def _rest(request: StoredRequest, site_list: SiteList, now: datetime) -> Rest:
    """Until when the request may rest, since a list or its record last said how it stands."""
    length, why = _tempo(request, now)
    seen = _seen_at(request, now)
    if not site_list.newest_first or site_list.read_at is None:
        return Rest(request, seen + length, why)
    nothing_newer = max(seen, min(site_list.read_at, now))
    return Rest(request, min(nothing_newer + length, seen + _state_tempo(request, now)), why)


def _must_be_seen(request: StoredRequest, site_list: SiteList, now: datetime) -> bool:
    """Whether its own place in the list has to be seen, and not only that nothing is newer."""
    if not site_list.newest_first:
        return True
    return now - _seen_at(request, now) >= _state_tempo(request, now)


def _seen_at(request: StoredRequest, now: datetime) -> datetime:
    """When its record or a list last said how it stands."""
    moments = [parse(moment) for moment in (request.checked_at, request.listed_at) if moment]
    # A clock that was set back leaves moments that are still to come: they count for nothing.
    return max((each for each in moments if each <= now + CACHE_LIFETIME), default=min(moments))


def _tempo(request: StoredRequest, now: datetime) -> tuple[timedelta, str]:
    """How long a request may rest before somebody may have written, and why."""
    # On a Sunday nobody has written since the day before.
    daily = EVERY_OTHER_DAY if london_date(now).weekday() == SUNDAY else DAILY
    if request.awaiting_description:
        return daily, "a reply waits to be classified"
    if request.status not in ENDED:
        return daily, "an answer is owed"
    changed = parse(request.changed_at or request.checked_at or request.linked_at)
    if now - changed < MONTHLY:
        return LATELY_ENDED, "it ended lately"
    return WEEKLY, "it ended long ago"


def _record_tempo(request: StoredRequest, checked: datetime) -> timedelta:
    """How long its record may go unasked, for what shows in no list.

    Rarer, the longer it has stood as it is; where nobody has replied there is little to hide.
    """
    stood = checked - parse(request.changed_at or request.linked_at)
    return max(MONTHLY if request.replies else 3 * MONTHLY, 3 * stood)


def _state_tempo(request: StoredRequest, now: datetime) -> timedelta:
    """How long its state may stay unseen while no new message shows."""
    falls_due = request.due_on is not None and request.due_on < london_date(now)
    if request.awaiting_description or (request.status == "waiting_response" and falls_due):
        return DAILY
    return WEEKLY if request.status not in ENDED else MONTHLY


def _when(
    request: StoredRequest, checked: datetime, rest: timedelta, why: str, now: datetime
) -> Look | Rest:
    # A clock that was set back must not make a request rest for ever.
    if now - checked >= rest or now < checked - CACHE_LIFETIME:
        return Look(request, why)
    return Rest(request, checked + rest, why)


def _together(due: Sequence[Rest]) -> str:
    """Why a list is asked: the reasons of those that are due, each with its number."""
    reasons = sorted({rest.why for rest in due})
    return "; ".join(f"{sum(rest.why == why for rest in due)}: {why}" for why in reasons)
