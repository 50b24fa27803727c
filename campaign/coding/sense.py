"""Whether a sentence can mean what a phrase in it seems to say.

The phrases are found in other sentences too: "a public body does not have to disclose it" is no
word of what is not held. So each kind of signal has a logistic regression over words and pairs of
neighbouring words, with an L1 penalty so that few of them count, learned from labelled sentences
of our own making (`tests/coding/fit_sense.py`). It adds no signal; it takes away those that the
whole sentence all but excludes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from campaign.coding.kinds import Kind
from campaign.coding.terms import terms

_LEAST = 0.002
"""The chance below which a sentence is not taken for a kind; chosen on letters of others."""
_TOO_SHORT = 12
"""Characters below which a line has too few words to tell."""
AS_WELL: Mapping[str, frozenset[str]] = {
    "not_held": frozenset({"answer", "transfer"}),
    "release": frozenset({"cover"}),
    "away": frozenset({"bounce"}),
    "bounce": frozenset({"away"}),
    "transfer": frozenset({"not_held"}),
    "progress": frozenset({"extend"}),
    "partial": frozenset({"refuse", "not_held", "cost", "release"}),
    "refuse": frozenset({"partial"}),
    "invalid": frozenset({"transfer", "not_held"}),
}
"""Kinds that say as much as another, as far as the outcome goes."""


@dataclass(frozen=True, slots=True)
class Sense:
    """What was learned: for each kind its base, for each term what it adds for some kinds.

    Both are log odds; a sentence's terms are divided by the root of their number. `sentences` is
    how many it was learned from.
    """

    sentences: int
    base: Mapping[str, float]
    terms: Mapping[str, Mapping[str, float]]

    def chance(self, low: str, kind: str, *others: str) -> float:
        """The chance, from 0 to 1, that a sentence in lower case is of one of some kinds.

        1 where the first kind was not learned; others that were not add nothing.
        """
        if kind not in self.base:
            return 1.0
        said = terms([low])
        known = [self.terms[term] for term in said if term in self.terms]
        share = 1 / math.sqrt(len(said) or 1)
        chances = (
            1 / (1 + math.exp(-self.base[one] - share * sum(adds.get(one, 0.0) for adds in known)))
            for one in (kind, *others)
            if one in self.base
        )
        return min(1.0, sum(chances))


def can_mean(kind: Kind, low: str) -> bool:
    """Whether a sentence in lower case may be of a kind, or of one that says as much."""
    if len(low) < _TOO_SHORT:
        return True
    return learned().chance(low, kind, *AS_WELL.get(kind, ())) >= _LEAST


def as_json(sense: Sense) -> str:
    """What was learned as a file: one term a line, so that a change can be read."""
    head = json.dumps({"sentences": sense.sentences, "base": sense.base})[:-1]
    rows = (f"{json.dumps(term)}: {json.dumps(adds)}" for term, adds in sense.terms.items())
    return head + ', "terms": {\n' + ",\n".join(rows) + "\n}}\n"


def from_json(text: str) -> Sense:
    """The opposite of `as_json`."""
    held = json.loads(text)
    return Sense(held["sentences"], held["base"], held["terms"])


@cache
def learned() -> Sense:
    """What the package has learned (`sense.json`)."""
    path = files("campaign.coding").joinpath("sense.json")
    return from_json(path.read_text(encoding="utf-8"))
