"""One run of the sender: what is approved, one after another, within the site's limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from campaign.outbox.results import Later, Lost, Refused, Sent
from campaign.outbox.sending import Channel, allowed_at, send_one, settle
from campaign.state.outbox import Intent, get, move
from campaign.times import iso

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.state.campaigns import Campaign

AGAIN = timedelta(minutes=10)
"""How long a waiting run rests after trouble that may pass; longer each time."""
STRETCH = timedelta(minutes=15)
TRIES = 6
AFTER_LIMIT = timedelta(hours=1)
LONGEST_LIMIT = 30
"""Where the site counts more requests than we know of: an hour at a time, for over a day."""


@dataclass(slots=True)
class Run:
    """What a run came to: intents as they stand after it, and why it ended early, if it did."""

    sent: list[Intent] = field(default_factory=list)
    failed: list[Intent] = field(default_factory=list)
    held: list[tuple[Intent, str]] = field(default_factory=list)
    ended: Later | Lost | None = None


def carry_out(
    database: Database,
    campaign: Campaign,
    channel: Channel,
    chosen: Iterable[Intent],
    *,
    now: Callable[[], datetime],
    sleep: Callable[[float], None] | None = None,
    hold: Callable[[Intent], str | None] = lambda _: None,
    tell: Callable[[str], None] = lambda _: None,
) -> Run:
    """Send these approved intents; the run ends at the first trouble that is not one letter's own.

    Without `sleep` it ends where the site's limits want a pause; with it, it waits. `hold` says
    why an intent must not go after all: it is cancelled then. Whatever ends a run, the next one
    goes on from there.
    """
    sender = _Sender(database, campaign, channel, now, sleep, hold, tell)
    for intent in chosen:
        if not sender.bring_to_an_end(intent.id):
            break
    return sender.run


@dataclass(slots=True)
class _Sender:
    """What `carry_out` was given, and the run so far."""

    database: Database
    campaign: Campaign
    channel: Channel
    now: Callable[[], datetime]
    sleep: Callable[[float], None] | None
    hold: Callable[[Intent], str | None]
    tell: Callable[[str], None]
    run: Run = field(default_factory=Run)

    def bring_to_an_end(self, intent_id: int) -> bool:
        """Send one intent, or learn why not; whether the run may go on."""
        troubles = limits = 0
        while True:
            if not self._in_turn(intent_id):
                return False
            intent = get(self.database, intent_id)
            if intent.state != "approved":  # cancelled or seen on the site meanwhile
                return True
            if why := self.hold(intent):
                self._cancel(intent, why)
                return True
            intent, result = send_one(self.database, self.campaign, intent, self.channel, self.now)
            if isinstance(result, Sent):
                self.run.sent.append(intent)
                self.tell(f"{len(self.run.sent)} sent: {result.url}")
                return True
            if isinstance(result, Refused):
                self.run.failed.append(intent)
                return True
            limited = isinstance(result, Later) and result.limit
            limits, troubles = limits + limited, troubles + (not limited)
            tired = troubles == TRIES or limits == LONGEST_LIMIT
            if tired or not self._rests(result, AFTER_LIMIT if limited else troubles * AGAIN):
                self.run.ended = result
                return False

    def _rests(self, result: Later | Lost, pause: timedelta) -> bool:
        """Wait for trouble to pass; whether it is worth another try."""
        if self.sleep is None or not (isinstance(result, Lost) or result.passing):
            return False
        self.tell(f"{result.why} Trying again in {pause.total_seconds() / 60:.0f} minutes.")
        self.sleep(pause.total_seconds())
        if isinstance(result, Later):
            return True
        found = settle(self.database, self.campaign, self.channel, self.now)
        self.run.sent += [intent for intent, _ in found if intent.state == "sent"]
        return not any(intent.state == "unknown" for intent, _ in found)

    def _cancel(self, intent: Intent, why: str) -> None:
        held = move(self.database, intent.id, "cancelled", now=iso(self.now()), note=why)
        self.run.held.append((held, why))

    def _in_turn(self, intent_id: int) -> bool:
        """Wait until the site's limits let this go; whether it may go now."""
        if get(self.database, intent_id).kind != "request":
            return True
        told = ""
        while (allowed := allowed_at(self.database, self.campaign, self.now())) > self.now():
            if self.sleep is None:
                self.run.ended = Later(
                    f"The site's limits let the next letter go at {allowed:%H:%M on %d %B} (UTC).",
                    "Run this again then, or with --wait; it goes on where it stopped.",
                    until=allowed,
                    passing=True,
                )
                return False
            pause = f"The site's limits want a pause until {allowed:%H:%M on %d %B} (UTC)."
            if pause != told:
                self.tell(told := pause)
            # In short stretches: a machine that was asleep meanwhile must not sleep on.
            left = (allowed - self.now()).total_seconds()
            self.sleep(max(1.0, min(left, STRETCH.total_seconds())))
        return True
