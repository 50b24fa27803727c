"""A source taken apart: stretches that answer questions, and the rest in order."""

from __future__ import annotations

from dataclasses import dataclass, field

from campaign.letters.model import Question

from .sentences import Span


@dataclass(slots=True, eq=False)
class Segment:
    """The text that answers some questions: `text[start:end]`, empty where nothing follows.

    `further` are the paragraphs below it as far as the next question; empty where none follows,
    since then they may be anything.
    """

    questions: tuple[Question, ...]
    scope: frozenset[str] | None
    how: str
    numbers: tuple[int, ...] = ()
    anchor: Span = field(default_factory=lambda: Span(0, 0))
    start: int = -1
    end: int = -1
    spans: list[Span] = field(default_factory=list)
    further: list[Span] = field(default_factory=list)

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


def trimmed(text: str, start: int, end: int) -> Span:
    """A stretch without white space at its ends and quotation marks of mail at its start."""
    while start < end and text[start] in " \t\r\n>":
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
