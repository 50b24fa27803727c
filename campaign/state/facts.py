"""What is stored of one request, laid out so that two moments can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database

Facts = Mapping[str, Mapping[str, Any]]
"""What a thing is called (`request`, `incoming-33`, `incoming-33 attachment 7`, `annotation 3`,
`event 12`), and its columns; messages and attachments with the `id` of their row."""

# Every other column of a request tells of our looks at it (when, through which account, with what
# luck), of letters and of codes: nothing that its page says.
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


def ours_of(database: Database, request_id: int) -> dict[str, Any]:
    """What a request's row says that no page says, to be put back with `restore_ours`."""
    cursor = database.conn.execute("SELECT * FROM requests WHERE id = ?", [request_id])
    columns = [each[0] for each in cursor.description]
    row = zip(columns, cursor.fetchone(), strict=True)
    return {column: value for column, value in row if column not in _REQUEST}


def restore_ours(database: Database, request_id: int, ours: dict[str, Any]) -> None:
    """Put back what is ours, after something that was stored before was stored again."""
    now = ours_of(database, request_id)
    changed = {column: value for column, value in ours.items() if now[column] != value}
    if changed:
        database.conn.execute(
            f"UPDATE requests SET {', '.join(f'{column} = ?' for column in changed)}"  # noqa: S608
            " WHERE id = ?",
            [*changed.values(), request_id],
        )
