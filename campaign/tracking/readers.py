"""Today's readers over kept pages: which reader a page is for, and what it says of it.

Pure, and made to run in other processes: a page goes out as packed bytes and comes back as a
record or as the reason why it is not understood.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from typing import Any, Literal
from urllib.parse import urlsplit

from campaign.errors import CampaignError, SiteError
from campaign.state.stored_pages import AlteredPage, Packed, unpack

PageKind = Literal[
    "request",
    "request_json",
    "listing",
    "batch",
    "batch_csv",
    "authority",
    "authority_json",
    "authority_list",
]

_PAGES = "campaign.alaveteli.pages"
_READERS: dict[PageKind, tuple[str, str]] = {
    "request": ("request", "read_request_page"),
    "request_json": ("request_json", "read_request_json"),
    "listing": ("listings", "read_listings"),
    "batch": ("batch", "read_batch"),
    "batch_csv": ("batch_csv", "read_batch_csv"),
    "authority": ("authority", "read_authority_page"),
    "authority_json": ("authority", "read_authority_json"),
    "authority_list": ("authority", "read_authority_list"),
}
# Addresses as the site itself gives them, with or without a language before (SITE.md section 1).
_PATHS: tuple[tuple[PageKind, str], ...] = (
    ("request_json", r"/request/[^/]+\.json"),
    ("request", r"/request/[^/]+"),
    ("listing", r"/(?:list|user)/.+"),
    ("listing", r"/search/.+/requests"),
    ("batch", r"/info_request_batch/\d+"),
    ("batch_csv", r"/pro/info_request_batches/\d+/download\.csv"),
    ("authority_list", r"/body/list/.+"),
    ("authority_json", r"/body/[^/]+\.json"),
    ("authority", r"/body/[^/]+"),
)
_ADDRESSES = tuple(
    (kind, re.compile(rf"(?:/[a-z]{{2}}(?:[-_][A-Za-z]{{2}})?)?{path}/?")) for kind, path in _PATHS
)
_NOT_READ = re.compile(r".*/body/all-authorities\.csv|.*/user/[^/]+\.json")

# Pages handed to a process at a time, and how many such handfuls may be under way: few enough
# that memory stays small, enough that no process waits.
HANDFUL = 16
AHEAD = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What today's reader says of a page: its record, or why there is none."""

    record: Any = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class ToRead:
    """One kept page and the reader that it is for."""

    kind: PageKind
    page: Packed


def kind_of(url: str) -> PageKind | None:
    """Which page of the site lies at an address; None for a file and for what is not read."""
    path = urlsplit(url).path
    if _NOT_READ.fullmatch(path):
        return None
    return next((kind for kind, pattern in _ADDRESSES if pattern.fullmatch(path)), None)


def read_pages(pages: list[ToRead]) -> list[Reading]:
    """What today's readers say of each page, in order."""
    return [_read(each) for each in pages]


def read_ahead(pages: Iterable[ToRead], executor: Executor | None) -> Iterator[Reading]:
    """`read_pages` over any number of them, in order, a few handfuls ahead of who asks.

    Without an executor they are read here and now.
    """
    left = iter(pages)
    handfuls = iter(lambda: list(islice(left, HANDFUL)), [])
    if executor is None:
        for handful in handfuls:
            yield from read_pages(handful)
        return
    under_way: deque[Future[list[Reading]]] = deque()
    for handful in handfuls:
        under_way.append(executor.submit(read_pages, handful))
        if len(under_way) > AHEAD * 2:
            yield from under_way.popleft().result()
    while under_way:
        yield from under_way.popleft().result()


@contextmanager
def processes(count: int) -> Iterator[Executor | None]:
    """So many processes that read pages, gone at the end; None where one alone is wanted.

    They are started afresh and not forked: a copy of an open database connection must not live in
    them. CampaignError when one of them dies.
    """
    if count < 2:
        yield None
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    executor = ProcessPoolExecutor(
        count, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_reading
    )
    try:
        yield executor
    except BrokenProcessPool as error:
        raise CampaignError(
            "A process that reads pages was ended from outside (no memory left, perhaps).",
            "What was read is stored. Run the command again; with --processes 1 it needs less.",
        ) from error
    finally:
        executor.shutdown(cancel_futures=True)


def _begin_reading() -> None:
    """Leave Ctrl-C to the parent, and do not outlive it."""
    import multiprocessing
    import os
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow_the_parent() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=follow_the_parent, daemon=True).start()


def _read(each: ToRead) -> Reading:
    module, function = _READERS[each.kind]
    reader: Callable[[bytes], Any] = getattr(import_module(f"{_PAGES}.{module}"), function)
    try:
        return Reading(reader(unpack(each.page)))
    except (SiteError, AlteredPage) as error:
        return Reading(refused=error.happened)
    except Exception as error:  # noqa: BLE001 - a reader that breaks down must not end the run; said
        return Reading(refused=f"Its reader broke down ({type(error).__name__}: {error}).")
