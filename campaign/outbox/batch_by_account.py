"""A Pro batch through the account, up to its preview; nothing is sent here (SITE.md section 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.alaveteli import forms
from campaign.alaveteli.pages.authority import read_authority_json
from campaign.alaveteli.pages.compose import ComposeForm, DraftSaved, NotFound, Preview
from campaign.alaveteli.wire import Passing
from campaign.errors import SiteError, Stopped, UnknownPage
from campaign.outbox.answers import SignedOut, meaning, set_up
from campaign.outbox.results import Later, Refused, Result
from campaign.state.authorities import Authority, get_authority
from campaign.state.outbox import Intent, remember

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.alaveteli.client import Client


def prepare(database: Database, asker: Client, client: Client, intent: Intent) -> Preview | Result:
    """Write the batch into a draft at the site and preview it: the preview, or why there is none.

    The draft's number is remembered, so that a run after a crash goes on with it. The preview also
    answers whether the batch was sent before: `Sent` with its address.
    """
    authorities = [get_authority(database, each) for each in intent.details["authorities"]]
    wanted = {_number(asker, authority): authority for authority in authorities}
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
        added = _add(database, client, intent, missing, draft_id, authorities[0])
        if not isinstance(added, int):
            return added
        written = forms.write_batch(client, added)
        if not isinstance(written, ComposeForm):
            return meaning(written, client.site)
        opened = written
    skipped = set(wanted) - set(forms.batch_body_ids(opened))
    if skipped:
        names = ", ".join(wanted[number].name for number in sorted(skipped))
        return Refused((f"the site takes no request for {names}: take them off the recipients",))
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
    first: Authority,
) -> int | Result:
    """Add authorities to the draft, one by one, a new one if need be; the draft's number."""
    try:
        form = forms.open_batch(client, first.name)
    except (Passing, Stopped, UnknownPage):
        raise
    except SiteError as error:
        # Signed out, the site leads away from this page, as it does for an account without Pro.
        raise SignedOut(Later(error.happened, error.remedy)) from error
    for number in numbers:
        added = forms.add_to_batch(client, form, number, draft_id)
        if not isinstance(added, DraftSaved):
            return meaning(added, client.site)
        if draft_id is None:
            draft_id = added.draft_id
            remember(database, intent.id, draft_id=draft_id)
    if draft_id is None:
        raise ValueError("a batch to nobody")
    return draft_id


def _number(asker: Client, authority: Authority) -> int:
    """The authority's number at the site, asked there: a wrong one would write to another body."""
    answer = asker.get(asker.site.authority_json(authority.url_name))
    if answer.status != 200:
        raise SiteError(
            f"The site knows no authority {authority.url_name!r}.",
            "Import the site's authorities again and take it off the recipients.",
        )
    return read_authority_json(answer.body).site_id
