"""Answers in tables: years along one side, questions along the other, kinds on either."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from campaign.documents.model import Cell, Table

from .aligned import AlignedReader
from .cells import read_cell
from .claims import TABLE, Claim
from .clauses import Context
from .headings import Asked, HeadingReader
from .numbering import anchor
from .periods import Mention, PeriodReader
from .questions import Subject

_MOST_CELLS = 20_000
Rows = Sequence[Sequence[Cell]]


class TableReader:
    """Reads the tables of one questionnaire's replies."""

    def __init__(
        self,
        subject: Subject,
        periods: PeriodReader,
        headings: HeadingReader,
        aligned: AlignedReader,
    ) -> None:
        self.subject = subject
        self.periods = periods
        self.headings = headings
        self.aligned = aligned

    def read(
        self, table: Table, scope: frozenset[str] | None, law: str = "foia", above: str = ""
    ) -> list[Claim]:
        """The claims of a table that stands under section `scope` and caption `above`."""
        rows = [row for row in table.rows if any(c.text.strip() for c in row)]
        if not rows or sum(len(row) for row in rows) > _MOST_CELLS:
            return []
        named = self.subject.abbreviated(table.name) or self.subject.abbreviated(
            " ".join(c.text for c in rows[0])
            if len([c for c in rows[0] if c.text.strip()]) == 1
            else ""
        )
        scope = named or scope
        for index in range(1, len(rows) - 1):
            if self._starts_another(rows, index):
                first = Table(table.name, tuple(tuple(r) for r in rows[:index]))
                second = Table(table.name, tuple(tuple(r) for r in rows[index:]))
                return [
                    *self.read(first, scope, law, above),
                    *self.read(second, scope, law, above),
                ]
        header = self._period_row(rows)
        if header is not None:
            return list(self._across(rows, header, scope, law, above))
        column = self._period_column(rows)
        if column is not None:
            return list(self._down(rows, column, scope, law, above))
        return list(self._list(rows, scope, law))

    def _starts_another(self, rows: Rows, index: int) -> bool:
        """Whether a row is the heading of a second table in the same grid."""
        filled = [c for c in rows[index] if c.text.strip()]
        if len(filled) != 1 or not self.subject.abbreviated(filled[0].text):
            return False
        below = rows[index + 1]
        corner = re.fullmatch(
            r"\W*(?:years?|periods?|questions?|financial years?)?\W*", below[0].text, re.I
        )
        return bool(corner) and sum(bool(c.text.strip()) for c in below) > 1

    # -- which side the periods are on ----------------------------------------------------------

    def _period(self, cell: Cell) -> Mention | None:
        """The period that a cell is, if it is nothing else."""
        text = cell.text.strip()
        text = re.sub(r"^((?:19|20)\d\d)\.0$", r"\1", text)
        if not text or len(text) > 40:
            return None
        mentions = [m for m in self.periods.mentions(text) if m.labels or m.given]
        if len(mentions) != 1 or len(mentions[0].labels) > 1:
            return None
        rest = text[: mentions[0].start] + text[mentions[0].end :]
        if len(re.sub(r"\W", "", rest)) > 12 or re.search(r"£|\d{3}", rest):
            return None
        return mentions[0]

    def _period_row(self, rows: Rows) -> int | None:
        for index, row in enumerate(rows[:5]):
            found = [self._period(c) for c in row]
            others = [c for c, m in zip(row, found, strict=True) if m is None and c.text.strip()]
            distinct = {row[i].text.strip() for i, m in enumerate(found) if m is not None}
            if (
                len(distinct) >= 2
                and len(others) <= max(1, len(row) // 3)
                and (found[0] is None or not others)
            ):
                return index
        return None

    def _period_column(self, rows: Rows) -> int | None:
        width = max(len(row) for row in rows)
        for column in range(min(width, 4)):
            cells = [row[column] for row in rows if column < len(row)]
            found = sum(self._period(c) is not None for c in cells)
            if (found >= 2 and found >= 0.4 * len(cells)) or (found == 1 and len(cells) == 2):
                return column
        return None

    # -- the three shapes -----------------------------------------------------------------------

    def _across(
        self, rows: Rows, header: int, scope: frozenset[str] | None, law: str, above: str
    ) -> Iterator[Claim]:
        """Periods in a row, questions down the side."""
        columns = {i: m for i, c in enumerate(rows[header]) if (m := self._period(c)) is not None}
        first = min(columns)
        listed: list[tuple[Sequence[Cell], Asked]] = []
        asked: Asked = ((), False)
        for row in rows[header + 1 :]:
            label = " ".join(c.text for c in row[:first] if c.text.strip())
            values = [c.text for c in row[first:]]
            section = self.subject.abbreviated(label) if label else frozenset[str]()
            if section and not any(v.strip() for v in values):
                scope = section
                continue
            if label:
                asked = self.headings.asked(label, section or scope, cells=values)
            elif first == 0:
                asked = self.headings.asked(above, scope, cells=values)
            listed.append((row, asked))
        settled = self.headings.eliminate([asked for _, asked in listed])
        for (row, _), asked in zip(listed, settled, strict=True):
            before: Claim | None = None
            if asked[0] and not any(q.periods for q in asked[0]):
                # Asked once: its answer may stand in any column, also in one of its own.
                filled = [cell for cell in row[first:] if cell.text.strip()]
                if len(filled) == 1:
                    yield from read_cell(self.subject, filled[0], asked, None, law, None)
                    continue
            for index, mention in columns.items():
                if asked[0] and index < len(row):
                    for claim in read_cell(self.subject, row[index], asked, mention, law, before):
                        before = claim
                        yield claim

    def _down(
        self, rows: Rows, column: int, scope: frozenset[str] | None, law: str, above: str
    ) -> Iterator[Claim]:
        """Periods in a column, questions in the headings."""
        top = next(
            i for i, row in enumerate(rows) if column < len(row) and self._period(row[column])
        )
        width = max(len(row) for row in rows)
        heads = [
            " ".join(
                rows[r][c].text for r in range(top) if c < len(rows[r]) and rows[r][c].text.strip()
            )
            for c in range(width)
        ]
        sectioned = self._section_column(rows[top:], column, width)
        before: dict[int, Claim] = {}
        asked_at: dict[frozenset[str] | None, list[Asked]] = {}
        for row in rows[top:]:
            if sectioned is not None and sectioned < len(row):
                scope = self.subject.abbreviated(row[sectioned].text) or scope
            mention = self._period(row[column]) if column < len(row) else None
            if mention is None and sum(bool(c.text.strip()) for c in row) == 1:
                scope = self.subject.abbreviated(row[0].text) or scope
                continue
            if scope not in asked_at:
                asked_at[scope] = self._columns(rows[top:], heads, column, scope, above)
            for index, cell in enumerate(row):
                asked = asked_at[scope][index]
                if index in {column, sectioned} or not asked[0]:
                    continue
                if mention is None and any(q.periods for q in asked[0]):
                    # A row for all years answers only what is asked once.
                    continue
                for claim in read_cell(self.subject, cell, asked, mention, law, before.get(index)):
                    before[index] = claim
                    yield claim

    def _columns(
        self, rows: Rows, heads: list[str], column: int, scope: frozenset[str] | None, above: str
    ) -> list[Asked]:
        """The question of each column; the periods' own asks none."""
        found: list[Asked] = []
        for index, head in enumerate(heads):
            label = head or (above if len(heads) == 2 else "")
            if index == column:
                found.append(((), False))
                continue
            # A row of totals is no period's, and may have slipped by a column.
            cells = [
                row[index].text
                for row in rows
                if index < len(row) and column < len(row) and self._period(row[column])
            ]
            section = self.subject.abbreviated(label) or scope
            found.append(self.headings.asked(label, section, cells=cells))
        return self.headings.eliminate(found)

    def _section_column(self, rows: Rows, column: int, width: int) -> int | None:
        for index in range(min(width, 4)):
            if index != column:
                cells = [
                    row[index].text for row in rows if index < len(row) and row[index].text.strip()
                ]
                if cells and all(len(t) < 60 and self.subject.abbreviated(t) for t in cells):
                    return index
        return None

    def _list(self, rows: Rows, scope: frozenset[str] | None, law: str) -> Iterator[Claim]:
        """A question in one cell and its answer in the next; or a row of each."""
        pairs: list[tuple[Asked, Cell]] = []
        heads = rows[0]
        across = [
            self.headings.asked(c.text, self.subject.abbreviated(c.text) or scope, strict=True)
            for c in heads
        ]
        if len(rows) == 2 and sum(bool(a[0]) for a in across) >= 2:
            pairs = [(a, c) for a, c in zip(across, rows[1], strict=False) if a[0]]
        else:
            for row in rows:
                filled = [c for c in row if c.text.strip()]
                if (
                    len(filled) == 1
                    and (named := self.subject.abbreviated(filled[0].text))
                    and len(filled[0].text) < 90
                ):
                    scope = named
                    continue
                if len(filled) < 2:
                    continue
                label = filled[0].text
                opened = anchor(label + " ")
                if len(filled) > 2 and (opened or re.fullmatch(r"\W*\d{1,2}\W*", label)):
                    asked = self.headings.asked(filled[1].text, scope, strict=True)
                    if not asked[0]:
                        asked = self.headings.asked(
                            f"Q{re.sub(r'[^0-9]', '', label)}", scope, strict=True
                        )
                    cell = filled[2]
                else:
                    asked = self.headings.asked(
                        label
                        if not re.fullmatch(r"\W*\d{1,2}\W*", label)
                        else f"Q{re.sub(r'[^0-9]', '', label)}",
                        scope,
                        strict=True,
                    )
                    cell = filled[1]
                if asked[0]:
                    pairs.append((asked, cell))
        for asked, cell in pairs:
            dated = any(m.labels or m.given for m in self.periods.mentions(cell.text))
            if dated and any(q.periods for q in asked[0]) and not asked[1]:
                # "2022: 90, 2023: 120": an answer written into one cell.
                for claim in self.aligned.read(cell.text, cell.start, asked[0], Context(law=law)):
                    yield replace(claim, rank=TABLE)
            else:
                yield from read_cell(self.subject, cell, asked, None, law, None)
