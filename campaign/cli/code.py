"""`campaign code` and `campaign verify`: from replies to codes that show their words."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click

from campaign.cli.coders import agreement, export_sheet, import_sheet, opinion
from campaign.cli.console import clean, progress, say, table, warn
from campaign.cli.review import review
from campaign.cli.settling import accept_codes, adjudicate
from campaign.cli.shell import Shell
from campaign.errors import BadInput, CampaignError
from campaign.times import iso

_MOST_NAMED = 20
"""Wrong lines that are named one by one."""

# A byte that is no UTF-8 spoils its own line, not the rest.
_LINES = click.File("r", encoding="utf-8-sig", errors="replace")
_QUESTIONNAIRE = click.option(
    "--questionnaire", metavar="FILE", help="The questions that the replies answer.",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip


@click.group()
def code() -> None:
    """Suggest and decide what the replies say."""


@code.command("suggest")
@click.pass_obj
def suggest_codes(shell: Shell) -> None:
    """Suggest outcome, provisions and answers for every reply, each with the words it rests on.

    Suggestions never count as results; a person decides.
    """
    from campaign.coding.run import suggest

    with shell.campaign() as (database, campaign), progress("Reading") as line:
        done = suggest(database, campaign, now=shell.clock(campaign), tell=line.step)
    say(
        f"{done.requests} requests with replies, {done.new} new suggestions;"
        f" the outcome of {done.sure} is sure, the rest needs a person's eye."
    )


@code.command("set")
@click.argument("who", metavar="AUTHORITY|URL")
@click.option("--outcome", help="The request's outcome, as docs/coding.md defines it.")
@click.option(
    "--answer", "answers", multiple=True, metavar="QUESTION[@PERIOD]=VALUE",
    help="An answer, such as geographic.trialled@2023=yes; or a state, such as ...=not_held.",
)  # fmt: skip
@click.option("--quote", default="", help="The words it rests on, exactly as stored.")
@click.option("--note", default="", help="Why, for colleagues; never published.")
@click.option("--coder", help="Who decides; your account's name if not given.")
@click.pass_obj
def set_code(
    shell: Shell, who: str, outcome: str | None, answers: tuple[str, ...], quote: str, note: str,
    coder: str | None,
) -> None:  # fmt: skip
    """Record your own decision about a request; earlier decisions stay as history."""
    from campaign.coding.deciding import (
        coder_name,
        decide_answer,
        decide_outcome,
        find_request,
    )
    from campaign.state.database import writing

    if not outcome and not answers:
        raise BadInput("Nothing was decided.", "Give --outcome or --answer.")
    coder = coder_name(coder)
    with shell.campaign() as (database, campaign), writing(database):
        request = find_request(database, campaign, who)
        now = iso(shell.clock(campaign)())
        if outcome:
            decide_outcome(database, request, outcome, coder=coder, now=now, quote=quote, note=note)
        for answer in answers:
            cell, given, said = answer.partition("=")
            if not given:
                raise BadInput(f"{answer} gives no value.", "Write QUESTION[@PERIOD]=VALUE.")
            decide_answer(
                database, campaign, request, cell.strip(), said.strip(),
                coder=coder, now=now, quote=quote, note=note,
            )  # fmt: skip
    say(f"{request.authority}: recorded {bool(outcome) + len(answers)}, by {coder}.")


@code.command("replies")
@click.argument("source", metavar="IN.jsonl", type=_LINES)
@click.option("--out", "target", metavar="OUT.jsonl", default=Path("-"),
              type=click.Path(dir_okay=False, path_type=Path),
              help="Where to; the terminal if not given.")  # fmt: skip
@_QUESTIONNAIRE
def code_replies(source: TextIO, target: Path, questionnaire: Path | None) -> None:
    """Code texts that belong to no campaign: one JSON object a line, with id and text.

    Each line is answered as it comes, in order; a line that cannot be coded says why. Paths in a
    line (`questionnaire`, `attachments`) are taken from the folder of IN.jsonl.
    """
    from campaign.coding.entries import read_lines
    from campaign.coding.replies import as_line, code_lines

    rows = code_lines(
        read_lines(source), questionnaire=questionnaire, folder=_folder(source),
        current_year=datetime.now(UTC).year,
    )  # fmt: skip
    if str(target) == "-":
        count, failed = _write((as_line(row), row) for row in rows)
    else:
        own = source.name not in ("-", "<stdin>")
        if own and target.exists() and target.samefile(source.name):
            raise BadInput(f"{target} is the file that is read.", "Give another name with --out.")
        with target.open("w", encoding="utf-8") as out:
            count, failed = _write(((as_line(row), row) for row in rows), out)
    if failed:
        warn(f"{failed} of {count} lines could not be coded; `error` says why.")


def _write(
    rows: Iterable[tuple[str, dict[str, Any]]], out: TextIO | None = None
) -> tuple[int, int]:
    """Write lines as they come, to the terminal if to no file; how many, and how many failed."""
    count = failed = 0
    for line, row in rows:
        click.echo(line, file=out)
        count += 1
        failed += "error" in row
    return count, failed


def _folder(source: TextIO) -> Path:
    """The folder of a file of lines, from which its paths are taken."""
    return Path() if source.name in ("-", "<stdin>") else Path(source.name).parent


@code.command("evaluate")
@click.argument("labelled", metavar="[LABELLED.jsonl]", type=_LINES, required=False)
@click.option("--own", is_flag=True, help="Against this campaign's own decided codes (the default"
              " where no file is given).")  # fmt: skip
@click.option("--blind", is_flag=True, help="With --own: against blind codings that agree.")
@_QUESTIONNAIRE
@click.pass_obj
def evaluate(
    shell: Shell, labelled: TextIO | None, own: bool, blind: bool, questionnaire: Path | None
) -> None:
    """Score the suggestions: accuracy, precision, recall, coverage, confusion, calibration.

    Against a file of labelled replies, or against what people decided in this campaign; there a
    model's opinions are scored beside the rules.
    """
    if labelled is None:
        if questionnaire:
            raise BadInput("--questionnaire belongs to a file of replies.", "Name the file.")
        _own_record(shell, blind=blind)
        return
    if own or blind:
        raise BadInput("A file and the campaign's own codes are two things.", "Give one of them.")
    from campaign.coding.entries import read_lines
    from campaign.coding.evaluate import evaluate_lines, report

    result = evaluate_lines(
        read_lines(labelled), questionnaire=questionnaire, folder=_folder(labelled),
        current_year=datetime.now(UTC).year,
    )  # fmt: skip
    if not result.items:
        reason = result.left_out[0] if result.left_out else "Write one JSON object a line."
        raise BadInput("The file holds no labelled reply that can be scored.", reason)
    click.echo(report(result))
    for problem in result.left_out[:_MOST_NAMED]:
        warn(f"Left out: {problem}")
    if len(result.left_out) > _MOST_NAMED:
        warn(f"and {len(result.left_out) - _MOST_NAMED} more.")


def _own_record(shell: Shell, *, blind: bool) -> None:
    from campaign.coding.track_record import report_record, track_record

    with shell.campaign() as (database, campaign):
        records = track_record(database, campaign, blind=blind)
    for number, record in enumerate(records):
        click.echo(("\n\n" if number else "") + clean(report_record(record, blind=blind)))
    if not records:
        say("Nothing is suggested yet. Run `campaign code suggest`.")


for _command in (
    *(review, accept_codes, adjudicate, agreement),
    *(export_sheet, import_sheet, opinion),
):
    code.add_command(_command)


@click.command()
@click.pass_obj
def verify(shell: Shell) -> None:
    """Prove that every quoted word still stands at its place, and list what does not."""
    from campaign.coding.proof import check_database

    with shell.state(reading=True) as database:
        checked, broken = check_database(database)
    if broken:
        table(["Row", "Authority", "What"], [[b.row, b.authority, b.problem] for b in broken])
        raise CampaignError(
            f"{len(broken)} of {checked} quotes do not hold.",
            "Run `campaign code suggest` again. Where the text changed since it was coded, look"
            " at what was decided: `campaign code review`, and with `--answers`.",
        )
    say(f"All {checked} quotes stand.")
    sys.stdout.flush()
