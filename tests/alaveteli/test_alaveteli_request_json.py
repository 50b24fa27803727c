"""A request's JSON, captured in every state, and refused where a field is missing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from campaign.alaveteli.pages.request_json import read_request_json
from campaign.errors import UnknownPage


@pytest.fixture(scope="module")
def resent(shared: Path) -> bytes:
    return (shared / "alaveteli/states/resent/request.json").read_bytes()


def test_every_captured_record_is_read(shared: Path) -> None:
    root = shared / "alaveteli"
    paths = [
        path
        for path in [
            *root.glob("*/*/request*.json"),
            *root.glob("campaign/requests/*/request*.json"),
        ]
        if not path.name.endswith(".http.json") and path.stat().st_size
    ]
    assert len(paths) > 80
    for path in paths:
        value = json.loads(path.read_bytes())
        record = read_request_json(path.read_bytes())
        assert record.site_id == value["id"]
        assert [event.site_id for event in record.events] == [
            event["id"] for event in value["info_request_events"]
        ]


def test_the_fields_of_one_record(resent: bytes) -> None:
    record = read_request_json(resent)
    assert record.url_title == "predictive_policing_software_3"
    assert record.updated_at == datetime(2026, 10, 12, 9, 30, tzinfo=UTC)
    assert (record.described_state, record.awaiting_description) == ("waiting_response", False)
    assert record.authority.url_name == "avonleigh_and_somerholt_police"
    assert [event.event_type for event in record.events] == [
        "sent",
        "response",
        "status_update",
        "resent",
        "overdue",
    ]
    assert record.events[3].outgoing_message_id == 39
    assert record.events[4].display_status is None


def test_machine_tags_and_outside_requesters(shared: Path) -> None:
    states = shared / "alaveteli" / "states"
    external = read_request_json((states / "external/request.json").read_bytes())
    assert external.user is not None
    assert (external.user.name, external.user.url_name) == ("Bob Smith", None)
    tags = {
        tag
        for path in states.glob("*/request.json")
        if path.stat().st_size
        for tag in read_request_json(path.read_bytes()).tags
    }
    assert "campaign:patrolplans" in tags


def test_an_empty_answer_is_not_an_empty_record() -> None:
    with pytest.raises(UnknownPage) as refusal:
        read_request_json(b"")
    assert refusal.value.kind == "not_found"


def test_every_cut_record_is_refused(resent: bytes) -> None:
    for end in range(1, len(resent.rstrip()) - 1, 7):
        with pytest.raises(UnknownPage) as refusal:
            read_request_json(resent[:end])
        assert refusal.value.kind == "truncated"


def test_a_missing_or_mistyped_field_is_refused(resent: bytes) -> None:
    whole: dict[str, Any] = json.loads(resent)
    read = ("id", "url_title", "title", "created_at", "updated_at", "described_state", "tags",
            "display_status", "awaiting_description", "prominence", "law_used", "public_body",
            "info_request_events")  # fmt: skip
    for name in read:
        for damaged in (
            {key: value for key, value in whole.items() if key != name},
            {**whole, name: {"of": "another type"}},
        ):
            with pytest.raises(UnknownPage) as refusal:
                read_request_json(json.dumps(damaged).encode())
            assert refusal.value.kind == "layout"


def test_a_page_in_place_of_json_is_named(shared: Path) -> None:
    page = (shared / "alaveteli/compose/basic/80-rate-limited.html").read_bytes()
    with pytest.raises(UnknownPage) as refusal:
        read_request_json(page)
    assert refusal.value.kind == "rate_limited"
