"""How things look in a terminal: tables, progress, questions; plain where it is not one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console


NO_TERMINAL = 200
"""Columns of a table that goes into a file or a pipe."""


def console(*, err: bool = False) -> Console:
    """A rich console that colours only on a terminal and never reads markup in data."""
    from rich.console import Console

    return Console(stderr=err, markup=False, highlight=False, emoji=False, soft_wrap=False)


def table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()
) -> None:
    """Print a table; columns numbered in `right` are set flush right.

    Where the output is no terminal, its width is not cut to one.
    """
    from rich import box
    from rich.table import Table

    out = console()
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index, heading in enumerate(headings):
        grid.add_column(heading, justify="right" if index in right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(clean(cell) for cell in row))
    if not out.is_terminal:
        out.width = max(out.width, NO_TERMINAL)
    out.print(grid)


def clean(text: str) -> str:
    """Text from a site without the control characters that could drive a terminal."""
    return "".join(c if c.isprintable() or c in "\n\t" else "�" for c in text)


@contextlib.contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Progress]:
    """A progress line on a terminal; silence elsewhere."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    out = console(err=True)
    with Bar(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=out,
        transient=True,
        disable=not out.is_terminal,
    ) as bar:
        yield Progress(bar, bar.add_task(what, total=total))


class Progress:
    """One line that moves; `note` says what is being done."""

    def __init__(self, bar: object, task: object) -> None:
        self._bar = bar
        self._task = task

    def step(self, note: str = "", total: int | None = None) -> None:
        """Advance by one."""
        update = {"advance": 1} | ({"description": clean(note)} if note else {})
        if total is not None:
            update["total"] = total
        self._bar.update(self._task, **update)  # type: ignore[attr-defined]


def say(text: str = "") -> None:
    """Print one line of prose."""
    click.echo(clean(text))


def warn(text: str) -> None:
    """Print one line of warning to standard error."""
    click.secho(clean(text), fg="yellow", err=True)
