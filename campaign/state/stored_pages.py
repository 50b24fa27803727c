"""The pages kept in `state.db`, to be read again: their bytes, and what became of them."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.errors import StateError
from campaign.state.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.state.pages import Outcome


@dataclass(frozen=True, slots=True)
class StoredPage:
    """One fetch whose answer is kept; `number` is what `campaign page` takes."""

    number: int
    request_id: int | None
    url: str
    outcome: Outcome
    sha256: str


@dataclass(frozen=True, slots=True)
class Packed:
    """The bytes of a page as they are kept: compressed or raw."""

    sha256: str
    encoding: str
    stored: bytes


class AlteredPage(StateError, ValueError):
    """What is kept under a digest is no longer what it was."""

    def __init__(self, digest: str) -> None:
        super().__init__(
            f"The page {digest[:12]} has been altered in the database.",
            "Go back to a backup of the database; `campaign doctor` looks over the rest.",
        )


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """A page that was not understood, and of whose address nothing was understood since."""

    number: int
    request_id: int | None
    authority: str
    url: str
    fetched_at: str
    note: str


def stored_pages(database: Database) -> list[StoredPage]:
    """Every answer that was taken for a page (status 200), by request and time; strangers last."""
    rows = database.conn.execute(
        "SELECT id, request_id, url, outcome, sha256 FROM fetches"
        " WHERE sha256 IS NOT NULL AND status = 200 AND outcome IN ('stored', 'not_understood')"
        " ORDER BY request_id IS NULL, request_id, id"
    )
    return [StoredPage(*row) for row in rows]


def packed_pages(database: Database, digests: Iterable[str]) -> Iterator[Packed]:
    """The kept bytes of these pages, still packed, in order; LookupError for a missing one."""
    for digest in digests:
        row = database.conn.execute(
            "SELECT sha256, encoding, stored FROM pages WHERE sha256 = ?", [digest]
        ).fetchone()
        if row is None:
            raise LookupError(f"page {digest}")
        yield Packed(*row)


def unpack(page: Packed) -> bytes:
    """The bytes as they came; AlteredPage if they no longer are what was kept."""
    try:
        body = zlib.decompress(page.stored) if page.encoding == "zlib" else page.stored
    except zlib.error as error:
        raise AlteredPage(page.sha256) from error
    if hashlib.sha256(body).hexdigest() != page.sha256:
        raise AlteredPage(page.sha256)
    return body


def save_outcome(database: Database, number: int, outcome: Outcome, note: str = "") -> None:
    """Record that a page is understood by now, or is so no longer and why."""
    with writing(database):
        database.conn.execute(
            "UPDATE fetches SET outcome = ?, note = ? WHERE id = ?", [outcome, note, number]
        )


def not_understood(database: Database, campaign_id: int | None = None) -> list[NotUnderstood]:
    """Pages that still wait to be understood, oldest first; of one campaign's requests or of all.

    One that was followed by an understood page from the same address waits no longer: it is kept
    and nothing more. A page with the quoted parts unfolded counts for the page without.
    """
    rows = database.conn.execute(
        "SELECT f.id, f.request_id, coalesce(a.name, ''), f.url, f.fetched_at, f.note"
        " FROM fetches f LEFT JOIN requests r ON r.id = f.request_id"
        " LEFT JOIN authorities a ON a.id = r.authority_id"
        " WHERE f.outcome = 'not_understood' AND (?1 IS NULL OR r.campaign_id = ?1)"
        " AND NOT EXISTS (SELECT 1 FROM fetches later WHERE later.id > f.id"
        "  AND later.outcome IN ('stored', 'unchanged') AND later.url IN"
        "   (replace(f.url, '?unfold=1', ''), replace(f.url, '?unfold=1', '') || '?unfold=1'))"
        " ORDER BY f.id",
        [campaign_id],
    )
    return [NotUnderstood(*row) for row in rows]
