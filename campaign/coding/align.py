"""Questions found again in a reply, with the stretch of text that answers each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from campaign.letters.model import Question

from .numbering import LABEL, SAME, anchor
from .parts import Part
from .questions import Subject
from .sentences import Span, sentences
from .values import yes_no
from .words import WORD, tokens

_QUOTE_MARK = re.compile(r"^[\s>|*•]+")
_ASKING = re.compile(
    r"\W*(?:how|what|which|when|who|where|why|whether|do|does|did|is|are|was|were|has|have|had|can|"
    r"please|the (?:total )?(?:number|name|cost|amount|date)s?|names?|number)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"^\W*(?:part|section|schedule)\s*\(?(?:\d|[A-Z])\)?\s*[-–:.)]+\s*(?=[A-Za-z])", re.IGNORECASE
)
_LABEL_ALONE = re.compile(
    r"\W*(?:(?:our|the|trust|council|university) )?(?:answer|response|reply)\W*$", re.IGNORECASE
)


_MOST_SEGMENTS = 400
"""More numbered items than this are a list of something else."""


@dataclass(slots=True)
class Segment:
    """The text that answers some questions: `text[start:end]`, empty where nothing follows."""

    questions: tuple[Question, ...]
    scope: frozenset[str] | None
    how: str
    numbers: tuple[int, ...] = ()
    anchor: Span = field(default_factory=lambda: Span(0, 0))
    start: int = -1
    end: int = -1
    spans: list[Span] = field(default_factory=list)

    def add(self, span: Span) -> None:
        """Take one more stretch into the answer."""
        if span.start < span.end:
            self.spans.append(span)
            self.start = span.start if self.start < 0 else self.start
            self.end = span.end


@dataclass(slots=True)
class Unit:
    """A sentence or line outside any answer, with the section whose heading it stands under."""

    span: Span
    scope: frozenset[str] | None
    heading: bool
    paragraph: int


@dataclass(slots=True)
class Layout:
    """A source taken apart: answers under questions, and the rest in order."""

    segments: list[Segment]
    free: list[Unit]
    headings: list[tuple[int, frozenset[str]]] = field(default_factory=list)


class Aligner:
    """Finds one questionnaire's questions in replies."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._bags = {
            q.id: frozenset(t for t in subject.wording[q.id] if len(t) > 1)
            for q in subject.questions
        }

    def wording(self, text: str, scope: frozenset[str] | None) -> tuple[Question, ...]:
        """Questions whose wording a text repeats; several where sections share the wording."""
        bag = frozenset(
            t for t in tokens(re.sub(r"\([^)]*\)", " ", text)) if len(t) > 1 and not t.isdigit()
        )
        if len(bag) < 3:
            return ()
        scored: list[tuple[float, Question]] = []
        for question in self.subject.questions:
            own = self._bags[question.id]
            shared = len(bag & own)
            if shared < 3 or shared < 0.7 * min(len(own), len(bag)):
                continue
            covered, precise = shared / len(own), shared / len(bag)
            if (covered >= 0.66 and precise >= 0.66) or (covered >= 0.9 and precise >= 0.45):
                scored.append((2 * covered * precise / (covered + precise), question))
        if not scored:
            return ()
        best = max(score for score, _ in scored)
        found = tuple(q for score, q in scored if score >= best - 0.001)
        return self._scoped(found, scope)

    def _scoped(
        self, found: tuple[Question, ...], scope: frozenset[str] | None
    ) -> tuple[Question, ...]:
        inside = tuple(q for q in found if scope is None or q.section in scope)
        return inside or found

    def heading(self, text: str) -> tuple[frozenset[str], bool]:
        """The section that a line opens with, and whether the line is nothing but its heading."""
        if len(self.subject.sections) < 2:
            return frozenset(), False
        plain = _PART.sub("", _QUOTE_MARK.sub("", text))
        label = re.match(
            r"^\W{0,4}(?:\(?\d\)?[.)]?\s*)?(?P<label>[^.:;–—\n]{3,90}?)(?P<mark>\s*[:;–—]|\s-\s"
            r"|\.(?=\s|$)|\s*$|\n)",
            plain,
        )
        if label is None:
            return frozenset(), False
        words = WORD.findall(label["label"])
        if not words or len(words) > 11:
            return frozenset(), False
        named = self.subject.section_words(label["label"])
        if not named and len(words) <= 2:
            named = self.subject.abbreviated(label["label"])
        if not named or len(named) > 1:
            return frozenset(), False
        verbs = re.search(
            r"\b(?:is|are|was|were|has|have|had|not|no|did|do|does|been|used|trialled|withh\w+"
            r"|held|hold)\b",
            label["label"],
            re.I,
        )
        whole = not plain[label.end() :].strip() and not verbs and "?" not in label["label"]
        if verbs or (not whole and label["mark"].strip() in {"", "."}):
            return frozenset(), False
        return named, whole

    def _ordinal(self, text: str, named: frozenset[str]) -> bool:
        """Whether a line opens with the number of the section that it names."""
        number = re.match(r"\W{0,3}([1-9])(?!\d)", text)
        return number is not None and any(
            s.id in named and s.order + 1 == int(number[1]) for s in self.subject.sections
        )

    # -- the walk -------------------------------------------------------------------------------

    def layout(self, text: str, parts: Iterable[Part]) -> Layout:
        """Take a source apart, part by part in order."""
        segments: list[Segment] = []
        free: list[Unit] = []
        state = _Walk()
        for part in parts:
            if part.kind not in {
                "own",
                "heading",
                "quoted_request",
                "reference_line",
                "salutation",
            }:
                state.close()
                continue
            for span in sentences(text[part.start : part.end]):
                unit = Span(part.start + span.start, part.start + span.end)
                for piece in self._unjoined(text, unit):
                    self._unit(text, piece, part.kind, state, segments, free)
        self._occurrences(segments)
        if len(segments) > _MOST_SEGMENTS:
            return Layout([], free, state.headings)
        quoted = self._quoted_list(segments)
        for segment in [*quoted, *self._untrusted(text, [s for s in segments if s not in quoted])]:
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
            return [unit]
        pieces: list[Span] = []
        begin = position = unit.start
        for line in text[unit.start : unit.end].splitlines(keepends=True):
            end = position + len(line)
            if re.fullmatch(r"\W*\([^()]{0,40}\)\s*", line) and position == unit.start:
                # "(yes or no)" belongs to the question, the line below to the answer.
                begin = end
            elif len(line) < 120 and "\t" not in line and self.heading(line.rstrip())[1]:
                pieces += [Span(begin, position), Span(position, end)]
                begin = end
            position = end
        pieces.append(Span(begin, unit.end))
        trimmed = [_trimmed(text, piece.start, piece.end) for piece in pieces]
        return [piece for piece in trimmed if piece.start < piece.end]

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
            and not re.fullmatch(r"\W*\([^)]{0,40}\)\W*", raw)
        )
        waiting = state.current is not None and not state.current.spans
        quoted = marked or (
            kind == "quoted_request"
            and not same_line
            and not _answers(raw, opened)
            and not (waiting and opens_an_answer(raw))
        )
        if quoted:
            state.scope_stale = state.scope_quoted
        elif state.scope_stale and state.current is None:
            # The heading stood in our letter, not above the authority's words.
            state.scope, state.by_heading = None, False
            state.scope_quoted = state.scope_stale = False
        named, whole = self.heading(raw)
        if named and (whole or not quoted):
            if whole and opened and opened[2] and not _PART.match(raw):
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
        if named and not whole and self._ordinal(raw, named):
            opened = None
        rest_at = opened[1] if opened else 0
        question_end = raw.find("?") + 1
        asked = raw[rest_at : question_end or len(raw)]
        asks = quoted or "?" in raw or _ASKING.match(raw[rest_at:]) or raw[-1:] not in "."
        repeated = self.wording(asked, state.scope) if asks and len(asked) < 700 else ()
        if not repeated and question_end and len(raw) < 700:
            repeated = self.wording(raw[rest_at:], state.scope)
        if repeated:
            segment = Segment(repeated, state.scope, "wording", opened[0] if opened else (), unit)
            segments.append(segment)
            state.current = segment
            rest = raw[question_end:] if question_end else ""
            if rest.strip() and not marked and not re.fullmatch(r"\W*(?:\([^)]*\))?\W*", rest):
                segment.add(_trimmed(text, unit.start + question_end, unit.end))
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
                state.current.add(_trimmed(text, unit.start + at, unit.end))
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
            and not re.match(r"\W*\d|[•*\-–]|\W*(?:FY|Q\d)", raw)
            and not (len(raw) < 90 and re.search(r"\b(?:19|20)\d\d\b", raw))
        ):
            current = state.current = None
        if current is not None:
            current.add(unit)
        else:
            free.append(
                Unit(
                    unit,
                    state.scope if state.by_heading else None,
                    state.by_heading,
                    state.paragraph,
                )
            )

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
        state.current = segment

    # -- second thoughts ------------------------------------------------------------------------

    def _occurrences(self, segments: list[Segment]) -> None:
        """Shared numbers repeated without headings: the nth of each is the nth section's."""
        sections = self.subject.sections
        open_segments = [
            s for s in segments if s.scope is None and len({q.section for q in s.questions}) > 1
        ]
        if len(sections) < 2 or not open_segments:
            return
        seen: dict[tuple[str, ...], list[Segment]] = {}
        for segment in open_segments:
            seen.setdefault(tuple(q.id for q in segment.questions), []).append(segment)
        if not all(len(group) == len(sections) for group in seen.values()):
            return
        if any(
            any(s.questions == t.questions for t in open_segments[i + 1 : i + 2])
            for i, s in enumerate(open_segments)
        ):
            return
        for group in seen.values():
            for section, segment in zip(sections, group, strict=True):
                segment.questions = tuple(q for q in segment.questions if q.section == section.id)
                segment.scope = frozenset({section.id})

    def _quoted_list(self, segments: list[Segment]) -> list[Segment]:
        """Questions that only stand in a row, our letter come back: no answers are below them."""
        found: list[Segment] = []
        run: list[Segment] = []
        for segment in [*segments, None]:
            if segment is not None and segment.how == "wording":
                run.append(segment)
                if not segment.spans:
                    continue
            if len(run) >= 3 and sum(not s.spans for s in run) >= len(run) - 1:
                found.extend(run)
            run = []
        found.extend(s for s in segments if not s.spans and s not in found)
        return found

    def _untrusted(self, text: str, segments: list[Segment]) -> list[Segment]:
        """Plainly numbered items that cannot be answers: another list, numbered for itself."""
        plain = [s for s in segments if s.how == "bare"]
        if not plain:
            return []
        if len(plain) == 1 and len(plain) == len(segments):
            only = plain[0]
            placed = only.numbers[0] == 1 or len(only.numbers) > 1 or only.scope is not None
            return [] if placed and answer_like(text, only) else plain
        good = sum(answer_like(text, s) for s in plain)
        return plain if good < 0.5 * len(plain) else []


def _answers(raw: str, opened: tuple[tuple[int, ...], int, bool] | None) -> bool:
    """Whether a numbered line taken for our question opens with an answer instead."""
    if opened is None or "?" in raw:
        return False
    return opens_an_answer(raw[opened[1] :])


def opens_an_answer(text: str) -> bool:
    """Whether a text opens as only an answer does."""
    if "?" in text:
        return False
    opening = (
        r"\W*(?:n/a\b|nil\b|£|not (?:held|applicable)|only in\b|"
        r"(?:19|20)\d\d\W{0,3}(?:$|yes|no|£|\d))"
    )
    return yes_no(text) is not None or bool(re.match(opening, text, re.IGNORECASE))


def answer_like(text: str, segment: Segment) -> bool:
    """Whether an item reads as an answer to its question rather than a heading or a remark."""
    if segment.start < 0:
        return False
    body = text[segment.start : min(segment.end, segment.start + 160)]
    if yes_no(body) is not None or SAME.match(body):
        return True
    if re.search(
        r"£|\bnot (?:held|applicable)\b|\bn/?a\b|\bexempt|\bsection \d|\bnil\b|\bnone\b|\bhold\b"
        r"|^\W*[\d<]",
        body,
        re.I,
    ):
        return True
    kinds = {q.answer_type for q in segment.questions}
    if kinds & {"yes_no"}:
        return bool(re.match(r"\W*(?:we|the|this|there|it|in 20\d\d)\b", body, re.I))
    if kinds & {"text", "names"}:
        return len(body) < 150 or bool(re.match(r"\W*(?:we|the|this|there|it)\b", body, re.I))
    return bool(re.search(r"\d|please see|attached", body, re.I))


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " \t\r\n>":
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


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

    def close(self) -> None:
        """End the answer that is open."""
        self.current = None
