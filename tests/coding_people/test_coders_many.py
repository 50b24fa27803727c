"""Several coders: agreement, settling what differs, accepting in bulk, the track record."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.coding.evaluate import Item
from campaign.coding.labels import Label
from campaign.coding.model import Coding
from campaign.coding.track_record import calibration, track_record
from campaign.errors import BadInput
from campaign.state.codings import AnswerRow, CodeRow, decide, outcomes_of


def blind(desk: Any, coder: str, **outcomes: str) -> None:
    for name, value in outcomes.items():
        row = CodeRow(desk.requests[name], "outcome", value, evidence=desk.evidence(name))
        decide(desk.database, coder, row, "t", "blind")


def blind_answer(desk: Any, coder: str, name: str, code: str, period: str, value: Any) -> None:
    row = AnswerRow(desk.requests[name], desk.questions[code], period, "answered", value, "GBP")
    decide(desk.database, coder, row, "t", "blind")


TWO = (
    {"alder": "full", "birch": "not_held", "cedar": "partial", "dogwood": "other"},
    {"alder": "full", "birch": "not_held", "cedar": "refused_exemption", "dogwood": "other"},
)


@pytest.fixture
def coded(desk: Any) -> Any:
    for coder, outcomes in zip(("ann", "bob"), TWO, strict=True):
        blind(desk, coder, **outcomes)
    return desk


def test_agreement_on_outcomes(coded, run) -> None:  # type: ignore[no-untyped-def]
    # Same in 3 of 4. Kappa: chance is 3 * (1/4 * 1/4) = 3/16; (12/16 - 3/16) / (13/16) = 9/13.
    # Alpha: n = 8, pairs of unlike values 64 - (4 + 4 + 1 + 1 + 4) = 50; 1 - 7 * 2 / 50 = 0.72.
    [line] = [row for row in run("agreement").output.splitlines() if row.startswith("Outcome")]
    assert [word for word in line.split() if word in ("4", "2", "75%", "0.69", "0.72")] == [
        *("4", "2", "75%", "0.69", "0.72"),
    ]
    assert run("agreement").output == run("agreement").output


def test_a_coder_is_counted_once_with_the_newest_code(coded, run) -> None:  # type: ignore[no-untyped-def]
    blind(coded, "bob", cedar="partial")
    assert "100% (100% to 100%)" in run("agreement").output


def test_agreement_on_answers_and_on_amounts(desk, run) -> None:  # type: ignore[no-untyped-def]
    for coder, amounts in {"ann": (100, 0, 50), "bob": (300, 0.0, 50)}.items():
        for name, amount in zip(("alder", "birch", "cedar"), amounts, strict=True):
            blind_answer(desk, coder, name, "software.spent", "2024", amount)
        blind_answer(
            desk,
            coder,
            "alder",
            "software.maker",
            "",
            ["B Ltd", "a ltd"][:: 1 if coder == "ann" else -1],
        )
    shown = run("agreement", "--field", "answers").output
    assert "67%" in shown  # 0 and 0.0 are one amount, 100 and 300 are not
    assert "3. Maker" in shown
    assert "how far the numbers lie apart" in shown
    only = run("agreement", "--question", "software.maker").output
    assert "100%" in only
    assert "Spent" not in only
    assert "no question nonsense" in run("agreement", "--question", "nonsense", fails=2).output


def test_nothing_to_compare_says_what_to_do(desk, run) -> None:  # type: ignore[no-untyped-def]
    assert "review --blind" in run("agreement", fails=2).output
    blind(desk, "ann", alder="full")
    assert "(only by ann)" in run("agreement", fails=2).output
    run("set", "alder", "--outcome", "full", "--coder", "ann")
    run("set", "alder", "--outcome", "full", "--coder", "bob")
    assert "100%" in run("agreement", "--open").output


def test_what_all_agree_on_is_recorded_once(coded, run) -> None:  # type: ignore[no-untyped-def]
    assert "3 recorded" in run("adjudicate", "--agreed", "--coder", "cara").output
    assert "0 recorded" in run("adjudicate", "--agreed", "--coder", "cara").output
    decided = {
        name: outcomes_of(coded.database, 1)[coded.requests[name]][0] for name in coded.requests
    }
    assert decided == {"alder": "full", "birch": "not_held", "cedar": "", "dogwood": "other"}


def test_a_difference_is_settled_by_choosing_a_side(coded, run) -> None:  # type: ignore[no-untyped-def]
    listed = run("adjudicate", "--list").output
    assert listed.index("1  ann: partial") < listed.index("2  bob: refused_exemption")
    assert "exempt under section 31(1)(a)" in listed
    shown = run("adjudicate", "--coder", "cara", typed="7\n2\n")
    assert "7 is not an outcome" in shown.output
    assert "1 settled, 0 differ still" in shown.output
    [row] = coded.rows(
        "SELECT coder, value, quote, note FROM codings WHERE kind = 'decision' ORDER BY id"
    )
    quote = "=HYPERLINK is exempt under section 31(1)(a)"
    assert row == ("cara", "refused_exemption", quote, "adjudicated")
    assert "0 differ" in run("adjudicate", "--list").output
    # A new blind coding opens the item again; the decision stands until it is settled anew.
    blind(coded, "bob", cedar="vexatious")
    assert "bob: vexatious" in run("adjudicate", "--list").output
    assert outcomes_of(coded.database, 1)[coded.requests["cedar"]][0] == "refused_exemption"


@pytest.mark.parametrize("typed", ["", "q\n", "s\n", "?\nm\nq\n"])
def test_a_difference_can_be_left(coded, run, typed) -> None:  # type: ignore[no-untyped-def]
    run("adjudicate", "--coder", "cara", typed=typed)
    assert coded.rows("SELECT count(*) FROM codings WHERE kind = 'decision'") == [(0,)]


def test_a_difference_can_be_settled_otherwise(coded, run) -> None:  # type: ignore[no-untyped-def]
    run("adjudicate", "--coder", "cara", typed="ncnd\nnot there\nexempt under\n")
    [row] = coded.rows("SELECT value, quote FROM codings WHERE kind = 'decision'")
    assert row == ("ncnd", "exempt under")


def test_answers_are_settled_too_and_numbers_told_from_places(desk, run) -> None:  # type: ignore[no-untyped-def]
    for coder, amount in (("ann", 5), ("bob", 7)):
        blind_answer(desk, coder, "alder", "software.spent", "2024", amount)
    shown = run("adjudicate", "--field", "answers", "--coder", "cara", typed="=2\n\n")
    assert "software.spent 2024" in shown.output
    assert desk.kept()[-1] == ("decision", "cara", "alder software.spent 2024", "2")


def test_later_decisions_stand_over_adjudicated_ones(coded, run) -> None:  # type: ignore[no-untyped-def]
    run("adjudicate", "--coder", "cara", typed="1\n")
    run("set", "cedar", "--outcome", "full", "--coder", "dan")
    assert outcomes_of(coded.database, 1)[coded.requests["cedar"]][0] == "full"


# --- accepting in bulk --------------------------------------------------------------------------


def test_what_would_be_accepted_is_shown_and_not_stored(desk, run) -> None:  # type: ignore[no-untyped-def]
    shown = run("accept", "--at-least", "0.9", "--dry-run").output
    # Two outcomes, the provision, two answers at 0.9 and more.
    assert "5 suggestions for 3 requests" in shown
    assert "We trialled it in 2024." in shown
    assert desk.kept() == []


@pytest.mark.parametrize("typed", ["n\n", "\n"])
def test_no_is_no(desk, run, typed) -> None:  # type: ignore[no-untyped-def]
    assert "Nothing was recorded" in run("accept", "--all-sure", typed=typed).output
    assert desk.kept() == []


def test_all_sure(desk, run) -> None:  # type: ignore[no-untyped-def]
    run("accept", "--all-sure", "--yes", "--coder", "ann")
    assert desk.kept() == [
        ("decision", "ann", "alder", "full"),
        ("decision", "ann", "birch", "not_held"),
    ]
    assert desk.rows("SELECT count(*) FROM codings WHERE kind = 'decision' AND quote IS NULL") == [
        (0,)
    ]
    assert "Nothing of that kind" in run("accept", "--all-sure", "--yes").output


def test_everything_of_one_authority(desk, run) -> None:  # type: ignore[no-untyped-def]
    run("accept", "cedar", "--yes", "--coder", "ann")
    assert [row[2] for row in desk.kept()] == ["cedar", "cedar", "cedar software.maker "]
    assert "Nothing of that kind" in run("accept", "cedar", "--yes").output


def test_accepting_wants_a_limit(desk, run) -> None:  # type: ignore[no-untyped-def]
    assert "every suggestion" in run("accept", "--yes", fails=2).output
    assert "no request to elm" in run("accept", "elm", "--yes", fails=2).output
    assert desk.kept() == []


# --- the track record ---------------------------------------------------------------------------


def test_too_few_decisions_give_no_figures(desk, run) -> None:  # type: ignore[no-untyped-def]
    run("accept", "--all-sure", "--yes")
    for words in ((), ("--own",)):
        assert "2 outcomes are decided; 30 are needed" in run("evaluate", *words, fails=2).output


def test_the_record_of_the_rules_and_of_a_model(desk) -> None:  # type: ignore[no-untyped-def]
    for name, value in {"alder": "full", "birch": "partial", "cedar": "refused_exemption"}.items():
        decide(desk.database, "ann", CodeRow(desk.requests[name], "outcome", value), "t")
    for code, value in (("software.trialled", True), ("software.spent", 99)):
        row = AnswerRow(desk.requests["alder"], desk.questions[code], "2024", "answered", value)
        decide(desk.database, "ann", row, "t")
    desk.database.conn.execute(
        "INSERT INTO codings (request_id, field, value, kind, coder, quote, made_at) VALUES"
        " (?, 'outcome', 'partial', 'suggestion', 'llm:m/1', 'holds nothing', 't')",
        [desk.requests["birch"]],
    )
    desk.database.conn.commit()
    rules, model = track_record(desk.database, desk.campaign, enough=3)
    assert (rules.coder, rules.silent, model.coder, model.silent) == ("rules", 0, "llm:m", 2)
    assert (rules.score.strict.right, rules.score.strict.of) == (2, 3)
    assert (model.score.strict.right, model.score.strict.of) == (1, 3)
    assert rules.score.by_outcome["not_held"].found == 1
    # Of two answers decided the rules had one right; the refused one nobody decided counts nowhere.
    answers = rules.score.answers
    assert (answers.labelled, answers.found, answers.both) == (2, 2, 1)
    with pytest.raises(BadInput, match="0 outcomes are coded blind"):
        track_record(desk.database, desk.campaign, blind=True)


def test_blind_codings_count_where_coders_agree(coded) -> None:  # type: ignore[no-untyped-def]
    [rules] = track_record(coded.database, coded.campaign, blind=True, enough=3)
    assert (rules.score.strict.right, rules.score.strict.of) == (2, 3)


def test_calibration_puts_each_suggestion_in_one_range() -> None:
    def item(confidence: float, right: bool) -> Item:
        return Item(
            Label("1", "full"), Coding("full" if right else "other", confidence, False, None)
        )

    items = [
        item(0.0, False),
        item(0.5, True),
        item(0.69, False),
        item(0.98, True),
        item(1.0, True),
    ]
    found = calibration(items)
    assert [(each.low, each.right.right, each.right.of) for each in found] == [
        (0.0, 0, 1),
        (0.5, 1, 2),
        (0.98, 2, 2),
    ]
    assert found[1].claimed == pytest.approx(0.595)
    assert sum(each.right.of for each in found) == len(items)


def test_the_report_is_printed_once_there_are_enough(desk, run, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    run("accept", "--all-sure", "--yes")
    from campaign.coding import track_record as module

    monkeypatch.setattr(module.track_record, "__kwdefaults__", {"blind": False, "enough": 2})
    shown = run("evaluate", "--own").output
    assert "rules, against decisions" in shown
    assert "1.000 (2 of 2)" in shown
    assert "0.98 to 1.00" in shown


def test_pages_show_neither_blind_codings_nor_opinions(coded) -> None:  # type: ignore[no-untyped-def]
    from campaign.results import rows

    coded.database.conn.execute(
        "INSERT INTO codings (request_id, field, value, kind, coder, quote, made_at) VALUES"
        " (?, 'outcome', 'ncnd', 'suggestion', 'llm:m/1', 'exempt', 't')",
        [coded.requests["cedar"]],
    )
    shown = rows.codes(coded.database.conn, coded.requests["cedar"])
    assert {code.coder for code in shown} == {"rules/1"}
    assert {code.value for code in shown} == {"refused_exemption", "FOIA s.31(1)(a)"}


def test_what_is_published_holds_no_blind_coding(coded, tmp_path) -> None:  # type: ignore[no-untyped-def]
    import sqlite3

    from campaign.results.publish import publish

    decide(coded.database, "cara", CodeRow(coded.requests["alder"], "outcome", "partial"), "t")
    decide(coded.database, "dan", CodeRow(coded.requests["alder"], "outcome", "full"), "t")
    publish(coded.database, tmp_path / "public.db")
    public = sqlite3.connect(tmp_path / "public.db")
    stands = public.execute(
        "SELECT c.value FROM current_outcomes o JOIN codings c ON c.id = o.decision_id"
    ).fetchall()
    kinds = public.execute("SELECT DISTINCT kind, value FROM codings ORDER BY id").fetchall()
    public.close()
    assert stands == [("full",)]
    assert kinds == [("decision", "partial"), ("decision", "full")]
