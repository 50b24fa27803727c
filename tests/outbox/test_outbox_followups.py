"""Letters after the first: who gets one today, and that each goes once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Office
from hypothesis import given
from hypothesis import strategies as st

from campaign.cli.group import cli
from campaign.coding.deciding import decide_outcome
from campaign.outbox.classify import changes, draft_changes, state_for
from campaign.outbox.followups import (
    Hold,
    Write,
    approved_before,
    decide,
    decide_all,
    draft_follow_up,
    hold_now,
    recognise,
    write,
)
from campaign.outbox.words import same_words
from campaign.rehearsal.records import Incoming
from campaign.rehearsal.server import UNLIMITED
from campaign.state.authorities import stop_letters
from campaign.state.correspondence import StoredRequest, requests_of
from campaign.state.outbox import Intent, intents, move
from campaign.times import iso, london_date
from campaign.tracking.campaign_sync import sync_campaign

DUE = date(2026, 8, 3)


def a_request(**but: object) -> StoredRequest:
    values: dict[str, object] = {
        **dict.fromkeys(StoredRequest.__slots__),
        **{"id": 1, "campaign_id": 1, "authority_id": 1, "authority": "Fen Police"},
        **{"url": "u", "url_title": "u", "status": "waiting_response_overdue"},
        **{"due_on": DUE, "availability": "public", "stale": False, "replies": 0},
    }
    return StoredRequest(**{**values, **but})  # type: ignore[arg-type]


LATE = {"today": DUE + timedelta(days=1)}


def why(step: Write | Hold) -> str:
    return step.why if isinstance(step, Hold) else ""


@given(day=st.integers(-40, 40), extended=st.none() | st.integers(-20, 30))
def test_nobody_is_chased_before_the_later_of_the_two_days(day: int, extended: int | None) -> None:
    due = DUE + timedelta(days=max(0, extended or 0))
    today = DUE + timedelta(days=day)
    step = decide(
        "chase",
        a_request(),
        today=today,
        extended_to=None if extended is None else DUE + timedelta(days=extended),
    )
    assert isinstance(step, Write) is (today > due)


@pytest.mark.parametrize(
    ("kind", "request_", "facts", "says"),
    [
        ("chase", {}, LATE, ""),
        ("chase", {"due_on": None}, LATE, "its due date is not known"),
        ("chase", {}, {**LATE, "stopped": True}, "somebody said stop"),
        ("chase", {}, {**LATE, "answered": True}, "it was answered"),
        ("chase", {"replies": 1}, {**LATE, "uncoded": True}, "its replies are not coded yet"),
        ("chase", {"replies": 1}, {**LATE, "outcome": "clarification"}, "it asks you something"),
        ("chase", {"replies": 1}, {**LATE, "outcome": "bounce_or_ooo"}, "your letter may not"),
        ("chase", {"replies": 1}, {**LATE, "outcome": "acknowledgement"}, ""),
        ("chase", {"status": "successful"}, LATE, "it was answered"),
        ("chase", {"availability": "hidden"}, LATE, "the site does not show it"),
        ("chase", {}, {**LATE, "written_on": [DUE - timedelta(days=5)]}, "it had such a letter"),
        ("chase", {}, {**LATE, "written_on": [DUE - timedelta(days=6)]}, ""),
        ("thank", {}, LATE, "nothing came that could be replied to"),
        (
            "review",
            {"replies": 1},
            {**LATE, "written_on": [date(2026, 1, 1)]},
            "a review was asked",
        ),
        ("status", {}, {"today": date(2026, 7, 1)}, ""),
    ],
)
def test_who_gets_a_letter(
    kind: str, request_: dict[str, object], facts: dict[str, object], says: str
) -> None:
    step = decide(kind, a_request(**request_), **facts)  # type: ignore[arg-type]
    assert why(step).startswith(says)
    assert isinstance(step, Write) is (says == "")


@given(st.text(alphabet="ab@.x \n\t", max_size=30), st.text(alphabet=" \n\t", max_size=3))
def test_white_space_makes_no_other_letter(text: str, space: str) -> None:
    assert same_words(text, text.replace(" ", f" {space}"))


def test_the_site_masks_addresses_and_it_is_still_our_letter() -> None:
    ours = "Write to me@home.example, please.\n\nCam"
    assert same_words(ours, "Write to [email address], please.\n\n\nCam")
    assert same_words(ours, "Write to [Fen Police request email], please. Cam")
    assert not same_words(ours, "Write to [email address], pleased. Cam")


@pytest.fixture
def late(office: Office) -> Office:
    """Six requests, sent and overdue, and nothing came."""
    office.approve()
    office.carry_out(office.account(), wait=True)
    office.server.site.step(days=40)
    look(office)
    return office


def look(office: Office) -> None:
    sync_campaign(
        office.database,
        office.campaign,
        office.client(),
        now=office.now,
        sleep=office.server.sleep,
        full=True,
    )


def all_of(office: Office) -> list[StoredRequest]:
    return requests_of(office.database, office.campaign.id)


def chase(office: Office) -> list[Intent]:
    """Approve a chaser for everybody who may have one."""
    today = london_date(office.now())
    approved = []
    for step in decide_all(office.database, office.campaign, "chase", all_of(office), today):
        if isinstance(step, Write):
            body = write(office.database, office.campaign, "chase", step.request, today)
            intent = draft_follow_up(
                office.database, office.campaign, "chase", step.request, body, office.now(),
                "account",
            )  # fmt: skip
            approved.append(move(office.database, intent.id, "approved", now=iso(office.now())))
    return approved


def reply(office: Office, number: int, text: str) -> None:
    request = office.ours()[number]
    at = office.now()
    site_id = 5000 + number
    office.server.site.receive(request, Incoming(site_id, "Clerk", at, "Re", text, site_id), at)


def test_chasers_go_once_a_week_at_most(late: Office) -> None:
    assert len(chase(late)) == 6
    assert late.carry_out(late.account()).ended is None
    assert [len(r.outgoing()) for r in late.ours()] == [2] * 6
    assert chase(late) == []
    late.server.site.step(days=6)
    assert chase(late) == []
    late.server.site.step(days=1)
    look(late)
    assert len(chase(late)) == 6


def test_nobody_is_chased_whose_reply_nobody_has_read(late: Office) -> None:
    reply(late, 0, "Please find our answer below. We hold no such software.")
    look(late)
    today = london_date(late.now())
    steps = decide_all(late.database, late.campaign, "chase", all_of(late), today)
    assert [why(s) for s in steps].count("its replies are not coded yet") == 1
    held = next(s.request for s in steps if isinstance(s, Hold))
    decide_outcome(late.database, held, "acknowledgement", coder="me", now=iso(late.now()))
    steps = decide_all(late.database, late.campaign, "chase", all_of(late), today)
    assert all(isinstance(s, Write) for s in steps)


def test_what_came_between_approval_and_sending_holds_a_chaser_back(late: Office) -> None:
    approved = chase(late)
    stop_letters(late.database, late.campaign.id, "dyffryn_llugwen_police", iso(late.now()))
    reply(late, 1, "Here is everything you asked for.")
    look(late)
    today = london_date(late.now())
    run = late.carry_out(
        late.account(), hold=lambda i: hold_now(late.database, late.campaign, i, today)
    )
    assert sorted(reason for _, reason in run.held) == [
        "its replies are not coded yet",
        "somebody said stop",
    ]
    assert len(run.sent) == len(approved) - 2
    assert {i.state for i, _ in run.held} == {"cancelled"}


def test_a_chaser_sent_by_hand_is_recognised_and_not_sent_again(late: Office) -> None:
    from campaign.rehearsal.person import HandoffPerson

    [first, *_] = chase(late)
    person = HandoffPerson(late.server.base, UNLIMITED[1], UNLIMITED[2])
    person.sign_in()
    [request] = [r for r in all_of(late) if r.id == first.request_id]
    person.follow_up(request.url, first.body)
    late.carry_out(late.account())
    assert [len(r.outgoing()) for r in late.ours()] == [2] * 6
    assert {i.state for i in intents(late.database, late.campaign.id)} == {"sent"}


def test_letters_handed_over_are_seen_on_the_site_or_offered_again(late: Office) -> None:
    from campaign.rehearsal.person import HandoffPerson

    approved = chase(late)
    person = HandoffPerson(late.server.base, UNLIMITED[1], UNLIMITED[2])
    person.sign_in()
    urls = {r.id: r.url for r in all_of(late)}
    for intent in approved[:2]:
        person.follow_up(urls[intent.request_id or 0], intent.body)
    look(late)
    left = approved_before(late.database, late.campaign, "chase", all_of(late))
    assert [i.id for i in left] == [i.id for i in approved[2:]]
    assert recognise(late.database, late.campaign, late.now()) == 0


@pytest.mark.parametrize("fault", ["reset_before", "reset_after", "truncated", "unavailable"])
def test_a_chaser_whose_fate_is_unknown_is_looked_up(late: Office, fault: str) -> None:
    chase(late)
    late.fault(fault, "/request/*/followups")
    late.carry_out(late.account())
    late.server.site.plague.clear()
    assert late.carry_out(late.account()).ended is None
    assert [len(r.outgoing()) for r in late.ours()] == [2] * 6
    assert {i.state for i in intents(late.database, late.campaign.id)} == {"sent"}


def test_a_review_goes_as_a_review(late: Office) -> None:
    reply(late, 0, "We refuse your request.")
    look(late)
    [request] = [r for r in all_of(late) if r.replies]
    today = london_date(late.now())
    body = write(late.database, late.campaign, "review", request, today, reply="It is public.")
    intent = draft_follow_up(
        late.database, late.campaign, "review", request, body, late.now(), "account"
    )
    move(late.database, intent.id, "approved", now=iso(late.now()))
    assert late.carry_out(late.account()).ended is None
    [sent] = [m for r in late.ours() for m in r.outgoing() if m.what_doing == "internal_review"]
    assert sent.body == body


# How requests stand


@pytest.mark.parametrize(
    ("outcome", "described", "awaiting", "told"),
    [
        ("full", "waiting_response", True, "successful"),
        ("full", "successful", False, None),
        ("full", "successful", True, "successful"),
        ("refused_cost", "waiting_response", False, "rejected"),
        ("acknowledgement", "waiting_response", True, "waiting_response"),
        ("acknowledgement", "rejected", False, None),
        ("bounce_or_ooo", "waiting_response", True, None),
    ],
)
def test_what_the_site_is_told(
    outcome: str, described: str, awaiting: bool, told: str | None
) -> None:
    assert state_for(outcome, described, awaiting) == told


def test_decided_outcomes_reach_the_site_and_suggestions_do_not(late: Office) -> None:
    reply(late, 0, "Please find everything attached.")
    reply(late, 1, "We are looking into it.")
    look(late)
    [first, _] = [r for r in all_of(late) if r.replies]
    assert changes(late.database, late.campaign) == []
    decide_outcome(late.database, first, "full", coder="me", now=iso(late.now()))
    found = changes(late.database, late.campaign)
    assert [(c.request.id, c.state) for c in found] == [(first.id, "successful")]
    draft_changes(late.database, late.campaign, found, "account", late.now())
    assert changes(late.database, late.campaign) == []
    assert late.carry_out(late.account()).ended is None
    assert sorted(r.described_state for r in late.ours())[0] == "successful"
    look(late)
    assert changes(late.database, late.campaign) == []


def test_a_reply_that_came_meanwhile_is_not_described_unseen(late: Office) -> None:
    reply(late, 0, "Please find everything attached.")
    look(late)
    [request] = [r for r in all_of(late) if r.replies]
    decide_outcome(late.database, request, "full", coder="me", now=iso(late.now()))
    draft_changes(
        late.database, late.campaign, changes(late.database, late.campaign), "account", late.now()
    )
    late.server.site.step(hours=1)
    reply(late, 0, "We correct our answer: we must refuse after all.")
    run = late.carry_out(late.account())
    [failed] = run.failed
    assert "a reply has come since" in str(failed.trouble)
    assert all(r.described_state == "waiting_response" for r in late.ours())


def test_the_words_of_the_command_line(
    late: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "kept"))
    monkeypatch.setenv("CAMPAIGN_EMAIL", UNLIMITED[1])
    monkeypatch.setenv("CAMPAIGN_PASSWORD", UNLIMITED[2])
    late.database.conn.commit()

    def run(*words: str) -> str:
        done = CliRunner().invoke(cli, list(words))
        assert done.exit_code == 0, done.output
        return done.output

    shown = run("letter", "chase", "--only", "overdue", "--dry-run")
    assert "6 such letters would be handed over. Nothing was stored." in shown
    assert len(intents(late.database, late.campaign.id)) == 6
    assert "followups/new" in run("letter", "chase", "dyffryn_llugwen_police", "--yes")
    again = run("letter", "chase", "dyffryn_llugwen_police", "--yes")
    assert "1 such letters were approved earlier" in again
    assert "followups/new" in again
    run("letter", "chase", "--only", "overdue", "--channel", "account", "--yes")
    assert [len(r.outgoing()) for r in late.ours()] == [2] * 6
    assert "The site knows of every outcome" in run("classify", "--dry-run")
    assert "12 in the outbox" in run("outbox")


def hand_over(office: Office, kind: str, request: StoredRequest) -> tuple[Intent, str]:
    """A letter of that kind, approved and handed to the person."""
    today = london_date(office.now())
    body = write(office.database, office.campaign, kind, request, today)  # type: ignore[arg-type]
    drafted = draft_follow_up(
        office.database,
        office.campaign,
        kind,
        request,
        body,
        office.now(),  # type: ignore[arg-type]
    )
    return move(office.database, drafted.id, "approved", now=iso(office.now())), body


def state_of(office: Office, intent: Intent) -> tuple[str, str]:
    [now] = [i for i in intents(office.database, office.campaign.id) if i.id == intent.id]
    return now.state, now.result_url or ""


@pytest.mark.parametrize(
    ("kind", "pressed", "state"),
    [
        ("chase", "normal_sort", "sent"),
        ("review", "internal_review", "sent"),
        # A letter of the other sort is not the one that was handed over.
        ("review", "normal_sort", "approved"),
        ("chase", "internal_review", "approved"),
    ],
)
def test_a_letter_edited_in_the_browser_is_not_handed_over_again(
    late: Office, kind: str, pressed: str, state: str
) -> None:
    [request, *_] = all_of(late)
    intent, body = hand_over(late, kind, request)
    look(late)
    assert state_of(late, intent)[0] == "approved"
    late.server.site.step(hours=1)
    ours = next(r for r in late.ours() if request.url.endswith(f"/{r.url_title}"))
    late.server.site.follow_up(ours, body.replace("Dear", "My dear"), pressed)
    look(late)
    assert state_of(late, intent)[0] == state
    assert ("#outgoing-" in state_of(late, intent)[1]) is (state == "sent")
