"""How much one file may ask of us before we stop reading it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost; whatever meets a limit is recorded as `too_big`.

    Times are seconds of wall clock, `memory` is the child's address space in bytes, `size` and
    `unpacked` are bytes (of the file, and of all that is unpacked out of it), `characters` counts
    code points of text. `depth` is how many files may stand inside one another; the two
    for OCR hold for a file with all that is inside it.
    """

    seconds: float = 90.0
    memory: int = 1024 * 1024 * 1024
    size: int = 64_000_000
    unpacked: int = 128_000_000
    members: int = 1_000
    depth: int = 4
    characters: int = 2_000_000
    pages: int = 1_000
    cells: int = 200_000
    ocr_pages: int = 25
    ocr_seconds: float = 60.0
