"""A batch's page, before and after its requests were sent (SITE.md section 4)."""

from __future__ import annotations

import re

from campaign.alaveteli.pages.authority import authority_items
from campaign.alaveteli.pages.listings import next_page, request_items
from campaign.alaveteli.pages.markup import damaged, read_only
from campaign.alaveteli.pages.recognise import action_of, open_html, refuse
from campaign.alaveteli.pages.records import BatchPage

PER_PAGE = 25
_OWN_ADDRESS = re.compile(
    r'<meta property="og:url" content="[^"<>]*/info_request_batch/([1-9][0-9]*)[^"<>]*"'
)


def read_batch(body: bytes) -> BatchPage:
    """One page of a batch: the authorities it will be sent to, or the requests it has become.

    UnknownPage for another page, for a page that shows neither or both, and where the number of
    requests does not fit the number of authorities that the page names.
    """
    html = open_html(body)
    if action_of(html) != "info_request_batch_show":
        raise refuse(body, "the page of a batch")
    numbers = {int(number) for number in _OWN_ADDRESS.findall(html)}
    if len(numbers) != 1:
        raise damaged("the page does not name its own address")
    intro = read_only(html, "div", class_="info_request_batch_intro")
    title = intro.one("h1").words.removesuffix(" - a batch request")
    pending, sent = authority_items(html), request_items(html)
    if bool(pending) == bool(sent):
        raise damaged(f"a batch of {len(pending)} authorities and {len(sent)} requests")
    following = next_page(html)
    sent_to = None
    if sent:
        announced = re.search(r"\d+", intro.text.replace(intro.one("h1").text, "", 1))
        if announced is None:
            raise damaged("the batch does not say to how many authorities it was sent")
        sent_to = int(announced[0])
        full = following is not None
        if len(sent) > min(PER_PAGE, sent_to) or (full and len(sent) != PER_PAGE):
            raise damaged(f"{len(sent)} requests on a page of a batch of {sent_to}")
    return BatchPage(
        batch_id=numbers.pop(),
        title=title,
        pending=not sent,
        sent_to=sent_to,
        authorities=pending,
        requests=sent,
        next_page=following,
    )
