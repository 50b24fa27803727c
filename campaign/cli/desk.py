"""What a person who decides in the terminal has before them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from campaign.cli.console import clean, say, warn
from campaign.cli.dialogue import Way, ask, block, show

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.coding.model import Evidence
    from campaign.state.campaigns import Campaign, StoredQuestion
    from campaign.state.correspondence import StoredRequest

LONG = 3000
"""Characters of a reply shown at once; `m` shows the rest."""
CODER = click.option("--coder", help="Who decides; your account's name if not given.")


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one person decides."""

    database: Database
    campaign: Campaign
    coder: str
    now: Callable[[], str]


def answer_help(question: StoredQuestion) -> str:
    """How a question can be answered."""
    from campaign.coding.deciding import STATES

    return (
        f"{question.wording}\nType the answer ({question.answer_type.replace('_', ' ')}) or one of:"
        f" {', '.join(STATES[1:])}. A * at the end answers the question's other periods too"
        " when coding blind."
    )


def outcome_help() -> str:
    """Every outcome and what it means."""
    from campaign.coding.model import OUTCOMES

    return "\n".join(f"  {code:28}{meaning}" for code, meaning in OUTCOMES.items())


def with_more(
    desk: Desk, request: StoredRequest, question: str, read: Callable[[str], str],
    ways: dict[str, Way], helped: str = "",
) -> str | Way:  # fmt: skip
    """Ask, showing the whole correspondence for `m`."""
    while True:
        choice = ask(
            question,
            read,
            ways={"s": Way.SKIP, "q": Way.QUIT, "m": Way.MORE} | ways,
            helped=helped or outcome_help(),
        )
        if choice is not Way.MORE:
            return choice
        show_replies(desk, request, whole=True)


def ask_words(desk: Desk, request: StoredRequest) -> Evidence | None:
    """The words that a code rests on, None where the person names none."""
    from campaign.coding.deciding import find_words

    found = ask(
        "On which words (copied from the reply, empty for none)",
        lambda said: find_words(desk.database, request.id, said),
        ways={},
        helped="Copy the words that show it from the reply, or press Enter.",
    )
    return None if isinstance(found, Way) else found


def show_evidence(desk: Desk, request: StoredRequest, evidence: Evidence) -> None:
    """Print a quote among the words around it."""
    from campaign.coding.excerpts import around
    from campaign.state.codings import texts_of_request

    text = texts_of_request(desk.database, request.id).get(evidence.source)
    if text is None or text.text[evidence.start : evidence.end] != evidence.quote:
        warn("The text has changed since; run `campaign code suggest` again.")
        say(f"    {clean(evidence.quote)}")
        return
    show(*around(text.text, evidence.start, evidence.end))


def show_replies(desk: Desk, request: StoredRequest, *, whole: bool = False) -> None:
    """Print what the authority wrote itself, or with `whole` everything that came."""
    from campaign.coding.excerpts import own_words
    from campaign.coding.run import read_replies

    cut = False
    for number, (_, reply) in enumerate(read_replies(desk.database, request.id), start=1):
        day = f", {reply.sent_on}" if reply.sent_on else ""
        for source in reply.sources:
            say(f"  Reply {number}{day}" + (f", {source.name}" if source.name else ""))
            text = source.text if whole else own_words(source.text, reply.request_text)
            cut |= block(text, len(text) if whole else LONG)
    if cut:
        say("  (cut; m shows all)")
