"""Letters after the first: whether one may go now (pure), and putting it into the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from campaign.outbox.facts import facts_of
from campaign.outbox.intents import follow_up_key
from campaign.outbox.words import same_words
from campaign.state.correspondence import ENDED, StoredRequest, requests_of
from campaign.state.outbox import Channel, Draft, Intent, draft, find, intents, move
from campaign.times import iso, london_date

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from campaign.state.campaigns import Campaign

LetterKind = Literal["chase", "clarify", "review", "thank", "status"]
BETWEEN_CHASERS = timedelta(days=7)


WAITS_FOR_US = {
    "clarification": "it asks you something first (`campaign letter clarify`)",
    "bounce_or_ooo": "your letter may not have been delivered; look at the request on the site",
}
"""Outcomes after which a reminder would be wrong, and why."""


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
    uncoded: bool = False,
    outcome: str = "",
) -> Write | Hold:
    """Whether this request may have a letter of this kind today.

    Nobody is chased before the day it is due (or the extended day), twice in a week, after it
    answered, while a reply of theirs is not coded (`uncoded`: it may be the answer), while it waits
    for us (`outcome`), or after a person said stop; `written_on` are the days of earlier letters
    of the kind.
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
        if uncoded:
            return Hold(request, "its replies are not coded yet")
        if outcome in WAITS_FOR_US:
            return Hold(request, WAITS_FOR_US[outcome])
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
    *,
    leaving_out: int | None = None,
) -> list[Write | Hold]:
    """`decide` for each request, from what is stored; one intent may be left out of account."""
    stopped = stopped_authorities(database, campaign)
    uncoded = _uncoded(database, campaign)
    earlier: dict[int, list[date]] = {}
    for intent in intents(database, campaign.id, ["approved", "sending", "sent", "unknown"]):
        if intent.id == leaving_out or intent.request_id is None:
            continue
        if intent.details.get("letter") == kind:
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
                uncoded=request.id in uncoded,
                outcome=outcomes.get(request.id) or "",
            )
        )
    return decided


def stopped_authorities(database: Database, campaign: Campaign) -> set[int]:
    """The recipients to whom a person wants no more letters, by local id."""
    return {
        row[0]
        for row in database.conn.execute(
            "SELECT authority_id FROM recipients WHERE campaign_id = ? AND stopped_at IS NOT NULL",
            [campaign.id],
        )
    }


def hold_now(database: Database, campaign: Campaign, intent: Intent, today: date) -> str | None:
    """Why an approved intent must not go after all, as things stand now; None if it may.

    Between approval and sending a person may have said stop, or the answer may have come.
    """
    if intent.kind == "classification":
        return None
    if intent.authority_id in stopped_authorities(database, campaign):
        return "somebody said stop"
    if intent.details.get("letter") != "chase":
        return None
    about = [r for r in requests_of(database, campaign.id) if r.id == intent.request_id]
    for step in decide_all(database, campaign, "chase", about, today, leaving_out=intent.id):
        if isinstance(step, Hold):
            return step.why
    return None


def _uncoded(database: Database, campaign: Campaign) -> set[int]:
    """Requests with a reply on which neither the coder nor, since it came, a person has spoken."""
    return {
        row[0]
        for row in database.conn.execute(
            "SELECT DISTINCT m.request_id FROM messages m JOIN requests r ON r.id = m.request_id"
            " WHERE r.campaign_id = ? AND m.direction = 'incoming' AND m.gone_at IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM codings c WHERE c.message_id = m.id)"
            " AND NOT EXISTS (SELECT 1 FROM answers a WHERE a.message_id = m.id)"
            " AND NOT EXISTS (SELECT 1 FROM codings c WHERE c.request_id = m.request_id"
            " AND c.kind = 'decision' AND c.made_at >= m.first_seen_at)",
            [campaign.id],
        )
    }


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
    channel: Channel = "handoff",
) -> Intent:
    """Put a letter into the outbox, drafted; one letter of a kind and day is one letter.

    A clarification or thanks replies to the newest message, if there is one.
    """
    key = follow_up_key(campaign.name, request.url_title, kind, london_date(now))
    known = find(database, key)
    if known is not None and known.state not in ("drafted", "cancelled", "failed"):
        return known
    details: dict[str, object] = {"letter": kind}
    if kind in ("clarify", "thank"):
        details["incoming_id"] = _newest_reply(database, request)
    return draft(
        database,
        Draft(
            key=key,
            campaign_id=campaign.id,
            kind="internal_review" if kind == "review" else "follow_up",
            channel=channel,
            body=body,
            authority_id=request.authority_id,
            request_id=request.id,
            details=details,
        ),
        iso(now),
    )


def _newest_reply(database: Database, request: StoredRequest) -> int | None:
    """The site's number of the newest reply that it still shows."""
    row = database.conn.execute(
        "SELECT site_id FROM messages WHERE request_id = ? AND direction = 'incoming'"
        " AND gone_at IS NULL ORDER BY position DESC LIMIT 1",
        [request.id],
    ).fetchone()
    return int(row[0]) if row else None


def approved_before(
    database: Database, campaign: Campaign, kind: LetterKind, requests: Iterable[StoredRequest]
) -> list[Intent]:
    """The letters of a kind about these requests that were approved and not seen sent yet."""
    about = {request.id for request in requests}
    return [
        intent
        for intent in intents(database, campaign.id, ["approved"])
        if intent.request_id in about and intent.details.get("letter") == kind
    ]


def recognise(database: Database, campaign: Campaign, now: datetime) -> int:
    """Mark as sent the approved letters and statuses that the site shows; how many.

    The site's own rule of sameness: the same words, white space aside (SITE.md section 5). A letter
    that was handed over may have been edited in the browser: a new letter of ours in that request,
    after the approval, is then taken for it, so that it is not handed over a second time.
    """
    seen = 0
    for intent in intents(database, campaign.id, ["approved", "unknown"]):
        url, note = _seen_at(database, intent), "seen on the site"
        if url is None and intent.channel == "handoff" and intent.state == "approved":
            url, note = _edited_at(database, intent), "seen on the site, in other words"
        if url is not None:
            move(database, intent.id, "sent", now=iso(now), note=note, result_url=url)
            seen += 1
    return seen


def _edited_at(database: Database, intent: Intent) -> str | None:
    """The newest letter of ours after the approval that is no other intent's, if there is one.

    A request for a review is known as such by its event (SITE.md section 6), and nothing else is
    taken for one.
    """
    if intent.kind not in ("follow_up", "internal_review"):
        return None
    row = database.conn.execute(
        "SELECT r.url || '#outgoing-' || m.site_id AS seen FROM messages m"
        " JOIN requests r ON r.id = m.request_id JOIN outbox o ON o.id = ?"
        " WHERE r.id = o.request_id AND m.direction = 'outgoing' AND m.position > 1"
        " AND m.sent_at >= o.approved_at"
        " AND (o.kind = 'internal_review') = EXISTS (SELECT 1 FROM events e"
        "  WHERE e.request_id = r.id AND e.outgoing_message_id = m.site_id"
        "  AND e.described_state = 'internal_review')"
        " AND seen NOT IN (SELECT result_url FROM outbox WHERE result_url IS NOT NULL)"
        " ORDER BY m.position DESC LIMIT 1",
        [intent.id],
    ).fetchone()
    return str(row[0]) if row else None


def _seen_at(database: Database, intent: Intent) -> str | None:
    if intent.request_id is None or intent.kind in ("request", "batch"):
        return None
    if intent.kind == "classification":
        row = database.conn.execute(
            "SELECT url FROM requests WHERE id = ? AND described_state = ?"
            " AND awaiting_description = 0",
            [intent.request_id, intent.body],
        ).fetchone()
        return str(row[0]) if row else None
    for text, url, site_id in database.conn.execute(
        "SELECT m.text, r.url, m.site_id FROM messages m JOIN requests r ON r.id = m.request_id"
        " WHERE r.id = ? AND m.direction = 'outgoing' AND m.text IS NOT NULL",
        [intent.request_id],
    ).fetchall():
        if same_words(intent.body, text):
            return f"{url}#outgoing-{site_id}"
    return None
