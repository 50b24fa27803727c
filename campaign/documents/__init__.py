"""The text of attachments, whatever their format.

`Reader` reads in a child process with limits; `read` reads in this one and is for files one
made oneself.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from campaign.documents.model import Cell, Extract, Place, State, Table

if TYPE_CHECKING:
    from campaign.documents.extraction import is_current, read, reader_of
    from campaign.documents.limits import Limits
    from campaign.documents.reader import Reader, read_safely

__all__ = [
    "Cell",
    "Extract",
    "Limits",
    "Place",
    "Reader",
    "State",
    "Table",
    "is_current",
    "read",
    "read_safely",
    "reader_of",
]

# Loaded when first asked for, since the records above are wanted in rooms that read no file.
_ELSEWHERE = {
    "Limits": "limits",
    "Reader": "reader",
    "is_current": "extraction",
    "read": "extraction",
    "read_safely": "reader",
    "reader_of": "extraction",
}


def __getattr__(name: str) -> object:
    """The parts of this room that cost time to load."""
    if name not in _ELSEWHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ELSEWHERE[name]}"), name)
