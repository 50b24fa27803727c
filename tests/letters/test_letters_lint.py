"""Our verdicts against the site's own, and what the site lets pass."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.letters.lint import (
    BATCH_SALUTATION,
    LONG_ADDRESS,
    lint,
    lint_follow_up,
    prefilled_length,
    refused_by_site,
)
from campaign.letters.model import Letter

TITLE = "Second analyst rota"
BODY = (
    "Dear Oxenvale Police,\n\nPlease send me the rota for 2025.\n\nYours faithfully,\n\nCam Paigner"
)


def codes(title: str = TITLE, body: str = BODY, **options: bool) -> set[str]:
    return {problem.code for problem in lint(Letter(title, body), **options)}


def test_a_good_letter_has_no_problems() -> None:
    assert lint(Letter(TITLE, BODY)) == ()


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("", "title_empty"),
        ("   ", "title_empty"),
        ("Ab", "title_short"),
        ("55555", "title_wordless"),
        ("analyst rota second", "title_case"),
        ("ANALYST ROTA SECOND", "title_case"),
        ("Freedom of Information request", "title_foi"),
        ("FOI Requests", "title_foi"),
        ("Rota " * 41, "title_long"),
    ],
)
def test_titles_that_the_site_refuses(title: str, code: str) -> None:
    problems = lint(Letter(title, BODY))
    assert code in {problem.code for problem in problems}
    assert refused_by_site(problems)


@pytest.mark.parametrize("title", ["ANPR use", "Rota " * 39 + "Rota!", "Heddlu: cost of CCTV"])
def test_titles_that_the_site_takes(title: str) -> None:
    assert not refused_by_site(lint(Letter(title, BODY)))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "letter_empty"),
        ("Dear Oxenvale Police,\n\n\n\nYours faithfully,\n\nCam Paigner", "letter_empty"),
        ("Dear A,\n\nPlease send the rota.\n\nYours faithfully,", "letter_unsigned"),
        ("Dear A,\n\nPlease send the rota.\n\nYours faithfully,\n \n", "letter_unsigned"),
        (BODY.lower(), "letter_case"),
        (BODY.upper(), "letter_case"),
    ],
)
def test_letters_that_the_site_refuses(body: str, code: str) -> None:
    problems = lint(Letter(TITLE, body))
    assert code in {problem.code for problem in problems}
    assert refused_by_site(problems)


@pytest.mark.parametrize(
    ("body", "code", "severity"),
    [
        (BODY.removeprefix("Dear Oxenvale Police,"), "no_salutation", "warning"),
        (BODY.replace("Oxenvale Police", "[Authority name]"), "placeholder", "error"),
        (BODY.replace("Yours faithfully,\n\n", ""), "letter_without_closing", "warning"),
        (BODY.replace("rota", "rota to cam@example.org"), "email", "warning"),
        (BODY.replace("rota", "rota to NM1 4QP"), "postcode", "warning"),
        (BODY.replace("rota", "rota [Write the year here]"), "unfinished", "error"),
        (BODY.replace("rota", "rota {{ year }}"), "unfinished", "error"),
        (BODY.replace("rota", "rota [of analysts]"), "unfinished", "warning"),
        (BODY.replace("rota", "rota\x0c"), "control_character", "error"),
        (BODY.replace("rota", "ro\ud800ta"), "control_character", "error"),
        (BODY.replace("rota", "Rota " * 2000), "letter_long", "warning"),
    ],
)
def test_what_the_site_lets_pass(body: str, code: str, severity: str) -> None:
    problems = lint(Letter(TITLE, body))
    assert not refused_by_site(problems)
    assert (code, severity) in {(problem.code, problem.severity) for problem in problems}


def test_a_long_address_is_told_before_the_browser_cuts_it() -> None:
    letter = Letter(TITLE, BODY.replace("rota", "rota " * 1200))
    assert prefilled_length(letter) > LONG_ADDRESS
    assert "address_long" in codes(body=letter.body)
    assert "address_long" not in codes(body=letter.body, batch=True)
    assert "address_long" not in codes()
    assert [p.code for p in lint(Letter(TITLE, BODY), address="x" * 6001)] == ["address_long"]


def test_a_batch_needs_exactly_the_line_that_the_site_fills_in() -> None:
    assert "batch_salutation" in codes(batch=True)
    filled = BODY.replace("Dear Oxenvale Police,", BATCH_SALUTATION)
    assert codes(body=filled, batch=True) == set()
    assert "batch_salutation" in codes(body=filled.replace("[A", "[a"), batch=True)


def test_a_follow_up_is_checked_though_the_site_does_not() -> None:
    empty = "Dear Oxenvale Police,\n\nYours faithfully,\n\nCam Paigner"
    unsigned = "Dear Oxenvale Police,\n\nWhen will it come?\n\nYours faithfully,"
    assert [problem.code for problem in lint_follow_up(empty)] == ["letter_empty"]
    assert [problem.code for problem in lint_follow_up(unsigned)] == ["letter_unsigned"]
    assert not refused_by_site(lint_follow_up(unsigned))
    assert lint_follow_up(BODY) == ()


def test_errors_come_first() -> None:
    found = [p.severity for p in lint(Letter("", "hello there to one@example.org and all"))]
    assert found == sorted(found)


def _captured(shared: Path) -> list[tuple[str, Letter, bool]]:
    """Name, letter and whether the site refused it, of the captured previews."""
    folder = shared / "alaveteli/compose/basic"
    found = []
    for path in sorted(folder.glob("[34][0-9]-*.http.json")):
        if not "30" <= path.name[:2] <= "44":
            continue
        form = dict(json.loads(path.read_text(encoding="utf-8"))["request"]["form"])
        page = (folder / path.name.replace(".http.json", ".html")).read_text(encoding="utf-8")
        refused = "errorExplanation" in page
        assert refused is not ('id="preview_form"' in page)
        letter = Letter(form["info_request[title]"], form["outgoing_message[body]"])
        found.append((path.name, letter, refused))
    return found


def test_the_same_verdict_as_the_captured_site(shared: Path) -> None:
    captured = _captured(shared)
    assert len(captured) == 15
    wrong = [
        name for name, letter, refused in captured if refused_by_site(lint(letter)) is not refused
    ]
    assert wrong == []


def test_what_the_captured_site_passed_and_we_do_not(shared: Path) -> None:
    found = {
        name.split(".")[0]: {problem.code for problem in lint(letter)}
        for name, letter, refused in _captured(shared)
        if not refused
    }
    assert found["37-error-no-salutation"] == {"no_salutation"}
    assert found["41-letter-very-long"] >= {"letter_long", "address_long"}
    assert found["42-letter-with-other-salutation"] == set()
    assert found["43-letter-placeholder-salutation"] == {"placeholder"}
    assert found["44-letter-with-postcode-and-email"] == {"email", "postcode"}


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=600), st.booleans())
def test_any_letter_can_be_looked_at(title: str, body: str, batch: bool) -> None:
    for problem in lint(Letter(title, body), batch=batch):
        assert problem.happened
        assert problem.remedy
    lint_follow_up(body)
