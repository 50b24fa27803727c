"""A sample that every coder draws alike, whatever the order of the database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def draw_sample(keys: Iterable[str], size: int | None, seed: int) -> list[str]:
    """The first `size` keys in an order that only the seed and the keys decide; None for all.

    A key's place does not depend on the others, so requests that are answered later displace few
    of those drawn before.
    """
    ordered = sorted(set(keys), key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).digest())
    return ordered[:size]
