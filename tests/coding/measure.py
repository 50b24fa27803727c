"""How often the coder is right: the figures of docs/coding.md, measured anew.

- `python tests/coding/measure.py held`: letters that nothing was learned from.
- `python tests/coding/measure.py FILE...`: the letters of case files.
- `python tests/coding/measure.py composed SEED...`: for each seed 400 replies of the rehearsal to
  each shipped questionnaire, answers included.
- `python tests/coding/measure.py quarters`: each quarter of the letters that the tables are learned
  from, read with tables of the other three (with `requirements/learn.lock`).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from unittest.mock import patch

import fit_sense
import fit_wording
from labelled import CASES, items, labelled

from campaign.coding.coder import code_reply
from campaign.coding.evaluate import Item, Score, evaluate_lines, report, score
from campaign.letters.questionnaire import load_questionnaire
from campaign.rehearsal.people.cases import write_jsonl

TEMPLATES = Path(__file__).parents[2] / "templates"
COMPOSED = 400
QUARTERS = 4


def held() -> Score:
    """The letters that are held back."""
    return score(items(paths=sorted(CASES.glob("held_*.txt"))))


def composed(seed: int) -> Iterator[tuple[str, Score]]:
    """Replies of the rehearsal with their attachments, to each shipped questionnaire."""
    for path in sorted(TEMPLATES.glob("*/questionnaire.yaml")):
        form = load_questionnaire(path, date.today().year)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            replies = folder / "composed.jsonl"
            write_jsonl(replies, COMPOSED, seed, form)
            with replies.open(encoding="utf-8") as lines:
                scored = evaluate_lines(lines, questionnaire=path, folder=folder)
        yield f"{path.parent.name}, seed {seed}", scored


def quarters() -> Iterator[tuple[str, Score]]:
    """The long letters and the short ones, every fourth read with what the others teach."""
    long = labelled("restated")
    cases = long + labelled()
    coded: dict[str, Item] = {}
    for first in range(QUARTERS):
        quarter = cases[first::QUARTERS]
        unseen = frozenset(label.id for label, _ in quarter)
        sense, wording = fit_sense.fitted(unseen), fit_wording.fitted(unseen)
        with (
            patch("campaign.coding.sense.learned", lambda sense=sense: sense),
            patch("campaign.coding.wording.learned", lambda wording=wording: wording),
            patch("campaign.coding.weighing.learned", lambda wording=wording: wording),
        ):
            coded |= {label.id: Item(label, code_reply(reply)) for label, reply in quarter}
    for name, group in (("long", long), ("short", cases[len(long) :])):
        yield name, score([coded[label.id] for label, _ in group])


def main(what: str, *more: str) -> None:
    match what:
        case "held":
            results = iter([(what, held())])
        case "quarters":
            results = quarters()
        case "composed":
            results = chain.from_iterable(composed(int(seed)) for seed in more)
        case _:
            results = ((path, score(items(paths=[Path(path)]))) for path in (what, *more))
    for name, result in results:
        print(f"# {name}\n\n{report(result)}\n", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
