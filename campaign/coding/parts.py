"""A message cut into parts, so that only the authority's own words are read as its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from campaign.coding.logs import requests_above
from campaign.coding.phrases import joined, table
from campaign.coding.quoting import Quoting, is_plea, mail_quotes
from campaign.coding.sentences import Span, sentences

PartKind = Literal[
    "salutation",
    "own",  # the authority's own words
    "quoted_request",  # our letter come back, with > or in a section of its own
    "reference_line",
    "annex",  # statutory text that nobody relied on, and whatever lies beyond READ_AT_MOST
    "review_rights",
    "signature",
    "disclaimer",
    "heading",
    "contact",
]

READ_AT_MOST = 400_000
"""Code points read of one text; a longer one is a book or a bomb, and its rest goes unread."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text and what it is; offsets in code points, white space included."""

    kind: PartKind
    start: int
    end: int


def read_parts(text: str, request_text: str = "") -> tuple[Part, ...]:
    """Cut a message or an attachment's text into parts.

    The parts tile the text: the first starts at 0, each starts where the one before it ends,
    and the last ends at `len(text)`. `request_text` is our own letter; what is repeated from it
    is `quoted_request`, and without it the shape and voice of the sentences must do. An empty
    text has no parts.
    """
    if not text:
        return ()
    return tile(read_sentences(text, request_text), len(text))


def tile(kinds: Sequence[tuple[Span, PartKind]], length: int) -> tuple[Part, ...]:
    """Parts of a text of some length from its sentences."""
    return tuple(_tile(kinds, length)) if length else ()


def _tile(kinds: Sequence[tuple[Span, PartKind]], length: int) -> Iterable[Part]:
    """Parts without gaps from classified sentences: white space goes to the part before."""
    start, kind = 0, kinds[0][1] if kinds else "own"
    for span, next_kind in kinds:
        if next_kind != kind:
            if span.start > start:
                yield Part(kind, start, span.start)
            start, kind = max(start, span.start), next_kind
    if length > READ_AT_MOST:
        yield Part(kind, start, READ_AT_MOST)
        start, kind = READ_AT_MOST, "annex"
    yield Part(kind, start, length)


# --- what one line or sentence looks like -------------------------------------------------------

_SALUTATION = re.compile(
    r"(?:dear|hi|hello|good (?:morning|afternoon|evening|day)|to whom it may|annwyl|hei|bore da)\b"
    r"[^.?]{0,60}$"
)
_FAREWELL = joined("parts.farewell")
_FAREWELL_INLINE = re.compile(r"yours? (?:sincerely|faithfully)\b.{0,120}$")
_REFERENCE = joined("parts.reference")
_SUBJECT = joined("parts.subject")
_CODE_LINE = re.compile(
    r"(?!(?:19|20)\d\d ?[-–:]|[SQA]\.?\d)(?=.*[A-Z])(?=.*\d.*\d)"
    r"[A-Z0-9=][A-Z0-9/.·()<>b_-]*(?: [A-Z0-9/.·()<>b_-]+){0,3}$"
)
_ADDRESS = joined("parts.address")
_REVIEW_HEADING = joined("parts.review_heading")
_REVIEW = joined("parts.review")
_REVIEW_ON = joined("parts.review_on")
_OFFERS = joined("parts.offers")
_CONTACT_OFFER = joined("parts.contact_offer")
_REVIEW_DONE = joined("parts.review_done")
_DISCLAIMER = joined("parts.disclaimer")
_ANNEX_HEADING = joined("parts.annex_heading")
_ANNEX_TOPIC = joined("parts.annex_topic")
_STATUTE = joined("parts.statute")
_RULE = re.compile(r"[-_*=~ ]{12,}(?:$|\s)")
"""A line across, below which a signature ends and the office's own notices begin."""
_FOOTER = re.compile(r"[*_]{20,}")
"""A line of stars: below it, once something was said, stands what an office adds to every mail."""
_LINKS = re.compile(r"(?:visible|hidden) links:?$")
"""The site turns a mail's links into numbers, and lists their addresses at the end."""
_EXTRACTS = re.compile(
    r"(?:annex|appendix|schedule)\b.{0,12}\b(?:(?:legal )?extracts?|(?:the )?(?:relevant "
    r")?legislation"
    r"|text of|exemptions explained|sections? of the act)\b"
)
"""An annex of the law whose heading ran into its text."""
_DASHES = "-–•·* "
"""What logs put before a heading."""
_NAMES = {".": 4, ":": 7}
"""Blanks in a line above the salutation up to which it is a name or a field, by its last sign."""
_LINES: dict[PartKind, int] = {"disclaimer": 40, "review_rights": 14, "signature": 10}
"""Lines that a section may go on without saying again what it is."""
_MAIL_LINES = 8
"""The same of what a mail says of itself: who may read it, what is watched, what is no contract."""
_OF_MAIL = re.compile(
    r"(?=.*\b(?:e-?mail|message|communication|transmission)\b).*\b(?:recipient|addressee|confidential"
    r"|privilege|intended|virus|monitored|intercepted|eyes)"
)
_SHORT = 90
_OPENING = 60
"""Own characters said before which "Internal review" is a letter's title, no section of it."""


@dataclass(slots=True)
class _Reader:
    """Walks the sentences in order, remembering what it is in the middle of."""

    quoting: Quoting
    mode: PartKind = "own"
    left: int = 0
    said: int = 0

    def read(self, raw: str) -> PartKind:
        """What one sentence or line is, given those before it."""
        low = raw.lower()
        short = len(raw) <= _SHORT
        mode, self.mode = self.mode, "own"
        self.left -= 1
        if mode == "annex":
            self.mode = "annex"
            if not (short and _FAREWELL.match(low)) and not self.quoting.is_answer_heading(low):
                return "annex"
        if short and _SALUTATION.match(low):
            self.quoting.greet()
            self.said = 0
            return "salutation"
        if (short and _FAREWELL.match(low)) or _FAREWELL_INLINE.match(low):
            return self._enter("signature")
        below = _LINKS.match(low) or (self.said > _OPENING and _FOOTER.match(raw))
        if below or (mode == "signature" and _RULE.match(raw)):
            return self._enter("disclaimer")
        if mode == "disclaimer" and self.left > 0 and not _ANNEX_HEADING.match(low):
            self.mode = "disclaimer"
            return "disclaimer"
        if mode == "signature" and self._still_signing(raw, low):
            self.mode = "signature"
            return "contact" if _ADDRESS.match(low) else "signature"
        titled = short and raw[-1] not in ".;," and _ANNEX_HEADING.match(low)
        if titled and _ANNEX_TOPIC.search(low):
            return self._enter("annex")
        if _EXTRACTS.match(low):
            return self._enter("annex")
        if _STATUTE.match(low):
            return "annex"
        if short and _REFERENCE.match(low) and _FIELD.match(low) and not raw.endswith("?"):
            return "reference_line"
        rights = _REVIEW.search(low) and (_OFFERS.match(low) or not _REVIEW_DONE.search(low))
        if rights and _OURS_TO_TELL.search(low):
            return self._enter("review_rights")
        quoted = self.quoting.read(raw, low)
        if quoted:
            return quoted
        if short and _REVIEW_HEADING.match(low):
            if self.said < _OPENING:
                return "heading"
            return self._enter("review_rights")
        if _DISCLAIMER.search(low):
            mailed = self.said > _OPENING and _OF_MAIL.match(low)
            return self._enter("disclaimer", _MAIL_LINES) if mailed else "disclaimer"
        if rights:
            return self._enter("review_rights")
        if mode == "review_rights" and self.left > 0:
            if _ADDRESS.match(low):
                self.mode = "review_rights"
                return "contact"
            if (_REVIEW_ON.search(low) or (short and raw[-1] not in ".")) and (
                not _REVIEW_DONE.search(low)
            ):
                self.mode = "review_rights"
                return "review_rights"
        if (short and _ADDRESS.match(low)) or _CONTACT_OFFER.match(low):
            return "contact"
        if short and (_REFERENCE.match(low) or (_CODE_LINE.match(raw) and len(raw) < 40)):
            return "reference_line" if _looks_like_reference(raw, low) else "own"
        if short and _is_heading(raw, low):
            return "heading"
        return "own"

    def _enter(self, mode: PartKind, lines: int = 0) -> PartKind:
        self.mode, self.left = mode, lines or _LINES.get(mode, 0)
        self.quoting.reset()
        return mode

    def _still_signing(self, raw: str, low: str) -> bool:
        words = raw.count(" ") + 1
        return (
            self.left >= 0
            and words <= 12
            and raw[-1] not in ".?:"
            and not _REVIEW_HEADING.match(low)
            and not _ANNEX_HEADING.match(low)
            and not self.quoting.is_answer_heading(low)
            and not _DISCLAIMER.search(low)
        )


_FIELD = re.compile(
    r"(?:our|your|foi|eir|request(?:ed)?|case|ref|date|subject|re|to|from|sent|cc|published"
    r"|received"
    r"|responded|submitted|issued)\b"
)
_OURS_TO_TELL = re.compile(
    r"\b(?:you (?:have the|have a|can|may|are entitled|should|must)|if you|should you|contact us"
    r"|information commissioner|ico\b)"
)
"""Words by which an authority, not a requester, speaks of complaints."""


def _looks_like_reference(raw: str, low: str) -> bool:
    """A line with a number in it that is no amount, date or year given as an answer."""
    if _FIELD.match(low):
        return True
    has_letter = any(character.isalpha() for character in raw)
    return has_letter and sum(character.isdigit() for character in raw) >= 2 and "£" not in raw


_HEADING_WORDS = joined("parts.heading_words")
_SAYS = joined("parts.says")


def _is_heading(raw: str, low: str) -> bool:
    if _HEADING_WORDS.match(low):
        return True
    if _SAYS.search(low) or raw[-1] in ".?!,;" or not raw[0].isalnum():
        return False
    words = raw.split()
    if len(words) > 12 or max(sum(map(str.isalpha, word)) for word in words) < 4:
        return False
    return (raw[-1] == ":" and len(words) <= 6) or (raw.isupper() and len(words) > 1)


def read_sentences(text: str, request_text: str = "") -> list[tuple[Span, PartKind]]:
    """Each sentence with its kind, in order, as far as `READ_AT_MOST`."""
    text = text[:READ_AT_MOST]
    cut = sentences(text)
    quotes = mail_quotes(text, cut)
    reader = _Reader(Quoting.of(request_text))
    kinds: list[tuple[Span, PartKind]] = []
    quote = 0
    by_shape: list[int] = []
    rows = [text[span.start : span.end].translate(_PLAIN) for span in cut]
    asked = requests_above([row.lower().lstrip(_DASHES) for row in rows])
    for number, span in enumerate(cut):
        while quote < len(quotes) and quotes[quote].end <= span.start:
            quote += 1
        if quote < len(quotes) and quotes[quote].start <= span.start:
            reader.mode = "own"
            kinds.append((span, "quoted_request"))
            continue
        blank = kinds and not any(map(str.isalnum, rows[number]))
        kind = kinds[-1][1] if blank else reader.read(rows[number])
        reader.said += len(rows[number]) if kind == "own" else 0
        if number in asked and kind != "reference_line":
            kind = "quoted_request"
        if kind == "quoted_request" and number not in asked:
            by_shape.append(number)
        kinds.append((span, kind))
    _give_back(rows, kinds, by_shape)
    return _letterhead(text, kinds)


_DECIDES = tuple(
    table(f"{kind}.strong") for kind in ("not_held", "cost", "ncnd", "public", "refuse", "release")
)


def _give_back(
    rows: Sequence[str], kinds: list[tuple[Span, PartKind]], by_shape: Sequence[int]
) -> None:
    """Take the end of what was taken for our request as the authority's own, if nothing else is.

    A letter that quotes a request and then answers without any of the usual words would else be
    read as nothing but a request. What follows its last question or plea is the answer where a
    sentence of it decides something.
    """
    if not by_shape or any(kind == "own" for _, kind in kinds[by_shape[0] :]):
        return
    pleas = [n for n in by_shape if is_plea(rows[n].lower())]
    after = [n for n in by_shape if pleas and n > pleas[-1]]
    if any(decides.search(rows[n].lower()) for n in after for decides in _DECIDES):
        for n in after:
            kinds[n] = (kinds[n][0], "own")


def _letterhead(text: str, kinds: list[tuple[Span, PartKind]]) -> list[tuple[Span, PartKind]]:
    """Short lines above a letter's salutation are headings: names, addresses, a title."""
    first = next((n for n, (_, kind) in enumerate(kinds[:30]) if kind == "salutation"), 0)
    above = kinds[:first]
    own = [text[span.start : span.end] for span, kind in above if kind == "own"]
    if any(
        len(row) > 2 * _SHORT or (row[-1] in ".:" and row.count(" ") > _NAMES[row[-1]])
        for row in own
    ):
        return kinds
    return [(span, "heading" if kind == "own" else kind) for span, kind in above] + kinds[first:]


_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\xa0": " ", "\n": " ", "\r": " "})
