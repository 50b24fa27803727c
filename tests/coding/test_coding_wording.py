"""The second voice: what the words of labelled replies teach, and how it stands by the rules."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fit_wording import COMPOSED
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled import labelled

from campaign.coding.coder import code_reply
from campaign.coding.confidence import confidence, is_sure
from campaign.coding.decision import Decision
from campaign.coding.mentions import read_mentions
from campaign.coding.model import OUTCOMES, Reply, Source
from campaign.coding.reading import read_reply
from campaign.coding.tally import Tally, leans_to_review, read_tally
from campaign.coding.terms import terms
from campaign.coding.weighing import weigh
from campaign.coding.wording import as_json, edge, from_json, learn, learned

LESSONS = [
    ("full", ["the figure is 12", "we bought four drones"]),
    ("full", ["the figure is 7", "four drones were bought"]),
    ("not_held", ["we do not hold this", "no drones"]),
    ("not_held", ["the force does not hold this"]),
    ("other", ["we are chasing the department", "it is delayed"]),
    ("other", ["the reply is delayed"]),
]


def tally_of(text: str, lean: dict[str, float]) -> Tally:
    reading = read_reply(Reply((Source("text", text),)))
    return replace(read_tally(reading, read_mentions(reading)), lean=lean)


def test_words_and_pairs_are_the_terms_and_all_numbers_are_one() -> None:
    assert terms(["We hold 12 of 1,400"]) == terms(["We hold 7 of 8,100"])
    assert {"not", "hold", "not hold", "hold 0"} <= terms(["we do not hold 31"])


def test_words_speak_for_the_outcome_that_they_were_seen_with() -> None:
    wording = learn(LESSONS)
    said = wording.lean(["i am afraid that we do not hold this"])
    assert max(said, key=lambda one: said[one]) == "not_held"
    assert said["not_held"] == 0
    assert edge("not_held", said) > 0 > edge("full", said)


def test_words_never_seen_say_nothing() -> None:
    assert learn(LESSONS).lean(["zzyzx"]) == {}
    assert edge("full", {}) == 0.0


def test_a_term_of_one_reply_is_not_learned() -> None:
    assert "chasing" not in learn(LESSONS).terms
    assert "delayed" in learn(LESSONS).terms


def test_short_texts_say_less_than_long_ones() -> None:
    wording = learn(LESSONS)
    long = wording.lean(["we do not hold this", "hold", "the figure is four drones bought"])
    short = wording.lean(["hold"])
    assert min(short.values()) > min(long.values())


def test_what_was_learned_survives_its_file() -> None:
    wording = learn(LESSONS)
    assert from_json(as_json(wording)) == wording


@given(st.lists(st.tuples(st.sampled_from(["full", "other", "ncnd"]), st.lists(st.text()))))
@settings(max_examples=60, deadline=None)
def test_any_lessons_can_be_learned_and_asked(lessons: list[tuple[str, list[str]]]) -> None:
    said = learn(lessons).lean(["the council holds no record", *(s for _, x in lessons for s in x)])
    assert all(value <= 0 for value in said.values())


def test_rules_that_are_sure_are_never_overruled() -> None:
    lean = {"not_held": -9.0, "full": 0.0, "other": -1.0}
    tally = tally_of("We do not hold this information.", lean)
    ruled = Decision("not_held", None, "not_held", 1)
    assert weigh(ruled, 0.9, tally) is ruled
    assert weigh(ruled, 0.3, tally).outcome == "full"


@pytest.mark.parametrize("outcome", ["vexatious", "internal_review_upheld"])
def test_words_bring_in_no_ground_that_the_reply_does_not_name(outcome: str) -> None:
    tally = tally_of("Good morning. Here it is.", {outcome: 0.0, "other": -2.0})
    ruled = Decision("other", None, "nothing recognised", 0)
    assert weigh(ruled, 0.1, tally) is ruled


def test_reviews_are_left_to_the_rules() -> None:
    lean = {"full": 0.0, "internal_review_overturned": -2.0}
    tally = tally_of("Your complaint is upheld.", lean)
    ruled = Decision("internal_review_overturned", None, "review", 1)
    assert weigh(ruled, 0.1, tally) is ruled


def test_words_of_a_review_tell_that_a_letter_ends_one_though_it_does_not_say_so() -> None:
    by_words = {"internal_review_upheld": 0.0, "other": -1.0}
    assert leans_to_review(by_words)
    assert not leans_to_review({**by_words, "other": -0.5})
    assert not leans_to_review({})


def test_an_outcome_of_words_alone_shows_a_sentence_and_is_never_sure() -> None:
    found = 0
    for _, reply in labelled("restated"):
        reading = read_reply(reply)
        tally = read_tally(reading, read_mentions(reading))
        ruled = Decision("other", None, "nothing recognised", 0)
        decided = weigh(ruled, 0.1, tally)
        if decided.rule == "words":
            found += 1
            chance = confidence(decided, tally, read_mentions(reading), edge=2.0)
            assert not is_sure(chance)
            assert decided.sentence is not None
            assert decided.sentence in tally.reading.sentences
    assert found > 50


def test_the_table_knows_every_outcome_that_a_reply_can_have() -> None:
    assert set(learned().outcomes) == OUTCOMES.keys() - {"no_reply"}
    assert len(learned().terms) > 5000


def test_the_table_was_learned_from_all_cases_that_there_are() -> None:
    """After a case is added: `python tests/coding/fit_wording.py`."""
    assert learned().replies == len(labelled()) + len(labelled("restated")) + COMPOSED


@pytest.mark.parametrize("family", ["police"])
def test_restated_replies_are_coded(family: str) -> None:
    cases = [case for case in labelled("restated") if case[0].id.startswith(family)]
    right = sum(code_reply(reply).outcome in {label.outcome, *label.also} for label, reply in cases)
    assert len(cases) == 40
    assert right >= 36
