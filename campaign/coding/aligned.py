"""The value that the text under a question gives, by the question's answer type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from campaign.letters.model import Question

from . import states, values
from .claims import ALIGNED, Claim
from .clauses import Context
from .periods import PeriodReader
from .pieces import EACH, beside, dated_names, joined, opens, spread
from .questions import section_refs
from .sentences import sentences
from .stated import resolve
from .statements import StatementReader
from .values import NIL, Found

_READ_OF_AN_ANSWER = 8000
"""Code points read of one answer; what goes on longer is no longer the answer."""
_NIL_ALONE = re.compile(
    r"^\W*(?:nil|none|nothing|zero|no(?:ne)? (?:spent|spend|spending|cost|costs|expenditure"
    r"|budget)|£?0(?:\.00?)?|there (?:was|were|is) no(?:ne| \w+))\b",
    re.IGNORECASE,
)
_YEAR_BY_YEAR = re.compile(
    r"(?:^|[\n;,•])[ \t]*(?P<period>(?:19|20)\d\d)\s*[:=–-]\s*"
    r"(?:(?P<year>(?:19|20)\d\d)|n/?a\b|not applicable|-)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"^\W*(?:there (?:is|are|was|were) )?(?:none|nil|nothing|no(?: software| systems?"
    r"| suppliers?)?)"
    r"(?: to (?:name|report|list))?(?=\W*(?:$|\.|\n|,))",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?:^|[\n;.,])\s*(?:for )?(?P<label>[A-Za-z][\w ]{2,50}?)\s*(?::|[-–]\s|=)")
_BARE_NO = re.compile(r"^\W*(?:no|none|nil)\b", re.IGNORECASE)
_NO_THINGS = re.compile(
    r"\b(?:were|was|are|had|received|recorded|issued|made) (?:no|none|zero)\b|^\W*no (?=[a-z])",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\b(?:no|nothing) (?:other|further|additional|else)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w/£.,-])((?:19|20)\d\d)(?![\w/%]|[.,]\d)")


class AlignedReader:
    """Reads answers whose question is known."""

    def __init__(self, statements: StatementReader, periods: PeriodReader) -> None:
        self.statements = statements
        self.periods = periods

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
            if bare_no and kind != "yes_no":
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
            yield from self._numbers(ids, body, base + start, list(values.amounts(body, bare=True)))
        elif kind == "count":
            counted = list(values.counts(self._masked(body)))
            counted += [Found(m.start(), m.end(), 0) for m in _NO_THINGS.finditer(body)]
            yield from self._numbers(ids, body, base + start, counted)
        elif kind == "year":
            yield from self._year(ids, body, base + start)
        elif kind == "date":
            found = next(values.dates(body), None)
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

    def _numbers(
        self, ids: tuple[str, ...], text: str, base: int, found: list[Found]
    ) -> Iterator[Claim]:
        mentions = [m for m in self.periods.mentions(text) if m.scope != "those" or m.labels]
        found = [f for f in found if not any(m.start < f.end and f.start < m.end for m in mentions)]
        for nil in NIL.finditer(text):
            beside_a_value = any(f.start < nil.end() and nil.start() < f.end for f in found)
            if beside_a_value or re.search(r"\d", nil.group()):
                continue
            if nil.start() < 3 or mentions or not found:
                found.append(Found(nil.start(), nil.end(), 0))
        if not found and (match := _NIL_ALONE.match(text)):
            found.append(Found(match.start(), match.end(), 0))
        found.sort(key=lambda f: f.start)
        if not found:
            return
        seen: set[str] = set()
        if not mentions:
            first = found[0]
            if len({repr(f.value) for f in found}) > 1 and not opens(text, first, found[1]):
                return
            each = bool(EACH.search(text[first.end : first.end + 40]))
            yield Claim(
                ids,
                None,
                "answered",
                first.value,
                base + first.start,
                base + first.end,
                ALIGNED,
                0.9 if first.sure else 0.85,
                each=each or first.value == 0,
                rest=bool(_OTHER.search(text[: first.end])),
            )
            return
        mention_first = mentions[0].start < found[0].start
        last: frozenset[str] = frozenset()
        for index, item in enumerate(found):
            near = beside(found, index, mentions, mention_first, len(text))
            other = bool(_OTHER.search(text[item.start : item.end]))
            if other or not near:
                if other or item.value == 0:
                    yield Claim(
                        ids,
                        None,
                        "answered",
                        item.value,
                        base + item.start,
                        base + item.end,
                        ALIGNED,
                        0.85,
                        rest=True,
                        each=True,
                    )
                continue
            for mention in near:
                low, high = min(item.start, mention.start), max(item.end, mention.end)
                labels, given, rest = mention.labels, mention.given, mention.scope == "rest"
                if mention.scope == "after" or mention.scope == "before":
                    labels = resolve(mention, Context(periods=last), self.periods)
                if given and not labels:
                    yield Claim(
                        ids,
                        frozenset(),
                        "answered",
                        item.value,
                        base + low,
                        base + high,
                        ALIGNED,
                        0.55,
                        given=given,
                    )
                    continue
                if rest:
                    yield Claim(
                        ids,
                        None,
                        "answered",
                        item.value,
                        base + low,
                        base + high,
                        ALIGNED,
                        0.88,
                        rest=True,
                        each=True,
                    )
                    continue
                if not labels:
                    continue
                if (
                    len(labels) > 1
                    and item.value != 0
                    and mention.scope == "some"
                    and not spread(text, mention, item)
                ):
                    continue
                if labels & seen and mention.scope == "some" and len(labels) == 1:
                    continue
                seen |= labels
                last = labels
                every = mention.scope == "all"
                yield Claim(
                    ids,
                    None if every else labels,
                    "answered",
                    item.value,
                    base + low,
                    base + high,
                    ALIGNED,
                    0.93 if item.sure else 0.88,
                    each=True,
                )

    def _year(self, ids: tuple[str, ...], text: str, base: int) -> Iterator[Claim]:
        dated = list(_YEAR_BY_YEAR.finditer(text[:1500]))
        if len(dated) > 1:
            for match in dated:
                labels = frozenset({match["period"]}) & self.periods.all
                low, high = base + match.start("period"), base + match.end()
                if labels and match["year"]:
                    year = int(match["year"])
                    yield Claim(ids, labels, "answered", year, low, high, ALIGNED, 0.93)
                elif labels:
                    yield Claim(ids, labels, "not_applicable", None, low, high, ALIGNED, 0.9)
            return
        years = list(_YEAR.finditer(text[:400]))
        distinct = {m[1] for m in years}
        if not years or (
            len(distinct) > 1
            and not re.match(r"^\W*(?:in |since |from )?(?:\w+ )?(?:19|20)\d\d\b", text)
        ):
            return
        first = years[0]
        yield Claim(
            ids,
            None,
            "answered",
            int(first[1]),
            base + first.start(),
            base + first.end(),
            ALIGNED,
            0.93 if len(distinct) == 1 else 0.75,
            each=True,
        )

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
            read = values.names(text[start:stop])
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
