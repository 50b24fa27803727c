"""The sender killed at any moment, started again, and the site compared with what was approved.

A sample of the moments is tried each time; all of them with CAMPAIGN_KILL=all (some minutes). The
sample is drawn by CAMPAIGN_KILL_SEED.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import SCENARIO, TEMPLATE, Office, begin

from campaign.alaveteli.urls import Site
from campaign.coding.deciding import decide_outcome
from campaign.letters.library import copy_follow_ups, copy_template
from campaign.outbox.classify import SITE_STATES
from campaign.outbox.handoff import handoffs
from campaign.rehearsal.person import HandoffPerson
from campaign.rehearsal.server import PRO, UNLIMITED, PracticeServer
from campaign.state.campaigns import get_campaign
from campaign.state.correspondence import requests_of
from campaign.state.database import state
from campaign.state.outbox import Intent, intents
from campaign.times import iso
from campaign.tracking.campaign_sync import sync_campaign

EVERY = os.environ.get("CAMPAIGN_KILL") == "all"
SEED = int(os.environ.get("CAMPAIGN_KILL_SEED", "20260706"))
SAMPLE = 5  # moments of each scenario, of which there are five
RISKY = 2  # of them, right after a form was sent
AGAIN = 6  # runs after which everything must be done


@dataclass
class Stage:
    """A practice site, a database to copy for each run, and the process that forks the runs."""

    server: PracticeServer
    base: Path
    work: Path
    zygote: subprocess.Popen[str]
    number: int = 0
    person: HandoffPerson | None = None
    kills: int = 0

    def fresh(self) -> Run:
        """A folder of its own with a copy of the database, and texts that no other run has."""
        self.number += 1
        folder = self.work / str(self.number)
        folder.mkdir()
        shutil.copy(self.base / "state.db", folder / "state.db")
        copy_template(TEMPLATE, folder)
        title = f"Software that predicts crime, number {self.number}"
        letter = folder / "templates" / TEMPLATE / "letter.txt"
        letter.write_text(f"Title: {title}\n{letter.read_text('utf-8')}", encoding="utf-8")
        chase = copy_follow_ups(folder) / "chase.txt"
        text = chase.read_text("utf-8")
        chase.write_text(text.replace("Yours", f"My number is {self.number}.\n\nYours", 1), "utf-8")
        return Run(self, folder, title)

    def order(self, folder: Path, who: tuple[str, str, str], args: list[str], kill_at: int) -> Any:
        order = {
            "args": args,
            "cwd": str(folder),
            "kill_at": kill_at,
            "env": {
                "CAMPAIGN_EMAIL": who[1],
                "CAMPAIGN_PASSWORD": who[2],
                "XDG_STATE_HOME": str(folder / "kept"),
            },
        }
        assert self.zygote.stdin is not None
        assert self.zygote.stdout is not None
        self.zygote.stdin.write(json.dumps(order) + "\n")
        self.zygote.stdin.flush()
        return json.loads(self.zygote.stdout.readline())


@dataclass
class Run:
    """One run: killed at a moment, then started again until it is done."""

    stage: Stage
    folder: Path
    title: str

    def go(self, who: tuple[str, str, str], *args: str, kill_at: int = 0) -> list[str]:
        """The command, and again until it ends well; the moments of the first run."""
        first = self.stage.order(self.folder, who, list(args), kill_at)
        done = first
        # The run that looks into what became of the first one is killed as well.
        again = random.Random(f"{SEED} {args} {kill_at}").randint(1, 16) if first["killed"] else 0
        for _ in range(AGAIN):
            if done["code"] == 0:
                break
            done = self.stage.order(self.folder, who, list(args), again)
            self.stage.kills += done["killed"]
            again = 0
        self.stage.kills += first["killed"]
        assert done["code"] == 0, (self.folder / "output.txt").read_text("utf-8")[-3000:]
        assert first["killed"] == (0 < kill_at <= len(first["moments"]))
        return list(first["moments"])

    def intents(self) -> list[Intent]:
        with state(self.folder / "state.db") as database:
            return intents(database, get_campaign(database, None).id)

    def on_site(self) -> list[Any]:
        return [r for r in self.stage.server.site.requests if r.title == self.title]

    def names(self) -> dict[int, str]:
        with state(self.folder / "state.db") as database:
            return dict(database.conn.execute("SELECT id, name FROM authorities").fetchall())

    def linked(self) -> int:
        with state(self.folder / "state.db") as database:
            return len(requests_of(database, get_campaign(database, None).id))


@pytest.fixture(scope="module")
def zygote() -> Iterator[subprocess.Popen[str]]:
    program = Path(__file__).with_name("killed_sender.py")
    with subprocess.Popen(
        [sys.executable, str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="module")
def stage(
    zygote: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A campaign whose letters are not written yet."""
    base = tmp_path_factory.mktemp("base")
    with PracticeServer(SCENARIO, speed=0.0) as server:
        begin(server, base).database.conn.close()
        yield Stage(server, base, tmp_path_factory.mktemp("runs"), zygote)


@pytest.fixture(scope="module")
def late_stage(
    zygote: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A campaign whose requests are overdue, and have an outcome that somebody decided."""
    base = tmp_path_factory.mktemp("late")
    with PracticeServer(SCENARIO, speed=0.0) as server:
        office = begin(server, base)
        office.approve()
        office.carry_out(office.account(UNLIMITED), wait=True)
        server.site.step(days=40)
        sync(office)
        office.database.conn.close()
        yield Stage(server, base, tmp_path_factory.mktemp("late-runs"), zygote)


def sync(office: Office) -> None:
    sync_campaign(
        office.database,
        office.campaign,
        office.client(),
        now=office.now,
        sleep=office.server.sleep,
        full=True,
    )


def by_account(stage: Stage, kill_at: int) -> list[str]:
    run = stage.fresh()
    moments = run.go(UNLIMITED, "send", "--channel", "account", "--wait", "--yes", kill_at=kill_at)
    approved = run.intents()
    names = run.names()
    assert {i.state for i in approved} == {"sent"}
    assert len(approved) == run.linked() == 6
    assert sorted((r.body.name, r.first_letter.body) for r in run.on_site()) == sorted(
        (names[i.authority_id or 0], i.body) for i in approved
    )
    return moments


def by_batch(stage: Stage, kill_at: int) -> list[str]:
    run = stage.fresh()
    moments = run.go(PRO, "send", "--channel", "batch", "--public", "--yes", kill_at=kill_at)
    stage.server.site.step(hours=1)
    run.go(PRO, "link")
    [batch] = run.intents()
    names = run.names()
    assert batch.state == "sent"
    assert run.linked() == 6
    assert [b.title for b in stage.server.site.batches].count(run.title) == 1
    assert sorted((r.body.name, r.first_letter.body) for r in run.on_site()) == sorted(
        (names[each], batch.body.replace("Dear [Authority name],", f"Dear {names[each]},", 1))
        for each in batch.details["authorities"]
    )
    return moments


def by_hand(stage: Stage, kill_at: int) -> list[str]:
    """Killed while letters are approved, or while the requests made are looked for."""
    run = stage.fresh()
    moments = run.go(UNLIMITED, "send", "--no-open", "--yes", kill_at=kill_at)
    with state(run.folder / "state.db") as database:
        campaign = get_campaign(database, None)
        waiting = handoffs(database, campaign, intents(database, campaign.id, ["approved"]))
    if stage.person is None:
        stage.person = HandoffPerson(stage.server.base, UNLIMITED[1], UNLIMITED[2])
        stage.person.sign_in()
    # One is left for another day, so that a second `send` has something to say.
    made = [stage.person.send(item.url) for item in waiting[1:]]
    later = kill_at - len(moments)
    # The practice site's list of a tag grows with each run: the requests are named instead.
    moments += run.go(UNLIMITED, "link", *made, kill_at=max(later, 0))
    moments += run.go(
        UNLIMITED, "send", "--no-open", "--yes", kill_at=max(kill_at - len(moments), 0)
    )
    states = Counter(i.state for i in run.intents())
    assert states == {"sent": 5, "approved": 1}
    assert run.linked() == 5
    assert len(run.on_site()) == 5
    made.append(stage.person.send(waiting[0].url))
    run.go(UNLIMITED, "link", *made)
    names = run.names()
    assert sorted((r.body.name, r.first_letter.body) for r in run.on_site()) == sorted(
        (names[i.authority_id or 0], i.body) for i in run.intents() if i.state == "sent"
    )
    return moments


def by_follow_up(stage: Stage, kill_at: int) -> list[str]:
    run = stage.fresh()
    before = {r.url_title: len(r.outgoing()) for r in stage.server.site.requests}
    moments = run.go(
        UNLIMITED,
        *("letter", "chase", "--only", "overdue", "--channel", "account", "--yes"),
        kill_at=kill_at,
    )
    run.go(UNLIMITED, "send", "--channel", "account", "--yes")
    chasers = [i for i in run.intents() if i.kind == "follow_up"]
    assert {i.state for i in chasers} == {"sent"}
    assert len(chasers) == 6
    came = [
        message.body
        for request in stage.server.site.requests
        for message in request.outgoing()[before[request.url_title] :]
    ]
    assert sorted(came) == sorted(i.body for i in chasers)
    return moments


def by_classifying(stage: Stage, kill_at: int) -> list[str]:
    run = stage.fresh()
    # Another outcome than the run before: the site would rightly be told nothing twice.
    outcome = ["full", "not_held"][stage.number % 2]
    with state(run.folder / "state.db") as database:
        for request in requests_of(database, get_campaign(database, None).id):
            decide_outcome(
                database, request, outcome, coder="me", now=iso(stage.server.site.clock.now())
            )
    site = Site(stage.server.base)
    before = {r.url_title: len(r.events) for r in stage.server.site.requests}
    moments = run.go(UNLIMITED, "classify", "--channel", "account", "--yes", kill_at=kill_at)
    told = [i for i in run.intents() if i.kind == "classification"]
    assert {i.state for i in told} == {"sent"}
    assert len(told) == 6
    for request in stage.server.site.requests:
        new = [e.described_state for e in request.events[before[request.url_title] :]]
        assert new == [SITE_STATES[outcome]], site.request(request.url_title)
    return moments


EARLY: dict[str, Callable[[Stage, int], list[str]]] = {
    "account": by_account,
    "batch": by_batch,
    "handoff": by_hand,
}
LATE: dict[str, Callable[[Stage, int], list[str]]] = {
    "follow_up": by_follow_up,
    "classification": by_classifying,
}


@pytest.mark.parametrize("scenario", EARLY)
def test_killed_while_the_first_letters_go(stage: Stage, scenario: str) -> None:
    kill(stage, scenario, EARLY[scenario])


@pytest.mark.parametrize("scenario", LATE)
def test_killed_while_later_letters_go(late_stage: Stage, scenario: str) -> None:
    kill(late_stage, scenario, LATE[scenario])


def kill(stage: Stage, scenario: str, play: Callable[[Stage, int], list[str]]) -> None:
    moments = play(stage, 0)
    assert len(moments) > 20
    chosen = list(range(1, len(moments) + 1))
    if not EVERY:
        draw = random.Random(f"{SEED} {scenario}")
        # When the site has just taken a form is when most can go wrong.
        risky = [n for n in chosen if moments[n - 1].startswith("after POST")]
        first = draw.sample(risky, min(RISKY, len(risky)))
        rest = draw.sample([n for n in chosen if n not in first], SAMPLE - len(first))
        chosen = sorted([*first, *rest])
    for number in chosen:
        try:
            play(stage, number)
        except AssertionError as error:
            what = moments[number - 1]
            raise AssertionError(f"{scenario}, killed at moment {number} ({what})") from error
    if EVERY:
        print(f"{scenario}: {len(chosen)} moments, {stage.kills} kills on this stage")
