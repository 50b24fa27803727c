"""What was fetched, as it came: compressed, stored once by content, with each fetch recorded."""

from __future__ import annotations

import hashlib
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from campaign.state.database import writing
from campaign.state.stored_pages import packed_pages, unpack
from campaign.times import parse

if TYPE_CHECKING:
    from sqlite_utils import Database

Outcome = Literal["stored", "unchanged", "refused", "not_understood", "failed"]


def keep_page(database: Database, body: bytes, content_type: str) -> str:
    """Keep these bytes unless they are kept already; their SHA-256."""
    digest = hashlib.sha256(body).hexdigest()
    packed = zlib.compress(body, 6)
    encoding, stored = ("zlib", packed) if len(packed) < len(body) else ("raw", body)
    database.conn.execute(
        "INSERT OR IGNORE INTO pages (sha256, content_type, size, encoding, stored)"
        " VALUES (?, ?, ?, ?, ?)",
        [digest, content_type, len(body), encoding, stored],
    )
    return digest


def read_page(database: Database, digest: str) -> bytes:
    """The kept bytes; LookupError if there are none, AlteredPage if they no longer match."""
    [page] = packed_pages(database, [digest])
    return unpack(page)


def record_fetch(
    database: Database,
    *,
    url: str,
    request_id: int | None,
    why: str,
    fetched_at: str,
    outcome: Outcome,
    status: int | None = None,
    etag: str | None = None,
    body: bytes | None = None,
    content_type: str = "",
    note: str = "",
) -> str | None:
    """Record one fetch and keep its body; the body's SHA-256, None without a body."""
    digest = keep_page(database, body, content_type) if body else None
    database.conn.execute(
        "INSERT INTO fetches (request_id, url, why, fetched_at, status, etag, sha256, bytes,"
        " outcome, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            request_id,
            url,
            why,
            fetched_at,
            status,
            etag,
            digest,
            len(body) if body else 0,
            outcome,
            note,
        ],
    )
    return digest


def last_etag(database: Database, url: str) -> str | None:
    """The validator of the newest understood answer from this address, if it had one."""
    row = database.conn.execute(
        "SELECT etag FROM fetches WHERE url = ? AND outcome = 'stored' ORDER BY id DESC LIMIT 1",
        [url],
    ).fetchone()
    return row[0] if row else None


def last_stored(database: Database, url: str) -> str:
    """The digest of the newest understood answer from this address; LookupError if none is."""
    row = database.conn.execute(
        "SELECT sha256 FROM fetches WHERE url = ? AND outcome = 'stored' ORDER BY id DESC LIMIT 1",
        [url],
    ).fetchone()
    if row is None:
        raise LookupError(url)
    return str(row[0])


def list_read_at(database: Database, url: str) -> datetime | None:
    """When the list that begins here was last read as far as there was news."""
    row = database.conn.execute("SELECT read_at FROM lists WHERE url = ?", [url]).fetchone()
    return parse(row[0]) if row else None


def save_list_read(database: Database, url: str, now: str) -> None:
    """Record that the list that begins here was read as far as there was news."""
    with writing(database):
        database.conn.execute(
            "INSERT INTO lists (url, read_at) VALUES (?1, ?2)"
            " ON CONFLICT (url) DO UPDATE SET read_at = ?2",
            [url, now],
        )
