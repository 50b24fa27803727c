"""ZIP files: what is inside them, file by file."""

from __future__ import annotations

from campaign.documents.composer import Composer
from campaign.documents.model import Extract
from campaign.documents.package import open_package
from campaign.documents.source import Source, Unreadable

_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def read_zip(source: Source, out: Composer) -> None:
    """Each file's name, then its text; places such as `letter.pdf, page 2`."""
    with open_package(source) as package:
        wanted = [
            member
            for member in package.members
            if not member.filename.startswith(_CLUTTER) and not member.filename.endswith(_CLUTTER)
        ]
        locked = 0
        for number, member in enumerate(wanted):
            source.budget.members -= 1
            if source.budget.members < 0:
                out.state = "too_big"
                out.note(f"Only the first {number:,} of {len(wanted):,} files inside were read.")
                return
            name = member.filename
            try:
                extract = source.inner(package.open(member), name)
            except Unreadable as outcome:
                if outcome.state == "too_big":
                    raise
                locked += outcome.state == "protected"
                extract = Extract(outcome.state, "unknown", note=outcome.note)
            write_inner(name, extract, out)
        if wanted and locked == len(wanted):
            raise Unreadable("protected", "A password is needed.")


def write_inner(name: str, extract: Extract, out: Composer) -> None:
    """Add the name and the text of a file found inside another, and what is to be said of it."""
    out.end_block()
    out.write(name)
    out.end_line()
    if extract.text:
        out.include(extract, name)
    out.end_block()
    out.credit(extract.reader)
    if extract.state != "read":
        out.note(f"{name}: {extract.state.replace('_', ' ')}. {extract.note}".strip())
    elif extract.note:
        out.note(f"{name}: {extract.note}")
