"""How a sentence is meant: as a fact, or as a condition, a consideration, a rejection..."""

from __future__ import annotations

import re
from typing import Literal

from campaign.coding.phrases import table

Mood = Literal["plain", "conditional", "considering", "rejecting", "general", "future"]

SUPPOSING = ("if ", "if, ", "where ", "unless ", "should ")
"""How a sentence begins that supposes."""
_REPORTED = re.compile(
    r" (?:sentence says|you say|you state|you argue|you suggest|you believe|you claim) that "
    r"|\byou (?:have|had|were) (?:\w+ )?(?:been )?(?:advised|told|informed|notified) (?!that your "
    r"request)(?:\w+ ){0,4}that "
)
_COUNTERFACTUAL = re.compile(
    r"\b(?:if|were|even if) (?:we|it|they|this|the \w+|such \w+|any \w+) (?:(?:were|did|had|was|to "
    r"be) )?(?!.{0,30}\b(?:confirm|deny))(?:\w+ ){0,20}(?:would|could)\b"
    r"|\bwere (?:it|this|they|any|such \w+)(?: \w+){0,3}, (?:it|this|that|they) (?:would|could)\b"
    r"|\b(?:future|any new|a (?:refined|revised|narrower|narrowed|new|fresh|further|"
    r"smaller)|another) requests?\b.{0,160}\b(?:may|might|could|would|likely)\b"
)
"""What would be so in another case, such as a request made narrower."""


def mood(low: str) -> Mood:
    """How a sentence is meant: as a fact, or as a condition, a consideration, a rejection..."""
    if _REPORTED.search(low) or is_counterfactual(low) or _IF_SO.search(low):
        return "conditional"
    if table("ncnd.strong").search(low) and _STILL_ASKED.search(low):
        return "considering"
    if table("ncnd.strong").search(low) and not low.startswith(SUPPOSING):
        # "Whether it is held" belongs to a refusal to say so; it is no condition.
        return "plain"
    if table("rejecting.any").search(low):
        return "rejecting"
    considering = table("considering.any").search(low)
    conditional = considering or table("conditional.any").search(low)
    if not conditional and not table("general.any").search(low):
        return "plain"
    decides = "deciding.firm" if considering or low.startswith(SUPPOSING) else "deciding.any"
    if table(decides).search(low):
        return "plain"
    if considering:
        return "considering"
    return "conditional" if conditional and not table("general.cited").search(low) else "general"


_STILL_ASKED = re.compile(
    r"\b(?:being considered|considering|deciding|assessing|determining|need(?:s|ed)? to "
    r"(?:consider|decide|determine|assess)) (?:\w+ ){0,3}(?:whether|if)\b"
)
"""Whether it may be confirmed at all is not decided yet."""
_IF_SO = re.compile(r"; if so\b|\bcan include cases\b|\bunless\b.{0,40}\bexempt")
"""What stands before it is only supposed, or told of letters in general."""


def is_counterfactual(low: str) -> bool:
    """Whether a sentence says what would be so in another case than this one."""
    return bool(_COUNTERFACTUAL.search(low)) and not _BURDEN.search(low)


_BURDEN = re.compile(r"\b(?:cost|hours|limit|ncnd|confirm(?:ing)?|den(?:y|ying))\b")
