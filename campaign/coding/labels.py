"""What a person says of a reply, for scoring: read from a file of labels, and compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from campaign.coding.entries import read_law
from campaign.coding.model import OUTCOMES, AnswerState
from campaign.coding.values import dates
from campaign.errors import BadInput
from campaign.law.provisions import normal_form

Cell = tuple[str, str, str, str]
"""Question, period, state and value of one answer, the value so that equal ones compare equal."""
_STATES: frozenset[str] = frozenset(get_args(AnswerState))


@dataclass(frozen=True, slots=True)
class Label:
    """What a person says of a reply; None or empty where that was not labelled.

    `units` gives the unit of questions, where the label names it.
    """

    id: str
    outcome: str
    also: frozenset[str] = frozenset()
    relied_on: frozenset[str] | None = None
    reference: str | None = None
    answers: frozenset[Cell] | None = None
    units: Mapping[str, str] = field(default_factory=dict)


def read_label(entry: dict[str, Any], number: int = 1) -> Label:
    """The label of one object; BadInput for codes that do not exist and for wrong types."""
    also = frozenset(_listed(entry.get("outcome_also") or entry.get("also"), number, "also"))
    unknown = sorted(({str(entry.get("outcome"))} | also) - OUTCOMES.keys())
    if unknown:
        raise BadInput(
            f"Line {number} has the unknown outcome {', '.join(unknown)}.",
            f"There are: {', '.join(OUTCOMES)}.",
        )
    law = read_law(entry.get("law"))
    cited = entry.get("relied_on", entry.get("sections"))
    relied = None if cited is None else _listed(cited, number, "relied_on")
    reference = entry.get("reference")
    if not isinstance(reference, str | int | None):
        raise BadInput(f"`reference` of line {number} is no text.", "Give a string or null.")
    answers = _answers(entry.get("answers"), number)
    return Label(
        id=str(entry.get("id", number)),
        outcome=entry["outcome"],
        also=also,
        relied_on=None if relied is None else frozenset(normal_form(c, law) or c for c in relied),
        reference=str(reference or "") if "reference" in entry else None,
        answers=None
        if answers is None
        else frozenset(
            answer_cell(a["question"], a.get("period") or "", a["state"], a.get("value"))
            for a in answers
            if a["state"] != "not_answered"
        ),
        units={a["question"]: a["unit"] for a in answers or () if isinstance(a.get("unit"), str)},
    )


def answer_cell(question: str, period: str, state: str, value: Any) -> Cell:
    """One answer for comparing: 12500 is 12500.0, names may have any order, dates any form."""
    return question, period, state, json.dumps(_plain(value), sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        # A label may have a date as it was written.
        dated = next(dates(value), None)
        if dated is not None and dated.end - dated.start == len(value.strip()):
            return dated.value
        return " ".join(value.split()).casefold()
    if isinstance(value, list):
        return sorted((_plain(item) for item in value), key=str)
    return value


def _listed(value: Any, number: int, key: str) -> list[str]:
    """One text or a list of them."""
    values = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
        raise BadInput(f"`{key}` of line {number} is no list of texts.", "Give a list of strings.")
    return values


def _answers(value: Any, number: int) -> list[dict[str, Any]] | None:
    """The labelled answers, each with its state; BadInput for other things and unknown states."""
    if value is None:
        return None
    wrong = BadInput(
        f"`answers` of line {number} is no list of answers.",
        "Give objects with `question`, `period`, `state` and `value`.",
    )
    if not isinstance(value, list):
        raise wrong
    answers = []
    for given in value:
        if not isinstance(given, dict) or not isinstance(given.get("question"), str):
            raise wrong
        answer = {"state": "answered"} | given
        if not isinstance(answer.get("period") or "", str):
            raise wrong
        if answer["state"] not in _STATES:
            raise BadInput(
                f"Line {number} has an answer with the unknown state {answer['state']!r}.",
                f"There are: {', '.join(sorted(_STATES))}.",
            )
        answers.append(answer)
    return answers
