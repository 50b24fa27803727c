"""Batches, lists, authorities and feeds: read from both sites, they say the same.

Left out: the order in which the site's search engine ranks free words, the text of attachments in
snippets (the engine reads attachments, the practice site does not), counts in `public_body.info`,
and `lists/list-date.html`, whose emptiness the capture does not explain.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from rehearsal_replay import PEOPLE, replayed

from campaign.alaveteli.pages.authority import (
    read_authority_json,
    read_authority_list,
    read_authority_page,
)
from campaign.alaveteli.pages.batch import read_batch
from campaign.alaveteli.pages.batch_csv import read_batch_csv
from campaign.alaveteli.pages.listings import read_listings
from campaign.rehearsal.person import HandoffPerson
from campaign.rehearsal.server import PracticeServer

CAPTURED = Path(__file__).resolve().parents[3] / "shared" / "alaveteli"
RECORDED = "http://127.0.0.1:3000"
EXACT = (
    "lists/list-tag.html",
    "lists/list-tag-name.html",
    "lists/list-unknown-tag.html",
    "lists/search-requested-by.page2.html",
    "lists/search-requested-from.html",
    "lists/search-tag.html",
    "lists/user.html",
    "lists/user.page2.html",
    "lists/user-requests.html",
    "lists/body.html",
)
FEEDS = (
    "lists/feed-user.json",
    "lists/feed-body.json",
    "lists/feed-search-tag.json",
    "campaign/requests/predictive_policing_software_13/feed.json",
    "states/annotated/feed.json",
    "states/external/feed.json",
    "states/hidden/feed.json",
    "states/message_hidden/feed.json",
    "states/requester_only/feed.json",
)
Fetch = Callable[[str], bytes]


@pytest.fixture(scope="module")
def replay(shared: Path) -> Iterator[PracticeServer]:
    with PracticeServer(replayed(shared)) as server:
        yield server


@pytest.fixture(scope="module")
def fetch(replay: PracticeServer) -> Fetch:
    return lambda path: requests.get(replay.base + path).content


@pytest.fixture(scope="module")
def addresses(shared: Path) -> dict[str, str]:
    lines = (shared / "alaveteli/index.jsonl").read_text().splitlines()
    return {case["file"]: case["url"].replace(RECORDED, "") for case in map(json.loads, lines)}


def captured(name: str) -> bytes:
    return (CAPTURED / name).read_bytes()


def test_the_pages_of_a_batch_hold_the_same_requests(fetch: Fetch) -> None:
    ours, theirs = set(), set()
    for page in (1, 2):
        here = read_batch(fetch(f"/info_request_batch/2?page={page}"))
        there = read_batch(captured(f"campaign/batch.page{page}.anonymous.html"))
        shown = [(b.title, b.pending, b.sent_to, b.next_page) for b in (here, there)]
        assert shown[0] == shown[1]
        assert len(here.requests) == len(there.requests)
        ours |= {repr(item) for item in here.requests}
        theirs |= {repr(item) for item in there.requests}
    assert ours == theirs


def test_a_batch_that_waits_names_its_authorities(fetch: Fetch, replay: PracticeServer) -> None:
    batch = replay.site.batches[0]
    sent, batch.sent_at = batch.sent_at, None
    try:
        here = read_batch(fetch("/info_request_batch/2"))
    finally:
        batch.sent_at = sent
    there = read_batch(captured("campaign/batch.pending.anonymous.html"))
    assert here.pending
    assert there.pending
    # The real page has 25 rows, in which each of the three Welsh forces stands twice and is shown
    # once; the practice page shows 25 authorities.
    assert here.authorities[: len(there.authorities)] == there.authorities
    assert here.next_page == there.next_page == 2


def test_the_table_of_a_batch(replay: PracticeServer) -> None:
    person = HandoffPerson(replay.base, PEOPLE["pro"][2], "pro-password-1")
    person.sign_in()
    answer = person.browser.get(f"{replay.base}/pro/info_request_batches/2/download.csv")
    theirs = read_batch_csv(captured("campaign/batch.download.csv"))
    assert set(read_batch_csv(answer.content)) == set(theirs)


@pytest.mark.parametrize("name", EXACT)
def test_a_list_is_the_same_item_by_item(
    name: str, fetch: Fetch, addresses: dict[str, str]
) -> None:
    ours, theirs = read_listings(fetch(addresses[name])), read_listings(captured(name))
    assert [repr(i) for i in ours.requests] == [repr(i) for i in theirs.requests]
    assert ours.next_page == theirs.next_page


@pytest.mark.parametrize(
    "names",
    [
        ("lists/list-query.html", "lists/list-query.page2.html"),
        ("lists/search-latest-status.html",),
    ],
)
def test_words_find_the_same_requests(
    names: tuple[str, ...], fetch: Fetch, addresses: dict[str, str]
) -> None:
    ours = {i.url_title for n in names for i in read_listings(fetch(addresses[n])).requests}
    theirs = {i.url_title for n in names for i in read_listings(captured(n)).requests}
    assert ours == theirs


@pytest.mark.parametrize(
    "name",
    [
        "lists/body.html",
        "lists/body-defunct.html",
        "lists/body-with-note.html",
        "lists/body-missing-email.html",
    ],
)
def test_an_authority(name: str, fetch: Fetch, addresses: dict[str, str]) -> None:
    assert read_authority_page(fetch(addresses[name])) == read_authority_page(captured(name))


@pytest.mark.parametrize("name", ["lists/body-defunct.json", "lists/body-eir.json"])
def test_the_facts_of_an_authority(name: str, fetch: Fetch, addresses: dict[str, str]) -> None:
    assert read_authority_json(fetch(addresses[name])) == read_authority_json(captured(name))


def test_a_list_of_authorities(fetch: Fetch, addresses: dict[str, str]) -> None:
    name = "lists/body-list-police.page1.html"
    ours, theirs = read_authority_list(fetch(addresses[name])), captured(name)
    assert set(read_authority_list(theirs).authorities) <= set(ours.authorities)


def test_the_list_of_all_authorities(fetch: Fetch) -> None:
    ours = list(csv.DictReader(io.StringIO(fetch("/body/all-authorities.csv").decode())))
    theirs = list(csv.DictReader(io.StringIO(captured("lists/all-authorities.csv").decode())))
    assert list(ours[0]) == list(theirs[0])
    kept = ("Internal ID", "Name", "Short name", "URL name", "Tags", "Home page", "Notes")
    assert [[row[k] for k in kept] for row in ours] == [[row[k] for k in kept] for row in theirs]


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed(name: str, fetch: Fetch, addresses: dict[str, str]) -> None:
    ours, theirs = json.loads(fetch(addresses[name])), json.loads(captured(name))
    assert [comparable(item) for item in ours] == [comparable(item) for item in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        assert other["snippet"].startswith(mine["snippet"].removesuffix("..."))


def comparable(item: dict[str, Any]) -> dict[str, Any]:
    """A feed's item without what hangs on the day of capture; moments to the second."""
    unlike = ("updated_at", "created_at", "info", "publication_scheme", "disclosure_log", "tags")
    kept = {k: v for k, v in item.items() if k != "snippet"}
    kept["public_body"] = {k: v for k, v in item["public_body"].items() if k not in unlike}
    return json.loads(re.sub(r"\.\d{3}([+Z])", r"\1", json.dumps(kept)))  # type: ignore[no-any-return]


def test_an_atom_feed_has_the_same_entries(fetch: Fetch, addresses: dict[str, str]) -> None:
    name = "lists/feed-user.atom"
    pattern = rb"<id>tag:127.0.0.1,2005:InfoRequestEvent/(\d+)</id>\s*<published>([^<]+)<"
    ours, theirs = re.findall(pattern, fetch(addresses[name])), re.findall(pattern, captured(name))
    assert len(theirs) == 25
    assert ours == theirs


def test_robots_are_asked_the_same(fetch: Fetch) -> None:
    def rules(text: bytes) -> list[str]:
        return [line for line in text.decode().splitlines() if line and not line.startswith("#")]

    assert rules(fetch("/robots.txt")) == rules(captured("lists/robots.txt"))
