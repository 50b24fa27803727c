"""The authorities that answer: what they hear from us, and when their replies arrive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from campaign.rehearsal.blocks import own_address
from campaign.rehearsal.people.model import ComposedReply, PlannedReply, RequestFacts, Scenario
from campaign.rehearsal.records import Request
from campaign.rehearsal.site import Heard, Site
from campaign.times import london_date

if TYPE_CHECKING:
    from campaign.letters.model import Questionnaire

AGAIN = timedelta(minutes=7)
"""After so long a fault delivers a reply a second time."""


@dataclass(slots=True)
class Dealing:
    """One request as its authority deals with it: the plan, and which steps are under way."""

    plan: tuple[PlannedReply, ...]
    begun: set[int] = field(default_factory=set)
    arrived: dict[int, datetime] = field(default_factory=dict)


class PracticeAnswerer:
    """Plans the replies of a scenario's authorities and delivers each when its time has come.

    With a `questionnaire` the truth of replies holds the answers; without one the numbered
    questions are read from the letter.
    """

    def __init__(self, scenario: Scenario, questionnaire: Questionnaire | None = None) -> None:
        self.scenario = scenario
        self.questionnaire = questionnaire
        self._dealings: dict[int, Dealing] = {}

    def heard(self, site: Site, request: Request, what: Heard, at: datetime) -> None:
        """A letter has arrived: plan the replies that wait for it."""
        from campaign.rehearsal.people.behaviour import plan

        authority = request.body.authority
        if authority is None:
            return
        if what == "sent":
            self._dealings[request.site_id] = Dealing(plan(authority, self.scenario))
        dealing = self._dealings.get(request.site_id)
        if dealing is not None:
            for planned in dealing.plan:
                if planned.after == what:
                    self._schedule(site, request, dealing, planned, at)

    def _schedule(
        self, site: Site, request: Request, dealing: Dealing, planned: PlannedReply, at: datetime
    ) -> None:
        from campaign.rehearsal.people.behaviour import due

        if planned.step in dealing.begun:
            return
        dealing.begun.add(planned.step)
        site.diary.plan(
            due(planned, at, _working_day()), self._delivery(site, request, dealing, planned)
        )

    def _delivery(
        self, site: Site, request: Request, dealing: Dealing, planned: PlannedReply
    ) -> Callable[[datetime], None]:
        def deliver(at: datetime) -> None:
            from campaign.rehearsal.people.compose import compose

            authority = request.body.authority
            if authority is None or request.new_responses_from == "nobody":
                return
            when = dealing.arrived.get(planned.step - 1, at) if planned.again else at
            reply = compose(planned, authority, self._facts(request), when)
            site.deliver(request, reply, at)
            if site.plague.strikes_delivery(f"/request/{request.url_title}", london_date(at)):
                site.diary.plan(at + AGAIN, lambda later: _deliver(site, request, reply, later))
            dealing.arrived[planned.step] = at
            for after in dealing.plan:
                if after.after == "previous" and after.step == planned.step + 1:
                    self._schedule(site, request, dealing, after, at)

        return deliver

    def _facts(self, request: Request) -> RequestFacts:
        letters = tuple(message.body for message in request.outgoing())
        return RequestFacts(
            title=request.title,
            letter=letters[0],
            sent_on=london_date(request.created_at),
            url_title=request.url_title,
            questionnaire=self.questionnaire,
            earlier=letters,
            user_name=request.requester_name,
            address=own_address(request),
        )


def _deliver(site: Site, request: Request, reply: ComposedReply, at: datetime) -> None:
    site.deliver(request, reply, at)


def _working_day() -> Callable[[date], bool]:
    from campaign.law.clock import is_working_day

    return is_working_day
