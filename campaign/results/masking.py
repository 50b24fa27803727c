"""Masking e-mail addresses and telephone numbers in what people wrote, length kept. Pure.

Evidence points into a text by offsets: so a mask has as many characters as what it hides.
"""

from __future__ import annotations

import json
import re
from typing import Any

DOT = "•"

_EMAIL = re.compile(
    r"[\w.+%'-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE
)
# A number is a telephone's where a word says so: bare digits may be a reference or an answer.
_TELEPHONE = re.compile(
    r"(?P<word>\b(?:tel(?:ephone)?|phone|mobile|mob|fax|ddi|direct(?:\s+(?:dial|line))?|switchboard"
    r"|call|ring|on)\b\.?(?:\s+(?:number|no\.?|us|me|on))*\s*:?\s*)"
    r"(?P<number>(?:\+44\s?(?:\(0\)\s?)?|\(?0)\d(?:[\s()-]?\d){7,10})",
    re.IGNORECASE,
)


def mask(text: str | None) -> str | None:
    """The text with each address and telephone number as dots, of the same length."""
    if text is None:
        return None
    masked = _EMAIL.sub(lambda match: DOT * len(match.group()), text)
    return _TELEPHONE.sub(lambda match: match["word"] + DOT * len(match["number"]), masked)


def mask_json(text: str | None) -> str | None:
    """The same for every string inside a JSON value; what is no JSON is masked as text."""
    if text is None:
        return None
    try:
        held = json.loads(text)
    except ValueError:
        return mask(text)
    return json.dumps(_masked(held), ensure_ascii=False)


def _masked(held: Any) -> Any:
    if isinstance(held, str):
        return mask(held)
    if isinstance(held, list):
        return [_masked(each) for each in held]
    if isinstance(held, dict):
        return {name: _masked(each) for name, each in held.items()}
    return held
