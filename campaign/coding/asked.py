"""What each request was asked: the questions of the texts that it was written from.

A questionnaire may change after letters went out. A reply answers the letter that it replies to, so
it is coded with that letter's questions; a question that was changed since is another question.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.letters.model import Questionnaire
from campaign.state.campaigns import (
    StoredQuestion,
    Wording,
    latest_wording,
    questions,
    questions_of,
    wording_of,
)
from campaign.times import london_date

if TYPE_CHECKING:
    from sqlite_utils import Database

    from campaign.state.campaigns import Campaign


@dataclass(frozen=True, slots=True)
class Asked:
    """One version of a campaign's texts, read; nothing at all where the campaign has none yet."""

    wording: Wording | None
    questionnaire: Questionnaire | None
    questions: tuple[StoredQuestion, ...]


class AskedOf:
    """Finds what each of a campaign's requests was asked."""

    def __init__(self, database: Database, campaign: Campaign) -> None:
        self._database = database
        self._campaign = campaign
        self._read: dict[int, Asked] = {}

    def __call__(self, request_id: int) -> Asked:
        """What this request was asked; a letter that was not sent from here asked the latest."""
        wording = wording_of(self._database, request_id)
        wording = wording or latest_wording(self._database, self._campaign.id)
        key = wording.id if wording else 0
        if key not in self._read:
            self._read[key] = self._asked(wording)
        return self._read[key]

    def _asked(self, wording: Wording | None) -> Asked:
        from campaign.letters.questionnaire import read_questionnaire

        if wording is None:
            return Asked(None, None, tuple(questions(self._database, self._campaign.id)))
        year = london_date(wording.created_at).year
        form = read_questionnaire(wording.questionnaire, self._campaign.template, year)
        return Asked(wording, form, tuple(questions_of(self._database, self._campaign.id, form)))
