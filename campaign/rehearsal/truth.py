"""What only a practice site can tell: the truth of every reply, and every message."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from campaign.rehearsal.records import Request
from campaign.rehearsal.site import Site
from campaign.rehearsal.status import shown_state
from campaign.times import iso


def truth(site: Site) -> dict[str, Any]:
    """Each request by `url_title`: whom it asked, how it stands, and each reply's truth."""
    with site.lock:
        now = site.clock.now()
        return {
            request.url_title: {
                "authority": request.body.url_name,
                "name": request.body.name,
                "sent_at": iso(request.created_at),
                "shown_state": shown_state(request, now),
                "outcome": _last(request, "stands"),
                "review": _last(request, "review"),
                "replies": [
                    {
                        "incoming_id": message.site_id,
                        "sent_at": iso(message.sent_at),
                        "truth": _plain(asdict(message.truth)) if message.truth else None,
                    }
                    for message in request.incoming()
                ],
            }
            for request in site.requests
        }


def mail(site: Site) -> list[dict[str, Any]]:
    """Every message, oldest first."""
    with site.lock:
        sent = [
            {
                "at": iso(message.sent_at),
                "direction": "out",
                "request": request.url_title,
                "from": message.sender,
                "to": request.body.name,
                "subject": f"Freedom of Information request - {request.title}",
                "text": message.body,
                "attachments": [],
            }
            for request in site.requests
            for message in request.outgoing()
        ]
        got = [
            {
                "at": iso(message.sent_at),
                "direction": "in",
                "request": request.url_title,
                "from": message.sender,
                "to": request.requester_name,
                "subject": message.subject,
                "text": message.text,
                "attachments": [a.filename for a in message.attachments],
            }
            for request in site.requests
            for message in request.incoming()
        ]
        return sorted(sent + got, key=lambda m: str(m["at"]))


def _last(request: Request, name: str) -> Any:
    said = [getattr(m.truth, name) for m in request.incoming() if m.truth is not None]
    return next((value for value in reversed(said) if value is not None), None)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
