"""The numbers that word processors count themselves, as the page shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from campaign.documents.markup import attribute, local

BULLET = "•"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_DEEPEST = 12  # styles that rest on styles


def ordinal(number: int, form: str) -> str:
    """A number as a list shows it: `form` is `1`, `a`, `A`, `i` or `I`."""
    if form in {"a", "A"} and number > 0:
        # z is followed by aa, then bb: the letter as often as the alphabet was gone through.
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10)
        return letter if form == "a" else letter.upper()
    if form in {"i", "I"} and 0 < number < 4000:
        words = ""
        for value, letters in _ROMAN:
            while number >= value:
                words += letters
                number -= value
        return words if form == "i" else words.upper()
    return str(number)


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "1"
    pattern: str = ""


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


_FORMS = {
    "decimal": "1", "decimalZero": "1", "lowerLetter": "a", "upperLetter": "A",
    "lowerRoman": "i", "upperRoman": "I", "bullet": BULLET, "none": "",
}  # fmt: skip


class WordLists:
    """The automatic lists of a Word document, counted as its paragraphs go by."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._abstract: dict[str, _List] = {}
        self._lists: dict[str, _List] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._styles = {} if styles is None else _styles(styles)
        if numbering is not None:
            self._read(numbering)

    def marker(self, properties: etree._Element | None) -> str:
        """The number or bullet before a paragraph with these properties, or nothing."""
        number, level = self._belongs(properties)
        found = self._lists.get(number)
        if found is None or level not in found.levels:
            return ""
        for depth, start in self._restarts.pop(number, {}).items():
            found.counts[depth] = start - 1
        counts = found.counts
        counts[level] = counts.get(level, found.levels[level].start - 1) + 1
        for deeper in [depth for depth in counts if depth > level]:
            del counts[deeper]
        return _shown(found, level)

    def _belongs(self, properties: etree._Element | None) -> tuple[str, int]:
        """The list and level of a paragraph: its own, or else those of its style."""
        number, level = _list_of(properties)
        style = _value(properties, "pStyle")
        for _ in range(_DEEPEST):
            if number or style not in self._styles:
                break
            inherited, style = self._styles[style]
            number, depth = _list_of(inherited)
            level = depth if level is None else level
        return number or "", level or 0

    def _read(self, numbering: etree._Element) -> None:
        for element in numbering:
            if local(element) == "abstractNum":
                self._abstract[attribute(element, "abstractNumId")] = _List(_levels(element))
        for element in numbering:
            if local(element) != "num":
                continue
            number = attribute(element, "numId")
            found = self._abstract.get(_value(element, "abstractNumId"))
            if found:
                self._lists[number] = found
            for override in element:
                start = _value(override, "startOverride")
                if start.isdigit():
                    depth = _whole(attribute(override, "ilvl"), 0)
                    self._restarts.setdefault(number, {})[depth] = int(start)


def _shown(found: _List, level: int) -> str:
    form = found.levels[level].form
    if form in {BULLET, ""}:
        return form

    def count(match: re.Match[str]) -> str:
        depth = int(match[1]) - 1
        at = found.levels.get(depth, _Level())
        return ordinal(found.counts.get(depth, at.start), at.form)

    return re.sub(r"%([1-9])", count, found.levels[level].pattern)


def _levels(abstract: etree._Element) -> dict[int, _Level]:
    return {
        _whole(attribute(element, "ilvl"), 0): _Level(
            _whole(_value(element, "start"), 1),
            _FORMS.get(_value(element, "numFmt"), "1"),
            _value(element, "lvlText"),
        )
        for element in abstract
        if local(element) == "lvl"
    }


def _styles(root: etree._Element) -> dict[str, tuple[etree._Element | None, str]]:
    """For each style, its paragraph properties and the style it rests on."""
    return {
        attribute(element, "styleId"): (_child(element, "pPr"), _value(element, "basedOn"))
        for element in root
        if local(element) == "style"
    }


def _list_of(properties: etree._Element | None) -> tuple[str, int | None]:
    holder = _child(properties, "numPr")
    level = _value(holder, "ilvl")
    return _value(holder, "numId"), int(level) if level.isdigit() else None


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    if element is None:
        return None
    return next((child for child in element if local(child) == name), None)


def _value(element: etree._Element | None, name: str) -> str:
    child = _child(element, name)
    return "" if child is None else attribute(child, "val")


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() else otherwise


class OpenLists:
    """The list styles of an OpenDocument text."""

    def __init__(self, *roots: etree._Element) -> None:
        self._levels: dict[tuple[str, int], etree._Element] = {}
        for root in roots:
            for style in root.iter():
                if local(style) == "list-style":
                    name = attribute(style, "name")
                    for level in style:
                        depth = _whole(attribute(level, "level"), 1)
                        self._levels.setdefault((name, depth), level)

    def start(self, style: str, depth: int) -> int:
        """The first number of a list at this depth, counted from one."""
        level = self._levels.get((style, depth))
        return 1 if level is None else _whole(attribute(level, "start-value"), 1)

    def marker(self, style: str, counts: list[int]) -> str:
        """The number or bullet before an item, given the counts of the items it stands in."""
        level = self._levels.get((style, len(counts)))
        if level is None:
            return ""
        if local(level) != "list-level-style-number":
            return BULLET
        if not attribute(level, "num-format"):
            return ""
        depth = min(_whole(attribute(level, "display-levels"), 1), len(counts))
        numbers = []
        for at in range(len(counts) - depth, len(counts)):
            shown = self._levels.get((style, at + 1))
            form = "1" if shown is None else attribute(shown, "num-format")
            numbers.append(ordinal(counts[at], form))
        return attribute(level, "num-prefix") + ".".join(numbers) + attribute(level, "num-suffix")
