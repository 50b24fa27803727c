"""What a reply says to each question of a questionnaire, cell by cell, with the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from campaign.letters.model import Questionnaire

from . import states
from .claims import ALIGNED, BLANKET, SCOPED, Claim
from .letter_end import past_the_letter
from .model import Answer, AnswerState, Evidence, Provision, Reply
from .parts import Part, read_parts
from .questions import Subject
from .settle import Settlement
from .sources import read_source, readers_for
from .standing import MessageAnswers, Standing, combine_answers

_UNITS = {
    "yes_no": "yes_no",
    "money": "GBP",
    "year": "year",
    "count": "count",
    "names": "names",
    "text": "text",
    "date": "date",
}


def suggest_answers(
    reply: Reply,
    questionnaire: Questionnaire,
    parts: Mapping[str, tuple[Part, ...]] | None = None,
    provisions: Sequence[Provision] = (),
    earlier: Iterable[Answer] = (),
    outcome: tuple[str, Evidence | None, float] | None = None,
) -> tuple[Answer, ...]:
    """What this reply says to each question and period of the questionnaire.

    `parts` gives the parts of sources by their key, where the caller has read them already;
    `provisions` those found in the reply; `earlier` the answers of former replies, which tell
    what a short later message ("Trial, 2022: £15,000") is about; `outcome` the reply's outcome,
    its words and its confidence, which hold for every question where nothing else is said.

    A cell of which the reply says nothing, or says two things, has no answer. An answer for a
    period of another kind than was asked has the period's label as the reply gives it.
    """
    if not questionnaire.questions:
        return ()
    readers = readers_for(questionnaire)
    claims: list[Claim] = []
    told: set[str] = set()
    for source in reply.sources:
        own = (parts or {}).get(source.key) or read_parts(source.text, reply.request_text)
        own = past_the_letter(source.text, own, reply.request_text)
        found, below = read_source(source, own, readers, reply)
        claims.extend(replace(c, source=source.key) for c in found)
        told |= below
    claims = _with_outcome(claims, outcome, readers.subject)
    known = {(a.question, a.period): (a.state, a.value) for a in earlier}
    if known:
        claims = [_opened(c, known, readers.subject) for c in claims]
    texts = {source.key: source.text for source in reply.sources}
    answers = []
    # One claim may settle a hundred cells.
    grounds: dict[int, tuple[Evidence | None, str]] = {}
    for settled in Settlement(readers.subject, claims, known, told).answers():
        claim = settled.claim
        if id(claim) not in grounds:
            words = _evidence(claim, texts[claim.source])
            grounds[id(claim)] = words, _cited(claim, provisions, words) if words else ""
        evidence, cited = grounds[id(claim)]
        if evidence is None:
            continue
        state = claim.state
        value = claim.value if state == "answered" else None
        if state == "answered" and value == [] and settled.question.only_if:
            state, value = "not_applicable", None
        answers.append(
            Answer(
                settled.question.id,
                settled.period,
                state,
                value,
                _UNITS[settled.question.answer_type],
                evidence,
                settled.confidence,
                cited,
            )
        )
    return tuple(answers)


_WHOLE: dict[str, AnswerState] = {
    "not_held": "not_held",
    "refused_exemption": "refused",
    "refused_cost": "over_cost",
    "vexatious": "refused",
    "ncnd": "ncnd",
    "already_public": "already_public",
}
_OUTCOME_OF = {state: code for code, state in _WHOLE.items() if code != "vexatious"}
"""A cell does not tell a vexatious request from one that is exempt."""
_LEAST = 0.8
"""An outcome less likely than this says nothing of the questions."""
_AGREED = 0.5
"""The same, where its words are read so here too and the reply answers nothing."""
_NOT_A_REPLY = frozenset(
    {"acknowledgement", "extension", "clarification", "transferred", "bounce_or_ooo"}
)


_ASKED_FOR = re.compile(
    r"\b(?:all|what|information|answers?|points|questions|this (?:can|is|was)|these|section 21"
    r"|s\.? ?21)\b",
    re.IGNORECASE,
)


def outcome_of_all(answers: Sequence[Answer], questionnaire: Questionnaire) -> str:
    """The outcome of a reply in which no cell is answered, and all for one reason; else empty."""
    states = {answer.state for answer in answers}
    if len(answers) != len(questionnaire.cells()) or len(states) != 1:
        return ""
    return _OUTCOME_OF.get(states.pop(), "")


def _with_outcome(
    claims: list[Claim], outcome: tuple[str, Evidence | None, float] | None, meaning: Subject
) -> list[Claim]:
    """Claims in the light of the outcome: one for all that was asked, or none for all."""
    if outcome is None:
        return claims
    code, evidence, confidence = outcome
    if confidence < (_AGREED if _agree(claims, code, evidence) else _LEAST):
        return claims
    if code in _NOT_A_REPLY:
        return [c for c in claims if c.rank not in {BLANKET, SCOPED}]
    state = _WHOLE.get(code)
    if state is None or evidence is None:
        return claims
    if any(c.rank == ALIGNED and _within(evidence, c) for c in claims):
        # What it rests on answers one question, and not the others.
        return claims
    agreed = [c for c in claims if c.rank != BLANKET or c.state == state]
    if any(c.rank == BLANKET for c in agreed):
        return agreed
    claims = agreed
    everything = tuple(q.id for q in meaning.questions)
    whole = Claim(
        everything,
        None,
        state,
        None,
        evidence.start,
        evidence.end,
        BLANKET,
        min(0.9, confidence),
        source=evidence.source,
        each=True,
    )
    return [*claims, whole]


def _agree(claims: list[Claim], code: str, evidence: Evidence | None) -> bool:
    """Whether an outcome's words give the same state when read for themselves, and nothing else."""
    if evidence is None or any(c.state == "answered" for c in claims):
        return False
    read = states.cue(evidence.quote)
    if read is None or read.state != _WHOLE.get(code):
        return False
    # A policy or a log may be published too; the answers are where they are spoken of.
    return code in {"not_held", "refused_cost"} or (
        code == "already_public" and bool(_ASKED_FOR.search(evidence.quote))
    )


def _within(evidence: Evidence, claim: Claim) -> bool:
    return (
        claim.source == evidence.source
        and claim.start < evidence.end
        and evidence.start < claim.end
    )


def _opened(
    claim: Claim, known: Mapping[tuple[str, str], tuple[str, object]], meaning: Subject
) -> Claim:
    """A claim that leaves its section open is about the cells that earlier replies left open."""
    sections = {meaning.section_of[q] for q in claim.questions}
    if len(sections) < 2 or claim.rank in {BLANKET} or claim.state != "answered":
        return claim
    waiting = tuple(
        q
        for q in claim.questions
        if any(
            key[0] == q
            and state in {"refused", "over_cost", "not_held"}
            and (claim.periods is None or key[1] in claim.periods)
            for key, (state, _) in known.items()
        )
    )
    if waiting and len({meaning.section_of[q] for q in waiting}) == 1:
        return replace(claim, questions=waiting, either=False, rank=max(claim.rank, ALIGNED - 5))
    return claim


def _evidence(claim: Claim, text: str) -> Evidence | None:
    start, end = claim.start, min(claim.end, len(text))
    while start < end and text[start] in " \t\r\n>,;:-–":
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Evidence(claim.source, start, end, text[start:end]) if start < end else None


def _cited(claim: Claim, provisions: Sequence[Provision], evidence: Evidence) -> str:
    """The provision a state rests on: the one found nearest to its words, else as they cite it."""
    if claim.state not in {"refused", "over_cost", "ncnd", "already_public"}:
        return ""
    relied = [
        p for p in provisions if p.role == "relied_on" and p.evidence.source == evidence.source
    ]
    if claim.state == "over_cost":
        relied = [
            p for p in relied if re.search(r"s\.12\b|reg\.12\(4\)\(b\)", p.citation)
        ] or relied
    near = [p for p in relied if abs(p.evidence.start - evidence.start) < 600]
    if near:
        return min(
            near,
            key=lambda p: (
                not evidence.start <= p.evidence.start < evidence.end,
                abs(p.evidence.start - evidence.start),
            ),
        ).citation
    return claim.provision or (relied[0].citation if len(relied) == 1 else "")


__all__ = ["MessageAnswers", "Standing", "combine_answers", "suggest_answers"]
