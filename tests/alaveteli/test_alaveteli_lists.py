"""Batches, lists, authorities and attachments, as captured and as damaged."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign.alaveteli.pages.attachment import File, Preparing, Refused, read_attachment
from campaign.alaveteli.pages.authority import (
    read_authority_json,
    read_authority_list,
    read_authority_page,
)
from campaign.alaveteli.pages.batch import read_batch
from campaign.alaveteli.pages.batch_csv import read_batch_csv
from campaign.alaveteli.pages.listings import read_listings
from campaign.alaveteli.pages.records import Link
from campaign.errors import UnknownPage


@pytest.fixture(scope="module")
def root(shared: Path) -> Path:
    return shared / "alaveteli"


def campaign_truth(root: Path) -> dict[str, dict[str, object]]:
    """Each request of the campaign as the truth has it, by url_title."""
    sites = [json.loads(path.read_bytes())["site"] for path in root.glob("campaign/truth/*.json")]
    return {site["url_title"]: site for site in sites}


@pytest.mark.parametrize("who", ["anonymous", "owner"])
def test_a_sent_batch_lists_every_request_once(root: Path, who: str) -> None:
    pages = [
        read_batch((root / f"campaign/batch.page{page}.{who}.html").read_bytes()) for page in (1, 2)
    ]
    assert [page.next_page for page in pages] == [2, None]
    assert {page.title for page in pages} == {"Predictive policing software"}
    assert {(page.batch_id, page.pending, page.sent_to) for page in pages} == {(2, False, 48)}
    listed = [listing for page in pages for listing in page.requests]
    truth = campaign_truth(root)
    assert sorted(listing.url_title for listing in listed) == sorted(truth)
    for listing in listed:
        site = truth[listing.url_title]
        assert listing.status == site["display_status"]
        body = site["public_body"]
        assert isinstance(body, dict)
        # A request whose newest event is a second sending names no authority.
        if listing.url_title != "predictive_policing_software_3":
            assert listing.authority == Link(str(body["name"]), str(body["url_name"]))
        else:
            assert listing.authority is None


def test_a_pending_batch_lists_authorities(root: Path) -> None:
    page = read_batch((root / "campaign/batch.pending.anonymous.html").read_bytes())
    assert (page.pending, page.sent_to, page.requests) == (True, None, ())
    assert page.authorities[0] == Link("Alderfen Police", "alderfen_police")
    assert page.next_page == 2


def test_the_table_of_a_batch(root: Path) -> None:
    body = (root / "campaign/batch.download.csv").read_bytes()
    rows = read_batch_csv(body)
    assert {row.url_title for row in rows} == set(campaign_truth(root))
    expected = [int(row["number_of_replies"]) for row in csv.DictReader(io.StringIO(body.decode()))]
    assert [row.replies for row in rows] == expected
    assert read_batch_csv(b"") == ()
    for damaged in (body[:-1], body[:1005], b"a,b\n", body.replace(b",", b";"), b"\xff\xfe"):
        with pytest.raises(UnknownPage):
            read_batch_csv(damaged)


def test_a_sign_in_page_in_place_of_the_table(root: Path) -> None:
    page = (root / "compose/basic/05-sign-in.html").read_bytes()
    with pytest.raises(UnknownPage) as refusal:
        read_batch_csv(page)
    assert refusal.value.kind == "sign_in"


@pytest.mark.parametrize(
    ("file", "count", "following"),
    [
        ("list-query.html", 25, 2),
        ("list-query.page2.html", 23, None),
        ("list-tag.html", 1, None),
        ("list-tag-name.html", 2, None),
        ("list-unknown-tag.html", 0, None),
        ("list-date.html", 0, None),
        ("search-requests.html", 25, 2),
        ("search-latest-status.html", 6, None),
        ("user.page2.html", 23, None),
        ("user-closed.html", 0, None),
        ("body.html", 2, None),
        ("body-cy.welsh.html", 2, None),
    ],
)
def test_lists_of_requests(root: Path, file: str, count: int, following: int | None) -> None:
    listings = read_listings((root / "lists" / file).read_bytes())
    assert (len(listings.requests), listings.next_page) == (count, following)


def test_one_item_of_a_list(root: Path) -> None:
    found = read_listings((root / "lists/search-requests.html").read_bytes()).requests[0]
    assert found.url_title == "predictive_policing_software_39"
    assert found.title == "Predictive policing software"
    assert found.authority == Link("Spaceport Constabulary", "spaceport_constabulary")
    assert found.requester == Link("Pru Professional", "pru_professional")
    assert found.status == "waiting_clarification"
    assert found.anchor == "incoming-84"
    assert found.at == datetime(2026, 10, 29, 10, 0, 38, tzinfo=UTC)


@pytest.mark.parametrize("file", ["body-404.html", "batch-404.html", "request-404.html"])
def test_a_missing_page_is_not_an_empty_list(root: Path, file: str) -> None:
    body = (root / "lists" / file).read_bytes()
    for read in (read_listings, read_batch, read_authority_list, read_authority_page):
        with pytest.raises(UnknownPage) as refusal:
            read(body)
        assert refusal.value.kind == "not_found"


def test_authorities(root: Path) -> None:
    plain = read_authority_page((root / "lists/body.html").read_bytes())
    assert (plain.url_name, plain.name, plain.requestable) == (
        "oxenvale_police",
        "Oxenvale Police",
        True,
    )
    closed = read_authority_page((root / "lists/body-defunct.html").read_bytes())
    assert not closed.requestable
    assert "no longer exists" in closed.notes
    record = read_authority_json((root / "lists/body-defunct.json").read_bytes())
    assert (record.site_id, record.closed) == (50, "defunct")
    assert read_authority_json((root / "lists/body.json").read_bytes()).closed is None


def test_the_list_of_authorities(root: Path) -> None:
    found = read_authority_list((root / "lists/body-list-police.page1.html").read_bytes())
    # The page says "Found 51".
    assert len(found.authorities) == 51
    assert Link("Oxenvale Police", "oxenvale_police") in found.authorities


READERS: dict[str, Callable[[bytes], object]] = {
    "campaign/batch.page1.anonymous.html": read_batch,
    "campaign/batch.pending.anonymous.html": read_batch,
    "lists/list-query.html": read_listings,
    "lists/body-list-police.page1.html": read_authority_list,
}


@pytest.mark.parametrize("file", sorted(READERS))
def test_damaged_lists_are_refused_or_the_same(root: Path, file: str) -> None:
    body = (root / file).read_bytes()
    read = READERS[file]
    original = read(body)
    rng = random.Random(26)
    for end in range(0, len(body.rstrip()), 2503):
        with pytest.raises(UnknownPage):
            read(body[:end])
    for number in range(150):
        tags = [b"</div>", b"<div ", b'class="', b"<a ", b"</a>"]
        tag = rng.choice(tags)
        places = [at for at in range(len(body)) if body.startswith(tag, at)]
        at = rng.choice(places)
        mutant = body[:at] + body[at + len(tag) :]
        try:
            found = read(mutant)
        except UnknownPage:
            continue
        assert found == original, f"mutant {number}: {tag!r} taken out at {at}"


def test_attachments_are_told_from_what_stands_in_their_place(root: Path) -> None:
    wait = (root / "lists/attachment-wait/02-wait.html").read_bytes()
    done = (root / "lists/attachment-wait/04-done.html").read_bytes()
    html = "text/html; charset=utf-8"
    own = "http://127.0.0.1:3000/request/a/response/1/attach/2/a.txt"
    assert read_attachment(302, html, own, b"") == Preparing()
    assert read_attachment(302, html, "/attachments/signed/wait?referer=x", b"") == Preparing()
    assert read_attachment(302, html, "/profile/sign_in?token=x", b"") == Refused("other")
    assert read_attachment(200, html, None, wait) == Preparing()
    assert read_attachment(200, html, None, done) == Preparing()
    assert read_attachment(200, "application/pdf", None, b"%PDF-1.7") == File("application/pdf")
    assert read_attachment(200, "text/plain", None, b"") == File("text/plain")
    states = root / "states/attachment_hidden_and_erased"
    erased = (states / "attachment-3.html").read_bytes()
    hidden = (states / "attachment-4.html").read_bytes()
    assert read_attachment(403, html, None, erased) == Refused("erased")
    assert read_attachment(403, html, None, hidden) == Refused("hidden")
    assert read_attachment(404, html, None, b"") == Refused("not_found")


def test_every_captured_file_is_a_file(root: Path) -> None:
    seen = 0
    for line in (root / "index.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        if "/attachments/" in entry["file"] and not entry["file"].endswith(".view.html"):
            body = (root / entry["file"]).read_bytes()
            kind = entry["content_type"]
            assert read_attachment(entry["status"], kind, None, body) == File(kind)
            seen += 1
    assert seen >= 19
