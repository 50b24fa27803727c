"""Codes that rest on a text which has changed since they were made (the view `text_changed`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import sqlite3

Why = Literal["changed", "hidden", "gone"]

SAID: dict[Why, str] = {
    "changed": "the text changed since it was coded",
    "hidden": "the text was hidden since it was coded",
    "gone": "the site has taken the text away since it was coded",
}


@dataclass(frozen=True, slots=True)
class Outdated:
    """One code or answer that stands on a text which is no longer as it was read.

    `table` is `codings` or `answers`, `row_id` its row there.
    """

    table: Literal["codings", "answers"]
    row_id: int
    request_id: int
    decided: bool
    why: Why

    @property
    def said(self) -> str:
        """What happened to the text, in words."""
        return SAID[self.why]


def outdated(conn: sqlite3.Connection, campaign_id: int) -> list[Outdated]:
    """The campaign's decisions and suggestions whose text has changed, by request.

    None in a database that does not tell (one made for the public, or by an older version).
    """
    known = conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'text_changed'").fetchone()
    if known is None:
        return []
    rows = conn.execute(
        "SELECT x.coded, x.id, x.request_id, x.kind = 'decision', x.why FROM text_changed x"
        " JOIN requests r ON r.id = x.request_id WHERE r.campaign_id = ?"
        " ORDER BY x.request_id, x.coded, x.id",
        [campaign_id],
    )
    return [
        Outdated(table, row, request, bool(made), why) for table, row, request, made, why in rows
    ]


def by_request(found: Iterable[Outdated], *, decided: bool) -> dict[int, list[Outdated]]:
    """The decisions (or else the suggestions) among them, for each request."""
    grouped: dict[int, list[Outdated]] = {}
    for each in found:
        if each.decided == decided:
            grouped.setdefault(each.request_id, []).append(each)
    return grouped
