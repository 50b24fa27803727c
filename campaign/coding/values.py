"""Values as replies write them: amounts, counts, years, dates, names, yes and no.

Every reader takes a text and gives `Found` values with offsets into that text. Ranges and
suppressed small numbers stay text, as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

Value = bool | int | float | str | list[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A value and where it stands in the text that was read."""

    start: int
    end: int
    value: Value
    sure: bool = True


_SCALE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = r"(?:\s?(?:(?:k|m|mn|bn)\b|(?:thousand|million|billion)\b))?"
_MONEY = re.compile(
    rf"(?:(?:£|GBP\s?)\s?-?(?:{_NUMBER}){_UNIT})"
    rf"|(?:\b(?:{_NUMBER}){_UNIT}\s?(?:pounds\b|GBP\b))",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\w.,/£%-])[-+]?(?:{_NUMBER})(?:\s?(?:k|m)\b)?(?![\w%/]|[.,-]\d)", re.I)
_DIGITS = re.compile(rf"({_NUMBER})\s?(k|mn|m|bn|thousand|million|billion)?\b", re.I)
_NOT_AN_ANSWER = re.compile(
    r"limit|per hour|an hour|hourly|\bhours?\b|fees? regulation|photocop|per page|per sheet|"
    r"postage|disbursement|threshold",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"(?:\bover|\bmore than|\bless than|\bfewer than|\bup to|\bunder|\bat least|\bbelow|\babove|"
    r"\bin excess of|[<>≤≥])\s?$",
    re.IGNORECASE,
)
_RANGE_JOIN = re.compile(r"\s?(?:-|–|—|\bto\b|\band\b)\s?", re.IGNORECASE)

_ONES = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
_WORD_NUMBER = "|".join([*_ONES, *_TENS])
_WORDED_MONEY = re.compile(
    rf"\b(?:{_WORD_NUMBER})(?:[ -](?:{_WORD_NUMBER}|and a half|and|a|hundred|thousand|million)\b)*"
    r"\s+pounds\b",
    re.IGNORECASE,
)
_WORDED_COUNT = re.compile(rf"\b(?:{_WORD_NUMBER})(?:[ -](?:{_WORD_NUMBER}))?\b", re.IGNORECASE)
_SMALL = re.compile(
    rf"(?:<|≤|\b(?:fewer|less) than|\bunder|\bbelow)\s?(?:\d+|{_WORD_NUMBER})\b"
    rf"|\b\d+ or (?:fewer|less)\b",
    re.IGNORECASE,
)
NIL = re.compile(
    r"\b(?:nil|none|nothing|zero)\b|^\W*dim\b|(?<![\w.,/])[-+]?£?\s?0(?:\.0+)?(?![\w%/]|[.,]\d)"
    r"|\bno\s(?:other |further |separate |such |direct |additional )?(?:money|spend(?:ing)?|costs?|"
    r"expenditure|budget|amount|payments?|sums?|charge|funds)\b|\bfree of charge\b",
    re.IGNORECASE,
)


def number(text: str) -> float:
    """Read `1.2m`, `12,500`, `7.5k` as a number; ValueError if there is none."""
    match = _DIGITS.search(text)
    if match is None:
        raise ValueError(f"no number in {text!r}")
    value = float(match[1].replace(",", "")) * _SCALE.get((match[2] or "").lower(), 1)
    return round(value, 2)


def _tidy(value: float) -> int | float:
    return int(value) if value == int(value) else value


def worded(text: str) -> float:
    """Read a number in words: `seven and a half thousand` is 7500."""
    total = part = 0.0
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in _ONES:
            part += _ONES[word]
        elif word in _TENS:
            part += _TENS[word]
        elif word == "half":
            part += 0.5
        elif word == "hundred":
            part *= 100
        elif word in {"thousand", "million"}:
            total += part * (1e3 if word == "thousand" else 1e6)
            part = 0.0
    return total + part


def amounts(text: str, bare: bool = False) -> Iterator[Found]:
    """Amounts of money in pounds, in order; with `bare`, plain numbers too.

    The cost limit, hourly rates and copying charges are passed over. A range or a bound
    (`over £5,000`) is given as the words.
    """
    spans = [(m.start(), m.end()) for m in _MONEY.finditer(text)]
    worded_spans = [(m.start(), m.end()) for m in _WORDED_MONEY.finditer(text)]
    if bare and not spans and not worded_spans:
        spans = [
            (m.start(), m.end()) for m in _BARE.finditer(text) if not _looks_like_year(m.group())
        ]
    spans = sorted(spans + worded_spans)
    skip = -1
    for index, (start, end) in enumerate(spans):
        if index == skip:
            continue
        after = text[end : end + 24]
        if _NOT_AN_ANSWER.search(text[max(0, start - 36) : start]) or _NOT_AN_ANSWER.search(after):
            continue
        if after.lstrip().startswith(("p.", "%")) or re.match(r",\d", after):
            # A sum that a cell broke off ("£2,300,0") is no smaller sum.
            continue
        hedge = _HEDGE.search(text[max(0, start - 16) : start])
        if index + 1 < len(spans) and _RANGE_JOIN.fullmatch(text[end : spans[index + 1][0]]):
            between = text[end : spans[index + 1][0]].strip().lower()
            opened = re.search(r"between\s*$", text[max(0, start - 10) : start], re.I)
            if between != "and" or opened:
                skip = index + 1
                yield Found(start, spans[skip][1], text[start : spans[skip][1]], sure=False)
                continue
        if hedge:
            begin = start - len(hedge.group())
            yield Found(begin, end, " ".join(text[begin:end].split()), sure=False)
            continue
        words = text[start:end]
        value = number(words) if re.search(r"\d", words) else worded(words)
        yield Found(start, end, _tidy(value))


def _looks_like_year(words: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", words.strip()))


_NUMBERED = re.compile(
    r"\b(?:questions?|parts?|sections?|points?|pages?|items?|grade|annex|appendix|regulation)\s$",
    re.IGNORECASE,
)
"""What a number before is of: it counts nothing."""


def counts(text: str) -> Iterator[Found]:
    """Numbers of things in order: plain, in words, `<5` and ranges as written; never years."""
    taken: list[tuple[int, int]] = []
    found: list[Found] = []
    for match in _SMALL.finditer(text):
        taken.append(match.span())
        found.append(Found(*match.span(), " ".join(match.group().split()), sure=False))
    for match in re.finditer(
        r"(?<![\w.,/£-])(\d{1,4})\s?(?:-|–|\bto\b)\s?(\d{1,4})(?![\w%/]|[.,]\d)", text
    ):
        low, high = int(match[1]), int(match[2])
        if low < high and not (_looks_like_year(match[1])):
            taken.append(match.span())
            found.append(Found(*match.span(), match.group(), sure=False))
    for match in _BARE.finditer(text):
        if _looks_like_year(match.group()) or any(s <= match.start() < e for s, e in taken):
            continue
        if re.match(
            r"\s?(?:%|per ?cent|hours?|working days|pounds)",
            text[match.end() : match.end() + 13],
        ):
            continue
        if _NUMBERED.search(text[max(0, match.start() - 14) : match.start()]):
            continue
        if re.match(
            r"(?:st|nd|rd|th)?\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
            text[match.end() : match.end() + 7],
        ):
            continue
        hedge = _HEDGE.search(text[max(0, match.start() - 16) : match.start()])
        if hedge:
            begin = match.start() - len(hedge.group())
            found.append(
                Found(begin, match.end(), " ".join(text[begin : match.end()].split()), sure=False)
            )
        else:
            found.append(Found(*match.span(), _tidy(number(match.group()))))
        taken.append(match.span())
    for match in _WORDED_COUNT.finditer(text):
        if not any(s <= match.start() < e for s, e in taken):
            after = text[match.end() : match.end() + 14].lower()
            if re.match(
                r"\s(?:years?|hours?|days?|months?|weeks?|of (?:the|our|these|those)|kinds?)\b",
                after,
            ):
                continue
            alone = re.match(r"\W*$|\s?(?:in|during|for)\b|\s?[,;.]", text[match.end() :])
            opens = not text[: match.start()].strip(" \t\r\n\"'“‘-–•*(")
            if match.group().lower() == "one" and not (alone or opens):
                continue
            found.append(Found(*match.span(), int(worded(match.group()))))
    yield from sorted(found, key=lambda item: item.start)


_MONTHS = "january february march april may june july august september october november december"
_MONTH = {m: i for i, m in enumerate(_MONTHS.split(), 1)} | {
    m[:3]: i for i, m in enumerate(_MONTHS.split(), 1)
}
_MONTH_WORD = "|".join(sorted(_MONTH, key=len, reverse=True))
_DATES = re.compile(
    rf"\b(?:(?P<d>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?\s+(?:of\s+)?)?(?P<m>{_MONTH_WORD})\.?,?\s+(?P<y>(?:19|20)\d\d)\b"
    r"|\b(?P<d2>\d{1,2})[/.](?P<m2>\d{1,2})[/.](?P<y2>(?:19|20)\d\d|\d\d)\b"
    r"|\b(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)\b",
    re.IGNORECASE,
)


def dates(text: str) -> Iterator[Found]:
    """Dates in ISO form (`2021-03-12`; `2021-03` where no day is given), read day first."""
    for match in _DATES.finditer(text):
        part = match.groupdict()
        year = part["y"] or part["y2"] or part["y3"]
        month = _MONTH.get((part["m"] or "").lower()) or int(part["m2"] or part["m3"] or 0)
        day = int(part["d"] or part["d2"] or part["d3"] or 0)
        if not 1 <= month <= 12 or day > 31:
            continue
        year = f"20{year}" if len(year) == 2 else year
        yield Found(*match.span(), f"{year}-{month:02}" + (f"-{day:02}" if day else ""))


_ASKS_END = re.compile(
    r"\b(?:end(?:s|ed|ing)?|expir\w+|finish\w*|terminat\w*|cease\w*|stop\w*|renew\w*)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\b(?:from|since|began|begins?|beginning|start(?:s|ed|ing)?|commenc\w+|dated|signed|awarded)"
    r"(?: (?:on|in|the))*\s*$",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:until|till|to|by|end(?:s|ed|ing)?|expir\w+|finish\w*|terminat\w*|ceased?|stopped|review(?:ed)?)"
    r"(?: (?:on|in|at|the|of|end))*\s*$",
    re.IGNORECASE,
)


def date_asked(text: str, wording: str) -> Found | None:
    """The date that answers a question: of a first and a last day, the one it asks for."""
    found = list(dates(text))[:8]
    if not found:
        return None
    wants_end = bool(_ASKS_END.search(wording))
    for first, second in pairwise(found):
        if _RANGE_JOIN.fullmatch(text[first.end : second.start]):
            return second if wants_end else first
    against = _BEGINS if wants_end else _ENDS
    fitting = [f for f in found if not against.search(text[max(0, f.start - 30) : f.start])]
    return fitting[0] if fitting else None


_YES_OR_NO = re.compile(
    r"^[\s\"'“‘>*•-]*(?:(?P<yes>yes|y|yep|correct|affirmative|true|✓|we do\b(?! not)"
    r"|(?:it|they|we) (?:do|does|is|are|has|have|was|were)(?=\W*$)|(?-i:Do|Oes"
    r"|Ydy)(?=[,.]|\s*$))"
    r"|(?P<no>no|n|none|nil|never|neither|false|✗|(?-i:Na|Nac oes|Nac ydy|Naddo)(?=[,.]"
    r"|\s*$)|we do not\b|we don['’]t\b|no"
    r"|not(?! (?:searched|known|recorded|held|disclosed|released|available|provided|supplied"
    r"|applicable|answered|sure|certain|clear|possible)\b)))"
    r"(?=[\s\"'”’.,;:)(–-]|$)",
    re.IGNORECASE,
)
_UNTICKED = re.compile(r"^\W*(?:yes\W{0,6}(?:or|/)?\W{0,6}no\W*$|y\s?/\s?n\W*$)", re.IGNORECASE)


def yes_no(text: str) -> bool | None:
    """What a text that opens with yes or no says; None for neither, and for an unticked list."""
    match = _YES_OR_NO.match(text)
    if match is None or _UNTICKED.match(text[:40]):
        return None
    return match["yes"] is not None
