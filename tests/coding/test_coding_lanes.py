"""Numbers packed into one add up as they would apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.coding.lanes import pack, unpack

NUMBER = st.integers(-(2**40), 2**40)
ROW = st.lists(NUMBER, min_size=5, max_size=5)


@given(st.lists(st.tuples(ROW, st.integers(-1000, 1000)), max_size=30))
def test_sums_and_products_of_packed_numbers_are_those_of_the_numbers(
    rows: list[tuple[list[int], int]],
) -> None:
    total = sum(pack(enumerate(row)) * times for row, times in rows)
    apart = tuple(sum(row[place] * times for row, times in rows) for place in range(5))
    assert unpack(total, 5) == apart


def test_a_place_that_is_not_named_holds_nothing() -> None:
    assert unpack(pack([(3, -7), (1, 12)]), 5) == (0, 12, 0, -7, 0)
    assert unpack(0, 0) == ()


def test_more_places_than_asked_for_are_refused() -> None:
    with pytest.raises(OverflowError):
        unpack(pack([(2, 1)]), 2)
