"""The signals of a whole reply added up, each kind with the sentence that says it best."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from campaign.coding.clues import Surroundings
from campaign.coding.kinds import Kind, Signal
from campaign.coding.mentions import Mention, read_mentions
from campaign.coding.phrases import table
from campaign.coding.reading import Reading, Sentence
from campaign.coding.sense import Meaning, authoritys_after_all, weigh_signals
from campaign.coding.signals import read_signals
from campaign.coding.wording import lean_of
from campaign.law.provisions import is_ncnd

GROUNDS: tuple[Kind, ...] = ("vexatious", "cost", "ncnd", "public", "not_held")
"""Reasons for giving nothing which have their own outcome; `refuse` is left for exemptions."""


@dataclass(slots=True)
class Tally:
    """What a reply says, by kind of signal.

    `own` are the numbers of the authority's own sentences, `chances` of what each may say
    (`sense.py`); `lean` is how their words lean (`wording.py`).
    """

    reading: Reading
    mentions: Sequence[Mention]
    own: list[int]
    signals: dict[Kind, list[Signal]] = field(default_factory=dict)
    reviewing: bool = False
    chances: Mapping[int, Mapping[Meaning, float]] = field(default_factory=dict)
    lean: Mapping[str, float] = field(default_factory=dict)

    def weight(self, kind: Kind) -> float:
        """How much is said of this kind, statements and hints together."""
        return sum(signal.weight for signal in self.signals.get(kind, ()))

    def plain(self, kind: Kind) -> int:
        """How many sentences state it plainly."""
        return sum(signal.weight >= 1 for signal in self.signals.get(kind, ()))

    def best(self, *kinds: Kind) -> Sentence | None:
        """The first sentence that states one of these plainly, else the first that hints it."""
        for least in (1.0, 0.0):
            for kind in kinds:
                for signal in self.signals.get(kind, ()):
                    if signal.weight >= least:
                        return self.reading.sentences[signal.sentence]
        return None

    def lows(self, kind: Kind) -> list[str]:
        """The plain texts of the sentences which say it plainly."""
        return self._lows(kind, 1.0)

    def hints(self, kind: Kind) -> list[str]:
        """The plain texts of the sentences which say it plainly or hint it."""
        return self._lows(kind, 0.0)

    def _lows(self, kind: Kind, least: float) -> list[str]:
        return [
            self.reading.sentences[signal.sentence].low
            for signal in self.signals.get(kind, ())
            if signal.weight >= least
        ]


_SUBSTANCE: tuple[Kind, ...] = ("not_held", "cost", "vexatious", "ncnd", "refuse", "release")
_NOT_IN_HEADINGS = frozenset(
    {"answer", "public", "release", "cover", "partial", "clarify", "refuse", "transfer"}
)
_BY_KIND: dict[str, Kind] = {
    "cost": "cost",
    "vexatious": "vexatious",
    "accessible": "public",
    "not_held": "not_held",
    "ncnd": "ncnd",
}


_BARE_NO = re.compile(
    r"(?:however,? |but )?(?:it|this|that|they|we) (?:do|does|did|is|are)(?: not|n't)\b.{0,12}$"
)
_LISTED = re.compile(r"(?:[•·▪●○◦*\uf0b7–-]|\(?(?:[a-z]|[ivx]{1,4})[.)])\s?\S")
_SUPPOSES = re.compile(r"\b(?:may|might|can|could|if|where|unless|when|would)\b")
"""A list below such a sentence names cases, and says of none that it is this one."""
_BARE = re.compile(r"[\d,./-]{3,}\.?")
_LABEL = re.compile(r"\b(?:id|number|no|reference|ref)\.?\s?:?$")


_SPOKEN = re.compile(r"acknowledg|^(?:it|this|your request) (?:is|has)\b")
"""A line with a reference that is a sentence all the same."""
_ASKED = 0.8
"""The chance from which on a sentence is the requester's, quoted without a mark."""
READ_SENTENCES = 4000
"""Sentences of a reply that are read for signals; a log of more rows says nothing new."""


def own_sentences(reading: Reading) -> list[int]:
    """The numbers of the sentences, headings and longer lines that are the authority's own."""
    return [
        number
        for number, sentence in enumerate(reading.sentences[:READ_SENTENCES])
        if sentence.kind in ("own", "heading")
        or (sentence.kind == "reference_line" and sentence.low.count(" ") >= 2)
    ]


def listen(reading: Reading, mentions: Sequence[Mention]) -> Surroundings:
    """What phrases hear in each of the authority's own sentences."""
    own = own_sentences(reading)
    lean = lean_of(reading, own)
    reviewing = _reviewing(reading, own) or leans_to_review(lean)
    heard = {number: read_signals(reading.sentences[number], number, reviewing) for number in own}
    return Surroundings(reading, own, mentions, heard, reviewing, lean)


def read_tallies(reading: Reading, mentions: Sequence[Mention]) -> tuple[Tally, Tally]:
    """What a reply says, read two ways: sentence by sentence in its letter, and phrase by phrase.

    The second has only what phrases hear, less what the whole sentence all but excludes. In both,
    what a sentence refuses under a provision of its own kind (FOISA section 25, EIR 12(4)(b)) is
    counted as that kind. Where sentences turn out to be the requester's, or not to be, `reading`
    and `mentions` of the tallies know them for it.
    """
    around = listen(reading, mentions)
    if ours := authoritys_after_all(around):
        reading = reading.relabelled(ours, "own")
        mentions = read_mentions(reading)
        around = listen(reading, mentions)
    weighed = {number: weigh_signals(number, around) for number in around.own}
    chances = {number: found.chances for number, found in weighed.items()}
    asked = {number for number, told in chances.items() if told.get("asked", 0.0) >= _ASKED}
    if asked:
        reading = reading.relabelled(asked, "quoted_request")
        mentions = read_mentions(reading)
    own = [number for number in around.own if number not in asked]
    lean = lean_of(reading, own) if asked else around.lean

    def add_up(said: Mapping[int, Sequence[Signal]]) -> Tally:
        return _add_up(Tally(reading, mentions, own, {}, around.reviewing, chances, lean), said)

    whole = {number: found.whole for number, found in weighed.items()}
    phrases = {number: found.phrases for number, found in weighed.items()}
    return add_up(whole), add_up(phrases)


def read_tally(reading: Reading, mentions: Sequence[Mention]) -> Tally:
    """What a reply says, each sentence read in its letter."""
    return read_tallies(reading, mentions)[0]


def _add_up(tally: Tally, said: Mapping[int, Sequence[Signal]]) -> Tally:
    reading, own = tally.reading, tally.own
    before: set[Kind] = set()
    supposed = False
    for number in own:
        sentence = reading.sentences[number]
        if not _LISTED.match(sentence.low):
            supposed = sentence.low.endswith(":") and bool(_SUPPOSES.search(sentence.low))
        elif supposed:
            continue
        kinds = {signal.kind for signal in said[number]}
        if "considers" in before and _BARE_NO.match(sentence.low):
            # "It was thought that section 43 might apply. It does not."
            before = {"rejects"}
            continue
        before = kinds
        for signal in said[number]:
            if not _is_label(tally, signal, number):
                tally.signals.setdefault(signal.kind, []).append(signal)
    _rows(tally)
    _intros(tally)
    _by_provision(tally, tally.mentions)
    _refusals_of_their_own(tally, tally.mentions)
    return tally


def _is_label(tally: Tally, signal: Signal, number: int) -> bool:
    """Whether it is heard in a heading or a line of reference that says no such thing."""
    sentence = tally.reading.sentences[number]
    if sentence.kind != "own" and signal.kind in _NOT_IN_HEADINGS:
        return True
    line = sentence.kind == "reference_line" and not _SPOKEN.search(sentence.low)
    if signal.kind == "acknowledge" and line:
        return True
    if signal.kind != "answer" or not _BARE.fullmatch(sentence.low):
        return False
    # a number above the letter, or below its label, is its reference
    above = tally.reading.sentences[number - 1].low
    return number in tally.own[:2] or bool(_LABEL.search(above))


_ROW = re.compile(
    r"(?!.{0,20}\b(?:ref(?:erence)?|tel|date|ext|page|version|foi|rfi|eir|section|room|floor)\b)"
    r"[^?!;@]{2,60}?[ :–x-] ?(?:£ ?|<)?(?:[\d,.]*\d)(?: ?%| ?k| ?m)?(?: \([^()]{1,40}\))?"
)
_DATED = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)\w*,? (?:20)?\d\d$|[a-z]\d$"
    r"|\d[/.]\d+[/.]\d+$|\b0\d{3,}[\d ]*$"
)
"""Ends that are no figures: dates, telephone numbers, postcodes."""


def _rows(tally: Tally) -> None:
    """Take lines one below the other which end in a figure for rows of a table: answers."""
    run: list[int] = []
    told = {
        s.sentence for signals in tally.signals.values() for s in signals if s.kind != "partial"
    }
    for number in (*tally.own, None):
        if number is not None and _is_row(tally.reading.sentences[number]):
            run.append(number)
            continue
        if len(run) > 1:
            fresh = [Signal("answer", 1.0, each) for each in run if each not in told]
            tally.signals.setdefault("answer", []).extend(fresh)
        run = []


def _is_row(sentence: Sentence) -> bool:
    row = sentence.kind == "own" and _ROW.fullmatch(sentence.low)
    return bool(row) and not _DATED.search(sentence.low)


def _intros(tally: Tally) -> None:
    """Take "our answers are these:" for no release where a refusal and no answer follows it."""
    if not any(tally.signals.get(kind) for kind in (*GROUNDS, "refuse")):
        return
    said = tally.signals.get("release", [])
    opens = {s.sentence for s in said if tally.reading.sentences[s.sentence].low.endswith(":")}
    told = {s.sentence for s in (*said, *tally.signals.get("answer", ()))} - opens
    last = max(told, default=-1)
    if kept := [s for s in said if s.sentence not in opens or s.sentence < last]:
        tally.signals["release"] = kept
    else:
        tally.signals.pop("release", None)


def _by_provision(tally: Tally, mentions: Sequence[Mention]) -> None:
    """Turn `refuse` into the kind of the only sort of provision that its sentence cites."""
    cited: dict[int, set[str]] = {}
    for mention in mentions:
        if mention.kind != "procedural":
            sort = "ncnd" if is_ncnd(mention.cited.citation) else mention.kind
            cited.setdefault(mention.sentence.number, set()).add(sort)
    for signal in list(tally.signals.get("ncnd", ())):
        if cited.get(signal.sentence) == {"cost"}:
            # Even to find out whether it is held would cost too much: section 12(2).
            tally.signals["ncnd"].remove(signal)
            tally.signals.setdefault("cost", []).append(
                Signal("cost", signal.weight, signal.sentence, signal.where)
            )
    tally.signals["refuse"] = [
        signal
        for signal in tally.signals.get("refuse", ())
        if cited.get(signal.sentence) != {"environmental"}
    ]
    for signal in list(tally.signals.get("refuse", ())):
        kinds = cited.get(signal.sentence, set())
        if len(kinds) == 1 and (kind := _BY_KIND.get(next(iter(kinds)))):
            there = {s.sentence for s in tally.signals.get(kind, ()) if s.weight >= 1}
            if signal.sentence not in there:
                turned = Signal(kind, signal.weight, signal.sentence, signal.where)
                tally.signals.setdefault(kind, []).append(turned)


_EXEMPTIONS = frozenset({"absolute", "qualified", "personal"})
_ANOTHER_REVIEW = re.compile(
    r"\b(?:has|have|had) (?:already |also )?been through\b|\b(?:ico|commissioner|tribunal)(?:'s)?\b"
    r"|\bprevious(?:ly)?\b|\breview (?:forms?|documents?|procedure|process)\b"
)
"""A review of the past, told in an answer to something else."""
_TIED = re.compile(
    r"\b(?:you|your|our|my|i|we|original|initial|internal|outcome|request|panel|officer|reviewer"
    r"|review (?:finds|found|concludes)|(?:earlier|first) (?:decision|response|answer|reply))\b"
)
_REVIEW_WORDS = (
    "review", "complain", "appeal", "uph", "original", "initial", "conclusion", "you were ",
)  # fmt: skip


def _reviewing(reading: Reading, own: Sequence[int]) -> bool:
    """Whether the message is about an internal review of an earlier answer."""
    subject = reading.reply.subject.lower()
    if "internal review" in subject or "review outcome" in subject:
        return True
    said = 0
    below = _below_signatures(reading)
    for number in own[:40]:
        low = reading.sentences[number].low
        if (
            number not in below
            and any(word in low for word in _REVIEW_WORDS)
            and (_TIED.search(low) and not _ANOTHER_REVIEW.search(low))
        ):
            said += bool(table("reviewed.any").search(low))
    heads = [
        sentence.low
        for sentence in reading.sentences[:25]
        if sentence.kind in ("heading", "reference_line")
    ]
    return said > 0 or any(
        "internal review" in head or "request for review" in head for head in heads
    )


def leans_to_review(lean: Mapping[str, float]) -> bool:
    """Whether a letter's words are those of letters by which a review ends."""
    ends = [value for outcome, value in lean.items() if outcome.startswith("internal_review")]
    others = [value for outcome, value in lean.items() if not outcome.startswith("internal_review")]
    return bool(ends and others) and max(ends) - max(others) >= _LEANS


_LEANS = 0.8


def _below_signatures(reading: Reading) -> set[int]:
    """Sentences under a signature, where leaflets on complaints stand: until the next letter."""
    below: set[int] = set()
    signed: int | None = None
    for number, sentence in enumerate(reading.sentences):
        if sentence.kind == "salutation":
            signed = None
        elif sentence.kind == "signature":
            signed = sentence.source
        elif signed == sentence.source:
            below.add(number)
    return below


def _refusals_of_their_own(tally: Tally, mentions: Sequence[Mention]) -> None:
    """Leave `refuse` only where no ground of its own stands in the same sentence.

    "Exempt under section 12" and "we cannot confirm or deny" refuse, but not under an exemption;
    "withheld under sections 21 and 40" does so too.
    """
    exempting = {m.sentence.number for m in mentions if m.kind in _EXEMPTIONS and m.decides}
    grounds = {
        signal.sentence
        for kind in GROUNDS
        for signal in tally.signals.get(kind, ())
        if signal.weight >= 1
    }
    exempting &= {s.sentence for s in tally.signals.get("public", ())}
    kept = [s for s in tally.signals.get("refuse", ()) if s.sentence not in grounds - exempting]
    if kept:
        tally.signals["refuse"] = kept
    else:
        tally.signals.pop("refuse", None)


def says_so(lows: Sequence[str], pattern: re.Pattern[str]) -> bool:
    """Whether any of some sentences matches."""
    return any(pattern.search(low) for low in lows)


def plain_substance(tally: Tally) -> int:
    """How many sentences plainly give or refuse something."""
    return sum(tally.plain(kind) for kind in _SUBSTANCE)
