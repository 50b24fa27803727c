"""`campaign init` and `campaign templates`: beginning a campaign, and its texts."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import click

from campaign.cli.console import say, table
from campaign.cli.shell import Shell
from campaign.errors import BadInput
from campaign.times import iso, london_date

WHATDOTHEYKNOW = "https://www.whatdotheyknow.com"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")


@click.command()
@click.option("--template", default="predictive-policing", show_default=True)
@click.option("--name", help="A short name, used in the site's tag; the template's if not given.")
@click.option("--sender", help="The name that signs the letters.")
@click.option("--site", default=WHATDOTHEYKNOW, show_default=True, help="The site's address.")
@click.pass_obj
def init(shell: Shell, template: str, name: str | None, sender: str | None, site: str) -> None:
    """Start a campaign: make the database, and copy the template here to be edited."""
    from campaign.alaveteli.urls import Site
    from campaign.letters.library import copy_template, find_template, load_template
    from campaign.outbox.prepare import keep_wording
    from campaign.state.campaigns import create_campaign
    from campaign.state.database import writing

    where = Site(site)
    name = name or template
    if not _NAME.match(name):
        raise BadInput(
            f"{name!r} cannot be a campaign's name.",
            "Use small letters, digits and hyphens, 40 at most: it becomes a tag on the site.",
        )
    now = shell.clock_of(where.base)()
    texts = load_template(template, Path(), london_date(now).year)
    sender = " ".join((sender or click.prompt("Name that signs the letters")).split())
    if not sender:
        raise BadInput("The letters need a signature.", "Give --sender NAME.")
    with shell.state(must_exist=False) as database, writing(database):
        campaign = create_campaign(
            database,
            name=name,
            title=texts.questionnaire.title,
            site=where.base,
            template=template,
            sender=sender,
            now=iso(now),
            # Others may run a campaign from the same template: the tag is this one's alone.
            tag=f"campaign:{name}-{secrets.token_hex(3)}",
        )
        keep_wording(database, campaign, texts, now)
        # Last, so that a folder that cannot be written leaves no campaign behind.
        own = find_template(template, Path())
        folder = own.folder if own.own else copy_template(template, Path())
    say(f"The campaign {name} is begun in {shell.db}, on {where.base}.")
    say(f"Its letter and questions are in {folder}/.")
    say(f"{len(texts.questionnaire.cells())} answers are asked of each authority.")
    say("Next: campaign authorities import, campaign recipients add, campaign preview.")


@click.group()
def templates() -> None:
    """The letters and questionnaires there are to start from."""


@templates.command("list")
def list_templates() -> None:
    """List the templates, those in this folder first."""
    from campaign.letters.library import list_templates as known

    table(
        ["Name", "Where"],
        [[t.name, str(t.folder) if t.own else "comes with the program"] for t in known(Path())],
    )


@templates.command("show")
@click.argument("name")
def show_template(name: str) -> None:
    """Print a template's questionnaire and letter."""
    from campaign.letters.library import LETTER, QUESTIONNAIRE, find_template
    from campaign.letters.questionnaire import read_text

    folder = find_template(name, Path()).folder
    for file in (QUESTIONNAIRE, LETTER):
        click.echo(f"# {file}\n{read_text(folder / file)}")


@templates.command("copy")
@click.argument("name")
@click.argument("new_name", required=False, default="")
def copy(name: str, new_name: str) -> None:
    """Copy a template into templates/ here, to be edited, if need be under a new name."""
    from campaign.letters.library import copy_template

    say(f"Copied to {copy_template(name, Path(), new_name)}/.")
