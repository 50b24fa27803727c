"""The periods that questions are asked for: calendar years, financial years, quarters, others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from campaign.letters.model import Period, PeriodKind

MOST_PERIODS = 60
_YEARS = range(1900, 2101)
_FINANCIAL = re.compile(r"(\d{4})\s*[/–-]\s*(\d{4}|\d{2})")
_QUARTER = re.compile(
    r"(?:(?P<year>\d{4})[\s-]*Q(?P<q>[1-4])|Q(?P<q2>[1-4])\s*(?P<year2>\d{4}))", re.I
)


def read_period(text: str, current_year: int) -> Period:
    """One period as a person writes it: `2024`, `2022/23`, `2024 Q3`, `current`, or any words.

    ValueError, with what to change, for a year that cannot be meant.
    """
    text = " ".join(text.split())
    if text.lower() == "current":
        return Period(str(current_year), "calendar_year")
    if re.fullmatch(r"\d{4}", text):
        return Period(str(_year(text)), "calendar_year")
    if financial := _FINANCIAL.fullmatch(text):
        return _financial(_year(financial[1]), financial[2])
    if quarter := _QUARTER.fullmatch(text):
        year = _year(quarter["year"] or quarter["year2"])
        return Period(f"{year} Q{quarter['q'] or quarter['q2']}", "quarter")
    if not text or len(text) > 60:
        raise ValueError("a period needs a name of 1 to 60 characters")
    return Period(text, "other")


def period_range(first: str, last: str, current_year: int) -> tuple[Period, ...]:
    """All periods from one to another of the same kind, both included.

    `current` as the last is this year; for financial years the one that ends in this year, for
    quarters the last quarter of the year before. ValueError says what to change.
    """
    start = read_period(first, current_year)
    if start.kind == "other":
        raise ValueError(f"from: {first!r} is no year (2020), financial year (2020/21) or quarter")
    if last.strip().lower() == "current":
        end = _current(start.kind, current_year)
    else:
        end = read_period(last, current_year)
    if end.kind != start.kind:
        raise ValueError(f"from: {first} and to: {last} are not the same kind of period")
    low, high = _index(start), _index(end)
    if high < low:
        raise ValueError(f"to: {end.label} is before from: {start.label}")
    if high - low >= MOST_PERIODS:
        raise ValueError(f"{high - low + 1} periods are more than {MOST_PERIODS}")
    return tuple(_at(start.kind, index) for index in range(low, high + 1))


def in_words(periods: Sequence[Period]) -> str:
    """How a letter names the periods: `each calendar year from 2020 to 2026`.

    A list with gaps, or of mixed kinds, is written out: `2020, 2022 and 2024`.
    """
    if not periods:
        return ""
    kind = periods[0].kind
    if len(periods) > 2 and kind != "other" and all(p.kind == kind for p in periods):
        indexes = [_index(period) for period in periods]
        if indexes == list(range(indexes[0], indexes[-1] + 1)):
            name = {
                "calendar_year": "calendar year",
                "financial_year": "financial year",
                "quarter": "quarter",
            }[kind]
            return f"each {name} from {periods[0].label} to {periods[-1].label}"
    return and_list([period.label for period in periods])


def and_list(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _year(text: str) -> int:
    year = int(text)
    if year not in _YEARS:
        raise ValueError(f"the year {text} is not between {_YEARS.start} and {_YEARS.stop - 1}")
    return year


def _financial(start: int, end: str) -> Period:
    if int(end) not in (start + 1, (start + 1) % 100):
        raise ValueError(
            f"{start}/{end} is no financial year: write {start}/{(start + 1) % 100:02d}"
        )
    return _at("financial_year", start)


def _current(kind: PeriodKind, current_year: int) -> Period:
    if kind == "calendar_year":
        return Period(str(current_year), kind)
    if kind == "financial_year":
        return _at(kind, current_year - 1)
    return Period(f"{current_year - 1} Q4", "quarter")


def _index(period: Period) -> int:
    if period.kind == "quarter":
        return int(period.label[:4]) * 4 + int(period.label[-1]) - 1
    return int(period.label[:4])


def _at(kind: PeriodKind, index: int) -> Period:
    if kind == "quarter":
        return Period(f"{index // 4} Q{index % 4 + 1}", kind)
    if kind == "financial_year":
        return Period(f"{index}/{(index + 1) % 100:02d}", kind)
    return Period(str(index), kind)
