"""The outcome decided for one reply, with the sentence that it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.coding.reading import Sentence


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome, the sentence it rests on, and how it was come by.

    `rule` names the branch taken; `support` counts the plain statements for it, `against` those
    which speak for another outcome. Both feed the confidence.
    """

    outcome: str
    sentence: Sentence | None
    rule: str
    support: int = 1
    against: int = 0


SMALL_NUMBER = "a number too small to be told"
"""The rule by which an answer of `<5` makes a reply partial, however the rest of it sounds."""
