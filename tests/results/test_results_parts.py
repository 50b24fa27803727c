"""The pure parts: highlighting, addresses, words for values, masks, runs of cells."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.coding.model import OUTCOMES
from campaign.results import shown
from campaign.results.coded import cell_runs, standing_answers, standing_codes
from campaign.results.decide import GiveAnswer, GiveOutcome, read_form
from campaign.results.highlight import Span, fts_query, hits, pieces, search_terms
from campaign.results.links import Links, on_site
from campaign.results.masking import mask, mask_json
from campaign.results.metadata import configuration, metadata
from campaign.results.pages.search import snippet_pieces
from campaign.results.rows import AnswerRow, CodeRow, Quote
from campaign.results.shown import answer_words, days_words, value_words

kinds = st.sampled_from(["decided", "suggested", "found"])
spans = st.builds(
    Span, st.integers(-3, 40), st.integers(-3, 40), st.text("ab", max_size=2), kinds,
    st.integers(0, 5),
)  # fmt: skip


@given(st.text(max_size=30), st.lists(spans, max_size=8))
def test_pieces_are_the_text_and_mark_what_is_in_a_span(text: str, given_spans: list[Span]) -> None:
    cut = pieces(text, given_spans)
    assert "".join(piece.text for piece in cut) == text
    valid = {span for span in given_spans if 0 <= span.start < span.end <= len(text)}
    at = 0
    for piece in cut:
        over = {s for s in valid if s.start <= at and s.end >= at + len(piece.text)}
        assert bool(piece.kind) == bool(over)
        at += len(piece.text)
    shown_anchors = sorted(anchor for piece in cut for anchor in piece.anchors)
    assert shown_anchors == sorted(span.anchor for span in valid if span.anchor)
    assert {note for piece in cut for note in piece.notes} == {s.note for s in valid if s.note}


def test_overlapping_quotes_keep_their_own_anchors() -> None:
    cut = pieces("abcdef", [Span(1, 4, "x", "suggested", 1), Span(2, 6, "y", "decided", 2)])
    assert [(p.text, p.kind, p.anchors, p.notes) for p in cut] == [
        ("a", "", (), ()),
        ("b", "suggested", ("x",), ()),
        ("cd", "decided", ("y",), (1,)),
        ("ef", "decided", (), (2,)),
    ]


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_query_that_the_index_understands(typed: str) -> None:
    terms = search_terms(typed)
    if not terms:
        return
    with sqlite3.connect(":memory:") as conn:
        conn.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
        conn.execute("SELECT * FROM t WHERE t MATCH ?", [fts_query(terms)]).fetchall()


def test_terms_are_words_phrases_and_beginnings() -> None:
    assert search_terms('section "over the cost" polic* NOT') == (
        "section", "over the cost", "polic*", "NOT",
    )  # fmt: skip
    assert search_terms('"" * -- "((') == ()


def test_hits_are_whole_words_or_beginnings() -> None:
    text = "Police, policing; THE POLICE\nforce"
    assert [text[s.start : s.end] for s in hits(text, ("police",), "a")] == ["Police", "POLICE"]
    assert [text[s.start : s.end] for s in hits(text, ("polic*",), "a")] == [
        "Police", "policing", "POLICE",
    ]  # fmt: skip
    [phrase] = hits(text, ("police force",), "a")
    assert (text[phrase.start : phrase.end], phrase.anchor) == ("POLICE\nforce", "a")
    assert hits(text, (), "a") == []


@given(st.text("a\x02\x03<", max_size=20))
def test_a_snippet_with_stray_marks_loses_no_words(snippet: str) -> None:
    joined = "".join(piece.text for piece in snippet_pieces(snippet))
    assert joined == snippet.replace("\x02", "").replace("\x03", "")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/request/a/response/1/attach/2/x.pdf", "https://x.example/request/a/response/1/attach/2/x.pdf"),
        ("https://x.example/request/a", "https://x.example/request/a"),
        ("HTTPS://X.EXAMPLE/a", "https://X.EXAMPLE/a"),
        ("javascript:alert(1)", None),
        (" javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("//evil.example/x", None),
        ("https://evil.example/x", None),
        ("https://x.example.evil.example/", None),
        ("https://x.example@evil.example/", None),
        ("https://x.example:8443/", None),
        ("\\\\evil.example/x", None),
        ("/\\evil.example", None),
        ("https://[bad", None),
        ("ftp://x.example/a", None),
        ("", None),
        (None, None),
    ],
)  # fmt: skip
def test_only_addresses_of_the_site_are_linked(address: str | None, expected: str | None) -> None:
    assert on_site("https://x.example", address) == expected


def test_nothing_is_linked_for_a_site_that_is_none() -> None:
    assert on_site("javascript:alert(1)", "alert(2)") is None


def test_names_in_addresses_are_quoted() -> None:
    links = Links("a/b?c#d", base="/foi/")
    assert links.front == "/foi/-/campaign/a%2Fb%3Fc%23d"
    assert links.request("x", "here", q='"a b"') == (
        "/foi/-/campaign/a%2Fb%3Fc%23d/request/x?q=%22a+b%22#here"
    )


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("true", "yes_no", "Yes"),
        ("false", "yes_no", "No"),
        ("1250", "GBP", "£1,250"),
        ("1250.5", "GBP", "£1,250.50"),
        ("0", "GBP", "£0"),
        ("2021", "year", "2021"),
        ("1204", "count", "1,204"),
        ('"<5"', "count", "<5"),
        ('["Alpha", "Beta"]', "names", "Alpha; Beta"),
        ("[]", "names", "None"),
        ('"2026-07-06"', "date", "6 July 2026"),
        ('"some day"', "date", "some day"),
        ("not json", "text", "not json"),
        (None, "text", ""),
    ],
)
def test_values_in_words(value: str | None, unit: str, words: str) -> None:
    assert value_words(value, unit) == words


def test_states_in_words() -> None:
    assert answer_words("not_held", None, "yes_no") == "Not held"
    assert answer_words("refused", None, "GBP", "FOIA s.43(2)") == "Refused (FOIA s.43(2))"
    assert [days_words(days) for days in (None, 0, 1, 12, -1, -12)] == [
        "", "due that day", "1 working day left", "12 working days left",
        "1 working day late", "12 working days late",
    ]  # fmt: skip


def test_every_code_has_its_words() -> None:
    assert set(shown.OUTCOMES) == set(OUTCOMES)
    assert len(set(shown.OUTCOMES.values())) == len(OUTCOMES)


@pytest.mark.parametrize(
    "text",
    [
        "foi.team@force.example",
        "Jo.O'Neill+foi@a-b.example.org",
        "<mailto:jo@x.example>",
        "jo@x.example, ann@y.example",
        "Tel: 01632 960123",
        "Telephone +44 (0)1632 960 123",
        "call us on 01632-960-123",
        "Direct line: 016 3296 0123",
        "mobile 07700900123",
    ],
)
def test_addresses_and_telephones_are_masked_in_their_length(text: str) -> None:
    masked = mask(f"Before {text} after")
    assert masked is not None
    assert len(masked) == len(f"Before {text} after")
    assert masked.startswith("Before ")
    assert masked.endswith(" after")
    secrets = ("jo@x", "960", "foi.team", "Neill", "900123", "0123")
    assert not [secret for secret in secrets if secret in masked]


@pytest.mark.parametrize(
    "text",
    [
        "Reference 01/FOI/26/009716, 2026 0101 2345",
        "We spent 01632960123 pounds, or £1,200,000",
        "section 31(1)(a) @ all; 5 @ 20",
        "",
    ],
)
def test_what_is_no_address_is_left(text: str) -> None:
    assert mask(text) == text


@given(st.text(max_size=200))
def test_a_mask_never_moves_anything(text: str) -> None:
    masked = mask(text)
    assert masked is not None
    assert len(masked) == len(text)


def test_masks_inside_json_keep_it_json() -> None:
    value = json.dumps(["line\njo@x.example", {"label": "Tel: 01632 960123"}, 5])
    held: Any = json.loads(mask_json(value) or "")
    assert held[0] == "line\n" + "•" * len("jo@x.example")
    assert held[1]["label"] == "Tel: " + "•" * len("01632 960123")
    assert held[2] == 5


def answer(row_id: int, period: str, value: str, *, decided: bool = False) -> AnswerRow:
    quote = Quote(1, None, 0, 5, "words")
    return AnswerRow(row_id, 1, 1, period, "answered", value, "yes_no", "", decided, "c", quote)


def test_a_decision_stands_before_any_suggestion() -> None:
    decided, suggested = answer(1, "2020", "true", decided=True), answer(2, "2020", "false")
    assert standing_answers([decided, suggested]) == [decided]
    assert standing_answers([suggested, decided]) == [decided]


def test_equal_neighbours_are_one_run_and_silence_parts_them() -> None:
    cells = {p: answer(n, p, "true") for n, p in enumerate(("2020", "2021", "2023"), start=1)}
    cells["2024"] = answer(9, "2024", "false")
    runs = cell_runs(["2020", "2021", "2022", "2023", "2024"], cells, _AnyNote())
    assert [(run.period, run.words) for run in runs] == [
        ("2020 to 2021", "Yes"), ("2023", "Yes"), ("2024", "No"),
    ]  # fmt: skip


class _AnyNote(dict[str, Any]):
    def __missing__(self, key: str) -> None:
        return None


def test_a_settled_suggestion_is_hidden_unless_the_outcome_differs() -> None:
    def code(row_id: int, field: str, value: str, decided: bool) -> CodeRow:
        return CodeRow(row_id, None, field, value, None, decided, "c", "2026-01-01", None)

    same = [code(1, "outcome", "full", False), code(2, "outcome", "full", True)]
    assert [c.id for c in standing_codes(same)] == [2]
    other = [code(1, "outcome", "partial", False), code(2, "outcome", "full", True)]
    assert [c.id for c in standing_codes(other)] == [1, 2]
    newer = [code(1, "outcome", "full", True), code(2, "outcome", "other", True)]
    assert [c.id for c in standing_codes(newer)] == [2]
    facts = [code(1, "reference", "A1", False), code(2, "reference", "B2", False)]
    assert [c.id for c in standing_codes(facts)] == [1, 2]


def test_a_form_says_only_what_was_chosen() -> None:
    assert read_form({"outcome": "", "group-1": "", "group-1-ids": "1,2", "csrftoken": "x"}) == ()
    assert read_form(
        {"outcome": "change", "outcome-value": "full", "group-1": "", "group-1-ids": "4",
         "cell-4": "change", "cell-4-state": "not_held", "cell-4-value": " x "}
    ) == (GiveOutcome("full"), GiveAnswer("not_held", "x", instead_of=4))  # fmt: skip


def test_both_kinds_of_settings_say_the_same() -> None:
    old, new = metadata("public", "T"), configuration("public")
    held = new["databases"]["public"]
    assert old["databases"]["public"]["queries"] == held["queries"]
    assert old["databases"]["public"]["allow"] == held["allow"] is True
    assert old["title"] == "T"
