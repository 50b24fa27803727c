"""A small campaign in a state.db by plain inserts: five invented forces, one of each kind."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from campaign.state.database import state

SITE = "https://foi.example.org"
NAME = "forecasts"
TITLE = "Software that forecasts crime"
AS_OF = "2026-07-20T22:30:00Z"  # 23:30 in London
PERIODS = ["2023", "2024", "2025"]

SCRIPT = "<script>alert('hello')</script>"
HANDLER = '" onmouseover="alert(1)'

LETTER = (
    "Dear {name},\n\nPlease answer for each year from 2023 to 2025:\n\n"
    "1. Did you trial software that forecasts crime?\n2. What did you spend on it?\n\n"
    "Yours faithfully,\n\nAda Example"
)
FULL = (
    "Dear Ada Example,\n\nYour reference 77/26. The force trialled one system, in 2024 only."
    f" Please see the attached workbook for what we spent. {SCRIPT}\n\n"
    "Write to jo.officer@northmoor.example or telephone 01632 960123 if anything is unclear.\n\n"
    "Jo Officer"
)
SHEET = "Year\tSpent\n2023\t0\n2024\t£12,500\n2025\t0\nQuestions: accounts@northmoor.example"
NOT_HELD = (
    "Thank you for your request.\n\nSaltmarsh Police holds no information about software that"
    " forecasts crime: none was trialled and none was bought in any of the years that you ask"
    " about.\n\nIf you are unhappy with this reply you may ask for a review."
)
REFUSED = (
    "We hold some of what you ask for. It is exempt under section 31(1)(a) of the Freedom of"
    f" Information Act 2000, as its release would help offenders. {SCRIPT}"
)
ACKNOWLEDGED = "We have received your request and shall answer by 14 July 2026."


class Sample:
    """The rows made, by name."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ids: dict[str, int] = {}
        self._texts: dict[str, tuple[int, int | None, str]] = {}

    def insert(self, conn: Any, table: str, key: str = "", **values: Any) -> int:
        marks = ", ".join("?" * len(values))
        cursor = conn.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values())
        )
        if key:
            self.ids[key] = int(cursor.lastrowid)
        return int(cursor.lastrowid)

    def message(self, conn: Any, key: str, request: str, **values: Any) -> int:
        text = values.get("text")
        number = len([name for name in self.ids if name.startswith("message")]) + 1
        held = {
            "request_id": self.ids[request],
            "site_id": 100 + number,
            "direction": "incoming",
            "position": 2,
            "sender": "Jo Officer",
            "sent_at": "2026-06-10T09:00:00Z",
            "text_sha256": _digest(text),
            "first_seen_at": AS_OF,
        } | values
        message_id = self.insert(conn, "messages", key, **held)
        if text is not None:
            self._texts[key] = (message_id, None, text)
        return message_id

    def attachment(self, conn: Any, key: str, message: str, **values: Any) -> int:
        text = values.get("text")
        held = {
            "message_id": self.ids[message],
            "site_id": 500 + len(self.ids),
            "part": 2,
            "text_sha256": _digest(text),
        } | values
        attachment_id = self.insert(conn, "attachments", key, **held)
        if text is not None:
            self._texts[key] = (self.ids[message], attachment_id, text)
        return attachment_id

    def evidence(self, text: str, quote: str) -> dict[str, Any]:
        message_id, attachment_id, whole = self._texts[text]
        start = whole.index(quote)
        return {
            "evidence_message_id": message_id,
            "evidence_attachment_id": attachment_id,
            "quote_start": start,
            "quote_end": start + len(quote),
            "quote": quote,
            "text_sha256": _digest(whole),
        }

    def code(self, conn: Any, key: str, request: str, *, on: tuple[str, str], **values: Any) -> int:
        held = {
            "request_id": self.ids[request],
            "field": "outcome",
            "kind": "suggestion",
            "coder": "rules/1",
            "confidence": 0.97,
            "made_at": AS_OF,
        } | values
        return self.insert(conn, "codings", key, **held, **self.evidence(*on))

    def answer(
        self, conn: Any, key: str, request: str, *, on: tuple[str, str], **values: Any
    ) -> int:
        held = {
            "request_id": self.ids[request],
            "kind": "suggestion",
            "coder": "rules/1",
            "confidence": 0.9,
            "made_at": AS_OF,
        } | values
        return self.insert(conn, "answers", key, **held, **self.evidence(*on))


def _digest(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()


FORCES = {
    "northmoor": "Northmoor Constabulary",
    "saltmarsh": "Saltmarsh Police",
    "glenferry": "Glenferry Police",
    "eastvale": "Eastvale Constabulary",
    "harbour": "Harbour and Docks Police",
}


def make_sample(path: Path) -> Sample:
    """Fill a new state.db: answered, not held, refused (one message hidden), overdue, unasked."""
    sample = Sample(path)
    with state(path) as database, database.conn as conn:
        sample.insert(conn, "campaigns", "campaign", name=NAME, title=TITLE, site=SITE,
                      template="forecasts", sender="Ada Example", created_at=AS_OF)  # fmt: skip
        campaign = sample.ids["campaign"]
        for number, (label, answer_type) in enumerate(
            [("Trialled", "yes_no"), ("Spent", "money")], start=1
        ):
            sample.insert(conn, "questions", f"question{number}", campaign_id=campaign,
                          code=f"forecasts.q{number}", position=number, number=number,
                          section="forecasts", section_title="Forecasting software",
                          label=label, wording=f"Wording of {label}", answer_type=answer_type,
                          periods=json.dumps(PERIODS), digest=str(number))  # fmt: skip
        for url_name, name in FORCES.items():
            sample.insert(conn, "authorities", url_name, site=SITE, url_name=url_name, name=name,
                          imported_at=AS_OF, notes="our private note")  # fmt: skip
            sample.insert(conn, "recipients", campaign_id=campaign,
                          authority_id=sample.ids[url_name], added_at=AS_OF)  # fmt: skip
        statuses = {
            "northmoor": ("successful", "Successful."),
            "saltmarsh": ("not_held", "Information not held."),
            "glenferry": ("rejected", "Refused."),
            "eastvale": ("waiting_response", "Awaiting response."),
        }
        for url_name, (status, words) in statuses.items():
            key = f"to-{url_name}"
            sample.insert(conn, "requests", key, campaign_id=campaign,
                          authority_id=sample.ids[url_name], url=f"{SITE}/request/{url_name}_1",
                          url_title=f"{url_name}_1", title="Forecasting software", status=status,
                          status_text=words, display_status=words.rstrip("."),
                          sent_on="2026-06-01", due_on="2026-06-29", due_source="computed",
                          linked_at=AS_OF, checked_at=AS_OF, stale=0)  # fmt: skip
            sample.insert(conn, "fetches", request_id=sample.ids[key], url=f"{SITE}/x",
                          fetched_at=AS_OF, outcome="stored")  # fmt: skip
            sample.message(conn, f"message-{url_name}-1", key, direction="outgoing", position=1,
                           sender="Ada Example", sent_at="2026-06-01T08:00:00Z",
                           text=LETTER.format(name=FORCES[url_name]))  # fmt: skip
        _replies(sample, conn)
        _codes(sample, conn)
    return sample


def _replies(sample: Sample, conn: Any) -> None:
    sample.message(conn, "message-full", "to-northmoor", text=FULL, sent_at="2026-06-24T23:30:00Z")
    sample.attachment(
        conn, "sheet", "message-full", name="spending.xlsx", content_type="application/xlsx",
        url="/request/northmoor_1/response/102/attach/2/spending.xlsx", kind="xlsx", text=SHEET,
        text_state="read", shown_size="9K",
        places=json.dumps([{"start": 0, "end": len(SHEET), "label": "sheet Costs"}]),
    )  # fmt: skip
    sample.attachment(
        conn, "bad", "message-full", name=f"scan{HANDLER}.pdf", url="javascript:alert(1)",
        kind="pdf", text_state="scanned", note="No text layer.",
    )  # fmt: skip
    sample.message(conn, "message-not-held", "to-saltmarsh", text=NOT_HELD, sender=SCRIPT)
    sample.message(conn, "message-refused", "to-glenferry", text=REFUSED)
    sample.message(
        conn, "message-hidden", "to-glenferry", text=None, position=3, sender=None,
        prominence="hidden", prominence_reason="It names a member of the public.",
    )  # fmt: skip
    sample.message(conn, "message-ack", "to-eastvale", text=ACKNOWLEDGED)
    sample.insert(
        conn, "annotations", request_id=sample.ids["to-glenferry"], site_id=1,
        author="Reader", posted_at="2026-07-01T10:00:00Z", text=f"Shame! {SCRIPT}",
    )  # fmt: skip


def _codes(sample: Sample, conn: Any) -> None:
    trialled, spent = sample.ids["question1"], sample.ids["question2"]
    answered = ("message-full", "The force trialled one system, in 2024 only.")
    nothing = ("message-not-held", "holds no information about software that forecasts crime")
    exempt = ("message-refused", "exempt under section 31(1)(a)")
    decided = {"kind": "decision", "coder": "Cora Coder", "confidence": None}

    sample.code(conn, "outcome-full", "to-northmoor", on=answered, value="full")
    sample.code(conn, "decided-full", "to-northmoor", on=answered, value="full", **decided)
    sample.code(conn, "outcome-none", "to-saltmarsh", on=nothing, value="not_held")
    sample.code(conn, "outcome-refused", "to-glenferry", on=exempt, value="refused_exemption")
    sample.code(conn, "provision", "to-glenferry", on=exempt, field="provision",
                value="FOIA s.31(1)(a)", role="relied_on",
                message_id=sample.ids["message-refused"])  # fmt: skip
    for period, yes in zip(PERIODS, ("false", "true", "false"), strict=True):
        sample.answer(conn, f"trialled-{period}", "to-northmoor", on=answered, period=period,
                      question_id=trialled, state="answered", value=yes, unit="yes_no",
                      message_id=sample.ids["message-full"], **decided)  # fmt: skip
    sample.answer(conn, "spent-2024", "to-northmoor", on=("sheet", "£12,500"), period="2024",
                  question_id=spent, state="answered", value="12500", unit="GBP",
                  message_id=sample.ids["message-full"])  # fmt: skip
    for question in (trialled, spent):
        for period in PERIODS:
            sample.answer(conn, f"none-{question}-{period}", "to-saltmarsh", on=nothing,
                          period=period, question_id=question, state="not_held",
                          message_id=sample.ids["message-not-held"])  # fmt: skip
