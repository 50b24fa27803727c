"""Questions and section headings recognised where a reply repeats them."""

from __future__ import annotations

import re
from functools import lru_cache

from campaign.letters.model import Question

from .periods import REMEMBERED
from .questions import Subject
from .words import WORD, tokens

_QUOTE_MARK = re.compile(r"^[\s>|*•]+")
PART = re.compile(
    r"^\W*(?:part|section|schedule)\s*\(?(?:\d|[A-Z])\)?\s*[-–:.)]+\s*(?=[A-Za-z])", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^)]*\)")
_TOKEN = re.compile(r"[a-z]{2,}")
_LABEL = re.compile(
    r"^\W{0,4}(?:\(?\d\)?[.)]?\s*)?(?P<label>[^.:;–—\n]{3,90}?)(?P<mark>\s*[:;–—]|\s-\s"
    r"|\.(?=\s|$)|\s*$|\n)"
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|not|no|did|do|does|been|used|trialled|withh\w+"
    r"|held|hold)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\W{0,3}([1-9])(?!\d)")


class Repeats:
    """Recognises one questionnaire's questions and sections by their words."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._bags = [
            (question, frozenset(word for word in words if len(word) > 1))
            for question in subject.questions
            for words in (subject.wording[question.id], _first_half(question.wording))
            if words
        ]
        self._words = frozenset().union(*(bag for _, bag in self._bags))
        # Our letter and standing phrases come again and again.
        self.wording = lru_cache(maxsize=REMEMBERED)(self._wording)
        self.heading = lru_cache(maxsize=REMEMBERED)(self._heading)

    def _wording(self, text: str, scope: frozenset[str] | None) -> tuple[Question, ...]:
        """Questions whose wording a text repeats; several where sections share the wording."""
        words = _TOKEN.findall(_ASIDE.sub(" ", text).lower())
        if len(words) < 3:
            return ()
        bag = frozenset(words)
        # A wording is covered by three words at least, so most lines need no comparing.
        if len(bag) < 3 or len(bag & self._words) < 3:
            return ()
        scored: list[tuple[float, Question]] = []
        for question, own in self._bags:
            shared = len(bag & own)
            if shared < 3 or shared < 0.7 * min(len(own), len(bag)):
                continue
            covered, precise = shared / len(own), shared / len(bag)
            if (covered >= 0.66 and precise >= 0.66) or (covered >= 0.9 and precise >= 0.45):
                scored.append((2 * covered * precise / (covered + precise), question))
        if not scored:
            return ()
        best = max(score for score, _ in scored)
        found = tuple(dict.fromkeys(q for score, q in scored if score >= best - 0.001))
        inside = tuple(q for q in found if scope is None or q.section in scope)
        return inside or found

    def _heading(self, text: str) -> tuple[frozenset[str], bool]:
        """The section that a line opens with, and whether the line is nothing but its heading."""
        if len(self.subject.sections) < 2:
            return frozenset(), False
        plain = PART.sub("", _QUOTE_MARK.sub("", text))
        match = _LABEL.match(plain)
        if match is None:
            return frozenset(), False
        label, mark = match["label"], match["mark"].strip()
        words = WORD.findall(label)
        if not words or len(words) > 11:
            return frozenset(), False
        named = self.subject.section_words(label)
        if not named and len(words) <= 2:
            # The first word only: "Pro" behind a product's name shortens no section.
            named = self.subject.abbreviated(words[0])
        if len(named) != 1 or _VERB.search(label):
            return frozenset(), False
        whole = not plain[match.end() :].strip() and "?" not in label
        if not whole and mark in {"", "."}:
            return frozenset(), False
        return named, whole

    def opens_with_its_number(self, text: str, named: frozenset[str]) -> bool:
        """Whether a line opens with the number of the section that it names."""
        number = _ORDINAL.match(text)
        return number is not None and any(
            s.id in named and s.order + 1 == int(number[1]) for s in self.subject.sections
        )


def _first_half(wording: str) -> tuple[str, ...]:
    """The words of the first question of two in one: "Is there a program? If so, which?"."""
    first, _, rest = wording.partition("?")
    words = tokens(_ASIDE.sub(" ", first))
    return words if "?" in rest and len(words) > 3 else ()
