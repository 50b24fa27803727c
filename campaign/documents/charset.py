"""Bytes to text, whatever the label says."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What these labels mean in practice: Windows programs write cp1252 under all of them, and
# a label of UTF-8 on bytes that are not UTF-8 tells nothing.
_WESTERN = {"utf-8", "ascii", "iso8859-1", "cp1252", "latin-1", "utf-16", "utf-32", "utf-7"}
_SAMPLE = 4096


def decode(data: bytes, declared: str = "") -> str:
    """The text of some bytes: by their mark, by their shape, by the label, else as cp1252.

    Valid UTF-8 is taken for UTF-8 whatever the label says, since other text is hardly ever
    valid UTF-8 by chance. Stray Windows bytes inside UTF-8 become the characters they stand for
    in cp1252; nothing else is repaired. Never raises.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if wide := _utf16(data):
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    encoding = _codec(declared)
    if encoding and encoding not in _WESTERN:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    if _mostly_utf8(data):
        return data.decode("utf-8", "stray-cp1252")
    return data.decode("cp1252", "replace")


def declared_charset(content_type: str) -> str:
    """The charset named in a content type, or nothing."""
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    return found[1] if found else ""


def looks_like_text(data: bytes) -> bool:
    """Whether these bytes are likely to be text rather than a format of their own."""
    if data.startswith(tuple(mark for mark, _ in _BOMS)) or _utf16(data):
        return True
    sample = data[:_SAMPLE]
    strange = sum(byte < 32 and byte not in b"\t\n\x0b\x0c\r\x1a\x1b" for byte in sample)
    return strange * 50 <= len(sample)


def _codec(label: str) -> str:
    """Python's name for a text encoding, or nothing (some codecs turn bytes into bytes)."""
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    return codec.name if getattr(codec, "_is_text_encoding", True) else ""


def _utf16(data: bytes) -> str:
    """The byte order of UTF-16 without a mark, told by where the noughts stand."""
    sample = data[: _SAMPLE & ~1]
    half = len(sample) // 2
    if half < 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.7 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.1:
        return "utf-16-be"
    return ""


def _mostly_utf8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(char > "\x7f" for char in text) - wrong
    return right > wrong


def _stray(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("stray-cp1252", _stray)
