"""Names as replies give them: products, suppliers, companies, alone or in a sentence."""

from __future__ import annotations

import re

from .values import Found

_NAME_LEAD = re.compile(
    r"^(?:=\s)?[\s\-–:•*>\"'“‘]*(?:(?:the |it is |it was |this is |this was |they are |they were "
    r"|we (?:use|used|trialled|have|had)"
    r" |an? (?:in-house )?(?:tool|system|product) (?:called|named) |name(?:s"
    r"|d)?(?: of [a-z ]{3,30})?"
    r"|software|product|system|tool|supplier|(?:is|was|are|were|called)\b)[\s:–-]*){0,5}",
    re.IGNORECASE,
)
_NAME_TAIL = re.compile(r"[\s.,;:\"'”’)]+$")
_NO_NAME = re.compile(
    r"\b(?:please|attached|information|request|section|question|yes|no|held|hold|see|above|below|"
    r"our|would|could|because|which|that|provide[ds]?|exempt|therefore|however|during|unable"
    r"|not|costs?)\b|£",
    re.IGNORECASE,
)
_IN_BRACKETS_BEHIND = re.compile(r"\s*\([^()]{0,90}\)[\s.]*$")
"""What a name is for, or who uses it."""


def names(text: str) -> tuple[Found, list[str]] | None:
    """The names that a short answer gives, with the span of them all; None if it is not names."""
    line = re.split(r"\n\s*\n|(?<=[a-z)™®\d])\.\s+(?=[A-Z])", text, maxsplit=1)[0]
    lead = _NAME_LEAD.match(line)
    start = lead.end() if lead else 0
    body = _NAME_TAIL.sub("", _IN_BRACKETS_BEHIND.sub("", line[start:]))
    body = re.sub(
        r"\s+(?:in both cases|in (?:all|each|every) (?:cases?|years?)|throughout|for all years)$",
        "",
        body,
    )
    if not body.strip() or len(body) > 160 or _NO_NAME.search(body):
        return None
    parts = re.split(
        r"\s*(?:[;\n•|]|,(?!\s?(?:Ltd|Inc|LLC|plc))|\band\b|\s&\s(?=[A-Z]\w+\s))\s*", body
    )
    cleaned = [_NAME_TAIL.sub("", p.strip(" \t\"'“‘-–•*")) for p in parts]
    cleaned = [p for p in cleaned if p]
    if not cleaned or not all(re.search(r"[A-Z0-9=]", p[:3]) or p[0].isupper() for p in cleaned):
        return None
    if any(len(p.split()) > 8 for p in cleaned):
        return None
    return Found(start, start + len(body), body), cleaned


_CAPITAL = r"[A-Z=][\w™®+&./’-]*"
_TITLE = (
    rf"(?P<name>{_CAPITAL}(?:\s+(?:{_CAPITAL}|\d[\w.]*|v\d[\w.]*|version \d[\d.]*))" + r"{0,5})"
)
_NAMED_SO = re.compile(
    r"\b(?i:us(?:es?|ed|ing)|called|named|known as|supplied by|provided by|supplier is|provider is"
    rf"|product is|software is|system is)\s+(?i:(?:the|an?)\s+)?[\"'“‘]?{_TITLE}"
)
_GOES_BY = re.compile(
    r"\b(?:(?:logged|recorded|managed|handled|processed|tracked) (?:on|in|with|through|via|by)"
    r"|(?:run|made|built|done|supplied|manufactured|provided) by|sent to"
    r"|(?:bought|purchased) from) "
    rf"(?:(?:the|an?|our) (?:(?:system|product|software|company) )?)?(?:called )?{_TITLE}"
)
_OURS_IS = re.compile(
    rf"^\W*(?i:our|the|its|this) (?:[a-z]+ ){{1,4}}(?:is|are|was|were) (?:called |named )?{_TITLE}"
)
_IS_USED = re.compile(
    rf"^\W*{_TITLE}\s+(?:is|was|are|were)\s+(?:currently |also )?(?:used|in use|deployed|the\b)"
)
_NO_TITLE = re.compile(
    r"(?:The|This|That|These|It|We|Our|Yes|No|None|Nil|A|An|In|For|Please|Section|Act|FOIA?|EIRs?|"
    r"SARs?|Council|Trust|University|Officers?|Information|Freedom|Data|There|All|Any|Staff|"
    r"January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


def name_in_prose(text: str) -> tuple[Found, list[str]] | None:
    """The one name that the first sentence of an answer gives: "We use Larkspur 2 for this"."""
    line = re.split(r"\n\s*\n|(?<=[a-z)\d])\.\s+(?=[A-Z])", text, maxsplit=1)[0][:400]
    match = (
        _IS_USED.match(line)
        or _NAMED_SO.search(line)
        or _GOES_BY.search(line)
        or _OURS_IS.match(line)
    )
    if match is None or re.search(r"\b(?:not|no longer|never)\b", line[: match.start("name")]):
        return None
    name = match["name"].rstrip(".,;:'’-/")
    if _NO_TITLE.match(name):
        return None
    start = match.start("name")
    return Found(start, start + len(name), name), [" ".join(name.split())]
