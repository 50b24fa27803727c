"""YAML read with the line of every value, and without what a questionnaire has no use for.

Anchors, aliases, tags, several documents and deep nesting are refused before anything is built, so
that a hostile file costs no more than its own length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

import yaml

from campaign.errors import BadInput

MOST_CHARACTERS = 200_000
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Marked:
    """A value and the line it stands on (from 1): text, a list, or a mapping by key."""

    value: str | list[Marked] | dict[str, Marked]
    line: int
    key_line: int = 0


class Complaint:
    """Raises BadInput that names file and line."""

    def __init__(self, source: str) -> None:
        self.source = source

    def __call__(self, line: int, happened: str, remedy: str) -> NoReturn:
        """Refuse the file because of this line."""
        raise BadInput(f"{self.source}, line {line}: {happened}", remedy)


def read_marked(text: str, complain: Complaint) -> Marked | None:
    """The file as marked values, None for an empty one; BadInput for what is not plain YAML."""
    if len(text) > MOST_CHARACTERS:
        complain(
            1,
            f"the file has {len(text):,} characters, and {MOST_CHARACTERS:,} is the most.",
            "A questionnaire holds questions only; is this the right file?",
        )
    try:
        _check_events(text, complain)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        complain(
            line,
            f"there is a character that no text file should have (U+{ord(_char(error)):04X}).",
            "Delete it, and save the file as UTF-8 text.",
        )
    except yaml.MarkedYAMLError as error:
        _complain_of_yaml(error, text, complain)
    except (ValueError, OverflowError) as error:
        complain(1, f"this is not YAML ({error}).", "Look for a stray backslash in quotes.")
    return None if node is None else _marked(node, complain)


def _char(error: yaml.reader.ReaderError) -> str:
    character = error.character
    return character if isinstance(character, str) else chr(character)


def _check_events(text: str, complain: Complaint) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            complain(
                line,
                "anchors (&name) and aliases (*name) are not understood.",
                "Write the value out; put text that begins with & or * in quotes.",
            )
        if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None):
            complain(
                line, "tags (!name) are not understood.", "Put text that begins with ! in quotes."
            )
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                complain(line, "a second document begins (---).", "Keep one; delete this line.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                complain(line, "lists are nested too deeply.", "See docs/templates.md.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _complain_of_yaml(error: yaml.MarkedYAMLError, text: str, complain: Complaint) -> NoReturn:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    lines = text.splitlines()
    near = lines[line - 1 : line]
    if "\\t" in (error.problem or "") or any(
        "\t" in each[: len(each) - len(each.lstrip())] for each in near
    ):
        complain(line, "a tab where YAML wants blanks.", "Indent with two blanks, never with tabs.")
    problem = (error.problem or "it cannot be read").replace("\n", " ")
    remedy = (
        "Check the indentation, and put text that contains a colon or begins with a sign in quotes."
    )
    complain(line, f"this is not YAML: {problem[:200]}.", remedy)


def _marked(node: yaml.Node, complain: Complaint, key_line: int = 0) -> Marked:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Marked(node.value, line, key_line or line)
    if isinstance(node, yaml.SequenceNode):
        return Marked([_marked(each, complain) for each in node.value], line, key_line or line)
    mapping: dict[str, Marked] = {}
    for key, value in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            complain(at, "a list stands where a key should be.", "Write `key: value`.")
        if key.value in mapping:
            complain(at, f"{key.value!r} is there twice.", "Keep one of the two.")
        mapping[key.value] = _marked(value, complain, at)
    return Marked(mapping, line, key_line or line)
