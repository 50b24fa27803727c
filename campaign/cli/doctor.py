"""`campaign doctor`: a look over the installation and the database."""

from __future__ import annotations

import click

from campaign.cli.console import say, table
from campaign.cli.shell import Shell

SIGNS = {"well": "ok", "note": "-", "to do": "!"}


@click.command()
@click.pass_obj
def doctor(shell: Shell) -> None:
    """Look over the database and this installation, and say what is to be done.

    Nothing is changed and no site is asked. The exit code is 0 if all is well, 1 if there is
    something to do.
    """
    from campaign.checkup.findings import findings
    from campaign.checkup.look import look

    found = findings(look(shell.db, now=shell.wall_clock()))
    table(
        ["", "What", "Found", "To do"],
        [[SIGNS[each.level], each.about, each.found, each.to_do] for each in found],
    )
    to_do = sum(each.level == "to do" for each in found)
    if not to_do:
        say("All is well.")
        return
    say(f"{to_do} {'thing' if to_do == 1 else 'things'} to do.")
    raise click.exceptions.Exit(1)
