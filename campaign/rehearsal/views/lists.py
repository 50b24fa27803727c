"""Lists of requests: all, by tag, by search, by user (SITE.md section 7)."""

from __future__ import annotations

from urllib.parse import quote

from campaign.rehearsal.exchange import Answer, Call, as_json, redirect
from campaign.rehearsal.facts import user_facts
from campaign.rehearsal.listings import Listing, listed_event
from campaign.rehearsal.paging import Pages, paged
from campaign.rehearsal.rendering import page, public
from campaign.rehearsal.routing import route
from campaign.rehearsal.searching import (
    Pair,
    between,
    has_tag,
    in_view,
    listable,
    newest_events,
    one_each,
    search,
)
from campaign.rehearsal.site import Site
from campaign.rehearsal.views.common import not_found

VIEWS = ("all", "successful", "unsuccessful", "awaiting")


@route("GET", "/list")
@route("GET", "/list/{tag}")
@route("GET", "/list/{tag}/{view}")
def requests(site: Site, call: Call, tag: str = "", view: str = "all") -> Answer:
    """Requests, narrowed by tab, tag, words and days."""
    if tag in VIEWS:
        tag, view = "", tag
    found = [
        (r, event)
        for r, event in one_each(search(site, call.param("query"), call.now))
        if in_view(r, view)
        and (not tag or has_tag(r, tag))
        and between(r, call.param("request_date_after"), call.param("request_date_before"))
    ]
    heading = "Search requests" if call.param("query") else "Browse requests"
    if tag:
        count = f"{len(found)} request{'' if len(found) == 1 else 's'}"
        heading = f"Found {count} tagged ‘{tag}’"
    items, links = _items(call, found, call.path)
    if links and links.number > 1:
        heading += f" (page {links.number})"
    return page(
        call,
        "request_list.html",
        "request_list",
        cache="hour",
        heading=heading,
        items=items,
        links=links,
        count=len(found),
        path=call.path,
    )


@route("GET", "/search")
def search_for(site: Site, call: Call) -> Answer:
    """The search form's address: on to the query's own."""
    return redirect(call, f"/search/{quote(call.param('query'), safe='')}/all")


@route("GET", "/search/{query}")
@route("GET", "/search/{query}/{variety}")
def searched(site: Site, call: Call, query: str, variety: str = "all") -> Answer:
    """Requests that a query finds."""
    found = one_each(search(site, query, call.now))
    items, links = _items(call, found, call.path)
    first = (links.number - 1) * 25 + 1 if links else 1
    return page(
        call,
        "search.html",
        "general_search",
        query=query,
        items=items,
        links=links,
        number=links.number if links else 1,
        first=first,
        last=first + len(items) - 1,
        count=len(found),
    )


@route("GET", "/request/search_ahead")
def search_ahead(site: Site, call: Call) -> Answer:
    """Requests like the words of a summary being written, as a fragment."""
    found = one_each(search(site, call.param("q"), call.now)) if call.param("q") else []
    return page(
        call,
        "request_search_ahead.html",
        "request_search_ahead",
        items=[listed_event(r, e, call.now, call.base) for r, e in found[:25]],
    )


@route("GET", "/user/{name}")
@route("GET", "/user/{name}/requests")
def user(site: Site, call: Call, name: str) -> Answer:
    """A user's page, or with `.json` the four facts of one."""
    person = site.user(name.removesuffix(".json"))
    if person is None:
        missing = Answer(b"", 404, "application/json", "none")
        return missing if name.endswith(".json") else not_found(call, "user_show")
    if name.endswith(".json"):
        return as_json(user_facts(person), 200, public(call, "day"))
    mine = one_each(newest_events(r for r in site.requests if r.user is person and listable(r)))
    items, links = _items(call, mine, call.path)
    return page(
        call,
        "user_show.html",
        "user_show",
        profile=not call.path.endswith("/requests"),
        cache="day",
        person=person,
        items=items,
        links=links,
        count=len(mine),
    )


def _items(call: Call, found: list[Pair], path: str) -> tuple[list[Listing], Pages | None]:
    rows, links = paged(found, call, quote(path, safe="/:"))
    return [listed_event(r, e, call.now, call.base) for r, e in rows], links
