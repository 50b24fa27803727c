"""DOCX: the words of a Word document as its last version shows them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from lxml import etree

from campaign.documents.composer import Composer
from campaign.documents.lists import WordLists
from campaign.documents.markup import attribute, local, parse_xml
from campaign.documents.package import Package, open_package
from campaign.documents.source import Source, Unreadable

# What stands in the file but not on the page: deletions, moves away, field codes, the
# older rendering that goes with a newer one.
_UNSEEN = {
    "del", "moveFrom", "delText", "instrText", "delInstrText", "Fallback", "pPr", "rPr",
    "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "annotationRef",
}  # fmt: skip
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_AROUND = (
    ("header", "header"),
    ("footer", "footer"),
    ("footnotes", "footnote"),
    ("endnotes", "endnote"),
    ("comments", "comment"),
)


def read_docx(source: Source, out: Composer) -> None:
    """Body, tables, text boxes, then headers, footers, notes and comments.

    Tracked insertions are read and tracked deletions left out; field results are read and field
    codes left out. The numbers of automatic lists are counted as Word does. A repeated header is
    read once.
    """
    with open_package(source) as package:
        main = _main_part(package)
        folder = posixpath.dirname(main)
        lists = WordLists(
            _optional(package, f"{folder}/numbering.xml"),
            _optional(package, f"{folder}/styles.xml"),
        )
        _Story(out, lists).read(parse_xml(package.open(main)))
        seen: set[str] = set()
        for prefix, label in _AROUND:
            for name in package.names():
                stem = posixpath.basename(name)
                if posixpath.dirname(name) != folder or not stem.startswith(prefix):
                    continue
                if not stem.removeprefix(prefix).removesuffix(".xml").isdigit() and (
                    stem != f"{prefix}.xml"
                ):
                    continue
                _read_part(package.open(name), label, lists, out, seen)


def _main_part(package: Package) -> str:
    for name in ("word/document.xml", "word/document2.xml"):
        if name in package:
            return name
    for name in package.names():
        if name.startswith("word/document") and name.endswith(".xml"):
            return name
    raise Unreadable("damaged", "The part with the document's text is missing.")


def _optional(package: Package, name: str) -> etree._Element | None:
    return parse_xml(package.open(name)) if name in package else None


def _read_part(data: bytes, label: str, lists: WordLists, out: Composer, seen: set[str]) -> None:
    root = parse_xml(data)
    words = " ".join("".join(map(str, root.itertext())).split())
    if not words or words in seen:
        return
    seen.add(words)
    out.end_block()
    with out.place(label):
        _Story(out, lists, label).read(root)
    out.end_block()


class _Story:
    """One stream of paragraphs and tables, numbered as it goes."""

    def __init__(self, out: Composer, lists: WordLists, label: str = "") -> None:
        self._out = out
        self._lists = lists
        self._label = f"{label}, " if label else ""
        self._paragraphs = 0
        self._tables = 0
        self._depth = 0

    def read(self, element: etree._Element) -> None:
        """Write an element's blocks and words in their order."""
        name = local(element)
        if name in _UNSEEN or _hidden_run(element, name):
            return
        if name == "p":
            self._paragraph(element)
        elif name == "tbl":
            self._table(element)
        elif name == "t":
            self._out.write(element.text or "")
        elif name in _SIGNS:
            self._out.write("" if attribute(element, "type") == "page" else _SIGNS[name])
        elif name == "sym":
            self._symbol(element)
        elif name == "txbxContent":
            self._out.end_line()
            self._children(element)
            self._out.end_line()
        else:
            self._children(element)

    def _children(self, element: etree._Element) -> None:
        for child in element:
            self.read(child)

    def _paragraph(self, element: etree._Element) -> None:
        if self._depth:
            self._words(element)
        else:
            before = self._out.length
            with self._out.place(f"{self._label}paragraph {self._paragraphs + 1}"):
                self._words(element)
            self._paragraphs += self._out.length > before
        self._out.end_line()

    def _words(self, paragraph: etree._Element) -> None:
        """The words of a paragraph, after the number that Word counts for it."""
        properties = next((child for child in paragraph if local(child) == "pPr"), None)
        marker = self._lists.marker(properties)
        if marker and any(local(child) == "t" and child.text for child in paragraph.iter()):
            self._out.write(f"{marker} ")
        self._children(paragraph)

    def _table(self, element: etree._Element) -> None:
        self._tables += 1
        name = f"{self._label}table {self._tables}"
        self._depth += 1
        self._out.grid(
            name,
            self._rows(element),
            lambda row, column: f"{name}, row {row + 1}, column {column + 1}",
        )
        self._depth -= 1

    def _rows(self, table: etree._Element) -> Iterator[list[Callable[[], None] | str]]:
        for row in _within(table, "tr"):
            if _property(row, "trPr", "del") is not None:
                continue
            cells: list[Callable[[], None] | str] = []
            before = _number(_property(row, "trPr", "gridBefore"))
            cells.extend([""] * before)
            for cell in _within(row, "tc"):
                merge = _property(cell, "tcPr", "vMerge")
                below = merge is not None and attribute(merge, "val") in {"", "continue"}
                cells.append("" if below else self._cell(cell))
                span = _number(_property(cell, "tcPr", "gridSpan"))
                cells.extend([""] * (span - 1))
            yield cells

    def _cell(self, cell: etree._Element) -> Callable[[], None]:
        return lambda: self._children(cell)

    def _symbol(self, element: etree._Element) -> None:
        code = attribute(element, "char")
        font = attribute(element, "font").lower()
        boxes = {"f0fe": "☒", "f0fd": "☒", "f0a8": "☐", "f06f": "☐", "f0fc": "✓", "f0fb": "✗"}
        if "wingdings" in font and code.lower() in boxes:
            self._out.write(boxes[code.lower()])


def _within(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, also inside content controls and insertions."""
    for child in element:
        found = local(child)
        if found == name:
            yield child
        elif found in {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"}:
            yield from _within(child, name)


def _property(element: etree._Element, holder: str, name: str) -> etree._Element | None:
    for child in element:
        if local(child) == holder:
            for found in child:
                if local(found) == name:
                    return found
    return None


def _number(element: etree._Element | None) -> int:
    value = attribute(element, "val") if element is not None else ""
    return min(int(value), 100) if value.isdigit() else 0


def _hidden_run(element: etree._Element, name: str) -> bool:
    if name != "r":
        return False
    vanish = _property(element, "rPr", "vanish")
    return vanish is not None and attribute(vanish, "val") not in {"0", "false", "off"}
