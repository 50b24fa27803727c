"""The small readers: values, periods, numbers of questions, tables drawn in text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.coding import values
from campaign.coding.grids import drawn, spaced
from campaign.coding.numbering import anchor
from campaign.coding.periods import reader
from campaign.coding.states import cue
from campaign.letters.model import Period

CALENDAR = reader(tuple(Period(str(y), "calendar_year") for y in range(2020, 2026)))
FINANCIAL = reader(
    tuple(Period(f"{y}/{(y + 1) % 100}", "financial_year") for y in range(2019, 2025))
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("£12,500", [12500]),
        ("c.£138,000", [138000]),
        ("£1.2m", [1200000]),
        ("£5.5k; later £8,250.50", [5500, 8250.5]),
        ("6,000 pounds", [6000]),
        ("Seven and a half thousand pounds a year", [7500]),
        ("over £5,000", ["over £5,000"]),
        ("from £10,000 to £15,000", ["£10,000 to £15,000"]),
        ("the appropriate limit of £450, or 18 hours at £25 an hour", []),
        ("£600 limit", []),
        ("10p a page, £2 for photocopying", []),
    ],
)
def test_amounts(text: str, expected: list[object]) -> None:
    assert [found.value for found in values.amounts(text)] == expected


@given(st.integers(1, 99_999_999))
def test_an_amount_reads_back_as_it_was_written(pounds: int) -> None:
    text = f"We paid £{pounds:,} for it."
    [found] = values.amounts(text)
    assert found.value == pounds
    assert text[found.start : found.end] == f"£{pounds:,}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("34", [34]),
        ("1,204 notices", [1204]),
        ("<5", ["<5"]),
        ("fewer than five", ["fewer than five"]),
        ("three in all", [3]),
        ("12% rise in 2022", []),
        ("1-4", ["1-4"]),
    ],
)
def test_counts(text: str, expected: list[object]) -> None:
    assert [found.value for found in values.counts(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yes", True),
        ("Y", True),
        ("“no” for 2020", False),
        ("None.", False),
        ("N/A", None),
        ("Note that", None),
        ("Yes / No", None),
        ("Yes No", None),
        ("Na, nid oes", False),
    ],
)
def test_yes_and_no(text: str, expected: bool | None) -> None:
    assert values.yes_no(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before 2023", "2020 2021 2022"),
        ("since 2023", "2023 2024 2025"),
        ("from March 2023 to November 2024", "2023 2024"),
        ("between 1 January 2020 and 31 December 2021", "2020 2021"),
        ("2020, 2022 and 2024", "2020 2022 2024"),
        ("2021–2023", "2021 2022 2023"),
        ("in none of the years", "2020 2021 2022 2023 2024 2025"),
        ("on 22 July 2024", ""),
        ("Freedom of Information Act 2000", ""),
        ("FOI/2024/01873", ""),
    ],
)
def test_calendar_years(text: str, expected: str) -> None:
    found = {label for mention in CALENDAR.mentions(text) for label in mention.labels}
    assert found == set(expected.split())


@pytest.mark.parametrize(
    "text",
    [
        "2022/23",
        "2022-23",
        "2022-2023",
        "FY22/23",
        "22/23",
        "2022 -23",
        "April 2022 to March 2023",
        "1/4/2022 – 31/3/2023",
    ],
)
def test_a_financial_year_however_it_is_written(text: str) -> None:
    [mention] = FINANCIAL.mentions(text)
    assert mention.labels == {"2022/23"}


def test_a_financial_year_for_a_calendar_question_keeps_its_own_label() -> None:
    [mention] = CALENDAR.mentions("in 2022/23")
    assert (mention.labels, mention.given) == (frozenset(), "2022/23")


def test_a_list_label_is_no_span_of_years() -> None:
    [mention] = CALENDAR.mentions("2020 - 24")
    assert (mention.labels, mention.end) == ({"2020"}, 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q1-3: No", (1, 2, 3)),
        ("Questions 4 and 5 - none", (4, 5)),
        ("2 & 3. Refused", (2, 3)),
        ("7. GridSight.", (7,)),
        ("4) N/A", (4,)),
        ("A1. Yes", (1,)),
        ("In answer to question 4, yes.", (4,)),
    ],
)
def test_question_numbers(text: str, expected: tuple[int, ...]) -> None:
    found = anchor(text)
    assert found is not None
    assert found[0] == expected


@pytest.mark.parametrize(
    "text", ["10 fixed penalty notices", "2020: No", "£5 each", "No. We do not"]
)
def test_lines_that_open_with_no_question_number(text: str) -> None:
    assert anchor(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We do not hold this information.", "not_held"),
        ("No information is held by the Council.", "not_held"),
        ("The Trust can neither confirm nor deny that it holds it.", "ncnd"),
        ("To comply would exceed the appropriate limit.", "over_cost"),
        ("The information is exempt under section 43(2).", "refused"),
        ("It is already published on our website.", "already_public"),
        ("Not applicable.", "not_applicable"),
        ("The information may be exempt under section 31.", None),
        ("If it would exceed the appropriate limit we will tell you.", None),
        ("Some of the information is withheld.", None),
        ("The names of junior staff have been removed under section 40(2) and withheld.", None),
        ("We use three systems.", None),
    ],
)
def test_states_are_decided_and_not_supposed(text: str, expected: str | None) -> None:
    found = cue(text)
    assert (found.state if found else None) == expected


def test_a_ruled_table_with_a_heading_over_two_lines() -> None:
    text = "│ Year │ Geo │\n│      │ use │\n├──────┼─────┤\n│ 2020 │ No  │\n│ 2021 │ Yes │\n"
    [table] = drawn(text)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Year", "Geo use"],
        ["2020", "No"],
        ["2021", "Yes"],
    ]
    assert all(text[cell.start : cell.end] == cell.text for row in table.rows[1:] for cell in row)


def test_a_row_with_too_few_values_is_no_row() -> None:
    text = "2020 2021 2022\nQ1 N N Y\nQ5 £0 £1,200\n"
    assert [table.rows[-1][0].text for table in spaced(text)] == ["Q1"]
