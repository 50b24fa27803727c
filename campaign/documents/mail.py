"""E-mail messages (EML, MHT): what was written, and the files inside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import (
    CloseBoundaryNotFoundDefect,
    MessageError,
    StartBoundaryNotFoundDefect,
)
from email.header import decode_header
from email.message import Message

from campaign.documents.archives import write_inner
from campaign.documents.charset import decode
from campaign.documents.composer import Composer
from campaign.documents.html import write_html
from campaign.documents.plain import write_text
from campaign.documents.source import Source

_CUT = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)
SHOWN = ("Subject", "From", "To", "Cc", "Date")


def read_eml(source: Source, out: Composer) -> None:
    """The main headers, the body (plain where there is a choice), then each file inside."""
    message: Message[str, str] = message_from_bytes(source.data)
    with out.place("headers"):
        for name in SHOWN:
            if value := header(message, name):
                out.write(f"{name}: {value}")
                out.end_line()
    out.end_block()
    headers_only = not re.search(rb"\r?\n\r?\n", source.data)
    if headers_only or any(
        isinstance(defect, _CUT) for part in message.walk() for defect in part.defects
    ):
        out.state = "damaged"
        out.note("The message is cut off; what there is was read.")
    for number, part in enumerate(_shown(message), 1):
        source.budget.members -= 1
        if source.budget.members < 0:
            out.state = "too_big"
            out.note("The message has more parts than are read.")
            return
        _write_part(part, number, source, out)


def header(message: Message[str, str], name: str) -> str:
    """A header's text, its encoded words decoded, on one line."""
    value = message.get(name)
    if value is None:
        return ""
    try:
        pieces = decode_header(str(value))
    except MessageError:
        return " ".join(str(value).split())
    words = "".join(
        piece if isinstance(piece, str) else decode(piece, charset or "")
        for piece, charset in pieces
    )
    return " ".join(words.split())


def _shown(message: Message[str, str]) -> Iterator[Message[str, str]]:
    """The parts a reader meets: one of several alternatives, and each of the others."""
    kind = message.get_content_type()
    if not message.is_multipart() or kind in {"message/rfc822", "message/delivery-status"}:
        yield message
        return
    parts = [part for part in message.get_payload() if isinstance(part, Message)]
    if kind == "multipart/alternative":
        leaves = [part for part in parts if part.get_content_type() == "text/plain"]
        chosen = next((part for part in leaves if _bytes(part).strip()), None)
        parts = [chosen] if chosen else parts[-1:]
    for part in parts:
        yield from _shown(part)


def _write_part(part: Message[str, str], number: int, source: Source, out: Composer) -> None:
    kind = part.get_content_type()
    name = _file_name(part)
    out.end_block()
    if kind == "message/rfc822":
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else None
        data = inner.as_bytes() if isinstance(inner, Message) else b""
        name = name or f"message {number}.eml"
        write_inner(name, source.inner(data, name, kind), out)
        return
    data = _bytes(part)
    attached = name or part.get_content_disposition() == "attachment"
    if kind in {"text/plain", "text/html"} and not attached:
        source.budget.unpack(len(data))
        text = decode(data, str(part.get_content_charset() or ""))
        (write_html if kind == "text/html" else write_text)(text, out)
        return
    if not data:
        return
    source.budget.unpack(len(data))
    label = name or f"part {number}"
    write_inner(label, source.inner(data, name, str(part.get("Content-Type", kind))), out)


def _bytes(part: Message[str, str]) -> bytes:
    """A part's content, its transfer encoding undone; a delivery status as its lines."""
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    whole = part.get_payload()
    if isinstance(whole, list):
        return "\n".join(str(inner) for inner in whole).encode("utf-8", "replace")
    return b""


def _file_name(part: Message[str, str]) -> str:
    name = part.get_filename()
    if not name:
        return ""
    try:
        pieces = decode_header(name)
    except MessageError:
        return name
    return "".join(
        piece if isinstance(piece, str) else decode(piece, charset or "")
        for piece, charset in pieces
    )
