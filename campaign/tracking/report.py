"""What a sync did, and when it is to stop."""

from __future__ import annotations

from dataclasses import dataclass, field

from campaign.errors import Stopped

# So many failures or disappearances in a row mean that something is wrong with the site, the
# network or our address, and not with the requests.
ENOUGH = 3


@dataclass(slots=True)
class Report:
    """What a sync did: counts, and what was not understood, by request.

    `listed` were seen unchanged in a list, `looked` were asked for by themselves, `rested` left,
    `private` left out, as nobody was signed in. `moved` are those that have another address now,
    with it. `not_ours` are addresses of requests that carry the campaign's tag and are not taken
    for ours. `pending` are batches that the site has yet to send, `left_out` authorities that it
    left out of one.
    """

    listed: int = 0
    looked: int = 0
    rested: int = 0
    private: int = 0
    changed: int = 0
    replies: int = 0
    attachments: int = 0
    linked: int = 0
    troubles: list[tuple[str, str]] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    not_ours: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    stopped: Stopped | None = None


def too_many(failures: int, vanished: int, unread: int) -> Stopped | None:
    """Why to stop, when so many in a row went wrong in the same way; None to go on."""
    if vanished >= ENOUGH:
        return Stopped(
            f"{vanished} requests in a row have vanished from the site, which is hardly true.",
            "Look at one in a browser. If they are really gone, run `campaign sync --full` again;"
            " nothing stored was deleted.",
        )
    if unread >= ENOUGH:
        return Stopped(
            f"{unread} pages in a row could not be understood.",
            "They are kept. If a browser shows the requests as usual, the site has changed its"
            " pages, and this program needs a newer version.",
        )
    if failures >= ENOUGH:
        return Stopped(
            f"The site failed {failures} times in a row.",
            "Try again later; what was read so far is stored.",
        )
    return None
