"""Composed replies: truth that can be proved, right provisions, and no two alike."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest
import python_calamine
from lxml import etree

from campaign.coding.model import OUTCOMES
from campaign.letters.model import Period, Question, Questionnaire, Section
from campaign.rehearsal.people import truth as truths
from campaign.rehearsal.people.behaviour import plan
from campaign.rehearsal.people.cases import (
    practice_form,
    practice_letter,
    replies,
    write_jsonl,
)
from campaign.rehearsal.people.compose import compose
from campaign.rehearsal.people.forces import practice_authorities
from campaign.rehearsal.people.model import (
    ComposedReply,
    PlannedReply,
    PracticeAuthority,
    RequestFacts,
)
from campaign.rehearsal.people.scenario import load

Made = tuple[PracticeAuthority, RequestFacts, ComposedReply]
NOON = datetime(2026, 8, 3, 11, 0, tzinfo=UTC)

# What each Act has under these numbers, by hand from the Acts themselves.
MAY_RELY_ON = {
    "foia": {1, 10, 12, 14, 21, 22, 23, 24, 30, 31, 40, 43},
    "foisa": {12, 14, 17, 18, 25, 27, 31, 33, 34, 35, 38},
}
PROCEDURE = {"foia": {1, 8, 10, 16, 17, 45, 50}, "foisa": {1, 8, 10, 15, 16, 19, 20, 21, 47}}


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return [one for seed in (1, 2, 3) for one in replies(400, seed)]


def seen(reply: ComposedReply) -> str:
    return "\n".join([reply.subject, reply.body_text, *reply.attachment_texts])


def test_every_quote_is_in_its_place_and_nothing_clashes(made: list[Made]) -> None:
    for _, _, reply in made:
        assert truths.faults(reply) == []


def test_outcomes_are_codes_and_each_but_silence_occurs(made: list[Made]) -> None:
    assert {reply.truth.outcome for _, _, reply in made} == set(OUTCOMES) - {"no_reply"}


def test_provisions_belong_to_the_regime_and_to_their_role(made: list[Made]) -> None:
    for authority, _, reply in made:
        for provision in reply.truth.provisions:
            act, section = provision.citation.split(" s.")
            assert act.lower() == authority.law
            number = int(re.match(r"\d+", section)[0])  # type: ignore[index]
            if provision.role == "relied_on":
                assert number in MAY_RELY_ON[authority.law], provision
                assert provision.citation == "FOIA s.1(1)(a)" or not section.startswith("1(")
                assert provision.citation == "FOIA s.10(3)" or number != 10
            if provision.role == "procedural":
                assert number in PROCEDURE[authority.law], provision
            digits = re.sub(r"\W", "", section)
            assert digits[: len(str(number))] in re.sub(r"\W", "", provision.quote)


ELSEWHERE = re.compile(r"\s+of\s+the\s+(?:Police|Mental|Crime)|\.\d|0?\s\d[A-Z]{2}\b")


def test_no_section_is_named_that_the_truth_leaves_out(made: list[Made]) -> None:
    for _, request, reply in made:
        known = {p.citation.split(" s.")[1] for p in reply.truth.provisions}
        stems = {re.match(r"\d+", one)[0] for one in known}  # type: ignore[index]
        text = reply.body_text + "\n".join(reply.attachment_texts)
        quoted = [line for line in request.letter.split("\n") if "ection" in line]
        for line in quoted:
            words = r"[\s>]+".join(map(re.escape, line.split()))
            text = re.sub(words, "", text)
        for found in re.finditer(r"\b(?:[Ss]ections?|[Ss]\.)\s?(\d+)", text):
            if not ELSEWHERE.match(text, found.end()):
                assert found[1] in stems, text[found.start() - 60 : found.end() + 60]


def test_answers_agree_with_the_outcome(made: list[Made]) -> None:
    whole = {
        "not_held": "not_held",
        "refused_exemption": "refused",
        "refused_cost": "over_cost",
        "ncnd": "ncnd",
        "already_public": "already_public",
    }
    cells = len(practice_form().cells())
    for _, _, reply in made:
        found = reply.truth
        keys = [(answer.question, answer.period) for answer in found.answers]
        assert len(keys) == len(set(keys))
        if found.outcome in whole:
            assert {answer.state for answer in found.answers} == {whole[found.outcome]}
            assert len(found.answers) == cells
        if found.kind in ("full", "partial"):
            sure = [a for a in found.answers if a.unit == "yes_no"]
            assert len(sure) == cells // 4
        if found.kind in ("acknowledgement", "bounce", "extension", "clarification", "progress"):
            assert not found.answers


def test_values_are_in_the_words_that_prove_them(made: list[Made]) -> None:
    """A year, a name and the exact amounts can be read off their quotes."""
    checked = 0
    for _, _, reply in made:
        for answer in reply.truth.answers:
            if answer.unit == "names" and answer.value:
                checked += 1
                if "bove" not in answer.quote and "revious" not in answer.quote:
                    assert all(name in " ".join(answer.quote.split()) for name in answer.value)
            if answer.unit == "GBP" and answer.value:
                if "bove" in answer.quote or "revious" in answer.quote:
                    continue
                quote = answer.quote.replace(",", "")
                thousands, millions = answer.value / 1000, answer.value / 1_000_000
                forms = (
                    str(answer.value),
                    f"{thousands:g}k",
                    f"{thousands:g}K",
                    f"£{millions:.1f}",
                )
                assert any(form in quote for form in forms), answer
                checked += 1
    assert checked > 200


def test_a_reference_is_told_and_dates_of_extensions_are_to_come(made: list[Made]) -> None:
    for _, _, reply in made:
        if reply.truth.reference:
            assert reply.truth.reference in seen(reply)
        if reply.truth.extended_to:
            assert str(reply.truth.extended_to.year) in reply.body_text
            assert reply.truth.kind == "extension"


def test_text_hygiene(made: list[Made]) -> None:
    for _, request, reply in made:
        text = seen(reply)
        for spot in ("{", "}", "None.None", " ,", " .", "..", "[|", "|]", "sections section"):
            assert spot not in text.replace(request.letter, ""), (spot, text)
        assert all(c in "\n\t" or c.isprintable() for c in text)
        assert "\n" not in reply.subject
        assert 0 < len(reply.subject) < 250
        assert reply.sender_name
        assert not re.search(r"\b(the the|a a|is are|under under|of of|to to)\b", text)


def test_nobody_real_is_named(made: list[Made], shared: Path) -> None:
    rows = (shared / "data/police-forces.csv").read_text(encoding="utf-8").splitlines()[1:]
    real = [row.split(",")[1] for row in rows]
    for _, _, reply in made:
        assert not [name for name in real if name in seen(reply)]


def test_every_kind_of_paper_and_trap_occurs(made: list[Made]) -> None:
    traits = {trait for _, _, reply in made for trait in reply.truth.traits}
    carriers = {f"answer_in_{c}" for c in ["pdf", "scan", "docx", "odt", "xlsx", "csv", "zip"]}
    assert carriers <= traits
    assert {
        "request_quoted_inside",
        "request_quoted_gt",
        "request_quoted_outlook",
        "annex_of_exemptions",
        "welsh_first",
        "wrapped",
        "fees_regulations_only",
        "delay_only",
        "exemption_rejected",
    } <= traits


def read(name: str, data: bytes) -> Iterator[str]:
    """The text of an attachment by readers that have nothing to do with the makers."""
    if name.endswith(".pdf"):
        document = pypdfium2.PdfDocument(data)
        yield from (page.get_textpage().get_text_range() for page in document)
        document.close()
    elif name.endswith((".docx", ".odt")):
        member = "word/document.xml" if name.endswith("x") else "content.xml"
        with zipfile.ZipFile(io.BytesIO(data)) as whole:
            yield from etree.fromstring(whole.read(member)).itertext()
    elif name.endswith(".xlsx"):
        book = python_calamine.load_workbook(io.BytesIO(data))
        for sheet in book.sheet_names:
            for row in book.get_sheet_by_name(sheet).to_python():
                yield " ".join(str(int(c)) if isinstance(c, float) else str(c) for c in row)
    elif name.endswith(".csv"):
        yield data.decode()
    elif name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as whole:
            for member in whole.namelist():
                yield from read(member, whole.read(member))


def letters_of(text: str) -> str:
    return re.sub(r"\W+", "", text)


def test_quotes_are_in_the_files_themselves(made: list[Made]) -> None:
    checked = set()
    for _, _, reply in made:
        for name, _, data in reply.attachments:
            if "answer_in_scan" in reply.truth.traits:
                continue
            text = letters_of(" ".join(read(name, data)))
            drawn = name.endswith((".pdf", ".zip"))  # where cells of a table wrap
            cells = [row for row in "".join(reply.attachment_texts).split("\n") if "\t" in row]
            for one in (*reply.truth.provisions, *reply.truth.answers):
                in_cell = drawn and any(one.quote in row for row in cells)
                if one.where == name and not in_cell:
                    assert letters_of(one.quote) in text, (name, one.quote)
                    checked.add(Path(name).suffix)
    assert checked == {".pdf", ".docx", ".odt", ".xlsx", ".csv", ".zip"}


def campaign_of(seed: int, authorities: int = 24) -> list[ComposedReply]:
    return [
        reply
        for authority in practice_authorities(authorities, 1)[:authorities]
        for reply in campaign_with(authority, seed)
    ]


def campaign_with(authority: PracticeAuthority, seed: int) -> Iterator[ComposedReply]:
    scenario = replace(load("demo"), seed=seed)
    form = practice_form()
    letter = practice_letter(form, authority)
    request = RequestFacts(form.title, letter, date(2026, 7, 6), "predictive_software", form)
    for planned in plan(authority, scenario):
        yield compose(planned, authority, request, NOON)


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert campaign_of(5) == campaign_of(5)


def test_no_two_campaigns_read_alike() -> None:
    texts = [{seen(reply).replace("\n", " ") for reply in campaign_of(seed)} for seed in (5, 6, 7)]
    assert not texts[0] & texts[1]
    assert not texts[1] & texts[2]


def test_sentences_are_many() -> None:
    """Of each kind hundreds of wordings: few replies of a kind share their substance."""
    for kind in ("acknowledgement", "not_held", "refused", "cost", "ncnd", "review_upheld"):
        bodies = set()
        authority = practice_authorities(48, 1)[0]
        sample, request = _planned(kind), _request(authority)
        for seed in range(120):
            reply = compose(replace(sample, seed=seed, story=seed), authority, request, NOON)
            bodies.add(re.sub(r"\d", "", reply.body_text))
        assert len(bodies) > 110, kind


def test_a_duplicate_reads_the_same_and_a_correction_corrects() -> None:
    authority = practice_authorities(48, 1)[0]
    request = _request(authority)
    for story in range(40):
        full = compose(replace(_planned("full"), story=story), authority, request, NOON)
        again = compose(replace(_planned("full"), story=story), authority, request, NOON)
        assert full == again
        mended = compose(replace(_planned("correction"), story=story), authority, request, NOON)
        told = {(a.question, a.period): a.value for a in full.truth.answers}
        news = {(a.question, a.period): a.value for a in mended.truth.answers}
        assert news
        assert any(told.get(cell) != value for cell, value in news.items())


def test_without_a_questionnaire_the_letter_is_read() -> None:
    authority = practice_authorities(48, 1)[0]
    known = _request(authority)
    for story in range(20):
        planned = replace(_planned("full"), story=story, seed=story)
        reply = compose(planned, authority, replace(known, questionnaire=None), NOON)
        assert reply.truth.answers == ()
        assert reply.truth.outcome in ("full", "partial")
    bare = RequestFacts("Fees", "Please send the report on fees.", date(2026, 7, 6), "fees")
    for kind in ("full", "partial", "not_held", "refused", "correction", "review_overturned"):
        assert compose(_planned(kind), authority, bare, NOON).body_text


NASTY = ("{title}", "[a|b]", "{s 31!}", "{{", "]|[", "<script>", "x" * 400, "£ \x00\x07 é", "{0}")


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize(
    "kind", ["full", "partial", "correction", "review_overturned", "clarification"]
)
def test_hostile_text_in_our_letter_and_questions_stays_text(text: str, kind: str) -> None:
    periods = (Period("2024", "calendar_year"), Period("2025", "calendar_year"))
    questions = tuple(
        Question(f"a.q{n}", n, "a", text, answer, periods, label=text if n % 2 else "")  # type: ignore[arg-type]
        for n, answer in enumerate(("yes_no", "money", "names", "count", "text", "date", "year"), 1)
    )
    form = Questionnaire("n", text, "", (Section("a", text, "", questions),), periods)
    request = RequestFacts(text, text, date(2026, 7, 6), "x", form, user_name=text)
    for authority in practice_authorities(8, 1)[:8]:
        for carrier in ("body", "html", "pdf", "docx", "odt", "xlsx", "csv", "zip"):
            planned = replace(_planned(kind), carrier=carrier, seed=len(carrier))
            reply = compose(planned, authority, request, NOON)
            assert truths.faults(reply) == []
            assert "<script" not in (reply.body_html or "")


def test_a_naive_moment_is_refused() -> None:
    authority = practice_authorities(4, 1)[0]
    with pytest.raises(ValueError, match="without a zone"):
        compose(_planned("full"), authority, _request(authority), datetime(2026, 8, 3))


def test_labelled_cases_are_json_lines_with_their_files(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    assert write_jsonl(path, 60, 4) == 60
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len({line["id"] for line in lines}) == 60
    for line in lines:
        assert line["outcome"] in OUTCOMES
        assert all((tmp_path / name).is_file() for name in line["attachments"])
    again = tmp_path / "again.jsonl"
    write_jsonl(again, 60, 4)
    same = again.read_text(encoding="utf-8").replace("again_attachments", "cases_attachments")
    assert same == path.read_text(encoding="utf-8")


def _planned(kind: str) -> PlannedReply:
    authority = practice_authorities(48, 1)[0]
    scenario = replace(load("demo"), assigned=((authority.url_name, "full_at_once"),))
    sample = plan(authority, scenario)[0]
    return replace(sample, kind=kind, carrier="body", first="refused")  # type: ignore[arg-type]


def _request(authority: PracticeAuthority) -> RequestFacts:
    form = practice_form()
    return RequestFacts(
        form.title, practice_letter(form, authority), date(2026, 7, 6), "predictive_software", form
    )
