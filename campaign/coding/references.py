"""The reference that an authority gave the request, however and wherever its letter writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from campaign.coding.model import Evidence, Fact, Reply, Source
from campaign.coding.reading import Reading, Sentence, read_reply

# --- how references look ------------------------------------------------------------------------

_LABELLED = re.compile(
    r"\b(?P<whose>our|your|my|y/r|m/r|o/r|y/ref|o/ref|their)?[ \t]*(?P<what>(?:(?:foi|"
    r"foia|eir|case|request|enquiry|complaint|unique|internal|information|icasework|"
    r"review)[ \t]+){0,3}(?:(?:references?|ref|cyfeirnod)\b\.?(?:[ \t]*(?:number|no|"
    r"id|code)\b\.?)?)|(?:foi|foia|eir|case|request|enquiry|complaint)[ \t]*(?:number|"
    r"no\.|no|id)\b|(?:our|your) number\b|(?:numbered|logged)(?: it)?(?: as)?|\bm/r|\bo/r|\by/r"
    r"|(?:please )?quot(?:e|ing)(?: (?:the |this |your )?(?:reference|ref)(?: number)?)?"
    r"|(?<=\()request|request(?= [a-z]{1,5}[-/]?\d{4,12}\b)|case)"
    r"[ \t]*(?:(?:"
    r"for it|for this|is|was|refers to|:|#|-|–|/(?=[ \t]))[ \t]*){0,3}[\[(]?(?P<code>(?:(?:FOI|EIR|"
    r"RFI|IR|SAR|FOIA|IAR|REF|CAS|F|IM|CRN)[ /:–-]{1,3})?[=A-Za-z0-9][\w/.·:<>&=-]*[\w>)"
    r"](?: ?\([A-Z]{2,5}\))?(?:[ ](?=[\w/.-]*\d)[A-Z0-9][\w/.-]*){0,3})",
    re.IGNORECASE,
)
_TYPICAL = re.compile(
    r"(?<![\w/.@-])(?!(?:19|20)\d\d\s[-–]\s)"
    r"(?P<code>=?(?:\d{2,4}[A-Z]{2,5}\d{2,7}|\d{9,14}|\d{2,8} FOI"
    r"|[A-Z]{2,8}[-/](?=[A-Z]{0,9}\d)(?=\d{0,9}[A-Z])[A-Z\d]{5,10}"
    r"|(?:(?:[A-Z]{1,8}|F[Oo]I)[ /._·:–-]{0,3}){0,3}\d{1,13}"
    r"(?:(?:\s[-–]\s(?=\d{4,6}\b)|[/._·:-]{1,2})"
    r"(?:\d{1,8}|[A-Z]{1,5}\d{0,6}(?![a-z])|(?=[A-Z\d]*\d)[A-Z\d]{4,10})|[ ](?:\d{1,8}|"
    r"[A-Z]{1,3}\d{1,6})(?![\d,.]*[\w%])){0,4}[A-Z]{0,6})(?: ?\([A-Z]{2,5}\))?)(?![\w@])"
)
_NUMBERED = re.compile(
    r"(?:request|response|reply|review|foia?|eir|enquiry|case|ref|information)s?"
    r"[ .]{0,2}[-–—:#(\[]{1,2}[ ]?(?:no\.? )?(?P<code>\d{4,12})(?=$|[\])\s:;,–])",
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
_NOT_CODE = re.compile(
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d(?:[A-Z]| ?\([A-Z]+\))?"
    r"|COVID.*|\d{1,3}|\d[\d ]{3,} [\d ]{5,}|0\d{2,4} ?\d{3,4} "
    r"?\d{3,4}|(?:FOIA|FOI|Act|EIR|of|in|on) (?:19|20)\d\d|[A-Z]{1,2}\d[\dA-Z]?(?: ?\d[A-Z]{2})"
    r"?|[Qq]?\d|(?:[Ss]|[Ss]ection|SECTION|Q|Question|QUESTION|Regulation|PO BOX|No)"
    r"[ .]?\d.*|\d{1,2} [A-Za-z]+ \d{4}|[\d,.]+%?|.*\b\d{1,2}:\d\d\b.*"
    r"|\d+ ?(?:AM|PM|am|pm)|(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d"
    r"|(?:T|F|M|Tel)[ .:]{0,2}0\d.*|\d{1,2}[-–][A-Z]{3,9}[-–](?:20)?\d\d"
    r"|(?:ISO|PCI|RM|DN|PO|WP|SI|BS|EN)[ /-]?\d.*|.*/(?:FUL|OUT|HOU|LBC|TPO|HSE|VAR|ADV|FULL)"
    r"|(?:[IVX]{1,4}|[A-Z])\. ?[\dSQ].*|(?:UKUT|UKFTT|UKSC|EWHC|EWCA|EA/?20\d\d).*"
    r"|(?:IC-\d{4,6}-[A-Z]\d[A-Z]\d|FS5\d{6,7}|FER\d{7})"
    r"|request-\d{3,8}(?:-\w*)?|(?:19|20)\d\d-\d\d-\d\d|\d[\d.,]* ?[KMG]B)$",
    re.IGNORECASE,
)
"""Dates, amounts, sizes of files, telephones, postcodes, standards, planning cases, addresses."""
_YEARS = re.compile(r"(\d\d)/(\d\d)$")
_ELSEWHERE = re.compile(
    r"\b(?:invoices?|planning|applications?|contracts?|tenders?|orders?|po|account|polic(?:y|ies)"
    r"|forms?|lot|framework|statutory instrument|s\.?i\.?|ico|commissioner|decision notice|ext"
    r"|extension|tel|telephone|charity|company|vat|version|sheet|map|model|box|page|licen[cs]e|bus|route)"
    r"(?: (?:no|number|ref|reference|case))?[.:]?\s{0,2}[-–(#]{0,2}$",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\b(?:(?:previous|earlier|former|another|other|similar|original|first|last|duplicate)\b"
    r"[\w ,(:]{0,30}|(?:listed|published|included|given|answered|released) (?:in|with|under|as) "
    r"(?:\w+ ){0,2}|(?:relating|related|relate|response|reply|responses|further|linked) to (?:the "
    r"|my |your )?(?:foi )?(?:request |ref(?:erence)? )?|regarding (?:an? )?foi (?:request )?"
    r"|review of (?:the |my |your )?(?:foi )?|review (?:reference|ref)[ :.#-]{0,3}"
    r"|refer\w* to (?:your |the )?)$",
    re.IGNORECASE,
)
"""Words before the reference of some other request, or of this one where the review has its own."""
_PREFIXED = re.compile(r"(?:FOI|EIR|RFI|IR)[/-]?\d")
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
        key = _plain_code(candidate.value)
        scores[key] = max(scores.get(key, -9.0), candidate.score) + 0.2 * (key in scores)
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


def _plain_code(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


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
            or (sentence.kind == "quoted_request" and not head)
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
        value = _tidy(match["code"], text[match.end() : match.end() + 8])
        if not _is_code(value, named=True):
            continue
        offset = match.start("code") + match["code"].find(value)
        whose = _whose(match["whose"] or "", match["what"] or "", value)
        mid = match.start() > start and text[match.start() - 1] != "("
        whose -= 0.9 * bool(mid and _COUNTED.fullmatch(match["what"] or ""))
        other = _elsewhere(text[max(start, match.start() - 50) : match.start()])
        yield _candidate(reading, sentence, value, offset, 3.0 + early + whose - other)
    for lettered in _LETTERED.finditer(text, start, end):
        yield _candidate(reading, sentence, lettered["code"], lettered.start("code"), 3.0 + early)
    for glued in _GLUED.finditer(text, start, end):
        yield _candidate(reading, sentence, glued["code"], glued.start("code"), 3.8 + early)
    found = _ALONE.match(sentence.raw) or _CELL.match(sentence.raw)
    if found is None and _LABEL.match(before):
        found = _NUMBER.match(sentence.raw)
    if found is not None:
        value = _tidy(found["code"])
        offset = start + found.start("code") + found["code"].find(value)
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
            if _is_code(match["code"], named=True):
                yield _candidate(reading, sentence, match["code"], match.start("code"), 2.0 + early)
    if seen <= 4 and (boxed := _BRACKETED.search(raw)) and _is_code(boxed["code"], named=True):
        alone = boxed.start() == 0
        score = 1.0 + early + 0.8 * alone + 0.5 * title
        yield _candidate(reading, sentence, boxed["code"], start + boxed.start("code"), score)
    if place == 0 and (lead := _LEAD.match(raw)) and _SET_OFF.match(raw, lead.end()):
        yield _candidate(reading, sentence, lead["code"], start, 1.6)
    for match in _TYPICAL.finditer(text, start, end):
        value = _tidy(match["code"], text[match.end() : match.end() + 8])
        opening = start == match.start() and seen <= 3
        if not _is_code(value, opening=opening and place == 0) and not (
            opening and re.fullmatch(r"\d{9,14}", value)
        ):
            continue
        follows = sentence.kind == "salutation" or (
            place <= 2 and _greets(raw, match.start() - start)
        )
        leads = (opening or follows) and seen <= 3
        ahead = text[max(start, match.start() - 50) : match.start()]
        score = (
            1.2 * (line or leads or title) + early + _shape(value, ahead[-25:]) - _elsewhere(ahead)
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


_MONTH = re.compile(r"(?:st|nd|rd|th)?\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.I)


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
        score += 0.4
    elif digits >= 5 or re.search(r"\d[/-]\d", value):
        score += 0.3
    if re.search(
        r"(?:ref|reference|request|number|no|foi|case|quote|as|our|of)[\s.:#(\[-]{0,3}$",
        before,
        re.IGNORECASE,
    ):
        score += 0.6
    return score


def _tidy(code: str, behind: str = "") -> str:
    """A code without the words around it; `behind` is what follows, where a date may begin."""
    month = _MONTH.match(behind)
    code = re.sub(
        r"^(?:ACT|Act|OF|FOR|for|of|No|NO) (?:(?:19|20)\d\d )?[-–]? ?", "", code.strip(" \t.,;:-–(")
    )
    # Words in capitals before it are a title's, not its own.
    code = re.sub(r"^(?:(?:[A-Z]{7,}|AND|ACT|OF|THE|NO|REF|CASE)[ .:#–-]+)+", "", code)
    code = re.sub(r"^(?:(?:ref|Ref)[ .:]+|(?:is|was|as) )", "", code)
    code = re.sub(r"(?<=\w)[ ]\d{1,2}$", "", code) if month else code
    # "FOI GHP 8503/26": where letters of its own follow, FOI only says what it numbers.
    code = re.sub(r"^(?:FOI|EIR)[ ](?=[\d/.-]*[A-Z]{2,})", "", code)
    if code.count("(") < code.count(")"):
        code = code.rstrip(")")
    code = re.split(
        r"\s(?:and|dated?|received|which|for|has|is|was|as|in|to|the|on|of|we|from|please"
        r"|refers?)\b",
        code,
        maxsplit=1,
    )[0]
    return code.strip(" \t.,;:-–")


_PROVISION = re.compile(r"(?:EIRs?|FOIA|FOISA) \d{1,2}")
"""The head of a citation such as `EIR 12(4)(b)`."""


def _is_code(value: str, named: bool = False, opening: bool = False) -> bool:
    """Whether a token may be a reference.

    `named` where a word beside it says that it is one, `opening` where the message begins with it.
    """
    if _PROVISION.fullmatch(value):
        return False
    if named and re.fullmatch(r"\d{3,16}|\d{1,5}/\d{2,4}|[A-Z]{1,6} \d{1,6}", value):
        return True
    if (
        not 3 <= len(value) <= 40
        or not any(map(str.isdigit, value))
        or "@" in value
        or "://" in value
        or value.lower().startswith("www")
    ):
        return False
    years = re.fullmatch(r"((?:19|20)?\d\d)[/-](?:20)?(\d\d)", value)
    if years and int(years[2]) in (int(years[1]) % 100 + 1, int(years[1]) % 100 + 2):
        return False
    if re.fullmatch(r"\d{1,3}[-–]\d{1,3}", value):
        return opening
    return not _NOT_CODE.match(value)
