"""What a look over the installation comes to: findings, each with what to do. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

from campaign.checkup.seen import Content, Followed, Machine, Place, Seen, Structure
from campaign.state.correspondence import ENDED, StoredRequest
from campaign.state.health import OpenLetter, UnreadAttachment
from campaign.state.stored_pages import NotUnderstood
from campaign.times import iso, parse

Level = Literal["well", "note", "to do"]

MEGABYTE = 1_000_000
ROOM_WANTED = 200 * MEGABYTE
LARGE_JOURNAL = 64 * MEGABYTE
UNSEEN_FOR_LONG = timedelta(days=10)
ENDED_UNSEEN_FOR_LONG = timedelta(days=60)
CLOCK_MAY_DIFFER = timedelta(hours=1)
NAMED = 3
PAGES_NAMED = 12

_UNREAD = {
    "scanned": "{} pictures without words",
    "protected": "{} locked with a password",
    "damaged": "{} damaged",
    "too_big": "{} too big to be read whole",
    "unsupported": "{} of a kind that is not read",
}
_READ_THEM = {
    "protected": "Ask the authority for a version without a password.",
    "damaged": "Open them yourself; ask the authority to send them again.",
    "too_big": "Open them yourself, with care.",
    "unsupported": "Open them yourself.",
}
_INSTALL_TESSERACT = "Install tesseract (docs/attachments.md), then `campaign reread`."


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do about it.

    `note` is worth knowing and needs nothing done.
    """

    about: str
    level: Level
    found: str
    to_do: str = ""


def findings(seen: Seen) -> list[Finding]:
    """Everything that a look found, well or not, in the order in which it should be mended."""
    now = seen.machine.now
    found = [*_place(seen.place)]
    if seen.unopened is not None:
        found.append(Finding("database", "to do", seen.unopened.happened, seen.unopened.remedy))
    if seen.structure is not None:
        found += _structure(seen.place, seen.structure)
    if seen.content is not None:
        found += _clock(seen.content.followed, now)
        found += _outbox(seen.content)
        found += _pages(seen.content.not_understood)
        found += _requests(seen.content, now)
        found += _attachments(seen.content, seen.machine)
        found += _codes(seen.content)
    return [*found, *_machine(seen.machine, seen.content)]


def _place(place: Place) -> Iterator[Finding]:
    if not place.exists:
        yield Finding(
            "folder", "to do", f"There is no {place.path}.", "Start with `campaign init`."
        )
    if not place.folder_writable or (place.exists and not place.file_writable):
        what = "folder of " if not place.folder_writable else ""
        yield Finding(
            "folder",
            "to do",
            f"The {what}{place.path} cannot be written: status, verify, serve and doctor work, and"
            " nothing else.",
            "Copy it to a folder in which you may write, or give --db.",
        )
    else:
        yield Finding("folder", "well", f"{place.path} and its folder can be written.")
    wanted = ROOM_WANTED + place.size
    room = f"{place.free // MEGABYTE:,} MB free"
    if place.free < wanted:
        yield Finding(
            "disk",
            "to do",
            f"{room}; {wanted // MEGABYTE:,} MB are wanted, with a copy of the database.",
            "Free some room before the next sync.",
        )
    else:
        yield Finding("disk", "well", f"{room}.")
    if place.backups:
        yield Finding(
            "backups",
            "note",
            f"Copies from before an upgrade: {', '.join(place.backups)}.",
            "Delete them when all is well.",
        )


def _structure(place: Place, structure: Structure) -> Iterator[Finding]:
    if structure.problems:
        yield Finding(
            "database",
            "to do",
            f"The file is damaged: {'; '.join(structure.problems)}.",
            "Keep a copy of it, and go back to a backup; `sqlite3 state.db .recover` saves the"
            " rest.",
        )
    if structure.broken_references:
        rows = ", ".join(f"{n} in {table}" for table, n in structure.broken_references.items())
        yield Finding(
            "database",
            "to do",
            f"Rows that belong to nothing: {rows}.",
            "Some other program has changed the database: go back to a backup.",
        )
    if not (structure.problems or structure.broken_references):
        yield Finding("database", "well", f"Whole ({place.size / MEGABYTE:,.1f} MB).")
    if structure.pending:
        yield Finding(
            "schema",
            "to do",
            f"Made by an older version: {', '.join(structure.pending)} is to come. The content was"
            " not looked at.",
            "Run `campaign status`: it brings it up to date and leaves a copy. Then look again.",
        )
    else:
        yield Finding("schema", "well", f"Up to date ({structure.schema}).")
    if place.journal > LARGE_JOURNAL:
        yield Finding(
            "journal",
            "note",
            f"{place.journal // MEGABYTE:,} MB wait in the journal (-wal).",
            "End programs that have the database open (`campaign serve`); it is then taken in.",
        )


def _clock(followed: Sequence[Followed], now: datetime) -> Iterator[Finding]:
    last = max((f.last_answer_at for f in followed if f.last_answer_at), default=None)
    if last is None:
        yield Finding("clock", "well", f"{iso(now)}; no site was asked yet.")
    elif last > now + CLOCK_MAY_DIFFER:
        yield Finding(
            "clock",
            "to do",
            f"This machine says {iso(now)}, and the site last answered at {iso(last)}.",
            "Put the clock right: due dates and pauses depend on it.",
        )
    else:
        yield Finding("clock", "well", f"{iso(now)}; the site last answered at {iso(last)}.")


def _outbox(content: Content) -> Iterator[Finding]:
    doubtful = [each for each in content.letters if each.state in ("sending", "unknown")]
    failed = [each for each in content.letters if each.state == "failed"]
    if doubtful:
        yield Finding(
            "outbox",
            "to do",
            f"Nobody knows whether they went: {_named([_letter(each) for each in doubtful])}.",
            "`campaign outbox settle` asks the site; nothing is sent.",
        )
    if failed:
        yield Finding(
            "outbox",
            "to do",
            f"Refused by the site: {_named([_letter(each) for each in failed])}.",
            "`campaign outbox show NUMBER` says why; then retry or cancel it.",
        )
    if not content.letters:
        yield Finding("outbox", "well", "No letter is in doubt.")


def _pages(pages: Sequence[NotUnderstood]) -> Iterator[Finding]:
    if not pages:
        yield Finding("pages", "well", "Every page is understood.")
        return
    ordered = sorted(pages, key=lambda page: (page.request_id or 0, page.number))
    groups = [list(group) for _, group in groupby(ordered, key=lambda page: page.request_id)]
    for group in groups[:PAGES_NAMED]:
        last = group[-1]
        yield Finding(
            "pages",
            "to do",
            f"{last.authority or last.url}: {_count(len(group), 'page')} not understood."
            f" {last.note}".rstrip(),
            f"`campaign page {last.number}` writes it to a file; after an upgrade, `campaign"
            " reread`.",
        )
    if len(groups) > PAGES_NAMED:
        yield Finding(
            "pages",
            "to do",
            f"And pages of {len(groups) - PAGES_NAMED} more requests.",
            "Table `fetches`, outcome `not_understood`; `campaign reread` after an upgrade.",
        )


def _requests(content: Content, now: datetime) -> Iterator[Finding]:
    for campaign in content.followed:
        unseen = [r for r in campaign.requests if _unseen_for_long(r, now)]
        if unseen:
            who = _named([request.authority for request in unseen])
            yield Finding(
                "requests",
                "to do",
                f"{campaign.name}: not looked at for long: {who}.",
                "`campaign sync`.",
            )
        else:
            looked_after = _count(len(campaign.requests), "request")
            yield Finding("requests", "well", f"{campaign.name}: {looked_after} looked after.")
        if campaign.waiting_files:
            yield Finding(
                "attachments",
                "to do",
                f"{campaign.name}: {_count(campaign.waiting_files, 'file')} not fetched yet.",
                "`campaign sync`.",
            )
    if content.practice:
        yield Finding(
            "requests",
            "note",
            f"On the practice site, which has a clock of its own: {_named(content.practice)}.",
        )


def _unseen_for_long(request: StoredRequest, now: datetime) -> bool:
    if request.availability != "public":
        return False
    moments = [parse(moment) for moment in (request.checked_at, request.listed_at) if moment]
    if not moments:
        return now - parse(request.linked_at) > UNSEEN_FOR_LONG
    limit = ENDED_UNSEEN_FOR_LONG if request.status in ENDED else UNSEEN_FOR_LONG
    return now - max(moments) > limit


def _attachments(content: Content, machine: Machine) -> Iterator[Finding]:
    by_state: dict[str, list[UnreadAttachment]] = {}
    for each in content.unread:
        by_state.setdefault(each.state, []).append(each)
    for state, unread in by_state.items():
        to_do = _READ_THEM.get(state, "Open them yourself.")
        if state == "scanned":
            to_do = _INSTALL_TESSERACT
            if machine.tesseract:
                to_do = "`campaign reread`; what stays so, read yourself."
        # Whoever has decided on a reply has looked at it.
        open_ones = [each for each in unread if not each.decided]
        what = _UNREAD.get(state, f"{{}} {state}").format(len(unread))
        shown = _named([f"{each.name} ({each.authority})" for each in open_ones or unread])
        decided = "" if open_ones else " Each of their requests is decided by a person."
        yield Finding(
            "attachments",
            "to do" if open_ones else "note",
            f"{what}: {shown}.{decided}",
            to_do if open_ones else "",
        )
    if content.outdated_files:
        yield Finding(
            "attachments",
            "to do",
            f"{content.outdated_files} read by an older reader, or before tesseract was here.",
            "`campaign reread`.",
        )
    if not (content.unread or content.outdated_files):
        yield Finding("attachments", "well", "Every file that is here is read.")


def _codes(content: Content) -> Iterator[Finding]:
    if content.broken:
        shown = _named([f"{each.row} ({each.authority})" for each in content.broken])
        yield Finding(
            "codes",
            "to do",
            f"{len(content.broken)} of {content.quotes} no longer stand: {shown}.",
            "`campaign verify` says why; `campaign code suggest`, then decide anew.",
        )
    else:
        yield Finding("codes", "well", f"All {content.quotes} quotes stand.")


def _machine(machine: Machine, content: Content | None) -> Iterator[Finding]:
    yield Finding("versions", "well", f"{machine.versions}.")
    if machine.settings is not None:
        yield Finding("settings", "to do", machine.settings.happened, machine.settings.remedy)
    elif content is not None and content.followed and not machine.contact:
        yield Finding(
            "settings",
            "to do",
            "No contact is given; nothing is asked of a real site without one.",
            'Write contact = "..." into campaign.toml (docs/configuration.md).',
        )
    else:
        yield Finding("settings", "well", "campaign.toml is in order, or not needed.")
    yield Finding("secrets", "note", _secrets(machine))
    if machine.tesseract:
        yield Finding("programs", "well", f"{machine.tesseract}: scanned pages are read.")
    else:
        yield Finding(
            "programs",
            "note",
            "tesseract is not installed: scanned pages are not read.",
            "Install it if you get any (docs/attachments.md).",
        )
    for name, version in machine.extras.items():
        if version:
            yield Finding("extras", "well", f"{name} {version} is installed.")
        else:
            yield Finding(
                "extras",
                "note",
                f"{name} is not installed.",
                f"If you want it: `pip install 'foi-campaign[{name}]'`.",
            )


def _secrets(machine: Machine) -> str:
    email = "an email is in the environment" if machine.email_given else "no email is given"
    if machine.password_given:
        source = "a password is in the environment"
    elif machine.keyring:
        source = f"passwords may be kept in the keyring ({machine.keyring})"
    else:
        source = "there is no keyring, so a password is asked for"
    return f"Only for sending by account: {email}, and {source}."


def _letter(letter: OpenLetter) -> str:
    kind = letter.kind.replace("_", " ")
    return f"{letter.number}, {kind}" + (f" to {letter.authority}" if letter.authority else "")


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return "; ".join(names[:NAMED]) + more


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
