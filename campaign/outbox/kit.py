"""A batch to paste: title, letter, authorities and the steps, in a folder for a person."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import quote

from campaign.outbox.batch import PRIVACY
from campaign.state.authorities import Authority
from campaign.state.outbox import Intent

_CHOICE = {
    "": "Publish immediately",
    "3_months": "3 Months",
    "6_months": "6 Months",
    "12_months": "12 Months",
}


def write_kit(folder: Path, site: str, intent: Intent, authorities: Iterable[Authority]) -> Path:
    """Write the kit for an approved batch into a folder; its page."""
    bodies = list(authorities)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "title.txt").write_text(f"{intent.title}\n", encoding="utf-8")
    (folder / "letter.txt").write_text(f"{intent.body}\n", encoding="utf-8")
    (folder / "authorities.csv").write_text(_table(site, bodies), encoding="utf-8")
    page = folder / "index.html"
    page.write_text(kit_page(site, intent, bodies), encoding="utf-8")
    return page


def kit_page(site: str, intent: Intent, bodies: list[Authority]) -> str:
    """The page of the kit: the steps in order, with what is to be pasted at each."""
    embargo = str(intent.details["embargo"])
    rows = "\n".join(
        f'<li><a href="{escape(_search(site, body))}" target="_blank" rel="noopener noreferrer">'
        f"{escape(body.name)}</a></li>"
        for body in bodies
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>A batch to paste: {escape(intent.title)}</title>
<style>
  body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 45rem; margin: 2rem auto;
    padding: 0 1rem; color: #1b1b1b; background: #fff }}
  textarea {{ width: 100%; font: 1rem/1.4 ui-monospace, monospace; box-sizing: border-box }}
  a:visited {{ color: #666 }}
</style>
</head>
<body>
<h1>A batch to paste</h1>
<ol>
<li>Sign in with your Pro account: <a href="{escape(site)}/profile/sign_in">{escape(site)}</a></li>
<li>Add these {len(bodies)} authorities: each link opens the search; press <b>Add</b> there.
<ol>
{rows}
</ol></li>
<li>Go on to the letter. The title:
<textarea rows="1" readonly>{escape(intent.title)}</textarea></li>
<li>The letter, exactly so; the site puts each authority's name into the first line:
<textarea rows="24" readonly>
{escape(intent.body)}</textarea></li>
<li>Privacy: choose <b>{_CHOICE[embargo]}</b> ({PRIVACY[embargo]}). The site itself proposes three
months of privacy.</li>
<li>Preview: it must say <b>Send {len(bodies)} requests</b>. Then send.</li>
<li>Copy the address of the page you come to, and run <code>campaign link ADDRESS</code> an hour
later: until then the site sends one request a minute.</li>
</ol>
</body>
</html>
"""


def _search(site: str, body: Authority) -> str:
    return f"{site}/pro/batch_request_authority_searches?authority_query={quote(body.name)}"


def _table(site: str, bodies: list[Authority]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("name", "address"))
    writer.writerows((body.name, f"{site}/body/{body.url_name}") for body in bodies)
    return out.getvalue()
