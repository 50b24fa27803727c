"""Which provisions a letter relies on, and the reference that it gives the request."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled import items

from campaign.coding.citations import find_citations
from campaign.coding.coder import code_reply
from campaign.coding.evaluate import score
from campaign.coding.model import Reply, Source
from campaign.coding.reading import read_reply
from campaign.coding.references import find_reference, reference_beside
from campaign.coding.stance import Stance, stance

CITING = Path(__file__).parent / "cases" / "citing"


def test_provisions_and_references_of_letters_after_real_ones() -> None:
    found = items(paths=sorted(CITING.glob("*.txt")))
    assert len(found) == 170
    tuned = [item for item in found if int(item.label.id.rpartition("-")[2]) % 2]
    result = score(tuned)
    assert result.provisions.f1 >= 0.93
    assert result.reference.share >= 0.95


# --- how a provision is meant -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("the report is exempt under |section 43(2)| of the act.", "applied"),
        ("we are withholding it as |section 31(1)(a)| applies.", "applied"),
        ("exempt under |s22| and the public interest lies in releasing them once.", "applied"),
        ("we considered whether |section 36| applied but decided to release it.", "undone"),
        ("|section 41| does not apply and the contract is attached.", "undone"),
        ("without reliance on |section 12(1)|.", "undone"),
        ("under foia we would have refused on |section 12|.", "undone"),
        ("exemptions considered but not applied: |section 41|", "undone"),
        ("|section 36(2)(c)| is withdrawn.", "undone"),
        ("had cost not been an issue, |section 40| would have applied to it.", "undone"),
        ("the exemption at |section 27(1)(a)| is being considered.", "weighed"),
        ("it may be exempt under |section 43|.", "weighed"),
        ("if you rely on |section 12|, tell me how to narrow this.", "supposed"),
        ("you argue that |section 41| was wrongly used.", "supposed"),
        ("exemptions such as |section 33| are subject to the public interest.", "supposed"),
        ("the commissioner's decision, which concerned |s.30(1)|.", "supposed"),
        ("please see |section 40(2)|.", "named"),
    ],
)  # fmt: skip
def test_how_a_citation_is_meant(sentence: str, meant: Stance) -> None:
    before, _, after = sentence.split("|")
    assert stance(before.strip(), after) == meant


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("i am satisfied that |section 43(2)| was rightly applied.", "confirmed"),
        ("i find that the use of |section 40(2)| was justified.", "confirmed"),
        ("the department had refused your request under |section 35(1)(a)|.", "reported"),
        ("i have concluded that |section 41| was wrongly cited.", "undone"),
        ("it is instead exempt under |section 42(1)|.", "confirmed"),
    ],
)
def test_how_a_review_means_a_citation(sentence: str, meant: Stance) -> None:
    before, _, after = sentence.split("|")
    assert stance(before.strip(), after, reviewing=True) == meant


@settings(deadline=None)
@given(st.text(max_size=400), st.text(max_size=400), st.booleans())
def test_any_words_have_a_stance(before: str, after: str, reviewing: bool) -> None:
    assert stance(before, after, reviewing=reviewing) in Stance.__args__  # type: ignore[attr-defined]


def relied_on(text: str) -> set[str]:
    coding = code_reply(Reply((Source("text", text),)))
    return {p.citation for p in coding.provisions if p.role == "relied_on"}


def test_what_is_applied_and_what_is_explained_is_one_reliance() -> None:
    text = (
        "The figures are attached. Names are withheld as section 40 applies."
        " Section 40(2) exempts personal data about somebody other than the requester."
    )
    assert relied_on(text) == {"FOIA s.40(2)"}


def test_a_letter_that_takes_more_time_relies_on_nothing_else() -> None:
    text = (
        "I am writing about your request. Section 22(1) and 43(2) is engaged. We have extended the"
        " time under section 10(3) and will reply by 25 February 2025."
    )
    assert relied_on(text) == {"FOIA s.10(3)"}


def test_a_review_relies_on_what_it_leaves_standing() -> None:
    text = (
        "Internal review. The response relied on sections 41 and 43(2). I find that section 41 was"
        " wrongly cited and the report is enclosed. I agree that section 43(2) is engaged as to"
        " the prices, which remain withheld."
    )
    assert relied_on(text) == {"FOIA s.43(2)"}


# --- citations ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Regulation 12(5(b) of the EIR", ["EIR reg.12(5)(b)"]),
        ("section 33 1(b) of FOISA", ["FOISA s.33(1)(b)"]),
        ("Section  14(1)  of  the  Freedom  of  Information  Act", ["FOIA s.14(1)"]),
        ("Section 40(2) is applied to it as governed by the Data Protection Act", ["FOIA s.40(2)"]),
        ("exempt by section 40 (2) of the Data Protection Act", ["FOIA s.40(2)"]),
        ("section 34(1) of the Data Protection Act 2018", []),
        ("It is barred by the Customs Act 2005, with section 23 of that Act.", []),
        ("the first part is withheld under 21; 27; 35", ["FOIA s.21", "FOIA s.27", "FOIA s.35"]),
        ("people under 18 and over 65", []),
        ("section 12 of our tenancy agreement", []),
        ("section 23 of the Road Traffic Regulation Act", []),
        ("s31(1)(g) and (2)(b)–(c)", ["FOIA s.31(1)(g)", "FOIA s.31(2)(b)", "FOIA s.31(2)(c)"]),
    ],
)  # fmt: skip
def test_citations_however_they_are_typed(text: str, found: list[str]) -> None:
    assert [cited.normal for cited in find_citations(text, "foia")] == found


def test_regulations_are_those_of_scotland_where_a_letter_says_so() -> None:
    text = "The exception at regulation 10(4)(a) applies."
    assert [c.normal for c in find_citations(text, "eir", scottish=True)] == ["EISR reg.10(4)(a)"]
    text = "Regulation 6(1)(b) applies."
    assert [c.normal for c in find_citations(text, "eir", scottish=True)] == ["EISR reg.6(1)(b)"]
    assert [c.normal for c in find_citations(text, "eir")] == ["EIR reg.6(1)(b)"]


def test_a_section_of_an_act_named_by_its_letters_is_not_ours() -> None:
    text = "Section 23(1) of the CRCA makes it exempt under section 44(1)(a) of the FOIA."
    assert [c.normal for c in find_citations(text, "foia")] == ["FOIA s.44(1)(a)"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The e-mails are excepted under 12(4)(e).", "EIR reg.12(4)(e)"),
        ("Withheld, 12(5)(a), public safety.", "EIR reg.12(5)(a)"),
        ("Section 12(4)(a) of the FOIA applies.", "FOIA s.12(4)(a)"),
        ("Refused under regulation 10(5)(f).", "EISR reg.10(5)(f)"),
    ],
)
def test_an_exception_is_known_by_its_shape(text: str, found: str) -> None:
    assert [cited.normal for cited in find_citations(text, "foia")] == [found]


# --- references ---------------------------------------------------------------------------------


def test_a_citation_is_no_reference() -> None:
    assert (
        reference("Your request is refused under EIR 12(4)(b). Please quote FOI/4120.")
        == "FOI/4120"
    )


def reference(text: str, subject: str = "") -> str:
    found = find_reference(read_reply(Reply((Source("text", text),), subject=subject)))
    if found is not None:
        assert text[found.evidence.start : found.evidence.end] == found.value
    return found.value if found else ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Re: Freedom of Information request – 61833\nThank you.", "61833"),
        ("Wyre Request for Information - 2019/20418 - Empty homes\n\nDear Sir", "2019/20418"),
        ("FOI request (FOIR-661920447)\nDogs\n", "FOIR-661920447"),
        ("- FOI reference\n- FOI/19/01877 Review of 201800112\n", "FOI/19/01877"),
        ("FREEDOM OF INFORMATION REQUEST REFERENCE NUMBER: 000119/13\n", "000119/13"),
        ("Our Reference: 61180 22 July 2014\nDear Ms Orrin\n", "61180"),
        ("[26-2017]\n\nYour request has been considered.", "26-2017"),
        ("| Reference | EH2024-118 |\n| Date | 19/02/2024 |\n", "EH2024-118"),
        ("Your ref: BBC/24-7\nOur ref: WFD/24/0193\n", "WFD/24/0193"),
        ("Review reference: IR-188 (request PBC.26.03331)\n", "PBC.26.03331"),
        ("9012 - we cannot confirm or deny it.", "9012"),
        ("Your RefMs P Tarrant\nOur RefJKW/041290\nDate3 October 2017", "JKW/041290"),
        ("Your reference is IN-5508.", "IN-5508"),
        ("9 May 2016 – 0417.2015-16 – FOI request – Parking\nRequest\n", "0417.2015-16"),
        ("This is Freedom of Information request ia0071814.", "ia0071814"),
        ("Thank you.\n\nPlease quote our reference - FOI/18/0913 - in any reply.", "FOI/18/0913"),
    ],
)
def test_a_reference_wherever_it_stands(text: str, code: str) -> None:
    assert reference(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ms Dale\nRobin Practice\nrequest-820144-71ce0a\n@requests.invalid",
        "Your planning application 22/01877/FUL was decided on 4 April 2023.",
        "We know nothing of invoice INV-20931 or contract DN583120.",
        "The Commissioner's decision notice FS50584670 is about this.",
        "Q1 to Q8 - no, for all of 2020-2026.",
        "In 21/22 there were 63 and in 22/23 there were 71.",
        "I. 204\nII. 88\nIII. 41",
        "01555 550122 or extension 4417",
        "Sent: Wed, 11 Mar 2020 10:02:31 +0000",
        "FREEDOM OF INFORMATION ACT 2000 - INFORMATION REQUEST",
        "Travel of the chief officers (PDF, 1.27MB)",
        "Items of spending (Excel, 418KB)",
        "Date replied: 2019-05-14",
    ],
)
def test_what_numbers_something_else_is_no_reference(text: str) -> None:
    assert reference(text) == ""


def test_a_reference_beside_the_text() -> None:
    def beside(subject: str, *names: str) -> str:
        sources = tuple(Source(f"a{n}", "", name) for n, name in enumerate(["", *names]))
        found = reference_beside(Reply(sources, subject=subject))
        return found.value if found else ""

    assert beside("Your information request [PBC.26.03331]") == "PBC.26.03331"
    assert beside("FOI GHP 8503/26 - Software") == "GHP 8503/26"
    assert beside("RE: Request", "26-6666.docx") == "26-6666"
    assert beside("RE: Request", "FOI2021_03377_Response.pdf") == "FOI2021-03377"
    assert beside("RE: Request", "Response letter.pdf") == ""


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="ABFOI12345/-. :()[]\nref", max_size=300))
def test_any_text_gives_a_reference_of_its_own_words(text: str) -> None:
    reference(text)
