"""What differs between two moments of what is stored, each in one line: pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from campaign.state.facts import Facts

# Which page a message was read from is no fact of the message.
_SILENT = frozenset({"page_sha256"})
# What a code rests on.
_BEARING = ("text", "prominence", "gone_at")
_BEFORE, _LONGEST = 20, 60  # characters shown before the first difference, and in all


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that is read otherwise now: of whom, of which thing, its name, old and new."""

    who: str
    what: str
    fact: str
    old: str
    new: str

    @property
    def line(self) -> str:
        """Old and new in one line."""
        thing = "" if self.what == "request" else f"{self.what}, "
        return f"{self.who}: {thing}{self.fact}: {self.old} → {self.new}"


def differences(who: str, before: Facts, after: Facts) -> list[Difference]:
    """Every fact that is not as it was; of a new thing only that it is new."""
    found: list[Difference] = []
    for what, facts in after.items():
        former = before.get(what)
        if former is None:
            found.append(Difference(who, what, "stored", "nothing", "new"))
        else:
            found += [
                Difference(who, what, name.replace("_", " "), *both)
                for name, both in _changed(former, facts)
            ]
    return found


def changed_sources(before: Facts, after: Facts) -> Iterator[tuple[str, int]]:
    """Messages and attachments (`message` or `attachment`, row) on which codes may no longer rest.

    Their words are others than before, or are hidden, gone or shown again.
    """
    for what, facts in after.items():
        if "id" in facts and what in before:
            former = before[what]
            if any(facts.get(name) != former.get(name) for name in _BEARING):
                yield "attachment" if "attachment" in what else "message", facts["id"]


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Both texts around the place where they part, in quotation marks, with their lengths."""
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    start = max(0, common - _BEFORE)
    return tuple(_excerpt(text, start) for text in (old, new))  # type: ignore[return-value]


def _changed(before: Any, after: Any) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, new in after.items():
        old = before[name]
        if old == new or name in _SILENT:
            continue
        if isinstance(old, str) and isinstance(new, str):
            yield name, excerpts(old, new)
        else:
            yield name, (_shown(old), _shown(new))


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    return _excerpt(value, 0) if isinstance(value, str) else str(value)


def _excerpt(text: str, start: int) -> str:
    # Blanks are shown as they are but for line ends: often they are the difference.
    piece = text[start : start + _LONGEST].replace("\n", "⏎")
    marked = f"{'…' if start else ''}{piece}{'…' if start + _LONGEST < len(text) else ''}"
    length = f" ({len(text):,} characters)" if len(text) > _LONGEST else ""
    return f"“{marked}”{length}"
