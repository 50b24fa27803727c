"""Words and pairs of neighbouring words, from which `wording.py` and `sense.py` learn."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

_WORD = re.compile(r"[a-z][a-z']+|\d+|£|\?|<")


def terms(lows: Iterable[str]) -> set[str]:
    """The words and the pairs of neighbouring words of some sentences; all numbers are one word."""
    found: set[str] = set()
    for low in lows:
        words = ["0" if word[0].isdigit() else word for word in _WORD.findall(low)]
        found.update(words)
        found.update(f"{one} {two}" for one, two in pairwise(words))
    return found
