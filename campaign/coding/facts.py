"""Other facts of a reply: its reference, a new date, what is asked, whether it corrects."""

from __future__ import annotations

import re
from datetime import date

from campaign.coding.decision import Decision
from campaign.coding.model import ANSWERS, Evidence, Fact
from campaign.coding.reading import Reading, Sentence
from campaign.coding.references import find_reference
from campaign.coding.tally import Tally


def suggest_facts(reading: Reading, tally: Tally, decision: Decision) -> tuple[Fact, ...]:
    """All facts of a reply; each rests on words of the reply, so none is read from the subject."""
    facts: list[Fact] = []
    if reference := find_reference(reading):
        facts.append(reference)
    if decision.outcome == "extension" and (until := _extended_to(reading, tally)):
        facts.append(until)
    if decision.outcome == "clarification" and decision.sentence is not None:
        facts.append(_fact(reading, "asked", _asked(tally, decision.sentence), 0.8))
    corrects = tally.best("correct")
    if corrects is not None and decision.outcome in ANSWERS and not tally.reviewing:
        facts.append(Fact("corrects", corrects.raw[:200], reading.evidence(corrects), 0.8))
    waits = tally.reviewing and decision.outcome in ("acknowledgement", "extension")
    if waits and decision.sentence is not None:
        facts.append(Fact("review", "pending", reading.evidence(decision.sentence), 0.8))
    if decision.outcome == "internal_review_overturned":
        given = tally.best("release", "answer")
        if given is not None:
            facts.append(Fact("review_gives", given.raw[:200], reading.evidence(given), 0.7))
    return tuple(facts)


def _fact(reading: Reading, name: str, sentence: Sentence, confidence: float) -> Fact:
    return Fact(name, " ".join(sentence.raw.split())[:400], reading.evidence(sentence), confidence)


# --- dates and questions ------------------------------------------------------------------------

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_WORDED = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?\s{1,3}(?:of\s{1,3})?(jan|feb|mar|apr|may|jun|jul|aug|sep|"
    r"oct|nov|dec)[a-z]*\.?,?\s{0,3}(20\d\d)?\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.]((?:20)?\d\d)\b")
_LEADS = re.compile(
    r"\b(?:(?:by|until|to|before|no later than|on|date (?:is|of|to)|deadline|due|than)\b|date:)"
    r"[^.]{0,40}$",
    re.IGNORECASE,
)


def find_dates(text: str, near: date | None) -> list[tuple[date, int, int]]:
    """British dates in a text with their offsets; one without a year is the next after `near`."""
    found: list[tuple[date, int, int]] = []
    for match in _WORDED.finditer(text):
        day, month = int(match[1]), _MONTHS[match[2].lower()]
        year = int(match[3]) if match[3] else (near.year if near else 0)
        read = _date(year, month, day)
        if read and not match[3] and near and read < near:
            read = _date(year + 1, month, day)
        if read:
            found.append((read, match.start(), match.end()))
    for match in _FIGURES.finditer(text):
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
        if read := _date(year, int(match[2]), int(match[1])):
            found.append((read, match.start(), match.end()))
    return found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _extended_to(reading: Reading, tally: Tally) -> Fact | None:
    """The latest date by which an answer is now promised."""
    best: tuple[date, Sentence, int, int] | None = None
    near = reading.reply.sent_on or _written_on(reading)
    for number in tally.own:
        sentence = reading.sentences[number]
        for day, start, end in find_dates(sentence.raw, near):
            led = _LEADS.search(sentence.raw[max(0, start - 60) : start])
            if led and (best is None or day > best[0]):
                best = (day, sentence, start, end)
    if best is None:
        return None
    day, sentence, start, end = best
    source = reading.reply.sources[sentence.source]
    first, last = sentence.span.start + start, sentence.span.start + end
    evidence = Evidence(source.key, first, last, source.text[first:last])
    return Fact("extended_to", day.isoformat(), evidence, 0.9)


def _written_on(reading: Reading) -> date | None:
    """The first date with a year in the letter's own lines, near which it was written."""
    for sentence in reading.sentences[:40]:
        if sentence.kind != "quoted_request":
            for day, *_ in find_dates(sentence.raw, None):
                return day
    return None


def _asked(tally: Tally, fallback: Sentence) -> Sentence:
    """The sentence with the question itself, where one ends with a question mark."""
    for number in tally.own:
        sentence = tally.reading.sentences[number]
        if sentence.raw.rstrip().endswith("?"):
            return sentence
    return fallback
