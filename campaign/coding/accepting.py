"""Accepting suggestions in bulk: what could be accepted, and storing it as decisions."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from campaign.coding.people import said
from campaign.coding.verdicts import AcceptAnswer, AcceptCode, store_verdicts
from campaign.state.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.state.campaigns import Campaign


@dataclass(frozen=True, slots=True)
class Acceptable:
    """One suggestion that nobody has decided on yet; `what` is an outcome, a field or a cell."""

    table: Literal["codings", "answers"]
    row_id: int
    request_id: int
    authority: str
    what: str
    words: str
    confidence: float
    sure: int
    quote: str


_CODES = """
SELECT c.id, c.request_id, a.name, c.field, c.value, coalesce(c.confidence, 0), c.sure, c.quote
FROM codings c JOIN requests r ON r.id = c.request_id JOIN authorities a ON a.id = r.authority_id
LEFT JOIN current_outcomes o ON o.suggestion_id = c.id
WHERE r.campaign_id = ? AND c.kind = 'suggestion' AND c.withdrawn_at IS NULL
  AND c.coder NOT LIKE 'llm:%'
  AND ((o.request_id IS NOT NULL AND o.decision_id IS NULL)
    OR ((c.field = 'review' OR (c.field = 'provision' AND c.role = 'relied_on'))
      AND NOT EXISTS (SELECT 1 FROM codings d WHERE d.request_id = c.request_id
        AND d.message_id IS c.message_id AND d.field = c.field AND d.kind = 'decision'
        AND (d.field = 'review' OR d.value = c.value) AND d.withdrawn_at IS NULL)))
ORDER BY a.name, c.request_id, c.id"""

_ANSWERS = """
SELECT n.id, n.request_id, a.name, rtrim(q.number || '. ' || q.label || ', ' || n.period, ', '),
  n.state, n.value, coalesce(n.confidence, 0), n.sure, n.quote
FROM current_answers n JOIN requests r ON r.id = n.request_id
JOIN authorities a ON a.id = r.authority_id JOIN questions q ON q.id = n.question_id
WHERE r.campaign_id = ? AND n.kind = 'suggestion'
  AND NOT EXISTS (SELECT 1 FROM answers d WHERE d.request_id = n.request_id
    AND d.question_id = n.question_id AND d.period = n.period AND d.kind = 'decision'
    AND d.withdrawn_at IS NULL)
ORDER BY a.name, n.request_id, q.position, n.period"""


def acceptable(
    database: Database,
    campaign: Campaign,
    *,
    requests: Collection[int] | None = None,
    sure: bool = False,
    at_least: float = 0.0,
) -> list[Acceptable]:
    """The undecided suggestions of the rules: outcomes, reviews, provisions relied on, answers.

    Of these requests only (None for all); with `sure` only those marked sure; and only those of at
    least this confidence. A model's opinion is never among them.
    """
    rows = [("codings", *row) for row in database.conn.execute(_CODES, [campaign.id])]
    for *start, state, value, confidence, marked, quote in database.conn.execute(
        _ANSWERS, [campaign.id]
    ):
        words = said(state, None if value is None else json.loads(value))
        rows.append(("answers", *start, words, confidence, marked, quote))
    found = [Acceptable(*row) for row in rows]
    return [
        each
        for each in found
        if (requests is None or each.request_id in requests)
        and each.confidence >= at_least
        and (each.sure or not sure)
    ]


def accept(
    database: Database, campaign: Campaign, chosen: Iterable[Acceptable], *, coder: str, now: str
) -> int:
    """Store these suggestions as decisions, all or none; how many."""
    stored = 0
    ordered = sorted(chosen, key=lambda each: each.request_id)
    with writing(database):
        for request_id, group in groupby(ordered, key=lambda each: each.request_id):
            verdicts = [
                AcceptCode(each.row_id) if each.table == "codings" else AcceptAnswer(each.row_id)
                for each in group
            ]
            stored += store_verdicts(
                database.conn, campaign.id, request_id, verdicts, coder=coder, now=now
            )
    return stored
