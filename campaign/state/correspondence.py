"""Requests and what was said: typed reads and writes of requests, messages, attachments, events.

Nothing is deleted: what is no longer on the site is marked with `gone_at`, and a message that
changed leaves its former text in `message_versions`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from campaign.state.attachments import mark_gone, save_attachment_blocks, text_digest
from campaign.state.database import writing
from campaign.times import iso

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.alaveteli.pages.records import (
        MessageBlock,
        RequestPage,
        RequestRecord,
    )

# Displayed states in which the authority owes nothing more.
ENDED = frozenset(
    {"successful", "not_held", "rejected", "partially_successful", "user_withdrawn", "vexatious"}
    | {"not_foi"}
)


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """One request as stored: what planning and status need to know of it."""

    id: int
    campaign_id: int
    authority_id: int
    authority: str
    url: str
    url_title: str
    site_id: int | None
    status: str | None
    status_text: str | None
    display_status: str | None
    awaiting_description: bool | None
    sent_on: date | None
    due_on: date | None
    availability: str
    stale: bool
    trouble: str | None
    linked_at: str
    checked_at: str | None
    changed_at: str | None
    replies: int
    last_reply_at: str | None
    listed_at: str | None = None
    batch_id: int | None = None
    tags: frozenset[str] = frozenset()
    private: bool = False  # only its owner sees it on the site
    anchors: frozenset[str] = frozenset()  # its messages and annotations, as on its page


def link_request(
    database: Database,
    *,
    campaign_id: int,
    authority_id: int,
    url: str,
    url_title: str,
    now: str,
) -> tuple[int, bool]:
    """Record that this address is the campaign's request to that authority: its id, and if new."""
    with writing(database):
        row = database.conn.execute(
            "SELECT id FROM requests WHERE campaign_id = ? AND url = ?", [campaign_id, url]
        ).fetchone()
        if row:
            return int(row[0]), False
        cursor = database.conn.execute(
            "INSERT INTO requests (campaign_id, authority_id, url, url_title, linked_at)"
            " VALUES (?, ?, ?, ?, ?)",
            [campaign_id, authority_id, url, url_title, now],
        )
        return int(cursor.lastrowid or 0), True


def requests_of(database: Database, campaign_id: int) -> list[StoredRequest]:
    """The campaign's requests by name of authority."""
    rows = database.conn.execute(
        "SELECT r.id, r.campaign_id, r.authority_id, a.name, r.url, r.url_title, r.site_id,"
        " r.status, r.status_text, r.display_status, r.awaiting_description, r.sent_on, r.due_on,"
        " r.availability, r.stale, r.trouble, r.linked_at, r.checked_at, r.changed_at,"
        " count(m.id), max(m.sent_at), r.listed_at, r.batch_id, r.tags, r.private,"
        " (SELECT group_concat(direction || '-' || site_id) FROM messages"
        "   WHERE request_id = r.id),"
        " (SELECT group_concat('comment-' || site_id) FROM annotations WHERE request_id = r.id)"
        " FROM requests r JOIN authorities a ON a.id = r.authority_id"
        " LEFT JOIN messages m ON m.request_id = r.id AND m.direction = 'incoming'"
        " AND m.gone_at IS NULL"
        " WHERE r.campaign_id = ? GROUP BY r.id ORDER BY a.name, r.id",
        [campaign_id],
    )
    return [_stored_request(row) for row in rows]


def save_record(
    database: Database, request_id: int, record: RequestRecord, now: str, *, private: bool = False
) -> bool:
    """Store what a request's JSON says; whether anything about the request had changed.

    `private` where it was shown to its owner only.
    """
    with writing(database):
        before = _snapshot(database, request_id)
        database.conn.execute(
            "UPDATE requests SET site_id = ?, title = ?, described_state = ?, display_status = ?,"
            " awaiting_description = ?, prominence = ?, law_used = ?, tags = ?, created_at = ?,"
            " updated_at = ?, requester = ?, requester_url_name = ?, availability = 'public',"
            " private = ? WHERE id = ?",
            [
                record.site_id,
                record.title,
                record.described_state,
                record.display_status,
                int(record.awaiting_description),
                record.prominence,
                record.law_used,
                json.dumps(list(record.tags)),
                iso(record.created_at),
                iso(record.updated_at),
                record.user.name if record.user else None,
                record.user.url_name if record.user else None,
                int(private),
                request_id,
            ],
        )
        database.conn.executemany(
            "INSERT INTO events (request_id, site_id, event_type, created_at, described_state,"
            " calculated_state, last_described_at, display_status, incoming_message_id,"
            " outgoing_message_id, comment_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (request_id, site_id) DO UPDATE SET"
            " event_type = excluded.event_type, created_at = excluded.created_at,"
            " described_state = excluded.described_state,"
            " calculated_state = excluded.calculated_state,"
            " last_described_at = excluded.last_described_at,"
            " display_status = excluded.display_status",
            [
                [
                    request_id,
                    event.site_id,
                    event.event_type,
                    iso(event.created_at),
                    event.described_state,
                    event.calculated_state,
                    iso(event.last_described_at) if event.last_described_at else None,
                    event.display_status,
                    event.incoming_message_id,
                    event.outgoing_message_id,
                    event.comment_id,
                ]
                for event in record.events
            ],
        )
        changed = _snapshot(database, request_id) != before
        database.conn.execute(
            "UPDATE requests SET checked_at = ?, changed_at = iif(?, ?, changed_at),"
            " stale = iif(?, 1, stale) WHERE id = ?",
            [now, changed, now, changed, request_id],
        )
    return changed


def save_page(
    database: Database,
    request_id: int,
    page: RequestPage,
    *,
    due_on: date | None,
    due_source: str | None,
    sent_on: date | None,
    page_sha256: str,
    now: str,
) -> None:
    """Store what a request's page says, in one transaction; its last trouble is over."""
    with writing(database):
        database.conn.execute(
            "UPDATE requests SET title = ?, batch_id = ?, requester = coalesce(requester, ?),"
            " status = ?, status_text = ?, due_on = ?, due_source = ?, sent_on = ?, closed = ?,"
            " availability = 'public', trouble = NULL, stale = 0, checked_at = ? WHERE id = ?",
            [
                page.title,
                page.batch_id,
                page.requester.name,
                page.status,
                page.status_text,
                due_on.isoformat() if due_on else None,
                due_source,
                sent_on.isoformat() if sent_on else None,
                int(page.closed_to_correspondence),
                now,
                request_id,
            ],
        )
        kept: list[int] = []
        for position, message in enumerate(page.messages, start=1):
            message_id = _save_message(
                database,
                request_id,
                position,
                _with_sender(message, page),
                page_sha256=page_sha256,
                now=now,
            )
            kept.append(message_id)
            save_attachment_blocks(database, message_id, message.attachments, now)
        mark_gone(database, "messages", "request_id", request_id, kept, now)
        notes: list[int] = []
        for note in page.annotations:
            database.conn.execute(
                "INSERT INTO annotations (request_id, site_id, author, posted_at, text)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (request_id, site_id) DO UPDATE SET"
                " author = excluded.author, text = excluded.text, gone_at = NULL",
                [
                    request_id,
                    note.site_id,
                    note.author,
                    iso(note.posted_at) if note.posted_at else None,
                    note.text,
                ],
            )
            notes.append(
                database.conn.execute(
                    "SELECT id FROM annotations WHERE request_id = ? AND site_id = ?",
                    [request_id, note.site_id],
                ).fetchone()[0]
            )
        mark_gone(database, "annotations", "request_id", request_id, notes, now)


def save_listed(database: Database, request_ids: Iterable[int], now: str) -> None:
    """Record that a list on the site shows these requests just as they are stored."""
    with writing(database):
        database.conn.executemany(
            "UPDATE requests SET listed_at = ? WHERE id = ?",
            [[now, request_id] for request_id in request_ids],
        )


def save_stale(database: Database, request_ids: Iterable[int], *, stale: bool = True) -> None:
    """Record that these requests have changed on the site since their pages were read, or not."""
    with writing(database):
        database.conn.executemany(
            "UPDATE requests SET stale = ? WHERE id = ?",
            [[int(stale), request_id] for request_id in request_ids],
        )


def save_unavailable(
    database: Database, request_id: int, availability: str, trouble: str, now: str
) -> None:
    """Mark a request that the site no longer shows; what was stored of it stays."""
    with writing(database):
        database.conn.execute(
            "UPDATE requests SET availability = ?, trouble = ?, checked_at = ?,"
            " changed_at = iif(availability = ?, changed_at, ?) WHERE id = ?",
            [availability, trouble, now, availability, now, request_id],
        )


def save_trouble(database: Database, request_id: int, trouble: str, now: str) -> None:
    """Record why the last look at a request could not be understood."""
    with writing(database):
        database.conn.execute(
            "UPDATE requests SET trouble = ?, checked_at = ? WHERE id = ?",
            [trouble, now, request_id],
        )


def _stored_request(row: tuple[Any, ...]) -> StoredRequest:
    *values, messages, annotations = row
    values[10] = None if row[10] is None else bool(row[10])
    values[14] = bool(row[14])
    for index in (11, 12):
        values[index] = date.fromisoformat(row[index]) if row[index] else None
    values[23] = frozenset(json.loads(row[23] or "[]"))
    values[24] = bool(row[24])
    values.append(frozenset(f"{messages or ''},{annotations or ''}".split(",")) - {""})
    return StoredRequest(*values)


def _snapshot(database: Database, request_id: int) -> list[tuple[Any, ...]]:
    """What, when it differs, means that the request has changed (caching.md: ids and states)."""
    rows: list[tuple[Any, ...]] = database.conn.execute(
        "SELECT described_state, display_status, awaiting_description, prominence, updated_at,"
        " title, availability FROM requests WHERE id = ?",
        [request_id],
    ).fetchall()
    rows += database.conn.execute(
        "SELECT site_id, event_type, described_state, calculated_state, last_described_at,"
        " display_status FROM events WHERE request_id = ? ORDER BY site_id",
        [request_id],
    ).fetchall()
    return rows


def _sent_at(database: Database, request_id: int, message: MessageBlock) -> str | None:
    """When it was sent; a hidden letter shows no date, and then its event in the JSON tells."""
    if message.sent_at is not None:
        return iso(message.sent_at)
    row = database.conn.execute(
        f"SELECT min(created_at) FROM events WHERE request_id = ?"  # noqa: S608
        f" AND {message.direction}_message_id = ?",
        [request_id, message.site_id],
    ).fetchone()
    return str(row[0]) if row and row[0] else None


def _with_sender(message: MessageBlock, page: RequestPage) -> MessageBlock:
    """The message with its sender named: a reply without a person's name is the authority's own."""
    if message.sender is not None:
        return message
    sender = page.authority.name if message.direction == "incoming" else page.requester.name
    return replace(message, sender=sender)


def _save_message(
    database: Database,
    request_id: int,
    position: int,
    message: MessageBlock,
    *,
    page_sha256: str,
    now: str,
) -> int:
    digest = text_digest(message.text)
    row = database.conn.execute(
        "SELECT id, text, sender, prominence, text_sha256, page_sha256, folded FROM messages"
        " WHERE request_id = ? AND direction = ? AND site_id = ?",
        [request_id, message.direction, message.site_id],
    ).fetchone()
    values = {
        "position": position,
        "sender": message.sender,
        "sent_at": _sent_at(database, request_id, message),
        "text": message.text,
        "folded": int(message.folded),
        "prominence": message.prominence,
        "prominence_reason": message.prominence_reason,
        "delivery_status": message.delivery_status,
        "resent_at": json.dumps([iso(moment) for moment in message.resent_at]),
        "text_sha256": digest,
        "page_sha256": page_sha256,
    }
    if row is None:
        values |= {
            "request_id": request_id,
            "site_id": message.site_id,
            "direction": message.direction,
            "first_seen_at": now,
        }
        cursor = database.conn.execute(
            f"INSERT INTO messages ({', '.join(values)})"  # noqa: S608
            f" VALUES ({', '.join('?' * len(values))})",
            list(values.values()),
        )
        return int(cursor.lastrowid or 0)
    message_id, text, sender, prominence, old_digest, old_page, folded = row
    if folded == 0 and message.folded and prominence == message.prominence:
        # A folded page says less than the unfolded one that was read before: keep the fuller text.
        for column in ("text", "text_sha256", "page_sha256", "folded"):
            values.pop(column)
    elif _is_other(old_digest, prominence, folded, digest, message):
        database.conn.execute(
            "INSERT INTO message_versions (message_id, text, prominence, text_sha256,"
            " page_sha256, replaced_at) VALUES (?, ?, ?, ?, ?, ?)",
            [message_id, text, prominence, old_digest, old_page, now],
        )
    if (values.get("text", text), message.sender) == (text, sender):
        # The index of words is made anew for whatever is set, changed or not.
        values.pop("text", None)
        values.pop("sender")
    database.conn.execute(
        f"UPDATE messages SET {', '.join(f'{column} = ?' for column in values)}, gone_at = NULL"  # noqa: S608
        " WHERE id = ?",
        [*values.values(), message_id],
    )
    return int(message_id)


def _is_other(
    old_digest: str | None, prominence: str, folded: int, digest: str | None, message: MessageBlock
) -> bool:
    """Whether what was stored is another version, and not the same words with quotes folded."""
    if prominence != message.prominence:
        return True
    return old_digest != digest and (not folded or message.folded)
