"""What authorities say is on the page, and its known truth can be found there again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from campaign.alaveteli.pages.request import read_request_page
from campaign.alaveteli.pages.request_json import read_request_json
from campaign.letters.library import load_template
from campaign.rehearsal.server import PracticeServer

LETTER = (
    "Dear {name},\n\nFor each year from 2021 to 2024, please tell me:\n\n"
    "1. Was predictive policing software in use? (yes or no)\n"
    "2. What was spent on it, in pounds?\n"
    "3. What is the name of the software?\n\nYours faithfully,\n\nUma Unhurried"
)


@pytest.fixture(scope="module")
def played() -> Iterator[PracticeServer]:
    """Every behaviour once, from the letters to the last reply."""
    texts = load_template("predictive-policing", Path.cwd(), 2026)
    with PracticeServer("all-kinds", questionnaire=texts.questionnaire) as server:
        site, user = server.site, server.site.users[2]
        for body in site.bodies:
            if body.requestable and "police" in body.tags:
                letter = LETTER.format(name=body.name)
                site.send_request(user, body, "Predictive policing software", letter)
        site.run_out()
        for request in site.requests:
            asked = request.incoming() and request.incoming()[-1].truth
            kind = asked.kind if asked else ""
            if kind == "clarification":
                site.follow_up(request, "Dear Sir,\n\nCrime forecasts.\n\nUma", "normal_sort")
            elif kind in ("refused", "cost", "ncnd"):
                site.follow_up(request, "Dear Sir,\n\nPlease review.\n\nUma", "internal_review")
            elif kind in ("", "acknowledgement"):
                site.follow_up(request, "Dear Sir,\n\nWhen?\n\nUma", "normal_sort")
        site.run_out()
        yield server


def test_every_page_and_json_can_be_read(played: PracticeServer) -> None:
    for request in played.site.requests:
        address = f"{played.base}/request/{request.url_title}"
        page = read_request_page(requests.get(address).content)
        facts = read_request_json(requests.get(f"{address}.json").content)
        shown = [m.site_id for m in page.messages if m.direction == "incoming"]
        assert shown == [m.site_id for m in request.incoming()]
        known = [e.incoming_message_id for e in facts.events if e.incoming_message_id]
        assert known == shown


def test_quotes_of_the_truth_are_words_of_the_page(played: PracticeServer) -> None:
    checked = 0
    for request in played.site.requests:
        address = f"{played.base}/request/{request.url_title}?unfold=1"
        page = read_request_page(requests.get(address).content)
        texts = {m.site_id: m.text or "" for m in page.messages if m.direction == "incoming"}
        for message in request.incoming():
            assert message.truth is not None
            said = (*message.truth.provisions, *message.truth.answers)
            for fact in said:
                if fact.where == "body" and "@" not in fact.quote:
                    checked += 1
                    assert words(fact.quote) in words(texts[message.site_id]), request.url_title
    assert checked > 300


def words(text: str) -> str:
    return "".join(text.split())


def test_reviews_and_clarifications_are_answered(played: PracticeServer) -> None:
    kinds = {m.truth.kind for r in played.site.requests for m in r.incoming() if m.truth}
    assert {"review_upheld", "review_overturned", "review_acknowledgement"} <= kinds
    for request in played.site.requests:
        told = [m.truth.kind for m in request.incoming() if m.truth]
        if "clarification" in told:
            assert told[-1] not in ("clarification", "acknowledgement"), told


def test_late_requests_have_their_events(played: PracticeServer) -> None:
    silent = [r for r in played.site.requests if not r.incoming()]
    assert silent
    for request in silent:
        kinds = [event.kind for event in request.events]
        assert kinds.count("overdue") == 1
        assert kinds.count("very_overdue") == 1


def test_five_hundred_authorities_in_good_time() -> None:
    """From the batch to the last reply; two minutes are allowed, seconds are needed."""
    begun = time.monotonic()
    with PracticeServer("big", speed=0.0) as server:
        site, pro = server.site, server.site.users[1]
        bodies = [b for b in site.bodies if b.requestable and "police" in b.tags][:500]
        letter = LETTER.replace("Dear {name},", "Dear [Authority name],")
        batch = site.start_batch(pro, "Predictive policing software", letter, bodies, "")
        site.run_out()
        assert len(batch.requests) == len(bodies) == 500
        assert sum(len(r.incoming()) for r in site.requests) > 500
        table = server.base + "/info_request_batch/1?page=20"
        assert requests.get(table).text.count('class="request_listing"') == 25
    assert time.monotonic() - begun < 60


def test_addresses_are_masked(played: PracticeServer) -> None:
    for request in played.site.requests:
        page = requests.get(f"{played.base}/request/{request.url_title}?unfold=1").text
        column = page.split('id="left_column"')[1]
        assert "practice.example" not in column
