"""Reading again what is stored: what differs is stored and said, and a second time nothing does."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from replay import Replay

import campaign.alaveteli.pages.request as request_pages
import campaign.alaveteli.pages.request_json as request_json
import campaign.documents.extraction as extraction
from campaign.alaveteli.pages.records import RequestPage
from campaign.cli.group import cli
from campaign.coding.run import suggest
from campaign.errors import UnknownPage
from campaign.rehearsal.people.model import Fault
from campaign.rehearsal.records import Attachment, Incoming
from campaign.rehearsal.server import UNLIMITED, PracticeServer
from campaign.state.authorities import AuthorityRow, find_authorities, save_authorities
from campaign.state.campaigns import Campaign, create_campaign
from campaign.state.correspondence import link_request
from campaign.state.database import state, writing
from campaign.state.stored_pages import not_understood
from campaign.times import iso
from campaign.tracking.campaign_sync import sync_campaign
from campaign.tracking.manners import polite_client
from campaign.tracking.readers import kind_of
from campaign.tracking.reread import Reread, reread_pages
from campaign.tracking.reread_files import reread_attachments

LATER = "2027-01-01T00:00:00Z"
REFUSAL = "We hold this information. It is withheld under section 31 of the Act.\n\nYours, a clerk"


@dataclass(frozen=True)
class Desk:
    database: Any
    campaign: Campaign
    server: PracticeServer
    path: Path

    def sync(self, **more: Any) -> Any:
        client = polite_client(
            self.database, self.server.base, contact="tests", now=self.server.site.clock.now,
            pause=0, sleep=self.server.sleep,
        )  # fmt: skip
        return sync_campaign(
            self.database, self.campaign, client, now=self.server.site.clock.now,
            sleep=self.server.sleep, **more,
        )  # fmt: skip

    def receive(self, words: str, paper: bytes | None = None) -> None:
        """Every authority replies, with a file if one is given."""
        site = self.server.site
        for request in site.requests:
            number = 10 * request.site_id + len(request.incoming())
            papers = ()
            if paper is not None:
                papers = (
                    Attachment(
                        site_id=90_000 + number, part=2, filename="paper.txt",
                        content_type="text/plain", content=paper, shown_name="paper.txt",
                    ),
                )  # fmt: skip
            at = site.clock.now()
            site.receive(
                request,
                Incoming(80_000 + number, "Clerk", at, "Re", words, 70_000 + number, papers),
                at,
            )

    def reread(self, **more: Any) -> Reread:
        report = Reread()
        reread_pages(self.database, report, now=LATER, **more)
        reread_attachments(self.database, report, dry_run=more.get("dry_run", False))
        return report

    def run(self, *words: str, exit_code: int = 0) -> str:
        result = CliRunner().invoke(cli, ["--db", str(self.path), *words])
        assert result.exit_code == exit_code, result.output
        return result.output

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.database.conn.execute(sql).fetchall()  # type: ignore[no-any-return]

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        tables = ("requests", "messages", "message_versions", "attachments", "annotations")
        return {
            table: self.query(f"SELECT * FROM {table} ORDER BY id")
            for table in (*tables, "events", "fetches", "codings")
        }


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "state.db"
    with PracticeServer("quick", speed=0.0) as server, state(path) as database:
        site = server.site
        person = next(user for user in site.users if user.email == UNLIMITED[1])
        now = iso(site.clock.now())
        campaign = create_campaign(
            database, name="c", title="T", site=server.base, template="t", sender="s", now=now
        )
        bodies = [body for body in site.bodies if body.requestable][:4]
        save_authorities(
            database, server.base, [AuthorityRow(b.url_name, b.name) for b in bodies], now
        )
        ids = {a.url_name: a.id for a in find_authorities(database, server.base)}
        for body in bodies:
            request = site.send_request(person, body, "Numbers of hats", "Dear all,\n\nHow many?")
            link_request(
                database, campaign_id=campaign.id, authority_id=ids[body.url_name],
                url=f"{server.base}/request/{request.url_title}", url_title=request.url_title,
                now=now,
            )  # fmt: skip
        desk = Desk(database, campaign, server, path)
        desk.receive(REFUSAL, b"Twelve hats.")
        assert desk.sync().troubles == []
        yield desk


def today(monkeypatch: pytest.MonkeyPatch, read: Callable[[RequestPage], RequestPage]) -> None:
    """Today's reader of a request's page reads as that of `read`."""
    as_before = request_pages.read_request_page
    monkeypatch.setattr(request_pages, "read_request_page", lambda body: read(as_before(body)))


def with_words(page: RequestPage) -> RequestPage:
    return replace(
        page,
        messages=tuple(
            replace(message, text=f"Read better: {message.text}") for message in page.messages
        ),
    )


def pickier(page: RequestPage) -> RequestPage:
    if len(page.messages) > 2:
        raise request_pages.damaged("it has too many messages")
    return page


def test_what_is_read_as_before_changes_nothing(desk: Desk) -> None:
    before = desk.everything()
    report = desk.reread()
    assert (report.differences, report.understood, report.refused) == ([], [], [])
    assert report.pages == len(desk.query("SELECT 1 FROM fetches WHERE url NOT LIKE '%/attach/%'"))
    assert report.current_files == 4
    assert desk.everything() == before


def test_other_words_are_stored_the_former_kept_and_the_codes_on_them_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggest(desk.database, desk.campaign, now=desk.server.site.clock.now)
    before = desk.everything()
    old = desk.query("SELECT id, text FROM messages ORDER BY id")
    assert before["codings"]
    assert "quotes stand" in desk.run("verify")
    today(monkeypatch, with_words)

    said = desk.run("reread", "--dry-run", "--processes", "1")
    assert desk.everything() == before
    done = desk.run("reread", "--processes", "1")
    assert said.replace("would change", "changed").replace(" Nothing was stored.", "") == done

    new = dict(desk.query("SELECT id, text FROM messages ORDER BY id"))
    assert new == {number: f"Read better: {text}" for number, text in old}
    assert desk.query("SELECT message_id, text FROM message_versions ORDER BY message_id") == old
    line = next(line for line in done.splitlines() if "incoming" in line)
    assert "“We hold this information." in line
    assert "→ “Read better: We hold" in line
    for row in desk.query("SELECT id FROM codings WHERE evidence_message_id IS NOT NULL"):
        assert f"! codings {row[0]} (" in done
    assert "quotes do not hold" in desk.run("verify", exit_code=1)

    once = desk.everything()
    again = desk.run("reread", "--processes", "1")
    assert "0 facts changed." in again
    assert desk.everything() == once


def test_what_a_sync_knows_of_its_looks_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above all that a request is private: it would be published otherwise."""
    said_by_pages = {"title", "status", "status_text", "sent_on", "due_on", "site_id", "tags"}
    columns = [row[1] for row in desk.query("PRAGMA table_info(requests)")]
    ours = f"SELECT {', '.join(c for c in columns if c not in said_by_pages)} FROM requests"
    with writing(desk.database):
        desk.database.conn.execute(
            "UPDATE requests SET availability = 'hidden', trouble = 'Hidden.' WHERE id = 1"
        )
        desk.database.conn.execute("UPDATE requests SET stale = 1 WHERE id = 2")
        if "private" in columns:
            desk.database.conn.execute("UPDATE requests SET private = 1")
    before = desk.query(ours)
    today(monkeypatch, with_words)
    assert desk.reread().differences
    assert desk.query(ours) == before


def test_a_page_that_is_understood_by_now_is_stored_and_its_trouble_is_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.receive("We hold twelve hats.")
    real = request_pages.read_request_page

    today(monkeypatch, pickier)
    report = desk.sync(full=True)
    assert report.troubles
    waiting = not_understood(desk.database)
    assert waiting
    assert "too many messages" in waiting[0].note
    assert desk.query("SELECT count(*) FROM requests WHERE trouble IS NOT NULL") == [
        (len(waiting),)
    ]
    asked = desk.query("SELECT count(*) FROM fetches")

    assert desk.reread().unclear == len(waiting)  # no better yet
    assert len(not_understood(desk.database)) == len(waiting)
    monkeypatch.setattr(request_pages, "read_request_page", real)
    done = desk.reread()
    assert {page.number for page in done.understood} == {page.number for page in waiting}
    assert not_understood(desk.database) == []
    assert desk.query("SELECT count(*) FROM requests WHERE trouble IS NOT NULL") == [(0,)]
    assert desk.query("SELECT count(*) FROM fetches") == asked
    looked_at = {page.request_id for page in waiting}
    stored = {
        (row[0], "".join(row[1].split()))
        for row in desk.query("SELECT request_id, text FROM messages WHERE direction = 'incoming'")
    }
    said = {
        (row, "".join(message.text.split()))
        for row, title in desk.query("SELECT id, url_title FROM requests")
        for request in desk.server.site.requests
        if request.url_title == title and row in looked_at
        for message in request.incoming()
    }
    assert said <= stored


def test_a_page_no_longer_understood_leaves_what_is_stored(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.receive("We hold twelve hats.")
    desk.sync(full=True)
    messages = desk.query("SELECT * FROM messages")
    newest = {row[0] for row in desk.query(
        "SELECT max(f.id) FROM fetches f JOIN requests r ON r.url = f.url GROUP BY r.id"
    )}  # fmt: skip
    real = request_pages.read_request_page

    today(monkeypatch, pickier)
    report = desk.reread()
    assert report.refused
    assert {page.number for page in report.refused} <= newest
    assert report.differences == []
    assert desk.query("SELECT * FROM messages") == messages
    assert len(not_understood(desk.database)) == len(report.refused)
    # A second run finds nothing new to say, and a better reader mends it.
    assert (desk.reread().refused, desk.reread().unclear) == ([], len(report.refused))
    monkeypatch.setattr(request_pages, "read_request_page", real)
    assert len(desk.reread().understood) == len(report.refused)
    assert desk.query("SELECT * FROM messages") == messages


def test_an_attachment_is_read_again_by_a_new_reader_only(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(desk.database):
        desk.database.conn.execute(
            "UPDATE attachments SET reader = 'text 0', text = 'Eleven hats.' WHERE id = 1"
        )
        desk.database.conn.execute("UPDATE attachments SET reader = 'text 0' WHERE id = 2")
    before = desk.everything()
    assert len(desk.reread(dry_run=True).differences) == 1
    assert desk.everything() == before
    report = desk.reread()
    [difference] = report.differences
    assert (difference.old, difference.new) == ("“Eleven hats.”", "“Twelve hats.”")
    assert (report.files, report.current_files, report.attachments) == (2, 2, {1})
    assert desk.query("SELECT DISTINCT reader, text FROM attachments") == [
        (extraction.reader_of("text"), "Twelve hats.")
    ]
    assert desk.reread().files == 0


def test_a_json_no_longer_understood_leaves_what_is_stored(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(body: bytes) -> None:
        raise UnknownPage("It has a new kind of bracket.")

    before = desk.query("SELECT * FROM messages"), desk.query("SELECT * FROM requests")
    today(monkeypatch, with_words)
    real = request_json.read_request_json
    monkeypatch.setattr(request_json, "read_request_json", broken)
    report = desk.reread()
    assert {page.url for page in report.refused} == {
        url for (url,) in desk.query("SELECT url || '.json' FROM requests")
    }
    assert report.differences == []
    assert (desk.query("SELECT * FROM messages"), desk.query("SELECT * FROM requests")) == before
    monkeypatch.setattr(request_json, "read_request_json", real)
    report = desk.reread()
    assert len(report.understood) == 4
    assert report.messages == {row[0] for row in desk.query("SELECT id FROM messages")}


def test_a_reader_that_breaks_down_on_a_page_ends_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clumsy(page: RequestPage) -> RequestPage:
        return [page][1]

    today(monkeypatch, clumsy)
    report = desk.reread()
    assert len(report.refused) == 4
    assert all("IndexError" in page.why for page in report.refused)


def test_a_run_stopped_anywhere_and_run_again_ends_where_one_run_ends(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    today(monkeypatch, with_words)
    copies = [tmp_path / f"{number}.db" for number in range(5)]
    for copy in copies:
        desk.database.conn.execute("VACUUM INTO ?", [str(copy)])
    desk.reread()
    whole = desk.everything()

    for stop_at, copy in enumerate(copies):
        left = iter(range(stop_at))

        def stop(_: str, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt

        with state(copy) as database:
            other = replace(desk, database=database, path=copy)
            with contextlib.suppress(KeyboardInterrupt):
                reread_pages(database, Reread(), now=LATER, tell=stop)
            changed = other.query("SELECT count(DISTINCT message_id) FROM message_versions")
            assert changed == [(2 * min(stop_at, 4),)]
            other.reread()
            assert other.everything() == whole


def test_the_captured_campaign_reads_as_it_was_read(shared: Path, tmp_path: Path) -> None:
    root = shared / "alaveteli"
    folders = sorted((root / "campaign" / "requests").iterdir())[::4]
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    with Replay(root) as site, state(tmp_path / "state.db") as database:
        campaign = create_campaign(
            database, name="c", title="T", site=site.base, template="t", sender="s", now=iso(now)
        )
        save_authorities(database, site.base, [AuthorityRow("x", "Some Police")], iso(now))
        [authority] = find_authorities(database, site.base)
        for folder in folders:
            link_request(
                database, campaign_id=campaign.id, authority_id=authority.id,
                url=f"{site.base}/request/{folder.name}", url_title=folder.name, now=iso(now),
            )  # fmt: skip
        client = polite_client(
            database, site.base, contact="tests", now=lambda: now, pause=0, sleep=lambda _: None
        )
        sync_campaign(database, campaign, client, now=lambda: now, sleep=lambda _: None)
        desk = Desk(database, campaign, site, tmp_path)  # type: ignore[arg-type]
        before = desk.everything()
        report = desk.reread()
        assert report.pages >= 2 * len(folders)
        assert (report.differences, report.understood, report.refused) == ([], [], [])
        assert (report.unclear, report.files) == (0, 0)
        assert desk.everything() == before


def test_bytes_that_were_altered_in_the_database_are_said_and_not_read(desk: Desk) -> None:
    with writing(desk.database):
        desk.database.conn.execute("UPDATE attachments SET reader = 'text 0'")
        desk.database.conn.execute("UPDATE pages SET stored = x'78', encoding = 'raw'")
    texts = desk.query("SELECT text FROM messages UNION ALL SELECT text FROM attachments")
    report = desk.reread()
    assert len(report.refused) == report.pages
    assert all("altered" in page.why for page in report.refused)
    assert [d.fact for d in report.differences] == ["bytes"] * 4
    assert desk.query("SELECT text FROM messages UNION ALL SELECT text FROM attachments") == texts


def test_a_request_that_a_sync_looked_at_meanwhile_is_left_to_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    today(monkeypatch, with_words)
    before = desk.query("SELECT text FROM messages WHERE request_id = 1")

    def sync_meanwhile(_: str) -> None:
        with writing(desk.database):
            desk.database.conn.execute(
                "INSERT INTO fetches (request_id, url, fetched_at, outcome)"
                " SELECT 1, 'u', 'now', 'unchanged' WHERE NOT EXISTS"
                " (SELECT 1 FROM fetches WHERE url = 'u')"
            )

    report = Reread()
    reread_pages(desk.database, report, now=LATER, tell=sync_meanwhile)
    assert report.busy == 1
    assert desk.query("SELECT text FROM messages WHERE request_id = 1") == before
    assert len({difference.who for difference in report.differences}) == 3


def test_several_processes_say_what_one_says(desk: Desk) -> None:
    desk.receive("We hold twelve hats.")
    desk.server.site.plague.add(Fault(name="changed_layout", where="/request/*"))
    desk.sync(full=True)
    with writing(desk.database):
        desk.database.conn.execute("UPDATE messages SET text = 'Read worse.'")
    alone = desk.reread(dry_run=True, process_count=1)
    together = desk.reread(dry_run=True, process_count=2)
    assert alone.differences
    assert alone.unclear
    assert together == alone


PROGRAM = """
import os, sys, time
from pathlib import Path
from campaign.state.database import state
from campaign.tracking.reread import Reread, reread_pages
if __name__ == "__main__":
    def told(who):
        if who:
            print(who, flush=True)
            time.sleep(0.3)
    with state(Path(sys.argv[1])) as database:
        reread_pages(database, Reread(), now="2027", process_count=int(sys.argv[2]), tell=told)
"""


@pytest.mark.parametrize("processes", [1, 2])
def test_a_run_that_is_killed_is_run_again_and_no_process_outlives_it(
    desk: Desk, tmp_path: Path, processes: int
) -> None:
    good = desk.query("SELECT id, text FROM messages ORDER BY id")
    with writing(desk.database):
        desk.database.conn.execute("UPDATE messages SET text = 'Read worse.', text_sha256 = ''")
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    with subprocess.Popen(
        [sys.executable, str(program), str(desk.path), str(processes)],
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        for _ in range(2):
            assert running.stdout.readline()
        running.kill()
    half = desk.query("SELECT id, text FROM messages ORDER BY id")
    for request_id in range(1, 5):
        ids = {row[0] for row in desk.query(
            f"SELECT id FROM messages WHERE request_id = {request_id}"
        )}  # fmt: skip
        mended = {row in good for row in half if row[0] in ids}
        assert len(mended) == 1  # whole requests only
    until = time.monotonic() + 10
    while _group_lives(running.pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _group_lives(running.pid)
    desk.reread()
    assert desk.query("SELECT id, text FROM messages ORDER BY id") == good
    assert desk.reread().differences == []


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, signal.SIGCONT)
    except ProcessLookupError:
        return False
    return True


def test_a_locked_database_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    today(monkeypatch, with_words)
    other = sqlite3.connect(desk.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("campaign.state.database._connect", lambda path: _impatient(path))
    try:
        assert "being written by another program" in desk.run("reread", exit_code=3)
    finally:
        other.rollback()
        other.close()
    assert "facts changed" in desk.run("reread")


def _impatient(path: Path) -> Any:
    from sqlite_utils import Database

    return Database(sqlite3.connect(path, timeout=0.05), execute_plugins=False)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/request/hats", "request"),
        ("/request/hats?unfold=1", "request"),
        ("/cy/request/hats", "request"),
        ("/request/hats.json", "request_json"),
        ("/request/1/response/2/attach/3/a.pdf", None),
        ("/request/1/response/2/attach/html/3/a.pdf.html", None),
        ("/list/campaign:c?page=2", "listing"),
        ("/user/uma", "listing"),
        ("/search/hats/requests", "listing"),
        ("/info_request_batch/4?page=2", "batch"),
        ("/pro/info_request_batches/4/download.csv", "batch_csv"),
        ("/body/fen_police", "authority"),
        ("/body/fen_police.json", "authority_json"),
        ("/body/list/police", "authority_list"),
        ("/body/all-authorities.csv", None),
        ("/robots.txt", None),
        ("/feed/user/uma.json", None),
    ],
)
def test_each_address_is_for_its_reader(path: str, kind: str | None) -> None:
    assert kind_of(f"https://practice.example{path}") == kind


def test_a_page_that_was_altered_is_said_where_it_is_asked_for(desk: Desk, tmp_path: Path) -> None:
    with writing(desk.database):
        desk.database.conn.execute("UPDATE pages SET stored = x'00'")
    target = tmp_path / "page.html"
    assert "has been altered" in desk.run("page", "1", str(target), exit_code=3)
    assert not target.exists()
