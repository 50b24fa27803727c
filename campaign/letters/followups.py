"""Letters after the first, made from one request's facts and a template per kind.

`chase` (the answer is late), `clarify` (answering the authority's own question), `review`
(asking for an internal review), `status` (asking how far it is), `thank`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from campaign.letters.library import follow_up_template
from campaign.letters.model import ACTS
from campaign.letters.render import render_text


@dataclass(frozen=True, slots=True)
class Refusal:
    """Questions refused under one provision: `FOIA s.31(1)(a)`, what that is about, numbers."""

    citation: str
    about: str = ""
    questions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question that this authority refused, and others that answered it, by name."""

    number: int
    wording: str
    authorities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What a follow-up letter may say of a request; dates are London days.

    `days_late` counts working days after `due_on`, 0 if it is not late. `reference` is the
    authority's own. `answered` and `unanswered` are question numbers; `asked` is what the authority
    wants clarified, `reply` our answer to it (or, in a review, our own reasons).
    """

    authority: str
    title: str
    sender: str
    sent_on: date
    law: str = "foia"
    due_on: date | None = None
    days_late: int = 0
    reference: str = ""
    replied_on: date | None = None
    extended_to: date | None = None
    refused: tuple[Refusal, ...] = ()
    answered: tuple[int, ...] = ()
    unanswered: tuple[int, ...] = ()
    asked: str = ""
    reply: str = ""
    others: tuple[Comparison, ...] = ()
    url: str = ""

    @property
    def act(self) -> str:
        """The full name of the law."""
        return ACTS.get(self.law, ACTS["foia"])

    @property
    def scottish(self) -> bool:
        """Whether the Scottish Information Commissioner and FOISA's review apply."""
        return self.law in ("foisa", "eisr")

    @property
    def environmental(self) -> bool:
        """Whether it is handled under environmental information regulations."""
        return self.law in ("eir", "eisr")


def render_follow_up(
    kind: str,
    facts: RequestFacts,
    template_text: str | None = None,
    *,
    working: Path | None = None,
    source: str = "",
) -> str:
    """The letter of this kind for one request, plain text.

    Without `template_text` the working folder's own template is used, else the shipped one.
    BadInput with file, line and what to change for a template that cannot be used.
    """
    if template_text is None:
        template_text, source = follow_up_template(kind, working)
    return render_text(template_text, {"request": facts}, source or f"{kind}.txt")
