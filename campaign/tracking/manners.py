"""A client whose pause, budget and robots.txt outlive the run, in `state.db`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from campaign.times import iso, parse

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.alaveteli.client import Client


def polite_client(
    database: Database, site: str, *, contact: str, now: Callable[[], datetime], pause: float
) -> Client:
    """The client by which a campaign asks its site, `pause` seconds between two questions."""
    import time

    import requests

    from campaign.alaveteli.client import Client
    from campaign.alaveteli.urls import Site

    where = Site(site)

    def last_asked() -> datetime | None:
        row = database.conn.execute(
            "SELECT last_asked_at FROM sites WHERE base = ?", [site]
        ).fetchone()
        return parse(row[0]) if row and row[0] else None

    def asked(moment: datetime) -> None:
        with database.conn:
            database.conn.execute(
                "INSERT INTO sites (base, last_asked_at, asked_on, asked_count)"
                " VALUES (?1, ?2, date(?2), 1) ON CONFLICT (base) DO UPDATE SET"
                " last_asked_at = ?2,"
                " asked_count = iif(asked_on = date(?2), asked_count + 1, 1), asked_on = date(?2)",
                [site, iso(moment)],
            )

    return Client(
        where,
        session=requests.Session(),
        now=now,
        sleep=time.sleep,
        pause=pause,
        contact=contact,
        read_last=last_asked,
        write_last=asked,
    )
