"""What came of an attempt to send, or of asking whether something was sent: values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """The site has it, at this address."""

    url: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """The site says that it has no such thing."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The site will not take these words or this authority; sending again would not help."""

    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing was sent, and it may go later: a limit, a gate, a sign-in, a site that is down.

    `passing` says that waiting alone may help; otherwise a person has to do something first.
    `limit` is for the site's own counting of requests, which lasts up to a day.
    """

    why: str
    remedy: str
    until: datetime | None = None
    passing: bool = False
    limit: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection ended before the answer came: it may have been sent or not."""

    why: str


Result = Sent | Refused | Later | Lost
Asked = Sent | NotSent | Later
