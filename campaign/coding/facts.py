"""Other facts of a reply: its reference, a new date, what is asked, whether it corrects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from campaign.coding.decision import Decision
from campaign.coding.model import Evidence, Fact
from campaign.coding.reading import Reading, Sentence
from campaign.coding.tally import Tally

# --- reference ----------------------------------------------------------------------------------

_CODE = r"[=A-Za-z0-9][\w/.·:<>&=-]*[\w>)](?: ?\([A-Z]{2,5}\))?"
_LABELLED = re.compile(
    r"\b(?P<whose>our|your|my|y/r|m/r|o/r|y/ref|o/ref|their)?[ \t]*(?P<what>(?:(?:foi|"
    r"foia|eir|case|request|enquiry|complaint|unique|internal|information|icasework|"
    r"review)[ \t]+){0,3}(?:(?:references?|ref|cyfeirnod)\b\.?(?:[ \t]*(?:number|no|"
    r"id|code)\b\.?)?)|(?:foi|foia|eir|case|request|enquiry|complaint)[ \t]*(?:number|"
    r"no\.|no|id)\b|(?:our|your) number\b|numbered(?: it)?|\bm/r|\bo/r|\by/r)[ \t]*(?:(?:for "
    r"it|for this|is|was|refers to|:|#|-|–)[ \t]*){0,3}[\[(]?(?P<code>(?:(?:FOI|EIR|"
    r"RFI|IR|SAR|FOIA|IAR|REF|CAS|F|IM|CRN)[ /:-]{1,2})?[=A-Za-z0-9][\w/.·:<>&=-]*[\w>)"
    r"](?: ?\([A-Z]{2,5}\))?(?:[ ](?=[\w/.-]*\d)[A-Z0-9][\w/.-]*){0,3})",
    re.IGNORECASE,
)
_TYPICAL = re.compile(
    r"(?<![\w/.-])(?P<code>=?(?:\d{2,4}[A-Z]{2,5}\d{2,7}|(?:[A-Z]{1,8}[ /._·:-]{0,2})"
    r"{0,3}\d{1,8}(?:(?:[/._·:-]{1,2}(?:\d{1,8}|[A-Z]{1,5}\d{0,6}(?![a-z])))|[ ](?:\d{1,8}|"
    r"[A-Z]{1,3}\d{1,6})(?![\d,.]*[\w%])){0,4}[A-Z]{0,4})(?: ?\([A-Z]{2,5}\))?)(?![\w])"
)
_WORDS = re.compile(r"\b(?:foi|foia|eir|ref|rfi|ir|case|request)\b", re.IGNORECASE)
_NOT_CODE = re.compile(
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|(?:19|20)\d\d(?:[A-Z]| ?\([A-Z]+\))?|COVID.*|\d{1,3}"
    r"|[\d ]{10,}|0\d{3,4} ?\d{3} "
    r"?\d{3,4}|(?:FOIA|FOI|Act|EIR|of|in|on) (?:19|20)\d\d|[A-Z]{1,2}\d[\dA-Z]?(?: ?\d[A-Z]{2})"
    r"?|[Qq]?\d|(?:[Ss]|[Ss]ection|SECTION|Q|Question|QUESTION|Regulation|PO BOX|No)"
    r"[ .]?\d.*|\d{1,2} [A-Za-z]+ \d{4}|[\d,.]+%?|\d{1,2}:\d\d.*|\d+ ?(?:AM|PM|am|pm)"
    r")$"
)


_ALONE = re.compile(
    r"(?:(?:foi|eir|information|freedom of information|your|our)\s)*(?:request|case|reference"
    r"|ref|enquiry)"
    r"(?:\sresponse)?(?:\s(?:no|number|id))?[.:]?\s?[-–#(]{0,2}\s?"
    r"(?P<code>(?:[A-Z]{1,6}[ /_-])?(?=[\w/-]*\d{3})[A-Z0-9][\w/-]{2,})\)?$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:our |your |foi |eir |request |case |unique )*(?:reference|ref|id|case|number|no)"
    r"(?: (?:number|no|id))?\.?\s?:?$"
)
_NUMBER = re.compile(r"(?P<code>(?:[A-Z]{1,6}[ /_-])?(?=[\w/-]*\d{2})[\w/-]{2,20})$")
"""A reference alone on its line, on one with its name, or on that below its name."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    value: str
    evidence: Evidence
    score: float


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
    if corrects is not None and decision.outcome in _SUBSTANTIVE and not tally.reviewing:
        facts.append(Fact("corrects", corrects.raw[:200], reading.evidence(corrects), 0.8))
    waits = tally.reviewing and decision.outcome in ("acknowledgement", "extension")
    if waits and decision.sentence is not None:
        facts.append(Fact("review", "pending", reading.evidence(decision.sentence), 0.8))
    if decision.outcome == "internal_review_overturned":
        given = tally.best("release", "answer")
        if given is not None:
            facts.append(Fact("review_gives", given.raw[:200], reading.evidence(given), 0.7))
    return tuple(facts)


_SUBSTANTIVE = frozenset(
    [
        "full",
        "partial",
        "not_held",
        "refused_exemption",
        "refused_cost",
        "ncnd",
        "vexatious",
        "already_public",
    ]
)


def _fact(reading: Reading, name: str, sentence: Sentence, confidence: float) -> Fact:
    return Fact(name, " ".join(sentence.raw.split())[:400], reading.evidence(sentence), confidence)


def find_reference(reading: Reading) -> Fact | None:
    """The authority's own reference for the request, as it is written.

    Labelled references count most ("our ref" before "your ref"), then what looks like one in the
    subject, in a line of its own or in the first sentences; the same code said twice gains.
    """
    candidates = list(_candidates(reading))
    if not candidates:
        return None
    scores: dict[str, float] = {}
    for candidate in candidates:
        key = _plain_code(candidate.value)
        scores[key] = max(scores.get(key, 0.0), candidate.score) + 0.2 * (key in scores)
    subject = _plain_code(reading.reply.subject)
    asked = _plain_code(reading.reply.request_text[:20_000])
    for key in scores:
        if key and key in subject and scores[key] >= 1.0:
            scores[key] += 1.0
        if key and key in asked:
            scores[key] -= 3.0
    best = max(
        candidates, key=lambda c: (round(scores[_plain_code(c.value)], 2), c.score, len(c.value))
    )
    score = scores[_plain_code(best.value)]
    if score < 1.0:
        return None
    return Fact("reference", best.value, best.evidence, min(0.98, 0.55 + score / 8))


def _plain_code(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _candidates(reading: Reading) -> Iterator[_Candidate]:
    seen, before = 0, ""
    for sentence in reading.sentences:
        if sentence.kind in ("quoted_request", "annex", "disclaimer", "contact") or not any(
            map(str.isdigit, sentence.raw)
        ):
            before = sentence.low
            continue
        seen += 1
        if seen > 60:
            return
        text = reading.reply.sources[sentence.source].text
        start, end = sentence.span.start, min(sentence.span.end, sentence.span.start + 600)
        early = 0.5 if seen <= 8 else 0.0
        for match in _LABELLED.finditer(text, start, end):
            value = _tidy(match["code"])
            if not _is_code(value) and not re.fullmatch(
                r"\d{3,12}|\d{1,5}/\d{2,4}|[A-Z]{1,6} \d{1,6}", value
            ):
                continue
            offset = match.start("code") + match["code"].find(value)
            score = 3.0 + early + _whose(match["whose"] or "", match["what"] or "", value)
            yield _candidate(reading, sentence, value, offset, score)
        line = sentence.kind == "reference_line"
        alone = _ALONE.match(sentence.raw)
        if alone is None and _LABEL.match(before):
            alone = _NUMBER.match(sentence.raw)
        if alone is not None:
            offset = sentence.span.start + alone.start("code")
            yield _candidate(reading, sentence, alone["code"], offset, 3.2 + early)
        before = sentence.low
        for match in _TYPICAL.finditer(text, start, end):
            value = _tidy(match["code"])
            opening = sentence.span.start == match.start() and seen <= 3
            if not _is_code(value) and not (opening and re.fullmatch(r"\d{9,13}", value)):
                continue
            leads = sentence.span.start == match.start() and seen <= 3
            score = (
                1.2 * (line or leads)
                + early
                + _shape(value, text[max(start, match.start() - 25) : match.start()])
            )
            offset = match.start("code") + match["code"].find(value)
            yield _candidate(reading, sentence, value, offset, score)


def _candidate(
    reading: Reading, sentence: Sentence, value: str, offset: int, score: float
) -> _Candidate:
    source = reading.reply.sources[sentence.source]
    evidence = Evidence(source.key, offset, offset + len(value), value)
    return _Candidate(value, evidence, score - 0.3 * (sentence.source > 0))


def _whose(whose: str, what: str, value: str) -> float:
    whose = whose.lower()
    if whose in ("your", "y/r", "y/ref", "my", "m/r", "their"):
        # A requester seldom has a number of his own; "our" beside it decides.
        return -0.8 if whose in ("your", "y/r", "y/ref") else 0.0
    return (
        (0.8 if whose in ("our", "o/r", "o/ref") else 0.0)
        + 0.3 * bool(_WORDS.search(what))
        + (0.3 if any(map(str.isalpha, value)) else 0.0)
        - (
            1.5
            if re.search(
                r"\b(?:ico|tel|phone|charity|company|vat|order|po|page|section|invoice"
                r"|complaint)\b",
                what.lower(),
            )
            else 0.0
        )
    )


def _shape(value: str, before: str) -> float:
    """How much a token looks like a reference by itself."""
    score = 0.0
    if re.match(r"(?:FOI|EIR|RFI|FOIA|IR|SAR|IRQ|CAS|IGI|REF)", value, re.IGNORECASE):
        score += 1.3
    digits = sum(map(str.isdigit, value))
    letters = sum(map(str.isalpha, value))
    if letters and digits >= 2 and re.search(r"[/.·_-]", value):
        score += 0.9
    elif letters and digits >= 3:
        score += 0.6
    elif digits >= 5 or re.search(r"\d[/-]\d", value):
        score += 0.3
    if re.search(
        r"(?:ref|reference|request|number|no|foi|case|quote|as|our|of)[\s.:#(\[-]{0,3}$",
        before,
        re.IGNORECASE,
    ):
        score += 0.6
    return score


def _tidy(code: str) -> str:
    code = re.sub(
        r"^(?:ACT|Act|OF|FOR|for|of|No|NO) (?:(?:19|20)\d\d )?[-–]? ?", "", code.strip(" \t.,;:-–(")
    )
    code = re.sub(r"^(?:REFERENCE|NUMBER|REQUEST|SUBJECT)[ .:#-]+(?=[A-Z]+[ /-]?\d)", "", code)
    if code.count("(") < code.count(")"):
        code = code.rstrip(")")
    code = re.split(
        r"\s(?:and|dated?|received|which|for|has|is|was|as|in|to|the|on|of|we|from|please"
        r"|refers?)\b",
        code,
        maxsplit=1,
    )[0]
    return code.strip(" \t.,;:-–")


def _is_code(value: str) -> bool:
    if (
        not 3 <= len(value) <= 40
        or not any(map(str.isdigit, value))
        or "@" in value
        or "://" in value
        or value.lower().startswith("www")
    ):
        return False
    years = re.fullmatch(r"((?:19|20)\d\d)[/-](?:20)?(\d\d)", value)
    if years and int(years[2]) in (int(years[1]) % 100 + 1, int(years[1]) % 100 + 2):
        return False
    return not _NOT_CODE.match(value)


# --- dates and questions ------------------------------------------------------------------------

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_WORDED = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?[ ]+(?:of[ ]+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|"
    r"oct|nov|dec)[a-z]*\.?,?[ ]*(20\d\d)?\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.]((?:20)?\d\d)\b")
_LEADS = re.compile(
    r"\b(?:by|until|to|before|no later than|on|date (?:is|of|to)|deadline|due|than)\b[^.]{0,40}$",
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
    for number in tally.own:
        sentence = reading.sentences[number]
        for day, start, end in find_dates(sentence.raw, reading.reply.sent_on):
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


def _asked(tally: Tally, fallback: Sentence) -> Sentence:
    """The sentence with the question itself, where one ends with a question mark."""
    for number in tally.own:
        sentence = tally.reading.sentences[number]
        if sentence.raw.rstrip().endswith("?"):
            return sentence
    return fallback
