"""Runs the command line in processes that kill themselves at a chosen moment.

Started once as `python killed_sender.py`, it has everything imported and forks for each order, so
that hundreds of runs are cheap. An order is a line of JSON: `args`, `cwd`, `env`, and `kill_at`,
the number of the moment at which the run is to end by SIGKILL (0: never). A moment is the instant
before or after a commit to `state.db`, or before or after an exchange with the site. The answer is
a line of JSON: the `moments` that passed, the exit `code`, and whether it was `killed`.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any


class Moments:
    """Counts the moments of this process, and ends it at one of them."""

    def __init__(self, kill_at: int, tally: Path) -> None:
        self.kill_at, self.tally, self.count = kill_at, tally, 0

    def pass_one(self, what: str) -> None:
        self.count += 1
        with self.tally.open("a") as file:
            file.write(f"{what}\n")
        if self.count == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


def install(moments: Moments) -> None:
    from campaign.alaveteli.wire import Wire

    class Watched(sqlite3.Connection):
        def commit(self) -> None:
            moments.pass_one("before a commit")
            super().commit()
            moments.pass_one("after a commit")

    connect = sqlite3.connect

    def watched(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        return connect(*args, **{"factory": Watched, **kwargs})

    sqlite3.connect = watched  # type: ignore[assignment]
    exchange = Wire.exchange

    def counted(self: Wire, method: str, url: str, **kwargs: Any) -> Any:
        path = url.split("/", 3)[-1].split("?")[0]
        moments.pass_one(f"before {method} /{path}")
        answer = exchange(self, method, url, **kwargs)
        moments.pass_one(f"after {method} /{path}")
        return answer

    Wire.exchange = counted  # type: ignore[method-assign,assignment]


def run(order: dict[str, Any], tally: Path) -> int:
    """The command, in this process; its exit code."""
    import click

    from campaign.cli.group import cli

    os.chdir(order["cwd"])
    os.environ.update(order["env"])
    out = os.open("output.txt", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(out, 1)
    os.dup2(out, 2)
    install(Moments(order["kill_at"], tally))
    try:
        cli.main(order["args"], prog_name="campaign")
    except SystemExit as end:
        sys.stdout.flush()
        return end.code if isinstance(end.code, int) else 1
    except click.ClickException:
        return 1
    return 0


def main() -> None:
    import requests  # noqa: F401

    import campaign.cli.classify
    import campaign.cli.letter
    import campaign.cli.letters
    import campaign.demo
    import campaign.outbox.account
    import campaign.outbox.carrying_out
    import campaign.outbox.followups
    import campaign.outbox.session
    import campaign.tracking.campaign_sync  # noqa: F401

    for line in sys.stdin:
        order = json.loads(line)
        tally = Path(tempfile.mkdtemp()) / "moments"
        tally.touch()
        child = os.fork()
        if child == 0:
            code = 99
            try:
                code = run(order, tally)
            except BaseException:  # noqa: BLE001 - whatever it was, the parent must learn of it
                import traceback

                traceback.print_exc()
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        answer = {
            "moments": tally.read_text().splitlines(),
            "killed": os.WIFSIGNALED(status),
            "code": os.waitstatus_to_exitcode(status),
        }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
