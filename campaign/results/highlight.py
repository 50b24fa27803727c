"""Highlighting: a text cut into plain and marked pieces by the offsets of evidence. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Kind = Literal["decided", "suggested", "found"]
_RANK: dict[str, int] = {"decided": 0, "suggested": 1, "found": 2}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text to be marked, in code points.

    `anchor` is the name that links point to; `note` the number shown after it, 0 for none.
    """

    start: int
    end: int
    anchor: str
    kind: Kind
    note: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text shown in one way; `kind` is empty for plain text.

    `anchors` are the spans that start with it, `notes` the numbers of those that end with it.
    """

    text: str
    kind: str = ""
    anchors: tuple[str, ...] = ()
    notes: tuple[int, ...] = ()


def pieces(text: str, spans: Iterable[Span]) -> tuple[Piece, ...]:
    """Cut `text` at the edges of `spans`, which may overlap; joined, the pieces are the text.

    Spans that are empty or lie outside the text are left out.
    """
    held = sorted(
        {span for span in spans if 0 <= span.start < span.end <= len(text)},
        key=lambda span: (span.start, span.end, span.anchor),
    )
    edges = sorted({0, len(text), *(s.start for s in held), *(s.end for s in held)})
    cut: list[Piece] = []
    for start, end in pairwise(edges):
        over = [span for span in held if span.start <= start and span.end >= end]
        cut.append(
            Piece(
                text[start:end],
                min((span.kind for span in over), key=lambda kind: _RANK[kind], default=""),
                tuple(span.anchor for span in over if span.start == start and span.anchor),
                tuple(sorted({span.note for span in over if span.end == end and span.note})),
            )
        )
    return tuple(cut)


_TERM = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w+")
MOST_TERMS = 12


def search_terms(typed: str) -> tuple[str, ...]:
    """The words and "quoted phrases" of what somebody typed into a search box, without operators.

    A word ending in `*` keeps the star: it stands for every word that begins so.
    """
    terms: list[str] = []
    for phrase, word in _TERM.findall(typed[:400]):
        words = _WORD.findall(phrase or word)
        if not words:
            continue
        star = "*" if word.endswith("*") else ""
        terms.append(" ".join(words) + star)
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]


def fts_query(terms: Iterable[str]) -> str:
    """An FTS5 query for all of `terms`: each is quoted, so that none is read as an operator."""
    return " ".join(
        f'"{term.removesuffix("*")}"' + ("*" if term.endswith("*") else "") for term in terms
    )


def hits(text: str, terms: Iterable[str], anchor: str) -> list[Span]:
    """Where the terms stand in `text`; the first place bears `anchor`. At most 200 places."""
    patterns = [
        r"\W+".join(re.escape(word) for word in _WORD.findall(term))
        + (r"\w*" if term.endswith("*") else r"\b")
        for term in terms
    ]
    if not patterns:
        return []
    found: list[Span] = []
    for match in re.finditer(rf"\b(?:{'|'.join(patterns)})", text, re.IGNORECASE):
        found.append(Span(*match.span(), "" if found else anchor, "found"))
        if len(found) == 200:
            break
    return found
