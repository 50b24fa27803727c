"""Which provisions a reply relies on, which are only its duties, and which it merely names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from campaign.coding.kinds import Kind
from campaign.coding.mentions import Mention
from campaign.coding.model import Evidence, Provision
from campaign.coding.moods import is_counterfactual, mood
from campaign.coding.phrases import table
from campaign.coding.reading import Reading
from campaign.coding.roles import (
    DENIAL,
    EXEMPT,
    REFUSING,
    SUPPORTING,
    Role,
    extends_now,
    role_of,
    stance_of,
)
from campaign.coding.tally import Tally


def suggest_provisions(tally: Tally, outcome: str) -> tuple[Provision, ...]:
    """The provisions of a reply with their roles, each once, at the words that say most.

    A provision is relied on where a sentence of the authority's own acts under it; also where a
    reply that refuses explains it, or names it in a heading, and no other ground is given for
    what it refuses. What is undone, only weighed or only supposed is not; a review relies on what
    it confirms, or puts in the place of the first ground. In an acknowledgement, an annex or the
    rights of review nothing is relied on.
    """
    reading, mentions = tally.reading, tally.mentions
    best: dict[str, tuple[int, Mention, Role]] = {}
    if outcome in _MAY_BE_EXTENSION and any(map(extends_now, mentions)):
        outcome = "extension"
    led = {
        before.number
        for before, after in pairwise(reading.sentences)
        if after.kind == "own" and "section" in after.low and DENIAL.search(after.low)
    }
    for mention in mentions:
        role, rank = role_of(mention, outcome)
        if role == "relied_on" and _is_title(mention):
            role, rank = "mentioned", 1
        if mention.kind == "not_held" and outcome == "not_held" and mention.sentence.number in led:
            role, rank = "relied_on", 4
        explained = _explains(mention) and stance_of(mention, outcome) in ("named", "applied")
        if rank < 5 and outcome in REFUSING and outcome != "extension" and explained:
            beside = not is_counterfactual(mention.sentence.low) and _acted_on_beside(
                reading, mention.sentence.number, mention.kind
            )
            only = _OWN_KIND.get(outcome)
            if role == "relied_on" and not beside and only not in (None, mention.kind):
                role, rank = "mentioned", 2
            elif role == "mentioned" and rank == 2 and (beside or only == mention.kind):
                role, rank = "relied_on", 3
        role, rank = _as_told(tally, mention, outcome, role, rank)
        known = best.get(mention.cited.normal)
        if known is None or rank > known[0]:
            best[mention.cited.normal] = (rank, mention, role)
    if outcome == "internal_review_upheld":
        best = _as_first_decided(best)
    elif outcome in REFUSING and outcome != "extension":
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


def _as_told(
    tally: Tally, mention: Mention, outcome: str, role: Role, rank: int
) -> tuple[Role, int]:
    """The role, corrected where the whole sentence tells plainly what its words leave open."""
    told = tally.chances.get(mention.sentence.number, {})
    if role == "relied_on" and told.get("asked", 0.0) >= _ASKED:
        return "mentioned", 2
    refuses = outcome in REFUSING and outcome != "extension"
    if role == "mentioned" and rank <= 2 and refuses and not _FOR.search(mention.before):
        kinds = _SAYS.get(mention.kind, ("refuse", "partial", "ncnd"))
        if max(told.get(kind, 0.0) for kind in kinds) >= _SAID:
            return "relied_on", 3
    return role, rank


_FOR = re.compile(r"\b(?:purposes? of|qualified person)\b.{0,20}$")
"""Cited for who may decide, not for what is refused."""
_ASKED = 0.3
_SAID = 0.7
"""Chances from which on it is the requester who cites, or something is refused here."""
_SAYS: Mapping[str, tuple[Kind, ...]] = {
    "cost": ("cost",),
    "vexatious": ("vexatious",),
    "accessible": ("public",),
    "ncnd": ("ncnd",),
    "not_held": ("not_held",),
}
_NEED_NOT = re.compile(r"\b(?:need not|not (?:obliged|required|bound))\b")


def _explains(mention: Mention) -> bool:
    """Whether it tells what the law is: `section 14(1) says that we need not comply with...`."""
    if mention.mood in ("general", "conditional"):
        return True
    return mention.mood == "rejecting" and bool(_NEED_NOT.search(mention.sentence.low))


def _is_title(mention: Mention) -> bool:
    """Whether it stands in a title above the letter, which tells what was asked for."""
    raw = mention.sentence.raw
    return (
        mention.sentence.number < 3 and len(raw) < 120 and raw[-1] not in ".:)" and not mention.acts
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


_MAY_BE_EXTENSION = frozenset(["ncnd", "refused_exemption", "acknowledgement", "other"])
"""What a letter that takes more time may be read as, for the exemptions that it weighs."""
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
_CONFIDENCE = {7: 0.97, 6: 0.95, 5: 0.97, 4: 0.9, 3: 0.75, 2: 0.9, 1: 0.85, 0: 0.85}
_Best = dict[str, tuple[int, Mention, Role]]


def _as_first_decided(best: _Best) -> _Best:
    """A review that upholds and names no ground relies on those that the requester disputed."""
    if any(role == "relied_on" for _, _, role in best.values()):
        return best
    return {
        name: (3, mention, "relied_on")
        if rank == 2 and role == "mentioned" and mention.kind in EXEMPT
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
        if role == "mentioned" and rank == 2 and mention.kind in EXEMPT
        if _explains(mention)
        if stance_of(mention, "") in ("named", "applied")
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
            and not SUPPORTING.match(other)
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
