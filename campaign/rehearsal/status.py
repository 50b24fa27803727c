"""What state a request is shown in, and in which words (SITE.md sections 6 and 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from markupsafe import Markup, escape

from campaign.rehearsal.records import Event, Request, User
from campaign.rehearsal.working_days import due_dates
from campaign.times import london_date, long_date

DESCRIBED = (
    "waiting_response",
    "waiting_clarification",
    "gone_postal",
    "not_held",
    "rejected",
    "successful",
    "partially_successful",
    "internal_review",
    "error_message",
    "requires_admin",
    "user_withdrawn",
    "attention_requested",
    "vexatious",
    "not_foi",
)


@dataclass(frozen=True, slots=True)
class Short:
    """The short words of a state: in JSON and lists, in the batch CSV, and in Welsh."""

    json: str
    csv: str
    welsh: str


def _short(json: str, csv: str = "", welsh: str = "") -> Short:
    return Short(json, csv or json, welsh or json)


SHORT = {
    "waiting_classification": _short("Awaiting classification", "Needs status update"),
    "waiting_response": _short("Awaiting response", welsh="Yn aros am ymateb"),
    "waiting_response_overdue": _short("Delayed", welsh="Hwyr"),
    "waiting_response_very_overdue": _short("Long overdue", welsh="Hwyr iawn"),
    "waiting_clarification": _short(
        "Waiting clarification", "Awaiting clarification", "Yn aros am eglurhad"
    ),
    "gone_postal": _short("Handled by postal mail"),
    "not_held": _short("Information not held", welsh="Gwybodaeth heb ei dal"),
    "rejected": _short("Refused", welsh="Gwrthodwyd"),
    "successful": _short("Successful", welsh="Llwyddiannus"),
    "partially_successful": _short("Partially successful", welsh="Rhannol lwyddiannus"),
    "internal_review": _short("Awaiting internal review"),
    "error_message": _short("Delivery error"),
    "requires_admin": _short("Unusual response", "Requires admin attention"),
    "user_withdrawn": _short("Withdrawn by the requester", "Withdrawn"),
    "attention_requested": _short("Reported for administrator attention", "Reported"),
    "vexatious": _short("Considered by administrators as vexatious", "Vexatious"),
    "not_foi": _short("Considered by administrators as not an FOI request", "Not an FOI request"),
}


DESCRIPTIONS = {
    "full": "successful",
    "already_public": "rejected",
    "partial": "partially_successful",
    "not_held": "not_held",
    "transfer": "not_held",
    "refused": "rejected",
    "cost": "rejected",
    "ncnd": "rejected",
    "vexatious": "rejected",
    "review_upheld": "rejected",
    "review_overturned": "successful",
    "clarification": "waiting_clarification",
    "postal": "gone_postal",
    "bounce": "error_message",
}
"""How a careful requester describes a request after a reply of this kind."""


def described_as(kind: str, before: str) -> str:
    """The state after a reply of this kind; one that changes nothing leaves the state before."""
    return DESCRIPTIONS.get(kind, before)


def report(requests: list[Request], now: datetime) -> dict[str, int]:
    """How many requests are shown in each state."""
    counts: dict[str, int] = {}
    for request in requests:
        state = shown_state(request, now)
        counts[state] = counts.get(state, 0) + 1
    return counts


def due(request: Request) -> tuple[date, date]:
    """The last day in time and the last before long overdue."""
    return due_dates(london_date(request.last_sent_at), "school" in request.body.tags)


def shown_state(request: Request, now: datetime) -> str:
    """The state that a page shows: what was described, what is undescribed, or how late it is."""
    if request.awaiting_description:
        return "waiting_classification"
    if request.described_state != "waiting_response":
        return request.described_state
    in_time, in_any_case = due(request)
    today = london_date(now)
    if today > in_any_case:
        return "waiting_response_very_overdue"
    return "waiting_response_overdue" if today > in_time else "waiting_response"


def event_status(event: Event) -> str | None:
    """What the JSON says of a message event; None for events that have no message."""
    if event.incoming is not None:
        return SHORT[event.calculated_state].json if event.calculated_state else "Response"
    if event.outgoing is None:
        return None
    if event.outgoing.what_doing == "internal_review":
        return "Internal review request"
    if event.calculated_state == "waiting_response":
        return "Clarification"
    return "Follow up"


def sentence(request: Request, now: datetime, reader: User | None, locale: str = "en") -> Markup:
    """The status sentence as HTML, for whoever reads the page."""
    state = shown_state(request, now)
    body = Markup('<a href="/body/{}">{}</a>').format(
        request.body.url_name_in(locale), request.body.name_in(locale)
    )
    if state == "waiting_classification":
        return _unclassified(request, now, reader)
    if locale == "cy" and state in WELSH:
        return Markup(WELSH[state]).format(body=body, slug=request.url_title)  # noqa: S704
    if state == "waiting_response":
        return Markup(
            "Currently <strong>waiting for a response</strong> from {}, they should respond "
            "promptly and normally no later than <strong>{}</strong> "
            '(<a href="/help/requesting#quickly_response">details</a>).'
        ).format(body, _time(due(request)[0]))
    if state == "waiting_response_overdue":
        return _overdue(request, body)
    if state == "waiting_response_very_overdue":
        return _very_overdue(request, body)
    if state == "waiting_clarification":
        return _clarification(request, reader)
    if state == "error_message":
        return Markup(
            "There was a <strong>delivery error</strong> or similar, which needs fixing by the "
            "WhatDoTheyKnow team. Can you help by "
            '<a href="/change_request/new/{}">finding updated contact details</a>?'
        ).format(request.body.url_name)
    return Markup(PLAIN[state]).format(body=body)  # noqa: S704


WELSH = {
    "successful": "Roedd y cais yn <strong>llwyddiannus</strong>.",
    "rejected": "<strong>Gwrthodwyd</strong> y cais gan {body}.",
    "not_held": "{body} Nid oedd gan y wybodaeth y gofynnwyd amdani.",
    "waiting_response_very_overdue": (
        "Mae'r ymateb i'r cais hwn yn <strong>hwyr iawn</strong>. Yn ôl y gyfraith, ym mhob "
        "amgylchiad, dylai {body} fod wedi ymateb erbyn hyn. "
        '(<a href="/help/requesting#quickly_response">manylion</a>). Gallwch '
        '<strong>gwyno</strong> drwy <a href="/request/{slug}/followups/new?internal_review=1">'
        "yn gofyn am adolygiad mewnol</a>."
    ),
}
"""The sentences that the site has in Welsh; the others stay English there too."""
PLAIN = {
    "gone_postal": (
        "The authority would like to / has <strong>responded by postal mail</strong> to this "
        "request."
    ),
    "not_held": "{body} <strong>did not have</strong> the information requested.",
    "rejected": "The request was <strong>refused</strong> by {body}.",
    "successful": "The request was <strong>successful</strong>.",
    "partially_successful": "The request was <strong>partially successful</strong>.",
    "internal_review": (
        "Waiting for an <strong>internal review</strong> by {body} of their handling of this "
        "request."
    ),
    "requires_admin": (
        "This request has had an unusual response, and <strong>requires attention</strong> from "
        "the WhatDoTheyKnow team."
    ),
    "user_withdrawn": (
        "This request has been <strong>withdrawn</strong> by the person who made it. There may "
        "be an explanation in the correspondence below."
    ),
    "attention_requested": (
        "This request has been <strong>reported</strong> as needing administrator attention."
    ),
    "vexatious": (
        "This request has been reviewed by an administrator and is considered to be vexatious"
    ),
    "not_foi": (
        "This request has been reviewed by an administrator and is considered not to be an FOI "
        "request"
    ),
}


def _time(day: date) -> Markup:
    return Markup('<time datetime="{0}" title="{0}">{1}</time>').format(
        day.isoformat(), padded(day)
    )


def padded(day: date) -> str:
    """`9 November 2026` as the site's pages have it: a blank before a single figure."""
    return long_date(day).rjust(len(f"{day:%d %B %Y}"))


def requester_link(request: Request, plain: bool = False) -> Markup:
    """The requester's name with the link that the site gives it.

    `plain` is the name as it was when the request was made, though the account is suspended.
    """
    if request.user is None:
        link = request.external_url or "#"
        return Markup('<a href="{}">{}</a>').format(link, request.requester_name)
    name = request.user.name if plain else request.requester_name
    return Markup('<a href="/user/{}">{}</a>').format(request.user.url_name, name)


def asks_owner(request: Request, now: datetime) -> bool:
    """Whether a signed-out reader is told to fetch the requester: a while after the last reply."""
    replies = [e.created_at for e in request.events if e.kind == "response"]
    return bool(replies) and (now - max(replies)).days >= 14


def unclassified_for_long(request: Request, now: datetime) -> bool:
    """Whether any signed-in user may describe it: three weeks after the last reply."""
    replies = [e.created_at for e in request.events if e.kind == "response"]
    return request.awaiting_description and bool(replies) and (now - max(replies)).days >= 21


def _unclassified(request: Request, now: datetime, reader: User | None) -> Markup:
    last = max(
        (n for n, e in enumerate(request.events) if e.kind == "status_update"),
        default=-1,
    )
    many = sum(e.kind == "response" for e in request.events[last + 1 :]) > 1
    responses, verb = (
        ("recent responses", "they contain") if many else ("recent response", "it contains")
    )
    if reader is not None and reader is request.user:
        return Markup(
            "Please read the {} and <strong>update the status</strong> so we know whether {} "
            "useful information."
        ).format(responses, verb)
    which = responses if many else "a recent response"
    if reader and request.user and unclassified_for_long(request, now):
        return Markup(
            "This request has an <strong>unknown status</strong>. We're waiting for someone to "
            "read {} and update the status accordingly. Perhaps <strong>you</strong> might like "
            "to help out by doing that?"
        ).format(which)
    return Markup("We're waiting for {} to read {} and update the status.").format(
        requester_link(request), which
    )


def _overdue(request: Request, body: Markup) -> Markup:
    day = _time(due(request)[0])
    if "foi_no" in request.body.tags:
        return Markup(
            "Response to this request is <strong>delayed</strong>. Although not legally required "
            "to do so, we would have expected {} to have responded by <strong>{}</strong> "
            '(<a href="/help/requesting#authorities">details</a>)'
        ).format(body, day)
    return Markup(
        "Response to this request is <strong>delayed</strong>. By law, {} should normally have "
        "responded <strong>promptly</strong> and by <strong>{}</strong> "
        '(<a href="/help/requesting#quickly_response">details</a>)'
    ).format(body, day)


def _very_overdue(request: Request, body: Markup) -> Markup:
    return Markup(
        "Response to this request is <strong>long overdue</strong>. By law, under all "
        "circumstances, {} should have responded by now "
        '(<a href="/help/requesting#quickly_response">details</a>). The person who made the '
        "request can <strong>complain</strong> by "
        '<a href="/request/{}/followups/new?internal_review=1">requesting an internal review</a>.'
    ).format(body, request.url_title)


def _clarification(request: Request, reader: User | None) -> Markup:
    if reader is not None and reader is request.user:
        return Markup(
            "{} is <strong>waiting for your clarification</strong>. Please "
            '<a href="/request/{}/followups/new">send a follow up message</a>.'
        ).format(escape(request.body.name), request.url_title)
    return Markup(
        "The request is <strong>waiting for clarification</strong>. If you are {}, please "
        '<a href="/profile/sign_in?r={}">sign in</a> to send a follow up message.'
    ).format(requester_link(request), quote(f"/request/{request.url_title}", safe=""))
