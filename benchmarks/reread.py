"""How long `campaign reread` takes over 10,000 stored pages, and how much memory.

    python benchmarks/reread.py [--pages 10000] [--requests 500] [--processes N]

The pages are captured ones where `../shared` is present, else those of the practice site, each
under a name of its own, so that no two are alike; a JSON is stored with each page. Each run is in a
process of its own: all is as it was read, or every letter was read otherwise, in some requests or
in as many as there are pages. The memory is the most that parent and children can have together:
the peak of the one and as often the peak of the largest of the others as there are.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "alaveteli" / "campaign" / "requests"
SITE = "https://practice.example"
NOW = "2026-11-22T12:00:00Z"
RUN = """
import json, resource, sys, time
from pathlib import Path
from campaign.state.database import state
from campaign.tracking.reread import Reread, reread_pages
report, began = Reread(), time.perf_counter()
with state(Path(sys.argv[1])) as database:
    reread_pages(database, report, now=sys.argv[2], process_count=int(sys.argv[3]))
taken = time.perf_counter() - began
peaks = [resource.getrusage(who).ru_maxrss
         for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
cpu = sum(sum(resource.getrusage(who)[:2])
          for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps([report.pages, len(report.differences), len(report.refused) + report.unclear,
                  taken, cpu, *peaks]))
"""


def samples() -> list[tuple[str, bytes, bytes]]:
    """Name, JSON and page of some requests."""
    if SHARED.is_dir():
        return [
            (folder.name, (folder / "request.json").read_bytes(), page.read_bytes())
            for folder in sorted(SHARED.iterdir())
            for page in [folder / "request.html"]
        ]
    return list(_practice_samples())


def _practice_samples() -> Iterator[tuple[str, bytes, bytes]]:
    import requests

    from campaign.rehearsal.server import UNLIMITED, PracticeServer

    with PracticeServer("quick", speed=0.0) as server:
        site = server.site
        person = next(user for user in site.users if user.email == UNLIMITED[1])
        for body in [body for body in site.bodies if body.requestable]:
            site.send_request(person, body, "Numbers of hats", "Dear all,\n\nHow many?")
        site.step(days=60)
        for request in site.requests:
            url = f"{server.base}/request/{request.url_title}"
            answers = [requests.get(url + end, timeout=20).content for end in (".json", "")]
            yield request.url_title, *answers


def build(path: Path, pages: int, requests: int) -> None:
    """A database with so many pages of so many requests, and a JSON before each page."""
    from campaign.state.authorities import AuthorityRow, find_authorities, save_authorities
    from campaign.state.campaigns import create_campaign
    from campaign.state.correspondence import link_request
    from campaign.state.database import state, writing
    from campaign.state.pages import record_fetch
    from campaign.tracking.reread import Reread, reread_pages

    each = pages // requests
    with state(path) as database:
        with writing(database):
            campaign = create_campaign(
                database, name="b", title="T", site=SITE, template="t", sender="s", now=NOW
            )
            save_authorities(database, SITE, [AuthorityRow("fen_police", "Fen Police")], NOW)
            [authority] = find_authorities(database, SITE)
            for number, (name, record, page) in enumerate(islice(cycle(samples()), requests)):
                title = f"benchmark_{number}"
                url = f"{SITE}/request/{title}"
                request_id, _ = link_request(
                    database, campaign_id=campaign.id, authority_id=authority.id, url=url,
                    url_title=title, now=NOW,
                )  # fmt: skip
                record = _renamed(record, name, title)
                page = _renamed(page, name, title)
                for turn in range(each):
                    mark = f"<!-- {turn} -->".encode()
                    for address, body in (
                        (url + ".json", record + b" " * turn),
                        (url, page.replace(b"</head>", mark + b"</head>", 1)),
                    ):
                        record_fetch(
                            database, url=address, request_id=request_id, why="", fetched_at=NOW,
                            outcome="stored", status=200, body=body, content_type="",
                        )  # fmt: skip
        reread_pages(database, Reread(), now=NOW)


def _renamed(body: bytes, name: str, title: str) -> bytes:
    for end in (b'"', b"/", b"?", b"#", b".json", b"%"):
        body = body.replace(name.encode() + end, title.encode() + end)
    return body


def disturb(path: Path) -> None:
    """Make every letter one that was read otherwise."""
    from campaign.state.database import state, writing

    with state(path) as database, writing(database):
        database.conn.execute("UPDATE messages SET text = text || ' ', text_sha256 = 'other'")


def run(label: str, path: Path, processes: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(path), NOW, str(processes)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    pages, changed, refused, taken, cpu, own, child = json.loads(done.stdout)
    extra = child * processes if processes > 1 else 0
    print(
        f"{label:34} {pages:7,} {changed:8,} {refused:7} {taken:8.1f} {pages / taken:8.0f}"
        f" {cpu:7.1f} {(own + extra) / 1024:7.0f}",
        flush=True,
    )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=10_000)
    options.add_argument("--requests", type=int, default=500)
    options.add_argument("--processes", type=int, default=min(3, len(os.sched_getaffinity(0))))
    chosen = options.parse_args()
    print(f"{chosen.processes} processes; load when begun {os.getloadavg()[0]:.1f}")
    print(
        f"{'':34} {'kept':>7} {'changed':>8} {'refused':>7} {'seconds':>8} {'kept/s':>8}"
        f" {'cpu s':>7} {'MB':>7}"
    )
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        few, many = Path(folder, "few.db"), Path(folder, "many.db")
        build(few, chosen.pages, chosen.requests)
        run(f"{chosen.requests:,} requests, all as it was", few, chosen.processes)
        disturb(few)
        run(f"{chosen.requests:,} requests, all otherwise", few, chosen.processes)
        few.unlink()
        build(many, chosen.pages, chosen.pages)
        run(f"{chosen.pages:,} requests, all as it was", many, chosen.processes)
        disturb(many)
        run(f"{chosen.pages:,} requests, all otherwise", many, chosen.processes)
        print(f"{time.perf_counter() - began:.0f} seconds with making the databases")


if __name__ == "__main__":
    main()
