"""Our own private requests, as the account that made them sees them.

Only an account that is approved for the program is used (`outbox/approval.py`). What is read so is
stored as private and never published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.errors import SiteError
from campaign.tracking.link import Linked, link_private

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from campaign.alaveteli.client import Response
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

        A session that has ended looks like a request that is not there. SignInRefused where the
        site does not let the account in.
        """
        answer = self._visit.client().get(path_or_url, etag=etag, follow=follow)
        if answer.status in _PERHAPS_SIGNED_OUT and not self._fresh:
            self._fresh = True
            answer = self._visit.sign_in().get(path_or_url, etag=etag, follow=follow)
        return answer


def link_own_batch(
    database: Database, campaign: Campaign, own: Own, batch_id: int, now: datetime
) -> Linked:
    """Find the requests of our private batch by the table that the site gives its owner.

    It is empty until the site has sent them. SiteError where the site gives no such table.
    """
    from campaign.alaveteli.pages.batch_csv import read_batch_csv
    from campaign.alaveteli.urls import Site

    answer = own.get(Site(campaign.site).batch_csv(batch_id), follow=False)
    if answer.status != 200:
        raise SiteError(
            f"The site shows no batch {batch_id} ({answer.status}), signed in either.",
            "Check that it is this account's own, and a Pro account.",
        )
    rows = read_batch_csv(answer.body)
    linked = link_private(database, campaign, rows, now)
    if not rows:
        linked.pending_batches.append(f"batch {batch_id}, private")
    return linked
