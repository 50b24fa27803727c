"""Recognising requests on the site, over captured pages served on loopback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from replay import Replay
from tagged import find_tagged

from campaign.authorities.csv_file import read_authorities
from campaign.authorities.selecting import select
from campaign.errors import BadInput, SiteError, UnknownPage
from campaign.outbox.intents import request_key
from campaign.state import outbox
from campaign.state.authorities import add_recipients, save_authorities
from campaign.state.campaigns import Campaign, create_campaign
from campaign.state.correspondence import requests_of
from campaign.state.database import state
from campaign.tracking.link import link_addresses
from campaign.tracking.manners import polite_client

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    database: Any
    campaign: Campaign
    client: Any
    site: Replay

    def link(self, *paths: str) -> Any:
        addresses = [self.site.base + path for path in paths]
        return link_addresses(self.database, self.campaign, self.client, addresses, NOW)

    def linked(self) -> set[str]:
        return {r.url_title for r in requests_of(self.database, self.campaign.id)}


@pytest.fixture
def desk(shared: Path, tmp_path: Path) -> Iterator[Desk]:
    root = shared / "alaveteli"
    with Replay(root) as site, state(tmp_path / "state.db") as database:
        rows = read_authorities((root / "lists/all-authorities.csv").read_bytes(), "list")
        save_authorities(database, site.base, rows, "2026")
        campaign = create_campaign(
            database, name="patrolplans", title="T", site=site.base, template="t", sender="s",
            now="2026",
        )  # fmt: skip
        chosen = select(database, site.base, tags=["police"]).taken
        add_recipients(database, campaign.id, [a.id for a in chosen], "2026")
        client = polite_client(
            database, site.base, contact="tests", now=lambda: NOW, pause=0, sleep=lambda _: None
        )
        yield Desk(database, campaign, client, site)


def test_a_whole_batch_is_linked_by_its_address_each_to_its_authority(desk: Desk) -> None:
    linked = desk.link("/info_request_batch/2")
    assert (len(linked.new), linked.strangers) == (48, [])
    assert len(desk.linked()) == 48
    again = desk.link("/info_request_batch/2")
    assert (again.new, len(again.known)) == ([], 48)
    pairs = desk.database.conn.execute(
        "SELECT a.url_name FROM requests r JOIN authorities a ON a.id = r.authority_id"
        " WHERE r.url_title = 'predictive_policing_software_3'"
    ).fetchall()
    # This listing names no authority, since its newest event is a resend: the JSON does.
    assert pairs == [("avonleigh_and_somerholt_police",)]


def test_one_address_however_it_was_copied(desk: Desk) -> None:
    base = "/request/predictive_policing_software_12"
    desk.link(f"{base}#incoming-50")
    assert desk.linked() == {"predictive_policing_software_12"}
    assert desk.link(f"{base}?unfold=1").known == ["Eastmere Police"]


def approve(desk: Desk, url_name: str, title: str = "") -> int:
    drafted = outbox.draft(
        desk.database,
        outbox.Draft(
            key=request_key("patrolplans", url_name),
            campaign_id=desk.campaign.id,
            kind="request",
            channel="handoff",
            title=title,
            body="Dear",
        ),
        "2026-11-22T00:00:00Z",
    )
    return outbox.move(desk.database, drafted.id, "approved", now="2026").id


def test_a_linked_letter_counts_as_sent_and_no_other(desk: Desk) -> None:
    intents = {name: approve(desk, name) for name in ("eastmere_police", "alderfen_police")}
    desk.link("/request/predictive_policing_software_12")
    states = {name: outbox.get(desk.database, i).state for name, i in intents.items()}
    assert states == {"eastmere_police": "sent", "alderfen_police": "approved"}


def test_tagged_requests_are_found_by_themselves(desk: Desk) -> None:
    intent = approve(desk, "oxenvale_police", "Patrol plan guidance documents")
    linked = find_tagged(desk.database, desk.campaign, desk.client, NOW)
    assert linked.new == ["Oxenvale Police"]
    assert desk.linked() == {"patrol_plan_guidance_documents"}
    assert outbox.get(desk.database, intent).state == "sent"
    again = find_tagged(desk.database, desk.campaign, desk.client, NOW)
    assert (again.new, again.not_ours) == ([], [])


@pytest.mark.parametrize("title", [None, "Something quite else"])
def test_a_tag_on_a_request_that_is_no_letter_of_ours_is_not_enough(
    desk: Desk, title: str | None
) -> None:
    intent = approve(desk, "oxenvale_police", title) if title else None
    linked = find_tagged(desk.database, desk.campaign, desk.client, NOW)
    assert linked.new == []
    assert linked.not_ours == [f"{desk.site.base}/request/patrol_plan_guidance_documents"]
    assert desk.linked() == set()
    assert intent is None or outbox.get(desk.database, intent).state == "approved"


def test_a_tag_by_another_person_than_the_campaigns_is_not_enough(desk: Desk) -> None:
    desk.link("/request/predictive_policing_software_12")
    desk.database.conn.execute("UPDATE requests SET requester_url_name = 'pru_professional'")
    desk.database.conn.commit()
    approve(desk, "oxenvale_police", "Patrol plan guidance documents")
    assert find_tagged(desk.database, desk.campaign, desk.client, NOW).new == []


def test_a_request_to_somebody_else_is_named_and_not_linked(desk: Desk) -> None:
    linked = desk.link("/request/inspection_fees_2")
    assert (linked.new, linked.strangers) == ([], ["ipr"])
    assert desk.linked() == set()


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/body/eastmere_police", BadInput),
        ("/nothing", BadInput),
        ("/request/details_about_a_named_person", SiteError),
        ("/info_request_batch/999999", SiteError),
    ],
)
def test_what_cannot_be_linked_says_so_and_changes_nothing(
    desk: Desk, path: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        desk.link(path)
    assert desk.linked() == set()


def test_one_wrong_address_among_many_asks_nothing_of_the_site(desk: Desk) -> None:
    with pytest.raises(BadInput):
        desk.link("/request/predictive_policing_software_12", "/body/eastmere_police")
    assert desk.site.paths() == []


def test_a_page_that_is_no_batch_is_refused(desk: Desk) -> None:
    desk.site.show("lists/list-tag.html", "/info_request_batch/2")
    with pytest.raises(UnknownPage):
        desk.link("/info_request_batch/2")
