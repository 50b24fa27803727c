"""Feeds, Atom and JSON, of the 25 newest messages (SITE.md section 7)."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from campaign.rehearsal.exchange import Answer, Call, as_json, redirect
from campaign.rehearsal.facts import body_facts, event_facts, short_facts, user_facts
from campaign.rehearsal.listings import listed_event, snippet
from campaign.rehearsal.records import Event, Request
from campaign.rehearsal.rendering import environment, london_iso, public
from campaign.rehearsal.routing import route
from campaign.rehearsal.searching import Pair, newest_events, search
from campaign.rehearsal.site import Site
from campaign.rehearsal.views.common import not_found

NEWEST = 25


@route("GET", "/request/{slug}/feed")
@route("GET", "/request/{slug}/feed.json")
def request_feed(site: Site, call: Call, slug: str) -> Answer:
    """What happened to one request; empty for a hidden one, 404 for a private one."""
    request = site.by_url_title.get(slug)
    if request is None or request.embargo_until is not None:
        return not_found(call, "track_atom_feed")
    found = newest_events([request]) if request.public() else []
    return _feed(site, call, found, f"New updates for the request '{request.title}'")


@route("GET", "/feed/request/{slug}")
def old_request_feed(site: Site, call: Call, slug: str) -> Answer:
    """The older address."""
    return redirect(call, f"/request/{slug}/feed", 301)


@route("GET", "/feed/user/{name}")
def user_feed(site: Site, call: Call, name: str) -> Answer:
    """What happened to a user's requests."""
    person = site.user(name.removesuffix(".json"))
    if person is None:
        return not_found(call, "track_atom_feed")
    mine = [r for r in site.requests if r.user is person and r.public()]
    return _feed(site, call, newest_events(mine), f"Requests by '{person.name}'")


@route("GET", "/feed/body/{name}")
def body_feed(site: Site, call: Call, name: str) -> Answer:
    """What happened to the requests to an authority."""
    body = site.body(name.removesuffix(".json"))
    if body is None:
        return not_found(call, "track_atom_feed")
    theirs = [r for r in site.requests_to(body) if r.public()]
    return _feed(site, call, newest_events(theirs), f"'{body.name}', a public authority")


@route("GET", "/feed/search/{query:path}")
def search_feed(site: Site, call: Call, query: str) -> Answer:
    """What happened to the requests that a query finds."""
    found = search(site, query.removesuffix(".json"), call.now)
    return _feed(site, call, found, "Requests or responses matching your saved search")


def _feed(site: Site, call: Call, found: list[Pair], title: str) -> Answer:
    newest = found[:NEWEST]
    cache = public(call, "hour")
    if call.path.endswith(".json"):
        return as_json([_item(site, call, r, e) for r, e in newest], 200, cache)
    html = environment().get_template("listing.html").module
    entries = [
        {
            "id": event.site_id,
            "published": london_iso(event.created_at),
            "title": request.title,
            "content": str(
                html.request_listing(  # type: ignore[attr-defined]
                    listed_event(request, event, call.now, call.base), call
                )
            ),
        }
        for request, event in newest
    ]
    host = urlsplit(call.base).hostname
    text = (
        environment()
        .get_template("feed.atom")
        .render(call=call, host=host, title=title, entries=entries)
    )
    return Answer(text.encode(), 200, "application/atom+xml; charset=utf-8", cache)


def _item(site: Site, call: Call, request: Request, event: Event) -> dict[str, object]:
    return {
        **event_facts(event, call.locale),
        "snippet": escape(snippet(request, event), quote=False),
        "info_request": short_facts(request, call.now, call.locale),
        "public_body": body_facts(site, request.body, call.locale),
        "user": (user_facts(request.user) if request.user else {"name": request.external_name}),
    }
