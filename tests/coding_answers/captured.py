"""The captured campaign's questionnaire, replies and truth, in the form that coding reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from campaign.coding.model import Answer, Reply, Source
from campaign.letters.model import AnswerType, Period, Question, Questionnaire, Section

YEARS = tuple(Period(str(year), "calendar_year") for year in range(2020, 2026))
_ASKED: tuple[tuple[str, AnswerType, str, str | None, str], ...] = (
    ("trialled", "yes_no", "Was a system of that kind trialled? (yes or no)", None, "Trialled"),
    (
        "trial_first_year",
        "year",
        "If it was, in what year was the trial first introduced?",
        "trialled",
        "Trial first introduced",
    ),
    (
        "ongoing",
        "yes_no",
        "Was a system of that kind in ongoing use, that is, beyond a trial? (yes or no)",
        None,
        "Ongoing use",
    ),
    (
        "ongoing_first_year",
        "year",
        "If it was, in what year was that use first introduced?",
        "ongoing",
        "Use first introduced",
    ),
    (
        "trial_spend",
        "money",
        "What budget was spent on trials, in pounds?",
        "trialled",
        "Spent on trials",
    ),
    (
        "ongoing_spend",
        "money",
        "What budget was spent on ongoing use, in pounds?",
        "ongoing",
        "Spent on ongoing use",
    ),
    (
        "trial_software",
        "names",
        "What are the names of the software that was trialled?",
        "trialled",
        "Software trialled",
    ),
    (
        "ongoing_software",
        "names",
        "What are the names of the software that was in use?",
        "ongoing",
        "Software in use",
    ),
)
_KINDS = (
    (
        "geographic",
        "Geographic predictive policing systems",
        "Any software, statistical model or data tool which forecasts the places or areas where "
        "offences are more likely to occur, in order to guide patrols or other deployments.",
    ),
    (
        "individual",
        "Individual predictive policing or risk assessment systems",
        "Any software, statistical model or data tool which scores, ranks or sorts people by how "
        "likely they are to offend, in order to decide how officers or staff should treat them.",
    ),
)
STATES = {
    "given": "answered",
    "refused": "refused",
    "not_held": "not_held",
    "neither_confirmed_nor_denied": "ncnd",
    "already_published": "already_public",
    "not_applicable": "not_applicable",
}


def questionnaire() -> Questionnaire:
    """The eight questions for two kinds; both kinds have the same numbers, as in the letter."""
    return Questionnaire(
        "predictive-policing",
        "Predictive policing software",
        "",
        tuple(
            Section(
                kind,
                title,
                definition,
                tuple(
                    Question(
                        f"{kind}.{name}",
                        number,
                        kind,
                        wording,
                        answer_type,
                        YEARS,
                        f"{kind}.{gate}" if gate else None,
                        label,
                    )
                    for number, (name, answer_type, wording, gate, label) in enumerate(_ASKED, 1)
                ),
            )
            for kind, title, definition in _KINDS
        ),
        YEARS,
    )


@dataclass(frozen=True)
class Request:
    """One captured request: its replies in order, the kinds of its messages, and the truth."""

    name: str
    replies: tuple[tuple[str, Reply], ...]
    truth: dict[str, Any]


@lru_cache(maxsize=2)
def requests(shared: Path) -> tuple[Request, ...]:
    """All 48 requests; attachments are read by the project's own readers."""
    folder = shared / "alaveteli" / "campaign"
    return tuple(
        _request(path, folder / "requests" / path.stem)
        for path in sorted((folder / "truth").glob("*.json"))
    )


def _request(path: Path, folder: Path) -> Request:
    data = json.loads(path.read_text("utf-8"))
    letter = ""
    replies = []
    kinds = {m["incoming_message_id"]: m["kind"] for m in data["reply"]["messages"]}
    for event in data["site"]["events"]:
        message = event.get("message")
        if message and message["kind"] == "outgoing" and not letter:
            letter = message["body_text"]
        if message and message["kind"] == "incoming":
            sources = [Source(f"message:{message['id']}", message["body_text_unfolded"])]
            sources.extend(_attachments(folder, message))
            replies.append(
                (
                    kinds.get(message["id"], ""),
                    Reply(
                        tuple(sources),
                        "foia",
                        data["site"]["public_body"]["name"],
                        message["subject"] or "",
                        letter,
                        date.fromisoformat(message["sent_at"][:10]),
                    ),
                )
            )
    return Request(path.stem, tuple(replies), data["reply"])


def _attachments(folder: Path, message: dict[str, Any]) -> Iterator[Source]:
    from campaign.documents.extraction import read

    for part in message["attachments"]:
        for file in sorted(folder.glob(f"attachments/{message['id']}-{part['url_part_number']}-*")):
            if file.name.endswith((".http.json", ".view.html", ".png", ".jpg")):
                continue
            extract = read(
                file.read_bytes(), part["filename"] or file.name, part["content_type"] or ""
            )
            yield Source(f"attachment:{part['id']}", extract.text, file.name, extract.tables)


def expected(truth: dict[str, Any]) -> dict[tuple[str, str], tuple[str, Any]]:
    """Cells of the truth that say something: (question id, year) to (state, value)."""
    return {
        (f"{kind}.{question}", year): (STATES[cell["status"]], cell["value"])
        for kind, years in truth["grid"].items()
        for year, cells in years.items()
        for question, cell in cells.items()
        if cell is not None
    }


def said(answer: Answer) -> tuple[str, Any]:
    """An answer in the words of the truth: a refusal on cost is a refusal there."""
    state = "refused" if answer.state == "over_cost" else answer.state
    return state, answer.value if state == "answered" else None
