"""`campaign serve` and `campaign publish`: browse the results, and give them to the public."""

from __future__ import annotations

from pathlib import Path

import click

from campaign.cli.console import say, warn
from campaign.cli.shell import Shell


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option("--review", is_flag=True, help="Let suggestions be decided on in the browser.")
@click.option("--coder", help="Who decides; your account's name if not given.")
@click.option("--open", "open_browser", is_flag=True, help="Open it in a browser.")
@click.pass_obj
def serve(shell: Shell, port: int, review: bool, coder: str | None, open_browser: bool) -> None:
    """Browse the campaign, or a published database, in Datasette on this machine."""
    from campaign.coding.deciding import default_coder
    from campaign.results.serve import serve as run
    from campaign.state.database import is_state

    if is_state(shell.db):
        with shell.state(reading=not review):
            pass  # brought up to date, so that the pages find what they look for
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
        made = run(database, target, campaign=campaign.name, with_coders=with_coders)
    say(
        f"{target}: {made.requests} requests with {made.messages} messages and {made.attachments}"
        f" attachments; {made.outcomes} outcomes and {made.answers} answers decided by people."
    )
    if made.withheld or made.unsupported:
        say(
            f"Left out: {made.withheld} requests that the site does not show to everyone, and"
            f" {made.unsupported} decisions whose words are hidden now or have changed."
        )
    if made.outdated:
        warn(
            f"! {made.outdated} decisions that are in it rest on a text that changed since it was"
            " coded, though the words quoted stand: `campaign code review` shows them."
        )
    say(
        f"Settings for Datasette are beside it. Look through it with"
        f" `campaign --db {target} serve` before you publish it."
    )
