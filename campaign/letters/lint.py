"""What is wrong with a letter before it goes: the site's own rules, and what the site lets pass.

The site's rules are those of SITE.md, sections 3 and 5, checked there against captured exchanges;
each problem says whether the site would refuse the letter for it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from campaign.letters.model import Letter

Severity = Literal["error", "warning"]
Where = Literal["title", "letter", "address"]

PLACEHOLDER = "[Authority name]"
BATCH_SALUTATION = f"Dear {PLACEHOLDER},"
SHORTEST_TITLE = 3
LONGEST_TITLE = 200
LONG_LETTER = 8_000
LONG_ADDRESS = 6_000
_FORM_ADDRESS = 160  # room for the site's own address, the authority's name and the tags

_LINK = re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE)
_ONLY_FOI = re.compile(r"\s*(?:foi|freedom of information)\s*requests?\s*", re.IGNORECASE)
_SALUTATION = re.compile(r"\A\s*(?:dear|annwyl)\b[^\n]{0,200}(?:\n|\Z)", re.IGNORECASE)
_CLOSING = re.compile(
    r"^[ \t]*(?:yours?\s+(?:faithfully|sincerely|truly)|(?:kind|best)\s+regards|regards"
    r"|many\s+thanks|yn\s+gywir)[ \t]*[,.]?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_UNSIGNED_ON_SITE = re.compile(r"Yours\s+faithfully,\s*\Z")
_EMAIL = re.compile(r"\b[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\b")
_POSTCODE = re.compile(
    r"\b(?:[A-PR-UWYZ][0-9][0-9A-HJKSTUW]?|[A-PR-UWYZ][A-HK-Y][0-9][0-9ABEHMNPRVWXY]?)"
    r"[ .]{0,2}[0-9][ABD-HJLNP-UW-Z]{2}\b",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"\[(?:write|say|your|insert|add|name of)\b[^\]\n]{0,80}\]|\{\{|\}\}|\{%|%\}|\bTODO\b|\bXXX+\b",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\[[A-Za-z][^\]\n]{2,80}\]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to change: an error stops the letter, a warning wants a look.

    `code` names the rule for programs; `by_site` says that the site itself would refuse.
    """

    severity: Severity
    where: Where
    code: str
    happened: str
    remedy: str
    by_site: bool = False


def lint(letter: Letter, *, batch: bool = False, address: str = "") -> tuple[Problem, ...]:
    """All problems of a letter, errors first.

    `batch` for one text to many authorities, whose salutation the site fills in. `address` is the
    prefilled address where it is known; otherwise its length is estimated.
    """
    found = [
        *_title(letter.title),
        *_body(letter.body),
        *_salutation(letter.body, batch),
        *_unfinished(letter.body),
        *_personal(letter.body),
        *_characters(letter.title, "title"),
        *_characters(letter.body, "letter"),
        *_lengths(letter, address, batch),
    ]
    return tuple(sorted(found, key=lambda problem: problem.severity != "error"))


def lint_follow_up(body: str) -> tuple[Problem, ...]:
    """All problems of a follow-up letter, which the site's preview does not check (section 5)."""
    found = [
        *_body(body, by_site=False),
        *_salutation(body, batch=False),
        *_unfinished(body),
        *_personal(body),
        *_characters(body, "letter"),
    ]
    return tuple(sorted(found, key=lambda problem: problem.severity != "error"))


def refused_by_site(problems: tuple[Problem, ...]) -> bool:
    """Whether the site would refuse the letter for one of these."""
    return any(problem.by_site for problem in problems)


def prefilled_length(letter: Letter) -> int:
    """About how many characters the site's prefilled address for this letter has."""
    fields = {"title": letter.title, "body": letter.body}
    return _FORM_ADDRESS + len(urlencode(fields, errors="replace"))


def _title(title: str) -> list[Problem]:
    text = title.strip()

    def refused(code: str, happened: str, remedy: str) -> Problem:
        return Problem("error", "title", code, happened, remedy, by_site=True)

    if not text:
        return [refused("title_empty", "There is no title.", "Say in a phrase what is asked.")]
    found = []
    if len(title) < SHORTEST_TITLE:
        found.append(refused("title_short", "The title is too short.", "Say what is asked."))
    elif not any(character.isalpha() for character in text):
        found.append(refused("title_wordless", "The title has no words.", "Say what is asked."))
    if len(title) > LONGEST_TITLE:
        found.append(
            refused(
                "title_long",
                f"The title has {len(title)} characters; the site takes {LONGEST_TITLE}.",
                "Shorten it to a phrase, as in the subject of an e-mail.",
            )
        )
    if _ONLY_FOI.fullmatch(title):
        found.append(
            refused(
                "title_foi",
                "The title only says that this is an FOI request.",
                "Say what it is about; the site adds the rest.",
            )
        )
    if not _mixed_case(title, 10):
        found.append(
            refused(
                "title_case",
                "The title is all in small letters, or all in capitals.",
                "Write it as a sentence.",
            )
        )
    return found


def _body(body: str, *, by_site: bool = True) -> list[Problem]:
    found = []
    if not _substance(body):
        found.append(
            Problem(
                "error",
                "letter",
                "letter_empty",
                "The letter says nothing between salutation and signature.",
                "Write what is asked.",
                by_site=by_site,
            )
        )
    closings = list(_CLOSING.finditer(body))
    if closings and not body[closings[-1].end() :].strip():
        found.append(
            Problem(
                "error",
                "letter",
                "letter_unsigned",
                f"The letter ends at {closings[-1].group().strip()!r} without a name.",
                "Put {{ sender.name }} below it.",
                by_site=by_site and bool(_UNSIGNED_ON_SITE.search(body)),
            )
        )
    elif not closings and body.strip():
        found.append(
            Problem(
                "warning",
                "letter",
                "letter_without_closing",
                "The letter has no line such as 'Yours faithfully,' before the name.",
                "End with one, and your name below.",
            )
        )
    if not _mixed_case(body, 20):
        found.append(
            Problem(
                "error",
                "letter",
                "letter_case",
                "The letter is all in small letters, or all in capitals.",
                "Write it as sentences.",
                by_site=by_site,
            )
        )
    return found


def _salutation(body: str, batch: bool) -> list[Problem]:
    first = body.lstrip().split("\n", 1)[0].strip()
    if batch:
        if first == BATCH_SALUTATION:
            return []
        return [
            Problem(
                "error",
                "letter",
                "batch_salutation",
                f"The first line is not {BATCH_SALUTATION!r}, so every authority would get "
                f"{first[:60]!r} as it stands.",
                f"Begin with the line {BATCH_SALUTATION}",
            )
        ]
    if PLACEHOLDER in body:
        return [
            Problem(
                "error",
                "letter",
                "placeholder",
                f"The letter says {PLACEHOLDER}, which the site sends as it stands.",
                "Write {{ recipient.name }} in the template.",
            )
        ]
    if body.strip() and not _SALUTATION.match(body):
        return [
            Problem(
                "warning",
                "letter",
                "no_salutation",
                "The letter does not begin with 'Dear ...'.",
                "Begin with `Dear {{ recipient.name }},`.",
            )
        ]
    return []


def _unfinished(body: str) -> list[Problem]:
    errors = {match.group() for match in _UNFINISHED.finditer(body)}
    others = {match.group() for match in _BRACKETED.finditer(body)} - errors - {PLACEHOLDER}
    found: tuple[tuple[Severity, set[str]], ...] = (("error", errors), ("warning", others))
    return [
        Problem(
            severity,
            "letter",
            "unfinished",
            f"The letter says {words!r}, which looks unfinished.",
            "Replace it by what is meant.",
        )
        for severity, words_found in found
        for words in sorted(words_found)[:5]
    ]


def _personal(body: str) -> list[Problem]:
    found = []
    for code, pattern, what in (
        ("email", _EMAIL, "an e-mail address"),
        ("postcode", _POSTCODE, "what looks like a postcode"),
    ):
        if match := pattern.search(body):
            found.append(
                Problem(
                    "warning",
                    "letter",
                    code,
                    f"The letter holds {what} ({match.group()}), and it will be public.",
                    "Take it out, unless it should be public.",
                )
            )
    return found


def _characters(text: str, where: Where) -> list[Problem]:
    for character in text:
        if character in "\n\t" and where == "letter":
            continue
        if unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn"):
            return [
                Problem(
                    "error",
                    where,
                    "control_character",
                    f"There is a character that cannot be sent (U+{ord(character):04X}).",
                    "Delete it; it often comes from copying out of a PDF.",
                )
            ]
    return []


def _lengths(letter: Letter, address: str, batch: bool) -> list[Problem]:
    found = []
    if len(letter.body) > LONG_LETTER:
        found.append(
            Problem(
                "warning",
                "letter",
                "letter_long",
                f"The letter has {len(letter.body):,} characters.",
                "Ask less: long requests are refused on cost.",
            )
        )
    length = len(address) or prefilled_length(letter)
    if length > LONG_ADDRESS and not batch:
        found.append(
            Problem(
                "warning",
                "address",
                "address_long",
                f"The prefilled address has about {length:,} characters; from "
                f"{LONG_ADDRESS:,} on, some browsers and servers cut or refuse it.",
                "Shorten the letter, or paste it into the form by hand.",
            )
        )
    return found


def _substance(body: str) -> str:
    """What stands between salutation and closing."""
    rest = _SALUTATION.sub("", body, count=1)
    closing = _CLOSING.search(rest)
    return (rest[: closing.start()] if closing else rest).strip()


def _mixed_case(text: str, few: int) -> bool:
    """The site's measure: 0.5 to 75 in 100 letters are capitals, links apart, or few letters."""
    letters = [each for each in _LINK.sub("", text) if each.isupper() or each.islower()]
    if len(letters) < few:
        return True
    capitals = sum(each.isupper() for each in letters)
    return 0.005 <= capitals / len(letters) <= 0.75
