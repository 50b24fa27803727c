"""Reading what only the account that asked can see (`--account`)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.cli.shell import Shell
    from campaign.state.campaigns import Campaign
    from campaign.tracking.private import Own

ACCOUNT = click.option(
    "--account", is_flag=True, help="Read your own private requests too, signed in (if approved)."
)


@contextlib.contextmanager
def own_account(
    shell: Shell, database: Database, campaign: Campaign, account: bool
) -> Iterator[Own | None]:
    """What asks the site signed in, where that was wished and is approved."""
    if not account:
        yield None
        return
    from campaign.cli.sending import Desk, approved_for_account, visit_of
    from campaign.outbox.approval import NotApproved
    from campaign.tracking.private import Own

    if not approved_for_account(campaign):
        raise NotApproved(
            f"Nothing was asked: {campaign.site} has not agreed to a program that signs in.",
            "Without --account everything that is public is followed. If the site's team does"
            " agree, say so in campaign.toml (docs/configuration.md).",
        )
    visit = visit_of(Desk(shell, database, campaign))
    try:
        yield Own(visit)
    finally:
        visit.close()
