"""Text cut into sentences and lines, with offsets, however badly it is wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_TERMINAL = ".?!:;"
_LINE = re.compile(r"([^\r\n\x0b\x0c\x85\u2028\u2029]*+)(?:\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]|\Z)")
_BREAK = re.compile(r"[\r\n\x0b\x0c\x85\u2028\u2029]")
_MARKER = re.compile(
    r"(?:q(?:uestion)?\s{0,2}\d{1,3}|a(?:nswer)?\s?\d{1,3}|\d{1,2}[a-z](?=\s?[–-]\s)|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]"
    r"|[•·▪●○◦\-–—*\uf0b7])(?=\s|$|[.:)])",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"(?:Unfortunately|However|Therefore|Furthermore|Thank you|Further to|We|I (?!\d)|You|Your "
    r"(?:request|e-?mail)|This|These|There|It|Please|If|Under section|Our (?:response|answer)"
    r"|Dear)\b"
)
"""Words that begin a sentence, whatever the line before lacks at its end."""
_KEY_VALUE = re.compile(r"[A-Z][\w /'’&]{1,30}:\s")
_END = re.compile(r"(?<![.!?])[.!?]++[\"'”’)\]]?+(?=\s)")
_ANSWER_WITHIN = re.compile(
    r"(?<=\s)(?=(?:(?:Our|The|Council|Trust) )?(?:Response|Reply|Answer)\s?:\s{0,2}[A-Z0-9£])"
)
"""Where an answer begins in the middle of a line, as on pages that lost their line breaks."""
_LONGEST = 1500
"""Code points: what is longer is no sentence, and is cut at a space so that it reads in time."""
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:no|nos|s|ss|sec|sect|reg|regs|para|paras|art|mr|mrs|ms|dr|prof|st|e\.g|i\.e"
    r"|eg|ie"
    r"|etc|ltd|inc|co|approx|ref|tel|ext|vol|v|vs|cf|inst|dept|fig|c|p|pp|q|\w)\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `text[start:end]`, offsets in code points."""

    start: int
    end: int


_FLAT = 600
"""Code points of a line from which on it is taken for a text that lost its line breaks."""
_TURN = re.compile(
    "|".join(
        (
            # greetings and farewells
            r"(?<=\s)(?=(?:Dear|Annwyl) (?:[A-Z]|all\b)|Good (?:[Mm]orning|[Aa]fternoon),? [A-Z])",
            r"(?<=\s)(?=(?:Yours (?:sincerely|faithfully|truly)|Regards"
            r"|(?:Kind|Best|Warm|Many) (?:regards|wishes|thanks))\b)",
            # fields, and what a mail program puts above a mail
            r"(?<=\s)(?=(?:(?:Our|Your|My)|(?<![a-z] )FOI) [Rr]ef\w*\b|Subject:|Sent: |To: )",
            r"(?<=\s)(?=-{3,} ?Original|From: .{3,90} (?:Sent|Date|To): |On .{6,90} wrote:)",
            # headings
            r"(?<=\s)(?=(?:Appendix|Annex|Schedule)\b(?: [A-Z\d]\b)?:? [A-Z])",
            r"(?<=\s)(?=(?:Our )?(?:Response|RESPONSE|Request|REQUEST|Answer|Decision|DECISION)"
            r"(?: [Dd]etails?)?(?:\s?:|(?= \d{1,2}[.)] )))",
            r"(?<=[.?!;)\]\"] )(?=(?:Response|[A-Z]{5,}(?: (?:[A-Z]{2,}|[Aa]nd))*"
            r"|Complaint [Rr]ights|Internal [Rr]eview|Legal [Aa]nnex|Public [Ii]nterest [Tt]est)"
            r" [A-Z\d])",
            # points
            r"(?<=\s)(?=Q\d{1,2}[.):]|(?<!\d\d )Q\d{1,2} [A-Z]|Question \d{1,2}\b|[•·▪●] )",
            r"(?<=[.?!:;)\]\"] )(?=(?:\d{1,2}[a-z]?|[a-z]|[ivx]{1,4})[.)] [A-Z(])",
            # how sentences begin, below a title without a full stop
            r"(?<=[A-Za-z\d)\]] )(?=(?:Thank you for|Further to|In accordance with|If you"
            r"|Please (?:find|see|note)|You (?:asked|have|may|can)|I (?:refer|write|can confirm)"
            r"|We (?:are|can|have|do|refer|write|confirm))\b)",
            r"(?<=[A-Z\d)\]] )(?=I (?:am|have|can|do|note)\b)",
        )
    )
)
"""Where a new line must have begun, in a text that lost its line breaks."""
_GREETED = re.compile(
    r"(?:Dear|Annwyl) (?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.? )?"
    r"[A-Z][\w'’-]{0,30}(?: [A-Z][\w'’-]{0,30}){0,3}?"
    r"(?:,|(?= (?:Thank|Further|I|We|Re|RE|FOI|Freedom|FREEDOM|Your|YOUR|Our|Request|REQUEST|This"
    r"|In|You|On|Please|With|Following|Information|Ref|\d)\b))"
)
"""A greeting, up to its comma or to the word that begins the letter."""


def lines(text: str) -> Iterator[Span]:
    """Every line of a text in order, without its line break (also form feeds and NEL).

    A line so long that its breaks must have been lost is cut where they plainly were.
    """
    for match in _LINE.finditer(text):
        start, end = match.span(1)
        if end - start >= _FLAT:
            yield from _broken(text, start, end)
        elif start < len(text):
            yield Span(start, end)


def _broken(text: str, start: int, end: int) -> Iterator[Span]:
    for turn in _TURN.finditer(text, start, end):
        if turn.start() <= start:
            continue
        yield Span(start, turn.start())
        start = turn.start()
        if greeted := _GREETED.match(text, start, end):
            yield Span(start, greeted.end())
            start = greeted.end()
    yield Span(start, end)


@lru_cache(maxsize=16)
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences, headings, list items and short lines of a text, white space trimmed.

    Lines that a mail program or a PDF wrapped are put together again, also across one empty
    line where the sentence plainly goes on; a list marker stays with its item; a line quoted
    with `>` is a span of its own. Linear in the length of the text.
    """
    found: list[Span] = []
    for start, end in _runs(text):
        found.extend(_split(text, start, end))
    return tuple(found)


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Lines joined into runs of prose."""
    run: tuple[int, int] | None = None
    line_length = blanks = 0
    for line in lines(text):
        start, end = _trim(text, line.start, line.end)
        if start == end:
            blanks += 1
            continue
        if run and _goes_on(text, run[1], line_length, start, end, blanks):
            run = (run[0], end)
        else:
            if run:
                yield run
            run = (start, end)
        line_length, blanks = end - start, 0
    if run:
        yield run


def _goes_on(text: str, run_end: int, length: int, start: int, end: int, blanks: int) -> bool:
    """Whether the line at `start` continues the one that ended at `run_end`."""
    if text[start] in ">|" or blanks > 1:
        return False
    if not _BREAK.search(text, run_end, start):
        return False
    last = text[run_end - 1]
    head = text[start : start + 40]
    if last in _TERMINAL or last == "|" or text[run_end - 3 : run_end] in ("---", "___"):
        # A wrapped line may well end a sentence; the next then starts its own.
        return False
    if _MARKER.match(head):
        return False
    first = text[start]
    if _OPENER.match(head):
        return False
    if blanks:
        return first.islower() and length >= 25
    if first.islower() or first in "(&":
        return length >= 12 or end - start >= 60
    if _KEY_VALUE.match(head):
        return False
    return length >= 55 and not (head.isupper() and end - start < 60)


def _split(text: str, start: int, end: int) -> Iterator[Span]:
    """One run of prose cut at the ends of its sentences, and before "Response:"."""
    for within in _ANSWER_WITHIN.finditer(text, start + 20, end):
        yield from _cut(text, start, within.start())
        start = within.start()
    yield from _cut(text, start, end)


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    begin = start
    for match in _END.finditer(text, start, end):
        stop = match.end()
        if stop >= end:
            break
        piece = text[max(begin, stop - 12) : stop]
        following = text[stop : stop + 4].lstrip()[:1]
        if text[match.start()] == "." and (
            _ABBREVIATION.search(piece) or (following.islower() and following.isascii())
        ):
            continue
        if text[match.start()] == "." and stop - begin <= 6 and _MARKER.match(text[begin:stop]):
            continue
        yield from _short(text, begin, stop)
        begin = stop
    yield from _short(text, begin, end)


def _short(text: str, start: int, end: int) -> Iterator[Span]:
    """One sentence, trimmed, in pieces of at most `_LONGEST`."""
    start, end = _trim(text, start, end)
    while end - start > _LONGEST:
        space = text.rfind(" ", start + 1, start + _LONGEST)
        cut = space if space > 0 else start + _LONGEST
        yield Span(*_trim(text, start, cut))
        start, end = _trim(text, cut, end)
    if start < end:
        yield Span(start, end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
