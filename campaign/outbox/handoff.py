"""The handoff channel: the site's own form, filled in, for a person to submit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from campaign.state.authorities import get_authority
from campaign.state.outbox import Intent

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.state.campaigns import Campaign


@dataclass(frozen=True, slots=True)
class Handoff:
    """One letter to hand to the site: whom it is for, and the prefilled address."""

    intent: Intent
    authority: str
    url: str


def handoffs(
    database: Database, campaign: Campaign, intents: Iterable[Intent], *, pro: bool = False
) -> list[Handoff]:
    """The prefilled addresses of these letters, tagged so that they are recognised later.

    For a Pro account the site drops what was filled in unless the address says `pro=1` (SITE.md
    section 4).
    """
    from campaign.alaveteli.urls import Site

    site = Site(campaign.site)
    found: list[Handoff] = []
    for intent in intents:
        if intent.authority_id is None:
            continue
        authority = get_authority(database, intent.authority_id)
        url = site.new_request(
            authority.url_name,
            title=intent.title,
            body=intent.body,
            tags=tuple(intent.tags.split()),
            pro=pro,
        )
        found.append(Handoff(intent, authority.name, url))
    return found


def buttons_page(title: str, items: Iterable[Handoff]) -> str:
    """A page of buttons, one for each letter, that works from a phone and needs no network."""
    rows = "\n".join(
        f'<li><a href="{escape(item.url)}" target="_blank" rel="noopener noreferrer">'
        f"{escape(item.authority)}</a></li>"
        for item in items
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escape(title)}: letters to send</title>
<style>
  body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto;
    padding: 0 1rem; color: #1b1b1b; background: #fff }}
  ol {{ padding-left: 2.5rem }}
  a {{ display: block; padding: .7rem 1rem; margin: .4rem 0; border: 2px solid #1f4e79;
    border-radius: .4rem; color: #1f4e79; text-decoration: none; font-weight: 600 }}
  a:visited {{ color: #666; border-color: #bbb }}
  a:focus, a:hover {{ outline: 3px solid #ffbf47 }}
</style>
</head>
<body>
<h1>{escape(title)}</h1>
<p>Each button opens the site's own form with one letter in it. Read it, press <b>Preview</b> and
then <b>Send</b>. A button that you have used turns grey. Afterwards run
<code>campaign sync</code>: it finds the requests, and <code>campaign status</code> tells which are
still to do.</p>
<ol>
{rows}
</ol>
</body>
</html>
"""
