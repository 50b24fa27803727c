"""The value that the text under a question gives, by the question's answer type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from campaign.letters.model import Question

from . import naming, states, values
from .claims import ALIGNED, Claim
from .clauses import NEGATION, Context
from .figures import FigureReader
from .periods import PeriodReader
from .pieces import dated_names, joined
from .questions import section_refs
from .sentences import sentences
from .statements import StatementReader
from .values import Found

_READ_OF_AN_ANSWER = 8000
"""Code points read of one answer; what goes on longer is no longer the answer."""
_NO_NAME = re.compile(
    r"^\W*(?:there (?:is|are|was|were) )?(?:none|nil|nothing|no(?:(?: [\w-]+){0,4} (?:software|"
    r"systems?|suppliers?|products?|tools?|program(?:me)?s?|packages?|contractors?|compan(?:y|ies)))?)"
    r"(?: to (?:name|report|list))?(?=\W*(?:$|[.;,\n]))",
    re.IGNORECASE,
)
_UNSPENT = re.compile(r"\bno money\b|\bnothing was spent\b|\bno spend", re.IGNORECASE)
_YES_LEAD = re.compile(r"\W*yes\b[\s,:;–—-]*", re.IGNORECASE)
_ASIDE_BEHIND = re.compile(r"\s[–—-]\s(?=(?:this|that|it|which|a|an|the)\b)")
_NOT_APART = re.compile(
    r"\b(?:no|not|isn['’]t|don['’]t|does not|do not)\b[^.£]{0,30}\b(?:specific|separate|defined|"
    r"dedicated|fixed|single|set|central|overall|designated|allocated|particular|individual)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?:^|[\n;.,])\s*(?:for )?(?P<label>[A-Za-z][\w ]{2,50}?)\s*(?::|[-–]\s|=)")
_AND_WHICH = re.compile(
    r"\bif (?:so|yes|there (?:is|are|was|were))\b.{0,40}\b(?:which|what|who|name)", re.IGNORECASE
)
_AND_NOT = re.compile(r",?\s+(?:and |but )?not (?=an?\b|the\b)", re.IGNORECASE)
_IN_PARTS = re.compile(
    r"\s(?:full|part)[\s-]+time\b[^.;(]{0,30}\b(?:full|part)[\s-]+time", re.IGNORECASE
)
"""Only the first of several numbers that make up the answer."""
_BARE_NO = re.compile(r"^\W*(?:no|none|nil)\b", re.IGNORECASE)
_NO_THINGS = re.compile(
    r"\b(?:were|was|are|had|received|recorded|issued|made) (?:no|none|zero)\b|^\W*no (?=[a-z])"
    r"|\b(?:nobody|no[ -]one|none) (?:was|were|has been|have been)\b(?! (?:held|recorded|kept))"
    r"|\b(?:no|none of (?:the|these|those|them)) (?:[a-z-]+ ){0,4}(?:was|were|has been|have been) "
    r"(?:[a-z]+ )?(?!recorded|collated)(?:[a-z]+(?:ed|en|t)|paid|made)\b",
    re.IGNORECASE,
)


class AlignedReader:
    """Reads answers whose question is known."""

    def __init__(self, statements: StatementReader, periods: PeriodReader) -> None:
        self.statements = statements
        self.periods = periods
        self.figures = FigureReader(statements.subject.by_id, periods)

    def read(
        self, text: str, base: int, questions: tuple[Question, ...], context: Context
    ) -> list[Claim]:
        """The claims of an answer's text, which starts at offset `base` of its source."""
        text = text[:_READ_OF_AN_ANSWER]
        claims: list[Claim] = []
        by_type: dict[str, list[Question]] = {}
        for question in questions:
            by_type.setdefault(question.answer_type, []).append(question)
        bare_no = len(by_type) > 1 and "yes_no" in by_type and _BARE_NO.match(text)
        for kind, group in by_type.items():
            if bare_no and kind != "yes_no" and not (kind == "money" and _UNSPENT.search(text)):
                continue
            for start, end, asked in self._shares(text, tuple(group), kind):
                claims.extend(self._typed(kind, asked, text[start:end], base + start, context))
        return claims

    def _shares(
        self, text: str, questions: tuple[Question, ...], kind: str
    ) -> list[tuple[int, int, tuple[Question, ...]]]:
        """Stretches of an answer to several sections' question at once, each with its section."""
        subject = self.statements.subject
        if kind == "yes_no" or len({q.section for q in questions}) < 2:
            return [(0, len(text), questions)]
        places: list[tuple[int, frozenset[str]]] = []
        for start, _, sections in section_refs(subject, text, parenthesised=True):
            if len(sections) == 1:
                places.append((start, sections))
        for match in _LABELLED.finditer(text):
            named = subject.abbreviated(match["label"])
            if len(named) == 1:
                places.append((match.start("label"), named))
        places.sort(key=lambda place: place[0])
        if not places or len(text[: places[0][0]].strip()) > 12:
            return [(0, len(text), questions)]
        bounds = [0, *(start for start, _ in places[1:]), len(text)]
        return [
            (low, high, tuple(q for q in questions if q.section in named))
            for (low, high), (_, named) in zip(pairwise(bounds), places, strict=True)
        ]

    def _typed(
        self, kind: str, questions: tuple[Question, ...], text: str, base: int, context: Context
    ) -> Iterator[Claim]:
        ids = tuple(q.id for q in questions)
        decided = False
        stateless: list[tuple[int, int]] = []
        for span in list(sentences(text))[:12]:
            words = text[span.start : span.end]
            cue = states.cue(words, under_question=True) or (
                states.denied(words) if kind != "yes_no" else None
            )
            if (
                cue is None
                or (kind == "names" and _NO_NAME.match(words))
                or (
                    kind == "yes_no"
                    and cue.state in {"not_applicable", "already_public"}
                    and values.yes_no(words) is not None
                )
            ):
                stateless.append((span.start, span.end))
                continue
            if (
                kind == "yes_no"
                and cue.state == "not_held"
                and values.yes_no(text) is not None
                and span.start > 0
            ):
                continue
            if decided:
                continue
            mentions = [m for m in self.periods.mentions(words) if m.scope == "some" and m.labels]
            labels = frozenset().union(*(m.labels for m in mentions)) if mentions else None
            cited = (
                states.provision(text[span.start : span.start + 600], context.law)
                if cue.state in states.WITH_PROVISION
                else ""
            )
            stated_before = any(text[s:e].strip() for s, e in stateless) and labels is None
            yield Claim(
                ids,
                labels,
                cue.state,
                None,
                base + span.start,
                base + span.end,
                ALIGNED,
                0.75 if stated_before else 0.93,
                provision=cited,
                each=True,
                rest=stated_before,
            )
            if labels is None:
                decided = True
        if decided and not stateless:
            return
        scope = frozenset(q.section for q in questions)
        reading = joined(text, [(s, e) for s, e in stateless if text[s:e].strip()])
        if decided:
            reading = reading[:1] if reading and reading[0][0] == 0 else []
        if not reading:
            return
        if kind == "yes_no":
            yield from self._yes_no(questions, text, base, reading, context, scope)
            return
        start, end = reading[0][0], reading[-1][1]
        body = text[start:end]
        if kind == "money":
            bare = _few_words(body)
            amounts = list(values.amounts(body, bare=bare))
            if not amounts:
                amounts = [Found(m.start(), m.end(), 0) for m in _NO_THINGS.finditer(body)]
            if not (_NOT_APART.search(body[:160]) and "£" not in body):
                yield from self.figures.amounts(ids, body, base + start, amounts)
        elif kind == "count":
            counted = list(values.counts(self._masked(body)))
            counted += [Found(m.start(), m.end(), 0) for m in _NO_THINGS.finditer(body)]
            if not self.periods.mentions(body):
                # The number that answers is in the first sentence; others are about other things.
                counted = [f for f in counted if f.start < reading[0][1] - start]
            if counted and _IN_PARTS.match(body, counted[0].end):
                return
            yield from self.figures.amounts(ids, body, base + start, counted)
        elif kind == "year":
            yield from self.figures.years(ids, body, base + start)
        elif kind == "date":
            found = values.date_asked(body, questions[0].wording)
            if found:
                yield Claim(
                    ids,
                    None,
                    "answered",
                    found.value,
                    base + start + found.start,
                    base + start + found.end,
                    ALIGNED,
                    0.9,
                    each=True,
                )
        elif kind == "names":
            yield from self._names(ids, body, base + start)
        else:
            yield from self._text(ids, body, base + start)

    # -- by type --------------------------------------------------------------------------------

    def _yes_no(
        self,
        questions: tuple[Question, ...],
        text: str,
        base: int,
        reading: list[tuple[int, int]],
        context: Context,
        scope: frozenset[str],
    ) -> Iterator[Claim]:
        local = Context(scope=None, authority=context.authority, law=context.law)
        found: list[Claim] = []
        opening = values.yes_no(text[reading[0][0] : reading[0][1]])
        for index, (start, end) in enumerate(reading[:10]):
            words = text[start:end]
            if index and found and not self.periods.mentions(words):
                continue
            local.scope = None
            for claim in self.statements.read(words, base + start, local, questions):
                if claim.state != "answered":
                    continue
                if index and opening is not None and claim.periods is None and not claim.rest:
                    continue
                found.append(replace(claim, either=False, rank=ALIGNED))
        # "Yes, but only in 2024": the yes alone is not for the other years.
        only = any(claim.rest and claim.value is False for claim in found)
        for claim in found:
            if not (only and claim.value is True and claim.periods is None):
                yield claim
        if not found and opening is None and len(questions) == 1:
            start, end = reading[0]
            told = self.statements.tells_of(text[start:end], questions[0])
            opening = True if told or _names_one(text[start:end], questions[0]) else None
        if not found and opening is not None:
            start, end = reading[0]
            yield Claim(
                tuple(q.id for q in questions),
                None,
                "answered",
                opening,
                base + start,
                base + end,
                ALIGNED,
                0.9,
            )

    def _masked(self, text: str) -> str:
        """The text with every period blanked out, so that its digits are not counted."""
        for mention in self.periods.mentions(text):
            text = text[: mention.start] + "#" * (mention.end - mention.start) + text[mention.end :]
        return text

    def _names(self, ids: tuple[str, ...], text: str, base: int) -> Iterator[Claim]:
        if lead := re.match(r"[A-Za-z][^:\n]{0,70}:\s+(?=\S)", text):
            text, base = text[lead.end() :], base + lead.end()
        for start, stop, labels in dated_names(text, self.periods):
            start += len(text[start:stop]) - len(text[start:stop].lstrip(" \t\n.,;:)–-"))
            nothing = _NO_NAME.match(text[start:stop])
            if nothing:
                low, high = base + start, base + start + nothing.end()
                yield Claim(ids, labels, "answered", [], low, high, ALIGNED, 0.8, each=True)
                continue
            yes = _YES_LEAD.match(text[start:stop])
            start += yes.end() if yes else 0
            said = _ASIDE_BEHIND.split(text[start:stop], maxsplit=1)[0]
            read = naming.names(said) or naming.name_in_prose(text[start:stop])
            if read:
                found, listed = read
                low, high = base + start + found.start, base + start + found.end
                yield Claim(ids, labels, "answered", listed, low, high, ALIGNED, 0.88, each=True)

    def _text(self, ids: tuple[str, ...], text: str, base: int) -> Iterator[Claim]:
        body = text[:2000].rstrip()
        if body:
            yield Claim(
                ids,
                None,
                "answered",
                " ".join(body.split()),
                base,
                base + len(body),
                ALIGNED,
                0.8,
                each=True,
            )


def _names_one(answer: str, question: Question) -> bool:
    """Whether an answer names the thing, where it was asked whether there is one, and which."""
    answer = _AND_NOT.split(answer, maxsplit=1)[0]
    if not _AND_WHICH.search(question.wording) or NEGATION.search(answer):
        return False
    return bool(naming.names(answer) or naming.name_in_prose(answer))


def _few_words(text: str) -> bool:
    """Whether plain numbers in an answer about money can be amounts: it is no prose."""
    numbers = len(re.findall(r"\d[\d,.]*", text))
    return len(re.findall(r"[A-Za-z]{2,}", text)) <= 5 + 5 * numbers and numbers > 0
