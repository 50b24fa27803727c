"""The periods that a text speaks of, in terms of the periods that were asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from campaign.letters.model import Period

Scope = Literal["some", "all", "rest", "before", "after", "those"]

REMEMBERED = 4096
"""Stretches of text whose reading is remembered, so that what comes again is not read again."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One stretch of text that names periods.

    `labels` are periods of the questionnaire. `given` is the label as the reply has it where it is
    of another kind (a financial year for a calendar-year question). `scope` says how to read it:
    `rest` (all others), `before` and `after` (relative to those named earlier), `those` (the same
    again). `years` are all the years written, also ones not asked about. `only` excludes the rest.
    """

    start: int
    end: int
    labels: frozenset[str] = frozenset()
    given: str = ""
    scope: Scope = "some"
    only: bool = False
    years: tuple[int, ...] = ()
    open_from: int = 0
    day: bool = False


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DASH = r"[-–—‑]"
_ATOM = re.compile(
    rf"(?<![\w£/.])(?:"
    rf"(?:0?1(?:st)?[ /])?(?:april |apr |0?4/)(?P<fy1>20\d\d)\s*(?:to|until|{_DASH})\s*"
    rf"(?:31(?:st)?[ /])?(?:march |mar |0?3/)(?P<fy2>20\d\d)"
    rf"|(?P<q1>20\d\d)[ ,/-]{{0,2}}Q(?P<q2>[1-4])|Q(?P<q3>[1-4])(?: of)?[ ,/-]{{0,2}}(?P<q4>20\d\d)"
    rf"|(?:FY ?)?(?P<s1>(?:19|20)\d\d) ?/ ?(?P<s2>(?:20)?\d\d)"
    rf"|(?:FY ?)?(?P<d1>(?:19|20)\d\d)(?P<gap> ?{_DASH} ?)(?P<d2>\d\d)(?![\d,.]?\d)"
    rf"|(?:FY ?)(?P<t1>\d\d) ?[/–-] ?(?P<t2>\d\d)"
    rf"|(?P<t3>\d\d)/(?P<t4>\d\d)(?=[ :.,;)]|$)"
    rf"|(?:(?P<day>\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?P<month>{_MONTH}\.?,?\s+))?(?P<y>(?:19|20)\d\d)"
    rf"|(?P<dd>\d{{1,2}}/\d{{1,2}}/)(?P<dy>20\d\d)"
    rf")(?!\w|/\d|,\d{{3}}|\.\d)",
    re.IGNORECASE,
)
_ACT = re.compile(
    r"(?:\bAct|\bRegulations|\bOrder|\bRules|\bBill)\s*(?:\(\w+\)\s*)?$", re.IGNORECASE
)
_RANGE = re.compile(
    rf"\s*(?:{_DASH}|to|until|till|through(?: to)?|up to|to the end of|and ended in|ending in)\s*",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\s*(?:,|;(?=\s*\d)|&|/)?\s*(?:and also in|and in|or in|and|or|&|in|nor(?: in)?|plus)?\s*",
    re.IGNORECASE,
)
_BEFORE_WORD = re.compile(
    r"\b(?P<word>since|from|starting in|beginning in|before|prior to|earlier than|after|until"
    r"|up to|"
    r"between|only in|later than|as of)\s+(?:the )?(?:end of |start of |beginning of )?"
    r"(?:calendar |financial )?(?:years? )?$",
    re.IGNORECASE,
)
_AFTER_WORD = re.compile(
    r"\s*,?\s*\(?(?P<word>onwards?|on(?=[,.;)])|only|alone|inclusive|and (?:later|after|since"
    r"|onwards)|or later|"
    r"to date|to (?:the )?present)\b",
    re.IGNORECASE,
)
_COUNTED = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}|calendar|financial|last|past)"
)
_ASKED = (
    r"(?:listed|asked(?: about| for)?|requested|in question|specified|stated|concerned|"
    r"you (?:ask|list|name|specif|mention)\w*)"
)
_PHRASE = re.compile(
    rf"(?P<rest>\b(?:in )?(?:any |all |the |each |every )?(?:no )?other (?:year|period|time)s?\b"
    rf"|\bremaining (?:{_COUNTED} )?(?:year|period)s?\b|\bthe other (?:{_COUNTED} )?years\b)"
    rf"|(?P<before>\bbefore (?:that|then)\b|\bpreviously\b|\bprior to (?:that|this)\b"
    rf"|\bearlier years\b)"
    rf"|(?P<after>\b(?:each year |every year )?(?:after|since) (?:that|then)\b|\bthereafter\b"
    rf"|\bafterwards\b|"
    rf"\b(?:in )?(?:later|subsequent|following) years\b|\bafter this\b)"
    rf"|(?P<those>\b(?:those|these|both|the same)(?: {_COUNTED})? (?:year|period)s?\b"
    rf"|\bthat (?:year|time|period)\b|\bthe same year\b)"
    rf"|(?P<all>\b(?:any|each|every|all|none)(?: one)?(?: of)?(?: the| these"
    rf"| those)?(?: {_COUNTED}){{0,2}} "
    rf"(?:year|period)s?(?: {_ASKED})?\b|\bthroughout\b|\bthe (?:whole |entire "
    rf"|relevant )?(?:time )?(?:period|timeframe)\b"
    rf"|\bthe (?:{_COUNTED} )?years {_ASKED}\b|\bat any (?:time|point|stage)\b|\ball (?:six|five"
    rf"|four|three|\d)\b)",
    re.IGNORECASE,
)
_THEN_WHICH = re.compile(r"[\s,:(]*(?:from|between|of|in|for|i\.e\.)?\s*(?:the years?)?\s*")
_THEN_ALL = re.compile(r"[\s,(]*(?:in|for)?\s*")
_PERIOD_WORDS = re.compile(
    r"\W*(?:(?:calendar|financial|academic)? ?(?:year|period|FY))?\W*", re.IGNORECASE
)
_DIGITS = re.compile(r"\d\d")
_SPLIT_LABEL = re.compile(r"\D*((?:19|20)\d\d)\s?[/–-]\s?(?:20)?(\d\d)\D*")
_QUARTER_LABEL = re.compile(r"(20\d\d)\s?Q([1-4])", re.IGNORECASE)


class PeriodReader:
    """Finds the periods a text names, for one tuple of questionnaire periods."""

    def __init__(self, periods: tuple[Period, ...]) -> None:
        self.labels = tuple(period.label for period in periods)
        self.all = frozenset(self.labels)
        self._year: dict[int, str] = {}
        self._split: dict[int, str] = {}
        self._quarter: dict[tuple[int, int], str] = {}
        self._literal: list[str] = []
        for label in self.labels:
            if quarter := _QUARTER_LABEL.fullmatch(label.strip()):
                self._quarter[int(quarter[1]), int(quarter[2])] = label
            elif split := _SPLIT_LABEL.fullmatch(label.strip()):
                self._split[int(split[1])] = label
            elif re.fullmatch(r"(?:19|20)\d\d", label.strip()):
                self._year[int(label)] = label
            else:
                self._literal.append(label)
        # Replies repeat themselves and one another: our questions, years, standing phrases.
        self._known = lru_cache(maxsize=REMEMBERED)(self._find)

    @property
    def financial(self) -> bool:
        """Whether the questionnaire's periods span two calendar years each."""
        return bool(self._split) and not self._year

    def mentions(self, text: str) -> list[Mention]:
        """Every mention in order of place; lists and ranges are one mention."""
        return list(self._known(text))

    def alone(self, text: str) -> frozenset[str]:
        """The one period that a line names, where it says nothing else: `Year 2021/22:`."""
        if len(text) > 40 or not _DIGITS.search(text):
            return frozenset()
        found = self.mentions(text)
        if len(found) != 1 or len(found[0].labels) != 1 or found[0].scope != "some":
            return frozenset()
        rest = text[: found[0].start] + text[found[0].end :]
        return found[0].labels if _PERIOD_WORDS.fullmatch(rest) else frozenset()

    def _find(self, text: str) -> tuple[Mention, ...]:
        found = self._dated(text) + [self._phrase(match) for match in _PHRASE.finditer(text)]
        for label in self._literal:
            for match in re.finditer(re.escape(label), text, re.IGNORECASE):
                found.append(Mention(*match.span(), labels=frozenset({label})))
        found.sort(key=lambda mention: mention.start)
        kept: list[Mention] = []
        for mention in found:
            close = kept and mention.start - kept[-1].end < 22
            if close and kept[-1].scope == "all" and mention.scope == "some" and mention.years:
                between = text[kept[-1].end : mention.start]
                if _THEN_WHICH.fullmatch(between):
                    kept[-1] = replace(mention, start=kept[-1].start)
                    continue
            general = close and kept[-1].scope == "some" and mention.scope in {"all", "those"}
            if general and _THEN_ALL.fullmatch(text[kept[-1].end : mention.start]):
                continue
            if kept and mention.start < kept[-1].end:
                continue
            kept.append(mention)
        return tuple(kept)

    def _phrase(self, match: re.Match[str]) -> Mention:
        scope: Scope = "all"
        for name in ("rest", "before", "after", "those"):
            if match[name]:
                scope = name
        if scope == "all" and re.search(r"\b(?:those|these)\b", match.group(), re.IGNORECASE):
            scope = "those"
        labels = self.all if scope == "all" else frozenset()
        return Mention(*match.span(), labels=labels, scope=scope)

    def _atom(self, match: re.Match[str]) -> tuple[tuple[int, ...], frozenset[str], str] | None:
        """Years, labels and foreign label of one written year, or None if it is no period."""
        part = match.groupdict()
        if (part["q3"] and not self._quarter) or (part["q1"] and not self._quarter):
            return self._years((int(part["q1"]),)) if part["q1"] else None
        if part["q1"] or part["q3"]:
            year, quarter = int(part["q1"] or part["q4"]), int(part["q2"] or part["q3"])
            label = self._quarter.get((year, quarter))
            given = "" if label else f"{year} Q{quarter}"
            return (year,), frozenset({label} if label else ()), given
        first, second = 0, 0
        for one, two in (("fy1", "fy2"), ("s1", "s2"), ("d1", "d2"), ("t1", "t2"), ("t3", "t4")):
            if part[one]:
                first, second = int(part[one]), int(part[two])
                first += 2000 if first < 100 else 0
                second += 2000 if second < 100 else 0
                if one == "t3" and not self._split:
                    return None
                break
        if self._apart(match):
            return self._years((first,))
        if first:
            if second == first + 1:
                return self._split_year(first)
            if second <= first or part["s1"] or part["t3"] or part["t1"]:
                return None
            if part["fy1"]:
                spanned = [self._split[y] for y in range(first, second) if y in self._split]
                return (first, second), frozenset(spanned), "" if spanned else f"{first}-{second}"
            return self._years(tuple(range(first, second + 1)))
        year = int(part["y"] or part["dy"])
        return self._years((year,))

    def _apart(self, match: re.Match[str]) -> bool:
        """Whether `2020 - 24` is a year and what is said of it, not a span of years."""
        if not match["gap"] or len(match["gap"]) < 3:
            return False
        following = int(match["d1"]) % 100 + 1 == int(match["d2"])
        return not (self._split and following)

    def _split_year(self, first: int) -> tuple[tuple[int, ...], frozenset[str], str]:
        label = self._split.get(first)
        if label is None:
            return (first, first + 1), frozenset(), f"{first}/{(first + 1) % 100:02}"
        return (first,), frozenset({label}), ""

    def _years(self, years: tuple[int, ...]) -> tuple[tuple[int, ...], frozenset[str], str]:
        labels = frozenset(self._year[year] for year in years if year in self._year)
        return years, labels, ""

    def _dated(self, text: str) -> list[Mention]:
        if not _DIGITS.search(text):
            return []
        atoms: list[Mention] = []
        for match in _ATOM.finditer(text):
            if match["y"] and _ACT.search(text[max(0, match.start() - 30) : match.start()]):
                continue
            start = (
                match.start() - 4
                if text[max(0, match.start() - 4) : match.start()] == "1 Jan"
                else match.start()
            )
            atom = self._atom(match)
            if atom is not None:
                day = bool(match["day"] or match["dd"])
                end = match.end("d1") if self._apart(match) else match.end()
                atoms.append(Mention(start, end, atom[1], atom[2], years=atom[0], day=day))
        joined: list[Mention] = []
        for atom_mention in atoms:
            if joined and (merged := self._join(text, joined[-1], atom_mention)):
                joined[-1] = merged
            else:
                joined.append(atom_mention)
        return [self._bounded(text, mention) for mention in joined if not mention.day]

    def _join(self, text: str, left: Mention, right: Mention) -> Mention | None:
        gap = text[left.end : right.start]
        if len(gap) > 24 or left.given or right.given:
            return None
        opened = re.search(
            r"\bbetween\s+(?:the )?(?:years? )?$", text[max(0, left.start - 24) : left.start], re.I
        )
        if _RANGE.fullmatch(gap) or (opened and re.fullmatch(r"\s*and\s*", gap, re.I)):
            low, high = left.years[-1], right.years[0]
            if not low < high <= low + 60:
                return None
            if (
                self.financial
                and high == low + 1
                and not re.search("to|until|and", gap)
                and left.labels == frozenset()
            ):
                years, labels, given = self._split_year(low)
                return Mention(left.start, right.end, labels, given, years=years)
            years = (*left.years, *range(low + 1, high + 1))
            source = self._split if self._split else self._year
            labels = (
                left.labels | right.labels | {source[y] for y in range(low, high) if y in source}
            )
            if self._split and not right.labels and not left.labels:
                # Plain years around split ones: 2019 to 2022 holds 2019/20 to 2021/22.
                labels = frozenset(self._split[y] for y in range(low, high) if y in self._split)
            return Mention(left.start, right.end, frozenset(labels), years=years)
        if _LIST.fullmatch(gap) and gap.strip():
            return Mention(
                left.start, right.end, left.labels | right.labels, years=left.years + right.years
            )
        return None

    def _bounded(self, text: str, mention: Mention) -> Mention:
        """Read `since`, `before`, `only` and their like around a mention."""
        source = self._split or self._year
        before = _BEFORE_WORD.search(text[max(0, mention.start - 44) : mention.start])
        after = _AFTER_WORD.match(text[mention.end : mention.end + 20])
        word = before["word"].lower() if before else ""
        tail = after["word"].lower() if after else ""
        start = mention.start - (len(before.group()) if before else 0)
        end = mention.end + (after.end() if after and tail not in {"inclusive"} else 0)
        single = len(mention.years) == 1
        labels, opened = mention.labels, 0
        if not mention.years:
            return mention
        year = mention.years[0]
        given = mention.given
        if single and self._split and not mention.labels and not word and not given:
            given = str(year)
        if single and (
            word in {"since", "from", "starting in", "beginning in", "as of"}
            or (tail.startswith(("onward", "on", "and ", "or later", "to ")) and tail != "only")
        ):
            labels = frozenset(label for y, label in source.items() if y >= year)
            opened = year
        elif single and word in {"before", "prior to", "earlier than"}:
            labels = frozenset(label for y, label in source.items() if y < year)
        elif single and word in {"after", "later than"}:
            labels = frozenset(label for y, label in source.items() if y > year)
        elif single and word in {"until", "up to"}:
            labels = frozenset(label for y, label in source.items() if y <= year)
        only = tail in {"only", "alone"} or word == "only in"
        return replace(
            mention, start=start, end=end, labels=labels, given=given, only=only, open_from=opened
        )


@lru_cache(maxsize=64)
def reader(periods: tuple[Period, ...]) -> PeriodReader:
    """The reader for these periods (made once)."""
    return PeriodReader(periods)
