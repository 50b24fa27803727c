"""The verbs that send, as a campaigner types them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import Office

from campaign.cli.group import cli
from campaign.outbox.sending import only_sender
from campaign.rehearsal.server import PRO, UNLIMITED
from campaign.state.outbox import intents, move
from campaign.times import iso


@pytest.fixture
def desk(office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "kept"))
    monkeypatch.setenv("CAMPAIGN_EMAIL", UNLIMITED[1])
    monkeypatch.setenv("CAMPAIGN_PASSWORD", UNLIMITED[2])
    return office


def run(*words: str, code: int = 0, stdin: str = "") -> Result:
    done = CliRunner().invoke(cli, list(words), input=stdin)
    assert done.exit_code == code, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


SENDING = {
    "by hand": ("send", "--no-open"),
    "batch": ("send", "--channel", "batch", "--public"),
    "account": ("send", "--channel", "account"),
}


@pytest.mark.parametrize("way", SENDING)
def test_a_dry_run_shows_the_words_and_changes_nothing(desk: Office, way: str) -> None:
    before = dump(desk)
    shown = run(*SENDING[way], "--dry-run").output
    assert "Nothing was stored." in shown
    assert "Under the Freedom of Information" in shown
    assert desk.ours() == []
    assert dump(desk) == before


def dump(desk: Office) -> list[str]:
    """What is stored, the moment of the last question to the site aside."""
    return [line for line in desk.database.conn.iterdump() if '"sites"' not in line]


@pytest.mark.parametrize("way", SENDING)
def test_it_asks_first_and_no_means_no(desk: Office, way: str) -> None:
    shown = run(*SENDING[way], code=1, stdin="n\n").output
    assert "Approve" in shown
    assert "6 letters" in shown or "6 authorities" in shown
    assert "Yours faithfully" in shown
    assert desk.ours() == []
    assert intents(desk.database, desk.campaign.id) == []


def test_letters_approved_in_a_preview_keep_their_words(desk: Office, tmp_path: Path) -> None:
    assert "6 letters are approved" in run("preview", "--approve", "--yes").output
    words = {i.authority_id: i.body for i in intents(desk.database, desk.campaign.id)}
    run("templates", "copy", "predictive-policing")
    letter = tmp_path / "templates/predictive-policing/letter.txt"
    letter.write_text(letter.read_text("utf-8").replace("Thank you", "Thanks"), encoding="utf-8")
    shown = run("send", "--channel", "account", "--wait", stdin="y\n").output
    assert "6 of them were approved before" in shown
    assert {i.authority_id: i.body for i in intents(desk.database, desk.campaign.id)} == words
    assert all("Thank you" in r.first_letter.body for r in desk.ours())
    assert len(desk.ours()) == 6


def test_a_run_that_ends_at_the_limits_says_how_to_go_on(desk: Office) -> None:
    first = run("send", "--channel", "account", "--yes", code=9)
    assert "1 of 6 sent." in first.output
    assert "--wait" in first.output
    assert "the last of 6 can go on" in first.output
    run("send", "--channel", "account", "--yes", "--wait")
    assert len(desk.ours()) == 6
    assert "Every recipient has a request" in run("send", "--yes").output


def test_what_is_unknown_is_settled_before_anything_is_sent(desk: Office) -> None:
    desk.fault("reset_after", "/new", skip=1)
    lost = run("send", "--channel", "account", "--yes", code=9)
    assert "asks the site what became of it" in lost.output
    assert len(desk.ours()) == 1
    desk.server.site.plague.clear()
    desk.server.site.step(hours=1)
    again = run("send", "--channel", "account", "--yes", "--wait").output
    assert again.index("1: it was sent:") < again.index("5 of 5 sent")
    assert len(desk.ours()) == 6


def test_settling_by_itself_sends_nothing(desk: Office) -> None:
    desk.fault("reset_before", "/new", skip=1)
    run("send", "--channel", "account", "--yes", code=9)
    desk.server.site.plague.clear()
    assert "unknown" in run("outbox", "list", "--only", "unknown").output
    assert "1: it was not sent; it can go now." in run("outbox", "settle").output
    assert desk.ours() == []
    assert "0 looked into" in run("outbox", "settle").output


def test_cancel_and_retry(desk: Office) -> None:
    run("preview", "--approve", "--yes")
    assert "2 would be cancelled" in run("outbox", "cancel", "1", "2", "--dry-run").output
    assert desk.states().count("cancelled") == 0
    run("outbox", "cancel", "1", "2")
    run("outbox", "retry", "1")
    assert desk.states()[:3] == ["drafted", "cancelled", "approved"]
    run("outbox", "cancel", "--approved")
    assert "approved" not in desk.states()
    assert "cancelled by hand" in run("outbox", "show", "3").output
    run("outbox", "cancel", code=2)
    # One forbidden number, and none of them is cancelled.
    run("send", "--channel", "account", "--yes")
    assert desk.states()[0] == "sent"
    run("outbox", "retry", "2")
    run("outbox", "cancel", "2", "1", code=6)
    assert desk.states()[1] == "drafted"


def test_what_the_site_refused_is_named_when_nothing_else_is_left(desk: Office) -> None:
    run("preview", "--approve", "--yes")
    for intent in intents(desk.database, desk.campaign.id):
        move(desk.database, intent.id, "sending", now=iso(desk.now()))
        move(desk.database, intent.id, "failed", now=iso(desk.now()), note="no")
    assert "6 were refused by the site" in run("send", "--yes").output


def test_two_senders_cannot_work_and_a_reader_can(desk: Office, tmp_path: Path) -> None:
    with only_sender(tmp_path / "state.db"):
        shown = run("send", "--channel", "account", "--yes", code=1).output
        assert "Another `campaign send` is at work" in shown
        run("outbox", "settle", code=1)
        run("status")
        run("outbox")


def test_a_reader_in_the_middle_of_reading_blocks_no_sender(desk: Office, tmp_path: Path) -> None:
    reader = sqlite3.connect(tmp_path / "state.db")
    cursor = reader.execute("SELECT * FROM authorities")
    cursor.fetchone()
    run("send", "--channel", "account", "--yes", "--wait")
    assert len(desk.ours()) == 6
    reader.close()


def test_a_page_of_buttons_for_a_phone(desk: Office, tmp_path: Path) -> None:
    run("send", "--page", "letters.html", "--pro", "--yes")
    page = (tmp_path / "letters.html").read_text("utf-8")
    assert page.count("/new/") == 6
    assert page.count("pro=1") == 6
    assert "viewport" in page


def test_a_batch_goes_through_the_account_on_the_practice_site(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMPAIGN_EMAIL", PRO[1])
    monkeypatch.setenv("CAMPAIGN_PASSWORD", PRO[2])
    assert "three months" in run("send", "--channel", "batch", "--yes", code=2).output
    shown = run("send", "--channel", "batch", "--private", "6_months", "--yes").output
    assert "private for 6 months" in shown
    assert "`campaign sync` will find them" in shown
    [batch] = desk.server.site.batches
    assert (batch.embargo, len(batch.bodies)) == ("6_months", 6)
