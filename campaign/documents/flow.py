"""Paragraphs and tables out of the formats that write them as one stream of marks (RTF, DOC)."""

from __future__ import annotations

from campaign.documents.composer import Composer


class Flow:
    """Takes words and the marks between them, and writes paragraphs and tables.

    In these formats a row is known only at its end: cells are kept until then, and rows until
    the table is over.
    """

    def __init__(self, out: Composer, label: str = "") -> None:
        self._out = out
        self._label = f"{label}, " if label else ""
        self._words: list[str] = []
        self._row: list[str] = []
        self._rows: list[list[str]] = []
        self._paragraphs = 0
        self._tables = 0

    def text(self, words: str) -> None:
        """Words of the paragraph or cell at hand."""
        self._words.append(words)

    def paragraph(self, *, in_table: bool) -> None:
        """The end of a paragraph, which inside a cell is only a new line."""
        if in_table:
            self._words.append("\n")
            return
        self._close_table()
        words = self._take()
        if words.strip():
            self._paragraphs += 1
            with self._out.place(f"{self._label}paragraph {self._paragraphs}"):
                self._out.write(words)
        self._out.end_line()

    def cell(self) -> None:
        """The end of a cell."""
        self._row.append(self._take().strip("\n"))

    def row(self) -> None:
        """The end of a row."""
        rest = self._take().strip("\n")
        if rest.strip():
            self._row.append(rest)
        if self._row:
            self._rows.append(self._row)
        self._row = []

    def finish(self) -> None:
        """The end of the stream; what is still open is written."""
        if self._row:
            self.row()
        self.paragraph(in_table=False)

    def _take(self) -> str:
        words = "".join(self._words)
        self._words.clear()
        return words

    def _close_table(self) -> None:
        if not self._rows:
            return
        rows, self._rows = self._rows, []
        self._tables += 1
        name = f"{self._label}table {self._tables}"
        self._out.grid(
            name, rows, lambda row, column: f"{name}, row {row + 1}, column {column + 1}"
        )
