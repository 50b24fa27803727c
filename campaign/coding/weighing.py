"""The decision of the rules against the leaning of the words (`wording.py`)."""

from __future__ import annotations

from campaign.coding.decision import SMALL_NUMBER, Decision
from campaign.coding.kinds import Kind
from campaign.coding.reading import Sentence
from campaign.coding.tally import Tally
from campaign.coding.wording import READ, edge, learned

_TRUST = 2.5
"""How much the rules count against the words; chosen on replies of sources left out."""
_FARTHEST = 2.0
"""Words count no more than this, so never against rules that are fairly sure."""


def weigh(decision: Decision, chance: float, tally: Tally) -> Decision:
    """The decision of the rules, or that for which the words speak by more than the rules do.

    `chance` is how likely the rules' decision is right. The words never bring in a ground that
    nothing in the reply names; of how reviews end, and of `<5`, only the rules know.
    """
    if decision.outcome.startswith(_REVIEW) or decision.rule == SMALL_NUMBER:
        return decision
    lean = tally.lean
    heard = max(lean.get(decision.outcome, -_FARTHEST), -_FARTHEST)
    trusted = heard + _TRUST * chance
    possible = {outcome: value for outcome, value in lean.items() if _is_possible(outcome, tally)}
    outcome = max(possible, key=lambda one: possible[one], default=decision.outcome)
    if outcome == decision.outcome or possible[outcome] <= trusted:
        return decision
    return Decision(outcome, _speaking(outcome, tally), "words", 0, 1)


_REVIEW = "internal_review"
_NAMED: dict[str, tuple[Kind, ...]] = {
    "not_held": ("not_held",),
    "refused_cost": ("cost", "scattered"),
    "vexatious": ("vexatious",),
    "ncnd": ("ncnd",),
    "already_public": ("public",),
    "refused_exemption": ("refuse", "considers", "partial", "holds"),
    "partial": (
        "partial",
        "refuse",
        "not_held",
        "cost",
        "public",
        "ncnd",
        "scattered",
        "considers",
    ),
    "transferred": ("transfer", "not_held"),
    "extension": ("extend", "considers", "progress"),
    "clarification": ("clarify",),
}


def _is_possible(outcome: str, tally: Tally) -> bool:
    named = _NAMED.get(outcome)
    if named is None:
        return not outcome.startswith(_REVIEW)
    return any(tally.weight(kind) for kind in named)


def _speaking(outcome: str, tally: Tally) -> Sentence | None:
    """The sentence that speaks most for an outcome: one that names it, else by its words."""
    if named := tally.best(*_NAMED.get(outcome, ())):
        return named
    best, most = None, 0.0
    for number in tally.own[:READ]:
        sentence = tally.reading.sentences[number]
        said = edge(outcome, learned().lean([sentence.low]))
        if best is None or said > most:
            best, most = sentence, said
    return best
