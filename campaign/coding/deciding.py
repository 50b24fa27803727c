"""A person's decisions: what may be decided, checked before it is stored."""

from __future__ import annotations

import getpass
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaign.coding.model import OUTCOMES, Evidence
from campaign.errors import BadInput
from campaign.state.campaigns import questions
from campaign.state.codings import AnswerRow, CodeRow, decide, texts_of_request
from campaign.state.correspondence import StoredRequest, requests_of

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.state.campaigns import Campaign

STATES = (
    *("answered", "not_held", "refused", "over_cost", "ncnd"),
    *("already_public", "not_applicable", "not_answered"),
)


@dataclass(frozen=True, slots=True)
class Pending:
    """A request whose suggested outcome no person has decided on yet."""

    request: StoredRequest
    outcome: str
    confidence: float
    evidence: Evidence


def default_coder() -> str:
    """The name under which decisions are kept where none is given: the account's."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name
        return "someone"


def find_request(database: Database, campaign: Campaign, who: str) -> StoredRequest:
    """The campaign's request to the authority of that URL name, or with that address.

    Raises BadInput where there is none, or several to choose from.
    """
    names = dict(database.conn.execute("SELECT id, url_name FROM authorities").fetchall())
    found = [
        request
        for request in requests_of(database, campaign.id)
        if who in (names[request.authority_id], request.url, request.url_title, request.authority)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadInput(
            f"There is no request to {who} here.",
            "Give the authority's URL name, as `campaign status --csv` shows it.",
        )
    raise BadInput(
        f"There are {len(found)} requests to {who}.",
        "Give the address of one: " + ", ".join(request.url for request in found),
    )


def decide_outcome(
    database: Database, request: StoredRequest, outcome: str, *, coder: str, now: str,
    quote: str = "", note: str = "",
) -> None:  # fmt: skip
    """Record the outcome that a person gives a request; BadInput for an unknown code."""
    if outcome not in OUTCOMES:
        raise BadInput(
            f"{outcome} is not an outcome.", "The outcomes are: " + ", ".join(OUTCOMES) + "."
        )
    evidence = find_quote(database, request, quote) if quote else None
    decide(
        database,
        coder,
        CodeRow(request.id, "outcome", outcome, evidence=evidence, note=note),
        now,
    )


def decide_answer(
    database: Database, campaign: Campaign, request: StoredRequest, cell: str, said: str,
    *, coder: str, now: str, quote: str = "", note: str = "",
) -> None:  # fmt: skip
    """Record a person's answer to one cell, `QUESTION` or `QUESTION@PERIOD`.

    `said` is the value (`yes`, `£1,200`, `2021`) or one of the states such as `not_held`. Raises
    BadInput for an unknown question, period or value.
    """
    code, _, period = cell.partition("@")
    known = {question.code: question for question in questions(database, campaign.id)}
    question = known.get(code)
    if question is None:
        raise BadInput(f"There is no question {code}.", "There are: " + ", ".join(known) + ".")
    if period not in (question.periods or ("",)):
        raise BadInput(
            f"{code} is asked for {', '.join(question.periods) or 'no period'}.",
            f"Write {code}@{question.periods[0]}=..." if question.periods else f"Write {code}=...",
        )
    state, value = (said, None) if said in STATES else ("answered", _value(question, said))
    decide(
        database,
        coder,
        AnswerRow(
            request.id,
            question.id,
            period,
            state,
            value,
            unit=UNITS[question.answer_type],
            evidence=find_quote(database, request, quote) if quote else None,
            note=note,
        ),
        now,
    )


UNITS = {
    "yes_no": "yes_no",
    "year": "year",
    "money": "GBP",
    "count": "count",
    "names": "names",
    "text": "text",
    "date": "date",
}


def find_quote(database: Database, request: StoredRequest, quote: str) -> Evidence:
    """Where these words stand in the request's correspondence, newest text first.

    Raises BadInput where they stand nowhere, as decisions with made-up quotes would be worthless.
    """
    for text in reversed(texts_of_request(database, request.id).values()):
        start = text.text.find(quote)
        if start >= 0:
            return Evidence(text.key, start, start + len(quote), quote)
    raise BadInput(
        "These words stand nowhere in the request's correspondence.",
        "Copy them exactly as they are stored, or leave the quote out.",
    )


def pending(database: Database, campaign: Campaign) -> list[Pending]:
    """The requests whose suggested outcome waits for a person, least confident first."""
    rows: Iterable[tuple[Any, ...]] = database.conn.execute(
        "SELECT o.request_id, s.value, s.confidence, s.evidence_message_id,"
        " s.evidence_attachment_id, s.quote_start, s.quote_end, s.quote"
        " FROM current_outcomes o JOIN codings s ON s.id = o.suggestion_id"
        " WHERE o.campaign_id = ? AND o.decision_id IS NULL ORDER BY s.confidence",
        [campaign.id],
    )
    requests = {request.id: request for request in requests_of(database, campaign.id)}
    return [
        Pending(
            requests[row[0]],
            row[1],
            row[2] or 0.0,
            Evidence(
                f"attachment:{row[4]}" if row[4] else f"message:{row[3]}", row[5], row[6], row[7]
            ),
        )
        for row in rows
    ]


def _value(question: Any, said: str) -> Any:
    from campaign.letters.answers import parse_answer

    return parse_answer(question, said)
