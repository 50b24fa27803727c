"""What a person who decides sees of a text: the words around a quote, or what its author wrote."""

from __future__ import annotations

from campaign.coding.parts import read_parts

REACH = 320
CUT = " […] "


def around(text: str, start: int, end: int, reach: int = REACH) -> tuple[str, str, str]:
    """The words before a quote, the quote, and those after; cut between words, with a mark."""
    first, last = max(0, start - reach), min(len(text), end + reach)
    before, after = text[first:start], text[end:last]
    if first > 0:
        before = CUT.lstrip() + before.partition(" ")[2]
    if last < len(text):
        after = after.rpartition(" ")[0] + CUT.rstrip()
    return before.lstrip(), text[start:end], after.rstrip()


def own_words(text: str, request_text: str = "") -> str:
    """A reply without the request quoted back, annexes, review rights, footers; marked where cut.

    The whole text where nothing in it seems to be its author's own.
    """
    kept: list[str] = []
    for part in read_parts(text, request_text):
        words = text[part.start : part.end].strip()
        if part.kind in ("own", "heading"):
            kept.append(words)
        elif words and kept and kept[-1] != CUT.strip():
            kept.append(CUT.strip())
    return "\n".join(kept).strip() if any(words != CUT.strip() for words in kept) else text.strip()
