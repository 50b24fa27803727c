"""`campaign letter` and `campaign stop`: writing to an authority again, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from campaign.cli.console import clean, say, warn
from campaign.cli.sending import (
    Desk,
    Wish,
    open_desk,
    refuse_without_approval,
    send_by_account,
    settle_first,
)
from campaign.cli.shell import Shell
from campaign.errors import BadInput
from campaign.times import iso, london_date

if TYPE_CHECKING:
    from campaign.outbox.followups import Hold, LetterKind, Write
    from campaign.state.campaigns import Campaign
    from campaign.state.correspondence import StoredRequest
    from campaign.state.outbox import Intent

FollowUpChannel = Literal["handoff", "account"]
KINDS = ("chase", "clarify", "review", "thank", "status")


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("names", nargs=-1, metavar="[URL_NAME...]")
@click.option("--only", type=click.Choice(["overdue"]), help="All that are overdue.")
@click.option("--reply", default="", help="Your answer to a clarification, or your reasons.")
@click.option("--channel", type=click.Choice(["handoff", "account"]), default="handoff",
              show_default=True, help="By hand, or by the tool.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what would go, and store nothing.")
@click.option("--yes", is_flag=True, help="Approve without being asked.")
@click.pass_obj
def letter(
    shell: Shell, kind: LetterKind, names: tuple[str, ...], only: str | None, reply: str,
    channel: FollowUpChannel, dry_run: bool, yes: bool,
) -> None:  # fmt: skip
    """Write a letter after the first: chase, clarify, review, thank, or status.

    Each is made from its request's facts and a template that you can edit (see `campaign templates
    letters`). By hand, you paste it into the site's own form; `campaign sync` sees it there.
    """
    from campaign.outbox.sending import only_sender

    if not names and not only:
        raise BadInput("Nobody was named.", "Give URL names, or --only overdue.")
    if kind == "clarify" and not reply:
        raise BadInput("A clarification needs your answer.", 'Give it with --reply "...".')
    with open_desk(shell) as desk:
        if channel == "account" and not dry_run:
            refuse_without_approval(desk.campaign)
        with only_sender(shell.db):
            if not dry_run:
                settle_first(desk)
            chosen = _chosen(desk, names)
            text = _Letter(kind, reply, channel)
            intents = _approve(desk, text, chosen, Wish(names, dry_run, yes))
            if channel == "account":
                if intents:
                    send_by_account(desk, intents)
                return
        requests = {request.id: request for request in chosen}
        for intent in intents:
            if intent.request_id is not None:
                _hand_over(desk.campaign, requests[intent.request_id], intent)
    if intents:
        say("Run `campaign sync` when you have sent them: a letter counts as sent once it is seen.")


@dataclass(frozen=True, slots=True)
class _Letter:
    """Which letter it is to be, what the user says in it, and how it goes."""

    kind: LetterKind
    reply: str
    channel: FollowUpChannel


def _approve(desk: Desk, letter: _Letter, chosen: list[StoredRequest], wish: Wish) -> list[Intent]:
    """The letters to send: those approved before and not seen yet, and those approved here."""
    from campaign.outbox.followups import approved_before, decide_all, draft_follow_up, write
    from campaign.state.database import writing
    from campaign.state.outbox import move

    database, campaign, kind, now = desk.database, desk.campaign, letter.kind, desk.now()
    today = london_date(now)
    before = _still_wanted(desk, approved_before(database, campaign, kind, chosen), wish)
    waiting = {intent.request_id for intent in before}
    rest = [request for request in chosen if request.id not in waiting]
    writes = _tell_holds(decide_all(database, campaign, kind, rest, today), quiet=not wish.only)
    if before:
        say(f"{len(before)} such letters were approved earlier and are not on the site yet.")
    if not writes:
        if not before:
            say("Nobody gets such a letter now.")
        return [] if wish.dry_run else before
    bodies = [
        write(database, campaign, kind, step.request, today, reply=letter.reply, working=Path())
        for step in writes
    ]
    _refuse_unfit(writes, bodies)
    for step, body in list(zip(writes, bodies, strict=True))[: None if wish.dry_run else 1]:
        say(f"To {step.request.authority}:\n\n{clean(body)}\n{'-' * 40}")
    verb = "sent by the account" if letter.channel == "account" else "handed over"
    if wish.dry_run:
        say(f"{len(bodies)} such letters would be {verb}. Nothing was stored.")
        return []
    if not wish.yes:
        click.confirm(f"Approve {len(bodies)} such letters, to be {verb}?", abort=True)
    with writing(database):
        drafts = [
            draft_follow_up(database, campaign, kind, step.request, body, now, letter.channel)
            for step, body in zip(writes, bodies, strict=True)
        ]
        fresh = [
            move(database, intent.id, "approved", now=iso(now), note="approved")
            for intent in drafts
            if intent.state == "drafted"
        ]
    return [*before, *fresh]


def _still_wanted(desk: Desk, before: list[Intent], wish: Wish) -> list[Intent]:
    """The letters approved earlier that may still go; the others are cancelled, and why is said."""
    from campaign.outbox.followups import hold_now
    from campaign.state.outbox import move

    kept: list[Intent] = []
    for intent in before:
        why = hold_now(desk.database, desk.campaign, intent, london_date(desk.now()))
        if why is None:
            kept.append(intent)
            continue
        warn(f"Number {intent.id} was approved earlier and must not go now: {why}.")
        if not wish.dry_run:
            move(desk.database, intent.id, "cancelled", now=iso(desk.now()), note=why)
    return kept


def _refuse_unfit(writes: list[Write], bodies: list[str]) -> None:
    """BadInput for letters that must not go; the site itself would let them pass."""
    from campaign.letters.lint import lint_follow_up

    for step, body in zip(writes, bodies, strict=True):
        for problem in lint_follow_up(body):
            if problem.severity == "error":
                raise BadInput(
                    f"The letter to {step.request.authority} cannot go: {problem.happened}",
                    problem.remedy,
                )


@click.command()
@click.argument("name", metavar="URL_NAME")
@click.option("--why", default="", help="For colleagues.")
@click.option("--go-on", is_flag=True, help="Take it back.")
@click.pass_obj
def stop(shell: Shell, name: str, why: str, go_on: bool) -> None:
    """Write no more letters to an authority, whatever is overdue."""
    from campaign.state.authorities import stop_letters

    with shell.campaign() as (database, campaign):
        now = None if go_on else iso(shell.clock(campaign)())
        if not stop_letters(database, campaign.id, name, now, why):
            raise BadInput(f"{name} is not among the recipients.", "See `campaign status --csv`.")
    say(f"{name}: " + ("letters may go again." if go_on else "no more letters."))


def _chosen(desk: Desk, names: tuple[str, ...]) -> list[StoredRequest]:
    from campaign.coding.deciding import find_request
    from campaign.state.correspondence import requests_of

    database, campaign = desk.database, desk.campaign
    if names:
        return [find_request(database, campaign, name) for name in names]
    today = london_date(desk.now())
    return [r for r in requests_of(database, campaign.id) if r.due_on and r.due_on < today]


def _tell_holds(decided: list[Write | Hold], *, quiet: bool) -> list[Write]:
    """Say who gets no letter and why; the ones who get one."""
    from campaign.outbox.followups import Write

    writes = [step for step in decided if isinstance(step, Write)]
    for step in decided:
        if not isinstance(step, Write) and not (quiet and step.why == "it was answered"):
            warn(f"{step.request.authority}: none, since {step.why}.")
    return writes


def _hand_over(campaign: Campaign, request: StoredRequest, intent: Intent) -> None:
    from campaign.alaveteli.urls import Site

    say(f"\n{request.authority}")
    click.echo(
        Site(campaign.site).followup(
            request.url_title,
            intent.details.get("incoming_id"),
            internal_review=intent.kind == "internal_review",
        )
    )
    say(f"\n{clean(intent.body)}\n")
