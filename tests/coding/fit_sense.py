"""Learn `sense.json` anew: `python tests/coding/fit_sense.py`, with `requirements/learn.lock`.

It learns from the letters beside the tests in which people marked what each sentence says
(`said.txt`), seen twice: with what phrases hear, and, counting less, without, since phrases were
made for these very letters and hear less in others. And from the labelled sentences, without a
letter. Letters held back are never learned from.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import replace
from pathlib import Path
from random import Random

from labelled import labelled, surroundings
from said_cases import Marks, kinds_by_sentence, read_said
from sentence_cases import KEPT, SENTENCES, read_sentence_cases

from campaign.coding.clues import Surroundings, by_name, clues_alone
from campaign.coding.mentions import read_mentions
from campaign.coding.model import Reply, Source
from campaign.coding.reading import read_reply
from campaign.coding.sense import Sense, as_json
from campaign.coding.tally import listen

TABLE = Path(__file__).parents[2] / "campaign" / "coding" / "sense.json"
LEAST_SENTENCES = 3
LEAST_TOLD = 5
"""Sentences that must have a clue, or be of a kind, for it to be learned."""
PENALTY = 30.0
"""How little the weights are held down (C of scikit-learn)."""
LEAST_WEIGHT = 0.6
SEED = 20_261_124
DRESSED = 2
LEFT_TO_PHRASES = {"final", "considers", "rejects", "holds", "correct", "address", "review_pending"}
"""Kinds by which people meant less than the phrases do."""
HEARD, UNHEARD, ALONE = 1.0, 0.6, 0.5
"""What a sentence counts: in its letter, there without what phrases hear, by itself."""

Lesson = tuple[dict[str, float], frozenset[str], float]


def lessons(leave_out: Set[str] = frozenset()) -> Iterator[Lesson]:
    """Every sentence to learn from: what is seen of it, what it says, how much it counts.

    Letters to `leave_out` go by their ids.
    """
    said = {name: marks for name, marks in read_said().items() if name not in leave_out}
    for label, reply in labelled("restated"):
        if label.id in said:
            yield from of_letter(reply, said[label.id])
    dressed = Random(SEED)
    before, after = (surroundings(kind)[::2] for kind in ("before", "after"))
    for label, reply in labelled():
        if label.id not in said:
            continue
        yield from of_letter(reply, said[label.id])
        # These are short, and letters have openings and footers: every second that we have.
        text = reply.sources[0].text
        for _ in range(DRESSED):
            whole = f"{dressed.choice(before)}\n\n{text}\n\n{dressed.choice(after)}"
            yield from of_letter(replace(reply, sources=(Source("text", whole),)), said[label.id])
    for path in (SENTENCES, KEPT):
        for case in read_sentence_cases(path):
            low = " ".join(case.sentence.lower().replace("’", "'").split())
            yield by_name(clues_alone(low)), frozenset({case.kind} - {"nothing"}), ALONE


def of_letter(reply: Reply, marks: Marks) -> Iterator[Lesson]:
    """The sentences of one letter, with what phrases hear and without."""
    reading = read_reply(reply)
    told = kinds_by_sentence(reading, marks)
    mentions = read_mentions(reading)
    around = listen(reading, mentions)
    unheard = dict.fromkeys(around.own, ())
    deaf = Surroundings(reading, around.own, mentions, unheard, around.reviewing, around.lean)
    for seen, counts in ((around, HEARD), (deaf, UNHEARD)):
        for number in around.own:
            yield by_name(seen.clues(number)), told.get(number, frozenset()), counts


def fitted(leave_out: Set[str] = frozenset()) -> Sense:
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    warnings.simplefilter("ignore")
    taught = list(lessons(leave_out))
    seen = Counter(clue for clues, _, _ in taught for clue in clues)
    names = sorted(clue for clue, count in seen.items() if count >= LEAST_SENTENCES)
    told = Counter(kind for _, kinds, _ in taught for kind in kinds)
    kinds = sorted({kind for kind, n in told.items() if n >= LEAST_TOLD} - LEFT_TO_PHRASES)
    column = {clue: number for number, clue in enumerate(names)}
    cells = [
        (row, column[clue], much)
        for row, (clues, _, _) in enumerate(taught)
        for clue, much in clues.items()
        if clue in column
    ]
    rows, columns, much = zip(*cells, strict=True)
    table = csr_matrix((much, (rows, columns)), shape=(len(taught), len(names)))
    counts = np.array([count for _, _, count in taught])
    base: list[float] = []
    learned: dict[str, list[tuple[int, float]]] = {}
    for place, kind in enumerate(kinds):
        wanted = np.array([kind in each for _, each, _ in taught])
        model = LogisticRegression(C=PENALTY, solver="liblinear", random_state=0, max_iter=1000)
        model.fit(table, wanted, sample_weight=counts)
        base.append(round(float(model.intercept_[0]), 2))
        for number in np.flatnonzero(np.abs(model.coef_[0]) >= LEAST_WEIGHT):
            weight = round(float(model.coef_[0][number]), 1)
            learned.setdefault(names[number], []).append((place, weight))
    clues = {clue: tuple(adds) for clue, adds in sorted(learned.items())}
    return Sense(len(taught), tuple(kinds), tuple(base), clues)


if __name__ == "__main__":
    TABLE.write_text(as_json(fitted()), encoding="utf-8")
