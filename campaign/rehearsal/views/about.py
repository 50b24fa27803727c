"""Smaller addresses: robots.txt, version.json, a request's history, delivery and download."""

from __future__ import annotations

import io
import zipfile

from campaign.rehearsal.exchange import Answer, Call, as_json, download
from campaign.rehearsal.records import Request
from campaign.rehearsal.rendering import page
from campaign.rehearsal.routing import route
from campaign.rehearsal.site import Site
from campaign.rehearsal.views.common import not_found, sign_in_first, unreadable
from campaign.times import LONDON

RULES = (
    "*/annotate/*",
    "*/new/*",
    "*/search/*",
    "*/similar/*",
    "*/track/*",
    "*/upload/*",
    "*/user/contact/*",
    "*/feed/*",
    "*/profile/*",
    "*/signin*",
    "*/tor*",
    "+*/request/*/response/*/attach/*",
    "*/request/*/response/*",
    "*/request/*/download*",
    "*/change_request/*",
    "*/outgoing_messages/*/mail_server_logs*",
    "*/outgoing_messages/*/delivery_status*",
    "*?*update_status=1*",
    "*/request/*/annotate",
    "*/request/*/feed",
    "*/request/*/followups/new",
    "*/request/*/similar",
    "*/request/*/track",
    "*/request/*/upload",
)
"""The rules of the site's robots.txt in their order; `+` marks the one that allows."""


@route("GET", "/robots.txt")
def robots(site: Site, call: Call) -> Answer:
    """What robots are asked to leave alone."""
    lines = [
        f"Allow: {rule[1:]}" if rule.startswith("+") else f"Disallow: {rule}" for rule in RULES
    ]
    text = "\n".join(["# Practice: the rules are those of a real site.", "", "User-agent: *"])
    return Answer(f"{text}\n{chr(10).join(lines)}\n".encode(), 200, "text/plain", "day", etag=False)


@route("GET", "/version.json")
def version(site: Site, call: Call) -> Answer:
    """The site's version and some counts."""
    public = [r for r in site.requests if r.public()]
    return as_json(
        {
            "alaveteli_git_commit": "",
            "alaveteli_version": "0.46.4.0",
            "ruby_version": "practice",
            "visible_public_body_count": len(site.bodies),
            "visible_request_count": len(public),
            "private_request_count": len(site.requests) - len(public),
            "request_via_batch_count": sum(r.batch is not None for r in site.requests),
            "batch_count": len(site.batches),
            "confirmed_user_count": len(site.users),
        }
    )


@route("GET", "/request/{slug}/details")
def details(site: Site, call: Call, slug: str) -> Answer:
    """Every event of a request, in a table."""
    request = site.by_url_title.get(slug)
    if request is None:
        return not_found(call, "request_details")
    if refusal := unreadable(call, request):
        return refusal
    return page(
        call,
        "request_details.html",
        "request_details",
        cache="day",
        request=request,
        stamp=lambda at: f"{at.astimezone(LONDON):%Y-%m-%d %H:%M:%S %z}" if at else "",
    )


@route("GET", "/outgoing_messages/{number}/delivery_status")
def delivery_status(site: Site, call: Call, number: str) -> Answer:
    """Whether one of our letters was delivered."""
    for request in site.requests:
        for message in request.outgoing():
            if str(message.site_id) == number and unreadable(call, request) is None:
                heading = f"Delivery Status for Outgoing Message #{number}"
                known = message.delivery_status == "delivered"
                text = "This message has been delivered." if known else "We don't know."
                return page(
                    call,
                    "request_refused.html",
                    "delivery_statuses_show",
                    heading=heading,
                    paragraphs=(text,),
                    undescribed=[],
                )
    return not_found(call, "delivery_statuses_show")


@route("GET", "/request/{slug}/download")
def zipped(site: Site, call: Call, slug: str) -> Answer:
    """The correspondence as a zip, for somebody signed in."""
    request = site.by_url_title.get(slug)
    if request is None:
        return not_found(call, "request_download_entire_request")
    if call.user is None:
        return sign_in_first(site, call, "To download the zip file, create an account or sign in")
    if refusal := unreadable(call, request):
        return refusal
    name = f"{request.url_title}.zip"
    return download(_zip(request), name, "application/zip", "none", etag=False)


def _zip(request: Request) -> bytes:
    out = io.BytesIO()
    letters = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, event in enumerate(request.events, start=1):
            message = event.incoming or event.outgoing
            if event.kind not in ("sent", "followup_sent", "response") or message is None:
                continue
            if message.prominence != "normal":
                continue
            letters.append(f"From: {message.sender}\nDate: {message.sent_at}\n\n{event.text}")
            for file in event.incoming.attachments if event.incoming else ():
                if file.prominence == "normal" and not file.erased:
                    safe = file.filename.replace("/", "_").replace("\\", "_")
                    archive.writestr(f"{number}_{file.part}_{safe}", file.content)
        archive.writestr("correspondence.txt", "\n\n------\n\n".join(letters))
    return out.getvalue()
