"""Finding requests and events: the operators of the site's search (SITE.md section 7)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from campaign.rehearsal.listings import MESSAGES
from campaign.rehearsal.records import Event, Request
from campaign.rehearsal.site import Site
from campaign.rehearsal.status import shown_state
from campaign.times import london_date

Test = Callable[[Request], bool]
UNSUCCESSFUL = ("not_held", "rejected")
AWAITING = ("waiting_response", "waiting_clarification", "internal_review", "gone_postal")


def newest_events(requests: list[Request]) -> list[tuple[Request, Event]]:
    """Every message of these requests, newest first."""
    found = [(r, e) for r in requests for e in r.events if e.kind in MESSAGES]
    return sorted(found, key=lambda pair: (pair[1].created_at, pair[1].site_id), reverse=True)


def search(site: Site, query: str, now: datetime) -> list[Request]:
    """Public requests that match all parts of the query, those with the newest message first."""
    tests = [_test(part, now) for part in re.findall(r'"[^"]*"|\S+', query)]
    found = [r for r in site.requests if listable(r) and all(test(r) for test in tests)]
    return by_newest(found)


def listable(request: Request) -> bool:
    """Whether lists and searches show a request."""
    return request.public() and request.prominence == "normal"


def by_newest(requests: list[Request]) -> list[Request]:
    """Requests by their newest message, newest first."""
    return sorted(requests, key=lambda r: (r.events[-1].created_at, r.site_id), reverse=True)


def _test(part: str, now: datetime) -> Test:
    operator, colon, value = part.partition(":")
    if colon and operator == "requested_by":
        return lambda r: r.user is not None and r.user.url_name == value
    if colon and operator == "requested_from":
        return lambda r: value in (r.body.url_name, r.body.welsh_url_name)
    if colon and operator == "tag":
        return lambda r: has_tag(r, value)
    if colon and operator == "latest_status":
        return lambda r: value in (r.described_state, shown_state(r, now))
    if colon and operator in ("variety", "status", "filetype"):
        return lambda r: True
    words = part.strip('"').lower()
    return lambda r: words in r.title.lower() or any(words in t.lower() for t in _texts(r))


def _texts(request: Request) -> list[str]:
    return [m.body for m in request.outgoing()] + [m.text for m in request.incoming()]


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
