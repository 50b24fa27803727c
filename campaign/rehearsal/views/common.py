"""What several views share: refusals, sign-in on the way, and who may see a request."""

from __future__ import annotations

from campaign.rehearsal.exchange import Answer, Cache, Call, redirect
from campaign.rehearsal.records import READABLE, Request
from campaign.rehearsal.rendering import page, public
from campaign.rehearsal.site import Site


def not_found(call: Call, where: str = "request_new", cache: Cache = "none") -> Answer:
    """The site's 404 page."""
    return page(call, "not_found.html", where, 404, cache, broken=False)


def broken(call: Call, where: str = "request_new") -> Answer:
    """The site's 500 page, also for a wrong form token."""
    return page(call, "not_found.html", where, 500, "none", broken=True)


def sign_in_first(site: Site, call: Call, reason: str) -> Answer:
    """Send somebody to sign in; what they were doing is kept and goes on afterwards."""
    token = site.interrupt(call.method, call.address, call.form, reason)
    return redirect(call, f"/profile/sign_in?token={token}", cache="no_store")


def may_read(call: Call, request: Request) -> bool:
    """Whether whoever calls may read a request at all."""
    own = call.user is not None and call.user is request.user
    if request.embargo_until is not None:
        return own
    return request.prominence in READABLE or (request.prominence == "requester_only" and own)


def unreadable(call: Call, request: Request) -> Answer | None:
    """The answer to somebody who may not read a request: 404 if private, 403 if hidden."""
    if may_read(call, request):
        return None
    json = call.path.endswith(".json")
    if request.embargo_until is not None:
        missing = Answer(b"", 404, "application/json", "none")
        return missing if json else not_found(call, "request_show", "hour")
    if json:
        return Answer(b"", 403, "application/json", public(call, "hour"))
    return page(call, "request_hidden.html", "request_show", 403, "hour", request=request)
