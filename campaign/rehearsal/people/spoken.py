"""Values put into words: yes and no, sums, years and names, over one period or several."""

from __future__ import annotations

import re
from collections.abc import Mapping

from campaign.letters.model import Question
from campaign.rehearsal.people.story import topic
from campaign.rehearsal.people.wording import Page, listed, years_in_words

HEADINGS = {
    ("trial", "yes_no"): "[Trialled?|Trial (Y/N)]",
    ("trial", "year"): "[First year of trial|Trial began]",
    ("trial", "money"): "[Spend on trials|Trial budget (£)]",
    ("trial", "names"): "[Software trialled|Trial product]",
    ("use", "yes_no"): "[In ongoing use?|Used]",
    ("use", "year"): "[First year of use|In use since]",
    ("use", "money"): "[Spend on use|Budget for use (£)]",
    ("use", "names"): "[Software in use|Product used]",
}
SAME: dict[str, tuple[str, ...]] = {
    "money": ("{t} a year ({y}).", "{t} in each of {y}.", "{t} for each year, {y}."),
    "year": ("{t}.", "[First introduced|Introduced] in {t}.", "{t}"),
    "other": ("{t} ({y}).", "{t}, {y}.", "{y}: {t}."),
}
"""One value for several periods."""
SPENT = "[No money was spent|Nothing was spent]."
NOT_APPLICABLE = ("N/A.", "Not applicable.", "n/a", "Does not arise.", "N/A - see above.")


def heading(page: Page, question: Question) -> str:
    """A short name for a question: its label, or one by its topic and kind."""
    if question.label:
        return question.label
    options = HEADINGS.get((topic(question), question.answer_type))
    return page.phrase([options]) if options else f"Q{question.number}"


def pounds(page: Page, amount: int) -> str:
    """Money as people write it, never so rounded that the amount is lost."""
    rng = page.rng
    options = [f"£{amount:,}"] * 6 + [f"£{amount:,}.00", f"£{amount}", f"{amount:,} pounds"]
    if amount % 1000 == 0 and amount:
        options += [f"£{amount // 1000}k", f"£{amount // 1000}K"]
    if amount >= 1_000_000 and amount % 100_000 == 0:
        millions = f"£{amount / 1_000_000:.1f}"
        options = [f"{millions}m", f"{millions} million", f"{millions}M", f"£{amount:,}"]
    if amount % 500 == 0 and amount and rng.random() < 0.3:
        options = [f"c.£{amount:,}", f"about £{amount:,}", f"approximately £{amount:,}"]
    return rng.choice(options)


def answer(
    page: Page, question: Question, values: Mapping[str, object]
) -> list[tuple[str, list[str]]]:
    """The answer to one question in pieces, each with the labels of the periods it is about."""
    if question.answer_type == "yes_no":
        return _yes_no(page, values)
    return _amounts(page, question, values)


def _yes_no(page: Page, values: Mapping[str, object]) -> list[tuple[str, list[str]]]:
    every = list(values)
    yes = [label for label in every if values[label]]
    no = [label for label in every if not values[label]]
    rng = page.rng
    if every == [""]:
        return [("Yes." if yes else rng.choice(("No.", "No", "No, it does not.")), every)]
    span = years_in_words(rng, every, every)
    if not yes:
        denials = (
            "No.",
            "No",
            "No - {y}.",
            "No, in none of the years {y}.",
            "Not in any year, {y}.",
        )
        return [(page.phrase([*denials, "[No|None] for each of {y}."], y=span), every)]
    if not no:
        words = ("Yes, in each year {y}.", "Yes - {y}.", "Yes ({y}).", "Yes, throughout {y}.")
        return [(page.phrase(words, y=span), every)]
    said, unsaid = years_in_words(rng, yes, every), years_in_words(rng, no, every)
    if rng.random() < 0.4:
        return [(f"{label}: {'Yes' if values[label] else 'No'}", [label]) for label in every]
    if rng.random() < 0.4:
        return [(page.phrase(["Yes, [but only in|in] {y} only.", "Only in {y}."], y=said), every)]
    return [
        (page.phrase(["Yes in {y}.", "{y}: yes.", "Yes ({y})."], y=said), yes),
        (page.phrase(["No in {y}.", "{y}: no.", "No ({y})."], y=unsaid), no),
    ]


def _amounts(
    page: Page, question: Question, values: Mapping[str, object]
) -> list[tuple[str, list[str]]]:
    every, rng = list(values), page.rng
    empty = [label for label in every if values[label] in (None, 0, [])]
    if len(empty) == len(every):
        if any(values[label] is None for label in every):
            return [(page.phrase(NOT_APPLICABLE), every)]
        nil = {
            "money": (
                "£0.",
                "Nil.",
                SPENT if re.search(r"spen[dt]|budget|cost", question.wording) else "Nothing.",
                "£0 in every year.",
            ),
            "count": ("0", "None.", "Zero."),
        }.get(question.answer_type, ("None.", "[No software|There is none] to name.", "None"))
        return [(page.phrase(nil), every)]
    full = [label for label in every if label not in empty]
    told = {label: text(page, question, values[label]) for label in every}
    same = len({str(values[label]) for label in full}) == 1
    if every == [""]:
        return [(f"{told['']}.", every)]
    if not same or (len(full) == 1 and rng.random() < 0.4):
        mark = rng.choice((": ", " - ", " = ", ": "))
        return [(f"{label}{mark}{told[label]}", [label]) for label in every]
    span = years_in_words(rng, full, every)
    options = SAME[question.answer_type if question.answer_type in ("money", "year") else "other"]
    if question.answer_type == "money" and len(full) == 1:
        options = ("{t} in {y}.", "{y}: {t}.")
    pieces = [(page.phrase(options, t=told[full[0]], y=span), full)]
    nothing = [label for label in empty if values[label] is not None]
    if nothing and rng.random() < 0.5:
        rest = years_in_words(rng, nothing, every)
        pieces.append((page.phrase(["[Nothing|Nil] in {y}."], y=rest), nothing))
    return pieces


def text(page: Page, question: Question, value: object) -> str:
    """The words of one value inside a sentence."""
    if question.answer_type == "money":
        return pounds(page, int(str(value))) if value else page.rng.choice(("£0", "nil", "£0"))
    if isinstance(value, list):
        return listed(value) if value else "none"
    return "n/a" if value is None else str(value).rstrip(".")


def cell(question: Question, value: object) -> str:
    """The words of one cell of a table."""
    if question.answer_type == "yes_no":
        return "Yes" if value else "No"
    if question.answer_type == "money":
        return f"£{value:,}" if value else "£0"
    if isinstance(value, list):
        return "; ".join(value) or "None"
    return "N/A" if value is None else str(value).rstrip(".")
