"""The outbox: a letter once, in the words that were approved."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.state import outbox
from campaign.state.campaigns import create_campaign
from campaign.state.database import state
from campaign.state.outbox import MOVES, Draft, OutboxError, draft, get, intents, move

NOW = "2026-07-06T08:00:00Z"


def a_campaign(database: object) -> int:
    return create_campaign(
        database,  # type: ignore[arg-type]
        name="predpol",
        title="T",
        site="http://127.0.0.1:1",
        template="t",
        sender="A",
        now=NOW,
    ).id


def a_draft(campaign_id: int, body: str = "Dear all,") -> Draft:
    return Draft(key="k", campaign_id=campaign_id, kind="request", channel="handoff", body=body)


def test_words_may_change_until_they_are_approved_and_not_after(tmp_path: Path) -> None:
    with state(tmp_path / "state.db") as database:
        campaign_id = a_campaign(database)
        first = draft(database, a_draft(campaign_id), NOW)
        second = draft(database, a_draft(campaign_id, "Dear others,"), NOW)
        assert (first.id, second.body) == (second.id, "Dear others,")
        move(database, first.id, "approved", now=NOW)
        with pytest.raises(OutboxError, match="other words"):
            draft(database, a_draft(campaign_id, "Dear thirds,"), NOW)
        assert get(database, first.id).body == "Dear others,"
        assert draft(database, a_draft(campaign_id, "Dear others,"), NOW).state == "approved"


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.sampled_from(sorted(MOVES)), max_size=12))
def test_every_path_keeps_to_the_allowed_moves_and_sent_is_final(
    tmp_path_factory: pytest.TempPathFactory, steps: list[outbox.State]
) -> None:
    with state(tmp_path_factory.mktemp("outbox") / "state.db") as database:
        intent = draft(database, a_draft(a_campaign(database)), NOW)
        walked = ["drafted"]
        for step in steps:
            try:
                move(database, intent.id, step, now=NOW)
                walked.append(step)
            except OutboxError:
                assert get(database, intent.id).state == walked[-1]
        assert all(later in MOVES[earlier] for earlier, later in itertools.pairwise(walked))
        recorded = database.conn.execute(
            "SELECT from_state, to_state FROM attempts ORDER BY id"
        ).fetchall()
        assert recorded == list(itertools.pairwise(walked))
        assert "sent" not in walked[:-1]


def test_intents_are_listed_by_state(tmp_path: Path) -> None:
    with state(tmp_path / "state.db") as database:
        campaign_id = a_campaign(database)
        draft(database, a_draft(campaign_id), NOW)
        assert [i.state for i in intents(database, campaign_id, ["drafted"])] == ["drafted"]
        assert intents(database, campaign_id, ["sent"]) == []
