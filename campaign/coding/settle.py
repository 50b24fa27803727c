"""Claims settled into answers: one for each question and period, or none where they disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

from campaign.letters.model import Question

from .claims import BLANKET, SCOPED, STATED, TABLE, Claim
from .questions import Subject

_SPECIFIC, _GENERAL, _REST = 2, 1, 0


@dataclass(frozen=True, slots=True)
class Settled:
    """A claim chosen for one cell."""

    question: Question
    period: str
    claim: Claim
    confidence: float


class Settlement:
    """Settles the claims of one reply; `told` are the questions that it answers one by one."""

    def __init__(
        self,
        subject: Subject,
        claims: list[Claim],
        earlier: Mapping[tuple[str, str], tuple[str, object]],
        told: Set[str] = frozenset(),
    ) -> None:
        self.subject = subject
        self.earlier = earlier
        self.told = told
        self.claims = self._allowed(claims)
        self.cells: dict[tuple[str, str], Settled] = {}

    def answers(self) -> Iterable[Settled]:
        """The settled cells, gates before the questions that hang on them."""
        by_question: dict[str, list[Claim]] = {}
        for claim in self.claims:
            for asked in claim.questions:
                by_question.setdefault(asked, []).append(claim)
        ordered = sorted(self.subject.questions, key=self._depth)
        extra: list[Settled] = []
        for question in ordered:
            own = by_question.get(question.id, [])
            if own:
                self._settle(question, own)
                extra.extend(self._foreign(question, own))
        cells = sorted(
            self.cells.values(), key=lambda s: (self.subject.order[s.question.id], s.period)
        )
        return [*cells, *extra]

    def _depth(self, question: Question) -> int:
        depth, seen = 0, {question.id}
        gate = self.subject.gate_of[question.id]
        while gate in self.subject.by_id and gate not in seen:
            seen.add(gate)
            gate = self.subject.gate_of[gate]
            depth += 1
        return depth

    # -- what may be said at all ----------------------------------------------------------------

    def _allowed(self, claims: list[Claim]) -> list[Claim]:
        """Without states for everything where something was affirmed, nor weak denials."""
        section = self.subject.section_of
        said: dict[str, list[Claim]] = {}
        for claim in claims:
            if claim.state == "answered" and not claim.either:
                for question in claim.questions:
                    said.setdefault(section[question], []).append(claim)
        affirmed = {s for s, own in said.items() if any(c.value not in (False, 0, []) for c in own)}
        wide = [c for c in claims if c.rank in {BLANKET, SCOPED}]
        scoped = {c.state for c in wide if c.rank == SCOPED}
        one_by_one = len(self.told) > 2 and 2 * len(self.told) >= len(self.subject.questions)
        kept: list[Claim] = []
        for claim in claims:
            if claim.rank in {BLANKET, SCOPED} and claim.periods is not None:
                # A state for some years stands beside what is said of the others.
                kept.append(claim)
                continue
            if one_by_one and claim.rank == BLANKET and not claim.rest:
                # Where the questions are answered one by one, one left out was left out.
                continue
            if claim.rank in {BLANKET, SCOPED} and not claim.rest:
                about = {section[q] for q in claim.questions}
                if about & affirmed or (claim.state != "not_held" and about & set(said)):
                    continue
            if claim.rank == BLANKET and claim.rest and claim.state in scoped:
                continue
            if claim.weak and any(
                w.state == "not_held" and set(claim.questions) <= set(w.questions) for w in wide
            ):
                continue
            kept.append(claim)
        return kept

    # -- one question ---------------------------------------------------------------------------

    def _settle(self, question: Question, claims: list[Claim]) -> None:
        labels = [p.label for p in question.periods] or [""]
        offers: dict[str, list[tuple[int, int, float, Claim]]] = {label: [] for label in labels}
        for claim in claims:
            if claim.given:
                continue
            for label in self._periods(question, claim, labels):
                if claim.either and not self._belongs(question, claim, label):
                    continue
                breadth = _REST if claim.rest else _GENERAL if claim.periods is None else _SPECIFIC
                offers[label].append(
                    (claim.rank, breadth, self._confidence(question, claim, label), claim)
                )
        for label, offered in offers.items():
            chosen = _choose(offered)
            if chosen is not None:
                self.cells[question.id, label] = Settled(question, label, chosen[3], chosen[2])

    def _periods(self, question: Question, claim: Claim, labels: list[str]) -> list[str]:
        if labels == [""]:
            # "Figures for 2021 are not held" says nothing of what is asked once.
            dated = claim.state != "answered" and claim.periods is not None and claim.rank <= STATED
            return [] if dated else labels
        if claim.periods is not None:
            return [label for label in labels if label in claim.periods]
        if claim.rank in {BLANKET, SCOPED}:
            return labels
        gate = self._gate(question, labels)
        nothing = claim.state == "answered" and (
            claim.value == [] or (claim.value == 0 and claim.value is not False)
        )
        if claim.state == "not_applicable" or claim.value == []:
            return [label for label in labels if gate.get(label) is not True]
        if nothing:
            return labels
        if not self.subject.gate_of[question.id]:
            if (
                claim.state == "answered"
                and question.answer_type in {"money", "count"}
                and not claim.each
            ):
                return labels if len(labels) == 1 else []
            return labels
        yes = [label for label in labels if gate.get(label) is True]
        if claim.state != "answered":
            denied = sum(v is False for v in gate.values()) == len(labels)
            if claim.rank > STATED + 1:
                return labels
            return yes or ([] if denied else labels)
        if not yes:
            if question.answer_type in {"money", "count"} and not claim.each:
                return []
            return [label for label in labels if gate.get(label) is not False]
        if question.answer_type in {"money", "count"} and not claim.each and len(yes) > 1:
            return []
        return yes

    def _gate(self, question: Question, labels: list[str]) -> dict[str, object]:
        """What is known of the yes/no question that this one hangs on, period by period."""
        known: dict[str, object] = {}
        gate = self.subject.gate_of[question.id]
        if not gate:
            return known
        for label in labels:
            settled = self.cells.get((gate, label)) or self.cells.get((gate, ""))
            if settled is not None and settled.claim.state == "answered":
                known[label] = settled.claim.value
            elif settled is not None:
                known[label] = settled.claim.state
            elif (gate, label) in self.earlier:
                state, value = self.earlier[gate, label]
                known[label] = value if state == "answered" else state
        return known

    def _belongs(self, question: Question, claim: Claim, label: str) -> bool:
        """Whether a claim that leaves its question open is about this one."""
        if claim.state != "answered":
            return True
        nothing = claim.value == 0 and not isinstance(claim.value, bool)
        if nothing or claim.value is False or claim.value == []:
            return claim.rank != TABLE
        if claim.value is True:
            return False
        if not self.subject.gate_of[question.id]:
            return False
        gate = self._gate(question, [label])
        if gate.get(label) is not True:
            return False
        rivals = [
            q
            for q in (self.subject.by_id[i] for i in claim.questions)
            if q.id != question.id
            and self.subject.gate_of[q.id]
            and self._gate(q, [label]).get(label) is True
        ]
        if not rivals:
            return True
        return question.answer_type == "names" and all(
            r.section == question.section for r in rivals
        )

    def _confidence(self, question: Question, claim: Claim, label: str) -> float:
        confidence = claim.confidence
        if claim.either:
            confidence -= 0.12
        if (
            claim.periods is None
            and label
            and claim.rank not in {BLANKET, SCOPED}
            and not claim.each
        ):
            confidence -= 0.05
        if (
            self.subject.gate_of[question.id]
            and claim.periods is None
            and claim.state == "answered"
            and claim.value not in (0, [])
            and self._gate(question, [label]).get(label) is not True
        ):
            confidence -= 0.2
        if claim.weak:
            confidence -= 0.2
        return max(0.05, round(confidence, 3))

    def _foreign(self, question: Question, claims: list[Claim]) -> Iterable[Settled]:
        """Answers for periods of another kind than was asked, under the label they came with."""
        by_label: dict[str, list[Claim]] = {}
        for claim in claims:
            if claim.given and not (claim.either and len(claim.questions) > 1):
                by_label.setdefault(claim.given, []).append(claim)
        for label, group in by_label.items():
            best = max(group, key=lambda c: c.rank)
            if question.periods and all(
                c.value == best.value for c in group if c.rank == best.rank
            ):
                yield Settled(question, label, best, min(0.5, best.confidence))


def _choose(offered: list[tuple[int, int, float, Claim]]) -> tuple[int, int, float, Claim] | None:
    """The claim that speaks most directly; None where equally direct ones disagree."""
    if len(offered) < 2:
        return offered[0] if offered else None
    answered = [o for o in offered if o[3].rank > SCOPED] or offered
    top = max(o[0] for o in answered)
    best_breadth = max(o[1] for o in answered if o[0] == top)
    rivals = [o for o in answered if (o[0], o[1]) == (top, best_breadth)]
    lower = [o for o in answered if o[1] > best_breadth]
    if lower and top - max(o[0] for o in lower) <= 20:
        # A sentence about one year says more than a general one, wherever it stands.
        best_breadth = max(o[1] for o in lower)
        rank = max(o[0] for o in lower if o[1] == best_breadth)
        rivals = [o for o in lower if (o[0], o[1]) == (rank, best_breadth)]
    said = {(o[3].state, repr(o[3].value)) for o in rivals}
    if len(said) > 1:
        if rivals[0][0] <= SCOPED:
            return rivals[0]
        return None
    return max(rivals, key=lambda o: o[2])


__all__ = ["Settled", "Settlement", "replace"]
