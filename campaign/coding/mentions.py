"""Every citation of a reply, and how the sentence that has it is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from campaign.coding.citations import Cited, find_citations
from campaign.coding.moods import Mood, mood
from campaign.coding.phrases import table
from campaign.coding.reading import Reading, Sentence, plain
from campaign.law.provisions import look_up

_LISTED = re.compile(
    r"[-•*·\s]{0,4}(?:\(?\w{1,2}[.)]\s)?(?:sections?|s\.?|regulations?|reg\.?) ?\d{1,2}\b",
    re.IGNORECASE,
)
"""A line of a list of provisions, whatever part of the letter it is taken for."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation in its sentence, and how that sentence is meant.

    `before` and `after` are the sentence's words around it, in lower case with single spaces;
    `listed` where it stands in a list of provisions that was taken for the request come back.
    """

    cited: Cited
    sentence: Sentence
    mood: Mood
    acts: bool
    kind: str
    before: str = ""
    after: str = ""
    listed: bool = False

    @property
    def decides(self) -> bool:
        """Whether something is refused, denied or extended here under it, by these words."""
        return self.acts and self.mood == "plain"


_NEAR = 400
"""Code points around a citation that tell how it is meant."""
_MOST = 2000
"""Citations read of one reply; a letter with more is a statute, or a bomb."""


def read_mentions(reading: Reading) -> list[Mention]:
    """Every citation in the reply, quoted questions left out."""
    found: list[Mention] = []
    scottish = is_scottish(reading)
    listing = False
    for sentence in reading.sentences[:4000]:
        quoted = sentence.kind == "quoted_request"
        listed = quoted and listing and bool(_LISTED.match(sentence.raw))
        listing = listed or (not quoted and sentence.raw.endswith(":") and _acts(sentence.low))
        if len(found) > _MOST:
            break
        if (quoted and not listed) or not any(map(str.isdigit, sentence.raw)):
            continue
        text = reading.reply.sources[sentence.source].text
        start, end = sentence.span.start, sentence.span.end
        cited = list(find_citations(text, reading.reply.law, start, end, scottish=scottish))
        if not cited:
            continue
        meant = mood(sentence.low)
        acts = _acts(sentence.low)
        for one in cited:
            row = look_up(one.citation)
            kind = row.kind if row else ""
            before = plain(text[max(start, one.start - _NEAR) : one.start])
            after = plain(text[one.end : min(end, one.end + _NEAR)])
            found.append(Mention(one, sentence, meant, acts, kind, before, after, listed))
    return found


_SCOTTISH = re.compile(
    r"\bfoi\(?s\)?a\b|\bei\(?s\)?rs?\b|\(scotland\)|scottish information commissioner"
)


def is_scottish(reading: Reading) -> bool:
    """Whether the regulations that a reply cites are those of Scotland."""
    law = reading.reply.law
    return law == "foisa" or (
        law == "eir" and any(_SCOTTISH.search(s.low) for s in reading.sentences[:400])
    )


def _acts(low: str) -> bool:
    """Whether a sentence refuses, denies, extends or charges anything."""
    return any(
        table(name).search(low)
        for name in (
            "refuse.strong",
            "cost.strong",
            "vexatious.strong",
            "ncnd.strong",
            "public.strong",
            "not_held.strong",
            "extend.strong",
        )
    )
