"""Every recorded exchange of writing means what SITE.md says it means."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign.alaveteli.pages import compose
from campaign.alaveteli.pages.compose import read_compose, read_notice, read_sign_in
from campaign.errors import UnknownPage

# By the beginning of the file's name: what the answer is. From the index ("shows") and SITE.md.
EXPECTED = {
    "compose/basic/": {
        "01": "ComposeForm", "02": "ComposeForm", "03": "Preview", "04": "SignInNeeded",
        "08": "SentTo", "20": "ComposeForm", "21": "Preview", "22": "SentTo", "24": "ComposeForm",
        "30": "Refused", "31": "Refused", "32": "Refused", "33": "Refused", "34": "Refused",
        "35": "Refused", "36": "Refused", "37": "Preview", "38": "Refused", "39": "Refused",
        "40": "Refused", "41": "Preview", "42": "Preview", "43": "Preview", "44": "Preview",
        "45": "Broken",
        # Duplicates, by the table of section 3.
        "50": "AlreadySent", "51": "Preview", "52": "AlreadySent", "53": "AlreadySent",
        "54": "AlreadySent", "55": "Preview", "56": "Preview", "57": "Preview",
        "58": "AlreadySent", "59": "Preview", "60": "AlreadySent", "61": "AlreadySent",
        "62": "AlreadySent", "63": "AlreadySent", "64": "AlreadySent", "65": "Preview",
        "66": "Preview", "67": "AlreadySent",
        "70": "PleaseDescribe", "71-new-defunct": "NotRequestable",
        "71-new-not_apply": "NotRequestable", "71-new-no-contact": "MissingContact",
        "71-new-EIR": "ComposeForm", "71-new-not-subject": "ComposeForm",
        "71-new-a-school": "ComposeForm", "71-new-an-unknown": "NotFound",
        "71-new-a-numeric": "ComposeForm", "72": "Redirected", "73": "ProForm",
        "74": "ComposeForm", "75": "ComposeForm", "76": "ComposeForm", "77": "Banned",
        "78": "Banned", "80": "RateLimited",
    },
    "compose/pro/": {
        "00-dashboard-signed-out": "SignInNeeded", "04": "DraftSaved", "08": "DraftSaved",
        "13": "ComposeForm", "14": "DraftSaved", "15": "ComposeForm",
        "16-preview-no-title-post": "DraftSaved", "16-preview-no-title.": "Refused",
        "17-preview-unsigned-post": "DraftSaved", "17-preview-unsigned.": "Refused",
        "18-preview-other-salutation-post": "DraftSaved",
        "18-preview-other-salutation.": "Preview", "19": "DraftSaved", "20": "Preview",
        "21": "BatchCreated", "30": "AlreadySentBatch", "31": "AlreadySentBatch",
        "32": "DraftSaved", "40": "ComposeForm", "41": "DraftSaved", "42": "Preview",
        # The Pro flow for one request does not notice a duplicate.
        "43": "SentTo", "45": "Preview", "46": "SentTo",
    },
    "followup/": {
        "02": "ComposeForm", "03": "ComposeForm", "04": "Preview", "05": "SentTo",
        "07": "Preview", "08": "AlreadySent", "09": "Preview", "10": "Preview", "11": "Refused",
        "20": "ComposeForm", "21": "Preview", "22": "SentTo", "31": "NotAllowed",
        "40": "NotAllowed", "41": "SignInNeeded", "42": "NotAllowed", "43": "ComposeForm",
    },
    "followup/classify/": {
        "04": "Broken", "20": "SignInNeeded", "21": "NotAllowed",
    },
}  # fmt: skip


def answers(shared: Path) -> list[tuple[str, bytes, int, str | None]]:
    root = shared / "alaveteli"
    found = []
    for line in (root / "index.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        path = root / entry["file"]
        body = path.read_bytes() if path.exists() else b""
        found.append((entry["file"], body, entry["status"], entry.get("location")))
    return found


def test_every_recorded_answer_is_what_it_is(shared: Path) -> None:
    checked: set[tuple[str, str]] = set()
    for file, body, status, location in answers(shared):
        folder, name = file.rsplit("/", 1)
        for prefix, kind in EXPECTED.get(f"{folder}/", {}).items():
            if name.startswith(prefix):
                read = read_compose(body, status, location)
                assert type(read).__name__ == kind, f"{file} is {read}"
                checked.add((folder, prefix))
    assert len(checked) == sum(len(kinds) for kinds in EXPECTED.values())


def test_a_page_of_another_kind_is_never_an_outcome(shared: Path) -> None:
    refused = 0
    for file, body, status, location in answers(shared):
        if file.startswith(("campaign/requests", "lists/")) and status == 200 and body:
            if "new-cy" in file:
                continue
            with pytest.raises(UnknownPage):
                read_compose(body, status, location)
            refused += 1
    assert refused > 200


def body_of(shared: Path, file: str) -> bytes:
    return (shared / "alaveteli" / file).read_bytes()


def test_when_and_by_whom_it_was_sent(shared: Path) -> None:
    read = read_compose(body_of(shared, "compose/basic/63-dup-private-request.html"), 200)
    assert read == compose.AlreadySent(
        "sentinel_forecast_contract", datetime(2026, 11, 2, 12, tzinfo=UTC), "Pru Professional"
    )
    batch = read_compose(body_of(shared, "compose/pro/30-dup-batch-preview.html"), 200)
    assert batch == compose.AlreadySentBatch(2, datetime(2026, 7, 6, 8, 41, 12, tzinfo=UTC))


def test_the_form_holds_what_a_browser_would_send(shared: Path) -> None:
    read = read_compose(body_of(shared, "compose/basic/02-new-signed-out-prefill.html"), 200)
    assert isinstance(read, compose.ComposeForm)
    assert (read.form.path, read.form.method) == ("/new", "post")
    assert read.form.value("info_request[title]") == "Training in forecasting tools"
    letter = read.form.value("outgoing_message[body]")
    assert letter is not None
    assert letter.startswith("Dear Oxenvale Police,\n\nHow many officers")
    assert read.form.value("info_request[tag_string]") == "campaign:predpol wave:1"
    assert read.form.value("info_request[public_body_id]") == "15"


def test_what_the_site_says_is_kept(shared: Path) -> None:
    refused = read_compose(body_of(shared, "compose/basic/35-error-title-too-long.html"), 200)
    assert isinstance(refused, compose.Refused)
    assert refused.errors[0].startswith("Please keep the summary short")
    assert refused.form is not None
    warned = read_compose(
        body_of(shared, "compose/basic/44-letter-with-postcode-and-email.html"), 200
    )
    assert isinstance(warned, compose.Preview)
    assert any("postcode" in warning for warning in warned.warnings)
    describe = read_compose(body_of(shared, "compose/basic/70-please-describe.html"), 200)
    assert describe == compose.PleaseDescribe(
        ("drone_flights_over_the_valley", "details_about_a_named_person")
    )
    limited = read_compose(body_of(shared, "compose/basic/80-rate-limited.html"), 200)
    assert isinstance(limited, compose.RateLimited)
    assert "6 requests" in limited.said


def test_a_batch_is_public_only_if_the_form_says_so(shared: Path) -> None:
    read = read_compose(body_of(shared, "compose/pro/13-write-form.html"), 200)
    assert isinstance(read, compose.ComposeForm)
    assert read.form.value("alaveteli_pro_draft_info_request_batch[embargo_duration]") == "3_months"


def test_notices(shared: Path) -> None:
    good, bad = read_notice(body_of(shared, "followup/06-after-send.html"))
    assert (good, bad) == ("Your follow up message has been sent on its way.", None)
    good, bad = read_notice(body_of(shared, "followup/classify/03-stale.after.html"))
    assert good is None
    assert bad is not None
    assert bad.startswith("The request has been updated")
    sent, _ = read_notice(body_of(shared, "compose/basic/23-after-send.html"))
    assert sent is not None
    assert sent.startswith("Your Freedom of Information request has been sent")


def test_why_signing_in_failed(shared: Path) -> None:
    for file, said in (
        ("06-sign-in-wrong-password", "was not recognised"),
        ("79b-closed-account-sign-in", "has been closed"),
    ):
        form, errors = read_sign_in(body_of(shared, f"compose/basic/{file}.html"))
        assert form.path == "/profile/sign_in"
        assert said in errors[0]
    assert read_sign_in(body_of(shared, "compose/basic/05-sign-in.html"))[1] == ()


def test_a_cut_answer_is_never_an_outcome(shared: Path) -> None:
    for file in ("compose/basic/21-preview-signed-in.html", "compose/basic/50-dup-exact.html"):
        body = body_of(shared, file)
        for end in range(0, len(body.rstrip()), 997):
            with pytest.raises(UnknownPage):
                read_compose(body[:end], 200)
