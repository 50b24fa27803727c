"""From the site's rendering of a letter back to its text.

The site writes a paragraph as `<p>`, a line end as a line end followed by `<br />`, makes links of
addresses (long ones shortened to end in three dots, with the whole address in the link), and puts
a link in place of quoted lines. Each rule here undoes one of these, and nothing else is changed:
white space inside a line stands as it came.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from campaign.alaveteli.pages.markup import Element, damaged

_INLINE = frozenset({"a", "b", "em", "i", "span", "strong"})
_SPARE_LINES = re.compile(r"\n{3,}")
_CUT = "..."


@dataclass(frozen=True, slots=True)
class Prose:
    """A letter's text, and whether the site left out quoted lines."""

    text: str
    folded: bool


def read_prose(body: Element, anchor: str) -> Prose:
    """The text of the element that holds a letter; `anchor` is that of its message.

    UnknownPage for anything the site does not write into a letter, such as another block.
    """
    writer = _Writer()
    writer.element(body, anchor)
    text = _SPARE_LINES.sub("\n\n", "".join(writer.parts))
    return Prose(text.strip(), writer.folded)


class _Writer:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.folded = False

    def element(self, element: Element, anchor: str, *, inside: str = "") -> None:
        """Write the words of an element; a line end in front of `<br />` and it are one."""
        line_ended = False
        for child in element.children:
            if isinstance(child, str):
                self.parts.append(child)
                line_ended = child.endswith("\n")
                continue
            if child.tag == "br" and not line_ended:
                self.parts.append("\n")
            elif "unfold_link" in child.classes:
                self.folded |= _offers_to_unfold(child, anchor)
            elif child.tag == "a":
                self.parts.append(_link_text(child))
            elif (child.tag == "p" and not inside) or child.tag in _INLINE:
                self.element(child, anchor, inside=child.tag)
            elif child.tag != "br":
                raise damaged(f"<{child.tag}> inside the letter {anchor}")
            line_ended = False


def _offers_to_unfold(span: Element, anchor: str) -> bool:
    """Whether a link in place of quoted lines shows them (True) or hides them again (False)."""
    target = span.one("a").get("href") or ""
    if not target.startswith("?") or not target.endswith(f"#{anchor}"):
        raise damaged(f"the letter {anchor} offers the quoted sections of {target!r}")
    return "unfold=1" in target


def _link_text(link: Element) -> str:
    """The words of a link, with a shortened address given whole."""
    if link.elements:
        raise damaged(f"elements inside the link to {link.get('href')!r}")
    shown, target = link.text, link.get("href") or ""
    if not shown.endswith(_CUT):
        return shown
    start = shown.removesuffix(_CUT)
    for whole in (target, unquote(target)):
        if whole.startswith(start):
            return whole
    return shown
