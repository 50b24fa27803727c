"""How likely a suggested outcome is right, and when to say nothing for sure."""

from __future__ import annotations

from campaign.coding.outcome import Decision
from campaign.coding.tally import Tally

SURE = 0.97


def confidence(decision: Decision, tally: Tally) -> float:
    """The chance that the outcome is right."""
    if decision.sentence is None:
        return 0.2
    share = (decision.support + 0.5) / (decision.support + decision.against + 1)
    return round(min(0.99, 0.4 + 0.58 * share), 3)
