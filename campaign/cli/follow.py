"""`campaign sync` and `campaign status`: what came back, and where everyone stands."""

from __future__ import annotations

import csv
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from campaign.cli.console import progress, say, table, warn
from campaign.cli.own import ACCOUNT, own_account
from campaign.cli.shell import Shell
from campaign.errors import BadInput
from campaign.times import london_date, long_date

if TYPE_CHECKING:
    from campaign.tracking.plan import Step
    from campaign.tracking.report import Report
    from campaign.tracking.status import StatusRow


@click.command()
@click.option("--full", is_flag=True, help="Look at every request, whatever is known of it.")
@click.option("--explain", is_flag=True, help="Say what would be asked and why, and ask nothing.")
@ACCOUNT
@click.pass_obj
def sync(shell: Shell, full: bool, explain: bool, account: bool) -> None:
    """Ask the site what is new, slowly and politely, and store what came.

    It can be stopped at any point and run again. Requests that carry the campaign's tag, and those
    of a batch that was sent from here, are found by themselves.
    """
    from campaign.outbox.batch import open_addresses
    from campaign.tracking.alone import only_sync
    from campaign.tracking.campaign_sync import sync_campaign
    from campaign.tracking.lists import expecting
    from campaign.tracking.sync import plan_for

    with shell.campaign() as (database, campaign):
        now = shell.clock(campaign)
        if explain:
            steps = plan_for(database, campaign, now(), full=full)
            _explain(steps, open_addresses(database, campaign), shell.pause(campaign))
            return
        client = shell.client(database, campaign)
        with (
            only_sync(shell.db),
            own_account(shell, database, campaign, account) as own,
            progress("Looking") as line,
        ):
            report = sync_campaign(
                database,
                campaign,
                client,
                full=full,
                now=now,
                sleep=time.sleep,
                tell=line.step,
                own=own,
            )
        unseen = expecting(database, campaign) is not None
    _tell(report)
    if unseen and not (report.linked or full):
        say(
            "Letters that you submitted lately may be missing: the site's list is asked at most"
            " once an hour. `campaign sync --full` asks at once."
        )
    if report.stopped:
        raise report.stopped


def _explain(steps: tuple[Step, ...], batches: list[str], pause: float) -> None:
    from campaign.tracking.plan import AskList, Look

    if not steps and not batches:
        say("There is nothing to ask for yet: no request is known, and no letter is on its way.")
        return
    rows = [[address, "ask", "the requests of this batch were not seen yet"] for address in batches]
    for step in steps:
        named = step.site_list.name if isinstance(step, AskList) else step.request.authority
        rows.append([named, _when(step), step.why])
    table(["What", "Now?", "Why"], rows)
    asked = len(batches) + sum(isinstance(step, Look) for step in steps)
    asked += sum(step.cost for step in steps if isinstance(step, AskList))
    minutes = asked * pause * 1.125 / 60  # the pause is up to a quarter longer
    say(
        f"{asked} questions to the site at the least,"
        f" {f'about {minutes:.0f} minutes' if minutes >= 1 else 'less than a minute'}; two more for"
        " each request that a list shows changed, one for each that changed otherwise, and one for"
        " each new file."
    )


def _when(step: Step) -> str:
    from campaign.tracking.plan import AskList, Rest

    if isinstance(step, AskList):
        return f"ask, for {len(step.requests)} requests"
    if isinstance(step, Rest):
        return f"rest until {step.until:%Y-%m-%d %H:%M} UTC"
    return "ask"


def _tell(report: Report) -> None:
    _warn_together(report.troubles)
    for who, url in report.moved:
        say(f"{who}: the site has given the request another address, {url}")
    for url in report.not_ours:
        warn(
            f"! {url} carries the campaign's tag, and is no letter that waits to be sent, or is"
            f" somebody else's. If it is yours: `campaign link {url}`."
        )
    for batch in report.pending:
        say(f"The site has not sent this batch yet ({batch}).")
    for name in report.left_out:
        warn(f"The site left {name} out of the batch; `campaign send` can write to it by itself.")
    linked = f"{report.linked} requests found; " if report.linked else ""
    say(
        f"{linked}{report.listed} as before in a list, {report.looked} looked at,"
        f" {report.rested} left to rest,"
        f" {report.changed} changed; {report.replies} new replies,"
        f" {report.attachments} attachments."
    )
    if report.private:
        say(f"{report.private} private requests were not read: `campaign sync --account` signs in.")
    if report.troubles:
        say(
            f"{len(report.troubles)} could not be read. A page that came is kept as it is:"
            " `campaign page NUMBER` writes it to a file."
        )


def _warn_together(troubles: list[tuple[str, str]]) -> None:
    """Say each trouble once, with those that have it."""
    by_trouble: dict[str, list[str]] = {}
    for who, what in troubles:
        by_trouble.setdefault(what, []).append(who)
    for what, names in by_trouble.items():
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        warn(f"! {', '.join(names[:3])}{more}: {what}")


STANDINGS = ("to_send", "waiting", "overdue", "answered", "attention", "gone")


@click.command()
@click.option("--only", type=click.Choice(STANDINGS), help="Only those that stand here.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV.")
@click.pass_obj
def status(shell: Shell, only: str | None, as_json: bool, as_csv: bool) -> None:
    """Show where each request stands: in the site's words, sent, due, late, replies, outcome."""
    from campaign.state.authorities import recipients
    from campaign.state.codings import outcomes_of
    from campaign.state.correspondence import requests_of
    from campaign.state.stored_pages import not_understood
    from campaign.state.text_changed import by_request, outdated
    from campaign.tracking.status import Outcomes, status_rows, totals

    with shell.campaign(reading=True) as (database, campaign):
        unclear = Counter(page.request_id for page in not_understood(database, campaign.id))
        today = london_date(shell.clock(campaign)())
        requests = requests_of(database, campaign.id)
        older = outdated(database.conn, campaign.id)
        decided = by_request(older, decided=True)
        changed = {r.url: decided[r.id][0].said for r in requests if r.id in decided}
        rows = status_rows(
            recipients(database, campaign.id),
            requests,
            {
                request: Outcomes(*pair)
                for request, pair in outcomes_of(database, campaign.id).items()
            },
            today,
            {request: n for request, n in unclear.items() if request is not None},
        )
    shown = [row for row in rows if only is None or row.standing == only]
    if as_json:
        click.echo(
            json.dumps([_plain(row, changed) for row in shown], indent=2, ensure_ascii=False)
        )
        return
    if as_csv:
        if shown:
            writer = csv.DictWriter(sys.stdout, list(_plain(shown[0], changed)))
            writer.writeheader()
            writer.writerows(_unformula(_plain(row, changed)) for row in shown)
        return
    table(
        ["Authority", "Status", "Sent", "Due", "Days", "Replies", "Outcome"],
        [
            [
                row.authority,
                ("! " if row.trouble else "") + row.status,
                long_date(row.sent_on) if row.sent_on else "",
                long_date(row.due_on) if row.due_on else "",
                _days(row),
                str(row.replies or ""),
                _outcome(row, changed),
            ]
            for row in shown
        ],
        right=(4, 5),
    )
    counts = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in totals(rows).items())
    say(f"{len(rows)} in all: {counts or 'nobody is asked yet'}. As of {long_date(today)}.")
    if any(row.suggested and not row.outcome for row in shown):
        say("An outcome with a question mark is suggested, and not decided by a person.")
    _warn_together([(row.authority, row.trouble) for row in shown if row.trouble])
    _warn_of_changes(shown, changed, suggested=sum(not each.decided for each in older))
    if unclear:
        warn(
            f"! Pages that are not understood: {unclear.total()}, of {len(unclear)} requests. They"
            " are kept: `campaign doctor` names them."
        )


def _days(row: StatusRow) -> str:
    if row.days_left is None:
        return ""
    return f"{row.days_left} left" if row.days_left >= 0 else f"{-row.days_left} late"


def _outcome(row: StatusRow, changed: Mapping[str, str]) -> str:
    """The outcome decided, marked if its text changed since, or else the one suggested."""
    if row.outcome:
        return f"{row.outcome} (text changed)" if row.url in changed else row.outcome
    return f"{row.suggested}?" if row.suggested else ""


def _warn_of_changes(
    shown: Sequence[StatusRow], changed: Mapping[str, str], *, suggested: int
) -> None:
    told = [(row.authority, changed[row.url]) for row in shown if row.url in changed]
    _warn_together([(who, f"{said[0].upper()}{said[1:]}.") for who, said in told])
    if told:
        say("Look at what was decided there: `campaign code review`, and with `--answers`.")
    if suggested:
        say(f"{suggested} suggestions rest on an older text: `campaign code suggest` renews them.")


def _plain(row: StatusRow, changed: Mapping[str, str]) -> dict[str, object]:
    values = asdict(row) | {"text_changed": changed.get(row.url, "")}
    for name in ("sent_on", "due_on"):
        values[name] = values[name].isoformat() if values[name] else None
    return values


def _unformula(values: dict[str, object]) -> dict[str, object]:
    """Keep a spreadsheet from running what an authority wrote (=, +, -, @ at the front)."""
    return {
        name: f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
        for name, value in values.items()
    }


@click.command()
@click.argument("number", type=int)
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.pass_obj
def page(shell: Shell, number: int, target: Path | None) -> None:
    """Write a page that was fetched to a file, byte for byte as it came.

    NUMBER is the fetch's, as `campaign sync` names it. Mind that it is the site's own page, or
    whatever came in its place: open it with care.
    """
    from campaign.state.pages import read_page

    with shell.state(reading=True) as database:
        row = database.conn.execute(
            "SELECT url, sha256, fetched_at, note FROM fetches WHERE id = ?", [number]
        ).fetchone()
        if row is None or row[1] is None:
            raise BadInput(
                f"There is no page {number}.", "Numbers are those of the table `fetches`."
            )
        body = read_page(database, row[1])
    target = target or Path(f"page-{number}.html")
    if target.exists():
        raise BadInput(f"{target} is there already.", "Name another file.")
    target.write_bytes(body)
    say(f"{row[0]}, as it came at {row[2]}: {target} ({len(body)} bytes).")
    if row[3]:
        say(row[3])
