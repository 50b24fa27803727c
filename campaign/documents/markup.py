"""XML read so that it can do nothing but be read."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from lxml import etree

from campaign.documents.source import Unreadable


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML file; nothing is fetched, no entity unfolded.

    Unreadable (`damaged`) when it is not well-formed or defines entities, (`too_big`) when it is
    nested or swollen beyond what libxml2 takes for honest.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(error) from error
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):  # type: ignore[union-attr]
        raise Unreadable("damaged", "Its XML defines entities of its own; no honest file does.")
    return root


def stream_xml(data: bytes, names: Iterable[str]) -> Iterator[tuple[str, etree._Element]]:
    """The beginnings and ends of elements with these local names, for files too big to hold.

    What has been dealt with is for the caller to clear. Unreadable as `parse_xml`.
    """
    events = etree.iterparse(
        io.BytesIO(data),
        events=("start", "end"),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from events
    except etree.XMLSyntaxError as error:
        raise _refusal(error) from error


def local(element: etree._Element) -> str:
    """An element's name without its namespace; empty for comments and unread entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its name in whatever namespace, or nothing."""
    for key, value in element.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _refusal(error: etree.XMLSyntaxError) -> Unreadable:
    words = str(error)
    if any(sign in words.lower() for sign in ("depth", "huge", "amplification")):
        return Unreadable("too_big", "Its XML is nested or swollen beyond reason.")
    return Unreadable("damaged", f"Its XML cannot be read ({words[:120]}).")
