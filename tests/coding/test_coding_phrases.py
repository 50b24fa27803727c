"""Phrases are found by their letters first: the quick way finds what the slow one would."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from campaign.coding import phrases
from campaign.coding.anchors import Needs, required

Phrase = tuple[str, Needs, re.Pattern[str]]

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


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        ("do(?:es)? not hold", [{"do"}, {" not hold"}]),
        ("is (?:held|kept)", [{"is "}, {"held", "kept"}]),
        ("hel+d", [{"hel"}]),
        ("ab{2}cd", [{"ab"}, {"cd"}]),
        (r"[<≤] ?\d", [{"<", "≤"}, set("0123456789")]),
        ("[^<]no(?!ne)", [{"no"}]),
        ("held|a", []),
        ("(?:held)?x", []),
    ],
)
def test_what_a_pattern_needs(pattern: str, needs: list[set[str]]) -> None:
    assert set(required(pattern)) == set(map(frozenset, needs))


@given(
    st.sampled_from(phrases._phrases()).flatmap(
        lambda phrase: st.tuples(st.just(phrase), st.from_regex(phrase[2], fullmatch=True))
    )
)
def test_whatever_a_phrase_matches_has_all_that_it_needs(drawn: tuple[Phrase, str]) -> None:
    (_, needs, pattern), low = drawn
    assume(low.isascii() or not any(map(str.isdecimal, low)))  # letters have our figures only
    match = pattern.search(low)
    assert match
    assert all(any(string in match.group() for string in strings) for strings in needs)
