"""What a sentence says, told from the whole of it and from its letter, beside what phrases hear.

A phrase stands in other sentences too: "a public body does not have to disclose it" is no word of
what is not held; and no list of phrases has all the ways to say a thing. So each kind of signal
has a logistic regression over clues (`clues.py`), learned from letters of our own in which
people marked what each sentence says, and from single sentences (`tests/coding/fit_sense.py`).
What a phrase hears is one clue among others.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import repeat
from typing import Literal

from campaign.coding.clues import AFTER, BEFORE, HERE, Clues, Surroundings, stems
from campaign.coding.kinds import Kind, Signal
from campaign.coding.lanes import pack, unpack
from campaign.coding.quoting import Quoting, is_plea, mail_quotes
from campaign.coding.reading import Sentence
from campaign.coding.sentences import sentences

Meaning = Kind | Literal["asked"]
"""What is told of a sentence: a kind of signal, or that it is the requester's own."""
_STANDS = 0.15
"""The chance from which on a sentence says what a phrase in it says."""
_SAYS = 0.5
"""The chance from which on it says what no phrase of ours has."""
_HINTS = 0.3
_EXCLUDED = 0.03
"""The chance below which not even a phrase is heard; all of these were chosen on letters."""
_HINT = 0.5
_CERTAIN = 60.0
"""Log odds above which nothing is more likely."""
_PARTS, _SHARES = 10, 4096
"""Weights are whole tenths, and how much there is of a clue is counted in such shares."""
_HOPELESS = round(_PARTS * _SHARES * math.log(0.001))
"""Log odds, in shares of tenths, up to which a kind is not worth a word."""
_STRANGE = 0.5
"""The share of unknown words above which a sentence is left to phrases: it may be Welsh."""
AS_WELL: Mapping[Kind, frozenset[Kind]] = {
    "not_held": frozenset({"answer", "transfer"}),
    "release": frozenset({"answer", "cover"}),
    "away": frozenset({"bounce"}),
    "bounce": frozenset({"away"}),
    "transfer": frozenset({"not_held"}),
    "progress": frozenset({"extend"}),
    "partial": frozenset({"refuse", "not_held", "cost", "release"}),
    "refuse": frozenset({"partial"}),
    "invalid": frozenset({"transfer", "not_held"}),
}
"""Kinds that say as much as another, as far as the outcome goes."""


@dataclass(frozen=True)
class Sense:
    """What was learned: for each kind its base, for each clue what it adds for some kinds.

    Both are log odds; `clues` gives a kind by its number in `kinds`. `sentences` is how many it
    was learned from.
    """

    sentences: int
    kinds: tuple[Meaning, ...]
    base: tuple[float, ...]
    clues: Mapping[str, tuple[tuple[int, float], ...]]

    def chances(self, clues: Clues) -> dict[Meaning, float]:
        """The chance, from 0 to 1, that a sentence of which this is seen says each kind.

        Kinds of less than one in a thousand are left out.
        """
        total = self._always
        for where, much, names in clues:
            adding = self._adding[where]
            total += round(much * _SHARES) * sum(map(adding.get, names, repeat(0)))
        return {
            kind: 1 / (1 + math.exp(-min(_CERTAIN, value / (_PARTS * _SHARES))))
            for kind, value in zip(self.kinds, unpack(total, len(self.kinds)), strict=True)
            if value > _HOPELESS
        }

    @cached_property
    def _adding(self) -> Mapping[str, Mapping[str, int]]:
        """What each clue adds for all kinds, in tenths, packed into one number; by its place."""
        found: dict[str, dict[str, int]] = {HERE: {}, BEFORE: {}, AFTER: {}}
        for clue, pairs in self.clues.items():
            where = clue[:2] if clue[:2] in (BEFORE, AFTER) else HERE
            adds = ((kind, round(much * _PARTS)) for kind, much in pairs)
            found[where][clue.removeprefix(where)] = pack(adds)
        return found

    @cached_property
    def _always(self) -> int:
        return pack((kind, round(adds * _PARTS * _SHARES)) for kind, adds in enumerate(self.base))

    def strangeness(self, low: str) -> float:
        """The share, from 0 to 1, of the words of a sentence (lower case) that were not learned."""
        said = stems(low)
        return len(said.difference(self.clues)) / (len(said) or 1)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a sentence says: told from the `whole` of it, and from its `phrases`.

    `chances` are those of all that was learned, none where the sentence is left to phrases.
    """

    whole: tuple[Signal, ...]
    phrases: tuple[Signal, ...]
    chances: Mapping[Meaning, float]


def weigh_signals(number: int, around: Surroundings) -> Weighed:
    """What one of the authority's own sentences says, by its number."""
    heard = around.heard[number]
    if learned().strangeness(around.reading.sentences[number].low) > _STRANGE:
        return Weighed(tuple(heard), tuple(heard), {})
    chances = learned().chances(around.clues(number))
    known = {signal.kind for signal in heard}
    if "rejects" in known:
        # Whoever says that an exemption does not apply refuses nothing by naming it.
        known.add("refuse")
    unheard = (
        Signal(kind, (0.6 if kind == "answer" else 1.0) if chance >= _SAYS else _HINT, number)
        for kind, chance in chances.items()
        if kind != "asked" and chance >= _HINTS and kind not in known
    )
    likely = [(signal, _allowed(signal.kind, chances)) for signal in heard]
    standing = (signal for signal, chance in likely if chance >= _STANDS)
    possible = tuple(signal for signal, chance in likely if chance >= _EXCLUDED)
    return Weighed((*standing, *unheard), possible, chances)


def authoritys_after_all(around: Surroundings) -> frozenset[int]:
    """Which sentences were taken for the requester's, by their place, and are the authority's.

    Never those that stand in our request, that a mail program quoted, or that ask.
    """
    reading = around.reading
    asked = [each for each in reading.sentences[:_READ] if each.kind == "quoted_request"]
    likely = [each for each in asked if not is_plea(each.low) and _answers(around, each)]
    if not likely:
        return frozenset()
    ours = Quoting.of(reading.reply.request_text)
    mailed = {
        number: mail_quotes(source.text, sentences(source.text))
        for number, source in enumerate(reading.reply.sources)
    }
    return frozenset(
        each.number
        for each in likely
        if not ours.is_ours(each.low)
        and not any(m.start <= each.span.start < m.end for m in mailed[each.source])
    )


def _answers(around: Surroundings, sentence: Sentence) -> bool:
    if learned().strangeness(sentence.low) > _STRANGE:
        return False
    chances = learned().chances(around.clues(sentence.number))
    said = (chance for kind, chance in chances.items() if kind not in _NO_ANSWERS)
    return max(said, default=0.0) >= _OURS and chances.get("asked", 0.0) < _NOT_ASKED


_OURS, _NOT_ASKED = 0.6, 0.1
"""Chances from which on, and below which, a sentence that stands among a request is no part."""
_NO_ANSWERS = frozenset({"asked", "answer"})
_READ = 400


def _allowed(kind: Kind, chances: Mapping[Meaning, float]) -> float:
    """The chance that a sentence says a kind or what comes to the same; 1 for one not learned."""
    if kind not in learned().kinds:
        return 1.0
    return chances.get(kind, 0.0) + sum(chances.get(one, 0.0) for one in AS_WELL.get(kind, ()))


def as_json(sense: Sense) -> str:
    """What was learned as a file: one clue a line, so that a change can be read."""
    head = {"sentences": sense.sentences, "kinds": sense.kinds, "base": sense.base}
    rows = (
        f"{json.dumps(clue)}: {json.dumps([x for pair in adds for x in pair])}"
        for clue, adds in sense.clues.items()
    )
    return json.dumps(head)[:-1] + ', "clues": {\n' + ",\n".join(rows) + "\n}}\n"


def from_json(text: str) -> Sense:
    """The opposite of `as_json`."""
    held = json.loads(text)
    clues = {
        clue: tuple(zip(row[::2], row[1::2], strict=True)) for clue, row in held["clues"].items()
    }
    return Sense(held["sentences"], tuple(held["kinds"]), tuple(held["base"]), clues)


@cache
def learned() -> Sense:
    """What the package has learned (`sense.json`)."""
    path = files("campaign.coding").joinpath("sense.json")
    return from_json(path.read_text(encoding="utf-8"))
