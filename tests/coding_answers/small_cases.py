"""Small invented replies with the cells that a reader finds in them (`cases/*.yaml`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from campaign.coding.answers import suggest_answers
from campaign.coding.coder import code_reply
from campaign.coding.model import Answer, Reply, Source
from campaign.documents.model import Cell, Table
from campaign.letters.model import Period, Question, Questionnaire, Section

FOLDER = Path(__file__).parent / "cases"
_STATES = frozenset(
    {"not_held", "refused", "over_cost", "ncnd", "already_public", "not_applicable"}
)


@dataclass(frozen=True)
class Case:
    """One reply: what it is asked, its text and tables, the cells that it gives.

    `optional` names questions (or question@period) that may be answered or left open.
    """

    name: str
    questionnaire: Questionnaire
    reply: Reply
    cells: dict[tuple[str, str], tuple[str, Any]]
    optional: frozenset[str]


@lru_cache
def questionnaires() -> dict[str, Questionnaire]:
    """The questionnaires of the cases by their short names."""
    raw = yaml.safe_load((FOLDER / "questionnaires.yaml").read_text("utf-8"))
    return {name: _questionnaire(name, data) for name, data in raw.items()}


def _questionnaire(name: str, data: dict[str, Any]) -> Questionnaire:
    periods = tuple(Period(label, data["kind"]) for label in data["periods"])
    number = 0
    sections = []
    for section in data["sections"]:
        questions = []
        for short, answer_type, wording, *more in section["questions"]:
            number += 1
            once = bool(more) and more[0] == "once"
            gate = f"{section['id']}.{more[1]}" if len(more) > 1 else None
            questions.append(
                Question(
                    f"{section['id']}.{short}",
                    number,
                    section["id"],
                    wording,
                    answer_type,
                    () if once else periods,
                    gate,
                )
            )
        sections.append(
            Section(section["id"], section["title"], section["definition"], tuple(questions))
        )
    return Questionnaire(name, data["title"], "", tuple(sections), periods)


def cases(name: str) -> list[Case]:
    """The cases of one file (`dev`, `held`)."""
    raw = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return [_case(item) for item in raw]


def _case(item: dict[str, Any]) -> Case:
    questionnaire = questionnaires()[item["ask"]]
    sources = [Source("message:1", item.get("text", "Please see attached."))]
    sources.extend(
        _workbook(f"attachment:{i}", rows) for i, rows in enumerate(item.get("tables", ()), 1)
    )
    full = {}
    ids = {q.id.split(".", 1)[1]: q for q in questionnaire.questions} | {
        q.id: q for q in questionnaire.questions
    }
    for short, by_period in item["cells"].items():
        question = ids[short]
        if not isinstance(by_period, dict):
            by_period = {"": by_period}
        for period, value in by_period.items():
            for label in [p.label for p in question.periods] if period == "*" else [period]:
                state = value if isinstance(value, str) and value in _STATES else "answered"
                full[question.id, label] = (state, None if state != "answered" else value)
    optional = frozenset(_optional(name, ids) for name in item.get("optional", ()))
    asked = [f"{q.number}. {q.wording}" for q in questionnaire.questions]
    reply = Reply(
        tuple(sources),
        item.get("law", "foia"),
        request_text="\n".join(asked) if item.get("letter") else "",
    )
    return Case(item["name"], questionnaire, reply, full, optional)


def _optional(name: str, ids: dict[str, Question]) -> str:
    short, _, period = name.partition("@")
    return ids[short].id + (f"@{period}" if period else "")


def _workbook(key: str, rows: list[list[str]]) -> Source:
    text, made = "", []
    for row in rows:
        cells = []
        for value in map(str, row):
            cells.append(Cell(value, len(text), len(text) + len(value)))
            text += value + "\t"
        text += "\n"
        made.append(tuple(cells))
    return Source(key, text, "answers.xlsx", (Table("Sheet1", tuple(made)),))


@dataclass(frozen=True)
class Score:
    """Cells right, cells wrong (said otherwise, or not said at all by the reply), cells missed."""

    right: int
    wrong: tuple[tuple[str, str, Any, Any, str], ...]
    missed: tuple[tuple[str, str, Any], ...]


def score(case: Case, coded: bool = False) -> Score:
    """Compare what is suggested for a case with what a reader finds.

    `coded` gives the answers as a coded reply has them, in the light of its outcome.
    """
    answers = (
        code_reply(case.reply, case.questionnaire).answers
        if coded
        else suggest_answers(case.reply, case.questionnaire)
    )
    given: dict[tuple[str, str], Answer] = {(a.question, a.period): a for a in answers}
    right, wrong = 0, []
    for cell, answer in given.items():
        said = (answer.state, answer.value if answer.state == "answered" else None)
        expected = case.cells.get(cell)
        if expected is not None and said == expected:
            right += 1
        elif expected is not None or not _may(case, cell):
            wrong.append((*cell, said, expected, answer.evidence.quote))
    missed = [
        (*cell, case.cells[cell])
        for cell in case.cells
        if cell not in given and not _may(case, cell)
    ]
    return Score(right, tuple(wrong), tuple(missed))


def _may(case: Case, cell: tuple[str, str]) -> bool:
    return cell[0] in case.optional or f"{cell[0]}@{cell[1]}" in case.optional
