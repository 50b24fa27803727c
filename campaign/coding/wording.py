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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import islice

from campaign.coding.lanes import pack, unpack
from campaign.coding.reading import Reading
from campaign.coding.terms import terms

_SMOOTHED = 0.1
_LEAST = 2
"""Replies that must have a term for it to be learned."""
_FEW = 15
"""Known terms up to which a text is too short to say much."""
_PART = 0.0001
"""Weights are counted in whole parts of this size."""
READ = 400
"""Sentences of a reply that are listened to."""


@dataclass(frozen=True)
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
        known = [self._speaking[term] for term in terms(lows) if term in self._speaking]
        if not known:
            return {}
        *said, weight, squared = unpack(sum(known), len(self.outcomes) + 2)
        length = math.sqrt(squared * _PART) * (1 + _FEW / len(known))
        spoken = [much + weight * always for much, always in zip(said, self.always, strict=True)]
        best = max(spoken)
        return {
            outcome: (much - best) * _PART / length
            for outcome, much in zip(self.outcomes, spoken, strict=True)
        }

    @cached_property
    def _speaking(self) -> Mapping[str, int]:
        """What each term says for the outcomes, its rarity and that squared, packed into one."""
        count = len(self.outcomes)

        def parts(rarity: float, spoken: Iterable[tuple[int, float]]) -> Iterator[tuple[int, int]]:
            for number, weight in (
                *((number, rarity * weight) for number, weight in spoken),
                (count, rarity),
                (count + 1, rarity * rarity),
            ):
                yield number, round(weight / _PART)

        return {term: pack(parts(*told)) for term, told in self.terms.items()}


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


def lean_of(
    reading: Reading, own: Iterable[int], wording: Wording | None = None
) -> dict[str, float]:
    """How the authority's own words lean, its sentences given by number; empty without any."""
    lows = [reading.sentences[number].low for number in islice(own, READ)]
    return (wording or learned()).lean(lows)


def edge(outcome: str, lean: Mapping[str, float]) -> float:
    """How far the words speak for an outcome before the next best; below 0 for another."""
    others = [value for other, value in lean.items() if other != outcome]
    return lean[outcome] - max(others) if outcome in lean and others else 0.0
