"""Where templates come from, and the ones that are shipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.errors import BadInput
from campaign.letters.library import (
    FOLLOW_UP_KINDS,
    check_name,
    copy_follow_ups,
    copy_template,
    find_template,
    follow_up_template,
    list_templates,
    load_folder,
    load_template,
    shipped_folder,
)
from campaign.letters.lint import LONG_ADDRESS, lint, prefilled_length
from campaign.letters.model import ACTS, BATCH_RECIPIENT, Recipient, Sender
from campaign.letters.render import render_letter

SHIPPED = ("hospital-parking", "predictive-policing")


def test_the_shipped_templates_are_listed(tmp_path: Path) -> None:
    listed = list_templates(tmp_path)
    assert [entry.name for entry in listed] == sorted(SHIPPED)
    assert not any(entry.own for entry in listed)
    assert not any(tmp_path.iterdir())


def test_an_own_template_stands_before_the_shipped_one(tmp_path: Path) -> None:
    folder = copy_template("hospital-parking", tmp_path)
    (folder / "letter.txt").write_text("Dear {{ recipient.name }},\n", encoding="utf-8")
    texts = load_template("hospital-parking", tmp_path, 2026)
    assert texts.letter_text == "Dear {{ recipient.name }},\n"
    assert find_template("hospital-parking", tmp_path).own
    assert not find_template("predictive-policing", tmp_path).own


def test_a_copy_under_another_name_is_the_same_template(tmp_path: Path) -> None:
    copy_template("hospital-parking", tmp_path, "library-fines")
    mine = load_template("library-fines", tmp_path, 2026)
    shipped = load_template("hospital-parking", tmp_path, 2026)
    assert mine.questionnaire_text == shipped.questionnaire_text
    assert mine.letter_text == shipped.letter_text
    assert mine.questionnaire.name == "library-fines"
    assert [entry.name for entry in list_templates(tmp_path)] == sorted([*SHIPPED, "library-fines"])


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    folder = copy_template("hospital-parking", tmp_path)
    (folder / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(BadInput, match="already there"):
        copy_template("hospital-parking", tmp_path)
    assert (folder / "letter.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "name", ["", "..", "../x", "a/b", "a\\b", "/etc", "_letters", "A", "a b", "a\n", "x" * 99, "ü"]
)
def test_a_name_never_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be the name"):
        find_template(name, tmp_path)
    if name:
        with pytest.raises(BadInput, match="cannot be the name"):
            copy_template("hospital-parking", tmp_path, name)
    assert not any(tmp_path.iterdir())


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_name_that_passes_is_one_plain_word(name: str) -> None:
    try:
        check_name(name)
    except BadInput:
        return
    assert Path(name).name == name
    assert name not in (".", "..")


def test_an_unknown_template_is_told_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        find_template("parking", tmp_path)
    assert "hospital-parking, predictive-policing" in caught.value.remedy


def test_a_folder_without_its_files_says_which(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"has no questionnaire\.yaml"):
        load_folder(tmp_path, 2026)
    (tmp_path / "questionnaire.yaml").write_text("title: x", encoding="utf-8")
    with pytest.raises(BadInput, match=r"has no letter\.txt"):
        load_folder(tmp_path, 2026)


def test_a_copy_that_cannot_be_made_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(BadInput):
        copy_template("hospital-parking", tmp_path)
    if os.geteuid():
        locked = tmp_path / "locked"
        locked.mkdir(mode=0o500)
        with pytest.raises(BadInput, match="cannot be made"):
            copy_template("hospital-parking", locked)


def test_follow_up_letters_are_replaced_one_by_one(tmp_path: Path) -> None:
    folder = copy_follow_ups(tmp_path)
    assert sorted(path.stem for path in folder.iterdir()) == sorted(FOLLOW_UP_KINDS)
    (folder / "chase.txt").write_text("Mine.", encoding="utf-8")
    (folder / "thank.txt").unlink()
    assert follow_up_template("chase", tmp_path) == ("Mine.", str(folder / "chase.txt"))
    text, source = follow_up_template("thank", tmp_path)
    assert source == str(shipped_folder() / "_letters/thank.txt")
    assert "request.authority" in text
    with pytest.raises(BadInput, match="no follow-up letter"):
        follow_up_template("../chase", tmp_path)


@pytest.mark.parametrize("law", list(ACTS))
@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_letter_is_ready_to_send(name: str, law: str, tmp_path: Path) -> None:
    texts = load_template(name, tmp_path, 2026)
    recipient = Recipient("The Long-Named Police and Crime Authority of Oxenvale", law=law)
    letter = render_letter(texts.letter_text, texts.questionnaire, recipient, Sender("Cam Paigner"))
    assert lint(letter) == ()
    assert prefilled_length(letter) < LONG_ADDRESS
    assert f"Dear {recipient.name}," in letter.body
    assert ACTS[law] in letter.body
    assert letter.body.endswith("Yours faithfully,\n\nCam Paigner")
    lines = letter.body.splitlines()
    for question in texts.questionnaire.questions:
        assert f"{question.number}. {question.wording}" in lines


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_letter_can_go_as_one_batch(name: str, tmp_path: Path) -> None:
    texts = load_template(name, tmp_path, 2026)
    letter = render_letter(
        texts.letter_text, texts.questionnaire, BATCH_RECIPIENT, Sender("Cam Paigner")
    )
    assert lint(letter, batch=True) == ()
    assert letter.body.count("[Authority name]") == 1


def test_the_policing_template_asks_what_the_campaign_is_about(tmp_path: Path) -> None:
    form = load_template("predictive-policing", tmp_path, 2026).questionnaire
    kinds = ("trialled", "trial_first_year", "ongoing", "ongoing_first_year")
    kinds += ("trial_spend", "ongoing_spend", "trial_software", "ongoing_software")
    assert [question.id for question in form.questions] == [
        f"{section}.{kind}" for section in ("geographic", "individual") for kind in kinds
    ]
    assert [period.label for period in form.periods] == [str(year) for year in range(2020, 2027)]
    assert len(form.cells()) == 2 * 8 * 7
    types = ["yes_no", "year", "yes_no", "year", "money", "money", "names", "names"]
    assert [question.answer_type for question in form.questions] == types * 2


def test_the_second_template_has_financial_years(tmp_path: Path) -> None:
    form = load_template("hospital-parking", tmp_path, 2026).questionnaire
    assert {period.kind for period in form.periods} == {"financial_year"}
    assert {"count", "money", "names", "date"} <= {q.answer_type for q in form.questions}
