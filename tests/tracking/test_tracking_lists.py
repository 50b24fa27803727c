"""Lists as sources: one question for many, and nothing missed for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from campaign.alaveteli.pages.batch import read_batch
from campaign.alaveteli.pages.listings import read_listings
from campaign.alaveteli.pages.request import read_request_page
from campaign.rehearsal.people.model import Fault
from campaign.rehearsal.people.scenario import load
from campaign.rehearsal.records import Incoming, Request
from campaign.rehearsal.server import UNLIMITED, PracticeServer
from campaign.state.authorities import AuthorityRow, save_authorities
from campaign.state.campaigns import Campaign, create_campaign
from campaign.state.correspondence import StoredRequest, link_request, requests_of
from campaign.state.database import state
from campaign.times import iso
from campaign.tracking.manners import polite_client
from campaign.tracking.plan import revealed
from campaign.tracking.report import Report
from campaign.tracking.sync import Follower

COUNT = 60  # three pages


@dataclass
class Desk:
    database: Any
    campaign: Campaign
    server: PracticeServer

    def sync(self) -> tuple[Report, list[str]]:
        """One morning's sync: what it reports, and the paths it asked for, robots.txt aside."""
        site = self.server.site
        client = polite_client(
            self.database, self.server.base, contact="tests", now=site.clock.now, pause=0,
            sleep=self.server.sleep,
        )  # fmt: skip
        asked: list[str] = []
        get = client.get

        def noted(url: str, **more: Any) -> Any:
            asked.append(url.removeprefix(self.server.base))
            return get(url, **more)

        client.get = noted
        report = Report()
        Follower(self.database, client, now=site.clock.now).follow(self.campaign, report)
        return report, asked

    def next_morning(self) -> tuple[Report, list[str]]:
        self.server.site.step(days=1)
        return self.sync()

    def reply(self, request: Request, text: str) -> None:
        site = self.server.site
        now = site.clock.now()
        message = Incoming(
            site.new_id("incoming"), "Officer", now, "Re", text, site.new_id("attachment")
        )
        site.receive(request, message, now)

    def stored(self, request: Request) -> StoredRequest:
        return next(
            each
            for each in requests_of(self.database, self.campaign.id)
            if each.url_title == request.url_title
        )

    def texts(self, request: Request) -> list[str]:
        rows = self.database.conn.execute(
            "SELECT text FROM messages WHERE request_id = ? AND direction = 'incoming'"
            " ORDER BY position",
            [self.stored(request).id],
        )
        return [row[0] for row in rows]


def begin(path: Path, *, batch: bool) -> Iterator[Desk]:
    scenario = replace(load("quick"), authorities=COUNT, faults=(), behaviours=(("silent", 1),))
    scenario = replace(scenario, assigned=())
    with PracticeServer(scenario, speed=0.0) as server, state(path) as database:
        site = server.site
        person = next(user for user in site.users if user.email == UNLIMITED[1])
        now = iso(site.clock.now())
        campaign = create_campaign(
            database, name="c", title="T", site=server.base, template="t", sender="s", now=now
        )
        bodies = [body for body in site.bodies if body.requestable][:COUNT]
        rows = [AuthorityRow(body.url_name, body.name) for body in bodies]
        save_authorities(database, server.base, rows, now)
        ids = dict(database.conn.execute("SELECT url_name, id FROM authorities"))
        if batch:
            site.start_batch(person, "T", "Dear all,\n\nWhich?", bodies, "")
            site.step(hours=2)
        else:
            for body in bodies:
                site.send_request(person, body, "T", "Dear all,\n\nWhich?", tags=(campaign.tag,))
                site.step(minutes=1)
        for request in site.requests:
            link_request(
                database, campaign_id=campaign.id, authority_id=ids[request.body.url_name],
                url=f"{server.base}/request/{request.url_title}", url_title=request.url_title,
                now=now,
            )  # fmt: skip
        desk = Desk(database, campaign, server)
        report, _ = desk.sync()
        assert (report.changed, report.troubles) == (COUNT, [])
        yield desk


@pytest.fixture
def tagged(tmp_path: Path) -> Iterator[Desk]:
    yield from begin(tmp_path / "state.db", batch=False)


@pytest.fixture
def batch(tmp_path: Path) -> Iterator[Desk]:
    yield from begin(tmp_path / "state.db", batch=True)


def list_of(desk: Desk) -> str:
    return f"/list/{desk.campaign.tag}"


def test_a_quiet_morning_takes_one_question(tagged: Desk) -> None:
    tagged.next_morning()  # the first time, the list is read to its end
    report, asked = tagged.next_morning()
    assert asked == [list_of(tagged)]
    assert (report.listed, report.looked) == (25, 0)
    row = "SELECT outcome, bytes FROM fetches ORDER BY id DESC LIMIT 1"
    assert tagged.database.conn.execute(row).fetchone() == ("unchanged", 0)


def test_a_reply_is_found_wherever_its_request_stood(tagged: Desk) -> None:
    tagged.next_morning()
    request = tagged.server.site.requests[2]  # sent early, so far down the list
    tagged.reply(request, "We hold nothing.")
    report, asked = tagged.next_morning()
    path = f"/request/{request.url_title}"
    assert asked == [list_of(tagged), f"{list_of(tagged)}?page=2", f"{path}.json", path]
    assert (report.replies, tagged.texts(request)) == (1, ["We hold nothing."])


def test_a_second_reply_is_found_before_the_first_is_classified(tagged: Desk) -> None:
    tagged.next_morning()
    request = tagged.server.site.requests[30]
    tagged.reply(request, "We received it.")
    tagged.next_morning()
    tagged.reply(request, "We hold nothing.")
    tagged.next_morning()
    assert tagged.texts(request) == ["We received it.", "We hold nothing."]


def test_in_a_batch_a_second_reply_is_found_within_two_days(batch: Desk) -> None:
    request = batch.server.site.requests[30]
    batch.reply(request, "We received it.")
    batch.next_morning()
    batch.reply(request, "We hold nothing.")
    batch.next_morning()
    batch.next_morning()
    assert batch.texts(request) == ["We received it.", "We hold nothing."]


def test_more_news_than_one_page_holds_is_read_to_its_end(tagged: Desk) -> None:
    tagged.next_morning()
    answered = tagged.server.site.requests[5:45]
    for request in answered:
        tagged.reply(request, "We hold nothing.")
    report, _ = tagged.next_morning()
    assert report.replies == len(answered)


def test_a_request_that_its_list_no_longer_shows_is_looked_at_within_a_week(tagged: Desk) -> None:
    gone = tagged.server.site.requests[40]
    gone.prominence = "hidden"
    for _ in range(8):
        tagged.next_morning()
    assert tagged.stored(gone).availability == "hidden"


@pytest.mark.parametrize("kind", ["tagged", "batch"])
def test_what_no_list_shows_is_found_within_a_month(
    kind: str, request: pytest.FixtureRequest
) -> None:
    desk: Desk = request.getfixturevalue(kind)
    edited = desk.server.site.requests[40]
    desk.reply(edited, "Our officer Jo Bloggs holds nothing.")
    desk.next_morning()
    site = desk.server.site
    site.classify(edited, "not_held", edited.user, site.clock.now())
    desk.next_morning()
    [message] = edited.incoming()
    message.text = "Our officer [name removed] holds nothing."
    site.add_event(edited, "edit_incoming", site.clock.now())
    site.step(days=30)
    desk.sync()
    assert desk.texts(edited) == ["Our officer [name removed] holds nothing."]


def test_in_a_batch_a_state_that_changed_is_seen_the_next_morning(batch: Desk) -> None:
    request = batch.server.site.requests[33]
    batch.reply(request, "We hold nothing.")
    batch.next_morning()
    assert batch.stored(request).status == "waiting_classification"
    batch.server.site.classify(request, "not_held", request.user, batch.server.site.clock.now())
    _, asked = batch.next_morning()
    assert batch.stored(request).status == "not_held"
    lists = [path for path in asked if path.startswith("/info_request_batch/")]
    assert len(lists) == 3
    assert len(asked) == len(lists) + 2


@pytest.mark.parametrize("fault", ["reset_before", "unavailable", "changed_layout"])
def test_what_a_list_revealed_is_not_forgotten_when_the_next_question_fails(
    tagged: Desk, fault: str
) -> None:
    tagged.next_morning()
    request = tagged.server.site.requests[2]
    tagged.reply(request, "We hold nothing.")
    tagged.server.site.step(days=1)
    tagged.server.site.plague.add(Fault(fault, "/request/*", times=9))
    tagged.sync()
    assert tagged.texts(request) == []
    tagged.server.site.plague.clear()
    tagged.server.site.step(hours=2)  # the list itself is not due again before tomorrow
    tagged.sync()
    assert tagged.texts(request) == ["We hold nothing."]


def test_a_list_that_is_not_understood_is_kept_and_each_request_asked_instead(
    tagged: Desk,
) -> None:
    tagged.next_morning()
    request = tagged.server.site.requests[2]
    tagged.reply(request, "We hold nothing.")
    tagged.server.site.plague.add(Fault("changed_layout", "/list/*", times=9))
    report, asked = tagged.next_morning()
    [(who, trouble)] = report.troubles
    assert who.startswith("The list of")
    assert "kept as page" in trouble
    assert len([path for path in asked if path.endswith(".json")]) == COUNT
    assert tagged.texts(request) == ["We hold nothing."]


def test_the_captured_lists_agree_with_the_captured_pages(shared: Path) -> None:
    """A status or a message that a list names is on the request's own page, for all captured."""
    root = shared / "alaveteli"
    pages = {}
    for file in (root / "campaign/requests").glob("*/request.html"):
        page = read_request_page(file.read_bytes())
        anchors = frozenset(f"{m.direction}-{m.site_id}" for m in page.messages)
        pages[page.url_title] = StoredRequest(
            *(None,) * 21, anchors=anchors  # type: ignore[arg-type]
        )  # fmt: skip
        pages[page.url_title] = replace(pages[page.url_title], status=page.status)
    items = [
        *read_batch((root / "campaign/batch.page1.anonymous.html").read_bytes()).requests,
        *read_batch((root / "campaign/batch.page2.anonymous.html").read_bytes()).requests,
        *read_listings((root / "lists/list-query.html").read_bytes()).requests,
        *read_listings((root / "lists/list-query.page2.html").read_bytes()).requests,
    ]
    assert len(items) == 96
    assert [revealed(pages[item.url_title], item) for item in items] == [None] * 96


def test_the_captured_list_has_the_newest_message_first(shared: Path) -> None:
    root = shared / "alaveteli/lists"
    moments = [
        item.at
        for name in ("list-query.html", "list-query.page2.html")
        for item in read_listings((root / name).read_bytes()).requests
        if item.at is not None
    ]
    assert moments == sorted(moments, reverse=True)
    assert max(moments) - min(moments) > timedelta(days=90)
