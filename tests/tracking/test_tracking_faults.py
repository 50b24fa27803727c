"""Whatever goes wrong on the site: it is said, kept, never stored as empty, and mended later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from campaign.cli.group import cli
from campaign.outbox.intents import request_key
from campaign.rehearsal.people.model import Fault
from campaign.rehearsal.records import Attachment, Incoming
from campaign.rehearsal.server import OTHER, UNLIMITED, PracticeServer
from campaign.state import outbox
from campaign.state.authorities import (
    AuthorityRow,
    add_recipients,
    find_authorities,
    save_authorities,
)
from campaign.state.campaigns import Campaign, create_campaign
from campaign.state.correspondence import ENDED, StoredRequest, link_request, requests_of
from campaign.state.database import state
from campaign.times import iso
from campaign.tracking.campaign_sync import sync_campaign
from campaign.tracking.manners import polite_client
from campaign.tracking.report import Report
from campaign.tracking.sync import Follower


@dataclass(frozen=True)
class Desk:
    database: Any
    campaign: Campaign
    server: PracticeServer

    def client(self) -> Any:
        return polite_client(
            self.database, self.server.base, contact="tests", now=self.server.site.clock.now,
            pause=0, sleep=self.server.sleep,
        )  # fmt: skip

    def sync(self, **more: Any) -> Any:
        return sync_campaign(
            self.database, self.campaign, self.client(), now=self.server.site.clock.now,
            sleep=self.server.sleep, **more,
        )  # fmt: skip

    def texts(self) -> list[tuple[str, str | None]]:
        return self.database.conn.execute(  # type: ignore[no-any-return]
            "SELECT direction, text FROM messages ORDER BY request_id, position"
        ).fetchall()

    def requests(self) -> list[StoredRequest]:
        return requests_of(self.database, self.campaign.id)

    def said_by_site(self) -> list[str]:
        return [
            "".join(m.text.split())
            for r in self.server.site.requests
            for m in r.incoming()
        ]  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with PracticeServer("quick", speed=0.0) as server, state(tmp_path / "state.db") as database:
        site = server.site
        person = next(user for user in site.users if user.email == UNLIMITED[1])
        now = iso(site.clock.now())
        campaign = create_campaign(
            database, name="c", title="T", site=server.base, template="t", sender="s", now=now
        )
        bodies = [body for body in site.bodies if body.requestable]
        save_authorities(
            database, server.base, [AuthorityRow(b.url_name, b.name) for b in bodies], now
        )
        ids = {a.url_name: a.id for a in find_authorities(database, server.base)}
        for body in bodies:
            request = site.send_request(person, body, "Numbers of hats", "Dear all,\n\nHow many?")
            link_request(
                database,
                campaign_id=campaign.id,
                authority_id=ids[body.url_name],
                url=f"{server.base}/request/{request.url_title}",
                url_title=request.url_title,
                now=now,
            )
        desk = Desk(database, campaign, server)
        assert desk.sync().troubles == []
        site.step(days=30)
        yield desk


NOT_UNDERSTOOD = ("changed_layout", "no_correspondence")
STOPPING = ("challenge", "maintenance", "too_many_requests")
BROKEN = ("truncated", "reset_before", "unavailable")


@pytest.mark.parametrize("name", [*NOT_UNDERSTOOD, *STOPPING, *BROKEN])
def test_a_fault_is_said_nothing_is_lost_and_the_next_run_goes_on(desk: Desk, name: str) -> None:
    before = desk.texts()
    desk.server.site.plague.add(Fault(name=name, where="/request/*"))
    report = desk.sync()
    assert report.stopped is not None or report.troubles
    if report.stopped is not None:
        assert report.stopped.remedy
    assert desk.texts() == before
    assert all(text for _, text in desk.texts())

    desk.server.site.plague.clear()
    desk.server.site.step(days=2)
    for _ in range(2):  # a page that was not understood rests for an hour
        last = desk.sync()
        desk.server.site.step(hours=2)
    assert (last.troubles, last.stopped) == ([], None)
    stored = ["".join((t or "").split()) for d, t in desk.texts() if d == "incoming"]
    assert sorted(stored) == sorted(desk.said_by_site())


def test_a_page_that_is_not_understood_is_named_and_can_be_looked_at(
    desk: Desk, tmp_path: Path
) -> None:
    desk.server.site.plague.add(Fault(name="changed_layout", where="/request/*"))
    report = desk.sync()
    _, trouble = report.troubles[0]
    number = trouble.rsplit("kept as page ", 1)[1].rstrip(".")
    assert f"{desk.server.base}/request/" in trouble
    runner, target = CliRunner(), tmp_path / "page.html"
    done = runner.invoke(cli, ["--db", str(tmp_path / "state.db"), "page", number, str(target)])
    assert done.exit_code == 0, done.output
    assert target.read_bytes().rstrip().endswith(b"</html>")
    again = runner.invoke(cli, ["--db", str(tmp_path / "state.db"), "page", number, str(target)])
    assert (again.exit_code, "is there already" in again.output) == (2, True)
    none = runner.invoke(cli, ["--db", str(tmp_path / "state.db"), "page", "99999"])
    assert (none.exit_code, "There is no page 99999" in none.output) == (2, True)


def test_an_answer_that_broke_off_is_noted_as_a_failed_fetch(desk: Desk) -> None:
    desk.server.site.plague.add(Fault(name="truncated", where="/request/*"))
    desk.sync()
    outcomes = desk.database.conn.execute(
        "SELECT count(*), min(note <> '') FROM fetches WHERE outcome = 'failed'"
    ).fetchone()
    assert outcomes[0] >= 1
    assert outcomes[1] == 1


def test_when_everything_vanishes_at_once_the_run_stops_and_nothing_is_deleted(desk: Desk) -> None:
    before = desk.texts()
    for request in desk.server.site.requests:
        request.prominence = "hidden"
    report = desk.sync()
    assert report.stopped is not None
    assert "vanished" in report.stopped.happened
    assert desk.texts() == before
    hidden = "SELECT count(*) FROM requests WHERE availability = 'hidden'"
    assert desk.database.conn.execute(hidden).fetchone() == (3,)


@pytest.mark.parametrize("prominence", ["hidden", "requester_only"])
def test_a_request_that_comes_back_unchanged_is_public_again(desk: Desk, prominence: str) -> None:
    desk.sync()
    request = desk.server.site.requests[0]
    where = f"SELECT availability, trouble FROM requests WHERE url_title = '{request.url_title}'"
    request.prominence = prominence
    desk.sync(full=True)
    assert desk.database.conn.execute(where).fetchone()[0] == "hidden"
    request.prominence = "normal"
    desk.sync(full=True)
    assert desk.database.conn.execute(where).fetchone() == ("public", None)


def test_a_request_withdrawn_later_keeps_its_messages_and_is_owed_nothing(desk: Desk) -> None:
    desk.sync()
    before = desk.texts()
    request = desk.server.site.requests[0]
    desk.server.site.classify(request, "user_withdrawn", request.user)
    desk.server.site.step(days=2)
    assert desk.sync().troubles == []
    assert desk.texts() == before
    [seen] = [r for r in desk.requests() if r.url_title == request.url_title]
    assert (seen.status, seen.availability) == ("user_withdrawn", "public")
    assert seen.status in ENDED


def test_files_that_the_site_refuses_do_not_keep_the_others_away(desk: Desk) -> None:
    requests = desk.server.site.requests[:5]
    at = desk.server.site.clock.now()
    for number, request in enumerate(requests, start=1):
        paper = Attachment(
            site_id=9000 + number,
            part=2,
            filename=f"paper-{number}.txt",
            content_type="text/plain",
            content=b"Twelve.",
            shown_name=f"paper-{number}.txt",
        )
        reply = Incoming(8000 + number, "Clerk", at, "Re", "Attached.", 7000 + number, (paper,))
        desk.server.site.receive(request, reply, at)
    refused = [r.incoming()[-1].attachments[0] for r in requests[:4]]
    Follower(desk.database, desk.client(), now=desk.server.site.clock.now).follow(
        desk.campaign, Report(), full=True
    )
    for paper in refused:
        paper.prominence = "hidden"  # since the page was read: the link now answers 403
    report = desk.sync()
    assert report.stopped is None
    kept = "SELECT name FROM attachments WHERE sha256 IS NOT NULL AND name LIKE 'paper-%'"
    assert desk.database.conn.execute(kept).fetchall() == [("paper-5.txt",)]
    assert len(report.troubles) == 4
    # They are not asked for again at every run, only after a while.
    assert desk.sync().troubles == []


def test_a_tagged_request_of_somebody_else_is_reported_as_that(desk: Desk) -> None:
    site = desk.server.site
    other = next(user for user in site.users if user.email == OTHER[1])
    body = next(body for body in site.bodies if body.requestable)
    site.send_request(other, body, "Something else", "Dear all,\n\nWhy?", tags=("campaign:c",))
    ids = [row[0] for row in desk.database.conn.execute("SELECT id FROM authorities")]
    extra = save_authorities(
        desk.database, desk.server.base, [AuthorityRow("nobody_yet", "Nobody Yet")], "t"
    )
    assert extra.new == 1
    [new] = find_authorities(desk.database, desk.server.base, names=["nobody_yet"])
    add_recipients(desk.database, desk.campaign.id, [*ids, new.id], "t")
    letter = outbox.Draft(
        key=request_key("c", "nobody_yet"), campaign_id=desk.campaign.id, kind="request",
        channel="handoff", title="T", body="Dear",
    )  # fmt: skip
    outbox.move(
        desk.database,
        outbox.draft(desk.database, letter, "2026").id,
        "approved",
        now="2026-01-01T00:00:00Z",
    )
    report = desk.sync()
    assert len(report.not_ours) == 1
    assert report.troubles == []
