"""The messages that decide nothing: receipts, notes, questions back, extensions, bounces."""

from __future__ import annotations

from collections.abc import Callable

from campaign.rehearsal.people.decisions import Case, Decision
from campaign.rehearsal.people.model import Kind
from campaign.rehearsal.people.phrases import receipts
from campaign.rehearsal.people.wording import Page


def acknowledgement(page: Page, case: Case) -> Decision:
    """Receipt, perhaps a date, perhaps a warning about limits that nobody relies on."""
    page.say(receipts.ACKNOWLEDGED)
    page.say(receipts.DEADLINE)
    scottish = case.law == "foisa"
    page.say(receipts.ACK_WARNINGS_SCOTLAND if scottish else receipts.ACK_WARNINGS)
    return Decision("acknowledgement", None)


def progress(page: Page, case: Case) -> Decision:
    """A holding note, no formal extension."""
    page.say(receipts.PROGRESS)
    return Decision("other", None)


def out_of_office(page: Page, case: Case) -> Decision:
    """An automatic reply of somebody who is away."""
    page.say(receipts.OUT_OF_OFFICE)
    return Decision("bounce_or_ooo", None)


def bounce(page: Page, case: Case) -> Decision:
    """A report that our message was not delivered."""
    page.say(receipts.BOUNCE)
    return Decision("bounce_or_ooo", "bounce_or_ooo")


def postal(page: Page, case: Case) -> Decision:
    """A note that the answer goes by post; its outcome cannot be seen."""
    page.say(receipts.POSTAL)
    return Decision("other", "other")


def extension(page: Page, case: Case) -> Decision:
    """More time for the public interest test, with a new date."""
    considered = page.rng.choice(receipts.UNDER_CONSIDERATION)
    page.say([text.replace("{considered}", considered) for text in receipts.EXTENDED])
    return Decision("extension", "extension")


def clarification(page: Page, case: Case) -> Decision:
    """A question to the requester before the work begins."""
    asked = page.phrase(receipts.ASKED)
    options = receipts.UNCLEAR_SCOTLAND if case.law == "foisa" else receipts.UNCLEAR
    page.say(options, asked=asked)
    return Decision("clarification", "clarification")


def transfer(page: Page, case: Case) -> Decision:
    """Passed on, or the wrong body."""
    page.say(receipts.TRANSFERRED)
    return Decision("transferred", "transferred")


def review_acknowledgement(page: Page, case: Case) -> Decision:
    """Receipt of a request for an internal review."""
    page.say(receipts.REVIEW_RECEIVED)
    return Decision("acknowledgement", None, "pending")


NOTES: dict[Kind, Callable[[Page, Case], Decision]] = {
    "acknowledgement": acknowledgement,
    "progress": progress,
    "out_of_office": out_of_office,
    "bounce": bounce,
    "postal": postal,
    "extension": extension,
    "clarification": clarification,
    "transfer": transfer,
    "review_acknowledgement": review_acknowledgement,
}
