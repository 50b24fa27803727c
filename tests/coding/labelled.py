"""The labelled replies beside the tests, read into what `evaluate` scores."""

from __future__ import annotations

from pathlib import Path

from campaign.coding.coder import code_reply
from campaign.coding.evaluate import Item
from campaign.coding.labels import Label
from campaign.coding.model import Law, Reply, Source

CASES = Path(__file__).parent / "cases"


def labelled(which: str = "") -> list[tuple[Label, Reply]]:
    """Cases in order: all, those `tuned` on (files a to d) or those `held` back (e)."""
    found = []
    for path in sorted(CASES.glob("outcomes_*.txt")):
        if which and (path.stem == "outcomes_e") != (which == "held"):
            continue
        for block in path.read_text(encoding="utf-8").split("\n=== ")[1:]:
            head, _, text = block.partition("\n")
            name, law, outcome, cited, reference = (field.strip() for field in head.split("|"))
            first, *also = outcome.split("/")
            relied = frozenset(filter(None, map(str.strip, cited.split(","))))
            label = Label(f"{path.stem[-1]}-{name}", first, frozenset(also), relied, reference)
            found.append((label, Reply((Source("text", text),), law=_law(law))))
    return found


def _law(name: str) -> Law:
    return "foisa" if name == "foisa" else "eir" if name == "eir" else "foia"


def items(which: str = "") -> list[Item]:
    return [Item(label, code_reply(reply)) for label, reply in labelled(which)]
