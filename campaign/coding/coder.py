"""All that is suggested for one reply: outcome, provisions, facts and answers, with evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from campaign.coding.confidence import confidence, is_sure
from campaign.coding.decision import Decision
from campaign.coding.facts import suggest_facts
from campaign.coding.mentions import Mention, read_mentions
from campaign.coding.model import Answer, Coding, Reply
from campaign.coding.outcome import decide
from campaign.coding.provisions import suggest_provisions
from campaign.coding.reading import read_reply
from campaign.coding.tally import Tally, read_tallies
from campaign.coding.weighing import weigh
from campaign.coding.wording import edge
from campaign.letters.model import Questionnaire


def code_reply(
    reply: Reply, questionnaire: Questionnaire | None = None, earlier: Iterable[Answer] = ()
) -> Coding:
    """Suggest codes for one reply, from its words alone.

    Pure: the same reply gives the same codes. Each outcome rests on a sentence of the reply;
    only `other`, where nothing can be read, rests on none. Without a questionnaire there are no
    answers. `earlier` are the answers of the request's former replies, oldest first, which tell
    what a short later one is about; they are not given again.
    """
    reading = read_reply(reply)
    tallies = read_tallies(reading, read_mentions(reading))
    reading, mentions = tallies[0].reading, tallies[0].mentions
    decision, tally, chance = _decide_two_ways(tallies, mentions)
    coding = Coding(
        outcome=decision.outcome,
        confidence=chance,
        sure=is_sure(chance),
        evidence=reading.evidence(decision.sentence) if decision.sentence else None,
        provisions=suggest_provisions(tally, decision.outcome),
        facts=suggest_facts(reading, tally, decision),
    )
    if questionnaire is None:
        return coding
    from campaign.coding.answers import outcome_of_all, suggest_answers

    told = (coding.outcome, coding.evidence, chance)
    answers = suggest_answers(
        reply, questionnaire, reading.parts, coding.provisions, earlier=earlier, outcome=told
    )
    outcome = outcome_of_all(answers, questionnaire)
    told_otherwise = outcome and coding.outcome in _GIVES_WAY
    if not told_otherwise and (coding.outcome, outcome) != ("refused_exemption", "ncnd"):
        return replace(coding, answers=answers)
    return replace(
        coding,
        outcome=outcome,
        confidence=_BY_CELLS,
        sure=False,
        evidence=answers[0].evidence,
        provisions=suggest_provisions(tally, outcome),
        answers=answers,
    )


_GIVES_WAY = frozenset({"full", "partial", "other"})
"""Outcomes that give way where every cell of the questionnaire is refused for the same reason."""
_BY_CELLS = 0.8
"""Below *sure*: 17 of 17 composed replies were set right so, which are few."""


def _decide_two_ways(
    tallies: Sequence[Tally], mentions: Sequence[Mention]
) -> tuple[Decision, Tally, float]:
    """The likelier of the outcomes by whole sentences and by phrases, and its chance."""
    lean = tallies[0].lean
    found = []
    for tally in tallies:
        ruled = decide(tally, mentions)
        decision = weigh(ruled, confidence(ruled, tally, mentions), tally)
        found.append((decision, tally))
    agreed = len({decision.outcome for decision, _ in found}) == 1
    told = []
    for decision, tally in found:
        words = edge(decision.outcome, lean)
        chance = confidence(decision, tally, mentions, words, agreed=agreed)
        told.append((decision, tally, chance))
    return max(told, key=lambda one: one[2])
