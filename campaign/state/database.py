"""Opening `state.db`: made on first use, migrated with a backup, refused when it is too new."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.errors import StateError
from campaign.state.schema import STEPS, migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

DEFAULT_PATH = Path("state.db")


def open_state(path: Path = DEFAULT_PATH, *, must_exist: bool = False) -> Database:
    """Open the database at `path`, making and migrating it as needed.

    Foreign keys are on, the journal is a WAL, and a writer waits five seconds for another.
    Before a migration of a database that holds something, a copy is left beside it as
    `NAME.before-MIGRATION`. Raises StateError for a folder that cannot be written, a file that
    is no database, a full disk, or a schema made by a newer version.
    """
    if must_exist and not path.exists():
        raise StateError(f"There is no {path}.", "Start a campaign here with `campaign init`.")
    try:
        database = _connect(path)
    except sqlite3.Error as error:
        raise explained(path, error) from error
    try:
        _refuse_newer(database, path)
        _migrate(database, path)
        database.conn.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error as error:
        database.conn.close()
        raise explained(path, error) from error
    except BaseException:
        database.conn.close()
        raise
    return database


def is_state(path: Path) -> bool:
    """Whether the file is a campaign's own database, and not one made for the public."""
    if not path.is_file():
        return False
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        try:
            found = db.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'")
            return found.fetchone() is not None
        except sqlite3.DatabaseError:
            return False


@contextlib.contextmanager
def state(path: Path = DEFAULT_PATH, *, must_exist: bool = False) -> Iterator[Database]:
    """`open_state` as a context: closed at the end, SQLite's own errors made readable."""
    database = open_state(path, must_exist=must_exist)
    try:
        yield database
    except sqlite3.IntegrityError:
        raise  # ours to mend, not the user's
    except sqlite3.DatabaseError as error:
        raise explained(path, error) from error
    finally:
        database.conn.close()


@contextlib.contextmanager
def writing(database: Database) -> Iterator[Database]:
    """A transaction that takes the write lock at once; nested, it is a savepoint.

    sqlite-utils' own `atomic` begins deferred and could fail half-way for want of the lock.
    """
    if database.conn.in_transaction:
        with database.atomic():
            yield database
        return
    database.conn.execute("BEGIN IMMEDIATE")
    try:
        yield database
    except BaseException:
        database.conn.rollback()
        raise
    database.conn.commit()


def _connect(path: Path) -> Database:
    from sqlite_utils import Database

    connection = sqlite3.connect(path, timeout=5.0)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return Database(connection, execute_plugins=False)
    except BaseException:
        connection.close()
        raise


def _refuse_newer(database: Database, path: Path) -> None:
    known = {name for name, _ in STEPS}
    unknown = [m.name for m in migrations().applied(database) if m.name not in known]
    if unknown:
        raise StateError(
            f"{path} was made by a newer version of this program (it has {unknown[-1]}).",
            "Upgrade with `pip install --upgrade foi-campaign`, or use another database.",
        )
    tables = set(database.table_names())
    if tables and "_sqlite_migrations" not in tables:
        raise StateError(
            f"{path} is a database of some other program.",
            "Give another file with --db.",
        )


def _migrate(database: Database, path: Path) -> None:
    history = migrations()
    pending = history.pending(database)
    if not pending:
        return
    if history.applied(database):
        backup = path.with_name(f"{path.name}.before-{pending[0].name}")
        target = sqlite3.connect(backup)
        try:
            database.conn.backup(target)
        finally:
            target.close()
    history.apply(database)


def explained(path: Path, error: sqlite3.Error) -> StateError:
    """What a failure of SQLite means to the user, and what to do."""
    text = str(error).partition(" with text")[0]
    if "disk is full" in text or "disk I/O" in text:
        return StateError(
            f"The disk is full or failing: {path} could not be written ({text}).",
            "Free some room and run the command again; what was committed is safe.",
        )
    if "readonly" in text or "unable to open" in text:
        return StateError(
            f"{path} cannot be opened for writing ({text}).",
            "Check that the folder exists and that you may write in it, or give --db.",
        )
    if "not a database" in text or "malformed" in text or "decode" in text:
        return StateError(
            f"{path} is not a database that this program can read ({text}).",
            "Restore a backup, or give another file with --db.",
        )
    if "locked" in text:
        return StateError(
            f"{path} is being written by another program.",
            "Wait until it is done, then run the command again.",
        )
    return StateError(f"{path} could not be used: {text}.", "Nothing was half-written.")
