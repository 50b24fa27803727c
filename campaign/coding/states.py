"""Sentences that give no value: not held, refused, over cost, neither confirmed nor denied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .model import AnswerState
from .periods import REMEMBERED

_INFO = (
    r"(?:information|data|records?|recorded information|details?|figures?|documents?|statistics|"
    r"breakdown|material|it|this|that|these|those|them|any|anything)"
)
_NOUN = (
    r"(?:recorded |relevant |such |of |the |this |that |requested )*(?:information|data|records?|"
    r"details?|figures?|documents?|statistics|breakdown|material)\b"
)
_NOT_HELD = re.compile(
    rf"\b(?:do(?:es)? not|don['’]t|doesn['’]t|did not|cannot find that we"
    rf"|no longer) (?:currently |routinely |centrally |actually |"
    rf"specifically |separately )?(?:hold|(?:have|possess)(?! (?:any|this|that|these|those)"
    rf"(?! {_NOUN}) [a-z])|record|keep|collect|collate|retain"
    rf"|capture)\b(?! (?:or|and) (?:have|ha[ds]) not)"
    rf"(?:\s+(?:any|the|this|that|such|a|these|those|your|separate|recorded|of|requested|relevant"
    rf"|specific|central|for|costs?|spend|on|all|level|to)){{0,5}}\s*"
    rf"\b{_INFO}\b"
    r"|\b(?:holds?|held|have|has) (?:no|none of the|nothing|not any) (?:relevant |recorded |such "
    r"|further |other |specific |separate )?"
    rf"(?:{_INFO})?\b(?=.{{0,30}}(?:information|data|records?|request|described|$|\.))"
    r"|\bno (?:relevant |recorded |such |further )?(?:information|data|records?|documents?) (?:is"
    r"|are|was|were|has been|have been)?\s?held\b"
    r"|\b(?:information|data|records?|figures?|details|this|that|it|they|which|sought|requested"
    r"|required|seek|above|[a-z]+)\)? (?:is|are|was|were) "
    r"(?:therefore |also |simply |not\s)?\bnot (?:currently |centrally |separately )?(?:held"
    r"|recorded|collected|kept|collated)\b"
    r"|\bthere (?:is|are) no (?:recorded |relevant )?(?:information|records?|data|documents?)\b"
    r"|\b(?:information|records?|data) (?:is )?not held\b|\bnot held(?: separately| centrally)?\b"
    r"|\bno (?:recorded )?information held\b"
    r"|\bnothing (?:of (?:the|this|that) (?:kind|sort|type) |like (?:this|that) )?(?:(?:has"
    r"|have) (?:ever )?been|is|was) (?:held|kept|recorded)\b|\b(?:do(?:es)? not"
    r"|don[\'’]t) (?:have|hold) (?:what|anything that|anything) you\b|\bnil return\b"
    r"|\bnothing (?:is )?held to disclose\b|\bnothing to disclose\b|\bh[oe]lds? no (?:documents?"
    r"|information|records?|data)"
    r" (?:of (?:that|this|the|such)|on (?:the|this|that) (?:subject|matter|topic))\b"
    r"|\bno records? to\b|\bunable to ascertain\b|\bnone is held\b|\b(?:not"
    r"|isn['’]t) recorded\b"
    r"|\bnot (?:separately |centrally )?(?:identifiable|identified|available)\b(?= from our"
    r"| in our|\.|$)"
    r"|\bnid oes gennym(?: ni)? wybodaeth\b|\bnid yw'r wybodaeth\b",
    re.IGNORECASE,
)
_NCND = re.compile(
    r"\bNCND\b|\bneither confirmed n?or denied\b|\b(?:give|make) no (?:reply|comment|statement)"
    r" (?:as to|on|about) whether\b|\bexclusion from the duty to confirm or deny\b"
    r"|\bno duty to confirm or deny\b"
    r"|\bduty to confirm or deny does not (?:arise|apply)\b|\bneither (?:confirms?|to confirm"
    r"|confirming) (?:n?or|nor to) den(?:y|ies|ying)\b|\bcannot confirm or deny\b"
    r"|\brefus\w+ to confirm or deny\b"
    r"|\bnot (?:be )?(?:oblig\w+|required|bound) to confirm or deny\b"
    r"|\bexempt(?:ion)? from the duty to confirm or deny\b.{0,80}\b(?:claimed|applies|relied)\b"
    r"|\bno duty to (?:say|confirm) whether\b",
    re.IGNORECASE,
)
_COST = re.compile(
    r"\b(?:would |will |to )?exceeds? (?:the |our )?(?:(?:appropriate|cost|costs|fees?|time"
    r"|18[- ]hour|statutory) ){1,2}(?:limit|threshold)"
    r"|\b(?:above|over|beyond|refused on|exempt on) (?:the )?(?:grounds of )?costs?\b(?: limit)?"
    r"|\b(?:exceed|over|in excess of) (?:the )?(?:18 hours?|£450|£600)"
    r"|(?:^|[:–-] )\W*not searched\b"
    r"|\b(?:refus\w+|exempt\w*|declin\w+)[^.]{0,60}\b(?:s\.?\s?|section )12\b"
    r"|\b(?:s\.?\s?|section )12(?:\(\d\))*\b[^.]{0,60}\b(?:refus\w+|applies|engaged|exceed\w*)",
    re.IGNORECASE,
)
_PUBLIC = re.compile(
    r"\b(?:reasonably )?(?:accessible|available)\b[^.]{0,30}\bby other means\b"
    r"|\balready (?:been )?(?:published|publicly available|"
    r"in the public domain|available)\b|\b(?:was|were|has been|have been) published (?:in|on"
    r"|at)\b|\b(?:is|are) (?:publicly available|available (?:on|at|from"
    r"|via)\b[^.]{0,40}(?:website|https?:|www)|published (?:on|at|in))"
    r"|\b(?:is|are|be found) (?:available )?(?:on|in|at) (?:our|the) (?:disclosure log|website"
    r"|publication scheme)\b|\b(?:can be|may be) (?:found|viewed|accessed|downloaded) (?:on|at"
    r"|here|via)\b"
    r"|^\W*(?:https?://|www\.)\S+\W*$"
    r"|\bcan (?:reasonably |readily |easily )?(?:obtain|find|get|access) (?:all |any )?(?:of )?"
    r"(?:this|it|these|the information|what you)\b[^.]{0,40}\b(?:from|at|on|in)\b"
    r"|\b(?:under|of) (?:s\.?\s?|section )21\b|\botherwise accessible\b"
    r"|\b(?:s\.?\s?|section )21(?:\(1\))? (?:therefore |also )?(?:applies|refers|is engaged)\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\b(?:is|are|be|being|been|was|were)(?: therefore| also| all| considered"
    r"| deemed)? (?:exempt(?:ed)?|withheld|refused|redacted|excepted)\b"
    r"|\bwe (?:are|have|do|must|will)? ?(?:therefore )?(?:withhold|withholding|withheld|refus\w+"
    r"|declin\w+)\b|\b(?:is|are) withholding\b"
    r"|\bexempt (?:from (?:disclosure|release)|under|by virtue|information)\b|\bexemptions? (?:is"
    r"|are) engaged\b"
    r"|\bnot oblig(?:ed|ated) to comply\b|\bis (?:considered |deemed )?vexatious\b"
    r"|\bhave decided that yours is\b|\bcovered by (?:an?|the) (?:absolute |qualified )?exemption\b"
    r"|\b(?:falls?|comes?) (?:under|within) (?:the exemption|section \d)"
    r"|\b(?:ground|grounds|reason|reasons|basis|rely on (?:this|it|them)) for (?:not |withholding|"
    r"refusing)(?:supplying|releasing|disclosing|providing)?\b|\bexempts? (?:all|everything|the"
    r" information|what)\b|\bdecided to (?:withhold|refuse)\b"
    r"|^\W*(?:not (?:disclosed|released|provided|supplied)|refused|withheld|exempt(?:ed)?"
    r"|redacted)\b"
    r"|\b(?:will|can) not be (?:disclosed|released|supplied|provided)\b|\bcannot be (?:disclosed"
    r"|released)\b"
    r"|\bunable to (?:disclose|release|supply|provide) (?:the|this|that|any of the)\b",
    re.IGNORECASE,
)
_NOT_APPLICABLE = re.compile(
    r"^\W*n[/.\\]\s?a\b\W*|^\W*(?-i:NA)\b|^\W*na\W*$|\bnot applicable\b"
    r"|^\W*(?:so )?(?:this |it |that )?(?:does not|doesn['’]t) arise\b|^\W*falls away\b"
    r"|\b(?:does|do) not apply\b(?! by| to us)"
    r"|\bno (?:software|system|product|supplier|tool|name)s? to name\b"
    r"|\bnot relevant\b(?= as)",
    re.IGNORECASE,
)
# Sentences that speak of what may, would or must be, or tell of the law, decide nothing.
_HYPOTHETICAL = re.compile(
    r"\b(?:may|might|could|would|should) (?:also |therefore |then )?(?:be|refuse|apply|withhold"
    r"|not)\b(?! (?:exceed|found|viewed|accessed|downloaded|confirm))"
    r"|^\W*(?:if|when|where)\b|\bif (?:you|we|the|this|any|it)\b|\bwhether (?:or not )?(?:it|we"
    r"|the|a|any|information)\b|\bwhere (?:we|a public|an authority)\b"
    r"|\bsection \d+\S* (?:of the act )?(?:says|states|provides|requires|allows)\b"
    r"|\brequires? a public authority\b|\bthe act (?:says|requires)\b"
    r"|\bnothing (?:has been|is|was) withheld\b|\bunless\b"
    r"|\b(?:was|were) (?:correctly|properly|rightly|validly) (?:applied|engaged|relied)\b"
    r"|\bin accordance with section 17\b",
    re.IGNORECASE,
)
# Said of all that was asked, this means that finding it would cost too much.
_IN_SOME_FORM = re.compile(
    r"\bnot (?:held|recorded|kept|collated) (?:centrally|in (?:an?|this) \w+ (?:format|form|way))\b"
    r"|\breportable format\b",
    re.IGNORECASE,
)
_PARTIAL = re.compile(
    r"\b(?:some|part|parts|certain|elements?|portions?|a proportion) "
    r"(?:of (?:the|your|this|it)|information|elements|parts)\b|\bsmall numbers?\b|\bsuppressed\b"
    r"|\bexcept\b|\bapart from\b|\bother than\b|\bfurther information\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"\b(?:names?|identit\w+|details) of (?:junior |individual |named |our )?"
    r"(?:staff|officers?|employees?|individuals?|third part\w+)\b"
    r"|\bpersonal (?:data|information|details)\b",
    re.IGNORECASE,
)
_HINT = re.compile(
    r"h[eo]ld|cost|not|record|nil|exempt|withh|refus|declin|confirm|exceed|limit|accessib|"
    r"availab|publi|n.?a\b|log|website|found|vexati|redact|except|scope|unable|oblig|section|"
    r"s\.?\s?\d|nid |n['’]t\b|reason|obtain|reply|applicab|apply|name|arise|"
    r"ncnd|nothing|have what|falls|disclos|releas|http|www",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"\b(?:all|everything|what|anything)(?: that| which)? you (?:have )?(?:ask|asked|want|wanted"
    r"|request|requested|seek)\b|\b(?:information|data) (?:that |which )?(?:you(?:['’]ve"
    r"| have)?(?: been)? )?(?:request(?:ed)?|sought|seek|asked for|described|within the scope"
    r"|is exempt|is not held|relevant)"
    r"|\binformation (?:of the type |in (?:the )?scope|falling|relating to|in relation to"
    r"|requested|described|held|about the|of the description)|\byour request\b|\bthe request\b"
    r"|\bthis request\b|\brequest(?:ed)? (?:is|for)\b"
    r"|\b(?:all|any|each|none) of (?:it|them|this|your|the information|these|the (?:above"
    r"|questions|requested))\b|\bin full\b|\bin its entirety\b|\bthe requested information\b"
    r"|\b(?:your|the|all|any of) (?:\w+ )?(?:questions|points)\b|\bno (?:relevant "
    r"|recorded )?information\b|\b(?:any|recorded|such|this|that|the|relevant) information\b"
    r"|\binformation of (?:this|that|such)\b|\brecord this\b|\bno records?\b"
    r"|\bnothing (?:is )?held to disclose\b|\bnothing to disclose\b|\bh[oe]lds? no (?:documents?"
    r"|information|records?|data)"
    r" (?:of (?:that|this|the|such)|on (?:the|this|that) (?:subject|matter|topic))\b"
    r"|\bnil return\b|\byours\b|\b(?:any|all|each) (?:of the )?questions?\b"
    r"|\bnone of the information\b|\bvexatious\b|\bthe answer is\b|\bthe information\b",
    re.IGNORECASE,
)
_REST = re.compile(
    r"\b(?:remain(?:ing|der)|rest of|all other|other questions|for the rest|everything else)\b",
    re.IGNORECASE,
)
_PROVISION = re.compile(
    r"\b(?:s\.?|ss\.?|sections?|reg(?:ulation)?s?\.?)\s?(\d{1,2}[A-Z]?)((?:\s?\(\w{1,3}\))*)",
    re.IGNORECASE,
)


_DENIED = re.compile(
    r"\b(?:do(?:es)? not|don['’]t|doesn['’]t|did not|cannot|no longer) (?:currently |routinely |"
    r"centrally |separately |specifically )?(?:hold|record|keep|collect|collate|retain|capture|"
    r"monitor|log)\b",
    re.IGNORECASE,
)
_ONE_LINE = str.maketrans("\r\n", "  ")
WITH_PROVISION = frozenset({"refused", "over_cost", "ncnd", "already_public"})
"""States that rest on a provision of the law."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A state that a sentence gives, and how widely it speaks."""

    state: AnswerState
    start: int
    end: int
    generic: bool
    rest: bool


@lru_cache(maxsize=REMEMBERED)
def cue(sentence: str, under_question: bool = False) -> Cue | None:
    """The state that a sentence decides, or None: hypothetical and partial ones decide nothing.

    Personal details withheld from a document are no answer, unless they are what a question
    asks for (`under_question`).
    """
    if not _HINT.search(sentence):
        return None
    sentence = sentence.translate(_ONE_LINE)
    found: tuple[AnswerState, re.Match[str]] | None = None
    for state, pattern in _ORDER:
        if match := pattern.search(sentence):
            found = state, match
            break
    if found is None:
        return None
    state, match = found
    if state == "not_held" and not under_question and _IN_SOME_FORM.search(sentence):
        return None
    if state == "ncnd":
        sentence = re.sub(r"\bwhether (?:or not )?", "", sentence)
    if state != "not_applicable" and (_PARTIAL.search(sentence) or _HYPOTHETICAL.search(sentence)):
        return None
    if not under_question and _PERSONAL.search(sentence):
        return None
    return Cue(
        state,
        match.start(),
        match.end(),
        generic=bool(_GENERIC.search(sentence)),
        rest=bool(_REST.search(sentence)),
    )


_ORDER: tuple[tuple[AnswerState, re.Pattern[str]], ...] = (
    ("ncnd", _NCND),
    ("over_cost", _COST),
    ("already_public", _PUBLIC),
    ("not_applicable", _NOT_APPLICABLE),
    ("not_held", _NOT_HELD),
    ("refused", _REFUSED),
)


def speaks_of_the_rest(sentence: str) -> bool:
    """Whether a sentence is about the questions that are left."""
    return bool(_REST.search(sentence))


def denied(sentence: str) -> Cue | None:
    """Not held, where a sentence under a question says only that such a thing is not recorded."""
    match = _DENIED.search(sentence)
    if match is None or _HYPOTHETICAL.search(sentence):
        return None
    return Cue("not_held", match.start(), match.end(), generic=False, rest=False)


def provision(sentence: str, law: str) -> str:
    """The first provision a sentence cites, in normal form; '' for none."""
    match = _PROVISION.search(sentence)
    if match is None:
        return ""
    body = match[1] + re.sub(r"\s", "", match[2])
    if match.group().lower().startswith("reg"):
        return f"EIR reg.{body}"
    return f"{'FOISA' if law == 'foisa' else 'FOIA'} s.{body}"
