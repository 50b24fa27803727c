"""Recorded exchanges played again on the practice site: same status, same redirect, same forms."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from rehearsal_facts import Facts, Form, csrf_of, facts_of
from rehearsal_replay import PEOPLE, replayed

from campaign.alaveteli.pages.compose import read_compose
from campaign.errors import UnknownPage
from campaign.rehearsal.person import HandoffPerson
from campaign.rehearsal.records import Draft, Incoming, Request
from campaign.rehearsal.server import PracticeServer

RECORDED = "http://127.0.0.1:3000"
CAPTURED = Path(__file__).resolve().parents[3] / "shared" / "alaveteli"
TOKEN = re.compile(r"token=[a-z0-9]+")


class Stage:
    """A practice site with the captured requests, and a browser for each of the people."""

    def __init__(self, server: PracticeServer) -> None:
        self.server = server
        self.site = server.site
        self.browsers: dict[str, requests.Session] = {"anonymous": requests.Session()}
        self.tokens: dict[str, str] = {}
        for who in ("pro", "owner", "other"):
            email = PEOPLE[who][2]
            person = HandoffPerson(server.base, email, f"{who}-password-1")
            person.sign_in()
            self.browsers[who] = person.browser

    def play(self, name: str) -> list[str]:
        """Do what was recorded in `name`; the differences to what was answered then."""
        record = json.loads(exchange(name).read_text())
        asked, answered = record["request"], record["response"]
        answer = self.ask(asked)
        there = CAPTURED / Path(name).parent / answered["body_file"]
        return self.differences(name, answered, there.read_bytes(), answer)

    def ask(self, asked: dict[str, Any]) -> requests.Response:
        browser = self.browsers.setdefault(asked["user"], requests.Session())
        url = self.mapped(asked["url"].replace(RECORDED, self.server.base))
        form = asked["form"]
        if form is None:
            return browser.get(url, headers=asked["headers"], allow_redirects=False)
        sent = [(key, self.mapped(value)) for key, value in form if key != "authenticity_token"]
        written = dict(form).get("authenticity_token", "")
        if written and written != "wrong":
            written = csrf_of(browser.get(f"{self.server.base}/profile/sign_in?r=/").content) or ""
        data = [*sent, ("authenticity_token", written)]
        return browser.post(url, data=data, headers=asked["headers"], allow_redirects=False)

    def mapped(self, text: str) -> str:
        for recorded, ours in self.tokens.items():
            text = text.replace(recorded, ours)
        return text

    def differences(
        self, name: str, answered: dict[str, Any], recorded: bytes, answer: requests.Response
    ) -> list[str]:
        found = []
        if answer.status_code != answered["status"]:
            found.append(f"{name}: status {answer.status_code} != {answered['status']}")
        headers = dict(answered["headers"])
        location = headers.get("Location", "").replace(RECORDED, "")
        ours = answer.headers.get("Location", "").replace(self.server.base, "")
        if (one := TOKEN.search(location)) and (two := TOKEN.search(ours)):
            self.tokens[one.group()[6:]] = two.group()[6:]
            location, ours = TOKEN.sub("token=*", location), TOKEN.sub("token=*", ours)
        if location != ours:
            found.append(f"{name}: Location {ours} != {location}")
        for header in ("Content-Type", "Cache-Control"):
            if header in headers and answer.headers[header] != headers[header]:
                found.append(f"{name}: {header} {answer.headers[header]} != {headers[header]}")
        if ("ETag" in headers) != ("ETag" in answer.headers):
            found.append(f"{name}: ETag {'expected' if 'ETag' in headers else 'not expected'}")
        for theirs, mine in self.tokens.items():
            recorded = recorded.replace(theirs.encode(), mine.encode())
        if recorded and headers.get("Content-Type", "").startswith("text/html"):
            found += compare(
                name, facts_of(answer.content, self.server.base), facts_of(recorded, RECORDED)
            )
        status, redirect = answered["status"], headers.get("Location")
        theirs = understood(recorded, status, redirect, RECORDED)
        ours = understood(
            answer.content, answer.status_code, answer.headers.get("Location"), self.server.base
        )
        if not TOKEN.search(location) and ours != theirs:
            found.append(f"{name}: the client understands {ours} != {theirs}")
        return found


def understood(body: bytes, status: int, location: str | None, base: str) -> str:
    """What our own client makes of an answer, tokens and the site's address taken out."""
    try:
        composed = read_compose(body, status, location)
    except UnknownPage as unknown:
        return f"unknown: {unknown.kind}"
    if hasattr(composed, "said"):  # the words of the whole page, which are the site's own
        return type(composed).__name__
    read = re.sub(r"\('authenticity_token', '[^']*'\)", "TOKEN", repr(composed))
    return read.replace(base, "").replace("\\r\\n", "\\n")


def compare(name: str, ours: Facts, theirs: Facts) -> list[str]:
    """Each difference with the page and, for a form, its id."""
    found = []
    for each in fields(Facts):
        one, two = getattr(ours, each.name), getattr(theirs, each.name)
        if each.name != "forms":
            if one != two:
                found.append(f"{name}: {each.name}: {one!r} != {two!r}")
            continue
        for identity in {f.identity for f in (*one, *two)}:
            a = [f for f in one if f.identity == identity]
            b = [f for f in two if f.identity == identity]
            if len(a) == len(b) == 1:
                found += form_differences(name, a[0], b[0])
            elif set(a) != set(b):
                extra, missing = set(a) - set(b), set(b) - set(a)
                found.append(f"{name}: #{identity}: extra {extra}, missing {missing}")
    return found


def form_differences(name: str, a: Form, b: Form) -> list[str]:
    found = []
    if (a.method, a.action) != (b.method, b.action):
        found.append(f"{name}: #{a.identity}: {a.method} {a.action} != {b.method} {b.action}")
    extra, missing = set(a.fields) - set(b.fields), set(b.fields) - set(a.fields)
    if extra or missing:
        found.append(f"{name}: #{a.identity}: extra {extra}, missing {missing}")
    return found


def exchange(name: str) -> Path:
    """The file that holds the request and the response of a captured page."""
    file = CAPTURED / name
    full = file.with_name(f"{file.name}.http.json")
    return full if full.is_file() else file.with_name(f"{file.stem}.http.json")


def recorded(folder: str, first: str = "", last: str = "~") -> list[str]:
    """The exchanges recorded in a folder, from one number to another, in the order of capture."""
    names = []
    for line in (CAPTURED / "index.jsonl").read_text().splitlines():
        file = Path(json.loads(line)["file"])
        there = str(file.parent) == folder and first <= file.name[: len(first)]
        if there and file.name[: len(last)] <= last and exchange(str(file)).is_file():
            names.append(str(file))
    return names


@pytest.fixture
def stage(shared: Path) -> Iterator[Stage]:
    with PracticeServer(replayed(shared)) as server:
        yield Stage(server)


def analyst_rota(stage: Stage) -> Request:
    """The request that the recordings from number 50 on lean on, sent some minutes ago."""
    for name in recorded("compose/basic", "20", "22"):
        assert stage.play(name) == []
    stage.site.step(minutes=5)
    return stage.site.by_url_title["analyst_rota"]


def described(stage: Stage, who: str) -> None:
    """Let somebody have described all requests, so that the gate is open."""
    url_name = PEOPLE[who][1]
    for request in stage.site.requests:
        if request.user is not None and request.user.url_name == url_name:
            request.awaiting_description = False


def played(stage: Stage, names: list[str]) -> list[str]:
    assert names
    return [difference for name in names for difference in stage.play(name)]


def test_sending_signed_out_goes_on_by_itself_after_the_sign_in(stage: Stage) -> None:
    assert played(stage, recorded("compose/basic", "01", "09")) == []


def test_sending_signed_in(stage: Stage) -> None:
    assert played(stage, recorded("compose/basic", "20", "24")) == []


def test_what_is_refused_at_preview(stage: Stage) -> None:
    assert played(stage, recorded("compose/basic", "30", "45")) == []


def test_what_counts_as_the_same_request(stage: Stage) -> None:
    request = analyst_rota(stage)
    request.created_at = datetime(2026, 11, 22, 8, 24, 38, tzinfo=UTC)
    assert played(stage, recorded("compose/basic", "50", "67")) == []


def test_undescribed_requests_shut_the_form(stage: Stage) -> None:
    waiting = stage.site.by_url_title["drone_flights_over_the_valley"]
    waiting.awaiting_description = True
    if not waiting.incoming():
        pytest.fail("the captured request has lost its reply")
    assert stage.play("compose/basic/70-please-describe.html") == []
    form = stage.browsers["other"].get(f"{stage.server.base}/new/oxenvale_police")
    assert waiting.url_title in form.text


def test_bodies_that_cannot_be_asked_and_pro_users(stage: Stage) -> None:
    described(stage, "pro")
    described(stage, "owner")
    assert played(stage, recorded("compose/basic", "71", "76")) == []


def test_banned_and_closed_accounts(stage: Stage) -> None:
    names = [
        "compose/basic/79-banned-sign-in.html",
        "compose/basic/77-banned-new.html",
        "compose/basic/78-banned-send.html",
        "compose/basic/79b-closed-account-sign-in.html",
    ]
    assert played(stage, names) == []


def test_six_requests_a_day_are_the_most(stage: Stage) -> None:
    described(stage, "owner")
    user = stage.site.users[1]
    for body in stage.site.bodies[:6]:
        letter = f"Dear {body.name},\n\nPlease send me the rota.\n\nYours faithfully,\n\nCam"
        stage.site.send_request(user, body, "Rota of the day", letter)
        stage.site.step(hours=2)
    assert stage.play("compose/basic/80-rate-limited.html") == []
    stage.site.step(hours=13)
    form = stage.browsers["owner"].get(f"{stage.server.base}/new/sandhaven_constabulary")
    assert 'id="write_form"' in form.text


def test_following_up(stage: Stage) -> None:
    assert played(stage, recorded("followup")) == []


def test_describing(stage: Stage) -> None:
    request = analyst_rota(stage)
    stage.browsers["owner"].get(f"{stage.server.base}/request/analyst_rota")
    stage.site._ids["event"] = itertools.count(505)
    now = stage.site.clock.now()
    stage.site.receive(
        request, Incoming(161, "Oxenvale FOI", now, "Rota", "It is attached.", 200_000), now
    )
    differences = []
    for name in recorded("followup/classify"):
        if name.endswith("10-waiting_response.html"):
            request.events[-1].site_id = 506  # the recording has a later form than 01
        differences += stage.play(name)
    assert differences == []


def test_a_pro_batch_and_a_single_pro_request(shared: Path) -> None:
    with PracticeServer(replayed(shared, requests=False)) as server:
        stage = Stage(server)
        stage.site._ids |= {
            "draft_batch": itertools.count(3),
            "draft_request": itertools.count(2),
            "batch": itertools.count(2),
        }
        differences = []
        for name in recorded("compose/pro"):
            _between(stage, Path(name).name)
            differences += stage.play(name)
        assert differences == []
        assert len(stage.site.batches[0].bodies) == 48


def _between(stage: Stage, name: str) -> None:
    """What was done between the recordings and not recorded."""
    site, user = stage.site, stage.site.users[0]
    if name.startswith("12-"):
        form = json.loads(exchange("compose/pro/32-add-all-category.html").read_text())["request"]
        form["form"] = [[k, "3" if k.endswith("[draft_id]") else v] for k, v in form["form"]]
        assert stage.ask(form).status_code == 302
    if name.startswith("30-"):
        site.step(days=1)
        sent = site.batches[0]
        site.drafts.append(Draft(4, user, True, sent.title, sent.letter, list(sent.bodies[:1]), ""))
        site._ids["draft_batch"] = itertools.count(5)
        sent.created_at = datetime(2026, 7, 6, 8, 41, 12, tzinfo=UTC)
    if name.startswith("45-"):
        form = json.loads(exchange("compose/pro/41-single-preview-post.html").read_text())
        assert stage.ask(form["request"]).status_code == 302


def test_lists_authorities_people_feeds_and_welsh(stage: Stage) -> None:
    assert played(stage, recorded("lists")) == []


def test_the_first_fetch_of_an_attachment(stage: Stage) -> None:
    assert stage.play("lists/attachment-wait/01-first.html") == []
    assert stage.play("states/attachment_hidden_and_erased/attachment-2.txt") == []
    assert stage.play("states/attachment_hidden_and_erased/attachment-3.html") == []
    assert stage.play("states/attachment_hidden_and_erased/attachment-4.html") == []


WAIT = "its address is signed; the practice site prepares a file at the first call for it"
LEFT_OUT = {
    "lists/attachment-wait/02-wait.html": WAIT,
    "lists/attachment-wait/03-wait-when-ready.html": WAIT,
    "lists/attachment-wait/04-done.html": WAIT,
}


def test_nothing_recorded_is_left_out_unsaid(shared: Path) -> None:
    """Every exchange with its headers is played above, or stands here with the reason."""
    played = {
        *recorded("compose/basic", "01", "09"),
        *recorded("compose/basic", "20", "24"),
        *recorded("compose/basic", "30", "45"),
        *recorded("compose/basic", "50", "67"),
        *recorded("compose/basic", "70", "78"),
        *recorded("compose/basic", "79", "80"),
        *recorded("compose/pro"),
        *recorded("followup"),
        *recorded("followup/classify"),
        *recorded("lists"),
        "lists/attachment-wait/01-first.html",
    }
    folders = ("compose/", "followup/", "lists/")
    lines = (shared / "alaveteli/index.jsonl").read_text().splitlines()
    files = {str(json.loads(line)["file"]) for line in lines}
    there = {f for f in files if f.startswith(folders) and exchange(f).is_file()}
    assert there - played - set(LEFT_OUT) == set()
