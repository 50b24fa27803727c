"""Lines of a file of replies: one JSON object each, read into what is to be coded.

A line that cannot be used is an error with words for it, and nothing to the lines around it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, cast, get_args

from campaign.coding.model import Law, Reply, Source
from campaign.errors import BadInput
from campaign.letters.model import Questionnaire

if TYPE_CHECKING:
    from campaign.documents import Extract

ReadFile = Callable[[Path], "Extract"]

LONGEST_LINE = 64_000_000
"""Characters of one line; what is longer is no reply, and would fill the memory."""
_OPEN_QUESTIONNAIRES = 32
_ID = re.compile(r'"id"\s*:\s*("(?:[^"\\]|\\.){0,500}"|-?\d{1,40}(?![\d.eE]))')


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: its `id` as given, the reply, the questions it answers, and all its fields.

    `notes` says of each attachment that could not be read why not.
    """

    id: Any
    reply: Reply
    questionnaire: Questionnaire | None
    fields: dict[str, Any]
    notes: tuple[str, ...] = ()


def read_lines(file: TextIO) -> Iterator[str]:
    """The lines of a file as they come; one longer than `LONGEST_LINE` is cut behind that.

    Memory does not grow with the file, nor with a line without an end.
    """
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE and not line.endswith("\n"):
            while (rest := file.readline(1 << 20)) and not rest.endswith("\n"):
                pass
        yield line


def read_object(line: str, number: int) -> dict[str, Any]:
    """The JSON object of a line; BadInput where it is none."""
    if len(line) - line.endswith("\n") > LONGEST_LINE:
        raise BadInput(
            f"Line {number} has more than {LONGEST_LINE:,} characters.", "Is this a reply?"
        )
    try:
        entry = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"Line {number} is not JSON: {error}.", "Write one object a line."
        ) from error
    if not isinstance(entry, dict):
        raise BadInput(f"Line {number} is no JSON object.", "Write one object a line.")
    return entry


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def id_of(line: str) -> Any:
    """The `id` of a line that cannot be used, where it can be made out; else None."""
    try:
        return read_object(line, 0).get("id")
    except BadInput:
        match = _ID.search(line[:10_000])
    try:
        return json.loads(match[1]) if match else None
    except ValueError:
        return None


def read_law(value: Any) -> Law:
    """The law a line names, FOIA where it names none; BadInput for any other."""
    for law in get_args(Law):
        if (value.lower() if isinstance(value, str) and value else value or "foia") == law:
            return cast(Law, law)
    raise BadInput(f"{value!r} is not a law.", f"Use one of {', '.join(get_args(Law))}.")


class Desk:
    """What is open while a file of replies is read: its questionnaires, the reader of files.

    Relative paths are taken from `folder`, the file's own, and where nothing is there, from where
    the command runs. `current_year` is what `to: current` means in a questionnaire.
    """

    def __init__(self, folder: Path, read_file: ReadFile, current_year: int) -> None:
        self._folder = folder
        self._read_file = read_file
        self._year = current_year
        self._questionnaires: dict[Path, Questionnaire] = {}

    def entry(self, line: str, number: int, shared: Questionnaire | None = None) -> Entry:
        """What a line says; BadInput where it cannot be coded.

        `shared` is the questionnaire of lines that name none.
        """
        fields = read_object(line, number)
        asked = _string(fields, "questionnaire")
        reply, notes = self._reply(fields)
        return Entry(
            fields.get("id"),
            reply,
            self.questionnaire(Path(asked)) if asked else shared,
            fields,
            notes,
        )

    def questionnaire(self, path: Path) -> Questionnaire:
        """The questionnaire in a file, read once; BadInput where it is none."""
        path = self._placed(path)
        if path not in self._questionnaires:
            from campaign.letters.questionnaire import load_questionnaire

            found = load_questionnaire(path, self._year)
            if len(self._questionnaires) >= _OPEN_QUESTIONNAIRES:
                del self._questionnaires[next(iter(self._questionnaires))]
            self._questionnaires[path] = found
        return self._questionnaires[path]

    def _placed(self, path: Path) -> Path:
        beside = self._folder / path
        try:
            found = "\0" not in str(path) and beside.exists()
        except OSError as error:
            raise BadInput(
                f"{str(path)[:200]!r} is no path: {error.strerror}.", "Name a file."
            ) from error
        if "\0" in str(path):
            raise BadInput(f"{str(path)[:200]!r} is no path.", "Name a file.")
        return beside if found else path

    def _reply(self, fields: dict[str, Any]) -> tuple[Reply, tuple[str, ...]]:
        text = fields.get("text")
        if not isinstance(text, str):
            raise BadInput("`text` is missing or is no text.", "Give the reply as a string.")
        sources = [Source("text", text)]
        notes: list[str] = []
        for name in dict.fromkeys(_strings(fields, "attachments")):
            extract = self._extract(Path(name))
            sources.append(Source(name, extract.text, Path(name).name, extract.tables))
            if extract.state != "read":
                notes.append(f"{name}: {extract.state}. {extract.note}".strip())
        reply = Reply(
            sources=tuple(sources),
            law=read_law(fields.get("law")),
            authority=_string(fields, "authority"),
            subject=_string(fields, "subject"),
            request_text=_string(fields, "request_text"),
            sent_on=_day(fields.get("sent_on")),
        )
        return reply, tuple(notes)

    def _extract(self, path: Path) -> Extract:
        placed = self._placed(path)
        try:
            return self._read_file(placed)
        except OSError as error:
            raise BadInput(
                f"{path} cannot be read: {error.strerror or error}.", "Give the path of a file."
            ) from error


def _string(fields: dict[str, Any], key: str) -> str:
    value = fields.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"`{key}` is no text.", f"Give `{key}` as a string, or leave it out.")
    return value


def _strings(fields: dict[str, Any], key: str) -> list[str]:
    value = fields.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadInput(f"`{key}` is no list of texts.", f"Give `{key}` as a list of paths.")
    return value


def _day(value: Any) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value[:10])
    except (TypeError, ValueError) as error:
        raise BadInput(f"`sent_on` {value!r} is no date.", "Write it as 2026-07-06.") from error
