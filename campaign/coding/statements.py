"""What sentences in running text say of the questions: yes and no by period, and states."""

from __future__ import annotations

import re
from collections.abc import Iterator

from campaign.letters.model import Question

from . import states, values
from .claims import ALIGNED, BLANKET, SCOPED, STATED, Claim
from .clauses import (
    AFFIRMED,
    NEGATION,
    Clause,
    Context,
    borrowed_periods,
    cut,
    denies_the_present,
    leading_periods,
    resolve,
)
from .periods import Mention, PeriodReader
from .questions import Subject
from .state_scope import StateReader
from .stated import INTRODUCED, NAMED, OTHER, SPENT, YEAR, ValueReader
from .words import stems

_ASKED_HOW = re.compile(r"\((?:please )?(?:yes or no|yes/no|y ?/ ?n|y or n)\)", re.IGNORECASE)
_MODAL = re.compile(
    r"\b(?:would|could|(?-i:may)|might|should|will(?! not)|shall|if|whether|considering|plans? to"
    r"|planned|"
    r"intend\w*|propos\w*|likely|public interest|unless|save where|such as|for example|understand|"
    r"prejudice|section \d|where no)\b|\?\s*$|^\W*what\b",
    re.IGNORECASE,
)
_SUCH = re.compile(
    r"\b(?:anything|nothing|something|software|systems?|tools?|products?|technology|one|any|kind) "
    r"(?:like (?:this|that)|of (?:the|this|that|either) (?:kind|type|sort|nature|description)|"
    r"of (?:this|that|these|those) (?:kinds?|types?))\b"
    r"|\bsuch (?:a |an )?(?:systems?|software|tools?|technology|products?|thing)\b|"
    r"\b(?:either|neither|these|those|both)(?: of the(?:se)?)? (?:kinds?|types?|systems?)\b|"
    r"\bthis (?:kind|type|sort) of (?:software|system|tool|technology|product)\b",
    re.IGNORECASE,
)
_HAD = re.compile(
    r"\b(?:never|not|n['’]t|no) (?:currently |ever )?(?:have|has|had|own\w*|possess\w*)\b"
    r"|n['’]t have\b|"
    r"\b(?:was|were|is|are|been|have|has|had) (?:nothing|no|none)\b|\bnothing of the kind\b",
    re.IGNORECASE,
)
_EVERY_ANSWER = re.compile(
    r"\banswers? (?:to|for) (?:all|each|every|any)(?: one)?(?: of)?(?: the| these| those| your)? "
    r"questions?\b[^.]{0,40}\b(?:is|are) \W?no\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:was|were|has been|have been|is|are|we (?:do|use|have|publish)|uses|has|publishes)\b",
    re.IGNORECASE,
)
_KEPT = re.compile(r"\b(?:kept|recorded|held|retained)\b", re.IGNORECASE)
_ANAPHOR = re.compile(
    r"^\W*(?:it|they|this|that|these|those|its|he|she|the (?:tool|system|software|trial|pilot"
    r"|product|same))\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(?:withdrawn|discontinued|decommissioned|switched off|ceased|stopped|terminated|ended"
    r"|abandoned|"
    r"not continued|scrapped)\b",
    re.IGNORECASE,
)
_ONLY_ONE = re.compile(r"\bthe only (?:one|trial|pilot|such)\b", re.IGNORECASE)
_RAN_A_TRIAL = re.compile(
    r"\b(?:ran|run|running|held|hold|conducted|used|carried out|undertook|began|started)\s+"
    r"(?:(?:a|an|the|any|one|no|its)\s+)?(?:[\w-]+\s+){0,2}(?=trial|pilot|test)",
    re.IGNORECASE,
)
_TRIAL = re.compile(r"\b(?:trial|pilot|test)", re.IGNORECASE)
_RAN = re.compile(
    r"\b(?:ran|runs?|running)\b(?! (?:a|an|any|the) (?!trial|pilot|test))", re.IGNORECASE
)
_SO_NOTHING = re.compile(
    r"\b(?:so|therefore|hence|thus|consequently|accordingly|as such|as a result)\b,? "
    r"(?:(?:the|we|our|this|it|there|is|are|do|does|not|\w{3,12}) ){0,4}?"
    r"(?:h[eo]lds?|ha(?:s|ve)|held|records?|information)\b",
    re.IGNORECASE,
)
_DENIED_BEING = re.compile(
    r"\bno records? of (?:any|either|a)\b.{0,80}\b(?:being|having been|has been|was)\b",
    re.IGNORECASE,
)


class StatementReader:
    """Reads sentences of one questionnaire's replies."""

    def __init__(self, subject: Subject, periods: PeriodReader) -> None:
        self.subject = subject
        self.periods = periods
        self.values = ValueReader(subject, periods)
        self.states = StateReader(subject, periods)
        self.types = {q.answer_type for q in subject.questions}
        self._once = {q.id for q in subject.questions if not q.periods}
        self._open_gates = {q.id for q in subject.gates if q.only_if is None and q.periods}
        self._topics = frozenset(s for found in subject.stems.values() for s in found)

    def read(
        self, text: str, base: int, context: Context, aligned: tuple[Question, ...] = ()
    ) -> list[Claim]:
        """The claims of the sentence at offset `base`; `context` goes on from one to the next.

        `aligned` are the questions under which it stands, if it stands under any.
        """
        if len(text) > 4000 or (not aligned and text.rstrip().endswith("?")):
            return []
        text = text.replace("\n", " ").replace("\r", " ")
        text = _ASKED_HOW.sub(lambda match: " " * len(match.group()), text)
        claims: list[Claim] = []
        state = self.states.read(text, base, context, aligned)
        context.remaining = context.remaining or states.speaks_of_the_rest(text)
        only_denials = False
        if state is not None:
            if _DENIED_BEING.search(text):
                state = []
            claims.extend(state)
            only_denials = bool(state) and state[0].state != "not_applicable"
            if only_denials and state[0].rank in {SCOPED, BLANKET} and _SO_NOTHING.search(text):
                # "Never used it, and so hold no records": the records are what was asked for.
                return claims
            if only_denials and state[0].state != "not_held":
                return claims
        found = stems(text)
        if not aligned and not self._worth(text, found):
            self._note_scope(text, context)
            return claims
        if not aligned and _MODAL.search(text):
            return claims
        clauses = cut(text, self.subject, self.periods, context.scope)
        if only_denials:
            cue = states.cue(text)
            clauses = [c for c in clauses if cue is None or not c.start <= cue.start < c.end]
        context.sentence_gates = []
        context.said = None
        context.weak = denies_the_present(text, clauses)
        context.lead = leading_periods(text, clauses)
        all_of_it = bool(_EVERY_ANSWER.search(text)) or bool(
            _HAD.search(text) and _SUCH.search(text) and not _KEPT.search(text)
        )
        for index, clause in enumerate(clauses):
            read = self._clause(clause, base, context, aligned, clauses, index, all_of_it)
            claims.extend(c for c in read if not only_denials or c.value is False)
        if context.sentence_gates:
            context.topics = tuple(dict.fromkeys(context.sentence_gates))
        return claims

    def _worth(self, text: str, found: frozenset[str]) -> bool:
        return bool(
            found & self._topics
            or _SUCH.search(text)
            or values.NIL.search(text)
            or "£" in text
            or YEAR.search(text)
            or NAMED.search(text)
            or SPENT.search(text)
            or AFFIRMED.search(text)
            or _ONLY_ONE.search(text)
            or OTHER.search(text)
            or (NEGATION.search(text) and self.subject.section_words(text))
        )

    def _note_scope(self, text: str, context: Context) -> None:
        named = self.subject.section_words(text)
        if len(named) == 1 and not context.heading:
            context.scope = named

    def _clause(
        self,
        clause: Clause,
        base: int,
        context: Context,
        aligned: tuple[Question, ...],
        clauses: list[Clause],
        index: int,
        all_of_it: bool,
    ) -> Iterator[Claim]:
        """Read one clause for each kind of answer, and leave what later ones need."""
        if clause.scope is not None:
            context.scope = clause.scope
        asked = [q for q in aligned if q.answer_type == "yes_no"]
        within = [q for q in asked if clause.scope is not None and q.section in clause.scope]
        gates = tuple(q.id for q in within or asked) or self._gates(clause)
        fresh = bool(gates)
        if not aligned and clause.negated and all_of_it:
            gates = tuple(
                q.id
                for q in self.subject.of_type("yes_no", clause.scope)
                if q.id in self._open_gates
            )
        elif not gates and (index > 0 or _ANAPHOR.match(clause.text) or clause.affirmed):
            gates = tuple(
                g
                for g in context.gates
                if clause.scope is None or self.subject.section_of[g] in clause.scope
            )
        introduced = INTRODUCED.search(clause.text)
        about_money = clause.has_money or SPENT.search(clause.text)
        if gates and not about_money and not (introduced and not clause.negated):
            rank = ALIGNED if aligned else STATED
            yield from self._yes_no(
                clause, base, context, gates, rank, fresh or all_of_it, clauses, index
            )
        if fresh:
            context.gates = gates
        if gates:
            context.sentence_gates.extend(gates)
        if not aligned:
            known = gates if fresh else context.gates if index else context.topics
            yield from self.values.read(clause, base, context, known, fresh)
        if not clause.has_money and not introduced:
            for mention in clause.mentions:
                if mention.labels and mention.scope == "some":
                    context.periods = mention.labels

    def _gates(self, clause: Clause) -> tuple[str, ...]:
        least = 0.4 if len(self.subject.gates) > 1 else 0.5
        text = _RAN_A_TRIAL.sub(" ", clause.text)
        if _TRIAL.search(text):
            text = _RAN.sub(" ", text)
        found = stems(text)
        matched = tuple(q.id for q in self.subject.match("yes_no", found, clause.scope, least))
        if matched or not found or clause.scope is None or len(clause.scope) != 1:
            return matched
        # "Not used", below a section's heading, is about the one thing that it asks.
        inside = [q for q in self.subject.gates if q.section in clause.scope]
        only = inside[0] if len(inside) == 1 else None
        return (only.id,) if only and found <= self.subject.stems[only.id] else ()

    # -- yes and no -----------------------------------------------------------------------------

    def _yes_no(
        self,
        clause: Clause,
        base: int,
        context: Context,
        gates: tuple[str, ...],
        rank: int,
        fresh: bool,
        clauses: list[Clause],
        index: int,
    ) -> Iterator[Claim]:
        span = (base + clause.start, base + clause.end)
        either = clause.scope is None and len({self.subject.section_of[g] for g in gates}) > 1

        def said(
            value: bool,
            periods: frozenset[str] | None,
            confidence: float,
            rest: bool = False,
            given: str = "",
            weak: bool = False,
        ) -> Claim:
            sided = either and not (rank == ALIGNED or value is False)
            return Claim(
                gates,
                periods,
                "answered",
                value,
                *span,
                rank,
                confidence,
                rest=rest,
                given=given,
                either=sided,
                weak=weak,
            )

        if _ONLY_ONE.search(clause.text):
            yield said(False, None, 0.85, rest=True)
            return
        if _ENDED.search(clause.text) and (context.affirmed or clause.mentions):
            named = next((m.labels for m in clause.mentions if m.labels), frozenset[str]())
            into = "not continued into" in clause.text
            after = named if into else self._after(named or context.affirmed)
            if after:
                yield said(False, after, 0.8)
            return
        once = rank != ALIGNED and fresh and self._asserts_once(clause, gates)
        value = self._polarity(clause, fresh, index, context, once)
        if value is None:
            return
        context.said = value
        mentions: tuple[Mention, ...] = clause.mentions
        if not mentions and value is False and fresh:
            mentions = borrowed_periods(clauses, index)
        if not mentions and context.lead:
            yield said(value, context.lead, 0.9)
            return
        if not mentions:
            if claim := self._undated(clause, gates, value, rank, fresh):
                yield said(
                    value,
                    None,
                    claim,
                    rest=bool(OTHER.search(clause.text)),
                    weak=rank != ALIGNED and context.weak,
                )
            return
        confidence = 0.93 if fresh else 0.85
        for mention in mentions:
            if mention.given and not mention.labels:
                yield said(value, frozenset(), 0.5, given=mention.given)
                continue
            if mention.scope == "rest":
                yield said(value if value is False else False, None, 0.88, rest=True)
                continue
            periods = resolve(mention, context, self.periods)
            if not periods:
                continue
            if value is True:
                context.affirmed = periods
            yield said(value, periods, confidence)
            if mention.only and value is True:
                yield said(False, None, 0.9, rest=True)
            if mention.scope == "some":
                context.periods = periods

    def _polarity(
        self, clause: Clause, fresh: bool, index: int, context: Context, asserts: bool
    ) -> bool | None:
        """Whether a clause affirms or denies; None where it does neither.

        A clause of nothing but years goes with what was said before it. `asserts` says that it
        tells of the one thing that is asked once.
        """
        if (
            index
            and clause.mentions
            and not clause.mentions[0].only
            and not re.search(r"[A-Za-z]", clause.bare())
        ):
            return True if context.said is None else context.said
        if context.lead and any(m.open_from for m in clause.mentions):
            return None
        if clause.negated and clause.affirmed:
            return values.yes_no(clause.text)
        if clause.negated:
            return False
        if clause.affirmed or re.match(r"^\W*y\W*$", clause.text, re.IGNORECASE):
            return True
        if asserts:
            return True
        if clause.mentions and (fresh or index > 0) and not clause.text.rstrip().endswith(":"):
            only = any(m.only for m in clause.mentions)
            return True if only or re.search(r"[A-Za-z]", clause.bare()) else None
        return None

    def _asserts_once(self, clause: Clause, gates: tuple[str, ...]) -> bool:
        """Whether a clause tells that a thing asked about once was done or is there."""
        if len(gates) != 1 or gates[0] not in self._once or not _TELLS.search(clause.text):
            return False
        plainly = self.subject.match("yes_no", stems(clause.text), clause.scope, 0.6)
        return tuple(q.id for q in plainly) == gates

    def tells_of(self, sentence: str, question: Question) -> bool:
        """Whether an answer tells, without a yes, that what is asked about once is so."""
        if question.periods or _MODAL.search(sentence) or NEGATION.search(sentence):
            return False
        plainly = self.subject.match("yes_no", stems(sentence), None, 0.6)
        return bool(_TELLS.search(sentence)) and question in plainly

    def _undated(
        self, clause: Clause, gates: tuple[str, ...], value: bool, rank: int, fresh: bool
    ) -> float:
        """The confidence of a yes or no that names no period; 0 where it does not count."""
        once = all(g in self._once for g in gates)
        if rank == ALIGNED:
            return 0.93
        if value is True and not once:
            return 0.0
        opens = re.search(r"^\W*(?:no|none|never|nil)\b", clause.text, re.IGNORECASE)
        if not fresh and not clause.affirmed and not opens:
            return 0.0
        return 0.6 if once else 0.93 if fresh else 0.85

    def _after(self, labels: frozenset[str]) -> frozenset[str]:
        order = self.periods.labels
        return frozenset(order[max(map(order.index, labels)) + 1 :]) if labels else frozenset()
