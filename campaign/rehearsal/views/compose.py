"""Making a request with the ordinary form (SITE.md section 3)."""

from __future__ import annotations

from markupsafe import Markup

from campaign.rehearsal import prose, rules
from campaign.rehearsal.exchange import Answer, Call, redirect
from campaign.rehearsal.records import Body, Request
from campaign.rehearsal.rendering import page, time_tag
from campaign.rehearsal.routing import route
from campaign.rehearsal.site import Site
from campaign.rehearsal.views.common import not_found, sign_in_first

REASON = "To send and publish your FOI request, create an account or sign in"


@route("GET", "/new")
def after_sign_in(site: Site, call: Call) -> Answer:
    """The sending that a sign-in interrupted; without one there is nothing here."""
    pending = site.interrupted.pop(call.session.pop("post_redirect", ""), None)
    if call.param("post_redirect") and pending is not None:
        call.form = pending.form
        return create(site, call)
    return redirect(call, "/")


@route("GET", "/new/{name}")
def form(site: Site, call: Call, name: str) -> Answer:
    """The request form, with what the address prefills, or why there is none."""
    body = site.body(name)
    if body is None:
        return not_found(call)
    if call.user is not None and call.user.pro and call.param("pro") != "1":
        return redirect(call, f"/pro/info_requests/new?public_body={body.url_name}")
    if body.problem in ("defunct", "not_apply"):
        return redirect(call, f"/body/{body.url_name_in(call.locale)}")
    if body.problem == "no_address":
        return _no_address(call, body)
    if refusal := _refused(site, call):
        return refusal
    if call.user is not None and not call.param("submitted_new_request"):
        undescribed = site.undescribed(call.user, call.now)
        if len(undescribed) > 1:
            return _describe_first(call, undescribed)
    default = rules.default_letter(
        body.name_in(call.locale), call.user.name if call.user else "", call.locale
    )
    if middle := call.param("default_letter"):
        default = default.replace("\n\n\n\n", f"\n\n{middle}\n\n")
    letter = call.param("body") or default
    return _write(call, body, call.param("title"), letter, call.param("tags"))


@route("POST", "/new")
def create(site: Site, call: Call) -> Answer:
    """Preview, re-edit or send."""
    body = site.body(call.value("info_request[public_body_id]") or "-")
    if body is None:
        return redirect(call, "/")
    if refusal := _refused(site, call):
        return refusal
    title, letter = call.value("info_request[title]"), call.value("outgoing_message[body]")
    tags = call.value("info_request[tag_string]")
    if call.has("reedit"):
        return _write(call, body, title, letter, tags)
    if same := site.find_same(body, title, letter):
        return _write(call, body, title, letter, tags, [_same(call, same)])
    wrong_title, wrong_letter = rules.title_errors(title), rules.letter_errors(letter)
    if wrong_title or wrong_letter:
        problems = [*wrong_title, *wrong_letter]
        return _write(
            call, body, title, letter, tags, problems, bool(wrong_title), bool(wrong_letter)
        )
    if call.value("preview") == "1":
        return _preview(call, body, title, letter, tags)
    if call.user is None:
        return sign_in_first(site, call, REASON)
    made = site.send_request(call.user, body, title, letter, tags.split(), at=call.now)
    call.notice("", "sent")
    return redirect(call, f"/request/{made.url_title}")


def _refused(site: Site, call: Call) -> Answer | None:
    if call.user is None:
        return None
    if call.user.banned:
        return banned(call)
    lately = site.sent_lately(call.user)
    previewing = call.method == "POST" and (call.value("preview") == "1" or call.has("reedit"))
    if call.user.limited and rules.rate_limited(lately, call.now, previewing):
        paragraphs = (
            "You have hit the rate limit on new requests. Users are ordinarily limited to "
            f"{rules.PER_DAY} requests in any rolling 24-hour period.",
            "There is also a limit on the speed at which you are able to create requests. Please "
            "try again later if you have not hit your daily limit.",
        )
        return _stop(call, "Too many requests", paragraphs)
    return None


def banned(call: Call) -> Answer:
    """The page for somebody who may no longer write."""
    said = call.user.banned if call.user is not None and call.user.banned else ""
    more = "You will be unable to make new requests, send follow ups or add annotations."
    return _stop(call, "Banned from this site", (said, more))


def _stop(call: Call, heading: str, paragraphs: tuple[str | Markup, ...]) -> Answer:
    return page(
        call,
        "request_refused.html",
        "request_new",
        heading=heading,
        paragraphs=paragraphs,
        undescribed=[],
    )


def _no_address(call: Call, body: Body) -> Answer:
    text = Markup(
        "Unfortunately, we do not have a working Freedom of Information address for {}. If you "
        'find one, please <a href="/change_request/new?body={}">send it to us</a>.'
    ).format(body.name, body.url_name)
    return _stop(call, f"Missing contact details for '{body.name}'", (text,))


def _describe_first(call: Call, undescribed: list[Request]) -> Answer:
    text = Markup(
        "Please select each of these requests in turn, and <strong>let everyone know</strong> if "
        "they are successful yet or not."
    )
    return page(
        call,
        "request_refused.html",
        "request_new",
        heading="First, did your other requests succeed?",
        paragraphs=(text,),
        undescribed=undescribed,
    )


def _same(call: Call, same: Request) -> Markup:
    own = call.user is not None and call.user is same.user
    name = "You" if own else same.requester_name
    return Markup(
        '<a href="/user/{}">{}</a> already created the same request on {}. You can either view '
        'the <a href="/request/{}">existing request</a>, or edit the details below to make a new '
        "but similar request."
    ).format(
        same.user.url_name if same.user else "", name, time_tag(same.created_at), same.url_title
    )


def _write(
    call: Call,
    body: Body,
    title: str,
    letter: str,
    tags: str,
    problems: list[str] | list[Markup] | None = None,
    title_wrong: bool = False,
    letter_wrong: bool = False,
) -> Answer:
    return page(
        call,
        "request_new.html",
        "request_new",
        body=body,
        title=title,
        letter=letter,
        tags=tags,
        problems=problems or [],
        title_wrong=title_wrong,
        letter_wrong=letter_wrong,
    )


def _preview(call: Call, body: Body, title: str, letter: str, tags: str) -> Answer:
    has_email, has_postcode = rules.letter_warnings(letter)
    masked = prose.masked(letter.replace("\r\n", "\n"), body.name, "", 0)
    return page(
        call,
        "request_preview.html",
        "request_new",
        body=body,
        title=title,
        letter=letter,
        letter_html=prose.as_html(masked),
        tags=tags,
        has_email=has_email,
        has_postcode=has_postcode,
    )
