"""The papers that practice authorities attach open in the readers that people use."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from campaign.rehearsal.people import papers
from campaign.rehearsal.people.wording import Block

LETTER = (
    Block("Dear Requester,\nRef (26/01) \\ 7"),
    Block("Spend was £12,500 – “about right” – in 2023."),
    Block(rows=(("Year", "Trialled?"), ("2020", "No"), ("2021", "Yes"))),
)
MAKERS = {
    "pdf": papers.text_pdf,
    "scan": papers.scanned_pdf,
    "docx": papers.text_docx,
    "odt": papers.text_odt,
}


def pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def xml_text(data: bytes, member: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return " ".join(etree.fromstring(whole.read(member), parser).itertext())


def test_a_text_pdf_gives_its_words_back() -> None:
    text = pdf_text(papers.text_pdf(LETTER))
    assert "Ref (26/01) \\ 7" in text
    assert "£12,500 – “about right”" in text
    assert "2021 Yes" in text


def test_a_long_letter_fills_several_pages_and_loses_nothing() -> None:
    blocks = [Block(f"Paragraph number {n} of a very long letter.") for n in range(150)]
    data = papers.text_pdf(blocks)
    assert len(pypdfium2.PdfDocument(data)) > 3
    assert all(f"number {n} of" in pdf_text(data) for n in range(150))


def test_a_scan_is_a_picture_with_ink_and_without_text() -> None:
    data = papers.scanned_pdf(LETTER)
    assert pdf_text(data).strip() == ""
    page = pypdfium2.PdfDocument(data)[0]
    shades = bytes(page.render(scale=0.5, grayscale=True).buffer)
    assert min(shades) < 120
    assert shades.count(255) > len(shades) // 2


@pytest.mark.parametrize(
    ("maker", "member"), [("docx", "word/document.xml"), ("odt", "content.xml")]
)
def test_office_texts_are_well_formed_and_whole(maker: str, member: str) -> None:
    text = xml_text(MAKERS[maker](LETTER), member)
    for words in ("Dear Requester,", "Ref (26/01) \\ 7", "£12,500", "Trialled?", "2021"):
        assert words in text


def test_the_mimetype_of_an_odt_comes_first_and_uncompressed() -> None:
    with zipfile.ZipFile(io.BytesIO(papers.text_odt(LETTER))) as whole:
        first = whole.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_a_workbook_keeps_sheets_texts_and_numbers() -> None:
    sheets = [("A & B", [("Year", "Spend"), ("2020", "£1,000")]), ("Second", [("x", "", "7")])]
    book = python_calamine.load_workbook(io.BytesIO(papers.workbook(sheets)))
    assert book.sheet_names == ["A & B", "Second"]
    assert book.get_sheet_by_index(0).to_python() == [["Year", "Spend"], [2020.0, "£1,000"]]
    assert book.get_sheet_by_index(1).to_python() == [["x", "", 7.0]]


@given(st.lists(st.text(max_size=20), min_size=1, max_size=40))
@settings(max_examples=40, deadline=None)
def test_whatever_a_cell_holds_the_office_files_open(cells: list[str]) -> None:
    rows = (tuple(cells),)
    python_calamine.load_workbook(io.BytesIO(papers.workbook([("Sheet", rows)])))
    for maker, member in (
        (papers.text_docx, "word/document.xml"),
        (papers.text_odt, "content.xml"),
    ):
        xml_text(maker([Block(rows=rows), Block("\n".join(cells))]), member)


@pytest.mark.parametrize("maker", MAKERS)
def test_the_same_letter_gives_the_same_bytes(maker: str) -> None:
    assert MAKERS[maker](LETTER) == MAKERS[maker](LETTER)


def test_an_archive_gives_its_members_back() -> None:
    data = papers.archive([("a.txt", b"one"), ("b/c.bin", b"\x00" * 50)])
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        assert {name: whole.read(name) for name in whole.namelist()} == {
            "a.txt": b"one",
            "b/c.bin": b"\x00" * 50,
        }
        assert {info.date_time[0] for info in whole.infolist()} == {1980}
