"""`campaign code review`, first of all: decisions whose text changed since they were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.cli.console import clean, say
from campaign.cli.desk import Desk, answer_help, ask_words, outcome_help, with_more
from campaign.cli.dialogue import Way, block
from campaign.times import long_date, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaign.state.correspondence import StoredRequest
    from campaign.state.text_changed import Former

LONGEST = 600
"""Characters of the former words that are shown."""


def look_again(desk: Desk, limit: int, *, answers: bool) -> bool:
    """Go through the decisions whose text changed; whether to go on with what waits else."""
    from campaign.state.correspondence import requests_of
    from campaign.state.text_changed import former, outdated

    table = "answers" if answers else "codings"
    waiting = [
        each
        for each in outdated(desk.database.conn, desk.campaign.id)
        if each.decided and each.table == table
    ]
    if not waiting:
        return True
    requests = {each.id: each for each in requests_of(desk.database, desk.campaign.id)}
    settled, going = 0, True
    for number, each in enumerate(waiting[:limit], start=1):
        decision = former(desk.database, each)
        request = requests[each.request_id]
        say(f"\nChanged, {number} of {len(waiting)}: {request.authority}  {request.url}")
        choice = _settle(desk, request, decision)
        going = choice is not Way.QUIT
        settled += choice not in (Way.QUIT, Way.SKIP)
        if not going:
            break
    say(f"{settled} looked at again, {len(waiting) - settled} still rest on an older text.")
    return going


def _settle(desk: Desk, request: StoredRequest, decision: Former) -> str | Way:
    from campaign.coding.people import said
    from campaign.state.codings import AnswerRow
    from campaign.state.text_changed import drop, keep

    row = decision.row
    words = said(row.state, row.value) if isinstance(row, AnswerRow) else row.value
    day = long_date(parse(decision.made_at).date())
    say(f"Decided: {decision.label} {words}, by {decision.coder} on {day}.")
    say(f"Since then {decision.outdated.said.removesuffix(' since it was coded')}.")
    if decision.quote:
        say("It rested on these words:")
        block(clean(decision.quote), LONGEST)
    read, helped, asked = _ways(desk, decision)
    choice = with_more(
        desk, request, f"(k)eep, (d)rop, {asked}(m)ore, (s)kip, (q)uit or ?", read,
        {"k": Way.ACCEPT, "d": Way.DROP}, helped=helped,
    )  # fmt: skip
    if choice is Way.ACCEPT:
        keep(desk.database, decision, coder=desk.coder, now=desk.now())
    elif choice is Way.DROP:
        drop(desk.database, decision, desk.now())
    elif not isinstance(choice, Way):
        _give(desk, request, decision, choice)
    return choice


def _ways(desk: Desk, decision: Former) -> tuple[Callable[[str], str], str, str]:
    """How another code is read, what helps, and how it is asked for."""
    from campaign.coding.deciding import read_answer, read_outcome
    from campaign.errors import BadInput
    from campaign.state.campaigns import questions
    from campaign.state.codings import AnswerRow

    row = decision.row
    if isinstance(row, AnswerRow):
        known = questions(desk.database, desk.campaign.id, earlier=True)
        asked = {each.id: each for each in known}
        question = asked[row.question_id]

        def read(said: str) -> str:
            read_answer(question, said)
            return said

        return read, answer_help(question), "a value or state, "
    if row.field == "outcome" and row.message_id is None:
        return read_outcome, outcome_help(), "another outcome, "

    def refuse(said: str) -> str:
        raise BadInput("This can be kept or dropped.", "Type k, d, s or q.")

    return refuse, "Keep it if the text as it is now still says so; else drop it.", ""


def _give(desk: Desk, request: StoredRequest, decision: Former, choice: str) -> None:
    from campaign.coding.deciding import decide_answer, decide_outcome
    from campaign.state.campaigns import questions
    from campaign.state.codings import AnswerRow

    evidence = ask_words(desk, request)
    row = decision.row
    if isinstance(row, AnswerRow):
        known = questions(desk.database, desk.campaign.id, earlier=True)
        asked = {each.id: each for each in known}
        cell = f"{asked[row.question_id].code}@{row.period}".rstrip("@")
        decide_answer(
            desk.database, desk.campaign, request, cell, choice, coder=desk.coder,
            now=desk.now(), quote=evidence.quote if evidence else "",
        )  # fmt: skip
        return
    decide_outcome(
        desk.database, request, choice, coder=desk.coder, now=desk.now(), evidence=evidence
    )
