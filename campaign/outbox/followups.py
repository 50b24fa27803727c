"""Letters after the first: whether one may go now (pure), and putting it into the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from campaign.outbox.facts import facts_of
from campaign.state.correspondence import StoredRequest
from campaign.state.database import writing
from campaign.state.outbox import Draft, Intent, draft, find, intents, move
from campaign.times import iso, london_date
from campaign.tracking.plan import ENDED

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from campaign.state.campaigns import Campaign

LetterKind = Literal["chase", "clarify", "review", "thank", "status"]
BETWEEN_CHASERS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Write:
    """This request may have the letter now."""

    request: StoredRequest


@dataclass(frozen=True, slots=True)
class Hold:
    """This request gets no such letter now; `why` is said to the user."""

    request: StoredRequest
    why: str


def decide(
    kind: LetterKind,
    request: StoredRequest,
    *,
    today: date,
    written_on: Sequence[date] = (),
    extended_to: date | None = None,
    stopped: bool = False,
    answered: bool = False,
) -> Write | Hold:
    """Whether this request may have a letter of this kind today.

    Nobody is chased before the day it is due (or the extended day), twice in a week, after it
    answered, or after a person said stop; `written_on` are the days of earlier letters of the kind.
    """
    if stopped:
        return Hold(request, "somebody said stop")
    if request.availability != "public":
        return Hold(request, "the site does not show it")
    if kind == "chase":
        due = max(filter(None, (request.due_on, extended_to)), default=None)
        if due is None or today <= due:
            return Hold(request, "it is not overdue" if due else "its due date is not known")
        if answered or request.status in ENDED:
            return Hold(request, "it was answered")
    if kind in ("clarify", "review", "thank") and request.replies == 0:
        return Hold(request, "nothing came that could be replied to")
    latest = max(written_on, default=None)
    if latest is not None and today - latest < BETWEEN_CHASERS:
        return Hold(request, f"it had such a letter on {latest:%d %B}")
    if kind == "review" and written_on:
        return Hold(request, "a review was asked for already")
    return Write(request)


def decide_all(
    database: Database,
    campaign: Campaign,
    kind: LetterKind,
    requests: Iterable[StoredRequest],
    today: date,
) -> list[Write | Hold]:
    """`decide` for each request, from what is stored."""
    stopped = {
        row[0]
        for row in database.conn.execute(
            "SELECT authority_id FROM recipients WHERE campaign_id = ? AND stopped_at IS NOT NULL",
            [campaign.id],
        )
    }
    earlier: dict[int, list[date]] = {}
    for intent in intents(database, campaign.id, ["approved", "sending", "sent", "unknown"]):
        if intent.request_id is not None and intent.details.get("letter") == kind:
            earlier.setdefault(intent.request_id, []).append(london_date(intent.updated_at))
    outcomes = dict(
        database.conn.execute(
            "SELECT o.request_id, coalesce(d.value, s.value) FROM current_outcomes o"
            " LEFT JOIN codings d ON d.id = o.decision_id"
            " LEFT JOIN codings s ON s.id = o.suggestion_id WHERE o.campaign_id = ?",
            [campaign.id],
        ).fetchall()
    )
    decided: list[Write | Hold] = []
    for request in requests:
        facts = facts_of(database, campaign, request, today)
        decided.append(
            decide(
                kind,
                request,
                today=today,
                written_on=earlier.get(request.id, []),
                extended_to=facts.extended_to,
                stopped=request.authority_id in stopped,
                answered=outcomes.get(request.id) not in (None, *UNANSWERED),
            )
        )
    return decided


UNANSWERED = ("acknowledgement", "extension", "bounce_or_ooo", "other", "no_reply", "clarification")
"""Outcomes after which an answer is still owed."""


def write(
    database: Database,
    campaign: Campaign,
    kind: LetterKind,
    request: StoredRequest,
    today: date,
    *,
    reply: str = "",
    working: Path | None = None,
) -> str:
    """The letter's text, of the request's facts and the template; nothing is stored."""
    from campaign.letters.followups import render_follow_up

    facts = facts_of(database, campaign, request, today, reply)
    return render_follow_up(kind, facts, working=working)


def draft_follow_up(
    database: Database,
    campaign: Campaign,
    kind: LetterKind,
    request: StoredRequest,
    body: str,
    now: datetime,
) -> Intent:
    """Put a letter into the outbox, drafted; one letter of a kind and day is one letter."""
    today = london_date(now)
    key = f"{campaign.name}/{request.url_title}/{kind}/{today.isoformat()}"
    known = find(database, key)
    if known is not None and known.state not in ("drafted", "cancelled"):
        return known
    return draft(
        database,
        Draft(
            key=key,
            campaign_id=campaign.id,
            kind="internal_review" if kind == "review" else "follow_up",
            channel="handoff",
            body=body,
            authority_id=request.authority_id,
            request_id=request.id,
            details={"letter": kind},
        ),
        iso(now),
    )


def recognise(database: Database, campaign: Campaign, now: datetime) -> int:
    """Mark as sent the approved letters that the site shows; how many.

    The site's own rule of sameness: the same words, white space aside (SITE.md section 5).
    """
    seen = 0
    for intent in intents(database, campaign.id, ["approved", "sending", "unknown"]):
        if intent.request_id is None or intent.kind not in ("follow_up", "internal_review"):
            continue
        rows = database.conn.execute(
            "SELECT m.text, r.url, m.site_id FROM messages m JOIN requests r"
            " ON r.id = m.request_id WHERE r.id = ? AND m.direction = 'outgoing'"
            " AND m.text IS NOT NULL",
            [intent.request_id],
        ).fetchall()
        for text, url, site_id in rows:
            if "".join(text.split()) == "".join(intent.body.split()):
                with writing(database):
                    move(
                        database,
                        intent.id,
                        "sent",
                        now=iso(now),
                        note="seen on the site",
                        result_url=f"{url}#outgoing-{site_id}",
                    )
                seen += 1
                break
    return seen
