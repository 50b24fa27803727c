"""Who signs in: from the environment, the system's keyring or a prompt, and kept nowhere."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from campaign.errors import BadInput

EMAIL = "CAMPAIGN_EMAIL"
PASSWORD = "CAMPAIGN_PASSWORD"  # noqa: S105 - the variable's name
SERVICE = "foi-campaign"
"""The keyring's service name, followed by the host: `foi-campaign www.whatdotheyknow.com`."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account of the site; neither value shows when this is printed or logged."""

    email: str = field(repr=False)
    password: str = field(repr=False)


def find_credentials(
    host: str,
    environ: Mapping[str, str],
    prompt: Callable[[str, bool], str] | None = None,
) -> Credentials:
    """The account for a host: environment first, then keyring, then the prompt.

    `prompt` is given the question and whether the answer must not be shown; None where nobody can
    be asked. BadInput where a part is missing.
    """
    email = environ.get(EMAIL, "").strip()
    if not email and prompt is not None:
        email = prompt(f"Email of your account on {host}", False).strip()
    password = environ.get(PASSWORD, "") or (_from_keyring(host, email) if email else "")
    if email and not password and prompt is not None:
        password = prompt("Password", True)
    if not email or not password:
        raise BadInput(
            f"There is no {'email' if not email else 'password'} to sign in with.",
            f"Set {EMAIL} and {PASSWORD} in the environment, keep the password in the keyring"
            f' (`keyring set "{SERVICE} {host}" EMAIL`), or run this in a terminal.',
        )
    return Credentials(email, password)


def _from_keyring(host: str, email: str) -> str:
    if importlib.util.find_spec("keyring") is None:
        return ""
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(f"{SERVICE} {host}", email) or ""
    except KeyringError:
        # A machine without a keyring service: the prompt is asked instead.
        return ""
