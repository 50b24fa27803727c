"""Labelled cases for regression: composed replies as JSON lines, with what is known of them.

They rehearse; they do not measure. A coder that is tuned to these phrases has learnt nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from campaign.letters.model import Period, Question, Questionnaire, Section
from campaign.rehearsal.people.behaviour import plan
from campaign.rehearsal.people.compose import compose
from campaign.rehearsal.people.forces import practice_authorities
from campaign.rehearsal.people.model import (
    ComposedReply,
    PracticeAuthority,
    RequestFacts,
    Scenario,
)
from campaign.rehearsal.people.scenario import load
from campaign.rehearsal.people.truth import as_json
from campaign.rehearsal.people.wording import seeded

ASKED = (
    ("trialled", "yes_no", "Was {it} trialled? (yes or no)"),
    ("trial_year", "year", "If so, in which year did the trial begin?"),
    ("used", "yes_no", "Was {it} in ongoing use? (yes or no)"),
    ("use_year", "year", "If so, in which year did that use begin?"),
    ("trial_spend", "money", "How much was spent on trials of {it}, in pounds?"),
    ("use_spend", "money", "How much was spent on the ongoing use of {it}, in pounds?"),
    ("trial_names", "names", "What are the names of the software trialled?"),
    ("use_names", "names", "What are the names of the software in use?"),
)
SKIPPED = {
    "acknowledgement": 0.6,
    "review_acknowledgement": 0.9,
    "review_upheld": 0.8,
    "review_overturned": 0.7,
}
"""How often a kind is left out, so that cases are not mostly receipts."""
THINGS = (
    ("geographic", "Software that predicts places", "a geographic system"),
    ("individual", "Software that predicts people", "an individual system"),
)


def practice_form(first: int = 2020, last: int = 2026) -> Questionnaire:
    """A questionnaire of two sections, eight questions each, for each calendar year."""
    periods = tuple(Period(str(year), "calendar_year") for year in range(first, last + 1))
    sections = []
    for place, (name, title, it) in enumerate(THINGS):
        questions = tuple(
            Question(
                id=f"{name}.{key}",
                number=place * len(ASKED) + number,
                section=name,
                wording=wording.format(it=it),
                answer_type=kind,  # type: ignore[arg-type]
                periods=periods,
            )
            for number, (key, kind, wording) in enumerate(ASKED, start=1)
        )
        sections.append(Section(name, title, "", questions))
    return Questionnaire("practice", "Predictive software", "", tuple(sections), periods)


def practice_letter(form: Questionnaire, authority: PracticeAuthority) -> str:
    """A letter that asks this questionnaire of this authority."""
    years = f"{form.periods[0].label} to {form.periods[-1].label}"
    lines = [f"Dear {authority.name},", f"Please tell me, for each calendar year {years}:"]
    for section in form.sections:
        numbered = [f"{question.number}. {question.wording}" for question in section.questions]
        lines.append("\n".join([section.title, *numbered]))
    lines.append("If section 12 or another exemption is relied on, confirm or deny what is held.")
    return "\n\n".join([*lines, "Yours faithfully,", "Robin Practice"])


def replies(
    n: int, seed: int, form: Questionnaire | None = None
) -> Iterator[tuple[PracticeAuthority, RequestFacts, ComposedReply]]:
    """`n` composed replies of all kinds, from campaigns of 120; some receipts are left out."""
    form = form or practice_form()
    base = load("demo")
    left, round_ = n, 0
    while left > 0:
        number = seeded("cases", seed, round_).randrange(10**9)
        scenario = Scenario(
            name="cases",
            seed=number,
            authorities=120,
            start=base.start,
            behaviours=base.behaviours,
        )
        round_ += 1
        rng = seeded("left out", number)
        for authority in practice_authorities(120, number)[:120]:
            request = RequestFacts(
                title=form.title,
                letter=practice_letter(form, authority),
                sent_on=base.start,
                url_title=f"predictive_software_{authority.url_name}",
                questionnaire=form,
                user_name="Robin Practice",
            )
            for planned in plan(authority, scenario):
                if left <= 0:
                    return
                if rng.random() < SKIPPED.get(planned.kind, 0.0):
                    continue
                yield authority, request, compose(planned, authority, request, _at(planned.step))
                left -= 1


def write_jsonl(
    path: Path,
    n: int,
    seed: int,
    form: Questionnaire | None = None,
    questionnaire: Path | None = None,
) -> int:
    """Write `n` labelled replies, attachments in a folder beside the file; how many.

    A line has `id`, `text`, `law`, `authority`, `subject`, `request_text`, `sent_on`,
    `attachments` (paths relative to the file), and the labels `outcome`, `review`, `sections`
    (relied on, in normal form), `sections_mentioned`, `reference`, `answers`. `questionnaire` is
    the file that `form` was read from, named in each line so that a coder can read it too.
    """
    folder = path.with_name(path.stem + "_attachments")
    written = 0
    with path.open("w", encoding="utf-8") as out:
        for number, (authority, request, reply) in enumerate(replies(n, seed, form), start=1):
            paths = []
            for name, _, data in reply.attachments:
                place = folder / f"{number:05d}" / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)
                paths.append(str(place.relative_to(path.parent)))
            line = _line(f"{seed}-{number:05d}", authority, request, reply, paths)
            if questionnaire is not None:
                line["questionnaire"] = str(questionnaire)
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            written += 1
    return written


def _line(
    id_: str,
    authority: PracticeAuthority,
    request: RequestFacts,
    reply: ComposedReply,
    paths: list[str],
) -> dict[str, Any]:
    truth = as_json(reply.truth)
    return {
        "id": id_,
        "text": reply.body_text,
        "law": authority.law,
        "authority": authority.name,
        "subject": reply.subject,
        "request_text": request.letter,
        "sent_on": request.sent_on.isoformat(),
        "attachments": paths,
        "outcome": truth["outcome"],
        "review": truth["review"],
        "sections": [p["provision"] for p in truth["provisions_relied_on"]],
        "sections_mentioned": [
            p["provision"]
            for role in ("procedural", "mentioned")
            for p in truth[f"provisions_{role}"]
        ],
        "reference": truth["reference"],
        "extended_to": truth["extended_to"],
        "answers": truth["answers"],
        "traits": list(truth["traits"]),
    }


def _at(step: int) -> datetime:
    day = date(2026, 7, 8) + timedelta(days=9 * step)
    return datetime(day.year, day.month, day.day, 10, 30, tzinfo=UTC)
