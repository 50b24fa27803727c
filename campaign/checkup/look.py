"""Looking over the installation: reads everything, changes nothing, asks no site."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING

from campaign.checkup.seen import Content, Followed, Machine, Place, Seen, Structure
from campaign.errors import BadInput, CampaignError, StateError

if TYPE_CHECKING:
    from sqlite_utils import Database

EXTRAS = ("keyring", "llm")
SETTINGS = Path("campaign.toml")


def look(path: Path, *, now: datetime, environ: Mapping[str, str] = os.environ) -> Seen:
    """What there is to say of the database at `path` and of this machine.

    Raises nothing for what is wrong with either: that is what is looked for.
    """
    from campaign.state.database import connect_read_only, explained

    place, machine = _place(path), _machine(now, environ)
    if not place.exists:
        return Seen(place, machine)
    try:
        database = connect_read_only(path)
    except StateError as error:
        return Seen(place, machine, unopened=error)
    except sqlite3.Error as error:
        return Seen(place, machine, unopened=explained(path, error))
    structure = None
    try:
        structure = _structure(database, path)
        if structure.pending:
            return Seen(place, machine, structure)
        return Seen(place, machine, structure, _content(database, now))
    except StateError as error:
        return Seen(place, machine, structure, unopened=error)
    except sqlite3.Error as error:
        return Seen(place, machine, structure, unopened=explained(path, error))
    finally:
        database.conn.close()


def _place(path: Path) -> Place:
    folder = path.absolute().parent
    exists = path.is_file()
    journal = path.with_name(f"{path.name}-wal")
    near = next(each for each in (folder, *folder.parents) if each.is_dir())
    return Place(
        path=str(path),
        exists=exists,
        folder_writable=os.access(folder, os.W_OK | os.X_OK),
        file_writable=os.access(path, os.W_OK) if exists else False,
        free=shutil.disk_usage(near).free,
        size=path.stat().st_size if exists else 0,
        journal=journal.stat().st_size if journal.is_file() else 0,
        backups=tuple(sorted(each.name for each in near.glob(f"{path.name}.before-*"))),
    )


def _structure(database: Database, path: Path) -> Structure:
    from campaign.state.database import pending_migrations, refuse_newer
    from campaign.state.health import broken_references, integrity_problems
    from campaign.state.schema import STEPS

    problems = integrity_problems(database)
    if problems:
        return Structure(problems)
    refuse_newer(database, path)
    return Structure(
        (), broken_references(database), STEPS[-1][0], tuple(pending_migrations(database))
    )


def _content(database: Database, now: datetime) -> Content:
    from campaign.alaveteli.urls import Site
    from campaign.coding.proof import check_database
    from campaign.state.attachments import waiting_attachments
    from campaign.state.campaigns import list_campaigns
    from campaign.state.correspondence import requests_of
    from campaign.state.health import last_answer_at, open_letters, unread_attachments
    from campaign.state.stored_pages import not_understood
    from campaign.times import iso, parse
    from campaign.tracking.files import REFUSED_RESTS

    followed: list[Followed] = []
    practice: list[str] = []
    for campaign in list_campaigns(database):
        if Site(campaign.site).is_loopback:
            practice.append(campaign.name)
            continue
        last = last_answer_at(database, campaign.site)
        waiting = waiting_attachments(database, campaign.id, iso(now - REFUSED_RESTS))
        followed.append(
            Followed(
                campaign.name,
                tuple(requests_of(database, campaign.id)),
                len(waiting),
                parse(last) if last else None,
            )
        )
    quotes, broken = check_database(database)
    return Content(
        followed=tuple(followed),
        practice=tuple(practice),
        not_understood=tuple(not_understood(database)),
        unread=tuple(unread_attachments(database)),
        outdated_files=_outdated_files(database),
        letters=tuple(open_letters(database)),
        quotes=quotes,
        broken=tuple(broken),
    )


def _outdated_files(database: Database) -> int:
    from campaign.state.attachments import read_attachments
    from campaign.tracking.reread_files import was_read_today

    return sum(not was_read_today(each) for each in read_attachments(database))


def _machine(now: datetime, environ: Mapping[str, str]) -> Machine:
    from campaign import __version__
    from campaign.config import read_config
    from campaign.documents.ocr import tesseract_version
    from campaign.outbox.credentials import EMAIL, PASSWORD

    wrong: CampaignError | None = None
    contact = False
    try:
        contact = bool(read_config(SETTINGS).contact)
    except BadInput as error:
        wrong = error
    except OSError as error:
        wrong = BadInput(f"{SETTINGS} cannot be read ({error.strerror}).", "Check who may read it.")
    return Machine(
        now=now,
        versions=f"foi-campaign {__version__}, Python {platform.python_version()}, SQLite"
        f" {sqlite3.sqlite_version}",
        tesseract=tesseract_version(),
        keyring=_keyring(),
        email_given=bool(environ.get(EMAIL)),
        password_given=bool(environ.get(PASSWORD)),
        extras={name: _version(name) for name in EXTRAS},
        settings=wrong,
        contact=contact,
    )


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _keyring() -> str:
    """The name of the system's keyring service; no password is asked of it."""
    if util.find_spec("keyring") is None:
        return ""
    import keyring
    from keyring.backends import fail, null

    service = keyring.get_keyring()
    return "" if isinstance(service, fail.Keyring | null.Keyring) else str(service.name)
