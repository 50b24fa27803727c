"""Tables drawn with characters in a message's text, made into rows of cells."""

from __future__ import annotations

import re

from campaign.documents.model import Cell, Table

_RULE = re.compile(r"^[\s│|┃]*[─━═\-+┌┬┐├┼┤└┴┘╞╪╡=_|│┃:]{6,}[\s│|┃]*$")
_BAR = re.compile(r"[│┃|]")
_GAP = re.compile(r"\t+| {2,}")
_TAB = re.compile(r"\t")
_PIECE = re.compile(r"[^\s].*?(?=\s*$)", re.DOTALL)


def drawn(text: str) -> list[Table]:
    """Tables in a text: ruled with bars, or columns parted by tabs or wide gaps.

    Cells that a ruled table wraps over several lines are put together where rules part the rows.
    """
    if "│" not in text and "|" not in text and "\t" not in text and "  " not in text:
        return []
    tables: list[Table] = []
    rows: list[list[Cell]] = []
    block: list[list[Cell]] = []
    ruled = False
    position = 0

    def flush_block() -> None:
        nonlocal block
        for row in block:
            # A line whose first cell is empty goes on with the row above it.
            if (
                ruled
                and rows
                and row is not block[0]
                and not row[0].text
                and len(row) == len(rows[-1])
            ):
                rows[-1] = [_joined([a, b]) for a, b in zip(rows[-1], row, strict=True)]
            else:
                rows.append(row)
        block = []

    def flush() -> None:
        nonlocal rows, ruled
        flush_block()
        if len(rows) >= 2 and any(len(row) > 1 for row in rows):
            tables.append(Table("", tuple(tuple(row) for row in rows)))
        rows, ruled = [], False

    for line in text.splitlines(keepends=True):
        start, position = position, position + len(line)
        body = line.rstrip("\r\n")
        if len(body) > 2000:
            flush()
            continue
        opens = rows or block or _BAR.search(body) or "┌" in body
        if opens and _RULE.match(body) and not body.strip().isalnum():
            ruled = ruled or bool(re.search("[─━═┼├┌]", body))
            flush_block()
            continue
        cells = _cells(body, start)
        if rows and "\t\t" in body and len(cells) < len(rows[-1]):
            # Two tabs in a row may be an empty cell: they are where that fits the row above.
            single = _cells(body, start, _TAB)
            cells = single if len(single) == len(rows[-1]) else cells
        if len(cells) > 1:
            ruled = ruled or "│" in body
            block.append(cells)
            if not ruled:
                flush_block()
        elif body.strip() or not (rows or block):
            flush()
    flush()
    return tables


def _joined(cells: list[Cell]) -> Cell:
    filled = [cell for cell in cells if cell.text]
    if not filled:
        return cells[0]
    return Cell(" ".join(cell.text for cell in filled), filled[0].start, filled[0].end)


def _cells(body: str, start: int, gap: re.Pattern[str] = _GAP) -> list[Cell]:
    pattern = _BAR if _BAR.search(body) else gap
    if pattern is _GAP and not _GAP.search(body.strip()):
        return []
    if pattern is _GAP and "\t" not in body and len(_GAP.findall(body.strip())) < 2:
        return []
    cells: list[Cell] = []
    begin = 0
    for match in [*pattern.finditer(body), None]:
        stop = match.start() if match else len(body)
        cells.append(_cell(body, begin, stop, start))
        begin = match.end() if match else stop
    if pattern is _BAR:
        cells = cells[1:] if not cells[0].text else cells
        cells = (
            cells[:-1] if cells and not cells[-1].text and body.rstrip()[-1:] in "│┃|" else cells
        )
    elif not body.startswith(("\t", "    ")):
        # Deeper indentation is the empty corner of a table.
        cells = cells[1:] if not cells[0].text else cells
    return cells


def _cell(body: str, begin: int, stop: int, offset: int) -> Cell:
    raw = body[begin:stop]
    lead = len(raw) - len(raw.lstrip())
    text = raw.strip()
    return Cell(text, offset + begin + lead, offset + begin + lead + len(text))


_VALUE = re.compile(
    r"(?:Y|N|Yes|No|Nil|None|n/?a|-|–|[<>]?£?\d[\d,]*(?:\.\d+)?[km]?)", re.IGNORECASE
)


_YEAR = re.compile(r"(?:19|20)\d\d(?:[/-]\d\d)?")
_YEARS = re.compile(r"(?:19|20)\d\d\S{0,3}\s+(?:\S+\s+)?(?:19|20)\d\d")
_WORD = re.compile(r"\S+")


def spaced(text: str) -> list[Table]:
    """Tables that lost their borders: a line of years, then lines with as many values.

    Each row is a table of its own with the heading above it, so that lines in between which do
    not have a value for every year stay prose. A row of one value written fewer times than there
    are years is not among them: whose years they are cannot be seen.
    """
    if not _YEARS.search(text):
        return []
    tables: list[Table] = []
    head: list[Cell] = []
    position = 0
    for line in text.splitlines(keepends=True):
        start, position = position, position + len(line)
        if len(line) > 300:
            head = []
            continue
        words = line.split()
        if not words:
            continue
        years = [w for w in words[-1:] if _YEAR.fullmatch(w)] and [
            w for w in words if _YEAR.fullmatch(w)
        ]
        only_years = len(words) == len(years)
        labelled = len(words) == len(years) + 1
        if len(years) >= 2 and (only_years or (labelled and not head)):
            head = [cell for cell in _words(line, start) if _YEAR.fullmatch(cell.text)]
            continue
        if not head:
            continue
        if len(head) < len(words) < len(head) + 12 and all(
            _VALUE.fullmatch(w) for w in words[-len(head) :]
        ):
            label, values = words[: -len(head)], _words(line, start)
            if _VALUE.fullmatch(label[-1]) and not re.search(r"[A-Za-z]", label[-1]):
                continue
            first, last = values[0], values[len(label) - 1]
            title = Cell(text[first.start : last.end], first.start, last.end)
            cells = values[-len(head) :]
            tables.append(Table("", ((Cell("", start, start), *head), (title, *cells))))
        elif len(words) > 30:
            head = []
    return tables


def _words(line: str, start: int) -> list[Cell]:
    return [Cell(m.group(), start + m.start(), start + m.end()) for m in _WORD.finditer(line)]
