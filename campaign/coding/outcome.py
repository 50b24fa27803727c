"""The outcome of one reply, decided over what its sentences say; and that of a whole request."""

from __future__ import annotations

import re
from collections.abc import Sequence

from campaign.coding.answered import decide_answer, decide_unclear
from campaign.coding.decision import Decision
from campaign.coding.grounds import is_withheld
from campaign.coding.items import item_states
from campaign.coding.kinds import Kind
from campaign.coding.model import ANSWERS, Coding
from campaign.coding.provisions import Mention
from campaign.coding.stamps import stamped
from campaign.coding.tally import Tally, says_so

_OF_THIS_REQUEST = re.compile(
    r"(?!(?:if|where|should|when|provided|once)\b)(?=.*\b(?:acknowledg\w*|reference|ref"
    r"|numbered|(?:your|this) (?:[\w-]+ ){0,4}request)\b)"
)
"""A receipt of the very request, where others only tell what becomes of such mail."""
_IF_ASKED = re.compile(r"(?:if|where) (?:you(?:'ve| have)|your e-?mail|it)\b.{0,60}\brequest\b")
"""Tells of requests in general, since it does not know whether this is one."""
_AUTOMATIC = re.compile(
    r"^auto\b|"
    r"\b(?:automatic reply|out of office|undeliver|delivery (?:status|failure)|mail delivery"
    r"|auto(?:-|matic )?(?:reply|response))"
)


def decide(tally: Tally, mentions: Sequence[Mention]) -> Decision:
    """The outcome of one reply by the definitions of `OUTCOMES`.

    First what is no answer at all (bounces, reviews, procedure), then the answer: what is given
    against the grounds on which something is not.
    """
    if not tally.own and not any(source.tables for source in tally.reading.reply.sources):
        return decide_unclear(tally)
    decision = _undelivered(tally) or _review(tally) or _procedure(tally, mentions)
    return decision or stamped(tally, decide_answer(tally, mentions))


# --- no answer at all ---------------------------------------------------------------------------


def _substance(tally: Tally) -> int:
    """How many sentences plainly give or refuse something."""
    return sum(
        tally.plain(kind) for kind in ("not_held", "cost", "vexatious", "ncnd", "refuse", "release")
    )


def _undelivered(tally: Tally) -> Decision | None:
    subject = tally.reading.reply.subject.lower()
    automatic = _AUTOMATIC.search(subject)
    bounced, away = tally.plain("bounce"), tally.plain("away")
    if not (bounced or away or automatic) or _substance(tally) > 1:
        return None
    receipts = tally.lows("acknowledge")
    receipt = any(map(_OF_THIS_REQUEST.match, receipts)) and not any(map(_IF_ASKED.match, receipts))
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
    acknowledged = pending and says_so(tally.lows("review_pending"), _RECEIVED)
    told = [low for kind in _OF_REVIEWS for low in tally.lows(kind)]
    done = says_so(told, _CONCLUDED)
    offered = _substance(tally) > 2 and tally.plain("reviewed") < 2
    if pending and not done and not offered and ((acknowledged or not upheld) and not overturned):
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
        return _review_without_verdict(tally) if done else None
    if concluded < 2 and not done:
        return None
    overturns = says_so(tally.lows("overturned"), _OVERTURNS)
    upholds = says_so(tally.lows("upheld"), _UPHOLDS)
    if overturned and (overturns or (overturned >= upheld and not upholds)):
        return Decision(
            "internal_review_overturned", tally.best("overturned"), "review", overturned, upheld
        )
    return Decision("internal_review_upheld", tally.best("upheld"), "review", upheld, overturned)


def _review_without_verdict(tally: Tally) -> Decision:
    """A review that says neither: it succeeds where it owns a fault or gives something."""
    said = [tally.reading.sentences[number].low for number in tally.own]
    gives = tally.plain("answer") > 2 or tally.plain("release") or tally.plain("cover")
    if gives or says_so(said, _AT_FAULT):
        sentence = tally.best("release", "cover", "reviewed")
        return Decision("internal_review_overturned", sentence, "review answers", 1, 1)
    return Decision("internal_review_upheld", tally.best("reviewed"), "review answers", 1, 1)


_AT_FAULT = re.compile(
    r"\b(?:delays?|overdue|poor service|misunderst\w+|mistake|oversight|should have|failed to"
    r"|late|too long|slow\w*)\b"
)
_OF_REVIEWS: tuple[Kind, ...] = ("reviewed", "final", "upheld", "overturned")
_CONCLUDED = re.compile(
    r"\b(?:changed|revised|amended|corrected|unchanged|upheld) (?:up)?(?:on|following|after) "
    r"(?:the |my |our |an? )?(?:internal )?review\b|"
    r"\b(?:has|have|is|was|been) (?:now )?(?:been )?(?:completed?|finished|concluded|carried out)\b"
    r"|\b(?:result|outcome|findings|conclusion) of (?:the|my|our|your|this|an)\b"
    r"|\bmy (?:decision|conclusion|finding)s? (?:on|of|following|after) (?:the |this )?review\b"
    r"|\b(?:following|on|upon|after) (?:the |my |our |an? |your )?(?:internal )?review,"
    r"|\bsubject of an? (?:internal )?review\b"
    r"|\breview\b.{0,140}\b(?:was (?:held|conducted|undertaken)|took place)\b"
    r"|\b(?:let us|opportunity to) (?:look again|reconsider)\b"
    r"|\b(?:i|we) have (?:now )?(?:considered|reviewed|looked into) (?:your|the) (?:complaint"
    r"|appeal)\b"
    r"|\bopportunity to review\b"
    r"|\bhaving (?:considered|reviewed|looked)\b"
    r"|\b(?:reviewer|panel|review) (?:\w+ ){0,3}(?:finds?|"
    r"found|agree[sd]?|conclude[sd]?|consider(?:s|ed)?|decide[sd]?)\b"
)
_STALLED = re.compile(
    r"\b(?:still|chas\w+|delay\w*|apolog\w+|sorry|overdue|(?:gone|went|been) back to)\b"
)
_FOOTER = re.compile(r"(?:please (?:quote|confirm|use|keep)|if |you (?:may|can)\b)")
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
    r"\b(?:overturn\w*|set aside|confirmed,? (?:but )?with (?:\w+ )?(?:modification|amendment"
    r"|change)s?|(?:complaint|appeal)\b.{0,30}\b(?:is|are|has been) "
    r"(?:therefore )?(?:partially |partly )?upheld|uphold (?:in part |partially |partly "
    r")?your (?:complaint|appeal)|accept your (?:complaint|appeal)|partially upheld|"
    r"in part)"
)


def _procedure(tally: Tally, mentions: Sequence[Mention]) -> Decision | None:
    """Extension, clarification, transfer, receipt: all where nothing is given or refused."""
    substance = _substance(tally)
    given = tally.plain("release") + tally.plain("answer")
    extend = tally.plain("extend") if _formal(tally, mentions) else 0
    clarify = tally.plain("clarify")
    transfer, receipt = tally.plain("transfer"), tally.plain("acknowledge")
    if tally.plain("address") and not tally.plain("answer") and substance <= tally.plain("release"):
        return Decision("other", tally.best("address"), "asks for an address", 1)
    final = tally.plain("final")
    said = [tally.reading.sentences[number].low for number in tally.own[:25]]
    said = [low for low in said if not low.startswith(("if ", "should "))]
    invalid = says_so(tally.lows("invalid"), _INVALID) and not receipt
    if (invalid or says_so(tally.lows("invalid"), _IS_INVALID)) and not given:
        return Decision("other", tally.best("invalid"), "no valid request", 1, substance)
    undecided = substance <= tally.plain("release") and tally.plain("answer") < 2
    if undecided and not final and not clarify and not extend and says_so(said, _TO_COME):
        sentence = tally.best("acknowledge") or tally.reading.sentences[tally.own[0]]
        stalled = says_so(said, _STALLED)
        if stalled and not says_so(said, _RECEIVED_IT):
            return Decision("other", tally.best("progress", "acknowledge"), "progress", 1, receipt)
        if receipt or not stalled:
            return Decision("acknowledgement", sentence, "receipt", receipt, clarify + extend)
    firmly = substance == tally.plain("refuse") and says_so(tally.lows("extend"), _EXTENDS)
    if firmly and not given:
        # The exemptions named are those still weighed.
        return Decision("extension", tally.best("extend"), "extension", extend, substance)
    if extend and not final and not given and substance <= 1 + tally.plain("considers"):
        return Decision("extension", tally.best("extend"), "extension", extend, substance)
    if clarify and not given and substance == 0:
        return Decision("clarification", tally.best("clarify"), "asks", clarify)
    if transfer and tally.plain("invalid") and not substance and not given:
        return Decision("other", tally.best("invalid"), "progress", 1, transfer)
    moved = transfer and says_so(
        tally.lows("transfer"), _HAS_MOVED if tally.plain("not_held") else _MOVED
    )
    if moved and not given and substance - tally.plain("not_held") <= 0:
        return Decision("transferred", tally.best("transfer"), "transferred", transfer, substance)
    firm = says_so(tally.lows("acknowledge"), _AHEAD if tally.plain("public") else _FORWARD)
    attached = any(source.text.strip() for source in tally.reading.reply.sources[1:])
    if attached and all(_FOOTER.match(low) for low in tally.lows("acknowledge")):
        receipt = 0  # the letter attached answers; "please quote" is how it ends
    told = tally.plain("public") or tally.weight("answer") or tally.weight("not_held") >= 0.5
    refuses = any(
        m.kind in _REFUSING and m.mood == "plain" and m.sentence.kind == "own" for m in mentions
    )
    if (final and (told or refuses)) or (refuses and not firm):
        return None
    if (
        receipt
        and not substance
        and not given
        and item_states(tally)["given"] < 2
        and (firm or not told)
        and tally.weight("not_held") < 1
    ):
        stalled = says_so(tally.lows("progress"), _STALLED)
        covers = tally.lows("cover")
        encloses = says_so(covers, _OUR_ANSWER) or not says_so(covers, _ENCLOSED)
        if covers and not attached and encloses:
            return Decision("other", tally.best("cover"), "cover note", 1, receipt)
        told_when = not stalled and says_so(tally.lows("acknowledge"), _YOU_RECEIVE)
        receives = told_when or says_so(tally.lows("acknowledge"), _RECEIPT)
        if tally.plain("progress") and not receives and (stalled or not _thanked(tally)):
            return Decision("other", tally.best("progress"), "progress", 1, receipt)
        return Decision(
            "acknowledgement", tally.best("acknowledge"), "receipt", receipt, clarify + extend
        )
    if not refuses and not is_withheld(tally):
        # "We cannot let you have them; ask the company" only points elsewhere.
        substance -= tally.plain("refuse")
    if transfer and not given and not substance and not tally.weight("answer"):
        return Decision("transferred", tally.best("transfer"), "pointed elsewhere", transfer)
    return None


_INVALID = re.compile(
    r"\bvalid request\b|\bno clarification\b|\binvalid (?:request|under)\b|\b8 ?\(1\) ?\((?:b|c)\)"
)
_IS_INVALID = re.compile(
    r"^(?!if|where|unless).*\b(?:does not (?:constitute|comply with|meet)|is not|are not"
    r"|not treated as) (?:an? )?(?:section |s\.? ?)?(?:valid (?:[\w()]+ ){0,4}request|8 ?\(1\))"
    r"|\brather than (?:for )?recorded information\b"
)
"""Says of this request that it is none under the Act, whatever else is acknowledged."""
_TO_COME = re.compile(
    r"\b(?:your request|it|this|these|they|which) (?:will|shall) (?:now |then )?be (?:\w+ "
    r")?(?:considered"
    r"|processed|dealt|handled|answered|responded|passed|forwarded|actioned|progressed|looked)"
    r"|\b(?:you (?:will|should|can expect to)|to) (?:\w+ )?receive (?:a|our|the) (?:\w+ "
    r")?(?:response"
    r"|reply|answer)\b.{0,60}\b(?:within|by|no later|before|working days)"
    r"|\b(?:we|i|council|trust) (?:will|shall|aim to|hope to|must|have to|anticipate|expect)"
    r" (?:\w+ ){0,6}(?:respond"
    r"|reply|issue"
    r"|provide you with|send you|get back)\b.{0,80}\b(?:within|by \d|no later|before|working days)"
)
"""The answer is still to come."""
_RECEIVED_IT = re.compile(
    r"\b(?:received|receipt|acknowledg\w*|logged|registered|for your request)\b"
)
_EXTENDS = re.compile(
    r"\b(?:we|i|council|trust|department|university|board|service|authority)\b.{0,60}\b(?:need"
    r"|require|invok\w+|appl\w+|rely\w*|"
    r"enacted|put (?:in(?:to)? )?(?:effect|place|force)|extend\w*|extending|take"
    r"|taking)\b.{0,60}\b(?:time|deadline|extension|days|10 ?\(3\))"
    r"|\b(?:further|more|additional|extra) time (?:is|will be) (?:needed|required)\b"
)


def _formal(tally: Tally, mentions: Sequence[Mention]) -> bool:
    """Whether more time is taken formally: to a date or a number of days, or under a provision."""
    lows = tally.lows("extend")
    return says_so(lows, _NEW_DATE) or any(m.kind == "extension" for m in mentions)


_NEW_DATE = re.compile(
    r"\bexten[ds]|\bpublic interest\b|\bnew (?:date|deadline)|\bcomplex"
    r"|\b(?:further|additional|another|extra|up to|total of)\b.{0,20}\bdays\b"
    r"|\b\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"|\d[/.]\d+[/.]\d"
)


def _thanked(tally: Tally) -> bool:
    return any(_THANKS.match(tally.reading.sentences[number].low) for number in tally.own[:6])


_OUR_ANSWER = re.compile(
    r"\b(?:attached|enclosed)\b.{0,20}\b(?:our|the|my) (?:\w+ )?(?:response|reply|answer"
    r"|decision)\b"
)
_ENCLOSED = re.compile(
    r"\b(?:acknowledg\w*|leaflet|guid\w+|forms?|your (?:request|e-?mail|letter|message))\b"
    r"|\bwill (?!find)|attachments?$"
)
"""What a receipt may come with or speak of that is no answer."""
_THANKS = re.compile(
    r"(?:many |we |i )?thank(?:s| you) (?:very much )?for (?:your|the) (?:\w+ ){0,4}request"
)
_REFUSING = frozenset({"cost", "vexatious", "accessible", "absolute", "qualified", "personal"})
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
_AHEAD = re.compile(r"\b(?:number|will|aim|hope|shall|should|working days|due|acknowledg\w*)\b")
_FORWARD = re.compile(
    r"\b(?:acknowledg\w*|will|aim to|hope to|shall|receipt|working days|logged|registered|"
    r"passed|forwarded|allocated|number|numbered|quote|being|we have your|got|should|caseworker|"
    r"due|assigned|opened|recorded)\b"
)
_YOU_RECEIVE = re.compile(r"\byou (?:will|should|can expect to|are to) (?:receive|have|get)\b")
_RECEIPT = re.compile(
    r"\b(?:number|acknowledg|receipt|arrived|reached|have your|opened|passed|received|logged|"
    r"registered|working[- ]days?|reference|quote|numbered|given to|caseworker)"
)


# --- a request ----------------------------------------------------------------------------------

_NO_ANSWER = frozenset({"acknowledgement", "other", "bounce_or_ooo"})
_REVIEWS = {"internal_review_upheld": "upheld", "internal_review_overturned": "overturned"}


def request_outcome(
    codings: Sequence[Coding], *, review_asked: bool = False
) -> tuple[str, str | None]:
    """The outcome in force after all messages of a request, in order, and the state of its review.

    An acknowledgement, a bounce or a progress note never replaces anything; a question or an
    extension never replaces an answer. A later answer replaces an earlier one. After a review
    that upheld, the earlier answer stands; after one that overturned, what the review gives.
    `review_asked` is whether the requester has asked for one: it is `pending` until it ends.
    """
    outcome = "no_reply"
    review = "pending" if review_asked else None
    for coding in codings:
        code = coding.outcome
        if code in _REVIEWS:
            review = _REVIEWS[code]
            if code == "internal_review_overturned":
                outcome = _left_standing(coding, outcome)
        elif code in ANSWERS or (outcome not in ANSWERS and code not in _NO_ANSWER):
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
