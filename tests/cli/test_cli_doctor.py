"""`campaign doctor`: each trouble is found, with what to do; what is well is no trouble."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from campaign.checkup.findings import Finding, findings
from campaign.checkup.look import look
from campaign.checkup.seen import Content, Followed, Machine, Place, Seen, Structure
from campaign.cli.group import cli
from campaign.errors import StateError
from campaign.state.authorities import AuthorityRow, find_authorities, save_authorities
from campaign.state.campaigns import create_campaign
from campaign.state.correspondence import link_request
from campaign.state.database import state, writing
from campaign.state.health import OpenLetter, UnreadAttachment
from campaign.state.pages import record_fetch
from campaign.state.stored_pages import NotUnderstood
from campaign.times import iso

NOW = datetime.now(UTC)
SITE = "https://site.example"
PLACE = Place("state.db", True, True, True, free=50_000_000_000, size=1_000_000)
MACHINE = Machine(NOW, "versions", tesseract="tesseract 5", contact=True)
WELL = Seen(PLACE, MACHINE, Structure(schema="0001"), Content())


def to_do(seen: Seen) -> list[Finding]:
    return [each for each in findings(seen) if each.level == "to do"]


def content(**what: Any) -> Seen:
    return replace(WELL, content=Content(**what))


def machine(**what: Any) -> Seen:
    return replace(WELL, machine=replace(MACHINE, **what))


def place(**what: Any) -> Seen:
    return replace(WELL, place=replace(PLACE, **what))


def page(number: int, request: int | None = 1) -> NotUnderstood:
    return NotUnderstood(number, request, "Fen Police", f"{SITE}/request/a", "then", "No roof.")


def unread(state: str, *, decided: bool = False) -> Seen:
    return content(unread=(UnreadAttachment("scan.pdf", "Fen Police", state, "", decided),))


def test_where_all_is_well_nothing_is_to_do() -> None:
    assert to_do(WELL) == []


CASES: list[tuple[Seen, str, str, str]] = [
    (place(exists=False), "folder", "There is no state.db", "campaign init"),
    (place(folder_writable=False), "folder", "cannot be written", "Copy it"),
    (place(file_writable=False), "folder", "cannot be written", "Copy it"),
    (place(free=30_000_000), "disk", "30 MB free", "Free some room"),
    (place(free=4_000_000_000, size=5_000_000_000), "disk", "4,000 MB free", "room"),
    (
        replace(WELL, content=None, unopened=StateError("It is odd.", "Do this.")),
        "database", "It is odd.", "Do this.",
    ),
    (replace(WELL, structure=Structure(("page 3 is torn",))), "database", "torn", "backup"),
    (
        replace(WELL, structure=Structure((), {"messages": 2})),
        "database", "2 in messages", "backup",
    ),
    (
        replace(WELL, structure=Structure(pending=("0009_new",)), content=None),
        "schema", "0009_new", "campaign status",
    ),
    (
        content(followed=(Followed("c", (), 0, NOW + timedelta(days=2)),)),
        "clock", iso(NOW + timedelta(days=2)), "clock right",
    ),
    (
        content(letters=(OpenLetter(7, "follow_up", "Fen Police", "unknown"),)),
        "outbox", "7, follow up to Fen Police", "campaign outbox settle",
    ),
    (
        content(letters=(OpenLetter(8, "request", "Fen Police", "failed"),)),
        "outbox", "8, request to Fen Police", "retry",
    ),
    (content(not_understood=(page(3), page(9))), "pages", "2 pages not", "campaign page 9`"),
    (content(not_understood=(page(4, None),)), "pages", "Fen Police: 1 page", "campaign page 4`"),
    (content(followed=(Followed("c", (), 2, NOW),)), "attachments", "2 files", "campaign sync"),
    (content(outdated_files=3), "attachments", "3 read by an older", "campaign reread"),
    (unread("scanned"), "attachments", "scan.pdf (Fen Police)", "campaign reread"),
    (unread("protected"), "attachments", "1 locked", "without a password"),
    (unread("damaged"), "attachments", "1 damaged", "again"),
    (machine(settings=StateError("Broken.", "Mend it.")), "settings", "Broken.", "Mend it."),
    (
        replace(
            content(followed=(Followed("c", (), 0, NOW),)), machine=replace(MACHINE, contact=False)
        ),
        "settings", "No contact", "campaign.toml",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "about", "found", "remedy"), CASES, ids=[f"{n}-{c[1]}" for n, c in enumerate(CASES)]
)
def test_each_trouble_is_found_once_with_what_to_do(
    seen: Seen, about: str, found: str, remedy: str
) -> None:
    [finding] = to_do(seen)
    assert finding.about == about
    assert found in finding.found
    assert remedy in finding.to_do


def test_a_scan_is_read_after_tesseract_is_there() -> None:
    seen = replace(unread("scanned"), machine=replace(MACHINE, tesseract=""))
    [finding] = to_do(seen)
    assert finding.to_do.startswith("Install tesseract")


def test_a_file_whose_request_a_person_decided_is_only_noted() -> None:
    assert to_do(unread("damaged", decided=True)) == []
    assert any(
        "decided by a person" in each.found for each in findings(unread("damaged", decided=True))
    )


def test_many_pages_are_named_up_to_a_number() -> None:
    pages = tuple(page(number, request=number) for number in range(1, 31))
    said = to_do(content(not_understood=pages))
    assert len(said) == 13
    assert "18 more requests" in said[-1].found


@dataclass(frozen=True)
class Desk:
    folder: Path

    def run(self, *words: str) -> tuple[int, str]:
        result = CliRunner().invoke(cli, [*words])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.output

    def write(self, sql: str, *values: object) -> None:
        with closing(sqlite3.connect(self.folder / "state.db")) as db:
            db.execute(sql, values)
            db.commit()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A campaign on a real site that was looked at just now."""
    monkeypatch.chdir(tmp_path)
    for name in ("CAMPAIGN_EMAIL", "CAMPAIGN_PASSWORD", "CAMPAIGN_CONTACT"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "campaign.toml").write_text('contact = "us@example.org"\n')
    now = iso(NOW - timedelta(minutes=5))
    with state(tmp_path / "state.db") as database:
        campaign = create_campaign(
            database, name="predpol", title="T", site=SITE, template="t", sender="A", now=now
        )
        save_authorities(database, SITE, [AuthorityRow("fen_police", "Fen Police")], now)
        [authority] = find_authorities(database, SITE)
        request, _ = link_request(
            database, campaign_id=campaign.id, authority_id=authority.id,
            url=f"{SITE}/request/a", url_title="a", now=now,
        )  # fmt: skip
        with writing(database):
            database.conn.execute("UPDATE requests SET checked_at = ?", [now])
            record_fetch(
                database, url=f"{SITE}/request/a", request_id=request, why="", fetched_at=now,
                outcome="stored", status=200, body=b"<html>", content_type="",
            )  # fmt: skip
    return Desk(tmp_path)


def test_all_well_is_said_and_nothing_is_left_or_changed(desk: Desk) -> None:
    before = {path.name: path.read_bytes() for path in desk.folder.iterdir()}
    code, said = desk.run("doctor")
    assert (code, said.splitlines()[-1]) == (0, "All is well.")
    assert {path.name: path.read_bytes() for path in desk.folder.iterdir()} == before


def test_no_database_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["doctor"])
    assert (result.exit_code, "campaign init" in result.output) == (1, True)
    assert list(tmp_path.iterdir()) == []
    assert "nowhere" in CliRunner().invoke(cli, ["--db", "nowhere/state.db", "doctor"]).output


def test_a_page_not_understood_counts_until_one_is(desk: Desk) -> None:
    fetch = (
        "INSERT INTO fetches (request_id, url, fetched_at, status, sha256, outcome, note)"
        " SELECT 1, ?, fetched_at, 200, sha256, ?, 'No roof.' FROM fetches WHERE id = 1"
    )
    desk.write(fetch, f"{SITE}/request/a?unfold=1", "not_understood")
    code, said = desk.run("doctor")
    assert code == 1
    assert "Fen Police: 1 page not understood. No roof." in said
    assert "`campaign page 2`" in said
    assert "Pages that are not understood: 1, of 1 requests" in desk.run("status")[1]
    assert '"not_understood": 1' in desk.run("status", "--json")[1]
    desk.write(fetch, f"{SITE}/request/a", "stored")
    assert desk.run("doctor")[0] == 0
    assert "not understood" not in desk.run("status")[1]


def test_a_request_not_looked_at_for_long(desk: Desk) -> None:
    weeks_ago = iso(NOW - timedelta(weeks=3))
    desk.write("UPDATE requests SET checked_at = ?", weeks_ago)
    code, said = desk.run("doctor")
    assert (code, "not looked at for long: Fen Police" in said) == (1, True)
    desk.write("UPDATE requests SET status = 'successful'")  # ended: nobody owes anything
    assert desk.run("doctor")[0] == 0
    desk.write("UPDATE requests SET status = NULL, listed_at = ?", iso(NOW))  # seen in a list
    assert desk.run("doctor")[0] == 0


def test_a_clock_that_was_set_back(desk: Desk) -> None:
    desk.write("UPDATE fetches SET fetched_at = ?", iso(NOW + timedelta(days=400)))
    code, said = desk.run("doctor")
    assert (code, "Put the clock right" in said) == (1, True)


def test_a_quote_that_no_longer_stands(desk: Desk) -> None:
    desk.write(
        "INSERT INTO messages (request_id, site_id, direction, position, text, first_seen_at)"
        " VALUES (1, 1, 'incoming', 1, 'Other words.', '')"
    )
    desk.write(
        "INSERT INTO codings (request_id, field, value, kind, coder, evidence_message_id,"
        " quote_start, quote_end, quote, made_at) VALUES (1, 'outcome', 'full', 'suggestion', 'r',"
        " 1, 0, 4, 'Once', '')"
    )
    code, said = desk.run("doctor")
    assert (code, "1 of 1 no longer stand: codings 1 (Fen Police)" in said) == (1, True)


def test_rows_that_belong_to_nothing(desk: Desk) -> None:
    desk.write("INSERT INTO recipients VALUES (99, 98, '', NULL, NULL)")
    code, said = desk.run("doctor")
    assert (code, "2 in recipients" in said) == (1, True)


@pytest.mark.parametrize("torn", ["cut", "scribbled", "text", "empty"])
def test_a_damaged_file_is_a_finding_and_no_traceback(desk: Desk, torn: str) -> None:
    path = desk.folder / "state.db"
    whole = path.read_bytes()
    pieces = {
        "cut": whole[: len(whole) // 2],
        "scribbled": whole[:8192] + b"\xa5" * 4096 * 8 + whole[8192 + 8 * 4096 :],
        "text": b"Dear Sir or Madam, " * 500,
        "empty": b"",
    }
    path.write_bytes(pieces[torn])
    code, said = desk.run("doctor")
    assert code == 1
    assert "database" in said
    assert path.read_bytes() == pieces[torn]


def test_an_older_and_a_newer_database(desk: Desk) -> None:
    desk.write("INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
               " VALUES ('campaign', '9999_later', 'then')")  # fmt: skip
    assert "newer version" in desk.run("doctor")[1]
    desk.write("DELETE FROM _sqlite_migrations WHERE name <> '0001_first'")
    before = (desk.folder / "state.db").read_bytes()
    code, said = desk.run("doctor")
    assert (code, "Made by an older version" in said) == (1, True)
    assert (desk.folder / "state.db").read_bytes() == before


def test_no_secret_is_printed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPAIGN_EMAIL", "uma@example.org")
    monkeypatch.setenv("CAMPAIGN_PASSWORD", "correct horse")
    said = desk.run("doctor")[1]
    assert "a password is in the environment" in said
    assert "horse" not in said
    assert "uma@" not in said
    (desk.folder / "campaign.toml").write_text('password = "correct horse"\n')
    code, said = desk.run("doctor")
    assert (code, "holds a password" in said, "horse" in said) == (1, True, False)


def test_a_practice_campaign_is_not_held_to_this_clock(desk: Desk) -> None:
    desk.write("UPDATE campaigns SET site = 'http://127.0.0.1:9'")
    desk.write("UPDATE requests SET checked_at = '2020-01-01T00:00:00Z'")
    desk.write("UPDATE fetches SET fetched_at = '2099-01-01T00:00:00Z'")
    code, said = desk.run("doctor")
    assert (code, "practice site" in said) == (0, True)


def test_it_asks_no_site(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert desk.run("doctor")[0] == 0


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_tesseract_is_found() -> None:
    assert look(Path("none.db"), now=NOW, environ={}).machine.tesseract.startswith("tesseract ")
