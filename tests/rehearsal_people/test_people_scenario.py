"""Scenario files are read whole, or refused with the line and what to change."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.errors import BadInput
from campaign.rehearsal.people.behaviour import BEHAVIOURS, behaviour_of
from campaign.rehearsal.people.forces import practice_authorities
from campaign.rehearsal.people.scenario import load, parse, shipped

GOOD = """seed: 5
authorities: 3
start: 2026-02-03
speed: 6h/s
owner_classifies: true
behaviours:
  full: 2
  silent: 1
assigned:
  some_police: bounce
faults:
  - name: latency
    where: /request/*
    skip: 2
    times: 3
    seconds: 1.5
    since: 2026-03-01
"""


def test_a_whole_file() -> None:
    scenario = parse(GOOD, "mine.yaml")
    assert (scenario.seed, scenario.authorities, scenario.start) == (5, 3, date(2026, 2, 3))
    assert scenario.speed == 6 * 3600
    assert scenario.owner_classifies is True
    assert scenario.behaviours == (("full", 2), ("silent", 1))
    assert scenario.assigned == (("some_police", "bounce"),)
    (fault,) = scenario.faults
    assert (fault.name, fault.where, fault.skip, fault.times) == ("latency", "/request/*", 2, 3)
    assert (fault.seconds, fault.since) == (1.5, date(2026, 3, 1))


@pytest.mark.parametrize(
    ("before", "after", "line", "remedy"),
    [
        ("full: 2", "ful: 2", 7, "`full`"),
        ("silent: 1", "silent: lots", 8, "Change the number"),
        ("2026-02-03", "3 Feb", 3, "2026-07-06"),
        ("6h/s", "fast", 4, "1day/s"),
        ("owner_classifies: true", "owner_classifies: maybe", 5, "true"),
        ("authorities: 3", "authorities: 0", 2, "Change the number"),
        ("authorities: 3", "authorities: 99999", 2, "Change the number"),
        ("some_police: bounce", "some_police: bounces", 10, "`bounce`"),
        ("- name: latency", "- name: latnecy", 12, "`latency`"),
        ("    skip: 2", "    skipp: 2", 14, "`skip`"),
        ("    skip: 2", "    where: x", 14, "Remove"),
        ("seed: 5", "sed: 5", 1, "`seed`"),
        ("seconds: 1.5", "seconds: soon", 16, "2.5"),
        ("seed: 5", "seed: [", 3, "Correct"),
    ],
)
def test_a_mistake_is_told_with_its_line(before: str, after: str, line: int, remedy: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse(GOOD.replace(before, after, 1), "mine.yaml")
    assert f"mine.yaml, line {line}:" in caught.value.happened
    assert remedy in caught.value.remedy


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b", "seed: 1", "seed: &a [*a]"])
def test_what_is_no_scenario_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse(text, "mine.yaml")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text, "x.yaml")
    except BadInput as error:
        assert error.happened.startswith("x.yaml")


def test_a_missing_file_names_the_shipped_ones(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no scenario") as caught:
        load(tmp_path / "nothing.yaml")
    assert "demo" in caught.value.remedy


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert load(path).name == "mine"
    path.write_bytes(b"seed: \xff")
    with pytest.raises(BadInput):
        load(path)


def test_the_shipped_scenarios() -> None:
    assert {"demo", "all-kinds", "quick", "big"} <= set(shipped())
    assert load("demo").authorities == 48
    assert load("big").authorities == 500


@pytest.mark.parametrize("name", ["demo", "all-kinds", "big"])
def test_every_behaviour_occurs(name: str) -> None:
    scenario = load(name)
    forces = practice_authorities(scenario.authorities, scenario.seed)[: scenario.authorities]
    dealt = [behaviour_of(force, scenario) for force in forces]
    assert set(dealt) == set(BEHAVIOURS)
    if name == "all-kinds":
        assert len(dealt) == len(set(dealt))
