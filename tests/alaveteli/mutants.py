"""Damage done to a page at random, each with the range of the page that it touched."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable
from dataclasses import dataclass

TAG = re.compile(r"<[^<>]*>")
BLOCK_START = re.compile(r'<div class="(?:incoming|outgoing) correspondence[^<>]*>')
VOID = ("img", "br", "input", "hr", "meta", "link")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged page: what was done, and the range of the whole page that was changed."""

    kind: str
    html: str
    start: int
    end: int


def mutate(html: str, rng: random.Random) -> Mutant:
    """One mutant of a page, of a kind chosen at random."""
    kind = rng.choice(sorted(KINDS))
    start, end, put = KINDS[kind](html, rng)
    return Mutant(kind, html[:start] + put + html[end:], start, end)


def _anywhere(html: str, rng: random.Random, longest: int) -> tuple[int, int]:
    """A range in the part of the page that matters, short ones as likely as long ones."""
    first, last = html.index('<div id="content"'), html.index('id="right_column"')
    start = rng.randrange(first, last)
    return start, min(last, start + int(2 ** rng.uniform(0, longest.bit_length())))


def _cut(html: str, rng: random.Random) -> tuple[int, int, str]:
    start = rng.randrange(1, len(html) - 10)
    return start, len(html), rng.choice(["", "</body></html>", "</div></div></body></html>"])


def _excise(html: str, rng: random.Random) -> tuple[int, int, str]:
    start, end = _anywhere(html, rng, 8000)
    return start, end, ""


def _repeat(html: str, rng: random.Random) -> tuple[int, int, str]:
    start, end = _anywhere(html, rng, 8000)
    return start, end, html[start:end] * 2


def _corrupt(html: str, rng: random.Random) -> tuple[int, int, str]:
    start, end = _anywhere(html, rng, 8)
    put = "".join(rng.choice(string.ascii_letters + string.digits + ' <>"/=&;-_') for _ in range(3))
    return start, end, put


def _drop_tag(html: str, rng: random.Random) -> tuple[int, int, str]:
    tag = rng.choice(list(TAG.finditer(html, html.index('<div class="request-header"'))))
    return tag.start(), tag.end(), ""


def _stray_tag(html: str, rng: random.Random) -> tuple[int, int, str]:
    start, _ = _anywhere(html, rng, 1)
    put = rng.choice(["<div>", "</div>", "<p>", "</p>", "<!--", "-->", "<div hidden>", "</span>"])
    return start, start, put


def _wrap(html: str, rng: random.Random) -> tuple[int, int, str]:
    first, last = _element(html, rng)
    tag = rng.choice(["div", "p", "span", "blockquote", "template"])
    return first, last, f"<{tag}>{html[first:last]}</{tag}>"


def _drop_element(html: str, rng: random.Random) -> tuple[int, int, str]:
    first, last = _element(html, rng)
    return first, last, ""


def _repeat_element(html: str, rng: random.Random) -> tuple[int, int, str]:
    first, last = _element(html, rng)
    return first, last, html[first:last] * 2


def _nest_block(html: str, rng: random.Random) -> tuple[int, int, str]:
    """Move one message into another, in front of its end tag or of a tag inside it."""
    starts = [match.start() for match in BLOCK_START.finditer(html)]
    inner, outer = rng.choice(starts), rng.choice(starts)
    first, last = inner, end_of(html, inner)
    block = html[first:last]
    tags = [tag.start() for tag in TAG.finditer(html, outer, end_of(html, outer))]
    place = rng.choice(tags)
    if place <= first:
        return place, last, block + html[place:first]
    return first, max(place, last), html[last:place] + block


def _swap_blocks(html: str, rng: random.Random) -> tuple[int, int, str]:
    starts = [match.start() for match in BLOCK_START.finditer(html)]
    one, two = sorted(rng.choices(starts, k=2))
    if one == two:
        return _drop_element(html, rng)
    ends = end_of(html, one), end_of(html, two)
    return one, ends[1], html[two : ends[1]] + html[ends[0] : two] + html[one : ends[0]]


def _element(html: str, rng: random.Random) -> tuple[int, int]:
    first = html.index('<div class="request-header"')
    last = html.index('id="right_column"')
    tags = [tag for tag in TAG.finditer(html, first, last) if tag[0][1] not in "/!"]
    start = rng.choice(tags).start()
    return start, end_of(html, start)


def end_of(html: str, start: int) -> int:
    """Where the element that starts at `start` ends, on an undamaged page."""
    depth = 0
    for tag in TAG.finditer(html, start):
        name = re.match(r"</?([a-z0-9]+)", tag[0])
        if name is None or name[1] in VOID or tag[0].endswith("/>"):
            if depth == 0:
                return tag.end()
            continue
        depth += -1 if tag[0][1] == "/" else 1
        if depth == 0:
            return tag.end()
    raise ValueError("the page is damaged before it is mutated")


KINDS: dict[str, Callable[[str, random.Random], tuple[int, int, str]]] = {
    "cut": _cut,
    "excise": _excise,
    "repeat": _repeat,
    "corrupt": _corrupt,
    "drop a tag": _drop_tag,
    "stray tag": _stray_tag,
    "wrap an element": _wrap,
    "drop an element": _drop_element,
    "repeat an element": _repeat_element,
    "nest a message": _nest_block,
    "swap messages": _swap_blocks,
}
