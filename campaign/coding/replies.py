"""Coding texts that belong to no campaign: JSON lines in, JSON lines out, in the same order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast, get_args

from campaign.coding.coder import code_reply
from campaign.coding.model import Coding, Evidence, Law, Reply, Source
from campaign.documents import Extract
from campaign.errors import BadInput, CampaignError
from campaign.letters.model import Questionnaire

ReadFile = Callable[[Path], Extract]


def code_stream(
    lines: Iterable[str],
    *,
    questionnaire: Path | None = None,
    read_file: ReadFile | None = None,
    current_year: int | None = None,
) -> Iterator[str]:
    """Code each line of JSON lines, giving one line of JSON for each, in order, as they come.

    A line is an object with `id` and `text`, and may have `law`, `authority`, `subject`,
    `request_text`, `sent_on`, `questionnaire` (a path, else `questionnaire` is used for all) and
    `attachments` (paths). A line that cannot be coded gives `{"id": ..., "error": ...}`; empty
    lines give nothing. Raises BadInput only for a `questionnaire` given for all that is wrong.
    """
    desk = _Desk(read_file, current_year or date.today().year)  # noqa: DTZ011
    shared = desk.questionnaire(questionnaire) if questionnaire else None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        yield json.dumps(_code_line(line, number, desk, shared), ensure_ascii=False)


def read_law(value: Any) -> Law:
    """The law a line names, FOIA where it names none; BadInput for any other."""
    for law in get_args(Law):
        if (value or "foia") == law:
            return cast(Law, law)
    raise BadInput(f"{value!r} is not a law.", f"Use one of {', '.join(get_args(Law))}.")


def read_reply_line(entry: dict[str, Any], read_file: ReadFile | None = None) -> Reply:
    """The reply that one object of a JSON-lines file describes; BadInput if it describes none."""
    return _Desk(read_file, 2000).reply(entry)


class _Desk:
    """What is opened once for a whole stream: questionnaires, and the reader of attachments."""

    def __init__(self, read_file: ReadFile | None, current_year: int) -> None:
        self._read_file = read_file
        self._year = current_year
        self._questionnaires: dict[Path, Questionnaire] = {}

    def questionnaire(self, path: Path) -> Questionnaire:
        if path not in self._questionnaires:
            from campaign.letters.questionnaire import read_questionnaire

            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise BadInput(
                    f"{path} cannot be read: {error}.", "Name a questionnaire."
                ) from error
            self._questionnaires[path] = read_questionnaire(text, path.name, self._year)
        return self._questionnaires[path]

    def reply(self, entry: dict[str, Any]) -> Reply:
        text = entry.get("text")
        if not isinstance(text, str):
            raise BadInput("`text` is missing or is no text.", "Give the reply as a string.")
        law = read_law(entry.get("law"))
        sources = [Source("text", text)]
        for name in _strings(entry, "attachments"):
            extract = self._extract(Path(name))
            sources.append(Source(name, extract.text, Path(name).name, extract.tables))
        return Reply(
            sources=tuple(sources),
            law=law,
            authority=_string(entry, "authority"),
            subject=_string(entry, "subject"),
            request_text=_string(entry, "request_text"),
            sent_on=_day(entry.get("sent_on")),
        )

    def _extract(self, path: Path) -> Extract:
        if self._read_file is None:
            from campaign.documents import read_safely

            self._read_file = lambda path: read_safely(path.read_bytes(), path.name)
        try:
            return self._read_file(path)
        except OSError as error:
            raise BadInput(
                f"{path} cannot be read: {error}.", "Give the path of a file."
            ) from error


def _code_line(line: str, number: int, desk: _Desk, shared: Questionnaire | None) -> dict[str, Any]:
    name: Any = None
    try:
        entry = json.loads(line)
        if not isinstance(entry, dict):
            raise BadInput(f"Line {number} is no JSON object.", "Write one object a line.")
        name = entry.get("id")
        asked = _string(entry, "questionnaire")
        questions = desk.questionnaire(Path(asked)) if asked else shared
        return {"id": name, **_coded(code_reply(desk.reply(entry), questions))}
    except (json.JSONDecodeError, RecursionError) as error:
        return {"id": name, "error": f"Line {number} is not JSON: {error}."}
    except CampaignError as error:
        return {"id": name, "error": f"{error.happened} {error.remedy}".strip()}


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


def _string(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"`{key}` is no text.", f"Give `{key}` as a string, or leave it out.")
    return value


def _strings(entry: dict[str, Any], key: str) -> list[str]:
    value = entry.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadInput(f"`{key}` is no list of texts.", f"Give `{key}` as a list of paths.")
    return value


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except (TypeError, ValueError) as error:
        raise BadInput(f"`sent_on` {value!r} is no date.", "Write it as 2026-07-06.") from error
