"""A damaged page says the same or is refused; it is never silently read as less.

Facts are the structure of a page (ids, order, times, states, addresses, counts) and its words. No
damage may change the structure. Words may differ only where the damage lies wholly within words:
inside one letter, or inside one run of text. Four parts that a sound page may lack (OPTIONAL)
leave no trace when they are cut out exactly. Against that the HTML has no check, and the transport
does (the length and the ETag of the response: `test_alaveteli_client.py`).

By default 4,000 mutants are tried, 11 s of one core, in chunks that `pytest -n auto` spreads over
all of them. To try 10,000, or others (`MUTANT_SEED` draws them):

    MUTANTS=10000 pytest -n auto tests/alaveteli/test_alaveteli_mutants.py
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import mutants
import pytest

from campaign.alaveteli.pages.records import Link, RequestPage, RequestRecord
from campaign.alaveteli.pages.request import check_against, read_request_page
from campaign.alaveteli.pages.request_json import read_request_json
from campaign.errors import UnknownPage

HOW_MANY = int(os.environ.get("MUTANTS", "4000"))
SEED = os.environ.get("MUTANT_SEED", "2026")
CHUNK = 500
PAGES = (
    "campaign/requests/predictive_policing_software/request.html",
    "campaign/requests/predictive_policing_software_14/request.html",
    "campaign/requests/predictive_policing_software_37/request.html",
    "states/resent/request.html",
    "states/resent/request.owner.html",
    "states/message_hidden/request.html",
    "states/attachment_hidden_and_erased/request.html",
    "states/annotated/request.html",
    "states/external/request.html",
    "states/responses_stopped/request.html",
    "states/overdue/request.html",
    "states/internal_review_upheld/request.html",
)


def structure(page: RequestPage) -> RequestPage:
    """The page without its words."""
    return replace(
        page,
        title="",
        requester=Link("", page.requester.url_name),
        authority=Link("", page.authority.url_name),
        status_text="",
        messages=tuple(
            replace(
                message,
                sender=None,
                text=None if message.text is None else "",
                prominence_reason=None,
                attachments=tuple(
                    replace(attachment, name="", shown_size=None)
                    for attachment in message.attachments
                ),
            )
            for message in page.messages
        ),
        annotations=tuple(replace(note, author="", text="") for note in page.annotations),
    )


# Parts that a sound page may lack, and that nothing else on the page or in the JSON mentions.
OPTIONAL = re.compile(
    r'<span class="request-header__closed_to_correspondence">|<div class="comment_in_request '
    r'|<a href="/request/[^"]*/attach/html/|<div class="attachments">'
)


def touches_optional(html: str, mutant: mutants.Mutant) -> bool:
    """Whether the damage took away or repeated one of these parts."""
    return any(
        mutant.start < mutants.end_of(html, match.start()) and match.start() < mutant.end
        for match in OPTIONAL.finditer(html)
    )


def without_optional(page: RequestPage) -> RequestPage:
    messages = tuple(replace(message, attachments=()) for message in page.messages)
    return replace(page, closed_to_correspondence=False, annotations=(), messages=messages)


def word_ranges(html: str) -> list[tuple[int, int]]:
    """Each run of text, and the inside of each letter, annotation, notice and sentence."""
    runs = [match.span() for match in re.finditer(r"(?<=>)[^<>]*(?=<)", html)]
    letters = []
    opened = (
        r'<div id="attachment-\d+">|<div class="correspondence_text">\s*<div>(?=<)'
        r'|<div class="comment_in_request_text">|<p id="hidden_message"[^<>]*>|<h1>'
        r'|<i class="icon-standalone icon_\w+"></i>\s*<p>'
    )
    for match in re.finditer(opened, html):
        start = html.rindex("<", 0, match.end())
        letters.append((match.end(), html.rindex("</", 0, mutants.end_of(html, start))))
    return runs + letters


@dataclass(frozen=True)
class Original:
    """An undamaged page, what its JSON says, what is read in it, and where its words stand."""

    html: str
    record: RequestRecord
    page: RequestPage
    words: list[tuple[int, int]]


@cache
def original(path: Path) -> Original:
    html = path.read_bytes().decode()
    json = path.with_name(path.name.replace(".owner", "").replace(".html", ".json"))
    record = read_request_json(json.read_bytes())
    return Original(html, record, read_checked(html, record), word_ranges(html))


def read_checked(html: str, record: RequestRecord) -> RequestPage:
    page = read_request_page(html.encode())
    check_against(page, record)
    return without_hints(page)


def without_hints(page: RequestPage) -> RequestPage:
    """The page without the types that pictures stand for: a hint that nothing else repeats."""
    messages = tuple(
        replace(
            message,
            attachments=tuple(replace(a, shown_type=None) for a in message.attachments),
        )
        for message in page.messages
    )
    return replace(page, messages=messages)


@pytest.mark.parametrize("chunk", range(-(-HOW_MANY // CHUNK)))
def test_mutants_say_the_same_or_are_refused(shared: Path, chunk: int) -> None:
    rng = random.Random(f"{SEED} {chunk}")
    outcomes: Counter[str] = Counter()
    for number in range(min(CHUNK, HOW_MANY - chunk * CHUNK)):
        name = rng.choice(PAGES)
        sound = original(shared / "alaveteli" / name)
        mutant = mutants.mutate(sound.html, rng)
        where = (
            f"mutant {number} of chunk {chunk}, of {name} "
            f"({mutant.kind} at {mutant.start}-{mutant.end}): "
            f"{sound.html[mutant.start : mutant.end][:300]!r}"
        )
        outcomes[outcome_of(mutant, sound, where)] += 1
    tried = outcomes.total()
    assert outcomes["an optional part lost"] <= max(2, tried // 50)
    assert outcomes["refused"] > tried * 0.4
    print(f"{tried} mutants, seed {SEED} {chunk}: {dict(sorted(outcomes.items()))}")


def outcome_of(mutant: mutants.Mutant, sound: Original, where: str) -> str:
    """What became of a mutant; an AssertionError where something was silently lost."""
    try:
        page = read_checked(mutant.html, sound.record)
    except UnknownPage as refusal:
        assert refusal.happened
        assert refusal.remedy
        return "refused"
    if structure(page) != structure(sound.page) and touches_optional(sound.html, mutant):
        page, kept = without_optional(page), without_optional(sound.page)
        assert structure(page) == structure(kept), where
        return "an optional part lost"
    assert structure(page) == structure(sound.page), where
    if page == sound.page:
        return "the same"
    in_words = any(start <= mutant.start and mutant.end <= end for start, end in sound.words)
    assert in_words, f"words were lost by {where}"
    return "other words"


@pytest.mark.parametrize("place", range(5, 100, 5))
def test_a_page_cut_anywhere_is_called_truncated(shared: Path, place: int) -> None:
    body = (shared / "alaveteli" / PAGES[0]).read_bytes()
    with pytest.raises(UnknownPage) as refusal:
        read_request_page(body[: len(body) * place // 100])
    assert refusal.value.kind == "truncated"
