"""Which outcome a reply's words usually go with: a second voice beside the rules.

Complement naive Bayes over words and pairs of neighbouring words (Rennie, Shih, Teevan and Karger,
"Tackling the poor assumptions of naive Bayes text classifiers", 2003), learned from labelled
replies of our own making. It knows no sentence and no statute; where it agrees with the rules
they are right more often, and where the rules only guess it may guess better.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from campaign.coding.decision import Decision
from campaign.coding.kinds import Kind
from campaign.coding.reading import Sentence
from campaign.coding.tally import Tally
from campaign.coding.terms import terms

_SMOOTHED = 0.1
_LEAST = 2
"""Replies that must have a term for it to be learned."""
_FEW = 15
"""Known terms up to which a text is too short to say much."""
_READ = 400
"""Sentences of a reply that are listened to."""
_TRUST = 2.5
"""How much the rules count against the words; chosen on replies of sources left out."""
_FARTHEST = 2.0
"""Words count no more than this, so never against rules that are fairly sure."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What was learned: for each term its rarity, and how it speaks for outcomes.

    `always` is what every term adds for an outcome, by its number in `outcomes`; `terms` gives
    rarity and, for the outcomes that the term was seen with, what it adds besides. `replies` is
    how many it was learned from.
    """

    replies: int
    outcomes: tuple[str, ...]
    always: tuple[float, ...]
    terms: Mapping[str, tuple[float, tuple[tuple[int, float], ...]]]

    def lean(self, lows: Iterable[str]) -> dict[str, float]:
        """How much the words of some sentences speak for each outcome: 0 for the best, else less.

        Empty where no word is known.
        """
        known = [self.terms[term] for term in terms(lows) if term in self.terms]
        if not known:
            return {}
        length = math.sqrt(sum(rarity * rarity for rarity, _ in known)) * (1 + _FEW / len(known))
        weight = sum(rarity for rarity, _ in known)
        said = [weight * always for always in self.always]
        for rarity, spoken in known:
            for number, weight in spoken:
                said[number] += rarity * weight
        best = max(said)
        return {
            outcome: (value - best) / length
            for outcome, value in zip(self.outcomes, said, strict=True)
        }


def learn(replies: Iterable[tuple[str, Sequence[str]]]) -> Wording:
    """Learn from outcomes and the sentences, in lower case, of the replies that have them."""
    seen: dict[str, Counter[str]] = {}
    found: Counter[str] = Counter()
    count = 0
    for outcome, lows in replies:
        count += 1
        once = terms(lows)
        share = 1 / math.sqrt(len(once) + 1)
        for term in once:
            found[term] += 1
            seen.setdefault(term, Counter())[outcome] += share  # type: ignore[assignment]
    rarity = {
        term: math.log((count + 1) / (found[term] + 1)) + 1
        for term in sorted(seen)
        if found[term] >= _LEAST
    }
    outcomes = sorted({outcome for term in rarity for outcome in seen[term]})
    of_outcome = {
        outcome: sum(seen[term][outcome] * rare for term, rare in rarity.items())
        for outcome in outcomes
    }
    everything = sum(of_outcome.values()) + _SMOOTHED * len(rarity)
    spoken = {}
    for term, rare in rarity.items():
        whole = sum(seen[term].values()) * rare + _SMOOTHED
        weights = [
            (number, round(-math.log(1 - seen[term][outcome] * rare / whole), 2))
            for number, outcome in enumerate(outcomes)
            if outcome in seen[term]
        ]
        spoken[term] = (round(rare, 2), tuple(weights))
    always = tuple(round(math.log(everything - of_outcome[o]), 4) for o in outcomes)
    return Wording(count, tuple(outcomes), always, spoken)


def as_json(wording: Wording) -> str:
    """What was learned as a file: one term a line, so that a change can be read."""
    rows = [
        f"{json.dumps(term)}: {json.dumps([rare, *(x for pair in spoken for x in pair)])}"
        for term, (rare, spoken) in wording.terms.items()
    ]
    told = {"replies": wording.replies, "outcomes": wording.outcomes, "always": wording.always}
    head = json.dumps(told)[:-1]
    return head + ', "terms": {\n' + ",\n".join(rows) + "\n}}\n"


def from_json(text: str) -> Wording:
    """The opposite of `as_json`."""
    held = json.loads(text)
    found = {
        term: (row[0], tuple(zip(row[1::2], row[2::2], strict=True)))
        for term, row in held["terms"].items()
    }
    return Wording(held["replies"], tuple(held["outcomes"]), tuple(held["always"]), found)


@cache
def learned() -> Wording:
    """What the package has learned (`wording.json`)."""
    path = files("campaign.coding").joinpath("wording.json")
    return from_json(path.read_text(encoding="utf-8"))


# --- beside the rules -------------------------------------------------------------------------


def lean_of(tally: Tally, wording: Wording | None = None) -> dict[str, float]:
    """How the authority's own words lean; empty where there are none."""
    lows = [tally.reading.sentences[number].low for number in tally.own[:_READ]]
    return (wording or learned()).lean(lows)


def edge(outcome: str, lean: Mapping[str, float]) -> float:
    """How far the words speak for an outcome before the next best; below 0 for another."""
    others = [value for other, value in lean.items() if other != outcome]
    return lean[outcome] - max(others) if outcome in lean and others else 0.0


def weigh(decision: Decision, chance: float, lean: Mapping[str, float], tally: Tally) -> Decision:
    """The decision of the rules, or that for which the words speak by more than the rules do.

    `chance` is how likely the rules' decision is right. The words never bring in a ground that
    nothing in the reply names, and of how reviews end only the rules know.
    """
    if decision.outcome.startswith(_REVIEW):
        return decision
    heard = max(lean.get(decision.outcome, -_FARTHEST), -_FARTHEST)
    trusted = heard + _TRUST * chance
    possible = {outcome: value for outcome, value in lean.items() if _is_possible(outcome, tally)}
    outcome = max(possible, key=lambda one: possible[one], default=decision.outcome)
    if outcome == decision.outcome or possible[outcome] <= trusted:
        return decision
    return Decision(outcome, _speaking(outcome, tally), "words", 0, 1)


_REVIEW = "internal_review"
_NAMED: dict[str, tuple[Kind, ...]] = {
    "not_held": ("not_held",),
    "refused_cost": ("cost", "scattered"),
    "vexatious": ("vexatious",),
    "ncnd": ("ncnd",),
    "already_public": ("public",),
    "refused_exemption": ("refuse", "considers", "partial", "holds"),
    "partial": (
        "partial",
        "refuse",
        "not_held",
        "cost",
        "public",
        "ncnd",
        "scattered",
        "considers",
    ),
    "transferred": ("transfer", "not_held"),
    "extension": ("extend", "considers", "progress"),
    "clarification": ("clarify",),
}


def _is_possible(outcome: str, tally: Tally) -> bool:
    named = _NAMED.get(outcome)
    if named is None:
        return not outcome.startswith(_REVIEW)
    return any(tally.weight(kind) for kind in named)


def _speaking(outcome: str, tally: Tally) -> Sentence | None:
    """The sentence that speaks most for an outcome: one that names it, else by its words."""
    if named := tally.best(*_NAMED.get(outcome, ())):
        return named
    best, most = None, 0.0
    for number in tally.own[:_READ]:
        sentence = tally.reading.sentences[number]
        said = edge(outcome, learned().lean([sentence.low]))
        if best is None or said > most:
            best, most = sentence, said
    return best
