"""Reading a questionnaire file: YAML in, `Questionnaire` out, or what to change on which line.

docs/templates.md describes the file for those who write one.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, cast, get_args

from campaign.errors import BadInput
from campaign.letters.marked import MOST_CHARACTERS, Complaint, Marked, read_marked
from campaign.letters.model import AnswerType, Definition, Period, Question, Questionnaire, Section
from campaign.letters.periods import MOST_PERIODS, period_range, read_period

MOST_QUESTIONS = 100
MOST_CELLS = 2000
_TOP = ("title", "summary", "definitions", "periods", "sections", "questions")
_SECTION = ("id", "title", "subject", "definition", "questions")
_QUESTION = ("id", "label", "wording", "answer", "per", "only_if")
_TYPES: tuple[str, ...] = get_args(AnswerType)
_SLIPS = {"type": "answer", "kind": "answer", "text": "wording", "question": "wording"}
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


def load_questionnaire(path: Path, current_year: int) -> Questionnaire:
    """The questionnaire in a file; BadInput for a file that cannot be read or is not one."""
    return read_questionnaire(read_text(path), str(path), current_year)


def read_text(path: Path) -> str:
    """The text of a template's file, in UTF-8; BadInput where it cannot be read as that."""
    try:
        with path.open("rb") as file:
            data = file.read(4 * MOST_CHARACTERS + 1)
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}).", "Check the name.") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(
            f"{path}, line {line}: the file is not in UTF-8.",
            "Save it as UTF-8 in your editor; look at quotation marks and pound signs.",
        ) from error
    if len(text) > MOST_CHARACTERS:
        raise BadInput(
            f"{path} is too large ({MOST_CHARACTERS:,} characters are the most).",
            "A template is a page or two of text; is this the right file?",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_questionnaire(text: str, source: str, current_year: int) -> Questionnaire:
    """The questionnaire in `text`; `source` is the file's name for messages.

    `current_year` is what `to: current` means (`period_range` has the other kinds of period).
    Raises BadInput with file, line and what to change for every mistake.
    """
    complain = Complaint(source)
    root = read_marked(text.removeprefix("\ufeff"), complain)
    if root is None:
        complain(1, "the file is empty.", "Copy one with `campaign templates copy`.")
    top = _Mapping(root, "a questionnaire", _TOP, complain)
    periods = _periods(top, complain, current_year)
    shared = top.take("questions")
    sections = _sections(top, shared, periods, complain)
    questionnaire = Questionnaire(
        name=Path(source).parent.name,
        title=top.words("title", 200),
        summary=top.words("summary", 2000, needed=False),
        sections=sections,
        periods=periods,
        source=source,
        definitions=_definitions(top, complain),
    )
    if len(questionnaire.questions) > MOST_QUESTIONS or len(questionnaire.cells()) > MOST_CELLS:
        complain(
            root.line,
            f"{len(questionnaire.questions)} questions make {len(questionnaire.cells())} answers;"
            f" {MOST_QUESTIONS} and {MOST_CELLS} are the most.",
            "Ask less: a long request is refused on cost.",
        )
    return questionnaire


@dataclass(frozen=True, slots=True)
class _Mapping:
    """One mapping of the file, whose keys must be among `known`."""

    marked: Marked
    what: str
    known: tuple[str, ...]
    complain: Complaint

    def __post_init__(self) -> None:
        value = self.marked.value
        if not isinstance(value, dict):
            self.complain(
                self.marked.line,
                f"{self.what} should be written as `key: value` lines, and is not.",
                f"The keys are: {', '.join(self.known)}.",
            )
        for key, each in value.items():
            if key not in self.known:
                near = [_SLIPS.get(key, ""), *difflib.get_close_matches(key, self.known, 1)]
                meant = next((word for word in near if word in self.known), "")
                guess = f"Did you mean {meant}? " if meant else ""
                self.complain(
                    each.key_line,
                    f"{self.what} has no key {key[:60]!r}.",
                    f"{guess}The keys are: {', '.join(self.known)}.",
                )

    @property
    def line(self) -> int:
        return self.marked.line

    def take(self, key: str) -> Marked | None:
        value = self.marked.value
        return value.get(key) if isinstance(value, dict) else None

    def line_of(self, key: str) -> int:
        found = self.take(key)
        return found.key_line if found else self.line

    def words(self, key: str, most: int, *, needed: bool = True) -> str:
        """The text of a key, white space collapsed; complains of a missing or overlong one."""
        found = self.take(key)
        if found is not None and not isinstance(found.value, str):
            self.complain(found.key_line, f"{key} of {self.what} should be text.", "Write text.")
        text = " ".join(found.value.split()) if found and isinstance(found.value, str) else ""
        if not text and needed:
            self.complain(
                self.line_of(key), f"{self.what} has no {key}.", f"Add a line `{key}: ...`."
            )
        if len(text) > most:
            self.complain(
                self.line_of(key),
                f"{key} of {self.what} has {len(text)} characters; {most} are the most.",
                "Shorten it.",
            )
        return text

    def id(self) -> str:
        text = self.words("id", 1000)
        if not _ID.fullmatch(text):
            self.complain(
                self.line_of("id"),
                f"{text[:60]!r} cannot be an id.",
                "Use small letters, digits and _, a letter first, at most 40: `trial_spend`.",
            )
        return text


def _list(marked: Marked, what: str, complain: Complaint) -> list[Marked]:
    if not isinstance(marked.value, list) or not marked.value:
        complain(
            marked.key_line,
            f"{what} should be a list with at least one entry.",
            "Begin each entry with a dash: `- ...`.",
        )
    return marked.value


def _definitions(top: _Mapping, complain: Complaint) -> tuple[Definition, ...]:
    found = top.take("definitions")
    if found is None or found.value == "":
        return ()
    if not isinstance(found.value, dict):
        complain(found.key_line, "definitions should be `word: what it means` lines.", "See docs.")
    terms = tuple(found.value)
    mapping = _Mapping(found, "definitions", terms, complain)
    return tuple(Definition(" ".join(term.split()), mapping.words(term, 1000)) for term in terms)


def _periods(top: _Mapping, complain: Complaint, current_year: int) -> tuple[Period, ...]:
    found = top.take("periods")
    if found is None:
        return ()
    remedy = "Write `periods: {from: 2020, to: current}`, or a list such as `[2022/23, 2023/24]`."
    if isinstance(found.value, dict):
        span = _Mapping(found, "periods", ("from", "to"), complain)
        first, last = span.words("from", 60), span.words("to", 60)
        try:
            return period_range(first, last, current_year)
        except ValueError as error:
            complain(span.line_of("from"), f"{error}.", remedy)
    if not isinstance(found.value, list) or not found.value:
        complain(found.key_line, "periods names no period.", remedy)
    if len(found.value) > MOST_PERIODS:
        complain(found.key_line, f"more than {MOST_PERIODS} periods.", "Ask for fewer.")
    periods: dict[str, Period] = {}
    for each in found.value:
        if not isinstance(each.value, str):
            complain(each.line, "a period should be text such as 2024 or 2022/23.", remedy)
        try:
            period = read_period(each.value, current_year)
        except ValueError as error:
            complain(each.line, f"{error}.", remedy)
        if period.label in periods:
            complain(each.line, f"the period {period.label} is there twice.", "Keep one.")
        periods[period.label] = period
    return tuple(periods.values())


def _sections(
    top: _Mapping, shared: Marked | None, periods: tuple[Period, ...], complain: Complaint
) -> tuple[Section, ...]:
    listed = top.take("sections")
    if listed is None:
        if shared is None:
            complain(top.line, "there are no questions.", "Add `questions:` or `sections:`.")
        questions = _questions(shared, "main", "", 1, periods, complain)
        return (Section("main", "", "", questions),)
    sections: list[Section] = []
    number = 1
    shared_used = False
    for entry in _list(listed, "sections", complain):
        part = _Mapping(entry, "a section", _SECTION, complain)
        section_id = part.id()
        if any(section_id == section.id for section in sections):
            complain(part.line_of("id"), f"two sections have the id {section_id!r}.", "Rename one.")
        title = part.words("title", 200)
        subject = part.words("subject", 200, needed=False) or title
        own = part.take("questions")
        if own is None and shared is None:
            complain(
                part.line,
                f"the section {section_id!r} has no questions.",
                "Add `questions:` to it, or once at the top for all sections.",
            )
        shared_used = shared_used or own is None
        questions = _questions(
            cast(Marked, own or shared), section_id, subject, number, periods, complain
        )
        number += len(questions)
        definition = part.words("definition", 2000, needed=False)
        sections.append(Section(section_id, title, definition, questions))
    if shared is not None and not shared_used:
        complain(
            shared.key_line,
            "every section has questions of its own, so these are never asked.",
            "Delete them here, or the questions of a section that should use them.",
        )
    return tuple(sections)


def _questions(
    listed: Marked,
    section: str,
    subject: str,
    number: int,
    periods: tuple[Period, ...],
    complain: Complaint,
) -> tuple[Question, ...]:
    questions: dict[str, Question] = {}
    entries = _list(listed, "questions", complain)
    later = {_bare_id(entry) for entry in entries}
    for entry in entries:
        asked = _Mapping(entry, "a question", _QUESTION, complain)
        own_id = asked.id()
        if own_id in questions:
            complain(asked.line_of("id"), f"two questions have the id {own_id!r}.", "Rename one.")
        questions[own_id] = Question(
            id=f"{section}.{own_id}",
            number=number + len(questions),
            section=section,
            wording=_wording(asked, subject),
            answer_type=_answer_type(asked),
            periods=periods if _per_period(asked, periods) else (),
            only_if=_only_if(asked, own_id, section, questions, later),
            label=asked.words("label", 60, needed=False) or _label(own_id),
        )
    return tuple(questions.values())


def _bare_id(entry: Marked) -> str:
    found = entry.value.get("id") if isinstance(entry.value, dict) else None
    return found.value.strip() if found and isinstance(found.value, str) else ""


def _label(question_id: str) -> str:
    return question_id.replace("_", " ").capitalize()


def _wording(asked: _Mapping, subject: str) -> str:
    wording = asked.words("wording", 1000)
    if "{subject}" in wording and not subject:
        asked.complain(
            asked.line_of("wording"),
            "{subject} stands in the wording, and there are no sections to name one.",
            "Write the subject out, or add sections.",
        )
    return wording.replace("{subject}", subject)


def _answer_type(asked: _Mapping) -> AnswerType:
    text = asked.words("answer", 100)
    if text not in _TYPES:
        near = difflib.get_close_matches(text.lower().replace(" ", "_"), _TYPES, 1)
        guess = f"Did you mean {near[0]}? " if near else ""
        asked.complain(
            asked.line_of("answer"),
            f"{text[:60]!r} is no type of answer.",
            f"{guess}The types are: {', '.join(_TYPES)}.",
        )
    return cast(AnswerType, text)


def _per_period(asked: _Mapping, periods: tuple[Period, ...]) -> bool:
    per = asked.words("per", 100, needed=False) or "once"
    if per not in ("period", "once"):
        asked.complain(
            asked.line_of("per"), f"per: {per[:60]} is not understood.", "Write `per: period`."
        )
    if per == "period" and not periods:
        asked.complain(
            asked.line_of("per"),
            "a question is asked per period, and the file names no periods.",
            "Add `periods: {from: 2020, to: current}` at the top, or delete `per: period`.",
        )
    return per == "period"


def _only_if(
    asked: _Mapping, own_id: str, section: str, before: dict[str, Question], all_ids: set[str]
) -> str | None:
    text = asked.words("only_if", 100, needed=False)
    if not text:
        return None
    line = asked.line_of("only_if")
    target = text.removeprefix(f"{section}.")

    def refuse(happened: str, remedy: str) -> NoReturn:
        asked.complain(line, f"only_if: {text} {happened}.", remedy)

    if target == own_id:
        refuse("names the question itself", "Name an earlier yes_no question.")
    if target not in before:
        yes_no = [name for name, question in before.items() if question.answer_type == "yes_no"]
        remedy = f"Earlier yes_no questions of this section: {', '.join(yes_no) or 'none'}."
        if target in all_ids:
            refuse("names a question that comes later", f"Move it up. {remedy}")
        refuse("names no question of this section", remedy)
    if before[target].answer_type != "yes_no":
        refuse("is not answered by yes or no", "Name a question with `answer: yes_no`.")
    return before[target].id
