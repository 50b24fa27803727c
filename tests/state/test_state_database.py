"""Opening state.db: made, migrated, backed up, refused."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from campaign.errors import StateError
from campaign.state import schema
from campaign.state.database import open_state, state, writing


def test_a_new_database_has_the_tables_that_readers_look_for(tmp_path: Path) -> None:
    with state(tmp_path / "state.db") as database:
        tables = set(database.table_names())
        pragmas = [
            database.conn.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("foreign_keys", "journal_mode")
        ]
    promised = (
        "campaigns authorities requests messages attachments events questions answers codings"
        " outbox pages fetches"
    )
    assert set(promised.split()) <= tables
    assert pragmas == [1, "wal"]


def test_foreign_keys_hold(tmp_path: Path) -> None:
    with (
        state(tmp_path / "state.db") as database,
        pytest.raises(sqlite3.IntegrityError),
        writing(database),
    ):
        database.conn.execute("INSERT INTO recipients VALUES (1, 1, '', NULL, NULL)")


def test_a_newer_schema_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with state(path) as database, writing(database):
        database.conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('campaign', '9999_later', 'then')"
        )
    with pytest.raises(StateError, match="newer version") as caught:
        open_state(path)
    assert "Upgrade" in caught.value.remedy


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    other.commit()
    other.close()
    with pytest.raises(StateError, match="some other program"):
        open_state(path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_text("Dear Sir or Madam, " * 400)
    with pytest.raises(StateError, match="not a database"):
        open_state(path)


def test_a_missing_folder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="cannot be opened"):
        open_state(tmp_path / "nowhere" / "state.db")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_explained(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StateError, match="cannot be opened"):
            open_state(tmp_path / "state.db")
    finally:
        tmp_path.chmod(0o700)


def test_a_migration_leaves_a_backup_and_is_one_transaction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.db"
    with state(path) as database, writing(database):
        database.conn.execute("INSERT INTO sites (base) VALUES ('https://before.example')")
    later = (*schema.STEPS, ("9999_later", "CREATE TABLE added (x);"))
    broken = (*schema.STEPS, ("9999_later", "CREATE TABLE added (x);\nSELECT * FROM nothing;"))
    monkeypatch.setattr(schema, "STEPS", broken)
    monkeypatch.setattr("campaign.state.database.STEPS", broken)
    with pytest.raises(StateError):
        open_state(path)
    backup = tmp_path / "state.db.before-9999_later"
    saved = sqlite3.connect(backup)
    assert saved.execute("SELECT base FROM sites").fetchall() == [("https://before.example",)]
    saved.close()
    monkeypatch.setattr(schema, "STEPS", later)
    monkeypatch.setattr("campaign.state.database.STEPS", later)
    with state(path) as database:  # the half-done migration left nothing behind
        assert "added" in database.table_names()


def test_a_full_disk_is_explained_and_nothing_is_half_written(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with pytest.raises(StateError, match="disk is full"), state(path) as database:
        pages = database.conn.execute("PRAGMA page_count").fetchone()[0]
        database.conn.execute(f"PRAGMA max_page_count = {pages + 2}")
        with writing(database):
            database.conn.execute("INSERT INTO sites (base) VALUES ('https://a.example')")
            database.conn.execute(
                "INSERT INTO sites (base, robots) VALUES ('https://b.example', ?)", ["x" * 100_000]
            )
    with state(path) as database:
        assert database.conn.execute("SELECT count(*) FROM sites").fetchone()[0] == 0


def test_a_second_writer_waits_and_a_reader_does_not(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with state(path) as first, state(path) as second:
        second.conn.execute("PRAGMA busy_timeout = 50")
        with writing(first):
            first.conn.execute("INSERT INTO sites (base) VALUES ('https://a.example')")
            assert second.conn.execute("SELECT count(*) FROM sites").fetchone()[0] == 0
            with pytest.raises(sqlite3.OperationalError, match="locked"), writing(second):
                pass
        assert second.conn.execute("SELECT count(*) FROM sites").fetchone()[0] == 1
