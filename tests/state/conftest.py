"""A database with one campaign, one authority and one request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from campaign.state.authorities import (
    AuthorityRow,
    add_recipients,
    find_authorities,
    save_authorities,
)
from campaign.state.campaigns import Campaign, create_campaign
from campaign.state.correspondence import link_request
from campaign.state.database import state

NOW = "2026-07-06T08:00:00Z"


@dataclass(frozen=True)
class Desk:
    """A database in use, with what tests need to point at."""

    database: Any
    campaign: Campaign
    request_id: int


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    site = "https://practice.example"
    with state(tmp_path / "state.db") as database:
        campaign = create_campaign(
            database, name="predpol", title="T", site=site, template="t", sender="A", now=NOW
        )
        save_authorities(database, site, [AuthorityRow("fen_police", "Fen Police")], NOW)
        [authority] = find_authorities(database, site)
        add_recipients(database, campaign.id, [authority.id], NOW)
        request_id, _ = link_request(
            database,
            campaign_id=campaign.id,
            authority_id=authority.id,
            url=f"{site}/request/a",
            url_title="a",
            now=NOW,
        )
        yield Desk(database, campaign, request_id)
