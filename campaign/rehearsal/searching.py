"""Finding requests and events: the operators of the site's search (SITE.md section 7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from campaign.rehearsal.listings import indexed
from campaign.rehearsal.records import Event, Request
from campaign.rehearsal.site import Site
from campaign.rehearsal.status import shown_state
from campaign.times import london_date

Test = Callable[[Request], bool]
Pair = tuple[Request, Event]
UNSUCCESSFUL = ("not_held", "rejected")
AWAITING = ("waiting_response", "waiting_clarification", "internal_review", "gone_postal")


def newest_events(requests: Iterable[Request]) -> list[Pair]:
    """Every message of these requests, newest first."""
    found = [(r, e) for r in requests for e in r.events if indexed(e)]
    return sorted(found, key=lambda pair: (pair[1].created_at, pair[1].site_id), reverse=True)


def one_each(pairs: Iterable[Pair]) -> list[Pair]:
    """The first of the messages of each request."""
    first: dict[int, Pair] = {}
    for request, event in pairs:
        first.setdefault(request.site_id, (request, event))
    return list(first.values())


def search(site: Site, query: str, now: datetime) -> list[Pair]:
    """The messages of listed requests that have all words of the query, newest first."""
    parts = re.findall(r'"[^"]*"|\S+', query)
    tests = [test for part in parts if (test := _operator(part, now))]
    words = [_words(part) for part in parts if not _operator(part, now)]
    found = (r for r in site.requests if listable(r) and all(test(r) for test in tests))
    return [
        (request, event)
        for request, event in newest_events(found)
        if all(word.search(event.text) for word in words)
    ]


def listable(request: Request) -> bool:
    """Whether lists and searches show a request."""
    return request.public() and request.prominence == "normal"


def _operator(part: str, now: datetime) -> Test | None:
    operator, colon, value = part.partition(":")
    tests: dict[str, Test] = {
        "requested_by": lambda r: r.user is not None and r.user.url_name == value,
        "requested_from": lambda r: value in (r.body.url_name, r.body.welsh_url_name),
        "tag": lambda r: has_tag(r, value),
        "latest_status": lambda r: value in (r.described_state, shown_state(r, now)),
        "variety": lambda r: True,
    }
    return tests.get(operator) if colon else None


def _words(part: str) -> re.Pattern[str]:
    edge = r"\b" if part.startswith('"') else ""
    return re.compile(edge + re.escape(part.strip('"')) + edge, re.IGNORECASE)


def has_tag(request: Request, tag: str) -> bool:
    """Whether a request has a tag, or with a name alone any machine tag of that name."""
    return any(tag in (known, known.partition(":")[0]) for known in request.tags)


def in_view(request: Request, view: str) -> bool:
    """Whether a request belongs to one of the list's tabs."""
    state = request.described_state
    if view == "successful":
        return state in ("successful", "partially_successful")
    if view == "unsuccessful":
        return state in UNSUCCESSFUL
    return view != "awaiting" or state in AWAITING


def between(request: Request, after: str, before: str) -> bool:
    """Whether a request was made within days given as the list's form gives them."""
    day = london_date(request.created_at).isoformat()
    return (not after or day >= after) and (not before or day <= before)
