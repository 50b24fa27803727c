"""Asking a person in the terminal: again after a wrong answer, and away at any time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TypeVar

import click

from campaign.cli.console import clean, say, warn
from campaign.errors import BadInput

T = TypeVar("T")

LONGEST_QUOTE = 2000
"""Characters of quoted words that are shown; a quoted table can be pages long."""


class Way(Enum):
    """What a person may say instead of an answer."""

    ACCEPT = "a"
    ALL = "aa"
    DROP = "d"
    SKIP = "s"
    QUIT = "q"
    MORE = "m"
    HELP = "?"


def ask(
    question: str,
    read: Callable[[str], T],
    *,
    ways: Mapping[str, Way],
    helped: str = "",
    empty: Way | None = Way.SKIP,
) -> T | Way:
    """What a person answers, read by `read`, or one of the ways; asked again until it is either.

    The end of the input is the way out. `helped` is printed for `?`; `empty` is what an empty
    answer means.
    """
    while True:
        try:
            said = click.prompt(question, default="", show_default=False).strip()
        except click.Abort:
            say()
            return Way.QUIT
        if said == Way.HELP.value:
            say(helped)
            continue
        if not said and empty is not None:
            return empty
        if said.lower() in ways:
            return ways[said.lower()]
        try:
            return read(said)
        except BadInput as error:
            warn(f"{error.happened} {error.remedy}".strip())


def show(before: str, quote: str, after: str) -> None:
    """Print quoted words among those around them: marked, and bold where the terminal can."""
    if len(quote) > LONGEST_QUOTE:
        quote = f"{quote[:LONGEST_QUOTE]} […]"
    marked = clean(before) + click.style(f"»{clean(quote)}«", bold=True) + clean(after)
    click.echo("\n".join(f"    | {line}" for line in marked.splitlines() if line.strip()))


def block(text: str, most: int) -> bool:
    """Print a text indented, cut at `most` characters; whether it was cut."""
    cut = len(text) > most
    shown = text[:most].rsplit(" ", 1)[0] + " […]" if cut else text
    click.echo("\n".join(f"    | {clean(line)}" for line in shown.splitlines() if line.strip()))
    return cut
