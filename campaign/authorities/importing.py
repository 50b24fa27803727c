"""Importing a list of authorities from a file or from the site itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.authorities.csv_file import read_authorities
from campaign.errors import BadInput, SiteError
from campaign.state.authorities import Imported, save_authorities
from campaign.times import iso

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.alaveteli.client import Client

MAX_BYTES = 64 * 1024 * 1024


def import_from(
    database: Database, site: str, source: str, *, client: Callable[[], Client], now: datetime
) -> Imported:
    """Import a CSV into the authorities of `site`: all of it, or nothing.

    Raises BadInput for a file that is not there or is no such CSV, SiteError where the address
    does not give one.
    """
    if source.startswith(("http://", "https://")):
        answer = client().get(source)
        if answer.status != 200:
            raise SiteError(
                f"{source} answered {answer.status}.",
                "Check the address; a new site has no list until its nightly job has made one.",
            )
        data = answer.body
    else:
        path = Path(source)
        if not path.is_file():
            raise BadInput(f"There is no file {source}.", "Check the path of the CSV.")
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(
                f"{source} is over {MAX_BYTES // 1024**2} MB.", "Is it a list of authorities?"
            )
        data = path.read_bytes()
    rows = list(read_authorities(data, source))
    if not rows:
        raise BadInput(f"{source} lists no authority.", "Nothing was imported.")
    return save_authorities(database, site, rows, iso(now))
