"""Answers that come in place of the site's own when a fault strikes."""

from __future__ import annotations

from campaign.rehearsal.exchange import Answer, Call
from campaign.rehearsal.people.model import Fault

BANNER = (
    b'<div id="practice-banner" class="practice-banner" role="note"><strong>This is practice.'
    b"</strong> A fault of the rehearsal; its authorities and replies are invented.</div>"
)
RENAMED = (
    (b'class="correspondence', b'class="message-card'),
    (b'class="outgoing correspondence', b'class="sent message-card'),
    (b'class="incoming correspondence', b'class="received message-card'),
    (b'id="request_status"', b'id="status_panel"'),
    (b"request-header", b"page-heading"),
    (b'id="write_form"', b'id="compose_form"'),
    (b'id="preview_form"', b'id="confirm_form"'),
    (b"request_listing", b"result_card"),
    (b'id="errorExplanation"', b'id="form_problems"'),
)


def spoiled(call: Call, struck: list[Fault]) -> Answer | None:
    """The answer that a fault gives at once, before the site has seen the call; None for none."""
    for fault in struck:
        retry = [("Retry-After", f"{fault.seconds:.0f}")] if fault.seconds is not None else []
        if fault.name == "too_many_requests":
            return _plain(429, "Too Many Requests", retry)
        if fault.name == "unavailable":
            return _plain(503, "Service Unavailable", retry)
        if fault.name == "maintenance":
            return _plain(503, "Down for maintenance. We expect to be back soon.", [])
        if fault.name == "challenge":
            return _challenge()
    return None


def _plain(status: int, text: str, headers: list[tuple[str, str]]) -> Answer:
    body = b"<!DOCTYPE html><html><head><title>%s</title></head><body>%s<h1>%s</h1></body></html>"
    words = text.encode()
    return Answer(body % (words, BANNER, words), status, cache="none", headers=headers, etag=False)


def _challenge() -> Answer:
    body = (
        b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>%s"
        b'<h1>Checking that you are human</h1><form id="challenge-form" method="post" '
        b'action="/challenge"><noscript>Please enable JavaScript and cookies to continue'
        b"</noscript></form></body></html>"
    ) % BANNER
    return Answer(body, 403, cache="none", etag=False)


def disguised(answer: Answer, struck: list[Fault]) -> Answer:
    """The site's own answer as a fault changes it: another layout, or no correspondence."""
    names = {fault.name for fault in struck}
    if answer.status != 200 or not answer.content_type.startswith("text/html"):
        return answer
    if "no_correspondence" in names and b'id="left_column"' in answer.body:
        head, _, rest = answer.body.partition(b'<div id="left_column"')
        _, mark, tail = rest.partition(b'<div class="request-footer__action-bar-container">')
        if mark:
            answer.body = head + b'<div id="left_column" class="left_column">' + mark + tail
    if "changed_layout" in names:
        for old, new in RENAMED:
            answer.body = answer.body.replace(old, new)
    return answer
