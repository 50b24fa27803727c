"""What an authority did and holds, and how its people write: decided once for each request.

All replies to one request draw on the same story, so an answer, its correction and its review
agree with one another as far as they should.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

from campaign.letters.model import AnswerType, Question, Questionnaire
from campaign.rehearsal.people.model import PracticeAuthority
from campaign.rehearsal.people.phrases import names
from campaign.rehearsal.people.wording import SECTION_STYLES, seeded

UNITS: dict[AnswerType, str] = {
    "yes_no": "yes_no",
    "year": "year",
    "money": "GBP",
    "count": "count",
    "names": "names",
    "text": "text",
    "date": "date",
}
Facts = Mapping[tuple[str, str], object]
"""The value of each cell (question id, period label); None where the question does not arise."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How one authority writes: its habits of reference, citation, layout and signature."""

    reference: str
    reference_line: str
    signatory: str
    role: str
    team: str
    org: str
    section_style: str
    spaced: bool
    wrap: int
    numbering: str
    letterhead: str
    disclaims: bool
    bilingual: bool
    date_style: str


def voice(authority: PracticeAuthority, story: int, year: int) -> Voice:
    """The voice in which this authority deals with this request."""
    rng = seeded("voice", authority.url_name, story)
    person = f"{rng.choice(names.FIRST_NAMES.split())} {rng.choice(names.SURNAMES.split())}"
    initials = "".join(word[0] for word in re.findall(r"[A-Z]\w+", authority.name))[:3]
    reference = rng.choice(
        (
            "FOI/{y}/{n:05d}",
            "{yy}-{n:04d}",
            "{i} {n}/{yy}",
            "FOI-{yy}-{n:04d}",
            "{y}/{n:04d}",
            "{i}/{yy}/{n:04d}/FOI",
            "01/FOI/{yy}/{n:06d}",
            "FOI{n}",
            "{i}.{yy}.{n:05d}",
            "RFI {n:04d} {y}",
            "{n:04d}-{yy}-{i}",
            "IG{n}/{y}",
        )
    ).format(y=year, yy=year % 100, n=rng.randrange(12, 9876), i=initials)
    return Voice(
        reference=reference,
        reference_line=rng.choice(
            (
                "Our ref: {ref}",
                "Our Reference: {ref}",
                "Reference: {ref}",
                "Ref {ref}",
                "FOI reference – {ref}",
                "REF: {ref}",
                "Our ref: {ref}    Your ref: email of {sent}",
                "O/R {ref}  Y/R none given",
                "My ref: {ref}    Your ref: RP/06",
                "M/R: {ref}\nY/R: see below",
                "Freedom of Information request {ref}",
                "Request no. {ref}",
                "Case {ref}",
                "[{ref}]",
            )
        ),
        signatory=person,
        role=rng.choice(names.ROLES),
        team=rng.choice(names.TEAMS),
        org=rng.choice((authority.name, authority.name, "the Force", "this force")),
        section_style=rng.choice(SECTION_STYLES),
        spaced=rng.random() < 0.08,
        wrap=rng.choice((0, 0, 0, 72, 76)),
        numbering=rng.choice(
            (
                "Q{n}. ",
                "{n}. ",
                "{n}) ",
                "Question {n}: ",
                "Q{n} - ",
                "({n}) ",
                "1. ",
                "- ",
                "Q{n}: ",
            )
        ),
        letterhead=rng.choice(("", "", rng.choice(names.ADDRESSES))),
        disclaims=rng.random() < 0.3,
        bilingual=authority.welsh_name is not None,
        date_style=rng.choice(
            ("{d} {B} {Y}", "{d} {B} {Y}", "{d:02d}/{m:02d}/{Y}", "{d}{th} {B} {Y}")
        ),
    )


def topic(question: Question) -> str:
    """Which thing in its section a question is about: `trial`, `use`, or itself.

    The first word that tells decides, in the id before the wording: "in ongoing use, that is,
    beyond a trial" is about use.
    """
    for words in (question.id.rpartition(".")[2], question.label, question.wording):
        found = re.search(r"(trial|pilot)|ongoing|\buse_|\bused?\b|\busing\b", words.lower())
        if found:
            return "trial" if found[1] else "use"
    return question.id


def leader(question: Question, form: Questionnaire) -> str | None:
    """The id of the yes/no question on which this one hangs, if there is one."""
    if question.only_if:
        return question.only_if
    if question.answer_type == "yes_no":
        return question.id
    for other in form.questions:
        if (
            other.answer_type == "yes_no"
            and other.section == question.section
            and topic(other) == topic(question)
        ):
            return other.id
    return None


def labels(question: Question) -> tuple[str, ...]:
    """The labels of the periods it is asked for; one empty label where it is asked once."""
    return tuple(period.label for period in question.periods) or ("",)


def facts(form: Questionnaire, story: int, activity: float = 0.3) -> dict[tuple[str, str], object]:
    """The true answer to every cell; `activity` is the chance that a thing was done at all."""
    rng = seeded("facts", story)
    software = {section.id: _software(rng) for section in form.sections}
    done: dict[str, tuple[str, ...]] = {}
    since: dict[str, int] = {}
    base: dict[str, int] = {}
    found: dict[tuple[str, str], object] = {}
    for question in form.questions:
        periods = labels(question)
        lead = leader(question, form) or question.id
        if lead not in done:
            chance = activity if leader(question, form) else max(activity, 0.75)
            done[lead] = _run(rng, periods) if rng.random() < chance else ()
            first = year_of(done[lead][0]) if done[lead] else 0
            early = bool(done[lead]) and done[lead][0] == periods[0] and rng.random() < 0.4
            since[lead] = first - (rng.randint(1, 5) if early else 0)
            base[lead] = _money(rng)
    for question in form.questions:
        lead = leader(question, form) or question.id
        for label in labels(question):
            active = label in done[lead] or (bool(done[lead]) and label == "")
            found[question.id, label] = _value(
                rng, question, active, since[lead], base[lead], software[question.section]
            )
    return found


def corrected(form: Questionnaire, before: Facts, seed: int) -> dict[tuple[str, str], object]:
    """What was wrong in an answer, put right: at least one cell, related cells together."""
    rng = seeded("corrected", seed)
    money = [
        (question.id, label)
        for question in form.questions
        if question.answer_type == "money"
        for label in labels(question)
        if before[question.id, label]
    ]
    if money and rng.random() < 0.7:
        return {cell: _money(rng) for cell in rng.sample(money, 1 + (len(money) > 2))}
    leads = [q for q in form.questions if q.answer_type == "yes_no"] or list(form.questions)
    lead = rng.choice(leads)
    again = facts(form, rng.randrange(10**9), activity=1.0)
    group = [q for q in form.questions if (leader(q, form) or q.id) == lead.id] or [lead]
    return {
        (question.id, label): again[question.id, label]
        for question in group
        for label in labels(question)
    }


def year_of(label: str) -> int:
    """The first year that a period's label names, 2020 for a label without one."""
    found = re.search(r"\d{4}", label)
    return int(found[0]) if found else 2020


def _run(rng: random.Random, periods: tuple[str, ...]) -> tuple[str, ...]:
    """Some periods in a row."""
    first = rng.randrange(len(periods))
    last = len(periods) if rng.random() < 0.5 else rng.randint(first + 1, len(periods))
    return periods[first:last]


def _software(rng: random.Random) -> list[str]:
    heads, tails = names.SOFTWARE_HEADS.split(), names.SOFTWARE_TAILS.split()
    made = [h + rng.choice(tails) for h in rng.sample(heads, 1 + (rng.random() < 0.2))]
    return [name + rng.choice(("", "", "", " 2", " Pro")) for name in made]


def _money(rng: random.Random) -> int:
    """Pounds, from hundreds to a million or so, mostly round."""
    amount = int(10 ** rng.uniform(3.0, 5.4))
    if rng.random() < 0.06:
        return rng.randrange(10, 24) * 100_000
    step = rng.choice((1, 10, 100, 500, 1000))
    return max(step, amount // step * step)


def _value(
    rng: random.Random,
    question: Question,
    active: bool,
    since: int,
    base: int,
    software: list[str],
) -> object:
    kind = question.answer_type
    if kind == "yes_no":
        return active
    if kind == "money":
        return (base if rng.random() < 0.5 else _money(rng)) if active else 0
    if kind == "count":
        return rng.choice((1, 3, 7, 12, 40, 166, "<5")) if active else 0
    if not active:
        return [] if kind == "names" else None
    if kind == "names":
        return list(software)
    if kind == "year":
        return since
    if kind == "date":
        return f"{rng.randint(1, 28)} {rng.choice(('January', 'May', 'October'))} {since}"
    return rng.choice(
        ("A written policy is in force.", "A board looks at this twice a year.", "See above.")
    )
