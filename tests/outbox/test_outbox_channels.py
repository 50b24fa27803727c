"""One contract for all three channels: each letter once, in the words approved, come what may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Office

from campaign.outbox.account import Account
from campaign.outbox.batch import note_linked, open_addresses
from campaign.outbox.handoff import handoffs
from campaign.rehearsal.person import HandoffPerson, Stuck
from campaign.rehearsal.server import ORDINARY, PRO, UNLIMITED
from campaign.state.outbox import intents
from campaign.tracking.link import link_addresses


class ByHand:
    """A person presses the buttons of whatever is approved; the site is then looked at."""

    def approve(self, office: Office) -> None:
        office.approve(channel="handoff")

    def run(self, office: Office) -> None:
        import requests

        approved = intents(office.database, office.campaign.id, ["approved"])
        try:
            person = HandoffPerson(office.server.base, UNLIMITED[1], UNLIMITED[2])
            person.sign_in()
            for item in handoffs(office.database, office.campaign, approved):
                person.send(item.url)
        except (Stuck, requests.RequestException):
            pass  # a person gives up for now, and comes back
        office.look_for_letters()


class ByAccount:
    def approve(self, office: Office) -> None:
        office.approve(channel="account")

    def run(self, office: Office) -> None:
        account = office.account(UNLIMITED)
        office.carry_out(account, wait=True)
        assert account._visit is not None
        account._visit.close()


class ByBatch:
    def approve(self, office: Office) -> None:
        office.approve_batch()

    def run(self, office: Office) -> None:
        account = office.account(PRO)
        office.carry_out(account)
        assert account._visit is not None
        account._visit.close()
        office.server.site.step(hours=1)
        for url in open_addresses(office.database, office.campaign):
            linked = link_addresses(
                office.database, office.campaign, office.client(), [url], office.now()
            )
            note_linked(
                office.database, office.campaign, [url], linked.pending_batches, office.now()
            )


CHANNELS = {"handoff": ByHand, "account": ByAccount, "batch": ByBatch}
LAST_STEP = {"handoff": "/new", "account": "/new", "batch": "/pro/info_request_batches"}
Channel = ByHand | ByAccount | ByBatch


@pytest.fixture(params=CHANNELS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def channel(name: str) -> Channel:
    found: Callable[[], Channel] = CHANNELS[name]
    return found()


def expected(office: Office) -> dict[str, str]:
    """Each recipient's letter as approved, by authority; a batch's with the name filled in."""
    names = dict(office.database.conn.execute("SELECT id, name FROM authorities").fetchall())
    letters: dict[str, str] = {}
    for intent in intents(office.database, office.campaign.id):
        if intent.kind == "batch":
            for each in intent.details["authorities"]:
                letters[names[each]] = intent.body.replace(
                    "Dear [Authority name],", f"Dear {names[each]},", 1
                )
        else:
            letters[names[intent.authority_id]] = intent.body
    return letters


def arrived(office: Office) -> dict[str, str]:
    """Each letter on the site; an authority that got two fails here."""
    found: dict[str, str] = {}
    for request in office.ours():
        assert request.body.name not in found, f"two to {request.body.name}"
        found[request.body.name] = request.first_letter.body
    return found


def linked(office: Office) -> int:
    [count] = office.database.conn.execute("SELECT count(*) FROM requests").fetchone()
    return int(count)


def test_each_letter_arrives_once_to_the_byte(office: Office, channel: Channel) -> None:
    channel.approve(office)
    channel.run(office)
    assert arrived(office) == expected(office)
    assert len(arrived(office)) == 6
    assert set(office.states()) == {"sent"}
    assert linked(office) == 6


def test_a_second_run_sends_nothing(office: Office, channel: Channel) -> None:
    channel.approve(office)
    channel.run(office)
    channel.approve(office)
    channel.run(office)
    assert arrived(office) == expected(office)
    assert set(office.states()) == {"sent"}


def test_nothing_goes_that_is_not_approved(office: Office, channel: Channel) -> None:
    channel.run(office)
    assert arrived(office) == {}


def test_a_cancelled_letter_does_not_go(office: Office, channel: Channel) -> None:
    from campaign.state.outbox import move

    channel.approve(office)
    first = intents(office.database, office.campaign.id)[0]
    move(office.database, first.id, "cancelled", now="2026-07-06T08:00:00Z")
    channel.run(office)
    assert len(arrived(office)) == (0 if first.kind == "batch" else 5)


@pytest.mark.parametrize(
    "fault",
    [
        *("reset_before", "reset_after", "truncated", "unavailable", "too_many_requests"),
        *("challenge", "maintenance", "signed_out", "changed_layout"),
    ],
)
@pytest.mark.parametrize("skip", [0, 1])
def test_after_a_fault_the_next_run_completes_the_rest(
    office: Office, channel: Channel, name: str, fault: str, skip: int
) -> None:
    channel.approve(office)
    office.fault(fault, LAST_STEP[name], times=1, skip=skip)
    try:
        channel.run(office)
    except Exception as error:  # noqa: BLE001 - looking at the site may meet the fault too
        assert getattr(error, "happened", ""), error
    office.server.site.plague.clear()
    assert set(arrived(office)) <= set(expected(office))
    channel.run(office)
    channel.run(office)
    assert arrived(office) == expected(office)
    assert set(office.states()) == {"sent"}


def test_an_ordinary_account_keeps_within_the_limits(office: Office) -> None:
    office.approve(channel="account")
    run = office.carry_out(office.account(ORDINARY))
    assert len(run.sent) == 1
    assert run.ended is not None
    assert "limits" in run.ended.why
    began = office.now()
    waited = office.carry_out(office.account(ORDINARY), wait=True)
    assert waited.ended is None
    assert arrived(office) == expected(office)
    assert (office.now() - began).total_seconds() < 24 * 3600


def test_a_pro_account_sends_single_letters_by_the_form_that_notices_duplicates(
    office: Office,
) -> None:
    office.approve(channel="account")
    account = Account(office.database, office.campaign, office.client(), office.visit(PRO))
    run = office.carry_out(account, wait=True)
    assert run.ended is None
    assert arrived(office) == expected(office)
    assert all(r.embargo_until is None and r.tags == ("campaign:practice",) for r in office.ours())
