"""Asking lists on the site what has changed: one question instead of 25.

A list costs nothing but the question where nothing changed (304), and what it shows is compared
with what is stored. What it reveals is marked at once, so that a run that stops before the next
question knows it still.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from campaign.alaveteli.urls import Site
from campaign.errors import SiteError, UnknownPage
from campaign.state.correspondence import StoredRequest, requests_of, save_listed, save_stale
from campaign.state.database import writing
from campaign.state.outbox import intents
from campaign.state.pages import (
    last_etag,
    last_stored,
    list_read_at,
    read_page,
    record_fetch,
    save_list_read,
)
from campaign.times import iso, parse
from campaign.tracking.link import Linked, link_listed
from campaign.tracking.plan import AskList, Look, SiteList, revealed

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.alaveteli.client import Client
    from campaign.alaveteli.pages.records import BatchPage, Listings
    from campaign.state.campaigns import Campaign

MAX_PAGES = 40  # of 25 requests each


@dataclass(slots=True)
class News:
    """What a list said: requests to look at, requests found, and how many showed as stored."""

    looks: list[Look] = field(default_factory=list)
    linked: Linked = field(default_factory=Linked)
    unchanged: int = 0


def lists_of(
    database: Database, campaign: Campaign, requests: list[StoredRequest]
) -> tuple[SiteList, ...]:
    """The lists that show the campaign's requests: that of its tag, then those of its batches."""
    site = Site(campaign.site)
    batches = sorted(
        {
            r.batch_id
            for r in requests
            if r.batch_id and not r.private and campaign.tag not in r.tags
        }
    )
    found = [SiteList(site.list_tag(campaign.tag), tag=campaign.tag)]
    found += [SiteList(site.batch(number), batch_id=number) for number in batches]
    return tuple(replace(each, read_at=list_read_at(database, each.url)) for each in found)


def expecting(database: Database, campaign: Campaign) -> datetime | None:
    """When a letter that may show on the site by now was last touched; None without any."""
    waiting = intents(
        database, campaign.id, ("approved", "sending", "unknown", "failed"), kind="request"
    )
    return max((parse(intent.updated_at) for intent in waiting), default=None)


def ask_list(
    database: Database, campaign: Campaign, client: Client, step: AskList, now: datetime
) -> News:
    """Ask a list page by page, as far as it is worth it; what it reveals is marked as stale.

    Requests that it should show and does not are to be looked at too: they may be hidden by now.
    Raises SiteError (UnknownPage with the page kept) where it cannot be read.
    """
    news = News()
    stored = {request.url_title for request in requests_of(database, campaign.id)}
    unmet = {request.url_title: request for request in step.requests}
    seen: set[int] = set()
    whole = False
    for read, page in enumerate(_pages(database, client, campaign, step.site_list, now), start=1):
        met = [
            (unmet.pop(each.url_title), each) for each in page.requests if each.url_title in unmet
        ]
        fresh = [Look(request, why) for request, each in met if (why := revealed(request, each))]
        same = {request.id for request, _ in met}.difference(look.request.id for look in fresh)
        with writing(database):
            save_stale(database, [look.request.id for look in fresh])
            save_listed(database, same, iso(now))
        news.looks += fresh
        news.unchanged += len(same)
        seen.update(request.id for request, _ in met)
        if step.site_list.newest_first:
            unknown = [each for each in page.requests if each.url_title not in stored]
            news.linked.add(link_listed(database, campaign, client, unknown, now))
        whole = page.next_page is None
        if not step.read_on(read, seen, page.requests):
            break
    save_list_read(database, step.site_list.url, iso(now))
    for request in unmet.values():
        if whole:
            news.looks.append(Look(request, "its list shows it no longer"))
        elif request.id in step.must_see:
            news.looks.append(Look(request, "it stands far down its list"))
    return news


def _pages(
    database: Database, client: Client, campaign: Campaign, site_list: SiteList, now: datetime
) -> Iterator[BatchPage | Listings]:
    """The list's pages in order, each kept before the next is asked for."""
    site = Site(campaign.site)
    for number in range(1, MAX_PAGES + 1):
        if site_list.tag is not None:
            url = site.list_tag(site_list.tag, page=number)
        else:
            url = site.batch(site_list.batch_id or 0, page=number)
        page = _page(database, client, site_list, url, now)
        yield page
        if page.next_page is None:
            return


def _page(
    database: Database, client: Client, site_list: SiteList, url: str, now: datetime
) -> BatchPage | Listings:
    from campaign.alaveteli.pages.batch import read_batch
    from campaign.alaveteli.pages.listings import read_listings

    read = read_listings if site_list.tag is not None else read_batch
    answer = client.get(url, etag=last_etag(database, url))
    fetch = partial(
        record_fetch,
        database,
        url=url,
        request_id=None,
        why=f"what is new in {site_list.name}?",
        fetched_at=iso(answer.fetched_at),
        status=answer.status,
        etag=answer.etag,
    )
    if answer.not_modified:
        with writing(database):
            fetch(outcome="unchanged")
        return read(read_page(database, last_stored(database, url)))
    body, kind = answer.body, answer.content_type
    try:
        if answer.status != 200:
            raise SiteError(f"{url} answered {answer.status}.", "It will be asked again later.")
        page = read(body)
    except SiteError as error:
        with writing(database):
            fetch(outcome="not_understood", body=body, content_type=kind, note=error.happened)
            number = database.conn.execute("SELECT max(id) FROM fetches").fetchone()[0]
        raise UnknownPage(
            f"{error.happened} It was {url}, kept as page {number}.", error.remedy, kind="layout"
        ) from error
    with writing(database):
        fetch(outcome="stored", body=body, content_type=kind)
    return page
