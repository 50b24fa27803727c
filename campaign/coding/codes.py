"""What a reference looks like: the shapes authorities give it, and what only looks like one."""

from __future__ import annotations

import re

_NOT_CODE = re.compile(
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d(?:[A-Z]| ?\([A-Z]+\))?"
    r"|COVID.*|\d{1,3}|\d[\d ]{3,} [\d ]{5,}|0\d{2,4} ?\d{3,4} "
    r"?\d{3,4}|(?:FOIA|FOI|Act|EIR|of|in|on) (?:19|20)\d\d|[A-Z]{1,2}\d[\dA-Z]?(?: ?\d[A-Z]{2})"
    r"?|[Qq]?\d|(?:[Ss]|[Ss]ection|SECTION|Q|Question|QUESTION|Regulation|PO BOX|No)"
    r"[ .]?\d.*|\d{1,2} [A-Za-z]+ \d{4}|[\d,.]+%?|.*\b\d{1,2}:\d\d\b.*"
    r"|\d+ ?(?:AM|PM|am|pm)|(?:19|20)\d\d ?[-–/] ?(?:19|20)\d\d"
    r"|(?:T|F|M|Tel)(?:[ .:]{1,2}0\d.*|0\d{9,})|\d{1,2}[-–][A-Z]{3,9}[-–](?:20)?\d\d"
    r"|(?:ISO|PCI|RM|DN|PO|WP|SI|BS|EN)[ /-]?\d.*|.*/(?:FUL|OUT|HOU|LBC|TPO|HSE|VAR|ADV|FULL)"
    r"|(?:[IVX]{1,4}|[A-Z])\. ?[\dSQ].*|(?:UKUT|UKFTT|UKSC|EWHC|EWCA|EA/?20\d\d).*"
    r"|(?:IC-\d{4,6}-[A-Z]\d[A-Z]\d|FS5\d{6,7}|FER\d{7})"
    r"|(?:19|20)?\d\d/\d\d(?: [\d.,]+)+|(?:19|20)?\d\d/\d\d ?[-–] ?(?:19|20)?\d\d/\d\d|PAGE\s+\d+"
    r"|(?:request-)?\d{6,7}-[\da-f]{8}|request-\d{3,8}(?:-\w*)?|(?:19|20)\d\d-\d\d-\d\d"
    r"|\d[\d.,]* ?[KMG]B|(?:19|20)\d\d \d{1,3})$",
    re.IGNORECASE,
)
"""Dates, amounts, sizes of files, telephones, postcodes, standards, planning cases, addresses."""
_NAMED = re.compile(
    r"\d{3,16}|\d{1,5}/\d{2,4}|\d{3}-\d\d|\d{3,6}\.\d{3,6}(?:[.-]\d{2,4}){0,2}|[A-Z]{1,6} \d{1,6}"
)
"""What is a reference where words say so, though it looks like a number or an amount."""
_BEGINS_WITH_A_WORD = re.compile(r"[a-z]{3,} ")
_PROVISION = re.compile(r"(?:EIRs?|FOIA|FOISA) \d{1,2}")
"""The head of a citation such as `EIR 12(4)(b)`."""


_MONTH = re.compile(r"(?:st|nd|rd|th)?\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", re.I)


def is_code(value: str, named: bool = False, opening: bool = False) -> bool:
    """Whether a token may be a reference.

    `named` where a word beside it says that it is one, `opening` where the message begins with it.
    """
    if _PROVISION.fullmatch(value):
        return False
    if named and _NAMED.fullmatch(value):
        return True
    if (
        _BEGINS_WITH_A_WORD.match(value)
        or not 3 <= len(value) <= 40
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


def tidy(code: str, behind: str = "") -> str:
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


def shape(value: str, before: str) -> float:
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


def plain_code(text: str) -> str:
    """The letters and digits of a code, by which two ways to write it are one."""
    return re.sub(r"[^a-z0-9]", "", text.lower())
