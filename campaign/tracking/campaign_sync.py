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

    Attachments are fetched last, and not at all where the run had to stop before.
    """
    report = Report()
    asked = {request.authority_id for request in requests_of(database, campaign.id)}
    if any(authority.id not in asked for authority in recipients(database, campaign.id)):
        tell(f"requests tagged {campaign.tag}")
        try:
            found = find_tagged(database, campaign, client, now())
            report.linked, report.not_ours = len(found.new), found.not_ours
        except Stopped as stop:
            report.stopped = stop
            return report
        except SiteError as error:
            listed = f"The list of requests tagged {campaign.tag}"
            report.troubles.append((listed, error.happened))
    Follower(database, client, now=now, tell=tell).follow(campaign, report, full=full)
    recognise(database, campaign, now())
    if report.stopped is None:
        fetch_attachments(database, campaign, client, report, now=now, sleep=sleep, tell=tell)
    return report
