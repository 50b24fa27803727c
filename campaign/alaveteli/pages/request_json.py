"""A request's JSON: facts and events, without texts (SITE.md section 7)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from campaign import times
from campaign.alaveteli.pages.recognise import recognise, unknown
from campaign.alaveteli.pages.records import EventRecord, Link, RequestRecord
from campaign.errors import UnknownPage


def read_json(body: bytes, what: str) -> dict[str, Any]:
    """One JSON object; UnknownPage (with what came instead) for anything else."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        if not body.strip():
            raise UnknownPage(
                f"An empty answer came where {what} was expected.",
                "The site answers so for a request that is hidden or private: look at its page.",
                kind="not_found",
            ) from error
        kind = recognise(body)
        if kind is not None and kind != "not_html":
            raise unknown(kind) from error
        cut = body.lstrip().startswith((b"{", b"["))
        raise _damaged(what, str(error), "truncated" if cut else "layout") from error
    if not isinstance(value, dict):
        raise _damaged(what, "it is not an object")
    return value


def read_request_json(body: bytes) -> RequestRecord:
    """The record of a request; UnknownPage where a field is missing or of another type."""
    what = "the JSON of a request"
    value = read_json(body, what)
    try:
        return RequestRecord(
            site_id=_number(value["id"]),
            url_title=_text(value["url_title"]),
            title=_text(value["title"]),
            created_at=_moment(value["created_at"]),
            updated_at=_moment(value["updated_at"]),
            described_state=_text(value["described_state"]),
            display_status=_text(value["display_status"]),
            awaiting_description=_flag(value["awaiting_description"]),
            prominence=_text(value["prominence"]),
            law_used=_text(value["law_used"]),
            tags=tags_of(value["tags"]),
            user=_person(value),
            authority=Link(
                _text(value["public_body"]["name"]), _text(value["public_body"]["url_name"])
            ),
            events=_events(_list(value["info_request_events"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(what, f"{type(error).__name__}: {error}") from error


def _events(values: list[Any]) -> tuple[EventRecord, ...]:
    events = tuple(
        EventRecord(
            site_id=_number(value["id"]),
            event_type=_text(value["event_type"]),
            created_at=_moment(value["created_at"]),
            described_state=_optional_text(value["described_state"]),
            calculated_state=_optional_text(value["calculated_state"]),
            last_described_at=_optional_moment(value["last_described_at"]),
            display_status=_optional_text(value.get("display_status")),
            incoming_message_id=_optional_number(value["incoming_message_id"]),
            outgoing_message_id=_optional_number(value["outgoing_message_id"]),
            comment_id=_optional_number(value["comment_id"]),
        )
        for value in values
    )
    if not events:
        raise ValueError("no events")
    if len({event.site_id for event in events}) != len(events):
        raise ValueError("two events with one id")
    return events


def _person(value: dict[str, Any]) -> Link | None:
    """The requester; one from outside the site has a name and no page."""
    if value.get("user"):
        return Link(_text(value["user"]["name"]), _text(value["user"]["url_name"]))
    return Link(_text(value["user_name"]), None) if value.get("user_name") else None


def tags_of(value: object) -> tuple[str, ...]:
    """The tags of a request or authority; TypeError or ValueError where they are malformed."""
    return tuple(_tag(pair) for pair in _list(value))


def _tag(pair: object) -> str:
    """A tag as one writes it: `police`, or `campaign:predpol` for a machine tag."""
    name, tagged = _list(pair)
    return _text(name) if tagged is None else f"{_text(name)}:{_text(tagged)}"


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is not a list")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not a number")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value


def _moment(value: object) -> datetime:
    return times.parse(_text(value))


def _optional_text(value: object) -> str | None:
    return None if value is None else _text(value)


def _optional_number(value: object) -> int | None:
    return None if value is None else _number(value)


def _optional_moment(value: object) -> datetime | None:
    return None if value is None else _moment(value)


def _damaged(what: str, why: str, kind: str = "layout") -> UnknownPage:
    return UnknownPage(
        f"{what[0].upper()}{what[1:]} cannot be read ({why}).",
        "What came is kept and nothing was read from it. Fetch it again later.",
        kind=kind,
    )
