"""The practice desk: the only addresses that a real site has not. Loopback, no sign-in."""

from __future__ import annotations

from datetime import date

from campaign.errors import BadInput
from campaign.rehearsal.exchange import Answer, Call, as_json, redirect
from campaign.rehearsal.faults import NAMES
from campaign.rehearsal.people.model import Fault
from campaign.rehearsal.rendering import page
from campaign.rehearsal.routing import route
from campaign.rehearsal.site import Site
from campaign.rehearsal.status import report
from campaign.rehearsal.truth import mail, truth
from campaign.times import iso

STYLE = b"""
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 0 1rem; }
.practice-banner { background: #ffe9a8; border: 2px solid #7a5a00; padding: .5rem 1rem;
  margin: 1rem 0; }
#logged_in_bar, #topnav, #user_locale_switcher { display: inline-block; margin-right: 1rem; }
#notice { background: #dff3df; padding: .5rem 1rem; }
#error, .errorExplanation { background: #fbdcdc; padding: .5rem 1rem; }
.correspondence, .comment_in_request { border: 1px solid #bbb; margin: 1rem 0; padding: 0 1rem; }
.incoming { border-left: 6px solid #3394e6; }
textarea { width: 100%; }
select { max-width: 100%; }
#practice_desk table { display: block; overflow-x: auto; }
.attachment__image { width: 1.5rem; }
"""
FILE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 16">'
    b'<path d="M1 1h7l3 3v11H1z" fill="none" stroke="#555"/></svg>'
)


@route("GET", "/practice")
def desk(site: Site, call: Call) -> Answer:
    """Accounts with their passwords, the clock, the faults, and what is planned."""
    return page(call, "practice_desk.html", "practice_desk", cache="none", site=site, faults=NAMES)


@route("GET", "/practice/state")
def state(site: Site, call: Call) -> Answer:
    """The clock, the counts of requests by state, and when something happens next."""
    return as_json(summary(site), cache="none")


def summary(site: Site) -> dict[str, object]:
    """What `/practice/state` says."""
    nearest = site.diary.nearest
    return {
        "now": iso(site.clock.now()),
        "speed": site.clock.speed,
        "requests": len(site.requests),
        "replies": sum(len(r.incoming()) for r in site.requests),
        "states": report(site.requests, site.clock.now()),
        "next_event_at": iso(nearest) if nearest else None,
        "planned": len(site.diary),
        "faults": [fault.name for fault in site.plague.faults],
    }


@route("POST", "/practice/step")
def step(site: Site, call: Call) -> Answer:
    """Move the clock on by `days`, `hours`, `minutes`, or with `until=quiet` to the last reply."""
    if _said(call, "until") == "quiet":
        site.run_out()
    else:
        try:
            site.step(**{unit: float(_said(call, unit) or 0) for unit in UNITS})
        except ValueError as bad:
            return as_json({"error": str(bad)}, 400, "none")
    return _done(site, call)


UNITS = ("days", "hours", "minutes")


@route("POST", "/practice/speed")
def speed(site: Site, call: Call) -> Answer:
    """Let the clock run at `seconds` simulated seconds for each real one."""
    try:
        site.clock.set_speed(float(_said(call, "seconds") or 0))
    except ValueError as bad:
        return as_json({"error": str(bad)}, 400, "none")
    return _done(site, call)


@route("POST", "/practice/fault")
def fault(site: Site, call: Call) -> Answer:
    """Set a fault: `name`, `where`, `skip`, `times`, `seconds`, `since`; without a name, none."""
    name = _said(call, "name")
    if not name:
        site.plague.clear()
        return _done(site, call)
    times, seconds, since = (_said(call, key) for key in ("times", "seconds", "since"))
    try:
        site.plague.add(
            Fault(
                name=name,
                where=_said(call, "where") or "*",
                skip=int(_said(call, "skip") or 0),
                times=int(times) if times else None,
                seconds=float(seconds) if seconds else None,
                since=date.fromisoformat(since) if since else None,
            )
        )
    except BadInput as bad:
        return as_json({"error": bad.happened, "remedy": bad.remedy}, 400, "none")
    except ValueError as bad:
        return as_json({"error": str(bad)}, 400, "none")
    return _done(site, call)


@route("GET", "/practice/truth")
def known_truth(site: Site, call: Call) -> Answer:
    """What is known of every request and reply, for scoring."""
    return as_json(truth(site), cache="none")


@route("GET", "/practice/mail")
def known_mail(site: Site, call: Call) -> Answer:
    """Every message that went either way, oldest first."""
    return as_json(mail(site), cache="none")


@route("GET", "/practice/style.css")
def style(site: Site, call: Call) -> Answer:
    """The one style sheet."""
    return Answer(STYLE, content_type="text/css; charset=utf-8")


@route("GET", "/assets/content_type/{name}")
def file_icon(site: Site, call: Call, name: str) -> Answer:
    """The one picture, under every name."""
    return Answer(FILE, content_type="image/svg+xml")


@route("GET", "/")
def home(site: Site, call: Call) -> Answer:
    """The front page."""
    return page(call, "home.html", "general_frontpage", site=site)


def _said(call: Call, name: str) -> str:
    return call.value(name) or call.param(name)


def _done(site: Site, call: Call) -> Answer:
    if "text/html" in call.headers.get("accept", ""):
        return redirect(call, "/practice", 303)
    return as_json(summary(site), cache="none")
