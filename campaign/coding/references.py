"""The reference that an authority gave the request, however and wherever its letter writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from campaign.coding.codes import is_code, plain_code, shape, tidy
from campaign.coding.model import Evidence, Fact, Reply, Source
from campaign.coding.reading import Reading, Sentence, read_reply

# --- how references look ------------------------------------------------------------------------

_LABELLED = re.compile(
    r"\b(?P<whose>our|your|my|y/r|m/r|o/r|y/ref|o/ref|their)?[ \t]*(?P<what>(?:(?:foi|"
    r"foia|eir|case|request|enquiry|complaint|unique|internal|information|icasework|"
    r"review)[ \t]+){0,3}(?:(?:references?|ref|cyfeirnod)\b\.?(?:[ \t]*(?:number|no|"
    r"id|code)\b\.?)?(?: above| below)?)|(?:foi|foia|eir|case|request|enquiry|complaint)[ \t]*"
    r"(?:number|no\.|no|id)\b|(?:our|your) number\b|(?:numbered|logged)(?: it)?(?: as)?|\bm/r|\bo/r"
    r"|\by/r|(?:please )?quot(?:e|ing)(?: (?:the |this |your )?(?:reference|ref)(?: number)?"
    r"(?: above| below)?)?"
    r"|internal review(?= [a-z]{1,5}[-/ ][\w/-]*\d)|(?<=\()request"
    r"|request(?= [a-z]{1,5}[-/]?\d{4,12}\b)|case)"
    r"[ \t]*(?:(?:"
    r"for it|for this|given to (?:it|you|this)|is|was|refers to|:|#|-|–|/(?=[ \t]))[ \t]*){0,3}"
    r"[\[(]?(?:internal review )?(?P<code>(?:(?:FOI|EIR|"
    r"RFI|IR|SAR|FOIA|IAR|REF|CAS|F|IM|CRN)[ /:–-]{1,3})?[=A-Za-z0-9][\w/.·:<>&=-]*[\w>)"
    r"](?: ?\([A-Z]{2,5}\d?\))?"
    r"(?:[ ](?:/ (?=\w*\d{3})|[–-] (?=\d{3,6} /))?(?=[\w/.-]*\d)[A-Z0-9][\w/.-]*){0,3})",
    re.IGNORECASE,
)
_TYPICAL = re.compile(
    r"(?<![\w/.@-])(?!(?:19|20)\d\d\s[-–]\s)"
    r"(?P<code>=?(?:\d{2,4}[A-Z]{2,5}\d{2,7}|\d{9,14}|\d{2,8} FOI"
    r"|[A-Z]{2,8}[-/](?=[A-Z]{0,9}\d)(?=\d{0,9}[A-Z])[A-Z\d]{5,10}"
    r"|(?:(?:[A-Z]{1,8}|F[Oo]I)[ /._·:–-]{0,3}){0,3}\d{1,13}"
    r"(?:(?:\s[-–]\s(?=\d{4,6}\b|\d{3} /)|\s/\s(?=\w*\d{3})|[/._·:-]{1,2})"
    r"(?:\d{1,8}|[A-Z]{1,5}\d{0,6}(?![a-z])|(?=[A-Z\d]*\d)[A-Z\d]{4,10})|[ ](?:\d{1,8}|"
    r"[A-Z]{1,3}\d{1,6})(?![\d,.]*[\w%])){0,4}[A-Z]{0,6})(?: ?\([A-Z]{2,5}\))?)(?![\w@])"
)
_NUMBERED = re.compile(
    r"(?:request|response|reply|review|foia?|eir|enquiry|case|ref|information)s?"
    r"[ .]{0,2}(?:[-–—:#(\[]{1,2}[ ]?(?:no\.? )?(?=\d{4})|(?=\d{5}))"
    r"(?P<code>\d{4,14})(?=$|[\])\s:;,–])",
    re.IGNORECASE,
)
"""A bare number behind the word that it numbers: `Freedom of Information request – 61833`."""
_ALONE = re.compile(
    r"(?:(?:foi|eir|information|freedom of information|your|our)\s)*(?:request|case|reference"
    r"|ref|enquiry|review)"
    r"(?:\sresponse)?(?:\s(?:no|number|id))?[.:]?\s?[-–#(]{0,2}\s?"
    r"(?P<code>(?:[A-Z]{1,6}[ /_-])?(?=[\w/-]*\d{3})[A-Z0-9][\w/-]{2,})\)?\.?$",
    re.IGNORECASE,
)
_GLUED = re.compile(r"\b(?:[Oo]ur|[Mm]y) ?[Rr]ef(?:erence)?(?P<code>[A-Z]{1,6}[/-]?\d[\w/-]{2,20})")
"""A label and its code without a space, as a table in a PDF comes out: `Our RefJW/036`."""
_LETTERED = re.compile(
    r"\b[Rr]ef(?:erence)?(?: [Nn]umber| [Nn]o)?\.? ?[:#] ?(?P<code>[A-Z]{2,5}/[A-Z]{4,8})\b"
)
"""A code of letters only, which is one where words say so: `Reference Number: PLA/QRSTVW`."""
_BRACKETED = re.compile(r"[\[(](?P<code>(?=[^\])]{0,24}\d)[A-Z0-9][\w/.·:-]{2,24})[\])]$")
_IN_BRACKETS = re.compile(r"\((?P<code>(?:F[Oo]IR?|EIR|RFI)[/ -]?(?=[\w/-]*\d{3})[A-Z\d][\w/-]*)\)")
"""A code that says of itself that it is one, wherever it stands: requesters give it too."""
_LOGGED = re.compile(
    r"\d{1,2} \w+ (?:19|20)\d\d [–-] (?P<code>(?=[\w.]*\d{3})[\w.]+(?:[/-]\d{2,4})*) [–-] "
)
"""Behind its date, in a line of a log: `3 May 2019 - 0412.2018-19 - Car parks`."""
_CELL = re.compile(
    r"\|?\s{0,3}(?:our |foi |request |case )?(?:reference|ref|id)(?: (?:number|no))?\s{0,3}[|\t]"
    r"\s{0,3}(?P<code>(?=[^|\t]*\d)[A-Z0-9][\w/. -]{1,24}?)\s{0,3}(?:\||$)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"[-•*\s]{0,3}(?:our |your |foi |eir |request |case |unique )*"
    r"(?:reference|ref|id|case|number|no)"
    r"(?: (?:number|no|id))?\.?\s?:?$"
)
_NUMBER = re.compile(
    r"[-•*\s]{0,3}(?P<code>(?:[A-Z]{1,6}[ /_-])?(?=[\w/.-]*\d{2})[\w/.-]{2,20})(?:$| [Rr]eview of )"
)
"""A reference alone on its line, on one with its name, or on that below its name."""
_LEAD = re.compile(
    r"(?P<code>(?!(?:19|20)\d\d\b)\d{3,12}|[A-Z]{1,3}\d{1,6})(?=[.:]?(?:\s?[-–]\s|\s|$))"
)
"""A short code that opens the message and is set off from its first sentence."""
_SET_OFF = re.compile(r"(?:[.:]|\s?[-–]\s)")
_TITLE_WORDS = re.compile(
    r"\b(?:foia?|foisa|eirs?|freedom of information|environmental information"
    r"|information (?:request|access)|request|response|internal review|rfi)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\b(?:foi|foia|eir|ref|rfi|ir|case|request)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:invoices?|planning|applications?|contracts?|tenders?|orders?|po|account|polic(?:y|ies)"
    r"|forms?|lot|framework|statutory instrument|s\.?i\.?|ico|commissioner|decision notice|ext"
    r"|extension|tel|telephone|charity|company|vat|version|sheet|map|model|box|page|licen[cs]e|bus|route"
    r"|tribunal|court)"
    r"(?: (?:no|number|ref|reference|case))?[.:]?\s{0,2}[-–(#]{0,2}$",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\b(?:(?:previous|earlier|former|another|other|similar|original|first|last|duplicate)\b"
    r"[\w ,(:]{0,30}|(?:listed|published|included|given|answered|released) (?:in|with|under|as) "
    r"(?:\w+ ){0,2}|(?:relating|related|relate|response|reply|responses|further|linked) to (?:the "
    r"|my |your )?(?:foi )?(?:request |ref(?:erence)? )?|regarding (?:an? )?foi (?:request )?"
    r"|review (?:[a-z]{1,5}[\w/ -]*\d )?of (?:the |my |your )?(?:foi )?"
    r"|\b(?:concerning|handling of) (?:the |my |your )?(?:foi )?"
    r"|\bsent to you (?:on|of) \d{1,2} \w+ \d{4},?[ (]*|review (?:reference|ref)[ :.#-]{0,3}"
    r"|refer\w* to (?:your |the )?)$",
    re.IGNORECASE,
)
"""Words before the reference of some other request, or of this one where the review has its own."""
_PREFIXED = re.compile(
    r"(?:FOI|EIR|RFI|IR)[/-]?\d|[A-Z]{2,8}-(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z\d]{5,10}\s[-–]\s"
)
_NAMED_ONLY = frozenset(["quoted_request", "disclaimer", "review_rights", "signature"])
"""Parts in which a code counts only where words say that it is a reference."""
_MAIL_HEAD = re.compile(r"(?:>|\|?\s*(?:from|sent|to|date|on\b.{4,160}wrote)\s?:)", re.IGNORECASE)
_READ = 60
"""Sentences with a figure that are read of each source."""
_LOG_HEAD = 12
"""Sentences from the start in which a log may name the reference above the request."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    value: str
    evidence: Evidence
    score: float


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
        key = plain_code(candidate.value)
        scores[key] = max(scores.get(key, -9.0), candidate.score) + 0.2 * (key in scores)
    subject = plain_code(reading.reply.subject)
    asked = plain_code(reading.reply.request_text[:20_000])
    for key in scores:
        if key and key in subject and scores[key] >= 1.0:
            scores[key] += 1.0
        if key and key in asked:
            scores[key] -= 3.0
    best = max(
        candidates, key=lambda c: (round(scores[plain_code(c.value)], 2), c.score, len(c.value))
    )
    score = scores[plain_code(best.value)]
    if score < 1.0:
        return None
    return Fact("reference", best.value, best.evidence, min(0.98, 0.55 + score / 8))


def reference_beside(reply: Reply) -> Fact | None:
    """A reference that stands in the subject of a reply, or in the name of an attachment.

    For replies whose texts have none. Its evidence is of the sources `subject` and `file name`.
    """
    headers = [("subject", reply.subject)]
    headers += [("file name", source.name.rpartition(".")[0]) for source in reply.sources[1:]]
    for key, words in headers:
        if not words:
            continue
        words = words if key == "subject" else words.replace("_", "-")
        header = Reply((Source(key, words),), law=reply.law, request_text=reply.request_text)
        if found := find_reference(read_reply(header)):
            return found
    return None


# --- where they stand ---------------------------------------------------------------------------


def _candidates(reading: Reading) -> Iterator[_Candidate]:
    """What may be a reference, in each source from its own start."""
    source = -1
    first = seen = 0
    before = ""
    for number, sentence in enumerate(reading.sentences):
        if sentence.source != source:
            source, first, seen, before = sentence.source, number, 0, ""
        place = number - first
        head = place < _LOG_HEAD and not _MAIL_HEAD.match(sentence.raw)
        silent = (
            sentence.kind == "annex"
            or (sentence.kind == "contact" and "quot" not in sentence.low)
            or (
                sentence.kind == "quoted_request"
                and not (head or _IN_BRACKETS.search(sentence.raw))
            )
        )
        coded = any(map(str.isdigit, sentence.raw)) or _LETTERED.search(sentence.raw)
        if silent or seen >= _READ or not coded:
            before = sentence.low
            continue
        seen += 1
        early = 0.5 if seen <= 8 else 0.0
        yield from _named(reading, sentence, before, early)
        before = sentence.low
        titled = sentence.kind == "quoted_request" and _PREFIXED.match(sentence.raw)
        if titled or sentence.kind not in _NAMED_ONLY:
            yield from _unnamed(reading, sentence, place, seen, early)


def _named(reading: Reading, sentence: Sentence, before: str, early: float) -> Iterator[_Candidate]:
    """Codes with a word beside, or in the line above, that says that they are a reference."""
    text = reading.reply.sources[sentence.source].text
    start, end = sentence.span.start, min(sentence.span.end, sentence.span.start + 600)
    for match in _LABELLED.finditer(text, start, end):
        value = tidy(match["code"], text[match.end() : match.end() + 8])
        if not is_code(value, named=True):
            continue
        offset = match.start("code") + match["code"].find(value)
        whose = _whose(match["whose"] or "", match["what"] or "", value)
        mid = match.start() > start and text[match.start() - 1] != "("
        whose -= 0.9 * bool(mid and _COUNTED.fullmatch(match["what"] or ""))
        other = _elsewhere(text[max(start, match.start() - 50) : match.start()])
        field = 0.3 * (match.start() == start)
        score = 3.0 + early + whose + field - other
        yield _candidate(reading, sentence, value, offset, score)
    for lettered in _LETTERED.finditer(text, start, end):
        yield _candidate(reading, sentence, lettered["code"], lettered.start("code"), 3.0 + early)
    for glued in _GLUED.finditer(text, start, end):
        yield _candidate(reading, sentence, glued["code"], glued.start("code"), 3.8 + early)
    for bracketed in _IN_BRACKETS.finditer(text, start, end):
        yield _candidate(reading, sentence, bracketed["code"], bracketed.start("code"), 1.2)
    found = _ALONE.match(sentence.raw) or _CELL.match(sentence.raw) or _LOGGED.match(sentence.raw)
    if found is None and _LABEL.match(before):
        found = _NUMBER.match(sentence.raw)
    if found is not None:
        value = tidy(found["code"])
        offset = start + found.start("code") + found["code"].find(value)
        if is_code(value, named=True):
            yield _candidate(reading, sentence, value, offset, 3.2 + early)


def _unnamed(
    reading: Reading, sentence: Sentence, place: int, seen: int, early: float
) -> Iterator[_Candidate]:
    """Codes by their look and place: in a title, on a line of their own, at the very start."""
    text = reading.reply.sources[sentence.source].text
    start, end = sentence.span.start, min(sentence.span.end, sentence.span.start + 600)
    raw = text[start:end]
    short = seen <= 8 and len(raw) <= 160 and raw[-1] not in "?;,"
    title = short and bool(_TITLE_WORDS.search(raw)) and not _PROSE.match(raw)
    line = sentence.kind == "reference_line"
    if title:
        for match in _NUMBERED.finditer(text, start, end):
            if is_code(match["code"], named=True):
                yield _candidate(reading, sentence, match["code"], match.start("code"), 2.0 + early)
    if seen <= 4 and (boxed := _BRACKETED.search(raw)) and is_code(boxed["code"], named=True):
        alone = boxed.start() == 0
        score = 1.0 + early + 0.8 * alone + 0.5 * title
        yield _candidate(reading, sentence, boxed["code"], start + boxed.start("code"), score)
    if place == 0 and (lead := _LEAD.match(raw)) and _SET_OFF.match(raw, lead.end()):
        yield _candidate(reading, sentence, lead["code"], start, 1.6)
    for match in _TYPICAL.finditer(text, start, end):
        value = tidy(match["code"], text[match.end() : match.end() + 8])
        opening = start == match.start() and seen <= 3
        if not is_code(value, opening=opening and place == 0) and not (
            opening and re.fullmatch(r"\d{9,14}", value)
        ):
            continue
        follows = sentence.kind == "salutation" or (
            place <= 2 and _greets(raw, match.start() - start)
        )
        leads = (opening or follows) and seen <= 3
        ahead = text[max(start, match.start() - 50) : match.start()]
        score = (
            1.2 * (line or leads or title) + early + shape(value, ahead[-25:]) - _elsewhere(ahead)
        )
        offset = match.start("code") + match["code"].find(value)
        yield _candidate(reading, sentence, value, offset, score)


_COUNTED = re.compile(r"(?:foi |eir )?(?:case|request)", re.IGNORECASE)
"""Words that number this request, but in the middle of a sentence any other just as well."""
_PROSE = re.compile(r"(?:i|we|thank|further|in|as|with|this|following|you|please)\b", re.IGNORECASE)
_GREETING = re.compile(r"(?:dear|hi|hello|good \w+)\b[^,.]{0,40},\s?$", re.IGNORECASE)


def _greets(raw: str, offset: int) -> bool:
    """Whether nothing but a greeting stands before an offset."""
    return bool(_GREETING.match(raw[:offset])) if 0 < offset < 60 else False


def _elsewhere(ahead: str) -> float:
    """What the words before a code take from it: they say that it numbers something else."""
    return 3.0 * bool(_ELSEWHERE.search(ahead)) + 1.2 * bool(_ANOTHER.search(ahead))


def _candidate(
    reading: Reading, sentence: Sentence, value: str, offset: int, score: float
) -> _Candidate:
    source = reading.reply.sources[sentence.source]
    evidence = Evidence(source.key, offset, offset + len(value), value)
    return _Candidate(value, evidence, score - 0.3 * (sentence.source > 0))


def _whose(whose: str, what: str, value: str) -> float:
    """What the words of a label add: `our` most; a requester seldom has a number of his own."""
    whose = whose.lower()
    if whose in ("your", "y/r", "y/ref", "my", "m/r", "their"):
        return -0.8 if whose in ("your", "y/r", "y/ref") else 0.0
    return (
        (0.8 if whose in ("our", "o/r", "o/ref") else 0.0)
        + 0.3 * bool(_WORDS.search(what))
        + (0.3 if any(map(str.isalpha, value)) else 0.0)
        - 1.3 * what.lower().startswith("review")
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
