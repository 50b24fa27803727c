"""Pages from templates: escaping is on, and every page says that it is practice."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from campaign.rehearsal.exchange import Answer, Cache, Call
from campaign.rehearsal.status import padded
from campaign.times import LONDON

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent
WELSH_MONTHS = (
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The template environment, made at the first page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(time_tag=time_tag, hidden=hidden)
    return made


def page(
    call: Call,
    template: str,
    where: str,
    status: int = 200,
    cache: Cache = "private",
    **context: Any,
) -> Answer:
    """Render `template` inside the site's frame; `where` is the id of its main element."""
    notice = call.take_notice()
    left = {"kind": notice[0], "html": Markup(notice[1])} if notice else None  # noqa: S704
    html = (
        environment()
        .get_template(template)
        .render(call=call, locale=call.locale, user=call.user, where=where, left=left, **context)
    )
    return Answer(html.encode(), status, cache=public(call, cache))


def public(call: Call, cache: Cache) -> Cache:
    """The cache rule: pages for somebody signed in are never public (caching.md)."""
    return "private" if call.user is not None and cache in ("hour", "day") else cache


def london_iso(moment: datetime, milliseconds: bool = False) -> str:
    """`2026-07-06T09:44:49+01:00`, as pages and JSON write a moment."""
    spec = "milliseconds" if milliseconds else "seconds"
    return moment.astimezone(LONDON).isoformat(timespec=spec)


def shown_date(moment: datetime, locale: str = "en") -> str:
    """The day of a moment in London, in the reader's language."""
    day = moment.astimezone(LONDON).date()
    return welsh_date(day) if locale == "cy" else padded(day)


def welsh_date(day: date) -> str:
    """`06 Gorffennaf 2026`."""
    return f"{day:%d} {WELSH_MONTHS[day.month - 1]} {day.year}"


def time_tag(moment: datetime, locale: str = "en") -> Markup:
    """A moment as the pages have it."""
    local = moment.astimezone(LONDON)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        london_iso(moment), f"{local:%Y-%m-%d %H:%M:%S %z}", shown_date(moment, locale)
    )


def hidden(name: str, value: str, id: str = "") -> Markup:
    """A hidden field, with the id that the site derives from its name."""
    made = id or name.replace("[", "_").rstrip("]")
    return Markup('<input type="hidden" name="{}" id="{}" value="{}" autocomplete="off" />').format(
        name, made, value
    )
