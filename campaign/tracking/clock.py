"""From a request's events: on which day its clock started, and when the answer is due."""

from __future__ import annotations

from datetime import date

from campaign.alaveteli.pages.records import RequestPage, RequestRecord
from campaign.times import london_date


def started_on(record: RequestRecord) -> date | None:
    """The London day of the sending from which the site counts: first, resent, or clarified.

    A follow-up starts the clock anew only when the authority had asked for clarification
    (checked against `date_initial_request_last_sent_at` of the captured requests).
    """
    started: date | None = None
    clarifying = False
    for event in record.events:
        if event.described_state == "waiting_clarification":
            clarifying = True
        if event.event_type in ("sent", "resent") and (
            started is None or event.event_type == "resent"
        ):
            started = london_date(event.created_at)
        elif event.event_type == "followup_sent" and clarifying:
            started = london_date(event.created_at)
            clarifying = False
    return started


def due(page: RequestPage, started: date | None) -> tuple[date | None, str | None]:
    """The day by which the answer is due, and who says so: the page itself, or our count.

    Like the site's, our count is that of FOIA s.10 for every authority, Scottish ones too.
    """
    if page.due_on is not None:
        return page.due_on, "page"
    if started is None:
        return None, None
    from campaign.law.clock import due_date

    return due_date(started), "computed"
