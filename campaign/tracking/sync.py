"""Following requests: ask, keep what came, read it, store what it says.

Each answer is committed as it came before the next question is asked, so a run can be stopped
anywhere and run again. What is not understood is kept and reported, never stored as empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

from campaign.errors import SiteError, Stopped, UnknownPage
from campaign.state.addresses import save_moved
from campaign.state.correspondence import (
    StoredRequest,
    requests_of,
    save_page,
    save_record,
    save_stale,
    save_trouble,
    save_unavailable,
)
from campaign.state.database import writing
from campaign.state.pages import last_etag, last_stored, read_page, record_fetch
from campaign.times import iso, parse
from campaign.tracking.clock import due, started_on
from campaign.tracking.lists import ask_list, expecting, lists_of
from campaign.tracking.moved import Moved, is_same, name_of_today
from campaign.tracking.plan import WEEKLY, AskList, Look, Rest, Step, plan
from campaign.tracking.report import Report, too_many

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.alaveteli.client import Client, Response
    from campaign.alaveteli.pages.records import RequestPage, RequestRecord
    from campaign.state.campaigns import Campaign
    from campaign.tracking.private import Own


def plan_for(
    database: Database, campaign: Campaign, now: datetime, *, full: bool = False
) -> tuple[Step, ...]:
    """What a sync would ask now, from what is stored."""
    requests = requests_of(database, campaign.id)
    return plan(
        requests,
        now,
        lists=lists_of(database, campaign, requests),
        expecting=expecting(database, campaign),
        full=full,
    )


class _Vanished(Exception):
    """The site no longer shows a request."""


class _Private(Exception):
    """Only the account that made a request could read it, and nobody is signed in."""


class Follower:
    """Looks at requests one after another through one polite client.

    What that is not shown, `own` asks for signed in, where it is given.
    """

    def __init__(
        self,
        database: Database,
        client: Client,
        *,
        now: Callable[[], datetime],
        tell: Callable[[str], None] = lambda _: None,
        own: Own | None = None,
    ) -> None:
        self._database = database
        self._client = client
        self._own = own
        self._now = now
        self._tell = tell

    def follow(self, campaign: Campaign, report: Report, *, full: bool = False) -> None:
        """Ask what is due, lists before requests, and add to the report.

        A list or request that cannot be understood is reported and the next one is looked at; when
        the site asks to stop, or too many fail in a row, the run stops and says so in the report.
        """
        steps = plan_for(self._database, campaign, self._now(), full=full)
        looks = [step for step in steps if isinstance(step, Look)]
        report.rested = sum(isinstance(step, Rest) for step in steps)
        for step in steps:
            if isinstance(step, AskList):
                looks = self._ask_list(campaign, step, report) + looks
                if report.stopped is not None:
                    return
        self._look_at(looks, report)

    def _ask_list(self, campaign: Campaign, step: AskList, report: Report) -> list[Look]:
        """Those of the list that are to be looked at; all that are due, where it cannot be read."""
        self._tell(step.site_list.name)
        try:
            news = ask_list(self._database, campaign, self._client, step, self._now())
        except Stopped as stop:
            report.stopped = stop
            return []
        except SiteError as error:
            report.troubles.append((step.site_list.name.capitalize(), error.happened))
            return [Look(request, "its list could not be read") for request in step.requests]
        report.listed += news.unchanged
        report.linked += len(news.linked.new)
        report.not_ours += news.linked.not_ours
        found = [
            Look(request, "it was never looked at")
            for request in requests_of(self._database, campaign.id)
            if news.linked.new and request.checked_at is None
        ]
        return found + news.looks

    def _look_at(self, looks: list[Look], report: Report) -> None:
        failures = vanished = unread = 0
        for look in looks:
            self._tell(look.request.authority)
            report.looked += 1
            try:
                self._look(look.request, report)
                failures = vanished = unread = 0
            except Stopped as stop:
                report.stopped = stop
                break
            except _Private:
                report.looked -= 1
                report.private += 1
            except _Vanished as gone:
                report.troubles.append((look.request.authority, str(gone)))
                vanished += look.request.availability == "public"
            except UnknownPage as error:
                report.troubles.append((look.request.authority, error.happened))
                unread += 1
            except SiteError as error:
                report.troubles.append((look.request.authority, error.happened))
                self._failed(look.request, error)
                failures += 1
            report.stopped = too_many(failures, vanished, unread)
            if report.stopped is not None:
                break

    def _look(self, request: StoredRequest, report: Report) -> None:
        try:
            record, changed, private = self._ask_record(request)
        except Moved as moved:
            request = self._follow_to(request, moved.url_title, report)
            record, changed, private = self._ask_record(request)
        request = replace(request, private=private)
        if not (changed or request.stale):
            # A list that was older, or kept by the site for a while, may have said otherwise.
            save_stale(self._database, [request.id], stale=False)
            return
        if record is None:
            # The JSON is as it was, yet its page was never read: read the stored JSON again.
            record = self._stored_record(request)
        page, digest = self._ask_page(request, record)
        started = started_on(record)
        due_on, source = due(page, started)
        before = request.replies
        save_page(
            self._database,
            request.id,
            page,
            due_on=due_on,
            due_source=source,
            sent_on=started,
            page_sha256=digest,
            now=iso(self._now()),
        )
        report.changed += 1
        report.replies += max(
            0, sum(message.direction == "incoming" for message in page.messages) - before
        )

    def _ask_record(self, request: StoredRequest) -> tuple[RequestRecord | None, bool, bool]:
        """The request's JSON (None for a 304), whether it says anything new, whether in private."""
        from campaign.alaveteli.pages.request_json import read_request_json

        answer, private = self._record_shown(request)
        if answer.not_modified:
            self._keep(request, answer, "unchanged", "has it changed?")
            with writing(self._database):
                self._database.conn.execute(
                    "UPDATE requests SET checked_at = ?, private = ? WHERE id = ?",
                    [iso(self._now()), int(private), request.id],
                )
            return None, False, private
        if answer.status in (403, 404, 410):
            if answer.status != 403 and (named := name_of_today(self._client, request)):
                raise Moved(named)
            self._gone(request, answer)
        try:
            self._expect_ok(answer)
            record = read_request_json(answer.body)
        except SiteError as error:
            raise self._not_understood(request, answer, error) from error
        if not is_same(request, record):
            self._gone(request, answer, f"The site leads from this request to {record.url_title}.")
        with writing(self._database):
            self._keep(request, answer, "stored", "has it changed?")
            now = iso(self._now())
            changed = save_record(self._database, request.id, record, now, private=private)
        return record, changed, private

    def _record_shown(self, request: StoredRequest) -> tuple[Response, bool]:
        """The answer for the JSON, and whether it is only shown to its owner.

        It is asked for signed out first: so an embargo that has ended is noticed. Signed in, too,
        the JSON gives a 304 (caching.md).
        """
        if request.private and self._own is None and self._looked_lately(request):
            raise _Private
        url = request.url + ".json"
        # What was hidden and comes back may be word for word as before: ask for it whole.
        known = last_etag(self._database, url) if request.availability == "public" else None
        answer = self._client.get(url, etag=known)
        if answer.status not in (403, 404):
            return answer, False
        if self._own is not None:
            shown = self._own.get(url, etag=known)
            return (shown, True) if shown.status in (200, 304) else (answer, False)
        if request.private:
            self._keep(request, answer, "refused", "is it public now?")
            raise _Private
        return answer, False

    def _looked_lately(self, request: StoredRequest) -> bool:
        checked = request.checked_at
        return checked is None or self._now() - parse(checked) < WEEKLY

    def _stored_record(self, request: StoredRequest) -> RequestRecord:
        from campaign.alaveteli.pages.request_json import read_request_json

        digest = last_stored(self._database, request.url + ".json")
        return read_request_json(read_page(self._database, digest))

    def _ask_page(self, request: StoredRequest, record: RequestRecord) -> tuple[RequestPage, str]:
        """The request's page, unfolded where the site folded something, and its digest.

        Where something was folded before, the unfolded page is the only one asked for.
        """
        unfolded = request.url + "?unfold=1"
        if last_etag(self._database, unfolded) is not None:
            return self._one_page(request, record, unfolded, "it has changed")
        page, digest = self._one_page(request, record, request.url, "it has changed")
        if not any(message.folded for message in page.messages):
            return page, digest
        try:
            return self._one_page(request, record, unfolded, "quoted parts are folded")
        except Stopped:
            raise
        except SiteError as error:
            # The folded page is still good; what was folded stays marked as such.
            self._tell(f"{request.authority}: quoted parts stay folded ({error.happened})")
            return page, digest

    def _one_page(
        self, request: StoredRequest, record: RequestRecord, url: str, why: str
    ) -> tuple[RequestPage, str]:
        from campaign.alaveteli.pages.request import check_against, read_request_page

        if request.private and self._own is not None:
            # Signed in, each rendering of a page differs, and no validator helps (caching.md).
            answer = self._own.get(url)
        else:
            answer = self._client.get(url, etag=last_etag(self._database, url))
        if known := answer.not_modified:
            # It is here already: a run was stopped after it came, or its JSON alone has changed.
            digest = last_stored(self._database, url)
            answer = replace(answer, status=200, body=read_page(self._database, digest))
        try:
            self._expect_ok(answer)
            page = read_request_page(answer.body)
            check_against(page, record)
        except SiteError as error:
            raise self._not_understood(request, answer, error) from error
        if known:
            self._keep(request, replace(answer, status=304, body=b""), "unchanged", why)
            return page, digest
        return page, self._keep(request, answer, "stored", why)

    def _keep(
        self, request: StoredRequest, answer: Response, outcome: str, why: str, note: str = ""
    ) -> str:
        with writing(self._database):
            digest = record_fetch(
                self._database,
                url=answer.url,
                request_id=request.id,
                why=why,
                fetched_at=iso(answer.fetched_at),
                outcome=outcome,  # type: ignore[arg-type]
                status=answer.status,
                etag=answer.etag,
                body=answer.body,
                content_type=answer.content_type,
                note=note,
            )
        return digest or ""

    def _not_understood(
        self, request: StoredRequest, answer: Response, error: SiteError
    ) -> UnknownPage:
        """Keep the page for inspection; the error that names it, noted with the request too."""
        with writing(self._database):
            self._keep(request, answer, "not_understood", "", note=error.happened)
            number = self._database.conn.execute("SELECT max(id) FROM fetches").fetchone()[0]
            happened = f"{error.happened} It was {answer.url}, kept as page {number}."
            save_trouble(self._database, request.id, happened, iso(self._now()))
        kind = error.kind if isinstance(error, UnknownPage) else "layout"
        return UnknownPage(happened, error.remedy, kind=kind)

    def _failed(self, request: StoredRequest, error: SiteError) -> None:
        """Note that nothing whole came; the request is looked at again on the next run."""
        with writing(self._database):
            record_fetch(
                self._database,
                url=request.url,
                request_id=request.id,
                why="has it changed?",
                fetched_at=iso(self._now()),
                outcome="failed",
                note=error.happened,
            )

    def _follow_to(self, request: StoredRequest, url_title: str, report: Report) -> StoredRequest:
        """The request at its new address, where it is followed from now on."""
        url = self._client.site.request(url_title)
        if not save_moved(self._database, request.id, url, url_title):
            said = f"The site leads from this request to {url_title}, which is followed already."
            self._gone(request, None, said)
        report.moved.append((request.authority, url))
        return replace(request, url=url, url_title=url_title, stale=True)

    def _gone(self, request: StoredRequest, answer: Response | None, said: str = "") -> NoReturn:
        """Mark a request that the site no longer shows; what was stored of it stays."""
        hidden = answer is not None and answer.status == 403
        said = said or (
            "The site has hidden this request."
            if hidden
            else "The site does not know this request (private, or removed)."
        )
        with writing(self._database):
            if answer is not None:
                self._keep(request, answer, "refused", "has it changed?", note=said)
            availability = "hidden" if hidden else "not_found"
            save_unavailable(self._database, request.id, availability, said, iso(self._now()))
        raise _Vanished(said)

    def _expect_ok(self, answer: Response) -> None:
        if answer.status != 200:
            raise SiteError(
                f"{answer.url} answered {answer.status}.", "It will be looked at again later."
            )
