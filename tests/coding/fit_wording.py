"""Learn `wording.json` anew: `python tests/coding/fit_wording.py` after cases or parts changed.

It learns from the labelled cases beside the tests and from composed replies; letters that are
not ours are never learned from, so they can measure it.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import Path

from labelled import composed, labelled

from campaign.coding.mentions import read_mentions
from campaign.coding.model import Reply
from campaign.coding.reading import read_reply
from campaign.coding.tally import read_tally
from campaign.coding.wording import Wording, as_json, learn

TABLE = Path(__file__).parents[2] / "campaign" / "coding" / "wording.json"
COMPOSED, SEED = 300, 1501


def own_words(reply: Reply) -> list[str]:
    """The sentences of a reply that count as the authority's own, in lower case."""
    reading = read_reply(reply)
    tally = read_tally(reading, read_mentions(reading))
    return [reading.sentences[number].low for number in tally.own]


def lessons(leave_out: Set[str] = frozenset()) -> Iterator[tuple[str, list[str]]]:
    """Outcome and own words of every reply to learn from; those to `leave_out` go by their ids."""
    for which in ("", "restated"):
        for label, reply in labelled(which):
            if label.id not in leave_out:
                yield label.outcome, own_words(reply)
    for outcome, reply in composed(COMPOSED, SEED):
        yield outcome, own_words(reply)


def fitted(leave_out: Set[str] = frozenset()) -> Wording:
    return learn(lessons(leave_out))


if __name__ == "__main__":
    TABLE.write_text(as_json(fitted()), encoding="utf-8")
