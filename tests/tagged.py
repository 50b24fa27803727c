"""Looking through the list of a campaign's tag, as a sync does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from campaign.state.campaigns import Campaign
from campaign.state.correspondence import requests_of
from campaign.tracking.link import Linked
from campaign.tracking.lists import ask_list, lists_of
from campaign.tracking.plan import AskList


def find_tagged(database: Any, campaign: Campaign, client: Any, now: datetime) -> Linked:
    """What the list of the campaign's tag holds, and links."""
    requests = requests_of(database, campaign.id)
    tagged = lists_of(database, campaign, requests)[0]
    step = AskList(tagged, tuple(r for r in requests if tagged.shows(r)), frozenset(), "")
    return ask_list(database, campaign, client, step, now).linked
