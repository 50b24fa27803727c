"""A small grammar: sentences with alternatives, slots and citations, decided by a seed.

In a sentence, `[a|b|]` is one of its alternatives (they nest), `{name}` is a slot, and
`{s 16}` names a section of the authority's own Act. The mark after the number says what the
sentence does with it: `{s 31(1)(a)!}` relies on it, `{s 36?}` only mentions it, none is a duty
or notice. Each citation made is kept with the words it was made in, so the truth of a reply is
written by the same hand as the reply.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from campaign.rehearsal.people.model import AnswerState, Law, TruthAnswer, TruthProvision

ALTERNATIVES = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{([^{}]+)\}")
SENTENCE_START = re.compile(r"(^|[a-z0-9)][.!?]\s+|\n)([a-z])(?![^\s]*[@/.]\S)")
ACTS = {
    "foia": (
        "the Freedom of Information Act 2000",
        "the Freedom of Information Act",
        "the Act",
        "the FOI Act",
        "FOIA",
        "the FOIA",
    ),
    "foisa": (
        "the Freedom of Information (Scotland) Act 2002",
        "the Act",
        "FOISA",
        "the 2002 Act",
        "the Scottish Act",
    ),
}
PREFIX = {"foia": "FOIA s.", "foisa": "FOISA s."}
SECTION_STYLES = ("section {}",) * 6 + ("Section {}",) * 3 + ("s.{}", "s{}", "S{}", "S.{}", "s {}")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table where `rows` is not empty (its first row is the heading)."""

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class Page:
    """One text in the making: a message's body or the letter in an attachment.

    `say` adds a paragraph, `phrase` only words it; both remember the citations.
    """

    rng: random.Random
    law: Law
    slots: dict[str, str]
    section_style: str = "section {}"
    spaced: bool = False
    blocks: list[Block] = field(default_factory=list)
    cited: list[TruthProvision] = field(default_factory=list)
    answers: list[TruthAnswer] = field(default_factory=list)
    traits: list[str] = field(default_factory=list)

    def say(self, options: Sequence[str], **slots: str) -> str:
        """Add a paragraph worded from one of the options; the paragraph."""
        text = self.phrase(options, **slots)
        if text:
            self.blocks.append(Block(text))
        return text

    def put(self, text: str) -> str:
        """Add a paragraph as it is; the paragraph."""
        if text:
            self.blocks.append(Block(text))
        return text

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """Add a table."""
        self.blocks.append(Block(rows=tuple(tuple(row) for row in rows)))

    def phrase(self, options: Sequence[str], **slots: str) -> str:
        """Word one of the options: alternatives chosen, slots filled, citations kept."""
        text = self.rng.choice(options)
        while ALTERNATIVES.search(text):
            text = ALTERNATIVES.sub(lambda m: self.rng.choice(m[1].split("|")), text)
        known = {**self.slots, **slots}
        text = tidy(SLOT.sub(lambda m: self._slot(m[1], known), text))
        return SENTENCE_START.sub(lambda m: m[1] + m[2].upper(), text)

    def _slot(self, name: str, known: dict[str, str]) -> str:
        if name.startswith("s "):
            return self.cite(name[2:])
        if name == "act":
            return self.rng.choice(ACTS[self.law])
        if name == "Act":
            return ACTS[self.law][0]
        return known[name]

    def cite(self, numbers: str) -> str:
        """Words for `31(1)(a)`, or for several (`31(1)(a)+31(1)(b)`), with a mark at the end."""
        role = {"!": "relied_on", "?": "mentioned"}.get(numbers[-1], "procedural")
        each = numbers.rstrip("!?").split("+")
        words = self._words(each)
        for number in each:
            self.cited.append(TruthProvision(PREFIX[self.law] + number, role, words))  # type: ignore[arg-type]
        return words

    def _words(self, numbers: list[str]) -> str:
        said = self._together(numbers)
        if self.spaced:
            said = said.replace("(", " (").replace("  ", " ")
        if len(numbers) == 1:
            return self.section_style.format(said)
        head = self.section_style.format("")
        if head.strip().lower() == "section":
            return f"{head.strip()}s {said}"
        return self.section_style.format(said)

    def _together(self, numbers: list[str]) -> str:
        """`31(1)(a) and (b)` for two letters of one subsection, else a list."""
        stem = numbers[0][: numbers[0].rfind("(")]
        if len(numbers) == 2 and stem and numbers[1].startswith(stem + "("):
            joint = self.rng.choice((" and ", " & ", " and "))
            return numbers[0] + joint + numbers[1][len(stem) :]
        return (
            ", ".join(numbers[:-1]) + self.rng.choice((" and ", " and ", " & ")) + numbers[-1]
            if len(numbers) > 1
            else numbers[0]
        )

    def answer(
        self,
        cells: Iterable[tuple[str, str, object, str]],
        quote: str,
        state: AnswerState = "answered",
        provision: str = "",
    ) -> None:
        """Keep what the words `quote` say of some cells: (question, period, value, unit)."""
        for question, period, value, unit in cells:
            self.answers.append(
                TruthAnswer(question, period, state, value, unit, quote, provision=provision)
            )


def seeded(*parts: object) -> random.Random:
    """A generator decided by the parts alone, the same in every process and release."""
    return random.Random("\x1f".join(map(str, parts)))  # noqa: S311 - words, not secrets


def tidy(text: str) -> str:
    """The text without the double spaces and spaces before stops that empty choices leave."""
    text = re.sub(r"(?<=\S) {2,}", " ", text)
    return re.sub(r" +([,.;:?)])(?=\s|$)", r"\1", text).strip()


def anchored(quote: str, text: str) -> str:
    """The stretch of the text that is the quote, but for white space, case and cell borders.

    LookupError where there is none.
    """
    if quote in text:
        return quote
    words = r"[\s|,\"]+".join(re.escape(word) for word in quote.split())
    found = re.search(words, text, re.IGNORECASE)
    if found is None:
        raise LookupError(f"the words {quote!r} are not in the reply")
    return found[0]


def placed(
    cited: Iterable[TruthProvision], answers: Iterable[TruthAnswer], text: str, where: str
) -> tuple[tuple[TruthProvision, ...], tuple[TruthAnswer, ...]]:
    """The same truth with quotes as they stand in the text of `where`."""
    return (
        tuple(replace(c, quote=anchored(c.quote, text), where=where) for c in cited),
        tuple(replace(a, quote=anchored(a.quote, text), where=where) for a in answers),
    )


def listed(words: Sequence[str], last: str = " and ") -> str:
    """`a, b and c`."""
    return ", ".join(words[:-1]) + last + words[-1] if len(words) > 1 else "".join(words)


def years_in_words(rng: random.Random, labels: Sequence[str], every: Sequence[str]) -> str:
    """Periods as people write them: `2020 to 2022`, `2020, 2021 and 2023`, `2020-2022`."""
    labels = [label for label in every if label in labels]
    places = [list(every).index(label) for label in labels]
    if len(labels) > 2 and places == list(range(places[0], places[0] + len(places))):
        joint = rng.choice((" to ", "-", "–", " through to ", " to "))
        return labels[0] + joint + labels[-1]
    return listed(labels)
