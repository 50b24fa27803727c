"""The whole of writing and following, by our own client, on the practice site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from campaign.alaveteli import forms
from campaign.alaveteli.client import Client
from campaign.alaveteli.pages import compose
from campaign.alaveteli.pages.batch import read_batch
from campaign.alaveteli.pages.listings import read_listings
from campaign.alaveteli.pages.request import check_against, read_request_page
from campaign.alaveteli.pages.request_json import read_request_json
from campaign.rehearsal.people.model import Scenario
from campaign.rehearsal.server import BANNED, CLOSED, ORDINARY, PRO, PracticeServer

SCENARIO = Scenario(
    name="forms",
    seed=3,
    authorities=4,
    start=date(2026, 7, 6),
    behaviours=(("full_pdf", 1),),
)
TITLE = "Forecasting software"


@pytest.fixture
def practice() -> Iterator[PracticeServer]:
    with PracticeServer(SCENARIO) as server:
        yield server


@pytest.fixture
def anybody(practice: PracticeServer, client_for: Callable[..., Client]) -> Client:
    return client_for(practice.base)


@pytest.fixture
def somebody(practice: PracticeServer, client_for: Callable[..., Client]) -> Client:
    client = client_for(practice.base, keep_cookies=True)
    assert forms.sign_in(client, ORDINARY[1], ORDINARY[2]) == forms.SignedIn()
    return client


def letter(name: str) -> str:
    return f"Dear {name},\n\n1. Used & where?\n2. What did it cost?\n\nYours faithfully,\n\nR"


def sent(practice: PracticeServer, client: Client, place: int = 0) -> str:
    body = practice.site.bodies[place]
    opened = forms.open_request(client, body.url_name, tags=("campaign:test",))
    assert isinstance(opened, compose.ComposeForm)
    preview = forms.preview_request(client, opened, TITLE, letter(body.name))
    assert isinstance(preview, compose.Preview)
    done = forms.send_request(client, preview)
    assert isinstance(done, compose.SentTo)
    return done.url_title


def test_a_request_is_sent_found_and_not_sent_twice(
    practice: PracticeServer, somebody: Client, anybody: Client
) -> None:
    body = practice.site.bodies[0]
    before = forms.already_sent(anybody, body.url_name, TITLE, letter(body.name))
    assert isinstance(before, compose.Preview)
    url_title = sent(practice, somebody)
    after = forms.already_sent(anybody, body.url_name, TITLE, letter(body.name))
    assert isinstance(after, compose.AlreadySent)
    assert after.url_title == url_title
    tagged = read_listings(anybody.get(anybody.site.list_tag("campaign:test")).body)
    assert [listing.url_title for listing in tagged.requests] == [url_title]
    assert len(practice.site.requests) == 1


def test_replies_are_followed_answered_and_classified(
    practice: PracticeServer, somebody: Client, anybody: Client
) -> None:
    url_title = sent(practice, somebody)
    for _ in range(60):
        practice.site.step(days=1)
        page = read_request_page(anybody.get(anybody.site.request(url_title)).body)
        record = read_request_json(anybody.get(anybody.site.request_json(url_title)).body)
        check_against(page, record)
        incoming = [message for message in page.messages if message.direction == "incoming"]
        if any(message.attachments for message in incoming):
            break
    assert incoming
    form = forms.open_classification(somebody, url_title)
    done = forms.classify(somebody, url_title, form, "successful")
    assert isinstance(done, forms.Classified)

    opened = forms.open_follow_up(somebody, url_title, incoming[-1].site_id)
    assert isinstance(opened, compose.ComposeForm)
    again = "Dear all,\n\nThank you. One more question.\n\nYours faithfully,\n\nR"
    preview = forms.preview_follow_up(somebody, opened, again)
    assert isinstance(preview, compose.Preview)
    assert forms.send_follow_up(somebody, preview) == compose.SentTo(url_title)
    assert isinstance(forms.send_follow_up(somebody, preview), compose.AlreadySent)


def test_a_batch_of_every_authority(
    practice: PracticeServer, client_for: Callable[..., Client], anybody: Client
) -> None:
    client = client_for(practice.base, keep_cookies=True)
    forms.sign_in(client, PRO[1], PRO[2])
    bodies = practice.site.bodies[:3]
    adding = forms.open_batch(client, bodies[0].name)
    draft_id: int | None = None
    for body in bodies:
        draft = forms.add_to_batch(client, adding, body.site_id, draft_id)
        assert isinstance(draft, compose.DraftSaved)
        draft_id = draft.draft_id
    assert draft_id is not None
    opened = forms.write_batch(client, draft_id)
    assert isinstance(opened, compose.ComposeForm)
    assert sorted(forms.batch_body_ids(opened)) == sorted(body.site_id for body in bodies)
    saved = forms.save_batch(client, opened, TITLE, letter("[Authority name]"))
    assert isinstance(saved, compose.DraftSaved)
    preview = forms.preview_batch(client, saved)
    assert isinstance(preview, compose.Preview)
    created = forms.send_batch(client, preview)
    assert isinstance(created, compose.BatchCreated)
    practice.site.step(hours=1)
    page = read_batch(anybody.get(anybody.site.batch(created.batch_id)).body)
    assert (page.pending, page.sent_to, len(page.requests)) == (False, 3, 3)


@pytest.mark.parametrize("person", [CLOSED, (*ORDINARY[:2], "wrong-password")])
def test_a_refused_sign_in(
    practice: PracticeServer, client_for: Callable[..., Client], person: tuple[str, str, str]
) -> None:
    client = client_for(practice.base, keep_cookies=True)
    assert isinstance(forms.sign_in(client, person[1], person[2]), compose.Refused)


def test_a_banned_account_and_a_signed_out_one(
    practice: PracticeServer, client_for: Callable[..., Client], anybody: Client
) -> None:
    client = client_for(practice.base, keep_cookies=True)
    forms.sign_in(client, BANNED[1], BANNED[2])
    url_name = practice.site.bodies[0].url_name
    assert isinstance(forms.open_request(client, url_name), compose.Banned)
    assert isinstance(forms.open_request(anybody, "no_such_body"), compose.NotFound)


def test_limits_are_told(practice: PracticeServer, somebody: Client) -> None:
    sent(practice, somebody)
    opened = forms.open_request(somebody, practice.site.bodies[1].url_name)
    assert isinstance(opened, compose.RateLimited)
