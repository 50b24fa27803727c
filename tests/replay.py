"""A small site on loopback that answers with captured pages, byte for byte.

    with Replay(shared / "alaveteli") as site:
        client = Client(Site(site.base), ...)

What is signed out is served by address, from `index.jsonl`. Where an address was captured more
than once the settled campaign wins; `show` serves another capture, `answer` anything at all, and
`play` a recorded exchange of forms step by step. Only the host in `Location` is changed, so that
redirects stay on this site. ETags are made of the body as the site makes them, and honoured.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

CAPTURED_AT = "http://127.0.0.1:3000"
# The later in this list, the rather it is served for an address captured more than once.
ORDER = ("compose/", "followup/", "changes/", "states/", "lists/attachment-wait/", "lists/",
         "campaign/batch.pending", "campaign/")  # fmt: skip
# Different at each rendering, or the label of a button.
NOT_COMPARED = frozenset({"authenticity_token", "token", "commit"})


@dataclass(frozen=True, slots=True)
class Canned:
    """One answer: `body` is sent as it is; `fault` breaks the connection instead."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    fault: str = ""
    """`drop` closes without a word, `half` after half the body."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    form: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One recorded exchange: what must be asked, and the answer."""

    name: str
    method: str
    path: str
    form: list[tuple[str, str]]
    answer: Canned


class Replay:
    """The site; a context manager."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.asked: list[Asked] = []
        self.problems: list[str] = []
        self._canned: dict[tuple[str, str], Canned] = {}
        self._once: dict[tuple[str, str], deque[Canned]] = {}
        self._steps: deque[Step] | None = None
        for line in _index(root):
            if line["method"] == "GET" and line["user"] == "anonymous":
                key = ("GET", _path(line["url"]))
                self._canned[key] = Canned(
                    line["status"], _headers(line), b"@" + line["file"].encode()
                )
        self._server = _server(self)
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Replay:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def show(self, file: str, path: str | None = None) -> None:
        """Serve this captured file at its own address, or at another."""
        line = next(line for line in _index(self.root) if line["file"] == file)
        key = ("GET", path or _path(line["url"]))
        self._canned[key] = _captured(line)

    def answer(self, path: str, *canned: Canned, method: str = "GET", always: bool = False) -> None:
        """Answer the next requests for a path with these, or every request with the last."""
        if always:
            self._canned[method, path] = canned[-1]
        else:
            self._once.setdefault((method, path), deque()).extend(canned)

    def play(self, *files: str) -> None:
        """From now on expect exactly these recorded exchanges, forms included, in this order."""
        self._steps = deque(self._step(file) for file in files)

    def left(self) -> list[str]:
        """The exchanges of `play` that have not happened."""
        return [step.name for step in self._steps or ()]

    def paths(self) -> list[str]:
        """What was asked so far, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def reply_to(self, asked: Asked) -> Canned:
        """The answer to one request (called by the server)."""
        self.asked.append(asked)
        key = (asked.method, asked.path)
        if self._once.get(key):
            return self._once[key].popleft()
        if self._steps is not None and asked.path != "/robots.txt":
            return self._next_step(asked)
        canned = self._canned.get(key)
        if canned is None:
            self.problems.append(f"{asked.method} {asked.path} was never captured")
            return Canned(404, {"content-type": "text/plain"}, b"never captured")
        return self._filled(canned)

    def _next_step(self, asked: Asked) -> Canned:
        step = self._steps.popleft() if self._steps else None
        if step is None:
            self.problems.append(f"{asked.method} {asked.path} after the recorded exchange")
            return Canned(500)
        wanted, came = _without_tokens(step.form), _without_tokens(asked.form)
        if (asked.method, asked.path) != (step.method, step.path):
            self.problems.append(f"{asked.method} {asked.path} in place of {step.name}")
            return Canned(500)
        if sorted(wanted) != sorted(came):
            self.problems.append(f"{step.name}: the form was {came}, recorded is {wanted}")
            return Canned(500)
        return self._filled(step.answer)

    def _step(self, file: str) -> Step:
        exchange = json.loads((self.root / file).with_suffix(".http.json").read_bytes())
        request, response = exchange["request"], exchange["response"]
        form = request["form"] or []
        pairs = [(k, v) for k, v in (form.items() if isinstance(form, dict) else form)]
        headers = {name.lower(): value for name, value in response["headers"]}
        kept = {k: v for k, v in headers.items() if k in ("content-type", "location", "set-cookie")}
        answer = Canned(response["status"], kept, b"@" + file.encode())
        return Step(file, request["method"], _path(request["url"]), pairs, answer)

    def _filled(self, canned: Canned) -> Canned:
        headers = dict(canned.headers)
        if "location" in headers:
            headers["location"] = headers["location"].replace(CAPTURED_AT, self.base)
        body = canned.body
        if body.startswith(b"@"):
            path = self.root / body[1:].decode()
            body = path.read_bytes() if path.exists() else b""
        if canned.status == 200 and "all-authorities" not in str(canned.body[:60]):
            headers.setdefault("etag", f'W/"{hashlib.sha256(body).hexdigest()[:32]}"')
        return Canned(canned.status, headers, body, canned.fault)


class Clock:
    """A clock that only sleeping moves; `slept` is how long each sleep was."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 12, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


def _server(site: Replay) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            sent = self.rfile.read(length).decode()
            form = parse_qsl(sent, keep_blank_values=True) if sent else []
            headers = {name.lower(): value for name, value in self.headers.items()}
            canned = site.reply_to(Asked(self.command, self.path, headers, form))
            etag = canned.headers.get("etag")
            if etag and headers.get("if-none-match") == etag:
                canned = Canned(304, {"etag": etag})
            if canned.fault == "drop":
                self.close_connection = True
                return
            self.send_response(canned.status)
            for name, value in canned.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(canned.body)))
            self.end_headers()
            half = canned.fault == "half"
            self.wfile.write(canned.body[: len(canned.body) // 2] if half else canned.body)
            self.close_connection = self.close_connection or half

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    return server


def _index(root: Path) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in (root / "index.jsonl").read_text("utf-8").splitlines()]
    key: Callable[[dict[str, Any]], int] = lambda line: max(  # noqa: E731
        (place for place, prefix in enumerate(ORDER) if line["file"].startswith(prefix)), default=0
    )
    return sorted((line for line in lines if ".welsh." not in line["file"]), key=key)


def _captured(line: dict[str, Any]) -> Canned:
    """An answer whose body is read from its file when it is asked for."""
    return Canned(line["status"], _headers(line), b"@" + line["file"].encode())


def _headers(line: dict[str, Any]) -> dict[str, str]:
    headers = {"content-type": line.get("content_type") or "text/html; charset=utf-8"}
    if line.get("location"):
        headers["location"] = line["location"]
    return headers


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _without_tokens(form: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in form if name not in NOT_COMPARED]
