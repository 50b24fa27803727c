"""Documents of our own making, byte for byte the same each time: every format and its damage.

What they say is invented, as is the council that says it. Formats that need a program of their own
to be written stand ready in `files/` (see the README there).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LETTER = (
    "Fernhollow Council: response to request FH/26/114",
    "We hold the information you asked for about scheduling software.",
    "Software Ploughshare was introduced in 2021, at a cost of £12,500 – paid once.",
)
GRID = (
    ("Year", "In use", "Cost"),
    ("2021", "No", "£0"),
    ("2022", "Yes", "£12,500"),
    ("2023", "Yes", "£3,750"),
)


def zipped(members: Mapping[str, bytes | str], *, stored: Iterable[str] = ()) -> bytes:
    """A zip file with these members, dated 1980."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


# --- Word -----------------------------------------------------------------------------------


def run(text: str, properties: str = "") -> str:
    words = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*inner: str, properties: str = "") -> str:
    runs = "".join(part if part.startswith("<") else run(part) for part in inner)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def table(rows: Iterable[Iterable[str]]) -> str:
    lines = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{lines}</w:tbl>"


def docx(body: str, parts: Mapping[str, str] | None = None) -> bytes:
    """A Word document with this body; `parts` are further parts of `word/` by name."""
    kinds = {"header": "header", "footer": "footer", "footnotes": "footnotes"}
    kinds |= {"endnotes": "endnotes", "comments": "comments", "numbering": "numbering"}
    kinds |= {"styles": "styles"}
    parts = parts or {}
    overrides, relations = "", ""
    for number, name in enumerate(parts, 1):
        kind = kinds[name.removesuffix(".xml").rstrip("0123456789")]
        overrides += (
            f'<Override PartName="/word/{name}" ContentType="application/vnd.openxmlformats-'
            f'officedocument.wordprocessingml.{kind}+xml"/>'
        )
        relations += (
            f'<Relationship Id="rId{number}" Target="{name}" Type="http://schemas.openxmlformats.'
            f'org/officeDocument/2006/relationships/{kind}"/>'
        )
    space = (
        f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships"'
    )
    members = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
        f'officedocument.wordprocessingml.document.main+xml"/>{overrides}</Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
        f'package/2006/relationships">{relations}</Relationships>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {space}><w:body>'
        f"{body}</w:body></w:document>",
    }
    for name, content in parts.items():
        members[f"word/{name}"] = content.replace("SPACE", space)
    return zipped(members)


def letter_docx() -> bytes:
    return docx("".join(map(paragraph, LETTER)) + table(GRID))


def rich_docx() -> bytes:
    """All that a letter from a council may hide: notes, headers, deletions, fields, lists."""
    change = 'w:id="9" w:author="A" w:date="2026-07-01T00:00:00Z"'
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = (
        paragraph("Fernhollow Council", run(" decision", "<w:b/>"))
        + paragraph(
            "We ",
            f'<w:del {change}><w:r><w:delText xml:space="preserve">do not </w:delText></w:r>'
            "</w:del>",
            f"<w:ins {change}>{run('now ')}</w:ins>",
            "hold this.",
            '<w:r><w:footnoteReference w:id="2"/></w:r>',
        )
        + paragraph(
            "See page ",
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            '<w:r><w:instrText xml:space="preserve"> PAGEREF _Toc42 </w:instrText></w:r>',
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
            run("7"),
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            ", then",
            "<w:r><w:br/></w:r>",
            "the next line and a",
            "<w:r><w:tab/></w:r>",
            "tab",
            run("secret", "<w:vanish/>"),
            ".",
        )
        + paragraph("Ploughshare is in use.", properties=numbered)
        + paragraph("Harrow was on trial.", properties=numbered)
        + table(GRID)
        + '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/>'
        '<w:footerReference w:type="default" r:id="rId2"/></w:sectPr>'
    )
    return docx(
        body,
        {
            "header1.xml": f"<w:hdr SPACE>{paragraph('Information Office')}</w:hdr>",
            "footer1.xml": f"<w:ftr SPACE>{paragraph('Mill Street, Fernhollow')}</w:ftr>",
            "footnotes.xml": "<w:footnotes SPACE>"
            '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
            '<w:footnote w:type="continuationSeparator" w:id="1"><w:p/></w:footnote>'
            f'<w:footnote w:id="2">{paragraph("Under section 1(1)(a).")}</w:footnote>'
            "</w:footnotes>",
            "numbering.xml": '<w:numbering SPACE><w:abstractNum w:abstractNumId="0">'
            '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/>'
            '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
        },
    )


def odt(body: str, *, encrypted: bool = False) -> bytes:
    """An OpenDocument text with this body."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style")
    )
    locked = "<manifest:encryption-data/>" if encrypted else ""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<office:document-content{spaces} office:version="1.3"><office:body>'
            f"<office:text>{body}</office:text></office:body></office:document-content>",
            "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:'
            'opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry '
            'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
            f"{locked}</manifest:file-entry></manifest:manifest>",
        },
        stored=["mimetype"],
    )


def letter_odt() -> bytes:
    rows = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in GRID
    )
    return odt(
        "".join(f"<text:p>{words}</text:p>" for words in LETTER)
        + f"<table:table>{rows}</table:table>"
    )


# --- Workbooks ------------------------------------------------------------------------------


def xlsx(sheets: Mapping[str, str]) -> bytes:
    """A workbook; each sheet's rows as XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    names = list(enumerate(sheets, 1))
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>' for number, name in names
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{office}/worksheet" '
        f'Target="worksheets/sheet{number}.xml"/>'
        for number, _ in names
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    members = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        f'package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}'
        '.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
            f'ContentType="{kind}.worksheet+xml"/>'
            for number, _ in names
        )
        + "</Types>",
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="rId1" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
        f'package/2006/relationships">{related}</Relationships>',
    }
    for (number, _), rows in zip(names, sheets.values(), strict=True):
        members[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return zipped(members)


def sheet_rows(rows: Iterable[Iterable[str | float]]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, value in zip("ABCDEFGH", row, strict=False):
            place = f"{column}{number}"
            if isinstance(value, str):
                cells.append(f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>')
            else:
                cells.append(f'<c r="{place}"><v>{value}</v></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return "".join(lines)


# --- PDF ------------------------------------------------------------------------------------

Words = tuple[float, float, str]  # from the left, from the bottom, what


def pdf(pages: Iterable[Iterable[Words]], *, size: float = 11) -> bytes:
    """A PDF with words at their places, in this order, in Helvetica on A4."""
    contents = []
    for page in pages:
        lines = []
        for left, bottom, words in page:
            raw = words.encode("cp1252")
            for char in (b"\\", b"(", b")"):
                raw = raw.replace(char, b"\\" + char)
            lines.append(b"BT /F1 %g Tf %g %g Td (%s) Tj ET" % (size, left, bottom, raw))
        contents.append(b"\n".join(lines))
    return _pdf(contents, b"<< >>")


def scanned_pdf(width: int, height: int, grey: bytes) -> bytes:
    """A PDF of one page that is a picture."""
    packed = zlib.compress(grey, 9)
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (width, height, len(packed), packed)
    )
    return _pdf([b"q 595 0 0 842 0 0 cm /Im1 Do Q"], b"<< /Im1 5 0 R >>", picture)


def _pdf(contents: list[bytes], pictures: bytes, *extra: bytes) -> bytes:
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< >>",
        *extra,
    ]
    kids = []
    for content in contents:
        number = len(objects) + 1
        kids.append(b"%d 0 R" % number)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> /XObject %s >> >>" % (number + 1, pictures)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


def turned_pdf(lines: Iterable[str], quarters: int, *, rotate: int = 0) -> bytes:
    """A page whose lines run upwards (1), upside down (2) or downwards (3)."""
    along, up = [(1, 0), (0, 1), (-1, 0), (0, -1)][quarters]
    drawn = [
        b"BT /F1 11 Tf %d %d %d %d %d %d Tm (%s) Tj ET"
        % (along, up, -up, along, 300 + 14 * number * up, 400 - 14 * number * along, words.encode())
        for number, words in enumerate(lines)
    ]
    whole = _pdf([b"\n".join(drawn)], b"<< >>")
    return whole.replace(b"/MediaBox", b"/Rotate %d /MediaBox" % rotate)


def form_pdf() -> bytes:
    """A page with a form field that says "Yes, since 2021" and a text box, and a CSV attached."""
    grid = grid_csv().encode("utf-8")
    page = b"/Type /Page /Parent 2 0 R"
    whole = _pdf(
        [b"BT /F1 11 Tf 70 700 Td (Is it in use?) Tj ET"],
        b"<< >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (use) /V (Yes, since 2021) "
        b"/Rect [70 650 300 670] >>",
        b"<< /Type /Annot /Subtype /FreeText /Contents (Added by hand) /Rect [70 600 300 620] >>",
        b"<< /Names [(costs.csv) 8 0 R] >>",
        b"<< /Type /Filespec /F (costs.csv) /UF (costs.csv) /EF << /F 9 0 R >> >>",
        b"<< /Type /EmbeddedFile /Length %d >>\nstream\n%s\nendstream" % (len(grid), grid),
    )
    return whole.replace(page, page + b" /Annots [5 0 R 6 0 R]").replace(
        b"<< /Type /Catalog", b"<< /Names << /EmbeddedFiles 7 0 R >> /Type /Catalog"
    )


def letter_pdf() -> bytes:
    lines = [(70.0, 780.0 - 30 * number, words) for number, words in enumerate(LETTER)]
    grid = [
        (70.0 + 120 * column, 660.0 - 16 * number, cell)
        for number, row in enumerate(GRID)
        for column, cell in enumerate(row)
    ]
    return pdf([lines, grid])


# --- Compound files (Outlook, and what Office encrypts) --------------------------------------


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file with these streams; `/` in a name makes a storage."""
    return _Compound(streams).build()


class _Compound:
    SECTOR = 512
    MINI = 64
    CUTOFF = 4096
    FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD

    def __init__(self, streams: Mapping[str, bytes]) -> None:
        self.entries: list[dict[str, object]] = [
            {"name": "Root Entry", "type": 5, "children": [], "data": b""}
        ]
        folders = {"": 0}
        for path, data in streams.items():
            *parents, name = path.split("/")
            at = ""
            for parent in parents:
                outer, at = at, f"{at}/{parent}"
                if at not in folders:
                    folders[at] = self._add(parent, 1, b"", folders[outer])
            self._add(name, 2, data, folders[at])

    def _add(self, name: str, kind: int, data: bytes, parent: int) -> int:
        number = len(self.entries)
        self.entries.append({"name": name, "type": kind, "children": [], "data": data})
        children = self.entries[parent]["children"]
        assert isinstance(children, list)
        children.append(number)
        return number

    def build(self) -> bytes:
        fat: list[int] = []
        sectors = bytearray()
        mini = bytearray()
        minifat: list[int] = []
        starts: dict[int, int] = {}
        for number, entry in enumerate(self.entries):
            data = entry["data"]
            assert isinstance(data, bytes)
            if entry["type"] != 2 or not data:
                continue
            if len(data) < self.CUTOFF:
                starts[number] = self._chain(minifat, mini, data, self.MINI)
            else:
                starts[number] = self._chain(fat, sectors, data, self.SECTOR)
        starts[0] = self._chain(fat, sectors, bytes(mini), self.SECTOR) if mini else self.END
        minifat_start, minifat_count = self.END, 0
        if minifat:
            packed = struct.pack(f"<{len(minifat)}I", *minifat)
            packed = packed.ljust(-(-len(packed) // self.SECTOR) * self.SECTOR, b"\xff")
            minifat_count = len(packed) // self.SECTOR
            minifat_start = self._chain(fat, sectors, packed, self.SECTOR)
        directory = self._directory(starts, len(mini))
        directory_start = self._chain(fat, sectors, directory, self.SECTOR)
        count = 1
        while count * 128 < len(fat) + count:
            count += 1
        fat_start = len(fat)
        fat.extend([self.FAT] * count)
        fat.extend([self.FREE] * (count * 128 - len(fat)))
        sectors += struct.pack(f"<{len(fat)}I", *fat)
        header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
        header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        header += struct.pack("<IIIII", 0, count, directory_start, 0, self.CUTOFF)
        header += struct.pack("<IIII", minifat_start, minifat_count, self.END, 0)
        table = [fat_start + number for number in range(count)]
        header += struct.pack("<109I", *(table + [self.FREE] * (109 - count)))
        return header + bytes(sectors)

    def _chain(self, table: list[int], store: bytearray, data: bytes, size: int) -> int:
        first = len(table)
        count = -(-len(data) // size)
        table.extend(range(first + 1, first + count))
        table.append(self.END)
        store += data.ljust(count * size, b"\0")
        return first

    def _directory(self, starts: Mapping[int, int], mini: int) -> bytes:
        left_right: dict[int, tuple[int, int]] = {}
        child: dict[int, int] = {}

        def tree(numbers: list[int]) -> int:
            if not numbers:
                return self.FREE
            middle = len(numbers) // 2
            left_right[numbers[middle]] = (tree(numbers[:middle]), tree(numbers[middle + 1 :]))
            return numbers[middle]

        def order(number: int) -> tuple[int, str]:
            name = str(self.entries[number]["name"])
            return len(name), name.upper()

        for number, entry in enumerate(self.entries):
            children = entry["children"]
            assert isinstance(children, list)
            child[number] = tree(sorted(children, key=order))
        out = bytearray()
        for number, entry in enumerate(self.entries):
            name = (str(entry["name"]) + "\0").encode("utf-16-le")
            left, right = left_right.get(number, (self.FREE, self.FREE))
            data = entry["data"]
            assert isinstance(data, bytes)
            size = mini if number == 0 else len(data)
            out += name.ljust(64, b"\0")
            out += struct.pack("<HBB", len(name), int(str(entry["type"])), 1)
            out += struct.pack("<III", left, right, child[number])
            out += bytes(36) + struct.pack("<IQ", starts.get(number, self.END), size)
        return bytes(out.ljust(-(-len(out) // self.SECTOR) * self.SECTOR, b"\0"))


# --- Outlook --------------------------------------------------------------------------------


def msg_streams(
    properties: Mapping[str, bytes | str],
    fixed: Mapping[int, tuple[int, bytes]] | None = None,
    *,
    header: int = 32,
    prefix: str = "",
) -> dict[str, bytes]:
    """The streams of one message or attachment: by property number, text wide or bytes."""
    streams = {}
    for number, value in properties.items():
        if isinstance(value, str):
            streams[f"{prefix}__substg1.0_{number}001F"] = value.encode("utf-16-le")
        else:
            kind = "" if len(number) == 8 else "0102"
            streams[f"{prefix}__substg1.0_{number}{kind}"] = value
    listed = bytes(header)
    for tag, (kind, value) in (fixed or {}).items():
        listed += struct.pack("<HHI", kind, tag, 6) + value.ljust(8, b"\0")
    streams[f"{prefix}__properties_version1.0"] = listed
    return streams


def letter_msg() -> bytes:
    """A message with a CSV and another message inside."""
    ticks = 134_281_512_000_000_000  # 10 July 2026 10:00 UTC, in 100 ns since 1601
    inner = "__attach_version1.0_#00000001/__substg1.0_3701000D/"
    return compound(
        msg_streams(
            {
                "0037": "FH/26/114 – our reply",
                "0C1A": "Information Office",
                "5D01": "foi@fernhollow.example",
                "0E04": "A Requester",
                "1000": "\r\n".join(LETTER),
            },
            {0x0039: (0x0040, struct.pack("<Q", ticks))},
        )
        | msg_streams(
            {"3701": grid_csv().encode("cp1252"), "3707": "costs £.csv"},
            header=8,
            prefix="__attach_version1.0_#00000000/",
        )
        | msg_streams({"3001": "Earlier note"}, header=8, prefix="__attach_version1.0_#00000001/")
        | msg_streams(
            {"0037": "Earlier note", "1000001E": b"Caf\xe9 list held.", "0C1A": "Clerk"},
            {0x3FFD: (3, struct.pack("<I", 1252))},
            header=24,
            prefix=inner,
        )
    )


# --- Text -----------------------------------------------------------------------------------


def grid_csv(delimiter: str = ",", end: str = "\r\n") -> str:
    def quoted(cell: str) -> str:
        return f'"{cell}"' if delimiter in cell or '"' in cell else cell

    return end.join(delimiter.join(map(quoted, row)) for row in GRID) + end


def letter_eml(attachments: Mapping[str, tuple[str, bytes]] | None = None) -> bytes:
    """A message with a choice of bodies and these attachments (name: type and bytes)."""
    import base64

    plain = base64.encodebytes("\r\n".join(LETTER).encode("utf-8")).decode()
    parts = (
        "--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n"
        "--y\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
        f"\r\n{plain}\r\n--y\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        "<p>Only for those who read HTML</p>\r\n--y--\r\n"
    )
    for name, (kind, data) in (attachments or {}).items():
        parts += (
            f"--x\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n"
            f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'
            f"{base64.encodebytes(data).decode()}\r\n"
        )
    head = (
        "Received: from mail.fernhollow.example\r\nFrom: Information Office "
        "<foi@fernhollow.example>\r\nTo: A Requester <a@requests.example>\r\n"
        "Subject: =?utf-8?q?FH/26/114_=E2=80=93_our_reply?=\r\n"
        "Date: Fri, 10 Jul 2026 11:00:00 +0100\r\nMessage-ID: <1@fernhollow.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    )
    return (head + parts + "--x--\r\n").encode("ascii")


def letter_html() -> str:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in GRID)
    return (
        "<!doctype html><html><head><title>not shown</title><style>p {}</style></head><body>"
        + "".join(f"<p>{words}</p>" for words in LETTER)
        + f"<script>alert('never')</script><table>{rows}</table></body></html>"
    )


def letter_rtf() -> bytes:
    def words(text: str) -> str:
        return "".join(char if char.isascii() else f"\\u{ord(char)}?" for char in text)

    rows = "".join(
        "\\trowd\\cellx1000\\cellx2000\\cellx3000\\pard\\intbl "
        + "".join(f"{words(cell)}\\cell " for cell in row)
        + "\\row\r\n"
        for row in GRID
    )
    body = "".join(f"{words(line)}\\par\r\n" for line in LETTER)
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Arial;}}"
        "{\\*\\generator ours}{\\info{\\title not shown}}\\pard\\plain\\f0 "
        f"{body}{rows}\\pard\\par}}"
    ).encode("ascii")
