"""The command reference of the documentation, made from the commands themselves."""

from __future__ import annotations

import click

from campaign.cli.group import cli


def reference() -> str:
    """Every command's help as Markdown, in the order in which a campaigner meets them."""
    parts: list[str] = []
    _describe(cli, click.Context(cli, info_name="campaign"), parts)
    return "\n".join(parts)


def _describe(command: click.Command, context: click.Context, parts: list[str]) -> None:
    parts += [f"### `{context.command_path}`", "", "```text", command.get_help(context), "```", ""]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                _describe(child, click.Context(child, parent=context, info_name=name), parts)
