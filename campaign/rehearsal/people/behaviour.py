"""Who answers when: the behaviours of practice authorities, and the replies planned from them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from campaign.rehearsal.people.forces import practice_authorities
from campaign.rehearsal.people.model import (
    Carrier,
    Event,
    Kind,
    PlannedReply,
    PracticeAuthority,
    Scenario,
)
from campaign.rehearsal.people.wording import seeded
from campaign.times import LONDON


@dataclass(frozen=True, slots=True)
class Stage:
    """One reply of a behaviour: what, after which event, within which days, carried how."""

    kind: Kind
    after: Event
    days: tuple[int, int]
    working: bool = True
    carriers: tuple[Carrier, ...] = ("body",)
    again: bool = False


ANY: tuple[Carrier, ...] = ("body", "body", "body", "html", "pdf", "docx", "odt", "scan", "zip")
LETTER: tuple[Carrier, ...] = ("body", "body", "pdf", "docx")
ACK = Stage("acknowledgement", "sent", (0, 3))
DECISIONS: tuple[Kind, ...] = (
    "full",
    "partial",
    "not_held",
    "refused",
    "cost",
    "ncnd",
    "vexatious",
    "already_public",
)


def _answer(kind: Kind, *carriers: Carrier, days: tuple[int, int] = (8, 20)) -> Stage:
    return Stage(kind, "sent", days, carriers=carriers or LETTER)


def _then(kind: Kind, after: Event, first: int, last: int, *carriers: Carrier) -> Stage:
    return Stage(kind, after, (first, last), carriers=carriers or ("body",))


OFFICE = Stage("out_of_office", "sent", (0, 0), working=False)
BEHAVIOURS: Mapping[str, tuple[Stage, ...]] = {
    "silent": (),
    "acknowledges_only": (ACK,),
    "full": (ACK, _answer("full", *ANY)),
    "full_at_once": (_answer("full", days=(1, 5)),),
    "full_html": (ACK, _answer("full", "html")),
    "full_pdf": (ACK, _answer("full", "pdf")),
    "full_scan": (ACK, _answer("full", "scan")),
    "full_docx": (_answer("full", "docx"),),
    "full_odt": (ACK, _answer("full", "odt")),
    "full_xlsx": (ACK, _answer("full", "xlsx")),
    "full_csv": (ACK, _answer("full", "csv")),
    "full_zip": (ACK, _answer("full", "zip")),
    "full_late": (ACK, _answer("full", *ANY, days=(23, 58))),
    "full_twice": (_answer("full"), Stage("full", "previous", (0, 0), again=True)),
    "progress": (
        ACK,
        _then("progress", "previous", 16, 19),
        _then("full", "previous", 4, 12, *ANY),
    ),
    "chased": (
        ACK,
        _then("progress", "chased", 0, 2),
        _then("full", "previous", 2, 8, *ANY),
    ),
    "not_held": (ACK, _answer("not_held", "body", "body", "body", "pdf", "docx", "scan")),
    "not_held_at_once": (_answer("not_held", days=(0, 6)),),
    "partial": (ACK, _answer("partial", *ANY)),
    "partial_xlsx": (ACK, _answer("partial", "xlsx")),
    "refused": (ACK, _answer("refused", days=(14, 20))),
    "refused_then_upheld": (
        ACK,
        _answer("refused"),
        _then("review_acknowledgement", "review", 0, 3),
        _then("review_upheld", "previous", 15, 25, *LETTER),
    ),
    "refused_then_overturned": (
        ACK,
        _answer("refused"),
        _then("review_acknowledgement", "review", 0, 3),
        _then("review_overturned", "previous", 15, 25, *LETTER),
    ),
    "refused_review_pending": (
        ACK,
        _answer("refused"),
        _then("review_acknowledgement", "review", 0, 3),
    ),
    "cost": (ACK, _answer("cost", days=(10, 20))),
    "ncnd": (ACK, _answer("ncnd", days=(12, 20))),
    "vexatious": (ACK, _answer("vexatious")),
    "already_public": (ACK, _answer("already_public", days=(4, 20))),
    "extension": (
        ACK,
        _then("extension", "sent", 18, 20),
        _then("partial", "previous", 12, 20, *LETTER),
    ),
    "extension_then_refused": (
        ACK,
        _then("extension", "sent", 18, 20),
        _then("refused", "previous", 15, 22, *LETTER),
    ),
    "extension_then_silence": (ACK, _then("extension", "sent", 18, 20)),
    "clarification": (
        _then("clarification", "sent", 2, 8),
        _then("acknowledgement", "clarified", 0, 2),
        _then("full", "clarified", 8, 20, *ANY),
    ),
    "clarification_then_not_held": (
        _then("clarification", "sent", 2, 8),
        _then("not_held", "clarified", 5, 20),
    ),
    "correction": (ACK, _answer("full"), _then("correction", "previous", 3, 15)),
    "transfer": (ACK, _answer("transfer", "body", days=(2, 9))),
    "postal": (ACK, _answer("postal", "body", days=(9, 20))),
    "bounce": (Stage("bounce", "sent", (0, 0), working=False),),
    "out_of_office": (OFFICE, _answer("full")),
}
SCOTTISH = {
    "extension": "partial",
    "extension_then_refused": "refused",
    "extension_then_silence": "acknowledges_only",
}
"""FOISA has no extension for the public interest: what a Scottish authority does instead."""


def behaviour_of(authority: PracticeAuthority, scenario: Scenario) -> str:
    """The name of the behaviour that the scenario gives to this authority."""
    for who, name in scenario.assigned:
        if who in (authority.url_name, authority.name):
            return name
    dealt = _dealt(scenario).get(authority.url_name)
    if dealt is not None:
        return dealt
    names = [name for name, weight in scenario.behaviours for _ in range(weight)] or ["silent"]
    return seeded("behaviour", scenario.seed, authority.url_name).choice(names)


@lru_cache(maxsize=8)
def _dealt(scenario: Scenario) -> Mapping[str, str]:
    """Behaviours dealt out like cards to the forces, so that the proportions are kept.

    Each behaviour with a weight comes at least once where there are forces enough.
    """
    forces = practice_authorities(scenario.authorities, scenario.seed)[: scenario.authorities]
    cards = _cards(scenario, len(forces))
    seeded("deal", scenario.seed).shuffle(cards)
    for place, force in enumerate(forces):
        if force.law == "foisa" and cards and cards[place] in SCOTTISH:
            free = [i for i, f in enumerate(forces) if f.law == "foia" and cards[i] not in SCOTTISH]
            if free:
                cards[place], cards[free[0]] = cards[free[0]], cards[place]
    return {force.url_name: card for force, card in zip(forces, cards, strict=False)}


def _cards(scenario: Scenario, n: int) -> list[str]:
    """`n` names of behaviours in proportion to their weights, the remainders by size."""
    wanted = [(name, weight) for name, weight in scenario.behaviours if weight]
    total = sum(weight for _, weight in wanted)
    if not total:
        return []
    once = 1 if n >= len(wanted) else 0
    spare = n - once * len(wanted)
    owed = {name: weight * n / total - once for name, weight in wanted}
    over = sum(max(0.0, share) for share in owed.values()) or 1.0
    shares = {name: max(0.0, share) * spare / over for name, share in owed.items()}
    counts = {name: once + int(share) for name, share in shares.items()}
    by_remainder = sorted(shares, key=lambda name: int(shares[name]) - shares[name])
    for name in by_remainder * 2:
        if sum(counts.values()) < n:
            counts[name] += 1
    return [name for name, count in counts.items() for _ in range(count)]


def plan(authority: PracticeAuthority, scenario: Scenario) -> tuple[PlannedReply, ...]:
    """The replies to one request, in order; none from an authority that is silent.

    Each waits for its own event (see `PlannedReply`). Whoever decides also answers a request
    for a review, if one comes; whoever is slow answers a chaser with a note.
    """
    name = behaviour_of(authority, scenario)
    if authority.law == "foisa":
        name = SCOTTISH.get(name, name)
    rng = seeded("plan", scenario.seed, authority.url_name)
    story = rng.randrange(10**9)
    stages = [*BEHAVIOURS[name]]
    decided = [stage.kind for stage in stages if stage.kind in DECISIONS]
    if decided and not any(stage.after == "review" for stage in stages):
        result: Kind = "review_overturned" if rng.random() < 0.4 else "review_upheld"
        stages += [
            _then("review_acknowledgement", "review", 0, 4),
            _then(result, "previous", 12, 30, *LETTER),
        ]
    if name in ("full_late", "extension_then_silence") and rng.random() < 0.7:
        stages.append(_then("progress", "chased", 0, 3))
    replies: list[PlannedReply] = []
    for step, stage in enumerate(stages):
        reply = _planned(rng, story, stages, step)
        if stage.again:
            reply = replace(
                replies[-1], step=step, after="previous", days=0, minutes=41, again=True
            )
        replies.append(reply)
    return tuple(replies)


def _planned(rng: random.Random, story: int, stages: list[Stage], step: int) -> PlannedReply:
    stage = stages[step]
    first = next((s.kind for s in reversed(stages[:step]) if s.kind in DECISIONS), None)
    automatic = stage.kind in ("bounce", "out_of_office")
    seed = rng.randrange(10**9)
    return PlannedReply(
        step=step,
        kind=stage.kind,
        after=stage.after,
        days=rng.randint(*stage.days),
        working=stage.working,
        at=time(rng.randrange(8, 18), rng.randrange(60)),
        minutes=rng.randint(0, 2) if automatic else rng.randint(5, 240),
        seed=seed,
        story=story,
        carrier=rng.choice(stage.carriers),
        first=first,
    )


def due(planned: PlannedReply, happened: datetime, is_working: Callable[[date], bool]) -> datetime:
    """The moment at which a planned reply arrives, given when its event happened (both aware).

    Day one is the day after the event. A reply on the day itself comes `minutes` after it.
    """
    if planned.days == 0:
        return happened + timedelta(minutes=planned.minutes)
    day = happened.astimezone(LONDON).date()
    left = planned.days
    while left:
        day += timedelta(days=1)
        left -= (not planned.working) or is_working(day)
    return datetime.combine(day, planned.at, LONDON).astimezone(happened.tzinfo)
