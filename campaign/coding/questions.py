"""What each question of a questionnaire is about, as far as words can tell.

Nothing here knows a subject. A question's topic is what sets its wording and label apart from
other questions of the same answer type; a section's words are what sets its title apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from campaign.letters.model import AnswerType, Question, Questionnaire

from .words import WORD, not_a_word, stem, stems, tokens

# A wording says what it excludes: "in use, that is, beyond a trial".
_EXCLUDED = re.compile(
    r"\b(?:beyond|other than|excluding|not including|apart from|rather than|except|as opposed to)\b"
    r"[^,?;.()]*",
    re.IGNORECASE,
)
_MEASURES: dict[AnswerType, str] = {
    "money": "spend spent cost budget expenditure pounds amount value price paid gbp",
    "year": "year first introduced began when started date",
    "names": "name names called supplier product software system list which",
    "count": "number many count total figure how",
    "date": "date when day",
    "yes_no": "whether has have does did yes no",
    "text": "describe explain detail details reason reasons what",
}
_HEAD_WORDS: dict[str, re.Pattern[str]] = {
    "money": re.compile(
        r"£|\b(?:spend(?:ing)?|spent|costs?|budgets?|expenditure|amounts?|sums?|prices?|payments?"
        r"|paid|"
        r"fees?|value|income|revenue|pounds)(?![a-z])",
        re.IGNORECASE,
    ),
    "year": re.compile(
        r"\b(?:first (?:introduced|used|installed|deployed|trialled)|introduced|introduction"
        r"|began|begun|begins?|"
        r"since|started|start(?:ing)? (?:year|date)|year (?:first|of|in which)|launched|commenced"
        r"|when|dates?)\b",
        re.I,
    ),
    "names": re.compile(
        r"\b(?:names?|named|called|products?|software|suppliers?|vendors?|providers?|titles?)\b",
        re.I,
    ),
    "count": re.compile(
        r"\b(?:numbers?|how many|counts?|totals?|figures?|instances|statistics)\b", re.I
    ),
    "date": re.compile(r"\b(?:dates?|when|since)\b", re.I),
}


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with the words that tell it from the others."""

    id: str
    order: int
    words: tuple[str, ...]
    objects: frozenset[str]


class Subject:
    """A questionnaire read for its meaning; made once for each questionnaire."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.questions = questionnaire.questions
        self.by_id = {question.id: question for question in self.questions}
        self.order = {question.id: i for i, question in enumerate(self.questions)}
        self.stems = {q.id: _subject_stems(q) for q in self.questions}
        self.full_stems = {
            q.id: self.stems[q.id] | stems(f"{_plain(q.wording)} {q.label}") for q in self.questions
        }
        self.wording = {q.id: tokens(_plain(q.wording)) for q in self.questions}
        self.sections = _sections(questionnaire)
        self._section_stems = frozenset(word for s in self.sections for word in s.words)
        self._titles = {s.id: stems(s.title) for s in questionnaire.sections}
        self._labels = {q.id: stems(f"{q.label} {_short(q.id)}") for q in self.questions}
        self.types = frozenset(q.answer_type for q in self.questions)
        self.section_of = {q.id: q.section for q in self.questions}
        self.all_sections = frozenset(s.id for s in self.sections)
        numbers = [q.number for q in self.questions]
        self.shared_numbers = len(set(numbers)) < len(numbers)
        self.max_number = max(numbers, default=0)
        self.gates = tuple(q for q in self.questions if q.answer_type == "yes_no")
        self._topics: dict[tuple[str, ...], dict[str, dict[str, float]]] = {}
        self.gate_of: dict[str, str | None] = {}
        self.vocabulary = frozenset().union(
            *self.stems.values(), *(s.objects for s in self.sections)
        )
        self.gate_of.update({q.id: self._gate(q) for q in self.questions})

    def _gate(self, question: Question) -> str | None:
        """The yes/no question that must be yes for this one, as the file says or words tell.

        "What are the names of the software trialled?" hangs on "Was it trialled?" in the same
        section, where no other yes/no question shares its topic.
        """
        if question.only_if or question.answer_type not in {"year", "date", "names", "money"}:
            return question.only_if
        gates = [
            g for g in self.gates if g.section == question.section and g.periods == question.periods
        ]
        if len(gates) == 1:
            asked_if = re.match(r"\W*if (?:so|yes|it|there)\b", question.wording, re.IGNORECASE)
            return gates[0].id if asked_if else None
        if not gates:
            return None
        topics = self.topics(tuple(gates))
        near = [g.id for g in gates if topics[g.id].keys() & self.stems[question.id]]
        return near[0] if len(near) == 1 else None

    def of_type(self, kind: str, scope: frozenset[str] | None) -> tuple[Question, ...]:
        """Questions of one answer type in the sections of `scope` (None is all)."""
        return tuple(
            q
            for q in self.questions
            if q.answer_type == kind and (scope is None or q.section in scope)
        )

    def topics(
        self, candidates: tuple[Question, ...], within: bool = False
    ) -> dict[str, dict[str, float]]:
        """For each candidate, the stems that set it apart, with weights that sum to one.

        `within` says that the section is known, so that its title's words set nothing apart.
        """
        key = (str(within), *(q.id for q in candidates))
        if key not in self._topics:
            common = (
                frozenset.intersection(*(self.stems[q.id] for q in candidates))
                if len(candidates) > 1
                else frozenset()
            )
            weighed: dict[str, dict[str, float]] = {}
            for q in candidates:
                own = self.stems[q.id] - common or self.stems[q.id]
                if within and len(candidates) == 1:
                    own = own - self._titles[q.section] or own
                weights = {
                    s: (2 if s in self._labels[q.id] else 1)
                    / sum(s in self.stems[other.id] for other in candidates)
                    for s in own
                }
                total = sum(weights.values()) or 1
                weighed[q.id] = {s: w / total for s, w in weights.items()}
            self._topics[key] = weighed
        return self._topics[key]

    def match(
        self, kind: str, found: frozenset[str], scope: frozenset[str] | None, least: float = 0.4
    ) -> tuple[Question, ...]:
        """Questions of a type of whose topic the stems `found` cover the share `least`."""
        matched: list[tuple[float, Question]] = []
        known = scope is not None and len(scope) == 1 and len(self.sections) > 1
        for section in sorted(scope or self.all_sections):
            candidates = self.of_type(kind, frozenset({section}))
            if not candidates:
                continue
            topics = self.topics(candidates, known)
            for q in candidates:
                share = sum(w for s, w in topics[q.id].items() if s in found)
                if share >= least:
                    matched.append((share, q))
        return tuple(q for _, q in matched)

    def numbered(self, number: int, scope: frozenset[str] | None) -> tuple[Question, ...]:
        """Questions with a number; within one section also counted from its first question."""
        found = tuple(
            q
            for q in self.questions
            if q.number == number and (scope is None or q.section in scope)
        )
        if found or scope is None or len(scope) != 1:
            return found
        inside = [q for q in self.questions if q.section in scope]
        return (inside[number - 1],) if 1 <= number <= len(inside) else ()

    def section_words(self, text: str) -> frozenset[str]:
        """Sections whose own words stand in a text."""
        if len(self.sections) < 2:
            return frozenset()
        found = stems(text) & self._section_stems
        if not found:
            return found
        return frozenset(
            s.id
            for s in self.sections
            if (s.words and s.words[0] in found) or len(found.intersection(s.words)) >= 2
        )

    def abbreviated(self, text: str) -> frozenset[str]:
        """Sections that a short label names, abbreviations such as `geo` included."""
        if len(self.sections) < 2:
            return frozenset()
        named = self.section_words(text)
        if named:
            return named
        for word in WORD.findall(text.lower())[:3]:
            if 3 <= len(word) <= 5 and not_a_word(word):
                hits = {s.id for s in self.sections for w in s.words[:2] if w.startswith(word)}
                if len(hits) == 1:
                    return frozenset(hits)
        return frozenset()


def _plain(wording: str) -> str:
    return re.sub(r"\([^)]*\)", " ", wording)


def _short(question_id: str) -> str:
    """The words of a question's own id, without its section's."""
    return question_id.rpartition(".")[2].replace("_", " ")


def _subject_stems(question: Question) -> frozenset[str]:
    """The subject words of a question: wording without what it excludes, label, id."""
    own = _EXCLUDED.sub(" ", _plain(question.wording))
    text = f"{own} {question.label} {_short(question.id)}"
    measures = stems(_MEASURES[question.answer_type])
    found = stems(text) - stems("kind that please tell yes")
    return (found - measures) or found


def _sections(questionnaire: Questionnaire) -> tuple[SectionView, ...]:
    titles = [
        [
            s
            for s in map(stem, WORD.findall(section.title + " " + section.id.replace("_", " ")))
            if s
        ]
        for section in questionnaire.sections
    ]
    views = []
    for order, section in enumerate(questionnaire.sections):
        others = {s for i, title in enumerate(titles) if i != order for s in title}
        words = tuple(dict.fromkeys(s for s in titles[order] if s not in others))
        views.append(
            SectionView(section.id, order, words, stems(f"{section.title} {section.definition}"))
        )
    return tuple(views)


def measured_by(kind: str, text: str) -> bool:
    """Whether a text names the measure of an answer type (`costs` for money, `names`)."""
    pattern = _HEAD_WORDS.get(kind)
    return bool(pattern and pattern.search(text))


@lru_cache(maxsize=32)
def subject(questionnaire: Questionnaire) -> Subject:
    """The reading of this questionnaire (made once)."""
    return Subject(questionnaire)


_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "former": 1,
    "latter": 2,
}
_KIND_NOUN = (
    r"(?:kinds?|types?|categor(?:y|ies)|definitions?|parts?|sections?|groups?|class(?:es)?|"
    r"systems?)"
)
_SECTION_REF = re.compile(
    rf"\bthe (?P<word>first|second|third|fourth|1st|2nd|3rd)(?:[ -]\w+){{0,2}} {_KIND_NOUN}\b"
    rf"|\bthe (?P<pair>former|latter)\b"
    rf"|\b(?:kind|type|category|definition|part|section) \(?(?P<number>[1-9])\)?(?![\d.(])"
    rf"|\b(?:part|section|category|type) \(?(?P<letter>[A-D])\)?(?=[\s,.;:)-])"
    rf"|(?P<all>\b(?:both|either|neither|all|any) (?:(?:of )?(?:the |these |those |your )?(?:two "
    rf"|three )?)?{_KIND_NOUN}\b|\bneither (?=is|was|of)|\bboth\b(?= cases| kinds)"
    rf"|\beither one\b)",
    re.IGNORECASE,
)
_PAREN_REF = re.compile(r"\((?P<number>[1-9])\)|\b(?:for|under) (?P<bare>[1-9])\b(?=[:,)])")


def section_refs(
    subject: Subject, text: str, parenthesised: bool
) -> list[tuple[int, int, frozenset[str]]]:
    """Places where a text refers to sections by ordinal (`the first kind`, `(1)`, `both kinds`)."""
    count = len(subject.sections)
    if count < 2:
        return []
    found: list[tuple[int, int, frozenset[str]]] = []
    for match in _SECTION_REF.finditer(text):
        if match["all"]:
            found.append((*match.span(), subject.all_sections))
            continue
        if match["letter"]:
            index = ord(match["letter"].upper()) - 64
        elif match["number"]:
            index = int(match["number"])
            statute = re.match(r".{0,4}\b(?:of the|act)\b", text[match.end() :], re.IGNORECASE)
            if statute and match.group().lower().startswith(("section", "part")):
                continue
        else:
            index = _ORDINALS[(match["word"] or match["pair"]).lower()]
        if 1 <= index <= count:
            found.append((*match.span(), frozenset({subject.sections[index - 1].id})))
    if parenthesised:
        for match in _PAREN_REF.finditer(text):
            index = int(match["number"] or match["bare"])
            if index <= count and not text[max(0, match.start() - 1) : match.start()].isalnum():
                found.append((*match.span(), frozenset({subject.sections[index - 1].id})))
    return sorted(found)
