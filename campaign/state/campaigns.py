"""Campaigns, their wordings and their questions, in `state.db`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.errors import BadInput
from campaign.state.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.letters.model import Questionnaire


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign: one letter to many authorities of one site.

    `tag` is the machine tag by which the site's requests are recognised.
    """

    id: int
    name: str
    title: str
    site: str
    template: str
    sender: str
    created_at: str
    tag: str


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """One question as stored, with the local id that answers point to."""

    id: int
    code: str
    version: int
    number: int
    section: str
    section_title: str
    label: str
    wording: str
    answer_type: str
    periods: tuple[str, ...]
    only_if: str | None


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of a campaign's questionnaire file and letter template."""

    id: int
    digest: str
    questionnaire: str
    letter: str
    created_at: str


_CAMPAIGN = "SELECT id, name, title, site, template, sender, created_at, tag FROM campaigns"


def create_campaign(
    database: Database,
    *,
    name: str,
    title: str,
    site: str,
    template: str,
    sender: str,
    now: str,
    tag: str = "",
) -> Campaign:
    """Start a campaign; BadInput if the name is taken.

    Two campaigns of one name on one site must not share a tag: give one with something of its own.
    """
    with writing(database):
        taken = database.conn.execute("SELECT 1 FROM campaigns WHERE name = ?", [name]).fetchone()
        if taken:
            raise BadInput(
                f"There is a campaign called {name} in this database already.",
                "Choose another name with --name.",
            )
        database.conn.execute(
            "INSERT INTO campaigns (name, title, site, template, sender, created_at, tag)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [name, title, site, template, sender, now, tag or f"campaign:{name}"],
        )
    return get_campaign(database, name)


def list_campaigns(database: Database) -> list[Campaign]:
    """All campaigns, oldest first."""
    return [Campaign(*row) for row in database.conn.execute(f"{_CAMPAIGN} ORDER BY id")]


def get_campaign(database: Database, name: str | None = None) -> Campaign:
    """The campaign of that name, or the only one there is.

    Raises BadInput if there is none, or several and no name to choose by.
    """
    found = list_campaigns(database)
    if name is None and len(found) == 1:
        return found[0]
    for each in found:
        if each.name == name:
            return each
    if not found:
        raise BadInput(
            "There is no campaign in this database yet.", "Start one with `campaign init`."
        )
    names = ", ".join(each.name for each in found)
    if name is None:
        raise BadInput(
            f"This database holds several campaigns: {names}.", "Say which with --campaign NAME."
        )
    raise BadInput(f"There is no campaign called {name} here.", f"There is: {names}.")


def save_wording(
    database: Database,
    campaign_id: int,
    questionnaire_text: str,
    letter_text: str,
    questionnaire: Questionnaire,
    now: str,
) -> Wording:
    """Keep this version of the campaign's texts and its questions; the same texts are kept once.

    A question whose wording, type or periods changed becomes a new version; answers keep the
    version that they answered.
    """
    digest = hashlib.sha256(questionnaire_text.encode() + b"\0" + letter_text.encode()).hexdigest()
    with writing(database):
        database.conn.execute(
            "INSERT OR IGNORE INTO wordings (campaign_id, digest, questionnaire, letter,"
            " created_at) VALUES (?, ?, ?, ?, ?)",
            [campaign_id, digest, questionnaire_text, letter_text, now],
        )
        _save_questions(database, campaign_id, questionnaire, now)
    row = database.conn.execute(
        "SELECT id, digest, questionnaire, letter, created_at FROM wordings"
        " WHERE campaign_id = ? AND digest = ?",
        [campaign_id, digest],
    ).fetchone()
    return Wording(*row)


def latest_wording(database: Database, campaign_id: int) -> Wording | None:
    """The newest version of the campaign's texts, None before the first."""
    row = database.conn.execute(
        "SELECT id, digest, questionnaire, letter, created_at FROM wordings"
        " WHERE campaign_id = ? ORDER BY id DESC LIMIT 1",
        [campaign_id],
    ).fetchone()
    return Wording(*row) if row else None


def wording_of(database: Database, request_id: int) -> Wording | None:
    """The texts that a request was written from, None where it was not sent from here."""
    row = database.conn.execute(
        "SELECT w.id, w.digest, w.questionnaire, w.letter, w.created_at FROM requests r"
        " JOIN wordings w ON w.id = r.wording_id WHERE r.id = ?",
        [request_id],
    ).fetchone()
    return Wording(*row) if row else None


def questions(
    database: Database, campaign_id: int, *, earlier: bool = False
) -> list[StoredQuestion]:
    """The campaign's questions as they are asked now, in the letter's order.

    With `earlier` also those that were asked before and are not asked any more, after the others.
    """
    rows = database.conn.execute(
        "SELECT id, code, version, number, section, section_title, label, wording, answer_type,"  # noqa: S608
        " periods, only_if FROM questions WHERE campaign_id = ?"
        f"{'' if earlier else ' AND retired_at IS NULL'}"
        " ORDER BY retired_at IS NOT NULL, position, version",
        [campaign_id],
    )
    return [StoredQuestion(*(*row[:9], tuple(json.loads(row[9])), row[10])) for row in rows]


def questions_of(
    database: Database, campaign_id: int, questionnaire: Questionnaire
) -> list[StoredQuestion]:
    """The versions of the campaign's questions that are asked in this questionnaire's words."""
    wanted = dict(_digests(questionnaire))
    digests = dict(
        database.conn.execute(
            "SELECT id, digest FROM questions WHERE campaign_id = ?", [campaign_id]
        ).fetchall()
    )
    found = {
        question.code: question
        for question in sorted(
            questions(database, campaign_id, earlier=True), key=lambda each: each.version
        )
        if digests[question.id] == wanted.get(question.code)
    }
    return [found[code] for code in wanted if code in found]


def _digests(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """Each question's id with a digest of what makes it another question when it changes."""
    definitions = {section.id: section.definition for section in questionnaire.sections}
    for question in questionnaire.questions:
        periods = json.dumps([period.label for period in question.periods])
        basis = [question.wording, question.answer_type, periods, definitions[question.section]]
        yield question.id, hashlib.sha256(json.dumps(basis).encode()).hexdigest()


def _save_questions(
    database: Database, campaign_id: int, questionnaire: Questionnaire, now: str
) -> None:
    stored: dict[str, int] = {}
    same: dict[tuple[str, str], int] = {}
    for question_id, code, version, digest in database.conn.execute(
        "SELECT id, code, version, digest FROM questions WHERE campaign_id = ? ORDER BY version",
        [campaign_id],
    ):
        stored[code] = version
        same[code, digest] = question_id
    titles = {section.id: section for section in questionnaire.sections}
    digests = dict(_digests(questionnaire))
    current: list[int] = []
    for position, question in enumerate(questionnaire.questions, start=1):
        section = titles[question.section]
        periods = json.dumps([period.label for period in question.periods])
        digest = digests[question.id]
        values = [position, question.number, section.title, question.label, question.only_if]
        known = same.get((question.id, digest))
        if known:
            database.conn.execute(
                "UPDATE questions SET position = ?, number = ?, section_title = ?, label = ?,"
                " only_if = ?, retired_at = NULL WHERE id = ?",
                [*values, known],
            )
            current.append(known)
            continue
        cursor = database.conn.execute(
            "INSERT INTO questions (campaign_id, code, version, position, number, section,"
            " section_title, label, wording, answer_type, periods, only_if, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                campaign_id,
                question.id,
                stored.get(question.id, 0) + 1,
                position,
                question.number,
                question.section,
                section.title,
                question.label or question.wording,
                question.wording,
                question.answer_type,
                periods,
                question.only_if,
                digest,
            ],
        )
        current.append(int(cursor.lastrowid or 0))
    marks = ", ".join("?" * len(current))
    database.conn.execute(
        f"UPDATE questions SET retired_at = ? WHERE campaign_id = ? AND retired_at IS NULL"  # noqa: S608
        f" AND id NOT IN ({marks})",
        [now, campaign_id, *current],
    )
