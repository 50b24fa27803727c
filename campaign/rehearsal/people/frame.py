"""What stands around the substance of a letter: head, greeting, quotation, rights, signature."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from datetime import date, datetime

from campaign.rehearsal.people.model import PracticeAuthority, RequestFacts
from campaign.rehearsal.people.phrases import closing, reviews, welsh
from campaign.rehearsal.people.story import Voice
from campaign.rehearsal.people.wording import Block, Page

LETTER_CAP = 8000
"""Characters of our letter that are quoted back at most."""


def letter(
    page: Page,
    voice: Voice,
    authority: PracticeAuthority,
    request: RequestFacts,
    write: Callable[[Page], None],
    *,
    review: bool = False,
) -> None:
    """A whole decision letter, or that of a review, around what `write` puts on the page."""
    rng = page.rng
    head(page, voice, authority, dated=rng.random() < 0.6)
    greet(page)
    reference(page, voice, rng.random() < 0.85)
    if review and rng.random() < 0.3:
        page.put(f"Review reference: IR-{rng.randrange(10, 900)} (request {voice.reference})")
    page.say(reviews.OPENINGS if review else closing.OPENINGS)
    if not review and rng.random() < 0.45:
        page.say(closing.ASKED_FOR)
        page.put(_asked_part(request.letter) if rng.random() < 0.5 else _clean(request.letter))
        page.traits.append("request_quoted_inside")
        page.say(closing.OUR_REPLY[:-2])
    context_first = rng.random() < 0.25
    if context_first:
        page.say(closing.CONTEXT)
    page.say(closing.SEARCHES)
    write(page)
    if not context_first:
        page.say(closing.CONTEXT)
    page.say(closing.HELP[page.law])
    page.say(closing.LICENCE)
    page.say(closing.RIGHTS[page.law])
    page.say(closing.THANKS)
    sign(page, voice, authority)
    if rng.random() < 0.22:
        page.say(closing.ANNEX[page.law])
        page.traits.append("annex_of_exemptions")


def short(
    page: Page,
    voice: Voice,
    authority: PracticeAuthority,
    write: Callable[[Page], None],
    *,
    rights: bool = False,
) -> None:
    """A message of a few lines: greeting, substance, perhaps the way to complain, name."""
    greet(page)
    reference(page, voice, page.rng.random() < 0.6)
    write(page)
    if rights:
        page.say(closing.RIGHTS[page.law])
    sign(page, voice, authority)


def head(page: Page, voice: Voice, authority: PracticeAuthority, *, dated: bool) -> None:
    """The letterhead: markings, name, address, date."""
    rng = page.rng
    if rng.random() < 0.2:
        page.put(rng.choice(("OFFICIAL", "NOT PROTECTIVELY MARKED", "[External - take care]")))
    if voice.letterhead:
        page.put(f"{authority.name}\n{voice.letterhead}")
    if dated:
        page.put(page.slots["today"])


def greet(page: Page) -> None:
    """The greeting."""
    page.say(closing.GREETINGS)


def reference(page: Page, voice: Voice, wanted: bool) -> None:
    """The reference line, where this message has one."""
    if wanted:
        page.put(voice.reference_line.format(ref=voice.reference, sent=page.slots["sent"]))


def sign(page: Page, voice: Voice, authority: PracticeAuthority) -> None:
    """The farewell and who signs."""
    rng = page.rng
    farewell = page.phrase(closing.FAREWELLS)
    role, team = voice.role, voice.team.removeprefix("the ")
    block = rng.choice(
        (
            f"{voice.signatory}\n{role}\n{authority.name}",
            f"{voice.signatory}\n{team}",
            f"{team}, {authority.name}",
            f"{voice.signatory[0]}. {voice.signatory.split()[-1]}\n{role}",
            f"{authority.name} {team}",
        )
    )
    page.put(f"{farewell}\n\n{block}")


def welsh_first(page: Page, kind: str) -> list[Block]:
    """The Welsh half of a bilingual message, to stand before the English."""
    middle = {
        "acknowledgement": welsh.RECEIVED,
        "not_held": welsh.NOT_HELD,
        "extension": (),
        "progress": (),
        "clarification": (),
        "transfer": (),
    }.get(kind, welsh.FOLLOWS)
    parts = [page.phrase(each) for each in (welsh.GREETING, middle, welsh.CLOSING[:1]) if each]
    return [Block(part) for part in parts]


def quoted_below(page: Page, request: RequestFacts, authority: PracticeAuthority) -> list[Block]:
    """Our message folded into the reply as mail programs do it, `>` or an Outlook header."""
    said = _clean((request.earlier or (request.letter,))[-1])
    sent = request.sent_on
    if page.rng.random() < 0.5:
        page.traits.append("request_quoted_gt")
        intro = page.rng.choice(
            (
                f"On {sent:%d/%m/%Y}, {request.user_name} wrote:",
                f"On {sent:%a, %d %b %Y} at 10:14, {request.user_name} <{request.address}> wrote:",
            )
        )
        lines = [f"> {line}".rstrip() for line in said.split("\n")]
        return [Block("\n".join([intro, *lines]))]
    page.traits.append("request_quoted_outlook")
    mark = page.rng.choice(("-----Original Message-----\n", "_" * 32 + "\n", ""))
    block = (
        f"{mark}From: {request.user_name} <{request.address}>\n"
        f"Sent: {sent.day} {sent:%B %Y} 10:14\nTo: FOI Requests at {authority.name}\n"
        f"Subject: Freedom of Information request - {request.title}"
    )
    return [Block(block), Block(said)]


def subject(page: Page, voice: Voice, request: RequestFacts, kind: str) -> str:
    """The subject of the message."""
    ref, title = voice.reference, one_line(request.title)
    if kind == "bounce":
        return (
            page.rng.choice(
                (
                    "Undeliverable: ",
                    "Delivery Status Notification (Failure): ",
                    "Mail not delivered: ",
                )
            )
            + f"Freedom of Information request - {title}"
        )
    if kind == "out_of_office":
        return page.rng.choice(("Automatic reply: ", "Out of office: ", "Auto: ")) + title
    review = kind.startswith("review")
    return page.rng.choice(
        (
            f"Internal review - {ref}" if review else f"Re: {title}",
            f"Review of {ref}" if review else f"{ref}",
            f"RE: Freedom of Information request - {title}",
            f"FOI {ref} - {title}",
            f"Your information request [{ref}]",
            f"{title} ({ref})",
        )
    )


def text_of(blocks: list[Block], wrap: int, style: str) -> str:
    """The plain text of a body: tables in one of three styles, paragraphs wrapped or not."""
    parts = []
    for block in blocks:
        if block.rows:
            parts.append(_table_text(block.rows, style))
        elif wrap and not re.search(r"^>|^From: ", block.text, re.M):
            lines = [
                textwrap.fill(x, wrap, break_long_words=False, break_on_hyphens=False)
                for x in block.text.split("\n")
            ]
            parts.append("\n".join(lines))
        else:
            parts.append(block.text)
    return "\n\n".join(parts) + "\n"


def html_of(blocks: list[Block]) -> str:
    """The HTML of a body, with everything escaped."""
    from html import escape

    parts = []
    for block in blocks:
        if block.rows:
            cells = [
                "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row) + "</tr>"
                for row, tag in zip(block.rows, ["th"] + ["td"] * len(block.rows), strict=False)
            ]
            parts.append(f'<table border="1">{"".join(cells)}</table>')
        else:
            parts.append("<p>" + escape(block.text).replace("\n", "<br>\n") + "</p>")
    return "<html><body>" + "\n".join(parts) + "</body></html>"


def written(day: date | datetime, style: str) -> str:
    """A date in the authority's own style."""
    ending = (
        "th" if 4 <= day.day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    )
    return style.format(d=day.day, m=day.month, B=f"{day:%B}", Y=day.year, th=ending)


def one_line(text: str, cap: int = 120) -> str:
    """The text on one line without control characters, not longer than `cap`."""
    return " ".join(_clean(text).split())[:cap]


def in_sentence(title: str) -> str:
    """The title as it stands inside a sentence: no capital, unless the word is an abbreviation."""
    line = one_line(title)
    return line if line[1:2].isupper() else line[:1].lower() + line[1:]


def _table_text(rows: tuple[tuple[str, ...], ...], style: str) -> str:
    if style == "pipes":
        return "\n".join("| " + " | ".join(row) + " |" for row in rows)
    if style == "tabs":
        return "\n".join("\t".join(row) for row in rows)
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _asked_part(text: str) -> str:
    """The numbered questions of our letter alone, or the whole where there are none."""
    lines = [line for line in _clean(text).split("\n") if re.match(r"\s*(Q?\d+[.):]|\(\d\))", line)]
    return "\n".join(lines) or _clean(text)


def _clean(text: str) -> str:
    kept = "".join(c for c in text[:LETTER_CAP] if c in "\n\t" or c.isprintable())
    return kept.strip()
