"""The text of attachments, whatever their format.

`Reader` reads in a child process with limits; `read` reads in this one and is for files one
made oneself.
"""

from campaign.documents.extraction import is_current, read, reader_of
from campaign.documents.limits import Limits
from campaign.documents.model import Cell, Extract, Place, State, Table
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
