"""Serving: on this machine only, on a port of its own, and an end that is quiet."""

from __future__ import annotations

import asyncio
import http.client
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from results_sample import Sample

from campaign.errors import BadInput, CampaignError, StateError
from campaign.results.publish import publish
from campaign.results.serve import serve, this_machine_only
from campaign.state.database import state

PROGRAM = """
import sys
from pathlib import Path
from campaign.results.serve import serve
serve(Path(sys.argv[1]), port=0, ready=lambda address: print(address, flush=True))
"""


def test_it_serves_until_ctrl_c_and_says_where(sample: Sample) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(sample.path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            assert running.stdout is not None
            address = running.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:")
            port = int(address.rstrip("/").rsplit(":", 1)[1])

            def ask(path: str, host: str = "127.0.0.1") -> int:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
                try:
                    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
                    return connection.getresponse().status
                finally:
                    connection.close()

            assert ask("/") == 200
            assert ask("/-/campaign/forecasts") == 200
            assert ask("/", "localhost") == 200
            # a name of somebody else's that resolves to this machine reads nothing
            assert ask("/", "evil.example") == 421
            assert ask("/nowhere") == 404
        finally:
            running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
        assert running.stderr is not None
        assert running.stderr.read() == ""


def test_a_port_that_is_taken_is_said(sample: Sample) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CampaignError, match=f"Port {port} is taken"):
            serve(sample.path, port=port)


def test_the_campaigns_own_database_stays_on_this_machine(sample: Sample) -> None:
    with pytest.raises(BadInput, match="this machine only"):
        serve(sample.path, host="0.0.0.0", port=0)


def test_a_published_database_takes_no_decisions(sample: Sample, tmp_path: Path) -> None:
    with state(sample.path) as database:
        publish(database, tmp_path / "public.db")
    with pytest.raises(BadInput, match="was published"):
        serve(tmp_path / "public.db", port=0, review=True, coder="Ann")


def test_a_review_has_a_name(sample: Sample) -> None:
    with pytest.raises(BadInput, match="Nobody is named"):
        serve(sample.path, port=0, review=True, coder="  ")


def test_what_is_no_campaign_is_said(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="There is no"):
        serve(tmp_path / "absent.db")
    (tmp_path / "letter.db").write_text("Dear Sir or Madam, this is no database. " * 100)
    with pytest.raises(StateError, match="not a database"):
        serve(tmp_path / "letter.db")
    sqlite3.connect(tmp_path / "empty.db").close()
    with pytest.raises(BadInput, match="holds no campaign"):
        serve(tmp_path / "empty.db")


@pytest.mark.parametrize(
    ("host", "passes"),
    [
        ("127.0.0.1:8001", True),
        ("127.0.0.1", True),
        ("localhost:8001", True),
        ("[::1]:8001", True),
        ("[::1]", True),
        ("127.0.0.1.evil.example:8001", False),
        ("evil.example", False),
        ("", False),
    ],
)
def test_only_this_machine_is_asked_for(host: str, passes: bool) -> None:
    reached = []
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope)

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {}

    scope = {"type": "http", "headers": [(b"host", host.encode())]}
    asyncio.run(this_machine_only(app)(scope, receive, send))
    assert bool(reached) is passes
    assert [message.get("status") for message in sent[:1]] == ([] if passes else [421])
