"""A whole campaign through the command line, on the practice site, as a campaigner runs it."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from campaign.cli.group import cli
from campaign.cli.shell import _is_practice
from campaign.rehearsal.person import HandoffPerson
from campaign.rehearsal.server import UNLIMITED, PracticeServer


@dataclass(frozen=True)
class Desk:
    """A working folder, a practice site, and the person at the browser."""

    folder: Path
    server: PracticeServer
    person: HandoffPerson

    def run(self, *words: str, stdin: str | None = None, fails: bool = False) -> str:
        result = CliRunner().invoke(cli, list(words), input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert (result.exit_code != 0) is fails, result.output
        return result.output

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder / "state.db")) as db:
            return db.execute(sql).fetchall()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.chdir(tmp_path)
    _is_practice.cache_clear()
    with PracticeServer("quick", speed=0.0) as server:
        person = HandoffPerson(server.base, UNLIMITED[1], UNLIMITED[2])
        person.sign_in()
        yield Desk(tmp_path, server, person)


def begin(desk: Desk) -> int:
    desk.run("init", "--site", desk.server.base, "--sender", "Uma Unhurried", "--name", "trial")
    desk.run("authorities", "import", f"{desk.server.base}/body/all-authorities.csv")
    added = desk.run("recipients", "add", "--tag", "police")
    return int(re.search(r"(\d+) added", added)[1])  # type: ignore[index]


def test_from_letter_to_published_answers(desk: Desk) -> None:
    asked = begin(desk)
    assert f"{asked} letters would go." in desk.run("preview")
    desk.run("preview", "--all", "letters")
    assert len(list((desk.folder / "letters").glob("*.txt"))) == asked

    assert "Nothing was stored" in desk.run("send", "--dry-run")
    assert desk.query("SELECT count(*) FROM outbox") == [(0,)]
    assert "Stopped" in desk.run("send", stdin="n\n", fails=True)
    assert desk.query("SELECT count(*) FROM outbox") == [(0,)]

    handed = desk.run("send", "--no-open", "--yes")
    addresses = re.findall(rf"^{re.escape(desk.server.base)}/new/\S+", handed, re.MULTILINE)
    assert len(addresses) == asked
    assert desk.query("SELECT DISTINCT state FROM outbox") == [("approved",)]

    for address in addresses[:-1]:
        desk.person.send(address)
    first = desk.run("sync")
    assert f"{asked - 1} requests found" in first
    assert len(json.loads(desk.run("status", "--only", "to_send", "--json"))) == 1
    # A second run of send hands over what is left, and nothing twice.
    rest = desk.run("send", "--no-open", "--yes")
    [last] = re.findall(rf"^{re.escape(desk.server.base)}/new/\S+", rest, re.MULTILINE)
    assert last == addresses[-1]
    url = desk.person.send(last)
    assert "1 requests linked" in desk.run("link", url)
    assert "Every recipient has a request already" in desk.run("send", "--yes")
    sent = {request.body.url_name: request for request in desk.server.site.requests}
    bodies = dict(
        desk.query(
            "SELECT a.url_name, o.body FROM outbox o JOIN authorities a ON a.id = o.authority_id"
        )
    )
    assert {n: "".join(str(b).split()) for n, b in bodies.items()} == {
        name: "".join(request.outgoing()[0].body.split()) for name, request in sent.items()
    }

    for _ in range(4):
        desk.server.site.step(days=21)
        assert "could not be read" not in desk.run("sync")
    replies = sum(len(request.incoming()) for request in desk.server.site.requests)
    assert desk.query("SELECT count(*) FROM messages WHERE direction = 'incoming'") == [(replies,)]
    assert desk.query("SELECT count(*) FROM attachments WHERE sha256 IS NULL") == [(0,)]

    rows = list(csv.DictReader(io.StringIO(desk.run("status", "--csv"))))
    assert len(rows) == asked
    # 20 working days after 6 July: the 13th is a bank holiday in Northern Ireland, and 3 August
    # is one in Scotland.
    assert {row["due_on"] for row in rows} == {"2026-08-05"}
    assert "new suggestions" in desk.run("code", "suggest")
    assert "0 new suggestions" in desk.run("code", "suggest")
    assert "quotes stand" in desk.run("verify")

    name = rows[0]["url_name"]
    desk.run("code", "set", name, "--outcome", "partial", "--coder", "ann")
    desk.run("code", "set", name, "--answer", "geographic.trialled@2023=yes", "--coder", "ann")
    assert "is not an outcome" in desk.run("code", "set", name, "--outcome", "good", fails=True)
    assert "is asked for 2020" in desk.run(
        "code", "set", name, "--answer", "geographic.trialled@1999=yes", fails=True
    )
    decided = json.loads(desk.run("status", "--json"))[0]
    assert decided["outcome"] == "partial"
    assert "verify" not in desk.run("publish", "results.db")
    with closing(sqlite3.connect(desk.folder / "results.db")) as public:
        tables = {row[0] for row in public.execute("SELECT name FROM sqlite_master")}
    assert "answers" in tables
    assert not {"outbox", "attempts", "fetches", "pages"} & tables


def test_a_sync_against_a_site_that_went_down_says_so_and_loses_nothing(desk: Desk) -> None:
    begin(desk)
    address = re.findall(r"^http\S+/new/\S+", desk.run("send", "--no-open", "--yes"), re.M)[0]
    desk.person.send(address)
    desk.run("sync")
    before = desk.query("SELECT count(*) FROM messages")
    desk.server.__exit__(None, None, None)
    output = desk.run("sync", "--full", fails=True)
    assert "Traceback" not in output
    assert desk.query("SELECT count(*) FROM messages") == before
