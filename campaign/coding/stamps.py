"""Outcomes that a disclosure log or a title states in a line of its own."""

from __future__ import annotations

import re

from campaign.coding.decision import Decision
from campaign.coding.tally import Tally

_LINE = r"(?:(?:outcome|decision|status|result|response|disclosure|foi response)\s?[:(–-]\s?)?"
_STAMPS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "partial",
        re.compile(
            r"\bpartial(?:ly)? (?:release|disclosure|refusal|released|disclosed|granted|upheld)\b"
            r"|\b(?:some|part|partly|partially) (?:information )?(?:not held|withheld|exempt)\b"
            r"|" + _LINE + r"some information (?:sent|released|provided|disclosed|supplied|held)\b"
        ),
    ),
    (
        "full",
        re.compile(
            r"\bfull(?:y)? (?:release|disclosure|released|disclosed)\b"
            r"|" + _LINE + r"all (?:the )?information (?:sent|released|provided|disclosed|to be "
            r"supplied|supplied)\b"
            r"|" + _LINE + r"(?:released|disclosed|provided|granted|supplied) in full\b"
        ),
    ),
    (
        "not_held",
        re.compile(
            _LINE + r"(?:information )?not held\)?\.?$"
            r"|\bresponse \((?:information )?not held\)"
        ),
    ),
)
_LONGEST = 70


def stamped(tally: Tally, decision: Decision) -> Decision:
    """The decision, or the outcome that a short line states where the words told less.

    A stamp of a part outranks all but reviews; "in full" and "not held" stand only where nothing
    plain speaks against them.
    """
    for number in tally.own:
        sentence = tally.reading.sentences[number]
        if len(sentence.low) > _LONGEST:
            continue
        for outcome, pattern in _STAMPS:
            if not pattern.search(sentence.low):
                continue
            if _headline(tally, decision, outcome, number) or _gives_way(tally, decision, outcome):
                return Decision(outcome, sentence, "stamp", decision.support, decision.against)
    return decision


def _headline(tally: Tally, decision: Decision, outcome: str, number: int) -> bool:
    """Whether "Information not held" heads an answer that gives no figure."""
    opens = number in tally.own[:12] and outcome == "not_held"
    return opens and decision.outcome == "partial" and not tally.plain("answer")


def _gives_way(tally: Tally, decision: Decision, outcome: str) -> bool:
    if outcome == decision.outcome:
        return False
    if outcome == "partial":
        return decision.outcome in (
            "full",
            "refused_exemption",
            "refused_cost",
            "not_held",
            "other",
        )
    refused = sum(tally.plain(kind) for kind in ("refuse", "cost", "ncnd", "vexatious"))
    if outcome == "full":
        return decision.outcome in ("other", "partial") and not (
            refused or tally.plain("not_held") or tally.plain("partial")
        )
    return decision.outcome in ("other", "full") and not tally.plain("release")
