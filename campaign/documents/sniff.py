"""What a file is, told by its bytes; its name and type only settle what bytes leave open."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath

from campaign.documents.charset import decode, looks_like_text

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (b"\x00\x00\x00\x1cftyp", "media"),
    (b"\x00\x00\x00\x20ftyp", "media"),
    (b"ID3", "media"),
    (b"OggS", "media"),
    (b"MZ", "program"),
)
_ODF = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.spreadsheet-template": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
_EXTENSIONS = {
    "pdf": "pdf", "docx": "docx", "docm": "docx", "dotx": "docx", "doc": "doc", "dot": "doc",
    "odt": "odt", "ott": "odt", "rtf": "rtf", "xlsx": "xlsx", "xlsm": "xlsx", "xlsb": "xlsb",
    "xls": "xls", "ods": "ods", "csv": "csv", "tsv": "csv", "tab": "csv", "txt": "text",
    "log": "text", "md": "text", "htm": "html", "html": "html", "xhtml": "html", "eml": "eml",
    "mht": "eml", "msg": "msg", "zip": "zip", "pptx": "pptx", "ppt": "ppt", "png": "image",
    "jpg": "image", "jpeg": "image", "gif": "image", "tif": "image", "tiff": "image",
    "bmp": "image", "webp": "image",
}  # fmt: skip
_TYPES = {
    "application/pdf": "pdf",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "message/rfc822": "eml",
    "message/delivery-status": "delivery-status",
    "application/vnd.ms-excel": "xls",
    "application/msword": "doc",
    "application/vnd.ms-word": "doc",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "application/vnd.ms-outlook": "msg",
    "application/zip": "zip",
}
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|h[1-6]|span|font|center|b|br)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEADER = re.compile(r"^([A-Za-z][A-Za-z0-9-]*):", re.MULTILINE)
_MAIL_HEADERS = {"from", "to", "subject", "date", "message-id", "received", "mime-version"}
_ONLY_MAIL = {"message-id", "received", "mime-version", "return-path", "content-type"}


def kind_of(data: bytes, name: str = "", content_type: str = "") -> str:
    """The kind of a file: `pdf`, `docx`, `csv`, ... or `unknown`.

    Bytes decide. The name and the content type are asked only where bytes leave it open:
    whether text is CSV, a message or a delivery status, and what a broken file was meant to be.
    """
    hint = hinted(name, content_type)
    start = data[:1024]
    if b"%PDF-" in start:
        return "pdf"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(data, hint)
    if start.startswith(OLE):
        return _ole_kind(data, hint)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return "rtf"
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            return kind
    if start.startswith(b"RIFF"):
        return "image" if start[8:12] == b"WEBP" else "media"
    if start.startswith(b"BM") and start[6:10] == b"\0\0\0\0":
        return "image"
    if re.match(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08]\x00", start):
        return "xls"
    if not looks_like_text(data):
        return hint if hint in {"pdf", "docx", "doc", "xlsx", "xls", "msg", "image"} else "unknown"
    return _text_kind(data, hint)


def hinted(name: str, content_type: str) -> str:
    """What the name, or else the content type, says the file is; nothing if they do not tell."""
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower().lstrip(".")
    bare = content_type.split(";")[0].strip().lower()
    if bare == "message/delivery-status":
        return "delivery-status"
    return _EXTENSIONS.get(suffix) or _TYPES.get(bare, "")


def _text_kind(data: bytes, hint: str) -> str:
    text = decode(data[:16_384])
    if hint == "delivery-status" or text.lstrip().startswith("Reporting-MTA:"):
        return "delivery-status"
    if _HTML.match(text):
        return "html"
    if text.lstrip().startswith("<?xml"):
        return "xml"
    head = re.split(r"\r?\n\r?\n", text.lstrip(), maxsplit=1)[0]
    headers = {header.lower() for header in _HEADER.findall(head)}
    known = headers & _MAIL_HEADERS
    if known and (
        hint == "eml"
        or headers & {"mime-version", "received"}
        or (len(known) >= 3 and headers & _ONLY_MAIL)
    ):
        return "eml"
    if hint in {"csv", "xls", "xlsx", "ods"}:
        return "csv"
    if hint == "html" and re.search(r"</?[a-z]+[^>]*>", text, re.IGNORECASE):
        return "html"
    return "text"


def _zip_kind(data: bytes, hint: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                mime = archive.read("mimetype").decode("ascii", "replace").strip()
                if mime in _ODF:
                    return _ODF[mime]
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError):
        # Cut off in the middle: the names of members still stand in front of what is left.
        names = {match.decode("ascii") for match in re.findall(rb"(?:word|xl|ppt)/\w+\.\w+", data)}
        if not names and b"mimetypeapplication/vnd.oasis" in data[:200]:
            return hint or "odt"
    if any(part.startswith("word/") for part in names):
        return "docx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(part.startswith("xl/") for part in names):
        return "xlsx"
    if any(part.startswith("ppt/") for part in names):
        return "pptx"
    return "zip"


def _ole_kind(data: bytes, hint: str) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            names = {entry[0].lower() for entry in ole.listdir(streams=True, storages=False)}
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError):
        names = set()
    for stream, kind in (
        ("encryptedpackage", "encrypted"),
        ("worddocument", "doc"),
        ("workbook", "xls"),
        ("book", "xls"),
        ("__properties_version1.0", "msg"),
        ("powerpoint document", "ppt"),
    ):
        if stream in names:
            return kind
    return hint if hint in {"doc", "xls", "msg", "ppt"} else "ole"
