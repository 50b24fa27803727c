"""A reply edited after it was decided on: told in status, verify and review, and settled there."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from click.testing import CliRunner

from campaign.cli.group import cli
from campaign.state.attachments import text_digest
from campaign.state.database import writing

SAID = "The text changed since it was coded."


def other(desk: Any, *words: str, fails: int = 0) -> str:
    done = CliRunner().invoke(cli, ["--db", str(desk.path), *words])
    assert done.exit_code == fails, done.output
    return str(done.output)


def edit(desk: Any, name: str, more: str = " Now edited.", whole: str = "") -> None:
    [(message, text)] = desk.rows(
        "SELECT id, text FROM messages WHERE direction = 'incoming' AND request_id = ?",
        desk.requests[name],
    )
    text = whole or text + more
    with writing(desk.database):
        desk.database.conn.execute(
            "UPDATE messages SET text = ?, text_sha256 = ? WHERE id = ?",
            [text, text_digest(text), message],
        )


@pytest.fixture
def decided(desk: Any, run: Any) -> Any:
    """All suggested outcomes and answers accepted; then one reply is edited."""
    run("review", "--coder", "ann", typed="a\n" * 4)
    run("review", "--answers", "--coder", "ann", typed="aa\naa\n")
    assert SAID not in other(desk, "status")
    assert "text changed" not in other(desk, "status")
    edit(desk, "cedar")
    return desk


def test_status_tells_it_in_the_table_and_in_data(decided: Any) -> None:
    shown = other(decided, "status")
    [row] = [line for line in shown.splitlines() if line.startswith("Cedar Police ")]
    assert row.rstrip().endswith("(text changed)")
    assert f"! Cedar Police: {SAID}" in shown
    assert "campaign code review" in shown
    rows = json.loads(other(decided, "status", "--json"))
    told = {each["authority"]: each["text_changed"] for each in rows}
    assert told.pop("Cedar Police") == SAID[0].lower() + SAID[1:-1]
    assert set(told.values()) == {""}
    listed = list(csv.DictReader(io.StringIO(other(decided, "status", "--csv"))))
    assert [each["authority"] for each in listed if each["text_changed"]] == ["Cedar Police"]


def test_verify_fails_until_somebody_has_looked(decided: Any, run: Any) -> None:
    said = other(decided, "verify", fails=1)
    assert "changed elsewhere since it was coded" in said
    assert "campaign code review" in said
    run("review", "--coder", "bea", typed="k\nk\n")
    run("review", "--answers", "--coder", "bea", typed="k\n")
    # What is only suggested is renewed by the coder, not by a person.
    rows = desk_rows(decided)
    assert [kind for (kind,) in rows] == ["suggestion"] * len(rows)
    assert SAID not in other(decided, "status")


def desk_rows(desk: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = desk.rows("SELECT kind FROM text_changed")
    return found


def test_review_shows_it_first_and_keeps_the_decision(decided: Any, run: Any) -> None:
    shown = run("review", "--coder", "bea", typed="k\n").output
    assert "Changed, 1 of 1: Cedar Police" in shown
    assert "Decided: outcome refused_exemption, by ann on" in shown
    assert "Since then the text changed." in shown
    assert "1 looked at again, 0 still rest on an older text." in shown
    standing = decided.rows(
        "SELECT c.value, c.coder, c.quote IS NOT NULL FROM current_outcomes o"
        " JOIN codings c ON c.id = o.decision_id WHERE o.request_id = ?",
        decided.requests["cedar"],
    )
    assert standing == [("refused_exemption", "bea", 1)]
    assert "Changed" not in run("review", "--coder", "bea").output


@pytest.mark.parametrize(
    ("typed", "left", "outcome"),
    [
        ("partial\n\n", 0, "partial"),
        ("d\n", 0, None),
        ("s\n", 1, "refused_exemption"),
        ("q\n", 1, "refused_exemption"),
        ("", 1, "refused_exemption"),
        ("nonsense\nm\n?\nk\n", 0, "refused_exemption"),
    ],
)
def test_what_may_be_said_to_it(
    decided: Any, run: Any, typed: str, left: int, outcome: str | None
) -> None:
    shown = run("review", "--coder", "bea", typed=typed).output
    assert f"{left} still rest on an older text." in shown
    [(value,)] = decided.rows(
        "SELECT (SELECT value FROM codings WHERE id = o.decision_id) FROM current_outcomes o"
        " WHERE o.request_id = ?",
        decided.requests["cedar"],
    )
    assert value == outcome


def test_answers_are_looked_at_again_too(decided: Any, run: Any) -> None:
    edit(decided, "alder", whole="Dear Cam, £15,000 in 2024, we find now.")
    shown = run("review", "--answers", "--coder", "bea", typed="d\n15000\n£15,000 in 2024\nq\n")
    assert "Changed, 1 of 3: Alder Police" in shown.output
    assert "Decided: 1. Trialled, 2024 yes, by ann on" in shown.output
    assert "2 looked at again, 1 still rest on an older text." in shown.output
    standing = decided.rows(
        "SELECT q.code, n.value, n.quote FROM current_answers n JOIN questions q"
        " ON q.id = n.question_id WHERE n.kind = 'decision' AND n.request_id = ?",
        decided.requests["alder"],
    )
    assert standing == [("software.spent", "15000", "£15,000 in 2024")]


def test_what_is_only_suggested_is_said_to_be_renewed_by_the_coder(desk: Any) -> None:
    edit(desk, "dogwood")
    shown = other(desk, "status")
    assert "1 suggestions rest on an older text: `campaign code suggest` renews them." in shown
    assert SAID not in shown
