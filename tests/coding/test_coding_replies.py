"""Streams of replies, their scoring against labels, and the check of quotes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from campaign.coding.coder import code_reply
from campaign.coding.evaluate import Item, Label, evaluate_lines, report, score
from campaign.coding.model import Coding, Evidence, Reply, Source
from campaign.coding.replies import code_stream
from campaign.coding.verify import fallen, problem_with
from campaign.documents import Extract
from campaign.errors import BadInput

NOT_HELD = "RF/12/24\n\nThe Council does not hold the information requested."


def out(*lines: str, **more: object) -> list[dict[str, object]]:
    return [json.loads(line) for line in code_stream(lines, **more)]  # type: ignore[arg-type]


def test_one_line_out_for_each_line_in_with_words_at_their_place() -> None:
    (row,) = out(json.dumps({"id": "a", "text": NOT_HELD}))
    assert row["id"] == "a"
    assert row["outcome"] == "not_held"
    assert row["reference"] == "RF/12/24"
    assert set(row) >= {
        "confidence", "auto_accept", "sections", "sections_mentioned", "answers", "evidence",
    }  # fmt: skip
    evidence = row["evidence"]
    assert isinstance(evidence, list)
    assert all(NOT_HELD[e["start"] : e["end"]] == e["quote"] for e in evidence)


def test_bad_lines_stop_nothing_and_keep_their_place() -> None:
    rows = out(
        "not json",
        json.dumps([1]),
        json.dumps({"id": 3}),
        json.dumps({"id": 4, "text": "x", "law": "gdpr"}),
        json.dumps({"id": 5, "text": "x", "attachments": ["/nowhere/letter.pdf"]}),
        json.dumps({"id": 6, "text": "x", "questionnaire": "/nowhere/q.yaml"}),
        "",
        "[" * 100_000,
        json.dumps({"id": 7, "text": NOT_HELD}),
    )
    assert [row["id"] for row in rows] == [None, None, 3, 4, 5, 6, None, 7]
    assert all("error" in row for row in rows[:-1])
    assert rows[-1]["outcome"] == "not_held"


def test_lines_are_coded_as_they_come() -> None:
    def lines() -> object:
        yield json.dumps({"id": 1, "text": NOT_HELD})
        raise AssertionError("the second line was read before the first was given")

    assert json.loads(next(code_stream(lines())))["id"] == 1  # type: ignore[arg-type]


def test_attachments_are_read_and_decide() -> None:
    def read_file(path: Path) -> Extract:
        return Extract("read", "txt", f"{path.name}: section 14(1) applies, as it is vexatious.")

    entry = {"id": 1, "text": "Please see the letter attached.", "attachments": ["a/reply.txt"]}
    (row,) = out(json.dumps(entry), read_file=read_file)
    assert row["outcome"] == "vexatious"
    assert row["sections"] == ["FOIA s.14(1)"]


def test_the_law_named_decides_what_a_number_means() -> None:
    text = "In terms of section 17 the Board does not hold the information requested."
    scots, english = out(
        json.dumps({"id": 1, "text": text, "law": "foisa"}), json.dumps({"id": 2, "text": text})
    )
    assert scots["sections"] == ["FOISA s.17"]
    assert english["sections"] == []


def test_an_unknown_label_is_refused_with_its_line() -> None:
    good = json.dumps({"id": 1, "text": "x", "outcome": "full"})
    bad = json.dumps({"id": 2, "text": "x", "outcome": "granted"})
    with pytest.raises(BadInput, match=r"Line 2 .*granted") as error:
        evaluate_lines([good, bad])
    assert "refused_cost" in error.value.remedy


def item(outcome: str, label: str, confidence: float, sure: bool, also: str = "") -> Item:
    words = Evidence("text", 0, 1, "x")
    coding = Coding(outcome, confidence, sure, words)
    return Item(Label("1", label, frozenset(filter(None, [also]))), coding)


def test_figures_of_a_scoring() -> None:
    result = score(
        [
            item("full", "full", 0.99, True),
            item("partial", "full", 0.9, True, also="partial"),
            item("not_held", "full", 0.6, False),
            item("not_held", "not_held", 0.5, False),
        ]
    )
    assert (result.strict.right, result.strict.of) == (2, 4)
    assert result.lenient.right == 3
    assert (result.sure.right, result.sure.of, result.covered.right) == (2, 2, 2)
    assert result.at_98 == 0.5
    assert result.by_outcome["full"].labelled == 3
    assert result.confusion == {("full", "partial"): 1, ("full", "not_held"): 1}


def test_provisions_references_and_answers_are_scored_where_labelled() -> None:
    line = {
        "id": 1,
        "text": "Our ref: AB/1/24. It is refused under section 12 and exempt under s40(2).",
        "outcome": "refused_cost",
        "relied_on": ["section 12", "FOIA s.43(2)"],
        "reference": "ab 1 24",
    }
    result = evaluate_lines([json.dumps(line)])
    assert result.provisions.labelled == 2
    assert result.provisions.both == 1
    assert (result.reference.right, result.reference.of) == (1, 1)
    assert "FOIA" not in report(result)
    assert "refused_cost" in report(result)


def test_nothing_to_score_is_reported_as_nothing() -> None:
    assert "Replies            0" in report(evaluate_lines([]))


def test_quotes_that_do_not_stand_are_listed() -> None:
    coding = code_reply(Reply((Source("text", NOT_HELD),)))
    assert list(fallen({"r": coding}, {"text": NOT_HELD})) == []
    moved = list(fallen({"r": coding}, {"text": "PS " + NOT_HELD}))
    assert {f.problem for f in moved} == {"its words stand at another place"}
    assert {f.problem for f in fallen({"r": coding}, {"text": "gone"})} == {
        "its words are not in the text"
    }
    assert {f.problem for f in fallen({"r": coding}, {})} == {"its source is gone"}


def test_an_empty_quote_proves_nothing() -> None:
    assert problem_with(Evidence("text", 0, 0, ""), {"text": "x"}) == "it quotes nothing"
