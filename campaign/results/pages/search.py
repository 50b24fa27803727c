"""Search over the text of every message and attachment."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from campaign.results.correspondence import attachment_anchor, hit_anchor, message_anchor
from campaign.results.highlight import Piece, fts_query, hits, search_terms
from campaign.results.pages.frame import Frame, find_campaign, respond

MOST_RESULTS = 100
_OPEN, _CLOSE = "\x02", "\x03"
_PATIENCE_MS = 4000

_SQL = """
SELECT a.name, r.url_title, m.id, NULL, m.direction, m.sent_at, '', m.text,
  snippet(messages_fts, 0, char(2), char(3), ' … ', 40), bm25(messages_fts)
FROM messages_fts f JOIN messages m ON m.id = f.rowid
JOIN requests r ON r.id = m.request_id JOIN authorities a ON a.id = r.authority_id
WHERE messages_fts MATCH :query AND r.campaign_id = :campaign AND m.text IS NOT NULL
UNION ALL
SELECT a.name, r.url_title, m.id, t.id, m.direction, m.sent_at, t.name, t.text,
  snippet(attachments_fts, -1, char(2), char(3), ' … ', 40), bm25(attachments_fts)
FROM attachments_fts f JOIN attachments t ON t.id = f.rowid JOIN messages m ON m.id = t.message_id
JOIN requests r ON r.id = m.request_id JOIN authorities a ON a.id = r.authority_id
WHERE attachments_fts MATCH :query AND r.campaign_id = :campaign AND t.prominence = 'normal'
ORDER BY 10, 3 LIMIT :most
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """One text in which the terms were found."""

    authority: str
    href: str
    ours: bool
    sent_at: str | None
    attachment: str
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was typed, how it was understood, and what was found."""

    typed: str
    terms: tuple[str, ...]
    hits: tuple[Hit, ...]
    more: bool
    too_slow: bool = False


def snippet_pieces(snippet: str) -> tuple[Piece, ...]:
    """A snippet of FTS5 with its marks as pieces; marks out of place are dropped."""
    found: list[Piece] = []
    for part in snippet.split(_OPEN):
        marked, mark, plain = part.partition(_CLOSE)
        if mark:
            found.append(Piece(marked, "found"))
            found.append(Piece(plain.replace(_CLOSE, "")))
        else:
            found.append(Piece(part))
    return tuple(piece for piece in found if piece.text)


def gather(conn: sqlite3.Connection, frame: Frame, typed: str) -> SearchPage:
    """Look the words up; a search that takes too long says so instead of holding the server."""
    from datasette.utils import sqlite_timelimit

    terms = search_terms(typed)
    if not terms:
        return SearchPage(typed, (), (), more=False)
    asked = {
        "query": fts_query(terms),
        "campaign": frame.campaign.id,
        "most": MOST_RESULTS + 1,
    }
    try:
        with sqlite_timelimit(conn, _PATIENCE_MS):
            found = [tuple(row) for row in conn.execute(_SQL, asked)]
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return SearchPage(typed, terms, (), more=False, too_slow=True)
    return SearchPage(
        typed,
        terms,
        tuple(_hit(row, frame, typed, terms) for row in found[:MOST_RESULTS]),
        more=len(found) > MOST_RESULTS,
    )


def _hit(row: tuple[Any, ...], frame: Frame, typed: str, terms: tuple[str, ...]) -> Hit:
    authority, url_title, message_id, attachment_id, direction, sent_at, name, text, snippet = row[
        :9
    ]
    kind, row_id = ("attachment", attachment_id) if attachment_id else ("message", message_id)
    anchor = hit_anchor(kind, row_id)
    if not hits(text or "", terms, anchor):  # found by the index alone, as `Zürich` by `zurich`
        anchor = attachment_anchor(attachment_id) if attachment_id else message_anchor(message_id)
    return Hit(
        authority=authority,
        href=frame.links.request(url_title, anchor, q=typed),
        ours=direction == "outgoing",
        sent_at=sent_at,
        attachment=name,
        snippet=snippet_pieces(snippet or ""),
    )


async def search(datasette: Any, request: Any) -> Any:
    """Search the campaign's messages and attachments for `?q=`."""
    found = await find_campaign(datasette, request)
    typed = found.argument("q").strip()
    page = await found.read(lambda conn: gather(conn, found.frame, typed))
    return respond("search.html", found.frame, page)
