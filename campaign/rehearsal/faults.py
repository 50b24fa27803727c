"""Faults on demand: which of them strikes an address, and what it makes of the answer."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass, field
from datetime import date

from campaign.errors import BadInput
from campaign.rehearsal.people.model import Fault

NAMES = {
    "latency": "the answer comes `seconds` late",
    "too_many_requests": "status 429; with `seconds`, a Retry-After of so many",
    "unavailable": "status 503; with `seconds`, a Retry-After of so many",
    "reset_before": "the connection is reset before the site has seen the call",
    "reset_after": "the connection is reset after the site has carried the call out",
    "truncated": "half of the body, then the connection is gone",
    "challenge": "a page that asks to prove that one is human, with status 403",
    "signed_out": "the session is gone",
    "maintenance": "a maintenance page, with status 503",
    "changed_layout": "ids and classes are renamed, as after a redesign",
    "duplicate_delivery": "a reply is delivered twice, some minutes apart",
    "no_correspondence": "a request's page without any correspondence",
}
"""Each fault and what it does."""


def checked(fault: Fault) -> Fault:
    """The fault, if there is one of its name; BadInput otherwise."""
    if fault.name not in NAMES:
        raise BadInput(
            f"There is no fault called {fault.name!r}.", "Known are: " + ", ".join(NAMES) + "."
        )
    return fault


@dataclass(slots=True)
class Plague:
    """The faults that are set, and how often each has struck or let something pass."""

    faults: list[Fault] = field(default_factory=list)
    passed: dict[int, int] = field(default_factory=dict)

    def add(self, fault: Fault) -> None:
        """Set a fault; BadInput if there is none of its name."""
        self.faults.append(checked(fault))

    def clear(self) -> None:
        """Take all faults away."""
        self.faults.clear()
        self.passed.clear()

    def strikes_delivery(self, address: str, today: date) -> bool:
        """Whether a reply to the request at `address` is to be delivered twice."""
        return any(
            fault.name == "duplicate_delivery"
            for fault in self.strikes(address, today, delivery=True)
        )

    def strikes(self, address: str, today: date, *, delivery: bool = False) -> list[Fault]:
        """The faults that strike this call, in the order in which they were set."""
        struck = []
        for place, fault in enumerate(self.faults):
            if (fault.name == "duplicate_delivery") != delivery:
                continue
            if fault.since is not None and today < fault.since:
                continue
            if not fnmatch.fnmatchcase(address, fault.where):
                continue
            number = self.passed.get(place, 0)
            self.passed[place] = number + 1
            last = None if fault.times is None else fault.skip + fault.times
            if number >= fault.skip and (last is None or number < last):
                struck.append(fault)
        return struck
