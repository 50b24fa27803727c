"""Text that no authority means as an answer, and text made to be slow."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from captured import questionnaire
from small_cases import questionnaires

from campaign.coding.answers import suggest_answers
from campaign.coding.model import Reply, Source

FORMS = {**questionnaires(), "captured": questionnaire()}


def letter(name: str) -> str:
    form = FORMS[name]
    lines = ["Dear Authority,", "", "Please tell me for each year:", ""]
    lines += [f"{q.number}. {q.wording} (yes or no)" for q in form.questions]
    return "\n".join(
        [*lines, "", "If section 12 is relied on, please say so.", "", "Yours faithfully"]
    )


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("mark", ["", "> "])
def test_our_own_letter_come_back_answers_nothing(name: str, mark: str) -> None:
    quoted = "\n".join(mark + line for line in letter(name).splitlines())
    text = f"Thank you for your request, which we have received.\n\nOn 6 July, A wrote:\n{quoted}\n"
    reply = Reply((Source("message:1", text),), request_text=letter(name))
    assert suggest_answers(reply, FORMS[name]) == ()


@pytest.mark.parametrize(
    "piece",
    [
        "no ",
        "1. ",
        "Q1-",
        "( ",
        "2020 - ",
        "20 ",
        "£1,",
        "£" * 3,
        "not held ",
        "yes no ",
        "\t",
        " | ",
        "│",
        "and ",
        "A",
        "A ",
        ". ",
        "; ",
        "in 2021 and ",
        "section 12 ",
        "the first kind ",
        "<5 ",
        "neither confirm ",
        "Software: A ",
        "\n",
        "> ",
        "? ",
        "five hundred ",
    ],
)
@pytest.mark.parametrize("name", ["captured", "flytipping"])
def test_a_text_made_to_be_slow_is_read_in_time(piece: str, name: str) -> None:
    text = piece * (60_000 // len(piece))
    start = time.process_time()
    suggest_answers(Reply((Source("message:1", text),)), FORMS[name])
    assert time.process_time() - start < 8


_TOKENS = """no yes 2021 2022 £5 12 not held used trialled Q1 1. 2) Geographic individual none
: ; - ( ) exempt section 31 <5 n/a live nurses spend since before only in and"""
_WORDS = st.sampled_from([*_TOKENS.split(), "\n", "\n\n"])


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS, max_size=60), st.sampled_from(sorted(FORMS)))
def test_no_text_breaks_it_and_every_quote_is_there(words: list[str], name: str) -> None:
    text = " ".join(words)
    cells = {(q.id, p) for q, p in FORMS[name].cells()}
    for answer in suggest_answers(Reply((Source("m", text),)), FORMS[name]):
        assert text[answer.evidence.start : answer.evidence.end] == answer.evidence.quote
        assert (answer.question, answer.period) in cells or answer.confidence <= 0.55
