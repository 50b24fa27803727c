"""Citations as replies write them, and the register they are looked up in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.law.provisions import (
    Citation,
    Regime,
    describe,
    is_known,
    is_ncnd,
    look_up,
    normal_form,
    parse_citation,
    parse_citations,
    provisions,
)

REGIMES: tuple[Regime, ...] = ("foia", "foisa", "eir", "eisr", "fees")


@pytest.mark.parametrize(
    ("written", "regime", "normal"),
    [
        ("Section 14 (1)", "foia", "FOIA s.14(1)"),
        ("under 12 of the Freedom of Information Act 2000", "foia", "FOIA s.12"),
        ("FoIA 21", "foia", "FOIA s.21"),
        ("S43 as above", "foia", "FOIA s.43"),
        ("31(a)", "foia", "FOIA s.31(1)(a)"),
        ("s40(2)(3A)(a)", "foia", "FOIA s.40(2)"),
        ("S.31(1)(A)", "foia", "FOIA s.31(1)(a)"),
        ("section 22a", "foia", "FOIA s.22A"),
        ("section 40(5b)(a)(i)", "foia", "FOIA s.40(5B)(a)(i)"),
        ("Regulation 12 (4) (d)", "foia", "EIR reg.12(4)(d)"),
        ("Regulation 12 (4) (d)", "eir", "EIR reg.12(4)(d)"),
        ("regulation 10(4)(a)", "foisa", "EISR reg.10(4)(a)"),
        ("EIR 12(4)(b)", "foia", "EIR reg.12(4)(b)"),
        ("section 12(1)", "eir", "FOIA s.12(1)"),
        ("s.17", "foisa", "FOISA s.17"),
        ("section 17 of FOI(S)A", "foia", "FOISA s.17"),
        ("s.25 Freedom of Information (Scotland) Act 2002", "foia", "FOISA s.25"),
        ("section 30(b)(ii)", "foisa", "FOISA s.30(b)(ii)"),
        ("Regulation 4(3) of the Fees Regulations 2004", "foia", "Fees reg.4(3)"),
        ("the Appropriate Limit regulations, regulation 5", "foia", "Fees reg.5"),
        ("Freedom of Information Act 2000", "foia", ""),
        ("Section 4.6", "foia", ""),
        ("£450", "foia", ""),
        ("S10 2TN", "foia", "FOIA s.10"),  # the caller knows a postcode from its surroundings
        ("no number here", "foia", ""),
    ],
)
def test_a_citation_has_one_normal_form(written: str, regime: Regime, normal: str) -> None:
    assert normal_form(written, regime) == normal


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Sections 30 and 31", ["FOIA s.30", "FOIA s.31"]),
        ("31(1)(a)&(b)", ["FOIA s.31(1)(a)", "FOIA s.31(1)(b)"]),
        ("s.31(1)(a), (b) and s.40(2)", ["FOIA s.31(1)(a)", "FOIA s.31(1)(b)", "FOIA s.40(2)"]),
        ("sections 23(5), 24(2) and 31(3)", ["FOIA s.23(5)", "FOIA s.24(2)", "FOIA s.31(3)"]),
        (
            "section 36(2)(b)(i) and (ii) and (c)",
            ["FOIA s.36(2)(b)(i)", "FOIA s.36(2)(b)(ii)", "FOIA s.36(2)(c)"],
        ),
        ("31(1)(a)(b)", ["FOIA s.31(1)(a)", "FOIA s.31(1)(b)"]),
        ("section 36(2)(b)(i)(ii)", ["FOIA s.36(2)(b)(i)", "FOIA s.36(2)(b)(ii)"]),
        ("section 30(1)(a)(i)", ["FOIA s.30(1)(a)(i)"]),
        ("section 27(1)(a)(b)(c)", ["FOIA s.27(1)(a)", "FOIA s.27(1)(b)", "FOIA s.27(1)(c)"]),
        ("section 12 as it would take 18 hours and cost £450", ["FOIA s.12"]),
        ("section 31 twice, section 31", ["FOIA s.31"]),
    ],
)
def test_a_list_of_citations(written: str, normal: list[str]) -> None:
    assert [str(citation) for citation in parse_citations(written, "foia")] == normal


def test_the_same_number_means_other_things_in_scotland() -> None:
    assert look_up("FOISA s.17").kind == "not_held"  # type: ignore[union-attr]
    assert look_up("FOIA s.17").kind == "procedural"  # type: ignore[union-attr]
    assert look_up("FOISA s.38(1)(b)").kind == "personal"  # type: ignore[union-attr]
    assert look_up("FOIA s.38(1)").kind == "qualified"  # type: ignore[union-attr]
    assert look_up("FOISA s.25(1)").kind == "accessible"  # type: ignore[union-attr]
    assert look_up("FOISA s.16").procedural  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "citation",
    [
        *(f"FOIA s.{n}" for n in (1, 8, "10(1)", 16, "17(1)", 45, 50)),
        *(f"FOISA s.{n}" for n in (1, 8, 10, 15, 16, 19, 20, 21, 47)),
        *(f"EIR reg.{n}" for n in (5, 9, 11, 14, 16, 18)),
    ],
)
def test_duties_and_notices_are_procedural(citation: str) -> None:
    found = look_up(citation)
    assert found
    assert found.procedural


@pytest.mark.parametrize(
    "citation", ["FOIA s.1(1)(a)", "FOIA s.10(3)", "FOIA s.9", "FOISA s.17", "EIR reg.7"]
)
def test_what_can_be_relied_on_is_not_procedural(citation: str) -> None:
    found = look_up(citation)
    assert found
    assert not found.procedural


def test_every_exemption_of_the_statutes_is_there() -> None:
    foia = [n for n in range(21, 45) if n != 25]
    assert all(is_known(f"FOIA s.{n}") for n in foia)
    assert not is_known("FOIA s.25")  # a section about certificates, no exemption
    assert all(is_known(f"FOISA s.{n}") for n in range(25, 42))
    assert all(is_known(f"EIR reg.12(5)({p})") for p in "abcdefg")
    assert all(is_known(f"EISR reg.10(4)({p})") for p in "abcde")


@pytest.mark.parametrize(
    "wrong",
    ["FOIA s.31(1)(z)", "FOIA s.43(9)", "EIR reg.12(4)(f)", "FOISA s.117", "FOIA s.117", "nothing"],
)
def test_what_the_statutes_do_not_have_is_unknown(wrong: str) -> None:
    assert not is_known(wrong)


def test_only_the_right_paragraph_neither_confirms_nor_denies() -> None:
    yes = ["FOIA s.23(5)", "FOIA s.24(2)", "FOIA s.31(3)", "FOIA s.40(5B)(a)", "FOIA s.40(5)"]
    yes += ["FOISA s.18", "FOISA s.18(1)", "EIR reg.12(6)", "EIR reg.13(5A)", "EISR reg.10(8)"]
    no = ["FOIA s.31(1)(a)", "FOIA s.21", "FOIA s.12(2)", "FOISA s.17", "EIR reg.12(4)(a)", "x"]
    assert [c for c in yes if not is_ncnd(c)] == []
    assert [c for c in no if is_ncnd(c)] == []


def test_a_description_says_what_section_and_paragraph_are_about() -> None:
    assert describe("FOIA s.31(1)(a)") == "law enforcement: prevention or detection of crime"
    assert describe("FOIA s.17(5)") == "refusal notice"
    assert describe("FOIA s.999") == ""
    assert describe("") == ""


@pytest.mark.parametrize("regime", REGIMES)
def test_every_row_reads_back_to_itself(regime: Regime) -> None:
    rows = provisions(regime)
    assert rows
    for row in rows:
        prefix = str(Citation(regime, ""))
        citation = parse_citation(prefix + row.number, "foia")
        assert str(citation) == prefix + row.number
        assert look_up(prefix + row.number) == row
        assert is_known(prefix + row.number), row
        if row.ncnd:
            assert is_known(prefix + row.ncnd), row


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(REGIMES))
def test_any_text_is_read_and_its_normal_form_is_stable(text: str, regime: Regime) -> None:
    for citation in parse_citations(text, regime):
        assert parse_citation(str(citation), "foia") == citation
        describe(citation)
        is_known(citation)


def test_every_provision_of_the_captured_replies_is_known(shared: Path) -> None:
    cited: set[str] = set()
    for path in (shared / "alaveteli/campaign/truth").glob("*.json"):
        reply = json.loads(path.read_text(encoding="utf-8")).get("reply") or {}
        for key, found in reply.items():
            if key.startswith("provisions"):
                cited |= {each if isinstance(each, str) else each["provision"] for each in found}
    assert len(cited) > 20
    assert [each for each in cited if not is_known(each)] == []
    assert [each for each in cited if normal_form(each) != each] == []
