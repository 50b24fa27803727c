"""What goes wrong on the way: each ends where the next run goes on, and says what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from conftest import Office

from campaign.outbox.results import Later, Lost
from campaign.outbox.sending import settle
from campaign.rehearsal.server import BANNED, CLOSED, ORDINARY, PRO, UNLIMITED
from campaign.state.outbox import get, intents, move
from campaign.times import iso


def goes_on(office: Office) -> None:
    """The next run completes what this one left."""
    office.server.site.plague.clear()
    run = office.carry_out(office.account(UNLIMITED), wait=True)
    assert run.ended is None
    names = [r.body.name for r in office.ours()]
    assert len(names) == len(set(names)) == len(intents(office.database, office.campaign.id))


def test_a_wrong_password(office: Office) -> None:
    office.approve()
    run = office.carry_out(office.account((UNLIMITED[0], UNLIMITED[1], "not-it")))
    assert isinstance(run.ended, Later)
    assert "not recognised" in run.ended.why
    assert "CAMPAIGN_PASSWORD" in run.ended.remedy
    assert set(office.states()) == {"approved"}
    goes_on(office)


def test_a_closed_account(office: Office) -> None:
    office.approve()
    run = office.carry_out(office.account(CLOSED))
    assert isinstance(run.ended, Later)
    assert "closed" in run.ended.why
    goes_on(office)


def test_a_suspended_account(office: Office) -> None:
    office.approve()
    run = office.carry_out(office.account(BANNED), wait=True)
    assert isinstance(run.ended, Later)
    assert "suspended" in run.ended.why
    assert "site's team" in run.ended.remedy
    assert office.ours() == []
    goes_on(office)


def test_an_expired_session_is_signed_in_again_by_no_waiting_action(office: Office) -> None:
    office.approve()
    office.carry_out(account := office.account())
    assert account._visit is not None
    account._visit.close()
    # The cookie that was kept is worth nothing any more.
    office.server.app._key = b"another key of the site"
    office.server.site.step(hours=1)
    office.carry_out(office.account(), wait=True)
    assert len(office.ours()) == 6
    assert not any(w.method == "POST" for w in office.server.site.interrupted.values())


def test_a_site_that_never_knows_us(office: Office) -> None:
    office.approve()
    office.fault("signed_out", "*", times=None)
    run = office.carry_out(office.account())
    assert isinstance(run.ended, Later)
    assert "again and again" in run.ended.why
    goes_on(office)


@pytest.mark.parametrize("problem", ["defunct", "not_apply", "no_address"])
def test_a_recipient_that_cannot_be_asked_any_more(office: Office, problem: str) -> None:
    approved = office.approve()
    body = office.server.site.by_body_name["dyffryn_llugwen_police"]
    body.problem = problem
    run = office.carry_out(office.account(), wait=True)
    assert run.ended is None
    [failed] = run.failed
    assert failed.trouble
    assert len(office.ours()) == len(approved) - 1
    # Nothing changes by itself; asked to, it goes once the authority can be asked again.
    assert office.approve() == []
    body.problem = None
    move(office.database, failed.id, "approved", now=iso(office.now()))
    goes_on(office)


def test_a_title_that_the_site_refuses(office: Office) -> None:
    office.template = office.template.__class__(
        **{
            **{f: getattr(office.template, f) for f in office.template.__slots__},
            "letter_text": f"Title: FOI request\n{office.template.letter_text}",
        }
    )
    office.approve()
    run = office.carry_out(office.account(), wait=True)
    assert len(run.failed) == 6
    assert "no need to say it is an FOI request" in str(run.failed[0].trouble)
    assert office.approve() == []  # the same words would be refused again
    office.template = office.template.__class__(
        **{
            **{f: getattr(office.template, f) for f in office.template.__slots__},
            "letter_text": office.template.letter_text.replace(
                "FOI request", office.template.questionnaire.title, 1
            ),
        }
    )
    assert len(office.approve()) == 6
    goes_on(office)


def test_too_many_requests_said_with_status_200(office: Office) -> None:
    """The account has asked elsewhere what our database knows nothing of."""
    site = office.server.site
    user = next(u for u in site.users if u.email == ORDINARY[1])
    site.send_request(user, site.bodies[0], "Something else", "Dear X,\n\nWhat?\n\nYours,\n\nR")
    office.approve()
    run = office.carry_out(office.account(ORDINARY))
    assert isinstance(run.ended, Later)
    assert run.ended.passing
    assert "too many requests" in run.ended.why
    waited = office.carry_out(office.account(ORDINARY), wait=True)
    assert waited.ended is None
    assert len(office.ours()) == 6


def test_undescribed_requests_stand_in_the_way(office: Office) -> None:
    site = office.server.site
    user = next(u for u in site.users if u.email == UNLIMITED[1])
    from campaign.rehearsal.records import Incoming

    for number in range(2):
        made = site.send_request(
            user, site.bodies[0], f"Matter {number}", "Dear X,\n\nWhat?\n\nYours,\n\nU"
        )
        at = site.clock.now()
        site.receive(made, Incoming(900 + number, "Clerk", at, "Re", "A reply.", 900 + number), at)
    site.step(days=3)
    office.approve()
    run = office.carry_out(office.account())
    assert isinstance(run.ended, Later)
    assert "2 earlier requests" in run.ended.why
    assert "campaign classify" in run.ended.remedy
    assert not run.ended.passing


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("challenge", "a person is looking"),
        ("maintenance", "maintenance"),
        ("too_many_requests", "too much"),
        ("changed_layout", ""),
    ],
)
def test_a_site_that_does_not_want_to_be_asked(office: Office, fault: str, words: str) -> None:
    office.approve()
    office.fault(fault, times=None)
    run = office.carry_out(office.account())
    assert isinstance(run.ended, Later | Lost)
    assert words in run.ended.why
    assert len(office.ours()) == 0
    goes_on(office)


def test_a_site_that_is_down(office: Office) -> None:
    office.approve()
    base = office.server.base
    office.server.__exit__(None, None, None)
    run = office.carry_out(office.account())
    assert isinstance(run.ended, Later)
    assert run.ended.passing
    assert base.split(":")[1].strip("/") in run.ended.why
    assert set(office.states()) == {"approved"}


def test_an_answer_that_never_comes_leaves_it_unknown_until_the_site_is_asked(
    office: Office,
) -> None:
    office.approve(only=("dyffryn_llugwen_police",))
    office.fault("reset_after", "/new", skip=1)  # the preview passes, the sending is cut
    run = office.carry_out(office.account())
    assert isinstance(run.ended, Lost)
    assert office.states() == ["unknown"]
    assert len(office.ours()) == 1
    [(intent, _)] = settle(office.database, office.campaign, office.account(), office.now)
    assert intent.state == "sent"
    assert intent.result_url == f"{office.server.base}/request/{office.ours()[0].url_title}"


def test_what_cannot_be_settled_stays_unknown_and_is_not_sent(office: Office) -> None:
    office.approve(only=("dyffryn_llugwen_police",))
    office.fault("reset_after", "/new", skip=1)
    office.carry_out(office.account())
    office.server.site.plague.clear()
    office.fault("unavailable", times=None)
    for _ in range(2):
        office.carry_out(office.account())
        assert office.states() == ["unknown"]
    office.server.site.plague.clear()
    goes_on(office)


def test_a_clock_set_back_sends_neither_twice_nor_too_fast(office: Office) -> None:
    office.approve()
    office.carry_out(office.account())
    back = office.now() - timedelta(days=30)
    from campaign.outbox.carrying_out import carry_out

    run = carry_out(
        office.database,
        office.campaign,
        office.account(),
        intents(office.database, office.campaign.id, ["approved"]),
        now=lambda: back,
    )
    assert isinstance(run.ended, Later)
    assert run.ended.until is not None
    assert back < run.ended.until < back + timedelta(minutes=2)
    assert len(office.ours()) == 1
    goes_on(office)


def test_a_batch_from_an_account_without_pro(office: Office) -> None:
    office.approve_batch()
    run = office.carry_out(office.account(ORDINARY))
    assert isinstance(run.ended, Later)
    assert "Pro" in run.ended.remedy
    assert office.states() == ["approved"]
    assert office.carry_out(office.account(PRO)).ended is None


def test_a_batch_names_whom_the_site_would_skip(office: Office) -> None:
    office.approve_batch()
    office.server.site.by_body_name["dyffryn_llugwen_police"].problem = "defunct"
    run = office.carry_out(office.account(PRO))
    [failed] = run.failed
    assert "Dyffryn Llugwen Police" in str(failed.trouble)
    assert office.server.site.batches == []


def test_a_private_batch_is_private_and_a_public_one_public(office: Office) -> None:
    office.approve_batch("6_months")
    assert office.carry_out(office.account(PRO)).ended is None
    assert [b.embargo for b in office.server.site.batches] == ["6_months"]


def test_a_letter_cancelled_meanwhile_does_not_go(office: Office) -> None:
    [first, *_] = office.approve()
    from campaign.outbox.carrying_out import carry_out

    move(office.database, first.id, "cancelled", now=iso(office.now()))
    carry_out(office.database, office.campaign, office.account(), [first], now=office.now)
    assert office.ours() == []
    assert get(office.database, first.id).state == "cancelled"
