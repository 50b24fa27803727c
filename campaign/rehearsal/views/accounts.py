"""Signing in and out (SITE.md section 2)."""

from __future__ import annotations

from campaign.rehearsal.exchange import Answer, Call, redirect
from campaign.rehearsal.rendering import page
from campaign.rehearsal.routing import route
from campaign.rehearsal.site import Site

PLAIN_REASON = "Please create an account or sign in"
WRONG = (
    "Either the email or password was not recognised, please try again. Or create a new account "
    "using the form on the left."
)


@route("GET", "/profile/sign_in")
def sign_in(site: Site, call: Call) -> Answer:
    """The sign-in page; signed in already, on to where one was going."""
    token = call.param("token")
    if not token:
        back = call.param("r", "/")
        if call.user is not None:
            return redirect(call, back if back.startswith("/") else "/")
        token = site.interrupt("GET", back if back.startswith("/") else "/", [], PLAIN_REASON)
    return _form(site, call, token)


@route("POST", "/profile/sign_in")
def signed_in(site: Site, call: Call) -> Answer:
    """Check the password; then the interrupted action goes on by itself."""
    token, email = call.value("token"), call.value("user_signin[email]").strip()
    user = next((u for u in site.users if u.email.lower() == email.lower()), None)
    if user is None or user.password != call.value("user_signin[password]"):
        return _form(site, call, token, [WRONG], email, "sessions_create")
    if user.closed:
        message = "This account has been closed."
        return _form(site, call, token, [message], email, "sessions_create")
    call.session.clear()
    call.session["user"] = user.site_id
    pending = site.interrupted.get(token)
    if pending is None:
        return redirect(call, "/?post_redirect=1")
    if pending.method == "GET":
        joint = "&" if "?" in pending.address else "?"
        return redirect(call, f"{pending.address}{joint}post_redirect=1")
    call.session["post_redirect"] = token
    return redirect(call, f"{pending.address.split('?')[0]}?post_redirect=1")


@route("GET", "/profile/sign_out")
def sign_out(site: Site, call: Call) -> Answer:
    """Sign out."""
    call.session.clear()
    back = call.param("r", "/")
    return redirect(call, back if back.startswith("/") else "/")


@route("POST", "/profile/sign_up")
def sign_up(site: Site, call: Call) -> Answer:
    """No accounts are made in practice."""
    message = "No accounts are made in practice: use one from the practice desk (/practice)."
    return _form(site, call, call.value("token"), [message], "", "sessions_create")


def _form(
    site: Site,
    call: Call,
    token: str,
    problems: list[str] | None = None,
    email: str = "",
    where: str = "sessions_new",
) -> Answer:
    pending = site.interrupted.get(token)
    return page(
        call,
        "sign_in.html",
        where,
        reason=pending.reason if pending else PLAIN_REASON,
        asked_for=token,
        problems=problems or [],
        email=email,
    )
