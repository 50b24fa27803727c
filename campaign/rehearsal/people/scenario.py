"""Scenario files: YAML that says who answers when, and which faults occur."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from campaign.errors import BadInput
from campaign.rehearsal.faults import NAMES as FAULTS
from campaign.rehearsal.people.behaviour import BEHAVIOURS
from campaign.rehearsal.people.model import Fault, Scenario

SIZE_CAP = 200_000
MOST_AUTHORITIES = 2_000
KEYS = (
    "seed",
    "authorities",
    "start",
    "behaviours",
    "assigned",
    "owner_classifies",
    "faults",
    "speed",
)
FAULT_KEYS = ("name", "where", "skip", "times", "seconds", "since")
UNITS = {"s": 1, "min": 60, "h": 3600, "day": 86_400, "week": 604_800}
SPEED = re.compile(r"(\d+(?:\.\d+)?) ?(s|min|h|day|week)s?/s")


def shipped() -> tuple[str, ...]:
    """The names of the scenarios that come with the program."""
    folder = resources.files(__package__) / "scenarios"
    return tuple(sorted(Path(f.name).stem for f in folder.iterdir() if f.name.endswith(".yaml")))


def load(path_or_name: str | Path) -> Scenario:
    """The scenario of this file, or the shipped one of this name.

    Raises BadInput that names the file, the line and what to change.
    """
    name = str(path_or_name)
    if name in shipped():
        file = resources.files(__package__) / "scenarios" / f"{name}.yaml"
        return parse(file.read_text(encoding="utf-8"), f"{name}.yaml")
    path = Path(path_or_name)
    if not path.is_file():
        known = ", ".join(shipped())
        raise BadInput(f"There is no scenario {name}.", f"Name a YAML file, or one of: {known}.")
    if path.stat().st_size > SIZE_CAP:
        raise BadInput(f"{name} is too big for a scenario.", f"Keep it under {SIZE_CAP} bytes.")
    try:
        return parse(path.read_text(encoding="utf-8"), name)
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is not UTF-8 text.", "Save it as UTF-8.") from error


def parse(text: str, source: str) -> Scenario:
    """The scenario in this YAML text; `source` names it in errors (BadInput)."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise BadInput(f"{source}{line}: not YAML: {problem}.", "Correct that line.") from error
    return _Reader(source).scenario(root)


class _Reader:
    """Reads a scenario off YAML nodes, which know their lines."""

    def __init__(self, source: str) -> None:
        self.source = source

    def scenario(self, root: yaml.Node | None) -> Scenario:
        """The whole scenario."""
        if root is None:
            raise BadInput(f"{self.source} is empty.", "Start from a shipped scenario.")
        fields = self.mapping(root, KEYS)
        missing = [key for key in ("seed", "authorities", "start") if key not in fields]
        if missing:
            raise self.wrong(root, f"{missing[0]} is missing", f"add `{missing[0]}:`")
        weights = fields.get("behaviours")
        assigned = fields.get("assigned")
        return Scenario(
            name=Path(self.source).stem,
            source=self.source,
            seed=self.whole(fields["seed"], 0, 10**12),
            authorities=self.whole(fields["authorities"], 1, MOST_AUTHORITIES),
            start=self.day(fields["start"]),
            behaviours=tuple(self.weights(weights)) if weights else (),
            assigned=tuple(self.assigned(assigned)) if assigned else (),
            owner_classifies=self.truth(fields.get("owner_classifies")),
            faults=tuple(self.faults(fields.get("faults"))),
            speed=self.speed(fields.get("speed")),
        )

    def weights(self, node: yaml.Node) -> Iterable[tuple[str, int]]:
        """Behaviours and their weights."""
        for name, value in self.mapping(node, tuple(BEHAVIOURS), "behaviour").items():
            yield name, self.whole(value, 0, 10_000)

    def assigned(self, node: yaml.Node) -> Iterable[tuple[str, str]]:
        """Authorities and the behaviour assigned to each."""
        for who, value in self.mapping(node, None).items():
            name = self.scalar(value)
            if name not in BEHAVIOURS:
                raise self.unknown(value, "behaviour", name, tuple(BEHAVIOURS))
            yield who, name

    def faults(self, node: yaml.Node | None) -> Iterable[Fault]:
        """The list of faults."""
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong(node, "faults is not a list", "start each fault with `- name:`")
        for item in node.value:
            fields = self.mapping(item, FAULT_KEYS)
            if "name" not in fields:
                raise self.wrong(item, "a fault without a name", "add `name:`")
            name = self.scalar(fields["name"])
            if name not in FAULTS:
                raise self.unknown(fields["name"], "fault", name, tuple(FAULTS))
            seconds = fields.get("seconds")
            times = fields.get("times")
            since = fields.get("since")
            yield Fault(
                name=name,
                where=self.scalar(fields["where"]) if "where" in fields else "*",
                skip=self.whole(fields["skip"], 0, 10**6) if "skip" in fields else 0,
                times=self.whole(times, 0, 10**6) if times else None,
                seconds=self.number(seconds) if seconds else None,
                since=self.day(since) if since else None,
            )

    def mapping(
        self, node: yaml.Node, known: tuple[str, ...] | None, what: str = "setting"
    ) -> dict[str, yaml.Node]:
        """The entries of a mapping; each key once, and only known ones."""
        if not isinstance(node, yaml.MappingNode):
            raise self.wrong(node, "this is not a list of `key: value`", "write it as such")
        fields: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self.scalar(key)
            if known is not None and name not in known:
                raise self.unknown(key, what, name, known)
            if name in fields:
                raise self.wrong(key, f"{name} stands here twice", "remove one of them")
            fields[name] = value
        return fields

    def scalar(self, node: yaml.Node) -> str:
        """A single value as text."""
        if not isinstance(node, yaml.ScalarNode):
            raise self.wrong(node, "a single value is wanted here", "write one value")
        return str(node.value)

    def whole(self, node: yaml.Node, least: int, most: int) -> int:
        """A whole number within limits."""
        text = self.scalar(node)
        if not re.fullmatch(r"\d{1,12}", text, re.ASCII) or not least <= int(text) <= most:
            raise self.wrong(
                node, f"{text!r} is not a number from {least} to {most}", "change the number"
            )
        return int(text)

    def number(self, node: yaml.Node) -> float:
        """A number of seconds."""
        text = self.scalar(node)
        if not re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text, re.ASCII):
            raise self.wrong(node, f"{text!r} is not a number of seconds", "write it as `2.5`")
        return float(text)

    def day(self, node: yaml.Node) -> date:
        """A date."""
        text = self.scalar(node)
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise self.wrong(node, f"{text!r} is not a date", "write it as 2026-07-06") from error

    def truth(self, node: yaml.Node | None) -> bool:
        """`true` or `false`; false where it is left out."""
        text = self.scalar(node) if node is not None else "false"
        if text not in ("true", "false"):
            raise self.wrong(node, f"{text!r} is neither true nor false", "write `true` or `false`")
        return text == "true"

    def speed(self, node: yaml.Node | None) -> float:
        """Simulated seconds for a real one, from `1day/s`; 0 for `stepped` or nothing."""
        if node is None or self.scalar(node) == "stepped":
            return 0.0
        found = SPEED.fullmatch(self.scalar(node))
        if found is None:
            raise self.wrong(
                node, f"{self.scalar(node)!r} is not a speed", "write `1day/s`, `6h/s` or `stepped`"
            )
        return float(found[1]) * UNITS[found[2]]

    def unknown(self, node: yaml.Node, what: str, name: str, known: tuple[str, ...]) -> BadInput:
        """The error for a name that nobody knows, with the nearest one that is known."""
        from difflib import get_close_matches

        near = get_close_matches(name, known, 1)
        remedy = f"did you mean `{near[0]}`?" if near else f"known are: {', '.join(known)}"
        return self.wrong(node, f"there is no {what} {name!r}", remedy)

    def wrong(self, node: yaml.Node | Any, what: str, remedy: str) -> BadInput:
        """An error at the line of the node."""
        line = node.start_mark.line + 1
        return BadInput(
            f"{self.source}, line {line}: {what}.", remedy[0].upper() + remedy[1:] + "."
        )
