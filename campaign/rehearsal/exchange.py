"""One exchange over HTTP as the practice site sees it: the call, the answer, the session.

The session is a signed cookie, as on the real site: each answer to somebody signed in re-sends it,
and the forms in the page carry tokens that are masked anew every time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import parse_qsl, quote, urlencode

from campaign.rehearsal.records import User

COOKIE = "_wdtk_cookie_session"
Cache = Literal["private", "hour", "day", "none", "no_store"]
CACHE_CONTROL: dict[Cache, str] = {
    "private": "max-age=0, private, must-revalidate",
    "hour": "max-age=3600, public",
    "day": "max-age=86400, public",
    "none": "no-cache",
    "no_store": "private, no-store",
}


@dataclass(slots=True)
class Call:
    """A request to the practice site; `session` is changed in place by what answers it."""

    method: str
    path: str
    query: list[tuple[str, str]]
    form: list[tuple[str, str]]
    headers: dict[str, str]
    base: str
    now: datetime
    session: dict[str, Any] = field(default_factory=dict)
    user: User | None = None
    locale: str = "en"

    def param(self, name: str, default: str = "") -> str:
        """The last value of a parameter in the address."""
        return dict(self.query).get(name, default)

    def value(self, name: str, default: str = "") -> str:
        """The last value of a form field."""
        return dict(self.form).get(name, default)

    def has(self, name: str) -> bool:
        """Whether the form has a field of this name (buttons are fields too)."""
        return any(key == name for key, _ in self.form)

    @property
    def address(self) -> str:
        """Path and query, for links back to here."""
        return self.path + (f"?{urlencode(self.query)}" if self.query else "")

    def token(self) -> str:
        """A fresh form token; empty signed out."""
        if self.user is None:
            return ""
        secret = self.session.setdefault("csrf", secrets.token_hex(32))
        key, mask = bytes.fromhex(secret), secrets.token_bytes(32)
        masked = bytes(a ^ b for a, b in zip(key, mask, strict=True))
        return base64.urlsafe_b64encode(mask + masked).decode().rstrip("=")

    def token_is_right(self) -> bool:
        """Whether the form's token belongs to this session; always, signed out."""
        if self.user is None:
            return True
        try:
            sent = base64.urlsafe_b64decode(self.value("authenticity_token") + "==")
        except ValueError:
            return False
        key = bytes(a ^ b for a, b in zip(sent[:32], sent[32:], strict=False))
        return hmac.compare_digest(key.hex(), str(self.session.get("csrf", "-")))

    def notice(self, text: str, kind: str = "notice") -> None:
        """Leave a notice (HTML of our own writing) for the next page."""
        self.session["flash"] = [kind, text]

    def take_notice(self) -> tuple[str, str] | None:
        """The notice left by the page before, once."""
        left = self.session.pop("flash", None)
        return (left[0], left[1]) if left else None


@dataclass(slots=True)
class Answer:
    """What the practice site sends back."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    cache: Cache = "private"
    headers: list[tuple[str, str]] = field(default_factory=list)
    etag: bool = True


def redirect(call: Call, where: str, status: int = 302, cache: Cache = "none") -> Answer:
    """A redirect without a body; `where` is relative to the site."""
    target = where if "://" in where else call.base + where
    return Answer(status=status, cache=cache, headers=[("Location", target)], etag=False)


def as_json(value: object, status: int = 200, cache: Cache = "private") -> Answer:
    """A JSON answer in the site's compact spelling."""
    body = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    for char in "<>&":  # as the site does, so that no JSON can close a script element
        body = body.replace(char, f"\\u{ord(char):04x}")
    return Answer(body.encode(), status, "application/json; charset=utf-8", cache)


def download(body: bytes, name: str, content_type: str, cache: Cache, *, etag: bool) -> Answer:
    """A file to be saved under `name`."""
    plain = name.encode("ascii", "replace").decode().replace('"', "'").replace("?", "_")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    headers = [("Content-Disposition", disposition), ("Content-Transfer-Encoding", "binary")]
    return Answer(body, 200, content_type, cache, headers, etag)


def seal(session: dict[str, Any], key: bytes) -> str:
    """The session as a cookie value that cannot be changed unnoticed."""
    body = base64.urlsafe_b64encode(json.dumps(session).encode())
    return f"{body.decode()}--{hmac.new(key, body, hashlib.sha256).hexdigest()}"


def unseal(cookie: str, key: bytes) -> dict[str, Any]:
    """The session in a cookie value; empty for one that is not ours."""
    body, _, mark = cookie.rpartition("--")
    right = hmac.new(key, body.encode(), hashlib.sha256).hexdigest()
    if not body or not hmac.compare_digest(mark, right):
        return {}
    session = json.loads(base64.urlsafe_b64decode(body))
    return session if isinstance(session, dict) else {}


def read_form(body: bytes, content_type: str) -> list[tuple[str, str]]:
    """The fields of a posted form, line ends as sent; empty for anything but a plain form."""
    if "x-www-form-urlencoded" not in content_type:
        return []
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)


def etag_of(body: bytes) -> str:
    """The weak validator that the site sends: the first 32 hex digits of the SHA-256."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
