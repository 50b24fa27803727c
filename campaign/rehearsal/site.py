"""The practice site's state and what can happen to it, in process and without HTTP."""

from __future__ import annotations

import itertools
import secrets
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from campaign.rehearsal import rules
from campaign.rehearsal.clock import PracticeClock
from campaign.rehearsal.diary import Action, Diary
from campaign.rehearsal.faults import Plague
from campaign.rehearsal.people.model import ComposedReply, PracticeAuthority
from campaign.rehearsal.records import (
    Attachment,
    Batch,
    Body,
    Comment,
    Draft,
    Event,
    Incoming,
    Interrupted,
    Outgoing,
    Request,
    User,
)
from campaign.rehearsal.status import described_as, due, shown_state
from campaign.times import LONDON

Heard = str
"""What an authority hears from us: `sent`, `clarified`, `review` or `chased`."""


class Answerer(Protocol):
    """Whoever answers for the authorities: it is told of each letter and schedules its replies."""

    def heard(self, site: Site, request: Request, what: Heard, at: datetime) -> None:
        """A letter has arrived at `at`."""


class Site:
    """Everything the practice site holds. `lock` is held by whoever reads or changes it."""

    def __init__(
        self,
        clock: PracticeClock,
        authorities: Iterable[PracticeAuthority] = (),
        answerer: Answerer | None = None,
        *,
        owner_classifies: bool = False,
    ) -> None:
        self.clock = clock
        self.answerer = answerer
        self.owner_classifies = owner_classifies
        self.lock = threading.RLock()
        self.bodies: list[Body] = []
        self.users: list[User] = []
        self.requests: list[Request] = []
        self.batches: list[Batch] = []
        self.drafts: list[Draft] = []
        self.plague = Plague()
        self.interrupted: dict[str, Interrupted] = {}
        self.by_url_title: dict[str, Request] = {}
        self.by_body_name: dict[str, Body] = {}
        self._to: dict[int, list[Request]] = {}
        self._ids: dict[str, itertools.count[int]] = {}
        self.diary = Diary()
        for authority in authorities:
            self.add_authority(authority)

    # Who and whom

    def add_authority(self, authority: PracticeAuthority) -> Body:
        """List an authority."""
        body = Body(
            site_id=self.new_id("body"),
            name=authority.name,
            url_name=authority.url_name,
            tags=authority.tags,
            short_name=authority.short_name,
            home_page=authority.home_page,
            notes=authority.notes,
            welsh_name=authority.welsh_name,
            welsh_url_name=authority.welsh_url_name,
            problem=authority.problem,
            authority=authority,
        )
        return self.add_body(body)

    def add_body(self, body: Body) -> Body:
        """List a body as it is."""
        body.created_at = body.created_at or self.clock.now()
        self.bodies.append(body)
        self.by_body_name[body.url_name] = body
        if body.welsh_url_name:
            self.by_body_name.setdefault(body.welsh_url_name, body)
        return body

    def add_user(
        self,
        name: str,
        email: str,
        password: str,
        *,
        pro: bool = False,
        limited: bool = True,
        banned: str | None = None,
        closed: bool = False,
    ) -> User:
        """Open an account and return it."""
        user = User(
            site_id=self.new_id("user"),
            name=name,
            url_name=rules.free_url_part(rules.url_part(name), (u.url_name for u in self.users)),
            email=email,
            password=password,
            pro=pro,
            limited=limited,
            banned=banned,
            closed=closed,
            created_at=self.clock.now(),
        )
        self.users.append(user)
        return user

    def body(self, name_or_id: str) -> Body | None:
        """The body of a name in addresses (either language) or a number."""
        if name_or_id.isdigit():
            return next((b for b in self.bodies if b.site_id == int(name_or_id)), None)
        return self.by_body_name.get(name_or_id)

    def user(self, url_name: str) -> User | None:
        """The user of a name in addresses."""
        return next((u for u in self.users if u.url_name == url_name), None)

    def requests_to(self, body: Body) -> list[Request]:
        """The requests made to an authority, oldest first."""
        return self._to.get(body.site_id, [])

    def new_id(self, kind: str) -> int:
        """The next number of a kind; each kind counts for itself."""
        return next(self._ids.setdefault(kind, itertools.count(1)))

    def interrupt(self, method: str, address: str, form: list[tuple[str, str]], reason: str) -> str:
        """Keep what somebody was doing until they have signed in; returns its token."""
        token = secrets.token_hex(10)
        self.interrupted[token] = Interrupted(method, address, list(form), reason)
        return token

    # What people do

    def find_same(self, body: Body, title: str, letter: str) -> Request | None:
        """The request that the site takes for the same, whoever made it (SITE.md section 3)."""
        for request in self.requests_to(body):
            if rules.same_title(request.title, title) and rules.same_letter(
                request.first_letter.body, letter
            ):
                return request
        return None

    def sent_lately(self, user: User) -> list[datetime]:
        """When the user's own requests went out, batches left out."""
        return [r.created_at for r in self.requests if r.user is user and r.batch is None]

    def undescribed(self, user: User, now: datetime) -> list[Request]:
        """Own requests that have waited for their description for over a day."""
        return [
            r
            for r in reversed(self.requests)
            if r.user is user
            and r.awaiting_description
            and r.incoming()
            and now - r.incoming()[-1].sent_at > timedelta(days=1)
        ]

    def send_request(
        self,
        user: User,
        body: Body,
        title: str,
        letter: str,
        tags: Iterable[str] = (),
        batch: Batch | None = None,
        embargo: str = "",
        at: datetime | None = None,
    ) -> Request:
        """Send a request and let the authority hear of it."""
        at = at or self.clock.now()
        title = " ".join(title.split())
        request = Request(
            site_id=self.new_id("request"),
            url_title=rules.free_url_part(rules.url_part(title, 32), self.by_url_title),
            title=title,
            body=body,
            user=user,
            created_at=at,
            updated_at=at,
            tags=tuple(tags),
            batch=batch,
            embargo_until=at + timedelta(days=30 * int(embargo[:-7])) if embargo else None,
        )
        letter = letter.replace("\r\n", "\n")
        first = Outgoing(self.new_id("outgoing"), letter, at, user.name)
        event = self.add_event(request, "sent", at, "waiting_response", outgoing=first)
        event.params["starts_clock"] = "yes"
        self.add_request(request)
        if batch is not None:
            batch.requests.append(request)
        if request.embargo_until is not None:
            self.diary.plan(request.embargo_until, lambda _: request.publish())
        self._watch_clock(request)
        self._tell(request, "sent", at)
        return request

    def add_request(self, request: Request) -> None:
        """Put a request on the site as it is."""
        self.requests.append(request)
        self._to.setdefault(request.body.site_id, []).append(request)
        self.by_url_title[request.url_title] = request

    def follow_up(self, request: Request, letter: str, what_doing: str) -> Outgoing:
        """Send a follow-up or a request for an internal review."""
        at = self.clock.now()
        message = Outgoing(
            self.new_id("outgoing"),
            letter.replace("\r\n", "\n"),
            at,
            request.user.name if request.user else request.requester_name,
            "followup",
            what_doing,
        )
        heard, state = "chased", None
        if what_doing == "internal_review":
            heard, state = "review", "internal_review"
        elif self._was_asked_back(request):
            heard, state = "clarified", "waiting_response"
        event = self.add_event(request, "followup_sent", at, state, outgoing=message)
        if state:
            request.described_state, request.awaiting_description = state, False
            request.updated_at = at
        if heard == "clarified":
            event.params["starts_clock"] = "yes"
            self._watch_clock(request)
        self._tell(request, heard, at)
        return message

    def _was_asked_back(self, request: Request) -> bool:
        replies = request.incoming()
        truth = replies[-1].truth if replies else None
        asked = truth is not None and truth.kind == "clarification"
        return asked or request.described_state == "waiting_clarification"

    def classify(
        self, request: Request, state: str, by: User | None, at: datetime | None = None
    ) -> None:
        """Describe a request, as its requester or somebody else does."""
        at = at or self.clock.now()
        for event in reversed(request.events):
            if event.kind == "status_update":
                break
            if event.kind == "response":
                event.calculated_state, event.last_described_at = state, at
                break
        params = {"old_described_state": request.described_state, "described_state": state}
        if by is not None:
            params["user"] = by.url_name
        self.add_event(request, "status_update", at, state).params.update(params)
        request.described_state, request.awaiting_description = state, False
        request.updated_at = at

    def annotate(self, request: Request, author: User, text: str) -> Comment:
        """Add a public annotation."""
        at = self.clock.now()
        comment = Comment(self.new_id("comment"), author, at, text)
        self.add_event(request, "comment", at).comment = comment
        return comment

    def start_batch(
        self, user: User, title: str, letter: str, bodies: Iterable[Body], embargo: str
    ) -> Batch:
        """Accept a batch; its job sends one request a minute, and only then is it "sent"."""
        now = self.clock.now()
        batch = Batch(self.new_id("batch"), user, title, letter, tuple(bodies), now, embargo)
        self.batches.append(batch)
        for minute, body in enumerate(batch.bodies, start=1):
            self.diary.plan(now + timedelta(minutes=minute), self._batch_job(batch, body))
        return batch

    def _batch_job(self, batch: Batch, body: Body) -> Action:
        def send(at: datetime) -> None:
            letter = rules.fill_salutation(batch.letter, body.name)
            self.send_request(batch.user, body, batch.title, letter, (), batch, batch.embargo, at)
            if len(batch.requests) == len(batch.bodies):
                batch.sent_at = at

        return send

    # What comes in

    def deliver(self, request: Request, reply: ComposedReply, at: datetime) -> Incoming:
        """Put a reply on the request's page, undescribed."""
        from campaign.rehearsal.prose import text_of_html

        text = text_of_html(reply.body_html) if reply.body_html else reply.body_text
        message = Incoming(
            site_id=self.new_id("incoming"),
            sender=reply.sender_name,
            sent_at=at.replace(second=0, microsecond=0),
            subject=reply.subject,
            text=text,
            text_part_id=self.new_id("attachment"),
            attachments=tuple(
                Attachment(self.new_id("attachment"), part, name, kind, content)
                for part, (name, kind, content) in enumerate(reply.attachments, start=2)
            ),
            truth=reply.truth,
            by_authority=reply.truth.kind != "bounce",
        )
        self.receive(request, message, at)
        return message

    def receive(self, request: Request, message: Incoming, at: datetime) -> None:
        """Add an incoming message to a request."""
        self.add_event(request, "response", at).incoming = message
        request.awaiting_description = True
        request.updated_at = at
        if self.owner_classifies and message.truth is not None:
            self.diary.plan(at + timedelta(minutes=30), self._description(request, message))

    def _description(self, request: Request, message: Incoming) -> Action:
        def describe(at: datetime) -> None:
            if request.awaiting_description and message.truth is not None:
                state = described_as(message.truth.kind, request.described_state)
                self.classify(request, state, request.user, at)

        return describe

    # Time

    def advance(self) -> int:
        """Do what is due by now, in order of time; how many things were done."""
        with self.lock:
            done = 0
            for moment, action in self.diary.due(self.clock.now()):
                action(moment)
                done += 1
            return done

    def step(self, days: float = 0, hours: float = 0, minutes: float = 0) -> datetime:
        """Move the clock on (simulated time), with everything that happens on the way."""
        with self.lock:
            moment = self.clock.step(timedelta(days=days, hours=hours, minutes=minutes))
            self.advance()
            return moment

    def run_out(self, limit: timedelta = timedelta(days=400)) -> datetime:
        """Step until nothing is planned within `limit` of now; returns the moment reached."""
        with self.lock:
            last = self.clock.now() + limit
            while (nearest := self.diary.nearest) is not None and nearest <= last:
                self.clock.step(max(nearest - self.clock.now(), timedelta(0)))
                self.advance()
            return self.clock.now()

    def add_event(
        self,
        request: Request,
        kind: str,
        at: datetime,
        state: str | None = None,
        outgoing: Outgoing | None = None,
    ) -> Event:
        """Append an event; one with a state is described at once."""
        event = Event(self.new_id("event"), kind, at, state, state, at if state else None, outgoing)
        request.events.append(event)
        return event

    def _watch_clock(self, request: Request) -> None:
        """The daily job notes, after midnight, that a request has become late."""
        for kind, day in zip(("overdue", "very_overdue"), due(request), strict=True):
            midnight = datetime.combine(day + timedelta(days=1), time(), LONDON).astimezone(UTC)

            def note(
                at: datetime, kind: str = kind, since: datetime = request.last_sent_at
            ) -> None:
                late = shown_state(request, at) == f"waiting_response_{kind}"
                if late and request.last_sent_at == since:
                    self.add_event(request, kind, at)

            self.diary.plan(midnight, note)

    def _tell(self, request: Request, what: Heard, at: datetime) -> None:
        if self.answerer is not None:
            self.answerer.heard(self, request, what, at)
