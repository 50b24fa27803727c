"""What a reply is that answers nothing: an extension, a question back, a transfer, a receipt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from campaign.coding.decision import Decision
from campaign.coding.grounds import is_withheld
from campaign.coding.items import item_states
from campaign.coding.mentions import Mention
from campaign.coding.tally import Tally, plain_substance, says_so


def decide_procedure(tally: Tally, mentions: Sequence[Mention]) -> Decision | None:
    """The outcome of a reply that neither gives nor refuses anything; None for one that does."""
    heard = _listen(tally, mentions)
    for step in _BEFORE_ANSWERS:
        if decision := step(heard):
            return decision
    if _answers(heard):
        return None
    return _receipt(heard) or _pointed_elsewhere(heard)


@dataclass(frozen=True, slots=True)
class _Heard:
    """How many sentences plainly say each thing that the steps below weigh."""

    tally: Tally
    opening: list[str]  # the first sentences that suppose nothing
    substance: int  # give or refuse
    given: int
    extend: int  # formally: to a date or under a provision
    clarify: int
    transfer: int
    receipt: int
    final: int
    attached: bool
    refuses: bool  # under a provision, in words of its own


def _listen(tally: Tally, mentions: Sequence[Mention]) -> _Heard:
    opening = [tally.reading.sentences[number].low for number in tally.own[:25]]
    return _Heard(
        tally=tally,
        opening=[low for low in opening if not low.startswith(("if ", "should "))],
        substance=plain_substance(tally),
        given=tally.plain("release") + tally.plain("answer"),
        extend=tally.plain("extend") if _formal(tally, mentions) else 0,
        clarify=tally.plain("clarify"),
        transfer=tally.plain("transfer"),
        receipt=tally.plain("acknowledge"),
        final=tally.plain("final"),
        attached=any(source.text.strip() for source in tally.reading.reply.sources[1:]),
        refuses=any(
            m.kind in _REFUSING and m.mood == "plain" and m.sentence.kind == "own" for m in mentions
        ),
    )


# --- the steps, in order --------------------------------------------------------------------------


def _asks_for_address(heard: _Heard) -> Decision | None:
    tally = heard.tally
    empty = not tally.plain("answer") and heard.substance <= tally.plain("release")
    if tally.plain("address") and empty:
        return Decision("other", tally.best("address"), "asks for an address", 1)
    return None


def _no_request(heard: _Heard) -> Decision | None:
    """The authority does not take it for a request under the law."""
    lows = heard.tally.lows("invalid")
    invalid = says_so(lows, _INVALID) and not heard.receipt
    if (invalid or says_so(lows, _IS_INVALID)) and not heard.given:
        sentence = heard.tally.best("invalid")
        return Decision("other", sentence, "no valid request", 1, heard.substance)
    return None


def _answer_to_come(heard: _Heard) -> Decision | None:
    tally = heard.tally
    undecided = heard.substance <= tally.plain("release") and tally.plain("answer") < 2
    if not undecided or heard.final or heard.clarify or heard.extend:
        return None
    if not says_so(heard.opening, _TO_COME):
        return None
    stalled = says_so(heard.opening, _STALLED)
    if stalled and not says_so(heard.opening, _RECEIVED_IT):
        sentence = tally.best("progress", "acknowledge")
        return Decision("other", sentence, "progress", 1, heard.receipt)
    if heard.receipt or not stalled:
        sentence = tally.best("acknowledge") or tally.reading.sentences[tally.own[0]]
        return Decision("acknowledgement", sentence, "receipt", heard.receipt)
    return None


def _extension(heard: _Heard) -> Decision | None:
    tally = heard.tally
    refuses_only = heard.substance == tally.plain("refuse")
    if refuses_only and says_so(tally.lows("extend"), _EXTENDS):
        weighed = True  # the exemptions named are those still weighed
    else:
        few = heard.substance <= 1 + tally.plain("considers")
        weighed = bool(heard.extend) and not heard.final and few
    if weighed and not heard.given:
        sentence = tally.best("extend")
        return Decision("extension", sentence, "extension", heard.extend, heard.substance)
    return None


def _question_back(heard: _Heard) -> Decision | None:
    if heard.clarify and not heard.given and not heard.substance:
        return Decision("clarification", heard.tally.best("clarify"), "asks", heard.clarify)
    return None


def _sent_on(heard: _Heard) -> Decision | None:
    tally = heard.tally
    if not heard.transfer or heard.given:
        return None
    if tally.plain("invalid") and not heard.substance:
        return Decision("other", tally.best("invalid"), "progress", 1, heard.transfer)
    moved = _HAS_MOVED if tally.plain("not_held") else _MOVED
    if says_so(tally.lows("transfer"), moved) and heard.substance <= tally.plain("not_held"):
        sentence = tally.best("transfer")
        return Decision("transferred", sentence, "transferred", heard.transfer, heard.substance)
    return None


_BEFORE_ANSWERS = (
    _asks_for_address,
    _no_request,
    _answer_to_come,
    _extension,
    _question_back,
    _sent_on,
)


def _told(tally: Tally) -> bool:
    return bool(tally.plain("public") or tally.weight("answer") or tally.weight("not_held") >= 0.5)


def _answers(heard: _Heard) -> bool:
    """Whether the reply ends the matter, whatever else it is: it is told or refused."""
    if heard.final and (_told(heard.tally) or heard.refuses):
        return True
    return heard.refuses and not _is_firm_receipt(heard.tally)


def _is_firm_receipt(tally: Tally) -> bool:
    return says_so(tally.lows("acknowledge"), _AHEAD if tally.plain("public") else _FORWARD)


def _receipt(heard: _Heard) -> Decision | None:
    tally, lows = heard.tally, heard.tally.lows("acknowledge")
    if not heard.receipt or (heard.attached and all(_FOOTER.match(low) for low in lows)):
        return None  # the letter attached answers; "please quote" is how it ends
    told = _told(tally) and not _is_firm_receipt(tally)
    if told or heard.substance or heard.given or tally.weight("not_held") >= 1:
        return None
    if item_states(tally)["given"] > 1:
        return None
    covers = tally.lows("cover")
    encloses = says_so(covers, _OUR_ANSWER) or not says_so(covers, _ENCLOSED)
    if covers and not heard.attached and encloses:
        return Decision("other", tally.best("cover"), "cover note", 1, heard.receipt)
    stalled = says_so(tally.lows("progress"), _STALLED)
    receives = says_so(lows, _RECEIPT) or (not stalled and says_so(lows, _YOU_RECEIVE))
    if tally.plain("progress") and not receives and (stalled or not _thanked(tally)):
        return Decision("other", tally.best("progress"), "progress", 1, heard.receipt)
    against = heard.clarify + heard.extend
    return Decision("acknowledgement", tally.best("acknowledge"), "receipt", heard.receipt, against)


def _pointed_elsewhere(heard: _Heard) -> Decision | None:
    tally, substance = heard.tally, heard.substance
    if not heard.refuses and not is_withheld(tally):
        # "We cannot let you have them; ask the company" only points elsewhere.
        substance -= tally.plain("refuse")
    if heard.transfer and not heard.given and not substance and not tally.weight("answer"):
        return Decision("transferred", tally.best("transfer"), "pointed elsewhere", heard.transfer)
    return None


# --- the words they listen for --------------------------------------------------------------------

_STALLED = re.compile(
    r"\b(?:still|chas\w+|delay\w*|apolog\w+|sorry|overdue|(?:gone|went|been) back to)\b"
)
_FOOTER = re.compile(r"(?:please (?:quote|confirm|use|keep)|if |you (?:may|can)\b)")
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
