"""Agreement against published worked examples, and against its definition by brute force."""

from __future__ import annotations

import itertools
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.coding.agreement import (
    Unit,
    cohen_kappa,
    interval,
    krippendorff_alpha,
    measure,
    nominal,
    percent,
    ratio,
)

# Krippendorff (2011), example A: two observers, ten units, 0 or 1.
TWO = list(zip([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0], strict=True))

# Krippendorff (2011), example C: four observers, twelve units, codes missing.
_ = None
FOUR = list(
    zip(
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
        strict=True,
    )
)


def test_alpha_of_two_observers() -> None:
    # Values 14 zeros and 6 ones, n = 20; units 1, 3, 6 and 9 differ, so o01 = 4.
    # alpha = 1 - (20 - 1) * 4 / (14 * 6) = 1 - 76/84 = 0.095, as printed.
    assert krippendorff_alpha(Counter(TWO)) == pytest.approx(1 - 76 / 84)
    # Same in units 2, 4, 5, 7, 8 and 10.
    assert percent(Counter(TWO)) == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("distance", "printed"), [(nominal, 0.743), (interval, 0.849), (ratio, 0.797)]
)
def test_alpha_of_four_observers_with_missing_codes(distance: object, printed: float) -> None:
    # The paper prints 0.743 nominal, 0.849 interval, 0.797 ratio. Nominal by hand: unit 12 has one
    # code and drops out; n = 40 values (9 ones, 13 twos, 10 threes, 5 fours, 3 fives);
    # observed: unit 2 (2,2,3,2) 6/3, unit 6 (1,2,3,4) 12/3, unit 8 (1,1,2,1) 6/3, in all 8;
    # expected: 1600 - (81 + 169 + 100 + 25 + 9) = 1216; alpha = 1 - 39 * 8 / 1216 = 0.7434.
    assert krippendorff_alpha(Counter(FOUR), distance) == pytest.approx(printed, abs=5e-4)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # The textbook's fifty proposals: both yes 20, yes/no 5, no/yes 10, both no 15.
        # Observed 0.7, chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5, kappa 0.2 / 0.5.
        ({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}, 0.4),
        # Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions, table 18.1, in
        # hundredths: observed 0.89, chance 0.8 * 0.8 + 0.1 * 0.05 + 0.1 * 0.15 = 0.66.
        (
            {
                ("p", "p"): 75, ("p", "n"): 1, ("p", "o"): 4,
                ("n", "p"): 5, ("n", "n"): 4, ("n", "o"): 1,
                ("o", "o"): 10,
            },
            0.23 / 0.34,
        ),
    ],
)  # fmt: skip
def test_kappa_of_published_tables(table: dict[Unit, int], expected: float) -> None:
    assert cohen_kappa(table) == pytest.approx(expected)


CODES = st.sampled_from(["full", "partial", "not_held"])
UNITS = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.tuples(*[st.one_of(st.none(), CODES)] * coders), min_size=1, max_size=12
    )
)


@given(UNITS)
def test_alpha_is_its_definition(units: list[Unit]) -> None:
    # Observed: the mean distance of pairs within units, each value weighing the same. Expected:
    # the mean distance of all pairs of values that can be paired at all.
    given_values = [[v for v in unit if v is not None] for unit in units]
    paired = [values for values in given_values if len(values) > 1]
    everything = [value for values in paired for value in values]
    n = len(everything)
    pairs = list(itertools.permutations(range(n), 2))
    expected = sum(everything[i] != everything[j] for i, j in pairs) / max(len(pairs), 1)
    observed = 0.0
    for values in paired:
        within = list(itertools.permutations(values, 2))
        observed += len(values) / n * sum(a != b for a, b in within) / len(within)
    found = krippendorff_alpha(Counter(units))
    if expected == 0:
        assert found is None
    else:
        assert found == pytest.approx(1 - observed / expected)


@given(UNITS)
def test_nominal_distance_is_counted_as_it_would_be_summed(units: list[Unit]) -> None:
    summed = krippendorff_alpha(Counter(units), lambda one, other: nominal(one, other))
    assert krippendorff_alpha(Counter(units)) == summed


@given(UNITS)
def test_names_of_codes_do_not_matter(units: list[Unit]) -> None:
    other = {"full": "partial", "partial": "not_held", "not_held": "full", None: None}
    renamed = [tuple(other[value] for value in unit) for unit in units]
    for figure in (percent, krippendorff_alpha, cohen_kappa):
        one, two = figure(Counter(units)), figure(Counter(renamed))
        assert one == two if one is None else two == pytest.approx(one)


@given(st.lists(CODES, min_size=2, max_size=30), st.integers(2, 4))
def test_perfect_agreement_is_one(values: list[str], coders: int) -> None:
    found = measure([(value,) * coders for value in values], draws=20)
    assert found.percent is not None
    assert (found.percent.value, found.percent.low, found.percent.high) == (1, 1, 1)
    if len(set(values)) == 1:
        assert found.alpha is None
        assert found.kappa is None
    else:
        assert found.alpha is not None
        assert (found.alpha.value, found.alpha.low) == (1, 1)
        assert (found.kappa is not None) == (coders == 2)


def test_nothing_coded_twice_gives_no_figures() -> None:
    found = measure([("full", None), (None, "full")])
    assert (found.items, found.coders) == (0, 2)
    assert found.percent is found.kappa is found.alpha is None
    assert measure([]).items == 0


def test_the_interval_holds_the_figure_and_its_seed_fixes_it() -> None:
    one, two = measure(TWO * 5, seed=7), measure(TWO * 5, seed=7)
    assert one == two
    assert measure(TWO * 5, seed=8) != one
    assert one.percent is not None
    assert one.percent.low < one.percent.value == 0.6 < one.percent.high
    # Fifty units with 0.6 right: the normal approximation gives 0.6 -+ 1.96 * 0.069.
    assert one.percent.low == pytest.approx(0.464, abs=0.05)
    assert one.percent.high == pytest.approx(0.736, abs=0.05)


def test_distances() -> None:
    assert (interval(2020, 2023), ratio(0, 0), ratio(100, 300)) == (9, 0, 0.25)
    assert ratio(0, 5) == 1


def test_a_campaign_of_a_thousand_cells_is_quick() -> None:
    began = time.perf_counter()
    measure([(n % 7, n % 5, None if n % 3 else n % 7) for n in range(1000)])
    assert time.perf_counter() - began < 10
