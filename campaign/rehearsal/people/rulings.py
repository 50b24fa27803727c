"""Grounds for not answering, by regime: which provisions, for which cells, in which short words."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from campaign.letters.model import Question, Questionnaire
from campaign.rehearsal.people.answers import Ruling, Rulings
from campaign.rehearsal.people.model import AnswerState, Law
from campaign.rehearsal.people.phrases.decisions import NCND_SECTIONS
from campaign.rehearsal.people.story import labels
from campaign.rehearsal.people.wording import PREFIX, seeded

REFUSALS: dict[Law, tuple[str, ...]] = {
    "foia": (
        "31(1)(a)",
        "31(1)(a)",
        "31(1)(a)+31(1)(b)",
        "24(1)+31(1)(a)",
        "24(1)",
        "30(1)(a)",
        "43(2)",
        "31(1)(a)+43(2)",
        "30(2)(b)",
        "22(1)",
        "40(2)",
    ),
    "foisa": (
        "35(1)(a)",
        "35(1)(a)+35(1)(b)",
        "35(1)(a)",
        "31(1)",
        "34(1)",
        "33(1)(b)",
        "33(1)(b)+35(1)(a)",
        "38(1)(b)",
        "27(1)",
    ),
}
ANSWERED_NOT_HELD = (
    "Not held.",
    "[This is|That is] not [recorded|held].",
    "[Not|This is not] recorded separately, so [no figure is held|nothing is held].",
    "We [do not hold|don't have] [this|that breakdown].",
)

STATES: dict[str, AnswerState] = {
    "refused": "refused",
    "ncnd": "ncnd",
    "cost": "over_cost",
    "not_held": "not_held",
}


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a request that is not answered: its cells, why, and what to call it.

    `ground` is the kind of reason (`refused`, `ncnd`, `cost`, `not_held`), `sections` the
    provisions joined by `+`, empty where none is named.
    """

    ground: str
    sections: str
    what: str
    rulings: Rulings


def refusal(law: Law, story: int) -> str:
    """The sections under which everything is refused in this story, joined by `+`."""
    return seeded("refusal", story).choice(REFUSALS[law])


def denial(law: Law, story: int) -> str:
    """The sections under which nothing is confirmed or denied in this story."""
    return seeded("denial", story).choice(NCND_SECTIONS[law])


def cut(form: Questionnaire, law: Law, story: int) -> Cut | None:
    """The part withheld in this story; None where the form is too small to be split."""
    rng = seeded("cut", story)
    options = _options(form, law, rng)
    rng.shuffle(options)
    total = sum(len(labels(question)) for question in form.questions)
    for option in options:
        if 0 < len(option.rulings) < total:
            return option
    return None


def _options(form: Questionnaire, law: Law, rng: random.Random) -> list[Cut]:
    commercial, policing, cost, denied, personal = {
        "foia": ("43(2)", "31(1)(a)", "12(1)", "31(3)", "40(2)"),
        "foisa": ("33(1)(b)", "35(1)(a)", "12(1)", "18(1)", "38(1)(b)"),
    }[law]
    section = rng.choice(form.sections)
    periods = labels(form.questions[0])
    early = set(periods[: max(1, len(periods) // 2)]) if len(periods) > 1 else set()

    def of(kind: str) -> Callable[[Question, str], bool]:
        return lambda question, _: question.answer_type == kind

    def within(question: Question, _: str) -> bool:
        return question.section == section.id and len(form.sections) > 1

    title = "".join(c for c in section.title if c not in "[]{}|") or "that part"
    title = title[0].lower() + title[1:]
    return [
        _cut(form, law, of("money"), "refused", commercial, "[the sums spent|the figures]"),
        _cut(form, law, of("names"), "refused", policing, "the names of [the software|products]"),
        _cut(form, law, of("names"), "refused", f"{policing}+{commercial}", "the names asked for"),
        _cut(form, law, within, "refused", policing, f"the information about {title}"),
        _cut(form, law, within, "refused", personal, f"the information about {title}"),
        _cut(form, law, within, "ncnd", denied, f"{title}"),
        _cut(form, law, lambda _, p: p in early, "cost", cost, "the earlier years"),
        _cut(form, law, of("money"), "not_held", "", "the sums spent"),
        _cut(form, law, of("year"), "not_held", "", "the year of introduction"),
    ]


def _cut(
    form: Questionnaire,
    law: Law,
    chosen: Callable[[Question, str], bool],
    ground: str,
    sections: str,
    what: str,
) -> Cut:
    mark = "{s " + sections + "!}"
    words: tuple[str, ...]
    if ground == "refused":
        words = (
            f"Withheld under {mark}.",
            f"Exempt - {mark}.",
            f"[Refused|Not disclosed], {mark}.",
        )
    elif ground == "ncnd":
        words = (
            f"[We neither confirm nor deny|Neither confirmed nor denied] ({mark}).",
            f"NCND, {mark}.",
        )
    elif ground == "cost":
        words = (
            f"[Over|Above] the cost limit ({mark}).",
            f"[Refused on cost|Not searched], {mark}.",
        )
    elif law == "foisa":
        sections = "17(1)"
        words = ("Not held ({s 17(1)!}).", "{s 17(1)!}: [not held|no such information].")
    else:
        words = ANSWERED_NOT_HELD
    first = PREFIX[law] + sections.split("+")[0] if sections else ""
    ruling = Ruling(STATES[ground], words, first)
    cells = {
        (question.id, label): ruling
        for question in form.questions
        for label in labels(question)
        if chosen(question, label)
    }
    return Cut(ground, sections, what, cells)
