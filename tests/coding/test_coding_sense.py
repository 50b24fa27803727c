"""Whether a sentence can mean what a phrase in it seems to say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.coding.model import Reply, Source
from campaign.coding.provisions import read_mentions
from campaign.coding.reading import read_reply
from campaign.coding.sense import Sense, as_json, can_mean, from_json, learned
from campaign.coding.tally import read_tally

SMALL = Sense(3, {"cost": -2.0}, {"the cost": {"cost": 9.0}, "cost of": {"cost": -12.0}})


def test_terms_that_speak_for_a_kind_raise_its_chance_and_others_lower_it() -> None:
    above = SMALL.chance("the cost is too high", "cost")
    below = SMALL.chance("the cost of the new bridge", "cost")
    assert above > 0.5 > below


def test_a_kind_that_was_not_learned_is_always_possible() -> None:
    assert SMALL.chance("the cost of the new bridge", "holds") == 1.0
    assert can_mean("considers", "a sentence about anything at all")


def test_words_never_seen_leave_the_base() -> None:
    assert SMALL.chance("zzyzx qwxyz", "cost") == pytest.approx(0.1192, abs=1e-4)


def test_kinds_that_say_as_much_are_added_as_far_as_they_were_learned() -> None:
    alone = SMALL.chance("the cost of the new bridge", "cost")
    assert SMALL.chance("the cost of the new bridge", "cost", "holds") == alone
    assert SMALL.chance("the cost of the new bridge", "cost", "cost") == pytest.approx(2 * alone)


def test_a_short_line_is_not_judged() -> None:
    assert can_mean("upheld", "refused")


@given(st.text(max_size=300), st.sampled_from(sorted(learned().base)))
def test_a_chance_is_between_nothing_and_certainty(text: str, kind: str) -> None:
    assert 0.0 <= learned().chance(text.lower(), kind) <= 1.0


def test_what_was_learned_comes_back_from_its_file() -> None:
    assert from_json(as_json(learned())) == learned()


def test_what_is_shipped_was_learned_from_many_sentences_and_every_learned_kind_has_terms() -> None:
    sense = learned()
    assert sense.sentences > 8000
    assert set().union(*(adds.keys() for adds in sense.terms.values())) == set(sense.base)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("refuse", "Our letter of last week told you that section 31 was engaged."),
        ("release", "Patients may ask their own surgery, who can tell them which clinic is near."),
    ],
)
def test_a_phrase_in_a_sentence_that_means_something_else_is_not_heard(
    kind: str, sentence: str
) -> None:
    text = (
        f"Dear Ms Orme,\n\nWe write about your request.\n\n{sentence}\n\nYours sincerely\nA Clerk\n"
    )
    reading = read_reply(Reply((Source("text", text),)))
    tally = read_tally(reading, read_mentions(reading))
    assert tally.weight(kind) < 1
