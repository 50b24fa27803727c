"""A campaign's questions (one file, four uses), and the letter that asks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AnswerType = Literal["yes_no", "year", "money", "count", "names", "text", "date"]
PeriodKind = Literal["calendar_year", "financial_year", "quarter", "other"]

ACTS = {
    "foia": "Freedom of Information Act 2000",
    "foisa": "Freedom of Information (Scotland) Act 2002",
    "eir": "Environmental Information Regulations 2004",
    "eisr": "Environmental Information (Scotland) Regulations 2004",
    "any": (
        "Freedom of Information Act 2000 (or, in Scotland, the Freedom of Information (Scotland)"
        " Act 2002)"
    ),
}


@dataclass(frozen=True, slots=True)
class Period:
    """One period that a question is asked for: `2024`, `2022/23`, `2024 Q3`."""

    label: str
    kind: PeriodKind


@dataclass(frozen=True, slots=True)
class Question:
    """One numbered question.

    `id` is unique in the questionnaire (`geographic.trialled`: section id, dot, question id);
    `number` is the number printed in the letter; `periods` is empty where it is asked once;
    `only_if` is the id of a yes/no question that must be answered yes, or None.
    """

    id: str
    number: int
    section: str
    wording: str
    answer_type: AnswerType
    periods: tuple[Period, ...] = ()
    only_if: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a word means wherever the questions use it."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Section:
    """A group of questions about one thing, with the definition that they rest on."""

    id: str
    title: str
    definition: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The questions of a campaign: letter, coding form, answer schema and column headings."""

    name: str
    title: str
    summary: str
    sections: tuple[Section, ...]
    periods: tuple[Period, ...]
    source: str = ""
    definitions: tuple[Definition, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order in which the letter numbers them."""
        return tuple(question for section in self.sections for question in section.questions)

    def cells(self) -> tuple[tuple[Question, str], ...]:
        """Every cell of the table for one authority: question and period label ('' = once)."""
        return tuple(
            (question, period)
            for question in self.questions
            for period in ([p.label for p in question.periods] or [""])
        )


@dataclass(frozen=True, slots=True)
class Recipient:
    """The authority a letter is for; `law` is `foia`, `foisa`, `eir`, `eisr`, or `any`.

    `any` is for one text to authorities under different laws (`BATCH_RECIPIENT`).
    """

    name: str
    url_name: str = ""
    short_name: str = ""
    law: str = "foia"

    @property
    def act(self) -> str:
        """The full name of the law that binds it."""
        return ACTS.get(self.law, ACTS["foia"])


BATCH_RECIPIENT = Recipient("[Authority name]", law="any")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signs."""

    name: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A request as it will be sent: the title (one line) and the body (plain text)."""

    title: str
    body: str
