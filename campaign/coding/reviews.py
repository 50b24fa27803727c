"""How an internal review ends, or that it goes on."""

from __future__ import annotations

import re

from campaign.coding.decision import Decision
from campaign.coding.kinds import Kind
from campaign.coding.tally import Tally, leans_to_review, plain_substance, says_so


def decide_review(tally: Tally) -> Decision | None:
    """The outcome of a reply about an internal review, or that the review goes on; else None."""
    if not tally.reviewing:
        return None
    upheld, overturned = tally.plain("upheld"), tally.plain("overturned")
    pending = tally.plain("review_pending")
    concluded = tally.plain("reviewed") + upheld + overturned
    acknowledged = pending and says_so(tally.lows("review_pending"), _RECEIVED)
    told = [low for kind in _OF_REVIEWS for low in tally.lows(kind)]
    done = says_so(told, _CONCLUDED) or leans_to_review(tally.lean)
    offered = plain_substance(tally) > 2 and tally.plain("reviewed") < 2
    if pending and not done and not offered and ((acknowledged or not upheld) and not overturned):
        if tally.plain("extend"):
            return Decision("extension", tally.best("extend"), "review extended", 1, 1)
        return Decision(
            "acknowledgement",
            tally.best("review_pending"),
            "review acknowledged",
            pending,
            concluded // 2,
        )
    if not upheld and not overturned:
        return _review_without_verdict(tally) if done else None
    if concluded < 2 and not done:
        return None
    overturns = says_so(tally.lows("overturned"), _OVERTURNS)
    upholds = says_so(tally.lows("upheld"), _UPHOLDS)
    if overturned and (overturns or (overturned >= upheld and not upholds)):
        return Decision(
            "internal_review_overturned", tally.best("overturned"), "review", overturned, upheld
        )
    if tally.plain("release") and not upholds:
        # What is given now was not given before, whatever else stands.
        given = tally.best("release")
        return Decision("internal_review_overturned", given, "review gives", 1, upheld)
    return Decision("internal_review_upheld", tally.best("upheld"), "review", upheld, overturned)


def _review_without_verdict(tally: Tally) -> Decision:
    """A review that says neither: it succeeds where it owns a fault or gives something."""
    said = [tally.reading.sentences[number].low for number in tally.own]
    gives = tally.plain("answer") > 2 or tally.plain("release") or tally.plain("cover")
    if gives or says_so(said, _AT_FAULT):
        sentence = tally.best("release", "cover", "reviewed")
        return Decision("internal_review_overturned", sentence, "review answers", 1, 1)
    return Decision("internal_review_upheld", tally.best("reviewed"), "review answers", 1, 1)


_AT_FAULT = re.compile(
    r"\b(?:delays?|overdue|poor service|misunderst\w+|mistake|oversight|should have|failed to"
    r"|late|too long|slow\w*)\b"
)
_OF_REVIEWS: tuple[Kind, ...] = ("reviewed", "final", "upheld", "overturned")
_CONCLUDED = re.compile(
    r"\b(?:changed|revised|amended|corrected|unchanged|upheld) (?:up)?(?:on|following|after) "
    r"(?:the |my |our |an? )?(?:internal )?review\b|"
    r"\b(?:has|have|is|was|been) (?:now )?(?:been )?(?:completed?|finished|concluded|carried out)\b"
    r"|\b(?:result|outcome|findings|conclusion) of (?:the|my|our|your|this|an)\b"
    r"|\bmy (?:decision|conclusion|finding)s? (?:on|of|following|after) (?:the |this )?review\b"
    r"|\b(?:following|on|upon|after) (?:the |my |our |an? |your )?(?:internal )?review,"
    r"|\bsubject of an? (?:internal )?review\b"
    r"|\breview\b.{0,140}\b(?:was (?:held|conducted|undertaken)|took place)\b"
    r"|\b(?:let us|opportunity to) (?:look again|reconsider)\b"
    r"|\b(?:i|we) have (?:now )?(?:considered|reviewed|looked into) (?:your|the) (?:complaint"
    r"|appeal)\b"
    r"|\bopportunity to review\b"
    r"|\bhaving (?:considered|reviewed|looked)\b"
    r"|\b(?:reviewer|panel|review) (?:\w+ ){0,3}(?:finds?|"
    r"found|agree[sd]?|conclude[sd]?|consider(?:s|ed)?|decide[sd]?)\b"
)
_RECEIVED = re.compile(
    r"\b(?:acknowledg|receipt|received|logged|passed|registered|will (?:be )?(?:carr|"
    r"conduct|undertak|respond))"
)
_UPHOLDS = re.compile(
    r"\b(?:up(?:hold|held)\b.{0,40}\b(?:decision|response|refusal|exemption|original|"
    r"initial|use|application)|not (?:be )?up(?:hold|held)|dismissed|(?:decision|response|"
    r"reply) (?:is|was|stands|remains) (?:therefore )?(?:upheld|correct|unchanged)|response "
    r"stands|without modification)\b"
)
_OVERTURNS = re.compile(
    r"\b(?:overturn\w*|set aside|confirmed,? (?:but )?with (?:\w+ )?(?:modification|amendment"
    r"|change)s?|(?:complaint|appeal)\b.{0,30}\b(?:is|are|has been) "
    r"(?:therefore )?(?:partially |partly )?upheld|uphold (?:in part |partially |partly "
    r")?your (?:complaint|appeal)|accept your (?:complaint|appeal)|partially upheld|"
    r"in part)"
)
