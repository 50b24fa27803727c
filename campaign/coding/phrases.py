"""The phrase tables of `phrases.toml` and `layout.toml`, compiled once and searched fast."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from campaign.coding.anchors import required


@dataclass(frozen=True, slots=True)
class Table:
    """One list of phrases, by the name of the list."""

    name: str

    def search(self, low: str) -> re.Match[str] | None:
        """The first phrase found in a sentence (lower case, single spaces), or None."""
        for pattern in _told(low).get(self.name, ()):
            if match := pattern.search(low):
                return match
        return None


@lru_cache(maxsize=64)
def _told(low: str) -> Mapping[str, Sequence[re.Pattern[str]]]:
    """Which phrases of each table a sentence has what they need for, in order.

    Worked out once for all tables, since each of them asks about the same sentence.
    """
    places = _places()
    found: set[int] = set()
    for run in places.keys() & {"", *(low[i : i + _RUN] for i in range(len(low) - _RUN + 1))}:
        for need, numbers in places[run]:
            if need in low:
                found.update(numbers)
    phrases = _phrases()
    told: dict[str, list[re.Pattern[str]]] = {}
    for number in sorted(found):
        name, _, pattern = phrases[number]
        if name in told:
            told[name].append(pattern)
        else:
            told[name] = [pattern]
    return told


@cache
def _places() -> dict[str, list[tuple[str, tuple[int, ...]]]]:
    """For each run of letters the strings it is the rarest of, with the phrases that need them.

    The empty run has the strings that are too short for another.
    """
    needed: dict[str, list[int]] = {}
    for number, (_, needs, _) in enumerate(_phrases()):
        for need in needs:
            needed.setdefault(need, []).append(number)
    found: dict[str, list[tuple[str, tuple[int, ...]]]] = {}
    for need, numbers in needed.items():
        found.setdefault(_rarest(need), []).append((need, tuple(numbers)))
    return found


_RUN = 3
_COMMON_FIRST = " etaoinshrdlcumwfgypbvkjxqz"


def _rarest(need: str) -> str:
    """The run of letters that the fewest sentences will have; '' of a shorter string."""
    return max(
        (need[i : i + _RUN] for i in range(len(need) - _RUN + 1)),
        key=lambda run: sum(_COMMON_FIRST.find(letter) % 28 for letter in run),
        default="",
    )


@cache
def table(name: str) -> Table:
    """The phrases of `section.list`, as `not_held.strong`; a KeyError for an unknown name."""
    section, _, part = name.partition(".")
    _ = _tables()[0][section][part]
    return Table(name)


@cache
def _phrases() -> list[tuple[str, tuple[str, ...], re.Pattern[str]]]:
    """All phrases in their order: their table, and strings of which a sentence must have one."""
    tables, words = _tables()
    found = []
    for section, parts in tables.items():
        for part, texts in parts.items():
            for text in texts:
                for word, value in words.items():
                    text = text.replace(f"<{word}>", value)
                needs = tuple(required(text)) or ("",)
                found.append((f"{section}.{part}", needs, re.compile(text)))
    return found


@dataclass(frozen=True, slots=True)
class Joined:
    """All alternatives of a list as one expression, and strings of which a match must have one."""

    pattern: re.Pattern[str]
    needs: tuple[str, ...]

    def search(self, low: str) -> re.Match[str] | None:
        """The first match anywhere in a sentence in lower case, or None."""
        for need in self.needs:
            if need in low:
                return self.pattern.search(low)
        return None

    def match(self, low: str) -> re.Match[str] | None:
        """The match at the start of a sentence in lower case, or None."""
        return self.pattern.match(low)


def joined(name: str) -> Joined:
    """All alternatives of a list of `layout.toml`, as `parts.review`."""
    section, _, part = name.partition(".")
    text = "|".join(_load("layout.toml")[section][part])
    return Joined(re.compile(text), tuple(required(text)) or ("",))


@cache
def _tables() -> tuple[dict[str, dict[str, list[str]]], dict[str, str]]:
    loaded = dict(_load("phrases.toml"))
    words = loaded.pop("words")
    return loaded, words


@cache
def _load(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("campaign.coding").joinpath(name).read_text(encoding="utf-8"))
