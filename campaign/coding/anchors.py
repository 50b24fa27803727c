"""The letters that any match of a pattern must contain: a quick test before the slow one."""

from __future__ import annotations

Item = tuple[str, bool]
"""A literal character (or `` for anything else), and whether it must be there."""


def required(pattern: str) -> frozenset[str]:
    """Strings of which every match of a regular expression contains at least one.

    Knows what the phrase tables are written in: literals, classes, groups, alternatives and
    quantifiers; empty where nothing can be said.
    """
    found, _ = _alternatives(pattern, 0)
    return found


def _alternatives(pattern: str, position: int) -> tuple[frozenset[str], int]:
    """The need of `a|b|c` up to the closing bracket or the end, and where that is."""
    found: frozenset[str] = frozenset()
    certain = True
    while True:
        need, position = _sequence(pattern, position)
        certain = certain and bool(need)
        found |= need
        if position >= len(pattern) or pattern[position] == ")":
            return (found if certain else frozenset()), position
        position += 1  # the bar


def _sequence(pattern: str, position: int) -> tuple[frozenset[str], int]:
    candidates: list[frozenset[str]] = []
    run = ""
    while position < len(pattern) and pattern[position] not in "|)":
        character = pattern[position]
        group: frozenset[str] | None = None
        literal = ""
        if character == "(":
            group, position = _group(pattern, position)
        elif character == "[":
            position = pattern.index("]", position + 2) + 1
        elif character == "\\":
            literal = pattern[position + 1] if not pattern[position + 1].isalnum() else ""
            position += 2
        else:
            literal = "" if character in "^$." else character
            position += 1
        optional, position = _quantified(pattern, position)
        if literal and not optional:
            run += literal
            continue
        if run:
            candidates.append(frozenset({run}))
            run = ""
        if group and not optional:
            candidates.append(group)
    if run:
        candidates.append(frozenset({run}))
    return max(candidates, key=_worth, default=frozenset()), position


def _group(pattern: str, position: int) -> tuple[frozenset[str], int]:
    """The need of a group; a look-ahead or look-behind consumes nothing and so needs nothing."""
    looks = pattern.startswith(("(?!", "(?=", "(?<"), position)
    position += 3 if pattern.startswith("(?", position) else 1
    found, position = _alternatives(pattern, position)
    return (frozenset() if looks else found), position + 1


def _quantified(pattern: str, position: int) -> tuple[bool, int]:
    """Whether what went before may be absent, and where the pattern goes on."""
    if position >= len(pattern) or pattern[position] not in "?*+{":
        return False, position
    if pattern[position] == "{":
        optional, position = pattern[position + 1] == "0", pattern.index("}", position) + 1
    else:
        optional, position = pattern[position] in "?*", position + 1
    possessive_or_lazy = position < len(pattern) and pattern[position] in "?+"
    return optional, position + possessive_or_lazy


_EVERYWHERE = frozenset(
    {"a", "an", "and", "are", "as", "be", "been", "by", "for", "from", "has", "have", "i", "in"}
    | {"information", "is", "it", "not", "of", "on", "or", "our", "request", "response", "section"}
    | {"that", "the", "this", "to", "under", "was", "we", "which", "will", "with", "would", "you"}
)
"""Words that nearly every letter has."""


def _worth(strings: frozenset[str]) -> float:
    """Longer strings reject more, words that every letter has hardly any; fewer cost less."""
    return min(map(_rarity, strings)) - len(strings) / 8


def _rarity(string: str) -> float:
    return sum(1.0 if word in _EVERYWHERE else len(word) for word in string.split()) + 0.3
