"""What may become of a request on the site: renamed, merged, hidden, withdrawn, private, removed.

It is followed where it can be, marked where it cannot, and nothing of it is ever deleted here.
"""

from __future__ import annotations

import json
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

ASKED = "patrol_plan_guidance_documents"
JSON = {"content-type": "application/json; charset=utf-8"}


@dataclass
class Watch:
    """A campaign that follows captured requests, and looks at all of them each time."""

    site: Replay
    database: Any
    campaign: Any
    authority_id: int
    now: datetime = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def link(self, slug: str) -> None:
        link_request(
            self.database, campaign_id=self.campaign.id, authority_id=self.authority_id,
            url=f"{self.site.base}/request/{slug}", url_title=slug, now="2026-11-22T00:00:00Z",
        )  # fmt: skip

    def show(self, step: str, slug: str = ASKED) -> None:
        """Serve this state of the one request that was captured in several, under a name."""
        for kind in ("html", "json"):
            file = self.site.root / f"changes/{step}.request.{kind}"
            path = f"/request/{slug}" + (".json" if kind == "json" else "")
            type_ = JSON if kind == "json" else {"content-type": "text/html; charset=utf-8"}
            body = file.read_bytes().replace(ASKED.encode(), slug.encode())
            self.site.answer(path, Canned(200, type_, body), always=True)

    def show_state(self, folder: str, slug: str = ASKED) -> None:
        """Serve what was captured of a request in another state, at this request's address."""
        self.site.show(f"states/{folder}/request.json", f"/request/{slug}.json")
        self.site.show(f"states/{folder}/request.html", f"/request/{slug}")

    def sync(self) -> Report:
        self.now += timedelta(days=8)
        self.site.asked.clear()
        client = polite_client(
            self.database, self.site.base, contact="tests", now=lambda: self.now, pause=0,
            sleep=lambda _: None,
        )  # fmt: skip
        return sync_campaign(
            self.database, self.campaign, client, now=lambda: self.now, sleep=lambda _: None,
            full=True,
        )  # fmt: skip

    def row(self, columns: str, slug: str = ASKED) -> tuple[Any, ...]:
        found: tuple[Any, ...] = self.database.conn.execute(
            f"SELECT {columns} FROM requests WHERE url_title = ?", [slug]
        ).fetchone()
        return found

    def stored(self) -> list[tuple[Any, ...]]:
        """The words of all messages, and the events."""
        found = self.database.conn.execute(
            "SELECT direction, site_id, text, gone_at FROM messages"
            " UNION ALL SELECT event_type, site_id, described_state, NULL FROM events"
        )
        return sorted(found.fetchall(), key=repr)


@pytest.fixture
def watch(shared: Path, tmp_path: Path) -> Iterator[Watch]:
    with Replay(shared / "alaveteli") as site, state(tmp_path / "state.db") as database:
        site.answer("/list/campaign%3Apatrolplans", Canned(404), always=True)
        save_authorities(database, site.base, [AuthorityRow("oxenvale_police", "Oxenvale")], "2026")
        [authority] = find_authorities(database, site.base)
        campaign = create_campaign(
            database, name="c", title="T", site=site.base, template="t", sender="s", now="2026"
        )
        watch = Watch(site, database, campaign, authority.id)
        watch.link(ASKED)
        watch.show("2-after-reply")
        assert watch.sync().troubles == []
        yield watch


def number(watch: Watch) -> int:
    [site_id] = watch.row("site_id")
    return int(site_id)


FATES = {
    "hidden": ("hidden", "The site has hidden this request."),
    "requester_only": ("hidden", "The site has hidden this request."),
    "embargoed_private": (
        "not_found",
        "The site does not know this request (private, or removed).",
    ),
}


@pytest.mark.parametrize("folder", FATES)
def test_what_the_site_shows_no_longer_is_marked_and_comes_back(watch: Watch, folder: str) -> None:
    before = watch.stored()
    watch.show_state(folder)
    report = watch.sync()
    availability, said = FATES[folder]
    assert report.troubles == [("Oxenvale", said)]
    assert watch.row("availability, trouble") == (availability, said)
    assert watch.stored() == before
    watch.sync()
    assert watch.row("availability") == (availability,)
    # Back, with what has happened meanwhile.
    watch.show("4-after-classification")
    assert watch.sync().troubles == []
    assert watch.row("availability, trouble, status") == ("public", None, "waiting_response")
    kept = [row[:2] for row in watch.stored()]
    assert [row[:2] for row in before if row[:2] not in kept] == []
    assert len(kept) == len(before) + 1  # the classification


def test_a_request_that_is_removed_for_good_is_marked(watch: Watch) -> None:
    watch.site.answer(f"/request/{ASKED}.json", Canned(410, JSON), always=True)
    watch.site.answer(f"/request/{number(watch)}", Canned(410), always=True)
    before = watch.stored()
    assert len(watch.sync().troubles) == 1
    assert watch.row("availability") == ("not_found",)
    assert watch.stored() == before


def rename(watch: Watch, slug: str, step: str) -> None:
    """As when the site's team edits the title: the old name is unknown, the number leads on."""
    watch.site.answer(f"/request/{ASKED}.json", Canned(404, JSON), always=True)
    watch.site.answer(f"/request/{ASKED}", Canned(404), always=True)
    there = {"location": f"{watch.site.base}/request/{slug}"}
    watch.site.answer(f"/request/{number(watch)}", Canned(301, there), always=True)
    watch.show(step, slug)


def test_a_renamed_request_is_found_by_its_number_and_followed(watch: Watch) -> None:
    before = watch.stored()
    rename(watch, "patrol_plans", "5-after-second-reply")
    report = watch.sync()
    url = f"{watch.site.base}/request/patrol_plans"
    assert (report.troubles, report.moved) == ([], [("Oxenvale", url)])
    assert watch.row("url, availability, stale", "patrol_plans") == (url, "public", 0)
    assert watch.database.conn.execute("SELECT count(*) FROM requests").fetchone() == (1,)
    assert len(watch.stored()) == len(before) + 3  # a message and two events
    assert report.replies == 1
    again = watch.sync()
    assert (again.moved, again.troubles) == ([], [])
    assert watch.site.paths() == ["/request/patrol_plans.json"]


def test_a_redirect_to_the_new_name_is_followed_too(watch: Watch) -> None:
    watch.show("5-after-second-reply", "patrol_plans")
    for end in (".json", ""):
        there = {"location": f"{watch.site.base}/request/patrol_plans{end}"}
        watch.site.answer(f"/request/{ASKED}{end}", Canned(301, there), always=True)
    report = watch.sync()
    assert [url for _, url in report.moved] == [f"{watch.site.base}/request/patrol_plans"]
    assert report.replies == 1
    assert watch.row("availability, stale", "patrol_plans") == ("public", 0)


def test_a_request_merged_into_another_keeps_its_own_correspondence(watch: Watch) -> None:
    """The site leads to a request with another number: its messages are not ours."""
    before, number_before = watch.stored(), number(watch)
    other = json.loads(
        (watch.site.root / "changes/6-after-second-classification.request.json").read_text("utf-8")
    )
    other |= {"id": 9999, "url_title": "some_other_request"}
    body = json.dumps(other).encode()
    watch.site.answer("/request/some_other_request.json", Canned(200, JSON, body), always=True)
    there = {"location": f"{watch.site.base}/request/some_other_request.json"}
    watch.site.answer(f"/request/{ASKED}.json", Canned(301, there), always=True)
    report = watch.sync()
    said = "The site leads from this request to some_other_request."
    assert report.troubles == [("Oxenvale", said)]
    assert watch.row("availability, trouble, site_id") == (
        "not_found",
        said,
        number_before,
    )
    assert watch.stored() == before


def test_a_new_name_that_is_followed_already_makes_no_double(watch: Watch) -> None:
    watch.link("patrol_plans")
    rename(watch, "patrol_plans", "5-after-second-reply")
    report = watch.sync()
    [(_, said)] = report.troubles
    assert "which is followed already" in said
    assert watch.row("availability") == ("not_found",)
    assert watch.row("availability, stale", "patrol_plans") == ("public", 0)


def test_a_private_request_is_not_taken_for_a_renamed_one(watch: Watch) -> None:
    """By its number, too, the site says only that it does not know it; or it asks to sign in."""
    watch.show_state("embargoed_private")
    there = {"location": f"{watch.site.base}/profile/sign_in?token=x"}
    watch.site.answer(f"/request/{number(watch)}", Canned(302, there), always=True)
    report = watch.sync()
    assert report.moved == []
    assert watch.row("availability") == ("not_found",)


def test_a_withdrawn_request_is_read_as_that_and_no_longer_owed(watch: Watch) -> None:
    watch.link("ethics_panel_minutes_2025")
    assert watch.sync().troubles == []
    asked = watch.row("status, availability, due_on", "ethics_panel_minutes_2025")
    assert asked[:2] == ("user_withdrawn", "public")
