"""Why a reply does not give what was asked: the grounds that it states, or only cites."""

from __future__ import annotations

import re
from collections.abc import Sequence

from campaign.coding.kinds import Kind, Signal
from campaign.coding.mentions import Mention
from campaign.coding.tally import Tally, says_so
from campaign.law.provisions import is_ncnd

Grounds = dict[Kind, int]
"""Each ground with the number of sentences that state it; 1 where it is only to be gathered."""

_ALL: tuple[Kind, ...] = ("vexatious", "cost", "ncnd", "public", "not_held", "refuse")
_BY_PROVISION: dict[str, Kind] = {
    "cost": "cost",
    "vexatious": "vexatious",
    "accessible": "public",
    "ncnd": "ncnd",
    "not_held": "not_held",
    "absolute": "refuse",
    "qualified": "refuse",
    "personal": "refuse",
}
_WITHHELD = re.compile(r"\b(?:exempt|withh|redact|exception)")
_BITS = re.compile(
    r"\b(?:some|part|parts|certain|names?|details|particulars|numbers?|passages?|paragraphs?"
    r"|signatures?"
    r"|addresses)\b"
)
_LIMIT = re.compile(
    r"\b(?:appropriate limit|cost limit|limit and fees|fees regulations|section 12|18 hours)\b|£ "
    r"?(?:450|600)"
)
_COST = re.compile(r"\b(?:cost|section 12|s\.? ?12|appropriate limit)\b")


def find_grounds(tally: Tally, mentions: Sequence[Mention]) -> Grounds:
    """The grounds of a reply: those stated plainly, else those cited, else those hinted at."""
    exemption = any(_BY_PROVISION.get(m.kind) == "refuse" and m.decides for m in mentions)
    stated: Grounds = {kind: count for kind in _ALL if (count := tally.plain(kind))}
    stated = _refusals_explained(tally, stated, exemption, mentions)
    if not stated and tally.weight("not_held") >= 0.5:
        return {"not_held": 1}
    return stated or _cited(tally, mentions) or _hinted(tally) or _only_cited(tally, mentions)


def is_withheld(tally: Tally) -> bool:
    """Whether something is called exempt, withheld or redacted, not merely not provided."""
    return says_so(tally.lows("refuse"), _WITHHELD)


def _costs(mentions: Sequence[Mention]) -> bool:
    """Whether the authority cites the cost limit in words of its own, not as what may apply."""
    return any(
        m.kind == "cost" and m.sentence.kind == "own" and m.mood in ("plain", "general")
        for m in mentions
    )


def _not_held_cited(mentions: Sequence[Mention]) -> bool:
    return any(m.kind == "not_held" and m.decides for m in mentions)


def _refusals_explained(
    tally: Tally, grounds: Grounds, exemption: bool, mentions: Sequence[Mention]
) -> Grounds:
    """Without "we are unable to provide it", where another ground says why."""
    if {"refuse", "not_held"} <= grounds.keys() and not exemption and _not_held_cited(mentions):
        # "We apply section 17, information not held": the exemption named is no other.
        grounds.pop("refuse")
    kinds = set(grounds)
    merely = "refuse" in kinds and not exemption and not is_withheld(tally)
    if merely and kinds == {"refuse"} and tally.weight("cost") and _costs(mentions):
        return {"cost": 1}
    if merely and kinds == {"refuse"} and tally.weight("not_held") >= 0.5:
        return {"not_held": 1}
    if merely and len(kinds) > 1:
        grounds.pop("refuse")
    if "not_held" in grounds and not exemption and tally.plain("scattered") and _costs(mentions):
        grounds["cost"] = grounds.get("cost", 0) + grounds.pop("not_held")
    laborious = tally.plain("scattered") and not exemption
    if laborious and "refuse" in grounds and grounds.keys() <= {"refuse", "not_held"}:
        grounds["cost"] = grounds.pop("refuse")
    if {"ncnd", "cost"} <= grounds.keys() and says_so(tally.lows("ncnd"), _COST):
        grounds.pop("ncnd")
    return grounds


def _cited(tally: Tally, mentions: Sequence[Mention]) -> Grounds:
    """The ground of the first provision cited as a fact, where nothing is released."""
    if tally.plain("release"):
        # Something is enclosed, and an exemption cited as a fact: a part is kept back.
        kept = any(
            _BY_PROVISION.get(m.kind) == "refuse"
            and m.sentence.kind == "own"
            and m.mood in ("plain", "general")
            and _BITS.search(m.sentence.low)
            and not tally.reviewing
            for m in mentions
        )
        return {"refuse": 1} if kept else {}
    for mention in mentions:
        kind = _kind_of(mention)
        stands = mention.sentence.kind in ("own", "heading", "reference_line")
        if kind is None or not stands or mention.mood not in ("plain", "general"):
            continue
        if kind != "not_held" or tally.weight("not_held"):
            return _resting_on(tally, kind, mention)
    return {}


def _resting_on(tally: Tally, kind: Kind, mention: Mention) -> Grounds:
    """A ground that is only gathered, with the citation's sentence to show for it."""
    tally.signals.setdefault(kind, []).append(Signal(kind, 0.5, mention.sentence.number))
    return {kind: 1}


def _kind_of(mention: Mention) -> Kind | None:
    return "ncnd" if is_ncnd(mention.cited.citation) else _BY_PROVISION.get(mention.kind)


def _only_cited(tally: Tally, mentions: Sequence[Mention]) -> Grounds:
    """The ground of the one provision that a reply without an answer cites, even in its words."""
    if tally.plain("release") or tally.weight("answer"):
        return {}
    cited = [m for m in mentions if m.sentence.kind == "own" and _kind_of(m) not in _NO_GROUND]
    kinds = {_kind_of(mention) for mention in cited}
    kind = kinds.pop() if len(kinds) == 1 else None
    return _resting_on(tally, kind, cited[0]) if kind else {}


_NO_GROUND = frozenset({None, "not_held"})


def _hinted(tally: Tally) -> Grounds:
    """The law explained in general, beside words that it is held or hard to find."""
    said = [tally.reading.sentences[number].low for number in tally.own]
    if tally.plain("scattered") and says_so(said, _LIMIT) and not tally.plain("release"):
        return {"cost": 1}
    if tally.plain("scattered") or tally.plain("holds"):
        for kind in ("vexatious", "cost", "ncnd", "refuse", "public"):
            if tally.weight(kind) >= 0.3:
                return {kind: 1}
    return {}
