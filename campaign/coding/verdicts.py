"""A person's verdicts on what is suggested of one request, stored in one transaction.

Decisions are rows added to `codings` and `answers`, never a change of a row. What is accepted
takes over the suggestion's evidence, which must still stand in the stored text.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaign.coding.deciding import STATES, UNITS, evidence_of, find_words
from campaign.coding.model import OUTCOMES
from campaign.errors import BadInput, StateError
from campaign.state.campaigns import questions
from campaign.state.codings import AnswerRow, CodeRow, decide
from campaign.state.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.state.campaigns import StoredQuestion

PATIENCE_MS = 5000


@dataclass(frozen=True, slots=True)
class AcceptCode:
    """The suggested outcome or other code holds."""

    coding_id: int


@dataclass(frozen=True, slots=True)
class AcceptAnswer:
    """The suggested answer holds."""

    answer_id: int


@dataclass(frozen=True, slots=True)
class GiveOutcome:
    """The request's outcome is another; `quote` are words of the correspondence, or empty."""

    value: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class GiveAnswer:
    """The answer to a question is another, for one period or (`*`) for each.

    `said` is what the person typed where `state` is `answered`. `instead_of` is the suggestion
    whose cell and, where no quote is given, whose evidence is meant; 0 for none.
    """

    state: str
    said: str = ""
    quote: str = ""
    question_id: int = 0
    period: str = ""
    instead_of: int = 0


Verdict = AcceptCode | AcceptAnswer | GiveOutcome | GiveAnswer


def store_verdicts(
    conn: sqlite3.Connection,
    campaign_id: int,
    request_id: int,
    verdicts: Iterable[Verdict],
    *,
    coder: str,
    now: str,
) -> int:
    """Add a decision for each verdict, all or none; how many rows were added.

    `conn` is a connection that may write. Raises BadInput for a value or quote that cannot be,
    StateError for a suggestion that was withdrawn since the page was shown.
    """
    from sqlite_utils import Database

    database = Database(conn, execute_plugins=False)
    conn.execute("PRAGMA foreign_keys = ON")
    conn.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    asked = {each.id: each for each in questions(database, campaign_id, earlier=True)}
    added = 0
    with writing(database):
        for verdict in verdicts:
            for row in _rows(database, request_id, verdict, asked):
                try:
                    decide(database, coder, row, now)
                except ValueError as error:
                    raise StateError(
                        "The text has changed since it was coded; its quote no longer stands.",
                        "Run `campaign code suggest` and look again.",
                    ) from error
                added += 1
    return added


def _rows(
    database: Database, request_id: int, verdict: Verdict, asked: Mapping[int, StoredQuestion]
) -> Iterable[CodeRow | AnswerRow]:
    match verdict:
        case AcceptCode(coding_id):
            held = _suggestion(database, "codings", coding_id, request_id)
            yield CodeRow(
                request_id,
                held["field"],
                held["value"],
                held["message_id"],
                role=held["role"],
                evidence=evidence_of(_place(held)),
            )
        case GiveOutcome(value, quote):
            if value not in OUTCOMES:
                raise BadInput(f"{value or 'Nothing'} is not an outcome.", "Choose one.")
            yield CodeRow(
                request_id, "outcome", value, evidence=find_words(database, request_id, quote)
            )
        case AcceptAnswer(answer_id):
            yield _accepted(database, request_id, answer_id)
        case GiveAnswer():
            yield from _given(database, request_id, verdict, asked)


def _accepted(database: Database, request_id: int, answer_id: int) -> AnswerRow:
    held = _suggestion(database, "answers", answer_id, request_id)
    return AnswerRow(
        request_id,
        held["question_id"],
        held["period"],
        held["state"],
        None if held["value"] is None else json.loads(held["value"]),
        unit=held["unit"],
        message_id=held["message_id"],
        provision=held["provision"],
        evidence=evidence_of(_place(held)),
    )


def _given(
    database: Database, request_id: int, verdict: GiveAnswer, asked: Mapping[int, StoredQuestion]
) -> Iterable[AnswerRow]:
    from campaign.letters.answers import parse_answer

    evidence, message_id, provision = find_words(database, request_id, verdict.quote), None, ""
    question_id, period = verdict.question_id, verdict.period
    if verdict.instead_of:
        held = _suggestion(database, "answers", verdict.instead_of, request_id)
        question_id, period = held["question_id"], held["period"]
        message_id = held["message_id"]
        if not verdict.quote or verdict.quote == held["quote"].strip():
            evidence = evidence_of(_place(held))
        if verdict.state == held["state"]:
            provision = held["provision"]
    question = asked.get(question_id)
    if question is None:
        raise BadInput("This question is no longer asked in these words.", "Look again.")
    if verdict.state not in STATES:
        raise BadInput(f"Question {question.number}: what does it say?", "Choose a state.")
    periods = question.periods or ("",)
    chosen = periods if period == "*" else (period,)
    if any(each not in periods for each in chosen):
        raise BadInput(
            f"Question {question.number} is asked for {', '.join(periods) or 'no period'}.",
            "Choose one of these.",
        )
    answered = verdict.state == "answered"
    value = parse_answer(question, verdict.said) if answered else None  # type: ignore[arg-type]
    for each in chosen:
        yield AnswerRow(
            request_id,
            question_id,
            each,
            verdict.state,
            value,
            unit=UNITS[question.answer_type],
            message_id=message_id,
            provision=provision,
            evidence=evidence,
        )


def _suggestion(database: Database, table: str, row_id: int, request_id: int) -> Mapping[str, Any]:
    cursor = database.conn.execute(
        f"SELECT * FROM {table} WHERE id = ? AND request_id = ? AND kind = 'suggestion'"  # noqa: S608
        " AND withdrawn_at IS NULL",
        [row_id, request_id],
    )
    row = cursor.fetchone()
    if row is None:
        raise StateError(
            "A suggestion was withdrawn since this page was shown; nothing was stored.",
            "Look at the new suggestions and decide anew.",
        )
    return dict(zip((column[0] for column in cursor.description), tuple(row), strict=True))


def _place(held: Mapping[str, Any]) -> tuple[Any, ...]:
    where = (held["evidence_message_id"], held["evidence_attachment_id"])
    return (*where, held["quote_start"], held["quote_end"], held["quote"])
