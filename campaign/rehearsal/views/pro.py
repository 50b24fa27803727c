"""A Pro user's desk and single requests (SITE.md section 4)."""

from __future__ import annotations

from urllib.parse import urlencode

from campaign.rehearsal import prose, rules
from campaign.rehearsal.exchange import Answer, Call, redirect
from campaign.rehearsal.records import Body, Draft, Request
from campaign.rehearsal.rendering import page
from campaign.rehearsal.routing import route
from campaign.rehearsal.site import Site
from campaign.rehearsal.status import SHORT, due, shown_state
from campaign.rehearsal.views.batch import EMBARGOES, draft_of, pro_only
from campaign.rehearsal.views.common import not_found


@route("GET", "/pro/dashboard")
@pro_only
def dashboard(site: Site, call: Call) -> Answer:
    """The Pro front page."""
    return page(call, "pro_dashboard.html", "dashboard_index", mine=_mine(site, call))


@route("GET", "/pro/info_requests")
@pro_only
def index(site: Site, call: Call) -> Answer:
    """All requests and batches of the Pro user, and batches that wait to be sent."""
    rows = [
        (r, SHORT[shown_state(r, call.now)].json, due(r)[0])
        for r in _mine(site, call)
        if r.batch is None
    ]
    batches = [b for b in site.batches if b.user is call.user]
    drafts = [d for d in site.drafts if d.user is call.user]
    return page(
        call, "pro_requests.html", "info_requests_index", rows=rows, batches=batches, drafts=drafts
    )


def _mine(site: Site, call: Call) -> list[Request]:
    return [r for r in site.requests if r.user is call.user]


@route("GET", "/pro/info_requests/new")
@pro_only
def write(site: Site, call: Call) -> Answer:
    """The form for one authority; it takes no prefill but the authority."""
    draft = draft_of(site, call, call.param("draft_id"), batch=False)
    body = draft.bodies[0] if draft else site.body(call.param("public_body") or "-")
    if body is not None and not body.requestable:
        return redirect(call, f"/body/{body.url_name}")
    return _form(call, draft, body, "info_requests_new", [])


def _form(
    call: Call, draft: Draft | None, body: Body | None, where: str, problems: list[str]
) -> Answer:
    return page(
        call,
        "pro_new.html",
        where,
        draft=draft,
        body=body,
        title=draft.title if draft else "",
        letter=(draft.letter if draft else "") or _opening(call, body),
        embargo=draft.embargo if draft else "3_months",
        embargoes=EMBARGOES,
        problems=problems,
    )


def _opening(call: Call, body: Body | None) -> str:
    name = body.name if body else "[Authority name]"
    return rules.default_letter(name, call.user.name if call.user else "")


@route("POST", "/pro/draft_info_requests")
@route("PUT", "/pro/draft_info_requests/{number}")
@route("POST", "/pro/draft_info_requests/{number}")
@pro_only
def save(site: Site, call: Call, number: str = "") -> Answer:
    """Keep a draft; on to its preview or back to the form."""
    body = site.body(call.value("info_request[public_body_id]") or "-")
    draft = draft_of(site, call, number, batch=False)
    if body is None or call.user is None:
        return redirect(call, "/pro/info_requests/new")
    if draft is None:
        draft = Draft(site.new_id("draft_request"), call.user, batch=False)
        site.drafts.append(draft)
    draft.bodies = [body]
    draft.title = call.value("info_request[title]")
    draft.letter = call.value("outgoing_message[body]")
    draft.embargo = call.value("embargo[embargo_duration]")
    where = urlencode({"draft_id": draft.site_id})
    if call.value("preview") == "true":
        return redirect(call, f"/pro/info_requests/new/preview?{where}")
    call.notice("Your draft has been saved!")
    return redirect(call, f"/pro/info_requests/new?{where}")


@route("GET", "/pro/info_requests/new/preview")
@pro_only
def preview(site: Site, call: Call) -> Answer:
    """The letter as it will go. Whether it went before is not looked at."""
    draft = draft_of(site, call, call.param("draft_id"), batch=False)
    if draft is None:
        return not_found(call, "info_requests_preview")
    problems = rules.title_errors(draft.title) + rules.letter_errors(draft.letter)
    if problems:
        return _form(call, draft, draft.bodies[0], "info_requests_preview", problems)
    return page(
        call,
        "pro_preview.html",
        "info_requests_preview",
        draft=draft,
        body=draft.bodies[0],
        letter_html=prose.as_html(draft.letter.replace("\r\n", "\n")),
    )


@route("POST", "/pro/info_requests")
@pro_only
def create(site: Site, call: Call) -> Answer:
    """Send a single Pro request, a second time too."""
    draft = draft_of(site, call, call.value("draft_id"), batch=False)
    if draft is None or call.user is None:
        return not_found(call, "info_requests_create")
    if call.user.banned or rules.title_errors(draft.title) + rules.letter_errors(draft.letter):
        return redirect(call, f"/pro/info_requests/new/preview?draft_id={draft.site_id}")
    made = site.send_request(
        call.user, draft.bodies[0], draft.title, draft.letter, embargo=draft.embargo
    )
    site.drafts.remove(draft)
    return redirect(call, f"/request/{made.url_title}")
