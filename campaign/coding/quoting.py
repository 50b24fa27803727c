"""Our own request, found again inside the authority's reply."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

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
    r"\s{0,8}(?:on\b.{4,160}\b(?:wrote|writes)\s?:|.{0,120}\bwrote on .{4,60}:|ar\b.{4,160}\bysgrifennodd.{0,60}:)\s*$",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"\s{0,8}[-_=*]{2,}\s?(?:original (?:message|request)|forwarded message|begin forwarded).{0,40}$",
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
        if _ORIGINAL.match(line) or (_FROM.match(line) and _has_header(text, rows, index)):
            quotes.append(Span(row.start, len(text)))
            break
        if _WROTE.match(line):
            if _quoted_lines_follow(text, rows, index):
                quotes.append(Span(row.start, row.end))
            else:
                quotes.append(Span(row.start, len(text)))
                break
    return quotes


def _substance_starts(text: str, cut: Sequence[Span]) -> int:
    """Where some twenty own characters have been said, headers left aside."""
    said = 0
    for span in cut[:60]:
        line = text[span.start : span.end]
        if _FROM.match(line) or _SENT.match(line) or _ORIGINAL.match(line):
            continue
        said += len(line)
        if said >= 12:
            return span.end
    return len(text)


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

_LEAD = re.compile(
    r"(?:\d{1,2}[.)]? )?(?:(?:the |your |details of (?:the |your )?|text of (?:the |your )?|original |foi |initial )"
    r"{0,2}(?:information )?(?:requests?|questions?|enquiry|query)(?: details| text| for information| received"
    r"| made| was| is| reads?| asked| you (?:made|sent|asked)| (?:set out|shown|quoted|is)? ?(?:below|as follows))"
    r"{0,3}|(?:information|you)(?: have)? (?:requested|asked|wrote)(?: for)?(?: the following)?(?: information)?"
    r"|eich cais)\s?[:–—-]{0,2}\s*$"
)
_LEAD_SENTENCE = re.compile(
    r"\b(?:you (?:have )?(?:asked|requested|wrote|sought|specifically)|your (?:\w+ ){0,4}(?:request|questions?|e-?mail"
    r"|enquiry|letter)(?: (?:was|is|for|were|are|as|dated|of|received|which|where|in|reads?|regarding|relating"
    r"|concerning)\b|\s?:)|in which you|information (?:requested|you)|request for information"
    r"|you (?:would like|wish|wanted)|(?:the following|below) request)\b.{0,160}"
    r"(?::|\b(?:as follows|below|following(?: \w+){0,3}|stated|read|reads)[.:]?)\s*[\"-]{0,2}$"
)
_NOT_LEAD = re.compile(
    r"\b(?:given us|numbering|passed to|dealing with|responded|apologi\w+|handled|(?:my|our|the) (?:response|reply|answers?|decision)|(?:please (?:find|see))|attached|(?:is|are) (?:provided|given"
    r"|set out|held|exempt)|can (?:now )?(?:confirm|provide)|we (?:hold|have|need)|exempt|(?:respon(?:d|se)|answer\w*|repl\w+)"
    r" (?:is|are|to each|to your|as follows|below|under|to)|clarif\w+|need you|refus\w+|reasons?)\b"
)
_ANSWER_HEADING = re.compile(
    r"(?:\d{1,2}[.)]? )?(?:(?:our|the|my|force|trust|council|university|department(?:al)?|foi|full) )?"
    r"(?:response|reply|answers?|decision|outcome|result of searches|findings?|determination|ymateb|ateb|context"
    r"|conclusion|disclosure)(?: to (?:your |the )?(?:request|questions?))?(?: \d{1,2})?\s?[:.–—-]{0,2}\s*$"
)
_ANSWER_START = re.compile(
    r"(?:a\d{1,2}\b|a[.:)] |(?:our |trust |council )?(?:answer|response|reply)(?: \d{1,2})?\s?[:–—-]"
    r"|(?:\(?\w{1,3}[.)] ?)?(?:yes|no|nil|none|n/?a|zero|not (?:applicable|held|known|recorded)|see (?:above|attached"
    r"|below)|as above|unknown|£ ?\d|<\d|\d[\d,.]*%?$|we |i can |the (?:trust|council|university|force|department)"
    r" (?:does|do|has|have|holds|is|can|will|had|did|currently)))"
)
_AUTHORITY = re.compile(
    r"\b(?:i (?:can|hereby|am able to|am pleased to|am writing|am afraid|regret|have (?:now )?(?:considered|decided|set))"
    r"|(?:we|i) (?:can |hereby )?confirm|we(?:'ve| have| hold| do| don't| are| regret| would| will| consider| estimate"
    r"| apologise| neither| can| cannot| were| did| believe| use| currently| also| only| need)\b"
    r"|(?:the|this) (?:council|trust|university|department|force|constabulary|authority|college|board|service|agency"
    r"|commission|office|ministry|cnc|foundation trust|school|organisation|health board|company)(?:'s)? (?:does|do|has|have"
    r"|holds?|is|are|can(?:not)?|considers?|confirms?|neither|will|did|would|believes?|uses?|currently|only)"
    r"|please (?:find|see|note|be advised)|(?:find|see) attached|your request (?:has|was|is|would|falls|for)"
    r"|in (?:response|relation|answer|reply|respect) to (?:your|part|question|point)|unfortunately"
    r"|(?:is|are|was|were|be) (?:being )?(?:not held|exempt|withheld|attached|held|refused|redacted|not recorded|provided|available"
    r"|published|disclosed)|(?:does|do) not hold|not hold|no information|no recorded|not held|hereby|neither confirms?"
    r"|refusal notice|has been (?:withheld|refused|redacted|exempted|considered|processed)|nid oes)"
)
_REQUESTER = re.compile(
    r"\b(?:please (?:can|could|would|may|provide|supply|send|list|state|give|tell|include|also|let|advise|confirm|break"
    r"|disclose|answer|treat|specify|indicate|note that i|detail|respond|acknowledge|accept|forward|share|clarify|explain|find my)"
    r"|(?:could|can|would|will|do|did|does|have|are) you(?:r)?\b|i (?:would|wish|am (?:requesting|writing|seeking|asking|looking|interested"
    r"|making|a)|want|request|understand|look forward|require|also|note|should|appreciate|expect|prefer|will|had|understand)\b"
    r"|i'd |i'm |my (?:request|preferred|questions?|name|research)|(?:under|pursuant to|in accordance with) the (?:foi|freedom of information)"
    r"|if (?:you|this|my|the information|it is|any|some|possible|one part|yes|no|so)\b|for each (?:of|year|financial|calendar)"
    r"|(?:how (?:many|much|often|long)|what (?:is|are|was|were|percentage|proportion)|which |whether |who |when |where |why )"
    r"|the (?:total )?(?:number|amount|cost|name|names|value|dates?|details|total)s? of|a (?:copy|list|breakdown) of|copies of|any (?:and all )?(?:emails|correspondence)"
    r"|for the purposes? of (?:this|my)|to date\b)"
)
_TO_US = re.compile(
    r"\byou(?:r)? (?:mean|meant|refer\w*|are (?:seeking|looking|referring|asking|interested|requesting|content|happy|after)|would (?:like|prefer|be)"
    r"|wish|want\w*|require|request\w*|have in mind|name|full name|address|identity|questions?|purposes?|enquiry|email|letter)"
    r"|\b(?:do|would) you (?:mean|want|wish|require|like|need|still)\b|\bare you (?:looking|asking|seeking|referring|interested|able to (?:narrow|clarify|specify|refine))"
    r"|\b(?:tell|inform|let|advise|contact|write to|provide|give) us\b|\bclarif\w+|\bhear from you\b|\bdo you include\b|\bassist us\b|\bcontact (?:me|us)\b"
    r"|\b(?:more specific|be specific|you mean|narrow|rephrase)\b"
)
_ASIDE = re.compile(r"\([^)]{1,80}\)\.?$")
_ITEM = re.compile(
    r"(?:q(?:uestion)?\s?\d{1,2}|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.):]|[•·▪●○*-])\s?\S",
    re.IGNORECASE,
)


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

    def is_answer_heading(self, low: str) -> bool:
        """Whether a line announces the authority's answer."""
        return len(low) < 60 and bool(_ANSWER_HEADING.match(low))

    def read(self, raw: str, low: str) -> Quoted | None:
        """`quoted_request`, `heading` where a section begins, or None for other words."""
        short = len(low) <= 80
        if short and _LEAD.match(low):
            self.mode, self.neutral, self.clarifying = "letter", 0, False
            return "heading"
        if self.is_answer_heading(low):
            self.mode = "off"
            return "heading"
        if self._is_ours(low):
            self.just_quoted = True
            return "quoted_request"
        quoted = self._outside(low) if self.mode == "off" else self._inside(low)
        if quoted is None and self.just_quoted and _ASIDE.match(low):
            quoted = "quoted_request"
        self.just_quoted = quoted == "quoted_request"
        self.just_asked = self.just_quoted and low.rstrip(" )\"'").endswith("?")
        return quoted

    def _is_ours(self, low: str) -> bool:
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
            r"\b(?:clarif\w+|narrow|refine|need you to|further information from you)\b", low
        ):
            self.clarifying = True
        if _LEAD_SENTENCE.search(low) and not _NOT_LEAD.search(low):
            self.mode, self.neutral = "letter", 0
            return None
        if self.clarifying or _TO_US.search(low):
            return None
        if low.rstrip(" )\"'").endswith("?") and (_REQUESTER.search(low) or _ITEM.match(low)):
            self.mode, self.neutral = "interleaved", 0
            return "quoted_request"
        asked = _ITEM.match(low) and _REQUESTER.search(low) and not _AUTHORITY.search(low)
        if asked and not _ANSWER_START.match(low):
            self.mode, self.neutral = "interleaved", 0
            return "quoted_request"
        return None

    def _inside(self, low: str) -> Quoted | None:
        requester = _REQUESTER.search(low)
        if low.rstrip(" )\"'").endswith("?") or (requester and requester.start() <= 8):
            return "quoted_request"
        if requester and not _AUTHORITY.search(low):
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
