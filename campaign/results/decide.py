"""A person's decisions from the review page, read from the form that was posted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from campaign.coding.verdicts import (
    AcceptAnswer,
    AcceptCode,
    GiveAnswer,
    GiveOutcome,
    Verdict,
    store_verdicts,
)
from campaign.errors import BadInput

__all__ = ["GiveAnswer", "GiveOutcome", "read_form", "store_verdicts"]

MOST_VERDICTS = 2000


def read_form(posted: Mapping[str, str]) -> tuple[Verdict, ...]:
    """The verdicts in a posted review form; what was skipped is left out. BadInput if garbled.

    `outcome` is `accept` (of `outcome-id`) or `change`; `code-ID` accepts a code; `group-N` is
    `accept` or `change` for the answers `group-N-ids`, `cell-ID` the same for one of them;
    `add-question` gives an answer that nobody suggested.
    """
    verdicts: list[Verdict] = []
    match posted.get("outcome", ""):
        case "accept":
            verdicts.append(AcceptCode(_number(posted.get("outcome-id", ""))))
        case "change":
            quote = posted.get("outcome-quote", "").strip()
            verdicts.append(GiveOutcome(posted.get("outcome-value", ""), quote))
    for name, value in posted.items():
        if name.startswith("code-") and value == "accept":
            verdicts.append(AcceptCode(_number(name.removeprefix("code-"))))
        elif name.startswith("group-") and name.endswith("-ids"):
            verdicts += _group(posted, name.removesuffix("-ids"), value)
    if question := posted.get("add-question", ""):
        verdicts.append(
            GiveAnswer(
                posted.get("add-state", ""),
                posted.get("add-value", "").strip(),
                posted.get("add-quote", "").strip(),
                _number(question),
                posted.get("add-period", ""),
            )
        )
    if len(verdicts) > MOST_VERDICTS:
        raise BadInput("These are too many decisions at once.", "Decide on fewer.")
    return tuple(verdicts)


def _group(posted: Mapping[str, str], group: str, ids: str) -> Iterable[Verdict]:
    for each in ids.split(","):
        answer_id = _number(each)
        cell = f"cell-{answer_id}"
        name = cell if posted.get(cell) else group
        match posted.get(name, ""):
            case "accept":
                yield AcceptAnswer(answer_id)
            case "change":
                yield GiveAnswer(
                    posted.get(f"{name}-state", ""),
                    posted.get(f"{name}-value", "").strip(),
                    posted.get(f"{name}-quote", "").strip(),
                    instead_of=answer_id,
                )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise BadInput("The form came back garbled.", "Load the page again and decide anew.")
    return int(text)
