"""A request's page, read whole or refused (SITE.md section 6).

What a page cannot tell: subjects of replies, kinds of outgoing messages (a follow-up or an internal
review), file names before the site changed them, types and exact sizes of attachments, the due date
once it is long past. The JSON (`request_json.py`) tells some of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import unescape
from urllib.parse import urlsplit

from campaign.alaveteli.pages.correspondence import (
    Resend,
    is_annotation,
    is_correspondence,
    read_annotation,
    read_message,
)
from campaign.alaveteli.pages.markup import Element, damaged, read_only, starts_of
from campaign.alaveteli.pages.recognise import open_html, refuse
from campaign.alaveteli.pages.records import (
    Annotation,
    Link,
    MessageBlock,
    RequestPage,
    RequestRecord,
)

_STATUS = "request-status-message--"
_DATED_STATUSES = ("waiting_response", "waiting_response_overdue")
_CLOSED = "request-header__closed_to_correspondence"
_NOTICES = (_CLOSED, "request-header__foi_no")
_FURNITURE = ("ff-print-fix", "describe_state_form", "request-footer__action-bar-container")
_BATCH = re.compile(r'href="/info_request_batch/([1-9][0-9]*)["?#]')
_LANGUAGE = re.compile(r'<html[^<>]*\blang="([a-zA-Z-]+)"')
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_OWN_ADDRESS = re.compile(r'<meta property="og:url" content="([^"<>]+)"')

# What the blocks of the column are made of. Each must stand on the page as often as in the blocks
# that were read: otherwise a block has slipped out of the column, or into another one.
_START_TAG = re.compile(r"<[a-z][^<>]*>")
_LANDMARK = re.compile(
    r"""\s(?:id="(?P<messages>(?:incoming|outgoing)-\d+")|class="(?:
        (?P<message_classes>(?:incoming|outgoing)\ correspondence[ "])
      | (?P<annotations>comment_in_request[ "])
      | (?P<letters>correspondence_text")
      | (?P<dates>correspondence__header__date")
      | (?P<attachments>attachment")
      | (?P<hidden_messages>hidden_message")
      | (?P<quoted_sections>unfold_link")))""",
    re.VERBOSE,
)


def read_request_page(body: bytes) -> RequestPage:
    """The header and the correspondence of a request's page, as signed out or signed in.

    UnknownPage where the page is another one, is cut off, or is damaged: nothing is read from a
    page of which a part cannot be read. Whether a whole message is missing only the request's JSON
    can tell: see `check_against`.
    """
    html = open_html(body)
    if not starts_of(html, "div", class_="request-header"):
        raise refuse(body, "the page of a request")
    header = read_only(html, "div", class_="request-header")
    column = read_only(html, "div", id="left_column")
    _check_nothing_slipped_out(html, column)
    url_title = _url_title(html)
    messages, annotations = _read_column(column, url_title)
    title = header.one("h1").words
    subtitle = header.one("p", "request-header__subtitle")
    authority = _authority(subtitle)
    _check_page_title(html, title, authority)
    status, status_text, due_on = _read_status(header)
    return RequestPage(
        url_title=url_title,
        title=title,
        requester=_requester(subtitle, messages[0]),
        authority=authority,
        batch_id=_batch_id(html, subtitle),
        status=status,
        status_text=status_text,
        due_on=due_on,
        closed_to_correspondence=_closed(subtitle),
        messages=messages,
        annotations=annotations,
        locale=_locale(html),
        signed_in=_signed_in(html),
    )


def check_against(page: RequestPage, record: RequestRecord) -> None:
    """Compare a request's page with its JSON: the same request, the same messages in order.

    UnknownPage where they differ: a part of the page was lost, or something happened on the site
    between the two fetches. Annotations on the page must be in the JSON; those in the JSON alone
    are hidden ones.
    """
    if (page.url_title, page.title) != (record.url_title, " ".join(record.title.split())):
        raise damaged(f"the page is of {page.url_title!r}, the JSON of {record.url_title!r}")
    if record.user is not None and record.user.url_name != page.requester.url_name:
        raise damaged(f"the page names the requester {page.requester}, the JSON {record.user}")
    # An authority's address may differ by language; the JSON does not say its own language.
    if page.locale == "en" and page.authority.url_name != record.authority.url_name:
        raise damaged(f"the page names {page.authority}, the JSON {record.authority}")
    shown = [(message.direction, message.site_id) for message in page.messages]
    known: list[tuple[str, int]] = []
    resent: list[tuple[str, int]] = []
    for event in record.events:
        if event.event_type == "response" and event.incoming_message_id is not None:
            known.append(("incoming", event.incoming_message_id))
        elif event.event_type in ("sent", "followup_sent") and event.outgoing_message_id:
            known.append(("outgoing", event.outgoing_message_id))
        elif event.event_type in ("resent", "followup_resent") and event.outgoing_message_id:
            resent.append(("outgoing", event.outgoing_message_id))
    if shown != known:
        raise damaged(
            f"the page has the messages {_listed(shown)}, the JSON has {_listed(known)}; "
            "either a part of the page was lost or one of the two is older"
        )
    shown_again = [
        (message.direction, message.site_id) for message in page.messages for _ in message.resent_at
    ]
    if sorted(shown_again) != sorted(resent):
        raise damaged(f"the page shows {len(shown_again)} re-sendings, the JSON {len(resent)}")
    comments = {event.comment_id for event in record.events}
    for annotation in page.annotations:
        if annotation.site_id not in comments:
            raise damaged(f"the annotation {annotation.site_id} is unknown to the JSON")


def _listed(messages: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{direction}-{site_id}" for direction, site_id in messages) or "none"


def _check_nothing_slipped_out(html: str, column: Element) -> None:
    blocks = list(column.walk())
    classes = Counter(name for block in blocks for name in set(block.classes))
    in_column = {
        "messages": sum(is_correspondence(block) for block in blocks),
        "message_classes": classes["correspondence"],
        "annotations": sum(is_annotation(block) for block in blocks),
        "letters": classes["correspondence_text"],
        "dates": classes["correspondence__header__date"],
        "attachments": classes["attachment"],
        "hidden_messages": classes["hidden_message"],
        "quoted_sections": classes["unfold_link"],
    }
    # Only inside tags: letters may hold the same words, but never a bare bracket.
    tags = "".join(_START_TAG.findall(html))
    on_page = Counter(landmark.lastgroup for landmark in _LANDMARK.finditer(tags))
    for name, count in in_column.items():
        if on_page[name] != count:
            shown = name.replace("_", " ")
            raise damaged(f"{on_page[name]} {shown} on the page, {count} in its column")


def _read_column(
    column: Element, url_title: str
) -> tuple[tuple[MessageBlock, ...], tuple[Annotation, ...]]:
    messages: dict[tuple[str, int], MessageBlock] = {}
    annotations: dict[int, Annotation] = {}
    inner = 0
    for child in column.children:
        if isinstance(child, str):
            if child.strip():
                raise damaged(f"words between the messages, {child.strip()[:40]!r}")
        elif is_correspondence(child):
            inner += 1
            read = read_message(child, url_title)
            if isinstance(read, Resend):
                key = ("outgoing", read.site_id)
                if key not in messages:
                    raise damaged(f"the message {read.site_id} was sent again but not before")
                first = messages[key]
                messages[key] = replace(first, resent_at=(*first.resent_at, read.sent_at))
                continue
            key = (read.direction, read.site_id)
            if key in messages:
                raise damaged(f"two messages {read.direction}-{read.site_id}")
            messages[key] = read
        elif is_annotation(child):
            annotation = read_annotation(child)
            if annotation.site_id in annotations:
                raise damaged(f"two annotations comment-{annotation.site_id}")
            annotations[annotation.site_id] = annotation
        elif not set(_FURNITURE) & set(child.classes):
            raise damaged(f"<{child.tag} {' '.join(child.classes)}> among the messages")
    if not messages or next(iter(messages))[0] != "outgoing":
        raise damaged("the request itself is not among the messages")
    if inner != sum(is_correspondence(block) for block in column.walk()):
        raise damaged("a message inside another one")
    attachments = [a.site_id for message in messages.values() for a in message.attachments]
    if len(set(attachments)) != len(attachments):
        raise damaged("one attachment in two messages")
    return tuple(messages.values()), tuple(annotations.values())


def _url_title(html: str) -> str:
    addresses = {urlsplit(unescape(found)).path for found in _OWN_ADDRESS.findall(html)}
    matched = re.fullmatch(r"/request/([^/]+)", addresses.pop()) if len(addresses) == 1 else None
    if matched is None:
        raise damaged("the page does not name its own address")
    return matched[1]


def _check_page_title(html: str, title: str, authority: Link) -> None:
    """The head of the page names the request and the authority too."""
    titles = _TITLE.findall(html)
    said = " ".join(unescape(titles[0]).split()) if len(titles) == 1 else ""
    if not title or not said.startswith(title) or authority.name not in said.removeprefix(title):
        raise damaged(f"the page is titled {said[:80]!r} and headed {title[:80]!r}")


def _authority(subtitle: Element) -> Link:
    found = [link for link in subtitle.all("a") if _path(link).startswith("/body/")]
    if len(found) != 1 or not found[0].words:
        raise damaged(f"{len(found)} authorities where one belongs")
    return Link(found[0].words, _path(found[0]).removeprefix("/body/"))


def _requester(subtitle: Element, first: MessageBlock) -> Link:
    people = [link for link in subtitle.all("a") if _path(link).startswith("/user/")]
    if len(people) == 1 and people[0].words:
        return Link(people[0].words, _path(people[0]).removeprefix("/user/"))
    before = _words_before_authority(subtitle)
    if people or not before:
        raise damaged("the requester is not named")
    return Link(first.sender or before.split(" made ")[0], None)


def _words_before_authority(subtitle: Element) -> str:
    """The words in front of the first link, which must be the authority's."""
    words = []
    for child in subtitle.children:
        if isinstance(child, Element):
            if not _path(child).startswith("/body/"):
                raise damaged(f"the requester is at {_path(child)!r}")
            break
        words.append(child)
    return " ".join("".join(words).split())


def _batch_id(html: str, subtitle: Element) -> int | None:
    anywhere = {int(found) for found in _BATCH.findall(html)}
    prefix = "/info_request_batch/"
    paths = [_path(link) for link in subtitle.all("a") if _path(link).startswith(prefix)]
    here = {int(path.removeprefix(prefix)) for path in paths if path.removeprefix(prefix).isdigit()}
    if anywhere != here or len(here) > 1:
        raise damaged(f"the batches {sorted(anywhere)} on the page, {sorted(here)} in its header")
    return here.pop() if here else None


def _closed(subtitle: Element) -> bool:
    closed = False
    for child in subtitle.elements:
        if child.tag == "a":
            if not re.match(r"/(?:user|body|info_request_batch|projects|help)/", _path(child)):
                raise damaged(f"a link to {_path(child)!r} in the header")
        elif child.tag != "span" or child.get("class") not in _NOTICES:
            raise damaged(f"<{child.tag} {child.get('class')}> in the header")
        else:
            closed |= child.get("class") == _CLOSED
    return closed


def _read_status(header: Element) -> tuple[str, str, date | None]:
    boxes = [element for element in header.all("div") if element.get("id") == "request_status"]
    if len(boxes) != 1:
        raise damaged(f"{len(boxes)} statuses where one belongs")
    box = boxes[0]
    named = [name for name in box.classes if name.startswith(_STATUS)]
    status = named[0].removeprefix(_STATUS) if len(named) == 1 else ""
    if not re.fullmatch(r"[a-z][a-z_]*", status) or f"icon_{status}" not in box.one("i").classes:
        raise damaged(f"a status that cannot be read, {box.get('class')!r}")
    sentence = box.one("p")
    if not sentence.words:
        raise damaged("a status without a sentence")
    return status, sentence.words, _due_on(sentence, status)


def _due_on(sentence: Element, status: str) -> date | None:
    element = sentence.maybe("time")
    if (element is not None) != (status in _DATED_STATUSES):
        raise damaged(f"the status {status} {'with' if element else 'without'} a date")
    if element is None:
        return None
    stamp = element.get("datetime") or ""
    try:
        due_on = date.fromisoformat(stamp)
    except ValueError as error:
        raise damaged(f"a due date that cannot be read, {stamp!r}") from error
    if element.get(
        "title",
    ) not in (None, stamp):
        raise damaged(f"the due date {stamp!r} is given as {element.get('title')!r}")
    return due_on


def _locale(html: str) -> str:
    matched = _LANGUAGE.search(html)
    if matched is None:
        raise damaged("the page does not say its language")
    return matched[1]


def _signed_in(html: str) -> bool:
    bar = read_only(html, "div", id="logged_in_bar")
    out = any(_path(link) == "/profile/sign_out" for link in bar.all("a"))
    if out == bool(bar.all("a", "sign_in_link")):
        raise damaged("the page does not say who is looking")
    return out


def _path(link: Element) -> str:
    return urlsplit(link.get("href") or "").path
