"""Sending as one Pro batch: through the account where that is approved, else as a kit to paste."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from campaign.cli.console import say, warn
from campaign.cli.sending import Desk, Wish, approved_for_account, send_by_account, show_letter
from campaign.errors import BadInput
from campaign.times import london_date

if TYPE_CHECKING:
    from campaign.state.outbox import Intent

KIT = Path("batch")
"""The folder of a kit where none was named."""


def chosen_privacy(public: bool, private: str | None) -> str:
    """The site's value for the privacy chosen; BadInput unless exactly one was."""
    if public == (private is not None):
        raise BadInput(
            "Say whether the batch is to be public: the site's own default would keep it private"
            " for three months.",
            "Give --public (shown at once, as single requests are), or --private 3_months,"
            " 6_months or 12_months. A private batch can be followed with an approved account only"
            " (`campaign sync --account`) until it is public.",
        )
    return private or ""


def send_batch(desk: Desk, wish: Wish, embargo: str, kit: Path | None) -> None:
    """Approve one letter as a batch to all who were not asked yet, and send it or write its kit."""
    from campaign.state.outbox import intents

    open_before = intents(desk.database, desk.campaign.id, ["approved"], "batch")
    new = _new_batch(desk, wish, embargo, quiet=bool(open_before))
    if wish.dry_run:
        return
    batches = [*open_before, *([new] if new else [])]
    if not batches:
        say("Every recipient has a request or a letter on its way (`campaign outbox`).")
    elif kit is None and approved_for_account(desk.campaign):
        run = send_by_account(desk, batches)
        if run.sent:
            say("The site now sends one request a minute; `campaign sync` will find them.")
    else:
        _write_kits(desk, batches, kit or KIT)


def _new_batch(desk: Desk, wish: Wish, embargo: str, *, quiet: bool) -> Intent | None:
    from campaign.letters.library import load_template
    from campaign.outbox.batch import PRIVACY, draft_batch, prepare_batch
    from campaign.outbox.prepare import keep_wording

    database, campaign, now = desk.database, desk.campaign, desk.now()
    template = load_template(campaign.template, Path(), london_date(now).year)
    prepared = prepare_batch(database, campaign, template, only=wish.only)
    if not quiet:
        _tell_left_out(prepared.left_out)
    if not prepared.authorities:
        return None
    for problem in prepared.problems:
        warn(f"{problem.severity.capitalize()}: {problem.happened} {problem.remedy}")
    if not prepared.fit:
        raise BadInput(
            "The site would refuse this letter, so it was not approved.",
            "Edit the template and run this again.",
        )
    count = len(prepared.authorities)
    show_letter(f"{count} authorities in one batch", prepared.letter.title, prepared.letter.body)
    say("To: " + ", ".join(authority.name for authority in prepared.authorities))
    say(f"The batch will be {PRIVACY[embargo]}.")
    if wish.dry_run:
        say(f"A batch to {count} authorities would go. Nothing was stored.")
        return None
    if not wish.yes:
        click.confirm(f"Approve this batch to {count} authorities?", abort=True)
    wording = keep_wording(database, campaign, template, now)
    return draft_batch(database, campaign, prepared, wording, embargo, now)


def _tell_left_out(left_out: Sequence[tuple[str, str]]) -> None:
    """Say each reason once, with those that it holds for."""
    from campaign.outbox.batch import OWN_LETTER

    by_reason: dict[str, list[str]] = {}
    for name, why in left_out:
        by_reason.setdefault(why, []).append(name)
    for why, names in by_reason.items():
        warn(f"Not in the batch, since {why}: {', '.join(names)}.")
    if OWN_LETTER in by_reason:
        warn(
            "Letters that were approved one by one and have not gone can go with the batch: run"
            " `campaign sync`, then `campaign outbox cancel --approved`."
        )


def _write_kits(desk: Desk, batches: Sequence[Intent], folder: Path) -> None:
    from campaign.outbox.kit import write_kit
    from campaign.state.authorities import get_authority

    for number, intent in enumerate(batches):
        into = folder if number == 0 else folder.with_name(f"{folder.name}-{number + 1}")
        bodies = [get_authority(desk.database, each) for each in intent.details["authorities"]]
        page = write_kit(into, desk.campaign.site, intent, bodies)
        say(f"Open {page} and follow its steps; then `campaign link` the batch's address.")
