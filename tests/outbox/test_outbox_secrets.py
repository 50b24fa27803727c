"""The password is nowhere afterwards, and the session only where it is promised to be."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import traceback
from pathlib import Path
from types import ModuleType

import pytest
from conftest import Office, begin

from campaign.errors import BadInput
from campaign.outbox.credentials import Credentials, find_credentials
from campaign.outbox.session import KeptSession, state_folder
from campaign.rehearsal.people.model import Fault
from campaign.rehearsal.server import PracticeServer

MARKER = "marker-Zq7-please-never-show-me"
EMAIL = "mara@practice.example"


def campaign(folder: Path, *args: str, password: str = MARKER) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, with the secrets in its environment."""
    command = [sys.executable, "-X", "dev", "-m", "campaign", *args]
    assert MARKER not in " ".join(command)
    return subprocess.run(
        command,
        cwd=folder,
        env={
            **os.environ,
            "CAMPAIGN_EMAIL": EMAIL,
            "CAMPAIGN_PASSWORD": password,
            "XDG_STATE_HOME": str(folder / "kept"),
        },
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )


def found_in(folder: Path, secret: str) -> list[str]:
    """Every file below a folder that holds a secret, as it is or form-encoded."""
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and secret.encode() in path.read_bytes()
    ]


@pytest.fixture
def place(server: PracticeServer, tmp_path: Path) -> Path:
    server.site.add_user("Mara Marker", EMAIL, MARKER, limited=False)
    begin(server, tmp_path).database.conn.close()
    return tmp_path


SEND = ("send", "--channel", "account", "--yes")


def test_a_planted_password_is_found_nowhere(server: PracticeServer, place: Path) -> None:
    said = [campaign(place, *SEND)]
    assert len(server.site.requests) == 1, said[0].stderr
    said.append(campaign(place, "logout"))
    for fault in ("reset_after", "challenge", "maintenance"):
        server.site.plague.clear()
        # The page passes, and what answers the password itself is spoiled.
        server.site.plague.add(Fault(name=fault, where="/profile/sign_in", skip=1, times=1))
        server.site.step(hours=30)
        said += [campaign(place, *SEND), campaign(place, "logout")]
        assert "0 of 5 sent" in said[-2].stdout
    server.site.plague.clear()
    server.site.users[-1].password = "changed meanwhile"
    said += [campaign(place, *SEND), campaign(place, "outbox")]
    assert "not recognised" in said[-2].stderr
    for done in said:
        assert MARKER not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
    assert found_in(place, MARKER) == []


def test_the_session_is_for_this_user_only_and_is_forgotten(
    server: PracticeServer, place: Path
) -> None:
    assert "1 of 6 sent" in campaign(place, *SEND).stdout
    [kept] = [path for path in (place / "kept").rglob("*") if path.is_file()]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    [cookie] = json.loads(kept.read_text("utf-8"))["cookies"]
    assert found_in(place, cookie["value"]) == [str(kept.relative_to(place))]
    assert found_in(place, EMAIL) == []
    # With the session kept, no password is needed for the next letter.
    server.site.step(hours=1)
    assert "1 of 5 sent" in campaign(place, *SEND, password="").stdout
    assert "forgotten" in campaign(place, "logout").stdout
    assert not kept.exists()
    server.site.step(hours=1)
    without = campaign(place, *SEND, password="")
    assert without.returncode != 0
    assert "CAMPAIGN_PASSWORD" in without.stderr


def test_a_real_site_is_refused_without_approval_and_the_rule_quoted(tmp_path: Path) -> None:
    begun = campaign(tmp_path, "init", "--sender", "Mara", "--site", "https://wdtk.example")
    assert begun.returncode == 0, begun.stderr
    done = campaign(tmp_path, *SEND)
    assert done.returncode != 0
    assert "no scripts or unapproved automation" in done.stderr
    assert "campaign send" in done.stderr
    assert "--channel batch --kit" in done.stderr


def test_another_account_does_not_use_the_kept_session(tmp_path: Path) -> None:
    import requests

    session = requests.Session()
    session.cookies.set("s", "value", domain="127.0.0.1", path="/")
    KeptSession(tmp_path, "http://127.0.0.1:1").save(session, "one@practice.example")
    for email, kept in (("ONE@practice.example", True), ("two@practice.example", False)):
        fresh = requests.Session()
        assert KeptSession(tmp_path, "http://127.0.0.1:1", email).load(fresh) is kept
        assert bool(len(fresh.cookies)) is kept


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"account": 1}', b"\xff\xfe"])
def test_a_damaged_session_means_signing_in_again(tmp_path: Path, damage: bytes) -> None:
    import requests

    kept = KeptSession(tmp_path, "http://127.0.0.1:1", "a@practice.example")
    kept.path.write_bytes(damage)
    assert kept.load(requests.Session()) is False
    kept.save(requests.Session(), "a@practice.example")


def test_the_folder_is_the_users_own(tmp_path: Path) -> None:
    home = tmp_path
    assert state_folder({}, "linux", home) == home / ".local/state/foi-campaign"
    assert state_folder({"XDG_STATE_HOME": "/x"}, "linux", home) == Path("/x/foi-campaign")
    assert state_folder({"XDG_STATE_HOME": "rel"}, "linux", home).is_relative_to(home)
    assert "Application Support" in str(state_folder({}, "darwin", home))
    assert state_folder({"LOCALAPPDATA": "/l"}, "win32", home) == Path("/l/foi-campaign")


def test_environment_then_keyring_then_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    errors.KeyringError = RuntimeError  # type: ignore[attr-defined]
    keyring.get_password = lambda service, name: (  # type: ignore[attr-defined]
        "from the keyring"
        if (service, name) == ("foi-campaign wdtk.example", "a@b.example")
        else None
    )
    keyring.__spec__ = __import__("importlib.machinery").machinery.ModuleSpec("keyring", None)
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    asked: list[tuple[str, bool]] = []

    def prompt(question: str, hidden: bool) -> str:
        asked.append((question, hidden))
        return "typed" if hidden else "c@d.example"

    whole = {"CAMPAIGN_EMAIL": "a@b.example", "CAMPAIGN_PASSWORD": "given"}
    assert find_credentials("wdtk.example", whole, prompt).password == "given"
    half = {"CAMPAIGN_EMAIL": "a@b.example"}
    assert find_credentials("wdtk.example", half, prompt).password == "from the keyring"
    assert asked == []
    assert find_credentials("wdtk.example", {}, prompt) == Credentials("c@d.example", "typed")
    assert [hidden for _, hidden in asked] == [False, True]
    with pytest.raises(BadInput, match="no email"):
        find_credentials("wdtk.example", {})


def test_neither_value_shows_when_printed_or_in_a_traceback(office: Office) -> None:
    secret = Credentials("who@practice.example", MARKER)
    assert MARKER not in repr(secret)
    assert "who@" not in repr(secret)
    visit = office.visit(("", EMAIL, MARKER))
    office.server.__exit__(None, None, None)
    try:
        visit.client()
    except Exception as error:  # noqa: BLE001 - whatever it is, its text is what matters
        assert MARKER not in "".join(traceback.format_exception(error))
    else:
        raise AssertionError("a site that is down let somebody in")
