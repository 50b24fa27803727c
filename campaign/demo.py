"""A whole campaign played through on a practice site, by the same functions as a real one.

Three simulated months pass in well under a minute. The person who presses the buttons, who reviews
and who tells the site how things stand is played too, so that nobody has to.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.errors import BadInput, CampaignError
from campaign.outbox.classify import SITE_STATES
from campaign.times import iso, london_date, long_date

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.rehearsal.person import HandoffPerson
    from campaign.rehearsal.server import PracticeServer
    from campaign.state.campaigns import Campaign

TEMPLATE = "predictive-policing"
NAME = "practice"
REVIEWER = "Demo Reviewer"
WEEKS = 13
CHASED_IN_WEEKS = (6, 9)
CONFIDENT = 0.9
MARKER = "made-by-campaign-demo"
"""A file that says that a folder is the demo's own, to be made anew."""


def run_demo(folder: Path, scenario: str, *, tell: Callable[[str], None]) -> Path:
    """Play a campaign through in `folder`; the path of its database.

    The folder is made anew when the demo made it before; BadInput if it holds anything else.
    """
    from campaign.rehearsal.person import HandoffPerson
    from campaign.rehearsal.server import UNLIMITED, PracticeServer
    from campaign.state.database import state

    path = _fresh(folder)
    began = time.monotonic()
    with PracticeServer(scenario, speed=0.0) as server, state(path) as database:
        stage = _Stage(database, server, tell)
        campaign = stage.begin()
        person = HandoffPerson(server.base, UNLIMITED[1], UNLIMITED[2])
        person.sign_in()
        stage.send(campaign, person)
        stage.follow(campaign, person)
        _settle_addresses(database)
    tell(f"Played through in {time.monotonic() - began:.0f} seconds; everything is in {folder}/.")
    return path


class _Stage:
    """One campaign on one practice site, told as it goes."""

    def __init__(
        self, database: Database, server: PracticeServer, tell: Callable[[str], None]
    ) -> None:
        self._database = database
        self._server = server
        self._tell = tell

    def _now(self) -> datetime:
        return self._server.site.clock.now()

    def begin(self) -> Campaign:
        """Template, authorities, recipients."""
        from campaign.authorities.importing import import_from
        from campaign.authorities.selecting import select
        from campaign.letters.library import load_template
        from campaign.outbox.prepare import keep_wording
        from campaign.state.authorities import add_recipients, set_law
        from campaign.state.campaigns import create_campaign

        now = self._now()
        template = load_template(TEMPLATE, Path(), london_date(now).year)
        campaign = create_campaign(
            self._database,
            name=NAME,
            title=template.questionnaire.title,
            site=self._server.base,
            template=TEMPLATE,
            sender="Uma Unhurried",
            now=iso(now),
        )
        keep_wording(self._database, campaign, template, now)
        imported = import_from(
            self._database,
            campaign.site,
            f"{campaign.site}/body/all-authorities.csv",
            client=lambda: self._client(campaign),
            now=now,
        )
        # The site's list does not say who is Scottish; a campaigner knows.
        scottish = [
            body.url_name
            for body in self._server.site.bodies
            if body.authority is not None and body.authority.law == "foisa"
        ]
        bound = select(self._database, campaign.site, names=scottish, any_state=True)
        set_law(self._database, [a.id for a in bound.taken], "foisa")
        choice = select(self._database, campaign.site, tags=["police"])
        add_recipients(self._database, campaign.id, [a.id for a in choice.taken], iso(now))
        self._tell(
            f"{long_date(london_date(now))}: {imported.new} practice authorities imported,"
            f" {len(choice.taken)} police forces chosen; {len(template.questionnaire.cells())}"
            " answers are asked of each. All of them are invented."
        )
        return campaign

    def send(self, campaign: Campaign, person: HandoffPerson) -> None:
        """Every letter approved, handed over, and submitted by the person."""
        from campaign.letters.library import load_template
        from campaign.outbox.handoff import handoffs
        from campaign.outbox.prepare import draft_letters, keep_wording, prepare

        now = self._now()
        template = load_template(TEMPLATE, Path(), london_date(now).year)
        prepared = prepare(self._database, campaign, template)
        unfit = [item.authority.name for item in prepared if not item.fit]
        if unfit:
            raise CampaignError(f"The letters to {', '.join(unfit)} would be refused.", "")
        wording = keep_wording(self._database, campaign, template, now)
        intents = draft_letters(self._database, campaign, prepared, wording, "handoff", now)
        for item in handoffs(self._database, campaign, intents):
            person.send(item.url)
        self._tell(f"{len(intents)} letters opened on the site, read, and submitted by hand.")

    def follow(self, campaign: Campaign, person: HandoffPerson) -> None:
        """Week after week: what is new, what does it say, and telling the site."""
        from campaign.coding.run import suggest

        for week in range(WEEKS + 1):
            if week in CHASED_IN_WEEKS:
                self._chase(campaign, person)
            report = self._sync(campaign)
            suggest(self._database, campaign, now=self._now)
            decided = self._review(campaign)
            self._describe(campaign, person)
            self._tell(
                f"{long_date(london_date(self._now())):>17}: {report.replies:3} new replies,"
                f" {report.attachments:2} attachments, {decided:2} outcomes decided"
                + (f"; {len(report.troubles)} not understood" if report.troubles else "")
            )
            self._server.site.step(days=7)
        self._sync(campaign)
        outcomes = Counter(
            value
            for (value,) in self._database.conn.execute(
                "SELECT c.value FROM current_outcomes o JOIN codings c"
                " ON c.id = coalesce(o.decision_id, o.suggestion_id)"
            )
        )
        self._tell("Outcomes: " + ", ".join(f"{n} {name}" for name, n in outcomes.most_common()))
        right, known = self._score(campaign)
        self._tell(
            f"On a practice site the truth is known: {right} of {known} outcomes are what the"
            " authorities meant."
        )

    def _chase(self, campaign: Campaign, person: HandoffPerson) -> None:
        """A reminder to everyone who owes an answer and may be reminded, pasted by hand."""
        from campaign.outbox.followups import Write, decide_all, draft_follow_up, write
        from campaign.state.correspondence import requests_of
        from campaign.state.outbox import move

        now = self._now()
        today = london_date(now)
        requests = requests_of(self._database, campaign.id)
        chased = 0
        for step in decide_all(self._database, campaign, "chase", requests, today):
            if not isinstance(step, Write):
                continue
            body = write(self._database, campaign, "chase", step.request, today)
            intent = draft_follow_up(self._database, campaign, "chase", step.request, body, now)
            move(self._database, intent.id, "approved", now=iso(now), note="approved")
            person.follow_up(step.request.url, body)
            chased += 1
        self._tell(f"{chased} late authorities were reminded.")

    def _score(self, campaign: Campaign) -> tuple[int, int]:
        """How many outcomes (decided, else suggested) are right, of those requests with a reply."""
        from campaign.rehearsal.truth import truth

        meant = truth(self._server.site)
        coded = dict(
            self._database.conn.execute(
                "SELECT r.url_title, coalesce(d.value, s.value) FROM requests r"
                " JOIN current_outcomes o ON o.request_id = r.id"
                " LEFT JOIN codings d ON d.id = o.decision_id"
                " LEFT JOIN codings s ON s.id = o.suggestion_id WHERE r.campaign_id = ?",
                [campaign.id],
            ).fetchall()
        )
        answered = {name: each["outcome"] for name, each in meant.items() if each["replies"]}
        return sum(coded.get(name) == outcome for name, outcome in answered.items()), len(answered)

    def _sync(self, campaign: Campaign):  # type: ignore[no-untyped-def]
        from campaign.tracking.campaign_sync import sync_campaign

        return sync_campaign(
            self._database,
            campaign,
            self._client(campaign),
            now=self._now,
            sleep=self._server.sleep,
        )

    def _review(self, campaign: Campaign) -> int:
        """The reviewer accepts what is sure, and leaves the rest for you to look at."""
        from campaign.coding.deciding import decide_outcome, pending

        sure = {
            row[0]
            for row in self._database.conn.execute(
                "SELECT o.request_id FROM current_outcomes o JOIN codings s"
                " ON s.id = o.suggestion_id WHERE s.sure AND o.decision_id IS NULL"
            )
        }
        decided = 0
        for item in pending(self._database, campaign):
            if item.request.id in sure and item.outcome in FINAL:
                decide_outcome(
                    self._database,
                    item.request,
                    item.outcome,
                    coder=REVIEWER,
                    now=iso(self._now()),
                    quote=item.evidence.quote,
                )
                self._accept_answers(campaign, item.request.id)
                decided += 1
        return decided

    def _accept_answers(self, campaign: Campaign, request_id: int) -> None:
        """The reviewer accepts the answers that the coder is confident of."""
        from campaign.coding.verdicts import AcceptAnswer, store_verdicts

        confident = self._database.conn.execute(
            "SELECT id FROM current_answers WHERE request_id = ? AND kind = 'suggestion'"
            " AND confidence >= ?",
            [request_id, CONFIDENT],
        ).fetchall()
        store_verdicts(
            self._database.conn,
            campaign.id,
            request_id,
            [AcceptAnswer(row[0]) for row in confident],
            coder=REVIEWER,
            now=iso(self._now()),
        )

    def _describe(self, campaign: Campaign, person: HandoffPerson) -> None:
        """Tell the site how the requests stand, as its users are asked to."""
        rows = self._database.conn.execute(
            "SELECT r.url, coalesce(d.value, s.value) FROM requests r"
            " JOIN current_outcomes o ON o.request_id = r.id"
            " LEFT JOIN codings d ON d.id = o.decision_id"
            " LEFT JOIN codings s ON s.id = o.suggestion_id"
            " WHERE r.campaign_id = ? AND r.awaiting_description = 1",
            [campaign.id],
        ).fetchall()
        for url, outcome in rows:
            person.describe(url, SITE_STATES.get(outcome, "waiting_response"))

    def _client(self, campaign: Campaign):  # type: ignore[no-untyped-def]
        from campaign.tracking.manners import polite_client

        return polite_client(
            self._database, campaign.site, contact="demo", now=self._now, pause=0.0
        )


FINAL = frozenset(SITE_STATES) - {"clarification"}


def _fresh(folder: Path) -> Path:
    """An empty folder of the demo's own, and the path of the database to be made in it."""
    if folder.exists() and not (folder / MARKER).is_file() and any(folder.iterdir()):
        raise BadInput(
            f"{folder}/ holds something that the demo did not make.",
            "Give another folder with --folder.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text("`campaign demo` makes this folder anew each time.\n")
    for name in ("state.db", "state.db-wal", "state.db-shm"):
        (folder / name).unlink(missing_ok=True)
    return folder / "state.db"


def _settle_addresses(database: Database) -> None:
    """Fold the journal into the database file, so that one file is the whole result."""
    database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
