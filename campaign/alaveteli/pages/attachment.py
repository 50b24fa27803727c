"""What an answer to the address of an attachment is: the file, or something in its place."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.alaveteli.pages.recognise import action_of


@dataclass(frozen=True, slots=True)
class File:
    """The answer's body is the file; the type is the one the site gives."""

    content_type: str


@dataclass(frozen=True, slots=True)
class Preparing:
    """The site is still preparing the file: ask the same address again in some seconds."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The site does not give the file out: `hidden`, `erased`, `not_found` or `other`."""

    why: str


Found = File | Preparing | Refused


def read_attachment(status: int, content_type: str, location: str | None, body: bytes) -> Found:
    """What came in answer to an attachment's address (SITE.md section 6).

    The site prepares a file when it is first asked for: meanwhile it redirects to the same address
    or to a page that says so. Neither may be stored as the file.
    """
    if location is not None and 300 <= status < 400:
        return Refused("other") if "/profile/sign_in" in location else Preparing()
    page = body.decode("utf-8", "replace") if content_type.startswith("text/html") else ""
    action = action_of(page)
    if status == 200:
        # The site's wait page and the page that says a file is ready.
        waiting = action in ("attachment_masks_wait", "attachment_masks_done")
        return Preparing() if waiting else File(content_type)
    if status == 403 and action is not None:
        return Refused("hidden" if 'id="hidden_message"' in page else "erased")
    return Refused("not_found" if status in (404, 410) else "other")
