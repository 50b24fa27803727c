"""Saying how a request stands (SITE.md section 5, "Classifying")."""

from __future__ import annotations

from campaign.rehearsal import status
from campaign.rehearsal.exchange import Answer, Call, redirect
from campaign.rehearsal.records import Request
from campaign.rehearsal.rendering import page
from campaign.rehearsal.routing import route
from campaign.rehearsal.site import Site
from campaign.rehearsal.views.common import broken, not_found, sign_in_first, unreadable
from campaign.rehearsal.views.followups import only_requester

STALE = (
    "The request has been updated since you originally loaded this page. Please check for any "
    "new incoming messages below, and try again."
)
NO_STATE = "Please choose whether or not you got some of the information that you wanted."
WITH_MESSAGE = ("error_message", "requires_admin")
HEADINGS = {
    "error_message": "I've received an error message",
    "requires_admin": "This request requires administrator attention",
}
THANKS = {
    "waiting_response": "<p>Thank you! Hopefully your wait isn't too long.</p>",
    "internal_review": "<p>Thank you! Hopefully your wait isn't too long.</p>",
    "not_held": "<p>Thank you! Here are some ideas on what to do next.</p>",
    "successful": "<h1>Great result!</h1>",
    "rejected": "Oh no! Sorry to hear that your request was refused. Here is what to do now.",
    "partially_successful": "We're glad you got some of the information that you wanted.",
    "waiting_clarification": (
        "Please write your follow up message containing the necessary clarifications below."
    ),
    "user_withdrawn": (
        "If you have not done so already, please write a message below telling the authority "
        "that you have withdrawn your request. Otherwise they will not know it has been withdrawn."
    ),
    "error_message": "Thank you! We'll look into what happened and try and fix it up.",
    "requires_admin": "Thank you! We'll look into what happened and try and fix it up.",
}


@route("POST", "/request/{slug}/classifications")
def classify(site: Site, call: Call, slug: str) -> Answer:
    """Describe a request, unless the page that one looked at is out of date."""
    request = site.by_url_title.get(slug)
    if request is None:
        return not_found(call, "classifications_create")
    if call.user is None:
        return sign_in_first(site, call, "To classify the response, create an account or sign in")
    if refusal := unreadable(call, request):
        return refusal
    if call.user is not request.user and not status.unclassified_for_long(request, call.now):
        return only_requester(call, request, "classifications_create")
    state = call.value("classification[described_state]")
    if call.value("last_info_request_event_id") != str(last_undescribed(request)):
        call.notice(STALE, "error")
        return redirect(call, f"/request/{slug}")
    if not state:
        call.notice(NO_STATE, "error")
        return redirect(call, f"/request/{slug}")
    return _described(site, call, request, state)


@route("POST", "/pro/info_requests/{slug}/classifications")
def pro_classify(site: Site, call: Call, slug: str) -> Answer:
    """The same for a Pro user's private request; nobody looks whether the page was stale."""
    request = site.by_url_title.get(slug)
    if request is None or call.user is None or call.user is not request.user:
        return not_found(call, "classifications_create")
    state = call.value("classification[described_state]")
    if state not in status.DESCRIBED:
        return broken(call, "classifications_create")
    site.classify(request, state, call.user)
    call.notice("Your request has been updated!")
    return redirect(call, f"/request/{slug}")


def _described(site: Site, call: Call, request: Request, state: str) -> Answer:
    if state not in status.DESCRIBED[:11]:
        return broken(call, "classifications_create")
    base = f"/request/{request.url_title}"
    if state in WITH_MESSAGE and not call.value("classification[message]"):
        return redirect(call, f"{base}/classifications/{state}/message")
    site.classify(request, state, call.user)
    if state in THANKS:
        call.notice(THANKS[state])
    replies = request.incoming()
    again = f"{base}/followups/new" + (f"/{replies[-1].site_id}" if replies else "")
    if state in ("waiting_clarification", "user_withdrawn"):
        return redirect(call, again)
    if state == "gone_postal":
        return redirect(call, f"{again}?gone_postal=1")
    very_late = status.shown_state(request, call.now) == "waiting_response_very_overdue"
    if state in ("rejected", "partially_successful") or very_late:
        return redirect(call, f"/help/unhappy/{request.url_title}")
    return redirect(call, base)


@route("GET", "/request/{slug}/classifications/{state}/message")
def message(site: Site, call: Call, slug: str, state: str) -> Answer:
    """The form for what went wrong."""
    request = site.by_url_title.get(slug)
    if request is None or state not in WITH_MESSAGE:
        return not_found(call, "classifications_message")
    if call.user is None:
        return sign_in_first(site, call, "To classify the response, create an account or sign in")
    return page(
        call,
        "classification_message.html",
        "classifications_message",
        request=request,
        state=state,
        heading=HEADINGS[state],
        last_event_id=last_undescribed(request),
    )


@route("GET", "/help/unhappy/{slug}")
def unhappy(site: Site, call: Call, slug: str) -> Answer:
    """What one can do about a refusal."""
    request = site.by_url_title.get(slug)
    if request is None:
        return not_found(call, "help_unhappy")
    return page(call, "help_unhappy.html", "help_unhappy", request=request)


def last_undescribed(request: Request) -> int:
    """The newest event after the last described one; 0 where nothing waits."""
    described = [n for n, e in enumerate(request.events) if e.described_state is not None]
    waiting = request.events[described[-1] + 1 :] if described else request.events
    return waiting[-1].site_id if waiting else 0
