"""One captured request before and after each event (`changes/`), followed day by day.

Each step's page and JSON are served in turn, as the site sent them; nothing else tells the sync
that something happened. What is new is known from the order of events: a reply, the site's index
(which changes nothing), its classification, a second reply, and its classification.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from replay import Canned, Replay

from campaign.state.authorities import AuthorityRow, find_authorities, save_authorities
from campaign.state.campaigns import create_campaign
from campaign.state.correspondence import link_request
from campaign.state.database import state
from campaign.tracking.campaign_sync import sync_campaign
from campaign.tracking.manners import polite_client
from campaign.tracking.report import Report

SLUG = "patrol_plan_guidance_documents"
STEPS = (
    "1-before",
    "2-after-reply",
    "3-after-index",
    "4-after-classification",
    "5-after-second-reply",
    "6-after-second-classification",
)
REPLY, CLASSIFICATION = ["response"], ["status_update"]
NEW_EVENTS: dict[str, list[str]] = {
    "1-before": ["sent"],
    "2-after-reply": REPLY,
    "3-after-index": [],
    "4-after-classification": CLASSIFICATION,
    "5-after-second-reply": REPLY,
    "6-after-second-classification": CLASSIFICATION,
}
STATUS = {
    "1-before": "waiting_response",
    "2-after-reply": "waiting_classification",
    "3-after-index": "waiting_classification",
    "4-after-classification": "waiting_response",
    "5-after-second-reply": "waiting_classification",
    "6-after-second-classification": "rejected",
}
TABLES = ("requests", "messages", "message_versions", "events", "attachments", "annotations")


@dataclass
class Watch:
    """A campaign of that one request, looked at every third day."""

    site: Replay
    database: Any
    campaign: Any
    now: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def serve(self, step: str) -> None:
        self.site.show(f"changes/{step}.request.html", f"/request/{SLUG}")
        self.site.show(f"changes/{step}.request.json", f"/request/{SLUG}.json")

    def sync(self, *, full: bool = False) -> Report:
        self.now += timedelta(days=3)  # over a weekend, too
        self.site.asked.clear()
        client = polite_client(
            self.database, self.site.base, contact="tests", now=lambda: self.now, pause=0,
            sleep=lambda _: None,
        )  # fmt: skip
        return sync_campaign(
            self.database, self.campaign, client, now=lambda: self.now, sleep=lambda _: None,
            full=full,
        )  # fmt: skip

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything stored, without when it was last looked at, and on which page."""
        looks = {"checked_at", "changed_at", "listed_at", "page_sha256"}
        found = {}
        for table in TABLES:
            names = [c.name for c in self.database[table].columns if c.name not in looks]
            found[table] = self.database.conn.execute(
                f"SELECT {', '.join(names)} FROM {table} ORDER BY id"
            ).fetchall()
        return found


@pytest.fixture
def watch(shared: Path, tmp_path: Path) -> Iterator[Watch]:
    with Replay(shared / "alaveteli") as site, state(tmp_path / "state.db") as database:
        # The request's tag has a list of its own, which was captured after all this.
        site.answer("/list/campaign%3Apatrolplans", Canned(404), always=True)
        save_authorities(database, site.base, [AuthorityRow("oxenvale_police", "Oxenvale")], "2026")
        [authority] = find_authorities(database, site.base)
        campaign = create_campaign(
            database, name="c", title="T", site=site.base, template="t", sender="s", now="2026"
        )
        link_request(
            database, campaign_id=campaign.id, authority_id=authority.id,
            url=f"{site.base}/request/{SLUG}", url_title=SLUG, now="2026-11-22T00:00:00Z",
        )  # fmt: skip
        yield Watch(site, database, campaign)


def paths(watch: Watch) -> list[str]:
    return [path for path in watch.site.paths() if path.startswith(f"/request/{SLUG}")]


def test_each_change_is_noticed_and_only_what_is_new_is_stored(watch: Watch) -> None:
    """Day after day, by the plan's own rhythm; the second look at each step finds nothing."""
    known: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
    for step in STEPS:
        watch.serve(step)
        report = watch.sync()
        assert (report.troubles, report.stopped) == ([], None), step
        rows = watch.rows()
        events = watch.database.conn.execute("SELECT event_type FROM events ORDER BY id").fetchall()
        assert [kind for (kind,) in events[len(known["events"]) :]] == NEW_EVENTS[step], step
        replied = NEW_EVENTS[step] == REPLY
        assert report.replies == replied, step
        assert len(rows["messages"]) - len(known["messages"]) == (replied or step == STEPS[0]), step
        # What was stored of the messages stays as it was: no version, no new row for the old.
        assert rows["messages"][: len(known["messages"])] == known["messages"], step
        assert rows["message_versions"] == [], step
        [(status, stale)] = watch.database.conn.execute("SELECT status, stale FROM requests")
        assert (status, stale) == (STATUS[step], 0), step
        if step == "3-after-index":
            assert rows == known
            assert report.changed == 0
            assert paths(watch) == [f"/request/{SLUG}.json"]
        else:
            assert paths(watch) == [f"/request/{SLUG}.json", f"/request/{SLUG}"], step
        again = watch.sync(full=True)  # also where it would rest by now
        assert (again.changed, again.replies) == (0, 0), step
        assert watch.rows() == rows, step
        assert paths(watch) == [f"/request/{SLUG}.json"], step
        known = rows
    described = watch.database.conn.execute(
        "SELECT calculated_state FROM events WHERE event_type = 'response' ORDER BY id"
    ).fetchall()
    assert described == [("waiting_response",), ("rejected",)]


@pytest.mark.parametrize("missed", [1, 2, 4])
def test_what_happened_between_two_looks_is_stored_at_once(watch: Watch, missed: int) -> None:
    """Looked at rarely, everything is stored in the end as if each step had been seen."""
    for step in (*STEPS[::missed], STEPS[-1]):
        watch.serve(step)
        assert watch.sync(full=True).troubles == []
    texts = watch.database.conn.execute("SELECT direction, text FROM messages ORDER BY position")
    kinds, words = zip(*texts.fetchall(), strict=True)
    assert kinds == ("outgoing", "incoming", "incoming")
    assert len(set(words)) == 3
    events = watch.database.conn.execute("SELECT event_type FROM events ORDER BY site_id")
    assert [kind for (kind,) in events] == [kind for step in STEPS for kind in NEW_EVENTS[step]]
    assert watch.rows()["message_versions"] == []
