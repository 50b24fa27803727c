"""Words brought to a common form, so that `trialled`, `pilot` and `trials` meet."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")

_STOP = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "authority",
        "be",
        "been",
        "being",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "each",
        "either",
        "every",
        "following",
        "for",
        "from",
        "further",
        "give",
        "given",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "how",
        "i",
        "if",
        "in",
        "including",
        "information",
        "into",
        "is",
        "it",
        "its",
        "kind",
        "kinds",
        "like",
        "made",
        "make",
        "many",
        "may",
        "me",
        "more",
        "most",
        "my",
        "no",
        "not",
        "of",
        "on",
        "one",
        "only",
        "or",
        "our",
        "organisation",
        "other",
        "out",
        "over",
        "per",
        "please",
        "provide",
        "provided",
        "received",
        "request",
        "requested",
        "say",
        "set",
        "she",
        "should",
        "since",
        "so",
        "some",
        "state",
        "such",
        "tell",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "type",
        "types",
        "under",
        "up",
        "us",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "whether",
        "which",
        "who",
        "whom",
        "will",
        "with",
        "within",
        "would",
        "year",
        "years",
        "yes",
        "you",
        "your",
        "department",
        "service",
        "services",
        "number",
        "numbers",
        "total",
        "hold",
        "held",
        "first",
        "time",
        "times",
    ]
)

# Each group is one idea in the English of public bodies; the first word stands for it.
_GROUPS = (
    ("trial", "pilot", "test", "try", "trialing", "trialed"),
    ("use", "deploy", "operate", "adopt", "run", "usage", "implement", "utilise", "rollout"),
    ("spend", "cost", "budget", "expenditure", "pay", "payment", "price", "sum", "amount", "fee"),
    ("buy", "purchase", "procure", "acquire"),
    ("system", "software", "tool", "technology", "product", "application", "package"),
    ("staff", "employee", "personnel"),
    ("introduce", "begin", "start", "commence", "launch"),
    ("supplier", "vendor", "contractor", "provider"),
    ("name", "call", "title"),
    ("image", "photo", "photograph"),
    ("policy", "procedure"),
    ("fine", "penalty"),
    ("income", "revenue"),
    ("train", "training"),
    ("dismiss", "dismissal"),
    ("prosecute", "prosecution"),
)

_IRREGULAR = {
    "spent": "spend",
    "bought": "buy",
    "paid": "pay",
    "began": "begin",
    "begun": "begin",
    "ran": "run",
    "running": "run",
    "tried": "try",
    "tries": "try",
    "called": "call",
    "people": "person",
    "using": "use",
    "used": "use",
    "uses": "use",
    "testing": "test",
    "brought": "bring",
    "children": "child",
    "ongoing": "ongoing",
    "training": "training",
}


def _strip(word: str) -> str:
    """Take the ending off one word: `notices` and `notice` both give `notic`."""
    for ending in ("ments", "ment", "ings", "ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + ("y" if ending in {"ied", "ies"} else "")
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "s":
        word = word[:-1]
    if word.endswith("aint") and len(word) > 6:
        word = word[:-1]
    if word.endswith("ion") and len(word) > 6:
        word = word[:-3]
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    if word.endswith("y") and len(word) > 3:
        word = word[:-1] + "i"
    return word


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The common form of one word; '' for a word that says nothing about a subject."""
    lowered = word.lower().replace("’", "'").removesuffix("'s").strip("'")
    if lowered in _STOP or len(lowered) < 2:
        return ""
    root = _strip(_IRREGULAR.get(lowered, lowered))
    return _CONCEPT.get(root, root)


_CONCEPT = {_strip(word): _strip(group[0]) for group in _GROUPS for word in group}


def not_a_word(word: str) -> bool:
    """Whether a short word can be an abbreviation: it is none of the little words of English."""
    return word not in _STOP and word not in _LITTLE


_LITTLE = frozenset(
    [
        "for",
        "the",
        "and",
        "not",
        "but",
        "use",
        "used",
        "unit",
        "team",
        "year",
        "data",
        "plan",
        "time",
        "main",
        "live",
        "part",
        "case",
        "info",
        "fact",
        "rest",
        "per",
        "new",
        "old",
        "own",
        "end",
        "day",
        "way",
        "out",
        "due",
        "off",
        "act",
        "law",
        "read",
        "made",
        "post",
        "form",
        "role",
        "line",
        "rate",
        "risk",
    ]
)


def stems(text: str) -> frozenset[str]:
    """The subject words of a text in common form."""
    return frozenset(filter(None, map(stem, WORD.findall(text))))


def tokens(text: str) -> tuple[str, ...]:
    """All words of a text in small letters, numbers too, for comparing wordings."""
    return tuple(re.findall(r"[a-z]+|\d+", text.lower().replace("’", "'")))
