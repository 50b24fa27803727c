"""HTML read strictly: every element that is opened is closed, in order, or the page is refused.

Browsers and the usual parsers repair what is broken, and a repaired page is one that silently says
less: an unclosed element swallows the messages after it. The site's own pages are well formed, so
here a part that is not well formed is a damaged page, never a shorter one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape

from campaign.errors import UnknownPage

VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr".split()  # noqa: SIM905
)
RAW_TEXT = frozenset({"script", "style"})

_NAME = r"[^\s<>\"'=/]+"
_VALUE = r"\"[^\"]*\"|'[^']*'|[^\s<>\"'=`]+"
_TOKEN = re.compile(
    rf"""<!--(?P<comment>.*?)-->
       | <(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9-]*)
          (?P<attributes>(?:\s+{_NAME}(?:\s*=\s*(?:{_VALUE}))?)*)\s*(?P<empty>/?)>
       | <(?=[a-zA-Z/!?])""",
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(rf"({_NAME})(?:\s*=\s*({_VALUE}))?")
MAX_DEPTH = 100
MAX_ELEMENTS = 50_000


class Element:
    """One element: its tag, its attributes and its children (elements and texts) in order."""

    __slots__ = ("_below", "attributes", "children", "classes", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        # The names in the class attribute, in order.
        self.classes: tuple[str, ...] = tuple(attributes.get("class", "").split())
        self.children: list[Element | str] = []
        self._below: list[Element] = []

    def get(self, name: str) -> str | None:
        """The value of an attribute, None where it is absent."""
        return self.attributes.get(name)

    @property
    def elements(self) -> list[Element]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def walk(self) -> Iterator[Element]:
        """This element and every element below it, in document order."""
        yield self
        yield from self.below

    @property
    def below(self) -> list[Element]:
        """Every element below this one, in document order; for an element read to its end."""
        if not self._below:
            waiting = self.elements[::-1]
            while waiting:
                element = waiting.pop()
                self._below.append(element)
                waiting.extend(element.elements[::-1])
        return self._below

    def all(self, tag: str | None = None, class_: str | None = None) -> list[Element]:
        """Every element below this one of a tag and a class, in document order."""
        return [
            element
            for element in self.below
            if (tag is None or element.tag == tag) and (class_ is None or class_ in element.classes)
        ]

    def maybe(self, tag: str | None = None, class_: str | None = None) -> Element | None:
        """The only such element or None; UnknownPage where there is more than one."""
        found = self.all(tag, class_)
        if len(found) > 1:
            raise damaged(f"{len(found)} elements {_named(tag, class_)} where one belongs")
        return found[0] if found else None

    def one(self, tag: str | None = None, class_: str | None = None) -> Element:
        """The only such element; UnknownPage where there is none or more than one."""
        found = self.maybe(tag, class_)
        if found is None:
            raise damaged(f"no element {_named(tag, class_)}")
        return found

    @property
    def text(self) -> str:
        """The text inside, as written."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def words(self) -> str:
        """The text inside with runs of white space made one blank."""
        return " ".join(self.text.split())


def damaged(happened: str, kind: str = "layout") -> UnknownPage:
    """The error for a page whose structure is not the one this version knows."""
    return UnknownPage(
        f"A page of the site is not built as expected: {happened}.",
        "The page is kept as it came and nothing was read from it. Fetch it again later; if this "
        "stays so, the site has changed its pages and this program needs a newer version.",
        kind=kind,
    )


def starts_of(
    html: str, tag: str, *, id: str | None = None, class_: str | None = None
) -> list[int]:
    """The offsets of every start tag with this id or class, each written without entities."""
    found = []
    for match in re.finditer(rf"<{tag}(?=[\s>])[^<>]*>", html):
        if (id or "") not in match[0] or (class_ or "") not in match[0]:
            continue
        token = _TOKEN.match(html, match.start())
        if token is None or token["tag"] is None:
            continue
        attributes = _attributes(token["attributes"])
        if id is not None and attributes.get("id") != id:
            continue
        if class_ is not None and class_ not in attributes.get("class", "").split():
            continue
        found.append(match.start())
    return found


def read_only(html: str, tag: str, *, id: str | None = None, class_: str | None = None) -> Element:
    """The one element with this id or class; UnknownPage if absent, repeated or malformed."""
    starts = starts_of(html, tag, id=id, class_=class_)
    if len(starts) != 1:
        raise damaged(f"{len(starts)} elements {_named(tag, id or class_)} where one belongs")
    return read_element(html, starts[0])


def read_element(html: str, start: int, *, forgive: Collection[str] = ()) -> Element:
    """The element whose start tag stands at `start`, read to its end tag.

    `forgive` names tags of which a stray end tag is passed over (the site's lists have one
    `</span>` too many). UnknownPage for anything else that is not well formed.
    """
    stack: list[Element] = []
    count = 0
    position = start
    while True:
        token = _TOKEN.search(html, position)
        if token is None:
            raise damaged("an element is opened and never closed", "truncated")
        if stack and token.start() > position:
            text = html[position : token.start()]
            if not forgive and (">" in text or "<" in text):
                # The site writes both as entities: a bare one is the rest of a damaged tag.
                raise damaged(f"the rest of a tag among the words, {text.strip()[:40]!r}")
            stack[-1].children.append(unescape(text))
        position = token.end()
        if token["comment"] is not None:
            continue
        if token["tag"] is None:
            shown = html[token.start() : token.start() + 40]
            raise damaged(f"markup that cannot be read, {shown!r}")
        tag = token["tag"].lower()
        if token["close"]:
            if not stack or stack[-1].tag != tag:
                if tag in forgive:
                    continue
                inside = f"inside <{stack[-1].tag}>" if stack else "outside any element"
                raise damaged(f"</{tag}> {inside}")
            closed = stack.pop()
            if not stack:
                return closed
            continue
        count += 1
        if count > MAX_ELEMENTS or len(stack) > MAX_DEPTH:
            raise damaged("more elements than any page of the site has")
        element = Element(tag, _attributes(token["attributes"]))
        if stack:
            stack[-1].children.append(element)
        if tag in RAW_TEXT:
            position = _skip_raw_text(html, position, tag)
        elif tag not in VOID and not token["empty"]:
            stack.append(element)
        elif not stack:
            return element


def _skip_raw_text(html: str, position: int, tag: str) -> int:
    end = html.find(f"</{tag}>", position)
    if end < 0:
        raise damaged(f"<{tag}> is never closed", "truncated")
    return end + len(tag) + 3


def _attributes(source: str) -> dict[str, str]:
    attributes: dict[str, str] = {}
    if not source:
        return attributes
    for name, value in _ATTRIBUTE.findall(source):
        if value[:1] in ('"', "'"):
            value = value[1:-1]
        attributes.setdefault(name.lower(), unescape(value))
    return attributes


def _named(tag: str | None, name: str | None) -> str:
    return f"<{tag or '*'} {name}>" if name else f"<{tag or '*'}>"
