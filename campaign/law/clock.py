"""Working days by regime, and the dates by which an answer is due.

All functions take and give London calendar days; nothing here asks what day it is.

- `foia` (or `foi`, as the site says): the 20th working day after receipt (FOIA s.10(1)); no working
  day is a Saturday, a Sunday, Christmas Day, Good Friday or a bank holiday *in any part of the
  United Kingdom* (s.10(6)).
- `foisa`: the 20th working day after receipt (FOISA s.10(1)); a bank holiday *in Scotland* is none,
  nor are Saturday, Sunday and Christmas Day (s.73).
- `eir`: 20 working days after receipt (EIR reg.5(2)), as FOIA s.10(6) has them (reg.2(1)).
- `eisr`: 20 working days after receipt (EISR reg.5(2)), as in Scotland.

The site counts every request by `foia`, Scottish ones too: to agree with its pages, count with
the default. A Scottish authority's own limit can only be the same day or an earlier one.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

DAYS_TO_ANSWER = 20
DAYS_TO_VERY_OVERDUE = 40
DAYS_TO_VERY_OVERDUE_SCHOOL = 60

_UK = ("ENG", "WLS", "SCT", "NIR")
_NATIONS = {"foia": _UK, "foi": _UK, "eir": _UK, "foisa": ("SCT",), "eisr": ("SCT",)}


def is_working_day(day: date, law: str = "foia") -> bool:
    """Whether `day` counts under the law; ValueError for a law not listed above."""
    if law not in _NATIONS:
        raise ValueError(f"no such law: {law!r}; there are {', '.join(_NATIONS)}")
    return day.weekday() < 5 and day not in _bank_holidays(day.year, _NATIONS[law])


def add_working_days(day: date, n: int, law: str = "foia") -> date:
    """The n-th working day after `day`, which itself never counts; `day` for 0.

    ValueError for a negative `n`.
    """
    if n < 0:
        raise ValueError(f"working days to add cannot be {n}")
    while n:
        day += timedelta(days=1)
        n -= is_working_day(day, law)
    return day


def due_date(sent_on: date, law: str = "foia") -> date:
    """The last day of the time for answering: the 20th working day after the day of sending.

    `sent_on` is the London day on which the letter went (for a request sent again, or whose
    clarification was answered, the day of that). An e-mail arrives on the day that it is sent, at
    whatever hour, working day or not; that day is day zero. FOIA s.10(1); FOISA s.10(1);
    EIR reg.5(2).
    """
    return add_working_days(sent_on, DAYS_TO_ANSWER, law)


def very_overdue_after(sent_on: date, law: str = "foia", *, school: bool = False) -> date:
    """The last day before the site calls a request very overdue: 40 working days, schools 60.

    The site's own rule, no statute's (for schools it follows SI 2004/3364, 60 working days).
    """
    days = DAYS_TO_VERY_OVERDUE_SCHOOL if school else DAYS_TO_VERY_OVERDUE
    return add_working_days(sent_on, days, law)


def days_left(today: date, due: date, law: str = "foia") -> int:
    """Working days after `today` up to and with `due`; 0 on the day, negative once it is late.

    -3 means: three working days have passed since the due date, today included.
    """
    if due < today:
        return -days_left(due, today, law)
    span = (due - today).days
    return sum(is_working_day(today + timedelta(days=n), law) for n in range(1, span + 1))


@lru_cache(maxsize=1024)
def _bank_holidays(year: int, nations: tuple[str, ...]) -> frozenset[date]:
    from holidays import UnitedKingdom

    return frozenset(
        day for nation in nations for day in UnitedKingdom(subdiv=nation, years=[year])
    )
