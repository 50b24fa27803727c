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

from campaign.errors import CampaignError
from campaign.outbox.limits import next_allowed
from campaign.outbox.results import Asked, Later, Lost, NotSent, Refused, Result, Sent
from campaign.state.outbox import Intent, intents, move
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
            intent = move(
                database,
                intent.id,
                "sent",
                now=iso(now()),
                note="found on the site",
                result_url=answer.url,
            )
        elif isinstance(answer, NotSent):
            intent = move(
                database, intent.id, "approved", now=iso(now()), note="the site does not have it"
            )
        settled.append((intent, answer))
    return settled


def send_one(
    database: Database, intent: Intent, channel: Channel, now: Callable[[], datetime]
) -> tuple[Intent, Result]:
    """Send one approved intent and record what came of it."""
    move(database, intent.id, "sending", now=iso(now()))
    result = channel.send(intent)
    moment = iso(now())
    if isinstance(result, Sent):
        moved = move(database, intent.id, "sent", now=moment, result_url=result.url)
    elif isinstance(result, Refused):
        moved = move(database, intent.id, "failed", now=moment, note="; ".join(result.reasons))
    elif isinstance(result, Lost):
        moved = move(database, intent.id, "unknown", now=moment, note=result.why)
    else:
        moved = move(database, intent.id, "approved", now=moment, note=result.why)
    return moved, result


def allowed_at(database: Database, campaign: Campaign, now: datetime) -> datetime:
    """When the next request may go, by every request that left this database for the site."""
    rows = database.conn.execute(
        "SELECT a.ended_at FROM attempts a JOIN outbox o ON o.id = a.outbox_id"
        " JOIN campaigns c ON c.id = o.campaign_id"
        " WHERE c.site = ? AND o.kind = 'request' AND a.from_state = 'sending'"
        " AND a.to_state IN ('sent', 'unknown')",
        [campaign.site],
    )
    return next_allowed((parse(row[0]) for row in rows), now)


def waits(result: Result) -> bool:
    """Whether this result means that the run must pause or end here."""
    return isinstance(result, Later | Lost)
