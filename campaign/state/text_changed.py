"""Codes that rest on a text which has changed since they were made (the view `text_changed`)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from campaign.state.codings import SAME_PLACE, AnswerRow, CodeRow, decide, texts_of_request
from campaign.state.database import writing

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

    from campaign.coding.model import Evidence

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
    """The campaign's decisions and suggestions that stand and whose text has changed, by request.

    What a later decision stands for is left out. None in a database that does not tell (one made
    for the public, or by an older version).
    """
    known = conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'text_changed'").fetchone()
    if known is None:
        return []
    succeeded = " OR ".join(
        f"(x.coded = '{table}' AND EXISTS (SELECT 1 FROM {table} old JOIN {table} new"  # noqa: S608
        f" ON new.request_id = old.request_id AND {place} AND new.id > old.id"
        " WHERE old.id = x.id AND new.kind = 'decision' AND new.withdrawn_at IS NULL))"
        for table, place in SAME_PLACE.items()
    )
    rows = conn.execute(
        "SELECT x.coded, x.id, x.request_id, x.kind = 'decision', x.why FROM text_changed x"  # noqa: S608
        f" JOIN requests r ON r.id = x.request_id WHERE r.campaign_id = ? AND NOT ({succeeded})"
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


def told(found: Iterable[Outdated]) -> dict[tuple[str, int], str]:
    """What became of the text of each, in words, by table and id of its row."""
    return {(each.table, each.row_id): each.said for each in found}


@dataclass(frozen=True, slots=True)
class Former:
    """A decision whose text has changed since, as it was made.

    `row` is what was decided, without its evidence; `label` names an answer's cell, or a code's
    field. `quote` are the words it rested on, empty where none were named.
    """

    outdated: Outdated
    label: str
    row: CodeRow | AnswerRow
    coder: str
    made_at: str
    quote: str


_CODES = """
SELECT c.request_id, c.field, c.value, c.message_id, c.role, c.note, c.field, c.coder, c.made_at,
  coalesce(c.quote, '')
FROM codings c WHERE c.id = ?"""
_ANSWERS = """
SELECT a.request_id, a.question_id, a.period, a.state, a.value, a.unit, a.message_id, a.provision,
  a.note, rtrim(q.number || '. ' || q.label || ', ' || a.period, ', '), a.coder, a.made_at,
  coalesce(a.quote, '')
FROM answers a JOIN questions q ON q.id = a.question_id WHERE a.id = ?"""


def former(database: Database, outdated: Outdated) -> Former:
    """What was decided on the text as it was."""
    code = outdated.table == "codings"
    found = database.conn.execute(_CODES if code else _ANSWERS, [outdated.row_id]).fetchone()
    *said, label, coder, made_at, quote = found
    row: CodeRow | AnswerRow
    if code:
        request_id, field, value, message_id, role, note = said
        row = CodeRow(request_id, field, value, message_id, role=role, note=note)
    else:
        request_id, question_id, period, state, held, unit, message_id, provision, note = said
        answer: Any = None if held is None else json.loads(held)
        row = AnswerRow(
            *(request_id, question_id, period, state, answer, unit, message_id, provision),
            note=note,
        )
    return Former(outdated, label, row, coder, made_at, quote)


def keep(database: Database, decision: Former, *, coder: str, now: str) -> None:
    """Decide the same on the text as it is now; the former decision is withdrawn.

    It rests on the same words if they still stand in that text, and on none if they do not.
    """
    row = replace(decision.row, evidence=_same_words(database, decision))
    decide(database, coder, row, now)


def drop(database: Database, decision: Former, now: str) -> None:
    """Withdraw a decision that the text as it is now does not bear out."""
    table = decision.outdated.table
    with writing(database):
        database.conn.execute(
            f"UPDATE {table} SET withdrawn_at = ? WHERE id = ?",  # noqa: S608
            [now, decision.outdated.row_id],
        )


def _same_words(database: Database, decision: Former) -> Evidence | None:
    """Where the quoted words stand in their text now: as near as may be to where they stood."""
    from campaign.coding.model import Evidence

    if decision.outdated.why != "changed" or not decision.quote:
        return None
    start, message_id, attachment_id = database.conn.execute(
        "SELECT quote_start, evidence_message_id, evidence_attachment_id"  # noqa: S608
        f" FROM {decision.outdated.table} WHERE id = ?",
        [decision.outdated.row_id],
    ).fetchone()
    key = f"attachment:{attachment_id}" if attachment_id else f"message:{message_id}"
    held = texts_of_request(database, decision.outdated.request_id).get(key)
    places = _places(held.text if held else "", decision.quote)
    if not places:
        return None
    nearest = min(places, key=lambda place: abs(place - start))
    return Evidence(key, nearest, nearest + len(decision.quote), decision.quote)


def _places(text: str, words: str) -> list[int]:
    found = []
    place = text.find(words)
    while place >= 0:
        found.append(place)
        place = text.find(words, place + 1)
    return found
