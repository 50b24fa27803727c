"""Proof that what is coded rests on words that are still there (`campaign verify`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.state.attachments import text_digest

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Broken:
    """One code whose evidence does not hold."""

    row: str
    authority: str
    problem: str


def check_database(database: Database) -> tuple[int, list[Broken]]:
    """Check every standing code and answer that has evidence: how many, and which do not hold.

    A decision without a quote still names the version of the text that was read: that is checked.
    """
    checked = 0
    broken: list[Broken] = []
    for table in ("codings", "answers"):
        rows = database.conn.execute(
            "SELECT c.id, a.name, c.quote_start, c.quote_end, c.quote, c.text_sha256,"  # noqa: S608
            " coalesce(t.text, iif(c.evidence_attachment_id IS NULL, m.text, NULL)),"
            " coalesce(t.prominence, m.prominence), coalesce(t.gone_at, m.gone_at)"
            f" FROM {table} c JOIN requests r ON r.id = c.request_id"
            " JOIN authorities a ON a.id = r.authority_id"
            " LEFT JOIN messages m ON m.id = c.evidence_message_id"
            " LEFT JOIN attachments t ON t.id = c.evidence_attachment_id"
            " WHERE c.withdrawn_at IS NULL AND coalesce(c.quote, c.text_sha256) IS NOT NULL"
            " ORDER BY c.id"
        )
        for row_id, authority, start, end, quote, digest, text, prominence, gone in rows:
            checked += 1
            problem = _problem(start, end, quote, digest, text, prominence, gone)
            if problem:
                broken.append(Broken(f"{table} {row_id}", authority, problem))
    return checked, broken


def _problem(
    start: int | None, end: int | None, quote: str | None, digest: str, text: str | None,
    prominence: str, gone: str | None,
) -> str:  # fmt: skip
    if text is None:
        return "the text is no longer here (hidden or erased)"
    if gone is not None:
        return "the site no longer shows the text"
    if prominence != "normal":
        return f"the text is {prominence} now"
    if quote is not None and text[start:end] != quote:
        return f"the words are no longer at their place: {quote[:60]!r}"
    if text_digest(text) != digest:
        return "the text was changed elsewhere since it was coded"
    return ""
