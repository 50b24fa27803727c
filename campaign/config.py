"""`campaign.toml` in the working folder: who asks, how slowly, and who approved automation."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from campaign.errors import BadInput

SHORTEST_PAUSE, PAUSE, LONGEST_PAUSE = 1.0, 2.0, 120.0
"""Seconds between two questions to a real site: the least, the usual, and the most."""

_WORDS = {str: "text", date: "a date (2026-07-01)", float: "a number of seconds"}


@dataclass(frozen=True, slots=True)
class Config:
    """The user's settings; nothing secret belongs here.

    `contact` (an address or web page) goes into the User-Agent. `pause` is the least number of
    seconds between two questions to a real site. `automation` is `approved` only
    with a note of who approved it and when.
    """

    contact: str = ""
    pause: float = PAUSE
    automation: str = ""
    approved_by: str = ""
    approved_on: date | None = None

    @property
    def automation_approved(self) -> bool:
        """Whether the site's operator has agreed to sending by the tool itself."""
        return self.automation == "approved" and bool(self.approved_by and self.approved_on)


def read_config(path: Path) -> Config:
    """Read the file, or defaults where there is none; BadInput names what is wrong in it.

    The environment's CAMPAIGN_CONTACT wins over the file.
    """
    settings: dict[str, object] = {}
    if path.exists():
        try:
            settings = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput(
                f"{path}: {error}.", "See docs/configuration.md for an example."
            ) from error
    known = {
        "contact": str,
        "pause": float,
        "automation": str,
        "approved_by": str,
        "approved_on": date,
    }
    for key, value in settings.items():
        if key in ("password", "email", "token"):
            raise BadInput(
                f"{path} holds a {key}; nothing secret belongs in a file of the project.",
                "Take it out, and use the environment, the keyring or the prompt instead.",
            )
        if key not in known:
            raise BadInput(f"{path}: {key} is not a setting.", f"Known are: {', '.join(known)}.")
        fits = (float, int) if known[key] is float else known[key]
        if not isinstance(value, fits) or isinstance(value, bool):
            raise BadInput(
                f"{path}: {key} must be {_WORDS[known[key]]}.", "Put it right in the file."
            )
    pause = settings.get("pause", PAUSE)
    if not isinstance(pause, float | int) or not SHORTEST_PAUSE <= pause <= LONGEST_PAUSE:
        raise BadInput(
            f"{path}: a pause of {pause} seconds is not between {SHORTEST_PAUSE:.0f} and"
            f" {LONGEST_PAUSE:.0f}.",
            "Leave it out for the usual 2 seconds.",
        )
    approved_on = settings.get("approved_on")
    config = Config(
        contact=os.environ.get("CAMPAIGN_CONTACT") or str(settings.get("contact", "")),
        pause=float(pause),
        automation=str(settings.get("automation", "")),
        approved_by=str(settings.get("approved_by", "")),
        approved_on=approved_on if isinstance(approved_on, date) else None,
    )
    if config.automation == "approved" and not config.automation_approved:
        raise BadInput(
            f"{path} says that automation is approved, and not by whom and when.",
            'Add approved_by = "NAME" and approved_on = 2026-07-01.',
        )
    return config
