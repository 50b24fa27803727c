"""Pages that are pictures: read through tesseract where it is, clearly marked where it is not."""

from __future__ import annotations

import shutil
import struct
import time
import zlib
from pathlib import Path

import make_corpus as corpus
import pytest

from campaign.documents import Extract, Limits, Reader

GREY = bytes([200]) * 300 * 424
SCAN = corpus.scanned_pdf(300, 424, GREY)


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    rows = zlib.compress((b"\0" + b"\xc8" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def read_with(path: Path, data: bytes, name: str, limits: Limits | None = None) -> Extract:
    """Read in a child whose PATH is one folder."""
    with pytest.MonkeyPatch.context() as patch, Reader(limits) as reader:
        patch.setenv("PATH", str(path))
        return reader.read(data, name)


@pytest.fixture
def tesseract(tmp_path: Path) -> Path:
    """A folder with a program that reads the same words in every picture it is given."""
    program = tmp_path / "tesseract"
    program.write_text(
        f"#!{shutil.which('sh')}\n"
        'if [ "$1" = --version ]; then echo "tesseract 9.9.9"; exit; fi\n'
        "read kind\n"
        'echo "Nothing is held. ($1 $2 $kind)"\n'
    )
    program.chmod(0o755)
    return tmp_path


def test_a_scan_without_the_program(tmp_path: Path) -> None:
    extract = read_with(tmp_path, SCAN, "scan.pdf")
    assert (extract.state, extract.kind, extract.text) == ("scanned", "pdf", "")
    assert extract.note == "Page 1 is a picture; not read, as tesseract is not installed."


def test_a_picture_without_the_program(tmp_path: Path) -> None:
    extract = read_with(tmp_path, png(800, 600), "scan.png")
    assert (extract.state, extract.kind) == ("scanned", "image")
    assert "tesseract is not installed" in extract.note


def test_a_scan_with_the_program(tesseract: Path) -> None:
    extract = read_with(tesseract, SCAN, "scan.pdf")
    assert (extract.state, extract.text) == ("read", "Nothing is held. (stdin stdout P5)")
    assert extract.note == "Page 1 was read by OCR; compare it with the original."
    assert extract.reader.endswith("tesseract 9.9.9")
    (place,) = extract.places
    assert (place.label, place.start, place.end) == ("page 1", 0, len(extract.text))


def test_a_picture_with_the_program(tesseract: Path) -> None:
    extract = read_with(tesseract, png(800, 600), "scan.png")
    assert extract.state == "read"
    assert extract.text.startswith("Nothing is held. (stdin stdout")


def test_a_logo_is_not_looked_into(tesseract: Path) -> None:
    extract = read_with(tesseract, png(240, 90), "image001.png")
    assert (extract.state, extract.text) == ("empty", "")
    assert "240 by 90" in extract.note


def test_pages_beyond_the_budget_are_left(tesseract: Path) -> None:
    data = corpus.zipped({f"{number}.pdf": SCAN for number in range(4)})
    extract = read_with(tesseract, data, "scans.zip", Limits(ocr_pages=2))
    assert extract.text.count("Nothing is held.") == 2
    assert "3.pdf: too big." in extract.note


@pytest.mark.parametrize("body", ["sleep 60", "exit 1", "kill -9 $$"])
def test_a_program_that_fails(tesseract: Path, body: str) -> None:
    program = tesseract / "tesseract"
    program.write_text(
        f"#!{shutil.which('sh')}\nPATH=/bin:/usr/bin\n"
        f'if [ "$1" = --version ]; then echo "tesseract 9.9.9"; exit; fi\n{body}\n'
    )
    began = time.monotonic()
    extract = read_with(tesseract, SCAN, "scan.pdf", Limits(ocr_seconds=0.5))
    assert time.monotonic() - began < 10
    assert extract.state == "scanned"
    assert "OCR failed" in extract.note


def test_words_on_one_page_and_a_picture_on_the_next(tmp_path: Path) -> None:
    words = b"BT /F1 11 Tf 70 700 Td (We hold the information that you asked us for, and "
    words += b"it is enclosed.) Tj ET"
    packed = zlib.compress(GREY)
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width 300 /Height 424 /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (len(packed), packed)
    )
    data = corpus._pdf([words, b"q 595 0 0 842 0 0 cm /Im1 Do Q"], b"<< /Im1 5 0 R >>", picture)
    extract = read_with(tmp_path, data, "mixed.pdf")
    assert extract.state == "read"
    assert extract.text.startswith("We hold the information")
    assert extract.note == "Page 2 is a picture; not read, as tesseract is not installed."


@pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed")
def test_the_real_program_reads_a_drawn_page() -> None:
    import pypdfium2

    page = corpus.pdf([[(60, 700, "Fernhollow Council holds nothing.")]], size=20)
    document = pypdfium2.PdfDocument(page)
    bitmap = document[0].render(scale=2, grayscale=True)
    rows = bytes(bitmap.buffer)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    grey = b"".join(rows[row * stride : row * stride + width] for row in range(height))
    bitmap.close()
    document.close()
    with Reader() as reader:
        extract = reader.read(corpus.scanned_pdf(width, height, grey), "scan.pdf")
    assert extract.state == "read"
    assert extract.text == "Fernhollow Council holds nothing."
