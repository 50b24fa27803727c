"""Every captured request, followed over HTTP and stored, equals what the site's database says.

The captured pages are served on loopback, a sync runs over all of them, and each stored request is
compared with the `site` part of its truth file. What signed-out pages and JSON cannot tell is
listed here, field by field; a field of the truth that is in neither list fails the test.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from replay import Replay

from campaign.state.authorities import AuthorityRow, find_authorities, save_authorities
from campaign.state.campaigns import create_campaign
from campaign.state.correspondence import link_request
from campaign.state.database import state
from campaign.tracking.campaign_sync import sync_campaign
from campaign.tracking.manners import polite_client

SHARED = Path(__file__).resolve().parents[3] / "shared" / "alaveteli"
TRUTHS = sorted([*SHARED.glob("campaign/truth/*.json"), *SHARED.glob("states/truth/*.json")])
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

COMPARED = {
    *("id", "url_title", "title", "public_body", "user", "described_state", "display_status"),
    *("awaiting_description", "prominence", "law_used", "tags", "batch_id", "status_text"),
    *("created_at", "updated_at", "date_response_required_by", "events", "incoming_messages_count"),
    *("date_initial_request_last_sent_at", "allow_new_responses_from", "external"),
}
NOT_TOLD_SIGNED_OUT = {
    "url",  # the url_title again
    "display_status_short",  # prose; the JSON's display_status is kept beside the code
    "status_text_html",
    "external_user_name",  # the page's requester, compared as such
    "external_url",
    "prominence_reason",
    "embargo_until",  # a private request is not shown at all
    "comments_allowed",
    "public_token_present",
    "date_very_overdue_after",  # a count of 40 working days; the pages show no such date
    "last_public_response_at",
    "last_event_id_needing_description",
}
FOLDED = re.compile(r"(?:\s*FOLDED_QUOTED_SECTION\s*)+")


@pytest.fixture(scope="module")
def stored(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[sqlite3.Connection, set[str]]]:
    """Everything captured, followed twice (the second time must change nothing)."""
    path = tmp_path_factory.mktemp("truth") / "state.db"
    with Replay(shared / "alaveteli") as site, state(path) as database:
        truths = [json.loads(p.read_text("utf-8"))["site"] for p in TRUTHS]
        bodies = {t["public_body"]["url_name"]: t["public_body"]["name"] for t in truths}
        save_authorities(
            database, site.base, [AuthorityRow(u, n) for u, n in bodies.items()], "2026"
        )
        ids = {a.url_name: a.id for a in find_authorities(database, site.base)}
        campaign = create_campaign(
            database, name="all", title="T", site=site.base, template="t", sender="s", now="2026"
        )
        for truth in truths:
            link_request(
                database,
                campaign_id=campaign.id,
                authority_id=ids[truth["public_body"]["url_name"]],
                url=f"{site.base}/request/{truth['url_title']}",
                url_title=truth["url_title"],
                now="2026-11-22T00:00:00Z",
            )
        client = polite_client(
            database, site.base, contact="tests", now=lambda: NOW, pause=0, sleep=lambda _: None
        )
        for _ in range(12):  # stops where several private requests in a row are not shown
            report = sync_campaign(
                database, campaign, client, now=lambda: NOW, sleep=lambda _: None
            )
            if report.stopped is None:
                break
        counts = "SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM events)"
        before = database.conn.execute(counts).fetchone()
        sync_campaign(database, campaign, client, now=lambda: NOW, sleep=lambda _: None, full=True)
        assert database.conn.execute(counts).fetchone() == before
        database.conn.row_factory = sqlite3.Row
        yield database.conn, set(site.asked and site.paths())


@pytest.mark.parametrize("path", TRUTHS, ids=lambda p: p.stem)
def test_what_is_stored_is_what_the_site_knows(
    stored: tuple[sqlite3.Connection, set[str]], path: Path
) -> None:
    db, asked = stored
    truth = json.loads(path.read_text("utf-8"))["site"]
    assert set(truth) == COMPARED | NOT_TOLD_SIGNED_OUT
    request = db.execute(
        "SELECT r.*, a.name AS authority, a.url_name AS authority_url_name FROM requests r"
        " JOIN authorities a ON a.id = r.authority_id WHERE r.url_title = ?",
        [truth["url_title"]],
    ).fetchone()
    if truth["prominence"] in ("hidden", "requester_only"):
        assert (request["availability"], request["status"]) == ("hidden", None)
        return
    if truth["embargo_until"]:
        assert (request["availability"], request["status"]) == ("not_found", None)
        return
    assert request["trouble"] is None
    assert _facts(request) == _expected_facts(truth)
    assert _events(db, request) == [
        (e["id"], e["type"], e["created_at"], e["described_state"], e["calculated_state"],
         e["last_described_at"])
        for e in truth["events"]
    ]  # fmt: skip
    unfolded = f"/request/{truth['url_title']}?unfold=1" in _captured_unfolded()
    assert _messages(db, request) == [
        _expected_message(e["message"], unfolded) for e in _shown(truth)
    ]
    assert _attachments(db, request, asked) == _expected_attachments(truth, asked)


def _facts(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "id": row["site_id"],
        "title": row["title"],
        "authority": (row["authority"], row["authority_url_name"]),
        "requester": (row["requester"], row["requester_url_name"]),
        "described_state": row["described_state"],
        "status": row["status"],
        "status_text": row["status_text"],
        "awaiting_description": bool(row["awaiting_description"]),
        "prominence": row["prominence"],
        "law_used": row["law_used"],
        "tags": json.loads(row["tags"]),
        "batch_id": row["batch_id"],
        "times": (row["created_at"], row["updated_at"]),
        "sent_on": row["sent_on"],
        "due_on": row["due_on"],
        "closed": bool(row["closed"]),
    }


def _expected_facts(truth: dict[str, Any]) -> dict[str, Any]:
    user = truth["user"] or {"name": truth["external_user_name"], "url_name": None}
    return {
        "id": truth["id"],
        "title": truth["title"],
        "authority": (truth["public_body"]["name"], truth["public_body"]["url_name"]),
        "requester": (user["name"], user["url_name"]),
        "described_state": truth["described_state"],
        "status": truth["display_status"],
        "status_text": " ".join(truth["status_text"].split()),
        "awaiting_description": truth["awaiting_description"],
        "prominence": truth["prominence"],
        "law_used": truth["law_used"],
        "tags": truth["tags"],
        "batch_id": truth["batch_id"],
        "times": (truth["created_at"], truth["updated_at"]),
        "sent_on": truth["date_initial_request_last_sent_at"],
        "due_on": truth["date_response_required_by"],
        "closed": truth["allow_new_responses_from"] == "nobody",
    }


def _events(db: sqlite3.Connection, request: sqlite3.Row) -> list[tuple[Any, ...]]:
    return [
        tuple(row)
        for row in db.execute(
            "SELECT site_id, event_type, created_at, described_state, calculated_state,"
            " last_described_at FROM events WHERE request_id = ? ORDER BY created_at, site_id",
            [request["id"]],
        )
    ]


def _shown(truth: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        event
        for event in truth["events"]
        if event["has_own_block_on_page"] and event["type"] in ("sent", "followup_sent", "response")
    ]


def _messages(db: sqlite3.Connection, request: sqlite3.Row) -> list[dict[str, Any]]:
    return [
        {
            "id": row["site_id"],
            "direction": row["direction"],
            "sender": row["sender"],
            # The database keeps the last sending only; we keep the first, and each resending.
            "sent_at": max([row["sent_at"], *json.loads(row["resent_at"])]),
            "text": row["text"],
            "prominence": row["prominence"],
        }
        for row in db.execute(
            "SELECT * FROM messages WHERE request_id = ? ORDER BY position", [request["id"]]
        )
    ]


def _expected_message(message: dict[str, Any], unfolded: bool) -> dict[str, Any]:
    hidden = message["prominence"] != "normal"
    key = "body_text" if "body_text" in message else "body_text_folded"
    if unfolded and "body_text_unfolded" in message:
        key = "body_text_unfolded"
    sender = message["displayed_sender"]
    if message["kind"] == "incoming" and sender:
        sender = sender.rsplit(",", 1)[0]
    # A hidden letter of ours shows only that it is hidden, not from whom it is hidden.
    told = "hidden" if hidden and message["kind"] == "outgoing" else message["prominence"]
    return {
        "id": message["id"],
        "direction": message["kind"],
        "sender": sender,
        "sent_at": message["sent_at"],
        "text": None if hidden else FOLDED.sub("\n\n", message[key]).strip(),
        "prominence": told,
    }


def _attachments(
    db: sqlite3.Connection, request: sqlite3.Row, asked: set[str]
) -> list[tuple[Any, ...]]:
    rows = db.execute(
        "SELECT t.site_id, t.name, t.content_type, t.size, t.sha256, t.prominence, t.url"
        " FROM attachments t JOIN messages m ON m.id = t.message_id WHERE m.request_id = ?"
        " ORDER BY m.position, t.site_id",
        [request["id"]],
    )
    return [
        (
            row["site_id"],
            row["name"],
            (row["content_type"] or "").split(";")[0] or None,
            row["size"],
            row["sha256"],
            row["prominence"],
        )
        for row in rows
    ]


def _expected_attachments(truth: dict[str, Any], asked: set[str]) -> list[tuple[Any, ...]]:
    """As the truth has them; those whose file was not captured are known by name only."""
    expected: list[tuple[Any, ...]] = []
    for event in _shown(truth):
        message = event["message"]
        for a in message.get("attachments", []):
            if message["prominence"] != "normal":
                continue
            prominence = "erased" if a["erased"] else a["prominence"]
            known = prominence == "normal" and _captured(a["path"])
            expected.append(
                (
                    a["id"],
                    # A hidden attachment shows no name.
                    a["display_filename"] if prominence != "hidden" else "",
                    a["content_type"] if known else None,
                    a["size"] if known else None,
                    a["sha256"] if known else None,
                    prominence,
                )
            )
    return expected


@cache
def _index() -> tuple[dict[str, Any], ...]:
    lines = (SHARED / "index.jsonl").read_text("utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def _captured(path: str) -> bool:
    return any(line["url"].endswith(path) and line["status"] == 200 for line in _index())


def _captured_unfolded() -> set[str]:
    return {
        line["url"].split(":3000", 1)[1]
        for line in _index()
        if line["url"].endswith("?unfold=1") and line["user"] == "anonymous"
    }


if not TRUTHS:

    def test_the_captured_pages_are_absent(shared: Path) -> None:
        """Skips, and says why: a clone without the captured pages beside it."""
