"""The correspondence of a request as shown: texts cut into plain and highlighted pieces. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaign.results.coded import Coded, CodeView
from campaign.results.highlight import Piece, Span, hits, pieces
from campaign.results.links import on_site
from campaign.results.rows import AttachmentRow, MessageRow
from campaign.results.shown import READ_STATES

FOLDED_FROM = 900
"""Characters from which one of our own letters is folded up, so that the replies come first."""

MOST_SHOWN = 200_000
"""Characters of one text that a page shows; the rest is in the database."""


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """One attachment: what it is, whether it could be read, and its text.

    `opened` says that there is something highlighted in it.
    """

    anchor: str
    name: str
    size: str
    href: str | None
    state: str
    note: str
    text: tuple[Piece, ...]
    cut: bool
    opened: bool


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message; `missing` says why there is no text, `folded` that it is shown on demand."""

    anchor: str
    number: int
    outgoing: bool
    sender: str
    sent_at: str | None
    text: tuple[Piece, ...]
    cut: bool
    folded: bool
    missing: str
    gone: bool
    attachments: tuple[AttachmentView, ...]
    codes: tuple[CodeView, ...]


def message_anchor(message_id: int) -> str:
    """The name of a message on its request's page."""
    return f"message-{message_id}"


def attachment_anchor(attachment_id: int) -> str:
    """The name of an attachment on its request's page."""
    return f"attachment-{attachment_id}"


def hit_anchor(kind: str, row_id: int) -> str:
    """The name of the first place of what was searched for in a text."""
    return f"found-{kind}-{row_id}"


def correspondence(
    site: str,
    messages: Sequence[MessageRow],
    attachments: Sequence[AttachmentRow],
    coded: Coded,
    terms: Sequence[str] = (),
) -> tuple[MessageView, ...]:
    """Every message in order with its attachments, evidence and search terms highlighted."""
    files: dict[int, list[AttachmentView]] = {}
    for file in attachments:
        view = _attachment(site, file, coded.spans, terms)
        files.setdefault(file.message_id, []).append(view)
    return tuple(
        _message(number, message, files.get(message.id, ()), coded, terms)
        for number, message in enumerate(messages, start=1)
    )


def _message(
    number: int,
    message: MessageRow,
    files: Sequence[AttachmentView],
    coded: Coded,
    terms: Sequence[str],
) -> MessageView:
    spans = coded.spans.get(f"message:{message.id}", ())
    text = _cut(message.text, spans, terms, hit_anchor("message", message.id))
    ours = message.direction == "outgoing"
    long = len(message.text or "") >= FOLDED_FROM
    return MessageView(
        anchor=message_anchor(message.id),
        number=number,
        outgoing=ours,
        sender=message.sender or "",
        sent_at=message.sent_at,
        text=text,
        cut=len(message.text or "") > MOST_SHOWN,
        folded=ours and long and not any(piece.kind for piece in text),
        missing=_missing(message),
        gone=message.gone_at is not None,
        attachments=tuple(files),
        codes=coded.by_message.get(message.id, ()),
    )


def _attachment(
    site: str, file: AttachmentRow, spans: Mapping[str, Sequence[Span]], terms: Sequence[str]
) -> AttachmentView:
    own = spans.get(f"attachment:{file.id}", ())
    anchor = hit_anchor("attachment", file.id)
    text = _cut(file.text, own, terms, anchor) if file.prominence == "normal" else ()
    return AttachmentView(
        anchor=attachment_anchor(file.id),
        name=file.name,
        size=file.shown_size or "",
        href=on_site(site, file.url) if file.gone_at is None else None,
        state=_state(file),
        note=file.note,
        text=text,
        cut=len(file.text or "") > MOST_SHOWN,
        opened=any(piece.kind for piece in text),
    )


def _cut(
    text: str | None, spans: Sequence[Span], terms: Sequence[str], anchor: str
) -> tuple[Piece, ...]:
    if not text:
        return ()
    shown = text[:MOST_SHOWN]
    return pieces(shown, [*spans, *hits(shown, terms, anchor)])


def _missing(message: MessageRow) -> str:
    if message.text:
        return ""
    if message.prominence != "normal":
        why = message.prominence_reason or ""
        return f"The site has hidden this message. {why}".strip()
    return "This message has no text."


def _state(file: AttachmentRow) -> str:
    if file.gone_at is not None:
        return "no longer on the site"
    if file.prominence != "normal":
        return f"{file.prominence} by the site"
    return READ_STATES.get(file.text_state or "", "not fetched yet")
