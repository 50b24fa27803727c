"""The practice site as an ASGI application: sessions, tokens, locale, caching and faults."""

from __future__ import annotations

import asyncio
import gzip
import importlib
import secrets
import socket
import struct
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from campaign.rehearsal import routing
from campaign.rehearsal.exchange import (
    CACHE_CONTROL,
    COOKIE,
    Answer,
    Cache,
    Call,
    etag_of,
    read_form,
    redirect,
    seal,
    unseal,
)
from campaign.rehearsal.misfortune import disguised, spoiled
from campaign.rehearsal.people.model import Fault
from campaign.rehearsal.rendering import public
from campaign.rehearsal.site import Site
from campaign.rehearsal.views.common import broken, not_found
from campaign.times import london_date

VIEWS = (
    "about",
    "accounts",
    "batch",
    "bodies",
    "classify",
    "compose",
    "feeds",
    "followups",
    "lists",
    "practice",
    "pro",
    "requests",
)
LARGEST_FORM = 4 * 1024 * 1024
Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class PracticeApp:
    """Answers for one practice site, under the faults that are set on it."""

    def __init__(self, site: Site) -> None:
        for name in VIEWS:
            importlib.import_module(f"campaign.rehearsal.views.{name}")
        self.site = site
        self.plague = site.plague
        self._key = secrets.token_bytes(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry one exchange out."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        body = await _read(receive)
        call = self.call(scope, body)
        struck = []
        if not call.path.startswith("/practice"):
            struck = self.plague.strikes(call.address, london_date(call.now))
        names = {fault.name for fault in struck}
        for fault in struck:
            if fault.name == "latency":
                await asyncio.sleep(fault.seconds or 1.0)
        if "reset_before" in names:
            _reset(receive)
            return
        if "signed_out" in names:
            call.session.clear()
            call.user = None
        answer = disguised(spoiled(call, struck) or self.answer(call), struck)
        if "reset_after" in names:
            _reset(receive)
            return
        await self._send(call, answer, struck, receive, send)

    def call(self, scope: Scope, body: bytes) -> Call:
        """The call as the views see it, with whoever is signed in."""
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        cookies = _cookies(headers.get("cookie", ""))
        session = unseal(cookies.get(COOKIE, ""), self._key)
        user = next((u for u in self.site.users if u.site_id == session.get("user")), None)
        host = headers.get("host", "127.0.0.1")
        path = unquote(scope.get("raw_path", b"").decode("latin-1").split("?")[0]) or scope["path"]
        return Call(
            method=scope["method"],
            path=path,
            query=parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True),
            form=read_form(body, headers.get("content-type", "")),
            headers=headers,
            base=f"http://{host}",
            now=self.site.clock.now(),
            session=session,
            user=user,
            locale="cy" if cookies.get("locale") == "cy" else "en",
        )

    def answer(self, call: Call) -> Answer:
        """What the site says to a call, faults aside."""
        with self.site.lock:
            self.site.advance()
            if moved := _locale_redirect(self.site, call):
                return moved
            found = routing.find(call.method, call.path)
            if found is None:
                return not_found(call, "general_not_found")
            handler, parts = found
            practice = call.path.startswith("/practice")
            if call.method == "POST" and not practice and not call.token_is_right():
                return broken(call)
            answer: Answer = handler(self.site, call, **parts)
            return answer

    async def _send(
        self, call: Call, answer: Answer, struck: list[Fault], receive: Receive, send: Send
    ) -> None:
        headers = [
            ("Content-Type", answer.content_type),
            ("Cache-Control", CACHE_CONTROL[answer.cache]),
            ("Content-Language", call.locale),
            ("Vary", "Cookie"),
            ("x-frame-options", "sameorigin"),
            ("x-content-type-options", "nosniff"),
            ("X-Practice", "invented authorities and replies; nothing is sent to anybody"),
            *answer.headers,
        ]
        if call.session or COOKIE in call.headers.get("cookie", ""):
            cookie = f"{COOKIE}={seal(call.session, self._key)}; path=/; HttpOnly; SameSite=Lax"
            headers.append(("Set-Cookie", cookie))
        body, status = answer.body, answer.status
        if answer.etag and status == 200:
            tag = etag_of(body)
            headers.append(("ETag", tag))
            if tag in call.headers.get("if-none-match", ""):
                body, status = b"", 304
        if len(body) > 1400 and "gzip" in call.headers.get("accept-encoding", ""):
            body = gzip.compress(body, 1)
            headers.append(("Content-Encoding", "gzip"))
        cut = status == 200 and any(fault.name == "truncated" for fault in struck)
        if status != 304:
            headers.append(("Content-Length", str(len(body))))
        raw = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        if call.method == "HEAD":
            body = b""
        if cut:
            half = body[: len(body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            await asyncio.sleep(0.05)
            _reset(receive, gently=True)
            return
        await send({"type": "http.response.body", "body": body})


def _locale_redirect(site: Site, call: Call) -> Answer | None:
    """`?locale=cy` sets a cookie and goes; `/cy/...` becomes `?locale=cy` (SITE.md section 1)."""
    if call.method != "GET":
        return None
    wanted = call.param("locale")
    if wanted in ("en", "cy"):
        rest = [(k, v) for k, v in call.query if k != "locale"]
        call.locale = wanted
        there = call.path + (f"?{urlencode(rest)}" if rest else "")
        cache: Cache = "none"
        body = site.body(there.removeprefix("/body/")) if there.startswith("/body/") else None
        if body is not None and there != f"/body/{body.url_name_in(wanted)}":
            there, cache = f"/body/{body.url_name_in(wanted)}", public(call, "day")
        answer = redirect(call, there, cache=cache)
        answer.headers.append(("Set-Cookie", f"locale={wanted}; path=/; SameSite=Lax"))
        return answer
    if call.path.startswith("/cy/"):
        return redirect(call, f"{call.path[3:]}?locale=cy", 301)
    return None


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


async def _read(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))[: LARGEST_FORM - len(body)]
        if not message.get("more_body"):
            return body


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _reset(receive: Receive, gently: bool = False) -> None:
    """Break the connection under the server, as a failing network does."""
    transport = receive.__self__.transport  # type: ignore[attr-defined]
    link = transport.get_extra_info("socket")
    if link is not None and not gently:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
