"""How widely a sentence that gives a state speaks: of a question, a section, or everything."""

from __future__ import annotations

import re

from campaign.letters.model import Question

from . import states
from .claims import ALIGNED, BLANKET, SCOPED, STATED, Claim
from .clauses import Context
from .numbering import listed
from .periods import PeriodReader
from .questions import Subject, measured_by, section_refs
from .values import Value
from .words import stems

_NUMBERED = re.compile(
    r"\b(?:questions?|points?|items?|requests?|parts (?=\d)|q(?=s?\.? ?\d)s?"
    r"|(?:requested|asked for|sought|information) (?:at|under) (?=\d{1,2}(?:,| and| &| to|-)))\.? ?"
    r"(?:numbers? |nos?\.? ?)?"
    r"(?P<list>\(?\d{1,2}\)?(?![\d.]\d|\d|%)(?:(?:\s?(?:,|&|-|–|\band\b|\bto\b|\bor\b)\s?){1,2}"
    r"(?:(?:questions?|points?|q) ?)?\(?\d{1,2}\)?(?![\d.]\d|\d|%))*)"
    r"(?! (?:of|to) (?:the )?(?:schedule|act|part|code|policy|annex))",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\b(?:apart from|except(?: for|ing)?|other than|with the exception of|save for)\b",
    re.IGNORECASE,
)
_REASON = re.compile(r"\b(?:since|because|as (?:the|we|it|our|this|no)|due to|owing to)\b", re.I)
_EACH_IS_NO = re.compile(
    r"\banswers? (?:to|for) (?:all|each|every|any)(?: one)?(?: of)?(?: the| these| those| your)? "
    r"questions?\b[^.]{0,60}\b(?:is|are) \W?(?:no|none|nil)\b(?!t)",
    re.IGNORECASE,
)


class StateReader:
    """Reads sentences that say not held, refused, over cost and the like."""

    def __init__(self, subject: Subject, periods: PeriodReader) -> None:
        self.subject = subject
        self.periods = periods
        self.types = {q.answer_type for q in subject.questions}

    def read(
        self, text: str, base: int, context: Context, aligned: tuple[Question, ...]
    ) -> list[Claim] | None:
        """Claims of a sentence that gives a state; None if it gives none."""
        if not aligned and _EACH_IS_NO.search(text):
            return self._all_no(text, base, context)
        numbered, words = ((), text) if aligned else self._numbered(text, context)
        cue = states.cue(words, under_question=bool(numbered))
        if cue is None:
            return None
        reason = _REASON.search(text, cue.end)
        told = text[: reason.start()] if reason else text
        mentions = [m for m in self.periods.mentions(told) if m.scope == "some" and m.labels]
        periods = frozenset().union(*(m.labels for m in mentions)) if mentions else None
        cited = states.provision(text, context.law) if cue.state in states.WITH_PROVISION else ""

        def made(questions: tuple[str, ...], rank: int, confidence: float) -> list[Claim]:
            if not questions:
                return []
            return [
                Claim(
                    questions,
                    periods,
                    cue.state,
                    None,
                    base,
                    base + len(text),
                    rank,
                    confidence,
                    provision=cited,
                    each=True,
                    rest=cue.rest or context.remaining,
                )
            ]

        if aligned:
            return made(tuple(q.id for q in aligned), ALIGNED, 0.93)
        if numbered:
            return made(numbered, STATED + 2, 0.88)
        own = self._spoken_of(text)
        scope = own or context.scope
        if cue.state == "not_applicable":
            to_name = re.search(r"\bto name\b", text, re.IGNORECASE)
            return (
                made(tuple(q.id for q in self.subject.of_type("names", scope)), STATED, 0.85)
                if to_name
                else []
            )
        measured = self._measured(told, cue)
        if measured:
            asked = [q for kind in measured for q in self._of_measure(kind, text, scope)]
            return made(tuple(q.id for q in asked), STATED, 0.85)
        # "Not disclosed, section 40(2)." and nothing else below a heading is about the section.
        alone = context.heading and cue.start < 4 and len(text) < 60
        wide = cue.generic or alone or cue.state in {"ncnd", "over_cost"}
        if scope is not None and scope != self.subject.all_sections and (own or wide):
            return made(
                tuple(q.id for q in self.subject.questions if q.section in scope), SCOPED, 0.9
            )
        return made(tuple(q.id for q in self.subject.questions), BLANKET, 0.92) if wide else []

    def _numbered(self, text: str, context: Context) -> tuple[tuple[str, ...], str]:
        """Questions that a sentence names by number, and the words that are about them.

        "Apart from the answers to points 4 and 5, which are exempt": what is said of those two
        begins behind the exception.
        """
        found = list(_NUMBERED.finditer(text))
        if not found:
            return (), text
        if (apart := _APART.search(text)) and apart.start() < found[0].start():
            text = " " * apart.end() + text[apart.end() :]
        numbers = [n for match in found for n in listed(match["list"])]
        asked = [q for n in numbers for q in self.subject.numbered(n, context.scope)]
        return tuple(dict.fromkeys(q.id for q in asked)), text

    def _spoken_of(self, text: str) -> frozenset[str]:
        """The sections that a sentence names, by their words or by their order."""
        own = self.subject.section_words(text)
        for _, _, sections in section_refs(self.subject, text, parenthesised=False):
            own |= sections
        return own

    def _all_no(self, text: str, base: int, context: Context) -> list[Claim]:
        """ "The answer to each question is no": no, and nothing spent or counted."""
        scope = self._spoken_of(text) or context.scope
        mentions = [m for m in self.periods.mentions(text) if m.scope == "some" and m.labels]
        periods = frozenset().union(*(m.labels for m in mentions)) if mentions else None
        nothing: dict[str, Value] = {"yes_no": False, "money": 0, "count": 0}
        found = []
        for kind, value in nothing.items():
            asked = tuple(q.id for q in self.subject.of_type(kind, scope) if not q.only_if)
            if asked:
                found.append(
                    Claim(
                        asked, periods, "answered", value, base, base + len(text),
                        STATED, 0.85, each=True,
                    )
                )  # fmt: skip
        return found

    def _of_measure(
        self, kind: str, text: str, scope: frozenset[str] | None
    ) -> tuple[Question, ...]:
        return self.subject.match(kind, stems(text), scope, 0.5) or self.subject.of_type(
            kind, scope
        )

    def _measured(self, text: str, cue: states.Cue) -> tuple[str, ...]:
        """Answer types that the subject of a state names: the costs, the name of the product."""
        if cue.state in {"ncnd", "over_cost"} or re.search(r"\bwhether\b", text, re.IGNORECASE):
            return ()
        if re.search(r"\bfigures\b", text, re.IGNORECASE) and "count" not in self.types:
            return ("money",) if "money" in self.types else ()
        head = text[: cue.start] if cue.state in {"refused", "already_public"} else text
        narrow = re.search(r"\b(?:cost|spend|budget|name)s?\b", head, re.IGNORECASE)
        if (
            cue.generic
            and not narrow
            and re.search(r"\b(?:information|request)\b", head, re.IGNORECASE)
        ):
            return ()
        needed = {"names": r"\bnames?\b|\bsuppliers?\b", "count": r"\bnumbers? of\b"}
        return tuple(
            kind
            for kind in ("money", "names", "count", "date")
            if kind in self.types
            and measured_by(kind, head)
            and (kind not in needed or re.search(needed[kind], head, re.IGNORECASE))
        )
