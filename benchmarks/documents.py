"""How many documents a second each reader reads, and what the child process costs.

    python benchmarks/documents.py [SECONDS]

Each format is timed for some seconds (default 1) on the same letter or grid, in this process and
through a `Reader`; figures of one run may be compared with one another, not with another machine's.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "documents"))

import make_corpus as corpus  # noqa: E402

from campaign.documents import Reader, read, read_safely  # noqa: E402

FILES = HERE.parent / "tests" / "documents" / "files"


def corpora() -> dict[str, bytes]:
    page = [
        (60.0, 760.0 - 14 * line, "A line of a letter as councils write them, " * 2)
        for line in range(50)
    ]
    rows = [[float(row), "Yes", "£12,500", "Ploughshare"] for row in range(1000)]
    return {
        "txt": "\n".join(corpus.LETTER).encode() * 20,
        "csv, 1,000 rows": corpus.grid_csv().encode() * 250,
        "html": corpus.letter_html().encode(),
        "docx": corpus.rich_docx(),
        "odt": corpus.letter_odt(),
        "rtf": (FILES / "rich.rtf").read_bytes(),
        "doc": (FILES / "rich.doc").read_bytes(),
        "pdf, 1 page": corpus.pdf([page]),
        "pdf, 50 pages": corpus.pdf([page] * 50),
        "xlsx, 1,000 rows": corpus.xlsx({"Costs": corpus.sheet_rows(rows)}),
        "xls": (FILES / "letter.xls").read_bytes(),
        "ods": (FILES / "letter.ods").read_bytes(),
        "eml with docx": corpus.letter_eml({"a.docx": ("application/zip", corpus.letter_docx())}),
        "msg": corpus.letter_msg(),
        "zip of docx, pdf": corpus.zipped(
            {"a.docx": corpus.letter_docx(), "b.pdf": corpus.letter_pdf()}
        ),
    }


def rate(task: Callable[[], object], seconds: float) -> float:
    """How often a task is done in a second, after a first time that is not counted."""
    task()
    began = time.perf_counter()
    times = 0
    while (taken := time.perf_counter() - began) < seconds:
        task()
        times += 1
    return times / taken


def main(seconds: float = 1.0) -> None:
    print(f"{'':18} {'bytes':>9} {'here/s':>9} {'Reader/s':>9} {'alone/s':>8}  Reader costs")
    with Reader() as reader:
        for label, data in corpora().items():
            name = f"a.{label.split()[0].rstrip(',')}"
            here = rate(lambda: read(data, name), seconds)  # noqa: B023 - called at once
            kept = rate(lambda: reader.read(data, name), seconds)  # noqa: B023
            alone = rate(lambda: read_safely(data, name), seconds)  # noqa: B023
            cost = f"{here / kept:.1f} times"
            print(f"{label:18} {len(data):9,} {here:9,.0f} {kept:9,.0f} {alone:8,.1f}  {cost}")


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
