"""What people marked in the labelled letters: for each of their sentences, what it says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from labelled import CASES

from campaign.coding.reading import Reading

SAID = CASES / "said.txt"
Marks = tuple[tuple[frozenset[str], str], ...]


def read_said(path: Path = SAID) -> dict[str, Marks]:
    """By the letter's id: kinds, and how the sentence begins that says them."""
    found: dict[str, Marks] = {}
    for block in path.read_text(encoding="utf-8").split("\n=== ")[1:]:
        name, *rows = filter(None, block.splitlines())
        cut = (row.split(" | ", 1) for row in rows)
        found[name] = tuple(
            (frozenset(kind.partition("/")[0] for kind in kinds.split("+")), begins)
            for kinds, begins in cut
        )
    return found


def kinds_by_sentence(reading: Reading, marks: Marks) -> Mapping[int, frozenset[str]]:
    """The kinds of each marked sentence by its number, in order; each mark is used once.

    Raises ValueError where a mark's sentence is not in the letter.
    """
    found: dict[int, frozenset[str]] = {}
    after = 0
    for kinds, begins in marks:
        places = (s.number for s in reading.sentences[after:] if s.low.startswith(begins))
        place = next(places, None)
        if place is None:
            raise ValueError(f"no sentence begins: {begins}")
        found[place] = kinds
        after = place + 1
    return found
