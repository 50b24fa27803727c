"""Start the practice site: in a thread for tests and demos, or for good from the command line."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from datetime import time as time_of_day
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from campaign.errors import BadInput
from campaign.rehearsal.answering import PracticeAnswerer
from campaign.rehearsal.app import PracticeApp
from campaign.rehearsal.clock import PracticeClock
from campaign.rehearsal.people.model import Scenario
from campaign.rehearsal.site import Site
from campaign.times import LONDON

if TYPE_CHECKING:
    import uvicorn

    from campaign.letters.model import Questionnaire

HOST = "127.0.0.1"
ORDINARY = ("Robin Rehearsal", "robin@practice.example", "practice-robin-1")
PRO = ("Petra Practice", "petra@practice.example", "practice-petra-1")
UNLIMITED = ("Uma Unhurried", "uma@practice.example", "practice-uma-1")
OTHER = ("Otis Onlooker", "otis@practice.example", "practice-otis-1")
BANNED = ("Barny Barred", "barny@practice.example", "practice-barny-1")
CLOSED = ("Lea Leaver", "lea@practice.example", "practice-lea-1")


def build_site(
    scenario: Scenario | str | Path,
    speed: float | None = None,
    questionnaire: Questionnaire | None = None,
) -> Site:
    """A practice site as a scenario describes it, with its accounts; BadInput for a bad scenario.

    `speed` (simulated seconds for each real second) goes before the scenario's own. With the
    campaign's `questionnaire` the truth of replies holds their answers too.
    """
    from campaign.rehearsal.people.forces import practice_authorities

    if not isinstance(scenario, Scenario):
        from campaign.rehearsal.people.scenario import load

        scenario = load(scenario)
    start = datetime.combine(scenario.start, time_of_day(9), LONDON).astimezone(UTC)
    site = Site(
        PracticeClock(start, scenario.speed if speed is None else speed),
        practice_authorities(scenario.authorities, scenario.seed),
        PracticeAnswerer(scenario, questionnaire),
        owner_classifies=scenario.owner_classifies,
    )
    for fault in scenario.faults:
        site.plague.add(fault)
    site.add_user(*ORDINARY)
    site.add_user(*PRO, pro=True)
    site.add_user(*UNLIMITED, limited=False)
    site.add_user(*OTHER)
    site.add_user(*BANNED, banned="Banned for practice")
    site.add_user(*CLOSED, closed=True)
    return site


class PracticeServer:
    """A practice site on loopback for as long as the `with` block lasts.

    `base` is its address, `site` its state, to be looked at and stepped in process.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path | Site,
        port: int = 0,
        speed: float | None = None,
        questionnaire: Questionnaire | None = None,
    ) -> None:
        if not isinstance(scenario, Site):
            scenario = build_site(scenario, speed, questionnaire)
        self.site = scenario
        self.app = PracticeApp(self.site)
        self._port = port
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.base = ""

    def __enter__(self) -> PracticeServer:
        """Start listening; BadInput if the port is taken."""
        link = _listen(self._port)
        self._server = _server(self.app)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [link]}, daemon=True
        )
        self.base = f"http://{HOST}:{link.getsockname()[1]}"
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.005)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(10)

    def sleep(self, seconds: float) -> None:
        """A sleep for clients under test: the practice clock moves, nobody waits."""
        self.site.step(minutes=seconds / 60)


def serve(
    scenario: Scenario | str | Path = "demo",
    port: int = 8765,
    speed: float | None = None,
    questionnaire: Questionnaire | None = None,
    *,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until interrupted. Without a speed of its own the clock runs as fast as ours.

    `ready` is called once the address is ours. BadInput for a scenario that cannot be read or a
    port that is taken.
    """
    site = build_site(scenario, speed, questionnaire)
    if speed is None and not site.clock.speed:
        site.clock.set_speed(1.0)
    with _listen(port) as link:
        ready()
        _server(PracticeApp(site)).run(sockets=[link])


def _server(app: PracticeApp) -> uvicorn.Server:
    import uvicorn

    config = uvicorn.Config(
        app, log_level="warning", access_log=False, lifespan="off", server_header=False
    )
    return uvicorn.Server(config)


def _listen(port: int) -> socket.socket:
    # With its protocol named, asyncio turns off Nagle's delay: 40 ms for each answer otherwise.
    link = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    link.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        link.bind((HOST, port))
    except OSError as error:
        link.close()
        raise BadInput(
            f"Port {port} on {HOST} cannot be used: {error.strerror}.",
            "Give another port, or 0 for any that is free.",
        ) from error
    return link
