"""What the pages of an Alaveteli site say, as frozen values (SITE.md sections 6 and 7).

Every parser of this package takes bytes and returns one of these, or raises `UnknownPage`.
All moments are aware UTC datetimes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Direction = Literal["outgoing", "incoming"]


@dataclass(frozen=True, slots=True)
class Link:
    """A person, authority or batch that a page links to; `url_name` is None without a link."""

    name: str
    url_name: str | None


@dataclass(frozen=True, slots=True)
class AttachmentBlock:
    """One entry of a message's list of attachments.

    `prominence` is `normal`, `hidden` (no links shown) or `erased`; `path` is the download
    address as on the page (site-relative), None where there is no link; `part` is the part
    number in that address; `shown_size` is the site's rounded text such as `2K`; `shown_type` is
    the media type that its picture stands for, None for the picture of an unknown type.
    """

    site_id: int
    name: str
    part: int | None
    shown_size: str | None
    path: str | None
    view_path: str | None
    prominence: str = "normal"
    shown_type: str | None = None


@dataclass(frozen=True, slots=True)
class MessageBlock:
    """One piece of correspondence as displayed.

    `text` is what a reader sees, paragraphs parted by blank lines; `folded` says that quoted
    parts were left out by the site (`?unfold=1` shows them). `sender` is the name without the
    authority's. A hidden message has `prominence` other than `normal` and `text` None.
    `resent_at` holds the moments at which the same outgoing message was sent again.
    """

    direction: Direction
    site_id: int
    sender: str | None
    sent_at: datetime | None
    text: str | None
    folded: bool = False
    prominence: str = "normal"
    prominence_reason: str | None = None
    delivery_status: str | None = None
    attachments: tuple[AttachmentBlock, ...] = ()
    resent_at: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """A public comment on a request; not correspondence."""

    site_id: int
    author: str
    posted_at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A request's page: its header and its correspondence in order.

    `status` is the displayed status code (from the class, the same in every language);
    `status_text` the sentence; `due_on` is given only where that sentence names a date.
    """

    url_title: str
    title: str
    requester: Link
    authority: Link
    batch_id: int | None
    status: str
    status_text: str
    due_on: date | None
    closed_to_correspondence: bool
    messages: tuple[MessageBlock, ...]
    annotations: tuple[Annotation, ...] = ()
    locale: str = "en"
    signed_in: bool = False


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event of a request's JSON."""

    site_id: int
    event_type: str
    created_at: datetime
    described_state: str | None
    calculated_state: str | None
    last_described_at: datetime | None
    display_status: str | None
    incoming_message_id: int | None
    outgoing_message_id: int | None
    comment_id: int | None


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """A request's JSON: facts and events, no texts, senders, attachments or due dates."""

    site_id: int
    url_title: str
    title: str
    created_at: datetime
    updated_at: datetime
    described_state: str
    display_status: str
    awaiting_description: bool
    prominence: str
    law_used: str
    tags: tuple[str, ...]
    user: Link | None
    authority: Link
    events: tuple[EventRecord, ...]


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A page of a batch: pending (bodies to be sent to) or sent (one page of requests)."""

    batch_id: int
    title: str
    pending: bool
    sent_to: int | None
    authorities: tuple[Link, ...] = ()
    requests: tuple[RequestListing, ...] = ()
    next_page: int | None = None


@dataclass(frozen=True, slots=True)
class RequestListing:
    """One request in a list, a search or a batch.

    `anchor` names the message or annotation that the list shows of it, such as `incoming-84`; None
    where it shows the first letter, and mostly in a batch. `at` is that one's moment.
    """

    url_title: str
    title: str
    authority: Link | None
    requester: Link | None
    status: str | None
    anchor: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listings:
    """One page of a list of requests; `next_page` is its number, None on the last page."""

    requests: tuple[RequestListing, ...]
    next_page: int | None = None


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One line of a batch's table; the status is prose (SITE.md section 7)."""

    url_title: str
    authority_name: str
    replies: int
    status_text: str


@dataclass(frozen=True, slots=True)
class AuthorityRecord:
    """An authority's JSON. `closed` says why it cannot be asked: `defunct`, `not_apply` or None.

    A missing contact address is not in the JSON: only the request form tells.
    """

    site_id: int
    url_name: str
    name: str
    short_name: str
    tags: tuple[str, ...]
    home_page: str
    closed: str | None


@dataclass(frozen=True, slots=True)
class AuthorityPage:
    """An authority's page: whether it offers to be asked, and the site's notes on it."""

    url_name: str
    name: str
    requestable: bool
    notes: str


@dataclass(frozen=True, slots=True)
class AuthorityList:
    """One page of a list of authorities."""

    authorities: tuple[Link, ...]
    next_page: int | None = None
