"""Every captured request page is read as the site's own models say it should read."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from campaign import times
from campaign.alaveteli.pages.records import MessageBlock, RequestPage
from campaign.alaveteli.pages.request import check_against, read_request_page
from campaign.alaveteli.pages.request_json import read_request_json
from campaign.errors import UnknownPage

# Every field of the truth is either compared below or stands in one of these lists of what a page
# cannot tell. The JSON tells the kinds of events.
COMPARED_OF_MESSAGE = {
    "kind", "id", "anchor", "sent_at", "displayed_sender", "prominence", "prominence_reason",
    "body_text", "body_text_folded", "body_text_unfolded", "delivery_status", "attachments",
}  # fmt: skip
NOT_ON_THE_PAGE_OF_MESSAGE = {
    "subject",
    "message_type",  # a first request or a follow-up: by place and by the JSON
    "what_doing",  # an internal review: by the JSON
    "status",
}
THE_SAME_AGAIN = {"displayed_date", "body_html", "body_html_folded", "body_html_unfolded"}
COMPARED_OF_ATTACHMENT = {
    "id", "url_part_number", "display_filename", "display_size", "prominence", "erased", "path",
}  # fmt: skip
NOT_ON_THE_PAGE_OF_ATTACHMENT = {
    "filename",  # as sent, before the site took its punctuation out
    "content_type", "size", "sha256",  # with the file itself
    "within_rfc822_subject", "masked_at", "prominence_reason",
    "anchor",  # the id again
}  # fmt: skip
FOLDED = re.compile(r"(?:\s*FOLDED_QUOTED_SECTION\s*)+")


def request_pages(shared: Path) -> dict[str, bytes]:
    """Every captured page of a request, by its path."""
    root = shared / "alaveteli"
    pages = {}
    for path in sorted(root.rglob("*.html")):
        body = path.read_bytes()
        if b'id="request_status"' in body:
            pages[path.relative_to(root).as_posix()] = body
    return pages


@pytest.fixture(scope="module")
def pages(shared: Path) -> dict[str, bytes]:
    return request_pages(shared)


@pytest.fixture(scope="module")
def truths(shared: Path) -> dict[str, dict[str, Any]]:
    root = shared / "alaveteli"
    paths = [*root.glob("campaign/truth/*.json"), *root.glob("states/truth/*.json")]
    sites = [json.loads(path.read_text("utf-8"))["site"] for path in paths]
    return {site["url_title"]: site for site in sites}


def with_truth(
    pages: dict[str, bytes], truths: dict[str, dict[str, Any]]
) -> list[tuple[str, RequestPage, dict[str, Any]]]:
    """The pages captured in the state that the truth describes, read."""
    settled = [name for name in pages if name.startswith(("campaign/", "states/", "lists/"))]
    read = [(name, read_request_page(pages[name])) for name in settled]
    return [(name, page, truths[page.url_title]) for name, page in read]


def truth_text(message: dict[str, Any], *, unfold: bool = False) -> str:
    key = "body_text" if "body_text" in message else "body_text_folded"
    if unfold and "body_text_unfolded" in message:
        key = "body_text_unfolded"
    return FOLDED.sub("\n\n", message[key]).strip()


def expected_messages(site: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        event["message"]
        for event in site["events"]
        if event["has_own_block_on_page"] and event["type"] in ("sent", "followup_sent", "response")
    ]


def test_nothing_of_the_truth_is_left_out_unsaid(truths: dict[str, dict[str, Any]]) -> None:
    of_message = COMPARED_OF_MESSAGE | NOT_ON_THE_PAGE_OF_MESSAGE | THE_SAME_AGAIN
    of_attachment = COMPARED_OF_ATTACHMENT | NOT_ON_THE_PAGE_OF_ATTACHMENT
    for site in truths.values():
        for message in expected_messages(site):
            assert set(message) <= of_message
            for attachment in message.get("attachments", []):
                assert set(attachment) <= of_attachment


def shown_to(block: MessageBlock, truth: dict[str, Any], page: RequestPage) -> None:
    if truth["prominence"] != "normal" and block.text is None:
        assert block.prominence in (truth["prominence"], "hidden")
        assert truth["prominence_reason"] in (block.prominence_reason or "")
        return
    assert block.text is not None
    assert block.sent_at is not None
    last_sent = (block.sent_at, *block.resent_at)[-1]
    assert last_sent == times.parse(truth["sent_at"])
    named = truth["displayed_sender"].removesuffix(page.authority.name).rstrip(" ,") or None
    assert block.sender == named
    if block.direction == "outgoing":
        assert block.delivery_status == truth["delivery_status"]
    listed = truth.get("attachments", [])
    assert [a.site_id for a in block.attachments] == [a["id"] for a in listed]
    for attachment, known in zip(block.attachments, listed, strict=True):
        prominence = "erased" if known["erased"] else known["prominence"]
        assert attachment.prominence == prominence
        if prominence == "normal":
            assert attachment.name == known["display_filename"]
            assert attachment.part == known["url_part_number"]
            assert attachment.path == known["path"]
            assert attachment.shown_size == known["display_size"]


def test_every_message_reads_as_the_truth_says(
    pages: dict[str, bytes], truths: dict[str, dict[str, Any]]
) -> None:
    compared = 0
    for name, page, site in with_truth(pages, truths):
        expected = expected_messages(site)
        assert [(m.direction, m.site_id) for m in page.messages] == [
            (m["kind"], m["id"]) for m in expected
        ], name
        for block, truth in zip(page.messages, expected, strict=True):
            shown_to(block, truth, page)
            if block.text is not None:
                unfold = "unfold" in name
                assert block.text == truth_text(truth, unfold=unfold), f"{name} {truth['anchor']}"
                folded = "FOLDED_QUOTED_SECTION" in truth.get("body_text_folded", "")
                assert block.folded == (folded and not unfold), name
                compared += 1
    assert compared > 300


def test_every_header_reads_as_the_truth_says(
    pages: dict[str, bytes], truths: dict[str, dict[str, Any]]
) -> None:
    for name, page, site in with_truth(pages, truths):
        assert page.title == site["title"], name
        assert page.status == site["display_status"], name
        assert page.batch_id == site["batch_id"], name
        stopped = site["allow_new_responses_from"] == "nobody"
        assert page.closed_to_correspondence == stopped, name
        if page.locale == "en":
            assert page.authority.name == site["public_body"]["name"]
            assert page.authority.url_name == site["public_body"]["url_name"]
        if site["external"]:
            assert (page.requester.name, page.requester.url_name) == (
                site["external_user_name"],
                None,
            )
        else:
            assert page.requester.url_name == site["user"]["url_name"]
            # The header leaves out that an account is suspended; the sender of a message has it.
            assert page.requester.name == site["user"]["name"].removesuffix(" (Account suspended)")
        if page.status in ("waiting_response", "waiting_response_overdue"):
            assert page.due_on == date.fromisoformat(site["date_response_required_by"]), name
        else:
            assert page.due_on is None
        if not page.signed_in and page.locale == "en":
            assert page.status_text == " ".join(site["status_text"].split()), name


def test_pages_agree_with_their_json(shared: Path, pages: dict[str, bytes]) -> None:
    checked = 0
    for name, body in pages.items():
        plain = re.sub(r"\.(owner|other-user|unfold)\.html$", ".html", name)
        path = shared / "alaveteli" / plain.replace(".html", ".json")
        if path.exists() and path.stat().st_size:
            check_against(read_request_page(body), read_request_json(path.read_bytes()))
            checked += 1
    assert checked > 140


def test_a_page_older_than_its_json_is_refused(shared: Path) -> None:
    changes = shared / "alaveteli" / "changes"
    before = read_request_page((changes / "1-before.request.html").read_bytes())
    after = read_request_json((changes / "2-after-reply.request.json").read_bytes())
    with pytest.raises(UnknownPage, match="either a part of the page was lost or"):
        check_against(before, after)


def test_each_reply_adds_one_message(shared: Path) -> None:
    changes = shared / "alaveteli" / "changes"
    counts = [
        len(read_request_page(path.read_bytes()).messages)
        for path in sorted(changes.glob("*.request.html"))
    ]
    before, reply, _, classified, second, again = counts
    assert (reply - before, classified - reply, second - classified, again - second) == (1, 0, 1, 0)


def test_a_second_sending_is_a_fact_of_the_first_message(shared: Path) -> None:
    page = read_request_page((shared / "alaveteli/states/resent/request.html").read_bytes())
    assert page.messages[0].resent_at == (datetime(2026, 10, 12, 9, 30, tzinfo=UTC),)
    assert [m.direction for m in page.messages].count("outgoing") == 1


def test_annotations_are_not_correspondence(shared: Path) -> None:
    page = read_request_page((shared / "alaveteli/states/annotated/request.html").read_bytes())
    assert [(a.site_id, a.author) for a in page.annotations] == [
        (2, "Otto Therperson"),
        (3, "Cam Paigner"),
    ]
    assert page.annotations[1].text == "Thank you, I will ask for them separately.\n\n" + (
        "<b>Bold?</b> =1+1"
    )


def test_the_owner_sees_what_is_hidden_from_others(shared: Path) -> None:
    folder = shared / "alaveteli/states/message_hidden"
    public = read_request_page((folder / "request.html").read_bytes())
    own = read_request_page((folder / "request.owner.html").read_bytes())
    assert (public.signed_in, own.signed_in) == (False, True)
    assert public.messages[-1].text is None
    assert own.messages[-1].text is not None
    assert own.messages[-1].prominence == "requester_only"
    assert own.messages[2].text is None


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("lists/request-403-hidden.html", "hidden"),
        ("lists/request-404.html", "not_found"),
        ("compose/basic/80-rate-limited.html", "rate_limited"),
        ("lists/body.json", "not_html"),
        ("lists/user.html", "layout"),
    ],
)
def test_another_page_is_recognised(shared: Path, path: str, kind: str) -> None:
    with pytest.raises(UnknownPage) as refusal:
        read_request_page((shared / "alaveteli" / path).read_bytes())
    assert refusal.value.kind == kind
    assert refusal.value.remedy


def test_a_sign_in_page_is_recognised(shared: Path) -> None:
    bodies = [path.read_bytes() for path in (shared / "alaveteli/compose/basic").glob("*sign-in*")]
    forms = [body for body in bodies if b'<form id="signin_form"' in body]
    assert forms
    for body in forms:
        with pytest.raises(UnknownPage) as refusal:
            read_request_page(body)
        assert refusal.value.kind == "sign_in"


def test_challenge_maintenance_and_binary_are_recognised() -> None:
    challenge = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>"
    maintenance = (
        b"<!DOCTYPE html><html><head><title>Maintenance</title></head>"
        b"<body><h1>Down for maintenance</h1></body></html>"
    )
    for body, kind in [
        (challenge, "challenge"),
        (maintenance, "maintenance"),
        (b"%PDF-1.7\n\x00\xff", "not_html"),
        (b"", "not_html"),
    ]:
        with pytest.raises(UnknownPage) as refusal:
            read_request_page(body)
        assert refusal.value.kind == kind
