"""Reading lists of authorities: the site's own CSV (both layouts) or a plain CSV of one's own."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from campaign.errors import BadInput
from campaign.state.authorities import AuthorityRow

_LAWS = {
    "foia": "foia",
    "foia 2000": "foia",
    "foi": "foia",
    "foisa": "foisa",
    "foisa 2002": "foisa",
    "eir": "eir",
    "eir 2004": "eir",
}
_URL_NAME = re.compile(r"[a-z0-9_\-]+\Z")
_COLUMNS = {
    "internal id": "internal_id",
    "name": "name",
    "short name": "short_name",
    "url name": "url_name",
    "tags": "tags",
    "home page": "home_page",
    "publication scheme": "publication_scheme",
    "disclosure log": "disclosure_log",
    "notes": "notes",
    "law": "law",
}


def read_authorities(data: bytes, source: str) -> Iterator[AuthorityRow]:
    """The authorities of a CSV in UTF-8 with a header; columns may stand in any order.

    Needed are `Name` and `URL name` (or `name`, `url_name`); `tags` and `law` are understood too.
    Raises BadInput with file and line before anything is given out for a bad header, and at the
    line for a bad row.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{source} is not in UTF-8 (byte {error.start}).",
            "Save it as CSV UTF-8 and import it again.",
        ) from error
    if text.lstrip()[:1] == "<":
        raise BadInput(
            f"{source} is a web page, not a CSV.",
            "Download the site's /body/all-authorities.csv and import that file.",
        )
    reader = csv.reader(io.StringIO(text, newline=""))
    columns = _header(next(_rows(reader, source), []), source)
    return _records(reader, columns, source)


def _header(cells: list[str], source: str) -> dict[str, int]:
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        known = _COLUMNS.get(cell.strip().lower().replace("_", " "))
        if known and known not in columns:
            columns[known] = index
    missing = [name for name in ("name", "url_name") if name not in columns]
    if missing:
        has = ", ".join(cell.strip() for cell in cells if cell.strip()) or "nothing"
        raise BadInput(
            f"{source} has no column {' and no column '.join(missing)} "
            f"(its first line has: {has}).",
            "Import the site's all-authorities CSV, or a CSV with the columns name and url_name.",
        )
    return columns


def _records(
    reader: Iterator[list[str]], columns: dict[str, int], source: str
) -> Iterator[AuthorityRow]:
    line = getattr(reader, "line_num", 1)
    for cells in _rows(reader, source):
        line = getattr(reader, "line_num", line)
        if not any(cell.strip() for cell in cells):
            continue

        def cell(name: str, cells: list[str] = cells) -> str:
            index = columns.get(name)
            return cells[index].strip() if index is not None and index < len(cells) else ""

        name, url_name = cell("name"), cell("url_name")
        if not name or not _URL_NAME.match(url_name):
            raise BadInput(
                f"{source}, line {line}: {name or 'an authority without a name'} has no usable "
                f"URL name ({url_name!r}).",
                "The URL name is the end of the authority's address on the site, /body/URL_NAME.",
            )
        law = cell("law").lower()
        if law and law not in _LAWS:
            raise BadInput(
                f"{source}, line {line}: the law {cell('law')!r} is not known.",
                "Write foia, foisa or eir, or leave it empty.",
            )
        number = cell("internal_id")
        yield AuthorityRow(
            url_name=url_name,
            name=name,
            short_name=cell("short_name"),
            internal_id=int(number) if number.isdecimal() else None,
            tags=" ".join(cell("tags").split()),
            law=_LAWS[law] if law else None,
            home_page=cell("home_page"),
            publication_scheme=cell("publication_scheme"),
            disclosure_log=cell("disclosure_log"),
            notes=cell("notes"),
        )


def _rows(reader: Iterator[list[str]], source: str) -> Iterator[list[str]]:
    """The reader's rows, with the csv module's own complaints made readable."""
    try:
        yield from reader
    except csv.Error as error:
        line = getattr(reader, "line_num", "?")
        raise BadInput(
            f"{source}, line {line}: not a CSV that can be read ({error}).",
            "Check for an unclosed quotation mark, or save the file as CSV again.",
        ) from error
