"""Reviewing in the terminal: right and wrong turns at each prompt, and coming back later."""

from __future__ import annotations

import pytest

from campaign.coding.proof import check_database
from campaign.coding.sampling import draw_sample
from campaign.state.database import writing


def test_accept_change_skip_quit(desk, run) -> None:  # type: ignore[no-untyped-def]
    # Least confident first: dogwood, cedar, birch, alder.
    shown = run(
        "review", "--coder", "ann", typed="a\nnonsense\npartial\nnot there\n31(1)(a)\ns\nq\n"
    )
    assert "»We have your letter«" in shown.output
    assert "nonsense is not an outcome" in shown.output
    assert "stand nowhere" in shown.output
    assert "2 decided, 2 still wait." in shown.output
    assert desk.kept() == [
        ("decision", "ann", "dogwood", "acknowledgement"),
        ("decision", "ann", "cedar", "partial"),
    ]
    assert desk.rows("SELECT quote FROM codings WHERE kind = 'decision' ORDER BY id") == [
        ("We have your letter",),
        ("31(1)(a)",),
    ]
    again = run("review", "--coder", "ann", typed="q\n")
    assert "1 of 2: Birch Police" in again.output


def test_words_around_the_quote_help_and_the_whole_reply(desk, run) -> None:  # type: ignore[no-untyped-def]
    shown = run("review", "--coder", "ann", typed="?\nm\n\n")
    assert "shall reply" in shown.output
    assert "receipt only" in shown.output
    assert "Yours, Dee" in shown.output
    assert desk.kept() == []


@pytest.mark.parametrize("typed", ["", "a\n", "partial\n", "?\n"])
def test_the_end_of_the_input_is_a_way_out(desk, run, typed) -> None:  # type: ignore[no-untyped-def]
    run("review", "--coder", "ann", typed=typed)
    assert len(desk.kept()) == (typed in ("a\n", "partial\n"))


def test_a_beginning_of_an_outcome_will_do(desk, run) -> None:  # type: ignore[no-untyped-def]
    shown = run("review", "--coder", "ann", typed="refused\nvex\n\nq\n")
    assert "could be several outcomes" in shown.output
    assert desk.kept() == [("decision", "ann", "dogwood", "vexatious")]


def test_answers_one_by_one_and_all_of_a_request(desk, run) -> None:  # type: ignore[no-untyped-def]
    shown = run("review", "--answers", "--coder", "ann", typed="aa\nten\nnot_held\n\n")
    assert "Suggested: yes (95%)" in shown.output
    assert "is not" not in shown.output.split("Maker")[0]
    assert "3 decided, 0 answers still wait." in shown.output
    # "ten" is a name, for a question that asks for names.
    assert desk.kept() == [
        ("decision", "ann", "alder software.trialled 2024", "true"),
        ("decision", "ann", "alder software.spent 2024", "12500"),
        ("decision", "ann", "cedar software.maker ", '["ten"]'),
    ]


def test_an_answer_that_is_none_is_asked_again(desk, run) -> None:  # type: ignore[no-untyped-def]
    shown = run("review", "--answers", "--coder", "ann", typed="perhaps\nanswered\nno\n\nq\n")
    assert "'perhaps' is not yes or no" in shown.output
    assert "Type the value itself" in shown.output
    assert desk.kept() == [("decision", "ann", "alder software.trialled 2024", "false")]


def test_blind_coders_see_neither_suggestions_nor_each_other(desk, run) -> None:  # type: ignore[no-untyped-def]
    one = run("review", "--blind", "--coder", "ann", typed="full\n\n" * 4)
    two = run("review", "--blind", "--coder", "bob", typed="q\n")
    for shown in (one.output, two.output):
        assert "Suggested" not in shown
        assert "%" not in shown
        assert "ann: " not in shown
    assert "We trialled it in 2024" in one.output
    assert [row[:2] for row in desk.kept()] == [("blind", "ann")] * 4
    # Nothing of it is a result.
    assert desk.rows("SELECT count(*) FROM current_outcomes WHERE decision_id IS NOT NULL") == [
        (0,)
    ]


def test_a_sample_is_the_same_for_every_coder_and_resumed(desk, run) -> None:  # type: ignore[no-untyped-def]
    for coder in ("ann", "bob"):
        run("review", "--blind", "--sample", "2", "--seed", "7", "--coder", coder,
            typed="full\n\nq\n")  # fmt: skip
        rest = run("review", "--blind", "--sample", "2", "--seed", "7", "--coder", coder,
                   typed="part\n\n")  # fmt: skip
        assert "2 of 2" in rest.output
        nothing = run("review", "--blind", "--sample", "2", "--seed", "7", "--coder", coder)
        assert "0 coded blind" in nothing.output
    rows = desk.kept()
    assert [row[2:] for row in rows[:2]] == [row[2:] for row in rows[2:]]
    assert len({row[2] for row in rows}) == 2


def test_blind_answers_with_a_star_for_the_other_periods(desk, run) -> None:  # type: ignore[no-untyped-def]
    run("review", "--blind", "--answers", "--sample", "1", "--coder", "ann",
        typed="no*\nmaybe\nnil\ns\nq\n")  # fmt: skip
    assert [row[3] for row in desk.kept()] == ["false", "false", "0"]
    assert [row[2].split()[1:] for row in desk.kept()] == [
        ["software.trialled", "2023"],
        ["software.trialled", "2024"],
        ["software.spent", "2023"],
    ]
    rest = run("review", "--blind", "--answers", "--sample", "1", "--coder", "ann", typed="q\n")
    assert "2. Spent, 2024" in rest.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("review", "--sample", "3"), "--sample is for blind coding"),
        (("review", "--coder", "  "), "cannot be the name"),
        (("review", "--coder", "llm:x/1"), "no person's name"),
        (("set", "alder", "--outcome", "full", "--coder", "rules/1"), "no person's name"),
    ],
)
def test_wrong_turns(desk, run, words, says) -> None:  # type: ignore[no-untyped-def]
    assert says in run(*words, fails=2).output


def test_the_version_read_is_kept_without_a_quote_and_proved(desk, run) -> None:  # type: ignore[no-untyped-def]
    run("set", "alder", "--outcome", "partial", "--coder", "ann")
    [(quote, digest)] = desk.rows("SELECT quote, text_sha256 FROM codings WHERE kind = 'decision'")
    assert quote is None
    [(stored,)] = desk.rows(
        "SELECT text_sha256 FROM messages WHERE direction = 'incoming' AND request_id = ?",
        desk.requests["alder"],
    )
    assert digest == stored
    assert check_database(desk.database)[1] == []
    with writing(desk.database):
        desk.database.conn.execute(
            "UPDATE messages SET text = text || ' PS: all wrong.' WHERE request_id = ?",
            [desk.requests["alder"]],
        )
    broken = check_database(desk.database)[1]
    [(row,)] = desk.rows("SELECT id FROM codings WHERE kind = 'decision'")
    assert f"codings {row}" in [each.row for each in broken]


def test_a_sample_depends_on_seed_and_keys_alone() -> None:
    keys = [f"request-{n}" for n in range(50)]
    one = draw_sample(keys, 10, 7)
    assert one == draw_sample(reversed(keys), 10, 7)
    assert len(set(one)) == 10
    assert one != draw_sample(keys, 10, 8)
    assert draw_sample(keys, 60, 7)[:10] == one
    # One more request displaces one at most.
    assert len(set(one) - set(draw_sample([*keys, "late"], 10, 7))) <= 1
