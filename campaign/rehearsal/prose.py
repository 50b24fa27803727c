"""Text of letters and mails as the site shows it: masked, folded, and as HTML.

What comes in is hostile. Everything is escaped here, and only the tags written here come out.
"""

from __future__ import annotations

import re
from html import escape

from markupsafe import Markup

from campaign.rehearsal.rules import EMAIL

FOLD = "FOLDED_QUOTED_SECTION"
URL = re.compile(r"https?://[^\s<>]+[^\s<>.,;:)\]'\"]")
ATTRIBUTION = re.compile(r"On [^\n]{5,80}wrote:\s*$")


def masked(text: str, authority: str, own_address: str, request_id: int) -> str:
    """Text with mail addresses taken out, as the public sees it."""

    def mask(found: re.Match[str]) -> str:
        if found.group() == own_address:
            return f"[FOI #{request_id} email]"
        local = found.group().split("@")[0].lower()
        return f"[{authority} request email]" if local.startswith("foi") else "[email address]"

    return EMAIL.sub(mask, text)


def folded(text: str) -> str:
    """Text with each run of quoted lines (`>` and what announces it) folded to a marker."""
    lines: list[str] = []
    for line in text.split("\n"):
        if not line.startswith(">"):
            lines.append(line)
            continue
        if lines and ATTRIBUTION.match(lines[-1]):
            lines.pop()
        if lines[-1:] != [FOLD]:
            lines.append(FOLD)
    return "\n".join(lines)


def as_html(text: str, anchor: str = "", *, unfolded: bool = False) -> Markup:
    """Text as paragraphs: blank lines part them, addresses are links, markers a link to unfold."""
    text = re.sub(rf"{FOLD}(\s+{FOLD})+", FOLD, text.strip())
    paragraphs = [p for p in re.split(r"\n\s*\n+", text.replace(FOLD, f"\n\n{FOLD}\n\n")) if p]
    if not paragraphs:
        return Markup("<p></p>")
    html = "\n\n".join(f"<p>{_paragraph(p.strip(chr(10)), anchor)}</p>" for p in paragraphs)
    if unfolded:
        html += (
            f'\n\n<p><span class="unfold_link">\n<br />  <a href="?#{escape(anchor)}">'
            "hide quoted sections</a>\n<br /></span></p>"
        )
    return Markup(html)  # noqa: S704


def _paragraph(text: str, anchor: str) -> str:
    if text == FOLD:
        return (
            f'<span class="unfold_link">\n<br />  <a href="?unfold=1#{escape(anchor)}">'
            "show quoted sections</a>\n<br /></span>"
        )
    html, at = [], 0
    for found in URL.finditer(text):
        html += [escape(text[at : found.start()], quote=False), _link(found.group())]
        at = found.end()
    html.append(escape(text[at:], quote=False))
    joined = "".join(html).replace("\n", "\n<br />")
    return re.sub(
        r"\[(email address|mobile number)\]",
        r'[<a href="/help/officers#mobiles">\1</a>]',
        joined,
    )


def _link(url: str) -> str:
    shown = escape(url)
    if len(shown) > 43:  # the site counts the escaped characters, so `&quot;` is six
        shown = re.sub(r"&\w*$", "", shown[:40]) + "..."
    return f'<a href="{escape(url.replace(chr(34), "%22"))}">{shown}</a>'


def snippet(text: str, longest: int = 150) -> str:
    """The start of a text, its paragraphs kept, for feeds and lists."""
    said = re.sub(r"\n{3,}", "\n\n", text).strip()
    return said if len(said) <= longest + 4 else said[: longest + 1].rstrip() + "..."


def text_of_html(html: str) -> str:
    """The text of a mail's HTML: scripts go, hidden text stays, table rows become lines."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "lxml")
    for gone in soup(["script", "style", "head", "title"]):
        gone.decompose()
    for cell in soup(["td", "th"]):
        cell.append(" ")
    for line in soup(["br", "tr", "li"]):
        line.append("\n") if line.name != "br" else line.replace_with("\n")
    for block in soup(["p", "div", "h1", "h2", "h3", "h4", "table", "ul", "ol", "blockquote"]):
        block.append("\n\n")
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in soup.get_text().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
