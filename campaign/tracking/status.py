"""Where each recipient stands, as rows for the terminal, JSON and CSV: pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from campaign.state.authorities import Authority
from campaign.state.correspondence import ENDED, StoredRequest

Standing = Literal["to_send", "waiting", "overdue", "answered", "attention", "gone"]


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One recipient's standing.

    `status` is the site's own short word. `days_left` counts working days to the due date,
    negative when it is past. `outcome` is a person's decision, `suggested` what the coder thinks;
    never mixed. `not_understood` counts the kept pages that still wait to be understood.
    """

    authority: str
    url_name: str
    url: str
    standing: Standing
    status: str
    sent_on: date | None
    due_on: date | None
    days_left: int | None
    replies: int
    outcome: str
    suggested: str
    trouble: str
    not_understood: int = 0


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What is coded of one request."""

    decided: str = ""
    suggested: str = ""


def status_rows(
    recipients: Iterable[Authority],
    requests: Iterable[StoredRequest],
    outcomes: Mapping[int, Outcomes],
    today: date,
    not_understood: Mapping[int, int] | None = None,
) -> list[StatusRow]:
    """One row for each request, and one for each recipient that has none yet.

    `not_understood` counts, by request, the pages that wait to be understood.
    """
    unclear = not_understood or {}
    by_authority: dict[int, list[StoredRequest]] = {}
    for request in requests:
        by_authority.setdefault(request.authority_id, []).append(request)
    rows: list[StatusRow] = []
    known: set[int] = set()
    for authority in recipients:
        known.add(authority.id)
        made = by_authority.get(authority.id, [])
        if not made:
            rows.append(_to_send(authority))
        rows += [
            _row(authority.name, authority.url_name, r, outcomes, unclear, today) for r in made
        ]
    for authority_id, made in by_authority.items():
        if authority_id not in known:
            rows += [_row(r.authority, "", r, outcomes, unclear, today) for r in made]
    return rows


def totals(rows: Iterable[StatusRow]) -> dict[str, int]:
    """How many stand where, in the order of a campaign."""
    counts = Counter(row.standing for row in rows)
    order: tuple[Standing, ...] = (
        *("to_send", "waiting", "overdue"),
        *("answered", "attention", "gone"),
    )
    return {standing: counts[standing] for standing in order if counts[standing]}


def _to_send(authority: Authority) -> StatusRow:
    return StatusRow(
        authority=authority.name,
        url_name=authority.url_name,
        url="",
        standing="to_send",
        status="not sent",
        sent_on=None,
        due_on=None,
        days_left=None,
        replies=0,
        outcome="",
        suggested="",
        trouble="",
    )


def _row(
    name: str,
    url_name: str,
    request: StoredRequest,
    outcomes: Mapping[int, Outcomes],
    unclear: Mapping[int, int],
    today: date,
) -> StatusRow:
    from campaign.law.clock import days_left

    coded = outcomes.get(request.id, Outcomes())
    standing = _standing(request, today)
    open_ended = standing in ("waiting", "overdue")
    return StatusRow(
        authority=name,
        url_name=url_name,
        url=request.url,
        standing=standing,
        status=_plain(request),
        sent_on=request.sent_on,
        due_on=request.due_on,
        days_left=days_left(today, request.due_on) if request.due_on and open_ended else None,
        replies=request.replies,
        outcome=coded.decided,
        suggested=coded.suggested,
        trouble=request.trouble or "",
        not_understood=unclear.get(request.id, 0),
    )


def _standing(request: StoredRequest, today: date) -> Standing:
    if request.availability != "public":
        return "gone"
    if request.status in ENDED:
        return "answered"
    if request.status in ("waiting_response_overdue", "waiting_response_very_overdue"):
        return "overdue"
    if request.status in (None, "waiting_response"):
        late = request.due_on is not None and today > request.due_on
        return "overdue" if late else "waiting"
    return "attention"


def _plain(request: StoredRequest) -> str:
    if request.availability == "hidden":
        return "hidden by the site"
    if request.availability == "not_found":
        return "not shown by the site"
    return request.display_status or "not looked at yet"
