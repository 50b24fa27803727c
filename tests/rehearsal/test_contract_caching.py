"""Validators and cache headers, row by row as `caching.md` measured them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from rehearsal_replay import PEOPLE, replayed

from campaign.rehearsal.person import HandoffPerson
from campaign.rehearsal.server import PracticeServer

SLUG = "predictive_policing_software_28"
ADDRESSES = {
    "request HTML": f"/request/{SLUG}",
    "request JSON": f"/request/{SLUG}.json",
    "request feed Atom": f"/request/{SLUG}/feed",
    "request feed JSON": f"/request/{SLUG}/feed.json",
    "user feed Atom": "/feed/user/pru_professional",
    "user feed JSON": "/feed/user/pru_professional.json",
    "search feed JSON": "/feed/search/requested_by:pru_professional.json",
    "body page": "/body/oxenvale_police",
    "body JSON": "/body/oxenvale_police.json",
    "user JSON": "/user/pru_professional.json",
    "user page": "/user/pru_professional",
    "batch page": "/info_request_batch/2",
    "batch CSV (Pro owner only)": "/pro/info_request_batches/2/download.csv",
    "all-authorities CSV": "/body/all-authorities.csv",
    "list": "/list?query=predictive+policing",
    "attachment": "",
    "attachment as HTML": "",
    "new request form": "/new/oxenvale_police",
}
MEASURED = Path(__file__).resolve().parents[3] / "shared/alaveteli/caching.md"


def measured() -> list[list[str]]:
    """The rows of the table: response, who, status, ETag, cache, answer to If-None-Match, same."""
    if not MEASURED.is_file():
        return []
    rows = [line.strip("|").split("|") for line in MEASURED.read_text().splitlines()]
    cells = [[cell.strip() for cell in row] for row in rows if len(row) >= 10]
    return [c for c in cells if c[0] in ADDRESSES]


@pytest.fixture(scope="module")
def replay(shared: Path) -> Iterator[PracticeServer]:
    with PracticeServer(replayed(shared)) as server:
        for request in server.site.requests:
            for message in request.incoming():
                for file in message.attachments:
                    file.prepared = True
        yield server


@pytest.fixture(scope="module")
def owner(replay: PracticeServer) -> requests.Session:
    person = HandoffPerson(replay.base, PEOPLE["pro"][2], "pro-password-1")
    person.sign_in()
    return person.browser


def attachment_address(replay: PracticeServer, view: bool) -> str:
    page = requests.get(f"{replay.base}/request/predictive_policing_software").text
    part = "attach/html/" if view else r"attach/\d"
    found = re.search(rf'href="(/request/[^"]*/{part}[^"?]*)', page)
    assert found is not None
    return found[1]


def test_every_row_is_compared(shared: Path) -> None:
    assert {row[0] for row in measured()} == set(ADDRESSES)


@pytest.mark.parametrize("row", measured(), ids=lambda row: f"{row[0]}, {row[1]}")
def test_a_row_of_the_table(
    row: list[str], replay: PracticeServer, owner: requests.Session
) -> None:
    what, who, status, etag, _, cache, again, same = row[:8]
    path = ADDRESSES[what] or attachment_address(replay, what.endswith("HTML"))
    browser = requests.Session() if who == "anonymous" else owner

    def fetch(headers: dict[str, str] | None = None) -> requests.Response:
        return browser.get(replay.base + path, headers=headers, allow_redirects=False)

    first, second = fetch(), fetch()
    assert str(second.status_code) == status
    assert ("ETag" in second.headers) == (etag == "yes")
    assert second.headers["Cache-Control"] == cache
    assert (first.content == second.content) == (same == "yes")
    if etag == "yes":
        digest = hashlib.sha256(second.content).hexdigest()[:32]
        assert second.headers["ETag"] == f'W/"{digest}"'
        third = fetch({"If-None-Match": second.headers["ETag"]})
        assert str(third.status_code) == again
        assert third.status_code != 304 or third.content == b""
    assert "Last-Modified" not in second.headers
