"""One letter to many authorities by a Pro batch: what it needs, and who is left out of it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from campaign.alaveteli.urls import BatchAddress, Site
from campaign.errors import BadInput
from campaign.letters.library import LETTER
from campaign.letters.lint import BATCH_SALUTATION, lint
from campaign.letters.model import BATCH_RECIPIENT, Letter, Recipient, Sender
from campaign.letters.render import render_letter
from campaign.outbox.followups import stopped_authorities
from campaign.outbox.intents import batch_key
from campaign.state.authorities import PROBLEMS, Authority, recipients
from campaign.state.correspondence import requests_of
from campaign.state.database import writing
from campaign.state.outbox import Draft, Intent, State, draft, intents, move, remember
from campaign.times import iso

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.letters.library import TemplateTexts
    from campaign.letters.lint import Problem
    from campaign.state.campaigns import Campaign, Wording

MOST = 500
"""The site's limit of authorities in a batch (SITE.md section 4)."""
PRIVACY = {
    "": "public at once",
    "3_months": "private for 3 months",
    "6_months": "private for 6 months",
    "12_months": "private for 12 months",
}
"""The site's choices, by the value that its form takes. Its own default is private for 3 months."""
OWN_LETTER = "a letter of its own is on its way"
LIVE: tuple[State, ...] = ("approved", "sending", "unknown", "sent")

# Two authorities that differ in everything a template can name, to see what it makes of it.
_PROBES = (
    Recipient("First Authority", "first_authority", "FA", "any"),
    Recipient("Second Authority", "second_authority", "SA", "any"),
)


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """The one letter, to whom it goes, who is left out and why, and what is wrong with it."""

    letter: Letter
    authorities: tuple[Authority, ...]
    left_out: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]

    @property
    def fit(self) -> bool:
        """Whether the site would take it, as far as can be told."""
        return not any(problem.severity == "error" for problem in self.problems)


def prepare_batch(
    database: Database, campaign: Campaign, template: TemplateTexts, *, only: Iterable[str] = ()
) -> PreparedBatch:
    """Render and check the letter of a batch to every recipient not yet asked; nothing is stored.

    BadInput where the letter varies by recipient in more than its salutation, which a batch
    cannot.
    """
    letter = _render(template, campaign, BATCH_RECIPIENT)
    _refuse_variation(template, campaign)
    wanted = set(only)
    chosen = [
        authority
        for authority in recipients(database, campaign.id)
        if not wanted or authority.url_name in wanted
    ]
    taken = _reasons(database, campaign)
    left_out: list[tuple[str, str]] = []
    going: list[Authority] = []
    for authority in chosen:
        why = (
            f"the site would skip it: it {PROBLEMS[authority.problem]}" if authority.problem else ""
        )
        why = taken.get(authority.id) or why
        if why:
            left_out.append((authority.name, why))
        else:
            going.append(authority)
    if len(going) > MOST:
        raise BadInput(
            f"A batch takes {MOST} authorities, and {len(going)} are left.",
            "Send to some of them first, named with --only.",
        )
    return PreparedBatch(letter, tuple(going), tuple(left_out), lint(letter, batch=True))


def batched(database: Database, campaign: Campaign) -> set[int]:
    """The authorities (local ids) to whom a batch goes or went, those it skipped left out."""
    return {
        authority
        for intent in intents(database, campaign.id, LIVE, "batch")
        for authority in intent.details["authorities"]
        if authority not in intent.details.get("skipped", ())
    }


def draft_batch(
    database: Database,
    campaign: Campaign,
    prepared: PreparedBatch,
    wording: Wording,
    embargo: str,
    now: datetime,
) -> Intent:
    """Put the batch into the outbox and approve it; `embargo` is one of PRIVACY."""
    if embargo not in PRIVACY:
        raise BadInput(f"{embargo!r} is no privacy of a batch.", f"Choose of {list(PRIVACY)}.")
    with writing(database):
        intent = draft(
            database,
            Draft(
                key=batch_key(campaign.name, [a.url_name for a in prepared.authorities]),
                campaign_id=campaign.id,
                kind="batch",
                channel="batch",
                title=prepared.letter.title,
                body=prepared.letter.body,
                wording_id=wording.id,
                details={
                    "authorities": [authority.id for authority in prepared.authorities],
                    "embargo": embargo,
                },
            ),
            iso(now),
        )
        if intent.state != "drafted":
            return intent
        return move(database, intent.id, "approved", now=iso(now), note="approved")


def note_linked(
    database: Database,
    campaign: Campaign,
    addresses: Iterable[str],
    pending: Sequence[str],
    now: datetime,
) -> list[str]:
    """After linking these addresses, bring our batches up to date; the names of those skipped.

    A batch pasted by hand is recognised by its requests. While the site still sends (`pending`),
    nothing is known of whom it skips.
    """
    site = Site(campaign.site)
    parsed = [site.parse(address) for address in addresses]
    batches = [site.batch(found.batch_id) for found in parsed if isinstance(found, BatchAddress)]
    if len(batches) != 1 or pending:
        return []
    [url] = batches
    asked = {request.authority_id: request for request in requests_of(database, campaign.id)}
    names = dict(database.conn.execute("SELECT id, name FROM authorities").fetchall())
    skipped: list[str] = []
    with writing(database):
        for intent in intents(database, campaign.id, ("approved", "unknown", "sent"), "batch"):
            members: list[int] = intent.details["authorities"]
            found = [asked[each] for each in members if each in asked]
            if intent.result_url not in (None, url) or not found:
                continue
            if intent.state != "sent":
                move(database, intent.id, "sent", now=iso(now), note="seen there", result_url=url)
            missing = [each for each in members if each not in asked]
            remember(database, intent.id, skipped=missing)
            database.conn.executemany(
                "UPDATE requests SET outbox_id = ?, wording_id = ? WHERE id = ?"
                " AND outbox_id IS NULL",
                [(intent.id, intent.wording_id, request.id) for request in found],
            )
            skipped += [names[each] for each in missing]
    return skipped


def open_addresses(database: Database, campaign: Campaign) -> list[str]:
    """The addresses of batches that were sent and whose requests were not seen yet."""
    return [
        intent.result_url
        for intent in intents(database, campaign.id, ("sent",), "batch")
        if intent.result_url and "skipped" not in intent.details
    ]


def _render(template: TemplateTexts, campaign: Campaign, recipient: Recipient) -> Letter:
    return render_letter(
        template.letter_text,
        template.questionnaire,
        recipient,
        Sender(campaign.sender),
        source=str(template.folder / LETTER),
    )


def _refuse_variation(template: TemplateTexts, campaign: Campaign) -> None:
    """BadInput for a letter of which more than the salutation differs between two recipients."""
    one, other = (_render(template, campaign, probe) for probe in _PROBES)
    varying = _differences([one.title, *_rest(one)], [other.title, *_rest(other)])
    if varying:
        raise BadInput(
            "The letter differs from one authority to the next in more than its salutation:"
            f" {varying[0][:100]!r}.",
            f"A batch sends one text, and fills in only the line {BATCH_SALUTATION!r}. Take the"
            " authority out of the rest of the letter, or use another channel.",
        )


def _rest(letter: Letter) -> list[str]:
    return letter.body.split("\n")[1:]


def _differences(one: Sequence[str], other: Sequence[str]) -> list[str]:
    return [line[2:] for line in difflib.ndiff(one, other) if line.startswith("- ")]


def _reasons(database: Database, campaign: Campaign) -> dict[int, str]:
    """Why authorities must not be in another batch, by local id."""
    why = {
        request.authority_id: "it has a request" for request in requests_of(database, campaign.id)
    }
    why |= dict.fromkeys(batched(database, campaign), "another batch goes to it")
    why |= dict.fromkeys(stopped_authorities(database, campaign), "somebody said stop")
    for intent in intents(database, campaign.id, LIVE, "request"):
        if intent.authority_id is not None:
            why.setdefault(intent.authority_id, OWN_LETTER)
    return why
