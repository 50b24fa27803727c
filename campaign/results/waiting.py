"""What waits for a person's decision: read from a `state.db`, grouped for a quick decision."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from campaign.results.coded import Note, answer_tone
from campaign.results.rows import AnswerRow, QuestionRow
from campaign.results.shown import answer_words


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request in the queue.

    `outcome` is the suggested one if no person has decided; `confidence` is from 0 to 1, None
    where the suggestion has none; `answers` counts the cells that wait.
    """

    authority: str
    url_title: str
    outcome: str
    confidence: float | None
    sure: bool
    answers: int


@dataclass(frozen=True, slots=True)
class WaitingCell:
    """One suggested answer in a group; `value` as a person would type it."""

    id: int
    label: str
    words: str
    tone: str
    state: str
    value: str
    note: Note | None


@dataclass(frozen=True, slots=True)
class Group:
    """Suggested answers to be decided on together.

    Either they all say the same on the same words (`same`), or they are the answers to one
    question, each with its own words, as a table in a reply gives them.
    """

    same: bool
    cells: tuple[WaitingCell, ...]

    @property
    def ids(self) -> str:
        """The suggestions' ids as the form carries them."""
        return ",".join(str(cell.id) for cell in self.cells)


_QUEUE = """
SELECT a.name, r.url_title, iif(o.decision_id IS NULL, coalesce(s.value, ''), ''),
  s.confidence, coalesce(s.sure, 0), coalesce(w.waiting, 0)
FROM current_outcomes o
JOIN requests r ON r.id = o.request_id
JOIN authorities a ON a.id = r.authority_id
LEFT JOIN codings s ON s.id = o.suggestion_id
LEFT JOIN (
  SELECT n.request_id, count(*) AS waiting FROM current_answers n
  LEFT JOIN answers d ON d.request_id = n.request_id AND d.question_id = n.question_id
    AND d.period = n.period AND d.kind = 'decision' AND d.withdrawn_at IS NULL
  WHERE n.kind = 'suggestion' AND d.id IS NULL GROUP BY n.request_id
) w ON w.request_id = r.id
WHERE o.campaign_id = ? AND ((o.decision_id IS NULL AND s.id IS NOT NULL) OR w.waiting > 0)
ORDER BY o.decision_id IS NOT NULL, s.confidence, a.name COLLATE NOCASE
"""


def queue(conn: sqlite3.Connection, campaign_id: int) -> tuple[Waiting, ...]:
    """The requests that wait, undecided outcomes first, the least confident of them first."""
    return tuple(
        Waiting(authority, url_title, outcome, confidence, bool(sure), answers)
        for authority, url_title, outcome, confidence, sure, answers in conn.execute(
            _QUEUE, [campaign_id]
        )
    )


def groups(
    answers: Iterable[AnswerRow], questions: Sequence[QuestionRow], notes: Mapping[str, Note]
) -> tuple[Group, ...]:
    """Undecided suggestions in groups, in the letter's order.

    Those that say the same on the same words are one group, whatever they answer; of the others
    those to the same question.
    """
    order = {question.id: number for number, question in enumerate(questions)}
    asked = {question.id: question for question in questions}
    waiting = [answer for answer in answers if not answer.decided and answer.question_id in asked]
    waiting.sort(key=lambda answer: (order[answer.question_id], answer.period))
    said = Counter(map(_said, waiting))
    held: dict[tuple[object, ...], list[AnswerRow]] = {}
    for answer in waiting:
        key = _said(answer) if said[_said(answer)] > 1 else ("question", answer.question_id)
        held.setdefault(key, []).append(answer)
    return tuple(
        Group(
            same=len(together) == 1 or key[0] != "question",
            cells=tuple(_cell(each, asked[each.question_id], notes) for each in together),
        )
        for key, together in held.items()
    )


def _said(answer: AnswerRow) -> tuple[object, ...]:
    anchor = answer.quote.anchor if answer.quote else ""
    unit = answer.unit if answer.state == "answered" else ""
    return (anchor, answer.state, answer.value, unit, answer.provision)


def _cell(answer: AnswerRow, question: QuestionRow, notes: Mapping[str, Note]) -> WaitingCell:
    return WaitingCell(
        id=answer.id,
        label=cell_label(question, answer.period),
        words=answer_words(answer.state, answer.value, answer.unit, answer.provision),
        tone=answer_tone(answer),
        state=answer.state,
        value=typed(answer),
        note=notes.get(answer.quote.anchor) if answer.quote else None,
    )


def typed(answer: AnswerRow) -> str:
    """The value as a person would type it into the form; empty where there is none."""
    if answer.state != "answered":
        return ""
    return answer_words(answer.state, answer.value, answer.unit)


def cell_label(question: QuestionRow, period: str) -> str:
    """`5. Spent on trials, 2024`."""
    return ", ".join(part for part in (f"{question.number}. {question.label}", period) if part)
