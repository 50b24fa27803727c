"""Files read in a child process, so that no file can harm the one that asked."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from campaign.documents import protocol
from campaign.documents.extraction import reader_of
from campaign.documents.limits import Limits
from campaign.documents.model import Extract, State
from campaign.documents.sniff import hinted

FILES_PER_WORKER = 200
_CHUNK = 1 << 16


class Reader:
    """Reads files one after another in a child process kept alive between them.

    A context manager. The child is started at the first file, replaced after
    `FILES_PER_WORKER` files or when it dies, and gone at the end. Not for use by several threads
    at once. POSIX only (pipes and resource limits).
    """

    def __init__(
        self, limits: Limits | None = None, *, files_per_worker: int = FILES_PER_WORKER
    ) -> None:
        self.limits = limits or Limits()
        self._files_per_worker = files_per_worker
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child; the next `read` would start another."""
        if self._worker:
            worker, self._worker = self._worker, None
            worker.end()

    def read(self, data: bytes, name: str = "", content_type: str = "") -> Extract:
        """The text of a file, as `extraction.read`; never raises for what is in the file.

        `too_big` when the child ran out of time or memory, `damaged` when it died on the file.
        OSError when no child process can be started.
        """
        if len(data) > self.limits.size:
            return self._outcome(
                "too_big", f"The file has {len(data):,} bytes.", name, content_type
            )
        idle = self._worker is not None
        try:
            return self._attempt(data, name, content_type)
        except _Died as died:
            # A child that died between two files says nothing about this one.
            if not (idle and died.unasked):
                return self._outcome(died.state, died.note, name, content_type)
        try:
            return self._attempt(data, name, content_type)
        except _Died as died:
            return self._outcome(died.state, died.note, name, content_type)

    def _attempt(self, data: bytes, name: str, content_type: str) -> Extract:
        if self._worker and self._worker.files >= self._files_per_worker:
            self.close()
        if self._worker is None:
            self._worker = _Worker(self.limits)
        try:
            return self._worker.read(data, name, content_type)
        except BaseException:
            # Also on Ctrl-C: an answer still under way would be taken for the next file's.
            self.close()
            raise

    def _outcome(self, state: State, note: str, name: str, content_type: str) -> Extract:
        kind = hinted(name, content_type) or "unknown"
        return Extract(state, kind, note=note, reader=reader_of(kind))


def read_safely(
    data: bytes, name: str = "", content_type: str = "", *, limits: Limits | None = None
) -> Extract:
    """The text of one file, read in a child process of its own; see `Reader.read`."""
    with Reader(limits) as reader:
        return reader.read(data, name, content_type)


def _search_path() -> str:
    """Where the child finds this package, also when it is not installed."""
    package = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))


class _Died(Exception):
    """The child did not answer."""

    def __init__(self, state: State, note: str, *, unasked: bool = False) -> None:
        super().__init__(note)
        self.state = state
        self.note = note
        self.unasked = unasked


class _Worker:
    """One child process and the pipes to it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._said: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed in end()
        self.files = 0
        try:
            # -P: a file called json.py in the working folder is not ours to import.
            # A session of its own: Ctrl-C reaches us, and we end the child and its programs.
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "campaign.documents.worker",
                    json.dumps(asdict(limits)),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                bufsize=0,
                start_new_session=True,
                env=os.environ | {"PYTHONPATH": _search_path()},
            )
        except BaseException:
            self._said.close()
            raise
        assert self._process.stdin is not None  # as asked for above
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        os.set_blocking(self._in.fileno(), False)
        os.set_blocking(self._out.fileno(), False)

    def read(self, data: bytes, name: str, content_type: str) -> Extract:
        """Ask about one file and wait for the answer; _Died when none comes."""
        self.files += 1
        about = json.dumps({"name": name, "content_type": content_type}).encode()
        answer = self._exchange([protocol.pack(about), protocol.HEADER.pack(len(data)), data])
        try:
            return protocol.decode(answer)
        except (ValueError, RecursionError) as error:
            raise _Died("damaged", "Its reader gave an answer that makes no sense.") from error

    def end(self) -> None:
        """End the child and whatever it started, and leave no zombie."""
        with contextlib.suppress(ProcessLookupError):  # it may have ended by itself
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._in, self._out, self._said):
            stream.close()

    def _exchange(self, question: list[bytes]) -> bytes:
        """Write the question while listening for the answer, until the time is up."""
        until = time.monotonic() + self._limits.seconds
        answer = bytearray()
        waiting = [memoryview(part) for part in question]
        size = sum(map(len, waiting))
        with selectors.DefaultSelector() as selector:
            selector.register(self._in, selectors.EVENT_WRITE)
            selector.register(self._out, selectors.EVENT_READ)
            while True:
                left = until - time.monotonic()
                if left <= 0:
                    note = f"Reading it took longer than {self._limits.seconds:g} seconds."
                    raise _Died("too_big", note)
                for key, _ in selector.select(left):
                    if key.fileobj is self._in:
                        self._send(waiting, size)
                        if not waiting:
                            selector.unregister(self._in)
                    elif self._listen(answer):
                        return bytes(answer[protocol.HEADER.size :])

    def _send(self, waiting: list[memoryview], size: int) -> None:
        try:
            sent = os.write(self._in.fileno(), waiting[0][:_CHUNK])
        except BlockingIOError:
            return
        except BrokenPipeError as error:
            raise self._post_mortem(unasked=sum(map(len, waiting)) == size) from error
        waiting[0] = waiting[0][sent:]
        if not waiting[0]:
            del waiting[0]

    def _listen(self, answer: bytearray) -> bool:
        """Take in what the child says; True when its frame is whole."""
        try:
            said = os.read(self._out.fileno(), _CHUNK * 16)
        except BlockingIOError:
            return False
        if not said:
            raise self._post_mortem(unasked=False)
        answer += said
        if len(answer) < protocol.HEADER.size:
            return False
        length = int(protocol.HEADER.unpack_from(answer)[0])
        if length > protocol.LONGEST:
            raise _Died("too_big", "Its text is too long to take in.")
        return len(answer) >= protocol.HEADER.size + length

    def _post_mortem(self, *, unasked: bool) -> _Died:
        """Why the child died, told by its signal and its last words."""
        status, peak = self._reap()
        if status is None:
            return _Died("damaged", "Its reader fell silent.", unasked=unasked)
        self._said.seek(0)
        words = self._said.read()[-4000:].decode("utf-8", "replace")
        memory = ("memory allocation", "bad_alloc", "MemoryError", "out of memory", "Out of memory")
        # Some libraries only abort; how much the child had by then tells why.
        if any(sign in words for sign in memory) or (status < 0 and peak * 3 > self._limits.memory):
            return _Died("too_big", "Reading it takes more memory than is safe.", unasked=unasked)
        if status == -signal.SIGALRM:
            note = f"Reading it took longer than {self._limits.seconds:g} seconds."
            return _Died("too_big", note, unasked=unasked)
        how = f"signal {-status}" if status < 0 else f"exit code {status}"
        return _Died("damaged", f"Its reader broke down on it ({how}).", unasked=unasked)

    def _reap(self) -> tuple[int | None, int]:
        """The exit status (negative for a signal) and peak memory in bytes of a dying child."""
        until = time.monotonic() + 5
        while time.monotonic() < until:
            pid, status, usage = os.wait4(self._process.pid, os.WNOHANG)
            if pid:
                self._process.returncode = os.waitstatus_to_exitcode(status)
                unit = 1 if sys.platform == "darwin" else 1024
                return self._process.returncode, usage.ru_maxrss * unit
            time.sleep(0.005)
        return None, 0  # it closed its output and goes on
