"""Parts tile the text, and the request quoted back is never the authority's answer."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.coding.coder import code_reply
from campaign.coding.model import Reply, Source
from campaign.coding.parts import READ_AT_MOST, read_parts
from campaign.coding.sentences import lines, sentences

LETTER = """Dear Otterby District Council,

1. How many potholes were reported in 2024?
2. Please list the names of contractors used for surfacing.

If section 12 applies, please confirm or deny what you hold.

Yours faithfully,

A. Requester
"""


def texts(reply: str, kind: str, request: str = "") -> str:
    return "\n".join(
        reply[part.start : part.end] for part in read_parts(reply, request) if part.kind == kind
    )


@given(st.text(max_size=600))
def test_parts_tile_any_text(text: str) -> None:
    parts = read_parts(text)
    assert "".join(text[part.start : part.end] for part in parts) == text


@given(
    st.lists(
        st.sampled_from(
            [
                "> quoted?\n",
                "No.\n",
                "\n",
                "From: a\n",
                "To: b\n",
                "Regards\n",
                "Your request:\n",
                "Subject: c\n",
                "Q1. Why?\n",
                "ANNEX: LAW\n",
            ]
        )
    )
)
def test_parts_tile_letters(rows: list[str]) -> None:
    text = "".join(rows)
    parts = read_parts(text)
    assert "".join(text[part.start : part.end] for part in parts) == text
    assert all(before.kind != after.kind for before, after in pairwise(parts))


def test_an_empty_text_has_no_parts() -> None:
    assert read_parts("") == ()


def test_the_letter_under_an_outlook_header_is_quoted() -> None:
    reply = (
        "We have your letter, our number is OT 12.\n\nFrom: A. Requester\nSent: 1 May 2025 10:00\n"
        "To: Otterby FOI\nSubject: FOI\n\n" + LETTER
    )
    assert "section 12" in texts(reply, "quoted_request")
    assert "section 12" not in texts(reply, "own")


def test_a_header_at_the_very_top_is_the_message_s_own() -> None:
    reply = (
        "From: Otterby FOI\nSent: 1 May 2025\nTo: A. Requester\nSubject: FOI 12\n\n"
        "The Council holds no record of any contractor."
    )
    assert "holds no record" in texts(reply, "own")


def test_interleaved_answers_stay_the_authority_s() -> None:
    reply = (
        "Replies below.\n\n> 1. How many potholes?\n\n412.\n\n> 2. Which contractors?\n\nNone.\n"
    )
    assert texts(reply, "own").split() == ["Replies", "below.", "412.", "None."]


def test_a_section_that_repeats_the_request_is_quoted() -> None:
    reply = (
        "Dear Applicant\n\nYour request:\n\nPlease provide, under section 12, the cost.\n"
        "I do not accept that any exemption applies.\n\nOur response:\n\nThe cost was £400.\n"
    )
    assert "exemption applies" in texts(reply, "quoted_request")
    assert texts(reply, "own").strip() == "The cost was £400."


def test_sentences_of_the_letter_are_found_anywhere() -> None:
    reply = (
        "Further to your letter. If section 12 applies, please confirm or deny what you hold. "
        "We did not need it."
    )
    assert "section 12" in texts(reply, "quoted_request", LETTER)
    assert "did not need" in texts(reply, "own", LETTER)


def test_a_question_to_the_requester_is_the_authority_s_own() -> None:
    reply = "Could you please clarify whether you mean the calendar year or the financial year?"
    assert texts(reply, "own") == reply


def test_rights_signature_and_disclaimer_are_set_apart() -> None:
    reply = (
        "Dear Ms Applicant\n\nNothing is held.\n\nIf you are unhappy with this reply you may "
        "ask for an internal review.\n\nYours sincerely\n\nP. Clerk\nOtterby District Council\n\n"
        "This email is intended only for the addressee and may contain privileged matter.\n"
    )
    assert texts(reply, "own").strip() == "Nothing is held."
    assert "internal review" in texts(reply, "review_rights")
    assert "P. Clerk" in texts(reply, "signature")
    assert "addressee" in texts(reply, "disclaimer")


def test_an_annex_of_law_is_not_the_answer() -> None:
    reply = (
        "All is given below.\n\nSpend nil.\n\nANNEX: YOUR RIGHTS AND THE ACT\n\n"
        "Section 43(2): commercial interests.\n"
    )
    assert "43(2)" in texts(reply, "annex")


@pytest.mark.parametrize(
    "piece",
    ["a. b ", "(((((", "\n> ", "section ", "From: x\n", "?" * 50, "On " + "a" * 100 + "\n", "﷽ "],
)
def test_ten_megabytes_take_seconds(piece: str) -> None:
    text = (piece * (10_000_000 // len(piece) + 1))[:10_000_000]
    began = time.perf_counter()
    parts = read_parts(text)
    assert time.perf_counter() - began < 8
    assert parts[-1].end == len(text)
    assert all(part.end <= READ_AT_MOST or part.kind == "annex" for part in parts)


def test_the_real_reply(shared: Path) -> None:
    text = (shared / "replies/civil_nuclear_constabulary-2025-07-23.txt").read_text()
    own = texts(text, "own")
    assert "does not hold information of the type specified" in own
    assert "has not trialed this type of software" in own
    assert "did your force trial" not in own
    assert "Building F6" not in texts(text, "quoted_request")
    assert "under section 50" in texts(text, "review_rights")


def test_a_question_to_us_is_the_authoritys_own_where_our_request_is_not_clear_to_it() -> None:
    asked = "Would you confirm whether you want calendar years or the years of our budget?"
    reply = f"Dear Ms Orme,\n\nWhat you want is not quite clear to us. {asked}\n\nThanks\nA Clerk\n"
    assert asked in "".join(texts(reply, "own"))
    coding = code_reply(Reply((Source("text", reply),)))
    assert [fact.value for fact in coding.facts if fact.name == "asked"] == [asked]


BOATS = """Our ref: FOI 2201/25

Dear Ms Orme,

Thank you for your request, which came to us on 3 June 2025, about boats that the
harbour office hires. You asked:

1. How many boats were hired in each year from 2021 to 2024?
2. What did each of them cost?
3. Who chose the firm that they were hired from, and on what advice was that done?

Our response:

1. Four boats were hired in 2021, three in 2022, three in 2023 and none in 2024.
2. What each of them cost is withheld under section 43(2) of the Act, since other firms
would know what to bid when the contract is let again next year. We think that this outweighs
what the public would gain.
3. The harbour master did, on the advice of the treasurer.

You may ask for an internal review within 40 working days, and then complain to
the Information Commissioner.

Yours sincerely

Bo Lamb
Clerk to the Harbour Office
"""


def test_a_letter_that_lost_its_line_breaks_is_cut_where_they_were() -> None:
    flat = " ".join(BOATS.split())
    assert texts(flat, "salutation").strip() == "Dear Ms Orme,"
    assert texts(flat, "signature").startswith("Yours sincerely")
    quoted = texts(flat, "quoted_request")
    assert "How many boats" in quoted
    assert "Four boats" not in quoted
    found = [code_reply(Reply((Source("text", text),))) for text in (BOATS, flat)]
    assert [coding.outcome for coding in found] == ["partial", "partial"]
    assert len({p.citation for coding in found for p in coding.provisions}) == 1


TURNS = ["Dear Ms A", "Yours faithfully", "Our ref: 1", "Q1. Why?", "2. What?", "Annex A", "On"]


@given(st.lists(st.sampled_from([*TURNS, "word", ".", "\n", "From: a Sent:", "I am"]), min_size=99))
def test_lines_leave_nothing_but_breaks_out(words: list[str]) -> None:
    text = " ".join(words * 3)
    assert "".join(text[line.start : line.end] for line in lines(text)) == text.replace("\n", "")


@pytest.mark.parametrize(
    "much",
    [
        "Dear " + "A" * 60_000,
        "Dear A " * 9_000,
        "From: a " * 8_000,
        "On " * 20_000,
        ". " + "ABCDE AND " * 6_000,
        "a" * 60_000 + ": 1",
    ],
)
def test_a_text_without_line_breaks_takes_no_longer_for_being_hostile(much: str) -> None:
    started = time.perf_counter()
    read_parts(f"{'x ' * 400}{much}")
    assert time.perf_counter() - started < 2


def test_a_long_paragraph_is_not_cut_within_its_sentences() -> None:
    sentence = (
        "In Q4 2023 we looked, as I have said, for logs of Section 4 in rooms A, B and C, and the "
        "Annex team asked whether question 2 (b) was meant. "
    )
    paragraph = sentence * 20
    spans = sentences(paragraph)
    assert {paragraph[span.start : span.end] for span in spans} == {sentence.strip()}


MAIL = """Dear Ms Orme,

Please see the attached letter.

Kind regards
Bo Lamb

-----Original Message-----
From: A Orme <request-1@practice.example>
Sent: 3 June 2025 10:00
To: FOI
Subject: Freedom of Information request - boats

Dear Harbour Office,

How many boats were hired without exemption?

Yours faithfully,

A Orme
"""


@pytest.mark.parametrize("greeting", ["Dear Ms Orme,", "FAO A Orme"])
def test_a_letter_below_the_mail_that_it_came_with_is_the_authoritys(greeting: str) -> None:
    letter = f"\n17 July 2025\n\n{greeting}\n\nThe information is not held.\n\nBo Lamb\n"
    coding = code_reply(Reply((Source("text", MAIL + letter),)))
    assert coding.outcome == "not_held"


def test_an_older_mail_below_a_quoted_one_stays_quoted() -> None:
    older = (
        "\nFrom: FOI <foi@harbour.example>\nSent: 1 June 2025 09:00\nTo: A Orme\nSubject: boats\n\n"
        "Dear Ms Orme,\n\nThe information is not held.\n\nBo Lamb\n"
    )
    assert code_reply(Reply((Source("text", MAIL + older),))).outcome == "other"
