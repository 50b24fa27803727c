"""Answers put into words: question by question, year by year, a paragraph, or a table.

Each function adds to a page what it says and keeps, with the exact words, which cells it said
it of. A cell with a `Ruling` is not answered: it is withheld, not held, over cost and so on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaign.letters.model import Question, Questionnaire, Section
from campaign.rehearsal.people import spoken
from campaign.rehearsal.people.model import AnswerState
from campaign.rehearsal.people.story import UNITS, Facts, labels, topic
from campaign.rehearsal.people.wording import Page, years_in_words

Value = tuple[str, str, object, str]


@dataclass(frozen=True, slots=True)
class Ruling:
    """Why a cell is not answered: state, provision in normal form, and short words for it."""

    state: AnswerState
    words: tuple[str, ...]
    provision: str = ""


Rulings = Mapping[tuple[str, str], Ruling]

NIL_SECTION = (
    "[No such system|Nothing of this kind|No software of this kind] has been trialled or used in "
    "{years}[, and no money was spent|].",
    "[We have neither trialled nor used|{org} has neither trialled nor used] [such a system|"
    "anything of the kind] in [any of the years|] {years}.",
    "[None trialled, none used|No trials and no use] ({years}).",
    "The answer to [each question|all questions] in this part is no, for [all of |]{years}.",
    "[Not used and not trialled|Never trialled, never used] - {years}.",
)
NIL_NUMBERED = (
    "Q{a}-{b}: [no|none|nil] ({years}).",
    "Q{a} to Q{b} - no, for [all of |]{years}.",
    "Questions {a} to {b}: [none in any year|no, and no money was spent], {years}.",
    "{a}-{b}. No ({years}).",
)


def give(
    page: Page, form: Questionnaire, facts: Facts, rulings: Rulings, numbering: str, style: str = ""
) -> None:
    """Answer the whole questionnaire, in one style or another for each section.

    `style` is `questions`, `years`, `table`, or `sheet` for tables and nothing else.
    """
    rng = page.rng
    if style == "sheet":
        for section in form.sections:
            if section.title:
                page.table([(section.title,)])
            table(page, section, facts, rulings)
        return
    style = style or rng.choice(("questions", "questions", "questions", "years", "table"))
    for section in form.sections:
        if section.title and (len(form.sections) > 1 or rng.random() < 0.3):
            place = form.sections.index(section) + 1
            head = rng.choice(("{t}", "{t}:", "Part {n} - {t}", "{u}", "({n}) {t}"))
            page.put(head.format(t=section.title, u=section.title.upper(), n=place))
        cells = [(q.id, label) for q in section.questions for label in labels(q)]
        ruled = {rulings[cell] for cell in cells if cell in rulings}
        if len(ruled) == 1 and all(cell in rulings for cell in cells):
            _rule_section(page, section, next(iter(ruled)))
        elif not ruled and _is_nil(section, facts) and rng.random() < 0.6:
            _nil_section(page, section, facts)
        elif style == "table":
            table(page, section, facts, rulings)
        elif style == "years" and _same_periods(section) and not ruled and _trials(section):
            _by_year(page, section, facts)
        else:
            _by_question(page, section, facts, rulings, numbering)


def some(page: Page, form: Questionnaire, facts: Facts) -> None:
    """State the given cells alone, one line for each question: for corrections."""
    for section in form.sections:
        for question in section.questions:
            values = {
                label: facts[question.id, label]
                for label in labels(question)
                if (question.id, label) in facts
            }
            if values:
                name = spoken.heading(page, question)
                joint = f"{section.title}, {name.rstrip('?')}" if len(form.sections) > 1 else name
                _say(page, question, spoken.answer(page, question, values), f"{joint}: ", values)


def rule_all(page: Page, form: Questionnaire, ruling: Ruling, quote: str) -> None:
    """Keep that the words `quote` rule on every cell of the questionnaire."""
    cells = [_cell(q, label, None) for q in form.questions for label in labels(q)]
    page.answer(cells, quote, ruling.state, ruling.provision)


def table(page: Page, section: Section, facts: Facts, rulings: Rulings) -> None:
    """A table of one section, years down or years across; each row is the quote of its cells."""
    questions = section.questions
    periods = tuple(dict.fromkeys(label for question in questions for label in labels(question)))
    names = [spoken.heading(page, question) for question in questions]
    across = page.rng.random() < 0.4
    grid = {
        (q.id, label): _in_cell(page, q, facts[q.id, label], rulings.get((q.id, label)))
        for q in questions
        for label in labels(q)
    }
    corner = page.rng.choice(("Year", "Period", ""))
    rows: list[tuple[str, ...]]
    if across:
        rows = [("Question", *(label or "Answer" for label in periods))]
        rows += [
            (name, *(grid.get((question.id, label), "") for label in periods))
            for question, name in zip(questions, names, strict=True)
        ]
        lines = [[(q, label) for label in periods] for q in questions]
    else:
        rows = [(corner, *names)]
        rows += [
            (label or "All", *(grid.get((q.id, label), "") for q in questions)) for label in periods
        ]
        lines = [[(q, label) for q in questions] for label in periods]
    page.table(rows)
    for row, cells in zip(rows[1:], lines, strict=True):
        for question, label in cells:
            if (question.id, label) not in grid:
                continue
            ruling = rulings.get((question.id, label))
            value = facts[question.id, label]
            state = ruling.state if ruling else _state(question, value)
            page.answer(
                [_cell(question, label, value if state == "answered" else None)],
                "\t".join(row),
                state,
                ruling.provision if ruling else "",
            )


def _in_cell(page: Page, question: Question, value: object, ruling: Ruling | None) -> str:
    return page.phrase(ruling.words).rstrip(".") if ruling else spoken.cell(question, value)


def _by_question(
    page: Page, section: Section, facts: Facts, rulings: Rulings, numbering: str
) -> None:
    rng = page.rng
    repeats = "{n}" not in numbering or rng.random() < 0.3
    echoes = rng.random() < 0.5
    own = rng.random() < 0.1
    gap = rng.choice(("\n", "\n", " ", " - "))
    quoted = "> " if repeats and gap == "\n" and rng.random() < 0.3 else ""
    before: tuple[object, ...] = ()
    for place, question in enumerate(section.questions, start=1):
        number = numbering.format(n=place if own else question.number)
        open_values = {
            label: facts[question.id, label]
            for label in labels(question)
            if (question.id, label) not in rulings
        }
        closed = [label for label in labels(question) if label not in open_values]
        pieces = spoken.answer(page, question, open_values) if open_values else []
        said = (question.answer_type, str([*open_values.values()]))
        if said == before and echoes and not closed:
            pieces = [
                (rng.choice(("As above.", "as above", "See previous answer.")), [*open_values])
            ]
        before = () if closed else said
        lead = f"{quoted}{number}{question.wording}{gap}" if repeats else number
        if pieces:
            _say(page, question, pieces, lead, open_values)
        if closed:
            _rule(page, question, closed, rulings, lead if not pieces else "")


def _say(
    page: Page,
    question: Question,
    pieces: Sequence[tuple[str, list[str]]],
    lead: str,
    values: Mapping[str, object],
) -> None:
    """Add a line for one question, and keep what each piece of it says."""
    joint = page.rng.choice((" ", "\n")) if len(pieces) < 3 else page.rng.choice(("; ", "\n"))
    page.put(lead + joint.join(text for text, _ in pieces))
    for text, about in pieces:
        quote = lead + text if text is pieces[0][0] and len(text) < 12 else text
        for label in about:
            value = values[label]
            state = _state(question, value)
            page.answer(
                [_cell(question, label, value if state == "answered" else None)], quote, state
            )


def _rule(page: Page, question: Question, closed: list[str], rulings: Rulings, lead: str) -> None:
    for ruling in dict.fromkeys(rulings[question.id, label] for label in closed):
        about = [label for label in closed if rulings[question.id, label] == ruling]
        words = page.phrase(ruling.words)
        if len(about) < len(labels(question)):
            words = f"{years_in_words(page.rng, about, labels(question))}: {words}"
        page.put(lead + words)
        page.answer(
            [_cell(question, label, None) for label in about], words, ruling.state, ruling.provision
        )


def _rule_section(page: Page, section: Section, ruling: Ruling) -> None:
    words = page.phrase(ruling.words)
    if page.rng.random() < 0.4 and len(section.questions) > 1:
        first, last = section.questions[0].number, section.questions[-1].number
        page.put(f"Q{first}-{last}: {words}")
    else:
        page.put(words)
    cells = [_cell(q, label, None) for q in section.questions for label in labels(q)]
    page.answer(cells, words, ruling.state, ruling.provision)


def _nil_section(page: Page, section: Section, facts: Facts) -> None:
    every = labels(section.questions[0])
    span = years_in_words(page.rng, every, every) or "the period asked about"
    first, last = str(section.questions[0].number), str(section.questions[-1].number)
    if page.rng.random() < 0.3 and len(section.questions) > 1:
        words = page.say(NIL_NUMBERED, years=span, a=first, b=last)
    elif _trials(section):
        words = page.say(NIL_SECTION, years=span)
    else:
        words = page.say(
            ["[None|Nil] to every question in this part.", "No, and nothing to report."]
        )
    spent = "money" in words or "all questions" in words or "each question" in words
    for question in section.questions:
        if question.answer_type == "yes_no" or (question.answer_type == "money" and spent):
            page.answer(
                [_cell(question, x, facts[question.id, x]) for x in labels(question)], words
            )


def _by_year(page: Page, section: Section, facts: Facts) -> None:
    """One line for each year: what was trialled, what was used, at what cost."""
    lines = []
    for label in labels(section.questions[0]):
        parts = []
        for question in section.questions:
            value = facts[question.id, label]
            if value in (None, [], 0) and question.answer_type != "yes_no":
                continue
            name = spoken.heading(page, question).rstrip("?").lower()
            text = (
                ("yes" if value else "no")
                if question.answer_type == "yes_no"
                else (spoken.text(page, question, value))
            )
            parts.append((question, value, f"{name} {text}"))
        line = f"{label}: " + "; ".join(text for _, _, text in parts) + "."
        lines.append(line)
        for question, value, _ in parts:
            page.answer([_cell(question, label, value)], line)
    page.put("\n".join(lines))


def _cell(question: Question, label: str, value: object) -> Value:
    return question.id, label, value, UNITS[question.answer_type]


def _state(question: Question, value: object) -> AnswerState:
    return "not_applicable" if value is None else "answered"


def _is_nil(section: Section, facts: Facts) -> bool:
    return all(
        facts[q.id, label] in (False, 0, None, []) for q in section.questions for label in labels(q)
    )


def _same_periods(section: Section) -> bool:
    return len({labels(question) for question in section.questions}) == 1


def _trials(section: Section) -> bool:
    return {topic(question) for question in section.questions} == {"trial", "use"}
