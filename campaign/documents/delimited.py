"""CSV in its many dialects: the text as it stands, and its cells found in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from campaign.documents.charset import declared_charset, decode
from campaign.documents.composer import Composer, Span, clean
from campaign.documents.source import Source

DELIMITERS = ",;\t|"
_LINES_TO_JUDGE = 100


def read_csv(source: Source, out: Composer) -> None:
    """CSV kept as it came, with a table of its cells; formulas stay the text they are.

    Only one thing is changed: a quotation mark written twice inside a quoted cell becomes one,
    so that a cell's text is what it says. A first line `sep=;` is obeyed and left out.
    """
    text = clean(decode(source.data, declared_charset(source.content_type)))
    directive = re.match(r"sep=(.)\n", text, re.IGNORECASE)
    if directive:
        text = text[directive.end() :]
    delimiter = directive[1] if directive else guess_delimiter(text)
    rows: list[list[Span]] = []
    cells = 0
    try:
        for row in _written(text, delimiter, out):
            rows.append(row)
            cells += len(row)
            for column, (start, end) in enumerate(row, 1):
                out.mark(start, end, f"row {len(rows)}, column {column}")
            if cells > source.limits.cells:
                out.state = "too_big"
                out.note(f"Only the first {len(rows):,} rows were read.")
                return
    finally:
        out.table("", rows)


def guess_delimiter(text: str) -> str:
    """The delimiter under which most lines have the same number of cells, and several."""
    best, score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        for number, row in enumerate(scan(text, delimiter)):
            if number == _LINES_TO_JUDGE:
                break
            if row != [(row[0][0], row[0][0])]:
                widths[len(row)] += 1
        several = {width: count for width, count in widths.items() if width > 1}
        if not several:
            continue
        width = max(several, key=lambda width: (several[width], width))
        judged = (several[width] / sum(widths.values()), width)
        if judged > score:
            best, score = delimiter, judged
    return best


def scan(text: str, delimiter: str) -> Iterator[list[Span]]:
    """The spans of the cells of each row, without the quotation marks around them."""
    mark = re.escape(delimiter)
    cell = re.compile(rf'[ ]*"((?:[^"]|"")*+)"[ ]*(?={mark}|\n|\Z)|([^{mark}\n]*)')
    row: list[Span] = []
    at, end = 0, len(text)
    while at < end or row:
        found = cell.match(text, at)
        assert found is not None  # the second alternative matches anything
        row.append(found.span(1) if found[1] is not None else found.span(2))
        at = found.end()
        if at < end and text[at] == delimiter:
            at += 1
            continue
        yield row
        row = []
        at += 1


def _written(text: str, delimiter: str, out: Composer) -> Iterator[list[Span]]:
    """Write the text row by row, yielding the spans of its cells in what was written."""
    done = 0
    for row in scan(text, delimiter):
        written: list[Span] = []
        for start, end in row:
            out.write(text[done:start])
            written.append(out.write(_single(text, start, end)))
            done = end
        yield written
    out.write(text[done:].rstrip("\n"))


def _single(text: str, start: int, end: int) -> str:
    quoted = start and text[start - 1] == '"' and end < len(text) and text[end] == '"'
    return text[start:end].replace('""', '"') if quoted else text[start:end]
