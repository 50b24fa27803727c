"""XML read so that it can do nothing but be read."""

from __future__ import annotations

from lxml import etree

from campaign.documents.source import Unreadable


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML file; entities stay unread, nothing is fetched.

    Unreadable (`damaged`) when it is not well-formed; (`too_big`) when it is nested or
    swollen beyond what libxml2 takes for honest.
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
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        words = str(error)
        if "depth" in words.lower() or "huge" in words.lower() or "amplification" in words.lower():
            raise Unreadable("too_big", "Its XML is nested or swollen beyond reason.") from error
        raise Unreadable("damaged", f"Its XML cannot be read ({words[:120]}).") from error


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
