"""The kinds of thing that a sentence of a reply can say, and a signal: one such thing said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "not_held",
    "scattered",  # held, but not to be had without much work
    "cost",
    "vexatious",
    "ncnd",
    "public",
    "refuse",
    "partial",
    "release",
    "cover",  # points to a letter, says nothing of what is in it
    "holds",
    "answer",  # looks like the answer to a question
    "clarify",
    "address",
    "acknowledge",
    "extend",
    "progress",
    "transfer",
    "bounce",
    "away",
    "correct",
    "final",  # the request is now answered
    "considers",  # an exemption may apply
    "rejects",  # an exemption does not apply
    "invalid",
    "reviewed",
    "upheld",
    "overturned",
    "review_pending",
]


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that a sentence says.

    `weight` is 1 for a plain statement, less for a hint; `where` its offset in the sentence's
    plain text, which tells what it stands before or after.
    """

    kind: Kind
    weight: float
    sentence: int
    where: int = 0


Say = Callable[[Kind, float, int], None]
"""Notes a kind, its weight and where in the sentence it is said."""
