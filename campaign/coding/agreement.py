"""How far coders agree: percent, Cohen's kappa, Krippendorff's alpha, with bootstrap intervals.

A unit is what was coded: one value for each coder in a fixed order, None where one did not code it.

Sources: J. Cohen, A coefficient of agreement for nominal scales (1960); K. Krippendorff, Computing
Krippendorff's Alpha-Reliability (2011), whose canonical form the functions follow.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

Unit = tuple[Hashable | None, ...]
Distance = Callable[[Any, Any], float]
Statistic = Callable[[Mapping[Unit, int]], float | None]

DRAWS = 1000
COVERED = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and the bounds between which 95 in 100 resamples of the units put it."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far coders agree on some units.

    `items` counts the units that two or more coded. A figure is None where it is not defined:
    kappa for other than two coders, either where everyone gave one and the same code throughout.
    """

    items: int
    coders: int
    percent: Estimate | None
    kappa: Estimate | None
    alpha: Estimate | None


def nominal(one: Hashable, other: Hashable) -> float:
    """Same or not."""
    return float(one != other)


def interval(one: float, other: float) -> float:
    """Squared difference, for years and dates."""
    return (one - other) ** 2


def ratio(one: float, other: float) -> float:
    """Squared difference relative to the sum, for amounts and counts that are not negative."""
    return ((one - other) / (one + other)) ** 2 if one != other else 0.0


def measure(
    units: Sequence[Unit], distance: Distance = nominal, *, draws: int = DRAWS, seed: int = 0
) -> Agreement:
    """Every figure of some units, with percentile bootstrap intervals over the units."""
    shared = [unit for unit in units if len(_given(unit)) > 1]
    coders = sum(
        any(unit[n] is not None for unit in units) for n in range(len(units[0] if units else ()))
    )
    statistics: list[Statistic] = [
        percent,
        cohen_kappa if coders == 2 else lambda _: None,
        lambda counted: krippendorff_alpha(counted, distance),
    ]
    return Agreement(len(shared), coders, *_bootstrap(shared, statistics, draws, seed))


def percent(units: Mapping[Unit, int]) -> float | None:
    """The share of agreeing pairs of codes, each unit weighing the same; None without units."""
    total = agreed = 0.0
    for unit, times in units.items():
        values = _given(unit)
        if len(values) > 1:
            pairs = len(values) * (len(values) - 1)
            same = sum(n * (n - 1) for n in Counter(values).values())
            total += times
            agreed += times * same / pairs
    return agreed / total if total else None


def cohen_kappa(units: Mapping[Unit, int]) -> float | None:
    """Cohen's kappa over the units that both of two coders coded; None where chance is all."""
    rows: Counter[Hashable] = Counter()
    columns: Counter[Hashable] = Counter()
    same = 0
    for unit, times in units.items():
        values = _given(unit)
        if len(values) == 2:
            rows[values[0]] += times
            columns[values[1]] += times
            same += times * (values[0] == values[1])
    total = rows.total()
    by_chance = sum(rows[value] * columns[value] for value in rows)
    if by_chance == total * total:
        return None
    # Multiplied by total squared, so that whole numbers stay whole as long as they can.
    return (same * total - by_chance) / (total * total - by_chance)


def krippendorff_alpha(units: Mapping[Unit, int], distance: Distance = nominal) -> float | None:
    """Krippendorff's alpha for any number of coders, codes missing or not.

    1 is perfect agreement, 0 what chance gives; None where only one value was ever used.
    """
    used: Counter[Any] = Counter()
    observed = 0.0
    for unit, times in units.items():
        values = _given(unit)
        if len(values) > 1:
            for value in values:
                used[value] += times
            apart = sum(distance(one, other) for one, other in permutations(values, 2))
            observed += times * apart / (len(values) - 1)
    expected = _expected(used, distance)
    if not expected:
        return None
    return 1 - (used.total() - 1) * observed / expected


def _expected(used: Counter[Any], distance: Distance) -> float:
    """The distances of all ordered pairs of unlike values used, each as often as it could be."""
    if distance is nominal:
        # All pairs but the like ones; text answers have hundreds of values, so this counts.
        return used.total() ** 2 - sum(times * times for times in used.values())
    return sum(
        used[one] * used[other] * distance(one, other) for one, other in permutations(used, 2)
    )


def _given(unit: Unit) -> list[Hashable]:
    return [value for value in unit if value is not None]


def _bootstrap(
    units: Sequence[Unit], statistics: Sequence[Statistic], draws: int, seed: int
) -> list[Estimate | None]:
    """Each statistic with its interval; draws in which it is not defined are left out."""
    whole = [statistic(Counter(units)) for statistic in statistics]
    if not units:
        return [None for _ in statistics]
    chance = random.Random(seed)  # noqa: S311 - the same seed must give the same interval
    found: list[list[float]] = [[] for _ in statistics]
    # Few units differ from all others, and numbers are counted faster than tuples.
    kinds = list(dict.fromkeys(units))
    number = {unit: index for index, unit in enumerate(kinds)}
    numbered = [number[unit] for unit in units]
    for _ in range(draws):
        times = Counter(chance.choices(numbered, k=len(numbered)))
        drawn = {kinds[index]: count for index, count in times.items()}
        for statistic, value, values in zip(statistics, whole, found, strict=True):
            if value is not None and (again := statistic(drawn)) is not None:
                values.append(again)
    return [
        None if value is None else Estimate(value, *_bounds(values or [value]))
        for value, values in zip(whole, found, strict=True)
    ]


def _bounds(values: list[float]) -> tuple[float, float]:
    """The nearest-rank percentiles that leave (1 - COVERED) / 2 on either side."""
    values.sort()
    tail = (1 - COVERED) / 2
    last = len(values) - 1
    return values[math.floor(tail * last)], values[math.ceil((1 - tail) * last)]
