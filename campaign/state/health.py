"""How whole `state.db` is, and what in it waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

ENOUGH_PROBLEMS = 5


@dataclass(frozen=True, slots=True)
class UnreadAttachment:
    """An attachment of which not everything could be read; `decided` by a person all the same."""

    name: str
    authority: str
    state: str
    note: str
    decided: bool


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """A letter in the outbox of which something is still to be done."""

    number: int
    kind: str
    authority: str
    state: str


def integrity_problems(database: Database) -> tuple[str, ...]:
    """What SQLite finds damaged in the file, a few lines of it; nothing where it is whole."""
    rows = database.conn.execute(f"PRAGMA quick_check({ENOUGH_PROBLEMS})").fetchall()
    return tuple(str(row[0]) for row in rows if row[0] != "ok")


def broken_references(database: Database) -> dict[str, int]:
    """Rows by table that point to a row which is not there."""
    broken: dict[str, int] = {}
    for table, *_ in database.conn.execute("PRAGMA foreign_key_check"):
        broken[table] = broken.get(table, 0) + 1
    return broken


def unread_attachments(database: Database) -> list[UnreadAttachment]:
    """Attachments that are here, are still shown, and could not be read whole."""
    rows = database.conn.execute(
        "SELECT t.name, a.name, t.text_state, t.note, EXISTS (SELECT 1 FROM codings c"
        "   WHERE c.request_id = r.id AND c.field = 'outcome' AND c.kind = 'decision'"
        "   AND c.message_id IS NULL AND c.withdrawn_at IS NULL)"
        " FROM attachments t JOIN messages m ON m.id = t.message_id"
        " JOIN requests r ON r.id = m.request_id JOIN authorities a ON a.id = r.authority_id"
        " WHERE t.text_state NOT IN ('read', 'empty') AND t.gone_at IS NULL ORDER BY t.id"
    )
    return [
        UnreadAttachment(name, authority, state, note, bool(decided))
        for name, authority, state, note, decided in rows
    ]


def open_letters(database: Database) -> list[OpenLetter]:
    """Letters of which nobody knows whether they went, and those that the site refused."""
    rows = database.conn.execute(
        "SELECT o.id, o.kind, coalesce(a.name, ''), o.state FROM outbox o"
        " LEFT JOIN authorities a ON a.id = o.authority_id"
        " WHERE o.state IN ('sending', 'unknown', 'failed') ORDER BY o.id"
    )
    return [OpenLetter(*row) for row in rows]


def last_answer_at(database: Database, site: str) -> str | None:
    """When the newest answer of a site came; None where it was never asked."""
    row = database.conn.execute(
        "SELECT max(fetched_at) FROM fetches WHERE url >= ?1 || '/' AND url < ?1 || '0'", [site]
    ).fetchone()
    return row[0] if row else None
