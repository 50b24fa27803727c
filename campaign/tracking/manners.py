"""A client whose pause, budget and robots.txt outlive the run, in `state.db`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from campaign.state.database import writing
from campaign.times import iso, parse

if TYPE_CHECKING:
    import requests
    from sqlite_utils import Database

    from campaign.alaveteli.client import Client

DAILY_BUDGET = 4000
"""Questions to one real site in a day; far more than a campaign of 500 needs."""


def polite_client(
    database: Database,
    site: str,
    *,
    contact: str,
    now: Callable[[], datetime],
    pause: float,
    sleep: Callable[[float], None] | None = None,
    session: requests.Session | None = None,
) -> Client:
    """The client by which a campaign asks its site, `pause` seconds between two questions.

    With a `session` its cookies are kept: that of a visit, signed in. Without a pause (the practice
    site) there is no daily budget either.
    """
    import time

    from campaign.alaveteli.client import Client
    from campaign.alaveteli.urls import Site

    memory = _Memory(database, site, now)
    return Client(
        Site(site),
        now=now,
        sleep=sleep or time.sleep,
        session=session,
        keep_cookies=session is not None,
        contact=contact,
        pause=pause,
        budget=DAILY_BUDGET if pause else None,
        take_turn=memory.turn,
        read_spent=memory.spent,
        read_robots=memory.robots,
        write_robots=memory.keep_robots,
    )


@dataclass(frozen=True, slots=True)
class _Memory:
    """What is remembered of a site between runs: a row of `sites`."""

    database: Database
    site: str
    now: Callable[[], datetime]

    def turn(self, now: datetime, pause: float) -> datetime:
        """Take the next turn to ask, one after those that are taken, and count it.

        Whoever asks at the same time from this database takes another, so all keep the pause.
        """
        from campaign.alaveteli.client import next_turn

        with writing(self.database):
            row = self._row("last_asked_at")
            turn = next_turn(parse(row[0]) if row and row[0] else None, now, pause)
            self.database.conn.execute(
                "INSERT INTO sites (base, last_asked_at, asked_on, asked_count)"
                " VALUES (?1, ?2, date(?2), 1) ON CONFLICT (base) DO UPDATE SET"
                " last_asked_at = ?2,"
                " asked_count = iif(asked_on = date(?2), asked_count + 1, 1), asked_on = date(?2)",
                # To the microsecond: cut to the second, the pause would be up to a second short.
                [self.site, turn.astimezone(UTC).isoformat()],
            )
        return turn

    def spent(self) -> int:
        row = self._row("iif(asked_on = ?, asked_count, 0)", iso(self.now())[:10])
        return int(row[0]) if row else 0

    def robots(self) -> tuple[str, datetime] | None:
        row = self._row("robots, robots_fetched_at")
        return (row[0], parse(row[1])) if row and row[1] else None

    def keep_robots(self, text: str, moment: datetime) -> None:
        with writing(self.database):
            self.database.conn.execute(
                "INSERT INTO sites (base, robots, robots_fetched_at) VALUES (?1, ?2, ?3)"
                " ON CONFLICT (base) DO UPDATE SET robots = ?2, robots_fetched_at = ?3",
                [self.site, text, iso(moment)],
            )

    def _row(self, columns: str, *values: str) -> tuple[str, ...] | None:
        found: tuple[str, ...] | None = self.database.conn.execute(
            f"SELECT {columns} FROM sites WHERE base = ?",  # noqa: S608
            [*values, self.site],
        ).fetchone()
        return found
