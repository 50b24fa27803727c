"""Addresses: built so that nothing is lost on the way, and taken apart as people paste them."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.alaveteli.urls import AuthorityAddress, BatchAddress, RequestAddress, Site
from campaign.errors import BadInput

WDTK = Site("https://www.whatdotheyknow.com")


@pytest.mark.parametrize(
    ("given_base", "kept"),
    [
        ("https://www.whatdotheyknow.com", "https://www.whatdotheyknow.com"),
        ("https://www.WhatDoTheyKnow.com/", "https://www.whatdotheyknow.com"),
        ("https://www.whatdotheyknow.com:443/", "https://www.whatdotheyknow.com"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("http://localhost:8000/", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_a_base_is_kept_in_one_form(given_base: str, kept: str) -> None:
    assert Site(given_base).base == kept


@pytest.mark.parametrize(
    "base",
    [
        "",
        "www.whatdotheyknow.com",
        "ftp://www.whatdotheyknow.com",
        "http://www.whatdotheyknow.com",
        "https://user:secret@www.whatdotheyknow.com",
        "https://www.whatdotheyknow.com/request/x",
        "https://www.whatdotheyknow.com/?a=1",
        "https://",
        "https://host:port",
        "http://[::1",
    ],
)
def test_another_base_is_refused_with_a_remedy(base: str) -> None:
    with pytest.raises(BadInput) as refusal:
        Site(base)
    assert refusal.value.remedy
    assert "secret" not in refusal.value.happened


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://www.whatdotheyknow.com/request/a_b_2", RequestAddress("a_b_2")),
        ("http://www.whatdotheyknow.com/request/a_b_2/", RequestAddress("a_b_2")),
        ("https://whatdotheyknow.com/request/a_b_2", RequestAddress("a_b_2")),
        ("www.whatdotheyknow.com/request/a_b_2", RequestAddress("a_b_2")),
        ("/request/a_b_2", RequestAddress("a_b_2")),
        ("https://www.whatdotheyknow.com/cy/request/a_b_2?locale=cy", RequestAddress("a_b_2")),
        ("https://www.whatdotheyknow.com/request/a_b_2.json", RequestAddress("a_b_2")),
        ("https://www.whatdotheyknow.com/request/a_b_2?unfold=1", RequestAddress("a_b_2")),
        (
            "https://www.whatdotheyknow.com/request/a_b_2#incoming-33",
            RequestAddress("a_b_2", anchor="incoming-33"),
        ),
        ("https://www.whatdotheyknow.com/request/64", RequestAddress(None, 64)),
        ("https://www.whatdotheyknow.com/request/64.json", RequestAddress(None, 64)),
        ("https://www.whatdotheyknow.com/request/a_b/followups/new/3", RequestAddress("a_b")),
        ("https://www.whatdotheyknow.com/info_request_batch/2", BatchAddress(2)),
        ("https://www.whatdotheyknow.com/info_request_batch/2?page=2", BatchAddress(2, 2)),
        ("https://www.whatdotheyknow.com/pro/info_request_batches/2", BatchAddress(2)),
        (
            "https://www.whatdotheyknow.com/body/oxenvale_police",
            AuthorityAddress("oxenvale_police"),
        ),
        ("https://www.whatdotheyknow.com/body/gkp.json", AuthorityAddress("gkp")),
        ("https://www.whatdotheyknow.com/cy/body/gkp", AuthorityAddress("gkp")),
        ("https://www.whatdotheyknow.com/new/gkp?title=x", AuthorityAddress("gkp")),
    ],
)
def test_addresses_as_people_copy_them(url: str, address: object) -> None:
    assert WDTK.parse(url) == address
    assert WDTK.parse(f"  {url}\n") == address


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hello",
        "https://www.whatdotheyknow.com",
        "https://www.whatdotheyknow.com/",
        "https://www.whatdotheyknow.com/request",
        "https://www.whatdotheyknow.com/request/search_ahead?q=x",
        "https://www.whatdotheyknow.com/info_request_batch/two",
        "https://www.whatdotheyknow.com/body/list/police",
        "https://www.whatdotheyknow.com/body/all-authorities.csv",
        "https://www.whatdotheyknow.com/user/somebody",
        "https://www.whatdotheyknow.com/request/..",
        "https://www.whatdotheyknow.com/request/a%2Fb",
        "https://fragdenstaat.example/request/a_b_2",
        "https://www.whatdotheyknow.com.example/request/a_b_2",
        "https://www.whatdotheyknow.com:8443/request/a_b_2",
        "https://elsewhere.example/https://www.whatdotheyknow.com/request/a",
        "ftp://www.whatdotheyknow.com/request/a",
        "javascript://www.whatdotheyknow.com/request/a",
        "//elsewhere.example/request/a",
        "http://[broken/request/a",
    ],
)
def test_any_other_address_is_refused_with_a_remedy(url: str) -> None:
    with pytest.raises(BadInput) as refusal:
        WDTK.parse(url)
    assert refusal.value.remedy


@given(st.text(max_size=80))
def test_no_text_breaks_the_parser(text: str) -> None:
    for url in (text, f"https://www.whatdotheyknow.com/{text}"):
        try:
            address = WDTK.parse(url)
        except BadInput:
            continue
        if isinstance(address, RequestAddress) and address.url_title:
            assert WDTK.parse(WDTK.request(address.url_title)) == RequestAddress(address.url_title)


letters = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)


@given(title=letters, body=letters)
def test_a_prefilled_form_gets_exactly_the_letter(title: str, body: str) -> None:
    url = WDTK.new_request("gkp", title=title, body=body, tags=("campaign:predpol", "a"), pro=True)
    parts = urlsplit(url)
    assert parts.path == "/new/gkp"
    assert parts.fragment == ""
    fields = parse_qs(parts.query, strict_parsing=True, keep_blank_values=True)
    assert fields.get("title", [""]) == [title]
    assert fields.get("body", [""]) == [body]
    assert fields["tags"] == ["campaign:predpol a"]
    assert fields["pro"] == ["1"]


def test_letters_keep_line_ends_and_reserved_characters() -> None:
    url = WDTK.new_request("gkp", body="Dear A & B,\n\n50% + £5 #1? ŵ")
    assert url.endswith(
        "/new/gkp?body=Dear%20A%20%26%20B%2C%0A%0A50%25%20%2B%20%C2%A35%20%231%3F%20%C5%B5"
    )
    assert WDTK.new_request("gkp") == "https://www.whatdotheyknow.com/new/gkp"


def test_built_addresses() -> None:
    base = WDTK.base
    assert WDTK.request_json("a_b") == f"{base}/request/a_b.json"
    assert WDTK.unfolded("a_b") == f"{base}/request/a_b?unfold=1"
    assert WDTK.followup("a_b", 33) == f"{base}/request/a_b/followups/new/33"
    assert WDTK.followup("a_b", internal_review=True) == (
        f"{base}/request/a_b/followups/new?internal_review=1"
    )
    assert WDTK.batch(2, 2) == f"{base}/info_request_batch/2?page=2"
    assert WDTK.list_tag("campaign:predpol") == f"{base}/list/campaign:predpol"
    assert WDTK.search("tag:a b") == f"{base}/search/tag:a%20b/requests"
    with pytest.raises(BadInput):
        WDTK.request("a/../b")


def test_absolute_stays_on_the_site() -> None:
    assert WDTK.absolute("/request/a?x=1#y") == f"{WDTK.base}/request/a?x=1"
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example/x", "http://[x"):
        with pytest.raises(BadInput):
            WDTK.absolute(elsewhere)
    assert not WDTK.owns("https://user@www.whatdotheyknow.com/")
    assert not WDTK.owns("http://www.whatdotheyknow.com/")
