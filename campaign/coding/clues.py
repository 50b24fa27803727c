"""What is to be seen of a sentence in its letter, from which `sense.py` tells what it says.

Its words and pairs of neighbouring words, cut to their stems; the words of the sentences before
and after; what phrases hear in all three, and in the rest of the letter; provisions cited; its
length, its place and its figures. A clue is a short name, and how much there is of it.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from campaign.coding.kinds import Signal
from campaign.coding.mentions import Mention
from campaign.coding.reading import Reading, Sentence

Clues = dict[str, float]

_WORD = re.compile(r"[a-z][a-z']+|\d+|£|\?|<")
_ENDING = re.compile(r"(?:ing|ed|es|s|ly|ion|ions|ment|ments|able|al|e)$")
_LONG = 4
_STEM = 7
_THERE = 0.35
"""How much a clue counts that is there or not, beside the words, which share one."""
_BESIDE = 0.5
"""How much the words of a neighbouring sentence count."""


def clues_alone(low: str) -> Clues:
    """What is to be seen of a sentence in lower case without its letter."""
    words, pairs = _terms(low)
    share = 1 / math.sqrt(len(words) + len(pairs) or 1)
    found = dict.fromkeys((*words, *pairs), share)
    found["kind:own"] = _THERE
    for shape in _shape(low):
        found[shape] = _THERE
    return found


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
        found = clues_alone(sentence.low)
        del found["kind:own"]
        for clue in self._there(number, sentence):
            found[clue] = _THERE
        for beside, name in ((number - 1, "p:"), (number + 1, "n:")):
            self._neighbour(found, beside, name, sentence.source)
        return found

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

    def _neighbour(self, found: Clues, number: int, name: str, source: int) -> None:
        sentences = self.reading.sentences
        if not (0 <= number < len(sentences) and sentences[number].source == source):
            found[name + "none"] = _THERE
            return
        other = sentences[number]
        words, _ = _terms(other.low)
        share = _BESIDE / math.sqrt(len(words) or 1)
        for word in words:
            found[name + word] = share
        found[f"{name}k:{other.kind}"] = _THERE
        for signal in self.heard.get(number, ()):
            found[f"{name}sig:{signal.kind}"] = _THERE
        if other.low.endswith("?"):
            found[name + "q"] = _THERE
        if other.low.endswith(":"):
            found[name + "colon"] = _THERE


@lru_cache(maxsize=256)
def _terms(low: str) -> tuple[frozenset[str], frozenset[str]]:
    """The stems of a sentence, and the pairs of neighbouring ones; all numbers are one word."""
    stems = [_stem("0" if word[0].isdigit() else word) for word in _WORD.findall(low)]
    return frozenset(stems), frozenset(f"{one} {two}" for one, two in pairwise(stems))


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    return _ENDING.sub("", word)[:_STEM] if len(word) > _LONG else word


def _shape(low: str) -> Iterator[str]:
    words = low.count(" ") + 1
    yield "len:" + _step(words, ((3, "3"), (8, "8"), (15, "15"), (30, "30")), "x")
    figures = sum(map(str.isdigit, low)) / max(1, len(low))
    yield "dig:" + _step(figures, ((0, "0"), (0.05, ".05"), (0.2, ".2")), "x")
    if low.endswith("?"):
        yield "q"
    if low.endswith(":"):
        yield "colon"


def _step(value: float, steps: tuple[tuple[float, str], ...], above: str) -> str:
    return next((name for most, name in steps if value <= most), above)
