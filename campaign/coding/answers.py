"""What a reply says to each question of a questionnaire, cell by cell, with the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from campaign.letters.model import Period, Questionnaire

from .align import Aligner, Layout, Unit, same_as, unlabelled
from .aligned import AlignedReader
from .claims import ALIGNED, BLANKET, SCOPED, STATED, Claim
from .clauses import Context
from .headings import HeadingReader
from .grids import drawn, spaced
from .model import Answer, AnswerState, Evidence, Provision, Reply, Source
from .parts import READ_AT_MOST, Part, read_parts
from .periods import PeriodReader, reader
from .questions import Subject, subject
from .settle import Settlement
from .statements import StatementReader
from .tables import TableReader

_UNITS = {
    "yes_no": "yes_no",
    "money": "GBP",
    "year": "year",
    "count": "count",
    "names": "names",
    "text": "text",
    "date": "date",
}
_OWN = frozenset({"own", "heading", "reference_line"})


@dataclass(frozen=True, slots=True)
class _Readers:
    subject: Subject
    periods: PeriodReader
    aligner: Aligner
    statements: StatementReader
    aligned: AlignedReader
    headings: HeadingReader
    tables: TableReader


@lru_cache(maxsize=16)
def _readers(questionnaire: Questionnaire) -> _Readers:
    meaning = subject(questionnaire)
    asked: dict[str, Period] = {p.label: p for p in questionnaire.periods}
    for question in meaning.questions:
        asked.update((p.label, p) for p in question.periods)
    periods = reader(tuple(asked.values()))
    aligner = Aligner(meaning)
    headings = HeadingReader(meaning, aligner)
    statements = StatementReader(meaning, periods)
    return _Readers(
        meaning,
        periods,
        aligner,
        statements,
        AlignedReader(statements, periods),
        headings,
        TableReader(meaning, periods, headings),
    )


def suggest_answers(
    reply: Reply,
    questionnaire: Questionnaire,
    parts: Mapping[str, tuple[Part, ...]] | None = None,
    provisions: Sequence[Provision] = (),
    earlier: Iterable[Answer] = (),
    outcome: tuple[str, Evidence | None] | None = None,
) -> tuple[Answer, ...]:
    """What this reply says to each question and period of the questionnaire.

    `parts` gives the parts of sources by their key, where the caller has read them already;
    `provisions` those found in the reply; `earlier` the answers of former replies, which tell
    what a short later message ("Trial, 2022: £15,000") is about; `outcome` the reply's outcome
    and its words, which hold for every question where nothing else is said. A cell of which the reply says
    nothing, or says two things, has no answer. An answer for a period of another kind than was
    asked has the period's label as the reply gives it.
    """
    if not questionnaire.questions:
        return ()
    readers = _readers(questionnaire)
    claims: list[Claim] = []
    for source in reply.sources:
        own = (parts or {}).get(source.key) or read_parts(source.text, reply.request_text)
        claims.extend(replace(c, source=source.key) for c in _source(source, own, readers, reply))
    claims = _with_outcome(claims, outcome, readers.subject)
    known = {(a.question, a.period): (a.state, a.value) for a in earlier}
    if known:
        claims = [_opened(c, known, readers.subject) for c in claims]
    texts = {source.key: source.text for source in reply.sources}
    answers = []
    for settled in Settlement(readers.subject, claims, known).answers():
        claim = settled.claim
        evidence = _evidence(claim, texts[claim.source])
        if evidence is None:
            continue
        state = claim.state
        value = claim.value if state == "answered" else None
        if state == "answered" and value == [] and settled.question.only_if:
            state, value = "not_applicable", None
        answers.append(
            Answer(
                settled.question.id,
                settled.period,
                state,
                value,
                _UNITS[settled.question.answer_type],
                evidence,
                settled.confidence,
                _cited(claim, provisions, evidence),
            )
        )
    return tuple(answers)


_WHOLE: dict[str, AnswerState] = {
    "not_held": "not_held",
    "refused_exemption": "refused",
    "refused_cost": "over_cost",
    "vexatious": "refused",
    "ncnd": "ncnd",
    "already_public": "already_public",
}
_NOT_A_REPLY = frozenset(
    {"acknowledgement", "extension", "clarification", "transferred", "bounce_or_ooo"}
)


def _with_outcome(
    claims: list[Claim], outcome: tuple[str, Evidence | None] | None, meaning: Subject
) -> list[Claim]:
    """Claims in the light of the outcome: one for all that was asked, or none for all."""
    if outcome is None:
        return claims
    code, evidence = outcome
    if code in _NOT_A_REPLY:
        return [c for c in claims if c.rank not in {BLANKET, SCOPED}]
    state = _WHOLE.get(code)
    if state is None or evidence is None or any(c.rank == BLANKET for c in claims):
        return claims
    everything = tuple(q.id for q in meaning.questions)
    whole = Claim(
        everything, None, state, None, evidence.start, evidence.end, BLANKET, 0.85,
        source=evidence.source, each=True,
    )
    return [*claims, whole]


def _source(
    source: Source, parts: tuple[Part, ...], readers: _Readers, reply: Reply
) -> list[Claim]:
    text = source.text if len(source.text) <= READ_AT_MOST else source.text[:READ_AT_MOST]
    claims: list[Claim] = []
    layout = readers.aligner.layout(text, parts)
    quoted = [] if source.tables else [(p.start, p.end) for p in parts if p.kind not in _OWN]
    read_spans: list[tuple[int, int]] = []
    for table in list(source.tables) or [*drawn(text), *spaced(text)]:
        cells = [cell for row in table.rows for cell in row]
        if not cells:
            continue
        # The heading of a borderless table serves many rows; the last row is what is read.
        last = table.rows[-1] if not table.name and len(table.rows) == 2 else cells
        span = (min(c.start for c in last), max(c.end for c in cells))
        if any(s <= span[0] and span[1] <= e for s, e in quoted):
            continue
        scope = _scope_before(layout, span[0])
        found = readers.tables.read(table, scope, reply.law, _above(text, span[0]))
        if found:
            claims.extend(found)
            read_spans.append(span)
    claims.extend(_answers_under_questions(layout, text, readers, reply, read_spans))
    claims.extend(_running_text(layout, text, readers, reply, read_spans))
    return claims


def _running_text(
    layout: Layout,
    text: str,
    readers: _Readers,
    reply: Reply,
    read_spans: list[tuple[int, int]],
) -> list[Claim]:
    """Claims of what stands outside any answer, headings and labelled lines observed."""
    claims: list[Claim] = []
    context = Context(authority=reply.authority, law=reply.law)
    paragraph = -1
    units = [u for u in layout.free if not any(s <= u.span.start < e for s, e in read_spans)]
    skip_to = 0
    for index, unit in enumerate(units):
        start, end = unit.span.start, unit.span.end
        if start < skip_to:
            continue
        if unit.heading:
            if context.scope != unit.scope or not context.heading:
                context = Context(unit.scope, True, authority=reply.authority, law=reply.law)
            context.scope = unit.scope
        elif unit.paragraph != paragraph or context.heading:
            context = Context(authority=reply.authority, law=reply.law)
        paragraph = unit.paragraph
        labelled, skip_to = _labelled(units, index, text, readers, context)
        claims.extend(labelled or readers.statements.read(text[start:end], start, context))
    return claims


_LABELLED = re.compile(
    r"^[\W\d]{0,4}(?P<label>[A-Za-z£][^:;?\n]{2,90}?)(?:\s*:\s*|\s+[-–—=]\s+|\s*$)"
)


def _labelled(
    units: list[Unit], index: int, text: str, readers: _Readers, context: Context
) -> tuple[list[Claim], int]:
    """Values behind a label of the authority's own, on its line or on lines of years below."""
    span = units[index].span
    match = _LABELLED.match(text[span.start : span.end])
    if match is None or readers.periods.mentions(match["label"]):
        return [], 0
    begin, stop = span.start + match.end(), span.end
    for following in units[index + 1 :]:
        line = text[following.span.start : following.span.end]
        mentions = readers.periods.mentions(line[:40].lstrip("•*-– "))
        if not mentions or mentions[0].start > 2 or len(line) > 120:
            break
        stop = following.span.end
    body = text[begin:stop]
    if not body.strip():
        return [], 0
    cells = [line for line in body.splitlines() if line.strip()]
    values = [re.sub(r"(?:19|20)\d\d(?:\s?[/–-]\s?\d\d)?", "", c) for c in cells]
    if any(len(re.findall(r"(?<![\w,.])£?\d[\d,.]*", v)) > 1 for v in values if ";" not in v):
        return [], 0
    questions, open_ = readers.headings.asked(match["label"], context.scope, cells=values)
    if open_ or len(questions) != 1 or questions[0].answer_type not in {"money", "count"}:
        return [], 0
    found = readers.aligned.read(body, begin, questions, context)
    return [replace(c, rank=STATED + 1) for c in found], stop if found else 0


def _answers_under_questions(
    layout: Layout, text: str, readers: _Readers, reply: Reply, read_spans: list[tuple[int, int]]
) -> list[Claim]:
    claims: list[Claim] = []
    by_number: dict[int, list[Claim]] = {}
    before: list[Claim] = []
    for segment in layout.segments:
        if segment.start < 0 or any(s <= segment.start < e for s, e in read_spans):
            continue
        body = text[segment.start : segment.end]
        offset = unlabelled(body)
        body = body[offset:]
        base = segment.start + offset
        ids = tuple(q.id for q in segment.questions)
        pointed = same_as(body)
        if pointed is not None:
            model = by_number.get(pointed, []) if pointed else before
            types = {q.answer_type for q in segment.questions}
            found = [
                replace(
                    c,
                    questions=ids,
                    start=base,
                    end=base + len(body.rstrip()),
                    confidence=min(c.confidence, 0.8),
                )
                for c in model
                if c.state != "answered"
                or types == {readers.subject.by_id[q].answer_type for q in c.questions}
            ]
        else:
            context = Context(scope=segment.scope, authority=reply.authority, law=reply.law)
            found = readers.aligned.read(body, base, segment.questions, context)
        shared = len({q.section for q in segment.questions}) > 1 and len(segment.numbers) <= 1
        if shared:
            found = [_both(c, body) for c in found]
        claims.extend(found)
        before = found
        for number in segment.numbers:
            by_number[number] = found
    return claims


def _both(claim: Claim, body: str) -> Claim:
    """An answer whose question two sections share: for both where it says so or denies."""
    if claim.state != "answered" or claim.value in (False, 0) or claim.value == []:
        return claim
    sections = {q.split(".")[0] for q in claim.questions}
    if len(sections) < 2 or re.search(
        r"\b(?:both|each|either|all) (?:kinds?|types?|systems?|of them|cases)\b", body, re.I
    ):
        return claim
    if claim.value is True:
        return replace(claim, confidence=min(claim.confidence, 0.6))
    return replace(claim, either=True)


def _scope_before(layout: Layout, position: int) -> frozenset[str] | None:
    """The section heading under which a place stands."""
    best: tuple[int, frozenset[str] | None] = (-1, None)
    for unit in layout.free:
        if unit.heading and best[0] < unit.span.start < position:
            best = (unit.span.start, unit.scope)
    for segment in layout.segments:
        if segment.scope is not None and best[0] < segment.anchor.start < position:
            best = (segment.anchor.start, segment.scope)
    for start, scope in layout.headings:
        if best[0] < start < position:
            best = (start, scope)
    return best[1]


def _above(text: str, position: int) -> str:
    """The line above a table, as its caption."""
    lines = [line for line in text[max(0, position - 400) : position].splitlines() if line.strip()]
    return lines[-1].strip()[-200:] if lines else ""


def _opened(
    claim: Claim, known: Mapping[tuple[str, str], tuple[str, object]], meaning: Subject
) -> Claim:
    """A claim that leaves its section open is about the cells that earlier replies left open."""
    sections = {meaning.section_of[q] for q in claim.questions}
    if len(sections) < 2 or claim.rank in {BLANKET} or claim.state != "answered":
        return claim
    waiting = tuple(
        q
        for q in claim.questions
        if any(
            key[0] == q
            and state in {"refused", "over_cost", "not_held"}
            and (claim.periods is None or key[1] in claim.periods)
            for key, (state, _) in known.items()
        )
    )
    if waiting and len({meaning.section_of[q] for q in waiting}) == 1:
        return replace(claim, questions=waiting, either=False, rank=max(claim.rank, ALIGNED - 5))
    return claim


def _evidence(claim: Claim, text: str) -> Evidence | None:
    start, end = claim.start, min(claim.end, len(text))
    while start < end and text[start] in " \t\r\n>,;:-–":
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Evidence(claim.source, start, end, text[start:end]) if start < end else None


def _cited(claim: Claim, provisions: Sequence[Provision], evidence: Evidence) -> str:
    """The provision a state rests on: the one found nearest to its words, else as they cite it."""
    if claim.state not in {"refused", "over_cost", "ncnd", "already_public"}:
        return ""
    relied = [
        p for p in provisions if p.role == "relied_on" and p.evidence.source == evidence.source
    ]
    if claim.state == "over_cost":
        relied = [
            p for p in relied if re.search(r"s\.12\b|reg\.12\(4\)\(b\)", p.citation)
        ] or relied
    near = [p for p in relied if abs(p.evidence.start - evidence.start) < 600]
    if near:
        return min(
            near,
            key=lambda p: (
                not evidence.start <= p.evidence.start < evidence.end,
                abs(p.evidence.start - evidence.start),
            ),
        ).citation
    return claim.provision or (relied[0].citation if len(relied) == 1 else "")


# --- several messages ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MessageAnswers:
    """The answers of one message. `corrects` marks one that says it corrects an earlier one."""

    message: str
    sent_on: date | None
    answers: tuple[Answer, ...]
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer that stands for a cell, the message it came in, and those before it, oldest first."""

    answer: Answer
    message: str
    history: tuple[tuple[str, Answer], ...] = ()


def combine_answers(
    messages: Iterable[MessageAnswers], questionnaire: Questionnaire | None = None
) -> dict[tuple[str, str], Standing]:
    """What stands for each question and period after all messages, with what it replaced.

    Messages are taken by date, those without one last, else in the order given. A later answer
    replaces an earlier one; a later refusal or "not held" replaces a given answer only in a
    message that corrects. Where a correction turns a yes into a no, what hung on the yes for that
    period (`only_if`, by the questionnaire) no longer stands, and is dropped. A message without
    answers changes nothing.
    """
    standing: dict[tuple[str, str], Standing] = {}
    ordered = sorted(messages, key=lambda m: (m.sent_on is None, m.sent_on or date.max))
    children: dict[str, list[str]] = {}
    for question in questionnaire.questions if questionnaire else ():
        if question.only_if:
            children.setdefault(question.only_if, []).append(question.id)
    for message in ordered:
        given = {(a.question, a.period) for a in message.answers}
        for answer in message.answers:
            cell = (answer.question, answer.period)
            former = standing.get(cell)
            if former is None:
                standing[cell] = Standing(answer, message.message)
                continue
            if (
                answer.state != "answered"
                and former.answer.state == "answered"
                and not message.corrects
            ):
                continue
            history = (*former.history, (former.message, former.answer))
            standing[cell] = Standing(answer, message.message, history)
            if answer.value is False and former.answer.value is True:
                for child in children.get(answer.question, ()):
                    if (child, answer.period) not in given:
                        standing.pop((child, answer.period), None)
    return standing
