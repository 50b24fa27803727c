"""A separate database for the public: what may be seen, by name of table and column, and no more.

A published file is made anew from `PUBLIC`, never by taking things out of a copy, so that a
column added to `state.db` stays private until somebody adds it here. docs/results.md lists what
is published in words.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.errors import BadInput, StateError
from campaign.results import rows
from campaign.results.masking import mask, mask_json
from campaign.results.metadata import write_settings
from campaign.state.attachments import text_digest
from campaign.state.text_changed import outdated

if TYPE_CHECKING:
    from sqlite_utils import Database

# Tables and columns of `state.db` that may be published, with their types in the new file.
PUBLIC: dict[str, dict[str, str]] = {
    "campaigns": {
        "id": "INTEGER PRIMARY KEY",
        "name": "TEXT NOT NULL UNIQUE",
        "title": "TEXT NOT NULL",
        "site": "TEXT NOT NULL",
    },
    "authorities": {
        "id": "INTEGER PRIMARY KEY",
        "url_name": "TEXT NOT NULL",
        "name": "TEXT NOT NULL",
        "short_name": "TEXT NOT NULL",
        "law": "TEXT NOT NULL",
    },
    "questions": {
        "id": "INTEGER PRIMARY KEY",
        "campaign_id": "INTEGER NOT NULL REFERENCES campaigns(id)",
        "code": "TEXT NOT NULL",
        "version": "INTEGER NOT NULL",
        "position": "INTEGER NOT NULL",
        "number": "INTEGER NOT NULL",
        "section": "TEXT NOT NULL",
        "section_title": "TEXT NOT NULL",
        "label": "TEXT NOT NULL",
        "wording": "TEXT NOT NULL",
        "answer_type": "TEXT NOT NULL",
        "periods": "TEXT NOT NULL",
        "only_if": "TEXT",
        "retired_at": "TEXT",
    },
    "requests": {
        "id": "INTEGER PRIMARY KEY",
        "campaign_id": "INTEGER NOT NULL REFERENCES campaigns(id)",
        "authority_id": "INTEGER NOT NULL REFERENCES authorities(id)",
        "url": "TEXT NOT NULL",
        "url_title": "TEXT NOT NULL",
        "title": "TEXT NOT NULL",
        "status": "TEXT",
        "status_text": "TEXT",
        "display_status": "TEXT",
        "closed": "INTEGER NOT NULL",
        "sent_on": "TEXT",
        "due_on": "TEXT",
        "due_source": "TEXT",
        "availability": "TEXT NOT NULL",
    },
    "messages": {
        "id": "INTEGER PRIMARY KEY",
        "request_id": "INTEGER NOT NULL REFERENCES requests(id)",
        "direction": "TEXT NOT NULL",
        "position": "INTEGER NOT NULL",
        "sender": "TEXT",
        "sent_at": "TEXT",
        "text": "TEXT",
        "prominence": "TEXT NOT NULL",
        "prominence_reason": "TEXT",
        "gone_at": "TEXT",
        "text_sha256": "TEXT",
    },
    "attachments": {
        "id": "INTEGER PRIMARY KEY",
        "message_id": "INTEGER NOT NULL REFERENCES messages(id)",
        "name": "TEXT NOT NULL",
        "content_type": "TEXT",
        "shown_size": "TEXT",
        "url": "TEXT",
        "prominence": "TEXT NOT NULL",
        "kind": "TEXT",
        "text": "TEXT",
        "text_state": "TEXT",
        "note": "TEXT NOT NULL",
        "places": "TEXT NOT NULL",
        "gone_at": "TEXT",
        "text_sha256": "TEXT",
    },
    "codings": {
        "id": "INTEGER PRIMARY KEY",
        "request_id": "INTEGER NOT NULL REFERENCES requests(id)",
        "message_id": "INTEGER REFERENCES messages(id)",
        "field": "TEXT NOT NULL",
        "value": "TEXT NOT NULL",
        "role": "TEXT",
        "kind": "TEXT NOT NULL",
        "coder": "TEXT NOT NULL",
        "evidence_message_id": "INTEGER REFERENCES messages(id)",
        "evidence_attachment_id": "INTEGER REFERENCES attachments(id)",
        "quote_start": "INTEGER",
        "quote_end": "INTEGER",
        "quote": "TEXT",
        "text_sha256": "TEXT",
        "made_at": "TEXT NOT NULL",
        "withdrawn_at": "TEXT",
    },
    "answers": {
        "id": "INTEGER PRIMARY KEY",
        "request_id": "INTEGER NOT NULL REFERENCES requests(id)",
        "message_id": "INTEGER REFERENCES messages(id)",
        "question_id": "INTEGER NOT NULL REFERENCES questions(id)",
        "period": "TEXT NOT NULL",
        "state": "TEXT NOT NULL",
        "value": "TEXT",
        "unit": "TEXT NOT NULL",
        "provision": "TEXT NOT NULL",
        "kind": "TEXT NOT NULL",
        "coder": "TEXT NOT NULL",
        "evidence_message_id": "INTEGER REFERENCES messages(id)",
        "evidence_attachment_id": "INTEGER REFERENCES attachments(id)",
        "quote_start": "INTEGER",
        "quote_end": "INTEGER",
        "quote": "TEXT",
        "text_sha256": "TEXT",
        "made_at": "TEXT NOT NULL",
        "withdrawn_at": "TEXT",
    },
}

# Which rows: what the site showed to everyone when we last looked, and what a person decided. A
# request that was linked and never read may be under embargo, so it must have been read once.
_ROWS = {
    "campaigns": "id = :campaign",
    "authorities": "id IN (SELECT authority_id FROM requests WHERE {requests})",
    "questions": "campaign_id = :campaign",
    "requests": "campaign_id = :campaign AND availability = 'public' AND prominence = 'normal'"
    " AND private = 0 AND checked_at IS NOT NULL AND status IS NOT NULL",
    "messages": "request_id IN (SELECT id FROM requests WHERE {requests})"
    " AND prominence = 'normal' AND gone_at IS NULL",
    "attachments": "message_id IN (SELECT id FROM messages WHERE {messages})"
    " AND prominence = 'normal' AND gone_at IS NULL",
    "codings": "request_id IN (SELECT id FROM requests WHERE {requests})"
    " AND kind = 'decision' AND withdrawn_at IS NULL",
    "answers": "request_id IN (SELECT id FROM requests WHERE {requests})"
    " AND kind = 'decision' AND withdrawn_at IS NULL",
}

# What people wrote: addresses and telephone numbers in it are masked, and its length is kept.
_WRITTEN = {
    "requests": ("title", "status_text"),
    "messages": ("sender", "text"),
    "attachments": ("name", "text", "note"),
    "codings": ("value",),
}

_FURTHER = """
CREATE TABLE publication (
  campaign_id INTEGER PRIMARY KEY REFERENCES campaigns(id),
  as_of TEXT                              -- the last successful look at the site, UTC
);
CREATE INDEX messages_request ON messages (request_id);
CREATE INDEX attachments_message ON attachments (message_id);
CREATE INDEX requests_authority ON requests (authority_id);
CREATE INDEX codings_request ON codings (request_id, field, kind);
CREATE INDEX answers_cell ON answers (request_id, question_id, period, kind);
"""


@dataclass(frozen=True, slots=True)
class Published:
    """What went into a published database.

    `withheld` counts requests that the site does not show to everyone; `unsupported` decisions
    on words which are hidden now or no longer stand; `outdated` decisions that are published
    though their text changed elsewhere.
    """

    requests: int
    messages: int
    attachments: int
    outcomes: int
    answers: int
    withheld: int
    unsupported: int
    outdated: int


def publish(
    database: Database, target: Path, *, campaign: str | None = None, with_coders: bool = False
) -> Published:
    """Make a database for the public at `target`, whole or not at all; an earlier one is replaced.

    Written beside `target` and renamed; then the settings for a Datasette without our plugin
    (`metadata.write_settings`). Raises BadInput if `target` is the campaign's own
    database or some other file that this program did not publish, StateError if it cannot be
    written.
    """
    from campaign.state.campaigns import get_campaign

    chosen = get_campaign(database, campaign)
    _refuse(database, target)
    try:
        with _beside(target) as written:
            with contextlib.closing(sqlite3.connect(written)) as public:
                counts = _fill(database.conn, public, chosen.id, with_coders=with_coders)
            written.replace(target)
        write_settings(target, chosen.title)
    except (OSError, sqlite3.OperationalError) as error:
        raise StateError(
            f"{target} could not be written ({error}).",
            "Check that the folder exists, that you may write in it, and that it has room.",
        ) from error
    return counts


def _refuse(database: Database, target: Path) -> None:
    """Never write over anything but a file that was published before."""
    own = database.conn.execute("PRAGMA database_list").fetchone()[2]
    if not target.exists():
        return
    if own and target.samefile(own):
        raise BadInput(f"{target} is the campaign's own database.", "Give another name.")
    ours = False
    with (
        contextlib.suppress(sqlite3.DatabaseError),
        contextlib.closing(
            sqlite3.connect(f"{target.absolute().as_uri()}?mode=ro", uri=True)
        ) as held,
    ):
        ours = rows.has_table(held, "publication") and not rows.is_private(held)
    if not ours:
        raise BadInput(
            f"{target} is there already and was not made by `campaign publish`.",
            "Give another name, or move it away.",
        )


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A new empty file in the same folder, gone afterwards unless it was renamed."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(handle)
    written = Path(name)
    try:
        written.chmod(0o644)
        yield written
    finally:
        for left in (written, Path(f"{name}-journal")):
            left.unlink(missing_ok=True)


def _fill(
    private: sqlite3.Connection, public: sqlite3.Connection, campaign_id: int, *, with_coders: bool
) -> Published:
    private.execute("BEGIN")  # one moment of state.db, also while a sync is writing
    try:
        tables = {
            table: _selected(private, table, campaign_id, with_coders=with_coders)
            for table in PUBLIC
        }
        as_of = rows.as_of(private, campaign_id)
        older = {(each.table, each.row_id) for each in outdated(private, campaign_id)}
        withheld = private.execute(
            "SELECT count(*) FROM requests WHERE campaign_id = :campaign"  # noqa: S608
            f" AND NOT ({_ROWS['requests']})",
            {"campaign": campaign_id},
        ).fetchone()[0]
        views = private.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'view'"
            " AND name IN ('current_outcomes', 'current_answers') ORDER BY name"
        ).fetchall()
    finally:
        private.rollback()
    decisions = len(tables["codings"]) + len(tables["answers"])
    for table in ("codings", "answers"):
        tables[table] = list(_supported(tables[table], tables))
    _mask_all(tables)
    with public:
        for table, columns in PUBLIC.items():
            described = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            public.execute(f"CREATE TABLE {table} ({described})")
            public.executemany(
                f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})",  # noqa: S608
                [list(row.values()) for row in tables[table]],
            )
    public.executescript(_FURTHER)
    for (view,) in views:
        public.execute(view)
    with public:
        public.execute("INSERT INTO publication VALUES (?, ?)", [campaign_id, as_of])
        for table, column in (("messages", "sender"), ("attachments", "name")):
            public.execute(
                f"CREATE VIRTUAL TABLE {table}_fts USING fts5"
                f" (text, {column}, content='{table}', content_rowid='id')"
            )
            public.execute(
                f"INSERT INTO {table}_fts ({table}_fts) VALUES ('rebuild')"  # noqa: S608
            )
    public.execute("VACUUM")
    return Published(
        requests=len(tables["requests"]),
        messages=len(tables["messages"]),
        attachments=len(tables["attachments"]),
        outcomes=sum(row["field"] == "outcome" for row in tables["codings"]),
        answers=len(tables["answers"]),
        withheld=withheld,
        unsupported=decisions - len(tables["codings"]) - len(tables["answers"]),
        outdated=sum((t, row["id"]) in older for t in ("codings", "answers") for row in tables[t]),
    )


Held = dict[str, Any]


def _selected(
    private: sqlite3.Connection, table: str, campaign_id: int, *, with_coders: bool
) -> list[Held]:
    """The public rows of a table, each with its public columns and no other."""
    where = _ROWS[table]
    while "{" in where:
        where = where.format(**_ROWS)
    columns = list(PUBLIC[table])
    found = private.execute(
        f"SELECT {', '.join(columns)} FROM {table} WHERE {where} ORDER BY id",  # noqa: S608
        {"campaign": campaign_id},
    )
    blank = {"prominence_reason": None} | ({} if with_coders else {"coder": ""})
    return [
        {name: blank.get(name, value) for name, value in zip(columns, tuple(row), strict=True)}
        for row in found
    ]


def _supported(decisions: Iterable[Held], tables: Mapping[str, list[Held]]) -> Iterator[Held]:
    """The decisions that may be published: on published texts, where the words still stand.

    A decision without a quote rests on the person's word and stays.
    """
    texts = _texts(tables)
    messages = {row["id"] for row in tables["messages"]}
    for row in decisions:
        if row["message_id"] is not None and row["message_id"] not in messages:
            continue
        if row["quote"] is not None:
            source = texts.get(_source(row))
            if source is None or source[row["quote_start"] : row["quote_end"]] != row["quote"]:
                continue
        yield row


def _texts(tables: Mapping[str, list[Held]]) -> dict[tuple[str, int], str | None]:
    """Each text that is published, by its table and id."""
    return {
        (table, row["id"]): row["text"]
        for table in ("messages", "attachments")
        for row in tables[table]
    }


def _source(row: Held) -> tuple[str, int]:
    """The table and id of the text that a decision rests on."""
    file_id = row["evidence_attachment_id"]
    if file_id is None:
        return "messages", row["evidence_message_id"]
    return "attachments", file_id


def _mask_all(tables: Mapping[str, list[Held]]) -> None:
    """Mask what people wrote; quotes are cut out anew and digests say what is published."""
    for table, columns in _WRITTEN.items():
        for row in tables[table]:
            for column in columns:
                row[column] = mask(row[column])
    for row in tables["attachments"]:
        row["places"] = mask_json(row["places"])
    for row in (*tables["messages"], *tables["attachments"]):
        row["text_sha256"] = text_digest(row["text"])
    for row in tables["answers"]:
        row["value"] = mask_json(row["value"])
    texts = _texts(tables)
    for row in (*tables["codings"], *tables["answers"]):
        source = texts[_source(row)] if row["quote"] is not None else None
        row["quote"] = source and source[row["quote_start"] : row["quote_end"]]
        row["text_sha256"] = text_digest(source)
