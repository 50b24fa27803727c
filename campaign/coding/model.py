"""The values that coding deals in: sources, evidence, suggestions (READING.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from campaign.documents.model import Table

Law = Literal["foia", "foisa", "eir"]

OUTCOMES: dict[str, str] = {
    "full": "everything asked is answered, also with nil, zero or no",
    "partial": "some supplied; some withheld, not held or refused on cost",
    "not_held": "nothing asked is held",
    "refused_exemption": "all withheld under an exemption or exception",
    "refused_cost": "refused on cost or burden, for all of it",
    "ncnd": "neither confirms nor denies, for all of it",
    "vexatious": "refused as vexatious or repeated",
    "already_public": "pointed to published data, for all of it",
    "clarification": "the authority asks something before it will go on",
    "acknowledgement": "receipt only",
    "extension": "a formal extension with a new date",
    "transferred": "passed on, or the wrong body",
    "internal_review_upheld": "review: the first decision stands",
    "internal_review_overturned": "review: the complaint is upheld wholly or partly",
    "bounce_or_ooo": "delivery failure, out of office, automatic reply",
    "other": "anything else, or an outcome that cannot be seen",
    "no_reply": "nothing came",
}

REFUSALS = frozenset(
    {"not_held", "refused_exemption", "refused_cost", "ncnd", "vexatious", "already_public"}
)
"""Outcomes that give nothing of what was asked."""
ANSWERS = REFUSALS | {"full", "partial"}
"""Outcomes that answer a request, whichever way."""

AnswerState = Literal[
    "answered",
    "not_held",
    "refused",
    "over_cost",
    "ncnd",
    "already_public",
    "not_applicable",
    "not_answered",
]


@dataclass(frozen=True, slots=True)
class Source:
    """One text that can be evidence: a message's body, or an attachment's text.

    `key` identifies it to the caller (`message:11`, `attachment:58`) and comes back in `Evidence`.
    """

    key: str
    text: str
    name: str = ""
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words a code rests on: `Source.text[start:end] == quote`, offsets in code points."""

    source: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One incoming message with what hangs on it, as coding reads it.

    `sources[0]` is the body, the rest are attachments. `request_text` is our own letter, so that
    its words quoted back are not read as the authority's.
    """

    sources: tuple[Source, ...]
    law: Law = "foia"
    authority: str = ""
    subject: str = ""
    request_text: str = ""
    sent_on: date | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """A numbered provision in normal form, and how the reply uses it.

    `citation` is `FOIA s.31(1)(a)`, `FOISA s.17`, `EIR reg.12(4)(b)`.
    """

    citation: str
    role: Literal["relied_on", "procedural", "mentioned"]
    evidence: Evidence
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reply says to one question for one period.

    `question` is the questionnaire's question id (`geographic.trialled`); `period` the period's
    label, or `` for a question asked once. `value` is JSON-able: bool, int, float (pounds), str,
    list of names, or a text such as `<5` kept as it was written; None unless `answered`.
    `unit` is `yes_no`, `GBP`, `year`, `count`, `date`, `names`, `text`.
    """

    question: str
    period: str
    state: AnswerState
    value: Any
    unit: str
    evidence: Evidence
    confidence: float
    provision: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """Some other fact suggested of a reply: `reference`, `extended_to`, `asked`, `corrects`."""

    name: str
    value: str
    evidence: Evidence
    confidence: float


@dataclass(frozen=True, slots=True)
class Coding:
    """All that is suggested for one reply.

    `confidence` is of the outcome; `sure` says that it may stand without a person's look at
    98 in 100. `outcome` has evidence unless it is `other` for want of anything to read.
    """

    outcome: str
    confidence: float
    sure: bool
    evidence: Evidence | None
    provisions: tuple[Provision, ...] = ()
    facts: tuple[Fact, ...] = ()
    answers: tuple[Answer, ...] = ()
