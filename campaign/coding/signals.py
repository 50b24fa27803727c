"""What one sentence of a reply says, told apart from what it only considers, supposes or denies."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from campaign.coding.kinds import Kind, Say, Signal
from campaign.coding.moods import SUPPOSING, Mood, mood
from campaign.coding.phrases import table
from campaign.coding.quoting import FILLED_IN
from campaign.coding.reading import Sentence
from campaign.coding.released import is_aside, read_released

_DECIDED: tuple[tuple[Kind, str], ...] = (
    ("ncnd", "ncnd.strong"),
    ("vexatious", "vexatious.strong"),
    ("cost", "cost.strong"),
    ("not_held", "not_held.strong"),
    ("public", "public.strong"),
    ("refuse", "refuse.strong"),
)
_WEIGHS = re.compile(r"\b(?:public interest|balance|factors?|arguments?|considerations?)\b")
_KEEPS = re.compile(
    r"\b(?:withh\w+|refus\w+|redact\w*|declin\w+|exempt|excepted|section \d|s\.? ?\d\d"
    r"|regulation \d"
    r"|unable|cannot|not (?:be |to )?(?:disclos|releas|provid|suppl)\w*|outweigh(?:s|ed)"
    r"|exemptions? (?:is|are|applies|appl(?:y|ied))"
    r"|(?:public interest|balance|test)\b.{0,40}\b(?:lies|favou?rs|rests|falls|comes down)\b.{0,25}"
    r"\b(?:maintain\w+|withhold\w*|non-?disclosure|against (?:disclos|releas)\w+))\b"
)
_ASKS_ITSELF = re.compile(r"\bconsider(?:ed|ing)? (?:if|whether)\b")
_NOT_PUBLIC = re.compile(
    r"\b(?:not|n.t) (?:\w+ ){0,2}(?:publicly |in the )?(?:available|accessible|public domain"
    r"|published)"
    r"|\b(?:put|plac\w+|releas\w+|disclos\w+) (?:\w+ ){0,4}in(?:to)? the public domain"
)
_GENERAL_LAW = 0.3
"""What is left of a statement about the law in general: it may explain the decision beside it."""


_ELSEWHERE = re.compile(
    r"\b(?:tribunal|court|(?:the|information) commissioner)\b(?!.{0,80}\byour\b)"
)
_NOT = re.compile(r"\b(?:not|cannot|neither|nor)\b|n't\b")
_ARGUED = re.compile(
    r"you (?:have )?(?:also )?(?:argued?|said|say|stated?|asked|believed?|raised|contend\w*|"
    r"claim\w*|suggest\w*|complain\w*|feel|felt|questioned)\b"
)
_SOMETIMES = re.compile(
    r"\bunless\b.{0,80}\b(?:time|longer|extend)|(?<!\d )(?<!\d\w\w )(?<! of )\bmay\b(?! 20\d\d)"
    r"|\b(?:might|sometimes|allows? up to|allow up to|where (?:a|an|the) request|"
    r"in (?:rare|some|certain|exceptional) cases|if (?:we|it|this|a|an|the|your)|can "
    r"be extended|usually|normally)\b"
)
_MUST_EXTEND = re.compile(r"\b(?:needs? to|must|has to|is being|has been) (?:be )?extend")
_LATE_REPLY = re.compile(
    r"\b(?:apologi\w+|sorry|regret|unfortunately)\b.{0,80}\bwithin (?:the )?(?:statutory |legal "
    r"|usual |required |prescribed |set )*(?:time\w*|deadline|period|(?:20|twenty) working)"
)
"""A deadline that was missed is no limit of cost."""
_SCOPE_ONLY = re.compile(
    r"\b(?:not|n't|nor) (?:\w+ )?(?:(?:a )?part of (?:this|our|the|your) (?:answer|response|reply|"
    r"request|search)|covered by (?:this|our) (?:answer|response|reply)|affected by)"
)
"""Says what the answer is not about; withholds nothing."""
_NO_MORE = re.compile(
    r"\b(?:no|any|not) (?:other|further|additional|more) (?:\w+ ){0,2}"
    r"(?:information|records?|data|documents?)\b(?!.{0,80}\b(?:confirm|deny))"
    r"|\b(?:hold|have|keep) (?:it|them|this) (?:in (?:an? )?(?:electronic|digital)|electronically)"
)
"""Nothing more than what is given, or not in another form: all the same it is held."""
_EACH_MAIL = re.compile(
    r"\b(?:planning|licen[cs]e|applications?|permission|visa|entry|claim|grant|loan|admission)s?"
    r" (?:\w+ ){0,3}(?:was|were|been|is|are) (?:\w+ )?(?:refused|declined)\b|"
    r"\b(?:answer|reply|respond)\w*(?: to)? (?:each|every|all|individual|anonymous)\b"
)
"""Says how mail or some other application is dealt with, not what is refused of this request."""
_NEVER_HAPPENED = re.compile(
    r"\bno records? of (?:any|an?|such)\b.{0,60}\b(?:being|having|been)\b"
    r"|\b(?:as|because|since) (?:we(?:'ve| have)|there (?:has|have)) (?:not had|never had|been"
    r" no)\b"
)


def _not_to_be_had(low: str) -> object:
    return is_aside(low) or table("public.in_general").search(low) or _NOT_PUBLIC.search(low)


_NOT_SO: Mapping[Kind, tuple[Callable[[str], object], ...]] = {
    "cost": (_LATE_REPLY.search,),
    "not_held": (_NO_MORE.search, _NEVER_HAPPENED.search),
    "public": (_not_to_be_had,),
    "refuse": (_SCOPE_ONLY.search, _EACH_MAIL.search),
}
"""What shows that a phrase which decides is about something else."""


def was_extended(low: str) -> bool:
    """Whether a sentence tells of an extension or a letter that went before."""
    return bool(_BEFORE_NOW.search(low))


def read_signals(sentence: Sentence, number: int, reviewing: bool) -> list[Signal]:
    """The signals of one sentence; `reviewing` where the message speaks of an internal review."""
    said = _read(sentence.low[:1500], reviewing)
    return [Signal(kind, weight, number, where) for kind, weight, where in said]


@lru_cache(maxsize=4096)
def _read(low: str, reviewing: bool) -> Sequence[tuple[Kind, float, int]]:
    """Kind, weight and place; remembered, since letters of one campaign share sentences."""
    said: list[tuple[Kind, float, int]] = []
    if table("nothing.any").search(low):
        return said

    def say(kind: Kind, weight: float, where: int) -> None:
        said.append((kind, weight, where))

    decided = [
        (kind, match.start())
        for kind, name in _DECIDED
        if (match := table(name).search(low)) and not any(no(low) for no in _NOT_SO.get(kind, ()))
    ]
    if _NEVER_HAPPENED.search(low):
        # "No record of any being used" answers no; it does not say that an answer is not held.
        say("answer", 0.6, 0)
    meant: Mood = mood(low) if decided else "plain"
    asked = low.find(" whether ")
    if meant == "conditional" and decided and asked > max(where for _, where in decided):
        # "We are not giving, for any of them, whether..." decides before it comes to that.
        meant = mood(low[:asked])
    for kind, where in decided:
        if kind == "not_held" and decided[0][0] == "ncnd":
            continue  # "should not be taken to mean that it is or is not held"
        if meant == "plain":
            weighs = (
                kind == "refuse"
                and _WEIGHS.search(low)
                and not (_KEEPS.search(low) and not _ASKS_ITSELF.search(low))
            )
            say(kind, 0.5 if weighs else 1.0, where)
        elif meant == "rejecting":
            # "We do not hold it, so nothing is withheld": a denial of holding is no rejection.
            say("not_held" if kind == "not_held" else "rejects", 1.0, where)
        elif meant == "considering":
            say("considers", 1.0, where)
        elif meant == "general" and kind != "not_held":
            say(kind, _GENERAL_LAW, where)
        elif meant == "conditional" and kind == "not_held" and not low.startswith(("if", "where")):
            say(kind, 0.3, where)
    read_released(low, say)
    _weaker(low, decided, say)
    _proceeding(low, say)
    if reviewing:
        _reviewed(low, say)
    return said


_HANDLED = re.compile(
    r"\back\w+ (?:them|all|any|every|such|requests)\b"
    r"|\b(?:has|have|had|was|were) (?:now )?(?:been )?(?:handled|considered|dealt with"
    r"|processed|answered|completed|concluded|treated)\b"
)
_BEFORE_NOW = re.compile(
    r"\b(?:holding letter|in which we|(?:had|previously|earlier) (?:been )?extended|"
    r"further to our|our (?:previous|earlier|last) (?:letter|e-?mail)|following (?:the|"
    r"our) extension|was extended|(?:we|i) wrote to you|"
    r"(?:we|i) (?:contacted|e-?mailed|informed|advised|told|notified) you)\b"
)
_ABOUT_REQUEST = re.compile(
    r"\b(?:your responsibility|no right to|your (?:request|e-?mail|letter|enquiry|message|complaint"
    r"|questions)|you (?:have "
    r")?(?:asked|requested)|request (?:for|was|of)|requests?|the act|foia?|freedom of "
    r"information|working days|reply by|respond by|section \d|sections \d|exempt\w*|"
    r"appropriate limit|cost limit|fees|environmental information|complaints? procedure|code of"
    r" practice"
    r"|disclos\w*|prejudic\w*|confidential\w*|criminal offence|consent|public interest)\b"
)


def _weaker(low: str, decided: list[tuple[Kind, int]], say: Say) -> None:
    kinds = {kind for kind, _ in decided}
    if table("scattered.any").search(low):
        say("scattered", 1.0, 0)
    elif (
        "not_held" not in kinds
        and not low.startswith(SUPPOSING)
        and not table("public.in_general").search(low)
        and (match := table("not_held.weak").search(low))
    ):
        say("not_held", 0.5, match.start())
    if (match := table("partial.strong").search(low)) and not _SCOPE_ONLY.search(low):
        say("partial", 1.0, match.start())
    if table("correct.strong").search(low):
        say("correct", 1.0, 0)
    if table("invalid.any").search(low):
        say("invalid", 1.0, 0)
    metadata = bool(
        _METADATA.match(low)
        or _CONTACT.search(low)
        or _ASKED.search(low)
        or _YEARS.fullmatch(low)
        or (low.count("|") > 1 and not _VALUE.search(low))
    )
    lined = table("answer.line").search(low) or FILLED_IN.match(low)
    if kinds <= {"public"} and not metadata and lined:
        say("answer", 1.0, 0)
    elif (
        not decided
        and not metadata
        and not _ABOUT_REQUEST.search(told := _AS_TO.sub("", low))
        and table("answer.prose").search(told)
    ):
        say("answer", 0.6, 0)


_AS_TO = re.compile(
    r"^(?:as (?:to|regards)|with (?:regards?|reference|respect) to|in (?:relation|respect|response"
    r"|answer|reply) (?:to|of)|regarding|concerning|further to|on) (?:your|the|part|question)\b"
    r"[^,]{0,200}, "
)
"""What a sentence is about; what follows may answer it."""
_METADATA = re.compile(
    r"(?:\d{1,2} )?attachments?\b|[a-z]/r(?:ef)?\b|(?:[\w ]{1,30}, )?p\.?o\.? box\b"
    r"|(?:[\w/ ]{0,45}\b(?:date|dated?|ref|reference|issued?|published|version|page|tel|telephone"
    r"|fax|received|responded|case|released)(?: \w+){0,2})\s?[:–-]"
)
"""Lines about the message: how many attachments it has, when it came, where to ring."""
_YEARS = re.compile(r"(?:(?:fy|and|to)? ?20\d\d(?: ?[/–-] ?(?:20)?\d\d)?[ ,:&-]*)+")
_VALUE = re.compile(r"(?:^|\|)\W*(?:[\d,.]+(?: ?%)?|yes|no|nil|none|n/a)\W*(?=\||$)")
_ASKED = re.compile(r"\?$|^(?:please|i) (?:would|could|can|should|let|provide|send|supply|tell)\b")
"""A question, or what a requester says: no line of an answer."""
_CONTACT = re.compile(
    r"registered office|company (?:no|number)|\bvat (?:no|reg)"
    r"|\[[^\]]{0,60}\be-?mail[^\]]{0,12}\]|\S@\S|\b0\d{2,4} ?\d{3,4} ?\d{3,4}\b"
)
_UNCHANGED = re.compile(r"\bno change|\bwithout (?:any )?(?:modification|change|amendment)")
_MIGHT_ASK = re.compile(
    r"^if\b(?!.{0,140}\b(?:clarif|specif|narrow|refin))|^if (?:we|you|any)\b"
    r"|\bunless (?:we|i) (?:have to|need to)\b"
    r"|\b(?:if|should|where|when(?:ever)?|in case|in the event(?: that)?) (?:we|the \w+|it|any|"
    r"more|further|clarification)\b(?: \w+){0,3} (?:need|require|clarif|seek|want|wish|have to ask|"
    r"is|are|unsure)"
    r"|\bmay be (?:required|needed|sought)\b"
    r"|\b(?:may|might) (?:need|want|wish|seek|contact|ask|request|require|have to ask|also ask"
    r"|write)\b"
)
"""Words by which a letter says that a question may come, and asks none."""
_INSIDE = re.compile(
    r"\b(?:passed|forwarded|sent|referred|allocated) (?:on )?to (?:the|our) (?:[\w&'-]+ ){0,5}"
    r"(?:units?|teams?|departments?(?! (?:for|of) (?!them|it|us|action|search|answer|a))|desk"
    r"|section|officers?"
    r"|leads?|disclosure)\b"
    r"(?!.{0,20}\b(?:at|of another|of the other)\b)"
)
_MIGHT_MOVE = re.compile(
    r"\b(?:may|might) (?:need|have) to (?:transfer|forward|pass|redirect|refer)\b"
    r"|^if\b|^(?:any|all|further|other) (?:\w+ )?(?:questions|queries|enquiries|complaints)\b"
    r"|^(?:under|in line with|in accordance with) (?:our duty (?:in|under) )?"
    r"s(?:ection)?\.? ?1[56]\b"
)
"""What may come, and advice on whom else to ask: neither passes this request on."""


def _proceeding(low: str, say: Say) -> None:
    if match := table("clarify.strong").search(low):
        if table("clarify.address").search(low):
            say("address", 1.0, 0)
        elif not table("clarify.thanked").search(low) and not _MIGHT_ASK.search(low):
            say("clarify", 1.0, match.start())
    receipt = table("acknowledge.strong").search(low)
    if receipt and " not " not in receipt.group() and not _HANDLED.search(low):
        say("acknowledge", 1.0, 0)
    if table("final.any").search(low):
        say("final", 1.0, 0)
    if (match := table("extend.strong").search(low)) and not was_extended(low):
        cited = "10(3)" in low or "10 (3)" in low or "extend" in low
        ahead = low[: match.end() + 40]
        hedged = (table("conditional.any").search(low) and not cited) or _SOMETIMES.search(ahead)
        unsure = bool(hedged) and not _MUST_EXTEND.search(low) and " yours " not in low
        say("extend", 0.3 if unsure or low.startswith(SUPPOSING) else 1.0, match.start())
    if table("progress.any").search(low):
        say("progress", 1.0, 0)
    moved = table("transfer.strong").search(low)
    if moved and not _INSIDE.search(low) and not _MIGHT_MOVE.search(low):
        say("transfer", 1.0, moved.start())
    if table("bounce.strong").search(low):
        say("bounce", 1.0, 0)
    if table("bounce.away").search(low):
        say("away", 1.0, 0)


def _reviewed(low: str, say: Say) -> None:
    if table("reviewed.any").search(low):
        say("reviewed", 1.0, 0)
    if table("reviewed.pending").search(low):
        say("review_pending", 1.0, 0)
    if (
        _ELSEWHERE.search(low)
        or _ARGUED.match(low)
        or low.startswith(("if ", "if,", "should you", "where "))
        or " whether " in low
    ):
        return
    if match := table("reviewed.upheld").search(low):
        say("upheld", 1.0, match.start())
    match = table("reviewed.overturned").search(low)
    if (
        match
        and not (_NOT.search(match.group()) and "uph" in match.group())
        and not _UNCHANGED.search(low)
    ):
        say("overturned", 1.0, match.start())
