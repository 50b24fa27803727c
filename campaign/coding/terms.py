"""Words and pairs of neighbouring words, from which `wording.py` and `sense.py` learn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

_WORD = re.compile(r"[a-z][a-z']+|\d+|£|\?|<")


@lru_cache(maxsize=512)
def words(low: str) -> Sequence[str]:
    """The words of a sentence in lower case, in order; remembered for its letter."""
    return ["0" if word[0].isdigit() else word for word in _WORD.findall(low)]


def terms(lows: Iterable[str]) -> set[str]:
    """The words and the pairs of neighbouring words of some sentences; all numbers are one word."""
    found: set[str] = set()
    for low in lows:
        said = words(low)
        found.update(said)
        found.update(f"{one} {two}" for one, two in pairwise(said))
    return found
