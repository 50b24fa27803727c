"""Requests that are no longer where they were: renamed, or merged into another.

A request's address is made of its title, and changes with it; its number stays (SITE.md section
3). So a request that is not found by its name is asked for by its number, from which the site
leads to its name of today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.alaveteli.urls import RequestAddress
from campaign.errors import BadInput, SiteError

if TYPE_CHECKING:
    from campaign.alaveteli.client import Client
    from campaign.alaveteli.pages.records import RequestRecord
    from campaign.state.correspondence import StoredRequest


class Moved(SiteError):
    """The request has another address now; `url_title` is its name in it."""

    def __init__(self, url_title: str) -> None:
        super().__init__(
            f"The request is at another address now: {url_title}.",
            "Run this again: it is followed there.",
        )
        self.url_title = url_title


def name_of_today(client: Client, request: StoredRequest) -> str | None:
    """By which name the site knows the request's number, if it is another one than ours."""
    if request.site_id is None:
        return None
    answer = client.get(client.site.request(str(request.site_id)), follow=False)
    try:
        address = client.site.parse(answer.location or "")
    except BadInput:
        return None  # no redirect, or one to something else, such as signing in
    named = address.url_title if isinstance(address, RequestAddress) else None
    return named if named != request.url_title else None


def is_same(request: StoredRequest, record: RequestRecord) -> bool:
    """Whether a JSON is this request's and not that of another, into which it was merged.

    Raises Moved where it is the same request under another name.
    """
    if request.site_id is not None and record.site_id != request.site_id:
        return False
    if record.url_title != request.url_title:
        raise Moved(record.url_title)
    return True
