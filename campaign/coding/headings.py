"""Headings of tables and labels of lines: which question they ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from campaign.letters.model import Question

from . import states, values
from .numbering import anchor
from .questions import Subject, measured_by
from .repeated import Repeats
from .values import NIL
from .words import stems

_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[A-Za-z]{2}")
_NUMBERED = re.compile(r"^\W*\d{1,2}\s?[.)]")
_NO_QUESTION = re.compile(r"\W*(?:years?|periods?|total|notes?|comments?)\W*", re.IGNORECASE)
EMPTY = re.compile(r"^[\s\-–—.*]*$")
Asked = tuple[tuple[Question, ...], bool]
"""Questions that a heading may ask, and whether it leaves open which of them."""


class HeadingReader:
    """Reads headings against one questionnaire."""

    def __init__(self, subject: Subject, repeats: Repeats) -> None:
        self.subject = subject
        self.repeats = repeats

    def asked(
        self,
        label: str,
        scope: frozenset[str] | None,
        strict: bool = False,
        cells: Sequence[str] = (),
    ) -> Asked:
        """The question that a heading asks, and whether it leaves open which of several."""
        label = label.strip()
        if not label:
            return (), False
        opened = anchor(label + " ")
        if opened and (
            opened[2] or (opened[0][0] <= self.subject.max_number and _NUMBERED.match(label))
        ):
            numbered = tuple(q for n in opened[0] for q in self.subject.numbered(n, scope))
            if numbered:
                return numbered, len({q.section for q in numbered}) > 1
        repeated = self.repeats.wording(label, scope)
        if repeated:
            return repeated, len(repeated) > 1
        if len(label) > 160:
            return (), False
        return self._spoken_of(label, scope, cells, strict)

    def _spoken_of(
        self, label: str, scope: frozenset[str] | None, cells: Sequence[str], strict: bool
    ) -> Asked:
        """The question whose words a heading takes up and whose type its cells can be."""
        if _NO_QUESTION.fullmatch(label):
            return (), False
        found = stems(label)
        measures = {
            kind for kind in ("money", "names", "year", "date", "count") if measured_by(kind, label)
        }
        look = Look.at(cells)
        kinds = {
            kind
            for kind in self.subject.types
            if (not measures or kind in measures or kind in {"count", "text"}) and look.fits(kind)
        }
        scored: list[tuple[float, Question]] = []
        for question in self.subject.questions:
            kind = question.answer_type
            if kind not in kinds or (scope is not None and question.section not in scope):
                continue
            full = self.subject.full_stems[question.id]
            covered = len(found & full) / len(found) if found else 0.0
            group = self.subject.of_type(kind, frozenset({question.section}))
            topics = self.subject.topics(group, True)[question.id]
            share = sum(weight for s, weight in topics.items() if s in found)
            measured = kind in measures
            if covered + share >= (1.2 if strict else 0.6) or (measured and not strict):
                scored.append((covered + share + 0.5 * measured, question))
        if not scored:
            return (), False
        most = max(score for score, _ in scored)
        best = tuple(q for score, q in scored if score > most - 0.05)
        return best, len(best) > 1

    def eliminate(self, found: list[Asked]) -> list[Asked]:
        """Headings of one table ask different questions: none asks what another asks alone."""
        taken = {asked[0][0].id for asked in found if len(asked[0]) == 1}
        settled: list[Asked] = []
        seen: set[str] = set()
        for questions, open_ in found:
            if len(questions) == 1 and questions[0].id in seen:
                # The second row of a heading that was cut in two.
                settled.append(((), False))
                continue
            seen.update(q.id for q in questions if len(questions) == 1)
            left = tuple(q for q in questions if q.id not in taken)
            settled.append((left, False) if open_ and len(left) == 1 else (questions, open_))
        return settled


@dataclass(frozen=True, slots=True)
class Look:
    """What the cells of a row, a column or a line look like; empty ones and states left aside."""

    seen: int
    yes_or_no: bool
    digits: int
    pounds: bool
    nils: bool
    letters: bool

    @classmethod
    def at(cls, cells: Sequence[str]) -> Look:
        """Look at some cells."""
        seen = [c for c in map(str.strip, cells) if not EMPTY.match(c) and states.cue(c) is None]
        return cls(
            len(seen),
            any(values.yes_no(c) is not None and not NIL.fullmatch(c) for c in seen),
            sum(bool(_DIGIT.search(c)) for c in seen),
            any("£" in c for c in seen),
            any(NIL.search(c) for c in seen),
            any(_LETTERS.search(c) for c in seen),
        )

    def fits(self, kind: str) -> bool:
        """Whether the cells can be answers of a type; nothing at all can be of any."""
        if not self.seen:
            return True
        if kind == "yes_no" or self.yes_or_no:
            return kind == "yes_no" and self.yes_or_no
        if kind == "count":
            return not self.pounds and bool(self.digits or self.nils)
        if kind in {"money", "year", "date"}:
            return bool(self.digits or self.nils)
        if kind == "names":
            return self.digits < self.seen or self.letters
        return True


def fits(kind: str, cells: Sequence[str]) -> bool:
    """Whether cells can be answers of a type; empty ones and those not held can be any."""
    return Look.at(cells).fits(kind)
