"""What every page shares: which campaign it is about, rendering, and the response around it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlsplit

from campaign.results import rows
from campaign.results.links import Links
from campaign.results.metadata import titles
from campaign.results.shown import outcome_words, tone
from campaign.times import LONDON, london_date, long_date, parse

if TYPE_CHECKING:
    from jinja2 import Environment

Value = TypeVar("Value")

PLUGIN = "foi-campaign"
"""The name under which the plugin is configured: `{"review": true, "coder": "Ann"}`."""

STYLE = Path(__file__).parent.parent / "static" / "campaign.css"

# Whatever slipped through the escaping could still run nothing and fetch nothing.
SAFETY = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What the head and foot of a page say.

    `as_of` is the moment of the last look at the site and `today` its day in London, the day by
    which days left are counted; `practice` that the site is a practice site on this machine;
    `private` that this is a `state.db`; `reviewing` that decisions can be made here.
    """

    database: str
    campaign: rows.CampaignRow
    links: Links
    as_of: str | None
    private: bool
    reviewing: bool

    @property
    def today(self) -> date:
        """The London day of the last look at the site; before the first, a day long past."""
        return london_date(self.as_of) if self.as_of else date(1970, 1, 1)

    @property
    def practice(self) -> bool:
        """Whether the campaign runs against a practice site on this machine."""
        return (urlsplit(self.campaign.site).hostname or "") in ("127.0.0.1", "localhost", "::1")

    @property
    def data(self) -> str:
        """Where Datasette itself shows the tables."""
        from datasette.utils import tilde_encode

        return f"{self.links.base}{tilde_encode(self.database)}"


@dataclass(frozen=True, slots=True)
class Found:
    """A campaign in one of the databases that Datasette serves."""

    datasette: Any
    request: Any
    frame: Frame

    async def read(self, gather: Callable[[sqlite3.Connection], Value]) -> Value:
        """What `gather` reads from the campaign's database, in one of Datasette's threads."""
        database = self.datasette.get_database(self.frame.database)
        value: Value = await database.execute_fn(gather)
        return value

    def argument(self, name: str, longest: int = 400) -> str:
        """A value of the query string, '' for none."""
        return str(self.request.args.get(name) or "")[:longest]


async def campaign_databases(datasette: Any, request: Any) -> list[tuple[str, list[Frame]]]:
    """The databases with campaigns that this visitor may see, each with its campaigns."""
    found: list[tuple[str, list[Frame]]] = []
    settings = datasette.plugin_config(PLUGIN) or {}
    for name, database in datasette.databases.items():
        if name == "_internal":
            continue
        visible, _ = await datasette.check_visibility(request.actor, "view-database", name)
        if not visible:
            continue
        reviewing = bool(settings.get("review")) and database.is_mutable

        def frames(
            conn: sqlite3.Connection, name: str = name, reviewing: bool = reviewing
        ) -> list[Frame]:
            if not rows.is_campaign_database(conn):
                return []
            private = rows.is_private(conn)
            return [
                Frame(
                    name,
                    campaign,
                    Links(campaign.name, datasette.setting("base_url")),
                    rows.as_of(conn, campaign.id),
                    private,
                    reviewing and private,
                )
                for campaign in rows.campaigns(conn)
            ]

        held: list[Frame] = await database.execute_fn(frames)
        if held:
            found.append((name, held))
    return found


async def find_campaign(datasette: Any, request: Any) -> Found:
    """The campaign named in the address; NotFound where no database that may be seen has it."""
    from datasette import NotFound

    await datasette.ensure_permissions(request.actor, ["view-instance"])
    wanted = unquote(request.url_vars["campaign"])
    for _, frames in await campaign_databases(datasette, request):
        for frame in frames:
            if frame.campaign.name == wanted:
                await datasette.ensure_permissions(
                    request.actor, [("view-database", frame.database), "view-instance"]
                )
                return Found(datasette, request, frame)
    raise NotFound(f"There is no campaign called {wanted} here.")


def respond(template: str, frame: Frame | None, page: Any, **more: Any) -> Any:
    """A page as Datasette's response, with headers that let it run and fetch nothing."""
    from datasette import Response

    return Response.html(render(template, frame=frame, page=page, **more), headers=SAFETY)


def render(template: str, **context: Any) -> str:
    """The HTML of one of our templates; everything in the context is escaped."""
    return environment().get_template(template).render(**context)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Our own templates, apart from Datasette's, with its few filters."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("campaign.results", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "day": _day,
        "moment": _moment,
        "outcome": outcome_words,
        "tone": tone,
        "plural": _plural,
    }
    made.globals |= {"style_version": style_version(), "queries": titles()}
    return made


@lru_cache(maxsize=1)
def style_version() -> str:
    """A part of the style sheet's address that changes whenever the sheet does."""
    return hashlib.sha256(STYLE.read_bytes()).hexdigest()[:8]


def _plural(count: int, one: str, many: str = "") -> str:
    """`1 reply`, `3 replies`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _day(value: str | date | datetime | None) -> str:
    """`6 July 2026` for a day, or for a moment its day in London; as it is if it is neither."""
    if value is None:
        return ""
    if isinstance(value, str):
        try:
            value = london_date(value) if "T" in value else date.fromisoformat(value)
        except ValueError:
            return str(value)
    return long_date(value)


def _moment(value: str) -> str:
    """`6 July 2026, 09:54` in London."""
    at = parse(value).astimezone(LONDON)
    return f"{long_date(at.date())}, {at:%H:%M}"
