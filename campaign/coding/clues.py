"""What is to be seen of a sentence in its letter, from which `sense.py` tells what it says.

Its words and pairs of neighbouring words, cut to their stems; the words of the sentences before
and after; what phrases hear in all three, and in the rest of the letter; provisions cited; its
length, its place and its figures. A clue is a short name, and how much there is of it; those that
there is as much of stand together.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import pairwise

from campaign.coding.kinds import Signal
from campaign.coding.mentions import Mention
from campaign.coding.reading import Reading, Sentence
from campaign.coding.terms import words

Clues = Sequence[tuple[str, float, Set[str]]]
"""Where clues are seen (a prefix of their names: `HERE`, `BEFORE`, `AFTER`), how much of each, and
their names."""
HERE, BEFORE, AFTER = "", "p:", "n:"

_ENDING = re.compile(r"(?:ing|ed|es|s|ly|ion|ions|ment|ments|able|al|e)$")
_LONG = 4
_STEM = 7
_THERE = 0.35
"""How much a clue counts that is there or not, beside the words, which share one."""
_BESIDE = 0.5
"""How much the words of a neighbouring sentence count."""


def clues_alone(low: str) -> Clues:
    """What is to be seen of a sentence in lower case without its letter."""
    return [_terms_as_clues(low), (HERE, _THERE, {"kind:own", *_shape(low)})]


def by_name(clues: Clues) -> dict[str, float]:
    """How much there is of each clue, by its full name."""
    return {where + name: much for where, much, names in clues for name in names}


def _terms_as_clues(low: str) -> tuple[str, float, Set[str]]:
    single, paired = _terms(low)
    return HERE, 1 / math.sqrt(len(single) + len(paired) or 1), single | paired


def stems(low: str) -> frozenset[str]:
    """The words of a sentence in lower case, cut to their stems."""
    return _terms(low)[0]


class Surroundings:
    """The sentences of the authority's own in a letter, with what phrases hear in them.

    `own` are their numbers in order; `heard` gives the signals of each; `lean` is how their words
    lean (`wording.py`).
    """

    def __init__(
        self,
        reading: Reading,
        own: Sequence[int],
        mentions: Sequence[Mention],
        heard: Mapping[int, Sequence[Signal]],
        reviewing: bool,
        lean: Mapping[str, float],
    ) -> None:
        self.reading = reading
        self.lean = lean
        self.own = own
        self.heard = heard
        self.reviewing = reviewing
        self.place = {number: place for place, number in enumerate(own)}
        self.cited: dict[int, list[Mention]] = defaultdict(list)
        for mention in mentions:
            self.cited[mention.sentence.number].append(mention)
        self.said = Counter(
            signal.kind for number in own for signal in heard[number] if signal.weight >= 1
        )

    def clues(self, number: int) -> Clues:
        """What is to be seen of a sentence: one of the authority's own, or one taken for asked."""
        sentence = self.reading.sentences[number]
        return [
            _terms_as_clues(sentence.low),
            (HERE, _THERE, {*_shape(sentence.low), *self._there(number, sentence)}),
            *self._neighbour(BEFORE, number - 1, sentence.source),
            *self._neighbour(AFTER, number + 1, sentence.source),
        ]

    def _there(self, number: int, sentence: Sentence) -> Iterator[str]:
        yield f"kind:{sentence.kind}"
        heard = self.heard.get(number, ())
        here = [signal.kind for signal in heard if signal.weight >= 1]
        for signal in heard:
            yield f"sig:{signal.kind}" + ("" if signal.weight >= 1 else ":h")
        for kind, count in self.said.items():
            if count > here.count(kind):
                yield f"doc:{kind}"
        place = self.place.get(number, number)
        yield "pos:" + _step(place, ((0, "0"), (2, "1-2"), (6, "3-6"), (15, "7-15")), "16+")
        yield f"law:{self.reading.reply.law}"
        if self.reviewing:
            yield "rev"
        for mention in self.cited.get(number, ()):
            yield f"cit:{mention.kind}"
            yield f"cit:{mention.kind}:{mention.mood}" + (":a" if mention.acts else "")

    def _neighbour(self, where: str, number: int, source: int) -> Clues:
        sentences = self.reading.sentences
        if not (0 <= number < len(sentences) and sentences[number].source == source):
            return [(where, _THERE, {"none"})]
        other = sentences[number]
        single, _ = _terms(other.low)
        there = {f"k:{other.kind}"}
        there.update(f"sig:{signal.kind}" for signal in self.heard.get(number, ()))
        if other.low.endswith("?"):
            there.add("q")
        if other.low.endswith(":"):
            there.add("colon")
        return [(where, _BESIDE / math.sqrt(len(single) or 1), single), (where, _THERE, there)]


@lru_cache(maxsize=256)
def _terms(low: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of a sentence, and the pairs of neighbouring ones; all numbers are one word."""
    stems = [_stem(word) for word in words(low)]
    return frozenset(stems), frozenset(f"{one} {two}" for one, two in pairwise(stems))


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    return _ENDING.sub("", word)[:_STEM] if len(word) > _LONG else word


def _shape(low: str) -> Iterator[str]:
    length = low.count(" ") + 1
    yield "len:" + _step(length, ((3, "3"), (8, "8"), (15, "15"), (30, "30")), "x")
    figures = sum(map(str.isdigit, low)) / max(1, len(low))
    yield "dig:" + _step(figures, ((0, "0"), (0.05, ".05"), (0.2, ".2")), "x")
    if low.endswith("?"):
        yield "q"
    if low.endswith(":"):
        yield "colon"


def _step(value: float, steps: tuple[tuple[float, str], ...], above: str) -> str:
    return next((name for most, name in steps if value <= most), above)
