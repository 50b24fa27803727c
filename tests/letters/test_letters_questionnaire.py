"""The questionnaire file: what is read, and what every mistake is called, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from campaign.errors import BadInput
from campaign.letters.model import Definition, Question, Questionnaire
from campaign.letters.periods import and_list, in_words, period_range, read_period
from campaign.letters.questionnaire import MOST_QUESTIONS, load_questionnaire, read_questionnaire

GOOD = """\
title: Hospital car parking
summary: Who pays what
definitions:
  Site: a hospital
periods: {from: 2024, to: current}
sections:
  - id: visitors
    title: Visitors
    definition: people who come
    questions:
      - id: charged
        label: Charged
        wording: Were visitors charged?
        answer: yes_no
        per: period
      - id: income
        wording: How much was taken?
        answer: money
        per: period
        only_if: charged
      - id: operator
        wording: Who runs it?
        answer: names
  - id: staff
    title: Staff
    questions:
      - id: charged
        wording: Were staff charged?
        answer: yes_no
"""


def read(text: str) -> Questionnaire:
    return read_questionnaire(text, "templates/parking/questionnaire.yaml", 2026)


def refusal(text: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read(text)
    assert caught.value.remedy
    return caught.value


def test_a_file_becomes_numbered_questions() -> None:
    form = read(GOOD)
    assert (form.name, form.title, form.summary) == (
        "parking",
        "Hospital car parking",
        "Who pays what",
    )
    assert form.definitions == (Definition("Site", "a hospital"),)
    assert [period.label for period in form.periods] == ["2024", "2025", "2026"]
    assert [(q.number, q.id, q.section) for q in form.questions] == [
        (1, "visitors.charged", "visitors"),
        (2, "visitors.income", "visitors"),
        (3, "visitors.operator", "visitors"),
        (4, "staff.charged", "staff"),
    ]
    assert form.questions[1] == Question(
        id="visitors.income",
        number=2,
        section="visitors",
        wording="How much was taken?",
        answer_type="money",
        periods=form.periods,
        only_if="visitors.charged",
        label="Income",
    )
    assert form.questions[0].label == "Charged"
    assert len(form.cells()) == 3 + 3 + 1 + 1


def test_shared_questions_are_asked_in_each_section_of_its_subject() -> None:
    form = read(
        "title: Two Things\nquestions:\n"
        "  - {id: used, wording: 'Was {subject} used?', answer: yes_no}\n"
        "  - {id: names, wording: 'Which?', answer: names, only_if: used}\n"
        "sections:\n  - {id: a, title: A}\n  - {id: b, title: B, subject: the second}\n"
    )
    assert [(q.number, q.id, q.wording, q.only_if) for q in form.questions] == [
        (1, "a.used", "Was A used?", None),
        (2, "a.names", "Which?", "a.used"),
        (3, "b.used", "Was the second used?", None),
        (4, "b.names", "Which?", "b.used"),
    ]


def test_without_sections_there_is_one() -> None:
    form = read("title: One Thing\nquestions: [{id: x, wording: 'How many?', answer: count}]")
    assert [question.id for question in form.questions] == ["main.x"]
    assert form.cells() == ((form.questions[0], ""),)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("summary:", "sumary:", 2, "Did you mean summary?"),
        ("        answer: money", "        type: money", 18, "Did you mean answer?"),
        ("title: Hospital car parking\n", "", 1, "has no title"),
        ("      - id: income\n        wording", "      - wording", 16, "has no id"),
        ("id: income", "id: charged", 16, "two questions have the id 'charged'"),
        ("id: staff", "id: visitors", 24, "two sections have the id 'visitors'"),
        ("id: income", "id: In come", 16, "cannot be an id"),
        ("answer: money", "answer: pounds", 18, "The types are: yes_no"),
        ("answer: money", "answer: yesno", 18, "Did you mean yes_no?"),
        ("only_if: charged", "only_if: payment", 20, "names no question"),
        ("only_if: charged", "only_if: income", 20, "names the question itself"),
        ("only_if: charged", "only_if: operator", 20, "comes later"),
        (
            "answer: names\n",
            "answer: names\n        only_if: income\n",
            24,
            "not answered by yes or no",
        ),
        ("from: 2024, to: current", "from: 2030, to: current", 5, "before"),
        ("from: 2024, to: current", "from: 2024", 5, "has no to"),
        ("from: 2024, to: current", "from: 2024, to: 2025/26", 5, "same kind"),
        ("{from: 2024, to: current}", "[]", 5, "names no period"),
        ("{from: 2024, to: current}", "[2024, 2024]", 5, "there twice"),
        ("{from: 2024, to: current}", "[2022/24]", 5, "2022/23"),
        ("{from: 2024, to: current}", "[1066]", 5, "1066"),
        ("periods: {from: 2024, to: current}\n", "", 14, "names no periods"),
        ("per: period", "per: year", 15, "per: year"),
        ("\n      - id: operator", "\n\t- id: operator", 21, "tab"),
        ("      - id: operator", "      - id: &x operator", 21, "anchors"),
        ("answer: money", "answer: *x", 18, "aliases"),
        ("answer: money", "answer: !!python/name:os.system x", 18, "tags"),
        ("wording: How much", "wording: How: much", 17, "not YAML"),
        ("wording: How much was taken?", "wording:", 17, "has no wording"),
        ("wording: How much was taken?", "wording: [a, b]", 17, "should be text"),
        ("id: income", "id: income\n        id: x", 17, "there twice"),
        ("    title: Staff\n", "", 24, "has no title"),
        ("summary: Who pays what", "---", 2, "second document"),
        ("summary: Who", "summary: Who\x07", 2, "U+0007"),
        ("definitions:\n  Site: a hospital", "definitions: [a]", 3, "definitions"),
        ("title: Hospital", f"title: {'x' * 300}", 1, "200 are the most"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    error = refusal(GOOD.replace(old, new, 1))
    assert error.happened.startswith(f"templates/parking/questionnaire.yaml, line {line}: ")
    assert words in f"{error.happened} {error.remedy}"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "just words", "- a\n- b", "42", "null"])
def test_what_is_no_mapping_is_no_questionnaire(text: str) -> None:
    assert "line 1" in refusal(text).happened or "line 2" in refusal(text).happened


def test_sections_must_be_a_list() -> None:
    assert (
        "line 2: sections should be a list" in refusal("title: Any Thing\nsections: none").happened
    )


def test_bombs_cost_nothing() -> None:
    layers = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
    )
    assert "anchors" in refusal(layers).happened
    assert "nested" in refusal("[" * 100_000).happened
    assert "characters" in refusal("a: b\n" * 200_000).happened
    many = "\n".join(f"  - {{id: q{n}, wording: w, answer: text}}" for n in range(101))
    assert f"{MOST_QUESTIONS}" in refusal(f"title: Too Many\nquestions:\n{many}").happened


def test_shared_questions_nobody_asks_are_a_mistake() -> None:
    shared = "questions: [{id: q, wording: w, answer: text}]\n"
    assert "never asked" in refusal(GOOD + shared).happened


def test_a_file_not_in_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "questionnaire.yaml"
    path.write_bytes("title: Parking\nsummary: £5 a day\n".encode("latin-1"))
    with pytest.raises(BadInput, match=r"line 2: the file is not in UTF-8"):
        load_questionnaire(path, 2026)
    with pytest.raises(BadInput, match="cannot be read"):
        load_questionnaire(tmp_path / "none.yaml", 2026)
    with pytest.raises(BadInput, match="cannot be read"):
        load_questionnaire(tmp_path, 2026)


def test_a_file_of_windows_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "parking" / "questionnaire.yaml"
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_questionnaire(path, 2026).questions == read(GOOD).questions


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2020", "current", ["2020", "2021", "2022", "2023", "2024", "2025", "2026"]),
        ("2022/23", "current", ["2022/23", "2023/24", "2024/25", "2025/26"]),
        ("1998-1999", "2000/01", ["1998/99", "1999/00", "2000/01"]),
        ("2025 Q3", "current", ["2025 Q3", "2025 Q4"]),
        ("Q4 2024", "2025-Q2", ["2024 Q4", "2025 Q1", "2025 Q2"]),
        ("2024", "2024", ["2024"]),
    ],
)
def test_ranges_of_periods(first: str, last: str, labels: list[str]) -> None:
    assert [period.label for period in period_range(first, last, 2026)] == labels


def test_any_other_period_keeps_its_words() -> None:
    assert read_period("before  the merger", 2026).label == "before the merger"
    assert read_period("before the merger", 2026).kind == "other"
    with pytest.raises(ValueError, match="no year"):
        period_range("spring", "autumn", 2026)
    with pytest.raises(ValueError, match="more than"):
        period_range("1900", "2100", 2026)


def test_periods_in_words() -> None:
    years = period_range("2020", "2022", 2026)
    assert in_words(years) == "each calendar year from 2020 to 2022"
    assert in_words((years[0], years[2])) == "2020 and 2022"
    assert in_words((*years, read_period("2030", 2026))) == "2020, 2021, 2022 and 2030"
    assert in_words(period_range("2022/23", "2024/25", 2026)).startswith("each financial year from")
    assert in_words(()) == ""
    assert and_list(["one"]) == "one"


_WORDS = st.sampled_from(
    ["title", "questions", "sections", "id", "wording", "answer", "yes_no", "periods", "per"]
) | st.sampled_from(
    [*"{}[]|>!%@?#,", "- ", ": ", "\n", "\n  ", "\t", "&a", "*a", "'", '"', "2020", "\\U99999999"]
)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=40).map("".join)))
@example('"\\U99999999"')
@example("%YAML 9.9\n---\na: b")
@example("? [a]\n: b")
@example("=: 1")
def test_any_text_is_a_questionnaire_or_bad_input(text: str) -> None:
    try:
        form = read(text)
    except BadInput as error:
        assert error.happened.startswith("templates/parking/questionnaire.yaml, line ")
    else:
        assert form.questions


@settings(deadline=None)
@given(st.data())
def test_a_good_file_with_a_piece_cut_out_is_read_or_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, len(GOOD)))
    try:
        form = read(GOOD[:start] + GOOD[end:])
    except BadInput as error:
        assert ", line " in error.happened
    else:
        assert [question.number for question in form.questions] == list(
            range(1, len(form.questions) + 1)
        )
        assert len({question.id for question in form.questions}) == len(form.questions)
