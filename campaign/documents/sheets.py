"""Workbooks: XLSX, XLSB, XLS and ODS, sheet by sheet and cell by cell."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time, timedelta
from typing import Any

from campaign.documents.composer import Composer
from campaign.documents.package import open_package
from campaign.documents.source import Source, Unreadable

# calamine holds a sheet as one rectangle from its first to its last cell: this many fit.
_RECTANGLE = 8_000_000
_REFERENCE = re.compile(rb"<c(?:\s[^>]*?)?\sr=\"([A-Z]{1,3})(\d{1,7})\"")


def read_workbook(source: Source, out: Composer) -> None:
    """Each sheet's name, then its rows; empty rows left out, places such as `sheet Q1, cell C4`.

    Values are as stored: dates in ISO 8601, whole numbers without a point, and no currency
    sign or percentage that only the cell's format adds. Hidden sheets are read and named so.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    if source.kind in {"xlsx", "xlsb", "ods"}:
        _weigh(source)
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(source.data))
    except PasswordError as error:
        raise Unreadable("protected", "A password is needed.") from error
    except (CalamineError, OSError, ValueError) as error:
        words = " ".join(str(error).split())[:120]
        if "password" in words.lower() or "encrypt" in words.lower():
            raise Unreadable("protected", "A password is needed.") from error
        raise Unreadable("damaged", f"The workbook cannot be read ({words}).") from error
    cells = 0
    with book:
        for sheet in book.sheets_metadata:
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            cells = _write_sheet(book, sheet.name, source, out, cells)
            if "Visible" not in str(sheet.visible) or "Hidden" in str(sheet.visible):
                out.note(f"Sheet {sheet.name} is hidden in the file.")


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


def _write_sheet(book: Any, name: str, source: Source, out: Composer, cells: int) -> int:
    sheet = book.get_sheet_by_name(name)
    first = sheet.start
    if first is None:
        return cells
    out.end_block()
    out.write(f"{name}\n")
    kept: list[tuple[int, list[str]]] = []
    for row, values in enumerate(sheet.iter_rows(), 0):
        texts = [shown(value) for value in values]
        while texts and not texts[-1].strip():
            texts.pop()
        if not texts:
            continue
        kept.append((row, texts))
        cells += len(texts)
        if cells > source.limits.cells:
            out.state = "too_big"
            out.note(f"Sheet {name} was read only to row {row + 1}.")
            break
    numbers = [row for row, _ in kept]
    out.grid(
        f"sheet {name}",
        (texts for _, texts in kept),
        lambda row, column: f"sheet {name}, cell {cell_name(numbers[row], column)}",
    )
    return cells


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
