"""Whether what a page shows is the letter that we wrote: pure."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[\w.+%-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,6}[A-Za-z]{2,}")
_MASK = re.compile(r"\[(?:email address|[^\]\n]{1,120} (?:request )?email)\]")


def same_words(ours: str, shown: str) -> bool:
    """Whether a message on a page is our letter by the site's rule: white space aside.

    The page shows email addresses masked (SITE.md section 6), so ours are masked to compare.
    """
    return _bare(_masked(ours)) == _bare(_MASK.sub("[email address]", _masked(shown)))


def _masked(text: str) -> str:
    return _EMAIL.sub("[email address]", text)


def _bare(text: str) -> str:
    return "".join(text.split())
