"""Suggestions and decisions: apart, with evidence, and nothing overwritten."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from campaign.coding.model import Evidence
from campaign.coding.proof import check_database
from campaign.state.attachments import text_digest
from campaign.state.codings import CodeRow, decide, outcomes_of, replace_suggestions
from campaign.state.database import writing

TEXT = "Dear Cam,\n\nWe do not hold this.\n"
START = TEXT.index("We do")
QUOTE = Evidence("message:1", START, START + 20, TEXT[START : START + 20])


@pytest.fixture
def replied(desk: Any) -> Any:
    with writing(desk.database):
        desk.database.conn.execute(
            "INSERT INTO messages (request_id, site_id, direction, position, text, text_sha256,"
            " first_seen_at) VALUES (?, 5, 'incoming', 1, ?, ?, '')",
            [desk.request_id, TEXT, text_digest(TEXT)],
        )
    return desk


def suggestion(desk: Any, value: str, evidence: Evidence | None = QUOTE) -> CodeRow:
    return CodeRow(desk.request_id, "outcome", value, evidence=evidence, confidence=0.9)


def test_a_suggestion_is_never_a_result(replied: Any) -> None:
    replace_suggestions(
        replied.database, replied.request_id, "rules/1", [suggestion(replied, "not_held")], [], "t"
    )
    assert outcomes_of(replied.database, replied.campaign.id) == {
        replied.request_id: ("", "not_held")
    }
    decide(replied.database, "ann", CodeRow(replied.request_id, "outcome", "partial"), "t")
    assert outcomes_of(replied.database, replied.campaign.id) == {
        replied.request_id: ("partial", "not_held")
    }


def test_suggesting_the_same_again_adds_nothing_and_another_withdraws_the_first(
    replied: Any,
) -> None:
    def run(value: str) -> int:
        return replace_suggestions(
            replied.database, replied.request_id, "rules/1", [suggestion(replied, value)], [], "t"
        )

    assert [run("not_held"), run("not_held"), run("full")] == [1, 0, 1]
    kept = replied.database.conn.execute(
        "SELECT value, withdrawn_at IS NULL FROM codings ORDER BY id"
    ).fetchall()
    assert kept == [("not_held", 0), ("full", 1)]


@pytest.mark.parametrize(
    "evidence",
    [
        None,
        Evidence("message:1", START, START + 20, "We do hold all of it"),
        Evidence("message:99", START, START + 20, QUOTE.quote),
    ],
)
def test_a_suggestion_whose_words_are_not_there_is_not_stored(
    replied: Any, evidence: Evidence | None
) -> None:
    with pytest.raises(ValueError, match="evidence"):
        replace_suggestions(
            replied.database,
            replied.request_id,
            "rules/1",
            [suggestion(replied, "full"), suggestion(replied, "not_held", evidence)],
            [],
            "t",
        )
    assert replied.database.conn.execute("SELECT count(*) FROM codings").fetchone() == (0,)


def test_the_table_itself_refuses_a_suggestion_without_words(replied: Any) -> None:
    with pytest.raises(sqlite3.IntegrityError), writing(replied.database):
        replied.database.conn.execute(
            "INSERT INTO codings (request_id, field, value, kind, coder, made_at)"
            " VALUES (?, 'outcome', 'full', 'suggestion', 'x', '')",
            [replied.request_id],
        )


def test_later_decisions_stand_and_earlier_ones_stay(replied: Any) -> None:
    for value in ("full", "partial"):
        decide(replied.database, "ann", CodeRow(replied.request_id, "outcome", value), "t")
    assert outcomes_of(replied.database, replied.campaign.id)[replied.request_id][0] == "partial"
    assert replied.database.conn.execute("SELECT count(*) FROM codings").fetchone() == (2,)


def test_verify_names_quotes_that_no_longer_stand(replied: Any) -> None:
    replace_suggestions(
        replied.database, replied.request_id, "rules/1", [suggestion(replied, "not_held")], [], "t"
    )
    assert check_database(replied.database) == (1, [])
    with writing(replied.database):
        replied.database.conn.execute("UPDATE messages SET text = 'We hold it all now, sorry.'")
    checked, [broken] = check_database(replied.database)
    assert checked == 1
    assert "no longer at their place" in broken.problem
