"""One source of a reply read against a questionnaire: tables, answers, running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from campaign.letters.model import Period, Questionnaire

from .align import Aligner
from .aligned import AlignedReader
from .claims import BLANKET, STATED, Claim
from .clauses import Context
from .grids import drawn, spaced
from .headings import HeadingReader, fits
from .model import Reply, Source
from .numbering import pointer_end, same_as, unlabelled
from .parts import READ_AT_MOST, Part
from .periods import Mention, PeriodReader, reader
from .questions import Subject, subject
from .repeated import Repeats
from .segments import Layout, Segment, Unit
from .statements import StatementReader
from .tables import TableReader
from .values import Found, dates

_OWN = frozenset({"own", "heading", "reference_line"})


@dataclass(frozen=True, slots=True)
class Readers:
    """All that reads for one questionnaire, made once."""

    subject: Subject
    periods: PeriodReader
    aligner: Aligner
    statements: StatementReader
    aligned: AlignedReader
    headings: HeadingReader
    tables: TableReader


@lru_cache(maxsize=16)
def readers_for(questionnaire: Questionnaire) -> Readers:
    """The readers for this questionnaire."""
    meaning = subject(questionnaire)
    asked: dict[str, Period] = {p.label: p for p in questionnaire.periods}
    for question in meaning.questions:
        asked.update((p.label, p) for p in question.periods)
    periods = reader(tuple(asked.values()))
    repeats = Repeats(meaning)
    headings = HeadingReader(meaning, repeats)
    statements = StatementReader(meaning, periods)
    aligned = AlignedReader(statements, periods)
    return Readers(
        meaning,
        periods,
        Aligner(meaning, repeats),
        statements,
        aligned,
        headings,
        TableReader(meaning, periods, headings, aligned),
    )


def read_source(
    source: Source, parts: tuple[Part, ...], readers: Readers, reply: Reply
) -> tuple[list[Claim], frozenset[str]]:
    """The claims of one source, whose parts are known, and the questions answered one by one."""
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
        row = text[last[0].start : last[-1].end]
        if any(s <= span[0] and span[1] <= e for s, e in quoted) and (
            not reply.request_text or row in reply.request_text
        ):
            continue
        scope = _scope_before(layout, span[0])
        found = readers.tables.read(table, scope, reply.law, _above(text, span[0]))
        if found:
            claims.extend(found)
            read_spans.append(span)
    claims.extend(_answers_under_questions(layout, text, readers, reply, read_spans))
    claims.extend(_running_text(layout, text, readers, reply, read_spans))
    below = frozenset(q.id for s in layout.segments if s.spans for q in s.questions)
    return claims, below


def _running_text(
    layout: Layout,
    text: str,
    readers: Readers,
    reply: Reply,
    read_spans: list[tuple[int, int]],
) -> list[Claim]:
    """Claims of what stands outside any answer, headings and labelled lines observed."""
    claims: list[Claim] = []
    context = Context(authority=reply.authority, law=reply.law)
    paragraph = -1
    units = [u for u in layout.free if not any(s <= u.span.start < e for s, e in read_spans)]
    ordered = _in_order(units, text, readers)
    in_order = {span for segment in ordered for span in segment.spans}
    for segment in ordered:
        body = text[segment.start : segment.end]
        found = readers.aligned.read(body, segment.start, segment.questions, context)
        claims.extend(replace(c, confidence=min(c.confidence, 0.75)) for c in found)
    units = [u for u in units if u.span not in in_order]
    skip_to = 0
    heads, under = _year_headings(units, text, readers.periods), frozenset[str]()
    for index, unit in enumerate(units):
        start, end = unit.span.start, unit.span.end
        if start < skip_to or text.count("\t", start, end) > 1:
            continue
        if index in heads:
            under = heads[index]
            continue
        if unit.heading:
            if context.scope != unit.scope or not context.heading:
                context = Context(unit.scope, True, authority=reply.authority, law=reply.law)
            context.scope = unit.scope
        elif unit.paragraph != paragraph or context.heading:
            context = Context(authority=reply.authority, law=reply.law)
        paragraph = unit.paragraph
        labelled, skip_to = _labelled(units, index, text, readers, context)
        found = labelled or readers.statements.read(text[start:end], start, context)
        claims.extend(_dated(c, under) for c in found)
    return claims


def _year_headings(
    units: list[Unit], text: str, periods: PeriodReader
) -> dict[int, frozenset[str]]:
    """Lines that are a period and nothing else, with lines of `label = value` below them.

    One alone may be a value, so there must be two, for different periods.
    """
    found: dict[int, frozenset[str]] = {}
    lines = [text[unit.span.start : unit.span.end] for unit in units]
    for index, (line, below) in enumerate(pairwise(lines)):
        period = periods.alone(line)
        if not period or (index and lines[index - 1].endswith(":") and not line.endswith(":")):
            continue
        match = _LABELLED.match(below)
        if match and below[match.end() :].strip() and not periods.mentions(match["label"]):
            found[index] = period
    return found if len(set(found.values())) > 1 else {}


def _dated(claim: Claim, under: frozenset[str]) -> Claim:
    """A claim below a line that is a period and nothing else: for that period."""
    if not under or claim.periods is not None or claim.rank == BLANKET:
        return claim
    return replace(claim, periods=under, rest=False)


def _in_order(units: list[Unit], text: str, readers: Readers) -> list[Segment]:
    """Lines under a section's heading, one for each of its questions, in their order.

    They count only where there are as many as questions and each can be an answer to its own.
    """
    found: list[Segment] = []
    groups: list[list[Unit]] = []
    for unit in units:
        if unit.scope is None or len(unit.scope) != 1:
            continue
        if groups and groups[-1][0].scope == unit.scope:
            groups[-1].append(unit)
        else:
            groups.append([unit])
    for group in groups:
        questions = [q for q in readers.subject.questions if q.section in (group[0].scope or ())]
        lines = [text[u.span.start : u.span.end] for u in group]
        if len(group) != len(questions) or len(group) < 4:
            continue
        if all(fits(q.answer_type, [line]) for q, line in zip(questions, lines, strict=True)):
            for question, unit in zip(questions, group, strict=True):
                segment = Segment((question,), unit.scope, "order", anchor=unit.span)
                segment.add(unit.span)
                found.append(segment)
    return found


_FURTHER_DOWN = 0.75
_SENTENCE = re.compile(
    r"[.!,]$|\b(?:is|are|was|were|has|have|had|did|do|does|been|not|never|we|you|our|please)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"^[\W\d]{0,4}(?P<label>[A-Za-z£][^:;?\n]{2,90}?)(?:\s*:\s*|\s+[-–—=]\s+|\s*$)"
)


def _labelled(
    units: list[Unit], index: int, text: str, readers: Readers, context: Context
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
        if not mentions or mentions[0].start > 2 or len(line) > 120 or readers.periods.alone(line):
            break
        stop = following.span.end
    alone = stop == span.end and begin == stop and not _SENTENCE.search(match["label"])
    if alone and index + 1 < len(units):
        following = units[index + 1]
        if (
            following.paragraph == units[index].paragraph
            and "\n" in text[stop : following.span.start]
        ):
            stop = following.span.end
    body = text[begin:stop]
    if not body.strip() or "\t" in body.strip() or (alone and (len(body) > 120 or "?" in body)):
        return [], 0
    cells = [line for line in body.splitlines() if line.strip()]
    named = [readers.periods.mentions(c) for c in cells]
    values = ["".join(text_between(c, n)) for c, n in zip(cells, named, strict=True)]
    found_dates = list(dates(body))
    rest = "".join(text_between(body, found_dates))
    dated = bool(found_dates) and not re.sub(r"\bto\b|\W", "", rest)
    if not dated and any(
        len(re.findall(r"(?<![\w,.])£?\d[\d,.]*", v)) > max(1, len(n))
        for v, n in zip(values, named, strict=True)
        if ";" not in v
    ):
        return [], 0
    questions, open_ = readers.headings.asked(match["label"], context.scope, alone, cells=values)
    wanted = {"date"} if dated else {"money", "count", *(("names", "yes_no") if alone else ())}
    if open_ or len(questions) != 1 or questions[0].answer_type not in wanted:
        return [], 0
    found = readers.aligned.read(body, begin, questions, context)
    return [replace(c, rank=STATED + 1) for c in found], stop if found else 0


def text_between(text: str, found: Sequence[Found | Mention]) -> Iterator[str]:
    """What stands before, between and behind values or periods."""
    bounds = [0, *(edge for f in found for edge in (f.start, f.end)), len(text)]
    return (text[low:high] for low, high in zip(bounds[::2], bounds[1::2], strict=True))


def _answers_under_questions(
    layout: Layout, text: str, readers: Readers, reply: Reply, read_spans: list[tuple[int, int]]
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
        context = Context(scope=segment.scope, authority=reply.authority, law=reply.law)
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
                if c.state not in {"answered", "not_applicable"}
                or types == {readers.subject.by_id[q].answer_type for q in c.questions}
            ]
            further = body[pointer_end(body) :]
            if re.search(r"\d", further):
                # "As above; for 2024 it is 150": the pointer holds for what is not said here.
                own = readers.aligned.read(
                    further, base + len(body) - len(further), segment.questions, context
                )
                if own:
                    found = [c for c in found if c.state != "answered"] + own
        else:
            found = readers.aligned.read(body, base, segment.questions, context)
            found = found or _further_down(segment, text, readers, context)
        shared = len({q.section for q in segment.questions}) > 1 and len(segment.numbers) <= 1
        if shared:
            found = [_both(c, body) for c in found]
        claims.extend(found)
        before = found
        for number in segment.numbers:
            by_number[number] = found
    return claims


def _further_down(segment: Segment, text: str, readers: Readers, context: Context) -> list[Claim]:
    """The answer of the paragraph that has one, where the one below the question has not.

    It only goes as far as the next question, and is less certain; where two paragraphs say
    different things there is none.
    """
    given = [
        readers.aligned.read(text[s.start : s.end], s.start, segment.questions, context)
        for s in segment.further
    ]
    given = [claims for claims in given if claims]
    said = {(c.questions, c.periods, c.state, repr(c.value)) for claims in given for c in claims}
    if len(given) > 1 and len(said) > len(given[0]):
        return []
    first = given[0] if given else []
    return [replace(c, confidence=min(c.confidence, _FURTHER_DOWN)) for c in first]


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
