"""A sync killed or stopped at any moment and run again: nothing lost, doubled, or fetched twice.

A moment is the instant before or after a commit, or before or after an exchange with the site
(`tests/outbox/killed_sender.py`). A sample of them is tried each time; all of them with
CAMPAIGN_KILL=all (some minutes). The sample is drawn by CAMPAIGN_KILL_SEED.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from campaign.rehearsal.exchange import etag_of
from campaign.rehearsal.people.model import Fault, Scenario
from campaign.rehearsal.records import Attachment, Incoming, Request
from campaign.rehearsal.server import OTHER, UNLIMITED, PracticeServer
from campaign.state.authorities import (
    AuthorityRow,
    add_recipients,
    find_authorities,
    save_authorities,
)
from campaign.state.campaigns import create_campaign
from campaign.state.correspondence import link_request
from campaign.state.database import state
from campaign.times import iso

EVERY = os.environ.get("CAMPAIGN_KILL") == "all"
SEED = int(os.environ.get("CAMPAIGN_KILL_SEED", "20260706"))
SAMPLE = 5  # moments of each scene
AGAIN = 4  # runs after which everything must be done
TITLE = "Numbers of hats"
SCENARIO = Scenario("killed", 7, 5, date(2026, 7, 6), (("silent", 1),))
ZYGOTE = Path(__file__).resolve().parents[1] / "outbox" / "killed_sender.py"

# What is stored, without the local ids: by the site's own. Times are those of the standing clock.
FACTS = {
    "requests": "SELECT * FROM requests",
    "events": "SELECT r.url_title, e.* FROM events e JOIN requests r ON r.id = e.request_id",
    "messages": "SELECT r.url_title, m.* FROM messages m JOIN requests r ON r.id = m.request_id",
    "message_versions": "SELECT m.direction, m.site_id AS message, v.* FROM message_versions v"
    " JOIN messages m ON m.id = v.message_id",
    "attachments": "SELECT m.site_id AS message, t.* FROM attachments t"
    " JOIN messages m ON m.id = t.message_id",
    "annotations": "SELECT * FROM annotations",
    "pages": "SELECT sha256, size FROM pages",
    # Where a file is prepared first, the address it is then at has this at its end.
    "stored": "SELECT replace(url, '?cookie_passthrough=1', '') AS url, sha256, outcome"
    " FROM fetches WHERE outcome NOT IN ('unchanged', 'refused', 'failed')",
}
LOCAL = ("id", "request_id", "message_id", "outbox_id")


@dataclass
class Stage:
    """A practice site that stands still, and databases to copy for each run."""

    server: PracticeServer
    folder: Path
    zygote: subprocess.Popen[str]
    asked: list[tuple[str, bool]] = field(default_factory=list)
    number: int = 0

    def listen(self) -> None:
        """Note each question to the site, and whether its answer had a body."""
        answer = self.server.app.answer

        def noted(call: Any) -> Any:
            given = answer(call)
            if not call.path.startswith(("/practice", "/robots.txt")):
                same = given.etag and etag_of(given.body) in call.headers.get("if-none-match", "")
                address = call.address.removesuffix("?cookie_passthrough=1")
                self.asked.append((address, given.status == 200 and not same))
            return given

        self.server.app.answer = noted  # type: ignore[method-assign]

    def sync(self, base: Path, args: list[str], kill_at: int = 0) -> Run:
        """`campaign sync` on a copy of a database: killed, then again until it is done."""
        self.number += 1
        folder = self.folder / str(self.number)
        folder.mkdir()
        shutil.copy(base, folder / "state.db")
        self.asked.clear()
        first = self.order(folder, args, kill_at)
        done = first
        draw = random.Random(f"{SEED} {kill_at}")
        again = draw.randint(1, 12) if first["killed"] else 0
        underway = [_underway(first["moments"])] if first["killed"] else []
        for _ in range(AGAIN):
            if done["code"] == 0:
                break
            done = self.order(folder, args, again)
            underway += [_underway(done["moments"])] if done["killed"] else []
            again = 0
        output = (folder / "output.txt").read_text("utf-8")
        assert done["code"] == 0, output[-3000:]
        assert "Traceback" not in output
        return Run(folder / "state.db", first["moments"], list(self.asked), underway, output)

    def order(self, folder: Path, args: list[str], kill_at: int) -> Any:
        order = {"args": args, "cwd": str(folder), "kill_at": kill_at, "env": {}}
        assert self.zygote.stdin is not None
        assert self.zygote.stdout is not None
        self.zygote.stdin.write(json.dumps(order) + "\n")
        self.zygote.stdin.flush()
        return json.loads(self.zygote.stdout.readline())


@dataclass
class Run:
    """What a run left: its database, the moments of its first part, and what the site was asked."""

    database: Path
    moments: list[str]
    asked: list[tuple[str, bool]]
    underway: list[str]
    output: str

    def facts(self) -> dict[str, list[tuple[Any, ...]]]:
        """What is stored, in an order of its own, without local ids."""
        with sqlite3.connect(self.database) as db:
            db.row_factory = sqlite3.Row
            found = {name: db.execute(sql).fetchall() for name, sql in FACTS.items()}
        db.close()
        return {
            name: sorted(
                (tuple((k, row[k]) for k in row.keys() if k not in LOCAL) for row in rows),  # noqa: SIM118
                key=repr,
            )
            for name, rows in found.items()
        }

    def bodies(self) -> Counter[str]:
        """How often the site sent a body for each address."""
        return Counter(address for address, body in self.asked if body)


def _underway(moments: list[str]) -> str:
    """The address whose answer had come, or was coming, and was not committed at the kill."""
    for number in range(len(moments) - 1, -1, -1):
        if moments[number] == "after a commit":
            return ""
        if "GET /" in moments[number]:
            return moments[number].split(" GET ")[1]
    return ""


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("killed")
    with (
        subprocess.Popen(
            [sys.executable, str(ZYGOTE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process,
        PracticeServer(SCENARIO, speed=0.0) as server,
    ):
        stage = Stage(server, folder, process)
        stage.listen()
        yield stage
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="module")
def begun(stage: Stage) -> Path:
    """A campaign of five requests, with what has come of them; nothing of it was looked at."""
    site, path = stage.server.site, stage.folder / "begun.db"
    person = next(user for user in site.users if user.email == UNLIMITED[1])
    now = iso(site.clock.now())
    with state(path) as database:
        campaign = create_campaign(
            database, name="c", title=TITLE, site=stage.server.base, template="t", sender="s",
            now=now,
        )  # fmt: skip
        bodies = [body for body in site.bodies if body.requestable][:5]
        save_authorities(
            database, stage.server.base, [AuthorityRow(b.url_name, b.name) for b in bodies], now
        )
        ids = {a.url_name: a.id for a in find_authorities(database, stage.server.base)}
        add_recipients(database, campaign.id, list(ids.values()), now)
        for body in bodies:
            request = site.send_request(
                person, body, TITLE, "Dear all,\n\nHow many?", tags=("campaign:c",)
            )
            link_request(
                database, campaign_id=campaign.id, authority_id=ids[body.url_name],
                url=f"{stage.server.base}/request/{request.url_title}",
                url_title=request.url_title, now=now,
            )  # fmt: skip
        site.step(days=10)
        first, second, third, *_ = ours(stage)
        reply(stage, first, 1, "Twelve.\n\n> Dear all,\n>\n> How many?\n", "hats.csv")
        reply(stage, second, 2, "We ask for more time.")
        reply(stage, third, 3, "See the two papers.", "one.txt", "two.txt")
        site.annotate(third, next(u for u in site.users if u.email == OTHER[1]), "So few!")
        database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def ours(stage: Stage) -> list[Request]:
    return [request for request in stage.server.site.requests if request.title == TITLE]


def reply(stage: Stage, request: Request, number: int, text: str, *names: str) -> None:
    at = stage.server.site.clock.now()
    papers = tuple(
        Attachment(
            site_id=9000 + 10 * number + place,
            part=1 + place,
            filename=name,
            content_type="text/plain",
            content=f"Paper {number}.{place}: twelve hats.".encode(),
            shown_name=name,
        )
        for place, name in enumerate(names, start=1)
    )
    message = Incoming(8000 + number, "Clerk", at, "Re", text, 9000 + 10 * number, papers)
    stage.server.site.receive(request, message, at)


def go_on(stage: Stage) -> None:
    """What happens on the site after the first sync: something of every kind."""
    site = stage.server.site
    site.step(days=9)
    first, second, third, fourth, fifth = ours(stage)
    reply(stage, second, 4, "Here is the answer.\n\n> How many?\n", "answer.txt")
    site.classify(second, "successful", second.user)
    site.follow_up(first, "Dear all,\n\nThank you.\n\nYours", "normal_sort")
    first.incoming()[0].text = "[Censored.]"
    site.add_event(first, "edit_incoming", site.clock.now())
    third.incoming()[0].attachments[0].prominence = "hidden"
    site.add_event(third, "edit_attachment", site.clock.now())
    fourth.prominence = "hidden"
    site.classify(fifth, "user_withdrawn", fifth.user)


def kill_everywhere(stage: Stage, base: Path, *args: str) -> Run:
    whole = stage.sync(base, list(args))
    facts, bodies = whole.facts(), whole.bodies()
    assert max(bodies.values()) == 1
    chosen = list(range(1, len(whole.moments) + 1))
    assert len(chosen) > 40
    if not EVERY:
        chosen = sorted(random.Random(f"{SEED} {args}").sample(chosen, SAMPLE))
    for number in chosen:
        what = f"killed at moment {number} ({whole.moments[number - 1]})"
        run = stage.sync(base, list(args), number)
        stored = run.facts()
        for table, rows in facts.items():
            assert stored[table] == rows, f"{table}, {what}"
        for address, times in run.bodies().items():
            again = run.underway.count(address.split("?")[0])
            assert times <= bodies[address] + again, f"{address} again, {what}"
        # To know where it stands, a new run asks briefly about what was under way; a full one
        # about everything.
        briefly = 4 if "--full" not in args else len(whole.asked)
        assert len(run.asked) <= len(whole.asked) + briefly * len(run.underway), what
    if EVERY:
        print(f"{' '.join(args)}: {len(chosen)} moments")
    return whole


def test_killed_at_any_moment(stage: Stage, begun: Path) -> None:
    whole = kill_everywhere(stage, begun, "sync")
    counts = {name: len(rows) for name, rows in whole.facts().items()}
    assert (counts["requests"], counts["messages"], counts["attachments"]) == (5, 8, 3)
    later = stage.folder / "later.db"
    shutil.copy(whole.database, later)
    go_on(stage)
    changed = kill_everywhere(stage, later, "sync", "--full").facts()
    assert len(changed["messages"]) == 10
    [former] = [dict(row)["text"] for row in changed["message_versions"]]
    assert former.startswith("Twelve.")
    assert sum(dict(row)["sha256"] is not None for row in changed["attachments"]) == 4
    assert Counter(dict(row)["availability"] for row in changed["requests"]) == {
        "public": 4,
        "hidden": 1,
    }


def start(stage: Stage, base: Path, *, wait_for: int = 0) -> tuple[subprocess.Popen[str], Path]:
    """`campaign sync` as a person starts it, in a copy of a folder; once it has asked so much."""
    stage.number += 1
    folder = stage.folder / str(stage.number)
    folder.mkdir()
    shutil.copy(base, folder / "state.db")
    stage.asked.clear()
    return follow(stage, folder, wait_for=wait_for), folder


def follow(stage: Stage, folder: Path, *, wait_for: int = 0) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "campaign", "sync"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + 30
    while len(stage.asked) < wait_for and time.monotonic() < until:
        time.sleep(0.01)
    return process


@pytest.fixture
def slow(stage: Stage) -> Iterator[None]:
    """A site that takes its time over each answer."""
    stage.server.site.plague.add(Fault(name="latency", where="/request/*", seconds=0.3))
    yield
    stage.server.site.plague.clear()


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("questions", [4, 12])
def test_ctrl_c_ends_with_one_line_and_keeps_what_came(
    stage: Stage, begun: Path, questions: int
) -> None:
    process, folder = start(stage, begun, wait_for=questions)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to us and to whatever we started
    out, said = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, ""), said
    # What was found out before the stop, such as a hidden request, may have been said by then.
    *reported, blank, stopped, end = said.split("\n")
    assert all(line.startswith("! ") for line in reported), reported
    assert (blank, end) == ("", "")
    assert stopped == "Stopped. What was done so far is kept; run the command again to go on."
    before = Counter(address for address, body in stage.asked if body)
    stage.server.site.plague.clear()
    assert stage.order(folder, ["sync"], 0)["code"] == 0
    again = Counter(address for address, body in stage.asked if body) - before
    # Only the answer that was on its way came twice.
    assert sum((again & before).values()) <= 1
    whole = stage.sync(begun, ["sync"])
    assert Run(folder / "state.db", [], [], [], "").facts() == whole.facts()


@pytest.mark.usefixtures("slow")
def test_a_second_sync_on_the_same_database_says_so_and_nothing_is_doubled(
    stage: Stage, begun: Path
) -> None:
    first, folder = start(stage, begun, wait_for=2)
    second = follow(stage, folder)
    _, said = second.communicate(timeout=30)
    assert second.returncode == 1
    assert said.startswith("Error: Another `campaign sync` is at work on this database.\n")
    stage.server.site.plague.clear()
    first.communicate(timeout=30)
    assert first.returncode == 0
    whole = Run(folder / "state.db", [], list(stage.asked), [], "")
    assert max(whole.bodies().values()) == 1
    assert whole.facts() == stage.sync(begun, ["sync"]).facts()
    # A place held by one that was killed is free.
    moments = stage.order(folder, ["sync", "--full"], 0)["moments"]
    assert stage.order(folder, ["sync", "--full"], len(moments) // 2)["killed"]
    assert stage.order(folder, ["sync", "--full"], 0)["code"] == 0
