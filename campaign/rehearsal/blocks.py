"""A request's events as the blocks of its page, for whoever reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup, escape

from campaign.rehearsal import prose
from campaign.rehearsal.records import Attachment, Comment, Event, Incoming, Outgoing, Request, User

VIEWABLE = (
    "text/plain",
    "text/csv",
    "application/pdf",
    "application/rtf",
    "application/msword",
    "application/vnd.ms-word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
"""Types for which the site offers a view as HTML."""
PICTURED = (
    "application/pdf",
    "application/rtf",
    "application/vnd.ms-word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/zip",
    "image/jpeg",
    "image/png",
    "message/delivery-status",
    "text/html",
    "text/plain",
)
"""Types with a picture of their own: its name tells the type that the site took the file for."""

NOTHING = Markup("")


@dataclass(frozen=True, slots=True)
class File:
    """An attachment as listed; without `path` there is nothing to fetch."""

    site_id: int
    name: str
    size: str
    path: str | None
    view_path: str | None
    prominence: str
    reason: str | None
    picture: str


@dataclass(frozen=True, slots=True)
class Block:
    """One block of correspondence; which fields are set depends on `kind`."""

    kind: str
    event: Event
    message: Incoming | Outgoing | None = None
    comment: Comment | None = None
    sender: tuple[str, ...] = ()
    html: Markup = NOTHING
    readable: bool = True
    files: tuple[File, ...] = ()
    address: str = ""
    own: bool = False


def blocks(request: Request, reader: User | None, unfold: bool = False) -> list[Block]:
    """The blocks of a request's page, in order of event."""
    made = (_block(request, event, reader, unfold) for event in request.events)
    return [block for block in made if block is not None]


def readable(prominence: str, request: Request, reader: User | None) -> bool:
    """Whether somebody may read what has this prominence."""
    own = reader is not None and reader is request.user
    return prominence == "normal" or (prominence == "requester_only" and own)


def _block(request: Request, event: Event, reader: User | None, unfold: bool) -> Block | None:
    address = quote(f"/request/{request.url_title}", safe="")
    if event.kind in ("sent", "followup_sent") and event.outgoing is not None:
        sent = event.outgoing
        return Block(
            "outgoing",
            event,
            sent,
            sender=(sent.sender,),
            html=shown_letter(request, sent),
            readable=readable(sent.prominence, request, reader),
            address=address,
        )
    if event.kind == "resent" and event.outgoing is not None:
        return Block("resent", event, event.outgoing)
    if event.kind == "response" and event.incoming is not None:
        got = event.incoming
        return Block(
            "incoming",
            event,
            got,
            sender=_sender(request, got),
            html=shown_reply(request, got, unfold),
            readable=readable(got.prominence, request, reader),
            files=tuple(file_of(request, got, a) for a in got.attachments),
            own=reader is not None and reader is request.user,
            address=address,
        )
    if event.kind == "comment" and event.comment is not None and event.comment.visible:
        return Block("comment", event, comment=event.comment, html=_comment(event.comment.body))
    return None


def _sender(request: Request, message: Incoming) -> tuple[str, ...]:
    """The lines of a reply's sender: its name, then the authority's unless it is the same."""
    authority = request.body.name
    if message.sender == authority:
        return (authority,)
    return (f"{message.sender},", authority) if message.by_authority else (f"{message.sender},",)


def own_address(request: Request) -> str:
    """The mail address under which the authority answers a request."""
    return f"request-{request.site_id}-{request.site_id * 7919:08x}@practice.example"


def shown_letter(request: Request, message: Outgoing) -> Markup:
    """One of our letters as the page has it."""
    return prose.as_html(masked(request, message.body))


def masked(request: Request, text: str) -> str:
    """Text of the correspondence with mail addresses taken out."""
    return prose.masked(text, request.body.name, own_address(request), request.site_id)


def shown_reply(request: Request, message: Incoming, unfold: bool) -> Markup:
    """A reply as the page has it, quotes folded unless asked for."""
    anchor = f"incoming-{message.site_id}"
    text = masked(request, message.text)
    short = prose.folded(text)
    if unfold:
        return prose.as_html(text, anchor, unfolded=prose.FOLD in short)
    return prose.as_html(short, anchor)


def _comment(text: str) -> Markup:
    linked = re.sub(
        r"https?://[^\s&]+[^\s&.,]",
        lambda m: f'<a href="{m.group()}" rel="nofollow">{m.group()}</a>',
        str(escape(text)),
    )
    return Markup(linked.replace("\n", "<br>"))  # noqa: S704


def shown_name(name: str) -> str:
    """A file's name as the site shows it: no markup, no path, no formula at its head."""
    return " ".join(re.sub(r"[^\w.() ,&+'@!\[\]{}#%~$]+", " ", name).split()).lstrip("=") or "file"


def shown_size(content: bytes) -> str:
    """`14K`, or `1.2M`, as the site rounds."""
    size = len(content)
    return f"{size // 1024}K" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f}M"


def file_of(request: Request, message: Incoming, attachment: Attachment) -> File:
    """An attachment as the page lists it."""
    name = attachment.shown_name or shown_name(attachment.filename)
    base = f"/request/{request.url_title}/response/{message.site_id}/attach"
    there = attachment.prominence == "normal" and not attachment.erased
    viewable = there and attachment.content_type in VIEWABLE
    return File(
        site_id=attachment.site_id,
        name=name,
        size=attachment.shown_size or shown_size(attachment.content),
        path=f"{base}/{attachment.part}/{quote(name)}?cookie_passthrough=1" if there else None,
        view_path=f"{base}/html/{attachment.part}/{quote(name)}.html" if viewable else None,
        prominence=attachment.prominence,
        reason=attachment.reason,
        picture=_picture(attachment.content_type if there else ""),
    )


def _picture(content_type: str) -> str:
    known = content_type in PICTURED
    name = f"{content_type.replace('/', '_')}_large" if known else "unknown"
    return f"/assets/content_type/icon_{name}-practice.svg"
