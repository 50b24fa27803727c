"""When a reply is due, as the practice site counts: the law's clock, remembered by day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache


@lru_cache(maxsize=4096)
def due_dates(sent_on: date, school: bool = False) -> tuple[date, date]:
    """The last day in time, and the last before "long overdue", for a letter sent that day.

    The site counts every authority by one calendar, that of the Act of 2000 (SITE.md section 6).
    """
    from campaign.law.clock import due_date, very_overdue_after

    return due_date(sent_on), very_overdue_after(sent_on, school=school)
