"""A practice site for each test that wants one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from campaign.rehearsal.people.model import Scenario
from campaign.rehearsal.server import PracticeServer

SCENARIO = Scenario(
    name="test",
    seed=7,
    authorities=6,
    start=date(2026, 7, 6),
    behaviours=(("full_pdf", 1), ("refused", 1), ("silent", 1), ("not_held", 1)),
)


@pytest.fixture
def practice() -> Iterator[PracticeServer]:
    with PracticeServer(SCENARIO) as server:
        yield server
