"""Letters from templates: what is printed, what is refused, and that hostile ones end at once."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.errors import BadInput
from campaign.letters.model import Letter, Recipient, Sender
from campaign.letters.questionnaire import read_questionnaire
from campaign.letters.render import LONGEST_LETTER, LONGEST_TEMPLATE, render_letter, render_text

FORM = read_questionnaire(
    "title: Parking at hospitals\nperiods: {from: 2024, to: 2026}\n"
    "definitions: {Site: a hospital, Fee: money}\n"
    "sections:\n  - {id: a, title: Visitors, definition: people who come}\n"
    "  - {id: b, title: Staff}\n"
    "questions:\n  - {id: paid, wording: 'Did {subject} pay?', answer: yes_no, per: period}\n"
    "  - {id: sum, wording: 'How much?', answer: money}\n",
    "parking/questionnaire.yaml",
    2026,
)
RECIPIENT = Recipient("Oxenvale Hospitals", "oxenvale", law="foisa")
SENDER = Sender("Cam Paigner")


def render(template: str) -> Letter:
    return render_letter(template, FORM, RECIPIENT, SENDER)


def refusal(template: str) -> str:
    with pytest.raises(BadInput) as caught:
        render(template)
    assert caught.value.remedy
    return f"{caught.value.happened} {caught.value.remedy}"


def test_a_letter_is_made_of_values_loops_and_conditions() -> None:
    letter = render(
        "Dear {{ recipient.name }},\n\n"
        "Under the {{ recipient.act }}, for {{ questionnaire.periods | in_words }}:\n\n\n\n"
        "{% for section in questionnaire.sections %}\n"
        "{{ loop.index }}/{{ section.title | upper }}{% if section.definition %}:"
        " {{ section.definition }}{% endif %}   \n\n"
        "{{ section | numbered }}\n"
        "{% endfor %}\n"
        '{% if recipient.law in ["foia", "eir"] %}England{% else %}Scotland{% endif %}\n\n'
        "Yours faithfully,\n\n{{ sender.name }}\n"
    )
    assert letter.title == "Parking at hospitals"
    assert letter.body == (
        "Dear Oxenvale Hospitals,\n\n"
        "Under the Freedom of Information (Scotland) Act 2002, for each calendar year from 2024 to"
        " 2026:\n\n"
        "1/VISITORS: people who come\n\n1. Did Visitors pay?\n2. How much?\n"
        "2/STAFF\n\n3. Did Staff pay?\n4. How much?\n"
        "Scotland\nYours faithfully,\n\nCam Paigner"
    )


def test_questions_can_be_numbered_by_a_loop_of_ones_own() -> None:
    letter = render(
        "{% for question in questionnaire.questions %}Q{{ question.number }}"
        "{% for period in question.periods %} {{ period.label }}{% endfor %};{% endfor %}"
    )
    assert letter.body == "Q1 2024 2025 2026;Q2;Q3 2024 2025 2026;Q4;"


def test_a_title_line_wins_over_the_questionnaire() -> None:
    letter = render("Title: Parking at   {{ recipient.name }}\n\nDear all,\n")
    assert letter == Letter("Parking at Oxenvale Hospitals", "Dear all,")


def test_a_value_is_never_read_as_a_template() -> None:
    hostile = Recipient("{{ sender.name }}<b>&", law="foia")
    letter = render_letter("Dear {{ recipient.name }},", FORM, hostile, SENDER)
    assert letter.body == "Dear {{ sender.name }}<b>&,"


def test_dates_are_written_as_in_letters() -> None:
    assert render_text("by {{ day }}", {"day": date(2026, 7, 6)}, "x.txt") == "by 6 July 2026"


@pytest.mark.parametrize(
    ("template", "line", "words"),
    [
        (
            "a\nb {{ recipeint.name }}",
            2,
            "'recipeint'. There are: questionnaire, recipient, sender",
        ),
        (
            "a\n\n{{ recipient.nmae }}",
            3,
            "'nmae' here: it has name, url_name, short_name, law, act",
        ),
        ("{{ recipient.name.first }}", 1, "it has no parts"),
        ("{% for s in questionnaire.sections %}\n{{ s.titel }}\n{% endfor %}", 2, "'titel'"),
        (
            "{% for s in questionnaire.sections %}{% endfor %}\n{{ s.title }}",
            2,
            "nothing is called 's'",
        ),
        ("a\n{{ questionnaire.sections }}", 2, "a list, not text"),
        ("a\n{{ questionnaire }}", 2, "it has name, title"),
        ("{{ questionnaire.sections[7].title }}", 1, "none at 7"),
        ("{{ recipient.name | uper }}", 1, "uper"),
        ("{{ recipient.name | replace('a', 'b') }}", 1, "replace"),
        ("a\n{% if recipient.law == 'foia' %}\nb", 3, "closed is 'if'"),
        ("a\n{% endfor %}", 2, "endfor"),
        ("a\n{{ recipient.name", 2, "end of"),
        ("{% for c in recipient.name %}{{ c }}{% endfor %}", 1, "a loop goes through a list"),
        ("{{ sender | numbered }}", 1, "questions"),
        ("{{ 5 | count }}", 1, "int"),
        ("{% include 'x' %}", 1, "{% include %}"),
        ("{{ sender() }}", 1, "call"),
        ("{{ 1 + 1 }}", 1, "arithmetic"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(template: str, line: int, words: str) -> None:
    told = refusal(template)
    assert told.startswith(f"letter.txt, line {line}: ")
    assert words in told


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in range(999999999) %}x{% endfor %}",
        "{% for a in [1,1] %}{% for b in [1,1] %}{% for c in [1,1] %}{% for d in [1,1] %}"
        "{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ 'x' * 999999999 }}",
        "{{ 9 ** 9 ** 9 ** 9 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ '{:999999999}'.format(1) }}",
        "{{ 'x'.ljust(999999999) }}",
        "{{ 'x' | center(999999999) }}",
        "{{ 'x' | indent(999999999) }}",
        "{{ lipsum(n=99999) }}",
        "{% set a = 'x' %}" + "{% set a = a ~ a %}" * 60,
        "{% set a %}xx{% endset %}",
        "{% macro m(n) %}{{ m(n) }}{{ m(n) }}{% endmacro %}{{ m(1) }}",
        "{% for x in questionnaire.sections recursive %}{{ loop(x) }}{% endfor %}",
        "{{ recipient.__class__ }}",
        "{{ recipient['__class__'] }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ recipient.__init__.__globals__ }}",
        "{{ self }}",
        "{{ cycler }}",
        "{{ namespace }}",
        "{{ loop }}",
        "{{ questionnaire.cells() }}",
        "{{ questionnaire.cells }}",
        "{% for i in [" + "1," * 300 + "] %}{% endfor %}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{{ " + "not " * 5000 + "1 }}",
        "{% if 1 %}" * 200 + "x" + "{% endif %}" * 200,
        "x" * (LONGEST_TEMPLATE + 1),
        "{% for a in questionnaire.questions %}{% for b in questionnaire.questions %}"
        "{% for c in questionnaire.questions %}"
        + "x" * 1000
        + "{% endfor %}{% endfor %}{% endfor %}",
        "{% do 1 %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% filter upper %}x{% endfilter %}",
        "{% call recipient() %}{% endcall %}",
        "{% autoescape true %}{% endautoescape %}",
        "{% with a = 1 %}{% endwith %}",
        "{% block b %}{% endblock %}",
    ],
)
def test_a_hostile_template_is_refused_at_once(template: str) -> None:
    started = time.monotonic()
    refusal(template)
    assert time.monotonic() - started < 5


def test_the_longest_loops_end_soon() -> None:
    many = "[" + ",".join(["1"] * 200) + "]"
    loops = "".join(f"{{% for {name} in {many} %}}" for name in "ab") + "x"
    started = time.monotonic()
    letter = render(loops + "{% endfor %}{% endfor %}")
    assert letter.body == "x" * 40_000
    assert time.monotonic() - started < 5
    assert f"{LONGEST_LETTER:,}" in refusal(f"{{% for c in {many} %}}" + loops + "{% endfor %}" * 3)


_PIECES = st.sampled_from(
    ["{{ ", " }}", "{% for x in ", " %}", "{% endfor %}", "{% if ", "{% endif %}", "{% set x = "]
) | st.sampled_from(
    [*"x1()-~\n", "recipient", ".name", "questionnaire", ".sections", "[0]", " | numbered", "'a'"]
)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=30).map("".join)))
def test_any_template_is_a_letter_or_bad_input(template: str) -> None:
    try:
        letter = render(template)
    except BadInput as error:
        assert error.happened.startswith("letter.txt, line ")
    else:
        assert len(letter.body) <= LONGEST_LETTER


@settings(deadline=None)
@given(st.text(max_size=50))
def test_a_name_stands_in_the_letter_as_it_is(name: str) -> None:
    letter = render_letter("Dear {{ recipient.name }}|", FORM, Recipient(name), SENDER)
    if "\n" not in name and "\r" not in name:
        assert letter.body == f"Dear {name}|"
