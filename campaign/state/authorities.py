"""Authorities and who of them is asked, in `state.db`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from campaign.state.database import writing

if TYPE_CHECKING:
    from sqlite_utils import Database

PROBLEMS = {
    "defunct": "no longer exists",
    "not_apply": "is not covered by the law",
    "no_address": "has no address to send to",
}


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """One authority of a list; `law` is None where the list does not say."""

    url_name: str
    name: str
    short_name: str = ""
    internal_id: int | None = None
    tags: str = ""
    law: str | None = None
    home_page: str = ""
    publication_scheme: str = ""
    disclosure_log: str = ""
    notes: str = ""

    @property
    def problem(self) -> str | None:
        """Why the site takes no request for it, read from its tags (SITE.md section 3)."""
        tags = set(self.tags.split())
        for tag, problem in (
            ("defunct", "defunct"),
            ("not_apply", "not_apply"),
            ("missing_email", "no_address"),
        ):
            if tag in tags:
                return problem
        return None


@dataclass(frozen=True, slots=True)
class Authority:
    """One stored authority; `problem` says why the site takes no request for it, or is None."""

    id: int
    site: str
    url_name: str
    name: str
    short_name: str
    internal_id: int | None
    tags: str
    law: str
    home_page: str
    notes: str
    problem: str | None


@dataclass(frozen=True, slots=True)
class Imported:
    """How an import went, in authorities."""

    new: int
    changed: int
    same: int


_KEPT = (
    "name",
    "short_name",
    "internal_id",
    "tags",
    "home_page",
    "publication_scheme",
    "disclosure_log",
    "notes",
    "problem",
)
_COLUMNS = "id, site, url_name, name, short_name, internal_id, tags, law, home_page, notes, problem"


def save_authorities(
    database: Database, site: str, rows: Iterable[AuthorityRow], now: str
) -> Imported:
    """Import a list for one site, all of it or nothing; known authorities are updated.

    An empty cell of a shorter list does not wipe what a fuller list said before.
    """
    new = changed = same = 0
    sql_values = [{**asdict(row), "problem": row.problem, "site": site, "now": now} for row in rows]
    updates = ", ".join(
        f"{column} = coalesce(nullif(excluded.{column}, ''), {column})" for column in _KEPT[:-1]
    )
    with writing(database):
        before = dict(
            database.conn.execute(
                f"SELECT url_name, json_array({', '.join(_KEPT)}, law) FROM authorities"  # noqa: S608
                " WHERE site = ?",
                [site],
            ).fetchall()
        )
        database.conn.executemany(
            "INSERT INTO authorities (site, url_name, name, short_name, internal_id, tags, law,"  # noqa: S608
            " home_page, publication_scheme, disclosure_log, notes, problem, imported_at)"
            " VALUES (:site, :url_name, :name, :short_name, :internal_id, :tags,"
            " coalesce(:law, 'foia'), :home_page, :publication_scheme, :disclosure_log, :notes,"
            " :problem, :now)"
            f" ON CONFLICT (site, url_name) DO UPDATE SET {updates},"
            " law = coalesce(:law, law), imported_at = excluded.imported_at,"
            " problem = CASE WHEN :tags = '' THEN problem ELSE excluded.problem END",
            sql_values,
        )
        after = dict(
            database.conn.execute(
                f"SELECT url_name, json_array({', '.join(_KEPT)}, law) FROM authorities"  # noqa: S608
                " WHERE site = ?",
                [site],
            ).fetchall()
        )
    for name in {value["url_name"] for value in sql_values}:
        if name not in before:
            new += 1
        elif before[name] != after[name]:
            changed += 1
        else:
            same += 1
    return Imported(new, changed, same)


def find_authorities(
    database: Database, site: str, *, tags: Iterable[str] = (), names: Iterable[str] = ()
) -> list[Authority]:
    """The site's authorities that carry all of `tags`, or whose url_name is in `names`."""
    where, values = ["site = ?"], [site]
    for tag in tags:
        where.append("(' ' || tags || ' ') LIKE ? ESCAPE '\\'")
        values.append("% " + _escaped(tag) + " %")
    chosen = list(names)
    if chosen:
        where.append(f"url_name IN ({', '.join('?' * len(chosen))})")
        values += chosen
    rows = database.conn.execute(
        f"SELECT {_COLUMNS} FROM authorities WHERE {' AND '.join(where)} ORDER BY name",  # noqa: S608
        values,
    ).fetchall()
    return [Authority(*row) for row in rows]


def get_authority(database: Database, authority_id: int) -> Authority:
    """The authority with this local id; LookupError if there is none."""
    row = database.conn.execute(
        f"SELECT {_COLUMNS} FROM authorities WHERE id = ?",  # noqa: S608
        [authority_id],
    ).fetchone()
    if row is None:
        raise LookupError(f"authority {authority_id}")
    return Authority(*row)


def set_problem(database: Database, authority_id: int, problem: str | None) -> None:
    """Record that the site takes no request for this authority (or does again: None)."""
    with writing(database):
        database.conn.execute(
            "UPDATE authorities SET problem = ? WHERE id = ?", [problem, authority_id]
        )


def set_law(database: Database, authority_ids: Iterable[int], law: str) -> None:
    """Record which law binds these authorities: `foia`, `foisa` or `eir`.

    The site's own list does not say it.
    """
    with writing(database):
        database.conn.executemany(
            "UPDATE authorities SET law = ? WHERE id = ?", [(law, each) for each in authority_ids]
        )


def stop_letters(
    database: Database, campaign_id: int, url_name: str, now: str | None, why: str = ""
) -> bool:
    """Record that a person wants no more letters to a recipient (None: they may go again).

    Whether there is such a recipient.
    """
    with writing(database):
        cursor = database.conn.execute(
            "UPDATE recipients SET stopped_at = ?, stopped_why = ? WHERE campaign_id = ?"
            " AND authority_id IN (SELECT id FROM authorities WHERE url_name = ?)",
            [now, why or None, campaign_id, url_name],
        )
        return int(cursor.rowcount) > 0


def recipients(database: Database, campaign_id: int) -> list[Authority]:
    """Who the campaign asks, by name."""
    rows = database.conn.execute(
        f"SELECT {_COLUMNS} FROM authorities WHERE id IN"  # noqa: S608
        " (SELECT authority_id FROM recipients WHERE campaign_id = ?) ORDER BY name",
        [campaign_id],
    ).fetchall()
    return [Authority(*row) for row in rows]


def add_recipients(
    database: Database, campaign_id: int, authority_ids: Iterable[int], now: str
) -> int:
    """Add authorities to those asked; how many were not among them before."""
    with writing(database):
        before: int = database.conn.total_changes
        database.conn.executemany(
            "INSERT OR IGNORE INTO recipients (campaign_id, authority_id, added_at)"
            " VALUES (?, ?, ?)",
            [(campaign_id, each, now) for each in authority_ids],
        )
        return int(database.conn.total_changes) - before


def remove_recipients(database: Database, campaign_id: int, authority_ids: Iterable[int]) -> int:
    """Take authorities off the list; how many were on it. Requests made stay as they are."""
    with writing(database):
        before: int = database.conn.total_changes
        database.conn.executemany(
            "DELETE FROM recipients WHERE campaign_id = ? AND authority_id = ?",
            [(campaign_id, each) for each in authority_ids],
        )
        return int(database.conn.total_changes) - before


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
