"""Requests that stand whole above their answers, as disclosure logs and letters in sections do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from campaign.coding.phrases import joined

_LEAD = joined("quoting.lead")
_ANSWER_HEADING = joined("quoting.answer_heading")
_INLINE = joined("quoting.answer_inline")
_SALUTATION = re.compile(r"(?:dear|hi|hello|good (?:morning|afternoon)|annwyl)\b[^.?]{0,60}$")
_ASKS = re.compile(
    r"\?|\b(?:please|could you|can you|i (?:would|am|wish|want|request|seek|understand)|how many"
    r"|how much|what|which|a copy of|copies of|under the (?:freedom|foi)|list of|details of)\b"
)
_ANSWERS = re.compile(
    r"(?:my review\b|i have (?:now )?(?:concluded|completed)|(?:many )?thank(?:s| you) for your"
    r"|further to your|in response to|with "
    r"(?:regard|reference) to your|(?:we|i) (?:can |do |hereby )?(?:confirm|hold|not hold|regret"
    r"|attach|enclose|have "
    r"(?:now )?(?:considered|decided|searched|reviewed))|i am (?:writing (?:in response|to "
    r"(?:inform|advise|respond|confirm|tell|let))|able|pleased)"
    r"|(?:the|this) (?:[\w']+ ){1,4}(?:does not hold|holds|can confirm|confirms|has decided)"
    r"|your request (?:has|is being|was|for)\b|please (?:find|see) (?:attached|enclosed|below)"
    r"|(?:this |the )?(?:information|data)(?: \w+){0,3} (?:is|are) (?:not |exempt|available))"
)
_LEAD_INLINE = re.compile(r"(?:(?:your|original|the) )?(?:foi )?(?:request|questions?)\s?:\s\S")
_GREETS_WITHIN = 2
"""Lines below the heading within which a greeting is the requester's own."""
_LOOKED_AT = 400
"""Sentences among which a log's first heading is looked for; a page has it within a few."""


def requests_above(rows: Sequence[str]) -> frozenset[int]:
    """The numbers of the sentences that lie between a heading for the request and its answer's.

    `rows` are the sentences in lower case. Where nothing says "Request", but a text without
    salutation comes to "Response" after somebody has asked something, all above that heading is
    the request, its title left out. A stretch in which an authority speaks is none.
    """
    found: set[int] = set()
    lead: int | None = None
    begin, letter, greeted = 0, False, -2
    for number, low in enumerate(rows[:_LOOKED_AT]):
        short = len(low) <= 80
        if short and _SALUTATION.match(low):
            if lead is None or number - lead > _GREETS_WITHIN:
                lead, letter, greeted = None, True, number
        elif short and _LEAD.match(low) and not (number - 1 == greeted and low[-1] != ":"):
            lead = number
        elif _LEAD_INLINE.match(low):
            lead = number - 1
        elif short and (_ANSWER_HEADING.match(low) or (lead is not None and _INLINE.match(low))):
            inside = range((begin if lead is None else lead) + 1, number)
            above = [rows[i] for i in inside]
            open_ = lead is not None or (
                begin == 0 and not letter and any(map(_ASKS.search, above))
            )
            if open_ and not any(map(_ANSWERS.match, above)):
                found.update(inside)
            lead, begin = None, number
    return frozenset(found)
