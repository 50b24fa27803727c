"""Coding texts that belong to no campaign: JSON lines in, JSON lines out, in the same order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaign.coding.coder import code_reply
from campaign.coding.entries import Desk, Entry, ReadFile, id_of
from campaign.coding.model import Coding, Evidence
from campaign.coding.references import reference_beside
from campaign.errors import BadInput, CampaignError

if TYPE_CHECKING:
    from campaign.documents import Extract, Reader


def code_stream(
    lines: Iterable[str],
    *,
    questionnaire: Path | None = None,
    folder: Path | None = None,
    read_file: ReadFile | None = None,
    current_year: int | None = None,
) -> Iterator[str]:
    """Code each line of JSON lines, giving one line of JSON for each, in order, as they come.

    A line is an object with `id` and `text`, and may have `law`, `authority`, `subject`,
    `request_text`, `sent_on`, `questionnaire` (a path, else `questionnaire` is used for all) and
    `attachments` (paths). Relative paths are taken from `folder`, the file's own. A line that
    cannot be coded gives `{"id": ..., "error": ...}`; blank lines give nothing. Raises BadInput
    only for a `questionnaire` given for all that is wrong.
    """
    for row in code_lines(
        lines,
        questionnaire=questionnaire,
        folder=folder,
        read_file=read_file,
        current_year=current_year,
    ):
        yield as_line(row)


def code_lines(
    lines: Iterable[str],
    *,
    questionnaire: Path | None = None,
    folder: Path | None = None,
    read_file: ReadFile | None = None,
    current_year: int | None = None,
) -> Iterator[dict[str, Any]]:
    """As `code_stream`, each line as the object that it is; `error` in it where it failed."""
    with ExitStack() as stack:
        desk = open_desk(stack, folder, read_file, current_year)
        # A path given to the command is the caller's, not the file's.
        shared = desk.questionnaire(questionnaire.absolute()) if questionnaire else None
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                entry = desk.entry(line, number, shared)
                row = {"id": entry.id, **_coded(code_entry(entry))}
                yield row | ({"notes": list(entry.notes)} if entry.notes else {})
            except CampaignError as error:
                yield {"id": id_of(line), "error": f"{error.happened} {error.remedy}".strip()}
            except Exception as error:  # noqa: BLE001 - a fault of ours stops no other line
                problem = f"Line {number} could not be coded ({type(error).__name__}: {error})."
                yield {"id": id_of(line), "error": f"{problem} Please report it."}


def open_desk(
    stack: ExitStack,
    folder: Path | None = None,
    read_file: ReadFile | None = None,
    current_year: int | None = None,
) -> Desk:
    """A desk for one file of replies; the reader of attachments ends with `stack`."""
    if read_file is None:
        from campaign.documents import Reader

        reader = stack.enter_context(Reader())

        def read_file(path: Path) -> Extract:
            return _read(reader, path)

    year = current_year or date.today().year  # noqa: DTZ011 - the campaigner's own year
    return Desk(folder or Path(), read_file, year)


def _read(reader: Reader, path: Path) -> Extract:
    if not path.is_file():
        # Not a folder, and nothing without an end.
        raise BadInput(f"{path} is no file.", "Give `attachments` as paths of files.")
    with path.open("rb") as file:
        return reader.read(file.read(reader.limits.size + 1), path.name)


def code_entry(entry: Entry) -> Coding:
    """The codes of one line; a reference may stand only in its subject or in a file's name."""
    coding = code_reply(entry.reply, entry.questionnaire)
    if any(fact.name == "reference" for fact in coding.facts):
        return coding
    reference = reference_beside(entry.reply)
    return replace(coding, facts=(*coding.facts, reference)) if reference else coding


def as_line(row: dict[str, Any]) -> str:
    """One line of JSON; halves of characters, which no file can hold, are written as escapes."""
    line = json.dumps(row, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(row)
    return line


def _coded(coding: Coding) -> dict[str, Any]:
    reference = next((fact for fact in coding.facts if fact.name == "reference"), None)
    evidence = [_quoted("outcome", coding.outcome, coding.evidence)] if coding.evidence else []
    evidence += [_quoted(f"provision_{p.role}", p.citation, p.evidence) for p in coding.provisions]
    evidence += [_quoted(fact.name, fact.value, fact.evidence) for fact in coding.facts]
    return {
        "outcome": coding.outcome,
        "confidence": coding.confidence,
        "auto_accept": coding.sure,
        "sections": [p.citation for p in coding.provisions if p.role == "relied_on"],
        "sections_procedural": [p.citation for p in coding.provisions if p.role == "procedural"],
        "sections_mentioned": [p.citation for p in coding.provisions if p.role == "mentioned"],
        "reference": reference.value if reference else None,
        "answers": [
            {
                "question": answer.question,
                "period": answer.period,
                "value": answer.value,
                "unit": answer.unit,
                "state": answer.state,
                "provision": answer.provision or None,
                "confidence": answer.confidence,
                "source": answer.evidence.source,
                "quote": answer.evidence.quote,
                "start": answer.evidence.start,
                "end": answer.evidence.end,
            }
            for answer in coding.answers
        ],
        "evidence": evidence,
    }


def _quoted(what: str, value: str, evidence: Evidence) -> dict[str, Any]:
    return {
        "for": what,
        "value": value,
        "source": evidence.source,
        "start": evidence.start,
        "end": evidence.end,
        "quote": evidence.quote,
    }
