"""A captured site and a client for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from replay import Clock, Replay

from campaign.alaveteli.client import Client
from campaign.alaveteli.urls import Site


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def replay_site(shared: Path) -> Iterator[Replay]:
    with Replay(shared / "alaveteli") as site:
        yield site


@pytest.fixture
def client_for(clock: Clock) -> Callable[..., Client]:
    def build(base: str, **options: Any) -> Client:
        given: dict[str, Any] = {"pause": 0.0, "jitter": lambda: 0.0, **options}
        return Client(Site(base), now=clock.now, sleep=clock.sleep, **given)

    return build
