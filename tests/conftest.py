"""What every test may lean on."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The captured pages beside the repository; tests that need them skip where they are absent."""
    if not (SHARED / "alaveteli").is_dir():
        pytest.skip("the captured pages (../shared) are not beside this clone")
    return SHARED
