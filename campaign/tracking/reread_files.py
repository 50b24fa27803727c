"""Reading stored attachments again where today's readers are others than those that read them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from campaign.state.attachments import ReadAttachment, read_attachments, save_attachment_file
from campaign.state.stored_pages import AlteredPage, packed_pages, unpack
from campaign.tracking.differences import Difference, excerpts
from campaign.tracking.reread import Reread

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.documents import Reader
    from campaign.documents.model import Extract, State


def reread_attachments(
    database: Database,
    report: Reread,
    *,
    dry_run: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Read the attachments again that an older reader read, store them, and add to the report.

    Each is stored by itself, so that a run may be stopped. One that today's readers read is left
    alone. With `dry_run` nothing is stored.
    """
    from campaign.documents import Reader

    with Reader() as reader:
        for attachment in read_attachments(database):
            if was_read_today(attachment):
                report.current_files += 1
                continue
            tell(attachment.name)
            report.files += 1
            _reread(database, report, attachment, reader, dry_run=dry_run)


def was_read_today(attachment: ReadAttachment) -> bool:
    """Whether today's readers are those that read it."""
    from campaign.documents import Extract, is_current

    state: State = attachment.text_state  # type: ignore[assignment]
    known = Extract(state, attachment.kind, note=attachment.note, reader=attachment.reader)
    return is_current(known)


def _reread(
    database: Database,
    report: Reread,
    attachment: ReadAttachment,
    reader: Reader,
    *,
    dry_run: bool,
) -> None:
    old_text, places, tables = database.conn.execute(
        "SELECT coalesce(text, ''), places, tables FROM attachments WHERE id = ?", [attachment.id]
    ).fetchone()
    what = f"{attachment.name} (attachment {attachment.id})"
    try:
        [packed] = packed_pages(database, [attachment.sha256])
        data = unpack(packed)
    except AlteredPage as error:
        report.differences.append(
            Difference(attachment.authority, what, "bytes", "as they came", error.happened)
        )
        return
    new = reader.read(data, attachment.name, attachment.content_type)
    if new.text != old_text:
        shown = excerpts(old_text, new.text)
        report.differences.append(Difference(attachment.authority, what, "text", *shown))
        report.attachments.add(attachment.id)
    if new.state != attachment.text_state:
        change = (attachment.text_state or "unread", new.state)
        report.differences.append(Difference(attachment.authority, what, "state", *change))
    if not dry_run and not _same(attachment, new, (old_text, places, tables)):
        save_attachment_file(
            database,
            attachment.id,
            content_type=attachment.content_type,
            size=len(data),
            sha256=attachment.sha256,
            extract=new,
            now=attachment.fetched_at,
        )


def _same(attachment: ReadAttachment, new: Extract, stored: tuple[str, str, str]) -> bool:
    """Whether nothing at all would be stored otherwise than it is."""
    laid_out = [json.dumps([asdict(each) for each in part]) for part in (new.places, new.tables)]
    known = (attachment.text_state, attachment.kind, attachment.note, attachment.reader, *stored)
    return known == (new.state, new.kind, new.note, new.reader, new.text, *laid_out)
