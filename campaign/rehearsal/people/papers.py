"""Makers of the files that authorities attach: small, valid, and the same bytes every time.

Only what readers of such files need is written. A scanned PDF is a picture of the text PDF.
"""

from __future__ import annotations

import csv
import io
import textwrap
import zipfile
import zlib
from collections.abc import Sequence
from xml.sax.saxutils import escape

from campaign.rehearsal.people.wording import Block, seeded

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
ZIP = "application/zip"

EPOCH = (1980, 1, 1, 0, 0, 0)
WIDTH, HEIGHT, MARGIN = 595, 842, 56
LINE_CHARACTERS = 88
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_NS = "http://schemas.openxmlformats.org/package/2006"


def plain_text(blocks: Sequence[Block]) -> str:
    """The text of a paper: paragraphs apart by an empty line, table cells by a tab."""
    return "\n\n".join(
        "\n".join("\t".join(row) for row in block.rows) if block.rows else block.text
        for block in blocks
    )


def archive(members: Sequence[tuple[str, bytes]]) -> bytes:
    """A ZIP file of the members in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, data in members:
            whole.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def table_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    """The rows as a CSV file with CRLF line ends."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


# --- PDF ---------------------------------------------------------------------------------------


def text_pdf(blocks: Sequence[Block], title: str = "") -> bytes:
    """A PDF in Helvetica with selectable text; characters outside Windows-1252 become `?`."""
    pages: list[list[bytes]] = [[]]
    y = HEIGHT - MARGIN
    for line, columns in _lines(blocks):
        if y < MARGIN + 14:
            pages.append([])
            y = HEIGHT - MARGIN
        for index, cell in enumerate(line):
            x = MARGIN + index * columns
            if cell:
                pages[-1].append(b"BT /F1 10 Tf 1 0 0 1 %d %d Tm (%s) Tj ET" % (x, y, _pdf(cell)))
        y -= 13
    streams = [b"\n".join(page) for page in pages]
    return _pdf_file([(stream, b"/Font << /F1 3 0 R >>", b"") for stream in streams], title=title)


def scanned_pdf(blocks: Sequence[Block], seed: int = 0) -> bytes:
    """A PDF whose pages are pictures of the text, a little askew, as from an office scanner."""
    import pypdfium2

    rng = seeded("scan", seed)
    pages = []
    document = pypdfium2.PdfDocument(text_pdf(blocks))
    try:
        for page in document:
            bitmap = page.render(scale=2.0, grayscale=True)
            raw = bytes(bitmap.buffer)
            rows = [
                raw[top : top + bitmap.width]
                for top in range(0, bitmap.stride * bitmap.height, bitmap.stride)
            ]
            picture = b"".join(rows)
            tilt = rng.uniform(-4, 4)
            stream = b"q %d %.2f %.2f %d 0 0 cm /Im0 Do Q" % (WIDTH, tilt, -tilt, HEIGHT)
            head = (
                b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
                b"/BitsPerComponent 8 /Filter /FlateDecode" % (bitmap.width, bitmap.height)
            )
            packed = zlib.compress(picture, 6)
            image = b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(packed), packed)
            pages.append((stream, b"/XObject << /Im0 IMAGE 0 R >>", image))
    finally:
        document.close()
    return _pdf_file(pages)


def _lines(blocks: Sequence[Block]) -> list[tuple[tuple[str, ...], int]]:
    """Lines to draw: cells and the distance in points between their left edges."""
    lines: list[tuple[tuple[str, ...], int]] = []
    for block in blocks:
        if block.rows:
            across = (WIDTH - 2 * MARGIN) // max(len(row) for row in block.rows)
            for row in block.rows:
                wrapped = [textwrap.wrap(cell, max(across // 6, 6)) or [""] for cell in row]
                for depth in range(max(len(cell) for cell in wrapped)):
                    cells = [cell[depth] if depth < len(cell) else "" for cell in wrapped]
                    lines.append((tuple(cells), across))
        else:
            for part in block.text.split("\n"):
                lines += [((piece,), 0) for piece in textwrap.wrap(part, LINE_CHARACTERS) or [""]]
        lines.append((("",), 0))
    return lines


def _pdf(text: str) -> bytes:
    raw = text.encode("cp1252", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _pdf_file(pages: Sequence[tuple[bytes, bytes, bytes]], title: str = "") -> bytes:
    """A whole PDF from (content stream, resources, image object or nothing) for each page."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%s) /Producer (Practice papers) >>" % _pdf(title),
    ]
    kids = []
    for stream, resources, image in pages:
        if image:
            objects.append(image)
            resources = resources.replace(b"IMAGE", b"%d" % len(objects))
        packed = zlib.compress(stream)
        objects.append(
            b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
            b"/Resources << %s >> >>" % (WIDTH, HEIGHT, len(objects), resources)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\n" % (len(objects) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


# --- Office files ------------------------------------------------------------------------------


def text_docx(blocks: Sequence[Block]) -> bytes:
    """A Word document of paragraphs and tables."""
    body = "".join(_docx_table(block) if block.rows else _docx_text(block) for block in blocks)
    document = f'{HEAD}<w:document xmlns:w="{W_NS}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    return archive(
        [
            ("[Content_Types].xml", _content_types([("/word/document.xml", f"{DOCX}.main+xml")])),
            ("_rels/.rels", _relations([("officeDocument", "word/document.xml")])),
            ("word/document.xml", document.encode()),
        ]
    )


def _docx_text(block: Block) -> str:
    runs = '</w:t><w:br/><w:t xml:space="preserve">'.join(map(_clean, block.text.split("\n")))
    return f'<w:p><w:r><w:t xml:space="preserve">{runs}</w:t></w:r></w:p>'


def _docx_table(block: Block) -> str:
    rows = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:tcPr/>{_docx_text(Block(cell))}</w:tc>" for cell in row)
        + "</w:tr>"
        for row in block.rows
    )
    columns = "<w:gridCol/>" * max(len(row) for row in block.rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl><w:p/>"


def text_odt(blocks: Sequence[Block]) -> bytes:
    """An OpenDocument text of paragraphs and tables."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table")
    )
    body = "".join(_odt_table(block) if block.rows else _odt_text(block.text) for block in blocks)
    content = (
        f'{HEAD}<office:document-content {spaces} office:version="1.2"><office:body>'
        f"<office:text>{body}</office:text></office:body></office:document-content>"
    )
    names = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    manifest = (
        f'{HEAD}<manifest:manifest xmlns:manifest="{names}" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODT}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:  # the type comes first and is stored as it is
        whole.writestr(zipfile.ZipInfo("mimetype", EPOCH), ODT, zipfile.ZIP_STORED)
        for name, text in (("content.xml", content), ("META-INF/manifest.xml", manifest)):
            whole.writestr(zipfile.ZipInfo(name, EPOCH), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _odt_text(text: str) -> str:
    return f"<text:p>{'<text:line-break/>'.join(map(_clean, text.split(chr(10))))}</text:p>"


def _odt_table(block: Block) -> str:
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell>{_odt_text(cell)}</table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in block.rows
    )
    columns = max(len(row) for row in block.rows)
    return (
        f'<table:table><table:table-column table:number-columns-repeated="{columns}"/>'
        f"{rows}</table:table>"
    )


def workbook(sheets: Sequence[tuple[str, Sequence[Sequence[str]]]]) -> bytes:
    """An Excel workbook; cells of digits alone become numbers, all others text."""
    parts: list[tuple[str, bytes]] = []
    listing = ""
    for number, (name, rows) in enumerate(sheets, start=1):
        cells = "".join(_sheet_row(index, row) for index, row in enumerate(rows, start=1))
        sheet = f'{HEAD}<worksheet xmlns="{S_NS}"><sheetData>{cells}</sheetData></worksheet>'
        parts.append((f"xl/worksheets/sheet{number}.xml", sheet.encode()))
        quoted = _clean(name[:31]).replace('"', "&quot;")
        listing += f'<sheet name="{quoted}" sheetId="{number}" r:id="rId{number}"/>'
    book = f'{HEAD}<workbook xmlns="{S_NS}" xmlns:r="{R_NS}"><sheets>{listing}</sheets></workbook>'
    kinds = [("/xl/workbook.xml", f"{XLSX}.main+xml")]
    kinds += [(f"/{name}", f"{XLSX[:-5]}worksheet+xml") for name, _ in parts]
    inside = [("worksheet", name.removeprefix("xl/")) for name, _ in parts]
    return archive(
        [
            ("[Content_Types].xml", _content_types(kinds)),
            ("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])),
            ("xl/workbook.xml", book.encode()),
            ("xl/_rels/workbook.xml.rels", _relations(inside)),
            *parts,
        ]
    )


def _sheet_row(index: int, row: Sequence[str]) -> str:
    cells = "".join(
        f'<c r="{_column(place)}{index}"><v>{cell}</v></c>'
        if cell.isdigit() and cell.isascii()
        else f'<c r="{_column(place)}{index}" t="inlineStr">'
        f'<is><t xml:space="preserve">{_clean(cell)}</t></is></c>'
        for place, cell in enumerate(row)
        if cell
    )
    return f'<row r="{index}">{cells}</row>'


def _column(place: int) -> str:
    """`A` for 0, `AA` for 26."""
    letters = ""
    while place >= 0:
        letters = chr(65 + place % 26) + letters
        place = place // 26 - 1
    return letters


def _clean(text: str) -> str:
    """The text for XML: escaped, without the control characters that XML forbids."""
    return escape("".join(c for c in text if c >= " " or c in "\t\n"))


def _content_types(kinds: Sequence[tuple[str, str]]) -> bytes:
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE_NS}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    ).encode()


def _relations(targets: Sequence[tuple[str, str]]) -> bytes:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{R_NS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return (
        f'{HEAD}<Relationships xmlns="{PACKAGE_NS}/relationships">{each}</Relationships>'
    ).encode()
