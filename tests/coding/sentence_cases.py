"""The labelled sentences beside the tests, `kind | sentence`; `? ` marks one that is missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SENTENCES = Path(__file__).parent / "cases" / "sentences.txt"
KEPT = SENTENCES.with_name("sentences_kept.txt")


@dataclass(frozen=True)
class SentenceCase:
    kind: str
    sentence: str
    known: bool


def read_sentence_cases(path: Path) -> Iterator[SentenceCase]:
    for row in path.read_text(encoding="utf-8").splitlines():
        if row.strip() and not row.startswith("#"):
            kind, _, sentence = row.removeprefix("? ").partition(" | ")
            yield SentenceCase(kind, sentence, not row.startswith("? "))
