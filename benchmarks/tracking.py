"""What following a campaign costs: questions and bytes in four months, and how late news is stored.

    python benchmarks/tracking.py [AUTHORITIES ...]

For each number of authorities (default 48 and 500) a campaign is played through on the practice
site, once with requests found by their tag and once as a Pro batch. Each morning is one sync; twice
a week the campaigner describes the replies that were seen; late authorities are chased and refusals
go to review. The same campaign is then followed by fetching every page every day.

The lower limit is one question a day and two for each request on each day on which it changed (its
record and its page; its first appearance is a change). Attachments are left out everywhere, and
robots.txt, asked for once a day, counts for us and not for the limit. What changed is read off the
site itself, day by day. Figures are of one seeded scenario; ratios may be compared, times may not.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from campaign.rehearsal.facts import event_facts, short_facts
from campaign.rehearsal.people.scenario import load
from campaign.rehearsal.server import UNLIMITED, PracticeServer
from campaign.rehearsal.status import described_as
from campaign.state.authorities import AuthorityRow, add_recipients, save_authorities
from campaign.state.campaigns import Campaign, create_campaign
from campaign.state.correspondence import link_request, requests_of
from campaign.state.database import state
from campaign.times import iso, parse
from campaign.tracking.manners import polite_client
from campaign.tracking.sync import Follower, Report

DAYS = 120
CHASED_AFTER, REVIEWED_AFTER = 40, 60
DESCRIBED_ON = (1, 4)  # of each week
TITLE, LETTER = "Analytical software", "Dear all,\n\nWhich software do you use?\n\nYours,"


class Counted:
    """The practice site, counting what it is asked and how much it says."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.asked: Counter[str] = Counter()
        self.bytes = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def counting(message: Any) -> None:
            self.bytes += len(message.get("body", b""))
            await send(message)

        if scope["type"] == "http" and not scope["path"].startswith("/practice"):
            self.asked[kind_of(scope["path"])] += 1
        await self._app(scope, receive, counting)


def kind_of(path: str) -> str:
    if path.startswith(("/list/", "/info_request_batch/")):
        return "lists"
    if path.startswith("/request/"):
        return "records" if path.endswith(".json") else "pages"
    return "robots.txt"


@dataclass
class Play:
    """One campaign on its site, and what is measured of it."""

    server: PracticeServer
    database: Any
    campaign: Campaign
    counted: Counted
    changes: int = 0
    behind: int = 0
    known: dict[str, Any] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.server.site.clock.now()

    def client(self) -> Any:
        return polite_client(
            self.database, self.server.base, contact="benchmark", now=self.now, pause=0
        )

    def note_changes(self) -> None:
        """Count the requests that are new, or not as they were the day before."""
        for request in self.server.site.requests:
            facts = short_facts(request, self.now())
            said = facts, [event_facts(event) for event in request.events]
            self.changes += self.known.get(request.url_title) != said
            self.known[request.url_title] = said

    def note_behind(self) -> None:
        """Count the requests whose displayed status, as stored, is not the site's."""
        shown = {
            r.url_title: short_facts(r, self.now())["display_status"]
            for r in self.server.site.requests
        }
        self.behind += sum(
            request.display_status != shown[request.url_title]
            for request in requests_of(self.database, self.campaign.id)
        )

    def people(self, day: int) -> None:
        """What the campaigner does on the site, knowing only what is stored."""
        site = self.server.site
        stored = {r.url_title: r for r in requests_of(self.database, self.campaign.id)}
        for request in list(site.requests):
            known = stored[request.url_title]
            if day % 7 in DESCRIBED_ON and known.awaiting_description:
                newest = next(m for m in reversed(list(request.incoming())))
                if request.awaiting_description and newest.truth is not None:
                    described = described_as(newest.truth.kind, request.described_state)
                    site.classify(request, described, request.user, self.now())
            if day == CHASED_AFTER and known.status == "waiting_response_overdue":
                site.follow_up(request, "Dear all,\n\nPlease answer.", "normal_sort")
            if day == REVIEWED_AFTER and known.status == "rejected":
                site.follow_up(request, "Dear all,\n\nPlease review.", "internal_review")


@contextmanager
def stage(folder: Path, authorities: int, *, batch: bool) -> Iterator[Play]:
    """A campaign just sent to so many authorities, its requests linked and none yet looked at."""
    scenario = replace(load("demo"), authorities=authorities, faults=())
    server = PracticeServer(scenario, speed=0.0)
    counted = Counted(server.app)
    server.app = counted  # type: ignore[assignment]
    path = folder / f"{authorities}-{batch}-{time.monotonic_ns()}.db"
    with server, state(path) as database:
        site = server.site
        person = next(user for user in site.users if user.email == UNLIMITED[1])
        now = iso(site.clock.now())
        campaign = create_campaign(
            database, name="c", title=TITLE, site=server.base, template="t", sender="s", now=now
        )
        bodies = [body for body in site.bodies if body.requestable][:authorities]
        rows = [AuthorityRow(body.url_name, body.name) for body in bodies]
        save_authorities(database, server.base, rows, now)
        ids = dict(database.conn.execute("SELECT url_name, id FROM authorities"))
        add_recipients(database, campaign.id, list(ids.values()), now)
        if batch:
            site.start_batch(person, TITLE, LETTER, bodies, "")
            site.step(hours=12)
        else:
            for body in bodies:
                site.send_request(person, body, TITLE, LETTER, tags=(campaign.tag,))
        for request in site.requests:
            link_request(
                database,
                campaign_id=campaign.id,
                authority_id=ids[request.body.url_name],
                url=f"{server.base}/request/{request.url_title}",
                url_title=request.url_title,
                now=now,
            )
        yield Play(server, database, campaign, counted)


def follow(play: Play, each_day: Callable[[Play], None]) -> None:
    """Four months of mornings."""
    each_day(play)
    play.note_changes()
    for day in range(1, DAYS + 1):
        play.server.site.step(days=1)
        play.note_changes()
        each_day(play)
        play.note_behind()
        play.people(day)


def by_plan(play: Play) -> None:
    """One sync, as `campaign sync` does it."""
    report = Report()
    Follower(play.database, play.client(), now=play.now).follow(play.campaign, report)
    assert not report.troubles, report
    assert report.stopped is None, report


def by_every_page(play: Play) -> None:
    """Every request's page, whatever is known of it."""
    client = play.client()
    for request in play.server.site.requests:
        client.get(f"/request/{request.url_title}")


def delays(play: Play) -> list[timedelta]:
    """From each reply's arrival on the site to its being stored; fails if one is missing."""
    stored = {
        row[0]: parse(row[1])
        for row in play.database.conn.execute(
            "SELECT site_id, first_seen_at FROM messages WHERE direction = 'incoming'"
        )
    }
    arrived = {
        event.incoming.site_id: event.created_at
        for request in play.server.site.requests
        for event in request.events
        if event.incoming is not None
    }
    assert arrived.keys() == stored.keys(), "a reply was missed"
    return [stored[number] - at for number, at in arrived.items()]


def say(name: str, play: Play, lower: int) -> None:
    asked = sum(play.counted.asked.values())
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(play.counted.asked.items()))
    print(
        f"  {name:<22}{asked:>8,} questions {asked / lower:>6.2f} x lower limit"
        f" {play.counted.bytes / 1e6:>8.1f} MB   ({kinds})",
        flush=True,
    )


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as name:
        for authorities in sizes:
            print(f"{authorities} authorities, {DAYS} days")
            for batch in (False, True):
                with stage(Path(name), authorities, batch=batch) as play:
                    follow(play, by_plan)
                    late = delays(play)
                    lower = DAYS + 2 * play.changes
                    say("planner, batch" if batch else "planner, by tag", play, lower)
                    print(
                        f"    {len(late)} replies, none missed; stored after"
                        f" {statistics.median(late) / timedelta(hours=1):.0f} hours (median),"
                        f" {max(late) / timedelta(hours=1):.0f} at most; {play.behind} of"
                        f" {DAYS * len(play.known):,} mornings ended with an old status;"
                        f" {play.changes} changes, lower limit {lower:,}",
                        flush=True,
                    )
            with stage(Path(name), authorities, batch=False) as play:
                follow_blindly(play)
                say("every page, every day", play, lower)


def follow_blindly(play: Play) -> None:
    """The naive way; nothing is stored, so nobody describes or chases: it costs the same."""
    for _ in range(DAYS):
        play.server.site.step(days=1)
        by_every_page(play)


if __name__ == "__main__":
    main([int(arg) for arg in sys.argv[1:]] or [48, 500])
