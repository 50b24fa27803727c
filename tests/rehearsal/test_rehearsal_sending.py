"""A person with a browser sends a request, and the authority answers."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
import requests

from campaign.rehearsal.person import HandoffPerson, Stuck
from campaign.rehearsal.server import PracticeServer

LETTER = "Dear {name},\n\n1. Was it used?\n2. What did it cost?\n\nYours faithfully,\n\nRobin"


def prefilled(practice: PracticeServer, place: int = 0, title: str = "Forecasting software") -> str:
    body = practice.site.bodies[place]
    fields = {"title": title, "body": LETTER.format(name=body.name), "tags": "campaign:test"}
    return f"/new/{body.url_name}?{urlencode(fields)}"


def somebody(practice: PracticeServer, place: int = 0) -> HandoffPerson:
    user = practice.site.users[place]
    person = HandoffPerson(practice.base, user.email, user.password)
    person.sign_in()
    return person


def test_a_prefilled_address_becomes_a_request_with_its_tags(practice: PracticeServer) -> None:
    address = somebody(practice).send(prefilled(practice))
    assert address == f"{practice.base}/request/forecasting_software"
    facts = requests.get(f"{address}.json").json()
    assert facts["tags"] == [["campaign", "test"]]
    assert facts["described_state"] == "waiting_response"
    assert practice.site.requests[0].first_letter.body == LETTER.format(
        name=practice.site.bodies[0].name
    )


def test_the_same_request_is_not_sent_twice(practice: PracticeServer) -> None:
    person = somebody(practice)
    person.send(prefilled(practice))
    practice.site.step(hours=2)
    with pytest.raises(Stuck, match="already created the same request"):
        person.send(prefilled(practice))
    assert len(practice.site.requests) == 1


def test_a_second_request_within_a_minute_is_refused(practice: PracticeServer) -> None:
    person = somebody(practice)
    person.send(prefilled(practice))
    practice.site.step(minutes=0.5)
    with pytest.raises(Stuck, match="Too many requests"):
        person.send(prefilled(practice, 1))
    practice.site.step(minutes=0.6)
    assert person.send(prefilled(practice, 1)).endswith("/forecasting_software_2")


def test_replies_come_when_the_clock_moves(practice: PracticeServer) -> None:
    user = practice.site.users[2]
    for body in practice.site.bodies[:6]:
        letter = LETTER.format(name=body.name)
        practice.site.send_request(user, body, "Forecasting software", letter)
    assert requests.get(f"{practice.base}/practice/state").json()["replies"] == 0
    state = requests.post(f"{practice.base}/practice/step?days=200").json()
    assert state["replies"] >= 5
    truth = requests.get(f"{practice.base}/practice/truth").json()
    outcomes = {known["outcome"] for known in truth.values()}
    assert {"refused_exemption", "not_held", None} <= outcomes


def test_an_attachment_is_a_redirect_at_first(practice: PracticeServer) -> None:
    user = practice.site.users[2]
    for body in practice.site.bodies[:6]:
        practice.site.send_request(user, body, "Forecasts", LETTER.format(name=body.name))
    practice.site.run_out()
    request, message = next(
        (r, m) for r in practice.site.requests for m in r.incoming() if m.attachments
    )
    file = message.attachments[0]
    path = f"/request/{request.url_title}/response/{message.site_id}/attach/{file.part}/x.pdf"
    first = requests.get(practice.base + path, allow_redirects=False)
    assert (first.status_code, first.headers["Location"]) == (302, practice.base + path)
    second = requests.get(practice.base + path, allow_redirects=False)
    assert (second.status_code, second.content) == (200, file.content)
