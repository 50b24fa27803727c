"""Intents to send, each with its exact words, and every step each one took."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from campaign.errors import CampaignError
from campaign.state.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

Kind = Literal["request", "batch", "follow_up", "internal_review", "classification"]
Channel = Literal["handoff", "batch", "account"]
State = Literal["drafted", "approved", "sending", "sent", "failed", "unknown", "cancelled"]

MOVES: dict[str, tuple[str, ...]] = {
    "drafted": ("approved", "cancelled"),
    # A person may press the button on a letter that was only handed off: then it is seen as sent.
    "approved": ("sending", "sent", "cancelled"),
    "sending": ("sent", "failed", "unknown", "approved"),
    "unknown": ("sent", "approved", "failed"),
    "failed": ("approved", "drafted", "cancelled", "sent"),
    "sent": (),
    "cancelled": ("drafted",),
}


class OutboxError(CampaignError):
    """A move that an intent cannot make, or a key used for other words."""

    exit_code = 6


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be sent: exact words, to whom, by which channel; `key` is what makes it once."""

    key: str
    campaign_id: int
    kind: Kind
    channel: Channel
    body: str
    title: str = ""
    authority_id: int | None = None
    request_id: int | None = None
    wording_id: int | None = None
    tags: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Intent:
    """One row of the outbox."""

    id: int
    key: str
    campaign_id: int
    authority_id: int | None
    request_id: int | None
    wording_id: int | None
    kind: Kind
    channel: Channel
    title: str
    body: str
    tags: str
    details: dict[str, Any]
    state: State
    result_url: str | None
    trouble: str | None
    created_at: str
    updated_at: str


_INTENT = (
    "SELECT id, key, campaign_id, authority_id, request_id, wording_id, kind, channel, title,"
    " body, tags, details, state, result_url, trouble, created_at, updated_at FROM outbox"
)


def draft(database: Database, wanted: Draft, now: str) -> Intent:
    """Put an intent into the outbox, or find it there already.

    While it is still drafted (or was cancelled, or refused by the site) its words may change; once
    approved, the same key with other words is an OutboxError.
    """
    with writing(database):
        known = find(database, wanted.key)
        if known is None:
            database.conn.execute(
                "INSERT INTO outbox (key, campaign_id, authority_id, request_id, wording_id, kind,"
                " channel, title, body, tags, details, created_at, updated_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    wanted.key,
                    wanted.campaign_id,
                    wanted.authority_id,
                    wanted.request_id,
                    wanted.wording_id,
                    wanted.kind,
                    wanted.channel,
                    wanted.title,
                    wanted.body,
                    wanted.tags,
                    json.dumps(wanted.details, sort_keys=True),
                    now,
                    now,
                ],
            )
        elif known.state in ("drafted", "cancelled", "failed"):
            database.conn.execute(
                "UPDATE outbox SET state = 'drafted', title = ?, body = ?, tags = ?, channel = ?,"
                " wording_id = ?, details = ?, updated_at = ?, trouble = NULL WHERE id = ?",
                [
                    wanted.title,
                    wanted.body,
                    wanted.tags,
                    wanted.channel,
                    wanted.wording_id,
                    json.dumps(wanted.details, sort_keys=True),
                    now,
                    known.id,
                ],
            )
        elif (known.title, known.body) != (wanted.title, wanted.body):
            raise OutboxError(
                f"{wanted.key} is {known.state} already, with other words.",
                f"See it with `campaign outbox show {known.id}`; cancel it there if it has not"
                " gone, then draft it again.",
            )
        found = find(database, wanted.key)
    if found is None:
        raise LookupError(wanted.key)
    return found


def find(database: Database, key: str) -> Intent | None:
    """The intent with this key, if there is one."""
    row = database.conn.execute(f"{_INTENT} WHERE key = ?", [key]).fetchone()
    return _intent(row) if row else None


def get(database: Database, intent_id: int) -> Intent:
    """The intent with this number; OutboxError if there is none."""
    row = database.conn.execute(f"{_INTENT} WHERE id = ?", [intent_id]).fetchone()
    if row is None:
        raise OutboxError(
            f"There is no number {intent_id} in the outbox.", "See `campaign outbox` for the list."
        )
    return _intent(row)


def intents(
    database: Database, campaign_id: int, states: Iterable[State] = (), kind: Kind | None = None
) -> list[Intent]:
    """The campaign's intents in order of drafting, in these states if any are named."""
    wanted = list(states)
    sql = f"{_INTENT} WHERE campaign_id = ?"
    values: list[object] = [campaign_id]
    if wanted:
        sql += f" AND state IN ({', '.join('?' * len(wanted))})"
        values += wanted
    if kind:
        sql += " AND kind = ?"
        values.append(kind)
    return [_intent(row) for row in database.conn.execute(f"{sql} ORDER BY id", values)]


def move(
    database: Database,
    intent_id: int,
    to: State,
    *,
    now: str,
    note: str = "",
    result_url: str | None = None,
    request_id: int | None = None,
    channel: Channel | None = None,
) -> Intent:
    """Move an intent, committed with a record of the step; OutboxError for a forbidden move.

    `channel` is given where another one takes it over than it was drafted for.

    The row is read again under the write lock, so two senders cannot both take it.
    """
    with writing(database):
        intent = get(database, intent_id)
        if to not in MOVES[intent.state]:
            raise OutboxError(
                f"Number {intent_id} in the outbox is {intent.state} and cannot become {to}.",
                f"See it with `campaign outbox show {intent_id}`.",
            )
        database.conn.execute(
            "UPDATE outbox SET state = ?, updated_at = ?, trouble = ?,"
            " approved_at = iif(? = 'approved' AND approved_at IS NULL, ?, approved_at),"
            " settled_at = iif(? IN ('sent', 'failed', 'cancelled'), ?, NULL),"
            " result_url = coalesce(?, result_url), request_id = coalesce(?, request_id),"
            " channel = coalesce(?, channel) WHERE id = ?",
            [
                to,
                now,
                note if to in ("failed", "unknown") else None,
                to,
                now,
                to,
                now,
                result_url,
                request_id,
                channel,
                intent_id,
            ],
        )
        database.conn.execute(
            "INSERT INTO attempts (outbox_id, started_at, ended_at, from_state, to_state, note)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [intent_id, now, now, intent.state, to, note],
        )
        return get(database, intent_id)


def remember(database: Database, intent_id: int, **details: Any) -> Intent:
    """Keep something about an intent that a later run needs, such as the number of a draft."""
    with writing(database):
        known = get(database, intent_id)
        database.conn.execute(
            "UPDATE outbox SET details = ? WHERE id = ?",
            [json.dumps({**known.details, **details}, sort_keys=True), intent_id],
        )
        return get(database, intent_id)


def _intent(row: tuple[Any, ...]) -> Intent:
    values = list(row)
    values[11] = json.loads(row[11])
    return Intent(*values)
