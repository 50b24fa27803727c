"""`campaign outbox`: what is to be sent, what was, and what nobody knows yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from campaign.cli.console import clean, say, table
from campaign.cli.shell import Shell
from campaign.errors import BadInput
from campaign.times import iso

if TYPE_CHECKING:
    from campaign.state.outbox import State

STATES = ("drafted", "approved", "sending", "sent", "failed", "unknown", "cancelled")


@click.group(invoke_without_command=True)
@click.pass_context
def outbox(ctx: click.Context) -> None:
    """See what is to be sent and what came of it; cancel what has not gone."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_outbox)


@outbox.command("list")
@click.option("--only", type=click.Choice(STATES), help="Only those in this state.")
@click.pass_obj
def list_outbox(shell: Shell, only: str | None = None) -> None:
    """List every letter with its state."""
    from campaign.state.outbox import intents

    with shell.campaign() as (database, campaign):
        found = intents(database, campaign.id, [only] if only else [])  # type: ignore[list-item]
        names = dict(database.conn.execute("SELECT id, name FROM authorities").fetchall())
    table(
        ["No.", "What", "To", "How", "State", "Note"],
        [
            [
                str(i.id),
                i.kind.replace("_", " "),
                names.get(i.authority_id) or f"{len(i.details.get('authorities', ()))} authorities",
                i.channel,
                i.state,
                i.trouble or i.result_url or "",
            ]
            for i in found
        ],
        right=(0,),
    )
    say(f"{len(found)} in the outbox.")


@outbox.command("show")
@click.argument("number", type=int)
@click.pass_obj
def show(shell: Shell, number: int) -> None:
    """Show one letter exactly as it is to go or went, and every step it took."""
    from campaign.state.outbox import get

    with shell.campaign() as (database, _):
        intent = get(database, number)
        steps = database.conn.execute(
            "SELECT started_at, from_state, to_state, note FROM attempts WHERE outbox_id = ?"
            " ORDER BY id",
            [number],
        ).fetchall()
    say(f"{intent.kind.replace('_', ' ')}, by {intent.channel}: {intent.state}")
    if intent.result_url:
        say(intent.result_url)
    say(f"\n{intent.title}\n\n{clean(intent.body)}\n")
    for at, before, after, note in steps:
        say(f"{at}  {before} -> {after}  {note}")


@outbox.command("cancel")
@click.argument("numbers", type=int, nargs=-1)
@click.option("--approved", is_flag=True, help="All that are approved and have not gone.")
@click.option("--dry-run", is_flag=True, help="Show which, and change nothing.")
@click.pass_obj
def cancel(shell: Shell, numbers: tuple[int, ...], approved: bool, dry_run: bool) -> None:
    """Cancel letters that have not gone.

    One that was handed over may have gone by hand: run `campaign sync` first.
    """
    from campaign.state.database import writing
    from campaign.state.outbox import get, intents, move

    if approved == bool(numbers):
        raise BadInput("Nothing was named.", "Give numbers of `campaign outbox`, or --approved.")
    with shell.campaign() as (database, campaign):
        now = iso(shell.clock(campaign)())
        if approved:
            numbers = tuple(i.id for i in intents(database, campaign.id, ["approved"]))
        with writing(database):
            for number in numbers:
                intent = get(database, number)
                say(f"{number}: {intent.title or intent.kind} ({intent.state})")
                if not dry_run:
                    move(database, number, "cancelled", now=now, note="cancelled by hand")
    say(f"{len(numbers)} would be cancelled." if dry_run else f"{len(numbers)} cancelled.")


@outbox.command("retry")
@click.argument("numbers", type=int, nargs=-1, required=True)
@click.pass_obj
def retry(shell: Shell, numbers: tuple[int, ...]) -> None:
    """Let letters that the site refused go again as they are, or take back a cancelling.

    A cancelled letter is then a draft, which `campaign send` writes anew and asks you to approve.
    """
    from campaign.state.database import writing
    from campaign.state.outbox import get, move

    with shell.campaign() as (database, campaign):
        now = iso(shell.clock(campaign)())
        with writing(database):
            for number in numbers:
                to: State = "drafted" if get(database, number).state == "cancelled" else "approved"
                move(database, number, to, now=now, note="once more, by hand")
                say(f"{number} is {to}.")


@outbox.command("settle")
@click.pass_obj
def settle_outbox(shell: Shell) -> None:
    """Ask the site what became of letters whose fate is unknown; nothing is sent."""
    from campaign.cli.sending import open_desk, settle_first
    from campaign.outbox.sending import only_sender

    with open_desk(shell) as desk, only_sender(shell.db):
        looked_into = settle_first(desk)
    say(f"{looked_into} looked into.")
