"""Learn `sense.json` anew: `python tests/coding/fit_sense.py`, with `requirements/learn.lock`.

It learns from the labelled sentences beside the tests, and from those of the letters there that
are read rightly, with what the phrases alone hear in them. Letters held back are never learned
from.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fit_wording import COMPOSED, SEED
from labelled import composed, labelled
from sentence_cases import KEPT, SENTENCES, read_sentence_cases

from campaign.coding.outcome import decide
from campaign.coding.provisions import read_mentions
from campaign.coding.reading import read_reply
from campaign.coding.sense import Sense, as_json
from campaign.coding.signals import read_signals
from campaign.coding.tally import read_tally
from campaign.coding.terms import terms

TABLE = Path(__file__).parents[2] / "campaign" / "coding" / "sense.json"
NONE = {"nothing"}
LEFT_TO_PHRASES = {"acknowledge", "answer"}
"""A receipt heard too often does no harm, and an answer may be about anything."""
LEAST_SENTENCES = 2
PENALTY = 30.0
"""How little the weights are held down (C of scikit-learn)."""


def lessons() -> dict[str, frozenset[str]]:
    """Every sentence to learn from, in lower case, with the kinds that it is of."""
    found = {
        " ".join(case.sentence.lower().replace("’", "'").split()): frozenset({case.kind} - NONE)
        for path in (SENTENCES, KEPT)
        for case in read_sentence_cases(path)
    }
    for low, kinds in of_letters():
        found.setdefault(low, kinds)
    return found


def of_letters() -> Iterator[tuple[str, frozenset[str]]]:
    """Sentences of letters whose outcome is read as labelled, with what is heard in them."""
    ours = [(label.outcome, reply) for w in ("restated", "") for label, reply in labelled(w)]
    for outcome, reply in [*ours, *composed(COMPOSED, SEED)]:
        reading = read_reply(reply)
        mentions = read_mentions(reading)
        tally = read_tally(reading, mentions)
        if decide(tally, mentions).outcome != outcome:
            continue
        for number in tally.own:
            sentence = reading.sentences[number]
            signals = read_signals(sentence, number, tally.reviewing)
            if len(sentence.low) >= 8:
                yield sentence.low, frozenset(s.kind for s in signals if s.weight >= 0.5)


def fitted() -> Sense:
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    taught = lessons()
    kinds = sorted({case.kind for case in read_sentence_cases(SENTENCES)} - NONE - LEFT_TO_PHRASES)
    said = [terms([low]) for low in taught]
    counted: dict[str, int] = {}
    for found in said:
        for term in found:
            counted[term] = counted.get(term, 0) + 1
    names = sorted(term for term, count in counted.items() if count >= LEAST_SENTENCES)
    column = {term: number for number, term in enumerate(names)}
    rows = [(row, column[t]) for row, found in enumerate(said) for t in found if t in column]
    share = [1 / max(1, len(said[row])) ** 0.5 for row, _ in rows]
    shape = (len(said), len(names))
    table = csr_matrix((share, ([r for r, _ in rows], [c for _, c in rows])), shape=shape)
    base: dict[str, float] = {}
    added: dict[str, dict[str, float]] = {}
    for kind in kinds:
        wanted = np.array([kind in kinds_of for kinds_of in taught.values()])
        model = LogisticRegression(
            C=PENALTY, l1_ratio=1, solver="liblinear", random_state=0, max_iter=2000
        )
        model.fit(table, wanted)
        base[kind] = round(float(model.intercept_[0]), 3)
        for number in np.flatnonzero(np.abs(model.coef_[0]) > 0.01):
            added.setdefault(names[number], {})[kind] = round(float(model.coef_[0][number]), 2)
    return Sense(len(taught), base, dict(sorted(added.items())))


if __name__ == "__main__":
    TABLE.write_text(as_json(Sense(0, {}, {})), encoding="utf-8")  # the phrases alone
    TABLE.write_text(as_json(fitted()), encoding="utf-8")
