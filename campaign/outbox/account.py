"""The account channel: signs in and submits the site's own forms, one letter at a time.

Everything up to the last step of a letter changes nothing that others see. Trouble before it means
that nothing was sent; trouble in it means that nobody knows, and the site is asked (`ask`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.alaveteli import forms
from campaign.alaveteli.pages.compose import (
    AlreadySent,
    Composed,
    ComposeForm,
    Preview,
    ProForm,
    Refused,
)
from campaign.alaveteli.urls import Site
from campaign.alaveteli.wire import NotReached, Passing
from campaign.errors import CampaignError, SiteError, Stopped, UnknownPage
from campaign.outbox import batch_by_account
from campaign.outbox.answers import SignedOut, meaning, set_up
from campaign.outbox.results import Asked, Later, Lost, NotSent, Result, Sent
from campaign.outbox.results import Refused as NotTaken
from campaign.outbox.words import same_words
from campaign.state.authorities import get_authority
from campaign.state.outbox import Intent

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.alaveteli.client import Client
    from campaign.alaveteli.pages.form import Form
    from campaign.alaveteli.pages.records import RequestRecord
    from campaign.outbox.session import Visit
    from campaign.state.campaigns import Campaign


@dataclass(frozen=True, slots=True)
class Ready:
    """All is prepared: `go` is the one step that sends."""

    go: Callable[[], Composed | forms.Classified]


class Account:
    """Sends what is approved through one account, and says what became of it.

    `asker` is never signed in. Without a `visit` it can only `ask`, and only what the site shows
    to everybody.
    """

    def __init__(
        self, database: Database, campaign: Campaign, asker: Client, visit: Visit | None = None
    ) -> None:
        self._database, self._site = database, Site(campaign.site)
        self._asker, self._visit = asker, visit

    def send(self, intent: Intent) -> Result:
        """Send one intent, once: signed in afresh if the session has ended."""
        if self._visit is None:
            raise ValueError("an account without a visit cannot send")
        try:
            try:
                return self._send(intent, self._visit.client())
            except SignedOut:
                return self._send(intent, self._visit.sign_in())
        except SignedOut as still:
            return still.otherwise
        except CampaignError as error:
            return _later(error)

    def ask(self, intent: Intent) -> Asked:
        """Ask the site whether it has this; nothing is sent."""
        try:
            if intent.kind == "request":
                return self._ask_request(intent)
            if intent.kind == "batch":
                return self._ask_batch(intent)
            if intent.kind == "classification":
                return self._ask_classification(intent)
            return self._ask_follow_up(intent)
        except CampaignError as error:
            return _later(error)

    def _send(self, intent: Intent, client: Client) -> Result:
        ready = self._prepare(intent, client)
        if not isinstance(ready, Ready):
            return ready
        try:
            answer = ready.go()
            if isinstance(answer, forms.Classified):
                return Sent(self._site.absolute(answer.path))
            return meaning(answer, self._site, sending=True)
        except SignedOut:
            raise  # led to sign in: nothing was sent
        except CampaignError as error:
            # To set a status takes a second look, which may fail after the first has succeeded.
            if isinstance(error, NotReached) and intent.kind != "classification":
                return _later(error)
            return Lost(error.happened)

    def _prepare(self, intent: Intent, client: Client) -> Ready | Result:
        if intent.kind == "request":
            return self._prepare_request(intent, client)
        if intent.kind == "batch":
            preview = batch_by_account.prepare(self._database, self._asker, client, intent)
            if isinstance(preview, Preview):
                return Ready(lambda: forms.send_batch(client, preview))
            return preview
        if intent.kind == "classification":
            return self._prepare_classification(intent, client)
        return self._prepare_follow_up(intent, client)

    def _prepare_request(self, intent: Intent, client: Client) -> Ready | Result:
        url_name = self._url_name(intent)
        tags = tuple(intent.tags.split())
        opened = forms.open_request(client, url_name, tags=tags)
        if isinstance(opened, ProForm):
            # A Pro account's own form looks for no duplicates; with `pro=1` the site shows the
            # ordinary one, which does (SITE.md section 4).
            opened = forms.open_request(client, url_name, tags=tags, pro=True)
        if not isinstance(opened, ComposeForm):
            return meaning(opened, self._site)
        set_up(opened.form)
        preview = forms.preview_request(client, opened, intent.title, intent.body)
        if not isinstance(preview, Preview):
            return meaning(preview, self._site)
        return Ready(lambda: forms.send_request(client, preview))

    def _prepare_follow_up(self, intent: Intent, client: Client) -> Ready | Result:
        review = intent.kind == "internal_review"
        opened = forms.open_follow_up(
            client,
            self._url_title(intent),
            intent.details.get("incoming_id"),
            internal_review=review,
        )
        if not isinstance(opened, ComposeForm):
            return meaning(opened, self._site)
        set_up(opened.form)
        kind = "internal_review" if review else "normal_sort"
        preview = forms.preview_follow_up(client, opened, intent.body, kind)
        if not isinstance(preview, Preview):
            return meaning(preview, self._site)
        return Ready(lambda: forms.send_follow_up(client, preview))

    def _prepare_classification(self, intent: Intent, client: Client) -> Ready | Result:
        url_title = self._url_title(intent)
        form = self._classification_form(client, url_title)
        set_up(form)
        known = int(intent.details["last_event"])
        events = self._record(url_title, client).events
        if any(e.event_type == "response" and e.site_id > known for e in events):
            return NotTaken(
                (
                    "a reply has come since you decided: run `campaign sync` and `campaign code"
                    " suggest`, look at it, then classify again",
                )
            )
        return Ready(lambda: forms.classify(client, url_title, form, intent.body))

    def _classification_form(self, client: Client, url_title: str) -> Form:
        try:
            return forms.open_classification(client, url_title)
        except (Passing, Stopped, UnknownPage):
            raise
        except SiteError as error:
            # The site shows this form to the owner only; signed out, the page is like any other.
            raise SignedOut(NotTaken((error.happened,))) from error

    def _ask_request(self, intent: Intent) -> Asked:
        found = forms.already_sent(self._asker, self._url_name(intent), intent.title, intent.body)
        if isinstance(found, AlreadySent):
            return Sent(self._site.request(found.url_title))
        if isinstance(found, Preview | Refused):
            return NotSent()
        return _cannot_tell(meaning(found, self._site))

    def _ask_batch(self, intent: Intent) -> Asked:
        if self._visit is None:
            return Later("Only the account itself can see its batches.", _BY_SENDING)
        client = self._visit.client()
        try:
            preview = batch_by_account.prepare(self._database, self._asker, client, intent)
        except SignedOut:
            client = self._visit.sign_in()
            preview = batch_by_account.prepare(self._database, self._asker, client, intent)
        if isinstance(preview, Preview):
            return NotSent()
        return preview if isinstance(preview, Sent) else _cannot_tell(preview)

    def _ask_follow_up(self, intent: Intent) -> Asked:
        from campaign.alaveteli.pages.request import read_request_page

        url = self._site.request(self._url_title(intent))
        page = self._asker.get(url)
        if page.status != 200 and self._visit is not None:
            page = self._visit.client().get(url, by_person=True)
        if page.status != 200:
            return Later("The site does not show this request to everybody.", _BY_SENDING)
        for message in read_request_page(page.body).messages:
            if message.direction == "outgoing" and same_words(intent.body, message.text or ""):
                return Sent(f"{url}#outgoing-{message.site_id}")
        return NotSent()

    def _ask_classification(self, intent: Intent) -> Asked:
        url_title = self._url_title(intent)
        record = self._record(url_title)
        if record.described_state == intent.body and not record.awaiting_description:
            return Sent(self._site.request(url_title))
        return NotSent()

    def _record(self, url_title: str, client: Client | None = None) -> RequestRecord:
        """The request's JSON; of a private one as its owner sees it."""
        from campaign.alaveteli.pages.request_json import read_request_json

        url = self._site.request_json(url_title)
        answer = self._asker.get(url)
        if answer.status != 200 and self._visit is not None:
            answer = (client or self._visit.client()).get(url)
        if answer.status != 200:
            raise SiteError(f"The site does not show {url} ({answer.status}).", _BY_SENDING)
        return read_request_json(answer.body)

    def _url_name(self, intent: Intent) -> str:
        if intent.authority_id is None:
            raise ValueError(f"intent {intent.id} is to no authority")
        return get_authority(self._database, intent.authority_id).url_name

    def _url_title(self, intent: Intent) -> str:
        row = self._database.conn.execute(
            "SELECT url_title FROM requests WHERE id = ?", [intent.request_id]
        ).fetchone()
        if row is None:
            raise ValueError(f"intent {intent.id} is about no request")
        return str(row[0])


_BY_SENDING = "Run `campaign send --channel account`: signed in, it asks before it sends."


def _later(error: CampaignError) -> Later:
    """Nothing was sent; only trouble on the way passes by itself."""
    passing = isinstance(error, SiteError) and not isinstance(error, Stopped | UnknownPage)
    return Later(error.happened, error.remedy, passing=passing)


def _cannot_tell(result: Result) -> Asked:
    if isinstance(result, Sent | Later):
        return result
    why = result.why if isinstance(result, Lost) else "; ".join(result.reasons)
    return Later(f"The site does not say whether it was sent: {why}", "Look there in your browser.")
