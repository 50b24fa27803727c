"""Answers in tables: years along one side, questions along the other, kinds on either."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from campaign.documents.model import Cell, Table
from campaign.letters.model import Question

from . import states, values
from .align import Aligner, anchor
from .claims import TABLE, Claim
from .periods import Mention, PeriodReader
from .questions import Subject, measured_by
from .values import NIL, Found
from .words import stems

_EMPTY = re.compile(r"^[\s\-–—.*]*$")
_AS_ABOVE = re.compile(r"^\W*(?:as above|ditto|same(?: as above)?|\"|”|〃)\W*$", re.IGNORECASE)
_ANSWERS = re.compile(
    r"\b(?:answers?|responses?|reply|replies|our response|information)\b", re.IGNORECASE
)
_MOST_CELLS = 20_000
Rows = Sequence[Sequence[Cell]]
Asked = tuple[tuple[Question, ...], bool]


class TableReader:
    """Reads the tables of one questionnaire's replies."""

    def __init__(self, subject: Subject, periods: PeriodReader, aligner: Aligner) -> None:
        self.subject = subject
        self.periods = periods
        self.aligner = aligner

    def read(
        self, table: Table, scope: frozenset[str] | None, law: str = "foia", above: str = ""
    ) -> list[Claim]:
        """The claims of a table; `scope` is the section that it stands under, `above` its caption."""
        rows = [row for row in table.rows if any(c.text.strip() for c in row)]
        if not rows or sum(len(row) for row in rows) > _MOST_CELLS:
            return []
        named = self.subject.abbreviated(table.name) or self.subject.abbreviated(
            " ".join(c.text for c in rows[0])
            if len([c for c in rows[0] if c.text.strip()]) == 1
            else ""
        )
        scope = named or scope
        header = self._period_row(rows)
        if header is not None:
            return list(self._across(rows, header, scope, law, above))
        column = self._period_column(rows)
        if column is not None:
            return list(self._down(rows, column, scope, law, above))
        return list(self._list(rows, scope, law))

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
            if len(distinct) >= 2 and len(others) <= max(1, len(row) // 3) and (
                found[0] is None or not others
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
        asked: Asked = ((), False)
        for row in rows[header + 1 :]:
            label = " ".join(c.text for c in row[:first] if c.text.strip())
            if label:
                section = self.subject.abbreviated(label)
                if section and not any(c.text.strip() for c in row[first:]):
                    scope = section
                    continue
                asked = self.asked(label, section or scope)
            elif first == 0:
                asked = self.asked(above, scope)
            if not asked[0]:
                continue
            before: Claim | None = None
            for index, mention in columns.items():
                if index < len(row):
                    for claim in self._cell(row[index], asked, mention, law, before):
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
        for row in rows[top:]:
            mention = self._period(row[column]) if column < len(row) else None
            if (
                sectioned is not None
                and sectioned < len(row)
                and (named := self.subject.abbreviated(row[sectioned].text))
            ):
                scope = named
            if mention is None:
                if sum(bool(c.text.strip()) for c in row) == 1 and (
                    named := self.subject.abbreviated(row[0].text)
                ):
                    scope = named
                continue
            for index, cell in enumerate(row):
                if index in {column, sectioned}:
                    continue
                head = heads[index] if index < len(heads) else ""
                asked = (
                    self.asked(head, self.subject.abbreviated(head) or scope)
                    if head
                    else self.asked(above, scope)
                )
                if not head and not above and width == 2:
                    continue
                if asked[0]:
                    for claim in self._cell(cell, asked, mention, law, before.get(index)):
                        before[index] = claim
                        yield claim

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
        """A question in one cell, its answer in the next; or one row of questions, one of answers."""
        pairs: list[tuple[Asked, Cell]] = []
        heads = rows[0]
        across = [
            self.asked(c.text, self.subject.abbreviated(c.text) or scope, strict=True)
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
                    asked = self.asked(filled[1].text, scope, strict=True)
                    if not asked[0]:
                        asked = self.asked(f"Q{re.sub(r'[^0-9]', '', label)}", scope, strict=True)
                    cell = filled[2]
                else:
                    asked = self.asked(
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
            yield from self._cell(cell, asked, None, law, None)

    # -- headings and cells ---------------------------------------------------------------------

    def asked(self, label: str, scope: frozenset[str] | None, strict: bool = False) -> Asked:
        """The question that a heading asks, and whether it leaves open which of several."""
        label = label.strip()
        if not label:
            return (), False
        opened = anchor(label + " ")
        if opened and (
            opened[2]
            or (opened[0][0] <= self.subject.max_number
            and re.match(r"^\W*\d{1,2}\s?[.)]", label))
        ):
            numbered = tuple(q for n in opened[0] for q in self.subject.numbered(n, scope))
            if numbered:
                return numbered, len({q.section for q in numbered}) > 1
        repeated = self.aligner.wording(label, scope)
        if repeated:
            return repeated, len(repeated) > 1
        if len(label) > 160:
            return (), False
        found = stems(label)
        order = [
            kind for kind in ("money", "names", "year", "date", "count") if measured_by(kind, label)
        ]
        if "year" in order and re.fullmatch(r"\W*year\W*", label, re.I):
            return (), False
        kinds = [k for k in order if self.subject.of_type(k, scope)] or (
            [] if strict and not found else ["yes_no", "count", "money", "text", "names"]
        )
        for kind in kinds:
            matched = self.subject.match(kind, found, scope, 0.34 if not strict else 0.5)
            if matched:
                best = self._best(matched, found)
                return best, len(best) > 1
        for kind in kinds[:1] if order and not strict else ():
            group = self.subject.of_type(kind, scope)
            if group:
                return group, len(group) > 1
        return (), False

    def _best(self, matched: tuple[Question, ...], found: frozenset[str]) -> tuple[Question, ...]:
        def share(q: Question) -> float:
            topics = self.subject.topics(
                self.subject.of_type(q.answer_type, frozenset({q.section})), len(self.subject.sections) > 1
            )[q.id]
            return sum(w for s, w in topics.items() if s in found)

        most = max(share(q) for q in matched)
        return tuple(q for q in matched if share(q) > most - 0.05)

    def _cell(
        self, cell: Cell, asked: Asked, mention: Mention | None, law: str, before: Claim | None
    ) -> Iterator[Claim]:
        text = cell.text.strip()
        if _EMPTY.match(text):
            return
        questions, either = asked
        ids = tuple(q.id for q in questions)
        start = cell.start + (len(cell.text) - len(cell.text.lstrip()))
        end = start + len(text)
        periods = mention.labels if mention and (mention.labels or mention.given) else None
        given = mention.given if mention and not mention.labels else ""

        def made(
            found: Found | None,
            value: values.Value | None,
            state: str = "answered",
            confidence: float = 0.94,
        ) -> Claim:
            low = start + (found.start if found else 0)
            high = start + (found.end if found else len(text))
            return Claim(
                ids,
                periods,
                state,
                value,
                low,
                high,
                TABLE,
                0.5 if given else confidence,  # type: ignore[arg-type]
                given=given,
                either=either,
                each=True,
            )

        if _AS_ABOVE.match(text):
            if before is not None and before.questions == ids:
                yield Claim(
                    ids,
                    periods,
                    before.state,
                    before.value,
                    start,
                    end,
                    TABLE,
                    0.8,
                    given=given,
                    either=either,
                    each=True,
                )
            return
        kind = questions[0].answer_type
        cue = states.cue(text)
        if cue is not None and not (
            kind == "yes_no" and values.yes_no(text) is not None and cue.state != "not_held"
        ):
            cited = states.provision(text, law)
            claim = made(None, None, cue.state, 0.9)
            yield Claim(
                ids,
                periods,
                cue.state,
                None,
                claim.start,
                claim.end,
                TABLE,
                0.9,
                provision=cited,
                given=given,
                either=either,
                each=True,
            )
            return
        if kind == "yes_no":
            value = values.yes_no(text)
            if value is None and re.fullmatch(r"\W*(?:✓|✔|x|✗|✘)\W*", text, re.I):
                value = text.strip() in {"✓", "✔"}
            if value is not None:
                yield made(None, value)
                inner = re.search(r"\(([^()]{2,60})\)", text)
                if value and inner and (read := values.names(inner[1])):
                    named = tuple(
                        q.id
                        for q in self.subject.questions
                        if q.answer_type == "names" and q.only_if in ids
                    )
                    if named:
                        yield Claim(
                            named,
                            periods,
                            "answered",
                            read[1],
                            start + inner.start(1),
                            start + inner.end(1),
                            TABLE,
                            0.88,
                            given=given,
                            each=True,
                        )
            return
        if kind == "money":
            plain = re.sub(r"^[-+](?=\d)", " ", text)
            amount = next(values.amounts(plain, bare=True), None)
            if amount is None and (nil := NIL.search(text)):
                amount = Found(nil.start(), nil.end(), 0)
            if amount is not None:
                yield made(amount if amount.start > 1 else None, amount.value)
        elif kind == "count":
            number = next(values.counts(text), None)
            if number is None and (nil := NIL.search(text)):
                number = Found(nil.start(), nil.end(), 0)
            if number is not None:
                yield made(None, number.value)
        elif kind == "year":
            year = re.fullmatch(r"\W*((?:19|20)\d\d)(?:\.0)?\W*", text)
            if year:
                yield made(None, int(year[1]))
        elif kind == "date":
            found_date = next(values.dates(text), None)
            if found_date:
                yield made(found_date, found_date.value)
        elif kind == "names":
            read_names = values.names(text)
            if read_names:
                yield made(read_names[0], read_names[1])
        elif len(text) < 1500:
            yield made(None, " ".join(text.split()), confidence=0.85)
