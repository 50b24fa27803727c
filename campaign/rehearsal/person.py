"""The person at the browser: opens a prefilled address, reads, and presses the buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

if TYPE_CHECKING:
    import requests
    from bs4 import BeautifulSoup, Tag


class Stuck(RuntimeError):
    """The person cannot go on: the page is not the one that they expected."""


class HandoffPerson:
    """Somebody with an account on the practice site, who works by hand as a browser does.

    Never for a real site: it presses "send" without asking anybody.
    """

    def __init__(self, base: str, email: str, password: str) -> None:
        import requests

        if not base.startswith(("http://127.0.0.1:", "http://localhost:")):
            raise ValueError(f"a practice person does not go to {base}")
        self.base = base
        self.email = email
        self.password = password
        self.browser = requests.Session()

    def sign_in(self) -> None:
        """Sign in; Stuck if the site does not let us."""
        page = self._open(f"{self.base}/profile/sign_in")
        fields = self._fields(page, "signin_form")
        fields["user_signin[email]"] = self.email
        fields["user_signin[password]"] = self.password
        answer = self._press(page, "signin_form", fields, "commit", "Sign in")
        if "/profile/sign_in" in answer.url:
            raise Stuck(f"{self.email} was not let in")

    def send(self, prefilled: str) -> str:
        """Open a prefilled `/new/...`, preview it and send it; the new request's address.

        Stuck where the site shows anything but the form, the preview and then the request.
        """
        page = self._open(urljoin(self.base, prefilled))
        preview = self._press(page, "write_form", self._fields(page, "write_form"), "commit", None)
        fields = self._fields(preview, "preview_form")
        sent = self._press(preview, "preview_form", fields, "submit", "Send and publish request")
        if "/request/" not in sent.url:
            raise Stuck(f"the request was not sent: {self._heading(sent)}")
        return sent.url

    def follow_up(self, address: str, letter: str, *, review: bool = False) -> str:
        """Write to the authority again in a request; the request's address."""
        suffix = "?internal_review=1" if review else ""
        page = self._open(f"{address}/followups/new{suffix}")
        fields = self._fields(page, "followup_form")
        fields["outgoing_message[body]"] = letter
        fields["outgoing_message[what_doing]"] = "internal_review" if review else "normal_sort"
        preview = self._press(page, "followup_form", fields, "commit", None)
        last = self._fields(preview, "preview_form")
        sent = self._press(preview, "preview_form", last, "submit", "Send and publish message")
        if "/request/" not in sent.url or "/followups" in sent.url:
            raise Stuck(f"the message was not sent: {self._heading(sent)}")
        return sent.url

    def describe(self, address: str, state: str) -> str:
        """Say how a request stands; the address at which the site leaves us."""
        page = self._open(f"{address}?update_status=1")
        fields = self._fields(page, "describe_form_1")
        fields["classification[described_state]"] = state
        return self._press(page, "describe_form_1", fields, "commit", None).url

    def _open(self, address: str) -> requests.Response:
        return self.browser.get(address, timeout=30)

    def _press(
        self,
        page: requests.Response,
        form_id: str,
        fields: dict[str, str],
        button: str,
        label: str | None,
    ) -> requests.Response:
        form = self._form(page, form_id)
        action = urljoin(page.url, str(form.get("action", "")))
        return self.browser.post(action, data={**fields, button: label or "Go on"}, timeout=30)

    def _fields(self, page: requests.Response, form_id: str) -> dict[str, str]:
        form = self._form(page, form_id)
        fields: dict[str, str] = {}
        for field in form.select("input[name], textarea[name]"):
            if field.get("type") in ("submit", "radio", "checkbox"):
                continue
            value = field.get_text() if field.name == "textarea" else str(field.get("value", ""))
            fields[str(field["name"])] = value.removeprefix("\n")
        return fields

    def _form(self, page: requests.Response, form_id: str) -> Tag:
        form = self._soup(page).select_one(f"form#{form_id}")
        if form is None:
            raise Stuck(f"there is no form {form_id} on {page.url}: {self._heading(page)}")
        return form

    def _heading(self, page: requests.Response) -> str:
        soup = self._soup(page)
        shown = soup.select("#errorExplanation li, #error, #content h1")
        return "; ".join(" ".join(each.get_text().split()) for each in shown) or str(
            page.status_code
        )

    @staticmethod
    def _soup(page: requests.Response) -> BeautifulSoup:
        from bs4 import BeautifulSoup

        return BeautifulSoup(page.content, "lxml")
