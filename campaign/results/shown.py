"""Codes in words: what a reader sees for an outcome, a state, a value. Pure."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from campaign.times import long_date

OUTCOMES: dict[str, str] = {
    "full": "Answered in full",
    "partial": "Answered in part",
    "not_held": "Not held",
    "refused_exemption": "Refused, exempt",
    "refused_cost": "Refused, cost",
    "ncnd": "Neither confirmed nor denied",
    "vexatious": "Refused, vexatious",
    "already_public": "Already public",
    "clarification": "Asks for clarification",
    "acknowledgement": "Acknowledged only",
    "extension": "Time extended",
    "transferred": "Passed on",
    "internal_review_upheld": "Review: decision stands",
    "internal_review_overturned": "Review: complaint upheld",
    "bounce_or_ooo": "Undelivered or automatic",
    "other": "Other",
    "no_reply": "No reply",
}
STATES: dict[str, str] = {
    "answered": "Answered",
    "not_held": "Not held",
    "refused": "Refused",
    "over_cost": "Over cost limit",
    "ncnd": "Not confirmed or denied",
    "already_public": "Already public",
    "not_applicable": "Not applicable",
    "not_answered": "Not answered",
}
FIELDS: dict[str, str] = {
    "outcome": "Outcome",
    "review": "Internal review",
    "provision": "Provision",
    "reference": "The authority's reference",
    "extended_to": "Extended to",
    "asked": "Asked of us",
    "corrects": "Corrects an earlier reply",
}
ROLES: dict[str, str] = {
    "relied_on": "relied on",
    "procedural": "procedural",
    "mentioned": "only mentioned",
}
STANDINGS: dict[str, str] = {
    "answered": "Answered",
    "waiting": "Waiting",
    "overdue": "Overdue",
    "attention": "Needs attention",
    "to_send": "Not yet sent",
    "gone": "No longer on the site",
}
READ_STATES: dict[str, str] = {
    "read": "text read",
    "empty": "holds no text",
    "scanned": "scanned pages, no text",
    "protected": "protected by a password",
    "damaged": "damaged file",
    "too_big": "too big to read",
    "unsupported": "kind of file not supported",
}

# Which colour an outcome has; the word is always there too.
TONES: dict[str, str] = {
    "full": "yes",
    "partial": "part",
    "not_held": "none",
    "already_public": "part",
    "refused_exemption": "refused",
    "refused_cost": "refused",
    "vexatious": "refused",
    "ncnd": "refused",
    "refused": "refused",
    "over_cost": "refused",
    "answered": "yes",
}


def outcome_words(code: str) -> str:
    """`Not held` for `not_held`; an unknown code is shown as it is."""
    return OUTCOMES.get(code, code)


def tone(code: str) -> str:
    """The name of the colour of an outcome or state: `yes`, `part`, `none`, `refused`, `plain`."""
    return TONES.get(code, "plain")


def value_words(value: str | None, unit: str) -> str:
    """The stored JSON value as people write it: `£12,500`, `Yes`, `Alpha; Beta`.

    A value that is no JSON is shown as it is.
    """
    if value is None:
        return ""
    try:
        held = json.loads(value)
    except ValueError:
        return value
    return _words(held, unit)


def _words(held: Any, unit: str) -> str:
    if isinstance(held, bool):
        return "Yes" if held else "No"
    if isinstance(held, list):
        return "; ".join(_words(each, unit) for each in held) or "None"
    if isinstance(held, (int, float)):
        if unit == "GBP":
            return f"£{held:,.2f}" if held != int(held) else f"£{int(held):,}"
        return str(held) if unit == "year" else f"{held:,}"
    if unit == "date":
        try:
            return long_date(date.fromisoformat(str(held)))
        except ValueError:
            return str(held)
    return "" if held is None else str(held)


def answer_words(state: str, value: str | None, unit: str, provision: str = "") -> str:
    """What a cell says: the value if answered, else the state, with the provision if there is one.

    `Refused (FOIA s.31(1)(a))`.
    """
    if state == "answered":
        return value_words(value, unit) or STATES["answered"]
    words = STATES.get(state, state)
    return f"{words} ({provision})" if provision else words


def days_words(days: int | None) -> str:
    """`5 working days left`, `due today`, `1 working day late`; empty for None."""
    if days is None:
        return ""
    if days == 0:
        return "due that day"
    count = f"{abs(days)} working day{'' if abs(days) == 1 else 's'}"
    return f"{count} left" if days > 0 else f"{count} late"
