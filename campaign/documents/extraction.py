"""From the bytes of one file to its text: finds the right reader and records how it went."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module

from campaign.documents.composer import Composer, Full
from campaign.documents.limits import Limits
from campaign.documents.model import Extract, State
from campaign.documents.sniff import hinted, kind_of
from campaign.documents.source import Budget, Source, Unreadable

# kind: module and function, version of our reader, package it rests on.
_READERS = {
    "pdf": ("pdf:read_pdf", 1, "pypdfium2"),
    "image": ("ocr:read_image", 1, ""),
    "docx": ("word:read_docx", 1, ""),
    "odt": ("opendocument:read_odt", 1, ""),
    "doc": ("word97:read_doc", 1, "olefile"),
    "rtf": ("rtf:read_rtf", 1, ""),
    "xlsx": ("sheets:read_workbook", 1, "python-calamine"),
    "xlsb": ("sheets:read_workbook", 1, "python-calamine"),
    "xls": ("sheets:read_workbook", 1, "python-calamine"),
    "ods": ("opensheets:read_ods", 1, ""),
    "csv": ("delimited:read_csv", 1, ""),
    "text": ("plain:read_text", 1, ""),
    "delivery-status": ("plain:read_text", 1, ""),
    "html": ("html:read_html", 1, "lxml"),
    "xml": ("plain:read_xml", 1, "lxml"),
    "eml": ("mail:read_eml", 1, ""),
    "msg": ("outlook:read_msg", 1, "olefile"),
    "zip": ("archives:read_zip", 1, ""),
}
_CUT = "Only the first {:,} characters were read."


def read(
    data: bytes, name: str = "", content_type: str = "", *, limits: Limits | None = None
) -> Extract:
    """The text of a file, whatever its format, read in this process.

    Pure but for OCR, which runs the `tesseract` program where there is one. What the bytes are
    decides how they are read; `name` and `content_type` only help where bytes leave it open.
    Never raises for what is in the file: that is the `state` and the `note` of the result. A
    file made to break its reader can still take this process with it: see `reader.Reader`.
    """
    limits = limits or Limits()
    budget = Budget(limits.unpacked, limits.members, limits.ocr_pages, limits.ocr_seconds)
    return _read(Source(data, name, content_type, limits, budget, _read))


@cache
def reader_of(kind: str) -> str:
    """The name and version of today's reader of a kind, as `Extract.reader` begins with it.

    After it `Extract.reader` names, parted by semicolons, those of the files inside and OCR.
    """
    if kind not in _READERS:
        return f"none {len(_READERS)}"
    _, number, package = _READERS[kind]
    if not package:
        return f"{kind} {number}"
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{kind} {number}, {package} {version(package)}"
    except PackageNotFoundError:
        return f"{kind} {number}, {package}"


def is_current(extract: Extract) -> bool:
    """Whether today's readers are the ones that read it, and what is inside it.

    Where pages were left unread for want of OCR, also whether there still is none.
    """
    from campaign.documents.ocr import tesseract_version

    program = tesseract_version()
    if program and "tesseract" in extract.note and "tesseract" not in extract.reader:
        return False
    return all(
        part == (program if part.startswith("tesseract") else reader_of(part.split(" ")[0]))
        for part in extract.reader.split("; ")
    )


def _read(source: Source) -> Extract:
    """Read one file, which may stand inside another."""
    if not source.data:
        return Extract("empty", hinted(source.name, source.content_type) or "unknown")
    if len(source.data) > source.limits.size:
        return Extract("too_big", "unknown", note=f"The file has {len(source.data):,} bytes.")
    out = Composer(source.limits.characters)
    kind = "unknown"
    try:
        kind = kind_of(source.data, source.name, source.content_type)
        if kind not in _READERS:
            return _unread(source, kind)
        module, function = _READERS[kind][0].split(":")
        compose = getattr(import_module(f"campaign.documents.{module}"), function)
        compose(replace(source, kind=kind), out)
    except Full:
        _fail(out, "too_big", _CUT.format(source.limits.characters))
    except Unreadable as outcome:
        _fail(out, outcome.state, outcome.note)
    except MemoryError:
        _fail(out, "too_big", "Reading it takes more memory than is safe.")
    except RecursionError:
        _fail(out, "too_big", "It is nested too deep to be read.")
    except Exception as error:  # noqa: BLE001 - parsers of broken files raise anything; recorded
        _fail(out, "damaged", f"The file does not follow its format ({_named(error)}).")
    except BaseException as error:
        # A panic in a library written in Rust is not an Exception; Ctrl-C is not a panic.
        if type(error).__name__ != "PanicException":
            raise
        _fail(out, "damaged", "The file does not follow its format (its parser gave up).")
    return out.extract(kind, reader_of(kind))


def _unread(source: Source, kind: str) -> Extract:
    if kind == "encrypted":
        note = "An Office file that needs a password."
        kind = hinted(source.name, "") or kind
        return Extract("protected", kind, note=note, reader=reader_of(kind))
    return Extract("unsupported", kind, note=_unsupported(kind), reader=reader_of(kind))


def _fail(out: Composer, state: State, note: str) -> None:
    out.state = state
    out.notes.insert(0, note)


def _named(error: Exception) -> str:
    words = " ".join(str(error).split())[:120]
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _unsupported(kind: str) -> str:
    known = {
        "pptx": "PowerPoint slides are not read.",
        "ppt": "PowerPoint slides are not read.",
        "odp": "Presentations are not read.",
        "tnef": "An Outlook winmail.dat, which is not read.",
        "7z": "A 7-Zip archive, which is not unpacked.",
        "rar": "A RAR archive, which is not unpacked.",
        "gzip": "A gzip archive, which is not unpacked.",
        "media": "Sound or film.",
        "program": "A program; it was not run.",
    }
    return known.get(kind, "No reader for this kind of file.")
