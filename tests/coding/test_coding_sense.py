"""Whether a sentence says what a phrase in it seems to say, or says it without one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled import labelled
from said_cases import kinds_by_sentence, read_said

from campaign.coding.clues import clues_alone, stems
from campaign.coding.coder import code_reply
from campaign.coding.mentions import read_mentions
from campaign.coding.model import Reply, Source
from campaign.coding.reading import Reading, read_reply
from campaign.coding.sense import Sense, as_json, authoritys_after_all, from_json, learned
from campaign.coding.tally import Tally, listen, read_tallies

SMALL = Sense(
    3, ("cost", "ncnd"), (-2.0, -9.0), {"the cost": ((0, 9.0),), "cost of": ((0, -12.0),)}
)


def read(*said: str) -> tuple[Reading, Tally, Tally]:
    text = "\n\n".join(("Dear Ms Orme,", *said, "Yours sincerely\nA Clerk\n"))
    reading = read_reply(Reply((Source("text", text),)))
    return reading, *read_tallies(reading, read_mentions(reading))


def test_clues_that_speak_for_a_kind_raise_its_chance_and_others_lower_it() -> None:
    above = SMALL.chances(clues_alone("the cost is too high"))["cost"]
    below = SMALL.chances(clues_alone("the cost of the new bridge"))["cost"]
    assert above > 0.5 > below


def test_what_was_never_seen_leaves_the_base() -> None:
    assert SMALL.chances(clues_alone("zzyzx qwxyz"))["cost"] == pytest.approx(0.1192, abs=1e-4)


@given(st.text(max_size=300))
def test_every_chance_is_between_nothing_and_certainty(text: str) -> None:
    chances = learned().chances(clues_alone(text.lower()))
    assert chances.keys() <= set(learned().kinds)
    assert all(0.0 <= chance <= 1.0 for chance in chances.values())


@pytest.mark.parametrize("much", [1000.0, -1000.0])
def test_however_much_is_seen_nothing_overflows(much: float) -> None:
    everything = [(where, much, names) for where, names in learned()._adding.items()]
    assert all(0.0 <= chance <= 1.0 for chance in learned().chances(everything).values())


def test_what_was_learned_comes_back_from_its_file() -> None:
    assert from_json(as_json(learned())) == learned()


def test_what_is_shipped_was_learned_from_every_marked_letter() -> None:
    said = read_said()
    known = {label.id: reply for label, reply in (*labelled("restated"), *labelled())}
    assert said.keys() <= known.keys()
    seen = 0
    for name, marks in said.items():
        reading = read_reply(known[name])
        kinds_by_sentence(reading, marks)  # each mark finds its sentence
        seen += 2 * len(listen(reading, read_mentions(reading)).own)
    assert learned().sentences > seen


def test_every_learned_kind_has_clues() -> None:
    told = {number for adds in learned().clues.values() for number, _ in adds}
    assert told == set(range(len(learned().kinds)))


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
    _, whole, _ = read("We write about your request.", sentence)
    assert whole.weight(kind) < 1


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("clarify", "Please could you say which of the two schemes you have in mind?"),
        ("not_held", "No such list has been kept by the council at any time."),
    ],
)
def test_what_no_phrase_has_is_understood_from_its_words(kind: str, sentence: str) -> None:
    reading, whole, phrases = read("Thank you for your request.", sentence)
    assert not phrases.weight(kind)
    assert [reading.sentences[each.sentence].raw for each in whole.signals[kind]] == [sentence]


def test_a_sentence_in_another_language_is_left_to_phrases() -> None:
    _, whole, phrases = read("Nid oes gennym wybodaeth gofnodedig sy'n ateb eich cais.")
    assert whole.signals == phrases.signals
    assert learned().strangeness("rydym wedi derbyn eich cais") > 0.5
    assert learned().strangeness("we have received your request") == 0


@pytest.fixture
def hears_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table by which whoever says "please" is the requester."""
    words = stems(LETTER.lower())
    clues = {word: ((0, 90.0 if word == "pleas" else 0.0),) for word in words}
    monkeypatch.setattr(
        "campaign.coding.sense.learned", lambda: Sense(1, ("asked",), (-9.0,), clues)
    )


ASKED = "Costs of each depot, please, which section 43(2) does not cover and which we withhold."
LETTER = f"Depots of the council\n\n{ASKED}\n\nWe do not hold this information.\n"


@pytest.mark.usefixtures("hears_asking")
def test_what_the_requester_wrote_is_not_the_authoritys_though_nothing_marks_it() -> None:
    reading = read_reply(Reply((Source("text", LETTER),)))
    tally, _ = read_tallies(reading, read_mentions(reading))
    told = [each.raw for each in tally.reading.sentences if each.kind == "quoted_request"]
    assert told == [ASKED]
    assert tally.reading.parts == reading.parts
    assert tally.mentions == []
    coding = code_reply(Reply((Source("text", LETTER),)))
    assert (coding.outcome, coding.provisions) == ("not_held", ())


@pytest.fixture
def hears_refusing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table by which whoever says "withheld" refuses."""
    words = stems(f"{LETTER} {SHARED}".lower())
    clues = {word: ((0, 90.0 if word == "withhel" else 0.0),) for word in words}
    table = Sense(1, ("refuse",), (-9.0,), clues)
    monkeypatch.setattr("campaign.coding.sense.learned", lambda: table)


AMONG = "Sums that were paid for depots in Camford and beyond stay withheld for now."
SHARED = f"How many depots are there?\n{AMONG}\nWhat does each cost?"


@pytest.mark.parametrize(
    ("text", "request_text", "ours"),
    [
        (
            SHARED,
            "",
            {AMONG},
        ),
        (SHARED, f"Dear Council,\n\n{SHARED}\n", set()),
        (f"Thank you, it is below.\n\n-----Original Message-----\n{SHARED}", "", set()),
        ("How many depots are there?\nWhich costs do you withhold?\nWhat of each?", "", set()),
    ],
)
@pytest.mark.usefixtures("hears_refusing")
def test_an_answer_among_the_questions_is_the_authoritys(
    text: str, request_text: str, ours: set[str]
) -> None:
    text = f"Dear Ms Orme,\n\nYou asked:\n\n{text}\n"
    reading = read_reply(Reply((Source("text", text),), request_text=request_text))
    around = listen(reading, read_mentions(reading))
    assert {reading.sentences[number].raw for number in authoritys_after_all(around)} == ours


def test_the_shipped_table_knows_what_requesters_write_from_what_authorities_do() -> None:
    asks = clues_alone("please would you send me your parking account for april 2011.")
    tells = clues_alone("we do not hold your parking account for april 2011.")
    assert learned().chances(asks)["asked"] > 20 * learned().chances(tells).get("asked", 0.001)
