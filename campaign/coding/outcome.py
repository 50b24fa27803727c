"""The outcome of one reply, decided over what its sentences say; and that of a whole request."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from campaign.coding.items import item_states
from campaign.coding.model import Coding
from campaign.coding.provisions import Mention
from campaign.coding.reading import Sentence
from campaign.coding.signals import Kind, Signal
from campaign.coding.tally import Tally
from campaign.law.provisions import is_ncnd

_INFORMATION_LAW = re.compile(
    r"\b(?:request|foi|freedom of information|information act|environmental information|"
    r"reference|ref|twenty|20 working|enquiry|acknowledg\w*)\b"
)
_WHOLE = re.compile(
    r"\b(?:all|any|none|whole|entire\w*|in full|every|nothing|your request|the request|"
    r"the information (?:you|requested|sought)|information you (?:have )?(?:requested|"
    r"asked|seek|want))\b"
)
_RESIDUAL = re.compile(
    r"\b(?:any (?:other|further|additional|more)|further information|other information|"
    r"in addition|additionally|other than|the rest|in respect of (?:question|part|point|"
    r"q)|(?:question|part|point|q)s? ?\d|the remain)"
)
_NCND_UNDER_COST = re.compile(r"\b(?:cost|section 12|s\.? ?12|appropriate limit)\b")


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome, the sentence it rests on, and how it was come by.

    `rule` names the branch taken; `support` counts the plain statements for it, `against` those
    which speak for another outcome. Both feed the confidence.
    """

    outcome: str
    sentence: Sentence | None
    rule: str
    support: int = 1
    against: int = 0


def decide(tally: Tally, mentions: Sequence[Mention]) -> Decision:
    """The outcome of one reply by the definitions of `OUTCOMES`.

    First what is no answer at all (bounces, reviews, procedure), then the answer: what is given
    against the grounds on which something is not.
    """
    if not tally.own and not any(source.tables for source in tally.reading.reply.sources):
        return _unclear(tally)
    for step in (_undelivered, _review, _procedure):
        decision = step(tally)
        if decision is not None:
            return decision
    return _answer(tally, mentions)


# --- no answer at all ---------------------------------------------------------------------------


def _substance(tally: Tally) -> int:
    """How many sentences plainly give or refuse something."""
    return sum(
        tally.plain(kind) for kind in ("not_held", "cost", "vexatious", "ncnd", "refuse", "release")
    )


def _undelivered(tally: Tally) -> Decision | None:
    subject = tally.reading.reply.subject.lower()
    automatic = re.search(
        r"\b(?:automatic reply|out of office|undeliver|delivery (?:status|failure)|mail delivery|auto(?:-|matic )?(?:reply|response))",
        subject,
    )
    bounced, away = tally.plain("bounce"), tally.plain("away")
    if not (bounced or away or automatic) or _substance(tally) > 1:
        return None
    receipt = tally.plain("acknowledge") and any(
        _INFORMATION_LAW.search(low) for low in tally.lows("acknowledge")
    )
    if receipt and not bounced and away < 2:
        return None
    sentence = tally.best("bounce", "away") or tally.reading.sentences[tally.own[0]]
    return Decision(
        "bounce_or_ooo", sentence, "not delivered or away", bounced + away + bool(automatic)
    )


def _review(tally: Tally) -> Decision | None:
    """An internal review: its outcome, else that it goes on."""
    if not tally.reviewing:
        return None
    upheld, overturned = tally.plain("upheld"), tally.plain("overturned")
    pending = tally.plain("review_pending")
    concluded = tally.plain("reviewed") + upheld + overturned
    acknowledged = pending and _explicit(tally.lows("review_pending"), _RECEIVED)
    if pending and (acknowledged or not upheld) and not overturned:
        if tally.plain("extend"):
            return Decision("extension", tally.best("extend"), "review extended", 1, 1)
        return Decision(
            "acknowledgement",
            tally.best("review_pending"),
            "review acknowledged",
            pending,
            concluded // 2,
        )
    if not upheld and not overturned:
        return None
    if concluded < 2:
        return None
    overturns = _explicit(tally.lows("overturned"), _OVERTURNS)
    upholds = _explicit(tally.lows("upheld"), _UPHOLDS)
    if overturned and (overturns or (overturned >= upheld and not upholds)):
        return Decision(
            "internal_review_overturned", tally.best("overturned"), "review", overturned, upheld
        )
    return Decision("internal_review_upheld", tally.best("upheld"), "review", upheld, overturned)


_RECEIVED = re.compile(
    r"\b(?:acknowledg|receipt|received|logged|passed|registered|will (?:be )?(?:carr|"
    r"conduct|undertak|respond))"
)
_UPHOLDS = re.compile(
    r"\b(?:up(?:hold|held)\b.{0,40}\b(?:decision|response|refusal|exemption|original|"
    r"initial|use|application)|not (?:be )?up(?:hold|held)|dismissed|(?:decision|response|"
    r"reply) (?:is|was|stands|remains) (?:therefore )?(?:upheld|correct|unchanged)|response "
    r"stands|without modification)\b"
)
_OVERTURNS = re.compile(
    r"\b(?:overturn\w*|set aside|(?:complaint|appeal)\b.{0,30}\b(?:is|are|has been) "
    r"(?:therefore )?(?:partially |partly )?upheld|uphold (?:in part |partially |partly "
    r")?your (?:complaint|appeal)|accept your (?:complaint|appeal)|partially upheld|"
    r"in part)"
)


def _explicit(lows: Sequence[str], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(low) for low in lows)


def _procedure(tally: Tally) -> Decision | None:
    """Extension, clarification, transfer, receipt: all where nothing is given or refused."""
    substance = _substance(tally)
    given = tally.plain("release") + tally.plain("answer")
    extend, clarify = tally.plain("extend"), tally.plain("clarify")
    transfer, receipt = tally.plain("transfer"), tally.plain("acknowledge")
    if tally.plain("address") and not tally.plain("answer") and substance <= tally.plain("release"):
        return Decision("other", tally.best("address"), "asks for an address", 1)
    final = tally.plain("final")
    if extend and not final and not given and substance <= 1 + tally.plain("considers"):
        return Decision("extension", tally.best("extend"), "extension", extend, substance)
    if clarify and not given and substance == 0:
        return Decision("clarification", tally.best("clarify"), "asks", clarify)
    if transfer and tally.plain("invalid") and not substance and not given:
        return Decision("other", tally.best("invalid"), "progress", 1, transfer)
    moved = transfer and _explicit(
        tally.lows("transfer"), _HAS_MOVED if tally.plain("not_held") else _MOVED
    )
    if moved and not given and substance - tally.plain("not_held") <= 0:
        return Decision("transferred", tally.best("transfer"), "transferred", transfer, substance)
    firm = _explicit(tally.lows("acknowledge"), _FORWARD)
    told = tally.plain("public") or tally.weight("answer") or tally.weight("not_held") >= 0.5
    if final and told:
        return None
    if (
        receipt
        and not substance
        and not given
        and (firm or not told)
        and tally.weight("not_held") < 1
    ):
        if tally.plain("progress") and not _explicit(tally.lows("acknowledge"), _RECEIPT):
            return Decision("other", tally.best("progress"), "progress", 1, receipt)
        return Decision(
            "acknowledgement", tally.best("acknowledge"), "receipt", receipt, clarify + extend
        )
    if transfer and not given and not substance:
        return Decision("transferred", tally.best("transfer"), "pointed elsewhere", transfer)
    return None


_HAS_MOVED = re.compile(
    r"\b(?:have|has been|been|are|am|was|we|i) (?:now )?(?:transferr|forwarded|passed|"
    r"redirected|re-directed|sent|referred)\w* (?:it|this|yours|your|the request)|request "
    r"has been (?:\w+ )?(?:transferred|forwarded|passed|redirected|sent)|transferred "
    r"your request"
)
_MOVED = re.compile(
    r"\b(?:transferr|redirect|re-direct|forwarded|passed|wrong|not the (?:correct|right|"
    r"appropriate|relevant|responsible)|misdirect|in error)"
)
_FORWARD = re.compile(
    r"\b(?:acknowledg\w*|will|aim to|hope to|shall|receipt|working days|logged|registered|"
    r"passed|forwarded|allocated|number|numbered|quote|being|we have your|got|should|"
    r"due|assigned|opened|recorded)\b"
)
_RECEIPT = re.compile(
    r"\b(?:number|acknowledg|receipt|passed|received|logged|registered|working days|"
    r"reference|quote|numbered)"
)


# --- an answer ----------------------------------------------------------------------------------

_OUTCOME_OF: dict[Kind, str] = {
    "vexatious": "vexatious",
    "cost": "refused_cost",
    "ncnd": "ncnd",
    "public": "already_public",
    "not_held": "not_held",
    "refuse": "refused_exemption",
}


def _answer(tally: Tally, mentions: Sequence[Mention]) -> Decision:
    grounds = _grounds(tally, mentions)
    points = item_states(tally)
    if points["given"] and len(points) > 1:
        refused = max((k for k in points if k != "given"), key=lambda k: points[k])
        if set(points) == {"given", "public"}:
            sentence = tally.best("release", "answer", "public")
            outcome = "partial" if any(m.kind == "accessible" for m in mentions) else "full"
            return Decision(outcome, sentence, "points, some by a pointer", points["given"], 1)
        sentence = tally.best(refused, "partial")  # type: ignore[arg-type]
        little = points["given"] >= 10 * (sum(points.values()) - points["given"])
        if little and not tally.plain(refused):  # type: ignore[arg-type]
            return Decision("full", tally.best("answer", "release"), "points", points["given"], 1)
        return Decision("partial", sentence, "points", sum(points.values()) - 1, 0)
    given = _given(tally, grounds)
    if not given and points["given"] > 1 and not grounds:
        given = points["given"]
    if given:
        return _given_with(tally, mentions, grounds, given)
    if grounds:
        return _refused(tally, grounds)
    return _unclear(tally)


def _grounds(tally: Tally, mentions: Sequence[Mention]) -> dict[Kind, int]:
    """Why something is not given, with the number of plain statements."""
    grounds: dict[Kind, int] = {}
    for kind in ("vexatious", "cost", "ncnd", "public", "not_held", "refuse"):
        if count := tally.plain(kind):  # type: ignore[arg-type]
            grounds[kind] = count  # type: ignore[index]
    exemption = any(m.kind in ("absolute", "qualified", "personal") and m.decides for m in mentions)
    weakly = tally.weight("not_held") >= 0.5 and "not_held" not in grounds
    if grounds.keys() == {"refuse"} and not exemption and weakly and not _withheld(tally):
        return {"not_held": 1}
    if "refuse" in grounds and not exemption and len(grounds) > 1 and not _withheld(tally):
        # "We are unable to provide it" says no more than the ground given beside it.
        others = [kind for kind in grounds if kind != "refuse"]
        if others != ["public"] or not exemption:
            del grounds["refuse"]
    if not grounds and tally.weight("not_held") >= 0.5:
        grounds["not_held"] = 1
    if not grounds and not tally.plain("release"):
        for mention in mentions:
            kind = "ncnd" if is_ncnd(mention.cited.citation) else _GROUND_OF.get(mention.kind)
            stands = mention.sentence.kind in ("own", "heading", "reference_line")
            if kind and stands and mention.mood in ("plain", "general") and not grounds:
                if kind != "not_held" or tally.weight("not_held"):
                    tally.signals.setdefault(kind, []).append(_cited(tally, kind, mention))
                    grounds[kind] = 1
    if not grounds and (tally.plain("scattered") or tally.plain("holds")):
        for kind in ("vexatious", "cost", "ncnd", "refuse", "public"):
            if tally.weight(kind) >= 0.3:  # type: ignore[arg-type]
                grounds[kind] = 1  # type: ignore[index]
                break
    if grounds.keys() <= {"refuse", "not_held"} and tally.plain("scattered") and not exemption:
        if "refuse" in grounds:
            grounds.pop("refuse")
            grounds["cost"] = 1
    if (
        "ncnd" in grounds
        and "cost" in grounds
        and any(_NCND_UNDER_COST.search(low) for low in tally.lows("ncnd"))
    ):
        del grounds["ncnd"]
    return grounds


_GROUND_OF: dict[str, Kind] = {
    "cost": "cost",
    "vexatious": "vexatious",
    "accessible": "public",
    "ncnd": "ncnd",
    "not_held": "not_held",
    "absolute": "refuse",
    "qualified": "refuse",
    "personal": "refuse",
}


def _cited(tally: Tally, kind: Kind, mention: Mention) -> Signal:
    number = next(n for n, s in enumerate(tally.reading.sentences) if s is mention.sentence)
    return Signal(kind, 0.5, number)


def _withheld(tally: Tally) -> bool:
    return _explicit(tally.lows("refuse"), re.compile(r"\b(?:exempt|withh|redact|exception)"))


def _given(tally: Tally, grounds: dict[Kind, int]) -> int:
    """How much is given, in plain statements and lines that look like answers."""
    release = tally.plain("release")
    lines = tally.plain("answer") + sum(
        1 for source in tally.reading.reply.sources if source.tables
    )
    prose = any(0.5 < s.weight < 1 for s in tally.signals.get("answer", ()))
    if grounds and not release and lines < 2:
        # A refusal in prose beside answers in prose: at least two of those, none about the whole.
        reasons = grounds.keys() <= {"refuse", "not_held", "ncnd", "public"}
        told = sum(s.weight == 0.6 for s in tally.signals.get("answer", ()))
        wholly = _explicit(tally.lows("refuse"), _WHOLLY) or (
            grounds.keys() == {"not_held"} and _explicit(tally.lows("not_held"), _ALL_ASKED)
        )
        told += _told_first(tally)
        some = _explicit(tally.lows("partial"), _SOME) or _explicit(tally.lows("ncnd"), _RESIDUAL)
        return told + lines if reasons and told + lines >= (1 if some else 2) and not wholly else 0
    if grounds.keys() & {"cost", "vexatious"} and not release and lines < 3:
        return 0
    if not grounds and not release and not lines and prose:
        return 1
    return release + lines


_WHOLLY = re.compile(
    r"\b(?:in full|in its entirety|entirely|whole of|all (?:of )?(?:the|this) information|"
    r"your request is (?:therefore )?(?:refused|exempt)|refus\w+ your request|any of "
    r"(?:the|this) information|wholly)\b"
)


_ALL_ASKED = re.compile(
    r"\b(?:(?:information|data|records?|material) (?:that )?(?:you (?:have )?)?(?:are "
    r")?(?:requested|request|asked|sought|seek|want|require|described|specified|in question)"
    r"|of (?:the|this|that) (?:type|kind|nature|description)|your request|this information|"
    r"any (?:such )?(?:information|records?|data)|none of)\b"
)


def _told_first(tally: Tally) -> int:
    """One more where a figure is told before anything is refused: that is no reason for it."""
    refused = min(
        (s.sentence for k in ("refuse", "not_held", "public") for s in tally.signals.get(k, ())),
        default=0,
    )  # type: ignore[call-overload]
    return any(
        s.sentence < refused and re.search(r"\d", tally.reading.sentences[s.sentence].low)
        for s in tally.signals.get("answer", ())
    )


_SOME = re.compile(r"\b(?:some|part|certain|most) of\b|\bpartial|\bin part\b|\bhold some\b")


def _given_with(
    tally: Tally, mentions: Sequence[Mention], grounds: dict[Kind, int], given: int
) -> Decision:
    sentence = tally.best("release", "answer")
    if grounds:
        against = min(
            grounds,
            key=lambda kind: tally.signals[kind][0].sentence if kind in tally.signals else 0,
        )
        cited = any(m.kind == "accessible" for m in mentions)
        if set(grounds) == {"public"} and not cited:
            return Decision("full", sentence, "given, with a pointer", given, grounds["public"])
        return Decision(
            "partial",
            tally.best("partial", against) or sentence,
            "given and not given",
            given + sum(grounds.values()),
        )
    if tally.plain("partial") and any(
        re.search(r"<|redact|suppress|(?:fewer|less) than|or (?:fewer|less)|withh", low)
        for low in tally.lows("partial")
    ):
        return Decision("partial", tally.best("partial"), "given, with something left out", 1, 1)
    return Decision("full", sentence, "given", given, tally.plain("partial"))


def _refused(tally: Tally, grounds: dict[Kind, int]) -> Decision:
    """Nothing is given: by which ground, where there are several."""
    total = sum(grounds.values())
    if "vexatious" in grounds:
        kind: Kind = "vexatious"
    elif "ncnd" in grounds:
        residual = _explicit(tally.lows("ncnd"), _RESIDUAL)
        kind = "ncnd"
        if residual and "not_held" in grounds:
            kind = "not_held"
        elif residual and "refuse" in grounds:
            kind = "refuse"
    elif "cost" in grounds:
        kind = "cost"
    elif "refuse" in grounds and _withheld(tally):
        kind = "refuse"
    elif "not_held" in grounds:
        kind = "not_held"
    else:
        kind = max(grounds, key=lambda ground: grounds[ground])
    return Decision(_OUTCOME_OF[kind], tally.best(kind), kind, grounds[kind], total - grounds[kind])


_BRIEF_RECEIPT = re.compile(
    r"\b(?:thank(?:s| you)|ta|received|logged|registered|opened|reference|ref|number|"
    r"receipt|diolch)\b"
)


def _unclear(tally: Tally) -> Decision:
    said = [
        s
        for s in tally.reading.sentences
        if s.source == 0 and s.kind in ("own", "reference_line", "heading", "signature")
    ]
    brief = sum(len(s.low) for s in said) < 260 and not any(
        source.text.strip() for source in tally.reading.reply.sources[1:]
    )
    thanks = next((s for s in said if s.kind != "signature" and _BRIEF_RECEIPT.search(s.low)), None)
    others = [
        s
        for s in said
        if s.kind == "own"
        and s.low.count(" ") > 3
        and s.low[0] != "<"
        and not _BRIEF_RECEIPT.search(s.low)
    ]
    if (
        brief
        and thanks
        and not others
        and not tally.plain("progress")
        and not tally.weight("answer")
        and not tally.plain("cover")
    ):
        return Decision("acknowledgement", thanks, "brief thanks", 1, 1)
    if tally.plain("cover"):
        return Decision("other", tally.best("cover"), "cover note", 1)
    if tally.plain("progress") or tally.plain("invalid"):
        return Decision("other", tally.best("progress", "invalid"), "progress", 1)
    if tally.plain("clarify"):
        return Decision("clarification", tally.best("clarify"), "asks", 1, 1)
    if tally.plain("correct"):
        return Decision("full", tally.best("correct"), "correction", 1, 1)
    if tally.weight("answer") or tally.plain("holds"):
        return Decision("full", tally.best("answer", "holds"), "prose", 0, 1)
    return Decision("other", None, "nothing recognised", 0)


# --- a request ----------------------------------------------------------------------------------

_NO_ANSWER = frozenset({"acknowledgement", "other", "bounce_or_ooo"})
_REVIEWS = {"internal_review_upheld": "upheld", "internal_review_overturned": "overturned"}
_ANSWERS = frozenset(
    "full partial not_held refused_exemption refused_cost ncnd vexatious already_public".split()
)


def request_outcome(codings: Sequence[Coding]) -> tuple[str, str | None]:
    """The outcome in force after all messages of a request, in order, and the state of its review.

    An acknowledgement, a bounce or a progress note never replaces anything; a question or an
    extension never replaces an answer. A later answer replaces an earlier one. After a review
    that upheld, the earlier answer stands; after one that overturned, what the review gives.
    """
    outcome, review = "no_reply", None
    for coding in codings:
        code = coding.outcome
        if code in _REVIEWS:
            review = _REVIEWS[code]
            if code == "internal_review_overturned":
                outcome = _left_standing(coding, outcome)
        elif code in _ANSWERS or (outcome not in _ANSWERS and code not in _NO_ANSWER):
            outcome = code
        elif code == "other" and outcome == "no_reply" and coding.evidence is not None:
            outcome = "other"
        elif code == "acknowledgement" and _of_review(coding):
            review = review or "pending"
    return outcome, review


def _left_standing(coding: Coding, before: str) -> str:
    """What a successful review leaves: the information now given, else what the answer was."""
    relied = any(p.role == "relied_on" for p in coding.provisions)
    given = any(f.name == "review_gives" for f in coding.facts)
    if not given:
        return before
    return "partial" if relied else "full"


def _of_review(coding: Coding) -> bool:
    return any(fact.name == "review" for fact in coding.facts)
