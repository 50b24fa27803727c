"""Lists of requests: by tag, by search, of a user, of an authority (SITE.md section 7)."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from campaign.alaveteli.pages.correspondence import read_time
from campaign.alaveteli.pages.markup import Element, damaged, read_element, starts_of
from campaign.alaveteli.pages.recognise import action_of, open_html, refuse
from campaign.alaveteli.pages.records import Link, Listings, RequestListing

_LISTS = frozenset({"request_list", "general_search", "user_show", "public_body_show"})
_REQUEST = re.compile(r"/request/([^/?#]+)")
_PAGES = re.compile(r'[\s"](?:class="pagination"|class="next_page|aria-label="Pagination")')
_ICON = re.compile(r"icon_([a-z_]+)")


def read_listings(body: bytes) -> Listings:
    """One page of a list of requests; an empty list only where the page is one.

    UnknownPage for any other page, and where an item of the list cannot be read.
    """
    html = open_html(body)
    if action_of(html) not in _LISTS:
        raise refuse(body, "a list of requests")
    return Listings(request_items(html), next_page(html))


def request_items(html: str) -> tuple[RequestListing, ...]:
    """Every listed request of a page, in order.

    An item whose newest event is a second sending names neither authority nor requester.
    """
    items = []
    for start in starts_of(html, "div", class_="request_listing"):
        # The site closes one <span> too many in each item.
        item = read_element(html, start, forgive={"span"})
        if item.all("div", "request_listing"):
            raise damaged("an item of the list inside another one")
        items.append(_read_item(item))
    if len(starts_of(html, "div", class_="request_left")) != len(items):
        raise damaged("a part of a listed request outside the list")
    return tuple(items)


def next_page(html: str) -> int | None:
    """The number of the page after this one, None on the last page or without pages."""
    starts = starts_of(html, "div", class_="pagination")
    if not starts:
        if _PAGES.search(html):
            raise damaged("page numbers out of place")
        return None
    if len(starts) > 1:
        raise damaged("two sets of page numbers")
    pages = read_element(html, starts[0])
    current = pages.one("em", "current").words
    following = pages.maybe("a", "next_page")
    if following is None:
        pages.one("span", "next_page")
        return None
    numbers = parse_qs(urlsplit(following.get("href") or "").query).get("page", [])
    if not current.isdigit() or numbers != [str(int(current) + 1)]:
        raise damaged(f"after page {current!r} comes page {numbers!r}")
    return int(numbers[0])


def _read_item(item: Element) -> RequestListing:
    link = item.one("span", "head").one("a")
    target = urlsplit(link.get("href") or "")
    matched = _REQUEST.fullmatch(target.path)
    if matched is None or not link.words:
        raise damaged(f"an item of the list at {link.get('href')!r}")
    left = item.one("div", "request_left")
    icons = [match[1] for match in map(_ICON.fullmatch, left.one("i").classes) if match]
    if len(icons) != 1:
        raise damaged(f"no status of {matched[1]!r}")
    sent = item.one("div", "requester")
    times = sent.all("time")
    return RequestListing(
        url_title=matched[1],
        title=link.words,
        authority=_named(sent, "/body/"),
        requester=_named(sent, "/user/"),
        status=icons[0],
        anchor=target.fragment or None,
        at=read_time(times[0]) if times else None,
    )


def _named(sent: Element, prefix: str) -> Link | None:
    for link in sent.all("a"):
        path = urlsplit(link.get("href") or "").path
        if path.startswith(prefix):
            return Link(link.words, path.removeprefix(prefix))
    return None
