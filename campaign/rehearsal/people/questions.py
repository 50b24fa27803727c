"""Reading numbered questions out of a letter, where no questionnaire is known."""

from __future__ import annotations

import re

from campaign.letters.model import AnswerType, Period, Question, Questionnaire, Section

NUMBERED = re.compile(r"^\s*(?:Q(?:uestion)?\s*)?(\d{1,2})[.):]\s+(\S.*\?.*|\S.{8,})$", re.M)
DEFINITION = re.compile(r"^\s*\((\d)\)\s*(?:An?\s+)?[\"“']([^\"”']{4,80})[\"”']", re.M)
SPAN = re.compile(r"\b(20\d\d)\s*(?:to|-|–|until)\s*(20\d\d)\b")
YEAR = re.compile(r"\b20\d\d\b")


def read_letter(letter: str, title: str = "") -> Questionnaire:
    """A questionnaire good enough to answer by: sections, numbered questions, years.

    Where the letter defines several things, each question is taken to be asked of each. A
    letter without numbers makes one question of the kind `text`.
    """
    things = [name for _, name in DEFINITION.findall(letter)] or [title or "your request"]
    asked = [(int(number), text.strip()) for number, text in NUMBERED.findall(letter)][:60]
    asked = asked or [(1, title or "the information requested")]
    periods = tuple(Period(str(year), "calendar_year") for year in _years(letter))
    sections = tuple(
        Section(
            id=f"part{place}",
            title=thing,
            definition="",
            questions=tuple(
                Question(
                    id=f"part{place}.q{number}",
                    number=number,
                    section=f"part{place}",
                    wording=wording,
                    answer_type=_kind(wording),
                    periods=periods,
                )
                for number, wording in asked
            ),
        )
        for place, thing in enumerate(things, start=1)
    )
    return Questionnaire("letter", title, "", sections, periods)


def _years(letter: str) -> list[int]:
    spans = [(int(a), int(b)) for a, b in SPAN.findall(letter)]
    if spans:
        first, last = spans[0]
        return list(range(first, min(last, first + 12) + 1)) if first <= last else []
    return sorted({int(year) for year in YEAR.findall(NUMBERED.sub("", letter))})[:12]


def _kind(wording: str) -> AnswerType:
    low = wording.lower()
    if re.search(r"yes or no|^(did|do|does|was|were|has|have|is|are)\b", low):
        return "yes_no"
    if re.search(r"what year|which year", low):
        return "year"
    if re.search(r"budget|cost|spen[dt]|pounds|£|how much", low):
        return "money"
    if re.search(r"\bnames?\b|which software|which suppliers", low):
        return "names"
    if re.search(r"how many|number of", low):
        return "count"
    return "text"
