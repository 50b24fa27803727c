"""`campaign serve` and `campaign publish`: browse the results, and give them to the public."""

from __future__ import annotations

from pathlib import Path

import click

from campaign.cli.console import say
from campaign.cli.shell import Shell


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option("--review", is_flag=True, help="Let suggestions be decided on in the browser.")
@click.option("--coder", help="Who decides; your account's name if not given.")
@click.option("--open", "open_browser", is_flag=True, help="Open it in a browser.")
@click.pass_obj
def serve(shell: Shell, port: int, review: bool, coder: str | None, open_browser: bool) -> None:
    """Browse the campaign in Datasette, on this machine only."""
    from campaign.coding.deciding import default_coder
    from campaign.results.serve import serve as run

    with shell.state():
        pass  # made sure that it is there and up to date
    run(
        shell.db,
        port=port,
        review=review,
        coder=coder or default_coder(),
        open_browser=open_browser,
        ready=lambda address: say(f"Serving on {address} (Ctrl-C ends it)."),
    )


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-coders", is_flag=True, help="Name who decided.")
@click.pass_obj
def publish(shell: Shell, target: Path, with_coders: bool) -> None:
    """Make a separate database for the public, of what may be public and nothing else."""
    from campaign.results.publish import publish as run

    with shell.campaign() as (database, campaign):
        run(database, target, campaign=campaign.name, with_coders=with_coders)
    say(f"{target} is made. Look through it with `datasette {target}` before you publish it.")
