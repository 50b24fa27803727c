"""The site's own rules: sameness, limits, addresses, clocks, tokens and texts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from rehearsal_replay import replayed

from campaign.rehearsal import prose, rules
from campaign.rehearsal.blocks import shown_name
from campaign.rehearsal.clock import PracticeClock
from campaign.rehearsal.diary import Diary
from campaign.rehearsal.exchange import Call, seal, unseal
from campaign.rehearsal.records import User
from campaign.rehearsal.status import due

NOON = datetime(2026, 7, 6, 12, tzinfo=UTC)
TEXT = st.text(max_size=300)


@given(TEXT, st.lists(st.sampled_from([" ", "\n", "\r\n", "\t"]), max_size=20))
def test_white_space_never_makes_another_letter(letter: str, blanks: list[str]) -> None:
    spread = "".join(c + b for c, b in zip(letter, blanks, strict=False)) + letter[len(blanks) :]
    assert rules.same_letter(letter, spread)
    assert rules.same_title(letter, f"  {letter}\n")


@given(TEXT)
def test_a_word_more_makes_another_letter(letter: str) -> None:
    assert not rules.same_letter(letter, letter + "x")


@given(st.text(max_size=80), st.sets(st.text("abc_23", max_size=6), max_size=8))
def test_addresses_are_short_plain_and_new(title: str, taken: set[str]) -> None:
    part = rules.url_part(title, 32)
    assert 1 <= len(part) <= 32
    assert set(part) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")
    assert rules.free_url_part(part, taken) not in taken


def test_equal_titles_are_numbered_from_two() -> None:
    assert rules.free_url_part("rota", {"rota"}) == "rota_2"
    assert rules.free_url_part("rota", {"rota", "rota_2", "rota_3"}) == "rota_4"


@pytest.mark.parametrize(
    ("minutes_ago", "limited"),
    [
        ([], False),
        ([0.9], True),
        ([1.1], False),
        ([3, 7.9], True),
        ([3, 8.1], False),
        ([9, 12, 14.9], True),
        ([9, 12, 15.1], False),
        ([16, 25, 35, 45, 59], True),
        ([16, 25, 35, 45, 61], False),
        ([61, 200, 300, 400, 500, 1439], True),
        ([61, 200, 300, 400, 500, 1441], False),
    ],
)
def test_limits_by_the_clock(minutes_ago: list[float], limited: bool) -> None:
    sent = [NOON - timedelta(minutes=m) for m in minutes_ago]
    assert rules.rate_limited(sent, NOON) is limited


def test_a_preview_meets_only_the_daily_limit() -> None:
    assert not rules.rate_limited([NOON], NOON, previewing=True)
    assert rules.rate_limited([NOON - timedelta(hours=3)] * 6, NOON, previewing=True)


def test_only_the_exact_placeholder_is_filled_in() -> None:
    assert rules.fill_salutation("Dear [Authority name],\n\nHi", "X Police").startswith("Dear X P")
    for other in ("Dear [authority name],", "Dear [Authority name]", "Dear Sir or Madam,"):
        assert rules.fill_salutation(other, "X Police") == other


@given(st.text(alphabet=st.sampled_from("<>&\"'=/ab >\n:htps.[]@"), max_size=120))
def test_no_text_becomes_markup(text: str) -> None:
    """Whatever a reply says, the page holds paragraphs, breaks, links and fold marks only."""
    tree = html.fromstring(f"<div>{prose.as_html(prose.folded(text), 'incoming-1')}</div>")
    assert {e.tag for e in tree.iter()} <= {"div", "p", "br", "a", "span"}
    for link in tree.iter("a"):
        assert set(link.keys()) == {"href"}
        assert link.get("href", "").startswith(("http", "?unfold=1", "/help/"))


@given(TEXT)
def test_file_names_are_shown_without_markup_or_formula(name: str) -> None:
    shown = shown_name(name)
    assert shown
    assert not set(shown) & set('<>"/\\\n')
    assert not shown.startswith("=")


@given(st.lists(st.integers(0, 10**6), max_size=12))
def test_the_diary_is_read_in_order_of_time(seconds: list[int]) -> None:
    diary, read = Diary(), []
    for second in seconds:
        diary.plan(NOON + timedelta(seconds=second), read.append)
    for moment, action in diary.due(NOON + timedelta(seconds=10**6)):
        action(moment)
    assert read == sorted(read)
    assert len(read) == len(seconds)
    assert len(diary) == 0


def test_the_clock_runs_at_its_speed_and_never_back() -> None:
    ticks = iter([0.0, 10.0, 10.0, 12.0, 12.0, 99.0])
    clock = PracticeClock(NOON, speed=86_400, monotonic=lambda: next(ticks))
    assert clock.now() == NOON + timedelta(days=10)
    clock.step(timedelta(hours=1))
    with pytest.raises(ValueError, match="backwards"):
        clock.step(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="zone"):
        PracticeClock(datetime(2026, 7, 6))


def a_call(session: dict[str, Any], **form: str) -> Call:
    user = User(1, "Robin", "robin", "r@practice.example", "x")
    fields = list(form.items())
    return Call("POST", "/new", [], fields, {}, "http://127.0.0.1", NOON, session, user)


def test_tokens_differ_each_time_and_fit_only_their_session() -> None:
    session: dict[str, Any] = {}
    first, second = a_call(session).token(), a_call(session).token()
    assert first != second
    for token in (first, second):
        assert a_call(session, authenticity_token=token).token_is_right()
    assert not a_call({"csrf": "00" * 32}, authenticity_token=first).token_is_right()
    for wrong in ("", "wrong", "é", first[:-4]):
        assert not a_call(session, authenticity_token=wrong).token_is_right()


@given(st.text(max_size=60))
def test_a_cookie_of_somebody_else_is_no_session(value: str) -> None:
    assert unseal(value, b"key") == {}
    sealed = seal({"user": 3}, b"key")
    assert unseal(sealed, b"key") == {"user": 3}
    assert unseal(sealed, b"another") == {}


def test_due_dates_are_those_of_the_captured_site(shared: Path) -> None:
    import json

    site = replayed(shared)
    root = shared / "alaveteli"
    checked = 0
    for file in [*root.glob("campaign/truth/*.json"), *root.glob("states/truth/*.json")]:
        known = json.loads(file.read_text())["site"]
        request = site.by_url_title[known["url_title"]]
        expected = (known["date_response_required_by"], known["date_very_overdue_after"])
        assert due(request) == tuple(date.fromisoformat(day) for day in expected)
        checked += 1
    assert checked == 71


def test_texts_become_the_html_of_the_captured_site(shared: Path) -> None:
    """Folded and unfolded, for every message whose HTML the truth has (279 of them)."""
    import json

    checked = 0
    root = shared / "alaveteli"
    for file in [*root.glob("campaign/truth/*.json"), *root.glob("states/truth/*.json")]:
        for event in json.loads(file.read_text())["site"]["events"]:
            message = event.get("message") or {}
            for suffix in ("", "_folded", "_unfolded"):
                text = message.get(f"body_text{suffix}")
                if text is None or message["kind"] == "comment":
                    continue
                made = prose.as_html(text, message["anchor"])
                theirs = message[f"body_html{suffix}"]
                if suffix == "_unfolded" and "hide quoted" in theirs:
                    made = prose.as_html(text, message["anchor"], unfolded=True)
                checked += 1
                assert same_markup(str(made), theirs), file.name
    assert checked == 279


def same_markup(one: str, other: str) -> bool:
    trees = [html.fromstring(f"<div>{text}</div>") for text in (one, other)]
    return html.tostring(trees[0]) == html.tostring(trees[1])
