"""What the site's JSON says of requests, events, authorities and users (SITE.md section 7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from campaign.rehearsal import status
from campaign.rehearsal.records import Body, Event, Request, User
from campaign.rehearsal.rendering import london_iso
from campaign.rehearsal.site import Site

WELSH_EVENTS = {"Clarification": "Eglurhad", "Response": "Ymateb"}


def moment(at: datetime | None) -> str | None:
    """A moment in London time with milliseconds."""
    return london_iso(at, milliseconds=True) if at is not None else None


def user_facts(user: User) -> dict[str, Any]:
    """A user."""
    return {
        "id": user.site_id,
        "url_name": user.url_name,
        "name": user.shown_name,
        "ban_text": user.banned or "",
        "about_me": "",
    }


def body_facts(site: Site, body: Body, locale: str = "en") -> dict[str, Any]:
    """An authority, with counts of its visible requests."""
    asked = [r for r in site.requests_to(body) if r.public()]
    classified = [r for r in asked if not r.awaiting_description]
    successful = ("successful", "partially_successful")
    return {
        "id": body.site_id,
        "url_name": body.url_name_in(locale),
        "name": body.name_in(locale),
        "short_name": body.short_name or None,
        "created_at": moment(body.created_at),
        "updated_at": moment(body.created_at),
        "home_page": body.home_page,
        "notes": body.notes,
        "publication_scheme": "",
        "disclosure_log": "",
        "tags": [tag_pair(tag) for tag in body.tags],
        "info": {
            "requests_count": len(asked),
            "requests_successful_count": sum(r.described_state in successful for r in classified),
            "requests_not_held_count": sum(r.described_state == "not_held" for r in classified),
            "requests_overdue_count": None,
            "requests_visible_classified_count": len(classified),
        },
    }


def tag_pair(tag: str) -> list[str | None]:
    """`police` as [police, null]; `dpr:Z1` as [dpr, Z1]."""
    name, colon, value = tag.partition(":")
    return [name, value if colon else None]


def short_facts(request: Request, now: datetime, locale: str = "en") -> dict[str, Any]:
    """A request without those who take part and without its events."""
    short = status.SHORT[status.shown_state(request, now)]
    return {
        "id": request.site_id,
        "url_title": request.url_title,
        "title": request.title,
        "created_at": moment(request.created_at),
        "updated_at": moment(request.updated_at),
        "described_state": request.described_state,
        "display_status": short.welsh if locale == "cy" else short.json,
        "awaiting_description": request.awaiting_description,
        "prominence": request.prominence,
        "law_used": "eir" if "eir_only" in request.body.tags else "foi",
        "tags": [tag_pair(tag) for tag in request.tags],
    }


def request_facts(
    site: Site, request: Request, now: datetime, locale: str = "en"
) -> dict[str, Any]:
    """A request with its events; no texts, senders, attachments or due dates."""
    who: dict[str, Any] = (
        {"user": user_facts(request.user)} if request.user else {"user_name": request.external_name}
    )
    return {
        **short_facts(request, now, locale),
        **who,
        "public_body": body_facts(site, request.body, locale),
        "info_request_events": [event_facts(event, locale) for event in request.events],
    }


def event_facts(event: Event, locale: str = "en") -> dict[str, Any]:
    """An event; only those with a message have a `display_status`."""
    made: dict[str, Any] = {
        "id": event.site_id,
        "event_type": event.kind,
        "created_at": moment(event.created_at),
        "described_state": event.described_state,
        "calculated_state": event.calculated_state,
        "last_described_at": moment(event.last_described_at),
        "incoming_message_id": event.incoming.site_id if event.incoming else None,
        "outgoing_message_id": event.outgoing.site_id if event.outgoing else None,
        "comment_id": event.comment.site_id if event.comment else None,
    }
    shown = status.event_status(event)
    if shown is None:
        return made
    if locale == "cy":
        welsh = {s.json: s.welsh for s in status.SHORT.values()} | WELSH_EVENTS
        shown = welsh.get(shown, shown)
    return made | {"display_status": shown}
