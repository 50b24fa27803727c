"""Telling the site how requests stand, from what a person has decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from campaign.outbox.intents import classification_key
from campaign.state.correspondence import StoredRequest, requests_of
from campaign.state.database import writing
from campaign.state.outbox import Channel, Draft, Intent, draft, find, intents, move
from campaign.times import iso, london_date

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.state.campaigns import Campaign

SITE_STATES = {
    "full": "successful",
    "partial": "partially_successful",
    "not_held": "not_held",
    "refused_exemption": "rejected",
    "refused_cost": "rejected",
    "ncnd": "rejected",
    "vexatious": "rejected",
    "already_public": "rejected",
    "clarification": "waiting_clarification",
}
"""The site's states that say what our outcomes say; anything else still waits for a response."""

STILL_OWED = ("acknowledgement", "extension")
"""Outcomes after which the site should say that it waits for the answer."""


@dataclass(frozen=True, slots=True)
class Change:
    """What the site should be told: that this request stands so."""

    request: StoredRequest
    outcome: str
    state: str


def state_for(outcome: str, described: str | None, awaiting: bool) -> str | None:
    """The state to tell the site, or None where it knows, or where no state of its fits.

    `described` is the state that the site has, `awaiting` whether it asks to be told anew.
    """
    wanted = SITE_STATES.get(outcome)
    if wanted is None and outcome in STILL_OWED and awaiting:
        wanted = "waiting_response"
    return None if wanted == described and not awaiting else wanted


def changes(database: Database, campaign: Campaign, names: Iterable[str] = ()) -> list[Change]:
    """What to tell the site, from decided outcomes; only for the authorities named, if any are."""
    decided = dict(
        database.conn.execute(
            "SELECT o.request_id, d.value FROM current_outcomes o"
            " JOIN codings d ON d.id = o.decision_id WHERE o.campaign_id = ?",
            [campaign.id],
        ).fetchall()
    )
    described = {
        row[0]: (row[1], bool(row[2]), row[3])
        for row in database.conn.execute(
            "SELECT r.id, r.described_state, r.awaiting_description, a.url_name FROM requests r"
            " JOIN authorities a ON a.id = r.authority_id WHERE r.campaign_id = ?",
            [campaign.id],
        )
    }
    on_the_way = {
        (intent.request_id, intent.body)
        for intent in intents(
            database, campaign.id, ("approved", "sending", "unknown"), "classification"
        )
        if intent.state != "approved" or intent.channel == "account"
    }
    wanted = set(names)
    found: list[Change] = []
    for request in requests_of(database, campaign.id):
        known, awaiting, url_name = described[request.id]
        if request.id not in decided or (wanted and url_name not in wanted):
            continue
        state = state_for(decided[request.id], known, awaiting)
        if state and (request.id, state) not in on_the_way and request.availability == "public":
            found.append(Change(request, decided[request.id], state))
    return found


def draft_changes(
    database: Database,
    campaign: Campaign,
    wanted: Iterable[Change],
    channel: Channel,
    now: datetime,
) -> list[Intent]:
    """Put the changes into the outbox and approve them; with those approved earlier today.

    Each remembers the newest event that we know of, so that a reply which comes meanwhile is not
    described unseen.
    """
    approved: list[Intent] = []
    with writing(database):
        for change in wanted:
            request = change.request
            key = classification_key(
                campaign.name, request.url_title, change.state, london_date(now)
            )
            known = find(database, key)
            if known is not None and known.state not in ("drafted", "cancelled", "failed"):
                if known.state == "approved":
                    approved.append(known)
                continue
            [newest] = database.conn.execute(
                "SELECT coalesce(max(site_id), 0) FROM events WHERE request_id = ?", [request.id]
            ).fetchone()
            intent = draft(
                database,
                Draft(
                    key=key,
                    campaign_id=campaign.id,
                    kind="classification",
                    channel=channel,
                    body=change.state,
                    authority_id=request.authority_id,
                    request_id=request.id,
                    details={"last_event": newest, "outcome": change.outcome},
                ),
                iso(now),
            )
            approved.append(move(database, intent.id, "approved", now=iso(now), note="approved"))
    return approved
