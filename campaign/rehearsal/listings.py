"""Requests as lists show them: by their newest event, with a snippet and who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from campaign.rehearsal import blocks, prose, status
from campaign.rehearsal.records import Event, Request
from campaign.rehearsal.rendering import time_tag

MESSAGES = ("sent", "followup_sent", "response", "comment")
"""Events that the search index knows; a resend is not among them."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One `.request_listing`."""

    request: Request
    state: str
    short: str
    anchor: str
    who: Markup
    snippet: str


def indexed(event: Event) -> bool:
    """Whether lists and feeds know an event: it has a message, and one that anybody may read."""
    message = event.incoming or event.outgoing
    if event.comment is not None:
        return event.comment.visible
    return event.kind in MESSAGES and message is not None and message.prominence == "normal"


def listed_event(request: Request, event: Event, now: datetime, base: str) -> Listing:
    """A request by one of its events; a resend has neither author nor snippet (SITE.md 7)."""
    state = status.shown_state(request, now)
    anchor = ""
    if event.incoming:
        anchor = f"incoming-{event.incoming.site_id}"
    elif event.kind == "followup_sent" and event.outgoing:
        anchor = f"outgoing-{event.outgoing.site_id}"
    return Listing(
        request,
        state,
        status.SHORT[state].json,
        anchor,
        _who(request, event, base),
        snippet(request, event),
    )


def snippet(request: Request, event: Event, longest: int = 150) -> str:
    """The start of the event's message, without salutation; empty if there is none or hidden."""
    if event.kind == "resent":
        return ""
    message = event.incoming or event.outgoing
    if event.comment is not None:
        return prose.snippet(event.comment.body, longest)
    if message is None or message.prominence != "normal":
        return ""
    first, _, rest = prose.folded(blocks.masked(request, event.text)).partition("\n")
    greeted = event.outgoing and first.strip() == f"Dear {request.body.name},"
    said = rest if greeted else f"{first}\n{rest}"
    return prose.snippet(said.replace(prose.FOLD, ""), longest)


def _who(request: Request, event: Event, base: str) -> Markup:
    body = Markup('<a href="{}/body/{}">{}</a>').format(
        base, request.body.url_name, request.body.name
    )
    if request.user is not None:
        user = Markup('<a href="{}/user/{}">{}</a>').format(
            base, request.user.url_name, request.requester_name
        )
    else:
        user = Markup("{}").format(request.requester_name)
    at = time_tag(event.created_at)
    if event.kind == "sent":
        return Markup("Request sent to {} by {} on {}.").format(body, user, at)
    if event.kind == "response":
        return Markup("Response by {} to {} on {}.").format(body, user, at)
    if event.kind == "followup_sent":
        words = "Follow up sent to {} by {} on {}."
        if event.outgoing is not None and event.outgoing.what_doing == "internal_review":
            words = "Internal review request sent to {} by {} on {}."
        return Markup(words).format(body, user, at)  # noqa: S704
    if event.comment is not None:
        author = event.comment.author
        said = Markup('<a href="{}/user/{}">{}</a>').format(base, author.url_name, author.name)
        return Markup("Request to {} by {}. Annotated by {} on {}.").format(body, user, said, at)
    return Markup("")
