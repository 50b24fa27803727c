"""How a letter means a provision that it cites: applied, undone, only weighed, only supposed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Stance = Literal[
    "applied",  # something is withheld, refused or denied under it, by these very words
    "confirmed",  # a review finds that it was rightly applied
    "undone",  # withdrawn, rejected, or never applied
    "weighed",  # still being considered
    "supposed",  # what would be so if, or what the requester says of it
    "reported",  # what an earlier letter relied on
    "named",  # nothing of the kind is said
]
_WITHHOLDS = (
    r"(?:exempt(?:ed|ion|ions)?|except(?:ed|ion|ions)|withh\w+|refus\w+|redact\w+|declin\w+"
    r"|reli(?:ed|es|ance|ant)|rely(?:ing)?|appl(?:y|ied|ying|ies)|engag\w+|invok\w+"
    r"|cit(?:e|ed|es|ing)|claim(?:ed|s|ing)?|exclud\w+|removed|omitted)"
)
_APPLIED_BEFORE = re.compile(
    rf"\b{_WITHHOLDS}\b[^;]{{0,90}}(?:\b(?:under|by|in|on|upon|pursuant to|at|of|within|with|as"
    r"|per|being|is|are|to|virtue of|the|that|terms of|and|or|exemptions?|exceptions?|applied"
    r"|relied|apply(?:ing)?|using|engages?|engaged|cite[ds]?|citing|invoke[ds]?)|[,(:&–-])\s?$"
)
_APPLIED_AFTER = re.compile(
    r"[^.;]{0,70}?\b(?:(?:therefore |also |is |are |has been |have been |being |which )(?:is |are "
    r"|been |being )?(?:appl(?:ies|ied)|engaged|relied|invoked|used|claimed)|appl(?:y|ies)\b"
    r"|(?:is|are) exempt)"
)
_UNDONE_BEFORE = re.compile(
    r"\b(?:withdr[ae]w\w*|no longer (?:rel(?:y\w*|iant)|appl\w+|claim\w*|seek\w*|cit\w+)"
    r"|(?:do|does|did) not (?:\w+ )?(?:uphold|rely|find|agree|accept|seek|cite)\b"
    r"|(?:we|i|council|trust|university|board|it) (?:\w+ )?(?:do|does|did|have|has) not "
    r"(?:appl\w+|consider|believe|think)"
    r"|not (?:rel(?:ying|ied)|applying|citing|claiming|to (?:rely|apply|cite|claim|use))"
    r"|without (?:reliance|relying|appl\w+|using)"
    r"|rather than|instead of|overturn\w*|would (?:otherwise |also )?have (?:\w+ ){0,3}(?:refus\w+"
    r"|withh\w+|appl\w+|reli\w+|been)|remov\w+ (?:the |our |its )?(?:reliance|use)"
    r"|set(?:ting)? aside"
    r"|(?:incorrect|wrong|mistaken)(?:ly)? (?:to )?(?:appl|cit|rel|quot|refus|us)\w*"
    r"|(?:error|mistake)\w* (?:in |to )?(?:appl|cit|rel|quot|refer)\w*"
    r"|should not have (?:been )?(?:appl|cit|rel|refus|quot)\w*|erroneous\w*)"
    r"[^;,:.]{0,60}$"
    r"|\b(?:not (?:applied|used|relied (?:up)?on|engaged|claimed)|rejected|discounted)\s?:"
    r"[^;]{0,60}$"
)
_UNDONE_AFTER = re.compile(
    r"[^.;]{0,80}?(?:\b(?:withdrawn|disapplied|misapplied|falls away|set aside|overturned"
    r"|wrongly|incorrectly|mistakenly|erroneously|in error|(?:an? |was |by )mistake)\b"
    r"|\b(?:should|ought) not (?:to )?have\b"
    r"|\bno longer (?:be )?(?:relied|appl\w+|engaged|needed|claimed|stands?|valid)"
    r"|\b(?:is|are|was|were|been|be) (?:\w+ )?(?:not|never) (?:\w+ )?(?:engaged|relied|applied"
    r"|applicable|appropriate|used|correct\w*|properly|upheld|made out|thought|justified"
    r"|considered|needed)"
    r"|\b(?:was|were) (?:wrong|mistaken|incorrect)\b"
    r"|\b(?:does|do|did|could|can|would|should) ?n[o']t (?:be )?(?:appl\w+|engaged?|relied|upheld"
    r"|maintained|sustained|stand)"
    r"|\bwould (?:\w+ ){0,4}have (?:been )?(?:appl|engag|exempt|reli|withh|refus)\w*"
    r"|\b(?:is|are|was|were) not (?:open|available) to\b"
    r"|\bcannot be (?:maintained|sustained|relied|upheld|applied)"
    r"|\b(?:favou?r(?:s|ed)?|in favou?r of|lay in|lies in) (?:the |of )?(?:disclos\w+|releas\w+))"
)
_KEPT = re.compile(r"\b(?:withh\w+|outweigh\w*|refus\w+|redact\w+|remains? exempt)\b")
_ASKED = re.compile(r"\bconsider(?:ed)? (?:\w+ )?(?:whether|if)\b|\bwhether\b[^;,]{0,60}$")
_WEIGHED = re.compile(
    r"\b(?:being|still|currently|need(?:s|ing)? to|wish to|have to|time to|must|are|am|is|to)"
    r" (?:now |carefully |further )?consider(?:ed|ing|ation)?\b(?! that\b)(?! (?:to be )?exempt)"
    r"(?: (?:whether|if|the (?:public interest|balance|appl\w+|use|potential|possible)"
    r"|in relation|under|section|s\.? ?\d|reg)|[^;]{0,40}$)"
    r"|\bunder consideration\b|\b(?:may|might|could|potentially|possibly) (?:well |also )?(?:be )?"
    r"(?:exempt|engaged?|apply|fall|relevant|rely|withh|subject)"
)
_WEIGHED_AFTER = re.compile(
    r"[^.;]{0,60}?\b(?:(?:is|are) (?:still |currently )?(?:being considered|under consideration)"
    r"|(?:may|might|could) (?:well |also |then )?(?:be |still )?(?:appl\w+|engaged?|relevant"
    r"|exempt|relied|used))\b"
)
_SUPPOSED = re.compile(
    r"\b(?:if (?:you|any|we were|it (?:were|was)|such|this were|held|the information (?:were|was))"
    r"|in the event|were (?:it|we|the|any|such)|had (?:it|we|one|any)|should (?:you|any|we)|even if"
    r"|unless)\b[^;]{0,120}$"
)
_REQUESTER = re.compile(
    r"\b(?:you(?: (?!but\b|for\b|and\b)\w+){0,4} (?:argue[ds]?|sa(?:y|id)|state[ds]?|suggest\w*"
    r"|believe[ds]?|complain\w*|contend\w*|dispute[ds]?|cite[ds]?|quote[ds]?|challenge[ds]?|question(?:ed)?)"
    r"|you (?:rely|use|invoke|apply|refuse|withhold)|you(?: also)? refer(?:red)? to)"
    r"\b[^;]{0,100}$|\byou (?:ask|asked|enquired) (?:about|whether|if)\b[^;,.]{0,30}$"
)
_OF_ANOTHER = re.compile(
    r"\b(?:(?:information )?commissioner|ico|tribunal|decision notice|court)\b"
    r"(?!.{0,120}\b(?:we|our|i)\b)[^;]{0,120}$"
)
"""What a commissioner or a tribunal said of some other case."""
_EXAMPLE = re.compile(
    r"\b(?:such as|for example|for instance|e\.g\.?|includ(?:e|es|ing)|like)\b[^;]{0,60}$"
)
_GENUS = re.compile(r"\b(?:exemptions|exceptions|others|provisions)\b")
_REPORTED = re.compile(
    r"\b(?:(?:original|initial|first|earlier|previous|our) (?:\w+ )?(?:response|reply|decision"
    r"|letter|refusal|answer)|originally|initially|previously|(?:had|was|were) (?:\w+ )?(?:been )?"
    r"(?:refused|withheld|relied|applied|cited|exempt\w*|declined|redacted)"
    r"|(?:we|i|council|trust|university|department|it|board|office|agency|authority) (?:\w+ )?"
    r"(?:refused|withheld|relied|applied|cited|declined|responded|replied))\b"
)
_CONFIRMED = re.compile(
    r"\b(?:(?:right|correct|proper|reasonabl|appropriat|valid)(?:e|ly)? (?:to )?(?:appl|cit|rel"
    r"|engag|us|refus|withh|invok|exempt|relied)\w*|uph(?:o|e)ld\w*|agree|maintain\w*|stands?"
    r"|was (?:\w+ )?(?:proper|correct|right|justified|appropriate|reasonable)"
    r"|satisfied that|still (?:appl|engag|rel)\w*|continue[sd]? to|remains?|also appl\w+|instead"
    r"|now (?:appl|rel|withh|refus|consider|find)\w*)\b"
)
_STOP = re.compile(
    r"[;]|(?<!\d)\.\s|,? (?:but|however|although|though|whereas|while|yet|nevertheless|and (?=(?:we"
    r"|i|it|the)\b))"
)


@lru_cache(maxsize=4096)
def stance(before: str, after: str, *, reviewing: bool = False) -> Stance:
    """How a citation is meant, by the words of its sentence before and after it.

    Both in lower case with single spaces. `reviewing` where the message decides a review, which
    tells what an earlier letter relied on before it says what of that stands.
    """
    clause = _clause_before(before)
    rest = _clause_after(after)
    if _REQUESTER.search(before[-160:]) or _SUPPOSED.search(before[-160:]):
        return "supposed"
    if _OF_ANOTHER.search(clause):
        return "supposed"
    if _EXAMPLE.search(clause) and _GENUS.search(clause):
        return "supposed"
    if _DIRECTLY.search(clause) and not _MAY_BE.search(clause):
        return "applied" if not reviewing else _reviewed(before, clause, rest, "applied")
    if _UNDONE_BEFORE.search(clause) or (_UNDONE_AFTER.match(rest) and not _KEPT.search(rest)):
        return "undone"
    if _ASKED.search(clause) and not _KEPT.search(after) and _TURNED.search(after):
        return "undone"
    if _WEIGHED.search(clause) or _WEIGHED_AFTER.match(rest):
        return "weighed"
    applied = _APPLIED_BEFORE.search(clause) or _APPLIED_AFTER.match(rest)
    said: Stance = "applied" if applied else "named"
    return _reviewed(before, clause, rest, said) if reviewing else said


def is_direct(before: str) -> bool:
    """Whether something is called exempt, withheld or refused under what follows."""
    clause = _clause_before(before)
    return bool(_DIRECTLY.search(clause)) and not _MAY_BE.search(clause)


def _reviewed(before: str, clause: str, rest: str, said: Stance) -> Stance:
    """What a review says of a provision: that it was rightly applied, or only that it was."""
    if _CONFIRMED.search(clause + " " + rest):
        return "confirmed"
    return "reported" if _REPORTED.search(before) else said


_DIRECTLY = re.compile(
    r"\b(?:exempt(?:ed)?|withheld|refused?|withhold(?:ing)?|redacted|excepted)"
    r"(?: from (?:disclosure|release))? (?:under|by virtue of|by|pursuant to|in accordance with"
    r"|in terms of)(?: the)?"
    r"(?: exemptions?| exceptions?)?(?: (?:at|in|of))?\s?$"
)
_MAY_BE = re.compile(r"\b(?:may|might|could|can|possibly|potentially|likely to) (?:\w+ ){0,2}be\b")
_TURNED = re.compile(
    r"\b(?:but|and|however|;)\b.{0,60}\b(?:not|n't|disclos\w*|releas\w*|no longer|against)\b"
)


def _clause_before(before: str) -> str:
    """The words of the same clause before a citation."""
    begin = 0
    for match in _STOP.finditer(before):
        begin = match.end()
    return before[begin:][-200:]


def _clause_after(after: str) -> str:
    """The words of the same clause behind a citation."""
    match = _STOP.search(after)
    return (after[: match.start()] if match else after)[:200]
