"""Recognising the campaign's requests on the site: by address, by batch, by tag.

Nothing counts as sent that was not seen there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from campaign.alaveteli.urls import BatchAddress, RequestAddress, Site
from campaign.errors import BadInput, SiteError
from campaign.outbox.intents import request_key
from campaign.state.authorities import Authority, recipients
from campaign.state.correspondence import link_request
from campaign.state.database import writing
from campaign.state.outbox import find, move
from campaign.state.pages import record_fetch
from campaign.times import iso

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.alaveteli.client import Client, Response
    from campaign.alaveteli.pages.records import RequestListing
    from campaign.state.campaigns import Campaign

MAX_LIST_PAGES = 40  # of 25 requests each


@dataclass(slots=True)
class Linked:
    """What linking found, by name of authority (or address, where the authority is a stranger)."""

    new: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    not_ours: list[str] = field(default_factory=list)
    pending_batches: list[str] = field(default_factory=list)

    def add(self, other: Linked) -> None:
        """Take over what another look found."""
        for mine, others in (
            (self.new, other.new),
            (self.known, other.known),
            (self.strangers, other.strangers),
            (self.not_ours, other.not_ours),
            (self.pending_batches, other.pending_batches),
        ):
            mine += others


def link_addresses(
    database: Database,
    campaign: Campaign,
    client: Client,
    addresses: Iterable[str],
    now: datetime,
) -> Linked:
    """Record the requests at these addresses (requests or batch pages) as the campaign's own.

    Raises BadInput for an address of another site or of no request, before anything is asked.
    """

    site = Site(campaign.site)
    linked = Linked()
    for address in parsed_addresses(campaign, addresses):
        if isinstance(address, BatchAddress):
            listings = _batch(database, campaign, client, address.batch_id, linked, now)
            for url_title, url_name in listings:
                _link(database, campaign, url_title, url_name, linked, now)
        else:
            url_title, url_name = _who(database, client, _address(client, site, address), now)
            _link(database, campaign, url_title, url_name, linked, now)
    return linked


def parsed_addresses(
    campaign: Campaign, addresses: Iterable[str]
) -> list[RequestAddress | BatchAddress]:
    """What these addresses name; BadInput if one is of another site, or of nothing to follow."""
    site = Site(campaign.site)
    parsed: list[RequestAddress | BatchAddress] = []
    for text in addresses:
        address = site.parse(text)
        if not isinstance(address, RequestAddress | BatchAddress):
            raise BadInput(
                f"{text} is not the address of a request or a batch.",
                f"It looks like {campaign.site}/request/... or"
                f" {campaign.site}/info_request_batch/...",
            )
        parsed.append(address)
    return parsed


def link_listed(
    database: Database,
    campaign: Campaign,
    client: Client,
    listings: Iterable[RequestListing],
    now: datetime,
) -> Linked:
    """Link those of the tagged requests that are letters of ours.

    Anybody can put any tag on a request. Only one that has the title of a letter which waits to be
    sent, and comes from the same person as the campaign's other requests, is taken for ours.
    """
    site = Site(campaign.site)
    linked = Linked()
    for listing in listings:
        [(url_title, url_name)] = _pairs(database, client, campaign, [listing], now)
        if _is_ours(database, campaign, listing, url_name):
            _link(database, campaign, url_title, url_name, linked, now)
        else:
            linked.not_ours.append(site.request(url_title))
    return linked


def link_private(
    database: Database,
    campaign: Campaign,
    requests: Iterable[tuple[str, str | None]],
    now: datetime,
) -> Linked:
    """Link private requests of ours, by their names and their authorities' URL names."""
    linked = Linked()
    for url_title, url_name in requests:
        with writing(database):
            _link(database, campaign, url_title, url_name, linked, now)
            database.conn.execute(
                "UPDATE requests SET private = 1 WHERE campaign_id = ? AND url = ?"
                " AND checked_at IS NULL",
                [campaign.id, Site(campaign.site).request(url_title)],
            )
    return linked


def _is_ours(
    database: Database, campaign: Campaign, listing: RequestListing, url_name: str | None
) -> bool:
    """Whether a tagged request may be taken for a letter of ours."""
    url = Site(campaign.site).request(listing.url_title)
    known = database.conn.execute(
        "SELECT requester_url_name, url = ? FROM requests WHERE campaign_id = ?",
        [url, campaign.id],
    ).fetchall()
    if any(same for _, same in known):
        return True
    people = {person for person, _ in known if person}
    if people and listing.requester is not None and listing.requester.url_name not in people:
        return False
    intent = find(database, request_key(campaign.name, url_name or ""))
    return (
        intent is not None
        and intent.state in ("approved", "sending", "unknown", "failed")
        and intent.title.split() == listing.title.split()
    )


def _address(client: Client, site: Site, address: RequestAddress) -> str:
    """The request's address by name; old links give a number, from which the site redirects."""
    if address.url_title is not None:
        return site.request(address.url_title)
    named = site.parse(client.get(site.request(str(address.site_id))).url)
    if isinstance(named, RequestAddress) and named.url_title is not None:
        return site.request(named.url_title)
    raise SiteError(f"The site shows no request {address.site_id}.", "Check the address.")


def _who(database: Database, client: Client, url: str, now: datetime) -> tuple[str, str | None]:
    from campaign.alaveteli.pages.request_json import read_request_json

    answer = client.get(f"{url}.json")
    if answer.status in (403, 404):
        raise SiteError(
            f"The site shows no request at {url} ({answer.status}).",
            "Check the address; a private request cannot be followed without signing in.",
        )
    _record(database, answer, "whose request is it?", now)
    record = read_request_json(answer.body)
    return record.url_title, record.authority.url_name


def _batch(
    database: Database,
    campaign: Campaign,
    client: Client,
    batch_id: int,
    linked: Linked,
    now: datetime,
) -> Iterator[tuple[str, str | None]]:
    from campaign.alaveteli.pages.batch import read_batch

    site = Site(campaign.site)
    for page in range(1, MAX_LIST_PAGES + 1):
        answer = client.get(site.batch(batch_id, page=page))
        if answer.status != 200:
            raise SiteError(
                f"The site shows no batch {batch_id} ({answer.status}).", "Check the address."
            )
        _record(database, answer, "which requests are in the batch?", now)
        found = read_batch(answer.body)
        if found.pending:
            linked.pending_batches.append(f"{found.title}: {len(found.authorities)} to be sent")
            return
        yield from _pairs(database, client, campaign, found.requests, now)
        if found.next_page is None:
            return


def _pairs(
    database: Database,
    client: Client,
    campaign: Campaign,
    listings: Iterable[RequestListing],
    now: datetime,
) -> Iterator[tuple[str, str | None]]:
    """Each listed request and its authority's url_name.

    A listing whose newest event is a resend names no authority (SITE.md section 7): ask its JSON.
    """
    for listing in listings:
        if listing.authority is not None:
            yield listing.url_title, listing.authority.url_name
        else:
            yield _who(database, client, Site(campaign.site).request(listing.url_title), now)


def _record(database: Database, answer: Response, why: str, now: datetime) -> None:
    with writing(database):
        record_fetch(
            database,
            url=answer.url,
            request_id=None,
            why=why,
            fetched_at=iso(answer.fetched_at),
            outcome="stored" if answer.status == 200 else "refused",
            status=answer.status,
            etag=answer.etag,
            body=answer.body,
            content_type=answer.content_type,
        )


def _link(
    database: Database,
    campaign: Campaign,
    url_title: str,
    url_name: str | None,
    linked: Linked,
    now: datetime,
) -> None:
    authority = _recipient(database, campaign, url_name)
    if authority is None:
        linked.strangers.append(url_name or url_title)
        return
    url = Site(campaign.site).request(url_title)
    with writing(database):
        request_id, new = link_request(
            database,
            campaign_id=campaign.id,
            authority_id=authority.id,
            url=url,
            url_title=url_title,
            now=iso(now),
        )
        intent = find(database, request_key(campaign.name, authority.url_name))
        if new and intent is not None and intent.state not in ("sent", "cancelled", "drafted"):
            move(
                database,
                intent.id,
                "sent",
                now=iso(now),
                note="seen on the site",
                result_url=url,
                request_id=request_id,
            )
            database.conn.execute(
                "UPDATE requests SET outbox_id = ?, wording_id = ? WHERE id = ?",
                [intent.id, intent.wording_id, request_id],
            )
    (linked.new if new else linked.known).append(authority.name)


def _recipient(database: Database, campaign: Campaign, url_name: str | None) -> Authority | None:
    for authority in recipients(database, campaign.id):
        if authority.url_name == url_name:
            return authority
    return None
