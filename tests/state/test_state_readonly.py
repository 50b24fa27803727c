"""A database that can be looked at and not written; a beginning that fails and leaves nothing."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from campaign.errors import StateError
from campaign.state import schema
from campaign.state.authorities import AuthorityRow, find_authorities, save_authorities
from campaign.state.campaigns import create_campaign
from campaign.state.correspondence import link_request
from campaign.state.database import open_for_reading, state, writing

NOW = "2026-07-06T08:00:00Z"
# A root user may write anywhere; without this right it is held to what the folder says.
AS_ANYBODY = [
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with a campaign; whatever a test does to it, it can be removed afterwards."""
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and there is no setpriv to hold it back")
    folder = tmp_path / "campaign"
    folder.mkdir()
    with state(folder / "state.db") as database:
        site = "https://practice.example"
        campaign = create_campaign(
            database, name="predpol", title="T", site=site, template="t", sender="A", now=NOW
        )
        save_authorities(database, site, [AuthorityRow("fen_police", "Fen Police")], NOW)
        [authority] = find_authorities(database, site)
        link_request(
            database,
            campaign_id=campaign.id,
            authority_id=authority.id,
            url=f"{site}/request/a",
            url_title="a",
            now=NOW,
        )
    yield folder
    folder.chmod(0o700)


def close(folder: Path) -> None:
    for file in folder.iterdir():
        file.chmod(0o400)
    folder.chmod(0o500)


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "campaign", "--db", str(folder / "state.db"), *words]
    if os.geteuid() == 0:
        command = [*AS_ANYBODY, *command]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=60)


def test_a_closed_folder_can_be_looked_at_and_says_what_cannot_be_done(folder: Path) -> None:
    close(folder)
    before = sorted(path.name for path in folder.iterdir())
    status = run(folder, "status")
    assert (status.returncode, status.stderr) == (0, "")
    assert "Fen Police" in status.stdout
    assert run(folder, "verify").stdout == "All 0 quotes stand.\n"
    for words in (("code", "suggest"), ("reread",), ("serve", "--review")):
        refused = run(folder, *words)
        assert refused.returncode == 3
        assert "cannot be opened for writing" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_closed_folder_can_be_served(folder: Path) -> None:
    close(folder)
    program = (
        "import asyncio, sys; from pathlib import Path\n"
        "from campaign.results.serve import make_datasette\n"
        "async def ask():\n"
        "    datasette = make_datasette(Path(sys.argv[1]), private=True)\n"
        "    await datasette.invoke_startup()\n"
        "    print((await datasette.client.get('/state/authorities.json?_shape=array')).text)\n"
        "asyncio.run(ask())\n"
    )
    command = [sys.executable, "-c", program, str(folder / "state.db")]
    if os.geteuid() == 0:
        command = [*AS_ANYBODY, *command]
    done = subprocess.run(command, capture_output=True, text=True)
    assert "Fen Police" in done.stdout, done.stderr


def test_changes_that_only_a_writer_could_take_in_are_not_passed_over(folder: Path) -> None:
    path = folder / "state.db"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("UPDATE authorities SET name = 'Mere Police'")
        writer.commit()
        # As a machine that lost its power leaves it: a journal, and nobody who has it open.
        kept = {name: (folder / name).read_bytes() for name in ("state.db", "state.db-wal")}
    for name, content in kept.items():
        (folder / name).write_bytes(content)
    (folder / "state.db-shm").unlink(missing_ok=True)
    close(folder)
    refused = run(folder, "status")
    assert refused.returncode == 3
    assert "state.db-wal" in refused.stderr
    assert "Copy" in refused.stderr
    folder.chmod(0o700)
    for file in folder.iterdir():
        file.chmod(0o600)
    assert "Mere Police" in run(folder, "status").stdout


def test_an_older_database_is_not_brought_up_to_date_where_nothing_can_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = (*schema.STEPS, ("9999_later", "CREATE TABLE added (x);"))
    monkeypatch.setattr(schema, "STEPS", later)
    monkeypatch.setattr("campaign.state.database.STEPS", later)
    monkeypatch.setattr(
        "campaign.state.database._opened", _refused
    )  # as in a closed folder: this process may be root's
    with pytest.raises(StateError, match="older version") as caught:
        open_for_reading(folder / "state.db")
    assert "Copy it" in caught.value.remedy


def _refused(path: Path) -> None:
    raise sqlite3.OperationalError("attempt to write a readonly database")


def test_reading_where_one_may_write_brings_up_to_date_as_always(folder: Path) -> None:
    with state(folder / "state.db", reading=True) as database, writing(database):
        database.conn.execute("UPDATE authorities SET name = 'Mere Police'")
    assert "Mere Police" in run(folder, "status").stdout


@pytest.mark.parametrize("room", [0, 100, 4096, 40_000])
def test_a_beginning_on_a_full_disk_leaves_no_file(tmp_path: Path, room: int) -> None:
    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    done = subprocess.run(
        [sys.executable, "-m", "campaign", "init", "--sender", "Cam"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        preexec_fn=full,
    )
    assert done.returncode == 3, done.stderr
    assert "disk is full" in done.stderr
    assert sorted(path.name for path in tmp_path.glob("state.db*")) == []


def test_a_beginning_that_fails_later_leaves_no_file_either(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("no folder")
    done = subprocess.run(
        [sys.executable, "-m", "campaign", "init", "--sender", "Cam"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "state.db").exists()


def test_what_was_there_before_a_failure_stays(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    with state(path):
        pass
    with pytest.raises(RuntimeError), state(path):
        raise RuntimeError
    assert path.stat().st_size > 0
    new = tmp_path / "new.db"
    with pytest.raises(RuntimeError), state(new) as database:
        create_campaign(database, name="c", title="T", site="s", template="t", sender="A", now=NOW)
        raise RuntimeError
    assert new.exists()
