"""`campaign rehearse` and `campaign demo`: practising on a site of one's own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from campaign.cli.console import say
from campaign.errors import BadInput

PORT = 8765
REAL_TIME = 1.0
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(d|days?|h|hours?|m|min|minutes?)\Z")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_SECONDS = {"days": 86_400.0, "hours": 3_600.0, "minutes": 60.0}


def _base(ctx: click.Context, _: click.Parameter, given: str | None) -> str:
    """The practice site that is meant: as given, or on the port named before the verb."""
    port = ctx.parent.params["port"] if ctx.parent is not None else PORT
    return given or f"http://127.0.0.1:{port}"


_site = click.option("--site", callback=_base, help="The practice site's address.")


@click.group(invoke_without_command=True)
@click.option("--scenario", default="demo", show_default=True,
              help="Who answers when and how: a name or a YAML file.")  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True)
@click.option("--speed", metavar="SPAN/s", help="How fast its clock runs, such as 1day/s.")
@click.pass_context
def rehearse(ctx: click.Context, scenario: str, port: int, speed: str | None) -> None:
    """Run a practice site on this machine, whose invented authorities answer by themselves.

    Leave it running, and run a campaign against it from another terminal.
    """
    if ctx.invoked_subcommand is not None:
        return
    from campaign.rehearsal.server import ORDINARY, PRO, UNLIMITED, serve

    pace = _speed(speed) if speed else REAL_TIME
    base = f"http://127.0.0.1:{port}"

    def ready() -> None:
        say(f"A practice site on {base} (Ctrl-C ends it). Everything on it is invented.")
        say(f"Begin with: campaign init --site {base}")
        for kind, (_, email, password) in (
            ("the account without a daily limit", UNLIMITED),
            ("an ordinary account", ORDINARY),
            ("a Pro account", PRO),
        ):
            say(f"To sign in with {kind}: {email}, {password}")

    serve(scenario, port=port, speed=pace, ready=ready)


@rehearse.command("step")
@click.argument("span", metavar="SPAN")
@_site
def step(span: str, site: str) -> None:
    """Let time pass on the practice site: 20d, 6h, or `quiet` for up to the last reply."""
    from campaign.rehearsal.remote import ask, practice_now

    fields = {"until": "quiet"} if span == "quiet" else dict([_span(span)])
    ask(site, "POST", "/practice/step", **fields)
    state = ask(site, "GET", "/practice/state")
    say(
        f"It is {practice_now(site):%d %B %Y %H:%M} there;"
        f" {state['requests']} requests, {state['replies']} replies."
    )


@rehearse.command("fault")
@click.argument("name", required=False)
@click.option("--where", default="*", show_default=True, help="Paths it strikes, with wildcards.")
@click.option("--times", type=int, help="How often; without an end if not given.")
@_site
def fault(name: str | None, where: str, times: int | None, site: str) -> None:
    """Let something go wrong on the practice site; without a name, make it well again."""
    from campaign.rehearsal.faults import NAMES
    from campaign.rehearsal.remote import ask

    if name and name not in NAMES:
        raise BadInput(f"There is no fault {name}.", f"There are: {', '.join(NAMES)}.")
    fields = {"name": name, "where": where} if name else {}
    if name and times:
        fields["times"] = str(times)
    ask(site, "POST", "/practice/fault", **fields)
    say(f"From now on: {name}." if name else "The practice site is well again.")


@rehearse.command("truth")
@_site
def truth(site: str) -> None:
    """Print, as JSON, what every reply on the practice site really says."""
    from campaign.rehearsal.remote import ask

    click.echo(json.dumps(ask(site, "GET", "/practice/truth"), indent=2, ensure_ascii=False))


@click.command()
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), default=Path("demo"),
              show_default=True, help="Where everything it makes is kept.")  # fmt: skip
@click.option("--scenario", default="demo", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True,
              help="Where the result is served.")  # fmt: skip
@click.option("--no-serve", is_flag=True, help="End without serving the result.")
def demo(folder: Path, scenario: str, port: int, no_serve: bool) -> None:
    """Rehearse a whole campaign on a practice site, then serve what came of it."""
    from campaign.demo import run_demo

    database = run_demo(folder, scenario, tell=say)
    if no_serve:
        say(f"Browse it with: campaign --db {database} serve")
        return
    from campaign.results.serve import serve

    serve(
        database,
        port=port,
        ready=lambda address: say(f"\nServing the result on {address} (Ctrl-C ends it)."),
    )


def _span(text: str) -> tuple[str, str]:
    match = _SPAN.match(text.strip().lower())
    if match is None:
        raise BadInput(f"{text!r} is no span of time.", "Write 20d, 6h or 30min.")
    return _UNITS[match[2][0]], match[1]


def _speed(text: str) -> float:
    """Simulated seconds for each real one, from `1day/s`."""
    span, slash, per = text.strip().lower().partition("/")
    if not slash or per not in ("s", "sec", "second"):
        raise BadInput(f"{text!r} is no speed.", "Write 1day/s, 6h/s or 30min/s.")
    if span[:1].isalpha():
        span = f"1{span}"
    unit, number = _span(span)
    return float(number) * _SECONDS[unit]
