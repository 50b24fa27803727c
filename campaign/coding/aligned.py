"""The value that the text under a question gives, by the question's answer type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from campaign.letters.model import Question

from . import states, values
from .claims import ALIGNED, Claim
from .clauses import Context
from .periods import Mention, PeriodReader
from .questions import section_refs
from .sentences import sentences
from .stated import resolve
from .statements import StatementReader
from .values import NIL, Found

_NIL_ALONE = re.compile(
    r"^\W*(?:nil|none|nothing|zero|no(?:ne)? (?:spent|spend|spending|cost|costs|expenditure|budget)|£?0(?:\.00?)?|there (?:was|were|is) no(?:ne| \w+))\b",
    re.IGNORECASE,
)
_YEAR_BY_YEAR = re.compile(
    r"(?:^|[\n;,•])[ \t]*(?P<period>(?:19|20)\d\d)\s*[:=–-]\s*"
    r"(?:(?P<year>(?:19|20)\d\d)|n/?a\b|not applicable|-)",
    re.IGNORECASE,
)
_PIECE_END = re.compile(r"\n|;\s*|(?<=[\w)])\.\s+(?=[A-Z])")
_NO_NAME = re.compile(
    r"^\W*(?:there (?:is|are|was|were) )?(?:none|nil|nothing|no(?: software| systems?| suppliers?)?)"
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
_EACH = re.compile(
    r"\b(?:a|per|each|every) (?:\w+ )?year\b|\bper annum\b|\bp\.?a\b|\bannually\b|\bannual\b|\byearly\b|\beach\b",
    re.I,
)
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
        places = [p for p in sorted(places, key=lambda p: p[0])]
        if not places or len(text[: places[0][0]].strip()) > 12:
            return [(0, len(text), questions)]
        bounds = [0, *(start for start, _ in places[1:]), len(text)]
        return [
            (low, high, tuple(q for q in questions if q.section in named))
            for (low, high), (_, named) in zip(
                zip(bounds, bounds[1:], strict=False), places, strict=True
            )
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
        reading = _joined(text, [(s, e) for s, e in stateless if text[s:e].strip()])
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
            yield from self._numbers(
                ids, body, base + start, list(values.amounts(body, bare=True)), context
            )
        elif kind == "count":
            found = list(values.counts(self._masked(body)))
            found += [Found(m.start(), m.end(), 0) for m in _NO_THINGS.finditer(body)]
            yield from self._numbers(ids, body, base + start, found, context)
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
        any_claim = False
        opening = values.yes_no(text[reading[0][0] : reading[0][1]])
        for index, (start, end) in enumerate(reading[:10]):
            words = text[start:end]
            if index and any_claim and not self.periods.mentions(words):
                continue
            local.scope = None
            for claim in self.statements.read(words, base + start, local, questions):
                if claim.state != "answered":
                    continue
                if index and opening is not None and claim.periods is None and not claim.rest:
                    continue
                any_claim = True
                yield replace(claim, either=False, rank=ALIGNED)
        if not any_claim and opening is not None:
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
        self, ids: tuple[str, ...], text: str, base: int, found: list[Found], context: Context
    ) -> Iterator[Claim]:
        mentions = [m for m in self.periods.mentions(text) if m.scope != "those" or m.labels]
        found = [f for f in found if not any(m.start < f.end and f.start < m.end for m in mentions)]
        for nil in NIL.finditer(text):
            if not any(
                f.start < nil.end() and nil.start() < f.end for f in found
            ) and not re.search(r"\d", nil.group()):
                if nil.start() < 3 or mentions or not found:
                    found.append(Found(nil.start(), nil.end(), 0))
        if not found and _NIL_ALONE.match(text):
            match = _NIL_ALONE.match(text)
            assert match is not None
            found.append(Found(match.start(), match.end(), 0))
        found.sort(key=lambda f: f.start)
        if not found:
            return
        seen: set[str] = set()
        if not mentions:
            first = found[0]
            if len({repr(f.value) for f in found}) > 1 and not _opens(text, first, found[1]):
                return
            each = bool(_EACH.search(text[first.end : first.end + 40]))
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
            beside = _beside(found, index, mentions, mention_first, len(text))
            other = bool(_OTHER.search(text[item.start : item.end]))
            if other or not beside:
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
            for mention in beside:
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
                    and not _spread(text, mention, item)
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
        years = [m for m in _YEAR.finditer(text[:400])]
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
        for start, stop, labels in self._dated_names(text):
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

    def _dated_names(self, text: str) -> Iterator[tuple[int, int, frozenset[str] | None]]:
        """Stretches of names with the periods before or behind them; the whole where none is."""
        pieces: list[tuple[int, int, Mention | None]] = []
        begin = 0
        bounds = [(m.start(), m.end()) for m in _PIECE_END.finditer(text)]
        for stop, following in [*bounds, (len(text), len(text))]:
            found = [m for m in self.periods.mentions(text[begin:stop]) if m.labels]
            dated = [m for m in found if m.scope == "some"]
            if text[begin:stop].strip():
                pieces.append((begin, stop, dated[0] if dated else None))
            begin = following
        if all(mention is None for _, _, mention in pieces):
            yield 0, len(text), None
            return
        for start, stop, mention in pieces:
            if mention is None:
                yield start, stop, None
            elif not text[start : start + mention.start].strip(" \t•*-–("):
                yield start + mention.end, stop, mention.labels
            else:
                name = text[start : start + mention.start]
                lead = re.search(r"[\s,;:(–-]*(?:in|for|from|during)?\s*$", name)
                end = start + (lead.start() if lead else mention.start)
                yield start, end, None if mention.open_from else mention.labels

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


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans put together where a line ends in the midst: "Yes," and below "in 2021"; "2020:"."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined:
            former = text[joined[-1][0] : joined[-1][1]].rstrip()
            if former[-1] in ",:=–-" or (former[-1] not in ".;!?" and text[start].islower()):
                joined[-1] = (joined[-1][0], end)
                continue
        joined.append((start, end))
    return joined


def _opens(text: str, first: Found, second: Found) -> bool:
    """Whether the first of several values is the answer and the others only comment on it."""
    lead = re.fullmatch(r"\W*(?:[a-z]+ ){0,3}\W*", text[: first.start], re.IGNORECASE)
    between = text[first.end : second.start]
    return bool(lead) and bool(re.search(r"[a-z]{3}", between, re.IGNORECASE))


def _spread(text: str, mention: Mention, item: Found) -> bool:
    """Whether one value is said to hold for each of several periods (not their sum)."""
    around = text[max(0, min(item.start, mention.start) - 12) : max(item.end, mention.end) + 30]
    return bool(_EACH.search(around) or re.search(r"\bboth\b|\bevery\b|\bin all\b", around, re.I))


def _beside(
    found: list[Found], index: int, mentions: list[Mention], mention_first: bool, length: int
) -> list[Mention]:
    item = found[index]
    if mention_first:
        low = found[index - 1].end if index else -1
        return [m for m in mentions if low <= m.start < item.start][-1:]
    high = found[index + 1].start if index + 1 < len(found) else length
    return [m for m in mentions if item.end <= m.start < high][:1]
