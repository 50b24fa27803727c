"""Lists of authorities: the site's two layouts, one's own, and what is wrong with others."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.authorities.csv_file import read_authorities
from campaign.authorities.selecting import select
from campaign.errors import BadInput
from campaign.state.authorities import AuthorityRow, save_authorities
from campaign.state.database import state

WITHOUT_ID = (
    "Name,Short name,URL name,Tags,Home page,Publication scheme,Disclosure log,Notes,"
    "Created at,Updated at,Version\n"
    '"Marsh, Fen and Moor Police",MFM,marsh_fen_police,police dpr:Z1,https://m.example/,,,"Two\n'
    'lines",2026-01-01 00:00:00 +0000,2026-01-01 00:00:00 +0000,3\n'
)
WITH_ID = "Internal ID," + WITHOUT_ID.replace('\n"Marsh', '\n17,"Marsh')
SITE = "https://practice.example"


def test_both_layouts_of_the_site_say_the_same_but_for_the_number() -> None:
    [without] = read_authorities(WITHOUT_ID.encode(), "a.csv")
    [with_id] = read_authorities(WITH_ID.encode("utf-8-sig"), "b.csv")
    assert (without.internal_id, with_id.internal_id) == (None, 17)
    assert without.name == with_id.name == "Marsh, Fen and Moor Police"
    assert with_id.notes == "Two\nlines"
    assert with_id.tags == "police dpr:Z1"


def test_a_plain_csv_of_ones_own_may_name_the_law() -> None:
    [row] = read_authorities(b"law,name,url_name\nFOISA 2002,Glen Police,glen_police\n", "mine.csv")
    assert (row.law, row.url_name) == ("foisa", "glen_police")


@pytest.mark.parametrize(
    ("data", "happened"),
    [
        (b"Name,Tags\nA,b\n", r"mine.csv has no column url_name"),
        (b"", r"no column name and no column url_name"),
        (b"name,url_name\nA,Not A Name\n", r"line 2: A has no usable URL name"),
        (b"name,url_name,law\nA,a,magna carta\n", r"line 2: the law 'magna carta'"),
        (b'name,url_name\n"A,a\n' + b"x" * 200_000, r"not a CSV that can be read"),
        ("name,url_name\nÄ,a\n".encode("latin-1"), r"not in UTF-8"),
        (b"<!DOCTYPE html><html>", r"web page, not a CSV"),
    ],
)
def test_a_list_that_cannot_be_used_says_why_and_where(data: bytes, happened: str) -> None:
    with pytest.raises(BadInput, match=happened) as caught:
        list(read_authorities(data, "mine.csv"))
    assert caught.value.remedy


@given(st.binary(max_size=400))
def test_any_bytes_are_a_list_or_bad_input(data: bytes) -> None:
    try:
        list(read_authorities(data, "any.csv"))
    except BadInput as error:
        assert error.happened


def test_importing_again_updates_and_an_empty_cell_wipes_nothing(tmp_path: Path) -> None:
    full = [AuthorityRow("a", "A", tags="police", law="foisa"), AuthorityRow("b", "B", tags="x")]
    with state(tmp_path / "state.db") as database:
        assert save_authorities(database, SITE, full, "then").new == 2
        again = save_authorities(database, SITE, [AuthorityRow("a", "A2")], "later")
        assert (again.new, again.changed) == (0, 1)
        row = database.conn.execute(
            "SELECT name, tags, law FROM authorities WHERE url_name = 'a'"
        ).fetchone()
    assert row == ("A2", "police", "foisa")


def test_the_captured_list_is_read_whole(shared: Path) -> None:
    data = (shared / "alaveteli/lists/all-authorities.csv").read_bytes()
    rows = list(read_authorities(data, "all-authorities.csv"))
    expected = list(csv.DictReader(io.StringIO(data.decode("utf-8"))))
    assert [(r.url_name, r.name) for r in rows] == [(e["URL name"], e["Name"]) for e in expected]
    assert {r.problem for r in rows} == {None, "defunct", "not_apply", "no_address"}


def test_those_that_cannot_be_asked_are_never_taken_silently(tmp_path: Path) -> None:
    rows = [
        AuthorityRow("open", "Open", tags="police"),
        AuthorityRow("shut", "Shut", tags="police defunct"),
        AuthorityRow("other", "Other", tags="police_related"),
    ]
    with state(tmp_path / "state.db") as database:
        save_authorities(database, SITE, rows, "then")
        choice = select(database, SITE, tags=["police"])
        assert [a.url_name for a in choice.taken] == ["open"]
        assert [a.url_name for a in choice.unaskable] == ["shut"]
        assert select(database, SITE, tags=["police"], excepted=["open"]).taken == ()
        with pytest.raises(BadInput, match="No authority carries"):
            select(database, SITE, tags=["fire"])
        with pytest.raises(BadInput, match="URL name nobody"):
            select(database, SITE, names=["nobody"])
