"""Codes whose text was edited, censored, hidden or taken away: told, and settled by a look."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from campaign.coding.model import Evidence
from campaign.coding.proof import check_database
from campaign.state import schema
from campaign.state.attachments import text_digest
from campaign.state.codings import AnswerRow, CodeRow, decide, outcomes_of, replace_suggestions
from campaign.state.database import state, writing
from campaign.state.text_changed import by_request, drop, former, keep, outdated

TEXT = "Dear Cam,\n\nWe do not hold this.\n"
START = TEXT.index("We do")
WORDS = Evidence("message:1", START, START + 20, TEXT[START : START + 20])
PAPER = "Spent: 1200 pounds."
IN_PAPER = Evidence("attachment:1", 0, 11, PAPER[:11])


@pytest.fixture
def coded(desk: Any) -> Any:
    """A reply with a paper; an outcome decided with a quote, and an answer decided on the paper."""
    with writing(desk.database):
        conn = desk.database.conn
        conn.execute(
            "INSERT INTO messages (request_id, site_id, direction, position, text, text_sha256,"
            " prominence, first_seen_at) VALUES (?, 5, 'incoming', 1, ?, ?, 'normal', '')",
            [desk.request_id, TEXT, text_digest(TEXT)],
        )
        conn.execute(
            "INSERT INTO attachments (message_id, site_id, name, text, text_sha256)"
            " VALUES (1, 7, 'a.txt', ?, ?)",
            [PAPER, text_digest(PAPER)],
        )
        conn.execute(
            "INSERT INTO questions (campaign_id, code, number, section, section_title, label,"
            " wording, answer_type, position, version, digest) VALUES"
            " (?, 'spent', 1, '', '', 'Spent', 'How much?', 'money', 1, 1, 'x')",
            [desk.campaign.id],
        )
    outcome(desk, "not_held", evidence=WORDS)
    answer(desk, 1200)
    assert found(desk) == []
    return desk


def outcome(desk: Any, value: str, evidence: Evidence | None = None, coder: str = "ann") -> int:
    row = CodeRow(desk.request_id, "outcome", value, evidence=evidence)
    return decide(desk.database, coder, row, "2026-08-01T00:00:00Z")


def answer(desk: Any, value: int, evidence: Evidence = IN_PAPER) -> int:
    row = AnswerRow(desk.request_id, 1, "", "answered", value, unit="GBP", evidence=evidence)
    return decide(desk.database, "ann", row, "2026-08-01T00:00:00Z")


def found(desk: Any) -> list[tuple[str, bool, str]]:
    listed = outdated(desk.database.conn, desk.campaign.id)
    return [(each.table, each.decided, each.why) for each in listed]


def edit(desk: Any, text: str) -> None:
    with writing(desk.database):
        desk.database.conn.execute(
            "UPDATE messages SET text = ?, text_sha256 = ?", [text, text_digest(text)]
        )


CHANGES = {
    "changed": "UPDATE messages SET text = 'x', text_sha256 = 'y'",
    "hidden": "UPDATE messages SET text = NULL, text_sha256 = NULL, prominence = 'hidden'",
    "gone": "UPDATE messages SET gone_at = '2026-08-02T00:00:00Z'",
}


@pytest.mark.parametrize("why", CHANGES)
def test_a_decision_on_a_message_that_changed_is_told(coded: Any, why: str) -> None:
    with writing(coded.database):
        coded.database.conn.execute(CHANGES[why])
    told = found(coded)
    assert ("codings", True, why) in told
    # What rests on a paper of that message goes with it where the message is no longer shown.
    assert (("answers", True, why) in told) == (why != "changed")


@pytest.mark.parametrize("why", CHANGES)
def test_an_answer_on_a_paper_that_changed_is_told(coded: Any, why: str) -> None:
    with writing(coded.database):
        coded.database.conn.execute(CHANGES[why].replace("messages", "attachments"))
    assert found(coded) == [("answers", True, why)]


def test_a_suggestion_is_told_until_it_is_made_anew(coded: Any) -> None:
    row = CodeRow(coded.request_id, "review", "upheld", message_id=1, evidence=WORDS)
    replace_suggestions(coded.database, coded.request_id, "rules/1", [row], [], "t")
    edit(coded, f"{TEXT}And more.")
    assert found(coded) == [("codings", True, "changed"), ("codings", False, "changed")]
    assert list(by_request(outdated(coded.database.conn, 1), decided=False)) == [coded.request_id]
    replace_suggestions(coded.database, coded.request_id, "rules/1", [row], [], "t")
    assert found(coded) == [("codings", True, "changed")]


@pytest.mark.parametrize("value", ["not_held", "partial"])
def test_deciding_again_settles_it_and_the_former_decision_stays_as_history(
    coded: Any, value: str
) -> None:
    edit(coded, f"{TEXT}And more.")
    outcome(coded, value, coder="bea")
    assert found(coded) == []
    assert outcomes_of(coded.database, coded.campaign.id)[coded.request_id][0] == value
    history = coded.database.conn.execute(
        "SELECT value, coder, withdrawn_at FROM codings ORDER BY id"
    ).fetchall()
    assert history == [("not_held", "ann", "2026-08-01T00:00:00Z"), (value, "bea", None)]


def test_a_decision_elsewhere_settles_nothing(coded: Any) -> None:
    edit(coded, f"{TEXT}And more.")
    answer(coded, 1300)
    decide(coded.database, "ann", CodeRow(coded.request_id, "outcome", "full", message_id=1), "t")
    row = CodeRow(coded.request_id, "outcome", "full")
    decide(coded.database, "bea", row, "t", kind="blind")
    assert found(coded) == [("codings", True, "changed")]


def test_a_decision_whose_text_is_as_it_was_is_not_withdrawn_by_the_next(coded: Any) -> None:
    outcome(coded, "full")
    withdrawn = "SELECT count(*) FROM codings WHERE withdrawn_at IS NOT NULL"
    assert coded.database.conn.execute(withdrawn).fetchone() == (0,)


def test_a_decision_without_a_quote_rests_on_the_newest_reply(coded: Any) -> None:
    edit(coded, f"{TEXT}And more.")
    outcome(coded, "partial")
    edit(coded, "[Censored]")
    assert found(coded) == [("codings", True, "changed")]


def test_what_comes_back_word_for_word_is_as_it_was(coded: Any) -> None:
    edit(coded, "[Censored]")
    assert found(coded) != []
    edit(coded, TEXT)
    assert found(coded) == []


def test_of_several_decisions_only_the_one_that_stands_is_told(coded: Any) -> None:
    outcome(coded, "partial", evidence=WORDS, coder="bea")
    edit(coded, f"{TEXT}And more.")
    [told] = outdated(coded.database.conn, coded.campaign.id)
    assert former(coded.database, told).row.value == "partial"  # type: ignore[union-attr]
    outcome(coded, "partial", coder="cy")
    standing = "SELECT coder FROM codings WHERE withdrawn_at IS NULL"
    assert coded.database.conn.execute(standing).fetchall() == [("cy",)]


@pytest.mark.parametrize(
    ("now", "quote"),
    [
        (f"Sorry for the delay. {TEXT}", WORDS.quote),
        (f"{TEXT} {TEXT}", WORDS.quote),
        ("[Censored]", None),
    ],
)
def test_to_keep_a_decision_is_to_decide_the_same_on_the_text_as_it_is(
    coded: Any, now: str, quote: str | None
) -> None:
    edit(coded, now)
    [told] = outdated(coded.database.conn, coded.campaign.id)
    keep(coded.database, former(coded.database, told), coder="bea", now="later")
    assert found(coded) == []
    kept = coded.database.conn.execute(
        "SELECT value, coder, quote, made_at FROM codings WHERE withdrawn_at IS NULL"
    ).fetchall()
    assert kept == [("not_held", "bea", quote, "later")]
    assert check_database(coded.database)[1] == []


def test_an_answer_is_kept_with_all_that_it_says(coded: Any) -> None:
    before = "SELECT state, value, unit, period, quote FROM answers WHERE withdrawn_at IS NULL"
    was = coded.database.conn.execute(before).fetchall()
    with writing(coded.database):
        text = f"{PAPER} (corrected)"
        coded.database.conn.execute(
            "UPDATE attachments SET text = ?, text_sha256 = ?", [text, text_digest(text)]
        )
    [told] = outdated(coded.database.conn, coded.campaign.id)
    decision = former(coded.database, told)
    assert (decision.label, decision.coder, decision.quote) == ("1. Spent", "ann", IN_PAPER.quote)
    keep(coded.database, decision, coder="ann", now="later")
    assert coded.database.conn.execute(before).fetchall() == was
    assert found(coded) == []


def test_what_is_dropped_no_longer_stands_and_is_not_deleted(coded: Any) -> None:
    edit(coded, "[Censored]")
    [told] = outdated(coded.database.conn, coded.campaign.id)
    drop(coded.database, former(coded.database, told), "later")
    assert found(coded) == []
    assert outcomes_of(coded.database, coded.campaign.id)[coded.request_id][0] == ""
    assert coded.database.conn.execute("SELECT withdrawn_at FROM codings").fetchall() == [
        ("later",)
    ]


def test_a_database_that_cannot_tell_tells_nothing(tmp_path: Path) -> None:
    conn = sqlite3.connect(tmp_path / "public.db")
    assert outdated(conn, 1) == []
    conn.close()


def test_a_database_of_the_version_before_is_migrated_with_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.db"
    names = [name for name, _ in schema.STEPS]
    before = schema.STEPS[: names.index("0003_text_changed")]
    with monkeypatch.context() as patched:
        patched.setattr(schema, "STEPS", before)
        patched.setattr("campaign.state.database.STEPS", before)
        with state(path) as database, writing(database):
            database.conn.execute("INSERT INTO sites (base) VALUES ('https://a.example')")
    with state(path) as database:
        assert outdated(database.conn, 1) == []
        assert database.conn.execute("SELECT base FROM sites").fetchall() == [
            ("https://a.example",)
        ]
    backup = sqlite3.connect(tmp_path / "state.db.before-0003_text_changed")
    kept = backup.execute("SELECT name FROM sqlite_master WHERE name = 'text_changed'").fetchall()
    backup.close()
    assert kept == []
