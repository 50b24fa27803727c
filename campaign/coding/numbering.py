"""Question numbers, labels and references back with which the lines of a reply open."""

from __future__ import annotations

import re

_COUNT = r"\d{1,2}"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
# "Q3 - 12" gives twelve as the answer; "Q3 - 12: No" is about ten questions.
_CLOSED = rf"(?:questions?|q)?\s?\(?{_COUNT}\)?\s?(?::|[.)]\s*\S|[-–]\s)"
_ANCHOR = re.compile(
    rf"^[\s>*•·\-–\"'“‘]*(?:(?P<word>(?:in (?:answer|response|reply|relation|respect"
    rf"|regard) (?:to|of) |"
    rf"with (?:regard|respect) to |as (?:for|to) |regarding |for )?(?:your )?(?:(?:our "
    rf"|the )?(?:answers?|response|reply)(?: (?:to|for))?(?: your)? ?)?"
    rf"(?:questions?|ques|qs?|points?|items?|nos?|numbers?|requests?|parts?)\.? ?(?:numbers?"
    rf"|nos?\.?)? ?|a(?:nswers?)? ?(?=\d)|response (?:to )?(?=\d)|re:? (?=q))"
    rf"(?P<first>\(?{_COUNT}\)?)|(?P<bare>\(?{_COUNT}(?=\s?[.):,&]|[-–]\d{{1,2}}\s?[.):]|\s[-–]"
    rf"|\t|\s(?:&|and|to)\s\d)))"
    rf"(?P<sub>\(?[a-h]\)?(?=[\s.):]))?"
    rf"(?P<more>(?:(?:\s?(?:,|&|and|to|/|,\s?and)\s?|\s?[-–](?=\S)|\s[-–]\s(?={_CLOSED})"
    rf"|[.)]\s?(?:[-–]|to|and|&)\s?(?={_COUNT}[.):]\s*\S))(?:questions?"
    rf"|q)?\s?\(?{_COUNT}\)?(?![\d.,]\d|\d|[/%]|(?:st|nd|rd|th)?\s+{_MONTH}))*)"
    rf"\s*(?P<end>[.):\-–—\t]+(?=\s|\D|$)|(?=\s(?!(?:19|20)\d\d)\d[\d,.]*(?:\s+[a-z]|\s*$))|(?=\s\(|\s[A-Z£“\"<]|\s*$|,?\s(?:is|are|was|we|the|no"
    rf"|yes|not)\b)|(?=,\s[A-Za-z]))",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"(,|&|and|or|to|-|–|/)\s?(?:questions?|points?|q)?\s?\(?(\d{1,2})", re.IGNORECASE
)
LABEL = re.compile(
    r"^[\s>*•\-–]*(?:(?:our |the )?(?:answer|response|reply)(?: to (?:the )?(?:question"
    r"|q)\.? ?\d{0,2})?|a ?\d{0,2}|r)\s?[:.)\-–]+\s*",
    re.IGNORECASE,
)
SAME = re.compile(
    r"^\W*(?:(?:please )?(?:see|refer to|as per|as in|same as"
    r"|as for)\b[^.\d]{0,40}?(?:\b(?:question|q|answer|response|point"
    r"|part)s?\b[^.\d]{0,12}(?P<n>\d{1,2})|\babove\b|\bprevious\b)"
    r"|as (?:above|before|previously)|ditto|same as above|(?:the )?same(?: answer)?(?=\W|$))",
    re.IGNORECASE,
)


def _numbers(match: re.Match[str]) -> tuple[int, ...]:
    return listed((match["first"] or match["bare"]) + match["more"])


def listed(text: str) -> tuple[int, ...]:
    """The numbers that a list names, ranges filled: `1, 3 and 5 to 7`."""
    first = re.search(r"\d{1,2}", text)
    if first is None:
        return ()
    numbers = [int(first[0])]
    for joiner, digits in _NEXT.findall(text, first.end()):
        number = int(digits)
        if joiner.lower() in {"to", "-", "–"} and numbers[-1] < number < numbers[-1] + 40:
            numbers.extend(range(numbers[-1] + 1, number + 1))
        else:
            numbers.append(number)
    return tuple(dict.fromkeys(numbers))


def anchor(text: str) -> tuple[tuple[int, ...], int, bool] | None:
    """Question numbers that a line opens with, where its own words begin, and whether in words.

    `Q1-3: No` gives (1, 2, 3); a plain `4.` counts too, but says less (the last value is False).
    """
    match = _ANCHOR.match(text)
    if match is None:
        return None
    if (
        match["bare"]
        and re.match(r"\s?[.,:]\s?\d", text[match.end("bare") :])
        and not re.match(r"\.\s", text[match.end("bare") :])
    ):
        return None
    numbers = _numbers(match)
    if (
        match["bare"]
        and match["bare"].startswith("(")
        and not text[match.end("bare") :].startswith(")")
    ):
        return None
    return (numbers, match.end(), bool(match["word"])) if 0 < numbers[0] < 60 else None


def same_as(text: str) -> int | None:
    """0 where a text says "as above", a number where it points to a question's answer."""
    match = SAME.match(text[:120])
    if match is None:
        return None
    return int(match["n"]) if match["n"] else 0


def pointer_end(text: str) -> int:
    """Where a pointer such as `as above` ends; 0 where there is none."""
    match = SAME.match(text[:120])
    return match.end() if match else 0


def unlabelled(text: str) -> int:
    """Where the answer begins behind a label such as `Answer:` or `A1.`."""
    how = re.match(r"\W*\([a-z][^()\d]{0,60}\)\s*[-–:.]?\s*", text, re.IGNORECASE)
    start = how.end() if how else 0
    match = LABEL.match(text[start:])
    return start + match.end() if match else start
