"""Carrying out what was approved: every letter once, through crashes and lost connections.

Each move of an intent is committed before the next effect. A letter whose fate is unknown is never
sent again blindly: the site is asked first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from campaign.errors import CampaignError
from campaign.outbox.limits import next_allowed, spread
from campaign.outbox.results import Asked, Later, Lost, NotSent, Refused, Result, Sent
from campaign.state.correspondence import link_request
from campaign.state.database import writing
from campaign.state.outbox import Channel as ChannelName
from campaign.state.outbox import Intent, State, get, intents, move
from campaign.times import iso, parse

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.state.campaigns import Campaign

LOCK_WAIT = 0.2  # seconds; a second sender is told, not queued


class Channel(Protocol):
    """A way to send by itself: one remote effect a call."""

    def send(self, intent: Intent) -> Result:
        """Send it, once."""

    def ask(self, intent: Intent) -> Asked:
        """Ask the site whether it was sent; sends nothing."""


@contextlib.contextmanager
def only_sender(db: Path) -> Iterator[None]:
    """Hold the one sender's place for this database; CampaignError if another has it."""
    from filelock import FileLock, Timeout

    lock = FileLock(f"{db}.sending.lock")
    try:
        lock.acquire(timeout=LOCK_WAIT)
    except Timeout as error:
        raise CampaignError(
            "Another `campaign send` is at work on this database.",
            "Wait until it has ended; reading (`status`, `serve`) goes on meanwhile.",
        ) from error
    try:
        yield
    finally:
        lock.release()


def settle(
    database: Database, campaign: Campaign, channel: Channel, now: Callable[[], datetime]
) -> list[tuple[Intent, Asked]]:
    """Find out what became of every letter whose fate is unknown, by asking the site.

    A letter still `sending` was left so by a crash: it becomes `unknown` first. What the site has
    becomes `sent`, what it has not is approved again; what it cannot say stays unknown.
    """
    for intent in intents(database, campaign.id, ["sending"]):
        move(database, intent.id, "unknown", now=iso(now()), note="the sender was interrupted")
    settled: list[tuple[Intent, Asked]] = []
    for intent in intents(database, campaign.id, ["unknown"]):
        answer = channel.ask(intent)
        if isinstance(answer, Sent):
            intent = record_sent(database, campaign, intent.id, answer.url, now(), "found there")
        elif isinstance(answer, NotSent):
            intent = move(
                database, intent.id, "approved", now=iso(now()), note="the site does not have it"
            )
        settled.append((intent, answer))
    return settled


def send_one(
    database: Database,
    campaign: Campaign,
    intent: Intent,
    channel: Channel,
    now: Callable[[], datetime],
) -> tuple[Intent, Result]:
    """Send one approved intent and record what came of it."""
    # A letter that was approved for handing over goes by this channel now.
    by: ChannelName | None = None if intent.kind == "batch" else "account"
    move(database, intent.id, "sending", now=iso(now()), channel=by)
    result = channel.send(intent)
    moment = now()
    if isinstance(result, Sent):
        return record_sent(database, campaign, intent.id, result.url, moment), result
    known = get(database, intent.id)
    if known.state == "sent":  # a `sync` in another terminal has seen it there
        return known, Sent(known.result_url or "")
    to, note = _kept(result)
    return move(database, intent.id, to, now=iso(moment), note=note), result


def _kept(result: Refused | Later | Lost) -> tuple[State, str]:
    if isinstance(result, Refused):
        return "failed", "; ".join(result.reasons)
    return ("unknown", result.why) if isinstance(result, Lost) else ("approved", result.why)


def record_sent(
    database: Database, campaign: Campaign, intent_id: int, url: str, now: datetime, note: str = ""
) -> Intent:
    """Record that the site has an intent at this address; a request is followed from now on.

    A `sync` in another terminal may have seen it there first: then that stands.
    """
    with writing(database):
        intent = get(database, intent_id)
        if intent.state == "sent":
            return intent
        request_id = None
        if intent.kind == "request" and intent.authority_id is not None:
            request_id, _ = link_request(
                database,
                campaign_id=campaign.id,
                authority_id=intent.authority_id,
                url=url,
                url_title=unquote(url.rsplit("/", 1)[-1]),
                now=iso(now),
            )
            database.conn.execute(
                "UPDATE requests SET outbox_id = ?, wording_id = ? WHERE id = ?",
                [intent.id, intent.wording_id, request_id],
            )
        return move(
            database,
            intent_id,
            "sent",
            now=iso(now),
            note=note,
            result_url=url,
            request_id=request_id,
        )


def allowed_at(database: Database, campaign: Campaign, now: datetime) -> datetime:
    """When the next request may go."""
    return next_allowed(_moments(database, campaign), now)


def schedule(database: Database, campaign: Campaign, count: int, now: datetime) -> list[datetime]:
    """When each of so many further requests may go."""
    return spread(count, _moments(database, campaign), now)


def _moments(database: Database, campaign: Campaign) -> list[datetime]:
    """When requests to the site went out, as far as this database knows.

    One that may have been sent counts from when it was tried, one made by hand from the moment
    that the site names. Batches have no limit of this kind (SITE.md section 3).
    """
    rows = database.conn.execute(
        "SELECT max(a.ended_at) FROM attempts a JOIN outbox o ON o.id = a.outbox_id"
        " JOIN campaigns c ON c.id = o.campaign_id"
        " WHERE c.site = ?1 AND o.kind = 'request' AND a.to_state = 'sending'"
        " AND o.state IN ('sending', 'unknown', 'sent') GROUP BY o.id"
        " UNION ALL SELECT r.created_at FROM requests r JOIN campaigns c ON c.id = r.campaign_id"
        " WHERE c.site = ?1 AND r.created_at IS NOT NULL AND r.batch_id IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.outbox_id = r.outbox_id"
        " AND a.to_state = 'sending')",
        [campaign.site],
    )
    return [parse(row[0]) for row in rows]
