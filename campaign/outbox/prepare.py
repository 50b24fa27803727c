"""From a campaign's template to letters in the outbox, one for each recipient."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from campaign.errors import BadInput
from campaign.letters.library import LETTER
from campaign.letters.lint import Problem, lint
from campaign.letters.model import Letter, Recipient, Sender
from campaign.letters.render import render_letter
from campaign.outbox.batch import batched
from campaign.outbox.followups import stopped_authorities
from campaign.outbox.intents import request_key
from campaign.state.authorities import Authority, recipients
from campaign.state.campaigns import Wording, save_wording
from campaign.state.correspondence import requests_of
from campaign.state.database import writing
from campaign.state.outbox import Channel, Draft, Intent, draft, find, move
from campaign.times import iso

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.letters.library import TemplateTexts
    from campaign.state.campaigns import Campaign


@dataclass(frozen=True, slots=True)
class Prepared:
    """One recipient's letter as it would go, and what is wrong with it."""

    authority: Authority
    letter: Letter
    problems: tuple[Problem, ...]

    @property
    def fit(self) -> bool:
        """Whether the site would take it, as far as can be told."""
        return not any(problem.severity == "error" for problem in self.problems)


def prepare(
    database: Database,
    campaign: Campaign,
    template: TemplateTexts,
    *,
    only: Iterable[str] = (),
) -> list[Prepared]:
    """Render and check the letter to every recipient (or to those named); nothing is stored.

    Raises BadInput for a template that cannot be used, and for a name that is no recipient.
    """
    wanted = set(only)
    chosen = [
        authority
        for authority in recipients(database, campaign.id)
        if not wanted or authority.url_name in wanted
    ]
    missing = wanted - {authority.url_name for authority in chosen}
    if missing:
        raise BadInput(
            f"{', '.join(sorted(missing))}: not among the recipients.",
            "See `campaign recipients list`.",
        )
    if not chosen:
        raise BadInput(
            "The campaign has no recipients yet.",
            "Choose them with `campaign recipients add --tag TAG`.",
        )
    sender = Sender(campaign.sender)
    prepared: list[Prepared] = []
    for authority in chosen:
        letter = render_letter(
            template.letter_text,
            template.questionnaire,
            Recipient(authority.name, authority.url_name, authority.short_name, authority.law),
            sender,
            source=str(template.folder / LETTER),
        )
        prepared.append(Prepared(authority, letter, tuple(lint(letter))))
    return prepared


def keep_wording(
    database: Database, campaign: Campaign, template: TemplateTexts, now: datetime
) -> Wording:
    """Keep the template's texts as a version of the campaign's wording."""
    return save_wording(
        database,
        campaign.id,
        template.questionnaire_text,
        template.letter_text,
        template.questionnaire,
        iso(now),
    )


def draft_letters(
    database: Database,
    campaign: Campaign,
    prepared: Iterable[Prepared],
    wording: Wording,
    channel: Channel,
    now: datetime,
) -> list[Intent]:
    """Put the letters into the outbox and approve them; the ones that can still be sent.

    A recipient that has a request already, or is in a batch, or was stopped, or whose letter was
    sent or cancelled, gets none; one whose letter was approved before keeps the words that were
    approved then. A letter that the site refused is drafted anew once its words are others.
    """
    asked = _closed_to(database, campaign)
    sendable: list[Intent] = []
    with writing(database):
        for item in prepared:
            known = find(database, request_key(campaign.name, item.authority.url_name))
            if item.authority.id in asked or not _may_go(known, item.letter):
                continue
            if known is None or known.state in ("drafted", "failed"):
                known = _draft(database, campaign, item, wording, channel, now)
            if known.state == "approved":
                sendable.append(known)
    return sendable


def still_to_go(
    database: Database, campaign: Campaign, prepared: Iterable[Prepared]
) -> list[tuple[Prepared, Intent | None]]:
    """The letters that neither went nor are on their way; with the intent, where approved before.

    Nothing is stored.
    """
    asked = _closed_to(database, campaign)
    found: list[tuple[Prepared, Intent | None]] = []
    for item in prepared:
        known = find(database, request_key(campaign.name, item.authority.url_name))
        if item.authority.id not in asked and _may_go(known, item.letter):
            found.append((item, known if known and known.state == "approved" else None))
    return found


def _closed_to(database: Database, campaign: Campaign) -> set[int]:
    """Who gets no letter of their own: asked already, in a batch, or stopped by a person."""
    asked = {request.authority_id for request in requests_of(database, campaign.id)}
    return asked | batched(database, campaign) | stopped_authorities(database, campaign)


def _may_go(known: Intent | None, letter: Letter) -> bool:
    """Whether a letter is not on its way or done; one that was refused needs other words."""
    if known is not None and known.state == "failed":
        return (known.title, known.body) != (letter.title, letter.body)
    return known is None or known.state in ("drafted", "approved")


def _draft(
    database: Database,
    campaign: Campaign,
    item: Prepared,
    wording: Wording,
    channel: Channel,
    now: datetime,
) -> Intent:
    intent = draft(
        database,
        Draft(
            key=request_key(campaign.name, item.authority.url_name),
            campaign_id=campaign.id,
            kind="request",
            channel=channel,
            title=item.letter.title,
            body=item.letter.body,
            authority_id=item.authority.id,
            wording_id=wording.id,
            tags=campaign.tag,
        ),
        iso(now),
    )
    return move(database, intent.id, "approved", now=iso(now), note="approved")
