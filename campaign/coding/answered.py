"""The outcome of a reply that answers: what is given, against why something is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from campaign.coding.decision import SMALL_NUMBER, Decision
from campaign.coding.grounds import Grounds, find_grounds, is_withheld
from campaign.coding.items import answers_apart, first_answer, item_states
from campaign.coding.kinds import Kind
from campaign.coding.mentions import Mention
from campaign.coding.reading import Sentence
from campaign.coding.tally import Tally, says_so

_OUTCOME_OF: dict[Kind, str] = {
    "vexatious": "vexatious",
    "cost": "refused_cost",
    "ncnd": "ncnd",
    "public": "already_public",
    "not_held": "not_held",
    "refuse": "refused_exemption",
}
_RESIDUAL = re.compile(
    r"\b(?:any (?:other|further|additional|more)|further information|other information"
    r"|in addition|additionally|other than|the rest|in respect of (?:question|part|point|q)"
    r"|(?:question|part|point|q)s? ?\d|the remain)"
)
_WHOLLY = re.compile(
    r"\b(?:in full|in its entirety|entirely|all other parts of|(?:all|everything|any of what) "
    r"(?:that )?you (?:have "
    r")?(?:ask|asked|request|"
    r"requested|seek|want)\w*|whole of|all (?:of )?(?:the|this) information"
    r"|your request is (?:therefore )?(?:refused|exempt)|refus\w+ your request"
    r"|any of (?:the|this) information|wholly)\b"
)
_ALL_ASKED = re.compile(
    r"\b(?:(?:information|data|records?|material) (?:that )?(?:you (?:have )?)?(?:are )?"
    r"(?:requested|request|asked|sought|seek|want|require|described|specified|in question)"
    r"|of (?:the|this|that) (?:type|kind|nature|description)|your request|this information"
    r"|any (?:such )?(?:information|records?|data)|none of)\b"
)
_REQUEST_REFUSED = re.compile(
    r"\b(?:your|the|this|these|both|all) (?:\w+ ){0,3}requests? (?:\w+ about [\w ]{3,40} )?(?:is"
    r"|are|as|under|has|have|to "
    r"be|falls?|meets?)\b|\bto (?:this|your|the|these) requests?\b"
)
_NOTICE = re.compile(r"\b(?:refusal notice|notice of refusal)\b")
_SOME = re.compile(r"\b(?:some|part|certain|most) of\b|\bpartial|\bin part\b|\bhold some\b")
_A_PART = re.compile(
    r"\b(?:some|part|certain|most|elements?|parts|the remainder) of "
    r"(?:(?:the|this|that|your|these) (?:\w+ )?(?:information|data|request|documents?|material"
    r"|records?|correspondence|e-?mails?)"
    r"|what you (?:have )?(?:asked|requested|sought|want)\w*|it|them)\b"
    r"|\b(?:this|that) (?:part|element|aspect)(?: of (?:your|the) request)?\b"
    r"|\b(?:the|your) other (?:questions|parts|points)\b"
    r"|\bonly (?:\w+ ){0,3}(?:provide|answer|supply|release|disclose)\b|\bsome information "
    r"(?:held|on)\b"
)
_QUESTIONS = re.compile(
    r"\b(?:questions?|parts?|points?|items?|q|(?:ask(?:ed)?(?: for)?|request\w*) (?:at|in|under))"
    r"\.? ?(\d{1,2})(?: ?(?:to|-|–) ?(\d{1,2}))?\b"
)
_LEFT_OUT = re.compile(
    r"<|redact|suppress|(?:fewer|less) than|or (?:fewer|less)|withh|not (?:been )?included"
    r"|(?:partially|partly) held"
)
_SMALL = re.compile(
    r"(?:(?:^|[\s(|:=;–-])(?:[<≤] ?=? ?|&lt; ?)(?:[2-9]|1[0-5]?|20)(?!,\d{3}\b)"
    r"|,\"?<(?:[2-9]|10)\"?(?=,|$))"
    r"(?=\W{0,3}$|[,;|)*†]|\.\s|\s?[(*]| ?[–-] | (?:[\d<£|]|n/?a\b|nil\b|none\b|and\b|in 20\d\d))"
    r"|^(?:\(?\w{1,3}[.)] ?)?(?:[^.?!]{0,60}(?:[:=|–]|\b20\d\d)\s*)?"
    r"(?:fewer|less) than (?:5|five|6|six|10|ten)\W*$"
)
"""A number so small that it is not told: a part of the answer is kept back."""
_IN_FULL = re.compile(r"\b(?:disclos|releas|suppl|provid)\w*\b.{0,60}\bin full\b")
_BRIEF_RECEIPT = re.compile(
    r"\b(?:thank(?:s| you)|ta|received|logged|registered|opened|reference|ref|number|receipt"
    r"|diolch)\b"
)
_ANSWERING = re.compile(r"\bin (?:response|reply|answer) to\b")
_SAYS_RECEIVED = re.compile(
    r"\b(?:thank(?:s| you)|received|logged|registered|opened|receipt|is|refers|diolch)\b"
)
"""A letter of a greeting, a line with a number and a name says not even that."""


def decide_answer(tally: Tally, mentions: Sequence[Mention]) -> Decision:
    """The outcome of a reply which is no receipt, question, extension, transfer or review."""
    grounds = find_grounds(tally, mentions)
    if says_so(tally.lows("release"), _IN_FULL) and not any(map(tally.plain, grounds)):
        return _given_all(tally, tally.plain("release"))
    points = item_states(tally)
    if points["given"] and len(points) > 1 and not _whole_refused(tally, points):
        return _by_points(tally, mentions, points)
    given = _given(tally, grounds)
    if points["given"] > 1 and not (grounds and _whole_refused(tally, points)):
        given = max(given, points["given"])
    legible = points["given"] > 1 or any(
        _WORD.search(tally.reading.sentences[number].low) for number in tally.own
    )
    if (
        given
        and not grounds
        and not legible
        and not any(s.tables for s in tally.reading.reply.sources)
    ):
        return Decision("other", None, "nothing recognised", 0)
    if given and grounds:
        return _given_and_not(tally, mentions, grounds, given)
    if given:
        return _given_all(tally, given)
    if grounds:
        return _refused(tally, grounds, points)
    return decide_unclear(tally)


def _whole_refused(tally: Tally, points: Counter[Kind | str]) -> bool:
    """Whether all that was asked is refused, and the points "given" are only its reasons."""
    if tally.plain("release") or tally.plain("answer"):
        return False
    if (tally.plain("vexatious") or tally.plain("cost")) and not tally.weight("answer"):
        # The points are those of our list, which stands above the refusal.
        return not answers_apart(tally)
    if points["given"] > 2 and tally.weight("answer"):
        return False
    if answers_apart(tally):
        return False
    refused = [low for kind in _OUTCOME_OF for low in tally.lows(kind)]
    if refused and all(map(_A_POINT.match, refused)):
        # "2. The information requested is exempt": what that point asked for.
        return False
    whole = (_ALL_ASKED, _WHOLLY, _NOTICE, _REQUEST_REFUSED)
    return not tally.plain("partial") and any(says_so(refused, one) for one in whole)


_A_POINT = re.compile(r"(?:q(?:uestion)? ?)?\d{1,2}[a-z]?[.):]\s|\(?[a-h][.)]\s")


def _by_points(tally: Tally, mentions: Sequence[Mention], points: Counter[Kind | str]) -> Decision:
    """Point by point: some answered, some not."""
    refused: Kind = max((k for k in _OUTCOME_OF if points[k]), key=lambda kind: points[kind])
    others = sum(points.values()) - points["given"]
    small = _small_number(tally)
    if small and not points.keys() - {"given", "public"}:
        return Decision("partial", small, SMALL_NUMBER, points["given"])
    if set(points) == {"given", "public"} and not says_so(tally.lows("partial"), _LEFT_OUT):
        cited = any(m.kind == "accessible" for m in mentions)
        sentence = tally.best("release", "answer", "public")
        outcome = "partial" if cited else "full"
        return Decision(outcome, sentence, "points, some by a pointer", points["given"], 1)
    if points["given"] >= 10 * others and not tally.plain(refused):
        return Decision("full", tally.best("answer", "release"), "points", points["given"], 1)
    return Decision("partial", tally.best(refused, "partial"), "points", points["given"] + others)


def _given(tally: Tally, grounds: Grounds) -> int:
    """How much is given: statements of release, and lines that look like answers."""
    if "vexatious" in grounds and says_so(tally.lows("vexatious"), _REQUEST_REFUSED):
        return 0
    release = tally.plain("release")
    lines = tally.plain("answer") + sum(bool(s.tables) for s in tally.reading.reply.sources)
    told = sum(0.5 < s.weight < 1 for s in tally.signals.get("answer", ()))
    if not grounds:
        return release + lines or min(told, 1)
    if release:
        return release + lines
    if grounds.keys() & {"cost", "vexatious"}:
        # Hours, files and pounds are reasons here, not answers.
        return lines if lines >= 3 else 0
    if lines >= 2:
        return lines
    return _told_beside(tally, grounds, told + lines)


def _told_beside(tally: Tally, grounds: Grounds, told: int) -> int:
    """What is told in prose beside a refusal, unless that is about all that was asked.

    Two such sentences are needed; one where the reply says itself that it gives a part, or where
    a figure is told before anything is refused, and so is no reason for it.
    """
    if any(says_so(tally.lows(kind), _WHOLLY) for kind in grounds):
        return 0
    if (
        grounds.keys() <= {"refuse", "not_held"}
        and len(grounds) == 1
        and says_so(tally.lows(next(iter(grounds))), _ALL_ASKED)
    ):
        return 0
    some = (
        says_so(tally.lows("partial"), _SOME)
        or says_so(tally.lows("ncnd"), _RESIDUAL)
        or _another_point(tally, grounds)
    )
    told += _figure_first(tally)
    return told if told >= (1 if some else 2) else 0


def _another_point(tally: Tally, grounds: Grounds) -> bool:
    """Whether what is told names a question, and what is refused does not name the same."""
    refused = set().union(*(_asked_in(tally, kind) for kind in grounds))
    told = {number for low in tally.hints("answer") for number in _numbers(low)}
    return bool(told - refused)


def _figure_first(tally: Tally) -> bool:
    refusals: tuple[Kind, ...] = ("refuse", "not_held", "public")
    first = min((s.sentence for k in refusals for s in tally.signals.get(k, ())), default=0)
    return any(
        s.sentence < first and any(map(str.isdigit, tally.reading.sentences[s.sentence].low))
        for s in tally.signals.get("answer", ())
    )


def _given_and_not(
    tally: Tally, mentions: Sequence[Mention], grounds: Grounds, given: int
) -> Decision:
    if set(grounds) == {"public"} and not any(m.kind == "accessible" for m in mentions):
        if small := _small_number(tally):
            return Decision("partial", small, SMALL_NUMBER, given)
        sentence = tally.best("release", "answer")
        return Decision("full", sentence, "given, with a pointer", given, grounds["public"])
    sentence = tally.best("partial", *grounds) or tally.best("release", "answer")
    return Decision("partial", sentence, "given and not given", given + sum(grounds.values()))


def _given_all(tally: Tally, given: int) -> Decision:
    if small := _small_number(tally):
        return Decision("partial", small, SMALL_NUMBER, given)
    if says_so(tally.lows("partial"), _LEFT_OUT) or says_so(tally.lows("release"), _A_PART):
        return Decision("partial", tally.best("partial"), "given, with something left out", 1, 1)
    sentence = tally.best("release", "answer") or first_answer(tally)
    return Decision("full", sentence, "given", given, tally.plain("partial"))


def _small_number(tally: Tally) -> Sentence | None:
    """The first sentence that has `<5` or the like for a figure, whatever else it says."""
    sentences = (tally.reading.sentences[number] for number in tally.own)
    return next((each for each in sentences if _SMALL.search(each.low)), None)


def _refused(tally: Tally, grounds: Grounds, points: Counter[Kind | str]) -> Decision:
    """Nothing is given: by which ground, where there are several."""
    refused = [low for kind in grounds for low in tally.lows(kind)]
    refused += [low for low in tally.lows("partial") if _WITHHOLDS.search(low)]
    in_part = says_so(refused, _A_PART) and not says_so(refused, _THE_REST)
    in_part = in_part or says_so(refused, _REDACTED) or says_so(refused, _REST_OF_IT)
    in_part = in_part and "vexatious" not in grounds and not says_so(refused, _WHOLLY)
    if _apart(tally, grounds, points) or in_part:
        sentence = tally.best("partial", *grounds)
        return Decision("partial", sentence, "a part refused", sum(grounds.values()), 1)
    kind = _leading(tally, grounds)
    against = sum(grounds.values()) - grounds[kind]
    sentence = tally.best(kind) or tally.best("scattered", "refuse", "holds")
    return Decision(_OUTCOME_OF[kind], sentence, kind, grounds[kind], against)


def _apart(tally: Tally, grounds: Grounds, points: Counter[Kind | str]) -> bool:
    """Whether one question is answered by a pointer, and another is not."""
    if points["public"] and len(points) > 1:
        return True
    pointed = _asked_in(tally, "public") if "public" in grounds else set()
    return bool(pointed) and any(
        _asked_in(tally, kind) - pointed for kind in grounds if kind != "public"
    )


_THE_REST = re.compile(r"\b(?:the rest|the remainder|remaining (?:information|part))\b")
_REST_OF_IT = re.compile(r"\b(?:rest|remainder) of (?:your|the) (?:request|questions|points)\b")
"""Something was said of the other part before."""
_WITHHOLDS = re.compile(r"\b(?:exempt\w*|exceptions?|withh\w+|redact\w*)\b")
_REDACTED = re.compile(
    r"(?<!even )(?<!if )(?<!with )(?<!without )(?<!no )\b(?:redacted (?:those|the|some|these|any"
    r"|names?)|redactions? (?:ha(?:s|ve) been|were|was|are) (?:made|applied)"
    r"|(?:been|were|was|are|is) redacted)\b"
)
"""Something was blacked out, so the rest is given."""


def _asked_in(tally: Tally, kind: Kind) -> set[int]:
    """The numbers of the questions that sentences of a kind name."""
    return {number for low in tally.lows(kind) for number in _numbers(low)}


def _numbers(low: str) -> Iterator[int]:
    for match in _QUESTIONS.finditer(low):
        first = int(match[1])
        yield from range(first, int(match[2] or first) + 1)


def _leading(tally: Tally, grounds: Grounds) -> Kind:
    if "ncnd" in grounds and says_so(tally.lows("ncnd"), _RESIDUAL):
        # Neither confirmed nor denied only for what else there might be.
        for kind in ("not_held", "refuse"):
            if kind in grounds:
                return kind
    for kind in ("vexatious", "ncnd", "cost"):
        if kind in grounds:
            return kind
    if "refuse" in grounds and is_withheld(tally):
        return "refuse"
    if "not_held" in grounds:
        return "not_held"
    return max(grounds, key=lambda ground: grounds[ground])


_WORD = re.compile(r"[a-z]{3}|£")


def decide_unclear(tally: Tally) -> Decision:
    """The outcome where nothing is plainly given or refused: a receipt in few words, or `other`."""
    receipt = _brief_receipt(tally)
    if receipt is not None:
        return receipt
    left_out = says_so(tally.lows("partial"), _LEFT_OUT)
    if left_out and (tally.plain("holds") or tally.weight("answer")):
        return Decision("partial", tally.best("partial"), "given, with something left out", 0, 1)
    if tally.plain("cover"):
        return Decision("other", tally.best("cover"), "cover note")
    if asked := _asks(tally):
        return Decision("clarification", asked, "asks a question of its own", 1, 1)
    said = [tally.reading.sentences[number].low for number in tally.own]
    if tally.plain("progress") and says_so(said, _WILL_ANSWER) and not says_so(said, _LATE):
        return Decision("acknowledgement", tally.best("progress"), "receipt to come", 1, 1)
    if tally.plain("progress") or tally.plain("invalid"):
        return Decision("other", tally.best("progress", "invalid"), "progress")
    if tally.plain("clarify"):
        return Decision("clarification", tally.best("clarify"), "asks", 1, 1)
    if tally.plain("correct"):
        return Decision("full", tally.best("correct"), "correction", 1, 1)
    if tally.weight("answer") or tally.plain("holds"):
        return Decision("full", tally.best("answer", "holds"), "prose", 0, 1)
    return Decision("other", None, "nothing recognised", 0)


_WONDERS = re.compile(
    r"\b(?:(?:a|the following|one|some|this|our|their|further) (?:\w+ )?(?:question|query|queries)"
    r"|clarif\w+|(?:do|did|are|were|would|could|can|have) you|when you (?:say|write|ask))\b"
)
_SAYS_MORE: tuple[Kind, ...] = ("acknowledge", "answer", "release", "holds", "cover")


def _asks(tally: Tally) -> Sentence | None:
    """The one question of a message that says nothing else, where it is not the requester's."""
    if any(tally.plain(kind) for kind in _SAYS_MORE):
        return None
    letter = list(takewhile(lambda each: each.kind != "signature", tally.reading.sentences))
    questions = [each for each in letter if each.low.endswith("?")]
    if len(questions) != 1 or not says_so([each.low for each in letter], _WONDERS):
        return None
    (question,) = questions
    before = letter[question.number - 1] if question.number else question
    ours = " ".join(tally.reading.reply.request_text.lower().split())
    quoted = question.kind == "quoted_request" and before.kind != "own"
    return None if quoted or question.low in ours else question


_WILL_ANSWER = re.compile(
    r"\b(?:passed|gone|sent|forwarded|referred|with)\b.{0,60}\bwho will (?:\w+ )?(?:answer|reply"
    r"|respond"
    r"|deal|write|contact)"
)
_LATE = re.compile(r"\b(?:still|delay\w*|apolog\w+|sorry|late|overdue|update|remind\w+|chas\w+)\b")


def _brief_receipt(tally: Tally) -> Decision | None:
    """ "FOI 12/26, thank you": a message of a line or two with nothing in it but thanks."""
    said = [
        sentence
        for sentence in tally.reading.sentences
        if sentence.source == 0 and sentence.kind in ("own", "reference_line", "heading")
    ]
    opened = any(sentence.kind == "salutation" for sentence in tally.reading.sentences)
    attached = any(source.text.strip() for source in tally.reading.reply.sources[1:])
    if attached or sum(len(sentence.low) for sentence in said) > 240:
        return None
    if tally.plain("progress") or tally.weight("answer") or tally.plain("cover"):
        return None
    if any(_ANSWERING.search(sentence.low) for sentence in said):
        return None
    thanks = [sentence for sentence in said if _BRIEF_RECEIPT.search(sentence.low)]
    if opened and not any(_SAYS_RECEIVED.search(sentence.low) for sentence in thanks):
        return None
    longer = [s for s in said if s.kind == "own" and s.low.count(" ") > 3 and s.low[0] != "<"]
    if not thanks or any(sentence not in thanks for sentence in longer):
        return None
    return Decision("acknowledgement", thanks[0], "brief thanks", 1, 1)
