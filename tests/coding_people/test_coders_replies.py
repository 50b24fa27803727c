"""`campaign code replies` and `evaluate` with files: streams, and what wrong files get."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from campaign.cli.group import cli

NOTHING = "Dear Cam,\n\nWe do not hold the information that you ask for.\n\nYours, Al"
QUESTIONS = """
title: Trials
summary: What was trialled.
sections:
  - id: software
    title: Software
    questions:
      - {id: trialled, label: Trialled, answer: yes_no, wording: "Did you trial any software?"}
"""


def code(*words: str, typed: str = "", fails: int = 0) -> str:
    result = CliRunner().invoke(cli, ["code", *words], input=typed)
    assert result.exit_code == fails, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.output


def line(**more: object) -> str:
    return json.dumps({"id": "a", "text": NOTHING} | more) + "\n"


def test_one_bad_line_never_stops_the_rest(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(line().encode() + b"\xff\xfe not json\n[]\n" + line(id="b").encode())
    code("replies", str(source), "--out", str(target))
    found = [json.loads(row) for row in target.read_text("utf-8").splitlines()]
    assert [row.get("outcome") for row in found] == ["not_held", None, None, "not_held"]
    assert "error" in found[1]
    assert "error" in found[2]


def test_the_file_that_is_read_is_not_written_over(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(line())
    assert "is the file that is read" in code("replies", str(source), "--out", str(source), fails=2)
    assert source.read_text() == line()


def test_lines_come_out_as_they_go_in() -> None:
    program = [sys.executable, "-m", "campaign", "code", "replies", "-"]
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdin
        assert running.stdout
        for name in ("first", "second"):
            running.stdin.write(line(id=name))
            running.stdin.flush()
            # The second is written only after the first was answered.
            assert json.loads(running.stdout.readline())["id"] == name
        running.stdin.close()
        assert running.wait() == 0


def test_evaluate_a_file(tmp_path: Path) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + line(outcome="not_held").encode())
    assert "1.000 (1 of 1)" in code("evaluate", str(path))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "no labelled reply"),
        ("not json\n", "Line 1 is not JSON"),
        ("[1]\n", "no JSON object"),
        (line(outcome="fulll"), "unknown outcome fulll"),
        (line(), "unknown outcome None"),
        (json.dumps({"outcome": "full"}) + "\n", "`text`"),
        ("\0\1\2", "Line 1 is not JSON"),
    ],
)
def test_wrong_files_of_labels_get_a_short_message(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text(content)
    shown = code("evaluate", str(path), fails=2)
    assert says in shown
    assert shown.count("\n") <= 4


@pytest.mark.parametrize("command", ["replies", "evaluate"])
@pytest.mark.parametrize("given", ["missing.jsonl", "."])
def test_files_that_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, given: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert given in code(command, given, fails=2)


@pytest.mark.parametrize("command", ["replies", "evaluate"])
def test_a_questionnaire_is_used_or_explained(tmp_path: Path, command: str) -> None:
    replies, questions = tmp_path / "in.jsonl", tmp_path / "questionnaire.yaml"
    text = "Q1. Did you trial any software?\nNo.\n"
    wanted = [{"question": "software.trialled", "value": False}]
    replies.write_text(line(text=text, outcome="full", answers=wanted))
    questions.write_text(QUESTIONS)
    shown = code(command, str(replies), "--questionnaire", str(questions))
    assert (
        "software.trialled" in shown if command == "replies" else "1.000 (1 of 1), recall" in shown
    )
    questions.write_text("- nonsense: [")
    shown = code(command, str(replies), "--questionnaire", str(questions), fails=2)
    assert shown.count("\n") <= 6
    assert "No such" not in shown
    questions.write_bytes(b"\xff\xfe\x00")
    code(command, str(replies), "--questionnaire", str(questions), fails=2)
    gone = code(command, str(replies), "--questionnaire", str(tmp_path / "gone"), fails=2)
    assert "does not exist" in gone


def test_a_file_or_the_campaign_not_both(tmp_path: Path) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text(line(outcome="full"))
    assert "two things" in code("evaluate", str(path), "--own", fails=2)
    assert "belongs to a file" in code("evaluate", "--questionnaire", str(path), fails=2)
