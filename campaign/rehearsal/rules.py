"""The site's own rules for requests: what is refused, what is the same, how often one may ask.

All pure. Messages are the site's (SITE.md section 3), since clients show and test them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

PLACEHOLDER = "Dear [Authority name],"
SIGN_OFF = "Yours faithfully,"
WELSH_SIGN_OFF = "Yr eiddoch yn ffyddlon,"
PER_DAY = 6
DAY = timedelta(hours=24)
RATES = (
    (1, timedelta(minutes=1)),
    (2, timedelta(minutes=8)),
    (3, timedelta(minutes=15)),
    (5, timedelta(hours=1)),
    (PER_DAY, DAY),
)
"""So many requests in so long are the most; the next one is refused."""

NO_TITLE = "Please enter a summary of your request"
SHORT_TITLE = (
    "Summary is too short. Please be a little more descriptive about the information you "
    "are asking for."
)
LONG_TITLE = (
    "Please keep the summary short, like in the subject of an email. You can use a phrase, "
    "rather than a full sentence."
)
CASE_TITLE = (
    "Please write the summary using a mixture of capital and lower case letters. This makes it "
    "easier for others to read."
)
FOI_TITLE = (
    "Please describe more what the request is about in the subject. There is no need to say it "
    "is an FOI request, we add that on anyway."
)
NO_LETTER = "Please enter your letter requesting information"
CASE_LETTER = (
    "Please write your message using a mixture of capital and lower case letters. This makes it "
    "easier for others to read."
)
UNSIGNED = 'Please sign at the bottom with your name, or alter the "Yours faithfully," signature'


def default_letter(name: str, user: str = "", locale: str = "en") -> str:
    """The letter that an empty form starts with, signed by whoever is signed in."""
    if locale == "cy":
        return f"Annwyl {name},\n\n\n\n{WELSH_SIGN_OFF}\n\n{user}"
    return f"Dear {name},\n\n\n\n{SIGN_OFF}\n\n{user}"


def title_errors(title: str) -> list[str]:
    """Why the site refuses a title; empty when it does not."""
    said = title.strip()
    if not said:
        return [NO_TITLE]
    errors = []
    if len(said) < 3:
        errors.append(SHORT_TITLE)
    if len(said) > 255:
        errors.append(LONG_TITLE)
    if re.fullmatch(r"(an? )?(foi|freedom of information)( requests?)?\.?", said, re.IGNORECASE):
        errors.append(FOI_TITLE)
    if not mixed_case(said):
        errors.append(CASE_TITLE)
    return errors


def letter_errors(letter: str) -> list[str]:
    """Why the site refuses a letter; empty when it does not."""
    said = letter.strip()
    middle = re.sub(r"\ADear [^\n]*,", "", said).rpartition(SIGN_OFF)
    middle_text = (middle[0] if middle[1] else middle[2]).strip()
    if not middle_text:
        return [NO_LETTER]
    if said.endswith(SIGN_OFF):
        return [UNSIGNED]
    return [] if mixed_case(said) else [CASE_LETTER]


def mixed_case(text: str) -> bool:
    """Whether capitals are between 0.5 and 75 per cent of the letters, addresses left out."""
    text = re.sub(r"https?://\S+", "", text)
    letters = sum(c.isalpha() for c in text)
    return not letters or 0.005 <= sum(c.isupper() for c in text) / letters <= 0.75


def same_title(one: str, other: str) -> bool:
    """Equal after trimming and collapsing white space; case matters."""
    return one.split() == other.split()


def same_letter(one: str, other: str) -> bool:
    """Equal with all white space taken out; case matters."""
    return "".join(one.split()) == "".join(other.split())


def url_part(text: str, longest: int | None = None) -> str:
    """A title or name as the site's addresses have it: lower case, underscores."""
    plain = re.sub(r"[^a-z0-9_]", "", re.sub(r"[\s\-_/]+", "_", text.lower()))
    plain = re.sub(r"_+", "_", plain).strip("_")
    return (plain[:longest] if longest else plain) or "request"


def free_url_part(wanted: str, taken: Iterable[str]) -> str:
    """`wanted`, or with `_2`, `_3` ... where it is taken."""
    others = set(taken)
    if wanted not in others:
        return wanted
    return next(f"{wanted}_{n}" for n in range(2, len(others) + 3) if f"{wanted}_{n}" not in others)


def rate_limited(sent: Iterable[datetime], now: datetime, previewing: bool = False) -> bool:
    """Whether somebody who sent at these moments has to wait before the next request.

    A preview meets only the daily limit: on the real site previews within the minute after a
    sending were answered as usual.
    """
    ages = [now - at for at in sent]
    rates = [(PER_DAY, DAY)] if previewing else RATES
    return any(sum(age < within for age in ages) >= most for most, within in rates)


def fill_salutation(letter: str, name: str) -> str:
    """The batch letter for one authority: only the exact placeholder is filled in."""
    return letter.replace(PLACEHOLDER, f"Dear {name},", 1)


def letter_warnings(letter: str) -> tuple[bool, bool]:
    """Whether a letter has (an email address, a postcode): a warning, not a refusal."""
    return bool(EMAIL.search(letter)), bool(POSTCODE.search(letter))


EMAIL = re.compile(r"\b[\w.+%-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+[A-Za-z]{2,}\b")
POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]?\s+[0-9][A-Z]{2}\b")
