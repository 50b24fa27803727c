"""The child process: kept alive, replaced when it dies, and gone when it should be."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import make_corpus as corpus
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.documents import Extract, Limits, Reader, read, read_safely
from campaign.documents.protocol import decode, encode, pack, receive

SLOW = corpus.grid_csv().encode() * 50_000


def child_of(reader: Reader) -> int:
    assert reader._worker is not None
    return reader._worker._process.pid


def gone(pid: int, seconds: float = 10) -> bool:
    """Whether a process has ended and been reaped within some seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        status = Path(f"/proc/{pid}/status")
        if status.exists() and "State:\tZ" in status.read_text() and not _ours(pid):
            return True  # dead; its new parent has yet to notice
        time.sleep(0.02)
    return False


def _ours(pid: int) -> bool:
    return f"PPid:\t{os.getpid()}\n" in Path(f"/proc/{pid}/status").read_text()


def test_a_child_reads_as_we_do_ourselves() -> None:
    with Reader() as reader:
        for make in (corpus.letter_docx, corpus.letter_pdf, corpus.letter_msg, corpus.letter_eml):
            assert reader.read(make(), "x", "") == read(make(), "x", "")
    assert read_safely(corpus.letter_docx()) == read(corpus.letter_docx())


def test_one_child_reads_many_files_then_makes_room_for_another() -> None:
    with Reader(files_per_worker=3) as reader:
        children = []
        for _ in range(7):
            assert reader.read(b"words", "a.txt").text == "words"
            children.append(child_of(reader))
    assert len(set(children)) == 3
    assert children[0] == children[2] != children[3]
    assert all(gone(pid) for pid in set(children))


def test_a_file_that_takes_too_long() -> None:
    with Reader(Limits(seconds=0.15)) as reader:
        began = time.monotonic()
        extract = reader.read(SLOW, "slow.csv")
        assert time.monotonic() - began < 5
        assert (extract.state, extract.kind) == ("too_big", "csv")
        assert extract.note == "Reading it took longer than 0.15 seconds."
    with Reader(Limits(seconds=20)) as reader:
        assert reader.read(b"words", "a.txt").text == "words"


def test_a_file_that_takes_too_much_memory() -> None:
    data = corpus.zipped({"a.txt": "word " * 20_000_000})
    with Reader(Limits(memory=150_000_000, unpacked=200_000_000)) as reader:
        extract = reader.read(data, "a.zip")
        assert extract.state == "too_big"
        assert reader.read(b"words", "a.txt").text == "words"


def test_a_child_killed_between_two_files_is_replaced_unnoticed() -> None:
    with Reader() as reader:
        reader.read(b"words", "a.txt")
        before = child_of(reader)
        os.kill(before, signal.SIGKILL)
        time.sleep(0.1)
        assert reader.read(b"more words", "a.txt").text == "more words"
        assert child_of(reader) != before


def test_a_child_that_dies_on_a_file_is_an_outcome() -> None:
    import threading

    endless = Limits(cells=10**9, characters=10**9, memory=8 * 10**9)
    with Reader(endless) as reader:
        reader.read(b"words", "a.txt")
        victim = child_of(reader)
        threading.Timer(0.3, os.kill, (victim, signal.SIGSEGV)).start()
        extract = reader.read(SLOW, "slow.csv")
        assert (extract.state, extract.note) == (
            "damaged",
            "Its reader broke down on it (signal 11).",
        )
        assert reader.read(b"words", "a.txt").text == "words"
    assert gone(victim)


def test_no_zombie_and_no_open_pipe_stays_behind() -> None:
    def open_files() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    with Reader() as reader:
        reader.read(b"words", "a.txt")
    before = open_files()
    for _ in range(3):
        with Reader() as reader:
            reader.read(b"words", "a.txt")
            pid = child_of(reader)
        assert gone(pid)
    assert open_files() == before


SCRIPT = """
    import sys, time
    from campaign.documents import Reader
    with Reader() as reader:
        reader.read(b"words", "a.txt")
        print(reader._worker._process.pid, flush=True)
        if sys.argv[1] == "busy":
            data = sys.stdin.buffer.read()
            print("reading", flush=True)
            reader.read(data, "slow.csv")
        time.sleep(60)
"""


def parent(kind: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SCRIPT), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("kind", ["idle", "busy"])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_child_does_not_outlive_its_parent(kind: str, how: signal.Signals) -> None:
    process = parent(kind)
    assert process.stdin is not None
    assert process.stdout is not None
    child = int(process.stdout.readline())
    if kind == "busy":
        process.stdin.write(SLOW)
        process.stdin.close()
        assert process.stdout.readline() == b"reading\n"
        time.sleep(0.2)
    process.send_signal(how)
    _, said = process.communicate() if kind == "idle" else (b"", process.stderr.read())  # type: ignore[union-attr]
    process.wait(20)
    process.stdout.close()
    if process.stderr:
        process.stderr.close()
    assert (b"KeyboardInterrupt" in said) == (how == signal.SIGINT)
    assert gone(child, 30)


def test_a_module_in_the_working_folder_is_not_ours_to_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('hostile')")
    monkeypatch.chdir(tmp_path)
    with Reader() as reader:
        assert reader.read(b"words", "a.txt").text == "words"


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b"\xff", b'{"state":"good","text":""}'])
def test_an_answer_that_makes_no_sense_is_refused(answer: bytes) -> None:
    with pytest.raises(ValueError):
        decode(answer)


@given(st.lists(st.binary(max_size=50), max_size=5), st.integers(0, 300))
def test_frames_come_whole_or_not_at_all(payloads: list[bytes], cut: int) -> None:
    whole = b"".join(map(pack, payloads))
    stream = io.BytesIO(whole[:cut])
    received = []
    while (payload := receive(stream)) is not None:
        received.append(payload)
    assert received == payloads[: len(received)]
    assert len(received) == len(payloads) or cut < len(whole)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_an_extract_travels_unchanged(text: str) -> None:
    extract = Extract("read", "text", text, note=text, reader="text 1")
    assert decode(encode(extract)) == extract


def test_the_records_cost_nothing_to_load() -> None:
    script = (
        "import sys; from campaign.documents.model import Extract; "
        "heavy = {'subprocess', 'zipfile', 'lxml', 'email', 'importlib.metadata', 'pypdfium2'}; "
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
