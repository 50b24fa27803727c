"""The outcome of one reply, decided over what its sentences say; and that of a whole request."""

from __future__ import annotations

import re
from collections.abc import Sequence

from campaign.coding.answered import decide_answer, decide_unclear
from campaign.coding.decision import Decision
from campaign.coding.mentions import Mention
from campaign.coding.model import ANSWERS, Coding
from campaign.coding.procedure import decide_procedure
from campaign.coding.reviews import decide_review
from campaign.coding.stamps import stamped
from campaign.coding.tally import Tally, plain_substance

_OF_THIS_REQUEST = re.compile(
    r"(?!(?:if|where|should|when|provided|once)\b)(?=.*\b(?:acknowledg\w*|reference|ref"
    r"|numbered|(?:your|this) (?:[\w-]+ ){0,4}request)\b)"
)
"""A receipt of the very request, where others only tell what becomes of such mail."""
_IF_ASKED = re.compile(r"(?:if|where) (?:you(?:'ve| have)|your e-?mail|it)\b.{0,60}\brequest\b")
"""Tells of requests in general, since it does not know whether this is one."""
_AUTOMATIC = re.compile(
    r"^auto\b|"
    r"\b(?:automatic reply|out of office|undeliver|delivery (?:status|failure)|mail delivery"
    r"|auto(?:-|matic )?(?:reply|response))"
)


def decide(tally: Tally, mentions: Sequence[Mention]) -> Decision:
    """The outcome of one reply by the definitions of `OUTCOMES`.

    First what is no answer at all (bounces, reviews, procedure), then the answer: what is given
    against the grounds on which something is not.
    """
    if not tally.own and not any(source.tables for source in tally.reading.reply.sources):
        return decide_unclear(tally)
    decision = _undelivered(tally) or decide_review(tally) or decide_procedure(tally, mentions)
    return decision or stamped(tally, decide_answer(tally, mentions))


def _undelivered(tally: Tally) -> Decision | None:
    subject = tally.reading.reply.subject.lower()
    automatic = _AUTOMATIC.search(subject)
    bounced, away = tally.plain("bounce"), tally.plain("away")
    if not (bounced or away or automatic) or plain_substance(tally) > 1:
        return None
    receipts = tally.lows("acknowledge")
    receipt = any(map(_OF_THIS_REQUEST.match, receipts)) and not any(map(_IF_ASKED.match, receipts))
    if receipt and not bounced and away < 2:
        return None
    sentence = tally.best("bounce", "away") or tally.reading.sentences[tally.own[0]]
    return Decision(
        "bounce_or_ooo", sentence, "not delivered or away", bounced + away + bool(automatic)
    )


# --- a request ----------------------------------------------------------------------------------

_NO_ANSWER = frozenset({"acknowledgement", "other", "bounce_or_ooo"})
_REVIEWS = {"internal_review_upheld": "upheld", "internal_review_overturned": "overturned"}


def request_outcome(
    codings: Sequence[Coding], *, review_asked: bool = False
) -> tuple[str, str | None]:
    """The outcome in force after all messages of a request, in order, and the state of its review.

    An acknowledgement, a bounce or a progress note never replaces anything; a question or an
    extension never replaces an answer. A later answer replaces an earlier one. After a review
    that upheld, the earlier answer stands; after one that overturned, what the review gives.
    `review_asked` is whether the requester has asked for one: it is `pending` until it ends.
    """
    outcome = "no_reply"
    review = "pending" if review_asked else None
    for coding in codings:
        code = coding.outcome
        if code in _REVIEWS:
            review = _REVIEWS[code]
            if code == "internal_review_overturned":
                outcome = _left_standing(coding, outcome)
        elif code in ANSWERS or (outcome not in ANSWERS and code not in _NO_ANSWER):
            outcome = code
        elif code == "other" and outcome == "no_reply" and coding.evidence is not None:
            outcome = "other"
        elif code == "acknowledgement" and _of_review(coding):
            review = review or "pending"
    return outcome, review


def _left_standing(coding: Coding, before: str) -> str:
    """What a successful review leaves: the information now given, else what the answer was."""
    relied = any(p.role == "relied_on" for p in coding.provisions)
    given = any(f.name == "review_gives" for f in coding.facts)
    if not given:
        return before
    return "partial" if relied else "full"


def _of_review(coding: Coding) -> bool:
    return any(fact.name == "review" for fact in coding.facts)
