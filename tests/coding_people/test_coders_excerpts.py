"""What a person sees of a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from campaign.cli.dialogue import LONGEST_QUOTE, show
from campaign.coding.excerpts import CUT, around, own_words

LETTER = "Dear Police,\n\nUnder section 12 of what Act could you refuse this request of mine?"


@given(st.text(alphabet="ab \n", max_size=200), st.integers(0, 200), st.integers(0, 200),
       st.integers(0, 60))  # fmt: skip
def test_the_quote_is_whole_and_what_is_around_it_stands_there(
    text: str, one: int, two: int, reach: int
) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    before, quote, after = around(text, start, end, reach)
    assert quote == text[start:end]
    mark = CUT.strip()
    assert text[:start].endswith(before.removeprefix(mark).lstrip())
    assert text[end:].startswith(after.removesuffix(mark).rstrip())
    assert len(before) <= reach + len(CUT)
    assert (before.startswith(mark)) == (start > reach)
    assert (after.endswith(mark)) == (len(text) - end > reach)


def test_the_request_quoted_back_is_left_out() -> None:
    quoted = "\n".join(f"> {line}" for line in LETTER.splitlines())
    reply = f"Dear Cam,\n\nWe hold nothing about this subject.\n\n{quoted}\n"
    shown = own_words(reply, LETTER)
    assert "We hold nothing" in shown
    assert "section 12" not in shown


def test_a_text_without_own_words_is_shown_whole() -> None:
    assert own_words("> quoted only") == "> quoted only"
    assert own_words("") == ""


def test_a_long_quote_is_cut_and_cannot_drive_the_terminal(capsys) -> None:  # type: ignore[no-untyped-def]
    show("before ", "\x1b[2Jx" * LONGEST_QUOTE, " after")
    shown = capsys.readouterr().out
    assert "\x1b[2J" not in shown
    assert "[…]" in shown
    assert len(shown) < 2 * LONGEST_QUOTE
