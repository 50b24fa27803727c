"""What sentences in running text say: who did what, when, for how much, under which name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from campaign.letters.model import Question

from . import states, values
from .claims import ALIGNED, BLANKET, SCOPED, STATED, Claim
from .periods import Mention, PeriodReader
from .questions import Subject, measured_by, section_refs
from .values import NIL, Found
from .words import stems

_NEGATION = re.compile(
    r"\b(?:no|not|none|never|neither|nor|nil|nothing|without|cannot)\b|n['’]t\b|^\W*n\b",
    re.IGNORECASE,
)
_AFFIRMED = re.compile(
    r"(?:^|[\s\"'“‘:,(-])(?:yes|yep|correct)(?=[\s\"'”’.,;:)–-]|$)", re.IGNORECASE
)
_MODAL = re.compile(
    r"\b(?:would|could|may|might|should|will|shall|if|whether|considering|plans? to|planned|intend\w*|propos\w*|likely|public interest|unless|"
    r"save where|such as|for example|understand|prejudice|section \d)\b|\?\s*$",
    re.IGNORECASE,
)
_GENERIC_OBJECT = re.compile(
    r"\b(?:anything|nothing|software|systems?|tools?|products?|technology|something|one|any|kind) (?:like (?:this|that)|of (?:the|this|that|either) (?:kind|type|sort|nature|description)|"
    r"of (?:this|that|these|those) (?:kinds?|types?))\b|\bsuch (?:a |an )?(?:systems?|software|tools?|technology|products?|thing)\b|"
    r"\b(?:either|neither|these|those|both)(?: of the(?:se)?)? (?:kinds?|types?|systems?)\b|\bthis (?:kind|type|sort) of (?:software|system|tool|technology|product)\b",
    re.IGNORECASE,
)
_HAD = re.compile(
    r"\b(?:ha(?:ve|s|d)|there (?:was|were|is|are)|own(?:s|ed)?|possess\w*|never)\b", re.IGNORECASE
)
_ANAPHOR = re.compile(
    r"^\W*(?:it|they|this|that|these|those|its|he|she|the (?:tool|system|software|trial|pilot|product|same))\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"\b(?:do(?:es)? not|don['’]t|doesn['’]t|is not|are not|isn['’]t|aren['’]t|not currently|no longer)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:has|have|had|was|were|did|never|ever|been)\b", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:no|not any|any|nothing) (?:other|further|additional|else)\b|\bonly one\b|\bno other\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(?:withdrawn|discontinued|decommissioned|switched off|ceased|stopped|terminated|ended|abandoned|not continued|scrapped)\b",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    r"\b(?:first )?(?:introduced?|introduction|began|begun|begins?|started|launched|commenced|installed|went live|"
    r"first (?:used|trialled|deployed|purchased|held)|start(?:ed)? (?:date|year)|dates? (?:from|back to)|in place since)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\w/£.,-])((?:19|20)\d\d)(?![\w/%]|[.,]\d)")
_EACH = re.compile(
    r"\b(?:a|per|each|every) (?:calendar |financial )?year\b|\bper annum\b|\bp\.?a\b\.?|\bannually\b|\byearly\b|\bannual\b|\beach\b",
    re.IGNORECASE,
)
_SPENT = re.compile(
    r"\b(?:cost|costs|spent|spend|spending|paid|budget|expenditure|price|fee|£|pounds)\b|£",
    re.IGNORECASE,
)
_COMMA_START = (
    r"(?:and|but|no|not|none|nor|yes|which|at|it|they|the|having|with|we|first|so|a|an|there|since|for|in use|"
    r"trial\w*|pilot\w*|use[ds]?|ongoing|spend|cost|name\w*|introduced|began|started)\b"
)
_CUT = re.compile(
    rf"\s*(?:;|\(|\)|\s[-–—]\s|\s?[–—]\s|,\s+(?={_COMMA_START})|,?\s+but\s+|"
    r",?\s+and\s+(?=(?:no|not|none|nor|has|have|had|was|were|is|are|then|the|we|it|its|they|there|ongoing|in use|a|an|did|do|does|nothing|so|£\d)\b|£)"
    r"|\s+nor\s+(?=(?:has|have|was|were|is|did)\b)|\.\s+(?=[A-Z])|\n)\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?<=[\w)])\s?:\s+(?=\S)")
_CAP = r"[=A-Z][\w™®+&.'’=-]*"
_NAME = rf"(?P<name>{_CAP}(?:\s+(?:{_CAP}|\d[\w.]*|of(?=\s[A-Z])|for(?=\s[A-Z]))){{0,4}})"
_NAMED = re.compile(
    rf"\b(?i:software|products?|systems?|tools?|names?|suppliers?|vendors?|contractors?|providers?|packages?|applications?|called|named|known as|using|trial of|pilot of|use of|test of)"
    rf"(?:\s(?i:of the \w+|in (?:both|each|all) cases?|in use|used|trialled|piloted|it|itself|here|concerned)){{0,3}}"
    rf"(?i:\s?(?::|=|\bis\b|\bwas\b|\bwere\b|\bare\b|\bcalled\b|\bnamed\b|-|–)(?:\s(?i:called|named|an?|the)\b)?)?\s+[\"'“‘]?{_NAME}"
)
_SUBJECT_NAME = re.compile(
    rf"^\W*{_NAME}\s+(?:was|were|has been|have been|is|are)\s+(?:(?:first|then|also|only|not|never|in|on|being)\s+)*(?P<verb>[a-z]+(?:\s[a-z]+)?)"
)
_PAREN_NAME = re.compile(rf"\((?:{_NAME})\)")
_NOT_NAMES = re.compile(
    r"^(?:The|This|That|It|We|Our|Yes|No|None|Nil|Not|A|An|In|For|Please|Section|Act|Freedom|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|N/?A|FOI|FOIA|Police|Council|Trust|University|Chief|Q\d*|As|All|Any|There|These|Such|However|Dear|"
    r"Information|Constabulary|Ltd|And|Or|To|Of|By|On|At|Individual|Systems?|Software|Trial|Trials|Spend|Cost|Question|Questions|Commissioner)\b"
)


@dataclass(slots=True)
class Context:
    """What earlier sentences leave for later ones: section, topic, periods last named."""

    scope: frozenset[str] | None = None
    heading: bool = False
    gates: tuple[str, ...] = ()
    periods: frozenset[str] = frozenset()
    affirmed: frozenset[str] = frozenset()
    amount_questions: tuple[str, ...] = ()
    authority: str = ""
    law: str = "foia"
    names_seen: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Clause:
    start: int
    end: int
    text: str
    mentions: list[Mention]
    scope: frozenset[str] | None
    negated: bool = False
    affirmed: bool = False
    has_money: bool = False


class StatementReader:
    """Reads sentences of one questionnaire's replies."""

    def __init__(self, subject: Subject, periods: PeriodReader) -> None:
        self.subject = subject
        self.periods = periods
        types = {q.answer_type for q in subject.questions}
        self._has = types
        self._ask_once = {q.id for q in subject.questions if not q.periods}
        self._topic_stems = frozenset(
            s
            for kind in types
            for section in (subject.all_sections or [None])
            for q_topic in self._topics_of(kind, section).values()
            for s in q_topic
        )

    def _topics_of(self, kind: str, section: str | None) -> dict[str, dict[str, float]]:
        candidates = self.subject.of_type(kind, frozenset({section}) if section else None)
        return self.subject.topics(candidates) if candidates else {}

    # -- one sentence ---------------------------------------------------------------------------

    def read(
        self, text: str, base: int, context: Context, aligned: tuple[Question, ...] = ()
    ) -> list[Claim]:
        """The claims of one sentence; `context` is carried on from sentence to sentence."""
        if len(text) > 4000:
            return []
        if not aligned and text.rstrip().endswith("?"):
            return []
        claims: list[Claim] = []
        state = self._state(text, base, context, aligned)
        if state is not None:
            claims.extend(state)
            if state and state[0].state != "not_applicable":
                if not (
                    self._has & {"yes_no"}
                    and re.search(
                        r"\b(?:any|such|either)\b.{0,80}\b(?:being|having been|has been)\b", text
                    )
                ):
                    return claims
                claims = []
        found = stems(text)
        if not aligned and not self._worth(text, found):
            self._note_scope(text, context)
            return claims
        if not aligned and _MODAL.search(text) and not re.search(r"\bwill not\b", text):
            return claims
        clauses = self._clauses(text, context)
        for index, clause in enumerate(clauses):
            claims.extend(self._clause(clause, base, context, aligned, clauses, index))
        return claims

    def _worth(self, text: str, found: frozenset[str]) -> bool:
        return bool(
            found & self._topic_stems
            or _GENERIC_OBJECT.search(text)
            or values.NIL.search(text)
            or "£" in text
            or _YEAR.search(text)
            or measured_by("names", text)
            or _AFFIRMED.search(text)
            or _OTHER.search(text)
            or (_NEGATION.search(text) and self.subject.section_words(text))
        )

    def _note_scope(self, text: str, context: Context) -> None:
        named = self.subject.section_words(text)
        if len(named) == 1 and not context.heading:
            context.scope = named

    # -- clauses --------------------------------------------------------------------------------

    def _clauses(self, text: str, context: Context) -> list[_Clause]:
        mentions = self.periods.mentions(text)
        held = [(m.start, m.end) for m in mentions]
        cuts: list[tuple[int, int]] = []
        for pattern in (_CUT, _LABEL):
            for match in pattern.finditer(text):
                if any(
                    s < match.end()
                    and match.start() < e
                    and match.group().strip() != ""
                    and not (match.start() >= e)
                    and s < match.start()
                    for s, e in held
                ):
                    continue
                cuts.append(match.span())
        cuts.sort()
        clauses: list[_Clause] = []
        begin = 0
        refs = section_refs(self.subject, text, parenthesised=True)
        bounds = [*cuts, (len(text), len(text))]
        for stop, resume in bounds:
            if stop < begin:
                continue
            # "(1)" is a reference, not an aside.
            if stop < len(text) and re.match(r"\s*\([1-9]\)", text[stop : stop + 8]):
                continue
            if (
                re.match(r"\(?[1-9]\)", text[max(0, resume - 3) : resume].strip())
                and text[resume - 1 : resume] in ") "
            ):
                if re.search(r"\([1-9]\)\s*$", text[max(0, resume - 5) : resume]):
                    continue
            piece = text[begin:stop]
            if piece.strip():
                clauses.append(self._make(text, begin, stop, mentions, refs))
            begin = resume
        scope = context.scope
        for clause in clauses:
            if clause.scope is None:
                clause.scope = scope
            else:
                scope = clause.scope
        return clauses

    def _make(
        self,
        text: str,
        begin: int,
        stop: int,
        mentions: list[Mention],
        refs: list[tuple[int, int, frozenset[str]]],
    ) -> _Clause:
        piece = text[begin:stop]
        inside = [m for m in mentions if begin <= m.start < stop]
        scope: frozenset[str] | None = None
        named = self.subject.section_words(piece)
        if named:
            scope = named
        for start, _, sections in refs:
            if begin <= start < stop:
                scope = sections if scope is None else scope | sections
        return _Clause(
            begin,
            stop,
            piece,
            inside,
            scope,
            negated=bool(_NEGATION.search(piece)),
            affirmed=bool(_AFFIRMED.search(piece)),
            has_money=next(values.amounts(piece), None) is not None,
        )

    def _clause(
        self,
        clause: _Clause,
        base: int,
        context: Context,
        aligned: tuple[Question, ...],
        clauses: list[_Clause],
        index: int,
    ) -> Iterator[Claim]:
        """Read one clause for each kind of answer, and leave what later ones need."""
        if clause.scope is not None:
            context.scope = clause.scope
        found = stems(clause.text)
        gates = tuple(q.id for q in aligned if q.answer_type == "yes_no") or self._gates(
            clause, found
        )
        fresh = bool(gates)
        generic = (
            not gates
            and clause.negated
            and bool(_GENERIC_OBJECT.search(clause.text))
            and bool(_HAD.search(clause.text))
        )
        if generic:
            gates = tuple(
                q.id
                for q in self.subject.of_type("yes_no", clause.scope)
                if q.only_if is None and q.periods
            )
        elif not gates and (index > 0 or _ANAPHOR.match(clause.text) or clause.affirmed):
            gates = tuple(g for g in context.gates if self._in_scope(g, clause.scope))
        rank = ALIGNED if aligned else STATED
        introduced = _INTRODUCED.search(clause.text)
        spent = clause.has_money or (_SPENT.search(clause.text) and clause.negated)
        only_aligned_types = {q.answer_type for q in aligned}
        wants = only_aligned_types or self._has
        if "yes_no" in wants and gates and not spent and not (introduced and not clause.negated):
            yield from self._yes_no(
                clause, base, context, gates, rank, fresh or generic, clauses, index
            )
        if fresh:
            context.gates = gates
        elif generic:
            context.gates = ()
        topic = gates if fresh else context.gates
        if not aligned or "year" in wants:
            yield from self._year(clause, base, context, topic, aligned, rank, introduced)
        if not aligned:
            yield from self._money(clause, base, context, topic, fresh)
            if "count" in self._has:
                yield from self._counted(clause, base, context)
            if "names" in self._has:
                yield from self._names(clause, base, context, topic)
        for mention in clause.mentions:
            if mention.labels and mention.scope == "some" and not clause.has_money:
                context.periods = mention.labels

    def _in_scope(self, question: str, scope: frozenset[str] | None) -> bool:
        return scope is None or self.subject.section_of[question] in scope

    def _gates(self, clause: _Clause, found: frozenset[str]) -> tuple[str, ...]:
        least = 0.4 if len(self.subject.of_type("yes_no", None)) > 1 else 0.5
        return tuple(q.id for q in self.subject.match("yes_no", found, clause.scope, least))

    # -- yes and no -----------------------------------------------------------------------------

    def _yes_no(
        self,
        clause: _Clause,
        base: int,
        context: Context,
        gates: tuple[str, ...],
        rank: int,
        fresh: bool,
        clauses: list[_Clause],
        index: int,
    ) -> Iterator[Claim]:
        span = (base + clause.start, base + clause.end)
        ask_once = all(g in self._ask_once for g in gates)
        either = self._undecided(gates, clause.scope)
        ended = _ENDED.search(clause.text)
        if ended and (context.affirmed or clause.mentions):
            after = self._after(context.affirmed)
            mention = next((m for m in clause.mentions if m.labels), None)
            if mention is not None and re.search(r"not continued into", clause.text):
                after = mention.labels
            if after:
                yield Claim(gates, after, "answered", False, *span, rank, 0.8, either=either)
            return
        value: bool | None = None
        if clause.negated:
            value = False
        elif clause.affirmed or (clause.mentions and (fresh or index > 0)):
            value = True
        if re.match(r"^\W*y\W*$", clause.text, re.IGNORECASE):
            value = True
        if value is None:
            return
        if clause.negated and clause.affirmed:
            value = bool(values.yes_no(clause.text))
        mentions = list(clause.mentions)
        if not mentions and value is False and fresh:
            mentions = self._borrowed(clauses, index)
        confidence = 0.93 if fresh else 0.85
        if not mentions:
            if value is True and not ask_once and rank != ALIGNED:
                return
            if (
                not fresh
                and rank != ALIGNED
                and not clause.affirmed
                and not re.search(r"^\W*(?:no|none|never|nil)\b", clause.text, re.I)
            ):
                return
            if ask_once and rank != ALIGNED:
                confidence = 0.6
            weak = (
                bool(
                    value is False
                    and _PRESENT.search(clause.text)
                    and not re.search(r"\b(?:never|been|ever|did)\b", clause.text, re.I)
                )
                and rank != ALIGNED
            )
            rest = bool(_OTHER.search(clause.text))
            yield Claim(
                gates,
                None,
                "answered",
                value,
                *span,
                rank,
                confidence,
                rest=rest,
                either=either,
                weak=weak,
            )
            return
        for mention in mentions:
            local = value
            periods, rest = self._resolve(mention, context)
            if mention.given and not mention.labels:
                yield Claim(
                    gates,
                    frozenset(),
                    "answered",
                    local,
                    *span,
                    rank,
                    0.5,
                    given=mention.given,
                    either=either,
                )
                continue
            if rest:
                yield Claim(
                    gates, None, "answered", False, *span, rank, 0.88, rest=True, either=either
                )
                continue
            if not periods:
                continue
            if local is True:
                context.affirmed = periods
            yield Claim(gates, periods, "answered", local, *span, rank, confidence, either=either)
            if mention.only and local is True:
                yield Claim(
                    gates, None, "answered", False, *span, rank, 0.9, rest=True, either=either
                )
            if mention.scope == "some" and mention.labels:
                context.periods = periods
        if re.search(r"\bonly one\b", clause.text):
            yield Claim(gates, None, "answered", False, *span, rank, 0.85, rest=True, either=either)

    def _borrowed(self, clauses: list[_Clause], index: int) -> list[Mention]:
        """The periods at the end of a list of denials hold for all of them."""
        for later in clauses[index + 1 :]:
            if later.mentions:
                if later.negated or not stems(
                    later.text[: max(0, later.mentions[0].start - later.start)]
                ):
                    return [m for m in later.mentions if m.scope in {"all", "some"} and m.labels][
                        :1
                    ]
                return []
            if not later.negated:
                return []
        return []

    def _undecided(self, gates: tuple[str, ...], scope: frozenset[str] | None) -> bool:
        sections = {self.subject.section_of[g] for g in gates}
        return len(sections) > 1 and scope is None

    def _resolve(self, mention: Mention, context: Context) -> tuple[frozenset[str], bool]:
        """Periods of a mention, and whether it speaks of all the others."""
        if mention.scope == "rest":
            return frozenset(), True
        if mention.scope == "before":
            return self._before(context.periods or context.affirmed), False
        if mention.scope == "after":
            return self._after(context.periods or context.affirmed), False
        if mention.scope == "those":
            return context.periods or context.affirmed or self.periods.all, False
        return mention.labels, False

    def _after(self, labels: frozenset[str]) -> frozenset[str]:
        order = self.periods.labels
        last = max((order.index(label) for label in labels), default=len(order))
        return frozenset(order[last + 1 :])

    def _before(self, labels: frozenset[str]) -> frozenset[str]:
        order = self.periods.labels
        first = min((order.index(label) for label in labels), default=0)
        return frozenset(order[:first])

    # -- values ---------------------------------------------------------------------------------

    def targets(
        self, kind: str, clause_text: str, scope: frozenset[str] | None, gates: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Questions of a type that a stretch of text speaks of: by topic, else by the gate."""
        candidates = self.subject.of_type(kind, scope)
        if not candidates:
            return ()
        direct = self.subject.match(kind, stems(clause_text), scope)
        if direct:
            return tuple(q.id for q in direct)
        linked = tuple(q.id for q in candidates if q.only_if in gates) if gates else ()
        if not linked and gates:
            topics = frozenset(s for g in gates for s in self._topic(g))
            linked = tuple(q.id for q in self.subject.match(kind, topics, scope))
        return linked or tuple(q.id for q in candidates)

    def _topic(self, question: str) -> frozenset[str]:
        q = self.subject.by_id[question]
        topics = self._topics_of(q.answer_type, q.section)
        return frozenset(topics.get(question, {}))

    def _year(
        self,
        clause: _Clause,
        base: int,
        context: Context,
        gates: tuple[str, ...],
        aligned: tuple[Question, ...],
        rank: int,
        introduced: re.Match[str] | None,
    ) -> Iterator[Claim]:
        if "year" not in self._has or aligned or clause.has_money or clause.negated:
            return
        opened = next((m for m in clause.mentions if m.open_from), None)
        start = next(
            (
                m
                for m in clause.mentions
                if len(m.years) > 1
                and re.match("from", clause.text[m.start - clause.start :], re.I)
            ),
            None,
        )
        year = 0
        if introduced:
            after = _YEAR.search(clause.text, introduced.end())
            year = int(after[1]) if after else 0
            if (
                not year
                and re.search(r"\bthat (?:same )?year\b", clause.text)
                and len(context.periods) == 1
            ):
                only = next(iter(context.periods))
                year = int(only) if only.isdigit() else 0
        elif opened and gates:
            year = opened.open_from
        elif (
            start
            and gates
            and start.labels
            and self.periods.labels[:1]
            and self.periods.labels[0] not in start.labels
        ):
            year = start.years[0]
        elif gates and context.names_seen == ["introduced"] and clause.mentions:
            year = clause.mentions[0].years[0] if clause.mentions[0].years else 0
        context.names_seen = ["introduced"] if introduced and year else []
        if not year:
            return
        questions = self.targets("year", clause.text, clause.scope, gates)
        questions = tuple(q for q in questions if self._in_scope(q, clause.scope))
        if questions:
            yield Claim(
                questions,
                None,
                "answered",
                year,
                base + clause.start,
                base + clause.end,
                rank,
                0.9 if introduced else 0.8,
                either=len(questions) > 1,
                each=True,
            )

    def _money(
        self, clause: _Clause, base: int, context: Context, gates: tuple[str, ...], fresh: bool
    ) -> Iterator[Claim]:
        if "money" not in self._has:
            return
        found = list(values.amounts(clause.text))
        questions = context.amount_questions
        if found or (_SPENT.search(clause.text) and NIL.search(clause.text)):
            if not found and not fresh:
                gates = ()
            own = self.targets("money", clause.text, clause.scope, gates)
            measured = _SPENT.search(clause.text) or fresh or not questions
            questions = own if measured else questions
            if not any(stem for stem in ("£", "pound")) and not measured:
                return
            if not self._money_meant(clause, gates, questions):
                return
        elif not (questions and clause.negated and NIL.search(clause.text) and clause.mentions):
            return
        context.amount_questions = questions
        if not questions:
            return
        if not found:
            nil = NIL.search(clause.text)
            rest = bool(_OTHER.search(clause.text))
            for periods, given in self._periods_of(clause.mentions, context):
                yield (
                    Claim(
                        questions,
                        periods,
                        "answered",
                        0,
                        base + clause.start,
                        base + clause.end,
                        STATED,
                        0.88,
                        each=True,
                        rest=rest,
                        given=given,
                    )
                    if nil
                    else Claim(questions, periods, "answered", 0, 0, 0, STATED, 0.1)
                )
            return
        for item, mentions in _pair(found, clause):
            yield from self._valued(item, mentions, clause, base, context, questions, 0.9)

    def _money_meant(
        self, clause: _Clause, gates: tuple[str, ...], questions: tuple[str, ...]
    ) -> bool:
        """Whether an amount in running text is about what was asked at all."""
        return bool(questions) and bool(
            gates
            or clause.mentions
            or clause.scope is not None
            or self.subject.match("money", stems(clause.text), clause.scope, 0.5)
        )

    def _counted(self, clause: _Clause, base: int, context: Context) -> Iterator[Claim]:
        if clause.has_money:
            return
        direct = self.subject.match("count", stems(clause.text), clause.scope, 0.5)
        if not direct:
            return
        text = clause.text
        for mention in clause.mentions:
            # A period is no number of things.
            low, high = mention.start - clause.start, mention.end - clause.start
            text = text[:low] + "#" * (high - low) + text[high:]
        found = list(values.counts(text))
        questions = tuple(q.id for q in direct)
        if len(questions) > 1 or not found:
            nil = re.search(r"\b(?:no|none|nil|zero)\b", clause.text, re.I)
            if (
                len(questions) == 1
                and nil
                and not found
                and re.search(r"\b(?:no|none|nil|zero)\b", clause.text, re.I)
            ):
                for periods, given in self._periods_of(clause.mentions, context):
                    yield Claim(
                        questions,
                        periods,
                        "answered",
                        0,
                        base + clause.start,
                        base + clause.end,
                        STATED,
                        0.8,
                        each=True,
                        given=given,
                    )
            return
        for item, mentions in _pair(found, clause):
            yield from self._valued(item, mentions, clause, base, context, questions, 0.8)

    def _valued(
        self,
        item: Found,
        mentions: list[Mention],
        clause: _Clause,
        base: int,
        context: Context,
        questions: tuple[str, ...],
        confidence: float,
    ) -> Iterator[Claim]:
        low, high = item.start, item.end
        for mention in mentions:
            low = min(low, mention.start - clause.start)
            high = max(high, mention.end - clause.start)
        start, end = base + clause.start + low, base + clause.start + high
        if not item.sure:
            confidence -= 0.05
        each = bool(_EACH.search(clause.text[item.end : item.end + 40])) or bool(
            _EACH.search(clause.text[: item.start])
        )
        either = len({self.subject.section_of[q] for q in questions}) > 1 or len(questions) > 1
        for periods, given in self._periods_of(mentions, context):
            yield Claim(
                questions,
                periods,
                "answered",
                item.value,
                start,
                end,
                STATED,
                confidence,
                given=given,
                each=each or any(m.scope in {"all", "those"} for m in mentions),
                either=either,
            )

    def _periods_of(
        self, mentions: list[Mention], context: Context
    ) -> Iterator[tuple[frozenset[str] | None, str]]:
        usable = False
        for mention in mentions:
            if mention.given and not mention.labels:
                usable = True
                yield frozenset(), mention.given
            elif mention.scope in {"all"}:
                continue
            elif mention.scope == "those":
                if context.periods:
                    usable = True
                    yield context.periods, ""
            else:
                periods, rest = self._resolve(mention, context)
                if periods:
                    if mention.scope == "some":
                        context.periods = periods
                    usable = True
                    yield periods, ""
        if not usable:
            yield None, ""

    def _names(
        self, clause: _Clause, base: int, context: Context, gates: tuple[str, ...]
    ) -> Iterator[Claim]:
        if clause.negated:
            return
        match = _NAMED.search(clause.text)
        if match is None and gates:
            match = _SUBJECT_NAME.match(clause.text)
            if (
                match
                and not stems(match["verb"]) & self._topic_stems
                and "use" not in match["verb"]
            ):
                match = None
        if match is None:
            return
        name = match["name"].rstrip(".,;:'’")
        if _NOT_NAMES.match(name) or (
            context.authority and name.split()[0].lower() in context.authority.lower()
        ):
            return
        if self.subject.section_words(name) or not re.search(r"[A-Za-z]", name):
            return
        questions = self.targets("names", clause.text, clause.scope, gates)
        start = base + clause.start + match.start("name")
        listed = [name]
        tail = re.match(
            rf"\s+and\s+{_NAME}(?=\W|$)", clause.text[match.start("name") + len(name) :]
        )
        end = start + len(name)
        if tail and not _NOT_NAMES.match(tail["name"]):
            listed.append(tail["name"].rstrip(".,;:"))
            end += tail.end()
        periods = next(
            (
                m.labels
                for m in clause.mentions
                if m.scope == "some" and m.labels and not m.open_from
            ),
            None,
        )
        yield Claim(
            questions,
            None if periods is None else None,
            "answered",
            listed,
            start,
            end,
            STATED,
            0.85,
            each=True,
            either=len(questions) > 1,
        )

    # -- states ---------------------------------------------------------------------------------

    def _state(
        self, text: str, base: int, context: Context, aligned: tuple[Question, ...]
    ) -> list[Claim] | None:
        """Claims of a sentence that gives a state; None if it gives none."""
        cue = states.cue(text)
        if cue is None:
            return None
        span = (base, base + len(text))
        provision = (
            states.provision(text, context.law)
            if cue.state in {"refused", "over_cost", "ncnd", "already_public"}
            else ""
        )
        mentions = [m for m in self.periods.mentions(text) if m.scope == "some" and m.labels]
        periods = mentions[0].labels if mentions else None
        if periods is not None and len(mentions) > 1:
            periods = frozenset().union(*(m.labels for m in mentions))

        def made(questions: tuple[str, ...], rank: int, confidence: float) -> Claim:
            return Claim(
                questions,
                periods,
                cue.state,
                None,
                *span,
                rank,
                confidence,
                provision=provision,
                each=True,
                rest=cue.rest,
            )

        if aligned:
            return [made(tuple(q.id for q in aligned), ALIGNED, 0.93)]
        scope = context.scope
        named = self.subject.section_words(text)
        refs = section_refs(self.subject, text, parenthesised=False)
        if named:
            scope = named
        elif refs:
            scope = frozenset().union(*(r[2] for r in refs))
        measured = self._measured(text, cue)
        if measured:
            if cue.state == "not_applicable" and measured != ("names",):
                return []
            questions = tuple(
                q.id for kind in measured for q in self._of_measure(kind, text, scope)
            )
            return [made(questions, STATED, 0.85)] if questions else []
        if cue.state == "not_applicable":
            return []
        if scope is not None and scope != self.subject.all_sections:
            return [
                made(tuple(q.id for q in self.subject.questions if q.section in scope), SCOPED, 0.9)
            ]
        if cue.generic or cue.state in {"ncnd", "over_cost"}:
            return [made(tuple(q.id for q in self.subject.questions), BLANKET, 0.92)]
        return []

    def _of_measure(
        self, kind: str, text: str, scope: frozenset[str] | None
    ) -> tuple[Question, ...]:
        return self.subject.match(kind, stems(text), scope, 0.5) or self.subject.of_type(
            kind, scope
        )

    def _measured(self, text: str, cue: states.Cue) -> tuple[str, ...]:
        """Answer types that the subject of a state names: the costs, the name of the product."""
        if cue.state in {"ncnd", "over_cost"}:
            return ()
        head = text[: cue.start] if cue.state in {"refused", "already_public"} else text
        if (
            re.search(r"\b(?:information|request)\b", head, re.I)
            and cue.generic
            and not re.search(r"\b(?:cost|spend|budget|name)s?\b", head, re.I)
        ):
            return ()
        if re.search(r"\bwhether\b", text, re.I):
            return ()
        return tuple(
            kind
            for kind in ("money", "names", "count", "date")
            if kind in self._has
            and measured_by(kind, head)
            and not (
                kind == "names"
                and not re.search(r"\bnames?\b|\bto name\b|\bsuppliers?\b", head, re.I)
            )
            and not (kind == "count" and not re.search(r"\bnumbers? of\b", head, re.I))
        )


def _pair(found: list[Found], clause: _Clause) -> list[tuple[Found, list[Mention]]]:
    """Each value with the periods written beside it, before or after as the clause has it."""
    mentions = clause.mentions
    if not mentions:
        return [(item, []) for item in found]
    if len(found) == 1:
        return [(found[0], mentions)]
    first_mention = mentions[0].start - clause.start
    paired: list[tuple[Found, list[Mention]]] = []
    for index, item in enumerate(found):
        if first_mention < found[0].start:
            low = found[index - 1].end if index else -1
            high = item.start
        else:
            low = item.end
            high = found[index + 1].start if index + 1 < len(found) else len(clause.text)
        paired.append((item, [m for m in mentions if low <= m.start - clause.start < high]))
    return paired


__all__ = ["Context", "StatementReader", "replace"]
