"""What one stretch of a reply says about some questions, before it is settled cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

from .model import AnswerState
from .values import Value

TABLE, ALIGNED, STATED, SCOPED, BLANKET = 50, 40, 30, 20, 10
"""How directly a claim speaks: a table cell, an answer under its question, a sentence in
running text, a state for one section or measure, a state for all that was asked."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: questions, periods, state and value, and the words it rests on.

    `periods` None means that no period is named; `each` that the value holds for each period.
    `rest` is for all periods that nothing else is said about. `either` marks a claim whose
    section was not said: it holds for those questions that the other answers leave open.
    """

    questions: tuple[str, ...]
    periods: frozenset[str] | None
    state: AnswerState
    value: Value | None
    start: int
    end: int
    rank: int
    confidence: float
    source: str = ""
    given: str = ""
    each: bool = False
    rest: bool = False
    either: bool = False
    provision: str = ""
    weak: bool = False
