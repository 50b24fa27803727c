"""What is going to happen on the practice site, in order of time."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator
from datetime import datetime

Action = Callable[[datetime], None]


class Diary:
    """Things to do at moments; two of the same moment in the order in which they were planned."""

    def __init__(self) -> None:
        self._entries: list[tuple[datetime, int, Action]] = []
        self._order = itertools.count()

    def __len__(self) -> int:
        return len(self._entries)

    def plan(self, moment: datetime, action: Action) -> None:
        """Enter something; it is called with its own moment, not with that of the reading."""
        heapq.heappush(self._entries, (moment, next(self._order), action))

    def due(self, now: datetime) -> Iterator[tuple[datetime, Action]]:
        """Take out what is due by `now`, also what is entered meanwhile."""
        while self._entries and self._entries[0][0] <= now:
            moment, _, action = heapq.heappop(self._entries)
            yield moment, action

    @property
    def nearest(self) -> datetime | None:
        """The moment of the next entry; None where nothing is planned."""
        return self._entries[0][0] if self._entries else None
