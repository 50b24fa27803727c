"""The top of the command line: verbs loaded when they are used, errors made readable."""

from __future__ import annotations

import _thread
import errno
import importlib
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from campaign import __version__
from campaign.cli.shell import Shell
from campaign.errors import CampaignError

# In the order in which a campaigner meets them.
VERBS = {
    "init": "campaign.cli.start",
    "templates": "campaign.cli.start",
    "authorities": "campaign.cli.authorities",
    "recipients": "campaign.cli.authorities",
    "preview": "campaign.cli.letters",
    "send": "campaign.cli.letters",
    "link": "campaign.cli.letters",
    "outbox": "campaign.cli.outbox",
    "sync": "campaign.cli.follow",
    "status": "campaign.cli.follow",
    "page": "campaign.cli.follow",
    "reread": "campaign.cli.reread",
    "code": "campaign.cli.code",
    "verify": "campaign.cli.code",
    "letter": "campaign.cli.letter",
    "stop": "campaign.cli.letter",
    "classify": "campaign.cli.classify",
    "logout": "campaign.cli.classify",
    "serve": "campaign.cli.results",
    "publish": "campaign.cli.results",
    "rehearse": "campaign.cli.rehearse",
    "demo": "campaign.cli.rehearse",
    "doctor": "campaign.cli.doctor",
}


class Shown(click.ClickException):
    """A CampaignError as the terminal shows it: what happened, then what to do."""

    def __init__(self, error: CampaignError) -> None:
        super().__init__(error.happened)
        self.remedy = error.remedy
        vars(self)["exit_code"] = error.exit_code

    def show(self, file: IO[Any] | None = None) -> None:
        """Print both sentences to standard error."""
        click.secho(f"Error: {self.message}", fg="red", err=True, file=file)
        if self.remedy:
            click.echo(self.remedy, err=True, file=file)


class Verbs(click.Group):
    """A group whose commands live in modules that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order in which a campaigner meets them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb's module and take the command of that name from it."""
        module = VERBS.get(cmd_name)
        if module is None:
            return None
        command = getattr(importlib.import_module(module), cmd_name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}.{cmd_name} is no command")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; a user's mistake, a full disk or Ctrl-C ends without a traceback."""
        try:
            with _heeding_ctrl_c():
                return super().invoke(ctx)
        except CampaignError as error:
            raise Shown(error) from error
        except click.Abort as abort:
            click.echo("\nStopped; nothing more was done.", err=True)
            raise click.exceptions.Exit(1) from abort
        except KeyboardInterrupt as interrupt:
            click.echo(
                "\nStopped. What was done so far is kept; run the command again to go on.", err=True
            )
            raise click.exceptions.Exit(130) from interrupt
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            raise Shown(_file_error(error)) from error


@contextmanager
def _heeding_ctrl_c() -> Iterator[None]:
    """Ctrl-C also where it falls into a finaliser, in which Python drops it with a traceback.

    It comes again a moment later; KeyboardInterrupt at the end where there is no later.
    """
    again: list[threading.Timer] = []
    usual = sys.unraisablehook

    def hook(lost: Any) -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            usual(lost)
            return
        again.append(threading.Timer(_SOON, _thread.interrupt_main))
        again[-1].daemon = True
        again[-1].start()

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = usual
        for timer in again:
            timer.cancel()
    if again:
        raise KeyboardInterrupt


_SOON = 0.05
"""Seconds: long enough for a finaliser to be over."""


def _file_error(error: OSError) -> CampaignError:
    where = f" ({error.filename})" if error.filename else ""
    remedies = {
        errno.ENOSPC: "Free some room and run the command again.",
        errno.EACCES: "Check that you may read and write there.",
        errno.EROFS: "The folder is read-only: work in another one, or give --db.",
        errno.ENOENT: "Check the path.",
    }
    return CampaignError(
        f"{error.strerror or error}{where}.",
        remedies.get(error.errno or 0, "Put that right and run the command again."),
    )


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("state.db"),
    show_default=True,
    envvar="CAMPAIGN_DB",
    help="The database to work in; it is made on first use.",
)
@click.option(
    "--campaign",
    "name",
    metavar="NAME",
    envvar="CAMPAIGN_NAME",
    help="Which campaign, where the database holds several.",
)
@click.version_option(__version__, prog_name="campaign")
@click.pass_context
def cli(ctx: click.Context, db: Path, name: str | None) -> None:
    """Send one Freedom of Information request to many authorities, and follow what comes back.

    Start with `campaign init`, or practise first with `campaign rehearse`.
    """
    ctx.obj = Shell(db=db, campaign_name=name)


def main() -> None:
    """The console script."""
    try:
        cli(prog_name="campaign")
    except BrokenPipeError:
        # The reader of our output (less, head) has gone: nobody is left to tell.
        sys.stderr.close()
        sys.exit(141)
