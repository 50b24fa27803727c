"""The questions everyone asks, as named queries; and Datasette's configuration, from one dict.

Datasette 0.65 keeps `queries` and `allow` in its metadata, 1.0 in `datasette.yaml`: both are made
here. Where our plugin is installed the queries are there by themselves; the files are for a
Datasette without it.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from campaign.results.rows import is_campaign_database, is_private

# The day of the last look at the site, by which lateness counts; never the clock of the reader.
_AS_OF_STATE = (
    "SELECT date(max(f.fetched_at)) FROM fetches f JOIN requests q ON q.id = f.request_id"
    " WHERE q.campaign_id = r.campaign_id AND f.outcome IN ('stored', 'unchanged')"
)
_AS_OF_PUBLISHED = "SELECT date(p.as_of) FROM publication p WHERE p.campaign_id = r.campaign_id"

_FROM = """FROM requests r
JOIN campaigns c ON c.id = r.campaign_id
JOIN authorities a ON a.id = r.authority_id"""

# name: title, description, SQL in which AS_OF stands for the day of the last look.
_QUERIES: dict[str, tuple[str, str, str]] = {
    "overdue": (
        "Overdue",
        "Requests not answered by the day they were due, counted to the last look at the site.",
        f"""SELECT c.name AS campaign, a.name AS authority, r.sent_on, r.due_on,
  CAST(julianday((AS_OF)) - julianday(r.due_on) AS INTEGER) AS calendar_days_late,
  r.status_text, r.url
{_FROM}
WHERE r.due_on < (AS_OF) AND r.availability = 'public' AND coalesce(r.status, 'waiting_response')
  IN ('waiting_response', 'waiting_response_overdue', 'waiting_response_very_overdue')
ORDER BY r.due_on, a.name""",
    ),
    "response_times": (
        "Response times",
        "Calendar days from sending to the first and to the latest message from the authority;"
        " a first message may be an acknowledgement only.",
        f"""SELECT c.name AS campaign, a.name AS authority, r.sent_on,
  date(min(m.sent_at)) AS first_message_on, date(max(m.sent_at)) AS latest_message_on,
  CAST(julianday(date(min(m.sent_at))) - julianday(r.sent_on) AS INTEGER) AS days_to_first,
  CAST(julianday(date(max(m.sent_at))) - julianday(r.sent_on) AS INTEGER) AS days_to_latest,
  count(m.id) AS messages, r.status_text, r.url
{_FROM}
LEFT JOIN messages m ON m.request_id = r.id AND m.direction = 'incoming' AND m.gone_at IS NULL
GROUP BY r.id ORDER BY days_to_latest IS NULL, days_to_latest DESC, a.name""",
    ),
    "outcomes": (
        "Outcomes",
        "How many requests ended how: as decided by a person, and as only suggested so far.",
        """SELECT c.name AS campaign, coalesce(d.value, s.value, 'not coded') AS outcome,
  count(d.id) AS decided, count(iif(d.id IS NULL, s.id, NULL)) AS only_suggested,
  count(iif(d.id IS NULL AND s.id IS NULL, 1, NULL)) AS not_coded
FROM current_outcomes o
JOIN campaigns c ON c.id = o.campaign_id
LEFT JOIN codings d ON d.id = o.decision_id
LEFT JOIN codings s ON s.id = o.suggestion_id
GROUP BY 1, 2 ORDER BY 1, decided DESC, only_suggested DESC, 2""",
    ),
    "refusals_by_provision": (
        "Refusals by provision",
        "Provisions that authorities relied on, decided and suggested apart, each request once.",
        f"""SELECT c.name AS campaign, p.value AS provision,
  count(DISTINCT iif(p.kind = 'decision', r.id, NULL)) AS requests_decided,
  count(DISTINCT iif(p.kind = 'suggestion', r.id, NULL)) AS requests_suggested,
  group_concat(DISTINCT a.name) AS authorities
{_FROM}
JOIN codings p ON p.request_id = r.id AND p.field = 'provision' AND p.role = 'relied_on'
  AND p.withdrawn_at IS NULL
GROUP BY 1, 2 ORDER BY 1, max(requests_decided, requests_suggested) DESC, 2""",
    ),
    "not_held": (
        "Not held",
        "Answers that say the information is not held, with the words. Not the same as no answer.",
        f"""SELECT c.name AS campaign, a.name AS authority, q.number, q.section_title, q.label,
  w.period, iif(w.kind = 'decision', 'decided', 'suggested') AS standing, w.quote, r.url
{_FROM}
JOIN current_answers w ON w.request_id = r.id
JOIN questions q ON q.id = w.question_id
WHERE w.state = 'not_held' ORDER BY a.name, q.position, w.period, w.kind""",
    ),
    "attachments_not_readable": (
        "Attachments that could not be read",
        "What came and holds no text that could be read: scanned, protected, damaged, unknown.",
        f"""SELECT c.name AS campaign, a.name AS authority, t.name AS attachment, t.kind,
  coalesce(t.text_state, 'not fetched yet') AS state, t.note, r.url
{_FROM}
JOIN messages m ON m.request_id = r.id
JOIN attachments t ON t.message_id = m.id
WHERE coalesce(t.text_state, '') <> 'read' AND t.prominence = 'normal' AND t.gone_at IS NULL
ORDER BY a.name, t.id""",
    ),
    "answers_with_words": (
        "Every answer with its words",
        "One row for each cell of the table: what stands there, and the quote it rests on.",
        f"""SELECT c.name AS campaign, a.name AS authority, q.number, q.section_title, q.label,
  w.period, w.state, w.value, w.unit, w.provision,
  iif(w.kind = 'decision', 'decided', 'suggested') AS standing, w.quote, r.url
{_FROM}
JOIN current_answers w ON w.request_id = r.id
JOIN questions q ON q.id = w.question_id
ORDER BY a.name, q.position, w.period, w.kind""",
    ),
}

_TABLES: dict[str, dict[str, Any]] = {
    "requests": {"label_column": "title", "sort_desc": "sent_on"},
    "authorities": {"label_column": "name", "sort": "name"},
    "questions": {"label_column": "label", "sort": "position"},
    "campaigns": {"label_column": "title"},
    "attachments": {"label_column": "name"},
    "messages": {"sort_desc": "sent_at"},
}


def queries(*, private: bool) -> dict[str, dict[str, str]]:
    """The named queries for a `state.db` (`private`) or for a published database."""
    day = _AS_OF_STATE if private else _AS_OF_PUBLISHED
    return {
        name: {"title": title, "description": description, "sql": sql.replace("AS_OF", day)}
        for name, (title, description, sql) in _QUERIES.items()
    }


def titles() -> tuple[tuple[str, str], ...]:
    """Name and title of each named query."""
    return tuple((name, title) for name, (title, _, _) in _QUERIES.items())


def queries_for(conn: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """The named queries for this database; none where it is no campaign's."""
    if not is_campaign_database(conn):
        return {}
    return queries(private=is_private(conn))


def metadata(database: str, title: str) -> dict[str, Any]:
    """The metadata of a published database for Datasette 0.65: words, `queries` and `allow`."""
    described, configured = _described(title), _configured()
    tables = {
        name: {**described["tables"].get(name, {}), **settings}
        for name, settings in configured["tables"].items()
    }
    held = {**configured, "tables": {**described["tables"], **tables}}
    return {**described["instance"], "databases": {database: held}}


def configuration(database: str) -> dict[str, Any]:
    """The same for Datasette 1.0 (`datasette.yaml`), which keeps the words in its metadata."""
    return {"databases": {database: _configured()}}


def write_settings(published: Path, title: str) -> tuple[Path, ...]:
    """Write both beside a published database, for a Datasette without our plugin.

    `NAME-metadata.json` and `NAME-datasette.yaml`; a file that is there already is somebody's own
    and stays. Returns those written. OSError where the folder cannot be written.
    """
    import yaml

    name = published.stem
    texts = {
        f"{name}-metadata.json": json.dumps(metadata(name, title), indent=2, ensure_ascii=False),
        f"{name}-datasette.yaml": yaml.safe_dump(configuration(name), allow_unicode=True),
    }
    missing = [file for file in texts if not published.with_name(file).exists()]
    for file in missing:
        published.with_name(file).write_text(texts[file], encoding="utf-8")
    return tuple(published.with_name(file) for file in missing)


def _configured() -> dict[str, Any]:
    tables = {name: dict(settings) for name, settings in _TABLES.items()}
    return {"queries": queries(private=False), "allow": True, "tables": tables}


def _described(title: str) -> dict[str, Any]:
    return {
        "instance": {
            "title": title,
            "description": "Freedom of Information requests, what was answered, and the words that"
            " each answer rests on.",
        },
        "tables": {
            "requests": {"description": "One row for each request to an authority."},
            "messages": {"description": "The correspondence, text as the site shows it."},
            "attachments": {"description": "What came attached, and the text read in it."},
            "codings": {"description": "Outcomes, provisions and other codes."},
            "answers": {"description": "Answers to the questions, cell by cell."},
        },
    }
