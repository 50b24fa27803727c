"""Attachments in `state.db`: what the site lists, what was fetched, what was read in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from campaign.state.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.alaveteli.pages.records import AttachmentBlock
    from campaign.documents.model import Extract


@dataclass(frozen=True, slots=True)
class WaitingAttachment:
    """An attachment that the site shows and that was not fetched yet."""

    id: int
    request_id: int
    name: str
    url: str
    shown_type: str | None
    private: bool = False


@dataclass(frozen=True, slots=True)
class ReadAttachment:
    """An attachment whose bytes are here, and how they were read."""

    id: int
    authority: str
    name: str
    content_type: str
    sha256: str
    fetched_at: str
    kind: str
    text_state: str
    reader: str
    note: str


def text_digest(text: str | None) -> str | None:
    """SHA-256 of a text, by which a code says which version of the text it read."""
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


def waiting_attachments(
    database: Database, campaign_id: int, refused_before: str = "9999"
) -> list[WaitingAttachment]:
    """Attachments which the site shows and which are not here yet, untried ones first.

    One that the site refused waits again only if that was before `refused_before`.
    """
    rows = database.conn.execute(
        "SELECT t.id, m.request_id, t.name, t.url, t.shown_type, r.private = 1 FROM attachments t"
        " JOIN messages m ON m.id = t.message_id JOIN requests r ON r.id = m.request_id"
        " WHERE r.campaign_id = ? AND t.sha256 IS NULL AND t.url IS NOT NULL"
        " AND t.gone_at IS NULL AND t.prominence = 'normal'"
        " AND (t.fetched_at IS NULL OR t.fetched_at < ?) ORDER BY t.trouble IS NOT NULL, t.id",
        [campaign_id, refused_before],
    )
    return [WaitingAttachment(*row) for row in rows]


def read_attachments(database: Database) -> list[ReadAttachment]:
    """Every attachment whose bytes are here, in the order in which they were listed."""
    rows = database.conn.execute(
        "SELECT t.id, a.name, t.name, coalesce(t.content_type, ''), t.sha256,"
        " coalesce(t.fetched_at, ''), coalesce(t.kind, 'unknown'), coalesce(t.text_state, ''),"
        " coalesce(t.reader, ''), t.note"
        " FROM attachments t JOIN messages m ON m.id = t.message_id"
        " JOIN requests r ON r.id = m.request_id JOIN authorities a ON a.id = r.authority_id"
        " WHERE t.sha256 IS NOT NULL ORDER BY t.id"
    )
    return [ReadAttachment(*row) for row in rows]


def save_attachment_file(
    database: Database,
    attachment_id: int,
    *,
    content_type: str,
    size: int,
    sha256: str,
    extract: Extract,
    now: str,
) -> None:
    """Store where an attachment's bytes are kept and what was read in them."""
    with writing(database):
        database.conn.execute(
            "UPDATE attachments SET content_type = ?, size = ?, sha256 = ?, fetched_at = ?,"
            " kind = ?, text = ?, text_state = ?, text_sha256 = ?, places = ?, tables = ?,"
            " reader = ?, note = ?, trouble = NULL WHERE id = ?",
            [
                content_type,
                size,
                sha256,
                now,
                extract.kind,
                extract.text,
                extract.state,
                text_digest(extract.text),
                json.dumps([asdict(place) for place in extract.places]),
                json.dumps([asdict(table) for table in extract.tables]),
                extract.reader,
                extract.note,
                attachment_id,
            ],
        )


def save_attachment_trouble(
    database: Database, attachment_id: int, trouble: str, refused_at: str | None = None
) -> None:
    """Record why an attachment could not be fetched, and when, if the site refused it."""
    with writing(database):
        database.conn.execute(
            "UPDATE attachments SET trouble = ?, fetched_at = ? WHERE id = ?",
            [trouble, refused_at, attachment_id],
        )


def save_attachment_blocks(
    database: Database, message_id: int, blocks: tuple[AttachmentBlock, ...], now: str
) -> None:
    """Store a message's list of attachments; one that left the list is marked, not deleted."""
    kept: list[int] = []
    for block in blocks:
        database.conn.execute(
            "INSERT INTO attachments (message_id, site_id, part, name, shown_size, url, view_url,"
            " prominence, shown_type) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (message_id, site_id) DO UPDATE SET part = excluded.part,"
            " name = excluded.name, shown_type = excluded.shown_type,"
            " shown_size = excluded.shown_size, url = excluded.url,"
            " view_url = excluded.view_url, prominence = excluded.prominence, gone_at = NULL",
            [
                message_id,
                block.site_id,
                block.part,
                block.name,
                block.shown_size,
                block.path,
                block.view_path,
                block.prominence,
                block.shown_type,
            ],
        )
        kept.append(
            database.conn.execute(
                "SELECT id FROM attachments WHERE message_id = ? AND site_id = ?",
                [message_id, block.site_id],
            ).fetchone()[0]
        )
    mark_gone(database, "attachments", "message_id", message_id, kept, now)


def mark_gone(
    database: Database, table: str, column: str, owner: int, kept: list[int], now: str
) -> None:
    """Mark as gone what belongs to `owner` and is not among the ids that the site still shows."""
    marks = ", ".join("?" * len(kept))
    database.conn.execute(
        f"UPDATE {table} SET gone_at = ? WHERE {column} = ? AND gone_at IS NULL"  # noqa: S608
        f" AND id NOT IN ({marks})",
        [now, owner, *kept],
    )
