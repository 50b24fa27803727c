"""The practice site's clock: it starts where the scenario says, and is stepped or sped up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class PracticeClock:
    """Simulated time that never runs back.

    `speed` is simulated seconds for each real second; at 0 only `step` moves the clock.
    """

    def __init__(
        self, start: datetime, speed: float = 0.0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs a start with a time zone")
        if speed < 0:
            raise ValueError("a clock does not run backwards")
        self._base = start.astimezone(UTC)
        self._monotonic = monotonic
        self._since = monotonic()
        self._speed = speed
        self._lock = threading.Lock()

    @property
    def speed(self) -> float:
        """Simulated seconds for each real second."""
        return self._speed

    def now(self) -> datetime:
        """The simulated moment, aware, in UTC."""
        with self._lock:
            return self._now()

    def _now(self) -> datetime:
        return self._base + timedelta(seconds=self._speed * (self._monotonic() - self._since))

    def step(self, by: timedelta) -> datetime:
        """Move the clock on by `by` and return the new moment; ValueError for a step back."""
        if by < timedelta(0):
            raise ValueError("a clock does not run backwards")
        with self._lock:
            self._base, self._since = self._now() + by, self._monotonic()
            return self._base

    def set_speed(self, speed: float) -> None:
        """Let the clock run at `speed` from now on; ValueError for a negative one."""
        if speed < 0:
            raise ValueError("a clock does not run backwards")
        with self._lock:
            self._base, self._since = self._now(), self._monotonic()
            self._speed = speed
