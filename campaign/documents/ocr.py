"""OCR through the `tesseract` program, where it is installed."""

from __future__ import annotations

import os
import resource
import shutil
import struct
import subprocess
import time
from collections.abc import Callable
from functools import cache

from campaign.documents.composer import Composer
from campaign.documents.source import Source, Unreadable

_SMALLEST = (400, 150)  # pixels; logos and signatures are smaller
_PIXELS = 100_000_000


def read_image(source: Source, out: Composer) -> None:
    """The words in a picture: a photographed or scanned page, a screen shot.

    A picture too small to hold a page is `empty` and not looked into.
    """
    size = dimensions(source.data)
    if size and size[0] * size[1] > _PIXELS:
        raise Unreadable("too_big", f"A picture of {size[0]:,} by {size[1]:,} pixels.")
    if size and (size[0] < _SMALLEST[0] or size[1] < _SMALLEST[1]):
        raise Unreadable("empty", f"A small picture ({size[0]} by {size[1]} pixels), as logos are.")
    if not tesseract_version():
        raise Unreadable("scanned", "A picture; not read, as tesseract is not installed.")
    recognise(lambda: source.data, "The picture", source, out)
    if not out.length:
        out.state = out.state or "scanned"


@cache
def tesseract_version() -> str:
    """`tesseract 5.3.0`, or nothing where the program is not installed."""
    said = _run(["--version"], b"", 20)
    if said is None:
        return ""
    words = said.decode("utf-8", "replace").split()
    return f"tesseract {words[1]}" if len(words) > 1 else "tesseract"


def recognise(picture: Callable[[], bytes], what: str, source: Source, out: Composer) -> None:
    """Write the words of a picture (PNG, JPEG, TIFF, PGM, ...), with a note of how they were found.

    `picture` is called only when the words are to be looked for. Leaves a note and writes nothing
    where the budget of pages or seconds is spent, or the program fails.
    """
    if not tesseract_version():
        return
    budget = source.budget
    if budget.ocr_pages < 1 or budget.ocr_seconds <= 0:
        out.state = "too_big"
        out.note(f"{what} and what follows were not put through OCR: there is too much of it.")
        return
    budget.ocr_pages -= 1
    out.credit(tesseract_version())
    began = time.monotonic()
    said = _run(["stdin", "stdout"], picture(), budget.ocr_seconds)
    budget.ocr_seconds -= time.monotonic() - began
    if said is None:
        out.note(f"{what}: OCR failed.")
        return
    words = said.decode("utf-8", "replace").strip()
    if words:
        out.write(words)
        out.note(f"{what} was read by OCR; compare it with the original.")
    else:
        out.note(f"{what}: OCR found no words.")


def greymap(pixels: bytes, width: int, height: int, stride: int) -> bytes:
    """A PGM picture from rows of grey pixels, `stride` bytes apart."""
    rows = b"".join(pixels[row * stride : row * stride + width] for row in range(height))
    return b"P5\n%d %d\n255\n" % (width, height) + rows


def dimensions(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF, JPEG or BMP; None for others and broken ones."""
    try:
        if data.startswith(b"\x89PNG"):
            width, height = struct.unpack_from(">II", data, 16)
        elif data.startswith(b"GIF8"):
            width, height = struct.unpack_from("<HH", data, 6)
        elif data.startswith(b"BM"):
            width, height = struct.unpack_from("<ii", data, 18)
        elif data.startswith(b"\xff\xd8"):
            return _jpeg_dimensions(data)
        else:
            return None
    except struct.error:
        return None
    return width, abs(height)


def _jpeg_dimensions(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + int(struct.unpack_from(">H", data, at + 2)[0])
    return None


def _run(arguments: list[str], given: bytes, seconds: float) -> bytes | None:
    """What tesseract printed; None where it is not installed, failed or took too long."""
    program = shutil.which("tesseract")
    if not program:
        return None
    limit = int(seconds) + 1

    def bounded() -> None:
        # Ends the program by itself even where nobody is left to do it.
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))

    try:
        done = subprocess.run(  # noqa: S603 - the program the user installed
            [program, *arguments],
            input=given,
            capture_output=True,
            timeout=seconds,
            check=True,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            preexec_fn=bounded,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout or done.stderr
