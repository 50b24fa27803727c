"""What the practice site knows: people, authorities, requests and their correspondence.

These records change as the site is used, unlike the values that cross between rooms.
All moments are aware and in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from campaign.rehearsal.people.model import PracticeAuthority, ReplyTruth


@dataclass(slots=True)
class Body:
    """An authority as the site lists it; `problem` says why nobody can ask it."""

    site_id: int
    name: str
    url_name: str
    tags: tuple[str, ...] = ()
    short_name: str = ""
    home_page: str = ""
    notes: str = ""
    welsh_name: str | None = None
    welsh_url_name: str | None = None
    problem: str | None = None
    authority: PracticeAuthority | None = None
    created_at: datetime | None = None

    @property
    def requestable(self) -> bool:
        """Whether a request form is offered."""
        return self.problem is None

    def name_in(self, locale: str) -> str:
        """The name in `locale`, the English one where there is no other."""
        return self.welsh_name if locale == "cy" and self.welsh_name else self.name

    def url_name_in(self, locale: str) -> str:
        """The name in addresses in `locale`."""
        return self.welsh_url_name if locale == "cy" and self.welsh_url_name else self.url_name


@dataclass(slots=True, eq=False)
class User:
    """An account; `limited` users may make six requests a day."""

    site_id: int
    name: str
    url_name: str
    email: str
    password: str
    pro: bool = False
    limited: bool = True
    banned: str | None = None
    closed: bool = False
    created_at: datetime | None = None

    @property
    def shown_name(self) -> str:
        """The name as pages show it."""
        return f"{self.name} (Account suspended)" if self.closed or self.banned else self.name


@dataclass(slots=True)
class Attachment:
    """A file of a reply; `part` is its number in the address."""

    site_id: int
    part: int
    filename: str
    content_type: str
    content: bytes
    prominence: str = "normal"
    reason: str | None = None
    erased: bool = False
    prepared: bool = False
    shown_name: str = ""
    shown_size: str = ""


@dataclass(slots=True)
class Outgoing:
    """A letter of the requester: `initial_request` or `followup`."""

    site_id: int
    body: str
    sent_at: datetime
    sender: str
    kind: str = "initial_request"
    what_doing: str = "normal_sort"
    prominence: str = "normal"
    reason: str | None = None
    delivery_status: str = "unknown"


@dataclass(slots=True)
class Incoming:
    """A reply: `text` is the mail's text before anything is masked or folded."""

    site_id: int
    sender: str
    sent_at: datetime
    subject: str
    text: str
    text_part_id: int
    attachments: tuple[Attachment, ...] = ()
    prominence: str = "normal"
    reason: str | None = None
    truth: ReplyTruth | None = None
    by_authority: bool = True


@dataclass(slots=True)
class Comment:
    """A public annotation."""

    site_id: int
    author: User
    posted_at: datetime
    body: str
    visible: bool = True


@dataclass(slots=True)
class Event:
    """One event of a request; `kind` is the site's `event_type`."""

    site_id: int
    kind: str
    created_at: datetime
    described_state: str | None = None
    calculated_state: str | None = None
    last_described_at: datetime | None = None
    outgoing: Outgoing | None = None
    incoming: Incoming | None = None
    comment: Comment | None = None
    params: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text of the message that the event is about, unmasked; empty without one."""
        if self.incoming is not None:
            return self.incoming.text
        if self.outgoing is not None:
            return self.outgoing.body
        return self.comment.body if self.comment is not None else ""


@dataclass(slots=True)
class Batch:
    """One letter to many authorities; `sent_at` is None until the job has sent them all."""

    site_id: int
    user: User
    title: str
    letter: str
    bodies: tuple[Body, ...]
    created_at: datetime
    embargo: str = ""
    sent_at: datetime | None = None
    requests: list[Request] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Request:
    """A request and everything that happened to it, oldest event first."""

    site_id: int
    url_title: str
    title: str
    body: Body
    user: User | None
    created_at: datetime
    updated_at: datetime
    events: list[Event] = field(default_factory=list)
    tags: tuple[str, ...] = ()
    described_state: str = "waiting_response"
    awaiting_description: bool = False
    prominence: str = "normal"
    reason: str | None = None
    embargo_until: datetime | None = None
    new_responses_from: str = "anybody"
    comments_allowed: bool = True
    external_name: str | None = None
    external_url: str | None = None
    batch: Batch | None = None

    @property
    def requester_name(self) -> str:
        """Who asked, as pages show it."""
        return self.user.shown_name if self.user else (self.external_name or "Anonymous user")

    @property
    def first_letter(self) -> Outgoing:
        """The request itself."""
        return next(e.outgoing for e in self.events if e.outgoing is not None)

    @property
    def last_sent_at(self) -> datetime:
        """When the request, or what stands for it (a resend, a clarification), last went out."""
        return max(e.created_at for e in self.events if e.params.get("starts_clock") == "yes")

    def outgoing(self) -> list[Outgoing]:
        """Our letters, each once, in order."""
        return [e.outgoing for e in self.events if e.outgoing and e.kind in SENDING]

    def incoming(self) -> list[Incoming]:
        """Replies in order of arrival."""
        return [e.incoming for e in self.events if e.incoming and e.kind == "response"]

    def publish(self) -> None:
        """End the embargo: from now on everybody may read it."""
        self.embargo_until = None

    def public(self) -> bool:
        """Whether somebody who is signed out can read it."""
        return self.prominence in READABLE and self.embargo_until is None


READABLE = ("normal", "backpage")
"""Prominences that anybody may read; `backpage` is only kept out of lists."""
SENDING = ("sent", "followup_sent")


@dataclass(slots=True)
class Draft:
    """A Pro draft, for one authority or (with `batch`) for many."""

    site_id: int
    user: User
    batch: bool
    title: str = ""
    letter: str = ""
    bodies: list[Body] = field(default_factory=list)
    embargo: str = "3_months"


@dataclass(slots=True)
class Interrupted:
    """What somebody was doing when they were sent to sign in."""

    method: str
    address: str
    form: list[tuple[str, str]]
    reason: str
