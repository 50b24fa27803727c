"""DOC: the words of Word 97-2003 files, by their piece table ([MS-DOC] sections 2.4 and 2.8)."""

from __future__ import annotations

import io
import re
import struct
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field

from campaign.documents.composer import Composer
from campaign.documents.flow import Flow
from campaign.documents.source import Source, Unreadable

_WORD97, _WORD6 = 0xA5EC, (0xA5DC, 0xA5DB, 0xA59C)
_PAGE = 512  # of formatted properties; each describes some runs of characters
_DELETED, _HIDDEN = 0x0800, 0x083C  # character properties
_IN_TABLE, _ROW_END = 0x2416, 0x2417  # paragraph properties
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # of a property's value, by three of its bits
_MARKS = re.compile("([\x01-\x08\x0b-\x1f])")
# Where the file's header keeps the length of each of its texts, in their order.
_STORIES = (
    (0x4C, ""),
    (0x50, "footnote"),
    (0x54, "header"),
    (0x58, "macro"),
    (0x5C, "comment"),
    (0x60, "endnote"),
    (0x64, "text box"),
    (0x68, "header"),
)


def read_doc(source: Source, out: Composer) -> None:
    """Body and tables, then notes, comments, headers and text boxes.

    Tracked deletions, hidden words and field codes are left out. Numbers that Word counts itself
    (automatic lists) do not stand in the file and are not read.
    """
    import olefile

    with olefile.OleFileIO(io.BytesIO(source.data)) as ole:
        main = ole.openstream("WordDocument").read()
        header = _Header(main)
        if header.encrypted:
            raise Unreadable("protected", "A password is needed.")
        if header.ident in _WORD6:
            _read_word6(header, out)
            return
        if header.ident != _WORD97:
            raise Unreadable("damaged", "Not a Word file, though it is called one inside.")
        table = ole.openstream(header.table_stream).read()
    pieces = list(_pieces(header, table))
    text = "".join(piece.text(main) for piece in pieces)
    origins = _Origins(pieces)
    unseen = _runs(header, table, 0xFA, 2, {_DELETED, _HIDDEN})
    in_table = _runs(header, table, 0x102, 1, {_IN_TABLE})
    row_end = _runs(header, table, 0x102, 1, {_ROW_END})
    at = 0
    for offset, label in _STORIES:
        length = header.long(offset)
        if length <= 0:
            continue
        if label != "macro":
            story = _Story(Flow(out, label), origins, unseen, in_table, row_end)
            out.end_block()
            with out.place(label) if label else nullcontext():
                story.read(text[at : at + length], at)
        at += length


@dataclass(frozen=True, slots=True)
class _Header:
    """The file information block at the start of the main stream."""

    data: bytes

    @property
    def ident(self) -> int:
        return self.short(0)

    @property
    def encrypted(self) -> bool:
        return bool(self.short(0x0A) & 0x0100)

    @property
    def table_stream(self) -> str:
        return "1Table" if self.short(0x0A) & 0x0200 else "0Table"

    def short(self, offset: int) -> int:
        return int(struct.unpack_from("<H", self.data, offset)[0])

    def long(self, offset: int) -> int:
        return int(struct.unpack_from("<i", self.data, offset)[0])

    def part(self, table: bytes, offset: int) -> bytes:
        """The stretch of the table stream whose place and length stand at `offset`."""
        start, length = struct.unpack_from("<II", self.data, offset)
        return table[start : start + length]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text: how many characters, and where in the main stream they stand."""

    first: int
    count: int
    offset: int
    wide: bool

    def text(self, main: bytes) -> str:
        size = self.count * (2 if self.wide else 1)
        raw = main[self.offset : self.offset + size]
        if self.wide:
            # One unit is one character here, so that positions hold: halves of pairs stay apart.
            return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) & ~1])))
        return "".join(_WESTERN[byte] for byte in raw)


_WESTERN = [bytes([byte]).decode("cp1252", "replace") for byte in range(256)]


def _pieces(header: _Header, table: bytes) -> Iterator[_Piece]:
    clx = header.part(table, 0x1A2)
    at = 0
    while at < len(clx) and clx[at] == 1:  # formatting of pieces, not needed for words
        at += 3 + int(struct.unpack_from("<H", clx, at + 1)[0])
    if at >= len(clx) or clx[at] != 2:
        raise Unreadable("damaged", "The table of its text is missing.")
    plc = clx[at + 5 : at + 5 + int(struct.unpack_from("<I", clx, at + 1)[0])]
    count = (len(plc) - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", plc)
    for number in range(count):
        (place,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)
        narrow = bool(place & 0x40000000)
        offset = place & 0x3FFFFFFF
        length = bounds[number + 1] - bounds[number]
        if not 0 <= length <= len(header.data):
            raise Unreadable("damaged", "The table of its text makes no sense.")
        yield _Piece(bounds[number], length, offset // 2 if narrow else offset, not narrow)


class _Origins:
    """Where in the main stream each character of the text stands."""

    def __init__(self, pieces: list[_Piece]) -> None:
        self._pieces = pieces
        self._starts = [piece.first for piece in pieces]

    def __call__(self, position: int) -> int:
        piece = self._pieces[bisect_right(self._starts, position) - 1]
        return piece.offset + (position - piece.first) * (2 if piece.wide else 1)

    def split(self, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
        """The stretches of `start` to `end` that stand together: bounds, offset, character size."""
        number = bisect_right(self._starts, start) - 1
        while start < end and number < len(self._pieces):
            piece = self._pieces[number]
            stop = min(end, piece.first + piece.count)
            yield start, stop, self(start), 2 if piece.wide else 1
            start, number = stop, number + 1


class _Runs:
    """Stretches of the main stream that have a property, in their order."""

    def __init__(self, runs: list[tuple[int, int]]) -> None:
        self._runs = sorted(runs)
        self._starts = [start for start, _ in self._runs]

    def __bool__(self) -> bool:
        return bool(self._runs)

    def __contains__(self, offset: object) -> bool:
        assert isinstance(offset, int)
        found = bisect_right(self._starts, offset) - 1
        return found >= 0 and offset < self._runs[found][1]


def _runs(header: _Header, table: bytes, place: int, kind: int, wanted: set[int]) -> _Runs:
    """The stretches that carry a wanted property, of characters (2) or paragraphs (1)."""
    plc = header.part(table, place)
    count = max(0, (len(plc) - 4) // 8)
    found: list[tuple[int, int]] = []
    for number in range(count):
        (page,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)
        data = header.data[(page & 0x3FFFFF) * _PAGE :][:_PAGE]
        if len(data) == _PAGE:
            found.extend(_page_runs(data, kind, wanted))
    return _Runs(found)


def _page_runs(page: bytes, kind: int, wanted: set[int]) -> Iterator[tuple[int, int]]:
    runs = page[_PAGE - 1]
    width = 1 if kind == 2 else 13
    if 4 * (runs + 1) + width * runs > _PAGE - 1:
        return
    bounds = struct.unpack_from(f"<{runs + 1}I", page)
    for number in range(runs):
        at = page[4 * (runs + 1) + width * number] * 2
        if not at:
            continue
        if kind == 2:
            properties = page[at + 1 : at + 1 + page[at]]
        else:
            # The length counts words; nought means that the next byte counts them instead.
            size = page[at] * 2 - 1 if page[at] else page[at + 1] * 2
            start = at + 1 if page[at] else at + 2
            properties = page[start + 2 : start + size]  # after the number of the style
        if _has(properties, wanted):
            yield bounds[number], bounds[number + 1]


def _has(properties: bytes, wanted: set[int]) -> bool:
    at = 0
    while at + 3 <= len(properties):
        (code,) = struct.unpack_from("<H", properties, at)
        if code in wanted:
            if properties[at + 2]:
                return True
            at += 3
            continue
        shape = code >> 13
        if shape == 6:  # of its own length
            size = properties[at + 2] + 1
            if code == 0xD608 and at + 4 <= len(properties):  # the definition of a table
                size = int(struct.unpack_from("<H", properties, at + 2)[0]) + 1
        else:
            size = _SIZES[shape]
        at += 2 + size
    return False


@dataclass(slots=True)
class _Story:
    """One of the texts of the file, written mark by mark."""

    flow: Flow
    origins: _Origins
    unseen: _Runs
    in_table: _Runs
    row_end: _Runs
    # For each field we are inside, whether we are still in its code and not in its result.
    fields: list[bool] = field(default_factory=list)

    def read(self, text: str, first: int) -> None:
        """Write a story that begins at character `first` of the file."""
        at = first
        for part in _MARKS.split(text):
            if len(part) == 1 and _MARKS.match(part):
                self._mark(part, at)
            elif part and not any(self.fields):
                self.flow.text(self._seen(part, at))
            at += len(part)
        self.flow.finish()

    def _seen(self, words: str, at: int) -> str:
        if not self.unseen:
            return words
        return "".join(
            words[position - at]
            for start, stop, offset, size in self.origins.split(at, at + len(words))
            for position in range(start, stop)
            if offset + (position - start) * size not in self.unseen
        )

    def _mark(self, mark: str, at: int) -> None:
        if mark == "\x13":
            self.fields.append(True)
        elif mark == "\x14":
            self.fields[-1:] = [False]
        elif mark == "\x15":
            del self.fields[-1:]
        elif any(self.fields):
            return
        elif mark == "\x07":
            if self.origins(at) in self.row_end:
                self.flow.row()
            else:
                self.flow.cell()
        elif mark in "\r\x0c\x0e":
            if self.origins(at) not in self.unseen:
                self.flow.paragraph(in_table=self.origins(at) in self.in_table)
        elif mark == "\x0b":
            self.flow.text("\n")
        elif mark == "\x1e":
            self.flow.text("-")


def _read_word6(header: _Header, out: Composer) -> None:
    """Word 6 and 95: unless saved in haste, the text stands in one stretch."""
    if header.short(0x0A) & 0x0004:
        raise Unreadable("unsupported", "A Word 6 or 95 file saved in pieces.")
    start, end = header.long(0x18), header.long(0x1C)
    flow = Flow(out)
    for part in _MARKS.split("".join(_WESTERN[byte] for byte in header.data[start:end])):
        if part == "\r":
            flow.paragraph(in_table=False)
        elif part == "\x07":
            flow.text("\t")
        elif not _MARKS.match(part):
            flow.text(part)
    flow.finish()
