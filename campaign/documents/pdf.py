"""PDF: its text page by page, through OCR where a page is a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import pi
from typing import Any

from campaign.documents import ocr
from campaign.documents.archives import write_inner
from campaign.documents.composer import Composer, Span
from campaign.documents.pages import Glyph, Row, apart, arrange, column_at, columns_of, gap
from campaign.documents.pages import pieces_of as joined
from campaign.documents.source import Source, Unreadable

# The letters that some fonts draw as one, and the hyphen at the end of a line.
_LETTERS = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st",
    0xFB06: "st", 0x02: "-", 0xFFFE: "-", 0xAD: "-", 0x09: " ",
}  # fmt: skip
_SURROGATES = range(0xD800, 0xE000)
_FEW = 60  # a page with fewer characters than this may be a picture with a stamp on it
_COVERED = 0.5
_DPI = 300
_PIXELS = 30_000_000
_TURNS: dict[int, Callable[[float, float, float, float], tuple[float, float, float, float]]] = {
    0: lambda left, bottom, right, top: (left, bottom, right, top),
    1: lambda left, bottom, right, top: (bottom, -right, top, -left),
    2: lambda left, bottom, right, top: (-right, -top, -left, -bottom),
    3: lambda left, bottom, right, top: (-top, left, -bottom, right),
}
_FREE_TEXT, _WIDGET = 3, 20  # annotation subtypes of the PDF standard


def read_pdf(source: Source, out: Composer) -> None:
    """The text of each page in reading order, places such as `page 2`; aligned rows as tables.

    Text typed into form fields and text boxes follows the page's own; files attached to the PDF
    follow the last page. A page that is a picture goes through OCR.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY}:
            raise Unreadable("protected", "A password is needed.") from error
        raise Unreadable("damaged", f"The PDF cannot be opened ({error}).") from error
    try:
        _read_pages(document, source, out)
        _read_attached(document, source, out)
    finally:
        document.close()


def _read_pages(document: Any, source: Source, out: Composer) -> None:
    pictures: list[int] = []
    broken: list[int] = []
    count = len(document)
    for number in range(1, min(count, source.limits.pages) + 1):
        try:
            page = document[number - 1]
        except Exception:  # noqa: BLE001 - pdfium's own error class; one page lost, and named
            broken.append(number)
            continue
        try:
            with out.place(f"page {number}"):
                if _read_page(page, number, out):
                    pictures.append(number)
                    _recognise(page, number, source, out)
        finally:
            page.close()
        out.end_block()
    if count > source.limits.pages:
        out.state = "too_big"
        out.note(f"Only the first {source.limits.pages:,} of {count:,} pages were read.")
    if broken:
        out.note(f"{_named(broken)} could not be read.")
        if len(broken) == count:
            raise Unreadable("damaged", "")
    if pictures:
        _conclude(pictures, out)


def _read_page(page: Any, number: int, out: Composer) -> bool:
    """Write what text the page has; True when it shows pictures where one expects text."""
    textpage = page.get_textpage()
    try:
        ways: dict[int, list[Glyph]] = {}
        for way, glyph in _glyphs(textpage):
            ways.setdefault(way, []).append(glyph)
        rows = [row for glyphs in ways.values() for row in arrange(joined(glyphs))]
    finally:
        textpage.close()
    before = out.length
    _write_rows(rows, number, out)
    for words in _typed_in(page):
        out.end_line()
        out.write(words)
    return out.length - before < _FEW and _pictured(page, bool(rows))


def _glyphs(textpage: Any) -> Iterator[tuple[int, Glyph]]:
    """Each character and the way it runs, in quarter turns; its box turned to run rightwards."""
    from pypdfium2 import raw

    way = 0
    box = raw.FS_RECTF()
    pointer = textpage.raw
    high = ""
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(pointer, index)
        if code == 10 or code == 13:  # which stand nowhere and run no way
            yield way, Glyph("\n", 0, 0, 0, 0)
            continue
        char = chr(code) if code < 0x110000 else "\ufffd"
        if code in _SURROGATES:
            if not high:
                high = char
                continue
            char = (high + char).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        high = ""
        raw.FPDFText_GetLooseCharBox(pointer, index, box)
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        if angle := raw.FPDFText_GetCharAngle(pointer, index):
            way = -round(angle / (pi / 2)) % 4
            left, bottom, right, top = _TURNS[way](left, bottom, right, top)
        else:
            way = 0
        yield way, Glyph(_LETTERS.get(code, char), left, right, bottom, top)


def _write_rows(rows: list[Row], number: int, out: Composer) -> None:
    spans: list[list[Span]] = []
    for index, row in enumerate(rows):
        if index:
            above = rows[index - 1]
            tabular = "\t" in _gaps(above) and "\t" in _gaps(row)
            (out.end_block if apart(above, row) and not tabular else out.end_line)()
        line: list[Span] = []
        for before, piece in zip([None, *row], row, strict=False):
            if before and (between := gap(before, piece)):
                out.write(between)
            line.append(out.write(piece.text))
        spans.append(line)
    run = 0
    tables = 0
    for index in range(len(rows) + 1):
        if index < len(rows) and "\t" in _gaps(rows[index]):
            run += 1
            continue
        if run >= 2 and (found := _table(rows[index - run : index], spans[index - run : index])):
            tables += 1
            out.table(f"page {number}, table {tables}", found)
        run = 0


def _gaps(row: Row) -> list[str]:
    return [gap(first, second) for first, second in pairwise(row)]


def _table(rows: list[Row], spans: list[list[Span]]) -> list[list[Span]]:
    """The spans of aligned rows put under their columns, with empty cells where none stand."""
    columns = columns_of(rows)
    if len(columns) < 2:
        return []
    table = []
    for row, line in zip(rows, spans, strict=True):
        standing = {column_at(piece, columns): span for piece, span in zip(row, line, strict=True)}
        cells: list[Span] = []
        for column in range(len(columns)):
            end = cells[-1][1] if cells else line[0][0]
            cells.append(standing.get(column, (end, end)))
        table.append(cells)
    return table


def _typed_in(page: Any) -> Iterator[str]:
    """What was typed into form fields and text boxes."""
    import ctypes

    from pypdfium2 import raw

    for index in range(min(raw.FPDFPage_GetAnnotCount(page), 2_000)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        subtype = raw.FPDFAnnot_GetSubtype(annotation)
        key = {_FREE_TEXT: b"Contents", _WIDGET: b"V"}.get(subtype)
        if key:
            size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
            if 2 < size < 1_000_000:
                buffer = (ctypes.c_ushort * (size // 2))()
                raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
                yield bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
        raw.FPDFPage_CloseAnnot(annotation)


def _pictured(page: Any, has_text: bool) -> bool:
    """Whether pictures cover the page, or drawings stand on it and no text at all."""
    from pypdfium2 import raw

    width, height = page.get_size()
    covered = 0.0
    shapes = 0
    for thing in page.get_objects(max_depth=2):
        if thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            covered += abs((right - left) * (top - bottom))
        shapes += thing.type == raw.FPDF_PAGEOBJ_PATH
        if shapes > 5_000:
            break
    # Letters drawn as shapes; a few lines and boxes are only decoration.
    return covered > _COVERED * width * height or (not has_text and (shapes > 100 or covered > 0))


def _recognise(page: Any, number: int, source: Source, out: Composer) -> None:
    def picture() -> bytes:
        width, height = page.get_size()
        scale = min(_DPI / 72, (_PIXELS / max(width * height, 1.0)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            return ocr.greymap(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
        finally:
            bitmap.close()

    out.end_line()
    ocr.recognise(picture, f"Page {number}", source, out)


def _conclude(pictures: list[int], out: Composer) -> None:
    """Say which pages are pictures where there was no OCR for them."""
    if not ocr.tesseract_version():
        verb = "is a picture" if len(pictures) == 1 else "are pictures"
        out.note(f"{_named(pictures)} {verb}; not read, as tesseract is not installed.")
    if not out.length and not out.state:
        out.state = "scanned"


def _read_attached(document: Any, source: Source, out: Composer) -> None:
    for index in range(min(document.count_attachments(), 50)):
        attached = document.get_attachment(index)
        data = bytes(attached.get_data())
        source.budget.unpack(len(data))
        name = attached.get_name()
        extract = source.inner(data, name)
        write_inner(name, extract, out)


def _named(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Page {numbers[0]}"
    shown = [str(number) for number in numbers[:20]] + (["more"] if len(numbers) > 20 else [])
    return f"Pages {', '.join(shown[:-1])} and {shown[-1]}"
