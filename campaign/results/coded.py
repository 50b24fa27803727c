"""The codes of one request as shown: what stands, on which numbered quote, period by period. Pure.

A decision hides the suggestion it settles. Each distinct quote has one number on the page, in the
order in which the quotes stand in the correspondence, as footnotes have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from campaign.results.highlight import Kind, Span
from campaign.results.rows import AnswerRow, AttachmentRow, CodeRow, MessageRow, QuestionRow, Quote
from campaign.results.shown import FIELDS, ROLES, answer_words, outcome_words, tone


@dataclass(frozen=True, slots=True)
class Note:
    """A quote with its number; `broken` if the stored text no longer has these words there."""

    number: int
    quote: str
    anchor: str
    broken: bool
    where: str


@dataclass(frozen=True, slots=True)
class CodeView:
    """One code in words, on which note it rests, and what became of its text since (`changed`)."""

    anchor: str
    title: str
    words: str
    tone: str
    role: str
    decided: bool
    coder: str
    made_at: str
    note: Note | None
    changed: str = ""


@dataclass(frozen=True, slots=True)
class CellRun:
    """Successive periods of one question that say the same on the same words.

    `others` are the anchors of the cells after the first. `changed` says what became of the text
    of any of them since it was coded.
    """

    anchor: str
    others: tuple[str, ...]
    periods: tuple[str, ...]
    words: str
    tone: str
    decided: bool
    note: Note | None
    changed: str = ""

    @property
    def period(self) -> str:
        """`2020 to 2024`, `2021`, or empty for a question asked once."""
        ends = dict.fromkeys((self.periods[0], self.periods[-1]))
        return " to ".join(ends)


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question and what was answered, run by run."""

    number: int
    label: str
    wording: str
    retired: bool
    runs: tuple[CellRun, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A group of questions of which at least one has an answer."""

    title: str
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True, slots=True)
class Coded:
    """Everything coded of one request.

    `decided` and `suggested` are the request's outcome, `notes` are by anchor. `targets` says for
    each note which code to go back to, `spans` what to highlight in each text (`message:ID`,
    `attachment:ID`).
    """

    decided: CodeView | None
    suggested: CodeView | None
    facts: tuple[CodeView, ...]
    by_message: Mapping[int, tuple[CodeView, ...]]
    sections: tuple[SectionView, ...]
    notes: Mapping[str, Note]
    targets: Mapping[int, str]
    spans: Mapping[str, tuple[Span, ...]]


def standing_codes(codes: Iterable[CodeRow]) -> list[CodeRow]:
    """Of the codes not withdrawn, those that hold: the newest of each kind, decisions first.

    Facts that may be several (provisions, references) are told apart by value and role too; a
    suggestion that was decided on is left out, unless it is an outcome of the request and another
    than the one decided: then both show.
    """
    newest: dict[tuple[object, ...], CodeRow] = {}
    for code in codes:
        several = code.field not in ("outcome", "review")
        said = (code.value, code.role) if several else ()
        newest[(code.message_id, code.field, said, code.decided)] = code
    settled = {key[:3]: code for key, code in newest.items() if code.decided}

    def shown(key: tuple[object, ...], code: CodeRow) -> bool:
        decision = settled.get(key[:3])
        if code.decided or decision is None:
            return True
        whole = code.field == "outcome" and code.message_id is None
        return whole and decision.value != code.value

    return [code for key, code in newest.items() if shown(key, code)]


def standing_answers(answers: Iterable[AnswerRow]) -> list[AnswerRow]:
    """For each cell the decision if there is one, the suggestion else."""
    held: dict[tuple[int, int, str], AnswerRow] = {}
    for answer in answers:
        cell = (answer.request_id, answer.question_id, answer.period)
        before = held.get(cell)
        if before is None or answer.decided or not before.decided:
            held[cell] = answer
    return list(held.values())


def coded(
    codes: Iterable[CodeRow],
    answers: Iterable[AnswerRow],
    questions: Sequence[QuestionRow],
    messages: Sequence[MessageRow],
    attachments: Sequence[AttachmentRow],
    older: Mapping[tuple[str, int], str] | None = None,
) -> Coded:
    """All that is coded of a request, numbered and put into words.

    `older` says of rows of `codings` and `answers`, by table and id, what became of their text.
    """
    older = older or {}
    shown_codes, shown_answers = standing_codes(codes), standing_answers(answers)
    notes = _notes([*shown_codes, *shown_answers], messages, attachments)
    views = [
        (code, _code_view(code, notes, older.get(("codings", code.id), ""))) for code in shown_codes
    ]
    sections = _sections(questions, shown_answers, notes, older)
    whole = [pair for pair in views if pair[0].message_id is None]
    replies = {
        message_id: tuple(view for code, view in views if code.message_id == message_id)
        for message_id in {code.message_id for code, _ in views if code.message_id is not None}
    }
    listed = [view for _, view in views]
    listed += [run for s in sections for q in s.questions for run in q.runs]  # type: ignore[misc]
    targets: dict[int, str] = {}
    for view in listed:
        if view.note:
            targets.setdefault(view.note.number, view.anchor)
    return Coded(
        decided=_outcome(whole, decided=True),
        suggested=_outcome(whole, decided=False),
        facts=tuple(view for code, view in whole if code.field != "outcome"),
        by_message=replies,
        sections=sections,
        notes=notes,
        targets=targets,
        spans=_spans([*shown_codes, *shown_answers], notes),
    )


def _outcome(whole: Iterable[tuple[CodeRow, CodeView]], *, decided: bool) -> CodeView | None:
    return next(
        (view for code, view in whole if code.field == "outcome" and code.decided == decided), None
    )


def _notes(
    coded_rows: Sequence[CodeRow | AnswerRow],
    messages: Sequence[MessageRow],
    attachments: Sequence[AttachmentRow],
) -> dict[str, Note]:
    positions = {message.id: message.position for message in messages}
    files = {attachment.id: attachment for attachment in attachments}
    texts = {f"m{message.id}": message.text for message in messages}
    texts |= {f"a{attachment.id}": attachment.text for attachment in attachments}
    quotes = {row.quote.anchor: row.quote for row in coded_rows if row.quote}
    ordered = sorted(
        quotes.values(),
        key=lambda q: (
            positions.get(q.message_id, 0), q.attachment_id or 0, q.start, q.end,
        ),
    )  # fmt: skip
    notes: dict[str, Note] = {}
    for number, quote in enumerate(ordered, start=1):
        file = files.get(quote.attachment_id) if quote.attachment_id else None
        text = texts.get(f"a{quote.attachment_id}" if quote.attachment_id else _message(quote))
        notes[quote.anchor] = Note(
            number,
            quote.quote,
            quote.anchor,
            broken=text is None or text[quote.start : quote.end] != quote.quote,
            where=_where(quote, file),
        )
    return notes


def _message(quote: Quote) -> str:
    return f"m{quote.message_id}"


def _where(quote: Quote, file: AttachmentRow | None) -> str:
    """`answers.xlsx, sheet 1, cell C4`; empty for the message itself."""
    if file is None:
        return ""
    label = next((p.label for p in file.places if p.start <= quote.start < p.end), "")
    return ", ".join(part for part in (file.name, label) if part)


def _code_view(code: CodeRow, notes: Mapping[str, Note], changed: str) -> CodeView:
    known = code.field == "outcome"
    return CodeView(
        anchor=f"code-{code.id}",
        title="This message" if known and code.message_id else FIELDS.get(code.field, code.field),
        words=outcome_words(code.value) if known else code.value,
        tone=tone(code.value) if known else "plain",
        role=ROLES.get(code.role or "", code.role or ""),
        decided=code.decided,
        coder=code.coder,
        made_at=code.made_at,
        note=notes[code.quote.anchor] if code.quote else None,
        changed=changed,
    )


def _sections(
    questions: Sequence[QuestionRow],
    answers: Iterable[AnswerRow],
    notes: Mapping[str, Note],
    older: Mapping[tuple[str, int], str],
) -> tuple[SectionView, ...]:
    cells: dict[int, dict[str, AnswerRow]] = {}
    for answer in answers:
        cells.setdefault(answer.question_id, {})[answer.period] = answer
    shown = [question for question in questions if question.id in cells]
    return tuple(
        SectionView(
            title,
            tuple(
                QuestionView(
                    question.number,
                    question.label,
                    question.wording,
                    question.retired,
                    cell_runs(question.periods or ("",), cells[question.id], notes, older),
                )
                for question in group
            ),
        )
        for title, group in groupby(shown, key=lambda question: question.section_title)
    )


def cell_runs(
    periods: Sequence[str],
    cells: Mapping[str, AnswerRow],
    notes: Mapping[str, Note],
    older: Mapping[tuple[str, int], str] | None = None,
) -> tuple[CellRun, ...]:
    """The cells of one question in the order of its periods, equal neighbours made one run.

    Periods that the question is not asked for any more come last; cells without an answer part
    their neighbours and are left out.
    """
    order = [*periods, *(period for period in cells if period not in periods)]

    def said(period: str) -> tuple[object, ...] | None:
        cell = cells.get(period)
        return None if cell is None else run_key(cell)

    def becoming(period: str) -> str:
        return (older or {}).get(("answers", cells[period].id), "")

    runs: list[CellRun] = []
    for key, group in groupby(order, key=said):
        if key is None:
            continue
        names = tuple(group)
        first = cells[names[0]]
        runs.append(
            CellRun(
                anchor=f"cell-{first.id}",
                others=tuple(f"cell-{cells[name].id}" for name in names[1:]),
                periods=names,
                words=answer_words(first.state, first.value, first.unit, first.provision),
                tone=answer_tone(first),
                decided=first.decided,
                note=notes[first.quote.anchor] if first.quote else None,
                changed=next(filter(None, map(becoming, names)), ""),
            )
        )
    return tuple(runs)


def run_key(cell: AnswerRow) -> tuple[object, ...]:
    """What must be the same for neighbouring cells to be shown as one."""
    anchor = cell.quote.anchor if cell.quote else ""
    return (cell.state, cell.value, cell.unit, cell.provision, cell.decided, anchor)


def answer_tone(cell: AnswerRow) -> str:
    """The colour of a cell: a plain "no" is not coloured as a yes is."""
    if cell.state == "answered" and cell.value in ("false", "0", "[]"):
        return "no"
    return tone(cell.state)


def _spans(
    coded_rows: Iterable[CodeRow | AnswerRow], notes: Mapping[str, Note]
) -> dict[str, tuple[Span, ...]]:
    """What to highlight in each text: every quote once, as decided if any decision rests on it."""
    found: dict[str, dict[str, Span]] = {}
    for row in coded_rows:
        quote = row.quote
        if quote is None or notes[quote.anchor].broken:
            continue
        kind: Kind = "decided" if row.decided else "suggested"
        key = f"attachment:{quote.attachment_id}" if quote.attachment_id else _text_key(quote)
        held = found.setdefault(key, {})
        if kind == "decided" or quote.anchor not in held:
            number = notes[quote.anchor].number
            held[quote.anchor] = Span(quote.start, quote.end, quote.anchor, kind, number)
    return {key: tuple(spans.values()) for key, spans in found.items()}


def _text_key(quote: Quote) -> str:
    return f"message:{quote.message_id}"
