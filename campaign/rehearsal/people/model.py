"""The values that practice authorities deal in: who, when, what, and the known truth of it.

The site around them asks in this order: `forces.practice_authorities`, `behaviour.plan` once for
each request that arrives, `behaviour.due` for the moment of each planned reply, `compose.compose`
when that moment has come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal

from campaign.letters.model import Questionnaire

Law = Literal["foia", "foisa"]
Nation = Literal["england", "wales", "scotland", "northern_ireland", "uk"]
Problem = Literal["defunct", "not_apply", "no_address"]

Event = Literal["sent", "clarified", "review", "chased", "previous"]
"""What a planned reply waits for: our request; our answer to the authority's question; our
request for an internal review; any other follow-up of ours; the reply planned just before it."""

Kind = Literal[
    "acknowledgement",
    "progress",  # a holding note that is neither answer nor formal extension
    "full",
    "partial",
    "not_held",
    "refused",  # under an exemption
    "cost",
    "ncnd",
    "vexatious",
    "already_public",
    "extension",
    "clarification",
    "transfer",
    "correction",
    "review_acknowledgement",
    "review_upheld",
    "review_overturned",
    "postal",
    "bounce",
    "out_of_office",
]

Carrier = Literal["body", "html", "pdf", "scan", "docx", "odt", "xlsx", "csv", "zip"]
"""Where the substance of a reply stands; all but `body` and `html` come with a cover note."""

AnswerState = Literal[
    "answered", "not_held", "refused", "over_cost", "ncnd", "already_public", "not_applicable"
]


@dataclass(frozen=True, slots=True)
class PracticeAuthority:
    """An invented public authority.

    `tags` are as the site's CSV has them (`police`, `dpr:Z1234567`); `problem` says why a request
    to it cannot be made, None where it can.
    """

    name: str
    url_name: str
    short_name: str
    law: Law
    nation: Nation
    tags: tuple[str, ...]
    home_page: str
    notes: str = ""
    welsh_name: str | None = None
    welsh_url_name: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class PlannedReply:
    """One reply to come: `days` after the first event `after` (never, if that never happens).

    `working` counts working days, else calendar days; it arrives at `at`, London time, or
    `minutes` after the event where `days` is 0. `seed` decides the words of this message, `story`
    what this authority did and holds: it is the same in all replies to one request. `first` is
    the kind of decision that a correction or a review looks back on. A message with `again` has
    the seed of the one before it: composed on the same day it is the same message once more.
    """

    step: int
    kind: Kind
    after: Event
    days: int
    working: bool
    at: time
    seed: int
    story: int
    carrier: Carrier = "body"
    minutes: int = 0
    first: Kind | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What an authority can know of the request it answers.

    `letter` is our request as sent; `earlier` are all our messages so far, oldest first, the
    letter among them. Without a `questionnaire` the numbered questions are read from the letter.
    """

    title: str
    letter: str
    sent_on: date
    url_title: str
    questionnaire: Questionnaire | None = None
    earlier: tuple[str, ...] = ()
    user_name: str = "Requester"
    address: str = "request-000-00000000@practice.example"


@dataclass(frozen=True, slots=True)
class TruthProvision:
    """A provision that a reply names, in normal form (`FOIA s.31(1)(a)`), and its exact words.

    `where` is `body` or the name of an attachment; `quote` is a substring of that text.
    """

    citation: str
    role: Literal["relied_on", "procedural", "mentioned"]
    quote: str
    where: str = "body"


@dataclass(frozen=True, slots=True)
class TruthAnswer:
    """What a reply says to one question for one period; `quote` is a substring of `where`.

    `value` is a bool, an int (pounds or a year), a list of names, or a text such as `<5`.
    """

    question: str
    period: str
    state: AnswerState
    value: Any
    unit: str
    quote: str
    where: str = "body"
    provision: str = ""


@dataclass(frozen=True, slots=True)
class ReplyTruth:
    """What is known of a composed reply, for scoring.

    `outcome` is a code of `campaign.coding.model.OUTCOMES`, of this message; `stands` the one
    that the request has after it (None where this message changes nothing); `review` is
    `pending`, `upheld`, `overturned` or None. `traits` names what is hard about the message.
    """

    kind: Kind
    outcome: str
    stands: str | None = None
    review: str | None = None
    reference: str | None = None
    extended_to: date | None = None
    provisions: tuple[TruthProvision, ...] = ()
    answers: tuple[TruthAnswer, ...] = ()
    traits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComposedReply:
    """A reply as it arrives.

    `attachments` are (file name, content type, bytes); `attachment_texts` the text of each, in
    the same order, as a reader of the file should find it (white space may differ).
    """

    subject: str
    sender_name: str
    body_text: str
    body_html: str | None
    attachments: tuple[tuple[str, str, bytes], ...]
    truth: ReplyTruth
    attachment_texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A named fault that the site carries out.

    It strikes addresses that match the glob `where`, after `skip` of them have passed, at most
    `times` (None: always), from `since` on (simulated date); `seconds` is a latency or the value
    of `Retry-After`.
    """

    name: str
    where: str = "*"
    skip: int = 0
    times: int | None = None
    seconds: float | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """A rehearsal: how many authorities, from when, how they behave, which faults occur.

    `behaviours` are (name, weight); `assigned` are (url_name or name, behaviour) and go first.
    `speed` is simulated seconds for each real second, 0 for a clock that is only stepped.
    `owner_classifies` says whether the practice user's replies are described by the site itself.
    """

    name: str
    seed: int
    authorities: int
    start: date
    behaviours: tuple[tuple[str, int], ...]
    assigned: tuple[tuple[str, str], ...] = ()
    owner_classifies: bool = False
    faults: tuple[Fault, ...] = ()
    speed: float = 0.0
    source: str = ""
