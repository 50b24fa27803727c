"""RTF: the words of a document, its tables and notes, without the marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from campaign.documents.composer import Composer
from campaign.documents.flow import Flow
from campaign.documents.source import Source

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+",
    re.DOTALL,
)
# Groups whose content is not words of the document. Whatever begins with \* is another.
_UNSEEN = {
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "fldinst", "xe", "tc",
    "bkmkstart", "bkmkend", "listtable", "listoverridetable", "revtbl", "rsidtbl", "themedata",
    "datastore", "latentstyles", "generator", "shprslt", "sp", "pntxta", "pntxtb", "nonesttables",
    "atnid", "atnauthor", "atndate", "atnref", "xmlnstbl", "mmathPr", "ftnsep", "ftnsepc",
    "aftnsep", "aftnsepc", "ftncn", "aftncn", "private", "filetbl", "docvar", "formfield",
    "datafield",
}  # fmt: skip
_ASIDES = {
    "footnote": "footnote", "annotation": "comment", "header": "header", "headerl": "header",
    "headerr": "header", "headerf": "header", "footer": "footer", "footerl": "footer",
    "footerr": "footer", "footerf": "footer",
}  # fmt: skip
_SIGNS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": "\u2005", "nestcell": "\t", "nestrow": "\n",
}  # fmt: skip
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_DEEPEST = 5_000


def read_rtf(source: Source, out: Composer) -> None:
    """Body and tables, then footnotes, comments, headers and footers.

    Tracked deletions and hidden words are left out. `damaged` with what there is where the file
    is cut off.
    """
    write_rtf(source.data, out)


def write_rtf(data: bytes, out: Composer) -> None:
    """Add the words of an RTF file."""
    reading = _Reading(out)
    reading.run(data.decode("latin-1"))
    if reading.open_groups:
        out.state = "damaged"
        out.note("The file is cut off; what there is was read.")


@dataclass(frozen=True, slots=True)
class _State:
    """What a group passes on to the groups inside it, and gets back after them."""

    unseen: bool = False
    starred: bool = False
    aside: str = ""
    fonts: bool = False
    codepage: str = ""
    substitutes: int = 1
    deleted: bool = False
    hidden: bool = False


class _Reading:
    """One pass over the marks of a file."""

    def __init__(self, out: Composer) -> None:
        self._out = out
        self._flow = Flow(out)
        self._asides: list[tuple[str, list[str]]] = []
        self._state = _State()
        self._stack: list[_State] = []
        self._in_table = False
        self._codepage = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._bytes = bytearray()
        self._skip = 0

    @property
    def open_groups(self) -> int:
        """How many groups the file has not closed."""
        return len(self._stack)

    def run(self, text: str) -> None:
        """Read all marks and words."""
        at = 0
        while found := _TOKEN.match(text, at):
            at = found.end()
            word, number, code, sign, brace, words = found.groups()
            if code:
                self._byte(int(code, 16))
                continue
            if words is not None:
                self._literal(words)
                continue
            self._decode()
            if word == "bin":
                at += max(int(number or 0), 0)
            elif word:
                self._word(word, int(number) if number else None)
            elif brace == "{":
                self._open()
            elif brace == "}" and not self._close():
                break
            elif sign:
                self._sign(sign)
        self._decode()
        self._flow.finish()
        self._write_asides()

    def _open(self) -> None:
        self._stack.append(self._state)
        self._skip = 0
        if len(self._stack) > _DEEPEST:
            raise RecursionError

    def _close(self) -> bool:
        """Leave a group; False at the end of the document, after which nothing counts."""
        self._skip = 0
        if self._stack:
            self._state = self._stack.pop()
        return bool(self._stack)

    def _byte(self, value: int) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._bytes.append(value)

    def _literal(self, words: str) -> None:
        if self._skip:
            skipped = min(self._skip, len(words))
            self._skip -= skipped
            words = words[skipped:]
        self._bytes += words.encode("latin-1")

    def _decode(self) -> None:
        if self._bytes:
            words = self._bytes.decode(self._state.codepage or self._codepage, "replace")
            self._bytes.clear()
            self._emit(words)

    def _emit(self, words: str) -> None:
        state = self._state
        if state.unseen or state.deleted or state.hidden:
            return
        if state.aside:
            self._asides[-1][1].append(words)
        else:
            self._flow.text(words)

    def _sign(self, sign: str) -> None:
        self._skip = 0
        if sign == "*":
            self._state = replace(self._state, unseen=True, starred=True)
        elif sign in "\r\n":
            self._paragraph()
        else:
            self._emit({"~": "\xa0", "_": "‑", "-": ""}.get(sign, sign))

    def _word(self, word: str, number: int | None) -> None:
        if word == "u" and number is not None:
            self._emit(chr(number % 0x10000))
            self._skip = self._state.substitutes
            return
        self._skip = 0
        if word in _UNSEEN:
            self._state = replace(self._state, unseen=True, fonts=word == "fonttbl")
        elif word == "shptxt":
            self._state = replace(self._state, unseen=False)
        elif word in _ASIDES and (not self._state.unseen or self._state.starred):
            self._state = replace(self._state, unseen=False, aside=_ASIDES[word])
            self._asides.append((_ASIDES[word], []))
        elif word in _SIGNS:
            self._emit(_SIGNS[word])
        elif not self._structure(word):
            self._property(word, number)

    def _structure(self, word: str) -> bool:
        """Carry out the end of a paragraph, cell or row."""
        if word in {"par", "sect", "page"}:
            self._paragraph()
        elif word in {"cell", "row"}:
            if not (self._state.unseen or self._state.aside):
                (self._flow.cell if word == "cell" else self._flow.row)()
            elif self._state.aside:
                self._emit("\t" if word == "cell" else "\n")
        elif word == "pard":
            self._in_table = False
        elif word == "intbl":
            self._in_table = True
        else:
            return False
        return True

    def _paragraph(self) -> None:
        if self._state.aside:
            self._emit("\n")
        elif not self._state.unseen:
            self._flow.paragraph(in_table=self._in_table)

    def _property(self, word: str, number: int | None) -> None:
        state = self._state
        on = number != 0
        if word == "deleted":
            self._state = replace(state, deleted=on)
        elif word == "v":
            self._state = replace(state, hidden=on)
        elif word == "plain":
            self._state = replace(state, deleted=False, hidden=False)
        elif word == "uc":
            self._state = replace(state, substitutes=max(0, min(number or 0, 8)))
        elif word == "f" and number is not None:
            self._font = number
            self._state = replace(state, codepage=self._fonts.get(number, ""))
        elif word == "fcharset" and state.fonts and number in _CHARSETS:
            self._fonts[self._font] = _CHARSETS[number]
        elif word == "ansicpg" and number:
            self._codepage = _codepage(number)
        elif word == "mac":
            self._codepage = "mac_roman"

    def _write_asides(self) -> None:
        seen: set[str] = set()
        for label, parts in self._asides:
            words = "".join(parts).strip()
            if words and words not in seen:
                seen.add(words)
                self._out.end_block()
                with self._out.place(label):
                    self._out.write(words)


def _codepage(number: int) -> str:
    try:
        "".encode(f"cp{number}")
    except LookupError:
        return "utf-8" if number == 65001 else "cp1252"
    return f"cp{number}"
