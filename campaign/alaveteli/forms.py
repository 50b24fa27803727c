"""Writing on the site as a person would: each step one function, each at most one effect.

Steps named `open_` and `preview_` change nothing that others see; `send_` and `classify` do, so
whoever calls them records the intention first. None of them is ever repeated here. `Unanswered`
(from the client) says that nobody knows whether the site took it.

Nothing signs in by the token of an action that waits at the site: that would complete it unasked.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from campaign.alaveteli.client import Client
from campaign.alaveteli.pages.authority import read_authority_json
from campaign.alaveteli.pages.compose import (
    Composed,
    ComposeForm,
    DraftSaved,
    Preview,
    Redirected,
    Refused,
    SentTo,
    read_compose,
    read_notice,
    read_sign_in,
)
from campaign.alaveteli.pages.form import Form, find_form, find_forms
from campaign.alaveteli.pages.recognise import open_html
from campaign.errors import SiteError

_TITLE = "info_request[title]"
_LETTER = "outgoing_message[body]"
_BODY_ID = "info_request[public_body_id]"
_BATCH = "alaveteli_pro_draft_info_request_batch"
_ADD_FORM = "js-add-authority-to-batch-form"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The client's session is signed in."""


@dataclass(frozen=True, slots=True)
class Classified:
    """The status is set; the site then leads to `path`, often to advice."""

    path: str


def sign_in(client: Client, email: str, password: str) -> SignedIn | Refused:
    """Sign a client in that keeps cookies; Refused for a wrong password or a closed account."""
    page = client.get("/profile/sign_in", by_person=True)
    form, _ = read_sign_in(page.body)
    filled = form.filled({"user_signin[email]": email, "user_signin[password]": password})
    answer = client.post(form.path, filled.pressed("commit"))
    if answer.location is not None and 300 <= answer.status < 400:
        if urlsplit(answer.location).path != "/":
            raise SiteError(
                "Signing in would have completed something that was waiting at the site.",
                "Finish or discard it in your browser, sign out there, and try again.",
            )
        return SignedIn()
    _, errors = read_sign_in(answer.body)
    return Refused(errors)


def already_sent(client: Client, authority: int | str, title: str, body: str) -> Composed:
    """Ask, signed out, whether anybody has sent this request to this authority.

    AlreadySent if so, Preview if not, Refused where the site would not take it at all. Nothing is
    sent: it is a preview (SITE.md section 3). The authority is its number at the site or its
    url_name (which costs one more question); SiteError for one the site does not know.
    """
    number = authority if isinstance(authority, int) else _number_of(client, authority)
    fields = [
        ("authenticity_token", ""),
        (_TITLE, title),
        (_LETTER, body),
        (_BODY_ID, str(number)),
        ("submitted_new_request", "1"),
        ("preview", "1"),
    ]
    return _post(client, "/new", fields)


def open_request(
    client: Client, url_name: str, *, tags: tuple[str, ...] = (), pro: bool = False
) -> Composed:
    """The form for a request to an authority, or why there is none."""
    return _get(client, client.site.new_request(url_name, tags=tags, pro=pro))


def preview_request(client: Client, opened: ComposeForm, title: str, body: str) -> Composed:
    """What the site says to this letter before it is sent: Preview, AlreadySent, Refused ..."""
    filled = opened.form.filled({_TITLE: title, _LETTER: body})
    return _post(client, opened.form.path, filled.pressed("commit"))


def send_request(client: Client, preview: Preview) -> Composed:
    """Send what was previewed: SentTo with the request's address, or why it was not sent."""
    return _post(client, preview.form.path, preview.form.pressed("submit"))


def open_batch(client: Client, query: str) -> Form:
    """The Pro account's form by which authorities are added to a new batch.

    `query` is the name of any authority: the site shows the form beside search results only.
    """
    path = f"/pro/batch_request_authority_searches?authority_query={quote(query)}"
    answer = client.get(path, follow=False, by_person=True)
    forms = find_forms(open_html(answer.body), _ADD_FORM) if answer.status == 200 else ()
    adding = [form for form in forms if form.value(f"{_BATCH}[action]") == "add"]
    if not adding:
        raise SiteError(
            f"The site offers no authority named {query!r} for a batch.",
            "Check that the account is signed in, has Pro, and that the authority can be asked.",
        )
    return adding[0]


def add_to_batch(client: Client, form: Form, public_body_id: int, draft_id: int | None) -> Composed:
    """Add one authority to the draft of a batch (to a new one without `draft_id`): DraftSaved."""
    filled = form.filled(
        {
            f"{_BATCH}[draft_id]": "" if draft_id is None else str(draft_id),
            f"{_BATCH}[public_body_id]": str(public_body_id),
            f"{_BATCH}[action]": "add",
        }
    )
    return _post(client, form.path, list(filled.fields))


def write_batch(client: Client, draft_id: int) -> Composed:
    """The form in which the letter of a batch is written; see `batch_body_ids`."""
    return _get(client, f"/pro/info_request_batches/new?{urlencode({'draft_id': draft_id})}")


def batch_body_ids(opened: ComposeForm) -> list[int]:
    """The numbers of the authorities in a batch's form, to compare with those wanted."""
    return [int(value) for value in opened.form.values(f"{_BATCH}[public_body_ids][]")]


def save_batch(
    client: Client, opened: ComposeForm, title: str, body: str, *, embargo: str = ""
) -> Composed:
    """Keep title and letter in the draft: DraftSaved.

    `Dear [Authority name],` as the first line becomes each authority's name. `embargo` is empty
    (published at once), `3_months`, `6_months` or `12_months`; the site's own default is private.
    """
    values = {"title": title, "body": body, "embargo_duration": embargo}
    filled = opened.form.filled({f"{_BATCH}[{name}]": value for name, value in values.items()})
    return _post(client, opened.form.path, filled.pressed("preview"))


def preview_batch(client: Client, saved: DraftSaved) -> Composed:
    """What the site says to the batch: Preview, AlreadySentBatch or Refused."""
    path = f"/pro/info_request_batches/new/preview?{urlencode({'draft_id': saved.draft_id})}"
    return _get(client, path)


def send_batch(client: Client, preview: Preview) -> Composed:
    """Have the site send the batch: BatchCreated, or why not. Never overrides a duplicate."""
    return _post(client, preview.form.path, preview.form.pressed("commit"))


def open_follow_up(
    client: Client, url_title: str, incoming_id: int | None = None, *, internal_review: bool = False
) -> Composed:
    """The form to write again about a request, or why there is none."""
    url = client.site.followup(url_title, incoming_id, internal_review=internal_review)
    return _get(client, url)


def preview_follow_up(
    client: Client, opened: ComposeForm, body: str, kind: str = "normal_sort"
) -> Composed:
    """What the site says to a follow-up before it is sent.

    `kind` is `normal_sort`, `new_information` or `internal_review`. The site does not notice here
    that the same was sent before, nor an empty or unsigned letter (SITE.md section 5).
    """
    filled = opened.form.filled({_LETTER: body, "outgoing_message[what_doing]": kind})
    return _post(client, opened.form.path, filled.pressed("commit"))


def send_follow_up(client: Client, preview: Preview) -> Composed:
    """Send what was previewed: SentTo, or AlreadySent for the same text."""
    return _post(client, preview.form.path, preview.form.pressed("submit"))


def open_classification(client: Client, url_title: str) -> Form:
    """The form in which the owner says how a request stands; SiteError where it is not shown.

    A private request has another one, which looks for no newer event (SITE.md section 5).
    """
    answer = client.get(client.site.classify(url_title), follow=False, by_person=True)
    form: Form | None = None
    if answer.status == 200:
        html = open_html(answer.body)
        pickers = find_forms(html, "js-status-picker-form")
        form = find_form(html, "describe_form_1") or (pickers[0] if len(pickers) == 1 else None)
    if form is None:
        raise SiteError(
            f"The site offers no form for the status of {url_title}.",
            "Only the owner can set it, signed in.",
        )
    return form


def classify(
    client: Client, url_title: str, form: Form, state: str
) -> Classified | Refused | Composed:
    """Say how a request stands. Refused where it has changed since the form was opened.

    `state` is one of the described states of SITE.md section 7; the states that need a message to
    the site's team (`error_message`, `requires_admin`) lead to a form for it in `path`.
    """
    answer = client.post(
        form.path, list(form.filled({"classification[described_state]": state}).fields)
    )
    composed = read_compose(answer.body, answer.status, answer.location)
    if isinstance(composed, Redirected):
        return Classified(composed.path)
    if not isinstance(composed, SentTo):
        return composed
    path = f"/request/{composed.url_title}"
    if composed.url_title != url_title:
        return Redirected(path)
    _, bad = read_notice(client.get(path, by_person=True).body)
    return Refused((bad,)) if bad else Classified(path)


def _number_of(client: Client, url_name: str) -> int:
    answer = client.get(client.site.authority_json(url_name))
    if answer.status != 200:
        raise SiteError(
            f"The site knows no authority {url_name!r}.",
            "Import the site's authorities again and check the list of recipients.",
        )
    return read_authority_json(answer.body).site_id


def _get(client: Client, path: str) -> Composed:
    answer = client.get(path, follow=False, by_person=True)
    return read_compose(answer.body, answer.status, answer.location)


def _post(client: Client, path: str, fields: list[tuple[str, str]]) -> Composed:
    answer = client.post(path, fields)
    return read_compose(answer.body, answer.status, answer.location)
