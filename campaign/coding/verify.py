"""Whether quoted words still stand where a code says that they do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from campaign.coding.model import Coding, Evidence


@dataclass(frozen=True, slots=True)
class Fallen:
    """A code whose quote does not stand: what was coded, on which words, and what is wrong."""

    coded: str
    evidence: Evidence
    problem: str


def fallen(codings: Mapping[str, Coding], texts: Mapping[str, str]) -> Iterator[Fallen]:
    """Every code whose quote is not at its place in the stored texts.

    `codings` by the key of the reply, `texts` by the key of the source. Pure; nothing is read.
    """
    for key, coding in codings.items():
        for coded, evidence in evidence_of(coding):
            if problem := problem_with(evidence, texts):
                yield Fallen(f"{key}: {coded}", evidence, problem)


def evidence_of(coding: Coding) -> Iterator[tuple[str, Evidence]]:
    """Each thing coded with the words that it rests on."""
    if coding.evidence is not None:
        yield f"outcome {coding.outcome}", coding.evidence
    for provision in coding.provisions:
        yield f"{provision.role} {provision.citation}", provision.evidence
    for fact in coding.facts:
        yield f"{fact.name} {fact.value}", fact.evidence
    for answer in coding.answers:
        yield f"answer {answer.question} {answer.period}".rstrip(), answer.evidence


def problem_with(evidence: Evidence, texts: Mapping[str, str]) -> str:
    """What is wrong with one quote; empty where it stands."""
    text = texts.get(evidence.source)
    if text is None:
        return "its source is gone"
    if not evidence.quote:
        return "it quotes nothing"
    if text[evidence.start : evidence.end] == evidence.quote:
        return ""
    if evidence.quote in text:
        return "its words stand at another place"
    return "its words are not in the text"
