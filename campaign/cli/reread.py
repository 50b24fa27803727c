"""`campaign reread`: today's readers over what is stored, without asking the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from campaign.cli.console import progress, say, warn
from campaign.cli.shell import Shell
from campaign.times import iso

if TYPE_CHECKING:
    from campaign.tracking.reread import Reread


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    help="How many processes read pages; as many as there are cores, 3 at most, if not given.",
)
@click.pass_obj
def reread(shell: Shell, dry_run: bool, processes: int | None) -> None:
    """Read all stored pages and attachments again with today's readers; nothing is fetched.

    For a new version of this program, or after tesseract was installed. What is read otherwise
    is stored, with the former words of messages kept; what was understood and no longer is stays
    as it was stored. It can be stopped at any point and run again.
    """
    from campaign.state.codings import resting_on
    from campaign.tracking.reread import Reread, reread_pages
    from campaign.tracking.reread_files import reread_attachments

    report = Reread()
    with shell.state() as database:
        with progress("Reading pages") as line:
            reread_pages(
                database,
                report,
                now=iso(shell.wall_clock()),
                dry_run=dry_run,
                process_count=processes,
                tell=line.step,
            )
        with progress("Reading attachments") as line:
            reread_attachments(database, report, dry_run=dry_run, tell=line.step)
        shaken = resting_on(database, report.messages, report.attachments)
    _tell(report, shaken, dry_run=dry_run)


def _tell(report: Reread, shaken: list[tuple[str, str]], *, dry_run: bool) -> None:
    changed = "would change" if dry_run else "changed"
    for page in report.understood:
        say(f"+ page {page.number} is understood now: {page.url}")
    for page in report.refused:
        warn(f"! page {page.number} is no longer understood: {page.url}: {page.why}")
    for difference in report.differences:
        say(f"~ {difference.line}")
    for row, authority in shaken:
        warn(f"! {row} ({authority}) rests on a text that {changed}.")
    again = f", {report.files} read again" if report.files else ""
    say(
        f"{report.pages} pages read: {len(report.understood)} understood now that were not,"
        f" {len(report.refused)} no longer understood, {report.unclear} still not understood."
        f" {report.current_files + report.files} attachments{again}."
    )
    say(f"{len(report.differences)} facts {changed}.{' Nothing was stored.' if dry_run else ''}")
    if report.busy:
        say(f"{report.busy} requests were left to a sync that runs at the same time.")
    if report.refused:
        say("What they said stays stored. `campaign page NUMBER` writes a page to a file.")
    if shaken:
        say(
            f"{len(shaken)} codes rest on those texts: `campaign code suggest` suggests anew, and"
            " `campaign verify` says which no longer hold."
        )
