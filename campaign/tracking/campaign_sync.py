"""One whole run of `campaign sync`: find by tag, look at what is due, fetch attachments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from campaign.errors import SiteError, Stopped
from campaign.outbox.followups import recognise
from campaign.state.authorities import recipients
from campaign.state.correspondence import requests_of
from campaign.tracking.files import fetch_attachments
from campaign.tracking.link import find_tagged
from campaign.tracking.sync import Follower, Report

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.alaveteli.client import Client
    from campaign.state.campaigns import Campaign

NOT_OURS = (
    "It carries the campaign's tag, yet it is no letter that waits to be sent, or somebody else's."
    " If it is yours, link it by its address."
)


def sync_campaign(
    database: Database,
    campaign: Campaign,
    client: Client,
    *,
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
    full: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Report:
    """Bring everything stored of a campaign up to date; the report says what came of it.

    Attachments that are waiting are fetched even when looking at requests stopped early for want
    of understanding, and not when the site asked us to stop.
    """
    linked, troubles, stopped = 0, [], None
    asked = {request.authority_id for request in requests_of(database, campaign.id)}
    if any(authority.id not in asked for authority in recipients(database, campaign.id)):
        tell(f"requests tagged {campaign.tag}")
        try:
            found = find_tagged(database, campaign, client, now())
            linked = len(found.new)
            troubles += [(url, NOT_OURS) for url in found.not_ours]
        except Stopped as stop:
            stopped = stop
        except SiteError as error:
            troubles.append((f"The list of requests tagged {campaign.tag}", error.happened))
    if stopped is not None:
        return Report(linked=linked, troubles=troubles, stopped=stopped)
    report = Follower(database, client, now=now, tell=tell).follow(campaign, full=full)
    report.linked = linked
    recognise(database, campaign, now())
    report.troubles[:0] = troubles
    if report.stopped is None:
        fetch_attachments(database, campaign, client, report, now=now, sleep=sleep, tell=tell)
    return report
