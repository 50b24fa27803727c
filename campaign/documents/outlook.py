"""MSG: messages as Outlook saves them ([MS-OXMSG]), with the files inside."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from campaign.documents.archives import write_inner
from campaign.documents.charset import decode
from campaign.documents.composer import Composer
from campaign.documents.html import write_html
from campaign.documents.plain import write_text
from campaign.documents.rtf import write_rtf
from campaign.documents.source import Source, Unreadable

# Property numbers of [MS-OXPROPS].
_SUBJECT, _SENDER, _SENDER_ADDRESS, _SENDER_SMTP = "0037", "0C1A", "0C1F", "5D01"
_TO, _CC, _BODY, _HTML, _RTF = "0E04", "0E03", "1000", "1013", "1009"
_DATA, _LONG_NAME, _SHORT_NAME, _SHOWN_NAME, _MIME = "3701", "3707", "3704", "3001", "370E"
_SENT, _DELIVERED, _CODEPAGE, _BODY_CODEPAGE = 0x0039, 0x0E06, 0x3FFD, 0x3FDE
_ATTACHED = "__attach_version1.0_"
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def read_msg(source: Source, out: Composer) -> None:
    """The main headers, the body, then each file inside; times in UTC."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(source.data)) as ole:
        _write_message(_Storage(ole, [], 32), source, out)


class _Storage:
    """One message or attachment inside the file."""

    def __init__(self, ole: Any, path: list[str], header: int) -> None:
        self._ole = ole
        self._path = path
        self._header = header

    def binary(self, number: str, kind: str = "0102") -> bytes:
        """A property's bytes, or nothing."""
        path = [*self._path, f"__substg1.0_{number}{kind}"]
        return self._ole.openstream(path).read() if self._ole.exists(path) else b""

    def text(self, number: str) -> str:
        """A property's text, or nothing."""
        if wide := self.binary(number, "001F"):
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return decode(self.binary(number, "001E"), self.codepage(_CODEPAGE)).rstrip("\0")

    def codepage(self, number: int) -> str:
        """The charset that a property names."""
        value = self.fixed(number)
        code = int.from_bytes(value[:4], "little") if value else 0
        return {0: "", 65001: "utf-8", 28591: "latin-1", 20127: "ascii"}.get(code, f"cp{code}")

    def fixed(self, number: int) -> bytes:
        """The eight bytes of a property kept in the list of properties, or nothing."""
        path = [*self._path, "__properties_version1.0"]
        if not self._ole.exists(path):
            return b""
        data = self._ole.openstream(path).read()
        for at in range(self._header, len(data) - 15, 16):
            if struct.unpack_from("<H", data, at + 2)[0] == number:
                return bytes(data[at + 8 : at + 16])
        return b""

    def time(self, number: int) -> str:
        """A property that is a time, or nothing."""
        ticks = int.from_bytes(self.fixed(number), "little")
        if not 0 < ticks < 10**18:
            return ""
        moment = _EPOCH + timedelta(microseconds=ticks // 10)
        return moment.strftime("%Y-%m-%d %H:%M UTC")

    def attached(self) -> Iterator[_Storage]:
        """The attachments of a message, in their order."""
        depth = len(self._path)
        names = {
            entry[depth]
            for entry in self._ole.listdir(streams=False, storages=True)
            if len(entry) > depth
            and entry[:depth] == self._path
            and entry[depth].startswith(_ATTACHED)
        }
        for name in sorted(names):
            yield _Storage(self._ole, [*self._path, name], 8)

    def message(self) -> _Storage | None:
        """The message inside an attachment, where it is one."""
        path = [*self._path, f"__substg1.0_{_DATA}000D"]
        if not self._ole.exists([*path, "__properties_version1.0"]):
            return None
        return _Storage(self._ole, path, 24)


def _write_message(message: _Storage, source: Source, out: Composer, depth: int = 0) -> None:
    sender = message.text(_SENDER)
    address = message.text(_SENDER_SMTP) or message.text(_SENDER_ADDRESS)
    if "@" in address and address != sender:
        sender = f"{sender} <{address}>".strip()
    headers = (
        ("Subject", message.text(_SUBJECT)),
        ("From", sender),
        ("To", message.text(_TO)),
        ("Cc", message.text(_CC)),
        ("Date", message.time(_SENT) or message.time(_DELIVERED)),
    )
    with out.place("headers"):
        for name, value in headers:
            if value:
                out.write(f"{name}: {' '.join(value.split())}")
                out.end_line()
    out.end_block()
    _write_body(message, source, out)
    for number, attachment in enumerate(message.attached(), 1):
        source.budget.members -= 1
        if source.budget.members < 0:
            out.state = "too_big"
            out.note("The message has more files inside than are read.")
            return
        _write_attachment(attachment, number, source, out, depth)


def _write_body(message: _Storage, source: Source, out: Composer) -> None:
    if (plain := message.text(_BODY)).strip():
        write_text(plain, out)
        return
    markup = message.text(_HTML) or decode(message.binary(_HTML), message.codepage(_BODY_CODEPAGE))
    if markup.strip():
        write_html(markup, out)
        return
    if packed := message.binary(_RTF):
        rich = unpack_rtf(packed, source.limits.unpacked)
        source.budget.unpack(len(rich))
        write_rtf(rich, out)


def _write_attachment(
    attachment: _Storage, number: int, source: Source, out: Composer, depth: int
) -> None:
    name = (
        attachment.text(_LONG_NAME)
        or attachment.text(_SHORT_NAME)
        or attachment.text(_SHOWN_NAME)
        or f"part {number}"
    )
    out.end_block()
    if inner := attachment.message():
        if source.depth + depth + 1 > source.limits.depth:
            out.note(f"{name}: too big. Messages inside messages too deep to follow.")
            return
        with out.place(name):
            out.write(name)
            out.end_line()
            _write_message(inner, source, out, depth + 1)
        return
    data = attachment.binary(_DATA)
    if data:
        source.budget.unpack(len(data))
        write_inner(name, source.inner(data, name, attachment.text(_MIME)), out)


# What every packed RTF body may refer back to before it has said anything ([MS-OXRTFCP] 2.1.2.1).
_PRIMER = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096


def unpack_rtf(packed: bytes, limit: int) -> bytes:
    """The RTF in a compressed body ([MS-OXRTFCP]); Unreadable when it is broken or swells."""
    if len(packed) < 16:
        raise Unreadable("damaged", "The message's body is cut off.")
    _, size, form, _ = struct.unpack_from("<IIII", packed)
    if form == 0x414C454D:
        return packed[16 : 16 + size]
    if form != 0x75465A4C:
        raise Unreadable("damaged", "The message's body is packed in an unknown way.")
    window = bytearray(_PRIMER.ljust(_WINDOW, b" "))
    place = len(_PRIMER)
    words = bytearray()
    at = 16
    while at < len(packed):
        control = packed[at]
        at += 1
        for bit in range(8):
            if not control >> bit & 1:
                if at >= len(packed):
                    return bytes(words)
                run = packed[at : at + 1]
                at += 1
                words += run
                window[place] = run[0]
                place = (place + 1) % _WINDOW
                continue
            if at + 1 >= len(packed):
                return bytes(words)
            pointer = packed[at] << 8 | packed[at + 1]
            at += 2
            offset, length = pointer >> 4, (pointer & 15) + 2
            if offset == place:
                return bytes(words)
            for step in range(length):
                byte = window[(offset + step) % _WINDOW]
                words.append(byte)
                window[place] = byte
                place = (place + 1) % _WINDOW
        if len(words) > limit:
            raise Unreadable("too_big", "The message's body unpacks to more than is safe to read.")
    return bytes(words)
