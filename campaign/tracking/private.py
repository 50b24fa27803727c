"""Our own private requests, as the account that made them sees them.

Only an account that is approved for the program is used (`outbox/approval.py`). What is read so is
stored as private and never published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from campaign.alaveteli.urls import BatchAddress, RequestAddress, Site
from campaign.errors import SiteError, Stopped
from campaign.outbox.session import SignInRefused
from campaign.state.authorities import recipients
from campaign.tracking.link import Linked, link_addresses, link_private, parsed_addresses

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from campaign.alaveteli.client import Client, Response
    from campaign.outbox.session import Visit
    from campaign.state.campaigns import Campaign

_PERHAPS_SIGNED_OUT = frozenset({302, 303, 403, 404})


class Own:
    """Asks the site signed in. Where it shows nothing, it signs in afresh, once a run."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._fresh = False

    def get(self, path_or_url: str, *, etag: str | None = None, follow: bool = True) -> Response:
        """The site's answer to the owner; see `Client.get`.

        A session that has ended looks like a request that is not there. Stopped where the site
        does not let the account in.
        """
        try:
            answer = self._visit.client().get(path_or_url, etag=etag, follow=follow)
            if answer.status in _PERHAPS_SIGNED_OUT and not self._fresh:
                self._fresh = True
                answer = self._visit.sign_in().get(path_or_url, etag=etag, follow=follow)
        except SignInRefused as refused:
            raise Stopped(
                refused.happened,
                "Check CAMPAIGN_EMAIL and CAMPAIGN_PASSWORD (or the keyring), then run this again;"
                " what was read so far is stored.",
            ) from refused
        return answer


def link_also_own(
    database: Database,
    campaign: Campaign,
    client: Client,
    addresses: Iterable[str],
    now: datetime,
    own: Own | None,
) -> Linked:
    """`link_addresses`; what the site shows to its owner only is looked for signed in.

    SiteError where nothing is shown either way, or nobody is signed in; BadInput for an address
    that cannot be followed, before anything is asked.
    """
    linked = Linked()
    given = list(addresses)
    for address, parsed in zip(given, parsed_addresses(campaign, given), strict=True):
        try:
            linked.add(link_addresses(database, campaign, client, [address], now))
        except Stopped:
            raise
        except SiteError as error:
            if own is None:
                raise SiteError(
                    f"{error.happened} It may be private.",
                    "Check the address; of your own private requests, give --account as well.",
                ) from error
            linked.add(_link_own(database, campaign, own, parsed, now))
    return linked


def _link_own(
    database: Database,
    campaign: Campaign,
    own: Own,
    address: BatchAddress | RequestAddress,
    now: datetime,
) -> Linked:
    from campaign.alaveteli.pages.batch_csv import read_batch_csv
    from campaign.alaveteli.pages.request_json import read_request_json

    site = Site(campaign.site)
    if isinstance(address, BatchAddress):
        rows = read_batch_csv(_shown(own, site.batch_csv(address.batch_id)))
        names = Counter(authority.name for authority in recipients(database, campaign.id))
        known = {a.name: a.url_name for a in recipients(database, campaign.id)}
        linked = link_private(
            database,
            campaign,
            (
                (
                    row.url_title,
                    known[row.authority_name] if names[row.authority_name] == 1 else None,
                )
                for row in rows
            ),
            now,
        )
        if not rows:  # the table is empty until the site has sent them
            linked.pending_batches.append(f"batch {address.batch_id}, private")
        return linked
    name = address.url_title or str(address.site_id)
    record = read_request_json(_shown(own, site.request_json(name)))
    return link_private(database, campaign, [(record.url_title, record.authority.url_name)], now)


def _shown(own: Own, url: str) -> bytes:
    answer = own.get(url, follow=False)
    if answer.status != 200:
        raise SiteError(
            f"The site does not show {url} ({answer.status}), signed in either.",
            "Check that it is this account's own.",
        )
    return answer.body
