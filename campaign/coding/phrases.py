"""The phrase tables of `phrases.toml` and `layout.toml`, compiled once and searched fast."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from campaign.coding.anchors import required


@dataclass(frozen=True, slots=True)
class Table:
    """One list of phrases, each with strings of which a sentence must have one.

    `places` tells for a run of three letters which phrases a sentence with that run may have;
    `always` are the phrases that no run tells of.
    """

    name: str
    entries: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]
    places: dict[str, tuple[int, ...]]
    always: tuple[int, ...]

    def search(self, low: str) -> re.Match[str] | None:
        """The first phrase found in a sentence (lower case, single spaces), or None."""
        told = _told(low).get(self.name)
        for place in sorted(told.union(self.always)) if told else self.always:
            needs, pattern = self.entries[place]
            for need in needs:
                if need in low:
                    if match := pattern.search(low):
                        return match
                    break
        return None


@lru_cache(maxsize=64)
def _told(low: str) -> dict[str, set[int]]:
    """Which phrases of which tables the runs of three letters of a sentence allow.

    Worked out once for all tables, since each of them asks about the same sentence.
    """
    places = _places()
    told: dict[str, set[int]] = {}
    for run in {low[i : i + 3] for i in range(len(low) - 2)}.intersection(places):
        for name, place in places[run]:
            told.setdefault(name, set()).add(place)
    return told


@cache
def _places() -> dict[str, tuple[tuple[str, int], ...]]:
    """For each run of three letters the phrases of all tables that have it."""
    found: dict[str, list[tuple[str, int]]] = {}
    for section, parts in _tables()[0].items():
        for part in parts:
            name = f"{section}.{part}"
            for run, places in table(name).places.items():
                found.setdefault(run, []).extend((name, place) for place in places)
    return {run: tuple(places) for run, places in found.items()}


_COMMON_FIRST = " etaoinshrdlcumwfgypbvkjxqz"


def _rarest(need: str) -> str:
    """The run of three letters that the fewest sentences will have; '' of a shorter string."""
    return max(
        (need[i : i + 3] for i in range(len(need) - 2)),
        key=lambda run: sum(_COMMON_FIRST.find(letter) % 28 for letter in run),
        default="",
    )


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
    places: dict[str, tuple[int, ...]] = {}
    for place, (needs, _) in enumerate(entries):
        for run in {_rarest(need) for need in needs}:
            places[run] = (*places.get(run, ()), place)
    always = places.pop("", ())
    return Table(name, tuple(entries), places, always)


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
