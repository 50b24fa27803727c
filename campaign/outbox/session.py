"""A signed-in visit to the site; its cookie outlives the run, for this user of this machine only.

The cookie is as good as the password for as long as it lasts, so its file has mode 0600, lies in
the user's own state folder (never in the project), and `forget` removes it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from campaign.errors import CampaignError

if TYPE_CHECKING:
    import requests

    from campaign.alaveteli.client import Client
    from campaign.outbox.credentials import Credentials

PROGRAM = "foi-campaign"


class SignInRefused(CampaignError):
    """The site does not know this account, or has closed it."""

    exit_code = 8


def state_folder(
    environ: Mapping[str, str], platform: str = sys.platform, home: Path | None = None
) -> Path:
    """The user's own folder for what outlives a run: XDG's, or that of the platform."""
    home = home or Path.home()
    given = environ.get("XDG_STATE_HOME", "")
    if given and Path(given).is_absolute():
        return Path(given) / PROGRAM
    if platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / PROGRAM
    if platform == "darwin":
        return home / "Library" / "Application Support" / PROGRAM
    return home / ".local" / "state" / PROGRAM


@dataclass(frozen=True, slots=True)
class KeptSession:
    """Where the session of one site is kept; `account` is the email it must belong to, if known."""

    folder: Path
    site: str
    account: str = ""

    @property
    def path(self) -> Path:
        """The file; its name is the site's host and port."""
        return self.folder / f"{urlsplit(self.site).netloc.replace(':', '_')}.session.json"

    def load(self, into: requests.Session) -> bool:
        """Put the kept cookies into a session; whether there were any, of this account."""
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            if self.account and kept["account"] != _fingerprint(self.account):
                return False
            for cookie in kept["cookies"]:
                into.cookies.set(**cookie)
            return bool(kept["cookies"])
        except FileNotFoundError:
            return False
        except (ValueError, KeyError, TypeError):
            # Cut off or made by another version: signing in again makes a good one.
            return False

    def save(self, session: requests.Session, account: str = "") -> None:
        """Keep a session's cookies; `account` where it was just signed in."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        of = _fingerprint(account) if account else self._kept_account()
        cookies = [
            {"name": c.name, "value": c.value, "domain": c.domain, "path": c.path}
            for c in session.cookies
        ]
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"account": of, "cookies": cookies}, file)
        fresh.replace(self.path)

    def forget(self) -> bool:
        """Remove what is kept; whether there was anything."""
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()
            return True
        return False

    def _kept_account(self) -> str:
        try:
            return str(json.loads(self.path.read_text(encoding="utf-8"))["account"])
        except (OSError, ValueError, KeyError):
            return ""


class Visit:
    """The site as a signed-in person meets it. Signing in happens when it is needed.

    `new_client` makes a client that uses the given session and keeps its cookies; `credentials`
    is asked at most once.
    """

    def __init__(
        self,
        new_client: Callable[[requests.Session], Client],
        kept: KeptSession,
        credentials: Callable[[], Credentials],
    ) -> None:
        self._new_client, self._kept, self._ask = new_client, kept, credentials
        self._credentials: Credentials | None = None
        self._session: requests.Session | None = None
        self._client: Client | None = None

    def client(self) -> Client:
        """A client that is signed in, as far as is known without asking the site.

        SignInRefused where the site does not let this account in; SiteError where it does not
        answer.
        """
        if self._client is None:
            import requests

            session = requests.Session()
            if not self._kept.load(session):
                session.close()
                return self.sign_in()
            self._session, self._client = session, self._new_client(session)
        return self._client

    def sign_in(self) -> Client:
        """Sign in afresh, by no token of a waiting action, and keep the session."""
        import requests

        from campaign.alaveteli.forms import sign_in
        from campaign.alaveteli.pages.compose import Refused

        if self._credentials is None:
            self._credentials = self._ask()
        self.close()
        session = requests.Session()
        client = self._new_client(session)
        answer = sign_in(client, self._credentials.email, self._credentials.password)
        if isinstance(answer, Refused):
            session.close()
            self._kept.forget()
            raise SignInRefused(
                f"The site does not let this account in: {' '.join(answer.errors)}",
                "Check CAMPAIGN_EMAIL and CAMPAIGN_PASSWORD (or the keyring), then run this again."
                " No letter was sent; those approved stay approved.",
            )
        self._session, self._client = session, client
        self._kept.save(session, self._credentials.email)
        return client

    def close(self) -> None:
        """Keep the newest cookie and let the connections go."""
        if self._session is not None:
            self._kept.save(self._session)
            self._session.close()
        self._session = self._client = None


def _fingerprint(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()
