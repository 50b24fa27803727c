"""A small campaign, and Datasette's own client over it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from results_sample import Sample, make_sample

from campaign.results.serve import make_datasette


class Browser:
    """Asks one Datasette for pages, as a visitor with or without cookies."""

    def __init__(self, datasette: Any) -> None:
        self.datasette = datasette

    def get(self, path: str, **more: Any) -> Any:
        return asyncio.run(self._ask("get", path, **more))

    def post(self, path: str, **more: Any) -> Any:
        return asyncio.run(self._ask("post", path, **more))

    async def _ask(self, method: str, path: str, **more: Any) -> Any:
        await self.datasette.invoke_startup()
        return await getattr(self.datasette.client, method)(path, **more)


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return make_sample(tmp_path / "state.db")


@pytest.fixture
def browse() -> Iterator[Callable[..., Browser]]:
    """Open a database in Datasette as `campaign serve` does."""
    opened: list[Any] = []

    def browse(path: Path, *, private: bool = True, **more: Any) -> Browser:
        datasette = make_datasette(path, private=private, **more)
        opened.append(datasette)
        return Browser(datasette)

    yield browse
    for datasette in opened:
        datasette.executor.shutdown()
        for database in datasette.databases.values():
            database.close()
