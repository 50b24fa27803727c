"""ODT: the words of an OpenDocument text as its last version shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from campaign.documents.composer import Composer
from campaign.documents.lists import OpenLists
from campaign.documents.markup import attribute, local, parse_xml
from campaign.documents.package import open_package
from campaign.documents.source import Source, Unreadable

_Cell = Callable[[], None] | str
# Deleted text is kept under tracked-changes; declarations hold no words.
_UNSEEN = {
    "tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "forms",
    "automatic-styles", "scripts", "font-face-decls", "table-column", "table-columns", "desc",
    "title", "note-citation", "annotation-end", "binary-data", "creator", "date-string",
}  # fmt: skip
_MAX_REPEAT = 100


def read_odt(source: Source, out: Composer) -> None:
    """Body with its tables, then notes, comments, headers and footers.

    Tracked deletions and hidden words are left out; items of lists begin with their number or
    bullet.
    """
    with open_package(source) as package:
        if "META-INF/manifest.xml" in package and b"encryption-data" in package.open(
            "META-INF/manifest.xml"
        ):
            raise Unreadable("protected", "A password is needed.")
        content = parse_xml(package.open("content.xml"))
        roots = [content]
        if "styles.xml" in package:
            roots.append(parse_xml(package.open("styles.xml")))
        styles = _Styles(OpenLists(*roots), _hidden(*roots))
        body = next((element for element in content.iter() if local(element) == "body"), None)
        if body is not None:
            story = _Story(out, styles)
            story.read(body)
            story.write_asides()
        for root in roots[1:]:
            _read_margins(root, styles, out)


def _hidden(*roots: etree._Element) -> frozenset[str]:
    """The styles whose words are not shown."""
    return frozenset(
        attribute(style, "name")
        for root in roots
        for style in root.iter()
        if local(style) == "style"
        and any(attribute(properties, "display") == "none" for properties in style)
    )


def _read_margins(root: etree._Element, styles: _Styles, out: Composer) -> None:
    seen: set[str] = set()
    for element in root.iter():
        name = local(element)
        kind = name.removesuffix("-left").removesuffix("-first")
        if kind not in {"header", "footer"}:
            continue
        words = " ".join("".join(map(str, element.itertext())).split())
        if not words or words in seen:
            continue
        seen.add(words)
        out.end_block()
        with out.place(kind):
            _Story(out, styles, kind).read(element)


@dataclass(frozen=True, slots=True)
class _Styles:
    lists: OpenLists
    hidden: frozenset[str]


class _Story:
    """One stream of paragraphs and tables, numbered as it goes."""

    def __init__(self, out: Composer, styles: _Styles, label: str = "") -> None:
        self._out = out
        self._styles = styles
        self._asides: list[tuple[str, etree._Element]] = []
        self._list = ""
        self._counts: list[int] = []
        self._marker = ""
        self._label = f"{label}, " if label else ""
        self._paragraphs = 0
        self._tables = 0
        self._depth = 0

    def read(self, element: etree._Element) -> None:
        """Write an element and what is in it, but not what follows it."""
        name = local(element)
        if name in _UNSEEN or not name:
            return
        if name in {"p", "h"}:
            self._paragraph(element)
        elif name == "table":
            self._table(element)
        elif name == "s":
            count = attribute(element, "c")
            self._out.write(" " * (min(int(count), 1000) if count.isdigit() else 1))
        elif name == "tab":
            self._out.write("\t")
        elif name == "line-break":
            self._out.write("\n")
        elif name in {"note", "annotation"}:
            self._asides.append(("comment" if name == "annotation" else "footnote", element))
        elif name == "list":
            self._read_list(element)
        else:
            self._children(element)

    def _children(self, element: etree._Element) -> None:
        for child in element:
            self.read(child)

    def _words(self, element: etree._Element) -> None:
        """The text of a paragraph or span, white space as XML has it: runs stand for one space."""
        self._text(element.text)
        for child in element:
            if local(child) in {"span", "a", "ruby-base"}:
                if attribute(child, "style-name") not in self._styles.hidden:
                    self._words(child)
            else:
                self.read(child)
                if local(child) in {"bookmark-ref", "date", "time", "page-number"}:
                    self._words(child)
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        if text:
            self._out.write(" ".join(text.replace("\n", " ").split(" ")))

    def _paragraph(self, element: etree._Element) -> None:
        before = self._out.length
        if self._depth:
            self._numbered(element)
        else:
            with self._out.place(f"{self._label}paragraph {self._paragraphs + 1}"):
                self._numbered(element)
            self._paragraphs += self._out.length > before
        self._out.end_line()

    def _numbered(self, element: etree._Element) -> None:
        marker, self._marker = self._marker, ""
        if marker:
            self._out.write(f"{marker} ")
        self._words(element)

    def _read_list(self, element: etree._Element) -> None:
        outer = self._list
        self._list = attribute(element, "style-name") or outer
        self._counts.append(self._styles.lists.start(self._list, len(self._counts) + 1) - 1)
        for item in element:
            if local(item) == "list-item":
                start = attribute(item, "start-value")
                self._counts[-1] = int(start) if start.isdigit() else self._counts[-1] + 1
                self._marker = self._styles.lists.marker(self._list, self._counts)
            self._children(item)
            self._marker = ""
        self._counts.pop()
        self._list = outer

    def write_asides(self) -> None:
        """Write the footnotes and comments met on the way, which must not cut a sentence."""
        for label, note in self._asides:
            self._out.end_block()
            with self._out.place(label):
                _Story(self._out, self._styles, label)._children(note)

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

    def _rows(self, table: etree._Element) -> Iterator[list[_Cell]]:
        for child in table:
            name = local(child)
            if name == "table-row":
                yield list(self._cells(child))
            elif name in {"table-header-rows", "table-rows", "table-row-group"}:
                yield from self._rows(child)

    def _cells(self, row: etree._Element) -> Iterator[_Cell]:
        for child in row:
            repeat = attribute(child, "number-columns-repeated")
            times = min(int(repeat), _MAX_REPEAT) if repeat.isdigit() else 1
            for _ in range(times):
                if local(child) == "table-cell":
                    yield self._cell(child)
                elif local(child) == "covered-table-cell":
                    yield ""

    def _cell(self, cell: etree._Element) -> Callable[[], None]:
        return lambda: self._children(cell)
