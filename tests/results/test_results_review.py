"""The review page: who may decide, what is stored, and that nothing is overwritten."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from results_sample import Sample

from campaign.coding.proof import check_database
from campaign.results.publish import publish
from campaign.state.database import state

C = "/-/campaign/forecasts/review"


class Desk:
    """A reviewer's browser: loads a form, changes it, sends it back."""

    def __init__(self, browser: Any, path: Path) -> None:
        self.browser = browser
        self.path = path

    def form(self, name: str) -> dict[str, str]:
        """What the browser would send if the form were sent unchanged."""
        response = self.browser.get(f"{C}/{name}_1")
        assert response.status_code == 200
        self.cookies = dict(response.cookies)
        form = BeautifulSoup(response.text, "lxml").select_one("form.decide")
        fields = {}
        for field in form.select("input[name]"):
            if field["type"] in ("radio", "checkbox") and not field.has_attr("checked"):
                continue
            fields[field["name"]] = field.get("value", "")
        for field in form.select("select[name]"):
            chosen = field.select_one("option[selected]") or field.option
            fields[field["name"]] = chosen.get("value", chosen.get_text())
        return fields

    def send(self, name: str, fields: dict[str, str], **more: Any) -> Any:
        more.setdefault("cookies", self.cookies)
        return self.browser.post(f"{C}/{name}_1", data=fields, **more)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with contextlib.closing(sqlite3.connect(self.path)) as conn:
            return conn.execute(sql, values).fetchall()

    def decided(self) -> list[tuple[Any, ...]]:
        """Everything decided since the sample was made."""
        return self.rows(
            "SELECT 'code', field, value, coder, quote FROM codings WHERE kind = 'decision'"
            " AND coder <> 'Cora Coder' UNION ALL SELECT 'answer', period, coalesce(value, state),"
            " coder, quote FROM answers WHERE kind = 'decision' AND coder <> 'Cora Coder'"
        )


@pytest.fixture
def desk(sample: Sample, browse: Callable[..., Any]) -> Desk:
    return Desk(browse(sample.path, review=True, coder="Ann"), sample.path)


def test_the_queue_lists_what_waits(desk: Desk) -> None:
    page = BeautifulSoup(desk.browser.get(C).text, "lxml")
    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in page.select("tbody tr")
    ]
    assert rows == [
        ["Glenferry Police", "Refused, exempt", "not sure 97%", "–"],
        ["Saltmarsh Police", "Not held", "not sure 97%", "6"],
        ["Northmoor Constabulary", "decided", "", "1"],
    ]


def test_a_form_sent_unchanged_decides_nothing(desk: Desk) -> None:
    response = desk.send("saltmarsh", desk.form("saltmarsh"))
    assert response.status_code == 303
    assert desk.decided() == []


def test_accepting_adds_decisions_with_the_suggestions_words(desk: Desk) -> None:
    before = desk.rows("SELECT * FROM codings"), desk.rows("SELECT * FROM answers")
    fields = desk.form("saltmarsh") | {"outcome": "accept", "group-1": "accept"}
    response = desk.send("saltmarsh", fields)
    assert (response.status_code, response.headers["location"]) == (
        303, f"{C}/northmoor_1?kept=7",
    )  # fmt: skip
    quote = "holds no information about software that forecasts crime"
    assert desk.decided() == [
        ("code", "outcome", "not_held", "Ann", quote),
        *[("answer", period, "not_held", "Ann", quote) for period in ("2023", "2024", "2025")] * 2,
    ]
    # what stood before stands as it was
    assert desk.rows("SELECT * FROM codings")[: len(before[0])] == before[0]
    assert desk.rows("SELECT * FROM answers")[: len(before[1])] == before[1]
    with state(desk.path) as database:
        checked, broken = check_database(database)
    assert (checked >= 14, broken) == (True, [])


def test_another_outcome_on_other_words(desk: Desk) -> None:
    fields = desk.form("glenferry") | {
        "outcome": "change",
        "outcome-value": "partial",
        "outcome-quote": "We hold  some of\r\nwhat you ask for.",  # as a browser copies it
    }
    assert desk.send("glenferry", fields).status_code == 303
    words = "We hold some of what you ask for."
    assert desk.decided() == [("code", "outcome", "partial", "Ann", words)]


def test_one_cell_may_differ_from_its_group(desk: Desk, sample: Sample) -> None:
    one = sample.ids[f"none-{sample.ids['question2']}-2024"]
    two = sample.ids[f"none-{sample.ids['question1']}-2023"]
    fields = desk.form("saltmarsh") | {
        "group-1": "accept",
        f"cell-{one}": "change",
        f"cell-{one}-state": "answered",
        f"cell-{one}-value": "£1.2m",
        f"cell-{two}": "skip",
    }
    assert desk.send("saltmarsh", fields).status_code == 303
    said = sorted((row[1], row[2]) for row in desk.decided())
    assert said == [
        ("2023", "not_held"), ("2024", "1200000"), ("2024", "not_held"),
        ("2025", "not_held"), ("2025", "not_held"),
    ]  # fmt: skip


def test_a_code_of_a_message_and_an_answer_nobody_suggested(desk: Desk, sample: Sample) -> None:
    fields = desk.form("glenferry") | {
        f"code-{sample.ids['provision']}": "accept",
        "add-question": str(sample.ids["question1"]),
        "add-period": "*",
        "add-state": "refused",
        "add-quote": "exempt under section 31(1)(a)",
    }
    assert desk.send("glenferry", fields).status_code == 303
    quote = "exempt under section 31(1)(a)"
    assert desk.decided() == [
        ("code", "provision", "FOIA s.31(1)(a)", "Ann", quote),
        *[("answer", period, "refused", "Ann", quote) for period in ("2023", "2024", "2025")],
    ]


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("glenferry", {"outcome": "change", "outcome-value": "splendid"}, "not an outcome"),
        ("glenferry", {"outcome": "change", "outcome-quote": "never written"}, "stand nowhere"),
        ("saltmarsh", {"outcome": "accept", "group-1": "change", "group-1-state": "answered",
                       "group-1-value": "perhaps"}, "is not yes or no"),
        ("saltmarsh", {"outcome": "accept", "group-1-ids": "1,x", "group-1": "accept"}, "garbled"),
        ("saltmarsh", {"outcome": "accept", "outcome-id": "-1"}, "garbled"),
        ("saltmarsh", {"outcome": "accept", "outcome-id": "99999"}, "withdrawn"),
        ("saltmarsh", {"outcome": "accept", "add-question": "99999"}, "no longer asked"),
        ("saltmarsh", {"outcome": "accept", "add-question": "1", "add-period": "1999",
                       "add-state": "not_held"}, "is asked for"),
    ],
)  # fmt: skip
def test_a_mistake_keeps_everything_out_and_is_said(
    desk: Desk, name: str, change: dict[str, str], said: str
) -> None:
    response = desk.send(name, desk.form(name) | change)
    assert response.status_code == 200
    alert = BeautifulSoup(response.text, "lxml").select_one("[role=alert]").get_text()
    assert "Nothing was kept." in alert
    assert said in alert
    assert desk.decided() == []


def test_what_was_chosen_is_still_there_after_a_mistake(desk: Desk) -> None:
    fields = desk.form("saltmarsh") | {
        "outcome": "change", "outcome-value": "partial", "outcome-quote": '"><script>no</script>',
    }  # fmt: skip
    page = BeautifulSoup(desk.send("saltmarsh", fields).text, "lxml")
    assert page.select_one("#outcome-value option[selected]")["value"] == "partial"
    assert page.select_one("#outcome-quote")["value"] == '"><script>no</script>'
    assert page.find_all("script") == []


def test_a_suggestion_of_another_request_cannot_be_accepted_here(
    desk: Desk, sample: Sample
) -> None:
    fields = desk.form("glenferry") | {
        "outcome": "accept", "outcome-id": str(sample.ids["outcome-none"]),
    }  # fmt: skip
    assert "withdrawn" in desk.send("glenferry", fields).text
    assert desk.decided() == []


def test_words_that_changed_meanwhile_cannot_be_accepted(desk: Desk, sample: Sample) -> None:
    fields = desk.form("glenferry") | {"outcome": "accept"}
    with state(sample.path) as database, database.conn as conn:
        conn.execute("UPDATE messages SET text = 'New. ' || text WHERE text NOT NULL")
    assert "no longer stands" in desk.send("glenferry", fields).text
    assert desk.decided() == []


def test_a_later_decision_stands_and_the_earlier_one_stays(desk: Desk) -> None:
    for value in ("partial", "other"):
        fields = desk.form("glenferry") | {"outcome": "change", "outcome-value": value}
        assert desk.send("glenferry", fields).status_code == 303
    assert [row[2] for row in desk.decided()] == ["partial", "other"]
    page = BeautifulSoup(desk.browser.get("/-/campaign/forecasts/request/glenferry_1").text, "lxml")
    assert page.select_one(".outcome.decided .verdict").get_text() == "Other"
    assert page.select_one(".outcome.suggested .verdict").get_text() == "Refused, exempt"


def test_a_post_from_elsewhere_is_refused(desk: Desk) -> None:
    fields = desk.form("glenferry") | {"outcome": "accept"}
    without = {name: value for name, value in fields.items() if name != "csrftoken"}
    foreign = {"origin": "https://evil.example"}
    assert desk.send("glenferry", without).status_code == 403
    assert desk.send("glenferry", fields, cookies={}).status_code == 403
    assert desk.send("glenferry", without, cookies={}).status_code == 403
    assert desk.send("glenferry", fields, headers=foreign).status_code == 403
    cross = {"sec-fetch-site": "cross-site"}
    assert desk.send("glenferry", fields, headers=cross).status_code == 403
    assert desk.decided() == []
    own = {"origin": "http://localhost", "sec-fetch-site": "same-origin"}
    assert desk.send("glenferry", fields, headers=own).status_code == 303


def test_nobody_reviews_where_it_was_not_started_for_that(
    sample: Sample, browse: Callable[..., Any], tmp_path: Path
) -> None:
    with state(sample.path) as database:
        publish(database, tmp_path / "public.db")
    plain = browse(sample.path)
    public = browse(tmp_path / "public.db", private=False, review=True, coder="Ann")
    for browser in (plain, public):
        assert browser.get(C).status_code == 403
        assert browser.get(f"{C}/glenferry_1").status_code == 403
        posted = browser.post(f"{C}/glenferry_1", data={"outcome": "accept"})
        assert posted.status_code == 403
        assert "review" not in browser.get("/").text.lower()


def test_nobody_decides_without_a_name(sample: Sample, browse: Callable[..., Any]) -> None:
    desk = Desk(browse(sample.path, review=True, coder=" "), sample.path)
    fields = desk.form("glenferry") | {"outcome": "accept"}
    assert desk.send("glenferry", fields).status_code == 403
    assert desk.rows("SELECT count(*) FROM codings WHERE kind = 'decision'") == [(1,)]


def test_a_locked_database_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    fields = desk.form("glenferry") | {"outcome": "accept"}
    monkeypatch.setattr("campaign.coding.verdicts.PATIENCE_MS", 1)
    with contextlib.closing(sqlite3.connect(desk.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        response = desk.send("glenferry", fields)
    assert response.status_code == 200
    assert "could not be written" in response.text
    assert desk.send("glenferry", fields).status_code == 303
