"""One exchange with the site: a whole answer, or what went wrong on the way, in words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

from campaign import __version__
from campaign.alaveteli.urls import Site
from campaign.errors import BadInput, SiteError

if TYPE_CHECKING:
    import requests

LONGEST_ANSWER = 64 * 1024 * 1024
_KEPT_HEADERS = (
    "content-type",
    "content-disposition",
    "etag",
    "location",
    "cache-control",
    "date",
    "retry-after",
)
_RAILS_ETAG = re.compile(r'W/"([0-9a-f]{32})"')
_FORM = "application/x-www-form-urlencoded"


class Passing(SiteError):
    """Trouble on the way which may be over at the next try."""


class NotReached(Passing):
    """Trouble before anything was sent: no name, no connection."""


@dataclass(frozen=True, slots=True)
class Response:
    """One answer of the site, whole. Names of headers are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    fetched_at: datetime

    @property
    def content_type(self) -> str:
        """The type as the site gave it, parameters included; empty where it gave none."""
        return self.headers.get("content-type", "")

    @property
    def etag(self) -> str | None:
        """What to send to learn whether this has changed."""
        return self.headers.get("etag")

    @property
    def location(self) -> str | None:
        """Where a redirect leads, as an absolute address."""
        found = self.headers.get("location")
        return urljoin(self.url, found) if found else None

    @property
    def not_modified(self) -> bool:
        """Whether the site says that nothing has changed."""
        return self.status == 304

    @property
    def intact(self) -> bool | None:
        """Whether the body is the one its ETag was made of; None where that cannot be told.

        The site's ETag begins the SHA-256 of the body (caching.md). False is no proof of damage:
        a server in between may rewrite pages. So such an answer is asked for once more.
        """
        matched = _RAILS_ETAG.fullmatch(self.etag or "")
        if matched is None or self.status != 200:
            return None
        return hashlib.sha256(self.body).hexdigest()[:32] == matched[1]


class Wire:
    """Sends one request and reads its whole answer; keeps the session, and nothing else."""

    def __init__(
        self,
        site: Site,
        session: requests.Session | None,
        *,
        user_agent: str,
        timeout: tuple[float, float],
        keep_cookies: bool,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._site = site
        self._session = _prepared(session, site, keep_cookies=keep_cookies)
        self._user_agent, self._timeout = user_agent, timeout
        self._now, self._monotonic = now, monotonic

    def exchange(
        self,
        method: str,
        url: str,
        *,
        etag: str | None = None,
        fields: list[tuple[str, str]] | None = None,
    ) -> Response:
        """One request and its whole answer; SiteError, or Passing for trouble that may pass."""
        import requests

        headers = {"User-Agent": self._user_agent}
        if etag is not None:
            headers["If-None-Match"] = etag
        data = None
        if fields is not None:
            headers["Content-Type"] = _FORM
            data = urlencode(fields).encode("ascii")
        try:
            with self._session.request(
                method,
                url,
                data=data,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            ) as answer:
                body = self._read_body(answer)
                kept = {
                    name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers
                }
                response = Response(url, answer.status_code, kept, body, self._now())
                if response.intact is False and not _framed(answer):
                    raise _broken_off(self._site)
                return response
        except requests.RequestException as error:
            raise _explained(error, self._site) from error

    def _read_body(self, answer: requests.Response) -> bytes:
        started = self._monotonic()
        chunks: list[bytes] = []
        size = 0
        for chunk in answer.iter_content(64 * 1024):
            size += len(chunk)
            if size > LONGEST_ANSWER:
                raise SiteError(
                    f"{answer.url} is longer than {LONGEST_ANSWER // 1024**2} MB.",
                    "Fetch it with your browser.",
                )
            if self._monotonic() - started > 10 * self._timeout[1]:
                raise Passing(f"{answer.url} arrives too slowly.", "Try again later.")
            chunks.append(chunk)
        return b"".join(chunks)


def _framed(answer: requests.Response) -> bool:
    """Whether the answer says itself where it ends; else only a closed connection does."""
    return "content-length" in answer.headers or "transfer-encoding" in answer.headers


def _broken_off(site: Site) -> Passing:
    return Passing(
        f"The connection to {site.host} broke before the answer was complete.", "Try again later."
    )


def _explained(error: requests.RequestException, site: Site) -> SiteError:
    """What went wrong on the way, in words; the innermost cause decides."""
    import requests
    from urllib3.exceptions import NameResolutionError, NewConnectionError

    reason = getattr(error.args[0] if error.args else None, "reason", None)
    online = "Check your connection and the site's address, then try again."
    if isinstance(reason, NameResolutionError):
        return NotReached(f"The name {site.host} is not known on the network.", online)
    if isinstance(error, requests.exceptions.SSLError):
        return SiteError(
            f"The connection to {site.host} is not safe: its certificate was not accepted.",
            "Check this machine's clock and network; do not go on without a safe connection.",
        )
    if isinstance(error, requests.ConnectTimeout):
        return NotReached(f"{site.host} did not take the connection in time.", online)
    if isinstance(reason, NewConnectionError) or isinstance(error, requests.exceptions.ProxyError):
        return NotReached(f"{site.host} does not accept connections.", online)
    if isinstance(error, requests.Timeout) or "timed out" in str(error).lower():
        return Passing(f"{site.host} took too long to answer.", "Try again later.")
    if isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidHeader):
        return SiteError("The address or contact cannot be sent to the site.", "Correct it.")
    return _broken_off(site)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait, from a number of seconds or a date; None where neither is given."""
    if value is None:
        return None
    if re.fullmatch(r"[0-9]{1,9}", value.strip()):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def user_agent_of(site: Site, contact: str) -> str:
    """Who asks, and whom the site can write to; BadInput without a contact (loopback excepted)."""
    if not contact.strip():
        if site.is_loopback:
            return f"foi-campaign/{__version__}"
        raise BadInput(
            "The site must be told whom it can write to.",
            "Set `contact` in campaign.toml to your email or web address.",
        )
    if not contact.isascii() or not contact.isprintable() or len(contact) > 200:
        raise BadInput(
            "The contact is not a plain email or web address.", "Correct it in campaign.toml."
        )
    return f"foi-campaign/{__version__} (+{contact.strip()})"


def _prepared(
    session: requests.Session | None, site: Site, *, keep_cookies: bool
) -> requests.Session:
    from http.cookiejar import DefaultCookiePolicy

    import requests

    prepared = session or requests.Session()
    if site.is_loopback:
        prepared.trust_env = False
    if not keep_cookies:
        prepared.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return prepared
