"""Speaking to a practice site that runs in another process: its clock, its truth, its faults."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from campaign.errors import BadInput, SiteError
from campaign.times import parse

TIMEOUT = 30.0  # seconds; a step over months composes hundreds of replies


def practice_now(base: str) -> datetime:
    """The practice site's own time, aware, in UTC; SiteError if no practice site is there."""
    return parse(str(ask(base, "GET", "/practice/state")["now"]))


def ask(base: str, method: str, path: str, **fields: str) -> dict[str, Any]:
    """One question to the practice site's own controls; SiteError if it does not answer.

    Only this machine is ever asked: BadInput for any other address.
    """
    import requests

    from campaign.alaveteli.urls import Site

    if not Site(base).is_loopback:
        raise BadInput(
            f"{base} is no practice site: those run on this machine only.",
            "Give an address such as http://127.0.0.1:8765, or start `campaign rehearse`.",
        )
    try:
        answer = requests.request(method, base + path, data=fields or None, timeout=TIMEOUT)
        found = answer.json()
        if isinstance(found, dict) and "error" in found:
            raise BadInput(str(found["error"]), str(found.get("remedy", "")))
        answer.raise_for_status()
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
