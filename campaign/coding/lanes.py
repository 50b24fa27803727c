"""Whole numbers side by side in one large integer, so that one addition adds them all."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import cache

_BITS = 64
_MIDDLE = 1 << (_BITS - 1)


def pack(numbers: Iterable[tuple[int, int]]) -> int:
    """One integer with each number at its place (from 0), given as pairs of place and number.

    Sums of such integers, and their products with whole numbers, hold the sums and products of
    the numbers, as long as none reaches 2**63 either way.
    """
    return sum(number << (_BITS * place) for place, number in numbers)


def unpack(packed: int, count: int) -> tuple[int, ...]:
    """The numbers at the first `count` places; OverflowError where there are more."""
    raised = packed + _raised(count)
    lanes = struct.unpack(f"<{count}Q", raised.to_bytes(count * _BITS // 8, "little"))
    return tuple(lane - _MIDDLE for lane in lanes)


@cache
def _raised(count: int) -> int:
    """What makes every number positive, so that none borrows from the next."""
    return pack((place, _MIDDLE) for place in range(count))
