"""Codings as a spreadsheet: there and back, safe to open, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.coding.deciding import read_answer
from campaign.coding.people import comparable, said
from campaign.coding.sheets import _plain, _safe
from campaign.state.campaigns import StoredQuestion


def exported(run: Any, path: Path, *more: str) -> list[dict[str, str]]:
    run("export", str(path), *more)
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


def written(path: Path, rows: list[dict[str, str]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


def filled(rows: list[dict[str, str]], **values: str) -> list[dict[str, str]]:
    """Fill `decided` by authority and question: alder_outcome, alder_spent_2024."""
    for row in rows:
        name = row["request"].rsplit("/", 1)[1]
        key = "_".join(p for p in (name, row["question"].split(".")[-1], row["period"]) if p)
        row["decided"] = values.get(key, row["decided"])
    return rows


def test_a_row_for_each_outcome_and_cell(desk, run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    rows = exported(run, tmp_path / "a.csv")
    assert len(rows) == 4 * (1 + 5)
    [alder] = [
        row for row in rows if row["request"].endswith("alder") and row["suggested"] == "12500"
    ]
    assert alder["question"] == "software.spent"
    assert (alder["decided"], alder["sure"], alder["confidence"]) == ("", "no", "0.85")
    [cedar] = [r for r in rows if r["request"].endswith("cedar") and r["question"] == "outcome"]
    assert cedar["suggested_quote"].startswith("'=HYPERLINK")


def test_there_and_back_adds_nothing(desk, run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    run("accept", "alder", "birch", "cedar", "--yes", "--coder", "ann")
    run("set", "dogwood", "--outcome", "other", "--note", "-1 for them", "--coder", "ann")
    run("set", "dogwood", "--answer", "software.maker=Smith, Jones;", "--coder", "ann")
    before = desk.kept()
    exported(run, tmp_path / "a.csv")
    done = run("import", str(tmp_path / "a.csv"), "--coder", "bob")
    assert "0 recorded by bob, 8 stood already" in done.output
    assert desk.kept() == before


def test_what_is_filled_in_is_recorded_with_its_words_and_once(desk, run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    rows = filled(
        exported(run, tmp_path / "a.csv"),
        alder_outcome="full", alder_spent_2024="£12,500", alder_spent_2023="nil",
        birch_outcome="Partial", birch_maker="not held",
    )  # fmt: skip
    for row in rows:
        if row["request"].endswith("birch") and row["question"] == "outcome":
            row["quote"] = "holds   nothing"
    path = written(tmp_path / "b.csv", rows)
    assert (
        "5 recorded by ann, 0 stood already, 19 left empty"
        in run("import", path, "--coder", "ann").output
    )
    assert desk.kept() == [
        ("decision", "ann", "alder", "full"),
        ("decision", "ann", "birch", "partial"),
        ("decision", "ann", "alder software.spent 2023", "0"),
        ("decision", "ann", "alder software.spent 2024", "12500"),
        ("decision", "ann", "birch software.maker ", "not_held"),
    ]
    assert desk.rows("SELECT quote FROM codings WHERE kind = 'decision' ORDER BY id") == [
        ("We trialled it in 2024.",),
        ("holds nothing",),
    ]
    assert desk.rows("SELECT quote FROM answers WHERE kind = 'decision' AND period = '2024'") == [
        ("£12,500 in 2024",)
    ]
    assert "0 recorded by bob, 5 stood already" in run("import", path, "--coder", "bob").output


def test_a_refused_answer_keeps_its_provision(desk, run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    rows = filled(exported(run, tmp_path / "a.csv"), cedar_maker="refused")
    run("import", written(tmp_path / "b.csv", rows), "--coder", "ann")
    assert desk.rows("SELECT state, provision FROM answers WHERE kind = 'decision'") == [
        ("refused", "FOIA s.31(1)(a)")
    ]


def test_every_error_with_its_line_and_nothing_stored(desk, run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    rows = exported(run, tmp_path / "a.csv")
    rows[0]["decided"] = "full"
    rows[1]["decided"] = "perhaps"  # 1. Trialled, yes or no
    rows[2]["request"] = "https://foi.example.org/request/elm"
    rows[2]["decided"] = "yes"
    rows[3]["decided"], rows[3]["question"] = "5", "software.colour"
    rows[4]["decided"], rows[4]["period"] = "5", "1999"
    rows[6] |= {"decided": "other", "quote": "made up words"}
    rows.append(rows[0] | {"decided": "partial"})
    shown = run("import", written(tmp_path / "b.csv", rows), "--coder", "ann", fails=2).output
    assert "6 lines cannot be used" in shown
    for line, says in {
        3: "'perhaps' is not yes or no",
        4: "there is no request https://foi.example.org/request/elm",
        5: "There is no question software.colour",
        6: "2023, 2024",
        8: "stand nowhere",
        26: "line 2 decides on this already",
    }.items():
        assert any(row.startswith(f"Line {line}:") and says in row for row in shown.splitlines()), (
            line,
            says,
            shown,
        )
    assert desk.kept() == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no column request"),
        (b"a,b\n1,2\n", "no column request, question, period, decided"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"PK\x03\x04\0\0", "no CSV"),
        (b'request,question,period,decided\n"' + b"x" * 200_000, "Line"),
    ],
)
def test_files_that_are_no_sheet(desk, run, tmp_path, content, says) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    shown = run("import", str(path), "--coder", "ann", fails=2).output
    assert says in shown
    assert len(shown) < 500


def test_blind_sheets_show_nothing_and_count_for_agreement_only(desk, run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    run("accept", "alder", "--yes", "--coder", "ann")
    rows = exported(run, tmp_path / "a.csv", "--blind")
    assert {row[name] for row in rows for name in ("suggested", "decided", "quote")} == {""}
    path = written(tmp_path / "b.csv", filled(rows, birch_outcome="full", alder_maker="A; B"))
    for coder in ("ann", "bob", "bob"):
        run("import", path, "--coder", coder, "--blind")
    assert [row[:2] for row in desk.kept() if row[0] == "blind"] == [
        ("blind", "ann"), ("blind", "bob"), ("blind", "ann"), ("blind", "bob"),
    ]  # fmt: skip
    assert "100%" in run("agreement", "--field", "answers").output


def test_semicolons_will_do_and_a_file_is_not_overwritten(desk, run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.csv"
    url = "https://foi.example.org/request/birch"
    path.write_text(f"request;question;period;decided\n{url};outcome;;full\n", encoding="utf-8")
    assert "1 recorded" in run("import", str(path), "--coder", "ann").output
    assert "is there already" in run("export", str(path), fails=2).output
    assert len(exported(run, path, "--force")) == 24


@given(st.text(max_size=30))
def test_no_cell_begins_a_formula_and_all_come_back(text: str) -> None:
    safe = _safe(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert _plain(safe) == text


TYPES = {
    "yes_no": st.booleans(),
    "year": st.integers(1900, 2099),
    "money": st.integers(0, 10**9) | st.integers(0, 10**6).map(lambda pence: pence / 100),
    "count": st.integers(0, 10**9) | st.integers(1, 99).map(lambda n: f"<{n}"),
    "date": st.dates().filter(lambda d: 1900 <= d.year < 2100).map(lambda d: d.isoformat()),
    "names": st.lists(
        st.from_regex(r"[A-Z][a-z]{2,8}( [A-Z][a-z]{4,8}){0,2}(, Ltd)?", fullmatch=True),
        unique=True,
    ),
    "text": st.from_regex(r"[A-Z][a-z]+( [a-z]+ing){1,4}\.?", fullmatch=True),
}


@given(st.sampled_from(sorted(TYPES)).flatmap(lambda t: st.tuples(st.just(t), TYPES[t])))
def test_what_is_written_is_read_as_the_same_answer(pair: tuple[str, Any]) -> None:
    answer_type, value = pair
    question = StoredQuestion(1, "a.b", 1, 1, "a", "A", "B", "C?", answer_type, (), None)
    state, again = read_answer(question, said("answered", value))
    assert (state, comparable(state, again)) == ("answered", comparable("answered", value))
    assert json.loads(comparable("answered", True)) is True
