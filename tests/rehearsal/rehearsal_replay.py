"""The captured correspondence put into a practice site, from the truth beside the pages."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from campaign.rehearsal.clock import PracticeClock
from campaign.rehearsal.records import (
    Attachment,
    Batch,
    Body,
    Comment,
    Event,
    Incoming,
    Outgoing,
    Request,
    User,
)
from campaign.rehearsal.site import Site

CAPTURED_AT = datetime(2026, 11, 22, 8, 40, tzinfo=UTC)
PEOPLE = {
    "pro": ("Pru Professional", "pru_professional", "pru@example.org"),
    "owner": ("Cam Paigner", "cam_paigner", "campaigner@example.org"),
    "other": ("Otto Therperson", "otto_therperson", "other@example.org"),
    "banned": ("Ben Nedd", "ben_nedd", "banned@example.org"),
}
BANNED = "Banned for spamming"
SUSPENDED = " (Account suspended)"


def replayed(shared: Path, requests: bool = True) -> Site:
    """A practice site with the captured authorities and people, and the requests made there."""
    root = shared / "alaveteli"
    site = Site(PracticeClock(CAPTURED_AT))
    numbers = {"owner": 1, "pro": 2, "other": 3, "banned": 7}
    for who, (name, url_name, email) in PEOPLE.items():
        user = _user(site, name, url_name, numbers[who], email)
        user.password, user.pro = f"{who}-password-1", who == "pro"
        user.banned = BANNED if who == "banned" else None
    leaver = _user(site, f"Lee Aver{SUSPENDED}", "lee_aver", 6, "leaver@example.org")
    leaver.password = "leaver-password-1"
    _bodies(site, root)
    files = sorted((root / "campaign/truth").glob("*.json"))
    files += sorted((root / "states/truth").glob("*.json"))
    if not requests:
        return site
    truths = [json.loads(file.read_text())["site"] for file in files]
    batch = _batch(site, truths)
    for truth in sorted(truths, key=lambda t: int(t["id"])):
        request = _request(site, root, truth)
        if truth["batch_id"] is not None:
            request.batch = batch
            batch.requests.append(request)
    return site


def at(text: str | None) -> datetime:
    assert text is not None
    return datetime.fromisoformat(text)


def maybe(text: str | None) -> datetime | None:
    return at(text) if text else None


def _user(site: Site, name: str, url_name: str, number: int, email: str = "") -> User:
    plain = name.removesuffix(SUSPENDED)
    user = User(number, plain, url_name, email or f"{url_name}@example.org", "practice")
    user.closed = name.endswith(SUSPENDED)
    user.created_at = CAPTURED_AT
    site.users.append(user)
    return user


def _bodies(site: Site, root: Path) -> None:
    welsh = {"glan_afon_police": ("Heddlu Glan Afon", "heddlu_glan_afon")}
    with (root / "lists/all-authorities.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            tags = tuple(row["Tags"].split())
            problems = [p for p in ("defunct", "not_apply") if p in tags]
            problems += ["no_address"] * (row["URL name"] == "stour_tunnels_police")
            name, url_name = welsh.get(row["URL name"], (None, None))
            site.add_body(
                Body(
                    int(row["Internal ID"]),
                    row["Name"],
                    row["URL name"],
                    tags,
                    row["Short name"],
                    row["Home page"],
                    row["Notes"],
                    name,
                    url_name,
                    problems[0] if problems else None,
                    created_at=datetime.fromisoformat(row["Created at"]),
                )
            )


def _batch(site: Site, truths: list[dict[str, Any]]) -> Batch:
    sent = [t for t in truths if t["batch_id"] is not None]
    bodies = tuple(b for t in sent if (b := site.body(t["public_body"]["url_name"])) is not None)
    letter = sent[0]["events"][0]["message"]["body_text"]
    salutation = f"Dear {sent[0]['public_body']['name']},"
    user = site.users[0]
    batch = Batch(
        2,
        user,
        sent[0]["title"],
        letter.replace(salutation, "Dear [Authority name],"),
        bodies,
        datetime(2026, 7, 6, 8, 41, 12, tzinfo=UTC),
        sent_at=datetime(2026, 7, 6, 9, 31, 52, tzinfo=UTC),
    )
    site.batches.append(batch)
    return batch


def _request(site: Site, root: Path, truth: dict[str, Any]) -> Request:
    body = site.body(truth["public_body"]["url_name"])
    assert body is not None, truth["public_body"]["url_name"]
    user = None
    if truth["user"] is not None:
        url_name = truth["user"]["url_name"]
        known = site.user(url_name)
        user = known or _user(site, truth["user"]["name"], url_name, len(site.users) + 10)
    request = Request(
        site_id=truth["id"],
        url_title=truth["url_title"],
        title=truth["title"],
        body=body,
        user=user,
        created_at=at(truth["created_at"]),
        updated_at=at(truth["updated_at"]),
        tags=tuple(truth["tags"]),
        described_state=truth["described_state"],
        awaiting_description=truth["awaiting_description"],
        prominence=truth["prominence"],
        reason=truth["prominence_reason"],
        embargo_until=maybe(truth["embargo_until"]),
        new_responses_from=truth["allow_new_responses_from"],
        comments_allowed=truth["comments_allowed"],
        external_name=truth["external_user_name"],
        external_url=truth["external_url"],
    )
    letters: dict[int, Outgoing] = {}
    for known in truth["events"]:
        request.events.append(_event(site, root, request, known, letters))
    site.add_request(request)
    return request


def _event(
    site: Site,
    root: Path,
    request: Request,
    known: dict[str, Any],
    letters: dict[int, Outgoing],
) -> Event:
    event = Event(
        known["id"],
        known["type"],
        at(known["created_at"]),
        known["described_state"],
        known["calculated_state"],
        maybe(known["last_described_at"]),
    )
    message = known.get("message")
    if known["type"] in ("sent", "resent") or (
        known["type"] == "followup_sent" and known["calculated_state"] == "waiting_response"
    ):
        event.params["starts_clock"] = "yes"
    if message is None:
        if known["type"] == "edit_incoming":
            event.incoming = request.incoming()[_edited(root, request, known["id"])]
        return event
    if message["kind"] == "outgoing":
        made = letters.setdefault(message["id"], _outgoing(message, request))
        event.outgoing = made
    elif message["kind"] == "incoming":
        event.incoming = _incoming(root, request, message)
    else:
        author = next(u for u in site.users if u.name == message["user"])
        posted = at(known["created_at"])
        event.comment = Comment(
            message["id"], author, posted, message["body_text"], message["visible"]
        )
    return event


def _edited(root: Path, request: Request, event_id: int) -> int:
    """Which reply was edited: only the captured JSON says it."""
    for file in root.glob("states/*/request.json"):
        text = file.read_text()
        if f'"url_title":"{request.url_title}"' in text:
            facts = next(e for e in json.loads(text)["info_request_events"] if e["id"] == event_id)
            ids = [m.site_id for m in request.incoming()]
            return ids.index(facts["incoming_message_id"])
    raise AssertionError(f"nothing says what event {event_id} edited")


def _outgoing(message: dict[str, Any], request: Request) -> Outgoing:
    return Outgoing(
        message["id"],
        message["body_text"],
        at(message["sent_at"]),
        message["displayed_sender"].removesuffix(SUSPENDED),
        message["message_type"],
        message["what_doing"],
        message["prominence"],
        message["prominence_reason"],
        message["delivery_status"],
    )


def _incoming(root: Path, request: Request, message: dict[str, Any]) -> Incoming:
    shown = message["displayed_sender"].strip().rstrip(",")
    authority = request.body.name
    sender = shown.removesuffix(f", {authority}")
    return Incoming(
        message["id"],
        sender,
        at(message["sent_at"]),
        message["subject"],
        message["body_text_unfolded"],
        100_000 + message["id"],
        tuple(_attachment(root, request, file) for file in message["attachments"]),
        message["prominence"],
        message["prominence_reason"],
        by_authority=shown != sender or sender == authority,
    )


def _attachment(root: Path, request: Request, file: dict[str, Any]) -> Attachment:
    return Attachment(
        file["id"],
        file["url_part_number"],
        file["filename"],
        file["content_type"],
        _bytes(root, request, file),
        file["prominence"],
        file["prominence_reason"],
        file["erased"],
        shown_name=file["display_filename"],
        shown_size=file["display_size"],
    )


def _bytes(root: Path, request: Request, file: dict[str, Any]) -> bytes:
    part = f"-{file['url_part_number']}-"
    folder = root / "campaign/requests" / request.url_title / "attachments"
    for each in folder.glob("*") if folder.is_dir() else ():
        if part in each.name and each.name.endswith(file["display_filename"]):
            return each.read_bytes()
    for each in root.glob(f"states/*/attachment-{file['url_part_number']}.txt"):
        if file["filename"].endswith(".txt") and request.url_title.startswith("contract"):
            return each.read_bytes()
    return b""


def slug_of(url: str) -> str:
    return unquote(url.split("/request/")[-1]).split("/")[0].split("?")[0]


def days(text: str) -> date:
    return date.fromisoformat(text)
