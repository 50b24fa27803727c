"""What the verbs that send have in common: the account, its limits, and telling what came of it."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from campaign.cli.console import clean, say, warn
from campaign.cli.shell import CONFIG, Shell, _is_practice
from campaign.errors import CampaignError
from campaign.times import london_date

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from campaign.outbox.account import Account
    from campaign.outbox.carrying_out import Run
    from campaign.outbox.session import KeptSession, Visit
    from campaign.state.campaigns import Campaign
    from campaign.state.outbox import Intent, Kind


@dataclass(frozen=True, slots=True)
class Desk:
    """A campaign at which somebody works: its shell and its open database."""

    shell: Shell
    database: Database
    campaign: Campaign

    def now(self) -> datetime:
        """The time by which the campaign lives."""
        return self.shell.clock(self.campaign)()


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked of a verb that sends: to whom (empty: all), for show only, without asking."""

    only: tuple[str, ...] = ()
    dry_run: bool = False
    yes: bool = False


@contextlib.contextmanager
def open_desk(shell: Shell) -> Iterator[Desk]:
    """The campaign's desk, with its database open."""
    with shell.campaign() as (database, campaign):
        yield Desk(shell, database, campaign)


class Unfinished(CampaignError):
    """A run that ended before everything was sent; the next one goes on from there."""

    exit_code = 9


def is_practice(campaign: Campaign) -> bool:
    """Whether the campaign is played on a practice site, where nothing needs approval."""
    return _is_practice(campaign.site)


def approved_for_account(campaign: Campaign) -> bool:
    """Whether the tool may submit forms to this campaign's site."""
    from campaign.config import read_config

    return is_practice(campaign) or read_config(CONFIG).automation_approved


def refuse_without_approval(campaign: Campaign) -> None:
    """NotApproved where the site's operator has not agreed (docs/sending.md)."""
    from campaign.config import read_config
    from campaign.outbox.approval import require_approval

    require_approval(read_config(CONFIG), campaign.site, practice=is_practice(campaign))


def kept_session(campaign: Campaign) -> KeptSession:
    """Where the signed-in session for the campaign's site is kept."""
    from campaign.outbox.credentials import EMAIL
    from campaign.outbox.session import KeptSession, state_folder

    return KeptSession(state_folder(os.environ), campaign.site, os.environ.get(EMAIL, "").strip())


@contextlib.contextmanager
def signed_in(desk: Desk) -> Iterator[Account]:
    """The account channel; who signs in is asked only when the site wants to know.

    Where sending is not approved it can still ask the site, signed out.
    """
    from campaign.outbox.account import Account

    asker = desk.shell.client(desk.database, desk.campaign)
    if not approved_for_account(desk.campaign):
        yield Account(desk.database, desk.campaign, asker)
        return
    visit = visit_of(desk)
    try:
        yield Account(desk.database, desk.campaign, asker, visit)
    finally:
        visit.close()


def settle_first(desk: Desk) -> int:
    """Ask the site what became of letters whose fate is unknown; how many there were."""
    from campaign.outbox.sending import settle
    from campaign.state.outbox import intents

    if not intents(desk.database, desk.campaign.id, ["sending", "unknown"]):
        return 0
    with signed_in(desk) as account:
        settled = settle(desk.database, desk.campaign, account, desk.now)
    tell_settled(settled)
    return len(settled)


def tell_settled(settled: Sequence[tuple[Intent, object]]) -> None:
    """Say what became of each letter that was asked about."""
    from campaign.outbox.results import Later, NotSent, Sent

    for intent, answer in settled:
        if isinstance(answer, Sent):
            say(f"{intent.id}: it was sent: {answer.url}")
        elif isinstance(answer, NotSent):
            say(f"{intent.id}: it was not sent; it can go now.")
        elif isinstance(answer, Later):
            warn(f"{intent.id}: still unknown: {answer.why} {answer.remedy}")


def send_by_account(desk: Desk, chosen: Collection[Intent], *, wait: bool = False) -> Run:
    """Send approved intents through the account and tell what came of it.

    Raises Unfinished where the run ended early: the message says what to do.
    """
    from campaign.outbox.carrying_out import carry_out
    from campaign.outbox.followups import hold_now

    with signed_in(desk) as account:
        run = carry_out(
            desk.database,
            desk.campaign,
            account,
            chosen,
            now=desk.now,
            sleep=_sleep(desk.campaign) if wait else None,
            hold=lambda intent: hold_now(
                desk.database, desk.campaign, intent, london_date(desk.now())
            ),
            tell=say,
        )
    for intent in run.failed:
        warn(
            f"Number {intent.id} was refused by the site: {intent.trouble}. See `campaign outbox"
            f" show {intent.id}`; edit the template and send again, or `campaign outbox retry"
            f" {intent.id}`."
        )
    for intent, why in run.held:
        warn(f"Number {intent.id} was not sent, since {why}.")
    say(f"{len(run.sent)} of {len(chosen)} sent.")
    if run.ended is not None:
        raise Unfinished(run.ended.why, getattr(run.ended, "remedy", _LOST))
    return run


_LOST = "Run the same again: it asks the site what became of it before anything is sent."


def pending_for_account(desk: Desk, *kinds: Kind) -> list[Intent]:
    """What was approved for the account earlier and has not gone yet, kind by kind."""
    from campaign.state.outbox import intents

    approved = intents(desk.database, desk.campaign.id, ["approved"])
    found = [intent for intent in approved if intent.channel == "account"]
    return [intent for kind in kinds for intent in found if intent.kind == kind]


def show_letter(to: str, title: str, body: str) -> None:
    """Print one letter exactly as it goes."""
    say(f"To {to}: {title}\n" if title else f"To {to}:\n")
    say(clean(body))
    say("-" * 40)


def visit_of(desk: Desk) -> Visit:
    """A visit to the campaign's site; who signs in is asked only when the site wants to know."""
    from campaign.alaveteli.urls import Site
    from campaign.outbox.credentials import find_credentials
    from campaign.outbox.session import Visit

    campaign = desk.campaign
    site = Site(campaign.site)
    prompt = _prompt if sys.stdin.isatty() else None
    return Visit(
        lambda session: desk.shell.client(desk.database, campaign, session),
        kept_session(campaign),
        lambda: find_credentials(site.host, os.environ, prompt),
    )


def _prompt(question: str, hidden: bool) -> str:
    return str(click.prompt(question, hide_input=hidden, err=True))


def _sleep(campaign: Campaign) -> Callable[[float], None]:
    """Waiting; on the practice site its clock moves on instead, and nobody waits."""
    if not is_practice(campaign):
        return time.sleep
    from campaign.rehearsal.remote import ask

    def step(seconds: float) -> None:
        ask(campaign.site, "POST", "/practice/step", minutes=str(seconds / 60))

    return step
