"""Which provisions a reply relies on, which are only its duties, and which it merely names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from campaign.coding.citations import Cited, find_citations
from campaign.coding.model import Evidence, Provision
from campaign.coding.phrases import table
from campaign.coding.reading import Reading, Sentence, plain
from campaign.coding.signals import Mood, is_counterfactual, mood, was_extended
from campaign.coding.stance import Stance, stance
from campaign.law.provisions import look_up

Role = Literal["relied_on", "procedural", "mentioned"]
_EXEMPT = frozenset(
    {
        "cost",
        "vexatious",
        "not_held",
        "accessible",
        "ncnd",
        "absolute",
        "qualified",
        "personal",
        "environmental",
        "extension",
        "fees",
    }
)
_SUPPORTING = re.compile(
    r"(?:FOIA s\.(?:40\((?:3|3A|3B|4|4A|6|7|8)\)|36\((?:3|4|5|6|7)\)|31\(2\)|1[23]\([345]\)|"
    r"2\b|2\(|21\([23]\)|43\(4\)|35\([245]\)|30\([456]\)|23\([234]\)|24\([34]\)|12\(3|"
    r"12\(5|1\((?!1\)\(a\)|\d\)\(a\))|1$|1\(1\)$|1\(1\)\(b\))|FOISA s\.(?:2\b|2\(|38\((?:2|"
    r"2A|2B|3|3A|4|5|5A)\)|12\([2345]\)|1$|1\()|EIR reg\.(?:2\b|2\(|12\((?:1|2|3|8|9|"
    r"10|11)\)|13\((?:2|2A|2B|3|4|5|6)\)|4|3))"
)
_DENIAL = re.compile(
    r"\bnot h[eo]ld|\bdoes not|\bdo not|\bno (?:relevant |recorded )?information|\bnot "
    r"held|\bholds no|n't hold"
)
_WERE_IT_HELD = re.compile(
    r"\bif (?:it|the information|any|such|this)\b.{0,30}\b(?:were|was|is|be)?\b.{0,10}\bheld\b|"
    r"\bif held\b"
)
_LISTED = re.compile(
    r"[-•*·\s]{0,4}(?:\(?\w{1,2}[.)]\s)?(?:sections?|s\.?|regulations?|reg\.?) ?\d{1,2}\b",
    re.IGNORECASE,
)
"""A line of a list of provisions, whatever part of the letter it is taken for."""
_FIRST_PERSON = re.compile(
    r"\b(?:we|i|the (?:council|trust|university|department|force|authority|board|college|office))"
    r" (?:\w+ ){0,3}(?:refus|withh|rely|relied|reli|appl|declin|cit)\w*"
)


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


def read_mentions(reading: Reading) -> list[Mention]:
    """Every citation in the reply, quoted questions left out."""
    found: list[Mention] = []
    scottish = is_scottish(reading)
    listing = False
    for sentence in reading.sentences[:4000]:
        quoted = sentence.kind == "quoted_request"
        listed = quoted and listing and bool(_LISTED.match(sentence.raw))
        listing = listed or (not quoted and sentence.raw.endswith(":") and _acts(sentence.low))
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
            before, after = plain(text[start : one.start]), plain(text[one.end : end])
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


def suggest_provisions(
    reading: Reading, mentions: Sequence[Mention], outcome: str
) -> tuple[Provision, ...]:
    """The provisions of a reply with their roles, each once, at the words that say most.

    A provision is relied on where a sentence of the authority's own acts under it; also where a
    reply that refuses explains it, or names it in a heading, and no other ground is given for
    what it refuses. What is undone, only weighed or only supposed is not; a review relies on what
    it confirms, or puts in the place of the first ground. In an acknowledgement, an annex or the
    rights of review nothing is relied on.
    """
    best: dict[str, tuple[int, Mention, Role]] = {}
    places = {id(sentence): number for number, sentence in enumerate(reading.sentences)}
    led = {
        id(before)
        for before, after in pairwise(reading.sentences)
        if after.kind == "own" and "section" in after.low and _DENIAL.search(after.low)
    }
    for mention in mentions:
        role, rank = _role(mention, outcome)
        if mention.kind == "not_held" and outcome == "not_held" and id(mention.sentence) in led:
            role, rank = "relied_on", 4
        explained = mention.mood in ("general", "conditional") and _stance(mention, outcome) in (
            "named",
            "applied",
        )
        if rank < 5 and outcome in _REFUSING and outcome != "extension" and explained:
            beside = not is_counterfactual(mention.sentence.low) and _acted_on_beside(
                reading, places[id(mention.sentence)], mention.kind
            )
            only = _OWN_KIND.get(outcome)
            if role == "relied_on" and not beside and only not in (None, mention.kind):
                role, rank = "mentioned", 2
            elif role == "mentioned" and rank == 2 and (beside or only == mention.kind):
                role, rank = "relied_on", 3
        known = best.get(mention.cited.normal)
        if known is None or rank > known[0]:
            best[mention.cited.normal] = (rank, mention, role)
    if outcome == "internal_review_upheld":
        best = _as_first_decided(best)
    elif outcome in _REFUSING and outcome != "extension":
        best = _as_explained(best)
    best = _without_general(_at_its_most_precise(best))
    return tuple(
        Provision(
            name,
            role,
            _evidence(reading, mention),
            _CONFIDENCE.get(rank, 0.6),
        )
        for name, (rank, mention, role) in best.items()
    )


def _acted_on_beside(reading: Reading, place: int, kind: str) -> bool:
    """Whether a law that is explained is acted on by the authority's own words beside it."""
    name = _STATED_BY.get(kind)
    near = reading.sentences[max(0, place - 3) : place + 4]
    return name is not None and any(
        sentence.kind in ("own", "heading")
        and table(name).search(sentence.low)
        and mood(sentence.low) == "plain"
        for sentence in near
    )


_STATED_BY = {
    "cost": "cost.strong",
    "vexatious": "vexatious.strong",
    "accessible": "public.strong",
    "ncnd": "ncnd.strong",
    "absolute": "refuse.strong",
    "qualified": "refuse.strong",
    "personal": "refuse.strong",
}
_OWN_KIND = {
    "not_held": "not_held",
    "already_public": "accessible",
    "refused_cost": "cost",
    "vexatious": "vexatious",
}
_REFUSING = frozenset(
    [
        "partial",
        "not_held",
        "refused_exemption",
        "refused_cost",
        "ncnd",
        "vexatious",
        "already_public",
        "extension",
        "internal_review_upheld",
        "internal_review_overturned",
    ]
)
_CONFIDENCE = {7: 0.97, 6: 0.95, 5: 0.97, 4: 0.9, 3: 0.75, 2: 0.9, 1: 0.85, 0: 0.85}
_SETTLED = frozenset(
    ["acknowledgement", "clarification", "transferred", "bounce_or_ooo", "no_reply"]
)
"""Outcomes of messages in which nothing is refused yet."""


def _role(mention: Mention, outcome: str) -> tuple[Role, int]:
    """The role of one mention, and how much it says (7 most)."""
    kind, sentence = mention.kind, mention.sentence
    name = mention.cited.normal
    if kind == "not_held" and not name.startswith("EI"):
        return _of_denial(mention, outcome)
    if kind == "extension":
        extends = outcome == "extension" or (
            table("extend.strong").search(sentence.low) and not was_extended(sentence.low)
        )
        if sentence.kind in ("own", "heading") and extends and mention.mood != "conditional":
            return "relied_on", 5 if outcome == "extension" else 3
        return "procedural", 1
    if kind not in _EXEMPT or kind == "fees":
        return "procedural", 1
    if _SUPPORTING.match(name):
        return "mentioned", 1
    means = _stance(mention, outcome)
    if not _stands(mention, means) or outcome in _SETTLED:
        return "mentioned", 0
    if outcome == "extension":
        return "mentioned", 2
    if means in _NOT_RELIED:
        return _NOT_RELIED[means]
    if means == "supposed":
        if outcome == "ncnd" and _WERE_IT_HELD.search(sentence.low):
            return "relied_on", 3
        return "mentioned", 2
    if means == "confirmed":
        return "relied_on", 7
    if means == "reported":
        return ("relied_on", 3) if outcome == "internal_review_upheld" else ("mentioned", 3)
    if outcome not in _REFUSING:
        decides = means == "applied" and mention.acts and mention.mood in ("plain", "rejecting")
        return ("relied_on", 5) if decides else ("mentioned", 0)
    if kind == "not_held" and outcome in ("not_held", "partial"):
        return "relied_on", 4
    if means == "applied" and mention.mood not in ("general", "conditional"):
        return "relied_on", 5
    if mention.decides:
        return "relied_on", 5
    if mention.mood in ("rejecting", "considering", "conditional"):
        return "mentioned", 2
    return "relied_on", 4 if sentence.kind != "own" or mention.mood == "plain" else 3


_NOT_RELIED: dict[Stance, tuple[Role, int]] = {
    "undone": ("mentioned", 6),
    "weighed": ("mentioned", 2),
}


def _stance(mention: Mention, outcome: str) -> Stance:
    reviewing = outcome.startswith("internal_review")
    return stance(mention.before, mention.after, reviewing=reviewing)


def _stands(mention: Mention, means: Stance) -> bool:
    """Whether the words are the authority's own, also where they stand among quoted law."""
    if mention.sentence.kind in ("own", "heading", "reference_line") or mention.listed:
        return True
    ours = mention.sentence.kind == "annex" and _FIRST_PERSON.search(mention.sentence.low)
    return bool(ours) and means == "applied"


def _of_denial(mention: Mention, outcome: str) -> tuple[Role, int]:
    """The role of the duty to say whether anything is held, or of a notice that it is not."""
    sentence, name = mention.sentence, mention.cited.normal
    denial = (
        sentence.kind in ("own", "heading")
        and _DENIAL.search(sentence.low)
        and not table("ncnd.strong").search(sentence.low)
    )
    if outcome.startswith("internal_review") and _stance(mention, outcome) == "confirmed":
        return ("relied_on", 5) if "FOISA" in name else ("procedural", 1)
    if denial and outcome in ("not_held", "partial", "internal_review_upheld"):
        return "relied_on", 5
    if "FOISA" in name and outcome in ("not_held", "partial") and sentence.kind == "own":
        return "relied_on", 4
    return ("procedural", 1) if "FOIA" in name else ("mentioned", 1)


_Best = dict[str, tuple[int, Mention, Role]]


def _as_first_decided(best: _Best) -> _Best:
    """A review that upholds and names no ground relies on those that the requester disputed."""
    if any(role == "relied_on" for _, _, role in best.values()):
        return best
    return {
        name: (3, mention, "relied_on")
        if rank == 2 and role == "mentioned" and mention.kind in _EXEMPT
        else (rank, mention, role)
        for name, (rank, mention, role) in best.items()
    }


def _as_explained(best: _Best) -> _Best:
    """A refusal that applies nothing in so many words rests on the one section it explains."""
    if any(role == "relied_on" for _, _, role in best.values()):
        return best
    explained = {
        name
        for name, (rank, mention, role) in best.items()
        if role == "mentioned" and rank == 2 and mention.kind in _EXEMPT
        if mention.mood in ("general", "conditional")
        if stance(mention.before, mention.after) in ("named", "applied")
        if mention.sentence.kind == "own" and not is_counterfactual(mention.sentence.low)
    }
    if len({best[name][1].cited.citation.number for name in explained}) != 1:
        return best
    return {
        name: (3, found[1], "relied_on") if name in explained else found
        for name, found in best.items()
    }


def _at_its_most_precise(best: _Best) -> _Best:
    """Section 40 applied, and only its subsection 2 explained: relied on is section 40(2)."""
    found = dict(best)
    for name, (_, _, role) in best.items():
        inner = [
            other
            for other, (rank, mention, _) in best.items()
            if other.startswith(name + "(")
            and rank <= 3
            and not _SUPPORTING.match(other)
            and not mention.listed
            and mention.sentence.kind in ("own", "heading")
        ]
        if role == "relied_on" and len(inner) == 1 and best[inner[0]][2] == "mentioned":
            found[inner[0]] = (3, best[inner[0]][1], "relied_on")
    return found


def _without_general(best: _Best) -> _Best:
    """Section 31 goes where 31(1)(a) is relied on too: it is the same reliance, said shortly."""
    relied = [name for name, (_, _, role) in best.items() if role == "relied_on"]
    return {
        name: found
        for name, found in best.items()
        if not any(other.startswith(name + "(") for other in relied if other != name)
    }


def _evidence(reading: Reading, mention: Mention) -> Evidence:
    source = reading.reply.sources[mention.sentence.source]
    start, end = mention.cited.start, mention.cited.end
    return Evidence(source.key, start, end, source.text[start:end])
