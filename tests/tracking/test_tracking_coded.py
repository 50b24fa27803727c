"""The captured campaign, followed over HTTP, stored, and coded as it lies in the database."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from replay import Replay

from campaign.coding.proof import check_database
from campaign.coding.run import suggest
from campaign.state.authorities import AuthorityRow, find_authorities, save_authorities
from campaign.state.campaigns import create_campaign
from campaign.state.codings import outcomes_of
from campaign.state.correspondence import link_request, requests_of
from campaign.state.database import state
from campaign.tracking.campaign_sync import sync_campaign
from campaign.tracking.manners import polite_client

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_each_captured_request_gets_the_outcome_and_review_that_its_author_meant(
    shared: Path, tmp_path: Path
) -> None:
    root = shared / "alaveteli"
    truths = [
        json.loads(path.read_text("utf-8")) for path in sorted(root.glob("campaign/truth/*.json"))
    ]
    with Replay(root) as site, state(tmp_path / "state.db") as database:
        bodies = {t["site"]["public_body"]["url_name"]: t["reply"]["authority"] for t in truths}
        rows = [AuthorityRow(name, full) for name, full in bodies.items()]
        save_authorities(database, site.base, rows, "2026")
        ids = {a.url_name: a.id for a in find_authorities(database, site.base)}
        campaign = create_campaign(
            database, name="c", title="T", site=site.base, template="t", sender="s", now="2026"
        )
        for truth in truths:
            link_request(
                database,
                campaign_id=campaign.id,
                authority_id=ids[truth["site"]["public_body"]["url_name"]],
                url=f"{site.base}/request/{truth['site']['url_title']}",
                url_title=truth["site"]["url_title"],
                now="2026-11-22T00:00:00Z",
            )
        client = polite_client(
            database, site.base, contact="tests", now=lambda: NOW, pause=0, sleep=lambda _: None
        )
        report = sync_campaign(database, campaign, client, now=lambda: NOW, sleep=lambda _: None)
        assert report.stopped is None
        suggest(database, campaign, now=lambda: NOW)
        names = {r.id: r.url_title for r in requests_of(database, campaign.id)}
        coded = {
            names[request]: pair[1] for request, pair in outcomes_of(database, campaign.id).items()
        }
        reviews = dict(
            database.conn.execute(
                "SELECT r.url_title, c.value FROM codings c JOIN requests r ON r.id = c.request_id"
                " WHERE c.field = 'review' AND c.withdrawn_at IS NULL"
            ).fetchall()
        )
        checked, broken = check_database(database)
    meant = {t["site"]["url_title"]: t["reply"]["outcome_code"] for t in truths}
    if shutil.which("tesseract") is None:
        # What only a scan says is a cover note where nothing reads scans.
        scanned = {t["site"]["url_title"] for t in truths if "needs_ocr" in t["reply"]["features"]}
        meant |= dict.fromkeys(scanned, "other")
    assert {k: v or "no_reply" for k, v in coded.items()} == meant
    assert reviews == {
        t["site"]["url_title"]: t["reply"]["review"] for t in truths if t["reply"]["review"]
    }
    assert checked >= sum(len(t["reply"]["messages"]) for t in truths)
    assert broken == []
