"""A private batch of a Pro account: found, followed, described, and public when its time comes.

Signed out the site shows nothing of it. It is read through the account's session, by the rules of
the account channel, and nothing of it is published before the site shows it to everybody.
"""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import PRO, Office

from campaign.cli.group import cli
from campaign.coding.deciding import decide_outcome
from campaign.outbox.classify import changes, draft_changes
from campaign.outbox.followups import draft_follow_up
from campaign.rehearsal.exchange import etag_of
from campaign.rehearsal.records import Attachment, Incoming, Request
from campaign.results.publish import publish
from campaign.state.correspondence import StoredRequest, requests_of
from campaign.state.outbox import move
from campaign.times import iso
from campaign.tracking.campaign_sync import sync_campaign
from campaign.tracking.private import Own
from campaign.tracking.report import Report


@dataclass
class Room:
    """An office whose six requests went as a private batch, and what the site was asked."""

    office: Office
    asked: list[tuple[str, bool, bool]] = field(default_factory=list)

    def listen(self) -> None:
        """Note each address, whether somebody was signed in, and whether a body came."""
        answer = self.office.server.app.answer

        def noted(call: Any) -> Any:
            given = answer(call)
            same = given.etag and etag_of(given.body) in call.headers.get("if-none-match", "")
            self.asked.append(
                (call.address, call.user is not None, given.status == 200 and not same)
            )
            return given

        self.office.server.app.answer = noted  # type: ignore[method-assign]

    def sync(self, *, own: bool = True, full: bool = False) -> Report:
        self.asked.clear()
        office = self.office
        visit = office.visit(PRO)
        with contextlib.closing(visit):
            return sync_campaign(
                office.database, office.campaign, office.client(), now=office.now,
                sleep=office.server.sleep, full=full, own=Own(visit) if own else None,
            )  # fmt: skip

    def requests(self) -> list[StoredRequest]:
        return requests_of(self.office.database, self.office.campaign.id)

    def on_site(self) -> list[Request]:
        return self.office.ours()

    def texts(self) -> list[str]:
        found = self.office.database.conn.execute(
            "SELECT text FROM messages WHERE direction = 'incoming' ORDER BY id"
        )
        return [text for (text,) in found]

    def reply(self, request: Request, number: int, text: str) -> None:
        at = self.office.now()
        paper = Attachment(9000 + number, 2, "hats.txt", "text/plain", b"Twelve hats.")
        message = Incoming(8000 + number, "Clerk", at, "Re", text, 7000 + number, (paper,))
        self.office.server.site.receive(request, message, at)

    def published(self, folder: Path) -> int:
        publish(self.office.database, folder / "public.db")
        with contextlib.closing(sqlite3.connect(folder / "public.db")) as public:
            return int(public.execute("SELECT count(*) FROM requests").fetchone()[0])


@pytest.fixture
def room(office: Office) -> Room:
    """The batch has been accepted; the site sends its six letters, one a minute."""
    office.approve_batch("3_months")
    with contextlib.closing(office.visit(PRO)):
        office.carry_out(office.account(PRO))
    assert office.states() == ["sent"]
    room = Room(office)
    room.listen()
    return room


@pytest.fixture
def followed(room: Room) -> Room:
    """All six were sent and have been read once."""
    room.office.server.site.step(hours=1)
    report = room.sync()
    assert (report.troubles, report.linked, report.changed) == ([], 6, 6)
    return room


def test_a_private_batch_is_found_once_it_was_sent(room: Room) -> None:
    report = room.sync()
    assert report.linked == 0
    assert len(report.pending) == 1
    room.office.server.site.step(hours=1)
    report = room.sync()
    assert (report.linked, report.troubles, report.stopped) == (6, [], None)
    assert all(each.private and each.availability == "public" for each in room.requests())
    assert sorted(each.url_title for each in room.requests()) == sorted(
        each.url_title for each in room.on_site()
    )
    assert [each.status for each in room.requests()] == ["waiting_response"] * 6


def test_signed_out_the_batch_is_said_to_be_perhaps_private(room: Room) -> None:
    room.office.server.site.step(hours=1)
    report = room.sync(own=False)
    [(who, what)] = report.troubles
    assert "The batch" in who
    assert "It may be private" in what
    assert room.requests() == []


def test_replies_and_papers_are_read_signed_in_and_nothing_is_fetched_for_nothing(
    followed: Room,
) -> None:
    first = followed.on_site()[0]
    followed.office.server.site.step(days=2)
    followed.reply(first, 1, "Twelve.")
    report = followed.sync()
    assert (report.replies, report.attachments, report.troubles) == (1, 1, [])
    assert followed.texts() == ["Twelve."]
    bodies = [address for address, _, body in followed.asked if body and "/request/" in address]
    # The page and the JSON of that one, and the paper; the JSON of the others gave a 304.
    assert {address.removesuffix(".json").split("/response")[0] for address in bodies} == {
        f"/request/{first.url_title}"
    }
    # Signed out nothing was shown, and the page was asked for signed in only.
    pages = [signed for address, signed, _ in followed.asked if address.endswith(first.url_title)]
    assert pages == [True]
    assert all(
        signed for address, signed, body in followed.asked if body and "/request/" in address
    )


def test_without_signing_in_private_requests_are_left_as_they_are(followed: Room) -> None:
    before = followed.requests()
    followed.office.server.site.step(days=2)
    followed.reply(followed.on_site()[0], 1, "Twelve.")
    report = followed.sync(own=False)
    assert (report.private, report.troubles, report.stopped) == (6, [], None)
    assert [a for a, *_ in followed.asked if a.startswith("/request/")] == []
    assert [each.availability for each in followed.requests()] == ["public"] * 6
    assert followed.requests() == before
    # After a week they are asked for signed out: the embargo may have been lifted.
    followed.office.server.site.step(days=6)
    report = followed.sync(own=False)
    assert report.private == 6
    assert len([a for a, *_ in followed.asked if a.startswith("/request/")]) == 6
    assert {(each.availability, each.private) for each in followed.requests()} == {("public", True)}


def test_nothing_private_is_published_until_the_embargo_is_over(
    followed: Room, tmp_path: Path
) -> None:
    assert followed.published(tmp_path) == 0
    followed.office.server.site.step(days=100)
    report = followed.sync(own=False)
    assert (report.private, report.troubles) == (0, [])
    assert not any(each.private for each in followed.requests())
    assert followed.published(tmp_path) == 6


def test_a_public_request_that_is_made_private_is_read_on_signed_in(followed: Room) -> None:
    site = followed.office.server.site
    site.step(days=100)
    followed.sync(own=False)
    request = followed.on_site()[0]
    request.embargo_until = followed.office.now()
    followed.reply(request, 1, "Twelve.")
    report = followed.sync(full=True)
    assert report.troubles == []
    [private] = [each for each in followed.requests() if each.private]
    assert private.url_title == request.url_title
    assert followed.texts() == ["Twelve."]


def test_a_session_that_has_ended_is_begun_anew_once(followed: Room) -> None:
    followed.office.server.site.step(days=2)
    followed.reply(followed.on_site()[0], 1, "Twelve.")
    followed.office.fault("signed_out", "/request/*.json", times=1, skip=1)
    report = followed.sync()
    assert (report.troubles, followed.texts()) == ([], ["Twelve."])
    assert [a for a, *_ in followed.asked].count("/profile/sign_in") == 2  # its form, and posting


def test_what_is_hidden_from_the_owner_too_is_marked(followed: Room) -> None:
    followed.office.server.site.step(days=100)
    followed.sync(own=False)
    request = followed.on_site()[0]
    request.prominence = "hidden"
    report = followed.sync(full=True)
    assert len(report.troubles) == 1
    [gone] = [each for each in followed.requests() if each.availability != "public"]
    assert (gone.url_title, gone.availability) == (request.url_title, "hidden")


def test_the_status_of_a_private_request_is_set_by_its_own_form(followed: Room) -> None:
    office = followed.office
    site_request = followed.on_site()[0]
    office.server.site.step(days=2)
    followed.reply(site_request, 1, "We do not hold this.")
    followed.sync()
    [request] = [r for r in followed.requests() if r.url_title == site_request.url_title]
    decide_outcome(office.database, request, "not_held", coder="ann", now=iso(office.now()))
    wanted = changes(office.database, office.campaign)
    draft_changes(office.database, office.campaign, wanted, "account", office.now())
    run = office.carry_out(office.account(PRO))
    assert (run.ended, [intent.body for intent in run.sent]) == (None, ["not_held"])
    assert site_request.described_state == "not_held"
    assert not site_request.awaiting_description
    followed.sync(full=True)
    [request] = [r for r in followed.requests() if r.url_title == site_request.url_title]
    assert (request.status, request.private) == ("not_held", True)


def test_the_command_signs_in_where_it_is_told_to(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.office.server.site.step(hours=1)
    monkeypatch.setenv("CAMPAIGN_EMAIL", PRO[1])
    monkeypatch.setenv("CAMPAIGN_PASSWORD", PRO[2])
    monkeypatch.setenv("XDG_STATE_HOME", str(room.office.folder / "state"))
    monkeypatch.chdir(room.office.folder)
    told = CliRunner().invoke(cli, ["sync", "--account"])
    assert told.exit_code == 0, told.output
    assert "6 requests found" in told.output
    told = CliRunner().invoke(cli, ["sync", "--full"])
    assert told.exit_code == 0, told.output
    assert "6 private requests were not read: `campaign sync --account` signs in." in told.output
    text = (room.office.folder / "state.db").read_bytes()
    assert PRO[2].encode() not in text


def test_an_account_that_is_not_approved_is_not_used(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(room.office.folder)
    monkeypatch.setattr("campaign.cli.sending.is_practice", lambda campaign: False)
    room.asked.clear()
    told = CliRunner().invoke(cli, ["sync", "--account"])
    assert told.exit_code == 7
    assert "has not agreed to a program that signs in" in told.output
    assert [a for a, *_ in room.asked if not a.startswith("/practice")] == []


@pytest.mark.parametrize("what", ["batch", "requests"])
def test_what_was_pasted_by_hand_is_linked_by_its_address(
    room: Room, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    office = room.office
    office.server.site.step(hours=1)
    monkeypatch.setenv("CAMPAIGN_EMAIL", PRO[1])
    monkeypatch.setenv("CAMPAIGN_PASSWORD", PRO[2])
    monkeypatch.setenv("XDG_STATE_HOME", str(office.folder / "state"))
    monkeypatch.chdir(office.folder)
    [batch] = office.server.site.batches
    base = office.server.base
    addresses = [f"{base}/info_request_batch/{batch.site_id}"]
    if what == "requests":
        addresses = [f"{base}/request/{each.url_title}" for each in room.on_site()]
    refused = CliRunner().invoke(cli, ["link", *addresses])
    assert refused.exit_code != 0
    assert "It may be private" in refused.output
    assert "--account" in refused.output
    told = CliRunner().invoke(cli, ["link", "--account", *addresses])
    assert told.exit_code == 0, told.output
    assert "6 requests linked" in told.output
    assert all(each.private for each in room.requests())
    assert room.sync().troubles == []
    assert {each.status for each in room.requests()} == {"waiting_response"}


def test_a_wrong_address_is_refused_before_anybody_signs_in(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(room.office.folder)
    room.asked.clear()
    [batch] = room.office.server.site.batches
    good = f"{room.office.server.base}/info_request_batch/{batch.site_id}"
    told = CliRunner().invoke(cli, ["link", "--account", good, "https://elsewhere.example/x"])
    assert told.exit_code == 2, told.output
    assert [a for a, *_ in room.asked if not a.startswith("/practice")] == []


def test_a_private_request_that_is_late_is_chased_by_the_account(followed: Room) -> None:
    office = followed.office
    office.server.site.step(days=40)
    followed.sync(full=True)
    request = followed.requests()[0]
    body = "Dear all,\n\nThe answer is overdue.\n\nYours faithfully,\n\nPetra Practice"
    intent = draft_follow_up(
        office.database, office.campaign, "chase", request, body, office.now(), "account"
    )
    move(office.database, intent.id, "approved", now=iso(office.now()))
    run = office.carry_out(office.account(PRO))
    assert (run.ended, len(run.sent)) == (None, 1)
    [on_site] = [r for r in followed.on_site() if r.url_title == request.url_title]
    assert [letter.body for letter in on_site.outgoing()][1:] == [body]
    followed.sync(full=True)
    sent = office.database.conn.execute(
        "SELECT count(*) FROM messages WHERE direction = 'outgoing' AND request_id = ?",
        [request.id],
    ).fetchone()
    assert sent == (2,)


@pytest.mark.parametrize("password", ["wrong-one", ""])
def test_an_account_that_is_not_let_in_ends_the_run_in_words(
    followed: Room, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    before = followed.requests()
    monkeypatch.setenv("CAMPAIGN_EMAIL", PRO[1])
    monkeypatch.setenv("CAMPAIGN_PASSWORD", password)
    monkeypatch.setenv("XDG_STATE_HOME", str(followed.office.folder / "other"))
    monkeypatch.chdir(followed.office.folder)
    followed.asked.clear()
    told = CliRunner().invoke(cli, ["sync", "--account", "--full"])
    assert told.exit_code != 0
    assert "CAMPAIGN_PASSWORD" in told.output
    assert "No letter" not in told.output
    assert "Traceback" not in told.output
    assert not isinstance(told.exception, (AssertionError, KeyError))
    # It is tried once, and nothing that is stored is taken for gone.
    tries = [a for a, *_ in followed.asked].count("/profile/sign_in")
    assert tries == (2 if password else 0)
    assert followed.requests() == before
