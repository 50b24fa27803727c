"""What was read out of an attachment: text with places, tables, and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal[
    "read",  # text was found
    "empty",  # the file was understood and holds no text
    "scanned",  # pages of pictures; OCR is not installed, or found nothing
    "protected",  # a password is needed
    "damaged",  # the file does not follow its format
    "too_big",  # a limit on size, time or memory was met (a bomb, perhaps)
    "unsupported",  # no reader for this kind
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stretch of `Extract.text` stands in the file.

    `start` and `end` are offsets in code points; `label` is for people: `page 2`,
    `sheet Answers, cell C4`, `inner/letter.docx`.
    """

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table kept as a table: rows of cells, each cell with its span in `Extract.text`."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text and the offsets of that text in `Extract.text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of one attachment.

    `kind` is what the bytes are (`pdf`, `docx`, ...), whatever name and type say; `note` tells
    a person what went wrong or was left out; `reader` names the reader and its version, so that
    `campaign reread` knows what an older one read.
    """

    state: State
    kind: str
    text: str = ""
    places: tuple[Place, ...] = ()
    tables: tuple[Table, ...] = ()
    note: str = ""
    reader: str = ""
