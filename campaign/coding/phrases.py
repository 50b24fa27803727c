"""The phrase tables of `phrases.toml` and `layout.toml`, compiled once and searched fast."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from campaign.coding.anchors import required


@dataclass(frozen=True, slots=True)
class Table:
    """One list of phrases, each with strings of which a sentence must have one."""

    entries: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]

    def search(self, low: str) -> re.Match[str] | None:
        """The first phrase found in a sentence (lower case, single spaces), or None."""
        for needs, pattern in self.entries:
            for need in needs:
                if need in low:
                    if match := pattern.search(low):
                        return match
                    break
        return None


@cache
def table(name: str) -> Table:
    """The phrases of `section.list`, as `not_held.strong`; a KeyError for an unknown name."""
    section, _, part = name.partition(".")
    tables, words = _tables()
    entries = []
    for text in tables[section][part]:
        for word, value in words.items():
            text = text.replace(f"<{word}>", value)
        entries.append((tuple(required(text)) or ("",), re.compile(text)))
    return Table(tuple(entries))


def joined(name: str) -> re.Pattern[str]:
    """One expression of all alternatives of a list of `layout.toml`, as `parts.review`."""
    section, _, part = name.partition(".")
    return re.compile("|".join(_load("layout.toml")[section][part]))


@cache
def _tables() -> tuple[dict[str, dict[str, list[str]]], dict[str, str]]:
    loaded = dict(_load("phrases.toml"))
    words = loaded.pop("words")
    return loaded, words


@cache
def _load(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("campaign.coding").joinpath(name).read_text(encoding="utf-8"))
