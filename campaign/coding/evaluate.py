"""Scoring the coder against labels: how often it is right, and where it goes wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from campaign.coding.coder import code_reply
from campaign.coding.model import OUTCOMES, Coding, Reply
from campaign.coding.replies import read_law, read_reply_line
from campaign.errors import BadInput
from campaign.law.provisions import normal_form

Coder = Callable[[Reply], Coding]


@dataclass(frozen=True, slots=True)
class Label:
    """What a person says of a reply; None or empty where that was not labelled."""

    id: str
    outcome: str
    also: frozenset[str] = frozenset()
    relied_on: frozenset[str] | None = None
    reference: str | None = None
    answers: frozenset[tuple[str, str, str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled reply and what the coder made of it."""

    label: Label
    coding: Coding


@dataclass(frozen=True, slots=True)
class Ratio:
    """Right of so many; its share is 0 where there are none."""

    right: int
    of: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.right / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.share:.3f} ({self.right} of {self.of})"


@dataclass(frozen=True, slots=True)
class Match:
    """Precision, recall and F1 of found things against labelled ones."""

    found: int
    labelled: int
    both: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where neither has anything."""
        return 2 * self.both / (self.found + self.labelled) if self.found + self.labelled else 0.0

    def __str__(self) -> str:
        precision, recall = Ratio(self.both, self.found), Ratio(self.both, self.labelled)
        return f"precision {precision}, recall {recall}, F1 {self.f1:.3f}"


@dataclass(frozen=True, slots=True)
class Score:
    """All figures of one evaluation.

    `strict` counts the labelled outcome only, `lenient` also a second one that can be defended.
    `sure` is how many of those marked sure are right (lenient), `covered` how many are marked;
    `at_98` the largest share that could be accepted with 98 in 100 right, taken in the order of
    confidence.
    """

    items: tuple[Item, ...]
    strict: Ratio
    lenient: Ratio
    sure: Ratio
    covered: Ratio
    at_98: float
    by_outcome: dict[str, Match] = field(default_factory=dict)
    confusion: dict[tuple[str, str], int] = field(default_factory=dict)
    provisions: Match = Match(0, 0, 0)
    reference: Ratio = Ratio(0, 0)
    answers: Match = Match(0, 0, 0)


def evaluate_lines(lines: Iterable[str], coder: Coder = code_reply) -> Score:
    """Code and score JSON lines of replies with labels.

    Beside what `code replies` reads, each line has `outcome`, and may have `outcome_also` (a code
    or a list), `relied_on` (or `sections`; citations), `reference` (null where there is none)
    and `answers`. Raises BadInput for a line that is not JSON and for an unknown code.
    """
    items = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadInput(
                f"Line {number} is not JSON: {error}.", "Write one object a line."
            ) from error
        if not isinstance(entry, dict):
            raise BadInput(f"Line {number} is no JSON object.", "Write one object a line.")
        items.append(Item(read_label(entry, number), coder(read_reply_line(entry))))
    return score(items)


def read_label(entry: dict[str, Any], number: int = 1) -> Label:
    """The label of one object; BadInput for codes that are not in `OUTCOMES`."""
    also = entry.get("outcome_also") or entry.get("also") or ()
    also = frozenset([also] if isinstance(also, str) else also)
    unknown = sorted(({str(entry.get("outcome"))} | also) - OUTCOMES.keys())
    if unknown:
        raise BadInput(
            f"Line {number} has the unknown outcome {', '.join(unknown)}.",
            f"There are: {', '.join(OUTCOMES)}.",
        )
    cited = entry.get("relied_on", entry.get("sections"))
    answers = entry.get("answers")
    law = read_law(entry.get("law"))
    return Label(
        id=str(entry.get("id", number)),
        outcome=entry["outcome"],
        also=also,
        relied_on=None if cited is None else frozenset(normal_form(c, law) or c for c in cited),
        reference=entry["reference"] or "" if "reference" in entry else None,
        answers=None if answers is None else frozenset(_answer(**a) for a in answers),
    )


def _answer(
    question: str, period: str = "", state: str = "answered", value: Any = None, **_: Any
) -> tuple[str, str, str, str]:
    return question, period or "", state, json.dumps(value, sort_keys=True)


def score(items: Sequence[Item]) -> Score:
    """Score codings against labels."""
    right = [item for item in items if item.coding.outcome == item.label.outcome]
    fair = [item for item in items if _fair(item)]
    sure = [item for item in items if item.coding.sure]
    outcomes = sorted({i.label.outcome for i in items} | {i.coding.outcome for i in items})
    cited = [item for item in items if item.label.relied_on is not None]
    referred = [item for item in items if item.label.reference is not None]
    answered = [item for item in items if item.label.answers is not None]
    return Score(
        items=tuple(items),
        strict=Ratio(len(right), len(items)),
        lenient=Ratio(len(fair), len(items)),
        sure=Ratio(sum(map(_fair, sure)), len(sure)),
        covered=Ratio(len(sure), len(items)),
        at_98=_coverage(items, 0.98),
        by_outcome={name: _of_outcome(items, name) for name in outcomes},
        confusion=dict(
            Counter((i.label.outcome, i.coding.outcome) for i in items if i not in right)
        ),
        provisions=_match([(_relied(i), i.label.relied_on or frozenset()) for i in cited]),
        reference=Ratio(
            sum(_code(_reference(i)) == _code(i.label.reference or "") for i in referred),
            len(referred),
        ),
        answers=_match([(_answers(i), i.label.answers or frozenset()) for i in answered]),
    )


def _fair(item: Item) -> bool:
    return item.coding.outcome in item.label.also | {item.label.outcome}


def _coverage(items: Sequence[Item], wanted: float) -> float:
    """The largest share, by falling confidence, of which `wanted` are right; ties stay together."""
    ranked = sorted(items, key=lambda item: -item.coding.confidence)
    best = right = 0
    for count, item in enumerate(ranked, 1):
        right += _fair(item)
        last = count == len(ranked) or ranked[count].coding.confidence < item.coding.confidence
        if last and right >= wanted * count:
            best = count
    return best / len(items) if items else 0.0


def _of_outcome(items: Sequence[Item], name: str) -> Match:
    return Match(
        found=sum(item.coding.outcome == name for item in items),
        labelled=sum(item.label.outcome == name for item in items),
        both=sum(item.coding.outcome == name == item.label.outcome for item in items),
    )


def _match(pairs: Sequence[tuple[frozenset[Any], frozenset[Any]]]) -> Match:
    return Match(
        sum(len(found) for found, _ in pairs),
        sum(len(labelled) for _, labelled in pairs),
        sum(len(found & labelled) for found, labelled in pairs),
    )


def _relied(item: Item) -> frozenset[str]:
    return frozenset(p.citation for p in item.coding.provisions if p.role == "relied_on")


def _reference(item: Item) -> str:
    return next((fact.value for fact in item.coding.facts if fact.name == "reference"), "")


def _code(reference: str) -> str:
    return "".join(filter(str.isalnum, reference)).lower()


def _answers(item: Item) -> frozenset[tuple[str, str, str, str]]:
    return frozenset(_answer(a.question, a.period, a.state, a.value) for a in item.coding.answers)


def report(result: Score) -> str:
    """The figures of an evaluation as plain text for a terminal."""
    rows = [
        f"Replies            {len(result.items)}",
        f"Outcome, strict    {result.strict}",
        f"Outcome, lenient   {result.lenient}",
        f"Marked sure        {result.covered}; of these right {result.sure}",
        f"Coverage at 98%    {result.at_98:.3f}",
    ]
    if result.provisions.labelled or result.provisions.found:
        rows.append(f"Relied on          {result.provisions}")
    if result.reference.of:
        rows.append(f"Reference          {result.reference}")
    if result.answers.labelled or result.answers.found:
        rows.append(f"Answers            {result.answers}")
    rows += ["", f"{'Outcome':28}{'labelled':>9}{'found':>7}{'precision':>11}{'recall':>8}"]
    for name, match in result.by_outcome.items():
        precision = f"{match.both / match.found:.2f}" if match.found else "-"
        recall = f"{match.both / match.labelled:.2f}" if match.labelled else "-"
        rows.append(f"{name:28}{match.labelled:>9}{match.found:>7}{precision:>11}{recall:>8}")
    if result.confusion:
        rows += ["", "Taken for another (labelled, suggested, times)"]
        for (label, found), count in sorted(result.confusion.items(), key=lambda row: -row[1]):
            rows.append(f"  {label:28}{found:28}{count:>4}")
    return "\n".join(rows)
