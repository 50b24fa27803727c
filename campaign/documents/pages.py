"""Where words stand on a page, and the order in which a person reads them.

Pure geometry over pieces of text; lengths in points, the origin at the bottom left as in PDF.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

_COLUMN_GAP = 1.0  # white space this many heights wide stands between two cells or columns
_WORD_GAP = 0.15
_CELL_GAP = 0.2  # ... and this high between two cells, rather than two lines of one
_ROW_GAP = 0.55  # ... and this high between two paragraphs or rows of a table
_LONG = 18  # characters from which a piece is prose rather than the content of a cell
_DEEPEST = 30
_MARKER = re.compile(r"[(]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]+)[.):]?|[•●○▪■–—*-]|Q\d+[.:)]?")


class Glyph(NamedTuple):
    """One character and its box."""

    char: str
    left: float
    right: float
    bottom: float
    top: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together on one line, and the box around them."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """The height of its line."""
        return max(self.top - self.bottom, 1.0)


Row = list[Piece]


def pieces_of(glyphs: Iterable[Glyph]) -> list[Piece]:
    """Characters in the order of the file, joined while they run on along one line."""
    pieces: list[Piece] = []
    run: list[Glyph] = []
    for glyph in glyphs:
        char = glyph.char
        if char == "\n" or char == "\r" or (run and char != " " and not _runs_on(run, glyph)):
            if run:
                pieces.append(_piece(run))
                run = []
            if char in "\r\n":
                continue
        if run or not char.isspace():
            run.append(glyph)
    if run:
        pieces.append(_piece(run))
    return pieces


def arrange(pieces: list[Piece]) -> list[Row]:
    """The lines of a page in reading order, each a row of pieces from left to right.

    The order of the file is kept where it makes sense, since most programs write column by
    column and cell by cell; where it jumps about, or runs across two columns of prose, the page
    is cut along its white space instead.
    """
    rows = _rows(pieces)
    if _jumps(pieces) > 1 + len(pieces) // 10 or _interleaved(rows) or _torn(rows):
        return list(_cut(pieces, 0))
    return rows


def apart(above: Row, below: Row) -> bool:
    """Whether white space, or a new column, parts two lines that follow one another."""
    bottom = min(piece.bottom for piece in above)
    top = max(piece.top for piece in below)
    return top > bottom + below[0].height or bottom - top > _ROW_GAP * below[0].height


def columns_of(rows: list[Row]) -> list[tuple[float, float]]:
    """The columns under which every row's pieces fall one by one; none where they do not.

    The numbers or bullets of a list and its items are no table.
    """
    if all(_MARKER.fullmatch(row[0].text) and len(row) == 2 for row in rows):
        return []
    merged: list[tuple[float, float]] = []
    for left, right in sorted((piece.left, piece.right) for row in rows for piece in row):
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    for row in rows:
        taken = [column_at(piece, merged) for piece in row]
        if len(set(taken)) < len(taken):
            return []
    return merged


def column_at(piece: Piece, columns: list[tuple[float, float]]) -> int:
    """The number of the column in which a piece stands."""
    return next(
        number for number, (left, right) in enumerate(columns) if left <= piece.left <= right
    )


def gap(first: Piece, second: Piece) -> str:
    """What stands between two pieces of one line: a tab, a space or nothing."""
    width = second.left - first.right
    if width > _COLUMN_GAP * min(first.height, second.height):
        return "\t"
    return " " if width > _WORD_GAP * first.height else ""


def _piece(run: list[Glyph]) -> Piece:
    while run[-1].char.isspace():
        run.pop()
    chars, lefts, rights, bottoms, tops = zip(*run, strict=True)
    return Piece("".join(chars), min(lefts), max(rights), min(bottoms), max(tops))


def _runs_on(run: list[Glyph], glyph: Glyph) -> bool:
    before = run[-1]
    # The boxes of spaces tell nothing: some programs set words apart by moving on, some do not.
    for before in reversed(run):
        if not before.char.isspace():
            break
    _, before_left, before_right, before_bottom, before_top = before
    _, left, _, bottom, top = glyph
    height = max(min(before_top - before_bottom, top - bottom), 1.0)
    # Letters drawn as one have the same box.
    return (
        left - before_right < _COLUMN_GAP * height
        and left - before_left > -height / 2
        and min(before_top, top) - max(before_bottom, bottom) > height / 2
    )


def _level(first: Piece, second: Piece) -> bool:
    shared = min(first.top, second.top) - max(first.bottom, second.bottom)
    return shared > min(first.height, second.height) / 2


def _rows(pieces: Iterable[Piece]) -> list[Row]:
    rows: list[Row] = []
    for piece in pieces:
        last = rows[-1][-1] if rows else None
        if last and _level(last, piece) and piece.left >= last.right - last.height / 2:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _jumps(pieces: list[Piece]) -> int:
    """How often the order of the file goes back up the page without starting a column."""
    jumps = 0
    for before, piece in pairwise(pieces):
        slack = before.height / 2
        below = piece.top <= before.bottom + slack
        rightwards = piece.left >= before.right - slack
        cell = piece.left > before.left + slack and piece.bottom >= before.bottom - slack
        jumps += not (below or rightwards or cell)
    return jumps


def _interleaved(rows: list[Row]) -> bool:
    """Whether lines run across two columns of prose."""
    across = sum(
        len(row) == 2
        and all(len(piece.text) >= _LONG for piece in row)
        and gap(row[0], row[1]) == "\t"
        for row in rows
    )
    return across >= 4 and across * 2 >= len(rows)


def _torn(rows: list[Row]) -> bool:
    """Whether the file writes a table column by column: short cells, each beside its row."""
    columns: list[Row] = []
    for row in rows:
        last = columns[-1][-1] if columns else None
        if last and len(row) == 1 and row[0].top <= last.bottom + last.height / 2:
            columns[-1].append(row[0])
        else:
            columns.append(list(row))
    return any(
        len(left) >= 3
        and len(right) >= 3
        and right[0].left > left[0].left
        and median(len(piece.text) for piece in left + right) < _LONG
        and all(any(_level(piece, other) for other in left) for piece in right)
        and all(
            first.bottom - second.top > _CELL_GAP * first.height for first, second in pairwise(left)
        )
        for left, right in pairwise(columns)
    )


def _cut(pieces: list[Piece], depth: int) -> Iterator[Row]:
    """Read a region along its white space: across where rows are parted, else down columns."""
    if len(pieces) < 2 or depth > _DEEPEST:
        yield from _by_height(pieces)
        return
    left, right = _gutter(pieces)
    bands = _bands(pieces)
    prose = right and _prose(left) and _prose(right) and _overlap(left, right)
    if prose and not _answered(bands, right):
        yield from _cut(left, depth + 1)
        yield from _cut(right, depth + 1)
        return
    if len(bands) > 1:
        for band in bands:
            yield from _cut(band, depth + 1)
        return
    if right and median(len(piece.text) for piece in pieces) >= _LONG:
        yield from _cut(left, depth + 1)
        yield from _cut(right, depth + 1)
        return
    yield from _by_height(pieces)


def _by_height(pieces: list[Piece]) -> Iterator[Row]:
    """Lines from top to bottom, each from left to right."""
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.top, piece.left)):
        if rows and _level(rows[-1][0], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    for row in rows:
        yield sorted(row, key=lambda piece: piece.left)


def _bands(pieces: list[Piece]) -> list[list[Piece]]:
    height = median(piece.height for piece in pieces)
    bands: list[list[Piece]] = []
    bottom = 0.0
    for piece in sorted(pieces, key=lambda piece: -piece.top):
        if bands and bottom - piece.top <= _ROW_GAP * height:
            bands[-1].append(piece)
            bottom = min(bottom, piece.bottom)
        else:
            bands.append([piece])
            bottom = piece.bottom
    return bands


def _gutter(pieces: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The pieces on either side of the widest white stripe; all on the left where none is."""
    height = median(piece.height for piece in pieces)
    ordered = sorted(pieces, key=lambda piece: piece.left)
    widest, at = _COLUMN_GAP * height, 0
    right = ordered[0].right
    for number, piece in enumerate(ordered):
        if piece.left - right > widest:
            widest, at = piece.left - right, number
        right = max(right, piece.right)
    return (ordered[:at], ordered[at:]) if at else (ordered, [])


def _prose(pieces: list[Piece]) -> bool:
    """Whether most lines are long and reach across their column, as running text does."""
    width = max(piece.right for piece in pieces) - min(piece.left for piece in pieces)
    full = sum(
        piece.right - piece.left > 0.75 * width and len(piece.text) >= _LONG for piece in pieces
    )
    return len(pieces) >= 4 and full >= 0.6 * len(pieces)


def _answered(bands: list[list[Piece]], right: list[Piece]) -> bool:
    """Whether most bands hold something on both sides, as questions beside answers do."""
    beside = {id(piece) for piece in right}
    both = sum(0 < sum(id(piece) in beside for piece in band) < len(band) for band in bands)
    return both >= 3 and both > 0.6 * len(bands)


def _overlap(left: list[Piece], right: list[Piece]) -> bool:
    """Whether two columns stand beside one another for most of the shorter one's height."""
    tops = [max(piece.top for piece in side) for side in (left, right)]
    bottoms = [min(piece.bottom for piece in side) for side in (left, right)]
    shared = min(tops) - max(bottoms)
    return shared > 0.5 * min(tops[0] - bottoms[0], tops[1] - bottoms[1])
