"""A campaign of four invented authorities with replies, questions and suggestions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from campaign.cli.group import cli
from campaign.coding.model import Evidence
from campaign.state.attachments import text_digest
from campaign.state.campaigns import Campaign, get_campaign
from campaign.state.codings import AnswerRow, CodeRow, replace_suggestions
from campaign.state.database import state, writing

SITE = "https://foi.example.org"
NOW = "2026-07-20T09:00:00Z"
LETTER = "Dear authority,\n\n1. Did you trial it?\n2. What did you spend?\n3. Who made it?"
REPLIES = {
    "alder": "Dear Cam,\n\nWe trialled it in 2024. We spent £12,500 in 2024.\n\nYours, Al",
    "birch": "Dear Cam,\n\nBirch Police holds nothing of what you ask for.\n\nYours, Bee",
    "cedar": "Dear Cam,\n\n=HYPERLINK is exempt under section 31(1)(a).\n\nYours, Cee",
    "dogwood": "Dear Cam,\n\nWe have your letter and shall reply.\n\nYours, Dee",
}
QUOTES = {
    "alder": "We trialled it in 2024.",
    "birch": "holds nothing of what you ask for",
    "cedar": "=HYPERLINK is exempt under section 31(1)(a)",
    "dogwood": "We have your letter",
}
OUTCOMES = {
    "alder": ("full", 0.99, True),
    "birch": ("not_held", 0.98, True),
    "cedar": ("refused_exemption", 0.8, False),
    "dogwood": ("acknowledgement", 0.6, False),
}


@dataclass(frozen=True)
class Desk:
    """A database in use, with what tests need to point at."""

    path: Path
    database: Any
    campaign: Campaign
    requests: dict[str, int]
    questions: dict[str, int]

    def evidence(self, name: str, quote: str = "") -> Evidence:
        quote = quote or QUOTES[name]
        start = REPLIES[name].index(quote)
        message = self.database.conn.execute(
            "SELECT id FROM messages WHERE request_id = ? AND direction = 'incoming'",
            [self.requests[name]],
        ).fetchone()[0]
        return Evidence(f"message:{message}", start, start + len(quote), quote)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.database.conn.execute(sql, values).fetchall()]

    def kept(self) -> list[tuple[Any, ...]]:
        """Every row that a person made: kind, coder, what, in order within its table."""
        return self.rows(
            "SELECT c.kind, c.coder, r.url_title, c.value FROM codings c JOIN requests r"
            " ON r.id = c.request_id WHERE c.kind <> 'suggestion' ORDER BY c.id"
        ) + self.rows(
            "SELECT c.kind, c.coder, r.url_title || ' ' || q.code || ' ' || c.period,"
            " coalesce(c.value, c.state) FROM answers c JOIN requests r ON r.id = c.request_id"
            " JOIN questions q ON q.id = c.question_id WHERE c.kind <> 'suggestion' ORDER BY c.id"
        )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "state.db"
    with state(path) as database:
        with writing(database):
            requests, questions = _fill(database.conn)
        made = Desk(path, database, get_campaign(database), requests, questions)
        for name in REPLIES:
            _suggest(made, name)
        yield made


def _fill(conn: Any) -> tuple[dict[str, int], dict[str, int]]:
    conn.execute(
        "INSERT INTO campaigns (id, name, tag, title, site, template, sender, created_at)"
        " VALUES (1, 'trials', 'campaign:trials', 'Trials', ?, 't', 'Cam', ?)",
        [SITE, NOW],
    )
    asked = [
        ("software.trialled", "yes_no", ["2023", "2024"]),
        ("software.spent", "money", ["2023", "2024"]),
        ("software.maker", "names", []),
    ]
    questions = {}
    for number, (code, kind, periods) in enumerate(asked, start=1):
        questions[code] = conn.execute(
            "INSERT INTO questions (campaign_id, code, position, number, section, section_title,"
            " label, wording, answer_type, periods, digest)"
            " VALUES (1, ?, ?, ?, 'software', 'Software', ?, 'Wording?', ?, ?, '')",
            [code, number, number, code.split(".")[1].title(), kind, json.dumps(periods)],
        ).lastrowid
    requests = {}
    for number, (name, text) in enumerate(REPLIES.items(), start=1):
        conn.execute(
            "INSERT INTO authorities (id, site, url_name, name, imported_at)"
            " VALUES (?, ?, ?, ?, ?)",
            [number, SITE, name, f"{name.title()} Police", NOW],
        )
        requests[name] = conn.execute(
            "INSERT INTO requests (campaign_id, authority_id, url, url_title, linked_at, status,"
            " checked_at) VALUES (1, ?, ?, ?, ?, 'successful', ?)",
            [number, f"{SITE}/request/{name}", name, NOW, NOW],
        ).lastrowid
        for position, (direction, words) in enumerate(
            [("outgoing", LETTER), ("incoming", text)], start=1
        ):
            conn.execute(
                "INSERT INTO messages (request_id, site_id, direction, position, sent_at, text,"
                " text_sha256, first_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [requests[name], number * 10 + position, direction, position, NOW, words,
                 text_digest(words), NOW],
            )  # fmt: skip
    return requests, questions


def _suggest(desk: Desk, name: str) -> None:
    value, confidence, sure = OUTCOMES[name]
    request = desk.requests[name]
    codes = [
        CodeRow(request, "outcome", value, confidence=confidence, sure=sure,
                evidence=desk.evidence(name))
    ]  # fmt: skip
    answers = []
    if name == "alder":
        spent = desk.evidence(name, "£12,500 in 2024")
        answers = [
            AnswerRow(request, desk.questions["software.trialled"], "2024", "answered", True,
                      "yes_no", confidence=0.95, evidence=desk.evidence(name)),
            AnswerRow(request, desk.questions["software.spent"], "2024", "answered", 12500,
                      "GBP", confidence=0.85, evidence=spent),
        ]  # fmt: skip
    if name == "cedar":
        codes.append(
            CodeRow(request, "provision", "FOIA s.31(1)(a)", role="relied_on", confidence=0.97,
                    evidence=desk.evidence(name))
        )  # fmt: skip
        answers = [
            AnswerRow(request, desk.questions["software.maker"], "", "refused", None, "names",
                      provision="FOIA s.31(1)(a)", confidence=0.9, evidence=desk.evidence(name))
        ]  # fmt: skip
    replace_suggestions(desk.database, request, "rules/1", codes, answers, NOW)


Run = Callable[..., Result]


@pytest.fixture
def run(desk: Desk) -> Run:
    """`campaign --db ... code WORDS`, with what is typed."""

    def invoke(*words: str, typed: str = "", fails: int = 0) -> Result:
        result = CliRunner().invoke(cli, ["--db", str(desk.path), "code", *words], input=typed)
        assert "Traceback" not in result.output
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        assert result.exit_code == fails, result.output
        return result

    return invoke
