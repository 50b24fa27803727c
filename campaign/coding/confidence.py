"""How likely a suggested outcome is right: what agrees with it, less what casts doubt.

The points and the table that turns them into a probability are in `confidence.toml`, with the
replies that they were fitted on.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from campaign.coding.decision import Decision
from campaign.coding.kinds import Kind
from campaign.coding.mentions import Mention
from campaign.coding.model import ANSWERS, REFUSALS
from campaign.coding.parts import READ_AT_MOST
from campaign.coding.tally import Tally, says_so

_KINDS: dict[str, frozenset[str]] = {
    "refused_cost": frozenset({"cost"}),
    "vexatious": frozenset({"vexatious", "cost"}),
    "already_public": frozenset({"accessible"}),
    "not_held": frozenset({"not_held"}),
    "extension": frozenset({"extension"}),
    "refused_exemption": frozenset({"absolute", "qualified", "personal"}),
    "ncnd": frozenset({"absolute", "qualified", "personal", "ncnd"}),
    "partial": frozenset(
        {"absolute", "qualified", "personal", "cost", "not_held", "accessible", "ncnd"}
    ),
}
_WHOLE = re.compile(
    r"\b(?:your request|this request|the request|information (?:that )?(?:you|requested|"
    r"sought)|information requested|any (?:such )?(?:information|records?|data)|no (?:recorded "
    r"|relevant )?information|this information|the information|the data|in full"
    r"|(?:all|every|any|each)(?: of)?(?: (?:your|the|these))? questions?)\b"
)
_RECEIVED = re.compile(
    r"\b(?:acknowledg\w*|receipt|received|logged|registered|recorded|reference|ref|thank(?:s| "
    r"you) for "
    r"(?:your|the) (?:\w+ ){0,5}(?:request|e-?mail|letter|enquiry))\b"
)
_LATE = re.compile(r"\b(?:still|apolog\w+|sorry|delay\w*|overdue|late|not yet|last week)\b")
_FEW_WORDS = 25
_BY_WORDS = 0.85
"""What no sentence states is never sure, however its words sound."""
_FARTHEST = 2.0
"""An edge beyond this says no more."""
_ENGLISH = re.compile(
    r"\b(?:the|of|to|and|is|are|we|you|your|not|for|in|have|has|that|this|our|no|on)"
    r"\b"
)
_WEAK_RULES = frozenset(
    {
        "prose",
        "brief thanks",
        "receipt to come",
        "stamp",
        "pointed elsewhere",
        "asks for an address",
        "progress",
        "cover note",
        "correction",
        "nothing recognised",
        "nothing to read",
        "given, with a pointer",
        "points, some by a pointer",
        "review extended",
    }
)
_REVIEWS = ("internal_review_upheld", "internal_review_overturned")


def confidence(
    decision: Decision,
    tally: Tally,
    mentions: Sequence[Mention],
    edge: float = 0.0,
    *,
    agreed: bool | None = None,
) -> float:
    """The chance that the outcome is right, from 0 to 1: reasons weighed, by the fitted weights.

    `edge` is how far the reply's words speak for the outcome before any other (`wording.py`);
    `agreed` whether its sentences and its phrases lead to the same (`sense.py`), None where only
    one was asked.
    """
    fitted = _fitted()
    weighed = sum(fitted["weights"][name] for name in reasons(decision, tally, mentions))
    weighed += fitted["edge"] * max(-_FARTHEST, min(_FARTHEST, edge))
    if agreed is not None:
        weighed += fitted["weights"]["read alike" if agreed else "read otherwise"]
    chance = round(1 / (1 + math.exp(-(fitted["base"] + weighed))), 3)
    shown = decision.sentence is not None and decision.rule != "words"
    return chance if shown else min(chance, _BY_WORDS)


def is_sure(chance: float) -> bool:
    """Whether a suggestion may stand without a person's look."""
    return chance >= float(_fitted()["sure"])


def reasons(decision: Decision, tally: Tally, mentions: Sequence[Mention]) -> Iterator[str]:
    """What speaks for and against an outcome, by the names in `confidence.toml`."""
    outcome, sentence = decision.outcome, decision.sentence
    if decision.support >= 1 and decision.rule not in _WEAK_RULES:
        yield "said plainly"
    if decision.support >= 2:
        yield "said again"
    wanted = _KINDS.get(outcome, frozenset())
    if any(m.kind in wanted and m.decides and m.sentence.kind == "own" for m in mentions):
        yield "provision agrees"
    if outcome in REFUSALS and sentence is not None and _WHOLE.search(sentence.low):
        yield "about the whole"
    if outcome in _UNCONTESTED and not decision.against and not _others(outcome, tally):
        yield "nothing else said"
    if outcome == "acknowledgement" and decision.rule == "receipt":
        lows = [tally.reading.sentences[number].low for number in tally.own]
        told = says_so(lows, _RECEIVED) and not says_so(lows, _LATE)
        yield "short receipt" if told and len(lows) <= 12 else "no word of receipt"
    if outcome == "full" and decision.support >= 3 and not mentions:
        yield "many answers, no provision"
    yield from _doubts(decision, tally, mentions)


_UNCONTESTED: dict[str, frozenset[str]] = {
    "full": frozenset({"release", "answer"}),
    "not_held": frozenset({"not_held", "refuse"}),
    "refused_exemption": frozenset({"refuse", "considers"}),
    "refused_cost": frozenset({"cost", "refuse", "scattered", "not_held"}),
    "vexatious": frozenset({"vexatious", "refuse", "cost"}),
    "ncnd": frozenset({"ncnd", "refuse"}),
    "already_public": frozenset({"public", "refuse"}),
    "clarification": frozenset({"clarify"}),
    "acknowledgement": frozenset({"considers"}),
    "extension": frozenset({"extend", "considers", "refuse"}),
    "transferred": frozenset({"transfer", "not_held"}),
    "internal_review_upheld": frozenset({"upheld", "refuse", "not_held", "cost", "ncnd"}),
    "internal_review_overturned": frozenset({"overturned", "release", "answer"}),
    "bounce_or_ooo": frozenset({"bounce", "away"}),
}
"""What may be said beside an outcome without speaking for another."""
_DECISIVE: tuple[Kind, ...] = (
    "not_held", "cost", "vexatious", "ncnd", "public", "refuse", "release", "answer", "partial",
    "scattered", "considers", "rejects", "clarify", "transfer", "upheld", "overturned",
)  # fmt: skip


def _others(outcome: str, tally: Tally) -> bool:
    """Whether anything is plainly said that speaks of another outcome."""
    return any(tally.plain(kind) for kind in _DECISIVE if kind not in _UNCONTESTED[outcome])


def _doubts(decision: Decision, tally: Tally, mentions: Sequence[Mention]) -> Iterator[str]:
    outcome = decision.outcome
    if decision.rule == "words":
        yield "only its words"
    elif decision.sentence is None or decision.rule in _WEAK_RULES:
        yield "weak rule"
    if decision.against:
        yield "other outcomes said"
        if outcome in REFUSALS:
            yield "refused for one reason among others"
    if outcome in _REVIEWS or (tally.reviewing and outcome not in _REVIEWS):
        yield "about a review"
    if outcome in REFUSALS and (tally.plain("release") or tally.weight("answer") >= 1):
        yield "something given"
    if outcome == "full" and decision.support < 2:
        yield "thin answer"
    cited = any(m.kind in _KINDS.get(outcome, ()) for m in mentions)
    if outcome in ("refused_exemption", "ncnd", "vexatious", "partial") and not cited:
        yield "no provision"
    if outcome == "full" and (
        tally.plain("partial") or tally.plain("rejects") or tally.plain("scattered")
    ):
        yield "something missing"
    if outcome == "full" and any(
        m.kind in _KINDS["partial"] for m in mentions if m.sentence.kind == "own"
    ):
        yield "provision disagrees"
    if outcome == "not_held" and (tally.plain("scattered") or tally.plain("transfer")):
        yield "held in some form"
    if outcome not in ("extension", "acknowledgement") and tally.plain("considers"):
        yield "still considered"
    if outcome in ("clarification", "transferred", "partial"):
        yield "easily mistaken"
    said = " ".join(tally.reading.sentences[number].low for number in tally.own[:60])
    if outcome in ANSWERS and said.count(" ") < _FEW_WORDS:
        yield "few words"
    if len(said) > 60 and not _is_english(said):
        yield "little English"
    if any(len(s.text) > READ_AT_MOST for s in tally.reading.reply.sources):
        yield "not read whole"


@lru_cache(maxsize=4)
def _is_english(said: str) -> bool:
    """Whether every eighth word is one that English cannot do without."""
    return len(_ENGLISH.findall(said)) >= said.count(" ") / 8


@cache
def _fitted() -> dict[str, Any]:
    text = files("campaign.coding").joinpath("confidence.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
