"""One request: the whole correspondence beside its codes, each code on its highlighted words."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from campaign.results import rows
from campaign.results.coded import Coded, coded
from campaign.results.correspondence import MessageView, correspondence
from campaign.results.highlight import search_terms
from campaign.results.links import on_site
from campaign.results.pages.frame import Frame, find_campaign, respond
from campaign.results.shown import STANDINGS, days_words
from campaign.results.standing import standings
from campaign.state.text_changed import outdated, told


@dataclass(frozen=True, slots=True)
class RequestPage:
    """All that a request's page shows."""

    request: rows.RequestRow
    href: str | None
    standing: str
    standing_words: str
    status: str
    days: str
    coded: Coded
    messages: tuple[MessageView, ...]
    comments: tuple[rows.AnnotationRow, ...]
    others: tuple[rows.RequestRow, ...]
    terms: tuple[str, ...]


def find_request(
    conn: sqlite3.Connection, frame: Frame, url_title: str
) -> tuple[rows.RequestRow, Sequence[rows.RequestRow]] | None:
    """The campaign's request of that name with all the others, None where there is none."""
    held = rows.requests(conn, frame.campaign.id)
    request = next((each for each in held if each.url_title == url_title), None)
    return None if request is None else (request, held)


def gather(
    conn: sqlite3.Connection, frame: Frame, url_title: str, terms: tuple[str, ...] = ()
) -> RequestPage | None:
    """Read a request and make its view, None where the campaign has no such request."""
    found = find_request(conn, frame, url_title)
    if found is None:
        return None
    request, held = found
    outcome = {request.id: rows.outcomes(conn, frame.campaign.id)[request.id]}
    standing = standings([request], (), outcome, frame.today)[0]
    messages, files = rows.messages(conn, request.id), rows.attachments(conn, request.id)
    codes = coded(
        rows.codes(conn, request.id),
        rows.answers_of_request(conn, request.id),
        rows.questions(conn, frame.campaign.id),
        messages,
        files,
        told(outdated(conn, frame.campaign.id)),
    )
    return RequestPage(
        request=request,
        href=on_site(frame.campaign.site, request.url),
        standing=standing.standing,
        standing_words=STANDINGS[standing.standing],
        status=standing.status,
        days=days_words(standing.days_left),
        coded=codes,
        messages=correspondence(frame.campaign.site, messages, files, codes, terms),
        comments=tuple(rows.comments(conn, request.id)),
        others=tuple(
            each
            for each in held
            if each.authority_id == request.authority_id and each.id != request.id
        ),
        terms=terms,
    )


async def request_page(datasette: Any, request: Any) -> Any:
    """The page of one request; `?q=` highlights what was searched for."""
    from datasette import NotFound

    found = await find_campaign(datasette, request)
    wanted = unquote(request.url_vars["request"])
    terms = search_terms(found.argument("q"))
    page = await found.read(lambda conn: gather(conn, found.frame, wanted, terms))
    if page is None:
        raise NotFound("There is no such request in this campaign.")
    return respond("request.html", found.frame, page)
