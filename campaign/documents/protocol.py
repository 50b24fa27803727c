"""What a reader process and its parent say to each other: frames of JSON and bytes on pipes.

A frame is its length in four bytes (most significant first) and that many bytes. The parent
sends two (a JSON object with `name` and `content_type`, then the file); the child answers with
one, the `Extract` as JSON. Cells travel as offsets, since their text stands in the text.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO, get_args

from campaign.documents.model import Cell, Extract, Place, State, Table

HEADER = struct.Struct(">I")
LONGEST = 1 << 30


def pack(payload: bytes) -> bytes:
    """A frame around some bytes."""
    return HEADER.pack(len(payload)) + payload


def receive(stream: BinaryIO) -> bytes | None:
    """The payload of the next frame, or None when the other side has gone."""
    head = stream.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    (length,) = HEADER.unpack(head)
    payload = stream.read(length)
    return payload if len(payload) == length else None


def encode(extract: Extract) -> bytes:
    """An Extract as JSON."""
    return json.dumps(
        {
            "state": extract.state,
            "kind": extract.kind,
            "text": extract.text,
            "places": [[place.start, place.end, place.label] for place in extract.places],
            "tables": [
                [table.name, [[[cell.start, cell.end] for cell in row] for row in table.rows]]
                for table in extract.tables
            ],
            "note": extract.note,
            "reader": extract.reader,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def decode(payload: bytes) -> Extract:
    """The Extract in some JSON; ValueError for anything that is not one."""
    try:
        return _extract(json.loads(payload))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an extract: {error}") from error


def _extract(said: dict[str, Any]) -> Extract:
    text = said["text"]
    if said["state"] not in get_args(State) or not isinstance(text, str):
        raise ValueError("not an extract")
    return Extract(
        state=said["state"],
        kind=str(said["kind"]),
        text=text,
        places=tuple(Place(start, end, str(label)) for start, end, label in said["places"]),
        tables=tuple(
            Table(
                str(name),
                tuple(
                    tuple(Cell(text[start:end], start, end) for start, end in row) for row in rows
                ),
            )
            for name, rows in said["tables"]
        ),
        note=str(said["note"]),
        reader=str(said["reader"]),
    )
