"""The blocks of a request's page: letters, replies, their attachments, annotations.

Each block says the same thing more than once (its id, the address of its date, its link to
itself); all must agree, or the block is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from campaign import times
from campaign.alaveteli.pages.markup import Element, damaged
from campaign.alaveteli.pages.prose import Prose, read_prose
from campaign.alaveteli.pages.records import (
    Annotation,
    AttachmentBlock,
    Direction,
    MessageBlock,
)

_ANCHOR = re.compile(r"(incoming|outgoing)-([1-9][0-9]*)")
_COMMENT = re.compile(r"comment-([1-9][0-9]*)")
# icon_application_pdf_large-HASH.png; a type without a picture of its own is icon_unknown.
_ICON = re.compile(r"/icon_([a-z]+)_([\w.+-]+?)_large[-.]")
_ATTACHMENT = re.compile(r"attachment-([1-9][0-9]*)")
_DOWNLOAD = re.compile(r"/request/[^/?#]+/response/([1-9][0-9]*)/attach/([1-9][0-9]*)/[^?#]*")
_VIEW = re.compile(r"/request/[^/?#]+/response/([1-9][0-9]*)/attach/html/([1-9][0-9]*)/[^?#]*")
_PROMINENCES = {"normal", "hidden", "requester_only"}
_SIZE = re.compile(r"[0-9][0-9.,]*\s?[A-Za-z]*")


@dataclass(frozen=True, slots=True)
class Resend:
    """A note that an outgoing message was sent again."""

    site_id: int
    sent_at: datetime


def is_correspondence(block: Element) -> bool:
    """Whether a block of the page is a message, by its class or by its id."""
    return "correspondence" in block.classes or bool(_ANCHOR.fullmatch(block.get("id") or ""))


def is_annotation(block: Element) -> bool:
    """Whether a block of the page is an annotation, by its class or by its id."""
    return "comment_in_request" in block.classes or bool(_COMMENT.fullmatch(block.get("id") or ""))


def read_message(block: Element, url_title: str) -> MessageBlock | Resend:
    """One block of correspondence; UnknownPage where its parts are missing or do not agree."""
    anchor = block.get("id") or ""
    matched = _ANCHOR.fullmatch(anchor)
    classes = block.classes
    if matched is None or matched[1] not in classes or "correspondence" not in classes:
        raise damaged(f"a message with the id {anchor!r} and the classes {classes}")
    direction, site_id = cast(Direction, matched[1]), int(matched[2])
    if "box" in classes:
        return _read_resend(block, site_id, direction)
    if "js-collapsible" not in classes:
        raise damaged(f"the message {anchor} has the classes {classes}")
    prominence = _prominence(classes, anchor)
    header = block.maybe("div", "correspondence__header")
    hidden = block.maybe("p", "hidden_message")
    shell = block.maybe("div", "correspondence_text")
    if hidden is not None and shell is None and (header or direction == "outgoing"):
        return MessageBlock(
            direction=direction,
            site_id=site_id,
            sender=_sender(header, direction) if header else None,
            sent_at=_sent_at(header, anchor) if header else None,
            text=None,
            prominence="hidden" if prominence == "normal" else prominence,
            prominence_reason=hidden.words,
        )
    if header is None or shell is None:
        raise damaged(f"{anchor} has no {'letter' if header else 'header'}")
    if hidden is not None and prominence == "normal":
        prominence = "requester_only"
    _check_link_to_itself(block, anchor, url_title)
    prose, own_id = _read_body(shell, direction, anchor)
    attachments = _read_attachments(shell, site_id, url_title)
    if own_id in {attachment.site_id for attachment in attachments}:
        raise damaged(f"the text of {anchor} is listed as one of its attachments")
    return MessageBlock(
        direction=direction,
        site_id=site_id,
        sender=_sender(header, direction),
        sent_at=_sent_at(header, anchor),
        text=prose.text,
        folded=prose.folded,
        prominence=prominence,
        prominence_reason=hidden.words if hidden else None,
        delivery_status=_delivery_status(header, site_id),
        attachments=attachments,
    )


def read_annotation(block: Element) -> Annotation:
    """One annotation; UnknownPage where a part is missing."""
    matched = _COMMENT.fullmatch(block.get("id") or "")
    if matched is None or "comment_in_request" not in block.classes:
        raise damaged(f"an annotation with the id {block.get('id')!r}")
    heading = block.one("h2")
    author = heading.one("a")
    field = block.maybe("input", "cplink__field")
    if field is not None and not (field.get("value") or "").endswith(f"#{matched[0]}"):
        raise damaged(f"the annotation {matched[0]} links to {field.get('value')!r}")
    return Annotation(
        site_id=int(matched[1]),
        author=author.words,
        posted_at=read_time(heading.one("time")),
        text=read_prose(block.one("div", "comment_in_request_text"), matched[0]).text,
    )


def read_time(element: Element) -> datetime:
    """The moment of a `<time>`; UnknownPage where its two forms do not agree."""
    stamp, title = element.get("datetime") or "", element.get("title")
    try:
        moment = times.parse(stamp)
        if title is not None:
            repeated = datetime.strptime(title, "%Y-%m-%d %H:%M:%S %z")
            if repeated != moment:
                raise damaged(f"the time {stamp!r} is given as {title!r}")
    except ValueError as error:
        raise damaged(f"a time that cannot be read, {stamp!r} ({title!r})") from error
    return moment


def _prominence(classes: tuple[str, ...], anchor: str) -> str:
    extra = set(classes) - {"outgoing", "incoming", "correspondence", "js-collapsible"}
    if "incoming" in classes:
        if len(extra) != 1 or not extra <= _PROMINENCES:
            raise damaged(f"the message {anchor} has the classes {classes}")
        return extra.pop()
    if extra:
        raise damaged(f"the message {anchor} has the classes {classes}")
    return "normal"


def _sender(header: Element, direction: Direction) -> str | None:
    """The name before the authority's: each stands on a line of its own, parted by a comma."""
    author = header.one("span", "correspondence__header__author")
    lines = [line.strip() for line in author.text.splitlines() if line.strip()]
    if not lines:
        raise damaged("a message without a sender")
    if direction == "outgoing":
        return " ".join(lines)
    named = [line.removesuffix(",") for line in lines if line.endswith(",")]
    return " ".join(named) or None


def _sent_at(header: Element, anchor: str) -> datetime:
    link = header.one("a", "correspondence__header__date")
    if link.get("href") != f"#{anchor}":
        raise damaged(f"the date of {anchor} links to {link.get('href')!r}")
    return read_time(link.one("time"))


def _delivery_status(header: Element, site_id: int) -> str | None:
    expected = "correspondence__header--with-delivery-status" in header.classes
    shell = header.maybe("div", "correspondence__header__delivery-status")
    if expected != (shell is not None):
        raise damaged(f"the delivery status of the message {site_id} is missing or out of place")
    if shell is None:
        return None
    link = shell.one("a")
    status = link.get("data-delivery-status")
    path = (link.get("href") or "").split("?")[0]
    if (
        not status
        or f"toggle-delivery-log--{status}" not in link.classes
        or not path.endswith(f"/outgoing_messages/{site_id}/delivery_status")
    ):
        raise damaged(f"the delivery status of the message {site_id} cannot be read")
    return status


def _check_link_to_itself(block: Element, anchor: str, url_title: str) -> None:
    """A private request has no such links; where there is one it must be the block's own."""
    field = block.maybe("input", "cplink__field")
    value = field.get("value") or "" if field else f"/request/{url_title}#{anchor}"
    if not value.endswith(f"/request/{url_title}#{anchor}"):
        raise damaged(f"{anchor} links to itself as {value!r}")


def _read_body(shell: Element, direction: Direction, anchor: str) -> tuple[Prose, int | None]:
    """The letter, and for a reply the number of the message part that it is."""
    bodies = []
    for child in shell.children:
        if isinstance(child, str):
            if child.strip():
                raise damaged(f"words outside the letter in {anchor}")
        elif not {"attachments", "correspondence_info"} & set(child.classes):
            bodies.append(child)
    if len(bodies) != 1 or bodies[0].tag != "div":
        raise damaged(f"{anchor} has {len(bodies)} letters")
    body = bodies[0]
    if direction == "outgoing":
        if body.attributes:
            raise damaged(f"the letter {anchor} carries {sorted(body.attributes)}")
        return read_prose(body, anchor), None
    matched = _ATTACHMENT.fullmatch(body.get("id") or "")
    if matched is None or len(body.attributes) != 1:
        raise damaged(f"the letter of {anchor} carries {body.attributes}")
    return read_prose(body, anchor), int(matched[1])


def _read_attachments(
    shell: Element, message_id: int, url_title: str
) -> tuple[AttachmentBlock, ...]:
    box = shell.maybe("div", "attachments")
    if box is None:
        if shell.all("li"):
            raise damaged(f"attachments of the message {message_id} out of place")
        return ()
    listed = box.one("ul", "list-of-attachments")
    items = listed.elements
    announced = re.search(r"\d+", box.one("div", "attachments__header").text)
    if announced is None or int(announced[0]) != len(items):
        shown = announced[0] if announced else "no number of"
        raise damaged(f"{len(items)} attachments where {shown} are announced")
    if any(isinstance(child, str) and child.strip() for child in listed.children):
        raise damaged("words between attachments")
    blocks = tuple(_read_attachment(item, message_id, url_title) for item in items)
    if len({block.site_id for block in blocks}) != len(blocks):
        raise damaged("two attachments with one id")
    return blocks


def _read_attachment(item: Element, message_id: int, url_title: str) -> AttachmentBlock:
    matched = _ATTACHMENT.fullmatch(item.get("id") or "")
    if matched is None or item.tag != "li" or item.classes != ("attachment",):
        raise damaged(f"an attachment with the id {item.get('id')!r}")
    icon = _ICON.search(item.one("img", "attachment__image").get("src") or "")
    site_id = int(matched[1])
    name = item.maybe("p", "attachment__name")
    notice = item.maybe("span", "hidden_attachment")
    if (name is None) == (notice is None):
        raise damaged(f"the attachment {site_id} is neither named nor hidden")
    if name is None:
        return AttachmentBlock(site_id, "", None, None, None, None, "hidden")
    meta = item.one("p", "attachment__meta")
    # A spreadsheet has one link more, to a service elsewhere that shows it.
    everywhere = [link.get("href") or "" for link in item.all("a")]
    links = [link for link in everywhere if not link.startswith("https://")]
    if not links:
        if not meta.all("em"):
            raise damaged(f"the attachment {site_id} has no address")
        return AttachmentBlock(site_id, name.words, None, None, None, None, "erased")
    views = [link for link in links if _VIEW.match(link)]
    downloads = [link for link in links if link not in views]
    parts = {_part(link, message_id, url_title) for link in links}
    if len(parts) != 1 or len(set(downloads)) != 1 or len(downloads) != 2 or len(views) > 1:
        raise damaged(f"the links of the attachment {site_id} do not agree")
    part = parts.pop()
    shown_at = urlsplit(downloads[0]).path.replace(f"/attach/{part}/", f"/attach/html/{part}/", 1)
    if views and views[0] != f"{shown_at}.html":
        raise damaged(f"the attachment {site_id} is shown at {views[0]!r}")
    size = _SIZE.match(meta.words)
    if size is None:
        raise damaged(f"the attachment {site_id} has no size")
    return AttachmentBlock(
        site_id=site_id,
        name=name.words,
        part=part,
        shown_size=size[0].strip(),
        path=downloads[0],
        view_path=views[0] if views else None,
        shown_type=f"{icon[1]}/{icon[2]}" if icon else None,
    )


def _part(link: str, message_id: int, url_title: str) -> int:
    matched = _VIEW.match(link) or _DOWNLOAD.match(link)
    if (
        matched is None
        or int(matched[1]) != message_id
        or not link.startswith(f"/request/{url_title}/")
    ):
        raise damaged(f"an attachment of the message {message_id} at {link!r}")
    return int(matched[2])


def _read_resend(block: Element, site_id: int, direction: Direction) -> Resend:
    if direction != "outgoing" or block.maybe("p", "event_plain") is None:
        raise damaged(f"a note on the message {site_id} that is not of a second sending")
    return Resend(site_id, read_time(block.one("time")))
