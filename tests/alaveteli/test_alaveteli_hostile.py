"""No bytes whatever make a reader do anything but read or refuse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.alaveteli.pages.authority import (
    read_authority_json,
    read_authority_list,
    read_authority_page,
)
from campaign.alaveteli.pages.batch import read_batch
from campaign.alaveteli.pages.batch_csv import read_batch_csv
from campaign.alaveteli.pages.compose import read_compose, read_notice, read_sign_in
from campaign.alaveteli.pages.listings import read_listings
from campaign.alaveteli.pages.markup import read_element
from campaign.alaveteli.pages.request import read_request_page
from campaign.alaveteli.pages.request_json import read_request_json
from campaign.errors import UnknownPage

READERS: list[Callable[[bytes], object]] = [
    read_request_page,
    read_request_json,
    read_batch,
    read_batch_csv,
    read_listings,
    read_authority_page,
    read_authority_list,
    read_authority_json,
    read_notice,
    read_sign_in,
    lambda body: read_compose(body, 200),
]
pieces = st.sampled_from(
    [
        "<div>", "</div>", '<div id="left_column">', '<div class="request-header">', "<h1>",
        '<div id="content" role="main">', '<div id="request_show" class="controller_request">',
        '<div class="incoming correspondence normal js-collapsible" id="incoming-1">',
        '<form id="write_form" action="/new">', '<div class="request_listing">', "<script>", "<!--",
        '<div class="pagination">', "\0", "&#0;", "&lt;", "<", ">", '"', "text", "\ud7ff", "é",
        "{", "}", "[", '"id":', "1e999", "null", ",", "request_url,authority_name\n",
    ]
)  # fmt: skip


@given(st.lists(pieces, max_size=30).map("".join), st.booleans())
@settings(deadline=None)
def test_made_up_pages(inner: str, framed: bool) -> None:
    html = f"<!DOCTYPE html><html lang='en'><head></head><body>{inner}</body></html>"
    body = (html if framed else inner).encode()
    for read in READERS:
        try:
            read(body)
        except UnknownPage as refusal:
            assert refusal.kind
            assert refusal.happened


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_any_bytes(body: bytes) -> None:
    for read in READERS:
        try:
            read(body)
        except UnknownPage:
            continue


def test_an_endless_nest_of_elements_is_refused() -> None:
    with pytest.raises(UnknownPage):
        read_element("<div>" * 100_000, 0)
    with pytest.raises(UnknownPage):
        read_element("<div>" + "<br>" * 100_000, 0)


def test_an_endless_nest_in_json_is_refused() -> None:
    with pytest.raises(UnknownPage):
        read_request_json(b"[" * 100_000)


def test_markup_of_an_authority_stays_words(shared: Path) -> None:
    """Script, markup and formulas in replies and names arrive as text and are never elements."""
    texts = []
    for path in (shared / "alaveteli/campaign/requests").glob("*/request.html"):
        page = read_request_page(path.read_bytes())
        texts += [message.text or "" for message in page.messages]
        texts += [a.name for message in page.messages for a in message.attachments]
        texts += [message.sender or "" for message in page.messages]
    joined = "\n".join(texts)
    assert "<b>044</b>" in joined
    assert '=HYPERLINK("http://' in joined
    assert "&lt;" not in joined
