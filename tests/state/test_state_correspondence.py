"""What was said, stored: nothing doubled, nothing deleted, former wordings kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from campaign.alaveteli.pages.records import (
    Annotation,
    AttachmentBlock,
    Link,
    MessageBlock,
    RequestPage,
)
from campaign.state.attachments import waiting_attachments
from campaign.state.correspondence import link_request, requests_of, save_page
from campaign.state.database import writing
from campaign.state.pages import keep_page, read_page

AT = datetime(2026, 7, 6, 8, 0, tzinfo=UTC)
ASKED = MessageBlock("outgoing", 1, "Cam", AT, "Dear Fen Police,\n\nHow many?\n\nCam")
LETTER = AttachmentBlock(
    7, "letter.pdf", 2, "2K", "/request/a/response/1/attach/2/letter.pdf", None
)
# Incoming and outgoing messages are numbered apart: both may be number 1.
REPLIED = MessageBlock("incoming", 1, "Fen", AT, "Twelve.", attachments=(LETTER,))
PAGE = RequestPage(
    url_title="a",
    title="How many",
    requester=Link("Cam", "cam"),
    authority=Link("Fen Police", "fen_police"),
    batch_id=None,
    status="waiting_response",
    status_text="Waiting.",
    due_on=date(2026, 8, 5),
    closed_to_correspondence=False,
    messages=(ASKED, REPLIED),
    annotations=(Annotation(3, "Otto", AT, "Interesting."),),
)


def store(desk: Any, page: RequestPage, now: str = "2026-07-07T00:00:00Z") -> None:
    with writing(desk.database):
        digest = keep_page(desk.database, repr(page).encode(), "text/html")
    save_page(
        desk.database,
        desk.request_id,
        page,
        due_on=page.due_on,
        due_source="page",
        sent_on=date(2026, 7, 6),
        page_sha256=digest,
        now=now,
    )


def rows(desk: Any, sql: str) -> list[tuple[Any, ...]]:
    return desk.database.conn.execute(sql).fetchall()  # type: ignore[no-any-return]


def test_storing_the_same_page_twice_doubles_nothing(desk: Any) -> None:
    store(desk, PAGE)
    store(desk, PAGE)
    assert rows(
        desk, "SELECT direction, site_id, position, text FROM messages ORDER BY position"
    ) == [
        ("outgoing", 1, 1, ASKED.text),
        ("incoming", 1, 2, "Twelve."),
    ]
    assert len(rows(desk, "SELECT id FROM attachments")) == 1
    assert len(rows(desk, "SELECT id FROM annotations")) == 1
    assert rows(desk, "SELECT count(*) FROM message_versions") == [(0,)]


def test_a_changed_message_keeps_its_former_words(desk: Any) -> None:
    store(desk, PAGE)
    store(desk, replace(PAGE, messages=(ASKED, replace(REPLIED, text="Thirteen."))))
    assert rows(desk, "SELECT text FROM messages WHERE direction = 'incoming'") == [("Thirteen.",)]
    assert rows(desk, "SELECT text FROM message_versions") == [("Twelve.",)]


def test_a_message_hidden_later_is_marked_and_its_words_stay_in_the_history(desk: Any) -> None:
    store(desk, PAGE)
    store(
        desk,
        replace(PAGE, messages=(ASKED, replace(REPLIED, text=None, prominence="hidden"))),
    )
    assert rows(desk, "SELECT text, prominence FROM messages WHERE direction = 'incoming'") == [
        (None, "hidden")
    ]
    assert rows(desk, "SELECT text, prominence FROM message_versions") == [("Twelve.", "normal")]


def test_what_left_the_page_is_marked_gone_and_comes_back_unmarked(desk: Any) -> None:
    store(desk, PAGE)
    store(desk, replace(PAGE, messages=(ASKED,), annotations=()), now="2026-07-08T00:00:00Z")
    gone = "SELECT gone_at FROM messages WHERE direction = 'incoming'"
    assert rows(desk, gone) == [("2026-07-08T00:00:00Z",)]
    assert rows(desk, "SELECT gone_at FROM annotations") == [("2026-07-08T00:00:00Z",)]
    [seen] = requests_of(desk.database, desk.campaign.id)
    assert seen.replies == 0
    store(desk, PAGE)
    assert rows(desk, gone) == [(None,)]


def test_a_folded_page_does_not_shorten_what_was_unfolded(desk: Any) -> None:
    folded = replace(REPLIED, text="Twelve.", folded=True)
    whole = replace(REPLIED, text="Twelve.\n\n> How many?")
    for block in (folded, whole, folded):
        store(desk, replace(PAGE, messages=(ASKED, block)))
    stored = rows(desk, "SELECT text, folded FROM messages WHERE direction = 'incoming'")
    assert stored == [("Twelve.\n\n> How many?", 0)]
    assert rows(desk, "SELECT count(*) FROM message_versions") == [(0,)]


def test_listed_attachments_wait_until_they_are_fetched_and_hidden_ones_do_not(desk: Any) -> None:
    hidden = replace(LETTER, site_id=8, path=None, prominence="hidden")
    store(desk, replace(PAGE, messages=(ASKED, replace(REPLIED, attachments=(LETTER, hidden)))))
    assert [w.name for w in waiting_attachments(desk.database, desk.campaign.id)] == ["letter.pdf"]


def test_linking_an_address_twice_is_one_request(desk: Any) -> None:
    [known] = requests_of(desk.database, desk.campaign.id)
    again = link_request(
        desk.database,
        campaign_id=desk.campaign.id,
        authority_id=known.authority_id,
        url=known.url,
        url_title="a",
        now="later",
    )
    assert again == (known.id, False)


@pytest.mark.parametrize("body", [b"<html>" * 900, bytes(range(256)), b"x"])
def test_kept_pages_come_back_byte_for_byte_and_altered_ones_are_refused(
    desk: Any, body: bytes
) -> None:
    with writing(desk.database):
        digest = keep_page(desk.database, body, "text/html")
        assert keep_page(desk.database, body, "text/html") == digest
    assert read_page(desk.database, digest) == body
    with writing(desk.database):
        desk.database.conn.execute("UPDATE pages SET stored = 'x', encoding = 'raw'")
    with pytest.raises((ValueError, TypeError)):
        read_page(desk.database, digest)


def test_a_message_censored_while_its_quotes_are_folded_keeps_its_former_words(desk: Any) -> None:
    folded = replace(REPLIED, text="Twelve. By Bea.", folded=True)
    for block in (folded, replace(folded, text="Twelve. By [name].")):
        store(desk, replace(PAGE, messages=(ASKED, block)))
    assert rows(desk, "SELECT text FROM message_versions") == [("Twelve. By Bea.",)]
