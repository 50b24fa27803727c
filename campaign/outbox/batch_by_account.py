"""A Pro batch through the account, up to its preview; nothing is sent here (SITE.md section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.alaveteli import forms
from campaign.alaveteli.pages.authority import read_authority_json
from campaign.alaveteli.pages.compose import (
    ComposeForm,
    DraftSaved,
    NotFound,
    Preview,
    Redirected,
)
from campaign.alaveteli.wire import Passing
from campaign.errors import SiteError, Stopped, UnknownPage
from campaign.outbox.answers import SignedOut, meaning, set_up
from campaign.outbox.results import Later, Refused, Result
from campaign.state.authorities import Authority, get_authority
from campaign.state.outbox import Intent, remember

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.alaveteli.client import Client
    from campaign.alaveteli.pages.form import Form
    from campaign.alaveteli.pages.records import AuthorityRecord

SEARCHES = 3
"""So many authorities are searched for until one brings up the form; more would be a nuisance."""


def prepare(database: Database, asker: Client, client: Client, intent: Intent) -> Preview | Result:
    """Write the batch into a draft at the site and preview it: the preview, or why there is none.

    The draft's number is remembered, so that a run after a crash goes on with it. The preview also
    answers whether the batch was sent before: `Sent` with its address.
    """
    authorities = [get_authority(database, each) for each in intent.details["authorities"]]
    records = [_record(asker, authority) for authority in authorities]
    if closed := [record.name for record in records if record.closed]:
        return _would_skip(closed)
    wanted = {
        record.site_id: authority for record, authority in zip(records, authorities, strict=True)
    }
    draft_id: int | None = intent.details.get("draft_id")
    opened = None if draft_id is None else forms.write_batch(client, draft_id)
    if opened is None or isinstance(opened, NotFound):
        # No draft yet, or it is gone: the site drops it when its batch is sent.
        draft_id, opened = None, None
    elif not isinstance(opened, ComposeForm):
        return meaning(opened, client.site)
    there = forms.batch_body_ids(opened) if opened is not None else []
    if surplus := [number for number in there if number not in wanted]:
        return Refused((f"the draft at the site holds {len(surplus)} other authorities",))
    missing = [number for number in wanted if number not in there]
    if missing or opened is None:
        added = _add(database, client, intent, missing, draft_id, authorities)
        if not isinstance(added, int):
            return added
        written = forms.write_batch(client, added)
        if not isinstance(written, ComposeForm):
            return meaning(written, client.site)
        opened = written
    skipped = set(wanted) - set(forms.batch_body_ids(opened))
    if skipped:
        return _would_skip([wanted[number].name for number in sorted(skipped)])
    set_up(opened.form)
    saved = forms.save_batch(
        client, opened, intent.title, intent.body, embargo=intent.details["embargo"]
    )
    if not isinstance(saved, DraftSaved):
        return meaning(saved, client.site)
    preview = forms.preview_batch(client, saved)
    return preview if isinstance(preview, Preview) else meaning(preview, client.site)


def _add(
    database: Database,
    client: Client,
    intent: Intent,
    numbers: list[int],
    draft_id: int | None,
    authorities: list[Authority],
) -> int | Result:
    """Add authorities to the draft, one by one, a new one if need be; the draft's number."""
    form = _adding_form(client, authorities)
    for number in numbers:
        added = forms.add_to_batch(client, form, number, draft_id)
        if isinstance(added, Redirected):
            continue  # led back without a draft: the site has not taken this one
        if not isinstance(added, DraftSaved):
            return meaning(added, client.site)
        if draft_id is None:
            draft_id = added.draft_id
            remember(database, intent.id, draft_id=draft_id)
    return draft_id if draft_id is not None else _would_skip([a.name for a in authorities])


def _adding_form(client: Client, authorities: list[Authority]) -> Form:
    """The form by which authorities are added; the site shows it beside one that can be asked."""
    trouble: SiteError | None = None
    for authority in authorities[:SEARCHES]:
        try:
            return forms.open_batch(client, authority.name)
        except (Passing, Stopped, UnknownPage):
            raise
        except SiteError as error:
            trouble = error
    if trouble is None:
        raise ValueError("a batch to nobody")
    # Signed out, the site leads away from this page, as it does for an account without Pro.
    raise SignedOut(Later(trouble.happened, trouble.remedy)) from trouble


def _would_skip(names: list[str]) -> Refused:
    return Refused(
        (
            f"the site would leave out {', '.join(names)}; take them off with `campaign recipients"
            " remove`, cancel this batch and send again",
        )
    )


def _record(asker: Client, authority: Authority) -> AuthorityRecord:
    """What the site says of an authority; a wrong number would write to another body."""
    answer = asker.get(asker.site.authority_json(authority.url_name))
    if answer.status != 200:
        raise SiteError(
            f"The site knows no authority {authority.url_name!r}.",
            "Import the site's authorities again and take it off the recipients.",
        )
    return read_authority_json(answer.body)
