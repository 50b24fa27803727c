"""Where words stand: logs, letterheads, lists, parts of a request, reviews told in passing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.coding.citations import find_citations
from campaign.coding.coder import code_reply
from campaign.coding.logs import requests_above
from campaign.coding.model import Coding, Reply, Source
from campaign.coding.parts import read_parts


def coded(text: str, law: Any = "foia", **more: Any) -> Coding:
    return code_reply(Reply((Source("text", text),), law=law, **more))


def relied_on(text: str, law: Any = "foia") -> set[str]:
    return {p.citation for p in coded(text, law).provisions if p.role == "relied_on"}


LOG = (
    "Swan licences\nRequest 4410027\n"
    "Under the Freedom of Information Act please tell me:\n"
    "1) How many licences were refused or withheld under section 31?\n2) What was each fee\n"
    "{heading}\n{answer}"
)


@pytest.mark.parametrize(
    "heading", ["Response", "Response 04-03-2021", "Our reply:", "We answered", "DECISION"]
)
def test_all_above_the_answers_heading_is_the_request(heading: str) -> None:
    text = LOG.format(heading=heading, answer="The Council does not hold this information.")
    coding = coded(text)
    assert coding.outcome == "not_held"
    assert not [p for p in coding.provisions if p.citation == "FOIA s.31"]
    quoted = [text[p.start : p.end] for p in read_parts(text) if p.kind == "quoted_request"]
    assert "What was each fee" in "".join(quoted)


def test_a_letter_is_no_log() -> None:
    rows = ["dear ms rook,", "thank you for your request for the fees.", "response:", "they are 4."]
    assert requests_above(rows) == frozenset()


@given(st.lists(st.text(max_size=90), max_size=30))
def test_a_request_lies_above_a_heading(rows: list[str]) -> None:
    assert all(0 <= number < len(rows) for number in requests_above([r.lower() for r in rows]))


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("1 Attachment\nDear Mr Teal\nPlease find attached our response to your request.", "other"),
        ("Your request will now be considered. You will receive a response within 20 working days "
         "unless information is exempt. A fee may be payable.", "acknowledgement"),
        ("We can give no answer until we know which of the two bridges you mean. Please tell us "
         "which one.", "clarification"),
        ("We are still within the time but require further time. We therefore rely on section "
         "10(3): section 43(2) is engaged and we must weigh the public interest.", "extension"),
        ("Please find the report attached. Names of some junior staff were taken out as section "
         "40(2) requires.", "partial"),
        ("We are refusing this part of your request under section 43(2).", "partial"),
        ("Your three outstanding requests are refused under section 14(1). Most of the earlier "
         "ones were about buses. Guidance on the law is provided at the link below.", "vexatious"),
        ("Each file would have to be opened by hand. The Fees Regulations set an appropriate limit "
         "of £450 where the cost of a request exceeds it.", "refused_cost"),
        ("Your requests about the weir are considered vexatious under section 14(1). That decision "
         "has been through an internal review and was upheld.", "vexatious"),
        ("Following your request for an internal review, a review was held on 3 May. There were "
         "long delays in our answer, for which we apologise.", "internal_review_overturned"),
        ("I have completed my review of the response. It should be confirmed with modifications.",
         "internal_review_overturned"),
    ],
)  # fmt: skip
def test_what_is_decided_of_the_whole(text: str, outcome: str) -> None:
    assert coded(text).outcome == outcome


def test_a_list_of_cases_says_of_none_that_it_is_this_one() -> None:
    text = (
        "Thank you for your email, which we have received.\nWe may not answer letters:\n"
        "- that are vexatious or abusive;\n- that only copy us in."
    )
    assert coded(text).outcome == "acknowledgement"


def test_answers_beside_questions_count_where_one_is_not_held() -> None:
    text = (
        "1. How many swans live on the lake?\nAbout forty, by the warden's count.\n"
        "2. What do they cost?\nWe do not hold this information.\n"
        "3. Who feeds them?\nThe warden does."
    )
    assert coded(text).outcome == "partial"


def test_a_log_states_its_outcome_in_a_line() -> None:
    text = "Ref: 2231\nPartial release\nThe letters are attached."
    assert coded(text).outcome == "partial"


def test_what_would_be_so_in_another_case_is_not_relied_on() -> None:
    text = (
        "We do not hold this information. If we were to hold such lists then publishing them "
        "could help thieves and would be exempt under section 31(1)(a)."
    )
    assert "FOIA s.31(1)(a)" not in relied_on(text)


def test_a_law_explained_beside_a_refusal_is_relied_on() -> None:
    text = (
        "To answer would exceed the appropriate limit. Under section 12 of the Act an authority is "
        "not required to comply if the cost is too great."
    )
    assert "FOIA s.12" in relied_on(text)


def test_paragraphs_without_brackets() -> None:
    read = [c.normal for c in find_citations("declined under Regulation 12 4 e of the EIRs", "eir")]
    assert read == ["EIR reg.12(4)(e)"]
    assert [c.normal for c in find_citations("section 12 4 people", "foia")] == ["FOIA s.12"]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("Swan licences\nRequest 4410027\nResponse\nNot held.", "4410027"),
        ("Reference:\n1181\nRequest detail:\nSwans\nResponse detail:\nNone.", "1181"),
        ("FOI request (FOIR-55831)\nSwans\nWe hold nothing.", "FOIR-55831"),
    ],
)
def test_references_alone_on_a_line(text: str, reference: str) -> None:
    found = [fact.value for fact in coded(text).facts if fact.name == "reference"]
    assert found == [reference]


FOOTER = """
****************************************************************
Visit [1]http://www.fenwick.example to see how we did last year.
All messages are acknowledged and may be released to other departments.
****************************************************************

References

Visible links
1. http://www.fenwick.example/
2. http://www.fenwick.example/data
"""


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("Please find attached a reply to your FOI request.", "other"),
        ("We hold no information about any of this.", "not_held"),
    ],
)
def test_what_an_office_adds_to_every_mail_answers_nothing(said: str, outcome: str) -> None:
    text = f"Dear Ms Ash,\n\n{said}\n\nYours ever,\n\nBo Lamb\n{FOOTER}"
    assert code_reply(Reply((Source("text", text),))).outcome == outcome


@pytest.mark.parametrize(
    "second",
    ["Not held, as staff have other duties too", "We cannot break down what it costs", "Not held."],
)
def test_an_answer_that_is_not_held_beside_others_makes_it_partial(second: str) -> None:
    text = (
        "Dear Ms Ash\n\n1. How many people work on it?\nThere are 5 staff.\n\n"
        f"2. What is the budget?\n{second}\n\n3. Do you publish a log?\nYes\n"
    )
    assert code_reply(Reply((Source("text", text),))).outcome == "partial"


def test_a_receipt_that_says_what_may_be_withheld_withholds_nothing() -> None:
    text = (
        "Dear Ms Ash\n\nYour request was received on 6 July and has been passed to our unit."
        " You will hear from us within 20 working days.\n\n"
        "Some of it may be withheld; if so we will say why in a refusal notice.\n\n"
        "Yours faithfully\n\nRecords Team"
    )
    assert coded(text).outcome == "acknowledgement"


def test_what_is_posted_for_want_of_an_electronic_form_is_held() -> None:
    said = "Our answer went by post, as we do not hold it in electronic form."
    assert coded(f"Dear Ms Ash\n\n{said}\n\nBo Lamb").outcome != "not_held"
