"""The pause between questions, kept by all who ask a site from one database."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from campaign.state.database import state
from campaign.times import parse
from campaign.tracking.manners import polite_client

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from replay import Clock, Replay

JSON = "/request/predictive_policing_software.json"
ASKER = """
import sys, time
from datetime import UTC, datetime
from campaign.state.database import state
from campaign.tracking.manners import polite_client
from pathlib import Path
with state(Path(sys.argv[1])) as database:
    client = polite_client(
        database, sys.argv[2], contact="tests", pause=0.2, now=lambda: datetime.now(UTC)
    )
    for _ in range(4):
        client.get(sys.argv[3])
"""


def test_a_run_that_follows_another_keeps_the_pause_to_the_fraction(
    shared: Path, tmp_path: Path
) -> None:
    clock = Clock()
    clock.at += timedelta(seconds=0.75)
    with Replay(shared / "alaveteli") as site:
        moments: list[datetime] = []
        for _ in range(2):
            with state(tmp_path / "state.db") as database:
                client = polite_client(
                    database, site.base, contact="tests", pause=2.0, now=clock.now,
                    sleep=clock.sleep,
                )  # fmt: skip
                for _ in range(2):
                    client.get(JSON)
                    moments.append(clock.at)
    gaps = [(b - a).total_seconds() for a, b in pairwise(moments)]
    assert len(gaps) == 3
    assert all(2.0 <= gap <= 2.5 for gap in gaps)


def test_two_programs_that_ask_at_once_keep_the_pause_between_them(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    came: list[float] = []
    path = tmp_path / "state.db"
    with Replay(shared / "alaveteli") as site:
        with state(path):
            pass  # made and migrated once
        answered = site.reply_to

        def noted(asked: Any) -> Any:
            came.append(time.monotonic())
            return answered(asked)

        monkeypatch.setattr(site, "reply_to", noted)
        args = [sys.executable, "-c", ASKER, str(path), site.base, JSON]
        both = [subprocess.Popen(args) for _ in range(2)]
        assert [each.wait(30) for each in both] == [0, 0]
    assert len(came) >= 9  # four each, and robots.txt by one or both
    # Each by itself would be done in half of the time; a slow machine may lose half a second.
    assert came[-1] - came[0] >= (len(came) - 1) * 0.2 - 0.5


def test_turns_taken_at_once_are_all_different(tmp_path: Path) -> None:
    clock = Clock()
    turns: list[datetime] = []
    path = tmp_path / "state.db"

    def take() -> None:
        from campaign.tracking.manners import _Memory

        with state(path) as database:
            memory = _Memory(database, "http://127.0.0.1:9", clock.now)
            turns.extend(memory.turn(clock.now(), 2.0) for _ in range(5))

    with state(path):
        pass
    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(turns) == [clock.at + timedelta(seconds=2 * n) for n in range(20)]
    with state(path) as database:
        kept = database.conn.execute("SELECT last_asked_at, asked_count FROM sites").fetchone()
    assert (parse(kept[0]), kept[1]) == (max(turns), 20)
