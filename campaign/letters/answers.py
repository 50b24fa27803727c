"""The questionnaire as form and table: a person's typed answers, and column headings."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from campaign.errors import BadInput
from campaign.letters.model import AnswerType, Question, Questionnaire

Value = bool | int | float | str | list[str]

_YES = {"yes", "y", "true", "ie", "oes", "ydy"}
_NO = {"no", "n", "false", "na", "nac oes", "nac ydy"}
_NIL = {"nil", "none", "zero", "0", "nothing"}
_MONEY = re.compile(
    r"£?\s*(?P<amount>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    r"(?P<unit>k|thousand|m|mn|million|bn|billion|p|pence)?\s*(?:pounds|gbp)?",
    re.IGNORECASE,
)
_FACTOR = {
    **dict.fromkeys(("k", "thousand"), Decimal(1000)),
    **dict.fromkeys(("m", "mn", "million"), Decimal(1_000_000)),
    **dict.fromkeys(("bn", "billion"), Decimal(1_000_000_000)),
    **dict.fromkeys(("p", "pence"), Decimal("0.01")),
}
_FEWER = re.compile(r"(?:<|fewer than|less than|under)\s*(\d{1,9})", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,12}")
_DATES = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%d.%m.%Y")


def column_headings(questionnaire: Questionnaire) -> tuple[str, ...]:
    """A short, unique heading for every cell, in the order of `Questionnaire.cells()`.

    `5. Spent on trials 2024`: number as in the letter, label, period.
    """
    return tuple(
        f"{question.number}. {question.label or question.id} {period}".rstrip()
        for question, period in questionnaire.cells()
    )


def parse_answer(question: Question, text: str) -> Value:
    """The value of an answer that a person typed, as `campaign.coding.model.Answer.value` has it.

    Money in pounds (`£1.2m`, `12,500`, `850p`: int, or float with pence), counts as int or `<5`,
    dates in ISO 8601, names as a list without repeats. BadInput says what could be typed instead.
    """
    typed = (
        " ".join(text.split()) if question.answer_type not in ("text", "names") else text.strip()
    )
    if not typed:
        raise BadInput(f"Question {question.number}: there is no answer.", "Type one.")
    if len(typed) > 10_000:
        raise BadInput(f"Question {question.number}: the answer is too long.", "Shorten it.")
    try:
        return _PARSERS[question.answer_type](typed)
    except ValueError as error:
        raise BadInput(
            f"Question {question.number}: {typed[:60]!r} is not {_WANTED[question.answer_type]}.",
            f"Type {_EXAMPLE[question.answer_type]}.",
        ) from error


def _yes_no(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise ValueError(text)


def _year(text: str) -> int:
    if not re.fullmatch(r"(?:19|20)\d\d", text):
        raise ValueError(text)
    return int(text)


def _money(text: str) -> int | float:
    if text.lower() in _NIL:
        return 0
    match = _MONEY.fullmatch(text)
    if not match:
        raise ValueError(text)
    amount = Decimal(match["amount"].replace(",", ""))
    amount *= _FACTOR.get((match["unit"] or "").lower(), Decimal(1))
    if amount >= Decimal(10) ** 12:
        raise ValueError(text)
    return int(amount) if amount == int(amount) else float(round(amount, 2))


def _whole(text: str) -> int | str:
    if text.lower() in _NIL:
        return 0
    if fewer := _FEWER.fullmatch(text):
        return f"<{int(fewer[1])}"
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return int(text.replace(",", ""))


def _names(text: str) -> list[str]:
    if text.lower().rstrip(".") in _NIL:
        return []
    parts = re.split(r"[;\n]" if re.search(r"[;\n]", text) else ",", text)
    names = [" ".join(part.split()) for part in parts]
    found = list(dict.fromkeys(name for name in names if any(map(str.isalnum, name))))
    if not found:
        raise ValueError(text)
    return found


def _date(text: str) -> str:
    for form in _DATES:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
        if date(1900, 1, 1) <= day <= date(2100, 12, 31):
            return day.isoformat()
    raise ValueError(text)


def _text(text: str) -> str:
    return text


_PARSERS: dict[AnswerType, Callable[[str], Value]] = {
    "yes_no": _yes_no,
    "year": _year,
    "money": _money,
    "count": _whole,
    "names": _names,
    "text": _text,
    "date": _date,
}
_WANTED: dict[AnswerType, str] = {
    "yes_no": "yes or no",
    "year": "a year",
    "money": "an amount of money",
    "count": "a count",
    "names": "a list of names",
    "text": "text",
    "date": "a date",
}
_EXAMPLE: dict[AnswerType, str] = {
    "yes_no": "yes or no",
    "year": "a year such as 2023",
    "money": "pounds such as 12,500 or £1.2m, or nil",
    "count": "a number such as 1,204, or <5, or nil",
    "names": "the names with commas or semicolons between, or none",
    "text": "some words",
    "date": "a date such as 2026-07-06 or 6 July 2026",
}
