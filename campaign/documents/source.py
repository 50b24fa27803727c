"""One file on its way to a reader, and the outcomes that are not text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from campaign.documents.limits import Limits
from campaign.documents.model import Extract, State


class Unreadable(Exception):
    """A file cannot be read: the state to record, and a note for people."""

    def __init__(self, state: State, note: str) -> None:
        super().__init__(note)
        self.state = state
        self.note = note


@dataclass(slots=True)
class Budget:
    """What is left for one attachment and all the files inside it."""

    unpacked: int
    members: int
    ocr_pages: int
    ocr_seconds: float

    def unpack(self, size: int) -> None:
        """Take `size` bytes of unpacking; Unreadable when they are not there."""
        self.unpacked -= size
        if self.unpacked < 0:
            raise Unreadable("too_big", "It unpacks to more than is safe to read.")


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a file, what it was called, and what reading it may cost."""

    data: bytes
    name: str
    content_type: str
    limits: Limits
    budget: Budget
    read: Callable[[Source], Extract] = field(repr=False)
    kind: str = ""
    depth: int = 0

    def inner(self, data: bytes, name: str, content_type: str = "") -> Extract:
        """What a file inside this one holds; `too_big` where files nest too deep."""
        if self.depth + 1 > self.limits.depth:
            return Extract("too_big", "unknown", note="Files inside files too deep to follow.")
        return self.read(
            replace(
                self, data=data, name=name, content_type=content_type, depth=self.depth + 1, kind=""
            )
        )
