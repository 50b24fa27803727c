"""What every verb is given: the database, the campaign, the clock and the site's client."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import requests
    from sqlite_utils import Database

    from campaign.alaveteli.client import Client
    from campaign.state.campaigns import Campaign

CONFIG = Path("campaign.toml")
"""The settings, in the working folder."""


@dataclass(frozen=True, slots=True)
class Shell:
    """The surroundings of one run of a verb."""

    db: Path
    campaign_name: str | None = None

    @contextlib.contextmanager
    def state(self, *, must_exist: bool = True, reading: bool = False) -> Iterator[Database]:
        """The database, open for this verb; `reading` for one that changes nothing."""
        from campaign.state.database import state

        with state(self.db, must_exist=must_exist, reading=reading) as database:
            yield database

    @contextlib.contextmanager
    def campaign(self, *, reading: bool = False) -> Iterator[tuple[Database, Campaign]]:
        """The database and the campaign that this verb is about."""
        from campaign.state.campaigns import get_campaign

        with self.state(reading=reading) as database:
            yield database, get_campaign(database, self.campaign_name)

    def wall_clock(self) -> datetime:
        """What this machine's clock says."""
        return datetime.now(UTC)

    def clock(self, campaign: Campaign) -> Callable[[], datetime]:
        """The time by which this campaign lives."""
        return self.clock_of(campaign.site)

    def clock_of(self, site: str) -> Callable[[], datetime]:
        """The time by which a site lives: the practice site has a clock of its own."""
        if not _is_practice(site):
            return self.wall_clock
        from campaign.rehearsal.remote import practice_now

        return lambda: practice_now(site)

    def client(
        self, database: Database, campaign: Campaign, session: requests.Session | None = None
    ) -> Client:
        """A client with manners for the campaign's site, its pause kept in the database.

        With a `session` it keeps the session's cookies, and so stays signed in.
        """
        from campaign.config import read_config
        from campaign.tracking.manners import polite_client

        return polite_client(
            database,
            campaign.site,
            contact=read_config(CONFIG).contact,
            now=self.clock(campaign),
            pause=self.pause(campaign),
            session=session,
        )

    def pause(self, campaign: Campaign) -> float:
        """Seconds between two questions to the campaign's site."""
        from campaign.config import read_config

        # Nobody is disturbed on the practice site, and it has months to get through.
        return 0.0 if _is_practice(campaign.site) else read_config(CONFIG).pause


@cache
def _is_practice(site: str) -> bool:
    """Whether a site is the practice site; only loopback is asked, and once a run."""
    from campaign.alaveteli.urls import Site

    if not Site(site).is_loopback:
        return False
    from campaign.rehearsal.remote import is_practice

    return is_practice(site)
