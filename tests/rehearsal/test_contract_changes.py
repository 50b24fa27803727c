"""What a reply and its description change: the captured steps, taken on the practice site."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
from rehearsal_replay import replayed

from campaign.alaveteli.pages.request import read_request_page
from campaign.rehearsal.records import Incoming
from campaign.rehearsal.server import PracticeServer

SLUG = "patrol_plan_guidance_documents"


def shape(facts: dict[str, Any]) -> dict[str, Any]:
    """The JSON of a request without numbers and moments, which hang on the day of capture."""
    named = ("event_type", "described_state", "calculated_state", "display_status")
    return {
        "described_state": facts["described_state"],
        "display_status": facts["display_status"],
        "awaiting_description": facts["awaiting_description"],
        "keys": sorted(facts),
        "body_keys": sorted(facts["public_body"]),
        "info_keys": sorted(facts["public_body"]["info"]),
        "events": [
            {
                **{name: event.get(name) for name in named},
                "keys": sorted(event),
                "described": event["last_described_at"] is not None,
                "incoming": event["incoming_message_id"] is not None,
            }
            for event in facts["info_request_events"]
        ],
    }


def test_a_reply_arrives_and_is_described_twice_over(shared: Path) -> None:
    with PracticeServer(replayed(shared)) as server:
        site, address = server.site, f"{server.base}/request/{SLUG}"
        request = site.by_url_title[SLUG]

        def reply(number: int) -> None:
            now = site.clock.now()
            text = "Thank you for your request." if number == 1 else "We refuse it."
            message = Incoming(900 + number, "Oxenvale FOI", now, "Re", text, 900_000 + number)
            site.receive(request, message, now)

        steps: list[tuple[str, Callable[[], object]]] = [
            ("1-before", lambda: None),
            ("2-after-reply", lambda: reply(1)),
            ("3-after-index", lambda: None),
            ("4-after-classification", lambda: site.classify(request, "waiting_response", None)),
            ("5-after-second-reply", lambda: reply(2)),
            ("6-after-second-classification", lambda: site.classify(request, "rejected", None)),
        ]
        for name, take in steps:
            site.step(minutes=1)
            take()
            folder = shared / "alaveteli/changes"
            theirs = json.loads((folder / f"{name}.request.json").read_text())
            assert shape(requests.get(f"{address}.json").json()) == shape(theirs), name
            ours = read_request_page(requests.get(address).content)
            page = read_request_page((folder / f"{name}.request.html").read_bytes())
            assert (ours.status, ours.status_text) == (page.status, page.status_text), name
            assert [m.direction for m in ours.messages] == [m.direction for m in page.messages]
