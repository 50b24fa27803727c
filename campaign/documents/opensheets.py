"""ODS: the cells of an OpenDocument workbook as its reader sees them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from campaign.documents.composer import Composer
from campaign.documents.markup import attribute, local, stream_xml
from campaign.documents.package import open_package
from campaign.documents.sheets import Sheets
from campaign.documents.source import Source, Unreadable

_MAX_COLUMNS = 16_384


def read_ods(source: Source, out: Composer) -> None:
    """Each sheet's name, then its rows; empty rows left out, places such as `sheet Q1, cell C4`.

    Values are as shown, with currency signs and dates as their format has them. Rows that a
    program repeats to the end of the sheet cost nothing where they are empty.
    """
    with open_package(source) as package:
        manifest = "META-INF/manifest.xml"
        if manifest in package and b"encryption-data" in package.open(manifest):
            raise Unreadable("protected", "A password is needed.")
        content = package.open("content.xml")
    sheets = Sheets(source, out)
    name = ""
    at = 0
    rows: list[tuple[int, list[str]]] = []
    left = source.limits.cells
    for event, element in stream_xml(content, ("table", "table-row")):
        if local(element) == "table":
            if event == "start" and not _inside_cell(element):
                name, at, rows = attribute(element, "name"), 0, []
            elif event == "end" and not _inside_cell(element):
                sheets.write(name, rows, hidden=False)
        elif event == "end" and left >= 0 and not _inside_cell(element):
            times = _times(attribute(element, "number-rows-repeated"))
            row = _row(element)
            if row:
                # One more than fits, so that what is left out is noticed and said.
                shown = min(times, left // len(row) + 1)
                rows.extend((at + number, list(row)) for number in range(shown))
                left -= shown * len(row)
            at += times
            element.clear()


def _row(element: etree._Element) -> list[str]:
    cells: list[str] = []
    for cell in _cells(element):
        times = _times(attribute(cell, "number-columns-repeated"))
        cells.extend([_words(cell)] * min(times, _MAX_COLUMNS - len(cells)))
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return (cell for cell in row if local(cell) in {"table-cell", "covered-table-cell"})


def _words(cell: etree._Element) -> str:
    lines = ["".join(_pieces(line)) for line in cell if local(line) == "p"]
    return "\n".join(lines) if lines else attribute(cell, "value")


def _pieces(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if local(child) == "s":
            yield " " * min(_times(attribute(child, "c")), 1000)
        elif local(child) == "line-break":
            yield "\n"
        elif local(child) != "annotation":
            yield from _pieces(child)
        yield child.tail or ""


def _times(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _inside_cell(element: etree._Element) -> bool:
    """Whether this belongs to a table inside a cell or drawing, which is not a sheet."""
    return any(
        local(ancestor) in {"table-cell", "shapes", "tracked-changes"}
        for ancestor in element.iterancestors()
    )
