"""What the pages read: rows of `state.db` or of a published database as frozen values.

Every function takes a plain SQLite connection and asks only for columns which both kinds of
database have; a table which only `state.db` has is asked for after `has_table`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from campaign.results.links import evidence_anchor


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One campaign."""

    id: int
    name: str
    title: str
    site: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request with its authority; `replies` counts what came from the authority."""

    id: int
    authority_id: int
    authority: str
    authority_url_name: str
    law: str
    url: str
    url_title: str
    title: str
    status: str | None
    status_text: str | None
    display_status: str | None
    sent_on: date | None
    due_on: date | None
    due_source: str | None
    availability: str
    closed: bool
    replies: int
    last_reply_at: str | None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message of the correspondence."""

    id: int
    direction: str
    position: int
    sender: str | None
    sent_at: str | None
    text: str | None
    prominence: str
    prominence_reason: str | None
    gone_at: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch of an attachment's text stands in its file: `page 2`."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One attachment with what was read in it."""

    id: int
    message_id: int
    name: str
    shown_size: str | None
    url: str | None
    prominence: str
    kind: str | None
    text: str | None
    text_state: str | None
    note: str
    places: tuple[Place, ...]
    gone_at: str | None


@dataclass(frozen=True, slots=True)
class AnnotationRow:
    """A public comment on the request."""

    author: str
    posted_at: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The words a code rests on, and the text in which they stand."""

    message_id: int
    attachment_id: int | None
    start: int
    end: int
    quote: str

    @property
    def anchor(self) -> str:
        """The name of its highlighted place."""
        return evidence_anchor(self.message_id, self.attachment_id, self.start, self.end)


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One standing code of a request (`message_id` None) or of a message."""

    id: int
    message_id: int | None
    field: str
    value: str
    role: str | None
    decided: bool
    coder: str
    made_at: str
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What stands in one cell: question and period, as decided or as suggested."""

    id: int
    request_id: int
    question_id: int
    period: str
    state: str
    value: str | None
    unit: str
    provision: str
    decided: bool
    coder: str
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question as asked; `retired` if the questionnaire no longer has it in these words."""

    id: int
    code: str
    number: int
    section: str
    section_title: str
    label: str
    wording: str
    answer_type: str
    periods: tuple[str, ...]
    retired: bool


def has_table(conn: sqlite3.Connection, name: str) -> bool:
    """Whether the database has this table or view."""
    found = conn.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [name]).fetchone()
    return found is not None


def is_campaign_database(conn: sqlite3.Connection) -> bool:
    """Whether this is a `state.db` or a database published from one."""
    needed = ("campaigns", "requests", "messages", "codings", "current_answers")
    return all(has_table(conn, name) for name in needed)


def is_private(conn: sqlite3.Connection) -> bool:
    """Whether this is a `state.db`, with much that is for the campaigners alone."""
    return has_table(conn, "outbox")


def campaigns(conn: sqlite3.Connection) -> list[CampaignRow]:
    """All campaigns, oldest first."""
    return [
        CampaignRow(*row)
        for row in conn.execute("SELECT id, name, title, site FROM campaigns ORDER BY id")
    ]


def as_of(conn: sqlite3.Connection, campaign_id: int) -> str | None:
    """The moment of the last successful look at the site, None before the first."""
    if has_table(conn, "publication"):
        sql = "SELECT max(as_of) FROM publication WHERE campaign_id = ?"
    else:
        sql = (
            "SELECT max(f.fetched_at) FROM fetches f JOIN requests r ON r.id = f.request_id"
            " WHERE r.campaign_id = ? AND f.outcome IN ('stored', 'unchanged')"
        )
    found: str | None = conn.execute(sql, [campaign_id]).fetchone()[0]
    return found


def requests(conn: sqlite3.Connection, campaign_id: int) -> list[RequestRow]:
    """The campaign's requests by name of authority."""
    rows = conn.execute(
        "SELECT r.id, r.authority_id, a.name, a.url_name, a.law, r.url, r.url_title, r.title,"
        " r.status, r.status_text, r.display_status, r.sent_on, r.due_on, r.due_source,"
        " r.availability, r.closed,"
        " count(m.id), max(m.sent_at)"
        " FROM requests r JOIN authorities a ON a.id = r.authority_id"
        " LEFT JOIN messages m ON m.request_id = r.id AND m.direction = 'incoming'"
        " AND m.gone_at IS NULL"
        " WHERE r.campaign_id = ? GROUP BY r.id ORDER BY a.name COLLATE NOCASE, r.id",
        [campaign_id],
    )
    return [RequestRow(*_changed(row, {11: _day, 12: _day, 15: bool})) for row in rows]


def not_yet_asked(conn: sqlite3.Connection, campaign_id: int) -> list[tuple[str, str]]:
    """Name and URL name of each recipient without a request; a published database names none."""
    if not has_table(conn, "recipients"):
        return []
    rows = conn.execute(
        "SELECT a.name, a.url_name FROM recipients t JOIN authorities a ON a.id = t.authority_id"
        " WHERE t.campaign_id = :campaign AND NOT EXISTS (SELECT 1 FROM requests r"
        " WHERE r.campaign_id = :campaign AND r.authority_id = a.id)"
        " ORDER BY a.name COLLATE NOCASE",
        {"campaign": campaign_id},
    )
    return [(row[0], row[1]) for row in rows]


def messages(conn: sqlite3.Connection, request_id: int) -> list[MessageRow]:
    """The correspondence of a request, in order."""
    return [
        MessageRow(*row)
        for row in conn.execute(
            "SELECT id, direction, position, sender, sent_at, text, prominence, prominence_reason,"
            " gone_at FROM messages WHERE request_id = ? ORDER BY position, id",
            [request_id],
        )
    ]


def attachments(conn: sqlite3.Connection, request_id: int) -> list[AttachmentRow]:
    """The attachments of a request's messages, in the site's order."""
    rows = conn.execute(
        "SELECT t.id, t.message_id, t.name, t.shown_size, t.url, t.prominence, t.kind, t.text,"
        " t.text_state, t.note, t.places, t.gone_at FROM attachments t"
        " JOIN messages m ON m.id = t.message_id WHERE m.request_id = ? ORDER BY m.position, t.id",
        [request_id],
    )
    return [AttachmentRow(*_changed(row, {10: _places})) for row in rows]


def comments(conn: sqlite3.Connection, request_id: int) -> list[AnnotationRow]:
    """Public comments on a request that the site still shows; none in a published database."""
    if not has_table(conn, "annotations"):
        return []
    return [
        AnnotationRow(*row)
        for row in conn.execute(
            "SELECT author, posted_at, text FROM annotations WHERE request_id = ?"
            " AND gone_at IS NULL ORDER BY posted_at, id",
            [request_id],
        )
    ]


_QUOTE = "evidence_message_id, evidence_attachment_id, quote_start, quote_end, quote"


def codes(conn: sqlite3.Connection, request_id: int) -> list[CodeRow]:
    """The codes of a request and its messages that were not withdrawn, oldest first.

    Without blind codings, which other coders must not see, and models' opinions.
    """
    rows = conn.execute(
        "SELECT id, message_id, field, value, role, kind = 'decision', coder, made_at,"  # noqa: S608
        f" {_QUOTE} FROM codings WHERE request_id = ? AND withdrawn_at IS NULL"
        " AND (kind = 'decision' OR (kind = 'suggestion' AND coder NOT LIKE 'llm:%')) ORDER BY id",
        [request_id],
    )
    return [CodeRow(*_changed(_quoted(row, 8), {5: bool})) for row in rows]


def outcomes(conn: sqlite3.Connection, campaign_id: int) -> dict[int, tuple[str, str]]:
    """For each request: the outcome decided and the one suggested, '' where there is none."""
    rows = conn.execute(
        "SELECT o.request_id, coalesce(d.value, ''), coalesce(s.value, '') FROM current_outcomes o"
        " LEFT JOIN codings d ON d.id = o.decision_id LEFT JOIN codings s ON s.id = o.suggestion_id"
        " WHERE o.campaign_id = ?",
        [campaign_id],
    )
    return {row[0]: (row[1], row[2]) for row in rows}


_ANSWER = (
    "SELECT c.id, c.request_id, c.question_id, c.period, c.state, c.value, c.unit, c.provision,"  # noqa: S608
    f" c.kind = 'decision', c.coder, {_QUOTE} FROM current_answers c"
)


def answers_of_request(conn: sqlite3.Connection, request_id: int) -> list[AnswerRow]:
    """What stands in each cell of one request: a decision, a suggestion, or both."""
    return _answers(conn.execute(f"{_ANSWER} WHERE c.request_id = ? ORDER BY c.id", [request_id]))


def answers_of_campaign(conn: sqlite3.Connection, campaign_id: int) -> list[AnswerRow]:
    """What stands in each cell of the campaign's table."""
    return _answers(
        conn.execute(
            f"{_ANSWER} JOIN requests r ON r.id = c.request_id WHERE r.campaign_id = ?"
            " ORDER BY c.id",
            [campaign_id],
        )
    )


def questions(conn: sqlite3.Connection, campaign_id: int) -> list[QuestionRow]:
    """The campaign's questions in the letter's order, with those that were since reworded."""
    rows = conn.execute(
        "SELECT id, code, number, section, section_title, label, wording, answer_type, periods,"
        " retired_at IS NOT NULL FROM questions WHERE campaign_id = ?"
        " ORDER BY retired_at IS NOT NULL, position, version",
        [campaign_id],
    )
    return [QuestionRow(*_changed(row, {8: _labels, 9: bool})) for row in rows]


def _answers(rows: Iterable[Any]) -> list[AnswerRow]:
    return [AnswerRow(*_changed(_quoted(row, 10), {8: bool})) for row in rows]


def _changed(row: Iterable[Any], readers: dict[int, Callable[[Any], Any]]) -> list[Any]:
    """The row's values, those at the given places read into what they mean."""
    return [readers[n](value) if n in readers else value for n, value in enumerate(row)]


def _quoted(row: Iterable[Any], at: int) -> list[Any]:
    """The row's values, with the five of the evidence that begin at `at` made one."""
    values = list(row)
    message_id, _, _, _, quote = values[at:]
    held = None if message_id is None or quote is None else Quote(*values[at:])
    return [*values[:at], held]


def _places(text: str) -> tuple[Place, ...]:
    return tuple(Place(**place) for place in json.loads(text))


def _labels(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
