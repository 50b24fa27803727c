"""A reply as coding reads it: sentences with their places, and what part of a letter each is."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

from campaign.coding.model import Evidence, Reply
from campaign.coding.parts import Part, PartKind, read_sentences, tile
from campaign.coding.sentences import Span

_STRAIGHT = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "‐": "-",
        "‑": "-",
        "\u200b": " ",
        "\xad": "",
    }
)
_MOJIBAKE = (
    ("â€™", "'"),
    ("â€˜", "'"),
    ("â€œ", '"'),
    ("â€“", "-"),
    ("â€", '"'),
    ("Â£", "£"),
    ("Â\xa0", " "),
)
"""UTF-8 read as Windows-1252: common in letters, and plain enough to see through."""
_LIGATURES = (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, heading or short line of a source.

    `low` is what phrases are looked for in: lower case, straight quotation marks, single spaces.
    `number` is its place among all sentences of the reply; `block` numbers the stretches of own
    words between quoted questions, from 0 in each source.
    """

    number: int
    source: int
    span: Span
    raw: str
    low: str
    kind: PartKind
    block: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A reply read: its sentences in order (the body's first), and the parts of each source."""

    reply: Reply
    sentences: tuple[Sentence, ...]
    parts: dict[str, tuple[Part, ...]]

    def evidence(self, sentence: Sentence) -> Evidence:
        """The words of a sentence, and where they stand."""
        source = self.reply.sources[sentence.source]
        start, end = sentence.span.start, sentence.span.end
        return Evidence(source.key, start, end, source.text[start:end])

    def relabelled(self, numbers: Set[int], kind: PartKind) -> Reading:
        """The same, with some sentences known for another kind; the parts stay as they are."""
        told = (
            replace(each, kind=kind) if each.number in numbers else each for each in self.sentences
        )
        return replace(self, sentences=tuple(told))


def read_reply(reply: Reply) -> Reading:
    """Cut all sources of a reply into sentences and parts."""
    found: list[Sentence] = []
    parts: dict[str, tuple[Part, ...]] = {}
    for number, source in enumerate(reply.sources):
        cut = read_sentences(source.text, reply.request_text)
        parts[source.key] = tile(cut, len(source.text))
        block, quoting = 0, False
        for span, kind in cut:
            if kind == "quoted_request":
                block += not quoting
            quoting = kind == "quoted_request"
            raw = source.text[span.start : span.end]
            found.append(Sentence(len(found), number, span, raw, plain(raw), kind, block))
    return Reading(reply, tuple(found), parts)


def plain(text: str) -> str:
    """A text as phrases are written: lower case, straight quotation marks, single spaces."""
    if "â" in text or "Â" in text:
        for wrong, right in _MOJIBAKE:
            text = text.replace(wrong, right)
    low = " ".join(text.translate(_STRAIGHT).lower().split())
    if not low.isascii():
        for joined, apart in _LIGATURES:
            low = low.replace(joined, apart)
    return low
