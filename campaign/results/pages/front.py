"""The front page of a campaign: how far it is, what came of it, who is late."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from campaign.results import rows
from campaign.results.pages.frame import Frame, campaign_databases, find_campaign, respond
from campaign.results.shown import OUTCOMES, STANDINGS, days_words, outcome_words, tone
from campaign.results.standing import Standing, standings


@dataclass(frozen=True, slots=True)
class Share:
    """One stretch of the progress bar: `start` and `width` in parts of a hundred."""

    standing: str
    words: str
    count: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class OutcomeBar:
    """How often an outcome was decided, and how often it is only suggested so far.

    `decided_width` and `suggested_width` are in parts of a hundred of the longest bar.
    """

    words: str
    tone: str
    decided: int
    suggested: int
    decided_width: float
    suggested_width: float


@dataclass(frozen=True, slots=True)
class Line:
    """One authority in a list of the front page."""

    authority: str
    href: str | None
    standing: str
    standing_words: str
    status: str
    request: rows.RequestRow | None
    days: str
    outcome: str
    tone: str
    decided: bool


@dataclass(frozen=True, slots=True)
class FrontPage:
    """All that the front page shows."""

    asked: int
    sent: int
    questions: int
    cells: int
    decided: int
    progress: tuple[Share, ...]
    outcomes: tuple[OutcomeBar, ...]
    undecided: int
    overdue: tuple[Line, ...]
    everyone: tuple[Line, ...]


def front_page(
    frame: Frame, everyone: Sequence[Standing], questions: Sequence[rows.QuestionRow]
) -> FrontPage:
    """The view of the front page, from where everyone stands."""
    lines = [_line(frame, each) for each in everyone]
    late = [
        (each.days_left or 0, line)
        for each, line in zip(everyone, lines, strict=True)
        if each.standing == "overdue"
    ]
    late.sort(key=lambda pair: pair[0])
    current = [question for question in questions if not question.retired]
    return FrontPage(
        asked=len({each.authority for each in everyone}),
        sent=sum(each.request is not None for each in everyone),
        questions=len(current),
        cells=sum(len(question.periods) or 1 for question in current),
        decided=sum(bool(each.decided) for each in everyone),
        progress=_progress(everyone),
        outcomes=_outcomes(everyone),
        undecided=sum(bool(each.suggested) and not each.decided for each in everyone),
        overdue=tuple(line for _, line in late),
        everyone=tuple(lines),
    )


def _line(frame: Frame, each: Standing) -> Line:
    code = each.decided or each.suggested
    return Line(
        authority=each.authority,
        href=frame.links.request(each.request.url_title) if each.request else None,
        standing=each.standing,
        standing_words=STANDINGS[each.standing],
        status=each.status,
        request=each.request,
        days=days_words(each.days_left),
        outcome=outcome_words(code) if code else "",
        tone=tone(code),
        decided=bool(each.decided),
    )


def _progress(everyone: Sequence[Standing]) -> tuple[Share, ...]:
    counts = Counter(each.standing for each in everyone)
    whole = max(len(everyone), 1)
    shares: list[Share] = []
    start = 0.0
    for standing, words in STANDINGS.items():
        if counts[standing]:
            width = 100 * counts[standing] / whole
            shares.append(
                Share(standing, words, counts[standing], round(start, 2), round(width, 2))
            )
            start += width
    return tuple(shares)


def _outcomes(everyone: Sequence[Standing]) -> tuple[OutcomeBar, ...]:
    decided = Counter(each.decided for each in everyone if each.decided)
    suggested = Counter(each.suggested for each in everyone if each.suggested and not each.decided)
    order = [*OUTCOMES, *sorted((set(decided) | set(suggested)) - set(OUTCOMES))]
    longest = max([decided[code] + suggested[code] for code in order], default=0) or 1
    return tuple(
        OutcomeBar(
            outcome_words(code),
            tone(code),
            decided[code],
            suggested[code],
            round(100 * decided[code] / longest, 2),
            round(100 * suggested[code] / longest, 2),
        )
        for code in order
        if decided[code] or suggested[code]
    )


def gather(conn: sqlite3.Connection, frame: Frame) -> FrontPage:
    """Read what the front page needs and make its view."""
    campaign_id = frame.campaign.id
    everyone = standings(
        rows.requests(conn, campaign_id),
        rows.not_yet_asked(conn, campaign_id),
        rows.outcomes(conn, campaign_id),
        frame.today,
    )
    return front_page(frame, everyone, rows.questions(conn, campaign_id))


async def home(datasette: Any, request: Any, scope: Any, send: Any, receive: Any) -> Any:
    """The instance's home: the campaign if there is one, a list of several, Datasette's else."""
    from datasette.views.index import IndexView

    await datasette.ensure_permissions(request.actor, ["view-instance"])
    held = await campaign_databases(datasette, request)
    frames = [frame for _, group in held for frame in group]
    if not frames:
        request.scope["url_route"]["kwargs"].setdefault("format", None)
        return await IndexView(datasette).get(request)
    pages = [
        (
            frame,
            await datasette.get_database(frame.database).execute_fn(
                lambda conn, frame=frame: gather(conn, frame)
            ),
        )
        for frame in frames
    ]
    if len(pages) == 1:
        return respond("front.html", *pages[0])
    return respond("home.html", None, pages, base=datasette.setting("base_url"))


async def front(datasette: Any, request: Any) -> Any:
    """The front page of one campaign."""
    found = await find_campaign(datasette, request)
    page = await found.read(lambda conn: gather(conn, found.frame))
    return respond("front.html", found.frame, page)
