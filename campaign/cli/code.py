"""`campaign code` and `campaign verify`: from replies to codes that show their words."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from campaign.cli.console import clean, progress, say, table, warn
from campaign.cli.shell import Shell
from campaign.errors import BadInput, CampaignError
from campaign.times import iso


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
        decide_answer,
        decide_outcome,
        default_coder,
        find_request,
    )
    from campaign.state.database import writing

    if not outcome and not answers:
        raise BadInput("Nothing was decided.", "Give --outcome or --answer.")
    coder = coder or default_coder()
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


@code.command("review")
@click.option("--coder", help="Who decides; your account's name if not given.")
@click.option("--limit", type=int, default=20, show_default=True, help="How many to look at.")
@click.pass_obj
def review(shell: Shell, coder: str | None, limit: int) -> None:
    """Go through suggested outcomes in the terminal: accept, edit or skip each."""
    from campaign.coding.deciding import decide_outcome, default_coder, pending
    from campaign.coding.model import OUTCOMES

    coder = coder or default_coder()
    decided = 0
    with shell.campaign() as (database, campaign):
        waiting = pending(database, campaign)
        for number, item in enumerate(waiting[:limit], start=1):
            say(f"\n{number} of {len(waiting)}: {item.request.authority}  {item.request.url}")
            say(f"Suggested: {item.outcome} ({item.confidence:.0%}), on these words:")
            say(f"    {clean(item.evidence.quote)}")
            choice = click.prompt(
                "(a)ccept, another outcome, (s)kip or (q)uit", default="s", show_default=True
            ).strip()
            if choice == "q":
                break
            if choice == "s":
                continue
            outcome = item.outcome if choice == "a" else choice
            if outcome not in OUTCOMES:
                warn(f"{outcome} is not an outcome; skipped. There are: {', '.join(OUTCOMES)}.")
                continue
            decide_outcome(
                database,
                item.request,
                outcome,
                coder=coder,
                now=iso(shell.clock(campaign)()),
                quote=item.evidence.quote if choice == "a" else "",
            )
            decided += 1
    say(f"{decided} decided, {len(waiting) - decided} still wait.")


@code.command("replies")
@click.argument("source", metavar="IN.jsonl", type=click.File("r", encoding="utf-8"))
@click.option("--out", "target", metavar="OUT.jsonl", type=click.Path(path_type=Path), default="-")
@click.option("--questionnaire", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def code_replies(source: object, target: Path, questionnaire: Path | None) -> None:
    """Code texts that belong to no campaign: one JSON object a line, with id and text."""
    from campaign.coding.replies import code_stream

    lines = code_stream(source, questionnaire=questionnaire)  # type: ignore[arg-type]
    if str(target) == "-":
        for line in lines:
            click.echo(line)
        return
    with target.open("w", encoding="utf-8") as out:
        for line in lines:
            out.write(line + "\n")


@code.command("evaluate")
@click.argument("labelled", metavar="LABELLED.jsonl", type=click.File("r", encoding="utf-8"))
def evaluate(labelled: object) -> None:
    """Score the coder against labels: accuracy, precision, recall, coverage, confusion."""
    from campaign.coding.evaluate import evaluate_lines, report

    click.echo(report(evaluate_lines(labelled)))  # type: ignore[arg-type]


@click.command()
@click.pass_obj
def verify(shell: Shell) -> None:
    """Prove that every quoted word still stands at its place, and list what does not."""
    from campaign.coding.proof import check_database

    with shell.state() as database:
        checked, broken = check_database(database)
    if broken:
        table(["Row", "Authority", "What"], [[b.row, b.authority, b.problem] for b in broken])
        raise CampaignError(
            f"{len(broken)} of {checked} quotes do not hold.",
            "Run `campaign code suggest` again, and look at the decisions named above.",
        )
    say(f"All {checked} quotes stand.")
    sys.stdout.flush()
