"""The errors a campaigner can meet: what happened, and what to do about it."""

from __future__ import annotations


class CampaignError(Exception):
    """Something a person can put right: one sentence of what happened, one of what to do.

    `cli/` prints both and exits with `exit_code`; nothing else turns errors into text.
    """

    exit_code = 1

    def __init__(self, happened: str, remedy: str = "") -> None:
        super().__init__(happened)
        self.happened = happened
        self.remedy = remedy


class BadInput(CampaignError):
    """A file, address or option that the user gave cannot be used as it is."""

    exit_code = 2


class StateError(CampaignError):
    """The database cannot be opened, migrated or written."""

    exit_code = 3


class SiteError(CampaignError):
    """The site did not answer as it should; nothing was stored as if it had."""

    exit_code = 4


class UnknownPage(SiteError):
    """A page came whose structure is not understood: it is kept, never read as empty.

    `kind` says what it seems to be: `sign_in`, `rate_limited`, `maintenance`, `challenge`,
    `hidden`, `not_found`, `truncated`, `not_html`, `layout`.
    """

    def __init__(self, happened: str, remedy: str = "", *, kind: str = "layout") -> None:
        super().__init__(happened, remedy)
        self.kind = kind


class Stopped(SiteError):
    """The site asked us to stop (a challenge page, 403, robots.txt, the daily budget)."""

    exit_code = 5
