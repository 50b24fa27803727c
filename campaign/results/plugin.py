"""The Datasette plugin: the campaign's own pages in front of Datasette's tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette import hookimpl

from campaign.results import metadata
from campaign.results.links import Links
from campaign.results.pages import answers, frame, front, request, review, search

_CAMPAIGN = r"^/-/campaign/(?P<campaign>[^/]+)"


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Our pages, below `/-/campaign/`, and the instance's home."""
    return [
        (r"^/$", front.home),
        (r"^/-/campaign\.css$", style),
        (_CAMPAIGN + "$", front.front),
        (_CAMPAIGN + "/answers$", answers.answers),
        (_CAMPAIGN + r"/answers\.csv$", answers.answers_as_csv),
        (_CAMPAIGN + "/search$", search.search),
        (_CAMPAIGN + "/request/(?P<request>[^/]+)$", request.request_page),
        (_CAMPAIGN + "/review$", review.queue),
        (_CAMPAIGN + "/review/(?P<request>[^/]+)$", review.review),
    ]


@hookimpl  # type: ignore[untyped-decorator]
def canned_queries(datasette: Any, database: str) -> Callable[[], Any]:
    """The questions everyone asks of a campaign's database, as named queries."""

    async def inner() -> dict[str, dict[str, str]]:
        held = datasette.get_database(database)
        return dict(await held.execute_fn(metadata.queries_for))

    return inner


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Any, request: Any) -> Callable[[], Any]:
    """A way back from Datasette's pages to each campaign's front page."""

    async def inner() -> list[dict[str, str]]:
        base = datasette.setting("base_url")
        return [
            {"href": Links(each.campaign.name, base).front, "label": each.campaign.title}
            for _, frames in await frame.campaign_databases(datasette, request)
            for each in frames
        ]

    return inner


async def style() -> Any:
    """Our style sheet, in a place that does not depend on how Datasette finds plugins' files."""
    from datasette import Response

    return Response(
        frame.STYLE.read_text(encoding="utf-8"),
        content_type="text/css; charset=utf-8",
        headers={"cache-control": "public, max-age=86400"},
    )
