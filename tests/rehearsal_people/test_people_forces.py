"""The practice authorities are invented, distinct, and of all nations and regimes."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from campaign.rehearsal.people.forces import practice_authorities

GENERIC = set(
    re.findall(
        r"\w+",
        """and borders bridge city constabulary east estates for greater lower middle national new
        of police port service the upper vale west tunnels authority council university bro cwm
        nant glan dyffryn rhos maes mid inner outer board commissioner crime hospitals market nhs
        trust""",
    )
)


def words(name: str) -> set[str]:
    return set(re.findall(r"[a-z]+", name.lower())) - GENERIC


def forces(n: int, seed: int) -> list[str]:
    return [a.name for a in practice_authorities(n, seed)[:n]]


@pytest.mark.parametrize("seed", range(5))
def test_no_name_is_that_of_a_real_authority_or_of_a_place_with_a_force(
    shared: Path, seed: int
) -> None:
    with (shared / "data/police-forces.csv").open(encoding="utf-8") as file:
        real = list(csv.DictReader(file))
    places = set().union(*(words(row["name"]) for row in real))
    with (shared / "data/authorities_id_lookup.csv").open(encoding="utf-8") as file:
        addresses = {row["wdtk-url-name"] for row in csv.DictReader(file)}
    for authority in practice_authorities(500, seed):
        assert authority.url_name not in addresses
        assert not words(authority.name) & places, authority.name


def test_no_name_is_one_of_the_captured_corpus(shared: Path) -> None:
    with (shared / "alaveteli/lists/all-authorities.csv").open(encoding="utf-8") as file:
        captured = {row["Name"] for row in csv.DictReader(file)}
    stems = set().union(*(words(name) for name in captured if "Police" in name or "Const" in name))
    for seed in range(3):
        for name in forces(500, seed):
            assert name not in captured
            assert not words(name) & (stems - {"royal"}), name


@pytest.mark.parametrize("n", [1, 3, 4, 6, 48, 500, 700])
def test_there_are_as_many_forces_as_asked_for_and_all_differ(n: int) -> None:
    found = practice_authorities(n, 9)
    asked = [a for a in found if "police" in a.tags and a.problem is None]
    assert len(asked) == n
    assert asked == list(found[:n])
    for key in ("name", "url_name"):
        assert len({getattr(a, key) for a in found}) == len(found)


def test_regime_tags_and_welsh_names_follow_the_nation() -> None:
    found = practice_authorities(500, 4)
    nations = Counter(a.nation for a in found)
    assert all(nations[n] >= 8 for n in ("wales", "scotland", "northern_ireland", "uk"))
    for authority in found:
        assert (authority.law == "foisa") == (authority.nation == "scotland")
        assert (authority.welsh_name is not None) == (authority.nation == "wales")
        assert authority.home_page.endswith(".example/")
        assert re.fullmatch(r"[a-z0-9_]+", authority.url_name)
    assert {a.problem for a in found} == {None, "defunct", "not_apply", "no_address"}


def test_seeds_decide() -> None:
    assert practice_authorities(60, 1) == practice_authorities(60, 1)
    assert len(set(forces(60, 1)) & set(forces(60, 2))) < 20
