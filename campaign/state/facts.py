"""What is stored of one request, laid out so that two moments can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database

Facts = Mapping[str, Mapping[str, Any]]
"""What a thing is called (`request`, `incoming-33`, `incoming-33 attachment 7`, `annotation 3`,
`event 12`), and its columns; messages and attachments with the `id` of their row."""

# When and with what luck a request was looked at: nothing that a page says.
LOOKING = ("availability", "stale", "trouble", "checked_at", "changed_at")

_REQUEST = (
    *("site_id", "title", "batch_id", "requester", "requester_url_name", "status", "status_text"),
    *("described_state", "display_status", "awaiting_description", "prominence", "law_used"),
    *("tags", "closed", "created_at", "updated_at", "sent_on", "due_on", "due_source"),
)
_MESSAGE = (
    *("id", "position", "sender", "sent_at", "text", "folded", "prominence", "prominence_reason"),
    *("delivery_status", "resent_at", "page_sha256", "gone_at"),
)
_ATTACHMENT = (
    *("id", "part", "name", "shown_type", "shown_size", "url", "view_url"),
    *("prominence", "gone_at"),
)
_ANNOTATION = ("author", "posted_at", "text", "gone_at")
_EVENT = (
    *("event_type", "created_at", "described_state", "calculated_state", "last_described_at"),
    *("display_status", "incoming_message_id", "outgoing_message_id", "comment_id"),
)
_QUERIES = (
    (_REQUEST, "SELECT 'request', {} FROM requests t WHERE id = ?"),
    (
        _MESSAGE,
        "SELECT direction || '-' || site_id, {} FROM messages t WHERE request_id = ?"
        " ORDER BY t.position",
    ),
    (
        _ATTACHMENT,
        "SELECT m.direction || '-' || m.site_id || ' attachment ' || t.site_id, {}"
        " FROM attachments t JOIN messages m ON m.id = t.message_id WHERE m.request_id = ?",
    ),
    (_ANNOTATION, "SELECT 'annotation ' || site_id, {} FROM annotations t WHERE request_id = ?"),
    (_EVENT, "SELECT 'event ' || site_id, {} FROM events t WHERE request_id = ?"),
)


def facts_of(database: Database, request_id: int) -> Facts:
    """Everything that pages and JSON said of a request, as it is stored now."""
    facts: dict[str, dict[str, Any]] = {}
    for columns, query in _QUERIES:
        listed = ", ".join(f"t.{column}" for column in columns)
        for name, *values in database.conn.execute(query.format(listed), [request_id]):
            facts[name] = dict(zip(columns, values, strict=True))
    return facts


def looking_of(database: Database, request_id: int) -> tuple[Any, ...]:
    """The columns of LOOKING, to be put back with `restore_looking`."""
    row: tuple[Any, ...] = database.conn.execute(
        f"SELECT {', '.join(LOOKING)} FROM requests WHERE id = ?",  # noqa: S608
        [request_id],
    ).fetchone()
    return row


def restore_looking(database: Database, request_id: int, looking: tuple[Any, ...]) -> None:
    """Put back what a sync knew of its own looks, after something older was stored again."""
    database.conn.execute(
        f"UPDATE requests SET {' = ?, '.join(LOOKING)} = ? WHERE id = ?",  # noqa: S608
        [*looking, request_id],
    )
