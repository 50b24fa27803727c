"""The command line as a whole: light to start, documented, and readable when things go wrong."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from campaign.cli.group import VERBS, Verbs, cli

HEAVY = (
    *("requests", "bs4", "lxml", "datasette", "sqlite_utils", "jinja2", "yaml", "rich"),
    *("holidays", "pypdfium2", "python_calamine", "uvicorn", "numpy", "pandas"),
)


def commands() -> Iterator[tuple[str, ...]]:
    def walk(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield (*path, name)
            if isinstance(command, click.Group):
                yield from walk(command, (*path, name))

    yield from walk(cli, ())


@pytest.mark.parametrize("path", sorted(commands()), ids=" ".join)
def test_every_command_says_what_it_does(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(cli, [*path, "--help"])
    assert result.exit_code == 0, result.output
    command: click.Command | None = cli
    for name in path:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), name)
    assert command is not None
    first = " ".join((command.help or "").split("\n\n")[0].split())
    assert len(first) > 15
    assert first.endswith(".")


@pytest.mark.parametrize("words", [["--help"], ["status", "--help"], ["send", "--help"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    program = (
        "import sys\nfrom campaign.cli import main\n"
        f"sys.argv[1:] = {words!r}\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.endswith("HEAVY []\n"), done.stdout[-400:] + done.stderr


def test_every_verb_is_where_it_is_said_to_be() -> None:
    context = click.Context(cli)
    assert [name for name in VERBS if cli.get_command(context, name) is None] == []
    assert cli.get_command(context, "no-such-verb") is None


def in_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *words: str, stdin: str = ""
) -> tuple[int, str]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("time.sleep", lambda _: None)  # a site that is down is asked a few times
    result = CliRunner().invoke(cli, list(words), input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result.exit_code, result.output


INIT = ("init", "--site", "http://127.0.0.1:9", "--sender", "Cam")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("status",), "There is no state.db"),
        (("init", "--template", "nonsense", "--sender", "x"), "no template 'nonsense'"),
        (("init", "--template", "../../etc", "--sender", "x"), "../../etc"),
        (("init", "--name", "Not A Name", "--sender", "x"), "cannot be a campaign's name"),
        (("init", "--site", "ftp://x", "--sender", "x"), "ftp://x"),
        (("--db", "nowhere/state.db", *INIT), "nowhere"),
        (("rehearse", "step", "soon"), "'soon' is no span of time"),
        (("rehearse", "--speed", "fast"), "'fast' is no speed"),
        (("rehearse", "step", "1d", "--site", "http://127.0.0.1:9"), "No practice site answers"),
    ],
)
def test_a_wrong_turn_before_a_campaign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    code, output = in_folder(tmp_path, monkeypatch, *words)
    assert code != 0
    assert says in output
    assert output.count("\n") <= 4, output
    assert not (tmp_path / "state.db").exists() or words[0] == "--db"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (INIT, "There is a campaign called predictive-policing"),
        (("--campaign", "other", "status"), "no campaign called other"),
        (("authorities", "import", "missing.csv"), "no file missing.csv"),
        (("recipients", "add"), "Nobody was named"),
        (("recipients", "add", "--tag", "police"), "No authority carries the tag police"),
        (("preview",), "no recipients yet"),
        (("send", "--yes"), "no recipients yet"),
        (("link", "https://other.example/request/a"), "other.example"),
        (("link", "http://127.0.0.1:9/body/a"), "/body/a"),
        (("link", "http://127.0.0.1:9/request/a"), "127.0.0.1"),
        (("code", "set", "nobody", "--outcome", "full"), "no request to nobody"),
        (("code", "set", "nobody"), "Nothing was decided"),
        (("outbox", "show", "7"), "no number 7"),
        (("letter", "chase"), "Nobody was named"),
        (("stop", "nobody"), "not among the recipients"),
    ],
)
def test_a_wrong_turn_in_a_campaign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    assert in_folder(tmp_path, monkeypatch, *INIT)[0] == 0
    code, output = in_folder(tmp_path, monkeypatch, *words)
    assert code != 0, output
    assert says in output
    assert output.count("\n") <= 4, output


def test_the_template_is_copied_once_and_the_edited_one_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert in_folder(tmp_path, monkeypatch, *INIT)[0] == 0
    letter = tmp_path / "templates/predictive-policing/letter.txt"
    letter.write_text(letter.read_text("utf-8") + "{{ nonsense }}\n", encoding="utf-8")
    (tmp_path / "mine.csv").write_text("name,url_name\nFen Police,fen_police\n")
    assert in_folder(tmp_path, monkeypatch, "authorities", "import", "mine.csv")[0] == 0
    assert in_folder(tmp_path, monkeypatch, "recipients", "add", "fen_police")[0] == 0
    code, output = in_folder(tmp_path, monkeypatch, "preview")
    lines = letter.read_text("utf-8").count("\n")
    assert code == 2
    assert f"letter.txt, line {lines}" in output
    assert "nonsense" in output


class Finalised:
    """Ctrl-C comes while this is being taken down, where Python drops exceptions."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize("goes_on", [False, True])
def test_ctrl_c_in_a_finaliser_is_heeded(goes_on: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    worked = []

    @click.command
    def work() -> None:
        Finalised()
        until = time.monotonic() + 10
        while goes_on and time.monotonic() < until:
            time.sleep(0.01)
        worked.append(goes_on)

    monkeypatch.setattr(Verbs, "get_command", lambda *_: work)
    ended = CliRunner().invoke(Verbs(), ["work"])
    assert ended.exit_code == 130
    assert ended.stderr == (
        "\nStopped. What was done so far is kept; run the command again to go on.\n"
    )
    assert worked == ([] if goes_on else [False])
