"""The attachments that a real site served: every quoted word is found in the text."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from campaign.documents import Extract, Reader


@pytest.fixture(scope="module")
def extracts(shared: Path) -> dict[tuple[int, str], Extract]:
    """What was read of each attachment, by message number and name with signs as underscores."""
    found = {}
    with Reader() as reader:
        for path in sorted((shared / "alaveteli").glob("campaign/requests/*/attachments/*")):
            if path.name.endswith((".http.json", ".view.html")):
                continue
            message, _, name = path.name.split("-", 2)
            found[int(message), plain(name)] = reader.read(path.read_bytes(), name, "")
    return found


def plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", name).lower()


def squeezed(text: str) -> str:
    return " ".join(text.split())


def answers(shared: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for path in sorted((shared / "alaveteli/campaign/truth").glob("*.json")):
        reply = json.loads(path.read_text()).get("reply") or {}
        for answer in reply.get("answers", []):
            where = answer.get("where") or {}
            if where.get("part") == "attachment":
                yield where["incoming_message_id"], answer


def extract_of(
    extracts: dict[tuple[int, str], Extract], message: int, name: str
) -> tuple[Extract, str]:
    """The extract of an attachment by its name as sent, and the name of the file inside it."""
    outer, _, inner = name.partition("/")
    own = {key[1]: extract for key, extract in extracts.items() if key[0] == message}
    found = own.get(plain(outer))
    if found is None:  # the site turned the message inside into text of its own
        (found,) = own.values()
    return found, inner


def test_all_were_read(extracts: dict[tuple[int, str], Extract]) -> None:
    assert len(extracts) == 19
    kinds = {extract.kind for extract in extracts.values()}
    assert kinds >= {"pdf", "docx", "doc", "odt", "rtf", "xlsx", "csv", "zip", "html", "image"}
    for (_, name), extract in extracts.items():
        assert extract.state in {"read", "empty", "scanned"}, name
        for place in extract.places:
            assert 0 <= place.start < place.end <= len(extract.text)
        for table in extract.tables:
            for row in table.rows:
                for cell in row:
                    assert extract.text[cell.start : cell.end] == cell.text


def test_every_quote_is_found(shared: Path, extracts: dict[tuple[int, str], Extract]) -> None:
    looked = 0
    for message, answer in answers(shared):
        extract, inner = extract_of(extracts, message, answer["where"]["attachment_as_sent"])
        if extract.state == "scanned":
            continue  # without OCR
        if answer["quote_is"] == "cell range":
            continue
        looked += 1
        assert squeezed(answer["quote"]) in squeezed(extract.text), answer["quote"]
        if inner:
            assert any(place.label.startswith(inner) for place in extract.places)
    assert looked >= 70 if shutil.which("tesseract") else looked >= 60


def test_every_quoted_cell_is_found(shared: Path, extracts: dict[tuple[int, str], Extract]) -> None:
    looked = 0
    for message, answer in answers(shared):
        if answer["quote_is"] != "cell range":
            continue
        extract, inner = extract_of(extracts, message, answer["where"]["attachment_as_sent"])
        sheet, _, cells = answer["quote"].partition("!")
        first, _, last = cells.partition(":")
        for corner in {first, last or first}:
            label = f"{inner}, sheet {sheet}, cell {corner}".removeprefix(", ")
            (place,) = [place for place in extract.places if place.label == label]
            words = extract.text[place.start : place.end]
            value = answer["value"]
            if isinstance(value, bool):
                assert words.lower() in ({"yes", "y"} if value else {"no", "n"}), (label, words)
            elif isinstance(value, int | float):
                # nought is said in words: nil, none
                assert re.sub(r"[^0-9.]", "", words) in {f"{value:g}", ""}, (label, words)
            elif isinstance(value, list) and value:
                assert re.split(r"[;,] ?", words) == value
            looked += 1
    assert looked >= 40
