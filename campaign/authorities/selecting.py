"""Choosing authorities by tag and name; those that cannot be asked are told apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.errors import BadInput
from campaign.state.authorities import Authority, find_authorities

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Choice:
    """Who was chosen, and who would have been if the site took requests for them."""

    taken: tuple[Authority, ...]
    unaskable: tuple[Authority, ...]


def select(
    database: Database,
    site: str,
    *,
    tags: Iterable[str] = (),
    names: Iterable[str] = (),
    excepted: Iterable[str] = (),
    any_state: bool = False,
) -> Choice:
    """The authorities that carry all the tags, and those named, less the excepted ones.

    Raises BadInput for a name or tag that nobody has. With `any_state` those that cannot be asked
    are taken too.
    """
    wanted, left_out = list(names), list(excepted)
    found: dict[str, Authority] = {}
    tag_list = list(tags)
    if tag_list:
        tagged = find_authorities(database, site, tags=tag_list)
        if not tagged:
            raise BadInput(
                f"No authority carries the tag {' and the tag '.join(tag_list)}.",
                "Import the list with `campaign authorities import`, or look for the right tag"
                " with `campaign authorities list`.",
            )
        found |= {authority.url_name: authority for authority in tagged}
    known = {a.url_name: a for a in find_authorities(database, site, names=[*wanted, *left_out])}
    for name in [*wanted, *left_out]:
        if name not in known:
            raise BadInput(
                f"No authority has the URL name {name}.",
                "It is the end of the authority's address on the site, /body/URL_NAME.",
            )
    found |= {name: known[name] for name in wanted}
    chosen = [a for name, a in found.items() if name not in left_out]
    return Choice(
        taken=tuple(a for a in chosen if any_state or a.problem is None),
        unaskable=tuple(a for a in chosen if not any_state and a.problem is not None),
    )
