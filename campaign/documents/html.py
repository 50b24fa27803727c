"""HTML: the words a reader of the page could meet, without what makes a page move."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from campaign.documents.charset import declared_charset, decode
from campaign.documents.composer import Composer
from campaign.documents.lists import ordinal
from campaign.documents.markup import local
from campaign.documents.source import Source

_Cell = Callable[[], None] | str
_DROPPED = {"script", "style", "template", "head", "title", "object", "svg", "math", "iframe"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_APART = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre", "hr"}
_WHITE = re.compile(r"[ \t\n\r\f]+")
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_MAX_SPAN = 100


def read_html(source: Source, out: Composer) -> None:
    """The text of a page; scripts and styles dropped, text hidden by style kept as the site does.

    Tables that lay a page out are read as text, tables of data are kept as tables; the items of
    a numbered list begin with their number.
    """
    found = _META.search(source.data[:4096])
    label = declared_charset(source.content_type) or (found[1].decode("ascii") if found else "")
    write_html(decode(source.data, label), out)


def write_html(markup: str, out: Composer) -> None:
    """Add the words of some HTML, with a place for each stretch between empty lines."""
    # HTML has no entities to unfold; "huge" only lets the quotations of long threads nest.
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    data = markup.replace("\0", "").encode("utf-8", "replace")
    if not data.strip():
        return
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:  # nothing but comments and white space
        return
    if root is None:
        return
    start = out.begin()
    page = _Page(out)
    try:
        page.read(root)
    finally:
        out.finish()
        out.mark_paragraphs(start)
    if any("depth" in str(error.message).lower() for error in parser.error_log):
        out.state = "too_big"
        out.note("The page is nested too deep; part of it was not read.")


class _Page:
    """A walk over a page that keeps white space as a browser would."""

    def __init__(self, out: Composer) -> None:
        self._out = out
        self._space = False
        self._pre = 0
        self._tables = 0

    def read(self, element: etree._Element) -> None:
        """Write an element and what is in it, but not what follows it."""
        name = local(element)
        if name in _DROPPED or not name:
            return
        if name == "br":
            self._break()
            return
        if name == "table" and self._table(element):
            return
        if name in _BLOCKS:
            self._edge(name)
        if name == "li":
            self._words(_marker(element))
        self._pre += name == "pre"
        self._inside(element)
        self._pre -= name == "pre"
        if name in _BLOCKS:
            self._edge(name)
        elif name == "td":
            self._space = True

    def _inside(self, element: etree._Element) -> None:
        self._words(element.text)
        for child in element:
            self.read(child)
            self._words(child.tail)

    def _edge(self, name: str) -> None:
        self._space = False
        if name in _APART:
            self._out.end_block()
        else:
            self._out.end_line()

    def _break(self) -> None:
        self._space = False
        self._out.break_line()

    def _words(self, text: str | None) -> None:
        if not text:
            return
        if self._pre:
            self._out.write(text)
            return
        words = _WHITE.sub(" ", text)
        before = self._space or words.startswith(" ")
        bare = words.strip(" ")
        if not bare:
            self._space = self._space or before
            return
        if before and not self._out.at_start:
            self._out.write(" ")
        self._out.write(bare)
        self._space = words.endswith(" ")

    def _table(self, table: etree._Element) -> bool:
        """Write a table of data and say so; a table that only lays out is left to be walked."""
        if any(local(child) == "table" for child in table.iterdescendants()):
            return False
        rows = list(_rows(table))
        if max((sum(1 for _ in _cells(row)) for row in rows), default=0) < 2:
            return False
        self._edge("table")
        for caption in table:
            if local(caption) == "caption":
                self.read(caption)
        self._tables += 1
        name = f"table {self._tables}"
        self._out.grid(
            name,
            self._grid(rows),
            lambda row, column: f"{name}, row {row + 1}, column {column + 1}",
        )
        self._edge("table")
        return True

    def _grid(self, rows: list[etree._Element]) -> Iterator[list[_Cell]]:
        below: dict[int, int] = {}
        for row in rows:
            line: list[_Cell] = []
            for cell in _cells(row):
                self._skip(line, below)
                high = _span(cell, "rowspan")
                for extra in range(_span(cell, "colspan")):
                    if high > 1:
                        below[len(line)] = high - 1
                    line.append("" if extra else self._cell(cell))
            self._skip(line, below)
            yield line

    def _skip(self, line: list[_Cell], below: dict[int, int]) -> None:
        while below.get(len(line), 0):
            below[len(line)] -= 1
            line.append("")

    def _cell(self, cell: etree._Element) -> Callable[[], None]:
        def write() -> None:
            self._space = False
            self._inside(cell)
            self._space = False

        return write


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        name = local(child)
        if name == "tr":
            yield child
        elif name in {"thead", "tbody", "tfoot"}:
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    return (child for child in row if local(child) in {"td", "th"})


def _span(cell: etree._Element, name: str) -> int:
    value = str(cell.get(name, "1")).strip()
    return max(1, min(int(value), _MAX_SPAN)) if value.isascii() and value.isdigit() else 1


def _marker(item: etree._Element) -> str:
    """The number of an item of a numbered list, as the page shows it."""
    parent = item.getparent()
    if parent is None or local(parent) != "ol":
        return ""
    before = sum(1 for sibling in item.itersiblings(preceding=True) if local(sibling) == "li")
    start = str(parent.get("start", "1"))
    number = before + (int(start) if start.isascii() and start.isdigit() else 1)
    own = str(item.get("value", ""))
    number = int(own) if own.isascii() and own.isdigit() else number
    return f"{ordinal(number, str(parent.get('type', '1')))}. "
