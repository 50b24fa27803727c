"""Text put together stretch by stretch, with the places and tables that point into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from campaign.documents.model import Cell, Extract, Place, State, Table

Span = tuple[int, int]

_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_PARAGRAPH = re.compile(r"\S(?:.*\S)?(?:\n[^\S\n]*\S(?:.*\S)?)*")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    r"""The text with `\n` for every kind of new line and no control characters but `\n` and `\t`.

    Halves of surrogate pairs are joined where both stand together, else become U+FFFD.
    """
    if text.isprintable():
        return text
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _UNWANTED.sub("", _NEWLINES.sub("\n", text))


class Full(Exception):
    """The text has reached its limit; what fitted is kept."""


class Composer:
    """Collects one file's text, so that every place and cell is a true stretch of it.

    A break asked for by `end_line` or `end_block` is written only when more text follows, so
    that no stretch ends in white space it does not have. All text passes through `clean`.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[str] = []
        self._pending = ""
        self._origin = 0
        self._waiting: list[int | None] = []
        self.length = 0
        self.state: State | None = None
        self.notes: list[str] = []
        self.programs: list[str] = []
        self._places: list[Place] = []
        self._tables: list[tuple[str, list[list[Span]]]] = []

    def write(self, text: str) -> Span:
        """Add a stretch and return its span; Full once the limit is met."""
        text = clean(text)
        if not text:
            return self.length, self.length
        self._flush()
        start = self.length
        self._waiting = [start if mark is None else mark for mark in self._waiting]
        self._append(text)
        return start, self.length

    def end_line(self) -> None:
        """Ask for a new line before whatever comes next."""
        if self.length > self._origin and not self._pending:
            self._pending = "\n"

    def end_block(self) -> None:
        """Ask for an empty line before whatever comes next."""
        if self.length > self._origin:
            self._pending = "\n\n"

    def break_line(self) -> None:
        """End the line once more: asked for twice, an empty line stands between."""
        if self.length > self._origin:
            self._pending = "\n\n" if self._pending else "\n"

    @property
    def at_start(self) -> bool:
        """Whether the next stretch begins a line (or a cell)."""
        return bool(self._pending) or self.length == self._origin

    def begin(self) -> int:
        """Write the break that was asked for and return where the next stretch begins."""
        self._flush()
        return self.length

    def finish(self) -> int:
        """Drop the break that was asked for and return where the last stretch ended."""
        self._pending = ""
        return self.length

    @contextmanager
    def place(self, label: str) -> Iterator[None]:
        """Whatever is written inside stands at `label`; nothing is noted for nothing."""
        self._waiting.append(None)
        try:
            yield
        finally:
            start = self._waiting.pop()
            if start is not None:
                self.mark(start, self.length, label)

    def mark(self, start: int, end: int, label: str) -> None:
        """Note that the stretch from start to end stands at `label`."""
        if end > start:
            self._places.append(Place(start, end, label))

    def grid(
        self,
        name: str,
        rows: Iterable[Sequence[Callable[[], None] | str]],
        label: Callable[[int, int], str],
    ) -> None:
        """Write rows of cells, tabs between cells, one row a line, and keep them as a table.

        A cell is its text, or a function which writes it. `label` names the place of a cell by
        its row and column, both counted from nought.
        """
        spans: list[list[Span]] = []
        self._tables.append((name, spans))
        for number, row in enumerate(rows):
            self.end_line()
            line: list[Span] = []
            spans.append(line)
            for column, content in enumerate(row):
                if column:
                    self._append("\t")
                span = self._cell(content)
                line.append(span)
                self.mark(*span, label(number, column))
        self.end_line()

    def _cell(self, content: Callable[[], None] | str) -> Span:
        start = self.begin()
        outer, self._origin = self._origin, start
        if callable(content):
            content()
        else:
            self.write(content)
        self._origin = outer
        return start, self.finish()

    def mark_paragraphs(self, start: int, label: str = "paragraph") -> None:
        """Number the stretches between empty lines of what was written from `start` on."""
        text = self._tail(start)
        for number, paragraph in enumerate(_PARAGRAPH.finditer(text), 1):
            self.mark(start + paragraph.start(), start + paragraph.end(), f"{label} {number}")

    def table(self, name: str, rows: list[list[Span]]) -> None:
        """Keep spans already written as a table."""
        self._tables.append((name, rows))

    def include(self, extract: Extract, label: str) -> None:
        """Add what was read out of a file inside this one, its places under `label`."""
        start = self.begin()
        cut: Full | None = None
        try:
            self.write(extract.text)
        except Full as full:
            cut = full
        self.mark(start, self.length, label)
        room = self.length - start
        for place in extract.places:
            if place.start < room:
                end = min(place.end, room)
                self.mark(start + place.start, start + end, f"{label}, {place.label}")
        for table in extract.tables:
            rows = [
                [(start + cell.start, start + cell.end) for cell in row if cell.end <= room]
                for row in table.rows
            ]
            self._tables.append((f"{label}, {table.name}", rows))
        if cut:
            raise cut

    def credit(self, readers: str) -> None:
        """Name who else took part, parted by semicolons: readers of files inside, OCR."""
        for reader in filter(None, readers.split("; ")):
            if reader not in self.programs:
                self.programs.append(reader)

    def note(self, sentence: str) -> None:
        """Tell a person something about the reading, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def extract(self, kind: str, reader: str) -> Extract:
        """What was collected: `read` or `empty` unless a reader set another state."""
        text = "".join(self._parts)
        return Extract(
            state=self.state or ("read" if text.strip() else "empty"),
            kind=kind,
            text=text,
            places=tuple(self._places),
            tables=tuple(
                Table(
                    name,
                    tuple(tuple(Cell(text[a:b], a, b) for a, b in row) for row in rows),
                )
                for name, rows in self._tables
                if any(rows)
            ),
            note=" ".join(self.notes),
            reader="; ".join([reader, *self.programs]),
        )

    def _tail(self, start: int) -> str:
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0][start:] if self._parts else ""

    def _flush(self) -> None:
        if self._pending:
            pending, self._pending = self._pending, ""
            self._append(pending)

    def _append(self, text: str) -> None:
        room = self._limit - self.length
        self._parts.append(text[:room])
        self.length += min(len(text), room)
        if len(text) > room:
            raise Full
