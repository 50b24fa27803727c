"""Suggestions and decisions in `state.db`: kept apart, never overwritten.

A suggestion carries its evidence or is not stored. A later suggestion withdraws the earlier ones of
the same coder; a later decision simply stands after the earlier one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from campaign.state.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.coding.model import Evidence

Kind = Literal["suggestion", "decision", "blind"]


@dataclass(frozen=True, slots=True)
class Text:
    """One stored text that coding reads or evidence points to."""

    message_id: int
    attachment_id: int | None
    text: str
    sha256: str

    @property
    def key(self) -> str:
        """The name by which evidence refers to it."""
        if self.attachment_id is None:
            return f"message:{self.message_id}"
        return f"attachment:{self.attachment_id}"


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code to store: an outcome, review, provision or other fact of a message or request."""

    request_id: int
    field: str
    value: str
    message_id: int | None = None
    role: str | None = None
    confidence: float | None = None
    sure: bool = False
    evidence: Evidence | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer to store: a question's cell for one period."""

    request_id: int
    question_id: int
    period: str
    state: str
    value: Any
    unit: str = ""
    message_id: int | None = None
    provision: str = ""
    confidence: float | None = None
    sure: bool = False
    evidence: Evidence | None = None
    note: str = ""


def texts_of_request(database: Database, request_id: int) -> dict[str, Text]:
    """Every text of a request that evidence may point to, by its key."""
    rows = database.conn.execute(
        "SELECT id, NULL, text, text_sha256 FROM messages WHERE request_id = ? AND text IS NOT NULL"
        " UNION ALL SELECT m.id, t.id, t.text, t.text_sha256 FROM attachments t"
        " JOIN messages m ON m.id = t.message_id WHERE m.request_id = ? AND t.text IS NOT NULL",
        [request_id, request_id],
    )
    texts = (Text(*row) for row in rows)
    return {text.key: text for text in texts}


def replace_suggestions(
    database: Database,
    request_id: int,
    coder: str,
    codes: Iterable[CodeRow],
    answers: Iterable[AnswerRow],
    now: str,
) -> int:
    """Store what a coder suggests of a request in place of what it suggested before.

    What is suggested anew in the same words stays the row it was. Returns the number of rows that
    are new. Rows whose evidence does not stand in the stored text raise ValueError: nothing at all
    is stored then.
    """
    texts = texts_of_request(database, request_id)
    family = coder.split("/")[0]
    new = 0
    with writing(database):
        for table, rows in (("codings", list(codes)), ("answers", list(answers))):
            wanted = [_values(row, "suggestion", coder, texts, now) for row in rows]
            standing = _standing(database, table, request_id, family)
            for values in wanted:
                identity = _identity(table, values)
                if standing.pop(identity, None) is None:
                    _insert(database, table, values)
                    new += 1
            database.conn.executemany(
                f"UPDATE {table} SET withdrawn_at = ? WHERE id = ?",  # noqa: S608
                [(now, row_id) for row_id in standing.values()],
            )
    return new


def decide(
    database: Database, coder: str, row: CodeRow | AnswerRow, now: str, kind: Kind = "decision"
) -> int:
    """Record a person's decision or blind coding; earlier ones stay as history. The row's id.

    Where no words are quoted, the version of the text that was read is kept: that of the message
    coded, or of the newest reply. A decision withdraws those before it in the same place whose text
    has changed since: nobody needs to look at them again.
    """
    texts = texts_of_request(database, row.request_id)
    table = "codings" if isinstance(row, CodeRow) else "answers"
    with writing(database):
        values = _values(row, kind, coder, texts, now)
        if row.evidence is None:
            values |= _version_read(database, row)
        row_id = _insert(database, table, values)
        if kind == "decision":
            _withdraw_outdated(database, table, row_id, now)
    return row_id


SAME_PLACE = {
    "codings": "old.message_id IS new.message_id AND old.field = new.field"
    " AND (old.field IN ('outcome', 'review') OR old.value = new.value)",
    "answers": "old.question_id = new.question_id AND old.period = new.period",
}
"""Of two decisions on one request, `old` and `new`: whether the new one stands for the old one."""


def _withdraw_outdated(database: Database, table: str, row_id: int, now: str) -> None:
    database.conn.execute(
        f"UPDATE {table} SET withdrawn_at = ? WHERE id IN (SELECT old.id FROM {table} old"  # noqa: S608
        f" JOIN {table} new ON new.id = ? AND new.id > old.id AND new.request_id = old.request_id"
        f" AND {SAME_PLACE[table]} JOIN text_changed x ON x.id = old.id AND x.coded = ?"
        " WHERE old.kind = 'decision')",
        [now, row_id, table],
    )


def _version_read(database: Database, row: CodeRow | AnswerRow) -> dict[str, Any]:
    found = database.conn.execute(
        "SELECT id, text_sha256 FROM messages WHERE request_id = ?1 AND text IS NOT NULL"
        " AND gone_at IS NULL AND (id = ?2 OR (?2 IS NULL AND direction = 'incoming'))"
        " ORDER BY position DESC LIMIT 1",
        [row.request_id, row.message_id],
    ).fetchone()
    return {"evidence_message_id": found[0], "text_sha256": found[1]} if found else {}


def _values(
    row: CodeRow | AnswerRow, kind: Kind, coder: str, texts: dict[str, Text], now: str
) -> dict[str, Any]:
    values: dict[str, Any] = {
        "request_id": row.request_id,
        "message_id": row.message_id,
        "kind": kind,
        "coder": coder,
        "confidence": row.confidence,
        "sure": int(row.sure),
        "note": row.note,
        "made_at": now,
    }
    if isinstance(row, CodeRow):
        values |= {"field": row.field, "value": row.value, "role": row.role}
    else:
        values |= {
            "question_id": row.question_id,
            "period": row.period,
            "state": row.state,
            "value": None if row.value is None else json.dumps(row.value, ensure_ascii=False),
            "unit": row.unit,
            "provision": row.provision,
        }
    if row.evidence is not None:
        values |= _evidence(row.evidence, texts)
    elif kind == "suggestion":
        raise ValueError("a suggestion without evidence")
    return values


def _evidence(evidence: Evidence, texts: dict[str, Text]) -> dict[str, Any]:
    text = texts.get(evidence.source)
    if text is None or text.text[evidence.start : evidence.end] != evidence.quote:
        raise ValueError(f"evidence that is not in {evidence.source}: {evidence.quote[:80]!r}")
    return {
        "evidence_message_id": text.message_id,
        "evidence_attachment_id": text.attachment_id,
        "quote_start": evidence.start,
        "quote_end": evidence.end,
        "quote": evidence.quote,
        "text_sha256": text.sha256,
    }


_IDENTITY = {
    "codings": (
        *("message_id", "field", "value", "role", "coder", "confidence", "sure"),
        *("evidence_message_id", "evidence_attachment_id", "quote_start", "quote_end"),
        "text_sha256",
    ),
    "answers": (
        *("message_id", "question_id", "period", "state", "value", "unit", "provision", "coder"),
        *("confidence", "sure", "evidence_message_id", "evidence_attachment_id"),
        *("quote_start", "quote_end", "text_sha256"),
    ),
}


def _identity(table: str, values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(values.get(column) for column in _IDENTITY[table])


def _standing(
    database: Database, table: str, request_id: int, family: str
) -> dict[tuple[Any, ...], int]:
    rows = database.conn.execute(
        f"SELECT id, {', '.join(_IDENTITY[table])} FROM {table}"  # noqa: S608
        " WHERE request_id = ? AND kind = 'suggestion' AND withdrawn_at IS NULL"
        " AND (coder = ? OR coder LIKE ? || '/%')",
        [request_id, family, family],
    )
    return {tuple(row[1:]): row[0] for row in rows}


def _insert(database: Database, table: str, values: dict[str, Any]) -> int:
    cursor = database.conn.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",  # noqa: S608
        list(values.values()),
    )
    return int(cursor.lastrowid or 0)


def outcomes_of(database: Database, campaign_id: int) -> dict[int, tuple[str, str]]:
    """For each request of the campaign: the outcome decided and the one suggested, '' for none."""
    rows = database.conn.execute(
        "SELECT o.request_id, coalesce(d.value, ''), coalesce(s.value, '') FROM current_outcomes o"
        " LEFT JOIN codings d ON d.id = o.decision_id LEFT JOIN codings s ON s.id = o.suggestion_id"
        " WHERE o.campaign_id = ?",
        [campaign_id],
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def resting_on(
    database: Database, messages: Collection[int], attachments: Collection[int]
) -> list[tuple[str, str]]:
    """Standing codes and answers whose evidence is among these rows: `codings 12`, and of whom."""
    found: list[tuple[str, str]] = []
    for table in ("codings", "answers"):
        rows = database.conn.execute(
            f"SELECT c.id, a.name, c.evidence_message_id, c.evidence_attachment_id FROM {table} c"  # noqa: S608
            " JOIN requests r ON r.id = c.request_id JOIN authorities a ON a.id = r.authority_id"
            " WHERE c.withdrawn_at IS NULL AND c.evidence_message_id IS NOT NULL ORDER BY c.id"
        )
        found += [
            (f"{table} {row_id}", authority)
            for row_id, authority, message, attachment in rows
            if (attachment in attachments if attachment is not None else message in messages)
        ]
    return found
