"""A reply that was edited after it was coded: every page that shows the code says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from click.testing import CliRunner
from results_sample import FULL, SHEET, Sample

from campaign.cli.group import cli
from campaign.results.publish import publish
from campaign.state.attachments import text_digest
from campaign.state.database import state

C = "/-/campaign/forecasts"
PAGE = f"{C}/request/northmoor_1"
SAID = "the text changed since it was coded"
Browse = Callable[..., Any]


def edit(sample: Sample, key: str, text: str, table: str = "messages") -> None:
    with state(sample.path) as database, database.conn as conn:
        conn.execute(
            f"UPDATE {table} SET text = ?, text_sha256 = ? WHERE id = ?",
            [text, text_digest(text), sample.ids[key]],
        )


def broken(page: Any) -> list[str]:
    assert page.status_code == 200
    found = BeautifulSoup(page.text, "lxml").select(".broken")
    return [each.get("title") or each.get_text(" ", strip=True) for each in found]


def test_nothing_is_flagged_while_the_texts_are_as_they_were(
    sample: Sample, browse: Browse
) -> None:
    pages = browse(sample.path)
    for path in (PAGE, f"{C}/answers"):
        assert SAID not in broken(pages.get(path))


def test_the_page_of_the_request_flags_what_was_decided_and_suggested_on_it(
    sample: Sample, browse: Browse
) -> None:
    edit(sample, "message-full", f"{FULL}\n\nEdited.")
    page = BeautifulSoup(browse(sample.path).get(PAGE).text, "lxml")
    assert SAID in page.select_one(".outcome.decided").get_text()
    cells = {
        cell.get_text(" ", strip=True): SAID in cell.get_text()
        for cell in page.select("dl.answers dd")
    }
    # The three answers rest on the message, what was spent on the sheet that came with it.
    assert sorted(cells.values()) == [False, True, True, True]
    [spent] = [cell for cell, changed in cells.items() if not changed]
    assert "12,500" in spent


def test_what_rests_on_an_attachment_is_flagged_with_it(sample: Sample, browse: Browse) -> None:
    edit(sample, "sheet", f"{SHEET}\n2026\t1", "attachments")
    assert broken(browse(sample.path).get(PAGE)).count(SAID) == 1


def test_a_hidden_reply_is_said_to_be_hidden(sample: Sample, browse: Browse) -> None:
    with state(sample.path) as database, database.conn as conn:
        conn.execute(
            "UPDATE messages SET prominence = 'hidden', text = NULL, text_sha256 = NULL"
            " WHERE id = ?",
            [sample.ids["message-full"]],
        )
    assert "the text was hidden since it was coded" in broken(browse(sample.path).get(PAGE))


def test_the_table_of_answers_marks_the_cells_and_the_outcome(
    sample: Sample, browse: Browse
) -> None:
    edit(sample, "message-full", f"{FULL}\n\nEdited.")
    page = BeautifulSoup(browse(sample.path).get(f"{C}/answers").text, "lxml")
    marked = [row for row in page.select("tbody tr") if row.select(".broken")]
    [row] = marked
    assert "Northmoor Constabulary" in row.get_text()
    assert len(row.select("th .broken")) == 1
    assert len(row.select("td .broken")) == 3
    assert {each["title"] for each in row.select(".broken")} == {SAID}


def test_the_queue_lists_it_and_the_form_begins_with_what_was_decided(
    sample: Sample, browse: Browse
) -> None:
    edit(sample, "message-full", f"{FULL}\n\nEdited.")
    pages = browse(sample.path, review=True, coder="Bea")
    queue = BeautifulSoup(pages.get(f"{C}/review").text, "lxml")
    [listed] = queue.select("section[aria-labelledby=changed] li")
    assert listed.get_text(" ", strip=True) == "Northmoor Constabulary 4 decisions"
    form = BeautifulSoup(pages.get(listed.a["href"]).text, "lxml")
    assert SAID in form.select_one("fieldset").get_text()
    assert form.select_one("#outcome-value option[selected]")["value"] == "full"


def test_without_a_change_the_queue_has_no_such_section(sample: Sample, browse: Browse) -> None:
    pages = browse(sample.path, review=True, coder="Bea")
    assert "changed since it was coded" not in pages.get(f"{C}/review").text


def test_publishing_counts_what_it_publishes_all_the_same(sample: Sample, tmp_path: Path) -> None:
    edit(sample, "message-full", f"{FULL}\n\nEdited.")
    with state(sample.path) as database:
        made = publish(database, tmp_path / "public.db")
    assert (made.outdated, made.unsupported) == (4, 0)
    done = CliRunner().invoke(cli, ["--db", str(sample.path), "publish", str(tmp_path / "p.db")])
    assert "! 4 decisions that are in it rest on a text that changed" in done.output
    # Words that no longer stand are not published at all, as before.
    edit(sample, "message-full", "[Censored.]")
    with state(sample.path) as database:
        made = publish(database, tmp_path / "public.db")
    assert (made.outdated, made.unsupported) == (0, 4)
