"""The letters that any match of a pattern must contain: a quick test before the slow one."""

from __future__ import annotations

Needs = tuple[frozenset[str], ...]
"""Of each of these sets at least one string must be there; the first rejects the most."""


def required(pattern: str) -> Needs:
    """What every match of a regular expression contains: one string of each of some sets.

    Knows what the phrase tables are written in: literals, classes, groups, alternatives and
    quantifiers; empty where nothing can be said.
    """
    found, _ = _alternatives(pattern, 0)
    return found


def _alternatives(pattern: str, position: int) -> tuple[Needs, int]:
    """The needs of `a|b|c` up to the closing bracket or the end, and where that is."""
    each: list[Needs] = []
    while True:
        needs, position = _sequence(pattern, position)
        each.append(needs)
        if position >= len(pattern) or pattern[position] == ")":
            break
        position += 1  # the bar
    if len(each) == 1:
        return each[0], position
    if not all(each):
        return (), position
    return (frozenset[str]().union(*(needs[0] for needs in each)),), position


def _sequence(pattern: str, position: int) -> tuple[Needs, int]:
    found: list[frozenset[str]] = []
    run = ""
    while position < len(pattern) and pattern[position] not in "|)":
        character = pattern[position]
        needs: Needs = ()
        literal = ""
        if character == "(":
            needs, position = _group(pattern, position)
        elif character == "[":
            needs, position = _class(pattern, position)
        elif character == "\\":
            escaped = pattern[position + 1]
            literal = escaped if not escaped.isalnum() else ""
            needs = (_FIGURES,) if escaped == "d" else ()
            position += 2
        else:
            literal = "" if character in "^$." else character
            position += 1
        optional, repeated, position = _quantified(pattern, position)
        if literal and not optional:
            run += literal
            if not repeated:
                continue
        if run:
            found.append(frozenset({run}))
            run = ""
        if not optional:
            found.extend(needs)
    if run:
        found.append(frozenset({run}))
    told = [strings for strings in found if all(map(_tells, strings))]
    return tuple(sorted(dict.fromkeys(told), key=_worth, reverse=True)), position


_FIGURES = frozenset("0123456789")


def _class(pattern: str, position: int) -> tuple[Needs, int]:
    """The need of `[...]`: one of its characters where they are few, figures, or signs."""
    end = pattern.index("]", position + 2)
    inside = pattern[position + 1 : end]
    plain = inside.replace("\\d", "")
    if inside[0] == "^" or "-" in plain[1:-1] or "\\" in plain:
        return (), end + 1
    return (frozenset(plain) | (_FIGURES if plain != inside else frozenset()),), end + 1


def _group(pattern: str, position: int) -> tuple[Needs, int]:
    """The needs of a group; a look-ahead or look-behind consumes nothing and so needs nothing."""
    looks = pattern.startswith(("(?!", "(?=", "(?<"), position)
    position += 3 if pattern.startswith("(?", position) else 1
    found, position = _alternatives(pattern, position)
    return (() if looks else found), position + 1


def _quantified(pattern: str, position: int) -> tuple[bool, bool, int]:
    """Whether what went before may be absent, whether it may come again, and what follows it."""
    if position >= len(pattern) or pattern[position] not in "?*+{":
        return False, False, position
    if pattern[position] == "{":
        optional, repeated = pattern[position + 1] == "0", True
        position = pattern.index("}", position) + 1
    else:
        optional, repeated = pattern[position] in "?*", pattern[position] in "*+"
        position += 1
    possessive_or_lazy = position < len(pattern) and pattern[position] in "?+"
    return optional, repeated, position + possessive_or_lazy


_EVERYWHERE = frozenset(
    {"a", "an", "and", "are", "as", "be", "been", "by", "for", "from", "has", "have", "i", "in"}
    | {"information", "is", "it", "not", "of", "on", "or", "our", "request", "response", "section"}
    | {"that", "the", "this", "to", "under", "was", "we", "which", "will", "with", "would", "you"}
)
"""Words that nearly every letter has."""


def _tells(string: str) -> bool:
    """Whether a string is not to be found nearly everywhere, as single letters are."""
    return len(string) > 1 or not (string.isalpha() or string == " ")


def _worth(strings: frozenset[str]) -> float:
    """Longer strings reject more, words that every letter has hardly any; fewer cost less."""
    return min(map(_rarity, strings)) - len(strings) / 8


def _rarity(string: str) -> float:
    return sum(1.0 if word in _EVERYWHERE else len(word) for word in string.split()) + 0.3
