"""Lists of 25 a page, with the links of the site's pagination."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from campaign.rehearsal.exchange import Call

PER_PAGE = 25
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one is in a list of several pages."""

    number: int
    total: int
    base: str

    def link(self, number: int) -> str:
        """The address of a page."""
        return f"{self.base}page={number}"


def paged(items: Sequence[T], call: Call, path: str) -> tuple[Sequence[T], Pages | None]:
    """The items of the page that was asked for, and the links; None where one page is all."""
    asked = call.param("page")
    number = max(1, int(asked)) if asked.isdigit() else 1
    total = -(-len(items) // PER_PAGE)
    rest = urlencode([(k, v) for k, v in call.query if k != "page"])
    base = f"{path}?{rest}&" if rest else f"{path}?"
    shown = items[(number - 1) * PER_PAGE : number * PER_PAGE]
    return shown, Pages(number, total, base) if total > 1 else None
