"""Authorities: their pages, their JSON, and the list of all (SITE.md section 7)."""

from __future__ import annotations

import csv
import io

from campaign.rehearsal.exchange import Answer, Cache, Call, as_json, download, redirect
from campaign.rehearsal.facts import body_facts
from campaign.rehearsal.listings import listed_event
from campaign.rehearsal.records import Body
from campaign.rehearsal.rendering import page, public
from campaign.rehearsal.routing import route
from campaign.rehearsal.searching import listable, newest_events, one_each
from campaign.rehearsal.site import Site
from campaign.rehearsal.views.batch import CATEGORIES
from campaign.rehearsal.views.common import not_found

COLUMNS = (
    "Internal ID",
    "Name",
    "Short name",
    "URL name",
    "Tags",
    "Home page",
    "Publication scheme",
    "Disclosure log",
    "Notes",
    "Created at",
    "Updated at",
    "Version",
)


@route("GET", "/body/all-authorities.csv")
def all_authorities(site: Site, call: Call) -> Answer:
    """Every authority, one row each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for body in site.bodies:
        at = f"{body.created_at:%Y-%m-%d %H:%M:%S +0000}"
        row = (body.site_id, body.name, body.short_name, body.url_name, " ".join(body.tags))
        writer.writerow((*row, body.home_page, "", "", body.notes, at, at, 1))
    kind = "text/csv; charset=utf-8"
    return download(out.getvalue().encode(), "all-authorities.csv", kind, "none", etag=False)


@route("GET", "/body/list/{tag}")
def tagged(site: Site, call: Call, tag: str) -> Answer:
    """Authorities with a tag; `all` for all."""
    found = [
        b for b in site.bodies if tag == "all" or tag in b.tags or f"{tag}:" in " ".join(b.tags)
    ]
    return page(
        call,
        "body_list.html",
        "public_body_list",
        cache="day",
        bodies=found,
        category=CATEGORIES.get(tag, tag),
        site=site,
    )


@route("GET", "/body/search_ahead")
def search_ahead(site: Site, call: Call) -> Answer:
    """Authorities whose name has the words, as a fragment."""
    return _listing(site, call, "body_search_ahead.html", "private")


@route("GET", "/select_authority")
def select_authority(site: Site, call: Call) -> Answer:
    """The search for an authority to ask."""
    if call.user is not None and call.user.pro:
        return redirect(call, "/pro/info_requests/new")
    return _listing(site, call, "select_authority.html", "hour")


def _listing(site: Site, call: Call, template: str, cache: Cache) -> Answer:
    words = call.param("query").lower().split()
    found = [b for b in site.bodies if words and all(w in b.name.lower() for w in words)]
    return page(call, template, "request_select_authority", cache=cache, bodies=found, site=site)


@route("GET", "/body/{name}")
def show(site: Site, call: Call, name: str) -> Answer:
    """An authority's page, or with `.json` its facts."""
    if name.endswith(".json"):
        body = site.body(name.removesuffix(".json"))
        if body is None:
            return Answer(b"", 404, cache="none")
        return as_json(body_facts(site, body, call.locale), 200, public(call, "day"))
    body = site.body(name)
    if body is None:
        return not_found(call, "public_body_show", "day")
    if name != body.url_name_in(call.locale):
        there = f"/body/{body.url_name_in(call.locale)}"
        return redirect(call, there, 301, public(call, "day"))
    return page(
        call,
        "body_show.html",
        "public_body_show",
        cache="day",
        body=body,
        items=[
            listed_event(r, e, call.now, call.base)
            for r, e in one_each(newest_events(filter(listable, site.requests_to(body))))
        ],
        subtitle=_subtitle(body),
    )


def _subtitle(body: Body) -> str:
    return "A police force" if "police" in body.tags else "A public authority"
