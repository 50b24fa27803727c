"""What may be published, stated here once more and by hand, against every byte of the file."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from results_sample import AS_OF, NAME, Sample, make_sample

from campaign.errors import BadInput, StateError
from campaign.results.publish import publish
from campaign.state.database import state

# Every column whose text may be found in the published file, stated apart from the code.
ALLOWED = {
    *("campaigns.name", "campaigns.title", "campaigns.site"),
    *("authorities.url_name", "authorities.name", "authorities.short_name"),
    *("questions.code", "questions.section", "questions.section_title", "questions.label"),
    *("questions.wording", "questions.answer_type", "questions.only_if", "questions.periods"),
    *("requests.url", "requests.url_title", "requests.title", "requests.status"),
    *("requests.status_text", "requests.display_status"),
    *("messages.sender", "messages.text"),
    *("attachments.name", "attachments.content_type", "attachments.shown_size"),
    *("attachments.url", "attachments.kind", "attachments.text", "attachments.note"),
    *("attachments.places", "attachments.text_state"),
    *("codings.value", "codings.role", "codings.quote"),
    *("answers.period", "answers.value", "answers.unit", "answers.provision", "answers.quote"),
    # days and moments
    *("questions.retired_at", "requests.sent_on", "requests.due_on", "messages.sent_at"),
    *("codings.made_at", "answers.made_at", "fetches.fetched_at"),
}
# Columns that decide whether a row is public at all or that a CHECK holds to fixed words.
FIXED = {
    *("authorities.law", "requests.availability", "requests.prominence", "requests.due_source"),
    *("messages.direction", "messages.prominence", "messages.gone_at", "attachments.prominence"),
    *("attachments.gone_at", "codings.kind", "codings.field", "codings.withdrawn_at"),
    *("answers.kind", "answers.state", "answers.withdrawn_at", "outbox.kind", "outbox.channel"),
    *("outbox.state", "pages.encoding", "fetches.outcome"),
}


@pytest.fixture
def published(sample: Sample, tmp_path: Path) -> Path:
    target = tmp_path / "public.db"
    with state(sample.path) as database:
        publish(database, target)
    return target


def rows_of(path: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as conn:
        return conn.execute(sql, values).fetchall()


def marker(table: str, column: str) -> str:
    """A word that stands for a column, found as it is in any encoding of the file."""
    return "mark" + hashlib.sha256(f"{table}.{column}".encode()).hexdigest()[:20]


def plant(conn: sqlite3.Connection) -> set[str]:
    """Fill every column of text of every table with its marker; the columns that were filled."""
    conn.execute("PRAGMA foreign_keys = OFF")
    conn.execute("PRAGMA ignore_check_constraints = ON")
    planted = set()
    tables = [
        name
        for (name,) in conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%_fts%'"
            " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlite_%'"
        )
    ]
    for table in tables:
        for _, column, kind, *_ in conn.execute(f"PRAGMA table_info({table})").fetchall():
            name = f"{table}.{column}"
            if kind not in ("TEXT", "BLOB") or name in FIXED:
                continue
            planted.add(name)
            word = marker(table, column)
            if name in ("questions.periods", "attachments.tables"):
                conn.execute(f"UPDATE {table} SET {column} = ?", [json.dumps([word])])
            elif name == "attachments.places":
                place = [{"start": 0, "end": 5, "label": word}]
                conn.execute(f"UPDATE {table} SET {column} = ?", [json.dumps(place)])
            elif name == "messages.text":
                conn.execute(
                    "UPDATE messages SET text = text || ' ' || ? WHERE text NOT NULL", [word]
                )
            elif name == "attachments.text":
                conn.execute("UPDATE attachments SET text = text || ' ' || ?", [word])
            elif column == "quote":
                pass  # must stand in its text; its marker is the quoted words themselves
            elif name == "answers.value":
                conn.execute("UPDATE answers SET value = ?", [json.dumps(word)])
            else:
                conn.execute(f"UPDATE {table} SET {column} = ? || '-' || rowid", [word])
    return planted


def fill_every_table(sample: Sample, conn: Any) -> None:
    """The tables that the small campaign leaves empty get one row each."""
    request, campaign = sample.ids["to-northmoor"], sample.ids["campaign"]
    insert = sample.insert
    insert(conn, "sites", base="https://x.example", robots="x")
    insert(conn, "lists", url="x", read_at="x")
    insert(conn, "wordings", "wording", campaign_id=campaign, digest="x", questionnaire="x",
           letter="x", created_at="x")  # fmt: skip
    conn.execute(
        "INSERT INTO outbox (id, key, campaign_id, kind, channel, body, created_at, updated_at)"
        " VALUES (1, 'x', ?, 'request', 'handoff', 'x', 'x', 'x')",
        [campaign],
    )
    insert(conn, "attempts", outbox_id=1, started_at="x", from_state="x")
    insert(conn, "pages", sha256="x", size=1, encoding="raw", stored=b"x")
    insert(conn, "message_versions", message_id=sample.ids["message-full"], text="x",
           prominence="normal", replaced_at="x")  # fmt: skip
    insert(conn, "events", request_id=request, site_id=1, event_type="sent", created_at="x")


def test_nothing_leaks_that_is_not_on_the_list(sample: Sample, tmp_path: Path) -> None:
    target = tmp_path / "public.db"
    with state(sample.path) as database:
        with database.conn as conn:
            fill_every_table(sample, conn)
        database.conn.execute("PRAGMA foreign_keys = OFF")
        with database.conn as conn:
            planted = plant(conn)
            empty = [
                t
                for t in planted
                if not conn.execute(
                    f"SELECT 1 FROM {t.split('.')[0]} WHERE {t.split('.')[1]} IS NOT NULL"
                ).fetchone()
            ]
        assert not empty, "a column without a marker proves nothing"
        publish(database, target)
    data = target.read_bytes()
    found = {name for name in planted if marker(*name.split(".")).encode() in data}
    assert found <= ALLOWED
    # and what may be published is: the test would not notice a file that is empty
    assert ALLOWED - found <= {"codings.quote", "answers.quote"}


def test_every_column_is_weighed(sample: Sample) -> None:
    with state(sample.path) as database:
        columns = {
            f"{table}.{row[1]}"
            for (table,) in database.conn.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'"
            )
            for row in database.conn.execute(f"PRAGMA table_info({table})")
        }
    assert columns >= ALLOWED | FIXED, "the lists name columns that are no more"


def test_a_published_file_has_only_the_public_tables(published: Path) -> None:
    tables = {
        name
        for (name,) in rows_of(published, "SELECT name FROM sqlite_master WHERE type = 'table'")
        if "_fts" not in name
    }
    assert tables == {
        *("campaigns", "authorities", "questions", "requests", "messages", "attachments"),
        *("codings", "answers", "publication"),
    }


def test_only_decisions_are_published_and_nobody_is_named(published: Path) -> None:
    assert rows_of(published, "SELECT DISTINCT kind, coder FROM codings") == [("decision", "")]
    assert rows_of(published, "SELECT DISTINCT kind, coder FROM answers") == [("decision", "")]
    assert rows_of(published, "SELECT count(*) FROM answers") == [(3,)]
    assert b"Cora" not in published.read_bytes()


def test_coders_are_named_when_asked_for(sample: Sample, tmp_path: Path) -> None:
    with state(sample.path) as database:
        publish(database, tmp_path / "named.db", with_coders=True)
    assert rows_of(tmp_path / "named.db", "SELECT DISTINCT coder FROM codings") == [("Cora Coder",)]


def test_addresses_and_telephones_are_masked_and_quotes_still_stand(published: Path) -> None:
    data = published.read_bytes()
    for secret in (b"jo.officer", b"accounts@", b"01632", b"960123"):
        assert secret not in data
    for text, start, end, quote in rows_of(
        published,
        "SELECT coalesce(t.text, m.text), c.quote_start, c.quote_end, c.quote FROM"
        " (SELECT * FROM answers) c JOIN messages m ON m.id = c.evidence_message_id"
        " LEFT JOIN attachments t ON t.id = c.evidence_attachment_id",
    ):
        assert text[start:end] == quote


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("requests", "availability = 'hidden'"),
        ("requests", "availability = 'not_found'"),
        ("requests", "prominence = 'requester_only'"),
        ("requests", "prominence = 'hidden'"),
        ("requests", "checked_at = NULL"),
        ("messages", "prominence = 'requester_only'"),
        ("messages", "prominence = 'hidden'"),
        ("messages", "gone_at = '2026-07-01T00:00:00Z'"),
    ],
)
def test_what_the_site_does_not_show_to_everyone_stays(
    sample: Sample, tmp_path: Path, table: str, change: str
) -> None:
    with state(sample.path) as database:
        with database.conn as conn:
            conn.execute(f"UPDATE {table} SET {change}")
        counts = publish(database, tmp_path / "public.db")
    data = (tmp_path / "public.db").read_bytes()
    for secret in (b"trialled one system", b"12,500", b"holds no information"):
        assert secret not in data
    assert (counts.messages, counts.attachments, counts.outcomes, counts.answers) == (0, 0, 0, 0)


def test_a_hidden_attachment_stays_and_so_does_what_rests_on_it(
    sample: Sample, tmp_path: Path
) -> None:
    with state(sample.path) as database:
        with database.conn as conn:
            conn.execute("UPDATE attachments SET prominence = 'hidden'")
            conn.execute("UPDATE answers SET kind = 'decision' WHERE value = '12500'")
        counts = publish(database, tmp_path / "public.db")
    assert (counts.attachments, counts.answers, counts.unsupported) == (0, 3, 1)
    assert b"12,500" not in (tmp_path / "public.db").read_bytes()


def test_a_decision_on_words_that_changed_is_left_out(sample: Sample, tmp_path: Path) -> None:
    with state(sample.path) as database:
        with database.conn as conn:
            conn.execute("UPDATE messages SET text = 'Redacted. ' || text WHERE text NOT NULL")
        counts = publish(database, tmp_path / "public.db")
    assert (counts.outcomes, counts.answers, counts.unsupported) == (0, 0, 4)


def test_another_campaign_of_the_same_database_stays(sample: Sample, tmp_path: Path) -> None:
    with state(sample.path) as database:
        with database.conn as conn:
            sample.insert(conn, "campaigns", name="secretplans", title="Secret", site="https://x",
                          template="t", created_at=AS_OF)  # fmt: skip
        with pytest.raises(BadInput, match="several campaigns"):
            publish(database, tmp_path / "public.db")
        publish(database, tmp_path / "public.db", campaign=NAME)
    assert rows_of(tmp_path / "public.db", "SELECT name FROM campaigns") == [(NAME,)]
    assert b"secretplans" not in (tmp_path / "public.db").read_bytes()


def test_publishing_again_replaces_and_leaves_nothing_else(sample: Sample, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    settings = folder / "public-metadata.json"
    for _ in range(2):
        with state(sample.path) as database:
            publish(database, folder / "public.db")
        settings.write_text("{}")  # a person changed it: it stays
    names = {"public.db", "public-metadata.json", "public-datasette.yaml"}
    assert {file.name for file in folder.iterdir()} == names
    assert settings.read_text() == "{}"


def test_nothing_but_a_published_file_is_overwritten(sample: Sample, tmp_path: Path) -> None:
    letter = tmp_path / "thesis.txt"
    letter.write_text("do not lose this")
    other = make_sample(tmp_path / "other.db").path
    before = other.read_bytes()
    with state(sample.path) as database:
        for target in (sample.path, letter, other):
            with pytest.raises(BadInput):
                publish(database, target)
    assert letter.read_text() == "do not lose this"
    assert other.read_bytes() == before


def test_a_folder_that_is_not_there_is_said(sample: Sample, tmp_path: Path) -> None:
    with (
        state(sample.path) as database,
        pytest.raises(StateError, match=r"public\.db could not be written"),
    ):
        publish(database, tmp_path / "nowhere" / "public.db")
