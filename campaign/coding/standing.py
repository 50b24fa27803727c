"""What stands for each question after several messages, and what it replaced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from campaign.letters.model import Questionnaire

from .model import Answer


@dataclass(frozen=True, slots=True)
class MessageAnswers:
    """The answers of one message. `corrects` marks one that says it corrects an earlier one."""

    message: str
    sent_on: date | None
    answers: tuple[Answer, ...]
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer that stands for a cell, its message, and those before it, oldest first."""

    answer: Answer
    message: str
    history: tuple[tuple[str, Answer], ...] = ()


def combine_answers(
    messages: Iterable[MessageAnswers], questionnaire: Questionnaire | None = None
) -> dict[tuple[str, str], Standing]:
    """What stands for each question and period after all messages, with what it replaced.

    Messages are taken by date, those without one last, else in the order given. A later answer
    replaces an earlier one; a later refusal or "not held" replaces a given answer only in a
    message that corrects. Where a correction turns a yes into a no, what hung on the yes for that
    period (`only_if`, by the questionnaire) no longer stands, and is dropped. A message without
    answers changes nothing.
    """
    standing: dict[tuple[str, str], Standing] = {}
    ordered = sorted(messages, key=lambda m: (m.sent_on is None, m.sent_on or date.max))
    children: dict[str, list[str]] = {}
    for question in questionnaire.questions if questionnaire else ():
        if question.only_if:
            children.setdefault(question.only_if, []).append(question.id)
    for message in ordered:
        given = {(a.question, a.period) for a in message.answers}
        for answer in message.answers:
            cell = (answer.question, answer.period)
            former = standing.get(cell)
            if former is None:
                standing[cell] = Standing(answer, message.message)
                continue
            if (
                answer.state != "answered"
                and former.answer.state == "answered"
                and not message.corrects
            ):
                continue
            history = (*former.history, (former.message, former.answer))
            standing[cell] = Standing(answer, message.message, history)
            if answer.value is False and former.answer.value is True:
                for child in children.get(answer.question, ()):
                    if (child, answer.period) not in given:
                        standing.pop((child, answer.period), None)
    return standing
