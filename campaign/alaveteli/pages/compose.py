"""What the site answers when something is written: each outcome a value (SITE.md sections 2-5).

Status 200 does not mean success: refusals, duplicates and limits come with it too. Success is a
redirect to the expected address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from campaign.alaveteli.pages.correspondence import read_time
from campaign.alaveteli.pages.form import Form, find_form
from campaign.alaveteli.pages.markup import Element, damaged, read_element, starts_of
from campaign.alaveteli.pages.recognise import action_of, open_html, refuse


@dataclass(frozen=True, slots=True)
class ComposeForm:
    """A form to write in: a new request, a batch or a follow-up."""

    form: Form


@dataclass(frozen=True, slots=True)
class Preview:
    """The site would take this; nothing is sent yet. Warnings do not stop it."""

    form: Form
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AlreadySent:
    """The same was sent before: the request, and for a request when and by whom."""

    url_title: str
    on: datetime | None
    by: str | None


@dataclass(frozen=True, slots=True)
class AlreadySentBatch:
    """The same was sent in a batch to some of these authorities."""

    batch_id: int
    on: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """The site does not take it: its reasons, and the form to correct (if it shows one)."""

    errors: tuple[str, ...]
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Too many requests for now; `said` is the site's sentence."""

    said: str


@dataclass(frozen=True, slots=True)
class PleaseDescribe:
    """Earlier requests must be classified first."""

    url_titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Banned:
    """The account may not write."""

    said: str


@dataclass(frozen=True, slots=True)
class MissingContact:
    """The site has no address of this authority."""

    said: str


@dataclass(frozen=True, slots=True)
class NotRequestable:
    """The authority cannot be asked (defunct, or not subject to the law)."""

    url_name: str


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """This account cannot do that with this request, or nobody can."""

    said: str


@dataclass(frozen=True, slots=True)
class NotFound:
    """The site does not know the address."""


@dataclass(frozen=True, slots=True)
class SignInNeeded:
    """Nobody is signed in. The token of the waiting action is left alone on purpose: to sign in
    with it would complete the sending.
    """


@dataclass(frozen=True, slots=True)
class SentTo:
    """Done: the site leads to this request."""

    url_title: str


@dataclass(frozen=True, slots=True)
class ProForm:
    """A Pro account was led to its own form, and what was filled in is lost."""

    path: str


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """A draft is kept at the site; nothing is sent."""

    draft_id: int
    path: str


@dataclass(frozen=True, slots=True)
class BatchCreated:
    """The batch will be sent by the site."""

    batch_id: int


@dataclass(frozen=True, slots=True)
class Redirected:
    """The site leads somewhere else."""

    path: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The site failed; a form that was sent may or may not have been taken."""

    status: int


Composed = (
    ComposeForm
    | Preview
    | AlreadySent
    | AlreadySentBatch
    | Refused
    | RateLimited
    | PleaseDescribe
    | Banned
    | MissingContact
    | NotRequestable
    | NotAllowed
    | NotFound
    | SignInNeeded
    | SentTo
    | ProForm
    | DraftSaved
    | BatchCreated
    | Redirected
    | Broken
)

_REQUEST = re.compile(r"/request/([^/]+)")
_BATCH = re.compile(r"/(?:pro/info_request_batches|info_request_batch)/([1-9][0-9]*)")
_WRITE = ("write_form", "followup_form")
_PREVIEW = ("preview_form", "new_info_request", "new_info_request_batch")


def read_compose(body: bytes, status: int, location: str | None = None) -> Composed:
    """What an answer in the course of writing means; UnknownPage for an answer not known here."""
    if location is not None and 300 <= status < 400:
        return _read_redirect(location)
    if status in (404, 410):
        return NotFound()
    if status >= 500:
        return Broken(status)
    html = open_html(body)
    action = action_of(html)
    for form_id in _PREVIEW:
        form = find_form(html, form_id)
        if form is not None:
            return _read_preview(html, form)
    for form_id in _WRITE:
        form = find_form(html, form_id)
        if form is not None:
            return _read_written(html, form)
    if find_form(html, "signin_form") is not None:
        return SignInNeeded()
    if action in ("request_new", "followups_new", "followups_create", "classifications_create"):
        return _read_obstacle(html, body)
    raise refuse(body, "a page on which a request is written")


def read_notice(body: bytes) -> tuple[str | None, str | None]:
    """The one-off good word and bad word on a page that a form led to, None where absent."""
    html = open_html(body)
    found = [
        " ".join(element.words for element in _by_id(html, element_id)) or None
        for element_id in ("notice", "error")
    ]
    return found[0], found[1]


def read_sign_in(body: bytes) -> tuple[Form, tuple[str, ...]]:
    """The sign-in form and why the last attempt was refused; UnknownPage for another page."""
    html = open_html(body)
    form = find_form(html, "signin_form")
    if form is None:
        raise refuse(body, "the sign-in page")
    return form, _errors(html)


def _read_redirect(location: str) -> Composed:
    parts = urlsplit(location)
    path, query = parts.path, parse_qs(parts.query)
    drafts = query.get("draft_id", [])
    request, batch = _REQUEST.fullmatch(path), _BATCH.fullmatch(path)
    if path == "/profile/sign_in":
        return SignInNeeded()
    if request is not None:
        return SentTo(request[1])
    if batch is not None:
        return BatchCreated(int(batch[1]))
    if path.startswith("/pro/") and len(drafts) == 1 and drafts[0].isdigit():
        return DraftSaved(int(drafts[0]), f"{path}?{parts.query}")
    if path == "/pro/info_requests/new":
        return ProForm(f"{path}?{parts.query}")
    if re.fullmatch(r"/body/[^/]+", path):
        return NotRequestable(path.removeprefix("/body/"))
    return Redirected(path + (f"?{parts.query}" if parts.query else ""))


def _read_preview(html: str, form: Form) -> Composed:
    explained = _by_id(html, "errorExplanation")
    if not explained:
        warnings = [p.words for element in _by_id(html, "error") for p in element.all("p")]
        return Preview(form, tuple(warnings))
    for link in explained[0].all("a"):
        batch = _BATCH.fullmatch(urlsplit(link.get("href") or "").path)
        if batch is not None:
            return AlreadySentBatch(int(batch[1]), read_time(explained[0].one("time")))
    return Refused(_errors(html), form)


def _read_written(html: str, form: Form) -> Composed:
    explained = _by_id(html, "errorExplanation")
    if explained:
        return _already_sent(explained[0]) or Refused(_errors(html), form)
    bad = _by_id(html, "error")
    if bad and action_of(html) == "followups_create":
        matched = re.match(r"/request/([^/?#]+)/followups", form.path)
        if matched is None:
            raise damaged(f"a follow-up form at {form.path!r}")
        return AlreadySent(matched[1], None, None)
    if bad:
        return Refused(tuple(element.words for element in bad), form)
    return ComposeForm(form)


def _already_sent(explained: Element) -> AlreadySent | None:
    when = explained.maybe("time")
    titles = {
        matched[1]
        for link in explained.all("a")
        if (matched := _REQUEST.fullmatch(urlsplit(link.get("href") or "").path))
    }
    if when is None or len(titles) != 1:
        return None
    people = [
        link.words
        for link in explained.all("a")
        if urlsplit(link.get("href") or "").path.startswith("/user/")
    ]
    return AlreadySent(titles.pop(), read_time(when), people[0] if people else None)


def _read_obstacle(html: str, body: bytes) -> Composed:
    """A page in place of a form: why there is none."""
    content = read_element(html, starts_of(html, "div", id="content")[0])
    said = content.words
    reasons = [element for element in content.all("p") if element.get("id") == "sign_in_reason"]
    if reasons:
        return NotAllowed(reasons[0].words)
    headings = content.all("h1")
    heading = headings[0].words if headings else ""
    if heading == "Too many requests":
        return RateLimited(said)
    if heading == "Banned from this site":
        return Banned(said)
    if heading.startswith("Missing contact details"):
        return MissingContact(said)
    waiting = [
        matched[1]
        for link in content.all("a")
        if (matched := _REQUEST.fullmatch(urlsplit(link.get("href") or "").path))
    ]
    if action_of(html) == "request_new" and waiting:
        return PleaseDescribe(tuple(waiting))
    if action_of(html) in ("followups_new", "followups_create"):
        return NotAllowed(said)
    raise refuse(body, "a page on which a request is written")


def _errors(html: str) -> tuple[str, ...]:
    return tuple(
        item.words
        for element in _by_id(html, "errorExplanation")
        for item in element.all("li") or [element]
    )


def _by_id(html: str, element_id: str) -> list[Element]:
    return [read_element(html, start) for start in starts_of(html, "div", id=element_id)]
