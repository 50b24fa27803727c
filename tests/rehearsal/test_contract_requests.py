"""Captured requests, replayed: the practice page and the captured page say the same."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from rehearsal_replay import PEOPLE, replayed

from campaign.alaveteli.pages.records import RequestPage, RequestRecord
from campaign.alaveteli.pages.request import read_request_page
from campaign.alaveteli.pages.request_json import read_request_json
from campaign.rehearsal.person import HandoffPerson
from campaign.rehearsal.server import PracticeServer

CAPTURED = Path(__file__).resolve().parents[3] / "shared" / "alaveteli"
PAGE = re.compile(r"/request/[a-z0-9_]+(\.json)?(\?unfold=1)?")


def captured_cases() -> list[Any]:
    """Every captured answer for a request's page or JSON, in the campaign and in the states."""
    index = CAPTURED / "index.jsonl"
    if not index.is_file():
        return []
    cases = []
    for line in index.read_text().splitlines():
        case = json.loads(line)
        path = case["url"].replace("http://127.0.0.1:3000", "")
        folder = case["file"].split("/")[0]
        if folder in ("campaign", "states") and PAGE.fullmatch(path):
            cases.append(pytest.param(case, path, id=case["file"]))
    return cases


@pytest.fixture(scope="module")
def replay(shared: Path) -> Iterator[PracticeServer]:
    with PracticeServer(replayed(shared)) as server:
        yield server


@pytest.fixture(scope="module")
def readers(replay: PracticeServer) -> dict[str, requests.Session]:
    browsers = {"anonymous": requests.Session()}
    for who, (_, _, email) in PEOPLE.items():
        person = HandoffPerson(replay.base, email, f"{who}-password-1")
        person.sign_in()
        browsers[who] = person.browser
    return browsers


def reader_of(case: dict[str, Any], path: str, replay: PracticeServer) -> str:
    """Who looked: the user whom the index names, else the request's own requester."""
    named = re.search(r"user (owner|other|pro)\b", case["shows"])
    if named:
        return named.group(1)
    if "owner" not in case["shows"] or "not the owner" in case["shows"]:
        return str(case["user"])
    slug = path.split("/")[2].split("?")[0].removesuffix(".json")
    owner = replay.site.by_url_title[slug].user
    known = {name: who for who, (_, name, _) in PEOPLE.items()}
    return known.get(owner.url_name if owner else "", str(case["user"]))


def to_the_second(record: Any) -> Any:
    """A record whose moments have no fractions: the truth has none to compare with."""
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if hasattr(value, "microsecond"):
            changes[field.name] = value.replace(microsecond=0)
        elif field.name == "events":
            changes[field.name] = tuple(to_the_second(event) for event in value)
    return dataclasses.replace(record, **changes)


def differences(page: RequestPage | RequestRecord, other: RequestPage | RequestRecord) -> list[str]:
    """The fields that differ, message by message."""
    found = []
    for field in dataclasses.fields(page):
        one, two = getattr(page, field.name), getattr(other, field.name)
        if one == two:
            continue
        if isinstance(one, tuple) and len(one) == len(two):
            found += [
                f"{field.name}[{n}]: {a} != {b}"
                for n, (a, b) in enumerate(zip(one, two, strict=True))
                if a != b
            ]
        else:
            found.append(f"{field.name}: {one} != {two}")
    return found


@pytest.mark.parametrize(("case", "path"), captured_cases())
def test_the_replayed_request_reads_as_the_captured_one(
    case: dict[str, Any],
    path: str,
    replay: PracticeServer,
    readers: dict[str, requests.Session],
) -> None:
    answer = readers[reader_of(case, path, replay)].get(replay.base + path, allow_redirects=False)
    assert answer.status_code == case["status"], case["file"]
    if case["status"] != 200:
        return
    captured = (CAPTURED / case["file"]).read_bytes()
    if path.endswith(".json"):
        record = to_the_second(read_request_json(answer.content))
        assert differences(record, to_the_second(read_request_json(captured))) == []
    else:
        page = read_request_page(answer.content)
        assert differences(page, read_request_page(captured)) == []


def test_nothing_is_left_out() -> None:
    """All 48 of the campaign and all states are compared, each page and each JSON."""
    if not CAPTURED.is_dir():
        pytest.skip("the captured pages (../shared) are not beside this clone")
    files = {case.values[0]["file"] for case in captured_cases()}
    there = {
        str(file.relative_to(CAPTURED))
        for folder in ("campaign/requests", "states")
        for pattern in ("request*.html", "request*.json")
        for file in (CAPTURED / folder).glob(f"*/{pattern}")
        if not file.name.endswith(".http.json")
    }
    assert there - files == set()


WELSH = sorted(file.name for file in CAPTURED.glob("lists/request-cy*.welsh.html"))


@pytest.mark.parametrize("name", WELSH)
def test_a_request_in_welsh(name: str, replay: PracticeServer) -> None:
    captured = read_request_page((CAPTURED / "lists" / name).read_bytes())
    reader = requests.Session()
    address = f"{replay.base}/request/{captured.url_title}"
    asked = reader.get(f"{address}?locale=cy", allow_redirects=False)
    assert (asked.status_code, asked.headers["Location"]) == (302, address)
    page = read_request_page(reader.get(address).content)
    assert page.locale == "cy"
    assert differences(page, captured) == []


def test_json_in_welsh(replay: PracticeServer, shared: Path) -> None:
    captured = (CAPTURED / "lists/request-json-cy.welsh.json").read_bytes()
    theirs = read_request_json(captured)
    cookie = {"locale": "cy"}
    answer = requests.get(f"{replay.base}/request/{theirs.url_title}.json", cookies=cookie)
    ours = to_the_second(read_request_json(answer.content))
    assert differences(ours, to_the_second(theirs)) == []
