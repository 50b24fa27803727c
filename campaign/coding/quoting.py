"""Our own request, found again inside the authority's reply."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from campaign.coding.phrases import joined
from campaign.coding.sentences import Span, lines

Quoted = Literal["quoted_request", "heading"]

_WORD = re.compile(r"[a-z0-9]+")
_SHINGLE = 4

# --- by the mail program ------------------------------------------------------------------------

_FROM = re.compile(r"\s{0,8}\*{0,2}(?:from|oddi wrth|o)\s?:\*{0,2}\s", re.IGNORECASE)
_SENT = re.compile(
    r"\s{0,8}\*{0,2}(?:sent|date|to|subject|anfonwyd|at|pwnc|cc|received)\s?:\*{0,2}\s",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"\s{0,8}(?:on\b.{4,160}\b(?:wrote|writes)\s?:|.{0,120}\bwrote on .{4,60}:|ar\b.{4,160}\bysg"
    r"rifennodd.{0,60}:)\s*$",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"\s{0,8}[-_=*]{2,}\s?(?:original (?:message|request)|forwarded message|begin forwarded)"
    r".{0,40}$",
    re.IGNORECASE,
)


def mail_quotes(text: str, cut: Sequence[Span]) -> list[Span]:
    """What a mail program quoted: runs of `>` lines, and all that stands under From:/Sent:.

    A header with nothing of substance above it is the message's own, not a quotation.
    """
    first_words = _substance_starts(text, cut)
    quotes: list[Span] = []
    rows = list(lines(text))
    for index, row in enumerate(rows):
        line = text[row.start : row.end]
        if line.lstrip(" \t")[:1] == ">":
            if quotes and not text[quotes[-1].end : row.start].strip():
                quotes[-1] = Span(quotes[-1].start, row.end)
            else:
                quotes.append(Span(row.start, row.end))
            continue
        if row.start < first_words:
            continue
        shown = _SHOWN.match(line) and _greeting_follows(text, rows, index)
        if shown or _ORIGINAL.match(line) or (_FROM.match(line) and _has_header(text, rows, index)):
            quotes.append(Span(row.start, len(text) if shown else _end(text, rows, index)))
            break
        if _WROTE.match(line):
            if _quoted_lines_follow(text, rows, index):
                quotes.append(Span(row.start, row.end))
            else:
                quotes.append(Span(row.start, _end(text, rows, index)))
                break
    return quotes


_FAREWELL = re.compile(
    r"\s{0,8}(?:yours? (?:sincerely|faithfully|truly)|(?:kind|best|warm|many) (?:regards|wishes"
    r"|thanks)|regards|thanks|thank you)\W{0,3}$",
    re.IGNORECASE,
)
_TO_AN_OFFICE = re.compile(
    r"\b(?:foi|information|team|council|constabulary|police|trust|university|department|officers?"
    r"|board|authority|office)\b",
    re.IGNORECASE,
)
_FOR_ATTENTION = re.compile(r"(?:fao|f\.a\.o\.|attn:?) \S.{2,40}$|to [^:]{4,40}:$", re.IGNORECASE)
_LETTERHEAD = 14
"""Lines that may stand between a signature and the greeting of the letter below it."""


def _end(text: str, rows: Sequence[Span], index: int) -> int:
    """Where a quoted mail ends: at the letter below its signature, if one begins there.

    So stands the authority's letter, where its text was put below the mail that it came with.
    A greeting of an office, or the same one again, is another of the requester's.
    """
    greeting = ""
    signed = False
    below = end = 0
    for row in rows[index + 1 :]:
        line = text[row.start : row.end].strip()
        below += bool(line)
        if _GREETING.match(line) or _FOR_ATTENTION.match(line):
            if signed and below <= _LETTERHEAD and line.lower() != greeting:
                return len(text) if _TO_AN_OFFICE.search(line) else end or row.start
            greeting = greeting or line.lower()
        elif greeting and _FAREWELL.match(line):
            signed, below, end = True, 0, 0
        elif _FROM.match(line + " ") or _WROTE.match(line) or _ORIGINAL.match(line):
            signed = False
        elif signed and below and not line:
            end = end or row.start
    return len(text)


_SPEAKS = re.compile(
    r"[.,?!;:]|\b(?:please|thank|thanks|regards|see|attached|dear|hi|hello|noted|received|your"
    r"|diolch)\b",
    re.IGNORECASE,
)


def _substance_starts(text: str, cut: Sequence[Span]) -> int:
    """Where some twenty own characters have been said, headers left aside."""
    said = 0
    for span in cut[:60]:
        line = text[span.start : span.end]
        if _FROM.match(line) or _SENT.match(line) or _ORIGINAL.match(line):
            continue
        said += len(line) if _SPEAKS.search(line) else 0
        if said >= 12:
            return span.end
    return len(text)


_SHOWN = re.compile(r"\s{0,8}show quoted sections\s*$", re.IGNORECASE)
"""The site's link in the place of what a mail quoted; unfolded, that stands below it."""
_GREETING = re.compile(r"\s{0,8}(?:dear|hi|hello|good (?:morning|afternoon))\b", re.IGNORECASE)


def _greeting_follows(text: str, rows: Sequence[Span], index: int) -> bool:
    following = (text[row.start : row.end] for row in rows[index + 1 : index + 6])
    return bool(_GREETING.match(next((line for line in following if line.strip()), "")))


def _has_header(text: str, rows: Sequence[Span], index: int) -> bool:
    """Whether two more header fields stand within the next lines."""
    following = rows[index + 1 : index + 9]
    fields = sum(1 for row in following if _SENT.match(text[row.start : row.end]))
    return fields >= 2


def _quoted_lines_follow(text: str, rows: Sequence[Span], index: int) -> bool:
    for row in rows[index + 1 : index + 5]:
        line = text[row.start : row.end].lstrip()
        if line:
            return line.startswith(">")
    return False


# --- by the authority ---------------------------------------------------------------------------

_LEAD = joined("quoting.lead")
_LEAD_SENTENCE = joined("quoting.lead_sentence")
_NOT_LEAD = joined("quoting.not_lead")
_ANSWER_HEADING = joined("quoting.answer_heading")
_ANSWER_START = joined("quoting.answer_start")
_AUTHORITY = joined("quoting.authority")
_REQUESTER = joined("quoting.requester")
_TO_US = joined("quoting.to_us")
_ASIDE = re.compile(r"\([^)]{1,80}\)\.?$")
_QUESTION = re.compile(r"[a-z0-9)\]\"'’” ]\?{1,3}[)\"' ]*$")
_YOU = re.compile(r"\byou(?:r|rs)?\b|\bthe requester\b")
_ANSWERING = re.compile(
    r"\byour (?:(?:original|first|earlier|e-?mail|foi|information) )*(?:request|complaint|enquiry"
    r"|appeal) (?:was|is|has|had|for)\b|\byou (?:were|had been) (?:told|informed|advised|given"
    r"|sent)|\bwe have (?:yet|not|considered|decided|now)\b"
    r"|^my review\b|\b(?:i|we) have (?:now )?(?:concluded|completed)\b"
    r"|\b(?:i|we) (?:therefore )?(?:conclude|find|agree|am satisfied|are satisfied|uphold)\b"
    r"|\b(?:i|we) (?:have )?(?:searched|thought about|considered)\b"
    r"|\b(?:a|the|our) (?:reply|response|answer) was (?:due|sent|given)\b"
    r"|\b(?:is|as|serves as|acts as) (?:the|our|a) (?:notice of refusal|refusal notice)\b"
    r"|\b(?:hold|holds|held|have|has) (?:none|no|nothing)\b.{0,60}\byou (?:have |had )?"
    r"(?:requested|asked)\b"
)
"""What only the authority says, even among quoted words."""
_TOLD = re.compile(
    r"^(?:\(?\w{1,3}[.)] )?(?:the|our) .{3,120}"
    r"\b(?:is|was|are|were|totalled|amounted to|came to) (?:\w+ ){0,2}(?:£ ?)?\d"
)
"""A figure told: "The cost of this was £400", though it opens as a question does."""
_DASHED = re.compile(
    r"(?<=\S) [–-] (?:(?:zero|nil|none|n/a|not applicable|not held|yes|no)\.?$|we "
    r"(?:do|don't|have|are)\b)"
)
"""A question with its answer behind a dash."""
_ITEM = re.compile(
    r"(?:q(?:uestion)?\s?\d{1,2}|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.):]|[•·▪●○*-])\s?\S",
    re.IGNORECASE,
)


def is_plea(low: str) -> bool:
    """Whether a sentence, in lower case, asks something as a requester does."""
    return bool(_QUESTION.search(low) or _REQUESTER.search(low))


FILLED_IN = re.compile(r"[^:]{15,400}: (?:(?:£ ?)?\d[\d,.]*(?: ?%)?|yes|no|none|nil|n/a|zero)\.?$")
"""A question, in lower case, that is answered in its own line."""


@dataclass(slots=True)
class Quoting:
    """Recognises the words of a request among an authority's, sentence by sentence in order."""

    shingles: frozenset[tuple[str, ...]] = frozenset()
    wordings: frozenset[str] = frozenset()
    mode: Literal["off", "letter", "interleaved"] = "off"
    neutral: int = 0
    clarifying: bool = False
    just_quoted: bool = False
    just_asked: bool = False
    greeted: bool = False

    @classmethod
    def of(cls, request_text: str) -> Quoting:
        """Ready to find the sentences of this letter again; without one, by shape and voice."""
        words = _WORD.findall(request_text.lower()[:200_000])
        shingles = frozenset(
            tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)
        )
        wordings = frozenset(
            " ".join(_WORD.findall(row)) for row in request_text.lower()[:200_000].splitlines()
        )
        return cls(shingles, wordings - {""})

    def reset(self) -> None:
        """Whatever was being quoted has ended."""
        self.mode = "off"
        self.clarifying = False

    def greet(self) -> None:
        """A salutation: what was quoted has ended, and a title below it quotes nothing."""
        self.reset()
        self.greeted = True

    def is_answer_heading(self, low: str) -> bool:
        """Whether a line announces the authority's answer."""
        return len(low) < 60 and bool(_ANSWER_HEADING.match(low))

    def read(self, raw: str, low: str) -> Quoted | None:
        """`quoted_request`, `heading` where a section begins, or None for other words."""
        short = len(low) <= 80
        greeted, self.greeted = self.greeted, False
        if short and _LEAD.match(low) and not (greeted and low[-1] != ":"):
            self.mode, self.neutral, self.clarifying = "letter", 0, False
            return "heading"
        if self.is_answer_heading(low):
            self.mode = "off"
            return "heading"
        if _DASHED.search(low) or (FILLED_IN.match(low) and not self.is_ours(low)):
            self.just_quoted = self.just_asked = False
            return None
        if self.is_ours(low):
            self.just_quoted = True
            return "quoted_request"
        quoted = self._outside(low) if self.mode == "off" else self._inside(low)
        if quoted is None and self.just_quoted and _ASIDE.match(low):
            quoted = "quoted_request"
        self.just_quoted = quoted == "quoted_request"
        self.just_asked = self.just_quoted and bool(_QUESTION.search(low))
        return quoted

    def is_ours(self, low: str) -> bool:
        """Whether these words stand in the letter that we sent."""
        if not self.shingles:
            return False
        words = _WORD.findall(low)
        if " ".join(words) in self.wordings and len(words) >= 3:
            return True
        if len(words) < _SHINGLE + 2:
            return False
        pieces = [tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)]
        return sum(piece in self.shingles for piece in pieces) >= 0.8 * len(pieces)

    def _outside(self, low: str) -> Quoted | None:
        if re.search(
            r"\b(?:clarif\w+|narrow|refine|need you to|further information from you"
            r"|not (?:\w+ )?clear to (?:us|me)|unclear (?:to us|what|which|whether))\b",
            low,
        ):
            self.clarifying = True
        if _LEAD_SENTENCE.search(low) and not _NOT_LEAD.search(low):
            self.mode, self.neutral = "letter", 0
            return None
        if self.clarifying or _TO_US.search(low):
            return None
        if _QUESTION.search(low) and (
            _REQUESTER.search(low) or _ITEM.match(low) or not _YOU.search(low)
        ):
            self.mode, self.neutral = "interleaved", 0
            return "quoted_request"
        asked = _ITEM.match(low) and _REQUESTER.search(low) and not _AUTHORITY.search(low)
        if asked and not _ANSWER_START.match(low) and not _TOLD.search(low):
            self.mode, self.neutral = "interleaved", 0
            return "quoted_request"
        return None

    def _inside(self, low: str) -> Quoted | None:
        if _ANSWERING.search(low) and not _QUESTION.search(low):
            self.mode = "off" if self.mode == "letter" else "interleaved"
            return None
        if self.mode == "interleaved" and _TOLD.search(low) and not _QUESTION.search(low):
            return None
        requester = _REQUESTER.search(low)
        if _QUESTION.search(low) or (requester and requester.start() <= 8):
            return "quoted_request"
        asks = requester and not _AUTHORITY.search(low)
        if asks and (self.mode == "letter" or _ITEM.match(low) or self.just_quoted):
            return "quoted_request"
        if _ANSWER_START.match(low):
            self.mode = "interleaved"
            return None
        if _AUTHORITY.search(low):
            self.mode = "off" if self.mode == "letter" else "interleaved"
            return None
        if self.mode == "interleaved":
            return None
        if self.just_asked and low.count(" ") < 8 and not _ITEM.match(low):
            self.mode = "interleaved"
            return None
        self.neutral += 1
        if self.neutral > 30:
            self.mode = "off"
            return None
        return "quoted_request"
