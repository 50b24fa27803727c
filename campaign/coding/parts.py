"""A message cut into parts, so that only the authority's own words are read as its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from campaign.coding.quoting import Quoting, mail_quotes
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
_FAREWELL = re.compile(
    r"(?:yours? (?:sincerely|faithfully|truly)|(?:kind|kindest|best|warm)? ?regards|(?:many )?thanks"
    r"(?: again| and (?:kind )?regards)?|thank you|best wishes|all the best|sincerely"
    r"|yn gywir|yn gywir iawn|cofion(?: cynnes| gorau)?|diolch)[ ,.!]{0,3}$"
)
_FAREWELL_INLINE = re.compile(r"yours? (?:sincerely|faithfully)\b.{0,120}$")
_REFERENCE = re.compile(
    r"(?:our|your|my|foi|eir|foia|request|case|enquiry|complaint|internal|reference|ref|ein|eich)?"
    r"[ \w/()-]{0,24}\b(?:ref(?:erence)?(?: (?:no|number|id))?|cyf(?:eirnod)?)\b\.?[ :#.=-]{1,4}\S"
    r"|(?:date|dated|subject|sent|to|from|cc|re|dyddiad|title|classification|your letter|case id|case"
    r"|request (?:number|no|id)|foi (?:number|no|id)|your request of|received)\s?[.:]\s?.{0,100}$"
    r"|(?:our|your|foi) ref(?:erence)?\s*[:.]?\s*$"
)
_SUBJECT = re.compile(
    r"(?:re: ?)?(?:your )?(?:response to (?:your )?)?(?:request for information|(?:freedom of information"
    r"|foi|foia|eir|environmental information|information|your foi|f\.?o\.?i\.?)(?: \(?(?:scotland|act"
    r"|regulations|foi|eir|\d{4})\)?){0,6}[ :–—-]{0,4}(?:request|response|reply|act)?)\b[^.?]{0,90}$"
)
_CODE_LINE = re.compile(
    r"(?!(?:19|20)\d\d ?[-–:]|[SQA]\.?\d)(?=.*[A-Z])(?=.*\d.*\d)"
    r"[A-Z0-9=][A-Z0-9/.·()<>b_-]*(?: [A-Z0-9/.·()<>b_-]+){0,3}$"
)
_ADDRESS = re.compile(
    r"(?:tel(?:ephone)?|fax|e-?mail|web(?:site)?|phone|mobile|ffôn|ebost|direct (?:dial|line))\b[^?]{0,80}$"
    r"|(?:https?://|www\.)\S+$|\S+@\S+$|.{0,60}\b[a-z]{1,2}\d[\da-z]? ?\d[a-z]{2}$"
    r"|(?:p\.?o\.? box|\d{1,4}[a-z]? [a-z' ]+ (?:road|street|lane|avenue|square|way|place|drive))\b"
    r"[^.?]{0,60}$|(?:wycliffe house|water lane|wilmslow|cheshire|information commissioner'?s? office"
    r"|kinburn castle|doubledykes road|st andrews|fife)[ ,.]{0,2}.{0,30}$"
)
_REVIEW_HEADING = re.compile(
    r"(?:your )?(?:rights? (?:of|to) (?:an? )?(?:appeal|review|complain|internal)|your rights|complaints?"
    r"|appeals?|internal review|review|how to (?:complain|appeal|ask for)|what (?:to do )?if you"
    r"|not (?:happy|satisfied)|if you are (?:not|un|dis)|requesting a review|next steps)"
    r"(?:[ ,/&]+(?:and|or|the|our|to|procedures?|rights?|process|appeals?|reviews?|complaints?|of|your"
    r"|with|information|about|how|internal|responses?|this|request|handling|details|are))*"
    r"[ :.?-]{0,3}$"
)
_REVIEW = re.compile(
    r"\bif you(?:'re| are| remain| feel| were| have been| continue to be| do not agree| disagree"
    r"| believe| think| wish| would like| want| consider| require| need| should be| have| ask| still| then)?\b.{0,80}"
    r"\b(?:(?:un|dis)(?:happy|satisfied|content)|dissatisf\w+|complain\w*|appeal\w*|internal review"
    r"|not (?:\w+ )?(?:satisfied|happy|content)|review of|(?:unhappy|the outcome)|(?:any|further) (?:questions|queries"
    r"|assistance|information|concerns)|discuss)"
    r"|\byou(?: \w+){0,2} (?:may|can|have (?:the|a) (?:\w+ )?right|are entitled|should|must|could|have"
    r"|need to)(?:[ ,]\w+){0,9} (?:review|appeal\w*|complain\w*|information commissioner|commissioner)"
    r"|\b(?:information commissioner|ico)\b.{0,60}\b(?:can(?:not)? be contacted|contact|at:|will not|cannot"
    r"|would expect|generally|normally|address|website|expects?)"
    r"|\b(?:contact|write to|appeal to|apply to|complain to)(?: \w+){0,3} (?:information commissioner|ico\b)"
    r"|\b(?:review|complaint|appeal)s? (?:request )?(?:should|must|will need to|needs? to|can) be"
    r" (?:\w+ ){0,3}(?:made|submitted|sent|addressed|received|directed|lodged|put|in writing|e-?mailed)"
    r"|\brequests? (?:for|an?) (?:an? )?(?:internal )?reviews?(?: \w+){0,4} (?:should|must|within|can be)"
    r"|\bright (?:to|of) (?:appeal|complain|(?:an? )?(?:internal )?review|request|ask)"
    r"|\b(?:ask|request)(?:ing)?(?: \w+){0,4} (?:internal )?review (?:of|within|by)\b"
    r"|ico\.org\.uk|itspublicknowledge|casework@|sk9 5af|ky16 9ds"
    r"|\bshould you (?:wish|be|have|require|need|remain|feel)\b"
    r"|\bbefore (?:considering|the (?:ico|commissioner)).{0,60}(?:internal|complaint|review|procedure)"
    r"|\b(?:internal review|complaints?) (?:procedure|process)\b.{0,60}(?:exhaust|provided|available|found)"
    r"|\ba (?:leaflet|factsheet|fact sheet|guide)\b"
)
_REVIEW_ON = re.compile(
    r"\b(?:review|appeal|complain|commissioner|ico|dissatisf|working days|reviewer|decision|writ(?:e|ing)"
    r"|contact|address|tribunal|court of session|point of law|grounds)\w*"
)
_OFFERS = re.compile(
    r"(?:please note that |however,? )?(?:if|should) you\b|you (?:may|can|have|are entitled|also|should)\b"
)
_REVIEW_DONE = re.compile(
    r"\b(?:your (?:request for (?:an? )?)?(?:internal )?(?:review|complaint|appeal) (?:was|is|has)"
    r"|i have (?:now )?(?:reviewed|considered|conducted)|acknowledg\w*|receipt of|we have received"
    r"|your (?:e-?mail|letter|request|message)\b.{0,60}\b(?:asking|requesting|for an? (?:internal )?review)"
    r"|following your request|(?:we|i) (?:have )?(?:now )?(?:carried|completed|conducted|upheld|uphold"
    r"|find|found|conclude|accept)|(?:will|shall) (?:now )?(?:be )?(?:carr\w+|conduct\w*|undertak\w+)"
    r"|(?:outcome|result|findings|conclusion) of (?:the|my|our|your|this) (?:internal )?review"
    r"|thank you for|you (?:have )?(?:asked|requested|complained|wrote|appealed)|not uph\w+"
    r"|your (?:complaint|appeal) (?:is|was|has))\b"
)
_DISCLAIMER = re.compile(
    r"\bintended (?:only |solely |exclusively )?(?:for (?:the |use|those|its|named)(?!public)[\w ]{0,20}(?:recipient|addressee|person|individual|use|named|whom)|recipient)|\brecipients?\b.{0,60}\b(?:disclos|copy|distribut"
    r"|prohibit|error|delete|notif)|\b(?:received|reached|sent) (?:this|it|you)?[ \w/-]{0,30} ?in error"
    r"|\b(?:free (?:of|from)|swept for|scanned (?:for|by)|checked for)[ \w]{0,30}virus|\bviruses\b"
    r"|\b(?:legally )?privileged\b.{0,60}confidential|\bconfidential\b.{0,60}\b(?:privileged|addressee|intended)"
    r"|\b(?:consider|think of) the environment\b|\bbefore printing\b|\bopen government licen[cs]e"
    r"|\b(?:you are|are) free to use\b|\bother (?:type|form|kind) of re-?use|\b(?:published|included|placed|publish\w*) (?:on|in) (?:our|the) (?:\w+'?s? ){0,2}disclosure log"
    r"|\b(?:quote|quoting) (?:the|this|your|our) (?:\w+ ){0,2}(?:reference|number)\b.{0,60}\b(?:future|any|further|communication|correspond)"
    r"|\bspare (?:a|us) (?:minute|moment)|\bpersonal (?:information|data)\b.{0,60}\b(?:we (?:will|use|hold|process)|retention|privacy)|\bhow we use your\b"
    r"|\binformation about (?:the act|foi\w*|freedom|your rights|how we|the legislation|data protection)"
    r"|\b(?:you are|are) free to use\b|\bother (?:type|form|kind) of re-?use|\bmay be (?:published|made available|placed)"
    r"|\b(?:publish\w*|included|placed) (?:on|in) (?:our|the) (?:\w+'?s? ){0,2}disclosure log\b(?!.{0,40}(?:http|www|number|ref|here))"
    r"|\b(?:quote|quoting) (?:the|this|your|our) (?:\w+ ){0,2}(?:reference|number)\b.{0,40}\b(?:future|any|further|communication|correspond)"
    r"|\bspare (?:a|us) (?:minute|moment)|\bprivacy\b|\bretention schedule\b.{0,30}\bdetails|\bhow we use your\b|\bdetails will be removed"
    r"|\bcopyright\b|\bre-?use (?:of|the|this|any|it|information|\w+ information)"
    r"|\be-?mails?\b.{0,60}\b(?:monitored|recorded|intercepted|confidential|secure|private|subject to disclosure)"
    r"|\bviews?(?: or opinions)? (?:expressed|presented)\b|\bprivacy notice\b|\bfollow us (?:on|at)\b"
    r"|\bthis (?:e-?mail|message|transmission|communication)\b.{0,70}\b(?:may contain|contains|is confidential|and any"
    r"|intended|private|has been)|\bnot (?:the )?(?:intended|necessarily)\b.{0,60}\b(?:recipient|views|represent)"
    r"|\bcustomer (?:satisfaction )?survey\b|\bdata protection act 2018 and\b"
)
_ANNEX_HEADING = re.compile(
    r"(?:annex|appendix|schedule|legislation|relevant (?:legislation|sections?|exemptions?)|explanatory note"
    r"|extracts? from|the (?:law|legislation)|full text of|text of)\b.{0,80}$"
)
_ANNEX_TOPIC = re.compile(
    r"\b(?:rights?|dut(?:y|ies)|legislation|statut\w+|the act|foia?|eirs?|freedom of information|regulations|relevant"
    r" (?:sections?|exemptions?)|exemptions? (?:explained|in full|text)|explanatory|sections? \d+\w*[ :–-].{0,40}of the"
    r"|extracts?|how we handle|law)\b"
)
_STATUTE = re.compile(
    r"(?:section \d{1,2}\w?[ .:–—-]{0,4})?(?:[\[(]?(?:\d{1,2}[a-z]{0,2}|[a-z])[\])]?[.)–— -]{0,4}){0,3}"
    r"(?:(?:any )?(?:information|environmental information)\b.{0,90}\bis(?: also)? exempt information if\b"
    r"|information (?:to which this section applies|held by a public authority is exempt information)"
    r"|section 1\(1\) does not oblige|any person making a request for information to a public authority is entitled"
    r"|in this section\b|for the purposes of (?:this|these|subsection|paragraph)|subsections? \(\d"
    r"|nothing in (?:this|subsection|these)|a (?:scottish )?public authority (?:may refuse to disclose"
    r"|is not obliged|which|that|shall)|the duty to confirm or deny does not arise (?:if|in relation|where)"
    r"|the (?:first|second|third) condition is|a person who requests information from a scottish)"
)
_SHORT = 90


@dataclass(slots=True)
class _Reader:
    """Walks the sentences in order, remembering what it is in the middle of."""

    quoting: Quoting
    mode: PartKind = "own"
    lines_in_mode: int = 0

    def read(self, raw: str) -> PartKind:
        """What one sentence or line is, given those before it."""
        low = raw.lower()
        short = len(raw) <= _SHORT
        mode, self.mode = self.mode, "own"
        self.lines_in_mode += 1
        if mode == "annex":
            self.mode = "annex"
            if not (short and _FAREWELL.match(low)) and not self.quoting.is_answer_heading(low):
                return "annex"
        if short and _SALUTATION.match(low):
            self.quoting.reset()
            return "salutation"
        if (short and _FAREWELL.match(low)) or _FAREWELL_INLINE.match(low):
            return self._enter("signature")
        if mode == "signature" and self._still_signing(raw, low):
            self.mode = "signature"
            return "contact" if _ADDRESS.match(low) else "signature"
        titled = short and raw[-1] not in ".;," and _ANNEX_HEADING.match(low)
        if titled and _ANNEX_TOPIC.search(low):
            return self._enter("annex")
        if _STATUTE.match(low):
            return "annex"
        quoted = self.quoting.read(raw, low)
        if quoted:
            return quoted
        if short and _REVIEW_HEADING.match(low):
            return self._enter("review_rights")
        if _DISCLAIMER.search(low):
            return "disclaimer"
        if _REVIEW.search(low) and (_OFFERS.match(low) or not _REVIEW_DONE.search(low)):
            return self._enter("review_rights")
        if mode == "review_rights" and self.lines_in_mode < 14:
            if _ADDRESS.match(low):
                self.mode = "review_rights"
                return "contact"
            if (_REVIEW_ON.search(low) or (short and raw[-1] not in ".")) and (
                not _REVIEW_DONE.search(low)
            ):
                self.mode = "review_rights"
                return "review_rights"
        if short and _ADDRESS.match(low):
            return "contact"
        if short and (_REFERENCE.match(low) or (_CODE_LINE.match(raw) and len(raw) < 40)):
            return "reference_line" if _looks_like_reference(raw, low) else "own"
        if short and _is_heading(raw, low):
            return "heading"
        return "own"

    def _enter(self, mode: PartKind) -> PartKind:
        self.mode, self.lines_in_mode = mode, 0
        self.quoting.reset()
        return mode

    def _still_signing(self, raw: str, low: str) -> bool:
        words = raw.count(" ") + 1
        return (
            self.lines_in_mode <= 10
            and words <= 12
            and raw[-1] not in ".?:"
            and not _REVIEW_HEADING.match(low)
            and not _ANNEX_HEADING.match(low)
            and not self.quoting.is_answer_heading(low)
            and not _DISCLAIMER.search(low)
        )


_FIELD = re.compile(r"(?:our|your|foi|eir|request|case|ref|date|subject|re|to|from|sent|cc)\b")


def _looks_like_reference(raw: str, low: str) -> bool:
    """A line with a number in it that is no amount, date or year given as an answer."""
    if _FIELD.match(low):
        return True
    has_letter = any(character.isalpha() for character in raw)
    return has_letter and sum(character.isdigit() for character in raw) >= 2 and "£" not in raw


_HEADING_WORDS = re.compile(
    r"(?:(?:our|your|my|the)? ?(?:response|reply|answers?|decision|outcome|conclusion|background|introduction"
    r"|summary|reasons?|explanation|public interest(?: test)?|(?:arguments|factors|considerations)"
    r"(?: \w+){0,4}|balanc\w+(?: \w+){0,2}|advice and assistance|cost limit|refusal notice|information requested"
    r"|question \d+\w?|q\d+|part \d+|exemptions?(?: \w+)?|search(?:es)?|findings|complaint|request))[ :.]{0,2}$"
)
_SAYS = re.compile(
    r"\b(?:no|none|nil|not|yes|n/?a|hold|held|exempt|refus\w+|withh\w+|zero|unknown|attached|section \d)\b"
)


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
    for span in cut:
        while quote < len(quotes) and quotes[quote].end <= span.start:
            quote += 1
        if quote < len(quotes) and quotes[quote].start <= span.start:
            reader.mode = "own"
            kinds.append((span, "quoted_request"))
            continue
        kinds.append((span, reader.read(text[span.start : span.end].translate(_PLAIN))))
    return kinds


_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\xa0": " ", "\n": " ", "\r": " "})
