"""Finding citations of the information laws in a letter, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from campaign.coding.model import Law
from campaign.law.provisions import Citation, Regime, is_known, parse_citations

_SUB = (
    r"(?:\s{0,2}\(\s?(?:\d{1,2}[A-Za-z]{0,2}|[a-zA-Z]{1,2}|[ivx]{1,4})\s?(?:\)|(?=\(\w{1,3}\)))"
    r"|(?<=\d\))[a-g]\)?(?!\w))"
)
"""`(2)`, also with brackets forgotten: `12(5(b)`, `12(5)b)`, `1(1)a`."""
_NUMBER = rf"\d{{1,2}}[A-Z]?(?![\d£%])(?:\s[1-6](?=\([a-z]\)))?{_SUB}{{0,6}}"
_WORD = r"(?:sections?|sect?s?|ss?|exemptions?|regulations?|regs?|articles?)"
_LINK = r"(?:\s{0,3}(?:,|;|&|/|–|and|or|to|\+)\s{0,3}){1,2}"
_MORE = rf"(?:{_LINK}(?:{_WORD}\.?\s{{0,2}})?(?:{_NUMBER}|{_SUB}{{1,5}})|{_SUB}){{0,12}}"
_CITED = re.compile(
    rf"\b(?P<word>{_WORD})\.?\s{{0,3}}(?P<list>{_NUMBER}{_MORE})"
    rf"|(?:\b(?P<law>FOIA?|FoIA?|Act|EIRs?|FOISA|under|Exemption)\b[ ,:–-]{{1,3}}"
    rf"(?P<bare>{_NUMBER}(?:{_LINK}{_NUMBER}){{0,6}})(?=[ ,.;:)]|$))"
    rf"|(?<![\w.£/(-])(?P<letter>\d{{2}}[A-Z]?{_SUB}{{1,5}}(?:{_LINK}{_SUB}{{1,3}}){{0,4}})"
    r"(?!\s?%)",
    re.IGNORECASE,
)
_UNBRACKETED = re.compile(
    r"(?P<number>1[23]|3\d|4[0-3])(?:\s?\(\s?|[ .])(?P<first>[1-6])(?:\s?\)|[ .]|(?=[ "
    r"(]?[a-g]\b))\s?"
    r"(?P<second>[b-g](?![\w)])|a(?=[,.;]| (?:of|eirs?|foia?)\b))",
    re.IGNORECASE,
)
"""`12 4 e`, `12.4.e`, `40(2)a`."""
_EXCEPTION = re.compile(
    r"(?P<number>12)\s?\((?:4\)\s?\([c-g]|5\)\s?\([a-g])\)"
    r"|(?P<scottish>10)\s?\([45]\)\s?\([a-g]\)",
    re.IGNORECASE,
)
"""Exceptions of the environmental regulations: no section has paragraphs so deep under 12 or 10."""
_OTHER_LAW = re.compile(
    r"(?:\s?\([^)]{0,60}\))?(?:[\s,]|and|or|to|&|-|–|sub-?sections?|paragraphs?|schedules?|part|"
    r"\(?\w{1,3}\)|\d{1,3}){0,12}?\b(?:of|in|to|from)\s(?:the\s|our\s|this\s|that\s|your\s|its\s|a\s|"
    r"an\s)?+(?!(?:act|2000|2002|said|above|same|freedom|foi|fois|environmental information|eir|"
    r"legislation|regulations)\b)[^.;,()]{0,80}?\b(?:Act|Acts|Regulations|Order|Code|"
    r"Rules|Policy|policies|Procedure|report|form|guidance|GDPR|agreement|contract|lease|"
    r"plan|document|constitution|strategy|handbook|manual|scheme|Convention|Measure|"
    r"Directive|Schedule|standard|tender|specification)\b"
)
"""Another law or paper, named right behind the number: nothing may stand between but a list."""
_ACRONYM = re.compile(
    r",?\s(?:of\s)?(?:the\s)?(?:PACE|DPA|GDPR|UK GDPR|MHA|LGA|TCPA|POCA|RIPA|(?!Act\b|"
    r"The\b|This\b|That\b|FOI|Free|Env|Under)[A-Z][\w ]{2,40}\sAct\b(?!\s2000|\s\(Scot)"
    r")"
    r"|,?\sof\s(?:the\s)?(?!FOI|EIR|EIS)[A-Z]{3,6}(?!\w)"
)
_OWN_LAW = re.compile(
    r"freedom of information|environmental information|\bFOI|\bEIR|information act|\bFoI|"
    r"the act\b",
    re.IGNORECASE,
)
_OTHER_BEFORE = re.compile(
    r"\b(?:Data Protection Act(?: \d{4})?|DPA(?: \d{4})?|GDPR|Mental Health Act(?: \d{4})"
    r"?|Highways Act(?: \d{4})?|PACE|MHA|Local Government(?: Finance)? Act(?: \d{4})"
    r"?|Housing Act(?: \d{4})?|Children Act(?: \d{4})?|Planning Act(?: \d{4})?|Care "
    r"Act(?: \d{4})?|Policy|Code of Practice|Equality Act(?: \d{4})?|paragraph|schedule|"
    r"chapter|page|appendix|table|part \d+)[ ,:(–-]{0,3}(?:under |in )?$",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"S\d{1,2}\s\d[A-Z]{2}\b")
_DECIMAL = re.compile(r"\.\d")
_MONTH = re.compile(
    r"\s{0,2}(?:st|nd|rd|th|days?|working|hours?|weeks?|months?|years?|minutes|jan|feb|"
    r"mar|apr|may|jun|jul|aug|sep|oct|nov|dec|%|per cent|pages?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cited:
    """A provision cited, with the offsets of the words that cite it."""

    citation: Citation
    start: int
    end: int
    loose: bool = False

    @property
    def normal(self) -> str:
        """`FOIA s.31(1)(a)`."""
        return str(self.citation)


def find_citations(
    text: str, law: Law, start: int = 0, end: int | None = None, *, scottish: bool | None = None
) -> Iterator[Cited]:
    """Every provision of the information laws cited in a stretch of a text, in order.

    Read under `law` unless the words around name another information law; provisions of other
    statutes, of codes and of policies, postcodes and numbered headings are left out, and so is
    what the register of provisions does not know. `scottish` where regulations are those of
    Scotland; None where only `law` tells.
    """
    end = len(text) if end is None else end
    scottish = law == "foisa" if scottish is None else scottish
    for match in _CITED.finditer(text, start, end):
        words = match["list"] or match["bare"] or match["letter"]
        if not _is_ours(text, match, end):
            continue
        near = _flat(text[match.end() : min(end, match.end() + 100)])
        ahead = _flat(text[max(start, match.start() - 70) : match.start()])
        regime = _regime(match, ahead, near, law, scottish)
        if loose := _UNBRACKETED.match(text, match.start("list"), end) if match["list"] else None:
            words = f"{loose['number']}({loose['first']})({loose['second']})"
        word = "regulation" if (match["word"] or "").lower().startswith("r") else "section"
        if regime in ("eir", "eisr"):
            word = "regulation" if match["word"] is None or word == "regulation" else "section"
        read = parse_citations(f"{word} {_spaced(words)}", regime)
        for citation in read:
            if is_known(citation):
                yield Cited(citation, match.start(), match.end(), match["word"] is None)
            elif citation.paragraphs and is_known(Citation(citation.regime, citation.number)):
                bare = Citation(citation.regime, citation.number)
                yield Cited(bare, match.start(), match.end(), True)


def _flat(text: str) -> str:
    """With single spaces, as the words that tell of another law are looked for."""
    return re.sub(r"\s+", " ", text)


def _spaced(words: str) -> str:
    """A list of numbers without the words that repeat `section` in it, its brackets mended."""
    words = re.sub(r"\((\w{1,3})(?=\()", r"(\1)", words)
    words = re.sub(r"(?<=\d\))([a-g])\)?(?!\w)", r"(\1)", words)
    words = re.sub(r"(\d\d) ([1-6])(?=\()", r"\1(\2)", words).replace("–", ",")
    return re.sub(rf"\b{_WORD}\b\.?", " ", words, flags=re.IGNORECASE)


def _is_ours(text: str, match: re.Match[str], end: int) -> bool:
    """Whether these words cite an information law, and not something that looks like one."""
    after = _flat(text[match.end() : min(end, match.end() + 150)])
    before = _flat(text[max(0, match.start() - 60) : match.start()])
    if (
        _DECIMAL.match(after)
        or _POSTCODE.match(text, match.start())
        or _OTHER_BEFORE.search(before)
    ):
        return False
    word = (match["word"] or "").lower()
    if word in ("s", "ss") and before and (before[-1] in "'’£&" or before[-1].isdigit()):
        return False
    if word.startswith("art") or (
        word.startswith("exemption") and match["word"].islower() is False and not match["list"]
    ):
        return False
    if match["bare"]:
        paragraphs = "(" in match["bare"] and _plausible(match["bare"])
        if (
            match["law"].lower() == "under"
            and not paragraphs
            and not re.match(
                r"[^.;]{0,12}\b(?:of )?the (?:freedom|foi|act|eir|environmental)", after, re.I
            )
            and not (_WITHHELD.search(before) and _plausible(match["bare"]))
        ):
            return False
        if _MONTH.match(after) or (match["law"].lower() == "act" and not _plausible(match["bare"])):
            return False
    if match["letter"] and not _plausible(match["letter"]):
        return False
    if word and _MEANT.match(match["list"] + after):
        return True
    if _THAT_ACT.match(after) and _OTHER_ACT.search(
        _flat(text[max(0, match.start() - 120) : match.start()])
    ):
        return False
    other = _OTHER_LAW.match(after)
    return not (other and not _OWN_LAW.search(other.group())) and not _ACRONYM.match(after)


_THAT_ACT = re.compile(r" ?of (?:that|the same) act\b", re.IGNORECASE)
_OTHER_ACT = re.compile(r"(?<!Information) Act (?:19|20)\d\d")
_WITHHELD = re.compile(r"\b(?:withheld|exempt(?:ed)?|refused|redacted) $", re.IGNORECASE)
_MEANT = re.compile(
    r"40 ?\([25]\)[^.;]{0,12}\bof the (?:uk )?(?:data protection act|gdpr|general data)",
    re.IGNORECASE,
)
"""Section 40(2) "of the Data Protection Act" is FOIA's, which the writer had in mind."""


def _plausible(words: str) -> bool:
    """Whether a number without the word `section` is that of an exemption."""
    number = int(re.match(r"\d+", words)[0])  # type: ignore[index]
    return 12 <= number <= 44


def _regime(match: re.Match[str], before: str, after: str, law: Law, scottish: bool) -> Regime:
    """The law that its own shape or the words around a citation name, else the reply's own."""
    shape = _EXCEPTION.match(match["list"] or match["bare"] or match["letter"])
    if shape:
        return "eir" if shape["number"] == "12" else "eisr"
    word = (match["word"] or match["law"] or "").lower()
    if word.startswith("r") or word.startswith("eir"):
        return "eisr" if scottish or "scot" in after.lower()[:70] else "eir"
    named = re.match(r"[^.;]{0,60}", after)
    near = (named.group() if named else "").lower()
    tail = before.lower()[-40:]
    if "scotland" in near or "foisa" in near or "foisa" in tail or word == "foisa":
        return "foisa"
    if re.search(r"\beirs?\b|environmental information", near[:45]) and match["word"] is None:
        return "eisr" if scottish else "eir"
    if law == "eir" and match["word"] is None:
        return "eir"
    if law == "eir":
        return "foia"
    return law
