"""The words of a PDF come in the order in which a person reads them."""

from __future__ import annotations

import random

import make_corpus as corpus
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.documents import read
from campaign.documents.pages import Piece, arrange

LEFT = [f"The left column says in its line {number} enough" for number in range(1, 13)]
RIGHT = [f"The right column adds in its line {number} as much" for number in range(1, 13)]
GRID = [
    ["Year", "In use", "Cost", "Supplier"],
    ["2021", "No", "£0", "none"],
    ["2022", "Yes", "£12,500", "Ploughshare Ltd"],
    ["2023", "Yes", "£3,750", "Ploughshare Ltd"],
]


def column(lines: list[str], left: float) -> list[corpus.Words]:
    return [(left, 700 - 14 * number, words) for number, words in enumerate(lines)]


def lines_of(*pages: list[corpus.Words]) -> list[str]:
    return [line for line in read(corpus.pdf(pages)).text.split("\n") if line]


def test_two_columns_written_one_after_the_other() -> None:
    assert lines_of(column(LEFT, 60) + column(RIGHT, 320)) == LEFT + RIGHT


def test_two_columns_written_line_by_line() -> None:
    both = zip(column(LEFT, 60), column(RIGHT, 320), strict=True)
    assert lines_of([words for pair in both for words in pair]) == LEFT + RIGHT


def test_two_columns_under_a_heading_in_no_order() -> None:
    page = [(60.0, 760.0, "Response to your request, in two columns of text")]
    page += column(LEFT, 60) + column(RIGHT, 320)
    random.Random(7).shuffle(page)
    assert lines_of(page) == ["Response to your request, in two columns of text", *LEFT, *RIGHT]


def test_a_table_is_read_row_by_row_and_kept() -> None:
    page = [
        (60.0 + 110 * number, 700.0 - 20 * height, cell)
        for height, row in enumerate(GRID)
        for number, cell in enumerate(row)
    ]
    for order in (page, sorted(page, key=lambda words: (words[0], -words[1]))):
        extract = read(corpus.pdf([order]))
        assert extract.text.split("\n") == ["\t".join(row) for row in GRID]
        (table,) = extract.tables
        assert table.name == "page 1, table 1"
        assert [[cell.text for cell in row] for row in table.rows] == GRID


def test_empty_cells_keep_their_column() -> None:
    page = [
        (60.0, 700.0, "Q"), (160.0, 700.0, "2024"), (260.0, 700.0, "2025"),
        (60.0, 680.0, "Trial"), (260.0, 680.0, "Yes"),
        (60.0, 660.0, "Use"), (160.0, 660.0, "No"), (260.0, 660.0, "No"),
    ]  # fmt: skip
    (table,) = read(corpus.pdf([page])).tables
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Q", "2024", "2025"],
        ["Trial", "", "Yes"],
        ["Use", "No", "No"],
    ]


def test_question_and_answer_side_by_side_stay_together() -> None:
    page: list[corpus.Words] = []
    expected = []
    for number in range(4):
        top = 700.0 - 60 * number
        question = [
            f"{number + 1}. Did the council use the software in",
            "any of the years asked about?",
        ]
        answer = [
            f"Answer {number + 1}: the council has not used",
            "it at any time since it was founded.",
        ]
        page += [(60, top, question[0]), (320, top, answer[0])]
        page += [(60, top - 14, question[1]), (320, top - 14, answer[1])]
        expected += question + answer
    assert lines_of(page) == expected


def test_numbered_items_are_no_table() -> None:
    page = [
        words
        for number in range(1, 5)
        for words in (
            (60.0, 700.0 - 14 * number, f"{number}."),
            (90.0, 700.0 - 14 * number, "No information is held on this."),
        )
    ]
    extract = read(corpus.pdf([page]))
    assert extract.tables == ()
    assert extract.text.startswith("1.\tNo information is held on this.\n2.\t")


def test_pages_keep_their_numbers() -> None:
    extract = read(corpus.pdf([column(LEFT, 60), [], column(RIGHT, 60)]))
    found = {place.label: extract.text[place.start : place.end] for place in extract.places}
    assert found == {"page 1": "\n".join(LEFT), "page 3": "\n".join(RIGHT)}
    assert (extract.state, extract.note) == ("read", "")


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("rotate", [0, 90, 270])
def test_turned_pages(quarters: int, rotate: int) -> None:
    extract = read(corpus.turned_pdf(LEFT[:4], quarters, rotate=rotate))
    assert extract.text.split("\n") == LEFT[:4]


def test_what_was_typed_into_a_form_and_what_is_attached() -> None:
    extract = read(corpus.form_pdf())
    assert (extract.state, extract.note) == ("read", "")
    assert extract.text.startswith("Is it in use?\nYes, since 2021\nAdded by hand\n\ncosts.csv\n")
    places = {place.label: extract.text[place.start : place.end] for place in extract.places}
    assert places["page 1"].endswith("Added by hand")
    assert places["costs.csv, row 3, column 3"] == "£12,500"


@given(
    st.lists(
        st.builds(
            lambda text, left, bottom, width: Piece(text, left, left + width, bottom, bottom + 10),
            st.text("ab", min_size=1, max_size=30),
            st.floats(0, 500),
            st.floats(0, 800),
            st.floats(1, 200),
        ),
        max_size=25,
    )
)
def test_no_piece_is_lost_or_doubled(pieces: list[Piece]) -> None:
    arranged = [piece for row in arrange(pieces) for piece in row]
    assert sorted(map(id, arranged)) == sorted(map(id, pieces))
