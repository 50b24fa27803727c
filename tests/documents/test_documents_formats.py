"""Every format says what its author wrote, at the places it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import make_corpus as corpus
import pytest

from campaign.documents import Extract, read

FILES = Path(__file__).parent / "files"
ROWS = ["\t".join(row) for row in corpus.GRID]
BOOK = {
    "Costs": corpus.sheet_rows(corpus.GRID),
    "Numbers": corpus.sheet_rows([[1.0, 2.5], ["x", 1e6]]),
}


def lines(extract: Extract) -> list[str]:
    return [line for line in extract.text.split("\n") if line.strip()]


def check_offsets(extract: Extract) -> None:
    """Every place and cell is a stretch of the text, without white space at its ends."""
    size = len(extract.text)
    for place in extract.places:
        assert 0 <= place.start < place.end <= size, place
        assert place.label
    for table in extract.tables:
        for row in table.rows:
            for cell in row:
                assert extract.text[cell.start : cell.end] == cell.text


def at(extract: Extract, label: str) -> str:
    (place,) = [place for place in extract.places if place.label == label]
    return extract.text[place.start : place.end]


def cells(extract: Extract, number: int = 0) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row) for row in extract.tables[number].rows]


@pytest.mark.parametrize(
    ("make", "kind", "expected"),
    [
        (corpus.letter_docx, "docx", [*corpus.LETTER, *ROWS]),
        (corpus.letter_odt, "odt", [*corpus.LETTER, *ROWS]),
        (corpus.letter_rtf, "rtf", [*corpus.LETTER, *ROWS]),
        (corpus.letter_pdf, "pdf", [*corpus.LETTER, *ROWS]),
        (lambda: corpus.letter_html().encode(), "html", [*corpus.LETTER, *ROWS]),
        (lambda: corpus.xlsx({"Costs": BOOK["Costs"]}), "xlsx", ["Costs", *ROWS]),
        (lambda: "\r\n".join(corpus.LETTER).encode(), "text", [*corpus.LETTER]),
    ],
    ids=["docx", "odt", "rtf", "pdf", "html", "xlsx", "text"],
)
def test_says_what_was_written(make: Callable[[], bytes], kind: str, expected: list[str]) -> None:
    extract = read(make(), "attachment.bin", "application/octet-stream")
    assert (extract.state, extract.kind, extract.note) == ("read", kind, "")
    assert lines(extract) == expected
    assert extract.reader.startswith(kind)
    check_offsets(extract)
    if len(expected) > len(corpus.LETTER):
        assert cells(extract) == list(corpus.GRID)


RICH = [
    "Fernhollow Council decision",
    "We now hold this.",
    "See page 7, then",
    "the next line and a\ttab.",
]


@pytest.mark.parametrize(
    ("name", "numbered"),
    [
        ("rich.docx", True),
        ("rich.odt", True),
        ("rich.rtf", True),
        ("rich.doc", False),  # Word 97 keeps the numbers of lists elsewhere: see docs
    ],
)
def test_leaves_out_what_is_not_on_the_page(name: str, numbered: bool) -> None:
    data = corpus.rich_docx() if name == "rich.docx" else (FILES / name).read_bytes()
    extract = read(data)
    assert extract.state == "read"
    check_offsets(extract)
    found = [line.strip().replace(".\t", ". ") for line in lines(extract)]
    items = ["Ploughshare is in use.", "Harrow was on trial."]
    if numbered:
        items = [f"3. {items[0]}", f"4. {items[1]}"]
    assert found[:10] == [*RICH, *items, *ROWS]
    assert sorted(found[10:]) == [
        "Information Office",
        "Mill Street, Fernhollow",
        "Under section 1(1)(a).",
    ]
    assert at(extract, "paragraph 2") == "We now hold this."
    assert at(extract, "table 1, row 3, column 3") == "£12,500"
    assert at(extract, "footnote") == "Under section 1(1)(a)."
    assert at(extract, "header").startswith("Information Office")
    assert cells(extract) == list(corpus.GRID)


@pytest.mark.parametrize("name", ["letter.xls", "letter.ods", "letter.xlsx"])
def test_workbooks_point_at_their_cells(name: str) -> None:
    data = corpus.xlsx(BOOK) if name == "letter.xlsx" else (FILES / name).read_bytes()
    extract = read(data)
    assert extract.state == "read"
    check_offsets(extract)
    assert lines(extract) == ["Costs", *ROWS, "Numbers", "1\t2.5", "x\t1000000"]
    assert [table.name for table in extract.tables] == ["sheet Costs", "sheet Numbers"]
    assert at(extract, "sheet Costs, cell C3") == "£12,500"
    assert at(extract, "sheet Numbers, cell B2") == "1000000"


def test_cells_stay_under_their_columns_where_rows_and_columns_are_empty() -> None:
    rows = (
        '<row r="3"><c r="B3"><v>7</v></c><c r="D3" t="inlineStr"><is><t>nil</t></is></c></row>'
        '<row r="9"><c r="C9"><v>0.1</v></c></row>'
    )
    extract = read(corpus.xlsx({"Q and A": rows}))
    assert at(extract, "sheet Q and A, cell B3") == "7"
    assert at(extract, "sheet Q and A, cell D3") == "nil"
    assert at(extract, "sheet Q and A, cell C9") == "0.1"


def test_merged_cells_keep_the_columns_of_a_word_table() -> None:
    def cell(words: str, properties: str) -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{corpus.paragraph(words)}</w:tc>"

    body = (
        "<w:tbl><w:tr>"
        + cell("Costs by year", '<w:gridSpan w:val="2"/>')
        + cell("Note", '<w:vMerge w:val="restart"/>')
        + "</w:tr><w:tr>"
        + cell("2024", "")
        + cell("£5", "")
        + cell("", "<w:vMerge/>")
        + "</w:tr></w:tbl>"
    )
    extract = read(corpus.docx(body))
    assert cells(extract) == [("Costs by year", "", "Note"), ("2024", "£5", "")]
    check_offsets(extract)


def test_html_keeps_what_the_page_shows() -> None:
    page = (
        "<html><head><title>t</title></head><body><p>One\n two&nbsp;three<br>four<br><br>five</p>"
        "<ol start=3><li>third<li>fourth</ol><div style='display:none'>hidden words</div>"
        "<table><tr><td>laid out<table><tr><td>a<td>b<tr><td colspan=2>c</table></table>"
        "<pre>as  it\n  stands</pre>&lt;script&gt;</body></html>"
    )
    extract = read(page.encode(), "x.html", "text/html")
    assert extract.text == (
        "One two\xa0three\nfour\n\nfive\n\n3. third\n4. fourth\n\nhidden words\n\nlaid out\n\n"
        "a\tb\nc\t\n\nas  it\n  stands\n\n<script>"
    )
    assert cells(extract) == [("a", "b"), ("c", "")]
    check_offsets(extract)


def test_a_table_disguised_as_a_workbook_is_read_as_the_page_it_is() -> None:
    page = "<table><tr><td>Year</td><td>Cost</td></tr><tr><td>2024</td><td>£9</td></tr></table>"
    extract = read(page.encode("cp1252"), "costs.xls", "application/vnd.ms-excel")
    assert (extract.kind, extract.state) == ("html", "read")
    assert cells(extract) == [("Year", "Cost"), ("2024", "£9")]


def test_outlook_message_and_what_is_inside() -> None:
    extract = read(corpus.letter_msg(), "reply.msg")
    assert (extract.state, extract.kind, extract.note) == ("read", "msg", "")
    check_offsets(extract)
    assert lines(extract) == [
        "Subject: FH/26/114 – our reply",
        "From: Information Office <foi@fernhollow.example>",
        "To: A Requester",
        "Date: 2026-07-10 10:00 UTC",
        *corpus.LETTER,
        "costs £.csv",
        *corpus.grid_csv().split("\r\n")[:-1],
        "Earlier note",
        "Subject: Earlier note",
        "From: Clerk",
        "Café list held.",
    ]
    assert at(extract, "costs £.csv, row 3, column 3") == "£12,500"
    assert at(extract, "Earlier note").endswith("Café list held.")


def test_rtf_body_of_an_outlook_message() -> None:
    import struct

    rich = corpus.letter_rtf()
    # All literals: a control byte of nought before every eight bytes, then the end mark.
    packed = bytearray()
    written = 207
    for start in range(0, len(rich), 8):
        packed += b"\0" + rich[start : start + 8]
        written += len(rich[start : start + 8])
    if len(rich) % 8:
        packed[-(len(rich) % 8) - 1] = 1 << (len(rich) % 8)
    else:
        packed += b"\x01"
    packed += struct.pack(">H", (written % 4096) << 4)
    body = struct.pack("<IIII", len(packed) + 12, len(rich), 0x75465A4C, 0) + packed
    extract = read(corpus.compound(corpus.msg_streams({"0037": "s", "1009": bytes(body)})))
    assert lines(extract) == ["Subject: s", *corpus.LETTER, *ROWS]


def test_compressed_rtf_of_the_specification() -> None:
    """The first example of [MS-OXRTFCP] section 4.1."""
    from campaign.documents.outlook import unpack_rtf

    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af3206865"
        "6c090020627705b06c647d0a800fa0"
    )
    assert unpack_rtf(packed, 10_000) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_mail_and_what_is_inside() -> None:
    data = corpus.letter_eml(
        {
            "answers.docx": ("application/octet-stream", corpus.letter_docx()),
            "=?utf-8?q?costs_=C2=A3.csv?=": ("text/csv", corpus.grid_csv(";").encode("cp1252")),
        }
    )
    extract = read(data, "reply.eml", "message/rfc822")
    assert (extract.state, extract.kind, extract.note) == ("read", "eml", "")
    check_offsets(extract)
    found = lines(extract)
    assert found[0] == "Subject: FH/26/114 – our reply"
    assert found[4:7] == list(corpus.LETTER)
    assert "Only for those who read HTML" not in extract.text
    assert at(extract, "answers.docx, table 1, row 2, column 3") == "£0"
    assert at(extract, "costs £.csv, row 4, column 3") == "£3,750"


def test_zip_inside_zip() -> None:
    inner = corpus.zipped({"deep/letter.pdf": corpus.letter_pdf()})
    data = corpus.zipped(
        {
            "book.xlsx": corpus.xlsx({"Costs": BOOK["Costs"]}),
            "more.zip": inner,
            "__MACOSX/._book.xlsx": b"\0",
            "song.bin": bytes(range(256)),
        }
    )
    extract = read(data)
    assert (extract.state, extract.kind) == ("read", "zip")
    check_offsets(extract)
    assert at(extract, "book.xlsx, sheet Costs, cell A4") == "2023"
    assert at(extract, "more.zip, deep/letter.pdf, page 1").startswith(corpus.LETTER[0])
    assert [table.name for table in extract.tables] == [
        "book.xlsx, sheet Costs",
        "more.zip, deep/letter.pdf, page 2, table 1",
    ]
    assert extract.note == "song.bin: unsupported. No reader for this kind of file."


def test_delivery_status() -> None:
    words = b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\n"
    extract = read(words, "attachment.delivery-status", "message/delivery-status")
    assert (extract.state, extract.kind) == ("read", "delivery-status")
    assert extract.text == "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@b.example"


def test_the_reader_is_named_so_that_a_newer_one_can_tell() -> None:
    from dataclasses import replace

    from campaign.documents import is_current

    extract = read(corpus.letter_docx())
    assert is_current(extract)
    assert not is_current(replace(extract, reader="docx 0"))
    assert not is_current(replace(extract, reader=""))
    inside = read(corpus.zipped({"a.docx": corpus.letter_docx(), "b.bin": b"\0" * 99}))
    assert is_current(inside)
    assert not is_current(replace(inside, reader=inside.reader.replace("docx 1", "docx 0")))
