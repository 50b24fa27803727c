"""From template, questionnaire and recipient to one letter; hostile templates stay harmless.

A letter template is Jinja2 cut down to what a letter needs: values, loops over the questionnaire,
conditions and the filters of `FILTERS`. Calls, arithmetic, joining and block definitions are
refused when the template is read, so every template ends, and soon: what is left cannot build
anything larger than its own loops. The sandbox, undefined names as errors, and a cap on the
letter's length stand behind that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NoReturn

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from campaign.errors import BadInput
from campaign.letters.model import Letter, Question, Questionnaire, Recipient, Section, Sender
from campaign.letters.periods import and_list, in_words
from campaign.times import long_date

LONGEST_LETTER = 50_000
LONGEST_TEMPLATE = 50_000
LONGEST_LIST = 200


def render_letter(
    template_text: str,
    questionnaire: Questionnaire,
    recipient: Recipient,
    sender: Sender,
    source: str = "letter.txt",
) -> Letter:
    """The letter to one recipient.

    The title is the questionnaire's, unless the letter begins with a line `Title: ...`. Raises
    BadInput with `source`, line and what to change for a template that cannot be used.
    """
    text = render_text(
        template_text,
        {"recipient": recipient, "sender": sender, "questionnaire": questionnaire},
        source,
    )
    first, _, rest = text.partition("\n")
    if first.startswith("Title:"):
        return Letter(" ".join(first.removeprefix("Title:").split()), rest.strip("\n"))
    return Letter(questionnaire.title, text)


def render_text(template_text: str, values: Mapping[str, object], source: str) -> str:
    """Plain text from a template and named values (frozen dataclasses, tuples, text, dates).

    White space at line ends and more than one empty line are taken out. BadInput as above.
    """
    complain = _Complaint(source)
    if len(template_text) > LONGEST_TEMPLATE:
        complain(1, f"the template is longer than {LONGEST_TEMPLATE:,} characters.", "Shorten it.")
    try:
        template = _compiled(template_text.replace("\r\n", "\n"), tuple(sorted(values)), source)
        return _tidy("".join(_capped(template.generate(dict(values)), complain)))
    except TemplateSyntaxError as error:
        complain(error.lineno, f"{_sentence(error.message)}", "See docs/templates.md.")
    except UndefinedError as error:
        complain(_line(error), _sentence(error.message), "Put the name right in the template.")
    except SecurityError as error:
        complain(_line(error), _sentence(error.message), "A letter uses plain values only.")
    except (RecursionError, SyntaxError, MemoryError) as error:
        complain(1, "the template is nested too deeply.", f"Make it simpler ({error}).")
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        complain(_line(error), _sentence(str(error)), "Check what the value of this line is.")


class _Complaint:
    def __init__(self, source: str) -> None:
        self.source = source

    def __call__(self, line: int, happened: str, remedy: str) -> NoReturn:
        raise BadInput(f"{self.source}, line {line}: {happened}", remedy)


def numbered(section: Section | Questionnaire) -> str:
    """The questions of a section (or of all), one a line: `3. Was it ...?`."""
    return "\n".join(_numbered_question(question) for question in section.questions)


def _numbered_question(question: Question) -> str:
    return f"{question.number}. {question.wording}"


def _periods_in_words(value: Any) -> str:
    return in_words(value.periods if isinstance(value, Questionnaire) else tuple(value))


def _listed(value: Any) -> str:
    return and_list([str(each) for each in value])


def _entries(value: Any) -> Any:
    """What a loop may go through, so that three loops in one another still end at once."""
    if not isinstance(value, (tuple, list, Undefined)):
        raise TypeError("a loop goes through a list, and this is none")
    if not isinstance(value, Undefined) and len(value) > LONGEST_LIST:
        raise ValueError(f"a loop goes through {LONGEST_LIST} entries at most")
    return value


def _printed(value: Any) -> Any:
    """A date as `6 July 2026`, text and numbers as they are; TypeError for what is neither."""
    if isinstance(value, date):
        return long_date(value)
    if value is None or isinstance(value, (str, int, float, Undefined)):
        return "" if value is None else value
    names = _names(value)
    raise TypeError(
        f"this is not text; it has {', '.join(names)}" if names else "this is a list, not text"
    )


def _count(value: Any) -> int:
    return len(value)


FILTERS: dict[str, Callable[[Any], object]] = {
    "entries": _entries,
    "numbered": numbered,
    "in_words": _periods_in_words,
    "listed": _listed,
    "count": _count,
    "upper": lambda value: str(value).upper(),
    "lower": lambda value: str(value).lower(),
    "trim": lambda value: str(value).strip(),
}


class _LetterEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox, with nothing to be had but the fields of values, places in lists and `loop`."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        names = _names(obj)
        if attribute in names:
            return super().getattr(obj, attribute)
        if isinstance(obj, Undefined):
            return obj[attribute]
        has = f"it has {', '.join(names)}" if names else "it has no parts"
        return self.undefined(f"there is no {attribute[:40]!r} here: {has}.")

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, (tuple, list)) and isinstance(argument, int):
            if -len(obj) <= argument < len(obj):
                return obj[argument]
            return self.undefined(f"the list has {len(obj)} entries, and none at {argument}.")
        return self.getattr(obj, str(argument))


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, LoopContext):
        return ("index", "index0", "revindex", "first", "last", "length")
    if not is_dataclass(value):
        return ()
    own = [field.name for field in fields(value)]
    properties = [name for name, each in vars(type(value)).items() if isinstance(each, property)]
    return (*own, *properties)


@lru_cache(maxsize=1)
def _environment() -> _LetterEnvironment:
    environment = _LetterEnvironment(
        undefined=StrictUndefined,
        finalize=_printed,
        autoescape=False,  # a letter is plain text, never HTML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        cache_size=0,
    )
    environment.globals.clear()
    environment.filters = dict(FILTERS)
    environment.tests = {
        name: test for name, test in environment.tests.items() if name in ("defined", "in", "none")
    }
    return environment


_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.Tuple,
    nodes.List,
    nodes.Filter,
    nodes.Test,
    nodes.Assign,
)
_WHAT = {
    "Call": "a call `name(...)`",
    "Concat": "joining with ~",
    "Mul": "arithmetic",
    "Add": "arithmetic",
    "Sub": "arithmetic",
    "Div": "arithmetic",
    "FloorDiv": "arithmetic",
    "Mod": "arithmetic",
    "Pow": "arithmetic",
    "Include": "{% include %}",
    "Import": "{% import %}",
    "FromImport": "{% from ... import %}",
    "Extends": "{% extends %}",
    "Macro": "{% macro %}",
    "AssignBlock": "{% set %} ... {% endset %}",
    "Dict": "a {...} of keys",
    "Slice": "a [from:to] of a list",
}


@lru_cache(maxsize=64)
def _compiled(template_text: str, known: tuple[str, ...], source: str) -> Template:
    """The checked and compiled template; BadInput for what a letter may not use."""
    tree = _environment().parse(template_text)
    _check(tree, set(known), 0, 0, _Complaint(source))
    return _environment().from_string(tree)


def _check(node: nodes.Node, names: set[str], depth: int, loops: int, complain: _Complaint) -> None:
    """Walk the tree as the template is read: names set earlier are known later."""
    if not isinstance(node, _ALLOWED):
        what = _WHAT.get(type(node).__name__, type(node).__name__.lower())
        complain(
            node.lineno,
            f"{what} is not for letters.",
            "Write the value itself; see docs/templates.md.",
        )
    if depth > 30:
        complain(node.lineno, "the template is nested too deeply.", "Make it simpler.")
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in names:
        complain(
            node.lineno,
            f"nothing is called {node.name[:60]!r}.",
            f"There are: {', '.join(sorted(names))}.",
        )
    if isinstance(node, nodes.Filter) and (node.args or node.kwargs):
        complain(node.lineno, f"the filter {node.name!r} takes no arguments.", "Take them out.")
    if isinstance(node, nodes.For):
        if loops == 3 or node.recursive:
            complain(node.lineno, "loops are nested more than three deep.", "Take one out.")
        _check(node.iter, names, depth + 1, loops, complain)
        node.iter = nodes.Filter(node.iter, "entries", [], [], None, None, lineno=node.lineno)
        inner = names | _targets(node.target) | {"loop"}
        for child in (*node.body, *([node.test] if node.test else [])):
            _check(child, inner, depth + 1, loops + 1, complain)
        for child in node.else_:
            _check(child, names, depth + 1, loops, complain)
        return
    if isinstance(node, nodes.Assign):
        _check(node.node, names, depth + 1, loops, complain)
        names |= _targets(node.target)
        return
    for child in node.iter_child_nodes():
        _check(child, names, depth + 1, loops, complain)


def _targets(node: nodes.Node) -> set[str]:
    if isinstance(node, nodes.Name):
        return {node.name}
    return {name.name for name in node.find_all(nodes.Name)}


def _capped(pieces: Iterator[str], complain: _Complaint) -> Iterator[str]:
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > LONGEST_LETTER:
            complain(
                1, f"the letter grows over {LONGEST_LETTER:,} characters.", "Look at its loops."
            )
        yield piece


def _tidy(text: str) -> str:
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = line.rstrip()
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n")


def _line(error: BaseException) -> int:
    """The line of the template in which an error arose (Jinja2 puts it into the traceback)."""
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _sentence(text: str | None) -> str:
    words = " ".join((text or "the template cannot be used").split())[:400]
    return words if words.endswith(".") else f"{words}."
