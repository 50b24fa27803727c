"""Serving the results with Datasette, in this process."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
import sqlite3
import webbrowser
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from campaign.errors import BadInput, CampaignError, StateError
from campaign.state.database import connect_read_only, explained, needs_immutable

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def serve(
    db_path: Path,
    host: str = "127.0.0.1",
    port: int = 8001,
    *,
    review: bool = False,
    coder: str = "",
    open_browser: bool = False,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve a `state.db` or a published database until Ctrl-C.

    `ready` is told the address once it can be visited; port 0 takes any free port. A `state.db` is
    served on this machine only. Raises BadInput for a file without a campaign or a review without
    a coder, StateError for a file that is not there, CampaignError for a port that is taken.
    """
    private, name = _look(db_path)
    if private and host not in LOOPBACK:
        raise BadInput(
            f"{db_path} holds drafts and notes that are yours alone; it is served on this"
            " machine only.",
            "Make a database for the public with `campaign publish FILE` and serve that.",
        )
    if review and not private:
        raise BadInput(
            f"{db_path} was published; decisions are made in the campaign's own database.",
            "Run `campaign serve --review` with state.db.",
        )
    if review and not coder.strip():
        raise BadInput("Nobody is named who decides.", "Add --coder NAME.")
    listening = _listen(host, port)
    try:
        address = f"http://{_in_address(host)}:{listening.getsockname()[1]}/"
        datasette = make_datasette(db_path, name, private=private, review=review, coder=coder)

        def begin() -> None:
            ready(address)
            if open_browser:
                webbrowser.open(address)

        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_run(datasette, listening, begin, only_this_machine=private))
    finally:
        listening.close()


def make_datasette(
    db_path: Path, title: str = "", *, private: bool, review: bool = False, coder: str = ""
) -> Any:
    """Datasette over one database.

    A published one is opened as a file that never changes, and so is one that lies where nothing
    can be written.
    """
    from datasette.app import Datasette

    from campaign.results.pages.frame import PLUGIN

    described: dict[str, Any] = {"title": title or db_path.stem}
    if review:
        described["plugins"] = {PLUGIN: {"review": True, "coder": coder}}
    files = [str(db_path)]
    changes = private and not needs_immutable(db_path)
    return Datasette(
        files=files if changes else [],
        immutables=[] if changes else files,
        metadata=described,
        settings={"sql_time_limit_ms": 3000, "allow_download": not private},
    )


def _look(db_path: Path) -> tuple[bool, str]:
    """Whether the file is a `state.db`, and the title of its campaign."""
    from campaign.results.rows import campaigns, is_campaign_database, is_private

    if not db_path.exists():
        raise StateError(f"There is no {db_path}.", "Start a campaign here with `campaign init`.")
    try:
        with contextlib.closing(connect_read_only(db_path).conn) as conn:
            if not is_campaign_database(conn):
                raise BadInput(
                    f"{db_path} holds no campaign.", "Give a state.db or a published file."
                )
            titles = [campaign.title for campaign in campaigns(conn)]
            return is_private(conn), titles[0] if len(titles) == 1 else ""
    except sqlite3.DatabaseError as error:
        raise explained(db_path, error) from error


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise CampaignError(
                f"Port {port} is taken by another program (another `campaign serve`, perhaps).",
                "End that one, or choose another port with --port; --port 0 takes any free one.",
            ) from error
        raise CampaignError(
            f"Nothing can be served on {host}, port {port} ({error.strerror or error}).",
            "Choose another port with --port.",
        ) from error
    return listening


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


async def _run(
    datasette: Any, listening: socket.socket, begin: Callable[[], None], *, only_this_machine: bool
) -> None:
    import uvicorn
    from datasette import handle_exception

    # Where rich is installed, Datasette prints a page of traceback for every page not found.
    handle_exception.rich = None
    await datasette.invoke_startup()
    app = datasette.app()
    if only_this_machine:
        app = this_machine_only(app)
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=3)
    )
    begin()  # the socket listens already: who comes before the server is up waits a moment
    await server.serve(sockets=[listening])


Asgi = Callable[
    [dict[str, Any], Callable[..., Any], Callable[..., Awaitable[None]]], Awaitable[None]
]


def this_machine_only(app: Asgi) -> Asgi:
    """Refuse a request that names another host than this machine.

    A web page elsewhere could have its own name resolve to 127.0.0.1 and read along; its requests
    still carry that name in `Host`.
    """

    async def guarded(
        scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Awaitable[None]]
    ) -> None:
        if scope["type"] == "http":
            host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
            name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
            if name.strip("[]") not in LOOPBACK:
                await send(
                    {
                        "type": "http.response.start",
                        "status": 421,
                        "headers": [(b"content-type", b"text/plain; charset=utf-8")],
                    }
                )
                await send(
                    {"type": "http.response.body", "body": b"This is served on 127.0.0.1 only.\n"}
                )
                return
        await app(scope, receive, send)

    return guarded
