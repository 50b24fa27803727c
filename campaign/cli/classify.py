"""`campaign classify` and `campaign logout`: telling the site how things stand, and leaving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from campaign.cli.console import say
from campaign.cli.shell import Shell

if TYPE_CHECKING:
    from campaign.outbox.classify import Change
    from campaign.state.campaigns import Campaign


@click.command()
@click.argument("names", nargs=-1, metavar="[URL_NAME...]")
@click.option("--channel", type=click.Choice(["handoff", "account"]), default="handoff",
              show_default=True, help="By hand, or by the tool.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what would be told, and store nothing.")
@click.option("--yes", is_flag=True, help="Approve without being asked.")
@click.pass_obj
def classify(shell: Shell, names: tuple[str, ...], channel: str, dry_run: bool, yes: bool) -> None:
    """Tell the site how requests stand, from the outcomes that you have decided.

    The site takes no new requests from somebody who leaves replies undescribed.
    """
    from campaign.cli.sending import (
        open_desk,
        pending_for_account,
        refuse_without_approval,
        send_by_account,
        settle_first,
    )
    from campaign.outbox.classify import changes, draft_changes
    from campaign.outbox.sending import only_sender

    with open_desk(shell) as desk:
        database, campaign = desk.database, desk.campaign
        by_account = channel == "account"
        if by_account and not dry_run:
            refuse_without_approval(campaign)
        with only_sender(shell.db):
            if not dry_run:
                settle_first(desk)
            earlier = pending_for_account(desk, "classification")
            found = changes(database, campaign, names)
            for change in found:
                say(f"{change.request.authority}: {change.outcome} -> {change.state}")
            if not found and not (by_account and earlier):
                say("The site knows of every outcome that was decided.")
                return
            if dry_run:
                say(f"{len(found)} requests would be described. Nothing was stored.")
                return
            if found and not yes:
                click.confirm(f"Tell the site so of {len(found)} requests?", abort=True)
            approved = draft_changes(
                database, campaign, found, "account" if by_account else "handoff", desk.now()
            )
            if by_account:
                send_by_account(desk, {i.id: i for i in (*earlier, *approved)}.values())
                return
    _hand_over(campaign, found)


@click.command()
@click.pass_obj
def logout(shell: Shell) -> None:
    """Forget the signed-in session for the campaign's site."""
    from campaign.cli.sending import kept_session

    with shell.campaign() as (_, campaign):
        forgotten = kept_session(campaign).forget()
    say("The session is forgotten." if forgotten else "There was no session to forget.")


def _hand_over(campaign: Campaign, found: list[Change]) -> None:
    from campaign.alaveteli.urls import Site

    site = Site(campaign.site)
    for change in found:
        say(f"\n{change.request.authority}: choose the answer for {change.state!r}")
        click.echo(site.classify(change.request.url_title))
    say("\nRun `campaign sync` when you have done so: it sees what the site knows.")
