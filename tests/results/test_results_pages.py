"""The pages through Datasette's own client, on state.db and on what was published from it."""

from __future__ import annotations

import contextlib
import csv
import io
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from results_sample import FORCES, SITE, TITLE, Sample

from campaign.results.publish import publish
from campaign.state.database import state

C = "/-/campaign/forecasts"
PAGES = [
    "/",
    C,
    f"{C}/answers",
    f"{C}/search?q=crime",
    *(f"{C}/request/{name}_1" for name in ("northmoor", "saltmarsh", "glenferry", "eastvale")),
]
Browse = Callable[..., Any]


@pytest.fixture
def pages(sample: Sample, browse: Browse) -> Any:
    return browse(sample.path)


@pytest.fixture
def public(sample: Sample, browse: Browse, tmp_path: Path) -> Any:
    with state(sample.path) as database:
        publish(database, tmp_path / "public.db")
    return browse(tmp_path / "public.db", private=False)


def soup(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.text, "lxml")


def words(node: Any) -> str:
    return " ".join(node.get_text(" ").split())


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("kind", ["pages", "public"])
def test_every_page_is_sound(request: pytest.FixtureRequest, kind: str, path: str) -> None:
    response = request.getfixturevalue(kind).get(path)
    page = soup(response)
    assert page.html["lang"] == "en-GB"
    assert page.title.get_text().strip()
    assert len(page.find_all("h1")) == 1
    assert page.select_one("a.skip")["href"] == "#main"
    assert page.select_one("main#main")
    for table in page.find_all("table"):
        assert table.caption is not None
        assert table.find("th", scope="col") is not None
    for picture in page.find_all("svg"):
        assert picture.get("aria-label") or picture.get("aria-hidden") == "true"
    for field in page.select("input:not([type=hidden]):not([type=radio]), select, textarea"):
        assert page.find("label", attrs={"for": field["id"]}), field
    ids = [node["id"] for node in page.select("[id]")]
    assert len(ids) == len(set(ids))
    # every link within the page leads somewhere
    for link in page.select('a[href^="#"]'):
        assert link["href"][1:] in ids, link


@pytest.mark.parametrize("path", PAGES)
def test_nothing_hostile_and_nothing_from_elsewhere(pages: Any, path: str) -> None:
    response = pages.get(path)
    page = soup(response)
    assert page.find_all(["script", "iframe", "object", "img", "base"]) == []
    for node in page.find_all(True):
        assert not [name for name in node.attrs if name.startswith("on")], node
        assert "style" not in node.attrs, "the content security policy would drop it"
    for link in page.select("[href], [src], [action]"):
        address = link.get("href") or link.get("src") or link.get("action")
        if address.startswith(("/", "#")):
            assert not address.startswith("//")
        else:
            assert address.startswith(f"{SITE}/"), address
            assert set(link["rel"]) >= {"noopener", "nofollow"}
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_hostile_text_is_shown_as_text(pages: Any) -> None:
    page = soup(pages.get(f"{C}/request/northmoor_1"))
    assert "<script>alert('hello')</script>" in page.select_one("#talk").parent.get_text()
    assert '" onmouseover="alert(1)' in page.get_text()
    assert "javascript:" not in str(page)


def test_the_front_page_counts(pages: Any) -> None:
    page = soup(pages.get(C))
    figures = {words(each.dt): words(each.dd).split()[0] for each in page.select(".figures > div")}
    assert figures == {"Answered": "3", "Overdue": "1", "Not yet sent": "1", "Sent": "4"}
    outcomes = {
        words(row.th): [words(cell) for cell in row.find_all("td")[:2]]
        for row in page.select("table.bars tbody tr")
    }
    assert outcomes == {
        "Answered in full": ["1", "–"],
        "Not held": ["–", "1"],
        "Refused, exempt": ["–", "1"],
    }


def test_lateness_counts_to_the_last_look_and_not_to_today(pages: Any) -> None:
    page = soup(pages.get(C))
    [row] = page.select("#overdue ~ .scroll tbody tr")
    # due on Monday 29 June, looked at on Monday 20 July (23:30 in London): three weeks of weekdays;
    # 13 July is a bank holiday in Northern Ireland
    assert [words(cell) for cell in row.find_all(["th", "td"])] == [
        "Eastvale Constabulary", "29 June 2026", "14 working days", "Awaiting response",
    ]  # fmt: skip
    assert "20 July 2026, 23:30" in words(page.footer)


def test_a_published_front_page_names_nobody_who_was_not_asked(public: Any) -> None:
    page = soup(public.get("/"))
    assert TITLE in words(page.h1)
    assert FORCES["harbour"] not in page.get_text()
    assert "Refused, exempt" not in page.get_text(), "it was only suggested"
    assert "uggested" not in page.get_text()


def test_each_code_leads_to_its_highlighted_words(pages: Any) -> None:
    page = soup(pages.get(f"{C}/request/northmoor_1"))
    outcome = page.select_one(".outcome")
    assert "decided" in outcome["class"]
    assert "Decided by Cora Coder on 20 July 2026" in words(outcome)
    target = outcome.select_one(".source a")["href"][1:]
    mark = page.find("mark", id=target)
    assert mark.get_text() == "The force trialled one system, in 2024 only."
    assert "decided" in mark["class"]
    spent = page.find("mark", string="£12,500")
    assert "suggested" in spent["class"]
    assert spent.find_parent("details").has_attr("open")


def test_a_date_is_a_day_in_london(pages: Any) -> None:
    page = soup(pages.get(f"{C}/request/northmoor_1"))
    # sent at 23:30 UTC in summer
    assert "25 June 2026" in words(page.select("article.message")[1].header)


def test_a_hidden_message_says_so(pages: Any, public: Any) -> None:
    text = words(soup(pages.get(f"{C}/request/glenferry_1")))
    assert "The site has hidden this message. It names a member of the public." in text
    assert "Shame! <script>" in text
    published = words(soup(public.get(f"{C}/request/glenferry_1")))
    assert "hidden this message" not in published
    assert "Shame!" not in published


def test_evidence_that_no_longer_stands_is_not_highlighted(sample: Sample, browse: Browse) -> None:
    with state(sample.path) as database, database.conn as conn:
        conn.execute("UPDATE messages SET text = 'Changed. ' || text WHERE id = ?",
                     [sample.ids["message-not-held"]])  # fmt: skip
    page = soup(browse(sample.path).get(f"{C}/request/saltmarsh_1"))
    assert page.find_all("mark") == []
    assert "These words no longer stand in the stored text." in words(page)


def cells(page: BeautifulSoup, authority: str) -> list[tuple[str, int, list[str]]]:
    for row in page.select(".grid tbody tr"):
        if words(row.th).startswith(authority):
            return [
                (words(cell), int(cell.get("colspan", 1)), cell["class"])
                for cell in row.find_all("td")
            ]
    raise AssertionError(authority)


def test_the_table_keeps_decided_suggested_and_silent_apart(pages: Any) -> None:
    page = soup(pages.get(f"{C}/answers"))
    assert cells(page, "Northmoor") == [
        ("No", 1, ["no", "d"]),
        ("Yes", 1, ["yes", "d"]),
        ("No", 1, ["no", "d"]),
        ("nothing coded", 1, ["empty"]),
        ("£12,500 (suggested)", 1, ["yes", "s"]),
        ("nothing coded", 1, ["empty"]),
    ]
    not_held = ("Not held for 2023 to 2025 (suggested)", 3, ["none", "s"])
    assert cells(page, "Saltmarsh") == [not_held, not_held]
    assert cells(page, "Eastvale") == [("nothing coded", 3, ["empty"])] * 2
    [link] = [a["href"] for a in page.select(".grid td a") if "£12,500" in words(a)]
    assert page_has_target(pages, link)


def page_has_target(browser: Any, link: str) -> bool:
    path, _, target = link.partition("#")
    return soup(browser.get(path)).find("mark", id=target) is not None


@pytest.mark.parametrize("query", ["show=decided", "period=2024", "section=forecasts", "period=x"])
def test_every_row_is_as_wide_as_the_headings(pages: Any, query: str) -> None:
    page = soup(pages.get(f"{C}/answers?{query}"))
    wide = len(page.select(".grid .periods th")) - 1
    for row in page.select(".grid tbody tr"):
        assert sum(int(cell.get("colspan", 1)) for cell in row.find_all("td")) == wide
    if query == "show=decided":
        assert page.select(".grid td.s") == []
        assert "suggested" not in words(page.select_one(".grid"))
    if query == "period=2024":
        assert wide == 2


def read_csv(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.text)))


def test_the_csv_has_decisions_only_unless_asked(pages: Any) -> None:
    rows = {row["Authority"]: row for row in read_csv(pages.get(f"{C}/answers.csv"))}
    assert rows["Northmoor Constabulary"]["1. Trialled 2024"] == "Yes"
    assert rows["Northmoor Constabulary"]["2. Spent 2024"] == ""
    assert rows["Saltmarsh Police"]["Outcome"] == ""
    rows = {row["Authority"]: row for row in read_csv(pages.get(f"{C}/answers.csv?show=all"))}
    assert rows["Northmoor Constabulary"]["2. Spent 2024"] == "12500 (suggested)"
    assert rows["Saltmarsh Police"]["1. Trialled 2023"] == "Not held (suggested)"


def test_the_csv_runs_nothing_in_a_spreadsheet(sample: Sample, browse: Browse) -> None:
    with state(sample.path) as database, database.conn as conn:
        conn.execute("UPDATE authorities SET name = '=HYPERLINK(1)' WHERE url_name = 'northmoor'")
    names = [row["Authority"] for row in read_csv(browse(sample.path).get(f"{C}/answers.csv"))]
    assert "'=HYPERLINK(1)" in names


def found(browser: Any, typed: str) -> BeautifulSoup:
    from urllib.parse import quote

    return soup(browser.get(f"{C}/search?q={quote(typed)}"))


def test_search_leads_to_the_place(pages: Any, public: Any) -> None:
    for browser in (pages, public):
        [hit] = found(browser, "12,500").select(".hits li")
        assert "spending.xlsx" in words(hit)
        assert page_has_target(browser, hit.a["href"])
        [hit] = found(browser, "exempt").select(".hits li")
        assert hit.mark.get_text() == "exempt"
        assert page_has_target(browser, hit.a["href"])


def test_a_phrase_and_a_beginning(pages: Any) -> None:
    assert len(found(pages, '"one system"').select(".hits li")) == 1
    assert len(found(pages, '"system one"').select(".hits li")) == 0
    assert len(found(pages, "trial*").select(".hits li")) > len(
        found(pages, "trial").select(".hits li")
    )


@pytest.mark.parametrize(
    "typed",
    [
        *('"', '""', '"""', "'", "(", ")", "((a", "*", "**", "-", "--", ":", "^", "+", "NEAR", "_"),
        *("AND", "OR", "NOT", "a AND", "NOT NOT", "NEAR(a b, 3)", "text:crime", "{a b}: c", "a-b"),
        *("crime*", '"crime', 'crime"', "crime' OR 1=1 --", "<script>alert(1)</script>", "%00"),
        *("\x00crime", "\x02\x03", "ünïcödé", "𝒳", "a" * 5000, "word " * 500, "\ud7ff", "%", "\\"),
    ],
)
def test_no_search_breaks_the_page(pages: Any, typed: str) -> None:
    page = found(pages, typed)
    assert page.select_one("[role=status]") is not None
    assert page.find_all("script") == []


def test_operators_are_words(pages: Any) -> None:
    assert "No text has crime and OR and holds" in words(found(pages, "crime OR holds"))


def test_what_is_not_there_is_not_found(pages: Any) -> None:
    assert pages.get("/-/campaign/nothing").status_code == 404
    assert pages.get(f"{C}/request/nobody_1").status_code == 404
    assert pages.get(f"{C}/request/~3Cscript~3E").status_code == 404


def test_named_queries_answer_on_both_kinds_of_database(pages: Any, public: Any) -> None:
    for browser, database in ((pages, "state"), (public, "public")):
        page = soup(browser.get(C))
        names = [a["href"].split("/")[-1] for a in page.select("#more + ul a")]
        assert len(names) >= 6
        for name in names:
            response = browser.get(f"/{database}/{name}.json?_shape=array")
            assert response.status_code == 200, response.text
    [late] = pages.get("/state/overdue.json?_shape=array").json()
    assert (late["authority"], late["calendar_days_late"]) == ("Eastvale Constabulary", 21)
    [refused] = pages.get("/state/refusals_by_provision.json?_shape=array").json()
    assert (refused["requests_decided"], refused["requests_suggested"]) == (0, 1)


def test_a_database_of_something_else_is_left_to_datasette(tmp_path: Path, browse: Browse) -> None:
    other = tmp_path / "cats.db"
    with contextlib.closing(sqlite3.connect(other)) as conn:
        conn.execute("CREATE TABLE cats (name)")
    browser = browse(other)
    assert "cats" in browser.get("/").text
    assert browser.get("/cats.json").json()["queries"] == []


def test_pages_obey_datasettes_permissions(sample: Sample, browse: Browse) -> None:
    browser = browse(sample.path)
    browser.datasette._metadata_local["allow"] = {"id": "ada"}
    for path in PAGES:
        assert browser.get(path).status_code == 403, path


def test_a_campaign_without_anything_has_pages(tmp_path: Path, browse: Browse) -> None:
    path = tmp_path / "state.db"
    with state(path) as database, database.conn as conn:
        conn.execute(
            "INSERT INTO campaigns (name, title, site, template, created_at)"
            " VALUES ('a b/c', 'T', 'https://x.example', 't', '2026-01-01T00:00:00Z')"
        )
    browser = browse(path)
    assert "The site was not looked at yet." in words(soup(browser.get("/")))
    front = soup(browser.get("/")).select_one(".brand a")["href"]
    for below in ("", "/answers", "/search", "/answers.csv"):
        assert browser.get(front + below).status_code == 200


def test_two_campaigns_are_listed_at_home(sample: Sample, browse: Browse) -> None:
    with state(sample.path) as database, database.conn as conn:
        sample.insert(conn, "campaigns", name="parking", title="Hospital parking", site=SITE,
                      template="t", created_at="2026-01-01T00:00:00Z")  # fmt: skip
    browser = browse(sample.path)
    page = soup(browser.get("/"))
    assert [words(link) for link in page.select(".campaigns h2 a")] == [TITLE, "Hospital parking"]
    for link in page.select(".campaigns a"):
        assert browser.get(link["href"]).status_code == 200
    assert "5 asked, 3 answered, 1 overdue, 1 not yet sent." in words(page)


def test_a_decision_without_a_quote_is_found_in_any_period(sample: Sample, browse: Browse) -> None:
    with state(sample.path) as database, database.conn as conn:
        conn.execute("UPDATE answers SET quote = NULL WHERE kind = 'decision'")
        conn.execute("UPDATE answers SET value = 'true' WHERE kind = 'decision'")
    browser = browse(sample.path)
    [link] = [a["href"] for a in soup(browser.get(f"{C}/answers?period=2025")).select("td.d a")]
    path, _, target = link.partition("#")
    assert soup(browser.get(path)).find(id=target) is not None


def test_pages_work_below_another_address(sample: Sample, browse: Browse) -> None:
    browser = browse(sample.path)
    browser.datasette._settings["base_url"] = "/foi/"
    page = soup(browser.get("/"))
    links = [a["href"] for a in page.select("a[href^='/']")]
    assert links
    assert all(link.startswith("/foi/") for link in links)
    assert browser.get(links[0].removeprefix("/foi")).status_code == 200


def test_the_style_sheet_is_there_and_fetches_nothing(pages: Any) -> None:
    sheet = soup(pages.get(C)).select_one("link[rel=stylesheet]")["href"]
    style = pages.get(sheet)
    assert style.headers["content-type"].startswith("text/css")
    assert "url(" not in style.text
    assert "@import" not in style.text
