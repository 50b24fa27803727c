"""Provisions of the information laws: reading a citation, its normal form, what it stands for.

A citation in normal form is a string: `FOIA s.31(1)(a)`, `FOISA s.17`, `EIR reg.12(4)(b)`,
`EISR reg.10(4)(a)`, `Fees reg.4(3)`. `parse_citation` makes a `Citation` of the many ways in which
replies write one; `look_up` finds its row in the register.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from campaign.law import register

Regime = Literal["foia", "foisa", "eir", "eisr", "fees"]
Kind = Literal[
    "procedural",  # duties, notices, rights of complaint
    "clarification",
    "extension",
    "transfer",
    "fees",
    "cost",
    "vexatious",
    "not_held",
    "accessible",  # public already, or otherwise obtainable
    "ncnd",
    "absolute",
    "qualified",  # subject to the public interest test
    "personal",  # absolute or qualified, by case
    "environmental",  # to be handled under the other regime
]

_PREFIX: dict[str, str] = {
    "foia": "FOIA s.",
    "foisa": "FOISA s.",
    "eir": "EIR reg.",
    "eisr": "EISR reg.",
    "fees": "Fees reg.",
}
_ROWS = {
    "foia": register.FOIA,
    "foisa": register.FOISA,
    "eir": register.EIR,
    "eisr": register.EISR,
    "fees": register.FEES,
}
_SISTER: dict[tuple[str, str], Regime] = {
    ("foia", "regulation"): "eir",
    ("foisa", "regulation"): "eisr",
    ("eir", "section"): "foia",
    ("eisr", "section"): "foisa",
    ("fees", "section"): "foia",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered provision, `number` as `22A`, `paragraphs` as `("1", "a")`.

    `str()` gives its normal form.
    """

    regime: Regime
    number: str
    paragraphs: tuple[str, ...] = ()

    def __str__(self) -> str:
        return _PREFIX[self.regime] + self.number + "".join(f"({p})" for p in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Provision:
    """A row of the register: what a provision is about, in our own words.

    `ncnd` is the number of the provision (`31(3)`) under which the authority may neither confirm
    nor deny in such a case; empty where it may not.
    """

    regime: Regime
    number: str
    kind: Kind
    title: str
    ncnd: str = ""

    @property
    def procedural(self) -> bool:
        """Whether naming it is usually only a duty or a notice: nothing is withheld under it."""
        return self.kind in ("procedural", "clarification", "transfer")


_LAW_NAMES: tuple[tuple[Regime, str], ...] = (
    ("fees", r"fees\b|appropriate\s+limit"),
    ("eisr", r"\bEI\(?S\)?Rs?\b|environmental\s+information\s*\(\s*scotland"),
    ("eir", r"\bEIRs?\b|environmental\s+information\s+reg"),
    ("foisa", r"\bFOI\(?S\)?A\b|freedom\s+of\s+information\s*\(\s*scotland"),
    ("foia", r"\bFOIA?\b|freedom\s+of\s+information"),
)
_PARAGRAPH = r"\s*\(\s*(?:\d{1,2}[A-Z]{0,2}|[a-z]{1,2}|[ivx]{1,4})\s*\)"
_NUMBERED = re.compile(
    r"(?:\b(?P<word>sections?|sects?|secs?|ss?|regulations?|regs?|articles?)\b\.?\s*"
    r"|\b(?P<joined>sections?|secs?|ss?|regulation|regs?)(?=\d)|(?<![\w.£$]))"
    rf"(?P<number>\d{{1,3}}(?:[A-Z](?![a-z]))?)(?P<paragraphs>(?:{_PARAGRAPH})*)(?![\d.]\d|\w)",
    re.IGNORECASE,
)
_MORE = re.compile(rf"[\s,;&/]*(?:and|or)?(?P<paragraphs>(?:{_PARAGRAPH})+)", re.IGNORECASE)
_LISTED = re.compile(r"[\s,;&/]*(?:and|or)?[\s,;&/]*", re.IGNORECASE)


def parse_citation(text: str, regime: Regime) -> Citation | None:
    """The first provision cited in a short text, read under `regime` unless the text names a law.

    Understands `Section 14 (1)`, `s40(2)(3A)(a)` (the condition after the second number is left
    out: FOIA s.40(2)), `FoIA 21`, `Regulation 12 (4) (d)`, `31(a)`, a bare `21`, and normal forms.
    `Regulation` under a FOI Act means the EIR of the same country, `section` under EIR the Act.
    None where no number stands; whether such a provision exists is for `is_known`.
    """
    found = parse_citations(text, regime)
    return found[0] if found else None


def parse_citations(text: str, regime: Regime) -> tuple[Citation, ...]:
    """Every provision cited in a short text (a clause, not a letter), in order, without repeats.

    `31(1)(a)&(b)` gives both paragraphs; `Sections 30 and 31` both sections. A bare number counts
    where it continues a list, or where no number in the text has a word such as `section`.
    """
    text = text[:2000]
    named = _named_law(text) or regime
    matches = list(_NUMBERED.finditer(text))
    worded = any(match["word"] or match["joined"] for match in matches)
    found: list[Citation] = []
    current, end = named, -1
    for match in matches:
        word = match["word"] or match["joined"]
        listed = end >= 0 and _LISTED.fullmatch(text, end, match.start())
        if not word and worded and not listed:
            continue
        current = _regime_for(named, word) if word else current
        number = match["number"].upper()
        first, *others = _groups(match["paragraphs"])
        citation = _completed(Citation(current, number, _nested(first)))
        found.append(citation)
        end = match.end()
        while others or (more := _MORE.match(text, end)):
            if not others and more:
                others, end = _groups(more["paragraphs"]), more.end()
            citation = _continued(citation, _nested(others.pop(0)))
            found.append(citation)
    return tuple(dict.fromkeys(found))


def normal_form(text: str, regime: Regime = "foia") -> str:
    """`FOIA s.31(1)(a)` for any way of writing it; empty where no provision is cited."""
    citation = parse_citation(text, regime)
    return str(citation) if citation else ""


def look_up(citation: Citation | str) -> Provision | None:
    """The most specific row of the register for a citation (or normal form), None if unknown."""
    parsed = _as_citation(citation)
    if parsed is None:
        return None
    rows = _register(parsed.regime)
    for length in range(len(parsed.paragraphs), -1, -1):
        key = parsed.number + "".join(f"({p})" for p in parsed.paragraphs[:length])
        if key in rows:
            return rows[key][0]
    return None


def is_known(citation: Citation | str) -> bool:
    """Whether the provision exists: its number, and its paragraphs where they are listed."""
    parsed = _as_citation(citation)
    if parsed is None or parsed.number not in _register(parsed.regime):
        return False
    parts = _parts(_register(parsed.regime)[parsed.number][1])
    if not parts or not parsed.paragraphs:
        return True
    first, *rest = parsed.paragraphs
    if first not in parts:
        return False
    return not rest or "*" in parts[first] or rest[0] in parts[first] or first.isalpha()


def describe(citation: Citation | str) -> str:
    """What it is about: `law enforcement: prevention or detection of crime`; empty if unknown."""
    parsed = _as_citation(citation)
    found = look_up(parsed) if parsed else None
    if parsed is None or found is None:
        return ""
    section = look_up(Citation(parsed.regime, parsed.number))
    if section is None or section.number == found.number:
        return found.title
    return f"{section.title}: {found.title}"


def is_ncnd(citation: Citation | str) -> bool:
    """Whether the provision itself lifts the duty to confirm or deny: FOIA s.31(3), FOISA s.18."""
    parsed = _as_citation(citation)
    if parsed is None:
        return False
    section = look_up(Citation(parsed.regime, parsed.number))
    if section is None or not section.ncnd or section.kind == "cost":
        return False
    cited = str(parsed).removeprefix(_PREFIX[parsed.regime])
    if cited == section.ncnd or cited.startswith(section.ncnd + "("):
        return True
    return parsed.number in ("13", "40") and cited.startswith(
        (f"{section.ncnd[:-1]}A)", section.ncnd[:-1] + "B)")
    )


def provisions(regime: Regime) -> tuple[Provision, ...]:
    """All rows of one law, in the order of the statute."""
    return tuple(row for row, _ in _register(regime).values())


@lru_cache(maxsize=8)
def _register(regime: Regime) -> dict[str, tuple[Provision, str]]:
    return {
        number: (Provision(regime, number, cast(Kind, kind), title, ncnd), parts)
        for number, kind, title, parts, ncnd in _ROWS[regime]
    }


@lru_cache(maxsize=256)
def _parts(spec: str) -> dict[str, frozenset[str]]:
    parts: dict[str, frozenset[str]] = {}
    for token in spec.split():
        head, _, children = token.partition(":")
        for name in _range(head):
            parts[name] = frozenset(_range(children)) if children else frozenset()
    return parts


def _range(spec: str) -> list[str]:
    first, dash, last = spec.partition("-")
    if not dash:
        return [spec]
    if first.isdigit():
        return [str(n) for n in range(int(first), int(last) + 1)]
    return [chr(code) for code in range(ord(first), ord(last) + 1)]


def _as_citation(citation: Citation | str) -> Citation | None:
    return citation if isinstance(citation, Citation) else parse_citation(citation, "foia")


def _named_law(text: str) -> Regime | None:
    for regime, pattern in _LAW_NAMES:
        if re.search(pattern, text, re.IGNORECASE):
            return regime
    return None


def _regime_for(regime: Regime, word: str) -> Regime:
    kind = "regulation" if word[0] in "rR" else "section"
    return _SISTER.get((regime, kind), regime)


def _groups(text: str) -> list[str]:
    """`(1)(a)(c)` as `(1)(a)` and `(c)`: letters stand side by side, a numeral below a letter."""
    groups, last = [""], ""
    for match in re.finditer(r"\s*\(\s*(\w+)\s*\)", text):
        name = match[1].lower()
        both = name.isalpha() and last.isalpha()
        beside = name not in _NUMERALS or (len(last) == 1 and ord(name[0]) - ord(last) == 1)
        if both and ((last, name) in _ROMAN or beside):
            groups.append("")
        groups[-1] += match[0]
        last = name
    return groups


_NUMERALS = frozenset(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"])
_ROMAN = frozenset([("i", "ii"), ("ii", "iii"), ("iii", "iv"), ("iv", "v"), ("v", "vi")])


def _nested(text: str) -> tuple[str, ...]:
    """The paragraphs of `(2)(3A)(a)` as far as they nest: `("2",)`."""
    found: list[str] = []
    for name in re.findall(r"\(\s*(\w+)\s*\)", text):
        if name[0].isdigit():
            if found:
                break
            found.append(name.upper())
        else:
            found.append(name.lower())
    return tuple(found)


def _completed(citation: Citation) -> Citation:
    """`31(a)` can only be meant as 31(1)(a): subsection 1 put in where the statute needs one."""
    row = _register(citation.regime).get(citation.number)
    parts = _parts(row[1]) if row else {}
    first = citation.paragraphs[:1]
    if first and first[0].isalpha() and first[0] not in parts and "1" in parts:
        return Citation(citation.regime, citation.number, ("1", *citation.paragraphs))
    return citation


def _continued(before: Citation, tail: tuple[str, ...]) -> Citation:
    """`(b)` after `31(1)(a)` is 31(1)(b); `(ii)` after `36(2)(b)(i)` is 36(2)(b)(ii)."""
    kept: tuple[str, ...] = ()
    if not tail[0][0].isdigit():
        numbers = tuple(p for p in before.paragraphs[:1] if p[0].isdigit())
        letters = before.paragraphs[len(numbers) :]
        roman = len(letters) > 1 and not tail[0].strip("ivx")
        kept = numbers + (letters[:1] if roman else ())
    return Citation(before.regime, before.number, kept + tail)
