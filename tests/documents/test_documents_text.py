"""Characters, cells and stretches: text of any encoding and dialect, and offsets that hold."""

from __future__ import annotations

import csv
import io

import make_corpus as corpus
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.documents import Limits, read
from campaign.documents.charset import decode
from campaign.documents.composer import Composer, Full, clean
from campaign.documents.delimited import DELIMITERS, guess_delimiter
from campaign.documents.sniff import kind_of

WORDS = "Cost: £12,500 – “paid” in Ystâd Ŵyl €3"


@pytest.mark.parametrize(
    ("data", "label"),
    [
        (WORDS.encode(), ""),
        (WORDS.encode("utf-8-sig"), ""),
        (WORDS.encode(), "iso-8859-1"),
        (WORDS.encode("utf-16"), ""),
        (WORDS.encode("utf-16-le"), ""),
        (WORDS.encode("utf-16-be"), "utf-8"),
        (WORDS.encode("utf-32"), ""),
    ],
)
def test_unicode_whatever_the_label(data: bytes, label: str) -> None:
    assert decode(data, label) == WORDS


@pytest.mark.parametrize("label", ["", "utf-8", "iso-8859-1", "us-ascii", "windows-1252", "none"])
def test_windows_text_whatever_the_label(label: str) -> None:
    words = "£12,500 – “paid” €3"
    assert decode(words.encode("cp1252"), label) == words


def test_other_code_pages_by_their_label() -> None:
    assert decode("Łódź".encode("cp1250"), "windows-1250") == "Łódź"
    assert decode("договор".encode("koi8-r"), "koi8-r") == "договор"


def test_stray_windows_bytes_in_unicode() -> None:
    data = "£5 – £6 ".encode() + b"it\x92s"
    assert decode(data) == "£5 – £6 it’s"


def test_mojibake_is_not_repaired() -> None:
    assert decode("Â£12".encode()) == "Â£12"


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "shift_jis", "rot13", "hex", "\0"]))
def test_decoding_never_fails(data: bytes, label: str) -> None:
    assert isinstance(decode(data, label), str)


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert not any(ord(char) < 32 and char not in "\n\t" for char in once)
    once.encode("utf-8")


def test_new_lines_and_control_characters() -> None:
    assert clean("a\r\nb\rc\x0bd\x0ce\x85f\u2028g") == "a\nb\nc\nd\ne\nf\ng"
    assert clean("a\0b\x07c\x1b[31m\x7fd\te") == "abc[31md\te"
    assert clean("\ud83d\ude00 and \ud83d") == "😀 and \ufffd"


@pytest.mark.parametrize("delimiter", [*DELIMITERS])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_csv_in_every_dialect(delimiter: str, end: str, encoding: str) -> None:
    text = corpus.grid_csv(delimiter, end)
    extract = read(text.encode(encoding), "costs.csv", "text/csv")
    assert (extract.state, extract.kind) == ("read", "csv")
    assert extract.text == text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    (table,) = extract.tables
    assert [tuple(cell.text for cell in row) for row in table.rows] == list(corpus.GRID)


def test_csv_keeps_formulas_quotations_and_what_was_written() -> None:
    raw = 'a,"b, ""c""\nd",=SUM(1+1)\r\n"=HYPERLINK(""http://x.example"")",-0,@x\r\n'
    extract = read(raw.encode(), "a.csv")
    assert extract.text == 'a,"b, "c"\nd",=SUM(1+1)\n"=HYPERLINK("http://x.example")",-0,@x'
    assert [[cell.text for cell in row] for row in extract.tables[0].rows] == [
        ["a", 'b, "c"\nd', "=SUM(1+1)"],
        ['=HYPERLINK("http://x.example")', "-0", "@x"],
    ]


def test_csv_that_names_its_delimiter() -> None:
    extract = read(b"sep=;\r\na,b;c\r\n", "a.csv")
    assert [[cell.text for cell in row] for row in extract.tables[0].rows] == [["a,b", "c"]]


def test_a_title_above_the_rows_does_not_mislead() -> None:
    text = "Costs, in pounds, by year\n\nYear;Cost\n2023;1,5\n2024;2,5\n2025;3,5\n"
    assert guess_delimiter(text) == ";"


CELL = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]), max_size=8)


@settings(deadline=None)  # the first file of a kind also loads its parser
@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=6
        )
    ),
    st.sampled_from(DELIMITERS),
)
def test_csv_reads_what_a_program_wrote(rows: list[list[str]], delimiter: str) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    directive = f"sep={delimiter}\r\n"
    extract = read((directive + buffer.getvalue()).encode("utf-8-sig"), "a.csv")
    (table,) = extract.tables
    assert [[clean(cell.text) for cell in row] for row in table.rows] == [
        [clean(cell) for cell in row] for row in rows
    ]
    for row in table.rows:
        for cell in row:
            assert extract.text[cell.start : cell.end] == cell.text


@settings(deadline=None)  # the first file of a kind also loads its parser
@given(st.binary(max_size=400), st.sampled_from(["", "a.csv", "a.html", "a.eml", "a.rtf", "a.txt"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    extract = read(data, name)
    for place in extract.places:
        assert 0 <= place.start < place.end <= len(extract.text)
    for table in extract.tables:
        for row in table.rows:
            for cell in row:
                assert extract.text[cell.start : cell.end] == cell.text


@given(st.lists(st.tuples(st.sampled_from(["write", "line", "block", "place", "grid"]), CELL)))
def test_places_and_cells_are_true_stretches(steps: list[tuple[str, str]]) -> None:
    out = Composer(10_000)
    said = []
    for step, words in steps:
        if step == "write":
            out.write(words)
        elif step == "line":
            out.end_line()
        elif step == "block":
            out.end_block()
        elif step == "place":
            with out.place(f"at {len(said)}"):
                out.write(words)
            said.append((f"at {len(said)}", words))
        else:
            out.grid("g", [[words, words], [words]], lambda row, column: f"r{row}c{column}")
    extract = out.extract("text", "test 1")
    labels = {place.label: extract.text[place.start : place.end] for place in extract.places}
    for label, words in said:
        assert labels.get(label, "") == clean(words)
    for table in extract.tables:
        for row in table.rows:
            for cell in row:
                assert extract.text[cell.start : cell.end] == cell.text


def test_text_stops_at_its_limit() -> None:
    out = Composer(5)
    out.write("abc")
    with pytest.raises(Full):
        out.write("defg")
    extract = read(b"word " * 100, "a.txt", limits=Limits(characters=50))
    assert (extract.state, len(extract.text)) == ("too_big", 50)
    assert "first 50 characters" in extract.note


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (corpus.letter_pdf, "pdf"),
        (corpus.letter_docx, "docx"),
        (corpus.letter_odt, "odt"),
        (corpus.letter_msg, "msg"),
        (corpus.letter_rtf, "rtf"),
        (corpus.letter_eml, "eml"),
        (lambda: corpus.letter_html().encode(), "html"),
        (lambda: corpus.letter_html().encode("utf-16"), "html"),
        (lambda: corpus.zipped({"a.txt": "a"}), "zip"),
        (lambda: corpus.xlsx({"a": ""}), "xlsx"),
    ],
)
@pytest.mark.parametrize("name", ["", "letter.pdf", "letter.doc", "costs.xls", "x.zip", "noname"])
@pytest.mark.parametrize("content_type", ["", "text/plain", "application/pdf"])
def test_bytes_tell_what_a_file_is(make, kind: str, name: str, content_type: str) -> None:  # type: ignore[no-untyped-def]
    assert kind_of(make(), name, content_type) == kind


def test_a_letter_with_headings_is_no_message() -> None:
    words = b"Date: 3 July\nSubject: your request\nFrom: the Clerk\n\nNothing is held."
    assert kind_of(words, "letter.txt", "text/plain") == "text"
