"""`campaign authorities` and `campaign recipients`: who can be asked, and who is."""

from __future__ import annotations

import click

from campaign.cli.console import say, table, warn
from campaign.cli.shell import Shell
from campaign.errors import BadInput


@click.group()
def authorities() -> None:
    """Import and look at public authorities."""


@authorities.command("import")
@click.argument("source", metavar="FILE|URL")
@click.option("--site", help="The site they are listed on; the campaign's if not given.")
@click.pass_obj
def import_authorities(shell: Shell, source: str, site: str | None) -> None:
    """Import the site's all-authorities CSV, or a CSV of your own.

    SOURCE is a file or an address such as https://www.whatdotheyknow.com/body/all-authorities.csv.
    A CSV of your own needs the columns name and url_name, and may have tags and law. Importing
    again updates.
    """
    from campaign.authorities.importing import import_from

    with shell.campaign() as (database, campaign):
        done = import_from(
            database,
            site or campaign.site,
            source,
            client=lambda: shell.client(database, campaign),
            now=shell.clock(campaign)(),
        )
    say(f"{done.new} new, {done.changed} changed, {done.same} as before.")


@authorities.command("list")
@click.option("--tag", "tags", multiple=True, help="Only those that carry this tag.")
@click.pass_obj
def list_authorities(shell: Shell, tags: tuple[str, ...]) -> None:
    """List the known authorities."""
    from campaign.state.authorities import PROBLEMS, find_authorities

    with shell.campaign() as (database, campaign):
        found = find_authorities(database, campaign.site, tags=tags)
    table(
        ["Authority", "URL name", "Law", "Cannot be asked: it"],
        [[a.name, a.url_name, a.law, PROBLEMS.get(a.problem or "", "")] for a in found],
    )
    say(f"{len(found)} authorities.")


@authorities.command("law")
@click.argument("law", type=click.Choice(["foia", "foisa", "eir"]))
@click.argument("names", nargs=-1, metavar="[URL_NAME...]")
@click.option("--tag", "tags", multiple=True, help="All that carry this tag.")
@click.pass_obj
def set_law(shell: Shell, law: str, names: tuple[str, ...], tags: tuple[str, ...]) -> None:
    """Say which law binds authorities: the site's list does not tell.

    Scottish authorities come under foisa; letters, provisions and codes go by it.
    """
    from campaign.authorities.selecting import select
    from campaign.state.authorities import set_law as store

    if not names and not tags:
        raise BadInput("Nobody was named.", "Give --tag TAG or one or more URL names.")
    with shell.campaign() as (database, campaign):
        choice = select(database, campaign.site, tags=tags, names=names, any_state=True)
        store(database, [a.id for a in choice.taken], law)
    say(f"{len(choice.taken)} authorities come under {law} now.")


@click.group()
def recipients() -> None:
    """Choose the authorities that the campaign asks."""


@recipients.command("add")
@click.argument("names", nargs=-1, metavar="[URL_NAME...]")
@click.option(
    "--tag", "tags", multiple=True, help="All that carry this tag (all tags, if several)."
)
@click.option("--except", "excepted", multiple=True, metavar="URL_NAME", help="But not this one.")
@click.pass_obj
def add(
    shell: Shell, names: tuple[str, ...], tags: tuple[str, ...], excepted: tuple[str, ...]
) -> None:
    """Add authorities by tag or by name; those that the site cannot ask are named, not added."""
    from campaign.authorities.selecting import select
    from campaign.state.authorities import PROBLEMS, add_recipients
    from campaign.times import iso

    if not names and not tags:
        raise BadInput("Nobody was named.", "Give --tag TAG or one or more URL names.")
    with shell.campaign() as (database, campaign):
        choice = select(database, campaign.site, tags=tags, names=names, excepted=excepted)
        new = add_recipients(
            database, campaign.id, [a.id for a in choice.taken], iso(shell.clock(campaign)())
        )
    for authority in choice.unaskable:
        why = PROBLEMS.get(authority.problem or "", authority.problem)
        warn(f"Left out: {authority.name} {why}.")
    say(f"{new} added, {len(choice.taken) - new} were there already.")


@recipients.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="URL_NAME...")
@click.pass_obj
def remove(shell: Shell, names: tuple[str, ...]) -> None:
    """Take authorities off the list; requests already made to them stay."""
    from campaign.authorities.selecting import select
    from campaign.state.authorities import remove_recipients

    with shell.campaign() as (database, campaign):
        choice = select(database, campaign.site, names=names, any_state=True)
        gone = remove_recipients(database, campaign.id, [a.id for a in choice.taken])
    say(f"{gone} removed.")


@recipients.command("list")
@click.pass_obj
def list_recipients(shell: Shell) -> None:
    """List the authorities that the campaign asks."""
    from campaign.state.authorities import PROBLEMS
    from campaign.state.authorities import recipients as chosen

    with shell.campaign() as (database, campaign):
        found = chosen(database, campaign.id)
    table(
        ["Authority", "URL name", "Law", "Cannot be asked: it"],
        [[a.name, a.url_name, a.law, PROBLEMS.get(a.problem or "", "")] for a in found],
    )
    say(f"{len(found)} recipients.")
