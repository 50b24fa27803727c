"""The keys by which each letter is one letter."""

from __future__ import annotations


def request_key(campaign: str, url_name: str) -> str:
    """The key of a campaign's one request to an authority."""
    return f"{campaign}/{url_name}/request"
