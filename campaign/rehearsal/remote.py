"""Speaking to a practice site that runs in another process: its clock, its truth, its faults."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from campaign.errors import SiteError
from campaign.times import parse

TIMEOUT = 30.0  # seconds; a step over months composes hundreds of replies


def practice_now(base: str) -> datetime:
    """The practice site's own time, aware, in UTC; SiteError if no practice site is there."""
    return parse(str(ask(base, "GET", "/practice/state")["now"]))


def ask(base: str, method: str, path: str, **fields: str) -> dict[str, Any]:
    """One question to the practice site's own controls; SiteError if it does not answer."""
    import requests

    try:
        answer = requests.request(method, base + path, data=fields or None, timeout=TIMEOUT)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise SiteError(
            f"No practice site answers at {base}.",
            "Start one with `campaign rehearse` in a terminal of its own.",
        ) from error
    if not isinstance(found, dict):
        raise SiteError(f"{base} is not a practice site.", "Start one with `campaign rehearse`.")
    return found


def is_practice(base: str) -> bool:
    """Whether a practice site answers there."""
    try:
        practice_now(base)
    except SiteError:
        return False
    return True
