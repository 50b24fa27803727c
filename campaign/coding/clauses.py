"""Sentences cut into clauses, each with its periods, its section and whether it denies."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import values
from .periods import Mention, PeriodReader
from .questions import Subject, section_refs
from .values import Found
from .words import stems

NEGATION = re.compile(
    r"\b(?:no|not|none|never|neither|nor|nil|nothing|without|cannot)\b|n['’]t\b|^\W*n\b",
    re.IGNORECASE,
)
_NOT_NEGATION = re.compile(
    r"\b(?:no|not) (?:later|earlier|more|less|fewer) than\b|\bnot (?:only|just)\b|\bno\.? ?\d"
    r"|^\W*(?:and )?not (?:an?|the) ",
    re.IGNORECASE,
)
AFFIRMED = re.compile(
    r"(?:^|[\s\"'“‘:,(-])(?:yes|yep|correct)(?=[\s\"'”’.,;:)–-]|$)", re.IGNORECASE
)
_COMMA_START = (
    r"(?:and|but|no|not|none|nor|yes|which|at|it|they|the|having|with|we|first|so|a|an|there|since|"
    r"in use|trial\w*|pilot\w*|use[ds]?|ongoing|spend|cost|name\w*|introduced|began|started)\b"
)
_CUT = re.compile(
    rf"\s*(?:;|\((?![1-9£]\))|(?<!\([1-9£])\)|\s[-–—]\s|\s?[–—]\s|,\s+(?={_COMMA_START})"
    r"|(?<=[a-z]),\s+(?=£)"
    rf"|,?\s+but\s+|"
    r",?\s+and\s+(?=(?:no|not|none|nor|has|have|had|was|were|is|are|then|the|we|it|its|they|there|"
    r"ongoing|in use|a|an|did|do|does|nothing|so)\b|£)"
    r"|\s+nor\s+(?=(?:has|have|was|were|is|did)\b)|\.\s+(?=[A-Z]))\s*",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"\b(?:do(?:es)? not|don['’]t|doesn['’]t|is not|are not|isn['’]t|aren['’]t|no longer)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(r"^\W*(?:yes|no|none|nil|never|y|n|correct)?\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a sentence; `start` and `end` are offsets in the sentence.

    `scope` is the section it speaks of (None: not said, here or earlier in the sentence).
    """

    start: int
    end: int
    text: str
    mentions: tuple[Mention, ...]
    scope: frozenset[str] | None
    negated: bool
    affirmed: bool
    has_money: bool

    def bare(self) -> str:
        """The text without its periods."""
        return self.masked().replace("#", "")

    def masked(self) -> str:
        """The text with its periods blanked out, so that their digits are no numbers."""
        text = self.text
        for mention in self.mentions:
            low, high = mention.start - self.start, mention.end - self.start
            text = text[:low] + "#" * (high - low) + text[high:]
        return text


@dataclass(slots=True)
class Context:
    """What earlier sentences leave for later ones.

    `scope` is the section under whose heading, or after whose mention, they stand; `gates` the
    yes/no questions last spoken of, `topics` all those of the last sentence that had any;
    `periods` those last named, `affirmed` those last said yes of; `lead` those that the sentence
    opens with ("2021: ..."), `said` whether it last affirmed or denied,
    `weak` whether it only denies the present; `remaining` whether the questions that are left have
    been spoken of.
    """

    scope: frozenset[str] | None = None
    heading: bool = False
    gates: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    periods: frozenset[str] = frozenset()
    affirmed: frozenset[str] = frozenset()
    amount_questions: tuple[str, ...] = ()
    introduced: bool = False
    lead: frozenset[str] = frozenset()
    said: bool | None = None
    weak: bool = False
    authority: str = ""
    law: str = "foia"
    remaining: bool = False
    sentence_gates: list[str] = field(default_factory=list)


def cut(
    text: str, subject: Subject, periods: PeriodReader, scope: frozenset[str] | None
) -> list[Clause]:
    """The clauses of a sentence; a bare "No" or "2020" stays with what follows it."""
    mentions = periods.mentions(text)
    refs = section_refs(subject, text, parenthesised=True)
    clauses: list[Clause] = []
    begin = 0
    for stop, resume in [*(m.span() for m in _CUT.finditer(text)), (len(text), len(text))]:
        if stop < begin or any(m.start < stop and resume < m.end for m in mentions):
            continue
        piece = text[begin:stop]
        if (
            stop < len(text)
            and _alone(piece, begin, mentions)
            and text[stop:resume].strip() in {"", ",", "-", "–", "—", "("}
        ):
            continue
        if piece.strip():
            clause = _clause(text, begin, stop, mentions, refs, subject, scope)
            scope = clause.scope
            clauses.append(clause)
        begin = resume
    return clauses


def _alone(piece: str, begin: int, mentions: list[Mention]) -> bool:
    for mention in mentions:
        if begin <= mention.start and mention.end <= begin + len(piece):
            piece = (
                piece[: mention.start - begin]
                + " " * (mention.end - mention.start)
                + piece[mention.end - begin :]
            )
    return bool(_ALONE.match(piece))


def _clause(
    text: str,
    begin: int,
    stop: int,
    mentions: list[Mention],
    refs: list[tuple[int, int, frozenset[str]]],
    subject: Subject,
    scope: frozenset[str] | None,
) -> Clause:
    piece = text[begin:stop]
    inside = tuple(m for m in mentions if begin <= m.start < stop)
    own: frozenset[str] | None = subject.section_words(piece) or None
    for start, _, sections in refs:
        if begin <= start < stop:
            own = sections if own is None else own | sections
    bare = _NOT_NEGATION.sub(" ", piece)
    for mention in inside:
        if mention.scope == "rest":
            bare = bare.replace(text[mention.start : mention.end], " ")
    return Clause(
        begin,
        stop,
        piece,
        inside,
        scope if own is None else own,
        negated=bool(NEGATION.search(bare)),
        affirmed=bool(AFFIRMED.search(piece)),
        has_money="£" in piece
        or ("ound" in piece and next(values.amounts(piece), None) is not None),
    )


def leading_periods(text: str, clauses: list[Clause]) -> frozenset[str]:
    """The periods that a sentence opens with as its label: `2021: no trial; in use`."""
    first = clauses[0].mentions[0] if clauses and clauses[0].mentions else None
    if first is None or first.scope != "some" or text[: first.start].strip(" \t•*-–(In"):
        return frozenset()
    label = re.match(r"\)?\s*(?:[:–—=]|-\s|,)", text[first.end :])
    return first.labels if label else frozenset()


def denies_the_present(text: str, clauses: list[Clause]) -> bool:
    """A denial in the present tense without years says little of the years asked about."""
    perfect = re.search(r"\b(?:never|ever|did)\b", text, re.IGNORECASE)
    dated = any(clause.mentions for clause in clauses)
    return bool(_PRESENT.search(text) and not perfect and not dated)


def borrowed_periods(clauses: list[Clause], index: int) -> tuple[Mention, ...]:
    """The periods at the end of a list of denials hold for all of them."""
    for later in clauses[index + 1 :]:
        if later.mentions:
            lead = later.text[: later.mentions[0].start - later.start]
            if later.negated or not stems(lead):
                return tuple(m for m in later.mentions if m.scope in {"all", "some"} and m.labels)[
                    :1
                ]
            return ()
        if not later.negated:
            return ()
    return ()


def resolve(mention: Mention, context: Context, periods: PeriodReader) -> frozenset[str]:
    """The periods that a mention means here: `after that` goes by what was named before."""
    former = context.periods or context.affirmed
    order = periods.labels
    places = [order.index(label) for label in former]
    if mention.scope == "before":
        return frozenset(order[: min(places)]) if places else frozenset()
    if mention.scope == "after":
        return frozenset(order[max(places) + 1 :]) if places else frozenset()
    if mention.scope == "those":
        return former or periods.all
    return mention.labels


def paired(found: list[Found], clause: Clause) -> list[tuple[Found, list[Mention]]]:
    """Each value with the periods written beside it, before or after as the clause has it."""
    mentions = clause.mentions
    if len(found) == 1 or not mentions:
        return [(item, list(mentions)) for item in found]
    before = mentions[0].start - clause.start < found[0].start
    pairs: list[tuple[Found, list[Mention]]] = []
    for index, item in enumerate(found):
        if before:
            low, high = (found[index - 1].end if index else -1), item.start
        else:
            low, high = (
                item.end,
                (found[index + 1].start if index + 1 < len(found) else len(clause.text)),
            )
        pairs.append((item, [m for m in mentions if low <= m.start - clause.start < high]))
    return pairs
