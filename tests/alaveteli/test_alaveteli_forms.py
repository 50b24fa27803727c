"""Writing, step by step, against recorded exchanges: what is sent is what a browser sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from replay import Canned, Replay

from campaign.alaveteli import forms
from campaign.alaveteli.client import Client, Unanswered
from campaign.alaveteli.pages.compose import (
    AlreadySent,
    AlreadySentBatch,
    BatchCreated,
    ComposeForm,
    DraftSaved,
    Preview,
    Refused,
    SentTo,
)
from campaign.errors import SiteError, Stopped

BASIC, PRO, CLASSIFY = "compose/basic/", "compose/pro/", "followup/classify/"


@pytest.fixture
def recorded(replay_site: Replay) -> Iterator[Replay]:
    yield replay_site
    assert replay_site.problems == []
    assert replay_site.left() == []


@pytest.fixture
def client(recorded: Replay, client_for: Callable[..., Client]) -> Client:
    return client_for(recorded.base, keep_cookies=True)


def form_of(site: Replay, file: str) -> dict[str, str]:
    """The fields that were recorded with an exchange."""
    exchange = json.loads((site.root / file).with_suffix(".http.json").read_bytes())
    return dict(exchange["request"]["form"])


def letter_of(site: Replay, file: str) -> tuple[str, str]:
    fields = form_of(site, file)
    return fields["info_request[title]"], fields["outgoing_message[body]"]


def test_a_request_is_opened_previewed_and_sent(recorded: Replay, client: Client) -> None:
    files = (
        f"{BASIC}20-new-signed-in.html",
        f"{BASIC}21-preview-signed-in.html",
        f"{BASIC}22-send-success.html",
    )
    recorded.play(*files)
    opened = forms.open_request(client, "oxenvale_police")
    assert isinstance(opened, ComposeForm)
    preview = forms.preview_request(client, opened, *letter_of(recorded, files[1]))
    assert isinstance(preview, Preview)
    assert forms.send_request(client, preview) == SentTo("analyst_rota")


def test_a_duplicate_is_found_signed_out_and_nothing_is_sent(
    recorded: Replay, client_for: Callable[..., Client]
) -> None:
    file = f"{BASIC}61-dup-signed-out.html"
    recorded.play(file)
    found = forms.already_sent(client_for(recorded.base), 15, *letter_of(recorded, file))
    assert isinstance(found, AlreadySent)
    assert found.url_title == "analyst_rota"
    assert form_of(recorded, file)["preview"] == "1"


def test_an_authority_is_looked_up_by_name(
    recorded: Replay, client_for: Callable[..., Client]
) -> None:
    files = ("lists/body.json", f"{BASIC}61-dup-signed-out.html")
    recorded.play(*files)
    found = forms.already_sent(
        client_for(recorded.base), "oxenvale_police", *letter_of(recorded, files[1])
    )
    assert isinstance(found, AlreadySent)


def sign_in_page(recorded: Replay, *answers: str) -> None:
    body = (recorded.root / f"{BASIC}05-sign-in.html").read_bytes()
    recorded.answer("/profile/sign_in", Canned(200, {"content-type": "text/html"}, body))
    recorded.play(*answers)


def test_signing_in_sends_the_cookie_back(recorded: Replay, client: Client) -> None:
    file = f"{BASIC}79-banned-sign-in.html"
    sign_in_page(recorded, file)
    fields = form_of(recorded, file)
    done = forms.sign_in(client, fields["user_signin[email]"], fields["user_signin[password]"])
    assert done == forms.SignedIn()
    recorded.play(f"{BASIC}77-banned-new.html")
    forms.open_request(client, "oxenvale_police")
    assert "_wdtk_cookie_session" in recorded.asked[-1].headers["cookie"]


@pytest.mark.parametrize("file", ["06-sign-in-wrong-password", "79b-closed-account-sign-in"])
def test_a_refused_sign_in_says_why(recorded: Replay, client: Client, file: str) -> None:
    sign_in_page(recorded, f"{BASIC}{file}.html")
    fields = form_of(recorded, f"{BASIC}{file}.html")
    done = forms.sign_in(client, fields["user_signin[email]"], fields["user_signin[password]"])
    assert isinstance(done, Refused)
    assert done.errors


def test_signing_in_never_completes_a_waiting_action(recorded: Replay, client: Client) -> None:
    file = f"{BASIC}07-sign-in-success.html"
    sign_in_page(recorded, file)
    fields = form_of(recorded, file)
    with pytest.raises(SiteError, match="waiting"):
        forms.sign_in(client, fields["user_signin[email]"], fields["user_signin[password]"])
    assert [asked.method for asked in recorded.asked] == ["GET", "POST"]


def test_a_follow_up_and_its_duplicate(recorded: Replay, client: Client) -> None:
    folder = "followup/"
    files = [f"{folder}{name}.html" for name in ("03-form-in-reply", "04-preview", "05-send")]
    recorded.play(*files)
    opened = forms.open_follow_up(client, "impact_assessments_for_forecasti", 139)
    assert isinstance(opened, ComposeForm)
    letter = form_of(recorded, files[1])["outgoing_message[body]"]
    preview = forms.preview_follow_up(client, opened, letter)
    assert isinstance(preview, Preview)
    assert forms.send_follow_up(client, preview) == SentTo("impact_assessments_for_forecasti")

    again = Canned(200, {"content-type": "text/html"})
    body = (recorded.root / f"{folder}08-duplicate-send.html").read_bytes()
    recorded.answer(preview.form.path, Canned(200, again.headers, body), method="POST")
    assert isinstance(forms.send_follow_up(client, preview), AlreadySent)


def test_an_internal_review(recorded: Replay, client: Client) -> None:
    names = ("20-internal-review-form", "21-internal-review-preview", "22-internal-review-send")
    files = [f"followup/{name}.html" for name in names]
    recorded.play(*files)
    opened = forms.open_follow_up(client, "contract_for_crime_mapping", internal_review=True)
    assert isinstance(opened, ComposeForm)
    letter = form_of(recorded, files[1])["outgoing_message[body]"]
    preview = forms.preview_follow_up(client, opened, letter, "internal_review")
    assert isinstance(preview, Preview)
    assert forms.send_follow_up(client, preview) == SentTo("contract_for_crime_mapping")


def test_a_status_is_set(recorded: Replay, client: Client) -> None:
    names = ("05-update-status-form", "10-not_held", "10-not_held.after")
    recorded.play(*[f"{CLASSIFY}{name}.html" for name in names])
    form = forms.open_classification(client, "analyst_rota")
    done = forms.classify(client, "analyst_rota", form, "not_held")
    assert done == forms.Classified("/request/analyst_rota")


def test_a_refusal_leads_to_advice(recorded: Replay, client: Client) -> None:
    recorded.play(f"{CLASSIFY}05-update-status-form.html", f"{CLASSIFY}10-rejected.html")
    form = forms.open_classification(client, "analyst_rota")
    done = forms.classify(client, "analyst_rota", form, "rejected")
    assert done == forms.Classified("/help/unhappy/analyst_rota")


def test_a_private_request_has_a_form_of_its_own_for_its_status(
    recorded: Replay, client: Client
) -> None:
    slug = "sentinel_forecast_contract"
    page = (recorded.root / CLASSIFY / "30-pro-owner-form.html").read_bytes()
    html = {"content-type": "text/html; charset=utf-8"}
    there = {"location": f"{recorded.base}/request/{slug}"}
    recorded.answer(f"/request/{slug}?update_status=1", Canned(200, html, page))
    recorded.answer(f"/pro/info_requests/{slug}/classifications", Canned(302, there), method="POST")
    recorded.answer(f"/request/{slug}", Canned(200, html, page))
    form = forms.open_classification(client, slug)
    assert form.path == f"/pro/info_requests/{slug}/classifications"
    assert forms.classify(client, slug, form, "not_held") == forms.Classified(f"/request/{slug}")
    [sent] = [dict(asked.form) for asked in recorded.asked if asked.method == "POST"]
    assert sent == {
        "authenticity_token": form.value("authenticity_token"),
        "classification[described_state]": "not_held",
    }


def test_a_status_that_came_too_late_is_refused(recorded: Replay, client: Client) -> None:
    names = ("05-update-status-form", "03-stale", "03-stale.after")
    recorded.play(*[f"{CLASSIFY}{name}.html" for name in names])
    form = forms.open_classification(client, "analyst_rota")
    stale = form.filled({"last_info_request_event_id": "1"})
    done = forms.classify(client, "analyst_rota", stale, "successful")
    assert isinstance(done, Refused)
    assert "updated since" in done.errors[0]


def test_a_batch_from_draft_to_sending(recorded: Replay, client: Client) -> None:
    names = ("03-authority-search-results", "04-add-body", "13-write-form", "19-preview-post",
             "20-preview", "21-create")  # fmt: skip
    files = [f"{PRO}{name}.html" for name in names]
    recorded.play(*files)
    adding = forms.open_batch(client, "marland")
    draft = forms.add_to_batch(client, adding, 25, None)
    assert isinstance(draft, DraftSaved)
    assert draft.draft_id == 3
    opened = forms.write_batch(client, draft.draft_id)
    assert isinstance(opened, ComposeForm)
    assert len(set(forms.batch_body_ids(opened))) == 48
    wanted = form_of(recorded, files[3])
    prefix = "alaveteli_pro_draft_info_request_batch"
    saved = forms.save_batch(client, opened, wanted[f"{prefix}[title]"], wanted[f"{prefix}[body]"])
    assert isinstance(saved, DraftSaved)
    preview = forms.preview_batch(client, saved)
    assert isinstance(preview, Preview)
    assert forms.send_batch(client, preview) == BatchCreated(2)


def test_a_batch_sent_before_is_not_sent_again(recorded: Replay, client: Client) -> None:
    recorded.play(f"{PRO}30-dup-batch-preview.html")
    found = forms.preview_batch(client, DraftSaved(4, ""))
    assert isinstance(found, AlreadySentBatch)
    assert found.batch_id == 2


def test_an_account_without_pro_is_told(recorded: Replay, client: Client) -> None:
    path = "/pro/batch_request_authority_searches?authority_query=marland"
    recorded.answer(path, Canned(302, {"location": "/"}))
    with pytest.raises(SiteError, match="marland") as trouble:
        forms.open_batch(client, "marland")
    assert "Pro" in trouble.value.remedy


def test_a_lost_answer_is_not_sent_again(recorded: Replay, client: Client) -> None:
    files = (f"{BASIC}20-new-signed-in.html", f"{BASIC}21-preview-signed-in.html")
    recorded.play(*files)
    opened = forms.open_request(client, "oxenvale_police")
    assert isinstance(opened, ComposeForm)
    preview = forms.preview_request(client, opened, *letter_of(recorded, files[1]))
    assert isinstance(preview, Preview)
    recorded.answer("/new", Canned(fault="drop"), method="POST")
    with pytest.raises(Unanswered):
        forms.send_request(client, preview)
    sent = [asked for asked in recorded.asked if ("preview", "0") in asked.form]
    assert len(sent) == 1


def test_a_challenge_in_place_of_a_form_stops(recorded: Replay, client: Client) -> None:
    body = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>"
    recorded.answer("/new", Canned(403, {"content-type": "text/html"}, body), method="POST")
    with pytest.raises(Stopped):
        forms.already_sent(client, 15, "Title", "Letter")
