"""Opening `state.db`: made on first use, migrated with a backup, refused when it is too new.

Commands that only look open it with `state(..., reading=True)`: that works on a folder or a disk
that cannot be written too, where SQLite could not even keep its journal.
"""

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
    is_new = not path.exists()
    if must_exist and is_new:
        raise _missing(path)
    try:
        return _opened(path)
    except BaseException as error:
        if is_new:
            _remove_unmade(path)
        if isinstance(error, sqlite3.Error):
            raise explained(path, error) from error
        raise


def open_for_reading(path: Path = DEFAULT_PATH) -> Database:
    """Open the database at `path` to look at it: as `open_state`, or read-only where that must be.

    StateError where it cannot be read as it is: it has to be migrated first, or its newest changes
    lie in a journal that cannot be read without writing.
    """
    if not path.exists():
        raise _missing(path)
    try:
        return _opened(path)
    except sqlite3.OperationalError as error:
        if not _wants_writing(error):
            raise explained(path, error) from error
    except sqlite3.Error as error:
        raise explained(path, error) from error
    try:
        database = connect_read_only(path)
    except sqlite3.Error as error:
        raise explained(path, error) from error
    try:
        refuse_newer(database, path)
        if pending_migrations(database):
            raise StateError(
                f"{path} was made by an older version, and cannot be brought up to date where"
                " nothing can be written.",
                "Copy it to a folder in which you may write, and give the copy with --db.",
            )
    except sqlite3.Error as error:
        database.conn.close()
        raise explained(path, error) from error
    except BaseException:
        database.conn.close()
        raise
    return database


def connect_read_only(path: Path) -> Database:
    """The database as it lies there, unchanged and unchecked; sqlite3.Error where it is none.

    StateError where its journal holds changes that only a writer could take in.
    """
    from sqlite_utils import Database

    if not needs_immutable(path):
        mode = "mode=rw"  # a connection that may write takes its journal away when it closes
    elif has_journal(path):
        raise StateError(
            f"The newest changes of {path} lie in {path.name}-wal, which cannot be read where"
            " nothing can be written.",
            "Copy all three files (state.db, state.db-wal, state.db-shm) to a folder in which you"
            " may write, and give the copy with --db.",
        )
    else:
        mode = "mode=ro&immutable=1"
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=5.0)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_master")
        return Database(connection, execute_plugins=False)
    except BaseException:
        connection.close()
        raise


def needs_immutable(path: Path) -> bool:
    """Whether SQLite cannot read the database as one that others may write.

    It keeps an index of the journal beside it for that, also to read; where the folder cannot be
    written it can only be told that the file does not change.
    """
    probe = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)
    try:
        probe.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        if _wants_writing(error):
            return True
        raise
    finally:
        probe.close()
    return False


def has_journal(path: Path) -> bool:
    """Whether changes wait in the journal (`-wal`) that are not in the database itself yet."""
    journal = path.with_name(f"{path.name}-wal")
    return journal.exists() and journal.stat().st_size > 0


def is_state(path: Path) -> bool:
    """Whether the file is a campaign's own database, and not one made for the public."""
    if not path.is_file():
        return False
    try:
        with contextlib.closing(connect_read_only(path).conn) as db:
            found = db.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'")
            return found.fetchone() is not None
    except (sqlite3.DatabaseError, StateError):
        return False


@contextlib.contextmanager
def state(
    path: Path = DEFAULT_PATH, *, must_exist: bool = False, reading: bool = False
) -> Iterator[Database]:
    """`open_state` as a context: closed at the end, SQLite's own errors made readable.

    A database made here is removed again if what follows fails before it holds a campaign.
    With `reading` it is `open_for_reading`, for what changes nothing.
    """
    is_new = not path.exists()
    database = open_for_reading(path) if reading else open_state(path, must_exist=must_exist)
    done = False
    try:
        yield database
        done = True
    except sqlite3.IntegrityError:
        raise  # ours to mend, not the user's
    except sqlite3.DatabaseError as error:
        raise explained(path, error) from error
    finally:
        database.conn.close()
        if is_new and not done:
            _remove_unmade(path)


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


def pending_migrations(database: Database) -> list[str]:
    """The names of the migrations that this program would apply."""
    return [migration.name for migration in migrations().pending(database)]


def _missing(path: Path) -> StateError:
    return StateError(f"There is no {path}.", "Start a campaign here with `campaign init`.")


def _wants_writing(error: sqlite3.OperationalError) -> bool:
    return "readonly" in str(error) or "unable to open" in str(error)


def _opened(path: Path) -> Database:
    database = _connect(path)
    try:
        refuse_newer(database, path)
        _migrate(database, path)
        database.conn.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        database.conn.close()
        raise
    return database


def _remove_unmade(path: Path) -> None:
    """Remove what a failed beginning left, unless a campaign is in it.

    An empty file would be taken for a database by the next command.
    """
    with contextlib.suppress(OSError):
        if path.exists() and not _holds_campaign(path):
            for ending in ("-wal", "-shm", "-journal", ""):
                path.with_name(path.name + ending).unlink(missing_ok=True)


def _holds_campaign(path: Path) -> bool:
    with contextlib.closing(sqlite3.connect(path)) as db:
        try:
            return db.execute("SELECT 1 FROM campaigns LIMIT 1").fetchone() is not None
        except sqlite3.OperationalError as error:
            return "locked" in str(error)  # somebody else is at work in it
        except sqlite3.DatabaseError:
            return False  # a piece of a first page


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


def refuse_newer(database: Database, path: Path) -> None:
    """StateError for a database of a newer version of this program, or of another program."""
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
        except sqlite3.Error:
            backup.unlink(missing_ok=True)  # half a backup is none
            raise
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
            "Looking works all the same: status, verify, serve, doctor. For anything else copy it"
            " to a folder in which you may write."
            if path.exists()
            else "Check that the folder exists and that you may write in it, or give --db.",
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
