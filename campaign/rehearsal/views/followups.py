"""Writing again: follow-ups and internal reviews (SITE.md section 5)."""

from __future__ import annotations

from datetime import timedelta

from markupsafe import Markup

from campaign.rehearsal import prose, rules
from campaign.rehearsal.blocks import blocks, masked
from campaign.rehearsal.exchange import Answer, Call, redirect
from campaign.rehearsal.records import Incoming, Request
from campaign.rehearsal.rendering import page
from campaign.rehearsal.routing import route
from campaign.rehearsal.site import Site
from campaign.rehearsal.views.common import not_found, sign_in_first, unreadable
from campaign.rehearsal.views.compose import banned

NO_CHOICE = "Please choose what sort of reply you are making."
TWICE = "You previously submitted that exact follow up message for this request."
KINDS = ("normal_sort", "new_information", "internal_review")
REVIEW = (
    "Dear {name},\n\nPlease pass this on to the person who conducts Freedom of Information "
    "reviews.\n\nI am writing to request an internal review of {name}'s handling of my FOI "
    "request '{title}'.\n\n\n\n [ GIVE DETAILS ABOUT YOUR COMPLAINT HERE ]\n\n\n\nA full history "
    "of my FOI request and all correspondence is available on the Internet at this address: "
    "{address}\n\n\nYours faithfully,\n\n{user}"
)


@route("GET", "/request/{slug}/followups/new")
@route("GET", "/request/{slug}/followups/new/{incoming}")
def write(site: Site, call: Call, slug: str, incoming: str = "") -> Answer:
    """The form, in reply to a message or to none, or for an internal review."""
    request, refusal = _owned(site, call, slug)
    if request is None:
        return refusal or not_found(call, "followups_new")
    reply = _reply(request, incoming)
    if incoming and reply is None:
        return not_found(call, "followups_new")
    review = bool(call.param("internal_review"))
    return _form(call, request, reply, _opening(call, request, reply, review), "", review)


@route("POST", "/request/{slug}/followups/preview")
def preview(site: Site, call: Call, slug: str) -> Answer:
    """The message as it will go. An empty or repeated one passes here."""
    request, refusal = _owned(site, call, slug)
    if request is None:
        return refusal or not_found(call, "followups_preview")
    reply = _reply(request, call.param("incoming_message_id"))
    letter, what = call.value("outgoing_message[body]"), call.value("outgoing_message[what_doing]")
    review = call.value("internal_review") == "1"
    if what not in KINDS:
        return _form(
            call, request, reply, letter, "", review, where="followups_preview", wrong=[NO_CHOICE]
        )
    if call.has("reedit"):
        return _form(call, request, reply, letter, what, review, where="followups_preview")
    return page(
        call,
        "followup_preview.html",
        "followups_preview",
        request=request,
        reply=reply,
        recipient=_recipient(request, reply),
        letter=letter,
        letter_html=prose.as_html(masked(request, letter.replace("\r\n", "\n"))),
        what=what,
        review=review or what == "internal_review",
        hidden_review=review,
    )


@route("POST", "/request/{slug}/followups")
def create(site: Site, call: Call, slug: str) -> Answer:
    """Send it, unless the very same went before."""
    request, refusal = _owned(site, call, slug)
    if request is None:
        return refusal or not_found(call, "followups_create")
    reply = _reply(request, call.param("incoming_message_id"))
    letter, what = call.value("outgoing_message[body]"), call.value("outgoing_message[what_doing]")
    review = call.value("internal_review") == "1"
    if call.has("reedit"):
        return _form(call, request, reply, letter, what, review, where="followups_create")
    if what not in KINDS:
        return _form(
            call, request, reply, letter, "", review, where="followups_create", wrong=[NO_CHOICE]
        )
    if any(rules.same_letter(sent.body, letter) for sent in request.outgoing()):
        call.notice(TWICE, "error")
        return _form(call, request, reply, letter, what, review, where="followups_create")
    site.follow_up(request, letter, what)
    kind = "internal review request" if what == "internal_review" else "follow up message"
    call.notice(f"Your {kind} has been sent on its way.")
    return redirect(call, f"/request/{request.url_title}")


def _owned(site: Site, call: Call, slug: str) -> tuple[Request | None, Answer | None]:
    """The request, if whoever calls may write in it; else the answer that they get."""
    request = site.by_url_title.get(slug)
    if request is None:
        return None, None
    body = request.body.name
    if request.user is None:
        heading = f"Unable to send follow up message to {body}"
        text = (
            "Followups cannot be sent for this request, as it was made externally, and published "
            f"here by {body} on the requester's behalf."
        )
        return None, page(
            call,
            "request_refused.html",
            "followups_new",
            heading=heading,
            paragraphs=(text,),
            undescribed=[],
        )
    if call.user is None:
        reason = f"To send a follow up message to {body}, create an account or sign in"
        return None, sign_in_first(site, call, reason)
    if call.user is not request.user:
        return None, only_requester(call, request, "followups_new")
    if call.user.banned:
        return None, banned(call)
    if refusal := unreadable(call, request):
        return None, refusal
    if request.new_responses_from == "nobody":
        return None, page(call, "followup_stopped.html", "followups_new", request=request)
    return request, None


def only_requester(call: Call, request: Request, where: str) -> Answer:
    """What somebody else is told who wants to act on a request."""
    return page(call, "only_requester.html", where, name=request.requester_name)


def _reply(request: Request, incoming: str) -> Incoming | None:
    return next((m for m in request.incoming() if str(m.site_id) == incoming), None)


def _recipient(request: Request, reply: Incoming | None) -> str:
    return reply.sender if reply else request.body.name


def _opening(call: Call, request: Request, reply: Incoming | None, review: bool) -> str:
    user = request.user.name if request.user else ""
    if review:
        return REVIEW.format(
            name=request.body.name,
            title=request.title,
            address=f"{call.base}/request/{request.url_title}",
            user=user,
        )
    end = "Yours sincerely," if reply else "Yours faithfully,"
    return f"Dear {_recipient(request, reply)},\n\n\n\n{end}\n\n{user}"


def _form(
    call: Call,
    request: Request,
    reply: Incoming | None,
    letter: str,
    chosen: str,
    review: bool,
    where: str = "followups_new",
    wrong: list[str] | None = None,
) -> Answer:
    shown = [b for b in blocks(request, call.user) if reply is not None and b.message is reply]
    query = f"?incoming_message_id={reply.site_id}" if reply else ""
    verb = "Response to" if reply else "Send follow up to"
    if reply is not None and call.now - reply.sent_at < timedelta(days=3):
        verb = "New response to"
    return page(
        call,
        "followup_new.html",
        where,
        request=request,
        reply=reply,
        blocks=shown,
        recipient=_recipient(request, reply),
        letter=letter,
        chosen=chosen,
        review=review,
        action=f"{call.base}/request/{request.url_title}/followups/preview{query}",
        heading=Markup("{} '{}'").format(verb, request.title),
        problems=wrong or [],
        gone_postal=bool(call.param("gone_postal")),
    )
