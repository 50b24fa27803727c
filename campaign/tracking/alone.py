"""One sync at a time on a database."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from campaign.errors import CampaignError

LOCK_WAIT = 0.2  # seconds; a second sync is told, not queued


@contextlib.contextmanager
def only_sync(db: Path) -> Iterator[None]:
    """Hold the place of the one sync on this database; CampaignError if another has it.

    The system lets go of the place when the one who holds it ends, however it ends.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(f"{db}.syncing.lock")
    try:
        lock.acquire(timeout=LOCK_WAIT)
    except Timeout as error:
        raise CampaignError(
            "Another `campaign sync` is at work on this database.",
            "Wait until it has ended; it asks what you would have asked. Reading (`status`,"
            " `serve`) goes on meanwhile.",
        ) from error
    try:
        yield
    finally:
        lock.release()
