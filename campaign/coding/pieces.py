"""The pieces of an answer: values with the periods beside them, lines that belong together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .periods import Mention, PeriodReader
from .values import Found

_PIECE_END = re.compile(r"\n|;\s*|(?<=[\w)])\.\s+(?=[A-Z])")
_COMMENT = re.compile(r"[a-z]{3}|^\s\($", re.IGNORECASE)
_ADDED = re.compile(r"[^.;(]*\b(?:and|plus)\s+", re.IGNORECASE)
"""What joins a value to another of the same kind: "three full-time and one part-time"."""
EACH = re.compile(
    r"\b(?:a|per|each|every) (?:\w+ )?year\b|\bper annum\b|\bp\.?a\b|\bannually\b|\bannual\b"
    r"|\byearly\b|\beach\b",
    re.I,
)


def dated_names(
    text: str, periods: PeriodReader
) -> Iterator[tuple[int, int, frozenset[str] | None]]:
    """Stretches of names with the periods before or behind them; the whole where none is."""
    pieces: list[tuple[int, int, Mention | None]] = []
    begin = 0
    bounds = [(m.start(), m.end()) for m in _PIECE_END.finditer(text)]
    for stop, following in [*bounds, (len(text), len(text))]:
        found = [m for m in periods.mentions(text[begin:stop]) if m.labels]
        dated = [m for m in found if m.scope == "some"]
        if text[begin:stop].strip():
            pieces.append((begin, stop, dated[0] if dated else None))
        begin = following
    if all(mention is None for _, _, mention in pieces):
        yield 0, len(text), None
        return
    for start, stop, mention in pieces:
        if mention is None:
            yield start, stop, None
        elif not text[start : start + mention.start].strip(" \t•*-–("):
            yield start + mention.end, stop, mention.labels
        else:
            name = text[start : start + mention.start]
            lead = re.search(r"[\s,;:(–-]*(?:in|for|from|during)?\s*$", name)
            end = start + (lead.start() if lead else mention.start)
            yield start, end, None if mention.open_from else mention.labels


def spread(text: str, mention: Mention, item: Found) -> bool:
    """Whether one value is said to hold for each of several periods (not their sum)."""
    around = text[max(0, min(item.start, mention.start) - 12) : max(item.end, mention.end) + 30]
    return bool(
        EACH.search(around)
        or re.search(r"\bboth\b|\bevery\b|\bin all\b", around, re.I)
        or re.search(r"\d,? and in\b", text[mention.start : mention.end])
    )


def beside(
    found: list[Found], index: int, mentions: list[Mention], mention_first: bool, length: int
) -> list[Mention]:
    """The periods that belong to a value: the last before it, or the first after it."""
    item = found[index]
    if mention_first:
        low = found[index - 1].end if index else -1
        return [m for m in mentions if low <= m.start < item.start][-1:]
    high = found[index + 1].start if index + 1 < len(found) else length
    return [m for m in mentions if item.end <= m.start < high][:1]


def joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans put together where a line ends in the midst: "Yes," and below "in 2021"; "2020:"."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined:
            former = text[joined[-1][0] : joined[-1][1]].rstrip()
            if former[-1] in ",:=–-" or (former[-1] not in ".;!?" and text[start].islower()):
                joined[-1] = (joined[-1][0], end)
                continue
        joined.append((start, end))
    return joined


def opens(text: str, first: Found, second: Found) -> bool:
    """Whether the first of several values is the answer and the others only comment on it."""
    lead = re.fullmatch(r"\W*(?:[a-z]+ ){0,6}\W*", text[: first.start], re.IGNORECASE)
    between = text[first.end : second.start]
    return bool(lead) and bool(_COMMENT.search(between)) and not _ADDED.fullmatch(between)
