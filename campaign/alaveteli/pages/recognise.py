"""What a page is, when it is not the page that was asked for."""

from __future__ import annotations

import re

from campaign.alaveteli.pages.markup import damaged
from campaign.errors import UnknownPage

_SAYINGS: dict[str, tuple[str, str]] = {
    "sign_in": (
        "The site asks to sign in before it shows this page.",
        "Open the page in your browser. Only pages that everybody can see are read.",
    ),
    "rate_limited": (
        "The site says that too many requests were made in a short time.",
        "Wait until tomorrow before you make more requests, or ask the site to lift the limit.",
    ),
    "maintenance": (
        "The site is down for maintenance.",
        "Try again in an hour. Nothing was lost.",
    ),
    "challenge": (
        "The site wants to check that a person is looking, and showed a challenge page.",
        "Open the site in your browser, and write to its team before you go on; this program "
        "does not work around such checks.",
    ),
    "hidden": (
        "The site has hidden this request.",
        "Open its address in your browser to read the reason the site gives.",
    ),
    "not_found": (
        "The site does not know this page, or keeps it private.",
        "Check the address. A private request can only be read by its owner, signed in.",
    ),
    "truncated": (
        "The page arrived incomplete: it is cut off before its end.",
        "Fetch it again. The incomplete page is kept and nothing was read from it.",
    ),
    "not_html": (
        "Something other than a web page came where a page was expected.",
        "Fetch it again later. What came is kept and nothing was read from it.",
    ),
}

# Of an interstitial; each stands in markup which no letter shown on a page can contain.
_SIGNS = (
    *(b"/cdn-cgi/challenge-platform/", b"cf-chl", b"_cf_chl_opt", b"g-recaptcha-response"),
    *(b"challenges.cloudflare.com", b"__ddg", b"_incapsula_resource", b"awswaf"),
)
_TITLES = (b"just a moment...", b"attention required! | cloudflare", b"ddos-guard")
_CHALLENGE = re.compile(
    rb"<[^<>]*(?:%b)[^<>]*>|<title>\s*(?:%b)\s*</title>"
    % (b"|".join(map(re.escape, _SIGNS)), b"|".join(map(re.escape, _TITLES)))
)
_ACTION = re.compile(r'<div id="([a-z_]+)" class="controller_[a-z_]+">')
_H1 = re.compile(r"<h1[^<>]*>(.*?)</h1>", re.DOTALL)
_TITLE = re.compile(r"<title[^<>]*>(.*?)</title>", re.DOTALL)


def action_of(html: str) -> str | None:
    """What the site itself calls a page, such as `request_show`.

    `error` for its pages that say only that something is wrong; None for a page not its own.
    """
    matched = _ACTION.search(html)
    if matched is None:
        return None
    return "error" if '<div id="error-page"' in html else matched[1]


def unknown(kind: str) -> UnknownPage:
    """The error for a page that was recognised as something else than was asked for."""
    happened, remedy = _SAYINGS[kind]
    return UnknownPage(happened, remedy, kind=kind)


def recognise(body: bytes, status: int = 200) -> str | None:
    """What a response is, None for a complete page that is none of the kinds below.

    One of `sign_in`, `rate_limited`, `maintenance`, `challenge`, `hidden`, `not_found`,
    `truncated`, `not_html`. Looks only at what the site itself writes (headings of its own pages,
    forms, the status), never inside letters. Call it when the expected landmark is absent.
    """
    text = body.decode("utf-8", "replace").strip()
    if _is_challenge(body):
        return "challenge"
    if status in (404, 410):
        return "not_found"
    if status == 429:
        return "rate_limited"
    if kind := _incomplete(text):
        return "maintenance" if kind == "not_html" and status == 503 else kind
    if re.search(r"<form[^<>]*\bid=\"signin_form\"", text):
        return "sign_in"
    return _recognise_heading(text, status)


def _is_challenge(body: bytes) -> bool:
    lower = body.lower()
    perhaps = any(sign in lower for sign in (*_SIGNS, *_TITLES))
    return perhaps and _CHALLENGE.search(lower) is not None


def _incomplete(text: str) -> str | None:
    """`not_html` or `truncated`, by the first and last words of a stripped document."""
    if not re.match(r"(?:<!doctype html|<html|<!--)", text[:15], re.IGNORECASE):
        return "not_html"
    return None if text[-7:].lower() == "</html>" else "truncated"


def _recognise_heading(text: str, status: int) -> str | None:
    heading = _H1.search(text)
    title = _TITLE.search(text)
    said = " ".join((heading[1] if heading else "").split())
    titled = " ".join((title[1] if title else "").split())
    if said == "Too many requests":
        return "rate_limited"
    if said == "Request has been removed" or (status == 403 and 'id="request_show"' in text):
        return "hidden"
    if 'id="error-page"' in text and said.startswith("Sorry, we couldn't find that page"):
        return "not_found"
    if status == 503 or "maintenance" in f"{said} {titled}".lower():
        return "maintenance"
    return None


def open_html(body: bytes) -> str:
    """The text of one complete HTML document in UTF-8.

    UnknownPage of kind `not_html`, `truncated`, `challenge` or `layout` (two documents glued
    together, bytes that are not UTF-8). What the document says is not looked at.
    """
    if _is_challenge(body):
        raise unknown("challenge")
    if kind := _incomplete(body.decode("utf-8", "replace").strip()):
        raise unknown(kind)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise damaged(f"its bytes from {error.start} on are not text in UTF-8") from error
    for tag in ("<html", "</head>", "<body", "</body>", "</html>"):
        if text.count(tag) != 1:
            raise damaged(f"{tag} stands {text.count(tag)} times")
    return text


def refuse(body: bytes, expected: str) -> UnknownPage:
    """The error for a page that lacks the landmark of what was asked for."""
    kind = recognise(body)
    return unknown(kind) if kind else damaged(f"it is not {expected}")
