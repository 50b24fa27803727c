"""The `campaign` command: parses, calls one function, prints."""

from campaign.cli.group import main

__all__ = ["main"]
