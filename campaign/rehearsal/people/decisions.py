"""The substance of replies that decide: each writer fills a page, and says its outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from campaign.letters.model import Questionnaire
from campaign.rehearsal.people import answers, rulings
from campaign.rehearsal.people.answers import Ruling, Rulings
from campaign.rehearsal.people.model import Kind, Law
from campaign.rehearsal.people.phrases import closing, decisions, receipts, reviews
from campaign.rehearsal.people.story import Facts, corrected, facts
from campaign.rehearsal.people.wording import PREFIX, Page

OUTCOME_OF: dict[Kind, str] = {
    "full": "full",
    "partial": "partial",
    "not_held": "not_held",
    "refused": "refused_exemption",
    "cost": "refused_cost",
    "ncnd": "ncnd",
    "vexatious": "vexatious",
    "already_public": "already_public",
    "correction": "full",
}
HARM_OF = {
    "43(2)": "commercial",
    "33(1)(b)": "commercial",
    "40(2)": "personal",
    "38(1)(b)": "personal",
    "22(1)": "publication",
    "27(1)": "publication",
}


@dataclass(frozen=True, slots=True)
class Case:
    """What a decision rests on: the questions, the law, the story, the habits of the writer.

    `sheet` is the page for the answers where they go into a spreadsheet as tables.
    """

    form: Questionnaire
    law: Law
    story: int
    numbering: str
    first: Kind
    sheet: Page | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a writer decided: the outcome of the message, what stands after it, the review."""

    outcome: str
    stands: str | None
    review: str | None = None
    extended_to: date | None = None


Writer = Callable[[Page, Case], Decision]


def full(page: Page, case: Case) -> Decision:
    """Answer everything."""
    found = facts(case.form, case.story)
    page.say(decisions.FULL_OPENINGS)
    if not any(found.values()):
        page.say(decisions.SUMMARY_NIL)
    outcome = _answer(page, case, found, {})
    if page.rng.random() < 0.12:
        page.say(decisions.REJECTED_EXEMPTION[case.law])
        page.traits.append("exemption_rejected")
    return Decision(outcome, outcome)


def partial(page: Page, case: Case) -> Decision:
    """Answer some, and rule on the rest; a redaction where nothing else can be split off."""
    found = facts(case.form, case.story, activity=0.8)
    part = rulings.cut(case.form, case.law, case.story)
    page.say(decisions.PARTIAL_OPENINGS)
    if part is None:
        _answer(page, case, found, {})
        page.say([decisions.REDACTED[case.law]])
        return Decision("partial", "partial")
    before = page.rng.random() < 0.3
    if before:
        _reasons(page, case, part)
    _answer(page, case, found, part.rulings)
    if not before:
        _reasons(page, case, part)
    page.say(closing.NOTICE[case.law])
    return Decision("partial", "partial")


def not_held(page: Page, case: Case) -> Decision:
    """Hold nothing, in one wording of many; FOISA has a section for it."""
    quote = page.say(decisions.NOT_HELD[case.law])
    provision = ""
    if case.law == "foisa":
        provision = next(c.citation for c in reversed(page.cited) if "s.17" in c.citation)
    answers.rule_all(page, case.form, Ruling("not_held", (), provision), quote)
    page.say(decisions.NOT_HELD_MORE)
    return Decision("not_held", "not_held")


def refused(page: Page, case: Case) -> Decision:
    """Withhold everything under an exemption."""
    sections = rulings.refusal(case.law, case.story)
    quote = _withheld(page, case, sections, "[the information requested|all that you ask for]")
    answers.rule_all(page, case.form, Ruling("refused", (), _first(case, sections)), quote)
    page.say(closing.NOTICE[case.law])
    return Decision("refused_exemption", "refused_exemption")


def cost(page: Page, case: Case) -> Decision:
    """Refuse on cost; sometimes with the Fees Regulations alone."""
    if page.rng.random() < 0.15:
        quote = page.say(decisions.COST_BY_REGULATIONS[case.law])
        page.traits.append("fees_regulations_only")
        provision = ""
    else:
        quote = page.say(decisions.COST[case.law])
        provision = page.cited[-1].citation
    answers.rule_all(page, case.form, Ruling("over_cost", (), provision), quote)
    page.say(decisions.NARROW)
    page.say(closing.NOTICE[case.law])
    return Decision("refused_cost", "refused_cost")


def ncnd(page: Page, case: Case) -> Decision:
    """Neither confirm nor deny, for all of it."""
    sections = rulings.denial(case.law, case.story)
    quote = _denied(page, case, sections, "[the whole of your request|every question]")
    page.say(decisions.HARM["policing"])
    page.say(decisions.NCND_CAVEAT)
    page.say(closing.NOTICE[case.law])
    answers.rule_all(page, case.form, Ruling("ncnd", (), _first(case, sections)), quote)
    return Decision("ncnd", "ncnd")


def vexatious(page: Page, case: Case) -> Decision:
    """Refuse as vexatious or repeated."""
    quote = page.say(decisions.VEXATIOUS[case.law])
    provision = page.cited[-1].citation
    answers.rule_all(page, case.form, Ruling("refused", (), provision), quote)
    page.say(closing.NOTICE[case.law])
    return Decision("vexatious", "vexatious")


def already_public(page: Page, case: Case) -> Decision:
    """Point to published data."""
    quote = page.say(decisions.ALREADY_PUBLIC[case.law])
    relied = [c.citation for c in page.cited if c.role == "relied_on"]
    ruling = Ruling("already_public", (), relied[-1] if relied else "")
    answers.rule_all(page, case.form, ruling, quote)
    return Decision("already_public", "already_public")


def correction(page: Page, case: Case) -> Decision:
    """Put right some cells of an earlier answer; the rest of it stands."""
    before = facts(case.form, case.story)
    page.say(decisions.CORRECTED)
    answers.some(page, case.form, corrected(case.form, before, case.story))
    page.say(
        [
            "[The rest|All else] [of what we told you |]is [unchanged|not affected].",
            "[Our other answers stand.|Apologies for the inconvenience.]",
            "",
        ]
    )
    return Decision("full", "full")


def review_upheld(page: Page, case: Case) -> Decision:
    """The first decision stands."""
    page.say(reviews.UPHELD)
    sections = _sections_of_first(case)
    if sections:
        page.say(reviews.KEEPS, cite=page.cite(sections + "!"))
    stands = OUTCOME_OF[case.first]
    return Decision("internal_review_upheld", stands, "upheld")


def review_overturned(page: Page, case: Case) -> Decision:
    """The complaint is upheld: an answer after all, or only the delay was wrong."""
    roll = page.rng.random()
    if roll < 0.2:
        delay = {"foia": reviews.DELAY, "foisa": reviews.DELAY_SCOTLAND}
        page.say(delay[case.law])
        page.traits.append("delay_only")
        return Decision("internal_review_overturned", OUTCOME_OF[case.first], "overturned")
    page.say(reviews.OVERTURNED)
    part = rulings.cut(case.form, case.law, case.story + 1)
    found = facts(case.form, case.story, activity=0.8)
    if roll < 0.4 and part is not None:
        _answer(page, case, found, part.rulings)
        _reasons(page, case, part)
        return Decision("internal_review_overturned", "partial", "overturned")
    stands = _answer(page, case, found, {})
    return Decision("internal_review_overturned", stands, "overturned")


WRITERS: dict[Kind, Writer] = {
    "full": full,
    "partial": partial,
    "not_held": not_held,
    "refused": refused,
    "cost": cost,
    "ncnd": ncnd,
    "vexatious": vexatious,
    "already_public": already_public,
    "correction": correction,
    "review_upheld": review_upheld,
    "review_overturned": review_overturned,
}


def _answer(page: Page, case: Case, found: Facts, withheld: Rulings) -> str:
    """Give the answers, on the page or the sheet; `partial` where a number is hidden as `<5`."""
    into = case.sheet or page
    answers.give(into, case.form, found, withheld, case.numbering, "sheet" if case.sheet else "")
    if case.sheet:
        page.say(receipts.COVER)
    hidden = any(isinstance(a.value, str) and a.value.startswith("<") for a in into.answers)
    return "partial" if hidden else "full"


def _withheld(page: Page, case: Case, sections: str, what: str) -> str:
    """Say that something is exempt, what harm there is and where the public interest lies."""
    exemption = page.phrase([decisions.EXEMPTIONS[case.law][sections.split("+")[0]]])
    quote = page.say(
        decisions.WITHHELD,
        cite=page.cite(sections + "!"),
        exemption=exemption,
        what=_lower(page.phrase([what])),
    )
    harm = HARM_OF.get(sections.split("+")[-1], "policing")
    page.say(decisions.HARM[harm])
    if harm != "personal":
        page.say(decisions.PUBLIC_INTEREST)
    return quote


def _denied(page: Page, case: Case, sections: str, what: str) -> str:
    return page.say(
        decisions.NCND[case.law],
        ncnd=page.cite(sections + "!"),
        what=_lower(page.phrase([what])),
    )


def _reasons(page: Page, case: Case, part: rulings.Cut) -> None:
    """The paragraphs that give the ground of a part that is not answered."""
    if part.ground == "refused":
        _withheld(page, case, part.sections, part.what)
    elif part.ground == "ncnd":
        _denied(page, case, part.sections, part.what)
        page.say(decisions.NCND_CAVEAT)
    elif part.ground == "cost":
        page.say(
            [
                "[To go back further|To search the earlier years] would take {hours} hours, and "
                "{s 12(1)!} [applies to that part|relieves us of it].",
                "[Older records are on paper|The earlier years are in an archive]. [Reading them|"
                "A search there] would [exceed|go over] the limit in {s 12(1)!}.",
            ]
        )


def _sections_of_first(case: Case) -> str:
    """The sections that the first decision relied on, joined by `+`; empty where none."""
    if case.first == "refused":
        return rulings.refusal(case.law, case.story)
    if case.first == "ncnd":
        return rulings.denial(case.law, case.story)
    if case.first == "partial":
        part = rulings.cut(case.form, case.law, case.story)
        return part.sections if part else ""
    fixed = {
        "cost": ("12(1)", "12(1)"),
        "vexatious": ("14(1)", "14(1)"),
        "already_public": ("21(1)", "25(1)"),
    }
    pair = fixed.get(case.first)
    return pair[case.law == "foisa"] if pair else ""


def _first(case: Case, sections: str) -> str:
    return PREFIX[case.law] + sections.split("+")[0]


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
