"""The keys by which each letter is one letter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date


def request_key(campaign: str, url_name: str) -> str:
    """The key of a campaign's one request to an authority."""
    return f"{campaign}/{url_name}/request"


def batch_key(campaign: str, url_names: Iterable[str]) -> str:
    """The key of a batch: the same authorities are the same batch."""
    names = " ".join(sorted(url_names))
    return f"{campaign}/batch/{hashlib.sha256(names.encode()).hexdigest()[:12]}"


def follow_up_key(campaign: str, url_title: str, letter: str, today: date) -> str:
    """The key of a later letter: one of a kind, request and day."""
    return f"{campaign}/{url_title}/{letter}/{today.isoformat()}"


def classification_key(campaign: str, url_title: str, state: str, today: date) -> str:
    """The key of telling the site how a request stands: once a state and day."""
    return f"{campaign}/{url_title}/is-{state}/{today.isoformat()}"
