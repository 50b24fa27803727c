"""Settling what coders see differently: who differs, and the decision that then stands.

Blind codings are never results. What all who coded an item agree on may be recorded as a decision
(`settle_agreed`); where they differ a person decides, seeing all sides (`settle`). An item is
settled when it has a decision that is newer than every blind coding of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaign.coding.model import Evidence
from campaign.coding.people import Coded, Field, Item, coded_by_people
from campaign.state.codings import AnswerRow, CodeRow, decide
from campaign.state.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.state.campaigns import Campaign

NOTE = {True: "agreed by blind coders", False: "adjudicated"}


@dataclass(frozen=True, slots=True)
class Side:
    """What several coders said of one item, by name of coder; `agreed` if all said the same."""

    item: Item
    authority: str
    codes: tuple[Coded, ...]

    @property
    def agreed(self) -> bool:
        """Whether all coders said the same."""
        return len({coded.code for coded in self.codes}) == 1


def unsettled(database: Database, campaign: Campaign, field: Field) -> list[Side]:
    """The items that two or more coded blind and nobody has settled since, in order."""
    decided = coded_by_people(database, campaign, field, "decision")
    found = []
    for item, codes in sorted(coded_by_people(database, campaign, field).items()):
        newest = max(coded.row_id for coded in codes.values())
        settled = any(coded.row_id > newest for coded in decided.get(item, {}).values())
        if len(codes) > 1 and not settled:
            sides = tuple(codes[coder] for coder in sorted(codes))
            found.append(Side(item, sides[0].authority, sides))
    return found


def settle(
    database: Database, chosen: Coded, *, coder: str, now: str, agreed: bool = False
) -> None:
    """Record as a decision what one of the coders said, on the words that coder gave."""
    row = _row(database, chosen, NOTE[agreed])
    decide(database, coder, row, now)


def settle_agreed(
    database: Database, campaign: Campaign, field: Field, *, coder: str, now: str
) -> int:
    """Record as decisions what all blind coders of an item agree on; how many."""
    with writing(database):
        agreed = [side for side in unsettled(database, campaign, field) if side.agreed]
        for side in agreed:
            with_words = [coded for coded in side.codes if coded.quote]
            settle(database, (with_words or side.codes)[0], coder=coder, now=now, agreed=True)
    return len(agreed)


def _row(database: Database, chosen: Coded, note: str) -> CodeRow | AnswerRow:
    import json

    table = "answers" if chosen.item.question else "codings"
    cursor = database.conn.execute(f"SELECT * FROM {table} WHERE id = ?", [chosen.row_id])  # noqa: S608
    columns = [column[0] for column in cursor.description]
    held: Mapping[str, Any] = dict(zip(columns, cursor.fetchone(), strict=True))
    evidence = standing_evidence(database, held)
    if table == "codings":
        return CodeRow(held["request_id"], "outcome", held["value"], evidence=evidence, note=note)
    return AnswerRow(
        held["request_id"],
        held["question_id"],
        held["period"],
        held["state"],
        None if held["value"] is None else json.loads(held["value"]),
        unit=held["unit"],
        message_id=held["message_id"],
        provision=held["provision"],
        evidence=evidence,
        note=note,
    )


def standing_evidence(database: Database, held: Mapping[str, Any]) -> Evidence | None:
    """A row's evidence if its words still stand in the stored text, else None."""
    from campaign.state.codings import texts_of_request

    if held["quote"] is None:
        return None
    attachment = held["evidence_attachment_id"]
    key = f"attachment:{attachment}" if attachment else f"message:{held['evidence_message_id']}"
    text = texts_of_request(database, held["request_id"]).get(key)
    start, end, quote = held["quote_start"], held["quote_end"], held["quote"]
    if text is None or text.text[start:end] != quote:
        return None
    return Evidence(key, start, end, quote)
