"""One whole run of `campaign sync`: ask lists, look at what is due, fetch attachments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from campaign.errors import SiteError, Stopped
from campaign.outbox.batch import note_linked, open_addresses
from campaign.outbox.followups import recognise
from campaign.tracking.files import fetch_attachments
from campaign.tracking.private import link_also_own
from campaign.tracking.report import Report
from campaign.tracking.sync import Follower

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.alaveteli.client import Client
    from campaign.state.campaigns import Campaign
    from campaign.tracking.private import Own


def sync_campaign(
    database: Database,
    campaign: Campaign,
    client: Client,
    *,
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
    full: bool = False,
    tell: Callable[[str], None] = lambda _: None,
    own: Own | None = None,
) -> Report:
    """Bring everything stored of a campaign up to date; the report says what came of it.

    Private requests of our own are read where `own` can ask for them, signed in. Attachments are
    fetched last, and not at all where the run had to stop before.
    """
    report = Report()
    try:
        _link_batches(database, campaign, client, report, now(), own)
    except Stopped as stop:
        report.stopped = stop
        return report
    Follower(database, client, now=now, tell=tell, own=own).follow(campaign, report, full=full)
    recognise(database, campaign, now())
    if report.stopped is None:
        fetch_attachments(
            database, campaign, client, report, now=now, sleep=sleep, tell=tell, own=own
        )
    return report


def _link_batches(
    database: Database,
    campaign: Campaign,
    client: Client,
    report: Report,
    now: datetime,
    own: Own | None,
) -> None:
    """Find the requests of the batches that were sent from here, once the site has made them."""
    for address in open_addresses(database, campaign):
        try:
            linked = link_also_own(database, campaign, client, [address], now, own)
        except Stopped:
            raise
        except SiteError as error:
            report.troubles.append((f"The batch {address}", error.happened))
            continue
        report.linked += len(linked.new)
        report.pending += linked.pending_batches
        report.left_out += note_linked(database, campaign, [address], linked.pending_batches, now)
