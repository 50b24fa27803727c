"""Where our letter, quoted back, ends and the authority's words begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .parts import Part
from .sentences import sentences

_WORD = re.compile(r"[a-z0-9]+")
_MAIL = re.compile(r"\s*(?:>|\|?\s*(?:from|sent|on\b.{4,160}wrote)\s?:)", re.IGNORECASE)
_ENOUGH = 3
"""Sentences of our letter that must stand in a quotation before its end is looked for."""


def past_the_letter(text: str, parts: tuple[Part, ...], request_text: str) -> tuple[Part, ...]:
    """The parts, with what follows our letter's last words in a quotation given to the authority.

    A heading that nobody knows may stand between the letter and the answers. Only where the
    letter is known; what a mail program quoted stays quoted, to the end.
    """
    letter = _plain(request_text[:200_000])
    if not letter.strip():
        return parts
    return tuple(
        piece
        for part in parts
        for piece in (_cut(text, part, letter) if part.kind == "quoted_request" else (part,))
    )


def _cut(text: str, part: Part, letter: str) -> Iterator[Part]:
    stretch = text[part.start : part.end]
    if _MAIL.match(stretch):
        yield part
        return
    ours = 0
    end = 0
    for span in sentences(stretch):
        words = _plain(stretch[span.start : span.end])
        if len(words) > 12 and words in letter:
            ours, end = ours + 1, span.end
    if ours < _ENOUGH or not stretch[end:].strip():
        yield part
        return
    yield Part("quoted_request", part.start, part.start + end)
    yield Part("own", part.start + end, part.end)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return " " + " ".join(_WORD.findall(text.lower())) + " "
