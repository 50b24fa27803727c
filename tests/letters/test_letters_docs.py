"""docs/templates.md names every key, type, filter and value there is, and its examples work."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

from campaign.letters import questionnaire
from campaign.letters.followups import RequestFacts
from campaign.letters.library import FOLLOW_UP_KINDS
from campaign.letters.lint import lint
from campaign.letters.model import AnswerType, Recipient, Sender
from campaign.letters.render import FILTERS, render_letter

DOCS = (Path(__file__).parents[2] / "docs/templates.md").read_text(encoding="utf-8")


def test_every_word_of_the_language_is_in_the_documentation() -> None:
    words = {*questionnaire._TOP, *questionnaire._SECTION, *questionnaire._QUESTION}
    words |= {*get_args(AnswerType), *FOLLOW_UP_KINDS, *FILTERS} - {"entries"}
    assert [word for word in sorted(words) if f"`{word}`" not in DOCS] == []
    facts = {field.name for field in fields(RequestFacts)}
    assert [name for name in sorted(facts) if f".{name}`" not in DOCS] == []


def test_the_examples_are_a_working_template() -> None:
    yaml, letter = re.findall(r"^```\w*\n(.*?)^```", DOCS, re.MULTILINE | re.DOTALL)
    form = questionnaire.read_questionnaire(yaml, "docs/templates.md", 2026)
    assert len(form.questions) == 4
    assert len(form.cells()) == 16
    made = render_letter(letter, form, Recipient("Oxenvale Hospitals"), Sender("Cam Paigner"))
    assert lint(made) == ()
    assert "3. Were staff charged for parking? (yes or no)" in made.body
