"""Broken, locked and hostile files are recorded outcomes, and take nothing with them."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import make_corpus as corpus
import pytest

from campaign.documents import Extract, Limits, Reader, read

FILES = Path(__file__).parent / "files"
WHOLE: dict[str, Callable[[], bytes]] = {
    "letter.docx": corpus.letter_docx,
    "letter.odt": corpus.letter_odt,
    "letter.rtf": corpus.letter_rtf,
    "letter.pdf": corpus.letter_pdf,
    "letter.msg": corpus.letter_msg,
    "costs.xlsx": lambda: corpus.xlsx({"Costs": corpus.sheet_rows(corpus.GRID)}),
    "rich.doc": lambda: (FILES / "rich.doc").read_bytes(),
    "letter.xls": lambda: (FILES / "letter.xls").read_bytes(),
    "letter.ods": lambda: (FILES / "letter.ods").read_bytes(),
    "letter.eml": lambda: corpus.letter_eml({"a.csv": ("text/csv", corpus.grid_csv().encode())}),
    "two.zip": lambda: corpus.zipped({"a.txt": "some words", "b.docx": corpus.letter_docx()}),
}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(Limits(seconds=30)) as reader:
        yield reader


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_cut_off_is_never_taken_for_a_whole_one(name: str, reader: Reader) -> None:
    whole = WHOLE[name]()
    full = reader.read(whole, name)
    assert full.state == "read"
    for tenths in range(1, 10):
        extract = reader.read(whole[: len(whole) * tenths // 10], name)
        assert extract.state in {"damaged", "read", "empty", "too_big"}
        assert len(extract.text) <= len(full.text)
        if extract.state in {"damaged", "too_big"}:
            assert extract.note
        else:  # nothing of it is missing
            assert extract.text == full.text


@pytest.mark.parametrize("name", WHOLE)
def test_bytes_changed_at_random_end_in_an_outcome(name: str, reader: Reader) -> None:
    whole = WHOLE[name]()
    dice = random.Random(name)
    for _ in range(40):
        data = bytearray(whole)
        for _ in range(dice.randrange(1, 12)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        extract = reader.read(bytes(data), name)
        assert extract.state in Extract.__annotations__["state"] or extract.state
        for table in extract.tables:
            for row in table.rows:
                assert all(extract.text[cell.start : cell.end] == cell.text for cell in row)


def test_a_parser_that_gives_up_takes_nothing_with_it() -> None:
    extract = read((FILES / "panics.xls").read_bytes(), "costs.xls")
    assert (extract.state, extract.kind) == ("damaged", "xls")


def test_a_compound_file_whose_folders_run_in_a_circle() -> None:
    data = bytearray(corpus.letter_msg())
    at = data.find("__properties_version1.0".encode("utf-16-le"))
    for sibling in (0x44, 0x48):  # left and right of this entry: itself
        struct.pack_into("<I", data, at + sibling, (at % 512) // 128)
    extract = read(bytes(data), "letter.msg")
    assert extract.kind == "msg"
    assert extract.state in {"read", "damaged", "too_big"}


@pytest.mark.parametrize(
    "name", ["locked.doc", "locked.odt", "locked.pdf", "locked.xls", "locked.ods"]
)
def test_a_password_is_needed(name: str) -> None:
    extract = read((FILES / name).read_bytes(), name)
    assert (extract.state, extract.kind, extract.text) == ("protected", name[-3:], "")
    assert extract.note == "A password is needed."


def test_office_files_that_need_a_password() -> None:
    data = corpus.compound({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y" * 100})
    extract = read(data, "answers.xlsx")
    assert (extract.state, extract.kind) == ("protected", "xlsx")


def test_a_locked_zip() -> None:
    data = bytearray(corpus.zipped({"a.txt": "secret", "b.txt": "secret"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    extract = read(bytes(data), "a.zip")
    assert (extract.state, extract.kind) == ("protected", "zip")


@pytest.mark.parametrize("name", ["", "letter.pdf", "costs.csv", "letter.docx"])
def test_an_empty_file(name: str) -> None:
    assert read(b"", name).state == "empty"
    assert read(b" \r\n\t\r\n", "a.txt").state == "empty"


def test_documents_without_words_are_empty() -> None:
    assert read(corpus.docx("")).state == "empty"
    assert read(corpus.pdf([[]])).state == "empty"
    assert read(corpus.xlsx({"Sheet1": ""})).state == "empty"
    assert read(b"<html><body><script>x()</script></body></html>").state == "empty"
    assert read(corpus.zipped({})).state == "empty"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (bytes(range(256)) * 4, "unknown"),
        (b"\0" * 500, "unknown"),
        (b"7z\xbc\xaf\x27\x1c" + b"\1" * 50, "7z"),
        (b"Rar!\x1a\x07\x01\x00" + b"\1" * 50, "rar"),
        (b"MZ" + b"\0\1" * 50, "program"),
        (corpus.zipped({"ppt/presentation.xml": "<a/>"}), "pptx"),
    ],
)
def test_what_no_reader_reads(data: bytes, kind: str) -> None:
    extract = read(data, "letter.txt")
    assert (extract.state, extract.kind) == ("unsupported", kind)
    assert extract.note


def word_with(xml: str) -> bytes:
    return corpus.zipped({"word/document.xml": xml, "[Content_Types].xml": "<Types/>"})


def test_xml_that_swells() -> None:
    entities = "".join(
        f'<!ENTITY {chr(98 + level)} "{("&" + chr(97 + level) + ";") * 10}">' for level in range(9)
    )
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol">{entities}]>'
        f'<w:document xmlns:w="{corpus.W}"><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body>'
        "</w:document>"
    )
    extract = read(word_with(xml))
    assert extract.state in {"too_big", "damaged"}
    assert extract.text == ""


def test_xml_that_reaches_for_other_files() -> None:
    xml = (
        '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        f'<w:document xmlns:w="{corpus.W}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body>'
        "</w:document>"
    )
    extract = read(word_with(xml))
    assert (extract.state, extract.text) == ("damaged", "")


def test_xml_nested_without_end() -> None:
    xml = (
        f'<w:document xmlns:w="{corpus.W}"><w:body>'
        + "<w:p><w:r>" * 3000
        + "</w:r></w:p>" * 3000
        + "</w:body></w:document>"
    )
    assert read(word_with(xml)).state == "too_big"


@pytest.mark.parametrize(
    "make",
    [
        lambda: ("<div>" * 20_000 + "deep" + "</div>" * 20_000).encode(),
        lambda: b"{\\rtf1 " + b"{" * 20_000 + b"x" + b"}" * 20_000 + b"}",
        lambda: (
            b"From: a\r\nMIME-Version: 1.0\r\n"
            + b"Content-Type: message/rfc822\r\n\r\n" * 3000
            + b"\r\nhi"
        ),
    ],
    ids=["html", "rtf", "eml"],
)
def test_other_things_nested_without_end(make: Callable[[], bytes], reader: Reader) -> None:
    extract = reader.read(make(), "")
    assert extract.state == "too_big"
    assert extract.note


def test_a_zip_that_unpacks_to_more_than_is_safe(reader: Reader) -> None:
    bomb = corpus.zipped({f"{number}.bin": b"\0" * 40_000_000 for number in range(5)})
    assert len(bomb) < 250_000
    extract = reader.read(bomb, "a.zip")
    assert extract.state == "too_big"
    assert "more than is safe" in extract.note


def test_a_member_that_lies_about_its_size() -> None:
    data = bytearray(corpus.zipped({"a.txt": "w" * 3_000_000}))
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    extract = read(bytes(data), "a.zip", limits=Limits(unpacked=1_000_000))
    assert len(extract.text) < 1_000_000
    assert extract.note


def test_zips_in_zips_are_followed_only_so_far() -> None:
    data = corpus.zipped({"a.txt": "the kernel"})
    for _ in range(8):
        data = corpus.zipped({"in.zip": data})
    extract = read(data)
    assert "the kernel" not in extract.text
    assert "too deep to follow" in extract.note
    assert "the kernel" in read(data, limits=Limits(depth=9)).text


def test_too_many_files_in_a_zip() -> None:
    data = corpus.zipped({f"{number}.txt": "x" for number in range(30)})
    extract = read(data, limits=Limits(members=10))
    assert extract.state == "too_big"
    assert "first 10 of 30 files" in extract.note


def test_a_sheet_of_emptiness() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>' + "".join(
        f'<row r="{number}"><c r="A{number}" s="0"/></row>' for number in range(2, 30_000)
    )
    assert read(corpus.xlsx({"S": rows})).text == "S\n\n1"
    far = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    corner = '<row r="1"><c r="A1"><v>1</v></c></row>'
    extract = read(corpus.xlsx({"S": corner + far}))
    assert extract.state == "too_big"
    assert "1,048,576 rows" in extract.note


def test_an_open_document_sheet_repeated_to_its_end() -> None:
    def repeated(words: str) -> bytes:
        cell = f'<table:table-cell table:number-columns-repeated="16384">{words}</table:table-cell>'
        spaces = "".join(
            f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
            for name in ("office", "text", "table")
        )
        content = (
            f"<office:document-content{spaces}><office:body><office:spreadsheet>"
            '<table:table table:name="S"><table:table-row><table:table-cell><text:p>kept</text:p>'
            "</table:table-cell></table:table-row>"
            f'<table:table-row table:number-rows-repeated="1048575">{cell}</table:table-row>'
            "</table:table></office:spreadsheet></office:body></office:document-content>"
        )
        mime = "application/vnd.oasis.opendocument.spreadsheet"
        return corpus.zipped({"mimetype": mime, "content.xml": content}, stored=["mimetype"])

    extract = read(repeated(""))
    assert (extract.state, extract.text) == ("read", "S\n\nkept")
    extract = read(repeated("<text:p>x</text:p>"), limits=Limits(cells=50_000))
    assert extract.state == "too_big"
    assert extract.text.startswith("S\n\nkept\nx\tx")


def test_too_many_cells() -> None:
    rows = corpus.sheet_rows([[float(number)] * 8 for number in range(100)])
    extract = read(corpus.xlsx({"S": rows}), limits=Limits(cells=80))
    assert extract.state == "too_big"
    assert len(extract.tables[0].rows) == 10
    extract = read(corpus.grid_csv().encode(), "a.csv", limits=Limits(cells=5))
    assert extract.state == "too_big"
    assert extract.note.startswith("Only the first")


def test_a_pdf_of_thousands_of_pages() -> None:
    data = corpus.pdf([[(70, 700, f"Leaf {number}")] for number in range(120)])
    extract = read(data, limits=Limits(pages=100))
    assert extract.state == "too_big"
    assert extract.text.endswith("Leaf 99")
    assert extract.note == "Only the first 100 of 120 pages were read."


def test_a_pdf_that_swells_in_memory() -> None:
    packed = zlib.compress(b"BT /F1 9 Tf 70 700 Td (x) Tj ET\n" * 8_000_000, 9)
    data = corpus._pdf([b"q Q"], b"<< >>").replace(
        b"<< /Length 3 >>\nstream\nq Q\n",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\n" % (len(packed), packed),
    )
    assert len(data) < 1_000_000
    with Reader(Limits(memory=400_000_000, seconds=30)) as reader:
        assert reader.read(data, "a.pdf").state == "too_big"
        assert reader.read(b"alive", "a.txt").text == "alive"


def test_a_picture_of_absurd_size() -> None:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 60_000, 60_000)
    extract = read(head + b"\x08\0\0\0\0" + b"\0" * 100, "a.png")
    assert (extract.state, extract.kind) == ("too_big", "image")


def test_a_file_larger_than_the_limit() -> None:
    extract = read(b"word " * 100, "a.txt", limits=Limits(size=100))
    assert (extract.state, extract.text) == ("too_big", "")
