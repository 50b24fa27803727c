"""Fetching attachments and reading their text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from campaign.errors import SiteError, Stopped
from campaign.state.attachments import (
    WaitingAttachment,
    save_attachment_file,
    save_attachment_trouble,
    waiting_attachments,
)
from campaign.state.database import writing
from campaign.state.pages import record_fetch
from campaign.times import iso
from campaign.tracking.report import ENOUGH, Report

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.alaveteli.client import Client, Response
    from campaign.documents import Reader
    from campaign.state.campaigns import Campaign
    from campaign.tracking.private import Own

# A file that the site refuses is asked for again after so long: it may have been hidden in passing.
REFUSED_RESTS = timedelta(days=7)
# The site prepares a file on first access and says so: how often and how far apart to ask again.
PREPARING_TRIES = 5
PREPARING_PAUSE = 2.0


class _Refused(SiteError):
    """The site does not give out this one file."""


def fetch_attachments(
    database: Database,
    campaign: Campaign,
    client: Client,
    report: Report,
    *,
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
    tell: Callable[[str], None] = lambda _: None,
    own: Own | None = None,
) -> None:
    """Fetch every attachment that is listed and not here yet, and store its bytes and text.

    Those of private requests wait until `own` can ask for them.
    """
    from campaign.documents import Reader

    waiting = waiting_attachments(database, campaign.id, iso(now() - REFUSED_RESTS))
    if not waiting:
        return
    failures = 0
    with Reader() as reader:
        for attachment in waiting:
            asker = own if attachment.private else client
            if asker is None:
                continue
            tell(attachment.name)
            try:
                answer = _ask(asker, campaign.site + attachment.url, sleep)
                _store(database, attachment, answer, reader, now())
                report.attachments += 1
                failures = 0
            except Stopped as stop:
                report.stopped = stop
                return
            except _Refused as refusal:
                # The site answers well; it is this one file that it does not give.
                save_attachment_trouble(database, attachment.id, refusal.happened, iso(now()))
                report.troubles.append((attachment.name, refusal.happened))
                failures = 0
            except SiteError as error:
                save_attachment_trouble(database, attachment.id, error.happened)
                report.troubles.append((attachment.name, error.happened))
                failures += 1
            if failures >= ENOUGH:
                report.stopped = Stopped(
                    f"{failures} attachments in a row could not be fetched.",
                    "Try again later; what was fetched so far is stored.",
                )
                return


def _ask(client: Client | Own, url: str, sleep: Callable[[float], None]) -> Response:
    """The answer that holds the file; SiteError if it is refused or never gets ready."""
    from campaign.alaveteli.pages.attachment import File, Preparing, read_attachment

    for _ in range(PREPARING_TRIES):
        answer = client.get(url)
        found = read_attachment(answer.status, answer.content_type, answer.location, answer.body)
        if isinstance(found, File):
            return answer
        if not isinstance(found, Preparing):
            raise _Refused(
                f"The site does not give out the file {url} ({answer.status}).",
                "It is marked, and asked for again after a week.",
            )
        sleep(PREPARING_PAUSE)
    raise SiteError(f"The site is still preparing {url}.", "It will be tried on the next run.")


def media_type(served: str, attachment: WaitingAttachment) -> str:
    """What kind of file it is: as served, unless the site serves it as bytes of no kind.

    Then the picture beside its name says it, or else the end of its name.
    """
    import mimetypes

    bare = served.partition(";")[0].strip().lower()
    if bare not in ("", "application/octet-stream"):
        return bare
    guessed, _ = mimetypes.guess_type(attachment.name)
    return attachment.shown_type or guessed or "application/octet-stream"


def _store(
    database: Database,
    attachment: WaitingAttachment,
    answer: Response,
    reader: Reader,
    now: datetime,
) -> None:
    content_type = media_type(answer.content_type, attachment)
    extract = reader.read(answer.body, attachment.name, content_type)
    with writing(database):
        digest = record_fetch(
            database,
            url=answer.url,
            request_id=attachment.request_id,
            why="an attachment",
            fetched_at=iso(answer.fetched_at),
            outcome="stored",
            status=answer.status,
            etag=answer.etag,
            body=answer.body,
            content_type=answer.content_type,
        )
        save_attachment_file(
            database,
            attachment.id,
            content_type=content_type,
            size=len(answer.body),
            sha256=digest or "",
            extract=extract,
            now=iso(now),
        )
