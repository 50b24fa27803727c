"""Times as this project keeps them: UTC in ISO 8601, shown as Europe/London dates."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def iso(moment: datetime) -> str:
    """`2026-07-06T08:54:02Z` for an aware moment, to the second; ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {moment!r}")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse(text: str) -> datetime:
    """The aware UTC moment of an ISO 8601 text with a zone; ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone: {text!r}")
    return moment.astimezone(UTC)


def london_date(moment: datetime | str) -> date:
    """The calendar day in London on which a moment falls."""
    at = parse(moment) if isinstance(moment, str) else moment
    return at.astimezone(LONDON).date()


def long_date(day: date) -> str:
    """`6 July 2026`, as letters and the site write it."""
    return f"{day.day} {day:%B %Y}"
