"""The sentences themselves: well formed, in slots that exist, no statute's number by hand."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from campaign.rehearsal.people import spoken
from campaign.rehearsal.people.phrases import closing, decisions, names, receipts, reviews, welsh
from campaign.rehearsal.people.wording import Page, anchored, listed, tidy, years_in_words

SLOTS = set(
    re.findall(
        r"\w+",
        """authority org title sent today name ref team signatory deadline until back earlier
        mailbox mailhost other site hours files pounds people officers stations asks act Act
        cite exemption what ncnd asked considered""",
    )
)
OTHER_ACTS = re.compile(r"[Ss]ection (\d+ of the (Police|Mental|Crime)|4\.6 of the force)")


def sentences(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from sentences(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from sentences(part)


def everything() -> list[str]:
    return [
        text
        for module in (closing, decisions, receipts, welsh, spoken)
        for name, value in vars(module).items()
        if name.isupper()
        for text in sentences(value)
    ]


def test_brackets_balance_and_slots_exist() -> None:
    assert len(everything()) > 250
    for text in everything():
        depth = 0
        for character in text:
            depth += {"[": 1, "]": -1}.get(character, 0)
            assert depth >= 0, text
        assert depth == 0, text
        assert "|" not in re.sub(r"\[[^\[\]]*\]", "", re.sub(r"\[[^\[\]]*\]", "", text)), text
        for slot in re.findall(r"\{([^{}]*)\}", text):
            known = slot in SLOTS | {"t", "y", "years", "a", "b"}
            assert known or re.fullmatch(r"s [\d()a-zA-Z+]+[!?]?", slot), (slot, text)


def test_no_section_is_written_by_hand() -> None:
    for text in everything():
        plain = OTHER_ACTS.sub("", text)
        assert not re.search(r"\b([Ss]ections?|[Ss]\.) ?\d", plain), text


@pytest.mark.parametrize("law", ["foia", "foisa"])
def test_each_regime_has_its_own_numbers(law: str) -> None:
    wrong = {
        "foia": {"15", "18", "20", "25", "33", "35", "38", "47"},
        "foisa": {"50", "31", "40", "43", "45"},
    }
    for value in vars(decisions).values():
        if isinstance(value, dict) and law in value:
            for text in sentences(value[law]):
                for number in re.findall(r"\{s (\d+)", text):
                    assert number not in wrong[law], text


def test_there_are_dozens_of_wordings_of_each_kind() -> None:
    rng = random.Random(1)
    slots = dict.fromkeys(SLOTS, "X")
    for options in (
        receipts.ACKNOWLEDGED,
        receipts.UNCLEAR,
        receipts.TRANSFERRED,
        receipts.POSTAL,
        receipts.COVER,
        decisions.NOT_HELD["foia"],
        decisions.NOT_HELD["foisa"],
        decisions.WITHHELD,
        decisions.COST["foia"],
        decisions.NCND["foia"],
        decisions.VEXATIOUS["foia"],
        decisions.ALREADY_PUBLIC["foia"],
        reviews.UPHELD,
        reviews.OVERTURNED,
        decisions.CORRECTED,
        closing.OPENINGS,
    ):
        page = Page(rng, "foia", slots)
        assert len({page.phrase(options) for _ in range(400)}) >= 24, options


def test_a_phrase_keeps_its_citation_in_the_words_it_was_made_in() -> None:
    page = Page(random.Random(3), "foia", {"org": "the Force"}, "s.{}")
    text = page.phrase(["{org} relies on {s 31(1)(a)+31(1)(b)!}, see {s 17} and {s 36?}."])
    roles = {cited.citation: (cited.role, cited.quote) for cited in page.cited}
    assert text.startswith("The Force relies on s.31(1)(a)")
    assert roles["FOIA s.31(1)(b)"][0] == "relied_on"
    assert roles["FOIA s.17"] == ("procedural", "s.17")
    assert roles["FOIA s.36"] == ("mentioned", "s.36")
    assert all(quote in text for _, quote in roles.values())


def test_quotes_are_found_across_line_breaks_or_not_at_all() -> None:
    assert anchored("nothing is held", "Sorry: nothing\n  is held.") == "nothing\n  is held"
    assert anchored("2020\tNo", "| 2020 | No |") == "2020 | No"
    with pytest.raises(LookupError):
        anchored("nothing is held", "something is held")


def test_small_words() -> None:
    assert tidy("a  b , c .") == "a b, c."
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    every = [str(year) for year in range(2020, 2026)]
    rng = random.Random(0)
    assert years_in_words(rng, ["2023", "2020"], every) == "2020 and 2023"
    assert re.fullmatch(r"2020\D+2022", years_in_words(rng, every[:3], every))


def test_invented_names_are_not_empty() -> None:
    for text in (names.FIRST_NAMES, names.SURNAMES, names.SOFTWARE_HEADS, names.SOFTWARE_TAILS):
        assert len(set(text.split())) == len(text.split()) >= 10
