"""What a look over the installation reads, as values: nothing here says what is good or bad."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from campaign.coding.proof import Broken
from campaign.errors import CampaignError
from campaign.state.correspondence import StoredRequest
from campaign.state.health import OpenLetter, UnreadAttachment
from campaign.state.stored_pages import NotUnderstood


@dataclass(frozen=True, slots=True)
class Place:
    """The database's file and folder; sizes and room in bytes.

    `journal` is what waits to be taken into the database, `backups` the copies that migrations
    left.
    """

    path: str
    exists: bool
    folder_writable: bool
    file_writable: bool
    free: int
    size: int = 0
    journal: int = 0
    backups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Structure:
    """How whole the database is: what SQLite says of it, and which migrations it has not had."""

    problems: tuple[str, ...] = ()
    broken_references: dict[str, int] = field(default_factory=dict)
    schema: str = ""
    pending: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Followed:
    """One campaign on a real site, its requests, and when the site last answered."""

    name: str
    requests: tuple[StoredRequest, ...]
    waiting_files: int
    last_answer_at: datetime | None


@dataclass(frozen=True, slots=True)
class Content:
    """What is in the database and waits for somebody."""

    followed: tuple[Followed, ...] = ()
    practice: tuple[str, ...] = ()  # campaigns on this machine's practice site
    not_understood: tuple[NotUnderstood, ...] = ()
    unread: tuple[UnreadAttachment, ...] = ()
    outdated_files: int = 0
    letters: tuple[OpenLetter, ...] = ()
    quotes: int = 0
    broken: tuple[Broken, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """Programs, extras and settings. Of secrets only whether they are there.

    `keyring` is the name of the keyring service, empty without one; `extras` are the versions of
    optional packages, empty where not installed; `settings` is what is wrong in `campaign.toml`.
    """

    now: datetime
    versions: str
    tesseract: str = ""
    keyring: str = ""
    email_given: bool = False
    password_given: bool = False
    extras: dict[str, str] = field(default_factory=dict)
    settings: CampaignError | None = None
    contact: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """All of it; `unopened` is why the database could not be looked into, `content` then None."""

    place: Place
    machine: Machine
    structure: Structure | None = None
    content: Content | None = None
    unopened: CampaignError | None = None
