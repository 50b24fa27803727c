"""The table of a batch, for its owner (SITE.md section 7)."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import urlsplit

from campaign.alaveteli.pages.markup import damaged
from campaign.alaveteli.pages.recognise import recognise, unknown
from campaign.alaveteli.pages.records import BatchRow

_HEADER = ["request_url", "authority_name", "number_of_replies", "request_status"]


def read_batch_csv(body: bytes) -> tuple[BatchRow, ...]:
    """The lines of the table; none at all before the batch is sent (the file is empty then).

    UnknownPage for anything that is not such a table, whole lines only.
    """
    if not body.strip():
        return ()
    if body.lstrip().startswith(b"<"):
        raise unknown(recognise(body) or "sign_in")
    try:
        text = body.decode("utf-8")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise damaged(f"the table of the batch cannot be read ({error})", "not_html") from error
    if lines[0] != _HEADER:
        raise damaged(f"the table of the batch is headed {lines[0]}")
    if not text.endswith("\n"):
        raise damaged("the table of the batch ends in the middle of a line", "truncated")
    return tuple(_read_line(line) for line in lines[1:])


def _read_line(line: list[str]) -> BatchRow:
    if len(line) != len(_HEADER):
        raise damaged(f"a line of the batch's table has {len(line)} cells")
    url, name, replies, status = line
    matched = re.fullmatch(r"/request/([^/]+)", urlsplit(url).path)
    if matched is None or not replies.isdigit():
        raise damaged(f"a line of the batch's table is {line}")
    return BatchRow(matched[1], name, int(replies), status)
