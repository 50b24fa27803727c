"""The child process that reads files: frames in on standard input, frames out on its output.

Started by `reader.Reader` as `python -m campaign.documents.worker LIMITS` (JSON). It ends when
its input does, so it never outlives its parent by more than the file in hand, and a timer of the
system ends it even where the parent has gone and a parser does not return.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys

from campaign.documents.extraction import read
from campaign.documents.limits import Limits
from campaign.documents.model import Extract
from campaign.documents.protocol import encode, pack, receive

# The parent's own clock should end us first: it can say why.
_GRACE = 5.0
# Quotations of quotations nest far; these are Python's own frames, not the C stack.
_FRAMES = 10_000


def main(arguments: list[str]) -> int:
    """Answer files until the input ends; LIMITS is what one file may cost."""
    limits = Limits(**json.loads(arguments[0]))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(_FRAMES)
    # Parsers in C may print; what they print must not get between our frames.
    with os.fdopen(os.dup(1), "wb") as answers, os.fdopen(os.dup(0), "rb") as questions:
        os.dup2(2, 1)
        while True:
            asked, data = receive(questions), receive(questions)
            if asked is None or data is None:
                return 0
            about = json.loads(asked)
            signal.setitimer(signal.ITIMER_REAL, limits.seconds + _GRACE)
            answer = _answer(data, about["name"], about["content_type"], limits)
            signal.setitimer(signal.ITIMER_REAL, 0)
            answers.write(pack(answer))
            answers.flush()
            del data, answer


def _answer(data: bytes, name: str, content_type: str, limits: Limits) -> bytes:
    try:
        return encode(read(data, name, content_type, limits=limits))
    except MemoryError:
        note = "Reading it takes more memory than is safe."
        return encode(Extract("too_big", "unknown", note=note))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # the parent has gone; nobody is left to answer
        os._exit(0)
