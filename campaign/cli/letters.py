"""`campaign preview`, `send` and `link`: the letters, and seeing them on the site."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from campaign.cli.console import clean, say, warn
from campaign.cli.shell import Shell
from campaign.errors import BadInput
from campaign.times import london_date

if TYPE_CHECKING:
    from campaign.outbox.handoff import Handoff
    from campaign.outbox.prepare import Prepared
    from campaign.tracking.link import Linked


@click.command()
@click.argument("names", nargs=-1, metavar="[URL_NAME...]")
@click.option("--all", "into", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER",
              help="Write every letter into a folder.")  # fmt: skip
@click.pass_obj
def preview(shell: Shell, names: tuple[str, ...], into: Path | None) -> None:
    """Show a recipient's letter (the first one's, if none is named) and check them all."""
    from campaign.letters.library import load_template
    from campaign.outbox.prepare import keep_wording, prepare

    with shell.campaign() as (database, campaign):
        now = shell.clock(campaign)()
        template = load_template(campaign.template, Path(), london_date(now).year)
        prepared = prepare(database, campaign, template, only=names)
        keep_wording(database, campaign, template, now)
    if into:
        into.mkdir(parents=True, exist_ok=True)
        for item in prepared:
            path = into / f"{item.authority.url_name}.txt"
            path.write_text(f"{item.letter.title}\n\n{item.letter.body}\n", encoding="utf-8")
        say(f"{len(prepared)} letters written to {into}/.")
    else:
        for item in prepared if names else prepared[:1]:
            _show(item)
    _complain(prepared)
    if not all(item.fit for item in prepared):
        raise BadInput(
            "The site would refuse these letters.", "Edit the template, then preview again."
        )
    say(f"{len(prepared)} letters would go.")


@click.command()
@click.option("--only", "only", multiple=True, metavar="URL_NAME", help="Only to this one.")
@click.option("--no-open", is_flag=True, help="Print the addresses without opening them.")
@click.option("--page", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write a page of buttons instead, for a phone or a colleague.")  # fmt: skip
@click.option("--pro", is_flag=True, help="For a WhatDoTheyKnow Pro account.")
@click.option("--dry-run", is_flag=True, help="Show what would go, and store nothing.")
@click.option("--yes", is_flag=True, help="Approve without being asked.")
@click.pass_obj
def send(
    shell: Shell, only: tuple[str, ...], no_open: bool, page: Path | None, pro: bool,
    dry_run: bool, yes: bool,
) -> None:  # fmt: skip
    """Approve the letters and hand each to the site, filled in; you press its button.

    The site forbids scripts, so nothing is sent by the tool. Afterwards `campaign sync` finds the
    requests by their tag; nothing counts as sent before it was seen on the site.
    """
    from campaign.letters.library import load_template
    from campaign.outbox.handoff import buttons_page, handoffs
    from campaign.outbox.prepare import draft_letters, keep_wording, prepare
    from campaign.state.correspondence import requests_of

    with shell.campaign() as (database, campaign):
        now = shell.clock(campaign)()
        template = load_template(campaign.template, Path(), london_date(now).year)
        prepared = prepare(database, campaign, template, only=only)
        asked = {request.authority_id for request in requests_of(database, campaign.id)}
        waiting = [item for item in prepared if item.authority.id not in asked]
        if not waiting:
            say("Every recipient has a request already.")
            return
        _complain(waiting)
        if not all(item.fit for item in waiting):
            raise BadInput(
                "The site would refuse these letters, so none was approved.",
                "Edit the template and look at it with `campaign preview`.",
            )
        if dry_run:
            for item in waiting:
                _show(item)
            say(f"{len(waiting)} letters would be handed over. Nothing was stored.")
            return
        _show(waiting[0])
        if not yes:
            click.confirm(
                f"Approve {len(waiting)} letters in these words, each to its own authority?",
                abort=True,
            )
        wording = keep_wording(database, campaign, template, now)
        intents = draft_letters(database, campaign, waiting, wording, "handoff", now)
        items = handoffs(database, campaign, intents, pro=pro)
    if page:
        page.write_text(buttons_page(campaign.title, items), encoding="utf-8")
        say(f"{len(items)} letters are on {page}: open it in a browser that is signed in.")
    else:
        _hand_over(items, open_pages=not no_open)
    say("When you have sent some, run `campaign sync`: it finds them, and says who is left.")


@click.command()
@click.argument("addresses", nargs=-1, required=True, metavar="URL...")
@click.pass_obj
def link(shell: Shell, addresses: tuple[str, ...]) -> None:
    """Record requests already made: their addresses, or that of a whole batch."""
    from campaign.tracking.link import link_addresses

    with shell.campaign() as (database, campaign):
        linked = link_addresses(
            database,
            campaign,
            shell.client(database, campaign),
            addresses,
            shell.clock(campaign)(),
        )
    _tell(linked)


def _tell(linked: Linked) -> None:
    for stranger in linked.strangers:
        warn(
            f"{stranger} is not among the recipients; add it with"
            f" `campaign recipients add {stranger}` and link again."
        )
    for batch in linked.pending_batches:
        say(f"The site has not sent this batch yet ({batch}). Link it again later.")
    say(f"{len(linked.new)} requests linked, {len(linked.known)} were known already.")


def _show(item: Prepared) -> None:
    say(f"To {item.authority.name}: {item.letter.title}\n")
    say(clean(item.letter.body))
    say("-" * 40)


def _complain(prepared: Sequence[Prepared]) -> None:
    """Say each problem once, with how many letters have it."""
    seen: dict[tuple[str, str], list[str]] = {}
    for item in prepared:
        for problem in item.problems:
            text = f"{problem.happened} {problem.remedy}"
            seen.setdefault((problem.severity, text), []).append(item.authority.name)
    for (severity, text), names in seen.items():
        where = names[0] if len(names) == 1 else f"{len(names)} letters"
        warn(f"{severity.capitalize()} ({where}): {text}")


def _hand_over(items: Sequence[Handoff], *, open_pages: bool) -> None:
    interactive = sys.stdin.isatty()
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
