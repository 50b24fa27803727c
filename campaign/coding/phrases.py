"""The phrase tables of `phrases.toml` and `layout.toml`, compiled once and searched fast."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import ahocorasick

from campaign.coding.anchors import Needs, required


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
    strings, phrases_by_need = _needs()
    met = {_NOTHING}.union(*{needs for _, needs in strings.iter(low)})
    numbers = sorted(
        number
        for need in met & phrases_by_need.keys()
        for number, others in phrases_by_need[need]
        if others <= met
    )
    told: dict[str, list[re.Pattern[str]]] = {}
    for number in numbers:
        name, _, pattern = _phrases()[number]
        if name in told:
            told[name].append(pattern)
        else:
            told[name] = [pattern]
    return told


_NOTHING = 0
"""What phrases need of which nothing can be said: every sentence has it."""


@cache
def _needs() -> tuple[ahocorasick.Automaton, Mapping[int, Sequence[tuple[int, frozenset[int]]]]]:
    """What finds strings in a sentence, with the needs each meets; and the phrases of each need.

    Each phrase stands with the need that fewest sentences meet, and beside it its other needs.
    """
    numbered: dict[frozenset[str], int] = {}
    phrases: dict[int, list[tuple[int, frozenset[int]]]] = {}
    for number, (_, needs, _) in enumerate(_phrases()):
        known = [numbered.setdefault(strings, len(numbered) + 1) for strings in needs]
        first = known[0] if known else _NOTHING
        phrases.setdefault(first, []).append((number, frozenset(known[1:])))
    met_by: dict[str, set[int]] = {}
    for strings, need in numbered.items():
        for string in strings:
            met_by.setdefault(string, set()).add(need)
    automaton = ahocorasick.Automaton()
    for string, met in met_by.items():
        automaton.add_word(string, frozenset(met))
    automaton.make_automaton()
    return automaton, phrases


@cache
def table(name: str) -> Table:
    """The phrases of `section.list`, as `not_held.strong`; a KeyError for an unknown name."""
    section, _, part = name.partition(".")
    _ = _tables()[0][section][part]
    return Table(name)


@cache
def _phrases() -> list[tuple[str, Needs, re.Pattern[str]]]:
    """All phrases in their order: their table, and what a sentence must have for them."""
    tables, words = _tables()
    found = []
    for section, parts in tables.items():
        for part, texts in parts.items():
            for text in texts:
                for word, value in words.items():
                    text = text.replace(f"<{word}>", value)
                found.append((f"{section}.{part}", required(text), re.compile(text)))
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
    first = next(iter(required(text)), frozenset({""}))
    return Joined(re.compile(text), tuple(first))


@cache
def _tables() -> tuple[dict[str, dict[str, list[str]]], dict[str, str]]:
    loaded = dict(_load("phrases.toml"))
    words = loaded.pop("words")
    return loaded, words


@cache
def _load(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("campaign.coding").joinpath(name).read_text(encoding="utf-8"))
