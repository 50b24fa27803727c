"""Reading again what is stored, with today's readers and without the site.

Each request is stored anew from its newest page and JSON through the same functions that a sync
uses, in one transaction, and only where something differs: a run that is stopped half-way is run
again, and a second run changes nothing. What a sync knows of its own looks (when, through which
account, and whether another is due) stays as it is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from campaign.errors import UnknownPage
from campaign.state.correspondence import save_page, save_record
from campaign.state.database import writing
from campaign.state.facts import facts_of, ours_of, restore_ours
from campaign.state.stored_pages import StoredPage, packed_pages, save_outcome, stored_pages
from campaign.tracking.clock import due, started_on
from campaign.tracking.differences import Difference, changed_sources, differences
from campaign.tracking.readers import (
    PageKind,
    Reading,
    ToRead,
    kind_of,
    processes,
    read_ahead,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.alaveteli.pages.records import RequestPage, RequestRecord

# Below so many pages, starting processes takes longer than reading.
WORTH_PROCESSES = 400
MOST_PROCESSES = 3  # each needs about 50 MB


@dataclass(frozen=True, slots=True)
class PageNews:
    """A page that is understood otherwise than before; `why` where it no longer is."""

    number: int
    url: str
    why: str = ""


@dataclass(slots=True)
class Reread:
    """What came of reading again.

    `unread` are kept answers for which there is no reader, `unclear` pages that are still not
    understood, `busy` requests that a sync looked at meanwhile. `messages` and `attachments` are
    the rows whose words changed, on which codes may rest.
    """

    pages: int = 0
    unread: int = 0
    unclear: int = 0
    busy: int = 0
    understood: list[PageNews] = field(default_factory=list)
    refused: list[PageNews] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    requests: int = 0
    files: int = 0
    current_files: int = 0
    messages: set[int] = field(default_factory=set)
    attachments: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Source:
    """What a request's facts are taken from: a page or a JSON, and which fetch it was."""

    number: int
    sha256: str
    record: RequestRecord
    page: RequestPage | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What today's readers make of the pages of one request.

    `sources` in the order of their fetches; empty where the newest is no longer understood: then
    what is stored stays. `news` are the pages whose outcome is another than it was.
    """

    sources: tuple[Source, ...]
    news: tuple[PageNews, ...]
    unclear: int


def reread_pages(
    database: Database,
    report: Reread,
    *,
    now: str,
    dry_run: bool = False,
    process_count: int | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Read every stored page again, store what differs, and add to the report.

    With `dry_run` nothing is stored. `process_count` is how many processes read; by default as
    many as there are cores, three at most, and none for a few hundred pages. Raises CampaignError
    where one of them dies.
    """
    known = [(page, kind_of(page.url)) for page in stored_pages(database)]
    pages = [(page, kind) for page, kind in known if kind is not None]
    report.unread += len(known) - len(pages)
    report.pages += len(pages)
    names = _names(database)
    newest = database.conn.execute("SELECT max(id) FROM fetches").fetchone()[0] or 0
    if process_count is None:
        process_count = _sensible_processes(len(pages))
    with processes(process_count) as executor:
        readings = read_ahead(_to_read(database, pages), executor)
        read = ((page, kind, next(readings)) for page, kind in pages)
        for request_id, group in groupby(read, key=lambda each: each[0].request_id):
            tell(names.get(request_id, ""))
            verdict = judge(group)
            report.unclear += verdict.unclear
            _apply(
                database,
                report,
                verdict,
                request_id,
                names.get(request_id, ""),
                newest=newest,
                now=now,
                dry_run=dry_run,
            )


def judge(pages: Iterable[tuple[StoredPage, PageKind, Reading]]) -> Verdict:
    """What the readings of one request's pages, oldest first, come to: pure.

    A request's page counts only together with the JSON that was fetched before it, as in a sync.
    """
    record: Source | None = None
    shown: Source | None = None
    record_lost = page_lost = False
    news: list[PageNews] = []
    unclear = 0
    for stored, kind, reading in pages:
        refused = reading.refused
        if kind == "request" and not refused:
            if record_lost:
                page_lost = True
                continue  # its JSON is what is no longer understood
            refused = _contradiction(reading.record, record)
        understood_before = stored.outcome == "stored"
        if refused and understood_before:
            news.append(PageNews(stored.number, stored.url, refused))
        elif refused:
            unclear += 1
        elif not understood_before:
            news.append(PageNews(stored.number, stored.url))
        if kind == "request_json":
            if not refused:
                record = Source(stored.number, stored.sha256, reading.record)
                record_lost = False
            record_lost = record_lost or bool(refused and understood_before)
        elif kind == "request":
            if not refused and record is not None:
                shown = Source(stored.number, stored.sha256, record.record, reading.record)
                page_lost = False
            page_lost = page_lost or bool(refused and understood_before)
    whole = not (record_lost or page_lost)
    found = [source for source in (record, shown) if source is not None and whole]
    return Verdict(tuple(sorted(found, key=lambda s: s.number)), tuple(news), unclear)


def _contradiction(page: RequestPage, record: Source | None) -> str:
    """Why a page cannot be taken together with its JSON; empty where it can."""
    from campaign.alaveteli.pages.request import check_against

    if record is None:
        return ""
    try:
        check_against(page, record.record)
    except UnknownPage as error:
        return error.happened
    return ""


class _Unchanged(Exception):
    """Nothing is to be stored: take back what was tried."""


def _apply(
    database: Database,
    report: Reread,
    verdict: Verdict,
    request_id: int | None,
    who: str,
    *,
    newest: int,
    now: str,
    dry_run: bool,
) -> None:
    """Carry out a verdict in one transaction, and report what it changed."""
    if not (verdict.news or verdict.sources):
        return
    with suppress(_Unchanged), writing(database):
        if request_id is not None and _looked_at_since(database, request_id, newest):
            report.busy += 1
            raise _Unchanged
        for page in verdict.news:
            outcome = "not_understood" if page.why else "stored"
            save_outcome(database, page.number, outcome, page.why)  # type: ignore[arg-type]
            (report.refused if page.why else report.understood).append(page)
        stored = bool(verdict.news)
        if request_id is not None and verdict.sources:
            stored |= _store(database, report, verdict, request_id, who, now)
        if dry_run or not stored:
            raise _Unchanged


def _store(
    database: Database, report: Reread, verdict: Verdict, request_id: int, who: str, now: str
) -> bool:
    """Store a request as its sources say now; whether anything stored is another than before."""
    before, ours = facts_of(database, request_id), ours_of(database, request_id)
    for source in verdict.sources:
        if source.page is None:
            save_record(database, request_id, source.record, now)
            continue
        started = started_on(source.record)
        due_on, due_source = due(source.page, started)
        save_page(
            database,
            request_id,
            source.page,
            due_on=due_on,
            due_source=due_source,
            sent_on=started,
            page_sha256=source.sha256,
            now=now,
        )
    restore_ours(database, request_id, ours)
    settled = _settle_trouble(database, request_id, verdict)
    after = facts_of(database, request_id)
    found = differences(who, before, after)
    report.differences += found
    report.requests += bool(found)
    for kind, row in changed_sources(before, after):
        (report.messages if kind == "message" else report.attachments).add(row)
    return settled or before != after


def _settle_trouble(database: Database, request_id: int, verdict: Verdict) -> bool:
    """Forget a request's trouble where the page that caused it is understood now."""
    understood = max((page.number for page in verdict.news if not page.why), default=0)
    if not understood:
        return False
    unclear = database.conn.execute(
        "SELECT max(id) FROM fetches WHERE request_id = ? AND outcome = 'not_understood'",
        [request_id],
    ).fetchone()[0]
    if understood < (unclear or 0):
        return False
    cursor = database.conn.execute(
        "UPDATE requests SET trouble = NULL"
        " WHERE id = ? AND trouble IS NOT NULL AND availability = 'public'",
        [request_id],
    )
    return bool(cursor.rowcount)


def _looked_at_since(database: Database, request_id: int, newest: int) -> bool:
    """Whether a sync has fetched anything of the request since the pages were listed."""
    row = database.conn.execute(
        "SELECT 1 FROM fetches WHERE id > ? AND request_id = ?", [newest, request_id]
    ).fetchone()
    return row is not None


def _to_read(database: Database, pages: Iterable[tuple[StoredPage, PageKind]]) -> Iterator[ToRead]:
    for page, kind in pages:
        [packed] = packed_pages(database, [page.sha256])
        yield ToRead(kind, packed)


def _names(database: Database) -> dict[int | None, str]:
    """Whom each request is to."""
    return dict(
        database.conn.execute(
            "SELECT r.id, a.name FROM requests r JOIN authorities a ON a.id = r.authority_id"
        ).fetchall()
    )


def _sensible_processes(pages: int) -> int:
    if pages < WORTH_PROCESSES:
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(MOST_PROCESSES, cores or 1)
