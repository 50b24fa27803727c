"""A reply answered point by point: which points are answered, and which are not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from campaign.coding.kinds import Kind
from campaign.coding.reading import Sentence
from campaign.coding.tally import GROUNDS, Tally

_ITEM = re.compile(
    r"(?:q(?:uestion)?s?\.? ?\d{1,2}[a-z]?|part \d|point \d|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})"
    r"[.):](?=\s|$)|\d{1,2}[a-z] ?[–-] |a\d{1,2}[.: ])",
    re.IGNORECASE,
)
_REST = re.compile(
    r"\b(?:thank you|further to|i (?:can|am)|we (?:have )?received|your request|freedom "
    r"of information|hope (?:this|that)|please (?:find|see|contact|note)|apologi|refer)"
    r"\b"
)


def item_states(tally: Tally) -> Counter[Kind | str]:
    """How many points have which state: `given` or the ground on which they are not.

    Points are what follows quoted questions and what begins with a number or a letter; fewer
    than two points are no list, and give nothing.
    """
    said: dict[int, dict[Kind, float]] = {}
    for kind, signals in tally.signals.items():
        for signal in signals:
            there = said.setdefault(signal.sentence, {})
            there[kind] = max(signal.weight, there.get(kind, 0.0))
    groups = [
        group
        for group in _groups(tally)
        if any(tally.reading.sentences[number].kind == "own" for number in group)
    ]
    states: list[Kind | str] = []
    for group in groups:
        if _ABOVE.search(_first(tally, group)):
            # What stands above is another point, or an answer to all of them.
            states.extend(states[-1:])
        elif state := _state(tally, group, said):
            states.append(state)
    return Counter(states) if len(states) > 1 else Counter()


def first_answer(tally: Tally) -> Sentence | None:
    """The first point that answers by its place alone, where no sentence says that it gives."""
    for group in _groups(tally):
        own = [n for n in group if tally.reading.sentences[n].kind == "own"]
        if own and _answers(tally, own[0]):
            return tally.reading.sentences[own[0]]
    return None


def _first_of_all(group: list[int], said: dict[int, dict[Kind, float]]) -> bool:
    """Whether a point says that it is not held before it says anything else."""
    first = next((number for number in group if said.get(number)), group[0])
    return said.get(first, {}).get("not_held", 0.0) >= 0.5


def _first(tally: Tally, group: list[int]) -> str:
    """The first words of the authority's own in a point."""
    sentences = (tally.reading.sentences[number] for number in group)
    return next((sentence.low for sentence in sentences if sentence.kind == "own"), "")


_ABOVE = re.compile(
    r"^.{0,14}\b(?:as|see|same as) "
    r"(?:above|(?:(?:our|the|my) (?:answer|response|reply) (?:to|at) )?"
    r"(?:(?:question|q|point|part) ?\(?\w\b|\(?[a-z]\)))"
)


def answers_apart(tally: Tally) -> bool:
    """Whether one quoted question is answered in words that refuse nothing, another refused."""
    refusing = {
        tally.reading.sentences[signal.sentence].block
        for kind in (*GROUNDS, "refuse")
        for signal in tally.signals.get(kind, ())
        if signal.weight >= 0.5
    }
    told = {
        sentence.block
        for before, sentence in pairwise(tally.reading.sentences)
        if before.kind == "quoted_request"
        and before.low.endswith("?")
        and sentence.kind == "own"
        and not _REST.search(sentence.low)
    }
    return bool(refusing) and bool(told - refusing)


_TELLS = re.compile(
    r"^(?:yes|no)\b|\d|\b(?:can (?:confirm|advise)|was|were|has|have|are|is|there|none)\b(?!.{0,40}"
    r"\b(?:your request|considered|the act)\b)"
)
_NUMBERED = re.compile(r"(?:q(?:uestion)?\.? ?\d{1,2}\b|\d{1,2}[.):]|\d{1,2}[a-z] ?[–-] )\W*")
_DATE = re.compile(r"[\w ]{0,20}\d[\w /.,-]{0,20}")
"""A date or a number by itself, below a field of a form."""


def _groups(tally: Tally) -> Iterator[list[int]]:
    """Numbers of the sentences of each point."""
    group: list[int] = []
    block = None
    asked = False
    for number in tally.own:
        sentence = tally.reading.sentences[number]
        place = (sentence.source, sentence.block)
        marked = bool(_ITEM.match(sentence.raw))
        follows = number > 0 and tally.reading.sentences[number - 1].kind == "quoted_request"
        if (place != block and (block is not None or follows)) or marked:
            if asked and group:
                yield group
            group, asked = [], True
        block = place
        if asked:
            group.append(number)
    if asked and group:
        yield group


def _state(tally: Tally, group: list[int], said: dict[int, dict[Kind, float]]) -> Kind | str:
    """The state of one point: the ground stated, `given` for any other answer, empty for none."""
    weights: dict[Kind, float] = {}
    for number in group:
        for kind, weight in said.get(number, {}).items():
            weights[kind] = max(weight, weights.get(kind, 0.0))
    stated = {kind for kind in (*GROUNDS, "refuse") if weights.get(kind, 0.0) >= 0.5}
    scattered = "scattered" in weights
    given = weights.get("answer", 0.0) >= 0.6 or weights.get("release", 0.0) >= 0.6
    for kind in ("vexatious", "ncnd", "cost", "refuse", "not_held"):
        if kind in stated and not (given and kind == "not_held" and not _first_of_all(group, said)):
            return kind
    if scattered and not given:
        return "cost"
    if "public" in stated and not given:
        return "public"
    own = [n for n in group if tally.reading.sentences[n].kind == "own"]
    first = tally.reading.sentences[own[0]]
    if given or (_answers(tally, own[0]) and not _REST.search(first.low)):
        return "given"
    return ""


_ASKED_FOR = re.compile(
    r"(?:any|all|a (?:copy|list|breakdown)|copies|(?:the )?(?:total |annual )?(?:number|cost|amount"
    r"|names?|details|dates?|value)s? of|information (?:on|about)|details|how|what|which|when|who"
    r"|why|please)\b(?!.{0,80}\b(?:is|are|was|were|has|have|not|no|attached|£)\b)"
)
"""What a point asks for, not an answer to it."""


def _answers(tally: Tally, number: int) -> bool:
    """Whether a sentence answers by its place: after a question quoted, or numbered as one."""
    sentence = tally.reading.sentences[number]
    before = tally.reading.sentences[number - 1] if number else sentence
    if numbered := _NUMBERED.match(sentence.low):
        return not _ASKED_FOR.match(sentence.low, numbered.end())
    if before.kind != "quoted_request":
        return False
    told = _TELLS.search(sentence.low) and not _DATE.fullmatch(sentence.low)
    return before.low.endswith("?") or bool(told)
