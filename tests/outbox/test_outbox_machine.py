"""The outbox driven at random against the practice site and its faults: never twice, none lost."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from conftest import SCENARIO, Office, begin
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from campaign.errors import CampaignError
from campaign.outbox.handoff import handoffs
from campaign.rehearsal.person import HandoffPerson
from campaign.rehearsal.server import ORDINARY, UNLIMITED, PracticeServer
from campaign.state.outbox import OutboxError, intents, move
from campaign.times import iso

FAULTS = (
    *("reset_before", "reset_after", "truncated", "unavailable", "too_many_requests"),
    *("challenge", "maintenance", "signed_out", "changed_layout"),
)
PLACES = ("/new*", "/new", "/profile/sign_in", "/body/*", "*")


class Crash(BaseException):
    """The process ends here, whatever it was doing."""


class Sending(RuleBasedStateMachine):
    """What people, networks and crashes may do to a campaign's six letters."""

    server: PracticeServer
    number = 0

    @initialize()
    def start(self) -> None:
        type(self).number += 1
        self.folder = tempfile.TemporaryDirectory()
        self.server.site.plague.clear()
        # A name and title of its own, so that earlier runs' requests are not ours.
        self.office: Office = begin(
            self.server,
            Path(self.folder.name),
            name=f"case-{self.number}",
            title=f"Crime software, case {self.number}",
        )
        self.approved: dict[str, str] = {}

    @rule(only=st.sets(st.integers(0, 5), min_size=1))
    def approve(self, only: set[int]) -> None:
        names = [row[0] for row in self.office.database.conn.execute(
            "SELECT url_name FROM authorities a JOIN recipients r ON r.authority_id = a.id"
            " ORDER BY name"
        )]  # fmt: skip
        self.office.approve(only=tuple(names[i] for i in only))

    @rule(name=st.sampled_from(FAULTS), where=st.sampled_from(PLACES), skip=st.integers(0, 4))
    def something_goes_wrong(self, name: str, where: str, skip: int) -> None:
        self.office.fault(name, where, times=1, skip=skip)

    @rule()
    def all_is_well_again(self) -> None:
        self.server.site.plague.clear()

    @rule(wait=st.booleans(), who=st.sampled_from([ORDINARY, UNLIMITED]))
    def send(self, wait: bool, who: tuple[str, str, str]) -> None:
        account = self.office.account(who)
        try:
            self.office.carry_out(account, wait=wait)
        finally:
            assert account._visit is not None
            account._visit.close()

    @rule(moment=st.integers(1, 12), before=st.booleans())
    def send_and_crash(self, moment: int, before: bool) -> None:
        """The process dies at an exchange: before it, or with its answer not yet looked at."""
        account = self.office.account(UNLIMITED)
        assert account._visit is not None
        made = account._visit._new_client
        passed = 0

        def fragile(session: object) -> object:
            client = made(session)  # type: ignore[arg-type]
            exchange = client._wire.exchange

            def counted(*args: object, **kwargs: object) -> object:
                nonlocal passed
                passed += 1
                if before and passed == moment:
                    raise Crash
                answer = exchange(*args, **kwargs)  # type: ignore[arg-type]
                if passed == moment:
                    raise Crash
                return answer

            client._wire.exchange = counted  # type: ignore[method-assign,assignment]
            return client

        account._visit._new_client = fragile  # type: ignore[assignment]
        try:
            self.office.carry_out(account)
        except Crash:
            pass
        finally:
            account._visit.close()

    @rule(hours=st.sampled_from([0.01, 1, 30]))
    def time_passes(self, hours: float) -> None:
        self.server.site.step(hours=hours)

    @rule()
    def a_person_presses_one_button(self) -> None:
        """A letter that was approved for the tool, opened in a browser and sent by hand."""
        import requests

        waiting = intents(self.office.database, self.office.campaign.id, ["approved"])
        items = handoffs(self.office.database, self.office.campaign, waiting[:1])
        self.server.site.plague.clear()
        person = HandoffPerson(self.server.base, UNLIMITED[1], UNLIMITED[2])
        person.sign_in()
        for item in items:
            try:
                person.send(item.url)
            except (RuntimeError, requests.RequestException) as stuck:
                assert "already created the same request" in str(stuck)

    @rule()
    def the_site_is_looked_at(self) -> None:
        # A fault may meet the looking; it is done again another time.
        with contextlib.suppress(CampaignError):
            self.office.look_for_letters()

    @rule(which=st.integers(0, 5))
    def somebody_cancels(self, which: int) -> None:
        found = intents(self.office.database, self.office.campaign.id, ["approved"])
        if which < len(found):
            try:
                move(self.office.database, found[which].id, "cancelled", now=iso(self.office.now()))
            except OutboxError:
                raise AssertionError("an approved letter could not be cancelled") from None

    @invariant()
    def nobody_got_two_letters_nor_words_that_were_not_approved(self) -> None:
        if not hasattr(self, "office"):
            return
        found = intents(self.office.database, self.office.campaign.id)
        by_name = {self._name(i.authority_id or 0): i for i in found}
        got = [(r.body.name, r.first_letter.body) for r in self.office.ours()]
        assert len({name for name, _ in got}) == len(got)
        assert all(by_name[name].body == body for name, body in got)
        there = {name for name, _ in got}
        assert {n for n, i in by_name.items() if i.state == "sent"} <= there
        assert not any(i.state == "failed" for i in found)
        self.approved |= {n: i.body for n, i in by_name.items() if i.state != "cancelled"}

    def teardown(self) -> None:
        if not hasattr(self, "office"):
            return
        self.server.site.plague.clear()
        account = self.office.account(UNLIMITED)
        for _ in range(2):
            run = self.office.carry_out(account, wait=True)
        assert run.ended is None
        found = intents(self.office.database, self.office.campaign.id)
        assert {i.state for i in found} <= {"sent", "cancelled"}
        self.nobody_got_two_letters_nor_words_that_were_not_approved()
        there = {r.body.name for r in self.office.ours()}
        assert {self._name(i.authority_id or 0) for i in found if i.state == "sent"} == {
            name for name in there if self._state(name) != "cancelled"
        }
        assert account._visit is not None
        account._visit.close()
        self.office.database.conn.close()
        self.folder.cleanup()

    def _name(self, authority_id: int) -> str:
        [name] = self.office.database.conn.execute(
            "SELECT name FROM authorities WHERE id = ?", [authority_id]
        ).fetchone()
        return str(name)

    def _state(self, name: str) -> str:
        for intent in intents(self.office.database, self.office.campaign.id):
            if self._name(intent.authority_id or 0) == name:
                return intent.state
        raise AssertionError(name)


def test_whatever_happens_each_letter_goes_once() -> None:
    with PracticeServer(SCENARIO, speed=0.0) as server:
        Sending.server = server
        run_state_machine_as_test(
            Sending,
            settings=settings(
                max_examples=12,
                stateful_step_count=12,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )


pytestmark = pytest.mark.filterwarnings("default::ResourceWarning")
