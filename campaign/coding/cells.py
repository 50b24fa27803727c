"""One cell of a table read as an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.documents.model import Cell

from . import naming, states, values
from .claims import TABLE, Claim
from .headings import EMPTY, Asked
from .model import AnswerState
from .periods import Mention
from .questions import Subject
from .values import NIL, Found

_AS_ABOVE = re.compile(r"^\W*(?:as above|ditto|same(?: as above)?|\"|”|〃)\W*$", re.IGNORECASE)


def read_cell(
    subject: Subject,
    cell: Cell,
    asked: Asked,
    mention: Mention | None,
    law: str,
    before: Claim | None,
) -> Iterator[Claim]:
    """The claims of a cell: its value, a state, or the same as the cell above (`before`)."""
    text = cell.text.strip()
    if EMPTY.match(text):
        return
    questions, either = asked
    ids = tuple(q.id for q in questions)
    start = cell.start + (len(cell.text) - len(cell.text.lstrip()))
    end = start + len(text)
    periods = mention.labels if mention and (mention.labels or mention.given) else None
    given = mention.given if mention and not mention.labels else ""

    def made(
        found: Found | None,
        value: values.Value | None,
        state: AnswerState = "answered",
        confidence: float = 0.94,
    ) -> Claim:
        low = start + (found.start if found else 0)
        high = start + (found.end if found else len(text))
        return Claim(
            ids,
            periods,
            state,
            value,
            low,
            high,
            TABLE,
            0.5 if given else confidence,
            given=given,
            either=either,
            each=True,
        )

    if _AS_ABOVE.match(text):
        if before is not None and before.questions == ids:
            yield Claim(
                ids,
                periods,
                before.state,
                before.value,
                start,
                end,
                TABLE,
                0.8,
                given=given,
                either=either,
                each=True,
            )
        return
    kind = questions[0].answer_type
    cue = states.cue(text, under_question=True)
    if cue is not None and not (
        kind == "yes_no" and values.yes_no(text) is not None and cue.state != "not_held"
    ):
        cited = states.provision(text, law)
        claim = made(None, None, cue.state, 0.9)
        yield Claim(
            ids,
            periods,
            cue.state,
            None,
            claim.start,
            claim.end,
            TABLE,
            0.9,
            provision=cited,
            given=given,
            either=either,
            each=True,
        )
        return
    if kind == "yes_no":
        value = values.yes_no(text)
        if value is None and re.fullmatch(r"\W*(?:✓|✔|x|✗|✘)\W*", text, re.I):
            value = text.strip() in {"✓", "✔"}
        if value is not None:
            yield made(None, value)
            inner = re.search(r"\(([^()]{2,60})\)", text)
            if value and inner and (read := naming.names(inner[1])):
                named = tuple(
                    q.id
                    for q in subject.questions
                    if q.answer_type == "names" and subject.gate_of[q.id] in ids
                )
                if named:
                    yield Claim(
                        named,
                        periods,
                        "answered",
                        read[1],
                        start + inner.start(1),
                        start + inner.end(1),
                        TABLE,
                        0.88,
                        given=given,
                        each=True,
                    )
        return
    if kind == "money":
        plain = re.sub(r"^[-+](?=\d)", " ", text)
        amount = next(values.amounts(plain, bare=True), None)
        if amount is None and (nil := NIL.search(text)):
            amount = Found(nil.start(), nil.end(), 0)
        if amount is not None:
            yield made(amount if amount.start > 1 else None, amount.value)
    elif kind == "count":
        number = next(values.counts(text), None)
        if number is None and (nil := NIL.search(text)):
            number = Found(nil.start(), nil.end(), 0)
        if number is not None:
            yield made(None, number.value)
    elif kind == "year":
        year = re.fullmatch(r"\W*((?:19|20)\d\d)(?:\.0)?\W*", text)
        if year:
            yield made(None, int(year[1]))
    elif kind == "date":
        found_date = next(values.dates(text), None)
        if found_date:
            yield made(found_date, found_date.value)
    elif kind == "names" and NIL.fullmatch(text):
        yield made(None, [], confidence=0.85)
    elif kind == "names":
        read_names = naming.names(text)
        if read_names:
            yield made(read_names[0], read_names[1])
    elif len(text) < 1500:
        yield made(None, " ".join(text.split()), confidence=0.85)
