"""Requests that the site has given another address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.state.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database


def save_moved(database: Database, request_id: int, url: str, url_title: str) -> bool:
    """Record that a request is at this address now; False where another of the campaign's is.

    Everything stored of it stays; its fetches keep the addresses that were asked.
    """
    with writing(database):
        taken = database.conn.execute(
            "SELECT 1 FROM requests other JOIN requests ours ON ours.id = ?"
            " AND other.campaign_id = ours.campaign_id WHERE other.url = ? AND other.id <> ours.id",
            [request_id, url],
        ).fetchone()
        if taken:
            return False
        database.conn.execute(
            "UPDATE requests SET url = ?, url_title = ?, stale = 1 WHERE id = ?",
            [url, url_title, request_id],
        )
    return True
