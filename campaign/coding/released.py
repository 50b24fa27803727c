"""Whether a sentence gives the information asked for, or only points to the letter that may."""

from __future__ import annotations

import re

from campaign.coding.kinds import Say
from campaign.coding.phrases import table


def read_released(low: str, say: Say) -> None:
    """Note what a sentence, in lower case, gives, or that it points to a letter or to holding."""
    low = _NAME_OF_LAW.sub("foi", low)
    if (match := table("release.strong").search(low)) and not _REPEATS.search(low):
        said = low[: match.end()]
        clause = said + _CLAUSE.match(low, match.end()).group()  # type: ignore[union-attr]
        doubtful = _is_doubtful(low, said, clause)
        later = table("future.any").search(clause)
        if table("release.letter").search(low) and not _CONTENT.search(_ENCLOSED.sub("", low)):
            say("cover", 1.0, match.start())
        elif later and not doubtful:
            say("acknowledge", 0.5, 0)
        elif not doubtful and not _DENIED.search(said):
            say("release", 1.0, match.start())
    if (match := table("release.cover").search(low)) and not _REFERENCE_FIELD.match(low):
        say("cover", 1.0, match.start())
    if table("release.holds").search(low) and not table("not_held.strong").search(low):
        say("holds", 1.0, 0)


def is_aside(low: str) -> bool:
    """Whether a sentence is about what letters give besides the information asked for."""
    return bool(_ASIDE.search(low)) and not _CONTENT_GIVEN.search(low)


def _is_doubtful(low: str, said: str, clause: str) -> bool:
    """Whether what seems to be given is only supposed, past, the requester's own, or an aside."""
    return (
        " not " in said
        or is_aside(low)
        or bool(_YOUR_DOING.match(low) or _YOU_GAVE.search(said))
        or bool(_BEFORE.search(said) or _MIGHT_GIVE.search(said))
        or bool(table("conditional.any").search(_IN_BRACKETS.sub("", clause)))
    )


_IN_BRACKETS = re.compile(r"\([^()]{0,200}\)")
_MIGHT_GIVE = re.compile(r"\b(?:may|might|could|would|should) (?:then )?be able to\b")
_CLAUSE = re.compile(r"(?:(?! (?:and|but|however|although) |[;])[^\n]){0,400}")
"""The rest of a clause: what is said of what is given, before the sentence turns."""
_ASIDE = re.compile(
    r"^thank(?:s| you) for\b|\breasons?\b|\b(?:additional|further|more|general) (?:information"
    r"|details?"
    r"|guidance)\b|\bcontact (?:details|information)\b"
    r"|\bhow to (?:complain|appeal)\b|\bguidance\b|\badvice\b|\bpublic interest\b|\b(?:factors"
    r"|arguments"
    r"|considerations)\b|\b(?:complaints?|appeals?|review) (?:procedure|process|rights?)\b"
    r"|\b(?:provided|sent|given|supplied|passed) (?:these |this |those )?to (?:them|him|her|it)\b"
    r"|\bto (?:the|an?|our) (?:\w+ )?(?:officer|team|department|unit|colleagues?)\b"
    r"|\b(?:re-?use|licen[cs]e|leaflet|privacy|service standards?|explanation|forms?|reference"
    r"|exemptions?|for (?:your |ease of |the sake of )?(?:convenience|ease|completeness)"
    r"|exceptions?)\b"
)
"""What letters give besides the information: reasons, guidance, ways to complain."""
_CONTENT_GIVEN = re.compile(
    r"\b(?:information|data|documents?|figures) (?:that )?(?:you (?:have )?)?(?:requested|asked"
    r"|sought)"
    r"|\brequested (?:information|data|documents?)"
)
_YOUR_DOING = re.compile(
    r"(?:(?:on|in) (?:\S+ ){1,5})?you (?:have |had |also |then |kindly )*(?:asked|requested"
    r"|provided"
    r"|sent|wrote|enclosed|attached|supplied|said|stated|gave)\b"
)
_YOU_GAVE = re.compile(
    r"\byou (?:have |had |also )*(?:set out|listed|gave|given|provided|described|outlined|attached"
    r"|sent|enclosed|detailed)\b"
    r"|\brequest(?:ing|ed)? the information (?:detailed|set out|listed|shown|given)\b"
)
"""What the requester did: nothing is released by it."""
_BEFORE = re.compile(
    r"\b(?:have|has|had|were|was) (?:also )?(?:previously|already|earlier|repeatedly)\b"
)
_REPEATS = re.compile(
    r"\bsee (?:our|the|my) (?:answer|response|reply) (?:to|at|in) "
    r"(?:q(?:uestion)?s? ?|part |point )?\(?[a-z0-9]{1,2}\b|"
    r"\b(?:you(?:r)?|request)\b.{0,200}:$|\b(?:what you (?:have )?asked(?: for)?|your (?:\w+ )?"
    r"(?:questions?|requests?)) (?:is|are|has been|have been) (?:\w+ )?(?:given|set out|shown"
    r"|repeated|quoted|copied|reproduced|listed)\b"
)
_REFERENCE_FIELD = re.compile(r"(?:[a-z]/r(?:ef)?|(?:our|your|my) ref(?:erence)?)\b")
_NAME_OF_LAW = re.compile(
    r"\b(?:freedom of information|environmental information|requests? for information|"
    r"information (?:request|governance|act|rights|team|commissioner|access|compliance|"
    r"law)s?|data protection(?: (?:principles?|acts?|law|legislation|regulations?))?)\b"
)
_CONTENT = re.compile(
    r"\b(?:information|data|figures?|spreadsheet|table|cop(?:y|ies)|documents?|answers? "
    r"to (?!what|your (?:foi |information )?(?:request|letter|e-?mail))|statistics|workbook"
    r"|minutes|polic(?:y|ies)|contract|report)\b"
)
_ENCLOSED = re.compile(r"\b(?:attached|enclosed) (?:documents?|files?|pdfs?)\b")
"""What is enclosed may be the letter itself, and says nothing of what is in it."""
_DENIED = re.compile(
    r"\b(?:although|though|whilst|unable|cannot|not able|n't|refus\w+|decline\w*|neither|"
    r"unless|if)\b"
)
