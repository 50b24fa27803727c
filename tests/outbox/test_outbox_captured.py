"""What the tool concludes from pages, held against pages of the site itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from campaign.alaveteli.pages.compose import ComposeForm, read_compose
from campaign.alaveteli.pages.form import find_form
from campaign.alaveteli.pages.recognise import open_html
from campaign.alaveteli.pages.request import read_request_page
from campaign.alaveteli.urls import Site
from campaign.errors import UnknownPage
from campaign.outbox.answers import SignedOut, meaning, set_up
from campaign.outbox.results import Later, Lost, Refused, Sent
from campaign.outbox.words import same_words

SITE = Site("http://127.0.0.1:3000")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("05-send", "06-after-send"),
        ("22-internal-review-send", "23-after-internal-review"),
    ],
)
def test_a_follow_up_is_found_on_the_page_in_the_words_that_were_sent(
    shared: Path, sent: str, shown: str
) -> None:
    folder = shared / "alaveteli/followup"
    recorded = json.loads((folder / f"{sent}.http.json").read_bytes())
    body = dict(recorded["request"]["form"])["outgoing_message[body]"]
    page = read_request_page((folder / f"{shown}.html").read_bytes())
    found = [m.direction for m in page.messages if same_words(body, m.text or "")]
    assert found == ["outgoing"]


def test_a_form_carries_a_token_exactly_when_somebody_is_signed_in(shared: Path) -> None:
    """By this the tool sees that its session has ended, before it leaves anything at the site."""
    seen = {True: 0, False: 0}
    for path in sorted((shared / "alaveteli").rglob("*.html")):
        try:
            html = open_html(path.read_bytes())
        except UnknownPage:
            continue
        for form_id in ("write_form", "followup_form", "preview_form", "describe_form_1"):
            form = find_form(html, form_id)
            if form is None:
                continue
            signed_in = "/profile/sign_out" in html
            seen[signed_in] += 1
            if signed_in:
                set_up(form)
            else:
                with pytest.raises(SignedOut):
                    set_up(form)
    assert seen[True] > 10
    assert seen[False] > 2


def test_every_recorded_answer_to_writing_has_a_meaning(shared: Path) -> None:
    """Nothing that the site was seen to answer is taken for sent unless it led to a request."""
    kinds: dict[str, int] = {}
    for path in sorted((shared / "alaveteli/compose").rglob("*.http.json")):
        recorded = json.loads(path.read_bytes())
        response = recorded.get("response", {})
        body = path.with_name(path.name.replace(".http.json", ".html"))
        if recorded.get("request", {}).get("method") != "POST" or "sign" in path.name:
            continue
        location = dict(response["headers"]).get("Location")
        try:
            answer = read_compose(
                body.read_bytes() if body.exists() else b"", response["status"], location
            )
        except UnknownPage:
            continue
        if isinstance(answer, ComposeForm):
            continue
        try:
            result = meaning(answer, SITE, sending=True)
        except SignedOut:
            kinds["signed out"] = kinds.get("signed out", 0) + 1
            continue
        kinds[type(result).__name__] = kinds.get(type(result).__name__, 0) + 1
        if isinstance(result, Sent):
            text = body.read_bytes() if body.exists() else b""
            assert response["status"] == 302 or b"already" in text, path.name
        else:
            assert isinstance(result, Refused | Later | Lost)
    assert kinds["Sent"] >= 3
    assert kinds["Refused"] >= 8
    assert kinds["Later"] >= 1
