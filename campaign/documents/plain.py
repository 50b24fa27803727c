"""Plain text, delivery statuses, and XML of kinds that nobody sends on purpose."""

from __future__ import annotations

from campaign.documents.charset import declared_charset, decode
from campaign.documents.composer import Composer, clean
from campaign.documents.source import Source


def read_text(source: Source, out: Composer) -> None:
    """The text as it stands; a place for each paragraph."""
    write_text(decode(source.data, declared_charset(source.content_type)), out)


def read_xml(source: Source, out: Composer) -> None:
    """The words of an XML file, one element a line, without its marks."""
    from campaign.documents.markup import parse_xml

    for piece in parse_xml(source.data).itertext():
        if words := str(piece).strip():
            out.write(words)
            out.end_line()


def write_text(text: str, out: Composer) -> None:
    """Add plain text, with a place for each stretch between empty lines."""
    start = out.begin()
    try:
        out.write(clean(text).strip("\n"))
    finally:
        out.mark_paragraphs(start)
