"""Each fault does what its name says, where and as often as it was told."""

from __future__ import annotations

import time
from datetime import date

import pytest
import requests

from campaign.alaveteli.pages.request import read_request_page
from campaign.errors import BadInput, UnknownPage
from campaign.rehearsal.faults import NAMES, Plague
from campaign.rehearsal.people.model import Fault
from campaign.rehearsal.people.scenario import FAULTS
from campaign.rehearsal.person import HandoffPerson, Stuck
from campaign.rehearsal.records import Request
from campaign.rehearsal.server import PracticeServer

LETTER = "Dear {name},\n\n1. Was it used?\n2. What did it cost?\n\nYours faithfully,\n\nRobin"


def a_request(practice: PracticeServer, place: int = 0) -> Request:
    body = practice.site.bodies[place]
    user = practice.site.users[2]
    return practice.site.send_request(user, body, "Forecasts", LETTER.format(name=body.name))


def set_fault(practice: PracticeServer, **fields: str) -> requests.Response:
    return requests.post(f"{practice.base}/practice/fault", data=fields)


def test_the_names_are_those_of_the_scenario_files() -> None:
    assert set(NAMES) == set(FAULTS)


@pytest.mark.parametrize(
    ("name", "seconds", "status", "retry_after"),
    [
        ("too_many_requests", "", 429, None),
        ("too_many_requests", "17", 429, "17"),
        ("unavailable", "", 503, None),
        ("unavailable", "4", 503, "4"),
        ("maintenance", "", 503, None),
        ("challenge", "", 403, None),
    ],
)
def test_an_answer_in_place_of_the_site(
    practice: PracticeServer, name: str, seconds: str, status: int, retry_after: str | None
) -> None:
    set_fault(practice, name=name, seconds=seconds)
    answer = requests.get(f"{practice.base}/body/all-authorities.csv")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, retry_after)
    assert b"This is practice" in answer.content
    set_fault(practice)
    assert requests.get(f"{practice.base}/body/all-authorities.csv").status_code == 200


def test_latency_delays_the_answer(practice: PracticeServer) -> None:
    set_fault(practice, name="latency", seconds="0.3", where="/robots.txt")
    begun = time.monotonic()
    requests.get(f"{practice.base}/robots.txt")
    assert time.monotonic() - begun >= 0.3


def send_by_hand(practice: PracticeServer) -> None:
    user = practice.site.users[2]
    body = practice.site.bodies[0]
    person = HandoffPerson(practice.base, user.email, user.password)
    person.sign_in()
    letter = LETTER.format(name=body.name).replace("\n", "%0A")
    person.send(f"/new/{body.url_name}?title=Forecasts&body={letter}")


@pytest.mark.parametrize(("name", "sent"), [("reset_before", 0), ("reset_after", 1)])
def test_a_reset_at_sending(practice: PracticeServer, name: str, sent: int) -> None:
    """The third call to `/new*` of a sending is the one that sends."""
    set_fault(practice, name=name, where="/new*", skip="2", times="1")
    with pytest.raises(requests.ConnectionError):
        send_by_hand(practice)
    assert len(practice.site.requests) == sent


def test_a_truncated_body(practice: PracticeServer) -> None:
    request = a_request(practice)
    set_fault(practice, name="truncated", times="1")
    address = f"{practice.base}/request/{request.url_title}"
    with pytest.raises(requests.RequestException):
        requests.get(address)
    assert requests.get(address).status_code == 200


def test_signed_out_in_the_middle(practice: PracticeServer) -> None:
    set_fault(practice, name="signed_out", where="/new", times="1")
    with pytest.raises(Stuck, match="create an account or sign in"):
        send_by_hand(practice)


@pytest.mark.parametrize("name", ["changed_layout", "no_correspondence"])
def test_a_page_that_must_not_be_read(practice: PracticeServer, name: str) -> None:
    request = a_request(practice)
    address = f"{practice.base}/request/{request.url_title}"
    read_request_page(requests.get(address).content)
    set_fault(practice, name=name, where="/request/*")
    with pytest.raises(UnknownPage):
        read_request_page(requests.get(address).content)


def test_a_reply_delivered_twice(practice: PracticeServer) -> None:
    set_fault(practice, name="duplicate_delivery", times="1")
    for place in range(6):
        a_request(practice, place)
    practice.site.run_out()
    twice = [
        request
        for request in practice.site.requests
        if len({m.text for m in request.incoming()}) < len(request.incoming())
    ]
    assert len(twice) == 1


def test_an_unknown_fault_is_refused(practice: PracticeServer) -> None:
    answer = set_fault(practice, name="earthquake")
    assert answer.status_code == 400
    assert "earthquake" in answer.json()["error"]


def test_a_plague_counts_for_each_fault() -> None:
    plague = Plague()
    plague.add(Fault("latency", where="/a*", skip=1, times=2, since=date(2026, 7, 7)))
    days = [date(2026, 7, 6), *[date(2026, 7, 7)] * 5]
    struck = [bool(plague.strikes("/ab", day)) for day in days]
    assert struck == [False, False, True, True, False, False]
    assert plague.strikes("/b", date(2026, 7, 8)) == []
    with pytest.raises(BadInput):
        plague.add(Fault("earthquake"))
