"""The role of a provision where a letter cites it: relied on, a duty, or merely named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from campaign.coding.model import REFUSALS
from campaign.coding.phrases import table
from campaign.coding.signals import was_extended
from campaign.coding.stance import Stance, is_direct, stance
from campaign.law.provisions import is_ncnd

if TYPE_CHECKING:
    from campaign.coding.mentions import Mention

Role = Literal["relied_on", "procedural", "mentioned"]
EXEMPT = frozenset(
    {
        "cost",
        "vexatious",
        "not_held",
        "accessible",
        "ncnd",
        "absolute",
        "qualified",
        "personal",
        "environmental",
        "extension",
        "fees",
    }
)
SUPPORTING = re.compile(
    r"(?:FOIA s\.(?:40\((?:3|3A|3B|4|4A|6|7|8)\)|36\((?:3|4|5|6|7)\)|31\(2\)|1[23]\([345]\)|"
    r"2\b|2\(|21\([23]\)|43\(4\)|35\([245]\)|30\([456]\)|23\([234]\)|24\([34]\)|12\(3|"
    r"12\(5|1\((?!1\)\(a\)|\d\)\(a\))|1$|1\(1\)$|1\(1\)\(b\))|FOISA s\.(?:2\b|2\(|38\((?:2|"
    r"2A|2B|3|3A|4|5|5A)\)|12\([2345]\)|1$|1\()|EIR reg\.(?:2\b|2\(|12\((?:1|2|3|8|9|"
    r"10|11)\)|13\((?:2|2A|2B|3|4|5|6)\)|4|3))"
)
DENIAL = re.compile(
    r"\bnot h[eo]ld|\bdoes not|\bdo not|\bno (?:relevant |recorded )?information|\bnot "
    r"held|\bholds no|n't hold"
    r"|\bnothing\b.{0,40}\bheld\b|\bnone (?:is|are|was|were) held"
    r"|\bden(?:y|ies) (?:that )?(?:\w+ ){1,3}(?:is|are) held\b"
)
_WERE_IT_HELD = re.compile(
    r"\bif (?:it|the information|any|such|this)\b.{0,30}\b(?:were|was|is|be)?\b.{0,10}\bheld\b|"
    r"\bif held\b|\bwere (?:it|any|such|the)(?: \w+)? held\b"
)
_FIRST_PERSON = re.compile(
    r"\b(?:we|i|the (?:council|trust|university|department|force|authority|board|college|office))"
    r" (?:\w+ ){0,3}(?:refus|withh|rely|relied|reli|appl|declin|cit)\w*"
)


REFUSING = REFUSALS | {
    "partial",
    "extension",
    "internal_review_upheld",
    "internal_review_overturned",
}
_SETTLED = frozenset(
    ["acknowledgement", "clarification", "transferred", "bounce_or_ooo", "no_reply"]
)
"""Outcomes of messages in which nothing is refused yet."""


def role_of(mention: Mention, outcome: str) -> tuple[Role, int]:
    """The role of one mention, and how much it says (7 most)."""
    kind, sentence = mention.kind, mention.sentence
    name = mention.cited.normal
    if kind == "not_held" and not name.startswith("EI"):
        return _of_denial(mention, outcome)
    if kind == "extension":
        extends = outcome == "extension" or _extends(sentence.low)
        if sentence.kind in ("own", "heading") and extends and mention.mood != "conditional":
            return "relied_on", 5 if outcome == "extension" else 3
        return "procedural", 1
    if kind not in EXEMPT or kind == "fees":
        return "procedural", 1
    if SUPPORTING.match(name):
        return "mentioned", 1
    means = stance_of(mention, outcome)
    if kind == "environmental" and not (means == "applied" and mention.mood == "plain"):
        # Section 39 mostly tells why the Regulations apply.
        return "mentioned", 1
    if not _stands(mention, means) or sentence.raw.endswith("?"):
        return "mentioned", 0
    if outcome in _SETTLED:
        refused = means == "applied" and mention.decides and is_direct(mention.before)
        return ("relied_on", 3) if refused else ("mentioned", 0)
    if outcome == "extension":
        return "mentioned", 2
    if means in _NOT_RELIED:
        return _NOT_RELIED[means]
    if means == "supposed":
        if outcome in _MAY_DENY and _WERE_IT_HELD.search(sentence.low):
            return "relied_on", 3
        return "mentioned", 2
    if means == "confirmed":
        return "relied_on", 7
    if means == "reported":
        return ("relied_on", 3) if outcome == "internal_review_upheld" else ("mentioned", 3)
    if outcome not in REFUSING:
        decides = means == "applied" and mention.acts and mention.mood in ("plain", "rejecting")
        if is_ncnd(mention.cited.citation) and mention.decides:
            return "relied_on", 5
        alone = outcome == "full" and _ALONE_BEFORE.search(mention.before)
        alone = alone and _ALONE_AFTER.fullmatch(mention.after)
        return ("relied_on", 5) if decides or alone else ("mentioned", 0)
    if kind == "not_held" and outcome in ("not_held", "partial"):
        return "relied_on", 4
    if means == "applied" and mention.mood not in ("general", "conditional"):
        return "relied_on", 5
    if mention.decides:
        return "relied_on", 5
    if _BY_LAW.fullmatch(mention.before) and _NOT_BOUND.search(mention.after):
        return "relied_on", 3
    if mention.mood in ("rejecting", "considering", "conditional"):
        return "mentioned", 2
    return "relied_on", 4 if sentence.kind != "own" or mention.mood == "plain" else 3


_MAY_DENY = frozenset(["ncnd", "partial", "refused_exemption", "internal_review_upheld"])
"""Outcomes of replies that may neither confirm nor deny, at least in part."""
_ALONE_BEFORE = re.compile(r"(?:[:–-]|\bexempt|\bwithheld|\brefused)$")
_ALONE_AFTER = re.compile(r"(?:\s?\([^)]{0,60}\))?[.*)\s]{0,4}")
"""A provision that is all the answer there is: `Value of contract: s43(2)`."""
_BY_LAW = re.compile(
    r"(?:by|under|in accordance with|in terms of|by virtue of|pursuant to|as per)"
    r"(?: the)?(?: (?:terms|provisions) of)?"
)
_NOT_BOUND = re.compile(r"\b(?:we|i|the \w+) (?:are|am|is) not (?:required|obliged)\b")
_NOT_RELIED: dict[Stance, tuple[Role, int]] = {
    "undone": ("mentioned", 6),
    "weighed": ("mentioned", 2),
}


def extends_now(mention: Mention) -> bool:
    """Whether the time is extended under it by these very words."""
    own = mention.sentence.kind == "own" and mention.mood == "plain"
    return mention.kind == "extension" and own and _extends(mention.sentence.low)


def _extends(low: str) -> bool:
    return bool(table("extend.strong").search(low)) and not was_extended(low)


def stance_of(mention: Mention, outcome: str) -> Stance:
    """How a citation is meant, read as of a review where the message decides one."""
    reviewing = outcome.startswith("internal_review")
    return stance(mention.before, mention.after, reviewing=reviewing)


def _stands(mention: Mention, means: Stance) -> bool:
    """Whether the words are the authority's own, also where they stand among quoted law."""
    if mention.sentence.kind in ("own", "heading", "reference_line") or mention.listed:
        return True
    ours = mention.sentence.kind == "annex" and _FIRST_PERSON.search(mention.sentence.low)
    return bool(ours) and means == "applied"


def _of_denial(mention: Mention, outcome: str) -> tuple[Role, int]:
    """The role of the duty to say whether anything is held, or of a notice that it is not."""
    sentence, name = mention.sentence, mention.cited.normal
    denial = (
        sentence.kind in ("own", "heading")
        and DENIAL.search(sentence.low)
        and not table("ncnd.strong").search(sentence.low)
    )
    if outcome.startswith("internal_review") and stance_of(mention, outcome) == "confirmed":
        return ("relied_on", 5) if "FOISA" in name else ("procedural", 1)
    if denial and outcome in ("not_held", "partial", "full", "internal_review_upheld"):
        return "relied_on", 5
    if "FOISA" in name and outcome in ("not_held", "partial") and sentence.kind == "own":
        return "relied_on", 4
    return ("procedural", 1) if "FOIA" in name else ("mentioned", 1)
