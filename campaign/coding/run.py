"""Suggesting codes for a whole campaign: stored texts in, suggestions with evidence stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from campaign.coding.model import Answer, Coding, Evidence, Reply, Source
from campaign.documents.model import Cell, Table
from campaign.letters.model import Questionnaire
from campaign.outbox.asked import AskedOf
from campaign.state.codings import AnswerRow, CodeRow, replace_suggestions
from campaign.state.correspondence import requests_of
from campaign.state.database import writing
from campaign.times import iso, london_date, parse

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.state.campaigns import Campaign, Wording

CODER = "rules/10"
"""Who suggests: the rules and their version, kept with every suggestion."""


STORED_FACTS = frozenset({"reference", "extended_to", "asked", "corrects"})


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a run of the coder came to, in requests and rows."""

    requests: int
    new: int
    sure: int


def suggest(
    database: Database,
    campaign: Campaign,
    *,
    now: Callable[[], datetime],
    tell: Callable[[str], None] = lambda _: None,
) -> Suggested:
    """Suggest codes for every request that has replies; what stands already stays as it is.

    Each is coded with the questions that its own letter asked.
    """
    asked_of = AskedOf(database, campaign.id)
    coded = new = 0
    for request in requests_of(database, campaign.id):
        if not request.replies:
            continue
        coded += 1
        asked = asked_of(request.id)
        digest = _digest(database, request.id, asked.wording)
        if _coded_digest(database, request.id) == digest:
            continue
        replies = read_replies(database, request.id)
        tell(request.authority)
        codes, answers = _suggestions(
            request.id,
            replies,
            asked.questionnaire,
            {question.code: question.id for question in asked.questions},
            asked=_review_request(database, request.id),
        )
        with writing(database):
            new += replace_suggestions(database, request.id, CODER, codes, answers, iso(now()))
            database.conn.execute(
                "UPDATE requests SET coded_digest = ? WHERE id = ?", [digest, request.id]
            )
    return Suggested(coded, new, _sure(database, campaign.id))


def _digest(database: Database, request_id: int, wording: Wording | None) -> str:
    """What the suggestions of a request depend on: while it stays, they stay."""
    texts = database.conn.execute(
        "SELECT group_concat(coalesce(text_sha256, '') || coalesce(gone_at, '')) FROM"
        " (SELECT text_sha256, gone_at FROM messages WHERE request_id = ?1"
        "  UNION ALL SELECT t.text_sha256, t.gone_at FROM attachments t"
        "  JOIN messages m ON m.id = t.message_id WHERE m.request_id = ?1)",
        [request_id],
    ).fetchone()[0]
    law = database.conn.execute(
        "SELECT a.law FROM requests r JOIN authorities a ON a.id = r.authority_id WHERE r.id = ?",
        [request_id],
    ).fetchone()[0]
    basis = "|".join([CODER, wording.digest if wording else "", law, texts or ""])
    return hashlib.sha256(basis.encode()).hexdigest()


def _coded_digest(database: Database, request_id: int) -> str | None:
    row = database.conn.execute(
        "SELECT coded_digest FROM requests WHERE id = ?", [request_id]
    ).fetchone()
    return row[0] if row else None


def _sure(database: Database, campaign_id: int) -> int:
    """How many requests have an outcome of which the coder is sure."""
    row = database.conn.execute(
        "SELECT count(*) FROM current_outcomes o JOIN codings s ON s.id = o.suggestion_id"
        " WHERE o.campaign_id = ? AND s.sure",
        [campaign_id],
    ).fetchone()
    return int(row[0])


def read_replies(database: Database, request_id: int) -> list[tuple[int, Reply]]:
    """The incoming messages of a request in order, each with its attachments' text."""
    law, authority = database.conn.execute(
        "SELECT a.law, a.name FROM requests r JOIN authorities a ON a.id = r.authority_id"
        " WHERE r.id = ?",
        [request_id],
    ).fetchone()
    asked = database.conn.execute(
        "SELECT text FROM messages WHERE request_id = ? AND direction = 'outgoing'"
        " AND text IS NOT NULL ORDER BY position LIMIT 1",
        [request_id],
    ).fetchone()
    found: list[tuple[int, Reply]] = []
    for message_id, text, sent_at in database.conn.execute(
        "SELECT id, text, sent_at FROM messages WHERE request_id = ? AND direction = 'incoming'"
        " AND text IS NOT NULL AND gone_at IS NULL ORDER BY position",
        [request_id],
    ).fetchall():
        sources = [Source(f"message:{message_id}", text)]
        sources += _attachments(database, message_id)
        found.append(
            (
                message_id,
                Reply(
                    sources=tuple(sources),
                    law=law,
                    authority=authority,
                    request_text=asked[0] if asked else "",
                    sent_on=london_date(parse(sent_at)) if sent_at else None,
                ),
            )
        )
    return found


def _attachments(database: Database, message_id: int) -> list[Source]:
    rows = database.conn.execute(
        "SELECT id, text, name, tables FROM attachments WHERE message_id = ? AND gone_at IS NULL"
        " AND text IS NOT NULL AND prominence = 'normal' ORDER BY id",
        [message_id],
    )
    return [
        Source(f"attachment:{row[0]}", row[1], row[2], tuple(_table(t) for t in json.loads(row[3])))
        for row in rows
    ]


def _table(stored: dict[str, Any]) -> Table:
    return Table(
        stored["name"], tuple(tuple(Cell(**cell) for cell in row) for row in stored["rows"])
    )


def _suggestions(
    request_id: int,
    replies: list[tuple[int, Reply]],
    questionnaire: Questionnaire | None,
    question_ids: dict[str, int],
    *,
    asked: Evidence | None,
) -> tuple[list[CodeRow], list[AnswerRow]]:
    from campaign.coding.answers import MessageAnswers, combine_answers
    from campaign.coding.coder import code_reply

    codings: list[tuple[int, Coding]] = []
    for message_id, reply in replies:
        said = [answer for _, coding in codings for answer in coding.answers]
        codings.append((message_id, code_reply(reply, questionnaire, earlier=said)))
    codes = [
        row for message_id, coding in codings for row in _of_message(request_id, message_id, coding)
    ]
    codes += _of_request(request_id, codings, asked)
    standing = combine_answers(
        [
            MessageAnswers(
                str(message_id),
                reply.sent_on,
                coding.answers,
                corrects=any(fact.name == "corrects" for fact in coding.facts),
            )
            for (message_id, coding), (_, reply) in zip(codings, replies, strict=True)
        ],
        questionnaire,
    )
    answers = [
        _answer(request_id, int(stands.message), stands.answer, question_ids[question])
        for (question, _), stands in standing.items()
        if question in question_ids
    ]
    return codes, answers


def _review_request(database: Database, request_id: int) -> Evidence | None:
    """The first words of our request for an internal review, if we made one (SITE.md section 7)."""
    row = database.conn.execute(
        "SELECT m.id, m.text FROM events e JOIN messages m ON m.request_id = e.request_id"
        " AND m.direction = 'outgoing' AND m.site_id = e.outgoing_message_id"
        " WHERE e.request_id = ? AND e.event_type = 'followup_sent' AND m.text != ''"
        " AND (e.described_state = 'internal_review'"
        " OR e.display_status = 'Internal review request') ORDER BY e.site_id DESC LIMIT 1",
        [request_id],
    ).fetchone()
    if row is None:
        return None
    return Evidence(f"message:{row[0]}", 0, len(row[1][:200]), row[1][:200])


def _of_message(request_id: int, message_id: int, coding: Coding) -> list[CodeRow]:
    def row(field: str, value: str, evidence: Evidence, **more: Any) -> CodeRow:
        return CodeRow(request_id, field, value, message_id, evidence=evidence, **more)

    rows: list[CodeRow] = []
    if coding.evidence is not None:
        rows.append(
            row(
                "outcome",
                coding.outcome,
                coding.evidence,
                confidence=coding.confidence,
                sure=coding.sure,
            )
        )
    rows += [
        row("provision", p.citation, p.evidence, role=p.role, confidence=p.confidence)
        for p in coding.provisions
    ]
    rows += [
        row(f.name, f.value, f.evidence, confidence=f.confidence)
        for f in coding.facts
        if f.name in STORED_FACTS
    ]
    return rows


def _of_request(
    request_id: int, codings: list[tuple[int, Coding]], asked: Evidence | None
) -> list[CodeRow]:
    """The request's own outcome and review, each on the evidence of the message that settles it.

    A review that was asked for (`asked`) and not answered rests on our own letter.
    """
    from campaign.coding.outcome import request_outcome

    outcome, review = request_outcome([c for _, c in codings], review_asked=asked is not None)
    rows: list[CodeRow] = []
    bearer = _bearer(codings, {outcome}) or _bearer(codings, {"internal_review_overturned"})
    if bearer is not None:
        rows.append(
            CodeRow(
                request_id,
                "outcome",
                outcome,
                confidence=bearer.confidence,
                sure=bearer.sure and bearer.outcome == outcome,
                evidence=bearer.evidence,
            )
        )
    ended = _bearer(codings, {f"internal_review_{review}"})
    evidence = ended.evidence if ended else asked
    if review and evidence is not None:
        rows.append(
            CodeRow(
                request_id,
                "review",
                review,
                confidence=ended.confidence if ended else 1.0,
                sure=ended.sure if ended else True,
                evidence=evidence,
            )
        )
    return rows


def _bearer(codings: list[tuple[int, Coding]], outcomes: set[str]) -> Coding | None:
    """The latest message that has one of these outcomes, and words for it."""
    return next(
        (c for _, c in reversed(codings) if c.outcome in outcomes and c.evidence is not None), None
    )


def _answer(request_id: int, message_id: int, answer: Answer, question_id: int) -> AnswerRow:
    return AnswerRow(
        request_id,
        question_id,
        answer.period,
        answer.state,
        answer.value,
        unit=answer.unit,
        message_id=message_id,
        provision=answer.provision,
        confidence=answer.confidence,
        evidence=answer.evidence,
    )
