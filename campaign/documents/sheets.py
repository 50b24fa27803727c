"""Workbooks: XLSX, XLSB, XLS and ODS, sheet by sheet and cell by cell."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from campaign.documents.composer import Composer
from campaign.documents.package import open_package
from campaign.documents.sniff import OLE
from campaign.documents.source import Source, Unreadable

# calamine holds a sheet as one rectangle from its first to its last cell: this many fit.
_RECTANGLE = 8_000_000
_FILE_PASS = 0x2F
_REFERENCE = re.compile(rb"<c(?:\s[^>]*?)?\sr=\"([A-Z]{1,3})(\d{1,7})\"")


def read_workbook(source: Source, out: Composer) -> None:
    """Each sheet's name, then its rows; empty rows left out, places such as `sheet Q1, cell C4`.

    Values are as stored: dates in ISO 8601, whole numbers without a point, and no currency
    sign or percentage that only the cell's format adds. Hidden sheets are read and named so.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    if source.kind == "xls" and _locked(source.data):
        raise Unreadable("protected", "A password is needed.")
    if source.kind != "xls":
        _weigh(source)
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(source.data))
    except PasswordError as error:
        raise Unreadable("protected", "A password is needed.") from error
    except (CalamineError, OSError, ValueError) as error:
        words = " ".join(str(error).split())[:120]
        raise Unreadable("damaged", f"The workbook cannot be read ({words}).") from error
    sheets = Sheets(source, out)
    with book:
        for sheet in book.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet:
                hidden = str(sheet.visible) != "SheetVisibleEnum.Visible"
                sheets.write(sheet.name, _rows(book.get_sheet_by_name(sheet.name)), hidden=hidden)


class Sheets:
    """Writes the sheets of one workbook, up to the limit of cells."""

    def __init__(self, source: Source, out: Composer) -> None:
        self._out = out
        self._left = source.limits.cells

    def write(self, name: str, rows: Iterable[tuple[int, list[str]]], *, hidden: bool) -> None:
        """A sheet's name and its rows, each with its number counted from nought.

        Rows without words are left out, and so are empty cells at the end of a row.
        """
        kept: list[tuple[int, list[str]]] = []
        for number, row in rows:
            while row and not row[-1].strip():
                row.pop()
            if not row:
                continue
            self._left -= len(row)
            if self._left < 0:
                self._out.state = "too_big"
                self._out.note(f"Sheet {name} was read only to row {number}.")
                break
            kept.append((number, row))
        if not kept:
            return
        self._out.end_block()
        self._out.write(name)
        self._out.end_block()
        numbers = [number for number, _ in kept]
        self._out.grid(
            f"sheet {name}",
            (row for _, row in kept),
            lambda row, column: f"sheet {name}, cell {cell_name(numbers[row], column)}",
        )
        if hidden:
            self._out.note(f"Sheet {name} is hidden in the file.")


def cell_name(row: int, column: int) -> str:
    """`C4` for row 3, column 2, both counted from nought."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def shown(value: object) -> str:
    """A cell's value as text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    if sheet.start is None:
        return
    # calamine gives the empty rows before the first cell, but not the empty columns.
    before = [""] * sheet.start[1]
    for number, values in enumerate(sheet.iter_rows()):
        yield number, before + [shown(value) for value in values]


def _locked(data: bytes) -> bool:
    """Whether an XLS begins as encrypted ones do: a FilePass record among the first ([MS-XLS])."""
    import olefile

    if not data.startswith(OLE):
        return False
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        names = [name for name in ("Workbook", "Book") if ole.exists(name)]
        start = ole.openstream(names[0]).read(4096) if names else b""
    at = 0
    while at + 4 <= len(start):
        record, length = struct.unpack_from("<HH", start, at)
        if record == _FILE_PASS:
            return True
        at += 4 + length
    return False


def _weigh(source: Source) -> None:
    """Refuse a workbook that would unpack, or spread out, to more than memory holds."""
    with open_package(source) as package:
        for member in package.members:
            data = package.open(member)
            if source.kind == "xlsx" and "worksheets/" in member.filename:
                width, height = _extent(data)
                if width * height > _RECTANGLE:
                    note = f"A sheet spreads over {height:,} rows and {width:,} columns."
                    raise Unreadable("too_big", note)


def _extent(sheet: bytes) -> tuple[int, int]:
    width = height = 0
    for letters, digits in _REFERENCE.findall(sheet):
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        width, height = max(width, column), max(height, int(digits))
    return width, height
