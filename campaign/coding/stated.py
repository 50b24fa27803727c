"""Values in running text: first years, amounts, numbers of things, names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import values
from .claims import STATED, Claim
from .clauses import Clause, Context, paired, resolve
from .periods import Mention, PeriodReader
from .questions import Subject
from .values import NIL, Found
from .words import stems

INTRODUCED = re.compile(
    r"\b(?:first )?(?:introduced?|introduction|began|begun|begins?|started|launched|commenced|"
    r"first year|installed|went live|first (?:used|trialled|deployed|purchased|held)"
    r"|start(?:ed)? (?:date|year)|"
    r"dates? (?:from|back to)|in place since)\b",
    re.IGNORECASE,
)
SPENT = re.compile(
    r"\b(?:cost|costs|spent|spend|spending|paid|budget|expenditure|price|fee|pounds)\b|£",
    re.IGNORECASE,
)
OTHER = re.compile(
    r"\b(?:no|not any|any|nothing) (?:other|further|additional|else)\b", re.IGNORECASE
)
YEAR = re.compile(r"(?<![\w/£.,-])((?:19|20)\d\d)(?![\w/%]|[.,]\d)")
EACH = re.compile(
    r"\b(?:a|per|each|every) (?:calendar |financial )?year\b|\bper annum\b|\bp\.?a\b\.?|"
    r"\bannually\b|\byearly\b|\bannual\b|\beach\b",
    re.IGNORECASE,
)
_CAP = r"[=A-Z][\w™®+&.'’=-]*"
_NAME = rf"(?P<name>{_CAP}(?:\s+(?:{_CAP}|\d[\w.]*|of(?=\s[A-Z])|for(?=\s[A-Z]))){{0,4}})"
NAMED = re.compile(
    r"\b(?i:software|products?|systems?|tools?|names?|suppliers?|vendors?|contractors?|providers?|"
    r"packages?|applications?|called|named|known as|using|trial of|pilot of|use of|test of)"
    r"(?:\s(?i:of the \w+|in (?:both|each|all) cases?|in use|used|trialled|piloted|it|itself|here|"
    r"concerned)){0,3}"
    r"(?i:\s?(?::|=|\bis\b|\bwas\b|\bwere\b|\bare\b|\bcalled\b|\bnamed\b|-|–)"
    rf"(?:\s(?i:called|named|an?|the)\b)?)?\s+[\"'“‘]?{_NAME}"
)
_SUBJECT_NAME = re.compile(
    rf"^\W*{_NAME}\s+(?:was|were|has been|have been|is|are)\s+"
    r"(?:(?:first|then|also|only|in|on|being)\s+)*(?P<verb>[a-z]+(?:\s[a-z]+)?)"
)
_COLON_NAME = re.compile(rf":\s+[\"'“‘]?{_NAME}(?=[,.;]|\s*$)")
_VERB_NAME = re.compile(
    rf"\b(?i:used?|using|trialled|piloted|tested|deployed|adopted"
    rf"|(?:bought|purchased|leased|hired|came|come)(?: from)?)\s+{_NAME}"
)
_NOT_NAMES = re.compile(
    r"^(?:The|This|That|It|We|Our|Yes|No|None|Nil|Not|A|An|In|For|Please|Section|Act|Freedom"
    r"|January|"
    r"February|March|April|May|June|July|August|September|October|November|December|N/?A|FOI|FOIA|"
    r"Police|Council|Trust|University|Chief|Q\d*|As|All|Any|There|These|Such|However|Dear"
    r"|Information|"
    r"Constabulary|Ltd|And|Or|To|Of|By|On|At|Systems?|Software|Trial|Trials|Spend|Cost|Questions?|"
    r"Commissioner|Nothing|Unknown)\b"
)


class ValueReader:
    """Reads values out of clauses whose question is known only by what they speak of."""

    def __init__(self, subject: Subject, periods: PeriodReader) -> None:
        self.subject = subject
        self.periods = periods
        self.types = {q.answer_type for q in subject.questions}

    def read(
        self, clause: Clause, base: int, context: Context, gates: tuple[str, ...], fresh: bool
    ) -> Iterator[Claim]:
        """The values of one clause; `gates` are the yes/no questions it is about, if any."""
        if "year" in self.types:
            yield from self._year(clause, base, context, gates)
        if "money" in self.types:
            yield from self._money(clause, base, context, gates, fresh)
        if "count" in self.types:
            yield from self._count(clause, base, context)
        if "date" in self.types and not clause.negated:
            yield from self._date(clause, base)
        if "names" in self.types and not clause.negated:
            yield from self._names(clause, base, context, gates)

    def targets(
        self, kind: str, text: str, scope: frozenset[str] | None, gates: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Questions of a type that a stretch of text speaks of: by topic, else by their gate."""
        candidates = self.subject.of_type(kind, scope)
        if not candidates:
            return ()
        direct = self.subject.match(kind, stems(text), scope)
        if direct:
            return tuple(q.id for q in direct)
        linked = (
            tuple(q.id for q in candidates if self.subject.gate_of[q.id] in gates) if gates else ()
        )
        if not linked and gates:
            topics = frozenset(s for g in gates for s in self._topic(g))
            linked = tuple(q.id for q in self.subject.match(kind, topics, scope))
        return linked or tuple(q.id for q in candidates)

    def _topic(self, question: str) -> frozenset[str]:
        q = self.subject.by_id[question]
        group = self.subject.of_type(q.answer_type, frozenset({q.section}))
        return frozenset(self.subject.topics(group)[question])

    # -- first years ----------------------------------------------------------------------------

    def _year(
        self, clause: Clause, base: int, context: Context, gates: tuple[str, ...]
    ) -> Iterator[Claim]:
        was_introduced, context.introduced = context.introduced, False
        if clause.has_money or clause.negated:
            return
        introduced = INTRODUCED.search(clause.text)
        year = self._first_year(clause, introduced, context, gates, was_introduced)
        if not year:
            return
        context.introduced = bool(introduced)
        questions = self.targets("year", clause.text, clause.scope, gates)
        if questions:
            yield Claim(
                questions,
                context.lead or None,
                "answered",
                year,
                base + clause.start,
                base + clause.end,
                STATED,
                0.9 if introduced else 0.8,
                either=len(questions) > 1,
                each=True,
            )

    def _first_year(
        self,
        clause: Clause,
        introduced: re.Match[str] | None,
        context: Context,
        gates: tuple[str, ...],
        was_introduced: bool,
    ) -> int:
        if introduced:
            after = YEAR.search(clause.text, introduced.end())
            if after:
                return int(after[1])
            if re.search(r"\bthat (?:same )?year\b", clause.text) and len(context.periods) == 1:
                only = next(iter(context.periods))
                return int(only) if only.isdigit() else 0
            return 0
        if not gates or not clause.mentions:
            return 0
        first = clause.mentions[0]
        if first.open_from:
            return first.open_from
        opened = next((m.open_from for m in clause.mentions if m.open_from), 0)
        if opened:
            return opened
        ranged = len(first.years) > 1 and clause.text[
            first.start - clause.start :
        ].lower().startswith("from")
        if ranged and first.labels and self.periods.labels[0] not in first.labels:
            return first.years[0]
        if was_introduced and first.years:
            # "The trial began in 2021 and ongoing use in 2022."
            return first.years[0]
        return 0

    # -- money and counts -----------------------------------------------------------------------

    def _money(
        self, clause: Clause, base: int, context: Context, gates: tuple[str, ...], fresh: bool
    ) -> Iterator[Claim]:
        found = list(values.amounts(clause.text))
        spent = bool(SPENT.search(clause.text))
        nil = NIL.search(clause.text)
        former = context.amount_questions
        if found or (spent and nil):
            if not found and not fresh:
                gates = context.topics
            questions = (
                self.targets("money", clause.text, clause.scope, gates)
                if spent or not former
                else former
            )
            about = gates or clause.mentions or clause.scope is not None
            if not about and not self.subject.match("money", stems(clause.text), None, 0.5):
                return
        elif former and clause.negated and nil and clause.mentions:
            questions = former
        else:
            return
        context.amount_questions = questions
        if not questions:
            return
        if found:
            for item, mentions in paired(found, clause):
                yield from self._valued(item, mentions, clause, base, context, questions, 0.9)
        elif nil:
            rest = bool(OTHER.search(clause.text))
            for periods, given in self._periods_of(clause.mentions, context):
                yield Claim(
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

    def _count(self, clause: Clause, base: int, context: Context) -> Iterator[Claim]:
        if clause.has_money:
            return
        known = clause.scope is not None and len(clause.scope) == 1
        alone = known and len(self.subject.of_type("count", clause.scope)) == 1
        direct = self.subject.match(
            "count", stems(clause.text), clause.scope, 0.3 if alone else 0.5
        )
        if len(direct) != 1:
            return
        questions = (direct[0].id,)
        found = list(values.counts(clause.masked()))
        if found:
            for item, mentions in paired(found, clause):
                yield from self._valued(item, mentions, clause, base, context, questions, 0.8)
        elif re.search(r"\b(?:no|none|nil|zero)\b", clause.text, re.IGNORECASE):
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

    def _date(self, clause: Clause, base: int) -> Iterator[Claim]:
        """A day that a clause gives for the one question of dates that it speaks of."""
        if next(values.dates(clause.text), None) is None:
            return
        direct = self.subject.match("date", stems(clause.text), clause.scope, 0.5)
        if len(direct) != 1:
            return
        found = values.date_asked(clause.text, direct[0].wording)
        if found:
            start = base + clause.start
            yield Claim(
                (direct[0].id,), None, "answered", found.value,
                start + found.start, start + found.end, STATED, 0.8, each=True,
            )  # fmt: skip

    def _valued(
        self,
        item: Found,
        mentions: list[Mention],
        clause: Clause,
        base: int,
        context: Context,
        questions: tuple[str, ...],
        confidence: float,
    ) -> Iterator[Claim]:
        low = min([item.start, *(m.start - clause.start for m in mentions)])
        high = max([item.end, *(m.end - clause.start for m in mentions)])
        each = bool(
            EACH.search(clause.text[item.end : item.end + 40])
            or EACH.search(clause.text[: item.start])
        )
        each = each or any(m.scope in {"all", "those"} for m in mentions)
        for periods, given in self._periods_of(mentions, context):
            if periods is not None and len(periods) > 1 and item.value != 0 and not each:
                # One sum over several years is no answer for any of them.
                continue
            yield Claim(
                questions,
                periods,
                "answered",
                item.value,
                base + clause.start + low,
                base + clause.start + high,
                STATED,
                confidence if item.sure else confidence - 0.05,
                given=given,
                each=each,
                either=len(questions) > 1,
            )

    def _periods_of(
        self, mentions: list[Mention] | tuple[Mention, ...], context: Context
    ) -> Iterator[tuple[frozenset[str] | None, str]]:
        """The periods that values beside these mentions are for; None where they name none."""
        said = False
        for mention in mentions:
            if mention.given and not mention.labels:
                said = True
                yield frozenset(), mention.given
                continue
            periods = (
                resolve(mention, context, self.periods) if mention.scope != "all" else frozenset()
            )
            if periods:
                said = True
                if mention.scope == "some":
                    context.periods = periods
                yield periods, ""
            elif mention.years and mention.scope == "some" and not mention.labels:
                said = True
        if not said:
            yield context.lead or None, ""

    # -- names ----------------------------------------------------------------------------------

    def _names(
        self, clause: Clause, base: int, context: Context, gates: tuple[str, ...]
    ) -> Iterator[Claim]:
        match = NAMED.search(clause.text)
        if match is None and gates:
            match = _SUBJECT_NAME.match(clause.text)
            topic = frozenset(s for g in gates for s in self._topic(g))
            if match and not stems(match["verb"]) & topic:
                match = None
            match = match or _COLON_NAME.search(clause.text) or _VERB_NAME.search(clause.text)
        if match is None:
            return
        name = match["name"].rstrip(".,;:'’")
        if (
            _NOT_NAMES.match(name)
            or self.subject.section_words(name)
            or not re.search(r"[A-Za-z]", name)
        ):
            return
        if stems(name) <= self.subject.vocabulary:
            return
        if context.authority and name.split()[0].lower() in context.authority.lower():
            return
        questions = self.targets("names", clause.text, clause.scope, gates)
        start = base + clause.start + match.start("name")
        end = start + len(name)
        listed = [name]
        more = re.match(
            rf"\s+and\s+{_NAME}(?=\W|$)", clause.text[match.start("name") + len(name) :]
        )
        if more and not _NOT_NAMES.match(more["name"]):
            listed.append(more["name"].rstrip(".,;:"))
            end += more.end()
        yield Claim(
            questions,
            context.lead or None,
            "answered",
            listed,
            start,
            end,
            STATED,
            0.85,
            each=True,
            either=len(questions) > 1,
        )
