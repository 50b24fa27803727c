"""The captured campaign: 48 requests with the truth by their author; and one real reply."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from captured import expected, questionnaire, requests, said

from campaign.coding.answers import MessageAnswers, combine_answers, suggest_answers
from campaign.coding.model import Answer, Reply, Source
from campaign.letters.model import Questionnaire
from campaign.letters.questionnaire import load_questionnaire

FORMS = ("of the letter", "of the shipped template")
_SHIPPED = Path(__file__).parents[2] / "templates" / "predictive-policing" / "questionnaire.yaml"


def form_of(name: str) -> Questionnaire:
    return questionnaire() if name == FORMS[0] else load_questionnaire(_SHIPPED, 2025)


@pytest.mark.parametrize("form", FORMS)
def test_the_grid_is_found_with_the_words_it_rests_on(shared: Path, form: str) -> None:
    asked = form_of(form)
    right = wrong = missed = 0
    evident: Counter[bool] = Counter()
    for request in requests(shared):
        truth = expected(request.truth)
        given: dict[tuple[str, str], Answer] = {}
        messages = []
        earlier: tuple[Answer, ...] = ()
        for number, (kind, reply) in enumerate(request.replies):
            answers = suggest_answers(reply, asked, earlier=earlier)
            texts = {source.key: source.text for source in reply.sources}
            for answer in answers:
                at = answer.evidence
                assert texts[at.source][at.start : at.end] == at.quote
            earlier = answers or earlier
            messages.append(
                MessageAnswers(str(number), reply.sent_on, answers, kind == "correction")
            )
        given = {cell: s.answer for cell, s in combine_answers(messages, asked).items()}
        for cell, answer in given.items():
            if cell in truth:
                right += said(answer) == truth[cell]
                wrong += said(answer) != truth[cell]
            else:
                # The truth has no entry where "n/a" is the answer of some authors.
                wrong += answer.state != "not_applicable"
        missed += sum(cell not in given or said(given[cell]) != truth[cell] for cell in truth)
        evident.update(_evident(request.truth, given))
    assert right / (right + wrong) >= 0.98
    assert right / (right + missed) >= 0.95
    assert evident[True] / evident.total() >= 0.97


def _evident(truth: dict, given: dict[tuple[str, str], Answer]) -> list[bool]:
    """For each cell with a quote in the truth and an answer here: whether the words overlap."""
    found = []
    for entry in truth["answers"]:
        if entry["quote_is"] != "exact words":
            continue
        quote = " ".join(entry["quote"].split())
        for kind in entry["kinds"]:
            for question in entry["questions"]:
                for year in entry["years"]:
                    answer = given.get((f"{kind}.{question}", str(year)))
                    if answer is not None:
                        ours = " ".join(answer.evidence.quote.split())
                        pieces = (quote[i : i + 12] for i in range(0, max(1, len(quote) - 12), 4))
                        overlap = quote in ours or ours in quote or any(p in ours for p in pieces)
                        found.append(overlap)
    return found


def test_acknowledgements_and_bounces_answer_nothing(shared: Path) -> None:
    asked = questionnaire()
    receipts = ("acknowledgement", "out_of_office", "bounce", "extension", "clarification_request")
    found = [
        (request.name, answer)
        for request in requests(shared)
        for kind, reply in request.replies
        if kind in receipts
        for answer in suggest_answers(reply, asked)
    ]
    assert not found


@pytest.mark.parametrize("form", FORMS)
def test_a_real_reply_that_holds_nothing(shared: Path, form: str) -> None:
    text = (shared / "replies" / "civil_nuclear_constabulary-2025-07-23.txt").read_text("utf-8")
    asked = form_of(form)
    answers = suggest_answers(Reply((Source("message:1", text),)), asked)
    assert {(a.question, a.period) for a in answers} == {(q.id, p) for q, p in asked.cells()}
    assert {a.state for a in answers} == {"not_held"}
    assert all("does not hold information" in " ".join(a.evidence.quote.split()) for a in answers)
