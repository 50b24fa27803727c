"""Phrases are found by their letters first: the quick way finds what the slow one would."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from campaign.coding import phrases

NAMES = sorted(
    f"{section}.{part}" for section, parts in phrases._tables()[0].items() for part in parts
)
WORDS = sorted(
    {
        word
        for path in (Path(__file__).parent / "cases").glob("outcomes_*.txt")
        for word in path.read_text(encoding="utf-8").lower().split()
    }
)


def first_of_all(name: str, low: str) -> re.Match[str] | None:
    """The slow way: one phrase of the table after the other."""
    patterns = (pattern for table, _, pattern in phrases._phrases() if table == name)
    return next((match for pattern in patterns if (match := pattern.search(low))), None)


@given(st.sampled_from(NAMES), st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_a_table_finds_its_first_phrase(name: str, low: str) -> None:
    slow, quick = first_of_all(name, low), phrases.table(name).search(low)
    assert (quick and quick.span()) == (slow and slow.span())


def test_a_table_finds_its_first_phrase_in_real_sentences() -> None:
    found = 0
    for path in sorted((Path(__file__).parent / "cases").glob("outcomes_*.txt")):
        for line in path.read_text(encoding="utf-8").lower().splitlines():
            low = " ".join(line.split())
            for name in NAMES:
                slow, quick = first_of_all(name, low), phrases.table(name).search(low)
                assert (quick and quick.span()) == (slow and slow.span())
                found += quick is not None
    assert found > 300
