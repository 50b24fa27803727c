"""The labelled replies beside the tests, read into what `evaluate` scores."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from campaign.coding.coder import code_reply
from campaign.coding.evaluate import Item
from campaign.coding.labels import Label
from campaign.coding.model import Law, Reply, Source
from campaign.coding.replies import open_desk
from campaign.rehearsal.people.cases import write_jsonl

CASES = Path(__file__).parent / "cases"
_SUBJECT = re.compile(r"\s*Subject: ?(.*)\n")


def labelled(which: str = "", paths: Iterable[Path] = ()) -> list[tuple[Label, Reply]]:
    """Cases in order: those `tuned` on (files a to d), `held` back (e), or both; or of `paths`.

    `restated` are the whole letters restated from real ones.
    """
    if paths:
        return [case for path in paths for case in read_cases(path)]
    if which == "restated":
        return [case for path in sorted(CASES.glob("restated_*.txt")) for case in read_cases(path)]
    wanted = sorted(CASES.glob("outcomes_*.txt"))
    if which:
        wanted = [path for path in wanted if (path.stem == "outcomes_e") == (which == "held")]
    return [case for path in wanted for case in read_cases(path)]


def read_cases(path: Path) -> Iterator[tuple[Label, Reply]]:
    """The cases of one file: `=== name | law | outcome/also | provisions | reference`, text."""
    for block in path.read_text(encoding="utf-8").split("\n=== ")[1:]:
        head, _, text = block.partition("\n")
        name, law, outcome, cited, reference = (field.strip() for field in head.split("|"))
        first, *also = outcome.split("/")
        relied = frozenset(filter(None, map(str.strip, cited.split(","))))
        family = path.stem.partition("_")[2]
        label = Label(f"{family}-{name}", first, frozenset(also), relied, reference)
        subject = found[1] if (found := _SUBJECT.match(text)) else ""
        yield label, Reply((Source("text", text),), law=_law(law), subject=subject)


def surroundings(kind: str) -> list[str]:
    """What stands `before` or `after` the words of letters and says nothing of the request."""
    text = (CASES / "surroundings.txt").read_text(encoding="utf-8")
    blocks = [block.partition("\n") for block in text.split("\n=== ")[1:]]
    return [body.strip() for head, _, body in blocks if head == kind]


def composed(count: int, seed: int) -> Iterator[tuple[str, Reply]]:
    """Replies that the rehearsal composes, each with its outcome."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        path = Path(folder) / "composed.jsonl"
        write_jsonl(path, count, seed)
        desk = open_desk(stack, path.parent)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            entry = desk.entry(line, number)
            yield entry.fields["outcome"], entry.reply


def _law(name: str) -> Law:
    return "foisa" if name == "foisa" else "eir" if name == "eir" else "foia"


def items(which: str = "", paths: Iterable[Path] = ()) -> list[Item]:
    """The cases coded, each beside its label."""
    return [Item(label, code_reply(reply)) for label, reply in labelled(which, paths)]
