"""Authorities: one authority's page and JSON, and lists of them (SITE.md section 7)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from campaign.alaveteli.pages.listings import next_page
from campaign.alaveteli.pages.markup import damaged, read_element, read_only, starts_of
from campaign.alaveteli.pages.recognise import action_of, open_html, refuse
from campaign.alaveteli.pages.records import AuthorityList, AuthorityPage, AuthorityRecord, Link
from campaign.alaveteli.pages.request_json import read_json, tags_of
from campaign.errors import UnknownPage

_CLOSING_TAGS = ("defunct", "not_apply")
_OWN_ADDRESS = re.compile(r'<meta property="og:url" content="[^"<>]*/body/([^"<>/?#]+)"')


def read_authority_page(body: bytes) -> AuthorityPage:
    """An authority's page; UnknownPage for any other.

    An authority without a contact address offers to be asked like any other: only the form for a
    request tells (`compose.MissingContact`).
    """
    html = open_html(body)
    if action_of(html) != "public_body_show":
        raise refuse(body, "the page of an authority")
    header = read_only(html, "div", class_="authority__header")
    names = set(_OWN_ADDRESS.findall(html))
    offers = [urlsplit(a.get("href") or "").path for a in header.all("a", "make-request__action")]
    if len(names) != 1 or len(offers) > 1:
        raise damaged("the page of an authority without its own address, or with two forms")
    url_name = names.pop()
    if offers and offers[0] != f"/new/{url_name}":
        raise damaged(f"the page of {url_name!r} offers {offers[0]!r}")
    notes = [note.words for note in header.all(class_="authority__header__notes")]
    return AuthorityPage(
        url_name=url_name,
        name=header.one("h1").words,
        requestable=bool(offers),
        notes=" ".join(note for note in notes if note),
    )


def read_authority_json(body: bytes) -> AuthorityRecord:
    """An authority's JSON; UnknownPage where a field is missing or of another type."""
    value = read_json(body, "the JSON of an authority")
    try:
        tags = tags_of(value["tags"])
        record = AuthorityRecord(
            site_id=value["id"],
            url_name=value["url_name"],
            name=value["name"],
            short_name=value["short_name"] or "",
            tags=tags,
            home_page=value["home_page"] or "",
            closed=next((tag for tag in _CLOSING_TAGS if tag in tags), None),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnknownPage(
            f"The JSON of an authority cannot be read ({type(error).__name__}: {error}).",
            "What came is kept. Fetch it again later.",
        ) from error
    texts = (record.url_name, record.name, record.short_name, record.home_page)
    if not isinstance(record.site_id, int) or not all(isinstance(text, str) for text in texts):
        raise UnknownPage("The JSON of an authority has fields of other types.", "")
    return record


def read_authority_list(body: bytes) -> AuthorityList:
    """One page of a list of authorities; UnknownPage for any other page."""
    html = open_html(body)
    if action_of(html) != "public_body_list":
        raise refuse(body, "a list of authorities")
    return AuthorityList(authority_items(html), next_page(html))


def authority_items(html: str) -> tuple[Link, ...]:
    """Every listed authority of a page, in order."""
    items = []
    for start in starts_of(html, "div", class_="body_listing"):
        item = read_element(html, start)
        if item.all("div", "body_listing"):
            raise damaged("an item of the list inside another one")
        link = item.one("div", "body-listing__header").one("a")
        path = urlsplit(link.get("href") or "").path
        if not re.fullmatch(r"/body/[^/]+", path) or not link.words:
            raise damaged(f"an authority listed at {path!r}")
        items.append(Link(link.words, path.removeprefix("/body/")))
    if len(starts_of(html, "div", class_="body-listing__header")) != len(items):
        raise damaged("a part of a listed authority outside the list")
    if len(set(items)) != len(items):
        raise damaged("an authority is listed twice")
    return tuple(items)
