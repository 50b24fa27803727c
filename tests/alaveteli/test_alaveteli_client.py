"""Manners and mishaps, against a real server on loopback."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from replay import Canned, Clock, Replay

from campaign import __version__
from campaign.alaveteli.client import LONGEST_WAIT, TRIES, Client, Unanswered, next_turn
from campaign.alaveteli.urls import Site
from campaign.errors import BadInput, SiteError, Stopped

Build = Callable[..., Client]
PAGE = "/request/predictive_policing_software"
JSON = f"{PAGE}.json"
HTML = {"content-type": "text/html; charset=utf-8"}


def test_a_page_comes_whole_with_its_validator(replay_site: Replay, client_for: Build) -> None:
    answer = client_for(replay_site.base).get(PAGE)
    expected = "campaign/requests/predictive_policing_software/request.html"
    assert answer.body == (replay_site.root / expected).read_bytes()
    assert (answer.status, answer.content_type) == (200, "text/html; charset=utf-8")
    assert answer.intact is True
    assert answer.url == replay_site.base + PAGE


def damaged(whole: bytes, body: bytes) -> Canned:
    """An answer with the ETag of the whole page and another body, of the right length."""
    etag = f'W/"{hashlib.sha256(whole).hexdigest()[:32]}"'
    return Canned(200, {**HTML, "etag": etag}, body)


def test_a_body_that_is_not_the_one_of_its_etag_is_asked_for_once_more(
    replay_site: Replay, client_for: Build
) -> None:
    client = client_for(replay_site.base)
    whole = client.get(PAGE).body
    replay_site.answer(PAGE, damaged(whole, whole[: len(whole) // 2]))
    answer = client.get(PAGE)
    assert (answer.body, answer.intact) == (whole, True)
    assert replay_site.paths() == [PAGE] * 3


def test_pages_rewritten_on_the_way_are_taken_after_one_more_look(
    replay_site: Replay, client_for: Build
) -> None:
    masked = damaged(b"<html>clerk@example.org</html>", b"<html>[protected]</html>")
    replay_site.answer(PAGE, masked, always=True)
    client = client_for(replay_site.base)
    assert [client.get(PAGE).intact for _ in range(3)] == [False] * 3
    assert replay_site.paths() == [PAGE] * 4


WHOLE = b"<!DOCTYPE html><html><body>" + b"<p>Twelve hats.</p>" * 200 + b"</body></html>\n"


@contextlib.contextmanager
def breaking_off(framing: str, times: int) -> Iterator[tuple[str, list[bytes]]]:
    """A server that breaks off in the middle of so many answers; its address, and what came.

    `framing` is how an answer says where it ends: by its length, in chunks, or not at all.
    """
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\n"
    head += b'ETag: W/"' + hashlib.sha256(WHOLE).hexdigest()[:32].encode() + b'"\r\n'
    size = len(WHOLE)
    bodies = {
        "length": b"Content-Length: %d\r\n\r\n%b" % (size, WHOLE),
        "chunks": b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (size, WHOLE),
        "close": b"\r\n" + WHOLE,
    }
    whole = head + bodies[framing]
    came: list[bytes] = []

    def serve(listening: socket.socket) -> None:
        while True:
            try:
                link, _ = listening.accept()
            except OSError:
                return
            with link:
                came.append(link.recv(65536))
                link.sendall(whole if len(came) > times else whole[: len(whole) // 2])

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=serve, args=(listening,), daemon=True)
        server.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", came
        listening.shutdown(socket.SHUT_RDWR)
        server.join(5)


@pytest.mark.parametrize("framing", ["length", "chunks", "close"])
@pytest.mark.parametrize("times", [2, TRIES])
def test_an_answer_that_breaks_off_is_asked_for_again_and_never_taken(
    client_for: Build, clock: Clock, framing: str, times: int
) -> None:
    with breaking_off(framing, times) as (base, came):
        client = client_for(base, read_robots=lambda: ("", clock.at))
        if times < TRIES:
            assert client.get(PAGE).body == WHOLE
            assert len(came) == times + 1
        else:
            with pytest.raises(SiteError, match="broke before the answer was complete"):
                client.get(PAGE)
            assert len(came) == TRIES


def test_asking_again_costs_no_body(replay_site: Replay, client_for: Build) -> None:
    client = client_for(replay_site.base)
    first = client.get(JSON)
    again = client.get(JSON, etag=first.etag)
    assert (again.status, again.not_modified, again.body) == (304, True, b"")


def test_who_asks_is_said(replay_site: Replay, client_for: Build) -> None:
    client_for(replay_site.base, contact="pru@example.org").get(JSON)
    agent = replay_site.asked[-1].headers["user-agent"]
    assert agent == f"foi-campaign/{__version__} (+pru@example.org)"


def test_a_real_site_is_not_asked_without_a_contact(client_for: Build) -> None:
    for contact in ("", "a\r\nX-Evil: 1", "ŵ"):
        with pytest.raises(BadInput):
            client_for("https://www.whatdotheyknow.com", contact=contact)


def test_no_cookie_is_kept_or_sent(replay_site: Replay, client_for: Build) -> None:
    replay_site.answer(JSON, Canned(200, {"set-cookie": "locale=cy; path=/"}, b"{}"))
    client = client_for(replay_site.base)
    client.get(JSON)
    client.get(JSON)
    assert "cookie" not in replay_site.asked[-1].headers


def test_a_pause_between_questions(replay_site: Replay, client_for: Build, clock: Clock) -> None:
    client = client_for(replay_site.base, pause=2.0)
    for _ in range(3):
        client.get(JSON)
    # robots.txt is the first question of the four.
    assert clock.slept == [2.0, 2.0, 2.0]


def test_turns_are_taken_one_after_the_other(
    replay_site: Replay, client_for: Build, clock: Clock
) -> None:
    taken: list[datetime] = [clock.at - timedelta(seconds=0.5)]

    def take_turn(now: datetime, pause: float) -> datetime:
        taken.append(next_turn(taken[-1], now, pause))
        return taken[-1]

    for _ in range(2):
        client = client_for(
            replay_site.base, pause=2.0, take_turn=take_turn, read_robots=lambda: ("", clock.at)
        )
        client.get(JSON)
    assert clock.slept == [1.5, 2.0]


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "wait"),
    [
        (None, 0),
        (NOON - timedelta(seconds=5), 0),
        (NOON - timedelta(seconds=0.5), 1.5),
        (NOON, 2),
        (NOON + timedelta(seconds=4), 6),  # two others wait for their turns
        (NOON + timedelta(days=1), 2),  # the clock was set back
    ],
)
def test_when_the_next_turn_is(last: datetime | None, wait: float) -> None:
    assert next_turn(last, NOON, 2.0) == NOON + timedelta(seconds=wait)
    assert next_turn(last, NOON, 0.0) == NOON


def test_robots_txt_is_obeyed_with_its_wildcards(replay_site: Replay, client_for: Build) -> None:
    client = client_for(replay_site.base)
    for closed in ("/search/tag:a/requests", "/feed/user/x", f"{PAGE}/feed", "/cy/search/x"):
        with pytest.raises(Stopped, match=r"robots\.txt"):
            client.get(closed)
    assert replay_site.paths() == []
    client.get(f"{PAGE}/response/64/attach/2/26%201190%20letter.doc?cookie_passthrough=1")
    assert [asked.path for asked in replay_site.asked].count("/robots.txt") == 1


def test_a_person_may_fill_in_a_form(replay_site: Replay, client_for: Build) -> None:
    client = client_for(replay_site.base)
    assert client.get("/new/oxenvale_police", by_person=True).status == 200
    with pytest.raises(Stopped):
        client.get("/new/oxenvale_police")


def test_robots_txt_is_kept_for_a_day(replay_site: Replay, client_for: Build, clock: Clock) -> None:
    kept: list[tuple[str, datetime]] = []
    for wait in (timedelta(), timedelta(hours=23), timedelta(hours=2)):
        clock.at += wait
        client_for(
            replay_site.base,
            read_robots=lambda: kept[-1] if kept else None,
            write_robots=lambda text, at: kept.append((text, at)),
        ).get(JSON)
    assert [at for _, at in kept] == [clock.at - timedelta(hours=25), clock.at]


@pytest.mark.parametrize("status", [404, 403, 410])
def test_no_robots_txt_closes_nothing(replay_site: Replay, client_for: Build, status: int) -> None:
    replay_site.answer("/robots.txt", Canned(status, HTML, b"<html></html>"))
    assert client_for(replay_site.base).get("/search/predictive%20policing").status == 200


def test_a_robots_txt_that_fails_closes_everything(replay_site: Replay, client_for: Build) -> None:
    replay_site.answer("/robots.txt", *[Canned(503)] * TRIES)
    with pytest.raises(Stopped):
        client_for(replay_site.base).get(JSON)
    assert replay_site.paths() == []


@pytest.mark.parametrize("trouble", [Canned(502), Canned(504), Canned(fault="drop"), Canned(503)])
def test_passing_trouble_is_tried_again(
    replay_site: Replay, client_for: Build, clock: Clock, trouble: Canned
) -> None:
    client = client_for(replay_site.base)
    client.get(JSON)
    replay_site.answer(JSON, *[trouble] * (TRIES - 1))
    assert client.get(JSON).status == 200
    assert len(clock.slept) == TRIES - 1
    assert clock.slept == sorted(clock.slept)


def test_an_answer_cut_off_is_fetched_again(replay_site: Replay, client_for: Build) -> None:
    client = client_for(replay_site.base)
    whole = client.get(PAGE).body
    replay_site.answer(PAGE, Canned(200, HTML, whole, fault="half"))
    assert client.get(PAGE).body == whole


def test_lasting_trouble_is_an_error_with_a_remedy(replay_site: Replay, client_for: Build) -> None:
    client = client_for(replay_site.base)
    replay_site.answer(JSON, Canned(fault="drop"), always=True)
    with pytest.raises(SiteError) as trouble:
        client.get(JSON)
    assert trouble.value.remedy
    assert replay_site.paths() == [JSON] * TRIES


@pytest.mark.parametrize(
    ("value", "waited"),
    [
        ("7", 7.0),
        ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
    ],
)
def test_retry_after_is_kept(
    replay_site: Replay, client_for: Build, clock: Clock, value: str, waited: float
) -> None:
    replay_site.answer(JSON, Canned(429, {"retry-after": value}))
    assert client_for(replay_site.base).get(JSON).status == 200
    assert clock.slept == [waited]


def test_a_long_retry_after_stops_the_run(
    replay_site: Replay, client_for: Build, clock: Clock
) -> None:
    replay_site.answer(JSON, Canned(429, {"retry-after": "3600"}))
    with pytest.raises(Stopped) as stop:
        client_for(replay_site.base).get(JSON)
    assert "60 minutes" in stop.value.remedy
    assert clock.slept == []
    assert LONGEST_WAIT < 3600


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_challenge_stops_the_run(replay_site: Replay, client_for: Build, status: int) -> None:
    body = (
        b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
        b'<script src="/cdn-cgi/challenge-platform/h/b.js"></script></body></html>'
    )
    replay_site.answer(PAGE, Canned(status, HTML, body))
    with pytest.raises(Stopped) as stop:
        client_for(replay_site.base).get(PAGE)
    assert "browser" in stop.value.remedy
    assert replay_site.paths() == [PAGE]


def test_a_letter_that_speaks_of_challenges_is_no_challenge(
    replay_site: Replay, client_for: Build
) -> None:
    client = client_for(replay_site.base)
    body = client.get(PAGE).body
    talk = b'<p>Just a moment... &lt;div class="cf-chl"&gt; g-recaptcha-response</p>'
    replay_site.answer(PAGE, Canned(200, HTML, body.replace(b"<p>Dear Ald", talk + b"<p>Dear Ald")))
    assert client.get(PAGE).status == 200


def test_hidden_requests_and_files_are_answers(replay_site: Replay, client_for: Build) -> None:
    client = client_for(replay_site.base)
    for path in (
        "/request/details_about_a_named_person",
        "/request/details_about_a_named_person.json",
        "/request/contract_for_crime_mapping/response/146/attach/4/prices.csv",
    ):
        assert client.get(path).status == 403


def test_any_other_refusal_stops_the_run(replay_site: Replay, client_for: Build) -> None:
    replay_site.answer(PAGE, Canned(403, HTML, b"<html><body>Forbidden</body></html>"))
    with pytest.raises(Stopped, match="403"):
        client_for(replay_site.base).get(PAGE)


def test_redirects_are_followed_on_the_site_only(replay_site: Replay, client_for: Build) -> None:
    client = client_for(replay_site.base)
    assert client.get("/request/64").url.endswith("/request/predictive_policing_software_28")
    assert client.get("/request/64", follow=False).status == 301
    replay_site.answer("/a", Canned(302, {"location": "https://elsewhere.example/"}))
    with pytest.raises(SiteError, match=r"elsewhere\.example"):
        client.get("/a")
    replay_site.answer("/b", Canned(302, {"location": "/b"}), always=True)
    with pytest.raises(SiteError, match="without end"):
        client.get("/b")


def test_another_sites_address_is_never_asked(replay_site: Replay, client_for: Build) -> None:
    with pytest.raises(BadInput):
        client_for(replay_site.base).get("https://elsewhere.example/request/a")


def test_the_days_budget_ends_the_run(replay_site: Replay, client_for: Build, clock: Clock) -> None:
    client = client_for(replay_site.base, budget=3)
    client.get(JSON)
    client.get(JSON)
    with pytest.raises(Stopped, match="used up"):
        client.get(JSON)
    clock.at += timedelta(days=1)
    assert client.get(JSON).status == 200


def test_the_budget_counts_earlier_runs(replay_site: Replay, client_for: Build) -> None:
    with pytest.raises(Stopped, match="used up"):
        client_for(replay_site.base, budget=300, read_spent=lambda: 300).get(JSON)
    assert replay_site.asked == []


def test_an_endless_answer_is_cut(
    replay_site: Replay, client_for: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.alaveteli.wire.LONGEST_ANSWER", 1000)
    with pytest.raises(SiteError, match="longer than"):
        client_for(replay_site.base).get(JSON)


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_nobody_there(client_for: Build, clock: Clock) -> None:
    client = client_for(f"http://127.0.0.1:{closed_port()}", read_robots=lambda: ("", clock.at))
    with pytest.raises(SiteError, match="does not accept connections") as trouble:
        client.get(JSON)
    assert trouble.value.remedy
    with pytest.raises(SiteError, match="does not accept connections") as trouble:
        client.post("/new", [("a", "b")])
    assert not isinstance(trouble.value, Unanswered)


def test_a_silent_server_times_out(client_for: Build, clock: Clock) -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        base = f"http://127.0.0.1:{mute.getsockname()[1]}"
        options = {"timeout": (0.05, 0.05), "read_robots": lambda: ("", clock.at)}
        with pytest.raises(SiteError, match="too long"):
            client_for(base, **options).get(JSON)
        with pytest.raises(Unanswered):
            client_for(base, **options).post("/new", [("a", "b")])


@pytest.mark.parametrize("trouble", [Canned(fault="drop"), Canned(502), Canned(503), Canned(504)])
def test_a_form_is_sent_once_whatever_happens(
    replay_site: Replay, client_for: Build, trouble: Canned
) -> None:
    replay_site.answer("/new", trouble, method="POST", always=True)
    with pytest.raises(Unanswered) as lost:
        client_for(replay_site.base).post("/new", [("outgoing_message[body]", "Dear A,\n\nŵ & +")])
    assert "not known" in lost.value.happened
    assert [asked.form for asked in replay_site.asked] == [
        [("outgoing_message[body]", "Dear A,\n\nŵ & +")]
    ]


def test_a_form_refused_for_now_is_known_not_to_be_sent(
    replay_site: Replay, client_for: Build
) -> None:
    replay_site.answer("/new", Canned(429), method="POST")
    with pytest.raises(Stopped):
        client_for(replay_site.base).post("/new", [])


def test_times_of_answers_are_the_clocks(
    replay_site: Replay, client_for: Build, clock: Clock
) -> None:
    answer = client_for(replay_site.base).get(JSON)
    assert answer.fetched_at == clock.at == datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_name_nobody_knows(clock: Clock) -> None:
    client = Client(
        Site("https://no-such-site.invalid"),
        now=clock.now,
        sleep=clock.sleep,
        contact="a@example.org",
        timeout=(1.0, 1.0),
        read_robots=lambda: ("", clock.at),
    )
    with pytest.raises(SiteError) as trouble:
        client.get("/request/a")
    assert trouble.value.remedy
