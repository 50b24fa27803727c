"""Where everyone stands on the day of the last look at the site: pure, on `tracking`'s own rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from campaign.results.rows import RequestRow
from campaign.state.correspondence import StoredRequest
from campaign.tracking.status import Outcomes, status_rows


@dataclass(frozen=True, slots=True)
class Standing:
    """One request's standing; `request` is None for a recipient that was not asked yet.

    `days_left` counts working days to the due date, negative once late, None when it is over.
    """

    authority: str
    request: RequestRow | None
    standing: str
    status: str
    days_left: int | None
    decided: str
    suggested: str


def standings(
    requests: Sequence[RequestRow],
    unasked: Sequence[tuple[str, str]],
    outcomes: Mapping[int, tuple[str, str]],
    today: date,
) -> tuple[Standing, ...]:
    """Everyone's standing by name of authority, as `campaign status` has it on that day."""
    by_url = {request.url: request for request in requests}
    found = [
        Standing(
            row.authority,
            by_url[row.url],
            row.standing,
            row.status,
            row.days_left,
            row.outcome,
            row.suggested,
        )
        for row in status_rows(
            (),
            [_stored(request) for request in requests],
            {request: Outcomes(*pair) for request, pair in outcomes.items()},
            today,
        )
    ]
    found += [Standing(name, None, "to_send", "not sent", None, "", "") for name, _ in unasked]
    return tuple(sorted(found, key=lambda each: each.authority.casefold()))


def _stored(row: RequestRow) -> StoredRequest:
    """The request as tracking knows it; what only the next look needs is left at nothing."""
    return StoredRequest(
        id=row.id,
        campaign_id=0,
        authority_id=row.authority_id,
        authority=row.authority,
        url=row.url,
        url_title=row.url_title,
        site_id=None,
        status=row.status,
        status_text=row.status_text,
        display_status=row.display_status,
        awaiting_description=None,
        sent_on=row.sent_on,
        due_on=row.due_on,
        availability=row.availability,
        stale=False,
        trouble=None,
        linked_at="",
        checked_at=None,
        changed_at=None,
        replies=row.replies,
        last_reply_at=row.last_reply_at,
    )
