"""A campaign on a practice site, with everything that sends."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1]))
from tagged import find_tagged

from campaign.alaveteli.client import Client
from campaign.alaveteli.urls import Site
from campaign.authorities.importing import import_from
from campaign.authorities.selecting import select
from campaign.letters.library import TemplateTexts, load_template
from campaign.outbox.account import Account
from campaign.outbox.batch import draft_batch, prepare_batch
from campaign.outbox.carrying_out import Run, carry_out
from campaign.outbox.credentials import Credentials
from campaign.outbox.prepare import draft_letters, keep_wording, prepare
from campaign.outbox.sending import settle
from campaign.outbox.session import KeptSession, Visit
from campaign.rehearsal.people.model import Fault, Scenario
from campaign.rehearsal.records import Request
from campaign.rehearsal.server import PRO, UNLIMITED, PracticeServer
from campaign.state.authorities import add_recipients
from campaign.state.campaigns import Campaign, create_campaign
from campaign.state.database import open_state
from campaign.state.outbox import Intent, intents
from campaign.times import iso

TEMPLATE = "predictive-policing"
SCENARIO = Scenario(
    name="test",
    seed=7,
    authorities=6,
    start=date(2026, 7, 6),
    behaviours=(("silent", 1),),
)


@dataclass
class Office:
    """One campaign with its database, and the practice site that it writes to."""

    server: PracticeServer
    folder: Path
    database: Any
    campaign: Campaign
    template: TemplateTexts

    def now(self) -> datetime:
        return self.server.site.clock.now()

    def look_for_letters(self) -> None:
        """Look through the list of the campaign's tag."""
        find_tagged(self.database, self.campaign, self.client(), self.now())

    def client(self, session: Any = None) -> Client:
        return Client(
            Site(self.server.base),
            now=self.now,
            sleep=self.server.sleep,
            pause=0.0,
            session=session,
            keep_cookies=session is not None,
            timeout=(5.0, 20.0),
        )

    def visit(self, who: tuple[str, str, str] = UNLIMITED) -> Visit:
        kept = KeptSession(self.folder / "kept", self.server.base, who[1])
        return Visit(self.client, kept, lambda: Credentials(who[1], who[2]))

    def account(self, who: tuple[str, str, str] = UNLIMITED) -> Account:
        return Account(self.database, self.campaign, self.client(), self.visit(who))

    def approve(self, *, only: tuple[str, ...] = (), channel: str = "account") -> list[Intent]:
        prepared = prepare(self.database, self.campaign, self.template, only=only)
        wording = keep_wording(self.database, self.campaign, self.template, self.now())
        return draft_letters(
            self.database,
            self.campaign,
            prepared,
            wording,
            channel,
            self.now(),  # type: ignore[arg-type]
        )

    def approve_batch(self, embargo: str = "") -> Intent | None:
        prepared = prepare_batch(self.database, self.campaign, self.template)
        if not prepared.authorities:
            return None
        wording = keep_wording(self.database, self.campaign, self.template, self.now())
        return draft_batch(self.database, self.campaign, prepared, wording, embargo, self.now())

    def carry_out(self, account: Account, *, wait: bool = False, **more: Any) -> Run:
        """What `campaign send --channel account` does: settle first, then what is approved."""
        settle(self.database, self.campaign, account, self.now)
        return carry_out(
            self.database,
            self.campaign,
            account,
            intents(self.database, self.campaign.id, ["approved"]),
            now=self.now,
            sleep=self.server.sleep if wait else None,
            **more,
        )

    def states(self) -> list[str]:
        return [intent.state for intent in intents(self.database, self.campaign.id)]

    def fault(self, name: str, where: str = "*", times: int | None = 1, skip: int = 0) -> None:
        self.server.site.plague.add(Fault(name=name, where=where, times=times, skip=skip))

    def ours(self) -> list[Request]:
        return [
            r for r in self.server.site.requests if r.title == self.template.questionnaire.title
        ]


def begin(
    server: PracticeServer,
    folder: Path,
    *,
    name: str = "practice",
    title: str | None = None,
    recipients: int | None = None,
) -> Office:
    """A campaign of its own name and title in a folder of its own, its authorities imported."""
    database = open_state(folder / "state.db")
    now = server.site.clock.now()
    template = load_template(TEMPLATE, folder, now.year)
    if title is not None:
        template = dataclasses.replace(
            template, questionnaire=dataclasses.replace(template.questionnaire, title=title)
        )
    campaign = create_campaign(
        database,
        name=name,
        title=template.questionnaire.title,
        site=server.base,
        template=TEMPLATE,
        sender="Uma Unhurried",
        now=iso(now),
    )
    office = Office(server, folder, database, campaign, template)
    import_from(
        database,
        campaign.site,
        f"{campaign.site}/body/all-authorities.csv",
        client=office.client,
        now=now,
    )
    taken = select(database, campaign.site, tags=["police"]).taken[:recipients]
    add_recipients(database, campaign.id, [a.id for a in taken], iso(now))
    return office


@pytest.fixture(scope="module")
def shared_server() -> Iterator[PracticeServer]:
    with PracticeServer(SCENARIO, speed=0.0) as server:
        yield server


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(SCENARIO, speed=0.0) as running:
        yield running


@pytest.fixture
def office(server: PracticeServer, tmp_path: Path) -> Iterator[Office]:
    opened = begin(server, tmp_path)
    yield opened
    opened.database.conn.close()


@pytest.fixture
def office_of(server: PracticeServer, tmp_path: Path) -> Iterator[Callable[..., Office]]:
    opened: list[Office] = []

    def make(**how: Any) -> Office:
        opened.append(begin(server, tmp_path, **how))
        return opened[-1]

    yield make
    for each in opened:
        each.database.conn.close()


__all__ = ["PRO", "UNLIMITED"]
