"""Streams of replies, their scoring against labels, and the check of quotes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from campaign.coding import entries
from campaign.coding.coder import code_reply
from campaign.coding.evaluate import Item, evaluate_lines, report, score
from campaign.coding.labels import Label
from campaign.coding.model import Coding, Evidence, Reply, Source
from campaign.coding.replies import code_stream
from campaign.coding.verify import fallen, problem_with
from campaign.documents import Extract

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


def test_lines_that_cannot_be_scored_are_left_out_and_named() -> None:
    good = {"id": 1, "text": "x", "outcome": "full"}
    result = evaluate_lines(
        [
            json.dumps(good),
            json.dumps(good | {"outcome": "granted"}),
            json.dumps(good | {"outcome_also": 7}),
            json.dumps(good | {"relied_on": 12}),
            json.dumps(good | {"reference": ["a"]}),
            json.dumps(good | {"answers": {"q": "yes"}}),
            json.dumps(good | {"answers": [{"question": "q", "state": "denied"}]}),
            json.dumps(good | {"answers": [{"state": "refused"}]}),
            json.dumps(good | {"text": None}),
            "not json",
            json.dumps(good | {"id": 2}),
        ]
    )
    assert [item.label.id for item in result.items] == ["1", "2"]
    assert len(result.left_out) == 9
    assert all(said.startswith(f"Line {n}") for n, said in enumerate(result.left_out[:2], 2))
    assert "granted" in result.left_out[0]
    assert "refused_cost" in result.left_out[0]
    assert "denied" in result.left_out[5]
    assert "not_answered" in result.left_out[5]
    assert "Left out           9" in report(result)


QUESTIONS = """
title: Trials
summary: What was tried.
sections:
  - id: software
    title: Software
    questions:
      - {id: trialled, label: Trialled, answer: yes_no, wording: "Did you trial any software?"}
      - {id: spend, label: Spend, answer: money, wording: "How much did it cost?"}
"""
ANSWERED = "Q1. Did you trial any software?\nYes.\n\nQ2. How much did it cost?\n£12,500\n"


def test_each_line_has_its_own_questionnaire_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "one.yaml").write_text(QUESTIONS)
    (tmp_path / "forms" / "two.yaml").write_text(QUESTIONS.replace("software\n", "tools\n"))
    (tmp_path / "letter.txt").write_text(ANSWERED)
    asked = {"text": ANSWERED, "questionnaire": "forms/one.yaml"}
    attached = {"text": "Please see the letter.", "attachments": ["letter.txt"]}
    rows = [
        json.loads(row)
        for row in code_stream(
            [
                json.dumps({"id": 1} | asked),
                json.dumps({"id": 2} | asked | {"questionnaire": "forms/two.yaml"}),
                json.dumps({"id": 3, "text": ANSWERED}),
                json.dumps({"id": 4} | attached | {"questionnaire": "forms/one.yaml"}),
                json.dumps({"id": 5} | asked | {"questionnaire": str(tmp_path / "forms/one.yaml")}),
            ],
            folder=tmp_path,
        )
    ]
    asked_of = [[answer["question"] for answer in row["answers"]] for row in rows]
    one = ["software.trialled", "software.spend"]
    assert asked_of == [one, ["tools.trialled", "tools.spend"], [], one, one]
    assert {answer["source"] for answer in rows[3]["answers"]} == {"letter.txt"}


def test_answers_are_scored_by_kind_whatever_form_a_number_has(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(QUESTIONS)
    entry = {
        "text": ANSWERED,
        "outcome": "full",
        "questionnaire": "one.yaml",
        "answers": [
            {"question": "software.trialled", "value": False, "unit": "yes_no"},
            {"question": "software.spend", "value": 12500.0, "unit": "GBP"},
            {"question": "software.other", "state": "not_answered"},
        ],
    }
    result = evaluate_lines([json.dumps(entry)], folder=tmp_path)
    assert (result.answers.both, result.answers.found, result.answers.labelled) == (1, 2, 2)
    assert result.by_kind["GBP"].both == 1
    assert result.by_kind["yes_no"].both == 0


def test_a_reference_may_stand_in_the_subject_alone() -> None:
    text = "We do not hold the information requested."
    titled, bare = out(
        json.dumps({"id": 1, "text": text, "subject": "Response to FOI-26-4335 - Trials"}),
        json.dumps({"id": 2, "text": text, "subject": "Trials, 2020 to 2026"}),
    )
    assert titled["reference"] == "FOI-26-4335"
    assert [e["source"] for e in titled["evidence"] if e["for"] == "reference"] == ["subject"]
    assert bare["reference"] is None


@pytest.mark.parametrize(
    ("line", "id_"),
    [
        ('{"id": "a\\u0041", "text": "x", }', "aA"),
        ('{"id": 12, "text": "never ends', 12),
        ('{"text": NaN, "id": "n"}', "n"),
        ('{"id": "big", "law": ' + "9" * 5000 + "}", "big"),
        ('{"id": 1.5, "text": 3}', 1.5),
        ('{"id": ["odd"], "text": "x", "subject": 7}', ["odd"]),
        ('{"id": "f", "text": "x", "attachments": "letter.pdf"}', "f"),
        ('{"id": "f", "text": "x", "attachments": ["."]}', "f"),
        ('{"id": "f", "text": "x", "attachments": ["a\\u0000b"]}', "f"),
        ('{"id": "q", "text": "x", "questionnaire": "a\\u0000b"}', "q"),
        ('{"id": "q", "text": "x", "questionnaire": "' + "long/" * 2000 + '"}', "q"),
        ('{"id": "q", "text": "x", "questionnaire": ["a"]}', "q"),
        ('{"id": "l", "text": "x", "law": ["foia"]}', "l"),
        ('{"id": "s", "text": "x", "sent_on": "tomorrow"}', "s"),
        ('{"id": "s", "text": "x", "sent_on": 20260706}', "s"),
        ('"only a string"', None),
        ("null", None),
    ],
)
def test_a_bad_line_is_named_and_stops_nothing(line: str, id_: object, tmp_path: Path) -> None:
    good = json.dumps({"id": "good", "text": NOT_HELD})
    rows = [json.loads(row) for row in code_stream([line, good], folder=tmp_path)]
    assert len(rows) == 2
    assert rows[0]["id"] == id_
    assert len(rows[0]["error"]) > 15
    assert set(rows[0]) == {"id", "error"}
    assert rows[1]["outcome"] == "not_held"


def test_half_a_character_is_written_so_that_it_can_be_read(tmp_path: Path) -> None:
    (row,) = code_stream(['{"id": "\\ud83d", "text": "We do not hold this \\ud83d information."}'])
    (tmp_path / "out").write_text(row, encoding="utf-8")
    assert json.loads(row)["id"] == "\ud83d"


def test_a_line_without_an_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "LONGEST_LINE", 300)
    good = json.dumps({"id": "good", "text": NOT_HELD})
    endless = json.dumps({"id": "endless", "text": "x" * 3_000_000})
    just = json.dumps({"id": "just", "text": NOT_HELD + " "})
    just = just[:-2] + " " * (300 - len(just)) + just[-2:]
    file = io.StringIO(f"{good}\n{endless}\n{just}\n{endless}")
    rows = out(*entries.read_lines(file))
    assert [row["id"] for row in rows] == ["good", "endless", "just", "endless"]
    assert ["error" in row for row in rows] == [False, True, False, True]
    assert "more than 300 characters" in str(rows[1]["error"])


def test_an_attachment_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    entry = {"id": 1, "text": "", "attachments": ["scan.png"]}
    (row,) = out(json.dumps(entry), folder=tmp_path)
    assert row["outcome"] == "other"
    assert row["answers"] == []
    assert "scan.png" in row["notes"][0]  # type: ignore[index]


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
