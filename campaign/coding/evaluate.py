"""Scoring the coder against labels: how often it is right, and where it goes wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from campaign.coding.entries import Entry, ReadFile
from campaign.coding.labels import Cell, Label, answer_cell, read_label
from campaign.coding.model import Coding
from campaign.coding.replies import code_entry, open_desk
from campaign.errors import CampaignError

Coder = Callable[[Entry], Coding]


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
    confidence. `by_kind` has the answers by unit where a value is given, else by state.
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
    by_kind: dict[str, Match] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def evaluate_lines(
    lines: Iterable[str],
    coder: Coder = code_entry,
    *,
    questionnaire: Path | None = None,
    folder: Path | None = None,
    read_file: ReadFile | None = None,
    current_year: int | None = None,
) -> Score:
    """Code and score JSON lines of replies with labels.

    Beside what `code replies` reads (`code_stream`), each line has `outcome`, and may have
    `outcome_also` (a code or a list), `relied_on` (or `sections`; citations), `reference` (null
    where there is none) and `answers`. A line that cannot be scored, because it cannot be coded
    or its label has an unknown code, is left out and named in `Score.left_out`. Raises BadInput
    only for a `questionnaire` given for all that is wrong.
    """
    items, left_out = [], []
    with ExitStack() as stack:
        desk = open_desk(stack, folder, read_file, current_year)
        shared = desk.questionnaire(questionnaire.absolute()) if questionnaire else None
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                entry = desk.entry(line, number, shared)
                items.append(Item(read_label(entry.fields, number), coder(entry)))
            except CampaignError as error:
                said = f"{error.happened} {error.remedy}".strip()
                place = f"Line {number}"
                left_out.append(said if said.startswith(place) else f"{place}: {said}")
    return score(items, left_out)


def score(items: Sequence[Item], left_out: Sequence[str] = ()) -> Score:
    """Score codings against labels; `left_out` says of lines that have none, why."""
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
        by_kind=_by_kind(answered),
        left_out=tuple(left_out),
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


def _answers(item: Item) -> frozenset[Cell]:
    return frozenset(
        answer_cell(a.question, a.period, a.state, a.value) for a in item.coding.answers
    )


def _by_kind(items: Sequence[Item]) -> dict[str, Match]:
    """Answers by what they give: the unit where a value is given, else the state."""
    units: dict[str, str] = {}
    for item in items:
        units |= {a.question: a.unit for a in item.coding.answers} | dict(item.label.units)
    found, labelled, both = Counter[str](), Counter[str](), Counter[str]()
    for item in items:
        suggested, given = _answers(item), item.label.answers or frozenset()
        found.update(_kind(cell, units) for cell in suggested)
        labelled.update(_kind(cell, units) for cell in given)
        both.update(_kind(cell, units) for cell in suggested & given)
    return {
        kind: Match(found[kind], labelled[kind], both[kind])
        for kind in sorted(found.keys() | labelled.keys())
    }


def _kind(cell: Cell, units: Mapping[str, str]) -> str:
    question, _, state, _ = cell
    return units.get(question, "answered") if state == "answered" else state


def report(result: Score) -> str:
    """The figures of an evaluation as plain text for a terminal."""
    rows = [
        f"Replies            {len(result.items)}",
        *([f"Left out           {len(result.left_out)}"] if result.left_out else []),
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
    rows += _matches("Outcome", result.by_outcome)
    if result.by_kind:
        rows += _matches("Answers", result.by_kind)
    if result.confusion:
        rows += ["", "Taken for another (labelled, suggested, times)"]
        for (label, found), count in sorted(result.confusion.items(), key=lambda row: -row[1]):
            rows.append(f"  {label:28}{found:28}{count:>4}")
    return "\n".join(rows)


def _matches(heading: str, matches: Mapping[str, Match]) -> list[str]:
    rows = ["", f"{heading:28}{'labelled':>9}{'found':>7}{'precision':>11}{'recall':>8}"]
    for name, match in matches.items():
        precision = f"{match.both / match.found:.2f}" if match.found else "-"
        recall = f"{match.both / match.labelled:.2f}" if match.labelled else "-"
        rows.append(f"{name:28}{match.labelled:>9}{match.found:>7}{precision:>11}{recall:>8}")
    return rows
