"""Questions found again in a reply, with the stretch of text that answers each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .doubts import another_list, opens_an_answer, share_out, unanswered_list
from .numbering import LABEL, anchor
from .parts import Part
from .questions import Subject
from .repeated import PART, Repeats
from .segments import Layout, Segment, Unit, trimmed
from .sentences import Span, sentences
from .words import tokens

_ASKING = re.compile(
    r"\W*(?:you (?:have )?(?:also )?asked(?: us| me)?(?: for| about| to know)?[,:]? )?"
    r"(?:how|what|which|when|who|where|why|whether|do|does|did|is|are|was|were|has|have|had|can|"
    r"please|the (?:total )?(?:number|name|cost|amount|date)s?|names?|number)\b",
    re.IGNORECASE,
)
_YOU_ASKED = re.compile(r"\W*you (?:have )?(?:also )?(?:asked|requested)\b", re.IGNORECASE)
_LABEL_ALONE = re.compile(
    r"\W*(?:(?:our|the|trust|council|university) )?(?:answer|response|reply)\W*$", re.IGNORECASE
)
_HOW_TO_ANSWER = re.compile(r"\W*\([^()]{0,40}\)\s*")
_HOW_ASIDE = re.compile(r"\W*\([^)]{0,40}\)\W*")
_NOTHING_MORE = re.compile(r"\W*(?:\([^)]*\))?\W*")
_Q_NUMBER = re.compile(r"\W*Q(?:uestion)?\.? ?\d{1,2}\b(?! ?(?:,|&|and|to|[-–]) ?(?:Q ?)?\d)", re.I)
_INNER_NUMBER = re.compile(r"(?:^|(?<=[\s:]))(?P<mark>\(?(?P<number>\d{1,2})\))\s(?=\S)")
_THEN_Q = re.compile(
    r"[,;.]\s+(?:and )?(?=Q(?:uestion)? ?\d{1,2}[\s:.)–-]+[^\s\d,&])", re.IGNORECASE
)
_GOES_ON = re.compile(r"\W*\d|[•*\-–]|\W*(?:FY|Q\d)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LINK = re.compile(r"\s*(?P<link>(?:https?://|www\.)\S+)", re.IGNORECASE)
_READ = frozenset({"own", "heading", "quoted_request", "reference_line", "salutation"})

_MOST_SEGMENTS = 400
"""More numbered items than this are a list of something else."""


class Aligner:
    """Finds one questionnaire's questions in replies."""

    def __init__(self, subject: Subject, repeats: Repeats) -> None:
        self.subject = subject
        self.repeats = repeats

    def layout(self, text: str, parts: Iterable[Part]) -> Layout:
        """Take a source apart, part by part in order."""
        segments: list[Segment] = []
        free: list[Unit] = []
        state = _Walk()
        cut = sentences(text)
        for part in parts:
            if part.kind not in _READ:
                link = _LINK.match(text, part.start, part.end)
                if link and state.current is not None and not state.current.spans:
                    # The address of a page below a question is its answer.
                    state.current.add(Span(link.start("link"), link.end()))
                state.close()
                continue
            for unit in _inside(cut, part):
                for piece in self._unjoined(text, unit):
                    self._unit(text, piece, part.kind, state, segments, free)
        share_out(segments, self.subject.sections)
        if len(segments) > _MOST_SEGMENTS:
            return Layout([], free, state.headings)
        quoted = unanswered_list(segments)
        trusted = [s for s in segments if s not in quoted]
        for segment in [*quoted, *another_list(text, trusted)]:
            segments.remove(segment)
            free.extend(
                Unit(span, segment.scope, segment.scope is not None, segment.anchor.start)
                for span in segment.spans
            )
        free.sort(key=lambda u: u.span.start)
        return Layout(segments, free, state.headings)

    def _unjoined(self, text: str, unit: Span) -> list[Span]:
        """A section's heading apart from the line below, where they were taken for one sentence."""
        if text.find("\n", unit.start, unit.end) < 0:
            apart = _numbered_apart(text, unit)
            return apart if len(apart) == 1 else [trimmed(text, p.start, p.end) for p in apart]
        pieces: list[Span] = []
        begin = position = unit.start
        for line in text[unit.start : unit.end].splitlines(keepends=True):
            end = position + len(line)
            if _HOW_TO_ANSWER.fullmatch(line) and position == unit.start:
                # "(yes or no)" belongs to the question, the line below to the answer.
                begin = end
            elif begin < position and _ASKING.match(line) and self.repeats.wording(line, None):
                # The next question, taken for the rest of a short answer.
                pieces.append(Span(begin, position))
                begin = position
            elif (
                len(line) < 120
                and "\t" not in line
                and not text[end : end + 1].islower()
                and self.repeats.heading(line.rstrip())[1]
            ):
                pieces += [Span(begin, position), Span(position, end)]
                begin = end
            position = end
        pieces.append(Span(begin, unit.end))
        pieces = [apart for piece in pieces for apart in _numbered_apart(text, piece)]
        tight = [trimmed(text, piece.start, piece.end) for piece in pieces]
        return [piece for piece in tight if piece.start < piece.end]

    def _unit(
        self,
        text: str,
        unit: Span,
        kind: str,
        state: _Walk,
        segments: list[Segment],
        free: list[Unit],
    ) -> None:
        raw = text[unit.start : unit.end]
        gap = text[state.last : unit.start].count("\n") if state.last else 2
        paragraph_break = gap > 1
        state.paragraph += paragraph_break
        state.last = unit.end
        opened = anchor(raw)
        marked = raw.lstrip().startswith(">")
        same_line = (
            gap == 0
            and state.current is not None
            and not state.current.spans
            and not text[state.current.anchor.start : unit.start].lstrip().startswith(">")
            and not _HOW_ASIDE.fullmatch(raw)
        )
        goes_on = gap == 0 and state.current is not None and bool(state.current.spans)
        quoted = marked or (
            kind == "quoted_request"
            and not (same_line or goes_on)
            and not _answers(raw, opened)
            and not (state.current is not None and opens_an_answer(raw))
        )
        if quoted:
            state.scope_stale = state.scope_quoted
        elif state.scope_stale and state.current is None:
            # The heading stood in our letter, not above the authority's words.
            state.scope, state.by_heading = None, False
            state.scope_quoted = state.scope_stale = False
        named, whole = self.repeats.heading(raw)
        if named and (whole or not quoted):
            if whole and opened and opened[2] and not PART.match(raw):
                # "Questions 5 and 6 (geographic)": numbers and section in one heading.
                self._open(
                    state, segments, opened[0], named, "number", Span(unit.start, unit.end), True
                )
                return
            state.scope, state.by_heading = named, True
            state.scope_quoted, state.scope_stale = quoted, False
            state.headings.append((unit.start, named))
            if whole:
                state.close()
                return
            if not quoted and not (opened and opened[2]):
                state.close()
        if named and not whole and self.repeats.opens_with_its_number(raw, named):
            opened = None
        rest_at = opened[1] if opened else 0
        question_end = raw.find("?") + 1
        asked = raw[rest_at : question_end or len(raw)]
        asks = quoted or "?" in raw or _ASKING.match(raw[rest_at:]) or raw[-1:] not in "."
        repeated = self.repeats.wording(asked, state.scope) if asks and len(asked) < 700 else ()
        if not repeated and question_end and len(raw) < 700:
            repeated = self.repeats.wording(raw[rest_at:], state.scope)
        if repeated:
            segment = Segment(repeated, state.scope, "wording", opened[0] if opened else (), unit)
            segments.append(segment)
            state.open(segment)
            rest = raw[question_end:] if question_end else ""
            if rest.strip() and not marked and not _NOTHING_MORE.fullmatch(rest):
                segment.add(trimmed(text, unit.start + question_end, unit.end))
            return
        if _YOU_ASKED.match(raw):
            state.close()
        if self._asks_on(raw, state.current):
            return
        if state.current is not None and not state.current.spans and _HOW_ASIDE.fullmatch(raw):
            # "(yes or no)" belongs to the question.
            return
        if quoted and opened and "?" in raw[:400]:
            # Our question in words that the file no longer has: its number still tells.
            self._open(state, segments, opened[0], state.scope, "wording", unit, False)
            return
        if quoted:
            if (state.current is not None and state.current.spans) or (
                state.current is not None and len(raw) > 60
            ):
                state.close()
            return
        if opened and kind != "salutation":
            numbers, at, in_words = opened
            how = "number" if in_words else "bare"
            self._open(state, segments, numbers, state.scope, how, unit, False)
            if state.current is not None and state.current.anchor == unit:
                state.current.add(trimmed(text, unit.start + at, unit.end))
                return
        if kind in {"salutation", "reference_line"} and state.current is None:
            return
        if _LABEL_ALONE.match(raw):
            # Below a question it heads its answer; below a list of them, the whole reply.
            if len(segments) > 1 and not segments[-1].spans and not segments[-2].spans:
                same = set(segments[-1].questions) & set(segments[-2].questions)
                if not same:
                    state.close()
            return
        if kind == "heading" and not LABEL.match(raw + ":") and not opened:
            if state.current is None or state.current.spans:
                state.close()
            return
        current = state.current
        if (
            current is not None
            and current.spans
            and paragraph_break
            and not _GOES_ON.match(raw)
            and not (len(raw) < 90 and _YEAR.search(raw))
        ):
            state.pause()
            current = None
        if current is not None:
            current.add(unit)
        else:
            state.below.append(unit)
            free.append(
                Unit(
                    unit,
                    state.scope if state.by_heading else None,
                    state.by_heading,
                    state.paragraph,
                )
            )

    def _asks_on(self, raw: str, current: Segment | None) -> bool:
        """Whether a line is the rest of the question above it: "And if so, which?"."""
        if current is None or current.spans or not raw.rstrip().endswith("?") or len(raw) > 200:
            return False
        said = set(tokens(raw))
        return any(said <= set(self.subject.wording[q.id]) for q in current.questions)

    def _open(
        self,
        state: _Walk,
        segments: list[Segment],
        numbers: tuple[int, ...],
        scope: frozenset[str] | None,
        how: str,
        unit: Span,
        heading: bool,
    ) -> None:
        questions = tuple(q for n in numbers for q in self.subject.numbered(n, scope))
        if not questions and scope is not None and not heading:
            questions = tuple(q for n in numbers for q in self.subject.numbered(n, None))
        if not questions:
            if how != "bare":
                state.close()
            return
        segment = Segment(tuple(dict.fromkeys(questions)), scope, how, numbers, unit)
        segments.append(segment)
        state.open(segment)


def _inside(cut: Sequence[Span], part: Part) -> Iterator[Span]:
    """The sentences of one part, those that go beyond it cut at its ends."""
    first = bisect_right(cut, part.start, key=lambda span: span.end)
    for span in cut[first:]:
        if span.start >= part.end:
            return
        yield Span(max(span.start, part.start), min(span.end, part.end))


def _numbered_apart(text: str, unit: Span) -> list[Span]:
    """Answers of one line that all open with their numbers: `Q1 yes, Q2 Larkspur`."""
    if _Q_NUMBER.match(text, unit.start, unit.end):
        cuts = [m.end() for m in _THEN_Q.finditer(text, unit.start, unit.end)]
    else:
        # "1) yes, 2) fourteen": plain numbers count where at least three follow each other.
        marks = list(_INNER_NUMBER.finditer(text, unit.start, unit.end))
        numbers = [int(m["number"]) for m in marks]
        row = numbers == list(range(1, len(numbers) + 1)) and len(numbers) > 2
        cuts = [m.start("mark") for m in marks if m.start("mark") > unit.start] if row else []
    bounds = [unit.start, *cuts, unit.end]
    return [Span(low, high) for low, high in pairwise(bounds)]


def _answers(raw: str, opened: tuple[tuple[int, ...], int, bool] | None) -> bool:
    """Whether a numbered line taken for our question opens with an answer instead."""
    if opened is None or "?" in raw:
        return False
    return opens_an_answer(raw[opened[1] :])


@dataclass(slots=True)
class _Walk:
    """Where the walk through a source stands."""

    scope: frozenset[str] | None = None
    by_heading: bool = False
    scope_quoted: bool = False
    scope_stale: bool = False
    current: Segment | None = None
    last: int = 0
    paragraph: int = 0
    headings: list[tuple[int, frozenset[str]]] = field(default_factory=list)
    behind: Segment | None = None
    below: list[Span] = field(default_factory=list)

    def close(self) -> None:
        """End the answer that is open, and what may belong to the one before."""
        self.current = self.behind = None
        self.below.clear()

    def pause(self) -> None:
        """End the answer that is open with its paragraph; the next ones may yet belong to it."""
        self.current, self.behind = None, self.current
        self.below.clear()

    def open(self, segment: Segment) -> None:
        """Begin an answer: what stands between it and the one before belongs to that one."""
        if self.behind is not None:
            self.behind.further = list(self.below)
        self.close()
        self.current = segment
