"""Second thoughts about answers found under questions: which of them are none after all."""

from __future__ import annotations

import re
from itertools import pairwise

from .numbering import SAME
from .questions import SectionView
from .segments import Segment
from .values import yes_no

_OPENING = re.compile(
    r"\W*(?:n/a\b|nil\b|£|not (?:held|applicable)|only in\b|nothing (?:was|has been)\b|"
    r"(?:this |it )?(?:does not|doesn['’]t) (?:arise|apply)\b|not recorded\b|"
    r"(?:19|20)\d\d\W{0,3}(?:$|yes|no|nil|n/a|£|\d))",
    re.IGNORECASE,
)
_SOUNDS_SO = re.compile(
    r"£|\bnot (?:held|applicable)\b|\bn/?a\b|\bexempt|\bsection \d|\bnil\b|\bnone\b|\bhold\b"
    r"|^\W*[\d<]",
    re.IGNORECASE,
)
_SAYS = re.compile(r"\W*(?:we|the|this|there|it)\b", re.IGNORECASE)
_SAYS_OR_DATES = re.compile(r"\W*(?:we|the|this|there|it|in 20\d\d)\b", re.IGNORECASE)
_POINTS = re.compile(r"\d|please see|attached", re.IGNORECASE)


def share_out(segments: list[Segment], sections: tuple[SectionView, ...]) -> None:
    """Give shared numbers that repeat without headings to sections: the nth of each to the nth."""
    open_segments = [
        s for s in segments if s.scope is None and len({q.section for q in s.questions}) > 1
    ]
    if len(sections) < 2 or not open_segments:
        return
    seen: dict[tuple[str, ...], list[Segment]] = {}
    for segment in open_segments:
        seen.setdefault(tuple(q.id for q in segment.questions), []).append(segment)
    if not all(len(group) == len(sections) for group in seen.values()):
        return
    if any(s.questions == t.questions for s, t in pairwise(open_segments)):
        return
    for group in seen.values():
        for section, segment in zip(sections, group, strict=True):
            segment.questions = tuple(q for q in segment.questions if q.section == section.id)
            segment.scope = frozenset({section.id})


def unanswered_list(segments: list[Segment]) -> list[Segment]:
    """Questions that only stand in a row, our letter come back: no answers are below them."""
    found: list[Segment] = []
    run: list[Segment] = []
    for segment in [*segments, None]:
        again = segment is not None and any(s.questions == segment.questions for s in run)
        if segment is not None and segment.how == "wording" and not again:
            run.append(segment)
            if not segment.spans:
                continue
        if len(run) >= 3 and sum(not s.spans for s in run) >= len(run) - 1:
            found.extend(run)
        # A question that comes again begins the list that is answered.
        run = [segment] if segment is not None and again and not segment.spans else []
    found.extend(s for s in segments if not s.spans and s not in found)
    return found


def another_list(text: str, segments: list[Segment]) -> list[Segment]:
    """Plainly numbered items that cannot be answers: a list numbered for itself."""
    plain = [s for s in segments if s.how == "bare"]
    if not plain:
        return []
    if len(plain) == 1 and len(plain) == len(segments):
        only = plain[0]
        placed = only.numbers[0] == 1 or len(only.numbers) > 1 or only.scope is not None
        return [] if placed and answer_like(text, only) else plain
    good = sum(answer_like(text, s) for s in plain)
    return plain if good < 0.5 * len(plain) else []


def opens_an_answer(text: str) -> bool:
    """Whether a text opens as only an answer does."""
    if "?" in text:
        return False
    return yes_no(text) is not None or bool(_OPENING.match(text))


def answer_like(text: str, segment: Segment) -> bool:
    """Whether an item reads as an answer to its question rather than a heading or a remark."""
    if segment.start < 0:
        return False
    body = text[segment.start : min(segment.end, segment.start + 160)]
    if yes_no(body) is not None or SAME.match(body) or _SOUNDS_SO.search(body):
        return True
    kinds = {q.answer_type for q in segment.questions}
    if "yes_no" in kinds:
        return bool(_SAYS_OR_DATES.match(body))
    if kinds & {"text", "names"}:
        return len(body) < 150 or bool(_SAYS.match(body))
    return bool(_POINTS.search(body))
