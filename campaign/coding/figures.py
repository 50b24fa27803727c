"""Figures in an answer whose question is known, each with the periods beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from campaign.letters.model import Question

from .claims import ALIGNED, Claim
from .clauses import Context, resolve
from .periods import Mention, PeriodReader
from .pieces import EACH, beside, opens, spread
from .values import NIL, Found

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
_AND = re.compile(r"\s*(?:,|;|/|\band\b|&)\s*(?:and\s)?\s*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)])\.\s+(?=[A-Z£])")
_MONTH = re.compile(
    r"(?:\d{1,2}\w* )?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?,? \d{4}",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\b(?:no|nothing) (?:other|further|additional|else)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w/£.,-])((?:19|20)\d\d)(?![\w/%]|[.,]\d)")


class FigureReader:
    """Reads amounts, counts and years of one questionnaire's answers."""

    def __init__(self, by_id: Mapping[str, Question], periods: PeriodReader) -> None:
        self._by_id = by_id
        self.periods = periods

    def amounts(
        self, ids: tuple[str, ...], text: str, base: int, found: list[Found]
    ) -> Iterator[Claim]:
        """The amounts or counts `found` in an answer, each with the periods beside it."""
        mentions = [m for m in self.periods.mentions(text) if m.scope != "those" or m.labels]
        by_id = self._by_id
        if not any(by_id[i].periods for i in ids):
            # Asked once: a period beside the number says of when it is, not for which cell.
            found = [f for f in found if not any(_overlap(f, m) for m in mentions)]
            mentions = []
        found = [f for f in found if not any(_overlap(f, m) for m in mentions)]
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
        if order := self._in_order(ids, text, found, mentions):
            for item, label in zip(found, order, strict=True):
                low, high = base + item.start, base + item.end
                yield Claim(
                    ids, frozenset({label}), "answered", item.value, low, high, ALIGNED, 0.85
                )
            return
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
        monthly = [m for m in mentions if _MONTH.fullmatch(text, m.start, m.end)]
        mention_first = _leads(text, mentions, found[0])
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
                if len(monthly) > 1 and mention in monthly:
                    # Figures by month are no year's.
                    continue
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

    def _in_order(
        self, ids: tuple[str, ...], text: str, found: list[Found], mentions: list[Mention]
    ) -> list[str]:
        """The periods of a bare list of as many values, in the order that the text has or asks.

        "20, 24 and 31 in 2021, 2022 and 2023 respectively", and "0, 0, 1" where three are asked
        for. Nothing where values and periods do not match one to one.
        """
        if len(found) < 3 or not all(
            _AND.fullmatch(text, one.end, two.start) for one, two in pairwise(found)
        ):
            return []
        if not mentions:
            asked = [p.label for p in self._by_id[ids[0]].periods]
            return asked if len(asked) == len(found) else []
        if len(mentions) != 1 or mentions[0].scope != "some" or mentions[0].open_from:
            return []
        written = [
            label
            for label in self.periods.labels
            if label in mentions[0].labels and len(mentions[0].labels) == len(found)
        ]
        ascending = list(mentions[0].years) == sorted(mentions[0].years)
        return written if ascending else []

    def years(self, ids: tuple[str, ...], text: str, base: int) -> Iterator[Claim]:
        """The year that an answer gives, or one for each period."""
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


def _leads(text: str, mentions: list[Mention], first: Found) -> bool:
    """Whether periods stand before their values, as in the sentence of the first value."""
    begin = max((m.end() for m in _SENTENCE_END.finditer(text, 0, first.start)), default=0)
    inside = [m for m in mentions if m.start >= begin] or mentions
    return inside[0].start < first.start


def _overlap(found: Found, mention: Mention) -> bool:
    return mention.start < found.end and found.start < mention.end
