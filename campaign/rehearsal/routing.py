"""Which function answers which address: a table filled by a decorator, looked up in order."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from campaign.rehearsal.exchange import Answer

Handler = Callable[..., Answer]
H = TypeVar("H", bound=Handler)
TABLE: list[tuple[str, re.Pattern[str], Handler]] = []


def route(method: str, pattern: str) -> Callable[[H], H]:
    """Register a handler for `pattern`, in which `{name}` is a segment and `{name:path}` any rest.

    The handler is called with the site, the call and the named parts, percent-decoded.
    """
    expression = re.sub(r"\\{(\w+):path\\}", r"(?P<\1>.+)", re.escape(pattern))
    expression = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", expression)

    def register(handler: H) -> H:
        TABLE.append((method, re.compile(expression), handler))
        return handler

    return register


def find(method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
    """The handler for an address and the parts of it; HEAD is answered as GET."""
    wanted = "GET" if method == "HEAD" else method
    for known, expression, handler in TABLE:
        if known == wanted and (found := expression.fullmatch(path)):
            return handler, found.groupdict()
    return None
