"""How many replies a second are coded, with a questionnaire and without.

    python benchmarks/coding.py [REPLIES]

Composed replies with their attachments' text (default 200 for each questionnaire) are coded, as
`campaign code replies` does it, on one core. Absolute figures hold for one machine at one hour; the
ratio of with to without may be compared. Each reply counts with the best of several rounds, all
that is remembered between replies forgotten before each.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from campaign.coding import periods, questions, signals, sources, states
from campaign.coding.coder import code_reply
from campaign.coding.model import Reply, Source
from campaign.documents import Reader
from campaign.letters.model import Questionnaire
from campaign.letters.questionnaire import load_questionnaire
from campaign.rehearsal.people.cases import replies

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
ROUNDS = 5
SEED = 97


def composed(form: Questionnaire, count: int) -> list[Reply]:
    """Replies of the rehearsal to a questionnaire, attachments read."""
    found = []
    with Reader() as reader:
        for authority, request, reply in replies(count, SEED, form):
            attached = []
            for name, _, data in reply.attachments:
                extract = reader.read(data, name)
                attached.append(Source(name, extract.text, name, extract.tables))
            body = Source("text", reply.body_text)
            found.append(
                Reply((body, *attached), request_text=request.letter, authority=authority.name)
            )
    return found


def forget() -> None:
    """Begin anew, as the first reply of a file does."""
    for remembered in (
        sources.readers_for,
        questions.subject,
        periods.reader,
        states.cue,
        signals._read,
    ):
        remembered.cache_clear()


def seconds(task: Callable[[Reply], object], texts: list[Reply]) -> float:
    """Time for all texts, each at its best of `ROUNDS`."""
    best = [float("inf")] * len(texts)
    for _ in range(ROUNDS):
        forget()
        for place, text in enumerate(texts):
            began = time.perf_counter()
            task(text)
            best[place] = min(best[place], time.perf_counter() - began)
    return sum(best)


def main(count: int = 200) -> None:
    print(
        f"{'':22}{'cells':>6}{'kB each':>9}{'/s':>7}{'ms/kB':>8}{'/s bare':>9}{'with/without':>14}"
    )
    for path in sorted(TEMPLATES.glob("*/questionnaire.yaml")):
        form = load_questionnaire(path, 2026)
        texts = composed(form, count)
        size = sum(len(source.text) for text in texts for source in text.sources) / 1000
        asked = seconds(lambda text: code_reply(text, form), texts)  # noqa: B023 - called at once
        bare = seconds(code_reply, texts)
        print(
            f"{path.parent.name:22}{len(form.cells()):>6}{size / count:>9.1f}{count / asked:>7.0f}"
            f"{asked / size * 1000:>8.2f}{count / bare:>9.0f}{asked / bare:>14.2f}"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
