"""A request's page, its JSON and its attachments (SITE.md sections 6 and 7)."""

from __future__ import annotations

from campaign.rehearsal import status
from campaign.rehearsal.blocks import blocks, file_of, readable
from campaign.rehearsal.exchange import Answer, Call, as_json, download, redirect
from campaign.rehearsal.facts import request_facts
from campaign.rehearsal.records import Attachment, Incoming, Request
from campaign.rehearsal.rendering import page, public
from campaign.rehearsal.routing import route
from campaign.rehearsal.site import Site
from campaign.rehearsal.views.classify import last_undescribed
from campaign.rehearsal.views.common import not_found, unreadable


@route("GET", "/request/{slug}/response/{incoming}/attach/html/{part}/{name:path}")
def attachment_view(
    site: Site, call: Call, slug: str, incoming: str, part: str, name: str
) -> Answer:
    """An attachment as the site's HTML view; in practice its name and a link."""
    found = _attachment(site, call, slug, incoming, part)
    if isinstance(found, Answer):
        return found
    request, message, attachment = found
    file = file_of(request, message, attachment)
    if not file.view_path:
        return not_found(call, "attachments_show_as_html")
    return page(
        call, "attachment_view.html", "attachments_show_as_html", file=file, request=request
    )


@route("GET", "/request/{slug}/response/{incoming}/attach/{part}/{name:path}")
def attachment(site: Site, call: Call, slug: str, incoming: str, part: str, name: str) -> Answer:
    """An attachment; the first call for one that is not prepared yet is a redirect to itself."""
    found = _attachment(site, call, slug, incoming, part)
    if isinstance(found, Answer):
        return found
    request, message, attached = found
    if not attached.prepared:
        attached.prepared = True
        return redirect(call, call.path)
    shown = file_of(request, message, attached).name
    return download(attached.content, shown, attached.content_type, "private", etag=True)


def _attachment(
    site: Site, call: Call, slug: str, incoming: str, part: str
) -> Answer | tuple[Request, Incoming, Attachment]:
    request = site.by_url_title.get(slug)
    if request is None:
        return not_found(call, "attachments_show")
    if refusal := unreadable(call, request):
        return refusal
    for message in request.incoming():
        for attached in message.attachments:
            if (str(message.site_id), str(attached.part)) == (incoming, part):
                shown = attached.prominence == "normal" and not attached.erased
                if not shown or not readable(message.prominence, request, call.user):
                    return page(
                        call,
                        "attachment_gone.html",
                        "attachments_show",
                        403,
                        "none",
                        request=request,
                        attachment=attached,
                    )
                return request, message, attached
    return not_found(call, "attachments_show")


@route("GET", "/request/{slug}")
def show(site: Site, call: Call, slug: str) -> Answer:
    """A request by its name; by its number it is a redirect; `.json` is its facts."""
    if slug.endswith(".txt"):
        return Answer(b"", 406, "text/plain", public(call, "hour"))
    json = slug.endswith(".json")
    slug = slug.removesuffix(".json")
    request = site.by_url_title.get(slug)
    if request is None and slug.isdigit():
        request = next((r for r in site.requests if r.site_id == int(slug)), None)
        if request is not None and request.public():
            return redirect(call, f"/request/{request.url_title}" + ".json" * json, 301)
    if request is None:
        missing = Answer(b"", 404, "application/json", "none")
        return missing if json else not_found(call, "request_show")
    if refusal := unreadable(call, request):
        return refusal
    if json or "application/json" in call.headers.get("accept", ""):
        return facts(site, call, request)
    return shown(site, call, request)


def facts(site: Site, call: Call, request: Request) -> Answer:
    """A request's JSON."""
    return as_json(request_facts(site, request, call.now, call.locale), 200, public(call, "hour"))


def shown(site: Site, call: Call, request: Request) -> Answer:
    """A request's page for whoever calls."""
    own = call.user is not None and call.user is request.user
    replies = request.incoming()
    body_name = request.body.name_in(call.locale)
    welsh = call.locale == "cy"
    return page(
        call,
        "request_show.html",
        "request_show",
        cache="hour",
        request=request,
        own=own,
        state=status.shown_state(request, call.now),
        sentence=status.sentence(request, call.now, call.user, call.locale),
        requester=status.requester_link(request),
        asker=status.requester_link(request, plain=True),
        body_name=body_name,
        body_url_name=request.body.url_name_in(call.locale),
        law="Rhyddid Gwybodaeth" if welsh else "Freedom of Information",
        kind_of_title=(
            "cais Rhyddid Gwybodaeth i" if welsh else "a Freedom of Information request to"
        ),
        batch_size=len(request.batch.bodies) if request.batch else 0,
        blocks=blocks(request, call.user, bool(call.param("unfold"))),
        describing=_describing(call, request, own),
        last_event_id=last_undescribed(request),
        last_incoming=replies[-1].site_id if replies else None,
        more_states=call.param("update_status") == "1",
        states=[(state, status.SHORT[state].json) for state in status.DESCRIBED[:11]],
    )


def _describing(call: Call, request: Request, own: bool) -> str:
    """Which form or sentence asks for the description: form, pro, ask or none."""
    if own and (request.awaiting_description or call.param("update_status") == "1"):
        private = call.user is not None and call.user.pro and request.embargo_until is not None
        return "pro" if private else "form"
    if not request.awaiting_description or request.user is None:
        return "none"
    if call.user is None:
        return "ask" if status.asks_owner(request, call.now) else "none"
    return "form" if status.unclassified_for_long(request, call.now) else "none"
