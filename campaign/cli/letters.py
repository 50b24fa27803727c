"""`campaign preview`, `send` and `link`: the letters, and seeing them on the site."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from campaign.cli.batches import chosen_privacy, send_batch
from campaign.cli.console import say, warn
from campaign.cli.own import ACCOUNT, own_account
from campaign.cli.sending import (
    Desk,
    Wish,
    open_desk,
    pending_for_account,
    refuse_without_approval,
    send_by_account,
    settle_first,
    show_letter,
)
from campaign.cli.shell import Shell
from campaign.errors import BadInput
from campaign.times import london_date

if TYPE_CHECKING:
    from campaign.letters.lint import Problem
    from campaign.outbox.handoff import Handoff
    from campaign.state.outbox import Channel, Intent, Kind
    from campaign.tracking.link import Linked


@click.command()
@click.argument("names", nargs=-1, metavar="[URL_NAME...]")
@click.option("--all", "into", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
              help="Write every letter into a folder.")  # fmt: skip
@click.option("--approve", is_flag=True, help="Approve these letters in these words, to be sent.")
@click.option("--yes", is_flag=True, help="Approve without being asked.")
@click.pass_obj
def preview(
    shell: Shell, names: tuple[str, ...], into: Path | None, approve: bool, yes: bool
) -> None:
    """Show a recipient's letter (the first one's, if none is named) and check them all.

    Approved letters keep their words, whatever becomes of the template afterwards.
    """
    from campaign.letters.library import load_template
    from campaign.outbox.prepare import draft_letters, keep_wording, prepare

    with shell.campaign() as (database, campaign):
        now = shell.clock(campaign)()
        template = load_template(campaign.template, Path(), london_date(now).year)
        prepared = prepare(database, campaign, template, only=names)
        wording = keep_wording(database, campaign, template, now)
        if into:
            into.mkdir(parents=True, exist_ok=True)
            for item in prepared:
                path = into / f"{item.authority.url_name}.txt"
                path.write_text(f"{item.letter.title}\n\n{item.letter.body}\n", encoding="utf-8")
            say(f"{len(prepared)} letters written to {into}/.")
        else:
            for item in prepared if names else prepared[:1]:
                show_letter(item.authority.name, item.letter.title, item.letter.body)
        _complain([(item.authority.name, item.problems) for item in prepared])
        if not all(item.fit for item in prepared):
            raise BadInput(
                "The site would refuse these letters.", "Edit the template, then preview again."
            )
        if approve:
            if not yes:
                click.confirm(f"Approve {len(prepared)} letters in these words?", abort=True)
            kept = draft_letters(database, campaign, prepared, wording, "handoff", now)
            say(f"{len(kept)} letters are approved; `campaign send` takes them from here.")
            return
    say(f"{len(prepared)} letters would go.")


@click.command()
@click.option("--channel", type=click.Choice(["handoff", "batch", "account"]), default="handoff",
              show_default=True, help="By hand, as a Pro batch, or by the tool.")  # fmt: skip
@click.option("--only", "only", multiple=True, metavar="URL_NAME", help="Only to this one.")
@click.option("--no-open", is_flag=True, help="Print the addresses without opening them.")
@click.option("--page", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write a page of buttons instead, for a phone or a colleague.")  # fmt: skip
@click.option("--pro", is_flag=True, help="Hand over to a WhatDoTheyKnow Pro account.")
@click.option("--public", is_flag=True, help="Publish a batch at once.")
@click.option("--private", type=click.Choice(["3_months", "6_months", "12_months"]),
              help="Keep a batch private for so long.")  # fmt: skip
@click.option("--kit", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
              help="Write a batch as a kit to paste.")  # fmt: skip
@click.option("--wait", is_flag=True, help="Wait for the site's limits, for days if need be.")
@click.option("--dry-run", is_flag=True, help="Show what would go, and store nothing.")
@click.option("--yes", is_flag=True, help="Approve without being asked.")
@click.pass_obj
def send(
    shell: Shell, channel: str, only: tuple[str, ...], no_open: bool, page: Path | None, pro: bool,
    public: bool, private: str | None, kit: Path | None, wait: bool, dry_run: bool, yes: bool,
) -> None:  # fmt: skip
    """Approve the letters and send them: each once, in the words approved.

    By default each is handed to the site, filled in, and you press its button; nothing counts as
    sent before it was seen on the site. The other channels are for Pro accounts and for sites that
    have approved sending by program (docs/sending.md).
    """
    from campaign.outbox.handoff import buttons_page, handoffs
    from campaign.outbox.sending import only_sender

    wish = Wish(only, dry_run, yes)
    with open_desk(shell) as desk:
        if channel == "account" and not dry_run:
            refuse_without_approval(desk.campaign)
        with only_sender(shell.db):
            if not dry_run:
                settle_first(desk)
            if channel == "batch":
                send_batch(desk, wish, chosen_privacy(public, private), kit)
                return
            if channel == "account":
                _send_by_account(desk, wish, wait=wait)
                return
            intents = _approved(desk, wish, "handoff")
        items = handoffs(desk.database, desk.campaign, intents, pro=pro)
    if not items:
        return
    if page:
        page.write_text(buttons_page(desk.campaign.title, items), encoding="utf-8")
        say(f"{len(items)} letters are on {page}: open it in a browser that is signed in.")
    else:
        _hand_over(items, open_pages=not no_open)
    say("When you have sent some, run `campaign sync`: it finds them, and says who is left.")


def _send_by_account(desk: Desk, wish: Wish, *, wait: bool) -> None:
    letters = _approved(desk, wish, "account")
    if wish.dry_run:
        return
    # What has no limit goes first; a status told may be what the site waits for.
    kinds: tuple[Kind, ...] = ("classification", "follow_up", "internal_review")
    earlier = [] if wish.only else pending_for_account(desk, *kinds)
    if letters or earlier:
        send_by_account(desk, [*earlier, *letters], wait=wait)


def _approved(desk: Desk, wish: Wish, channel: Channel) -> list[Intent]:
    """The letters that may go now: those approved before, and those that the user approves here."""
    from campaign.letters.library import load_template
    from campaign.outbox.prepare import draft_letters, keep_wording, prepare, still_to_go
    from campaign.state.outbox import intents as in_state

    database, campaign, now = desk.database, desk.campaign, desk.now()
    template = load_template(campaign.template, Path(), london_date(now).year)
    prepared = prepare(database, campaign, template, only=wish.only)
    waiting = still_to_go(database, campaign, prepared)
    if not waiting:
        say("Every recipient has a request already, or a letter on its way (`campaign outbox`).")
        if refused := in_state(database, campaign.id, ["failed"], "request"):
            warn(
                f"{len(refused)} were refused by the site (`campaign outbox list --only failed`):"
                " edit the template, or let them go again with `campaign outbox retry`."
            )
        return []
    new = [item for item, approved in waiting if approved is None]
    _complain([(item.authority.name, item.problems) for item in new])
    if not all(item.fit for item in new):
        raise BadInput(
            "The site would refuse these letters, so none was approved.",
            "Edit the template and look at it with `campaign preview`.",
        )
    for item, approved in waiting if wish.dry_run else waiting[:1]:
        words = approved or item.letter
        show_letter(item.authority.name, words.title, words.body)
    verb = "sent by the account" if channel == "account" else "handed over"
    if wish.dry_run:
        say(f"{len(waiting)} letters would be {verb}. Nothing was stored.")
        return []
    if channel == "account":
        _say_schedule(desk, len(waiting))
    if not wish.yes:
        known = len(waiting) - len(new)
        before = f" ({known} of them were approved before)" if known else ""
        click.confirm(
            f"Approve {len(waiting)} letters{before}, each to its own authority, to be {verb}?",
            abort=True,
        )
    wording = keep_wording(database, campaign, template, now)
    letters = [item for item, _ in waiting]
    return draft_letters(database, campaign, letters, wording, channel, now)


def _say_schedule(desk: Desk, count: int) -> None:
    from campaign.outbox.sending import schedule

    last = schedule(desk.database, desk.campaign, count, desk.now())[-1]
    say(f"Within the site's limits the last of {count} can go on {last:%d %B at %H:%M} (UTC).")


@click.command()
@click.argument("addresses", nargs=-1, metavar="[URL...]")
@ACCOUNT
@click.pass_obj
def link(shell: Shell, addresses: tuple[str, ...], account: bool) -> None:
    """Record requests already made: their addresses, or that of a whole batch.

    Without an address, the batches that were sent from here and whose requests were not seen yet.
    """
    from campaign.outbox.batch import note_linked, open_addresses
    from campaign.tracking.private import link_also_own

    with shell.campaign() as (database, campaign):
        now = shell.clock(campaign)()
        addresses = addresses or tuple(open_addresses(database, campaign))
        if not addresses:
            raise BadInput("No address was given.", "Give a request's or a batch's address.")
        client = shell.client(database, campaign)
        with own_account(shell, database, campaign, account) as own:
            linked = link_also_own(database, campaign, client, addresses, now, own)
        skipped = note_linked(database, campaign, addresses, linked.pending_batches, now)
    _tell(linked)
    for name in skipped:
        warn(f"The site left {name} out of the batch; `campaign send` can write to it by itself.")


def _tell(linked: Linked) -> None:
    for stranger in linked.strangers:
        warn(
            f"{stranger} is not among the recipients; add it with"
            f" `campaign recipients add {stranger}` and link again."
        )
    for batch in linked.pending_batches:
        say(f"The site has not sent this batch yet ({batch}). Link it again later.")
    say(f"{len(linked.new)} requests linked, {len(linked.known)} were known already.")


def _complain(checked: Sequence[tuple[str, Sequence[Problem]]]) -> None:
    """Say each problem once, with how many letters have it."""
    seen: dict[tuple[str, str], list[str]] = {}
    for name, problems in checked:
        for problem in problems:
            text = f"{problem.happened} {problem.remedy}"
            seen.setdefault((problem.severity, text), []).append(name)
    for (severity, text), names in seen.items():
        where = names[0] if len(names) == 1 else f"{len(names)} letters"
        warn(f"{severity.capitalize()} ({where}): {text}")


def _hand_over(items: Sequence[Handoff], *, open_pages: bool) -> None:
    interactive = sys.stdin.isatty()
    if open_pages and not interactive and len(items) > 1:
        # Nobody can press Enter between them: dozens of pages would open at once.
        warn("There is no terminal to wait at, so no page is opened; open the addresses yourself.")
        open_pages = False
    for number, item in enumerate(items, start=1):
        say(f"\n{number} of {len(items)}: {item.authority}")
        click.echo(item.url)
        if open_pages and not webbrowser.open(item.url):
            warn("No browser could be opened; open the address above yourself.")
        if interactive and number < len(items):
            answer = click.prompt(
                "Press Enter when it is sent, or q to go on another day",
                default="",
                show_default=False,
            )
            if answer.strip().lower() == "q":
                return
