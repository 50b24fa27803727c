"""The addresses of one Alaveteli site, built and taken apart (SITE.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import NoReturn
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from campaign.errors import BadInput

# Servers commonly refuse a request line longer than 8 KB; a prefilled letter must stay below.
LONGEST_SAFE_ADDRESS = 7_500

_DEFAULT_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[^\s/?#&%\\\x00-\x1f]{1,255}")
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2})?")
_SECTIONS = frozenset({"request", "info_request_batch", "body", "pro", "new"})
_NOT_A_REQUEST = frozenset({"search_ahead"})
_NOT_A_BODY = frozenset({"list", "search_ahead", "all-authorities.csv", "all-authorities"})


@dataclass(frozen=True, slots=True)
class RequestAddress:
    """A request, by the name in its address or (in old links) by its number, and an anchor."""

    url_title: str | None
    site_id: int | None = None
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class BatchAddress:
    """A batch of requests, by its number."""

    batch_id: int
    page: int = 1


@dataclass(frozen=True, slots=True)
class AuthorityAddress:
    """An authority, by the name in its address."""

    url_name: str


Address = RequestAddress | BatchAddress | AuthorityAddress


@dataclass(frozen=True, slots=True)
class Site:
    """One site, by its base address such as `https://www.whatdotheyknow.com`.

    BadInput for anything that is not such an address. Plain http is taken for this machine only:
    passwords would cross a network unencrypted.
    """

    base: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "base", _checked_base(self.base))

    @property
    def host(self) -> str:
        """The host name, without a port."""
        return urlsplit(self.base).hostname or ""

    @property
    def is_loopback(self) -> bool:
        """Whether the site runs on this machine (a practice site)."""
        return _is_loopback(self.host)

    def absolute(self, path_or_url: str) -> str:
        """The full address of a path on this site; BadInput for another site's address."""
        try:
            url = urljoin(self.base + "/", path_or_url)
        except ValueError:
            url = ""
        if not self.owns(url):
            raise BadInput(
                f"{path_or_url!r} is not an address of {self.base}.",
                "Give an address that begins with the site's own.",
            )
        return urlsplit(url)._replace(fragment="").geturl()

    def owns(self, url: str) -> bool:
        """Whether an absolute address has exactly this site's scheme, host and port."""
        here = urlsplit(self.base)
        try:
            there = urlsplit(url)
            return (there.scheme, there.hostname, _port(there)) == (
                here.scheme,
                here.hostname,
                _port(here),
            ) and not (there.username or there.password)
        except ValueError:
            return False

    def request(self, url_title: str) -> str:
        """A request's page."""
        return self._at("request", url_title)

    def request_of(self, address: RequestAddress) -> str:
        """The page of a request as its address was given, by name or by number."""
        return self._at("request", address.url_title or str(address.site_id))

    def request_json(self, url_title: str) -> str:
        """A request's JSON."""
        return self._at("request", url_title) + ".json"

    def unfolded(self, url_title: str) -> str:
        """A request's page with its quoted sections shown."""
        return self._at("request", url_title) + "?unfold=1"

    def classify(self, url_title: str) -> str:
        """The owner's page on which the status of a request is set."""
        return self._at("request", url_title) + "?update_status=1"

    def followup(
        self, url_title: str, incoming_id: int | None = None, *, internal_review: bool = False
    ) -> str:
        """The form to write again: in reply to a message, or to ask for an internal review."""
        path = self._at("request", url_title) + "/followups/new"
        if incoming_id is not None:
            path += f"/{incoming_id}"
        return path + ("?internal_review=1" if internal_review else "")

    def batch(self, batch_id: int, page: int = 1) -> str:
        """One page (25 requests) of a batch."""
        return self._at("info_request_batch", str(batch_id)) + _page(page)

    def batch_csv(self, batch_id: int) -> str:
        """The table of a batch, for its owner signed in with Pro."""
        return f"{self.base}/pro/info_request_batches/{batch_id}/download.csv"

    def authority(self, url_name: str) -> str:
        """An authority's page."""
        return self._at("body", url_name)

    def authority_json(self, url_name: str) -> str:
        """An authority's JSON."""
        return self._at("body", url_name) + ".json"

    def all_authorities_csv(self) -> str:
        """The table of all authorities of the site."""
        return f"{self.base}/body/all-authorities.csv"

    def authorities(self, tag: str, page: int = 1) -> str:
        """The list of the authorities with a tag."""
        return f"{self.base}/body/list/{quote(tag, safe=':')}" + _page(page)

    def user(self, url_name: str, page: int = 1) -> str:
        """A user's page with their requests."""
        return self._at("user", url_name) + _page(page)

    def list_tag(self, tag: str, page: int = 1) -> str:
        """The requests with a tag, such as `campaign:predpol`."""
        return f"{self.base}/list/{quote(tag, safe=':')}" + _page(page)

    def search(self, query: str, page: int = 1) -> str:
        """The requests that a search finds; robots.txt closes this to programs."""
        return f"{self.base}/search/{quote(query, safe=':')}/requests" + _page(page)

    def sign_in(self) -> str:
        """The sign-in page."""
        return f"{self.base}/profile/sign_in"

    def new_request(
        self,
        url_name: str,
        *,
        title: str = "",
        body: str = "",
        tags: tuple[str, ...] = (),
        pro: bool = False,
    ) -> str:
        """The form for a new request with its fields filled in, to be opened in a browser.

        `pro` must be true for the account of a Pro user, where the fields are lost otherwise
        (SITE.md section 4). The letter keeps its line ends, `&`, `#`, `+` and every other
        character. Compare the length with `LONGEST_SAFE_ADDRESS`.
        """
        fields = [("pro", "1" if pro else ""), ("title", title), ("body", body)]
        fields.append(("tags", " ".join(tags)))
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields if value)
        return self._at("new", url_name) + (f"?{query}" if query else "")

    def parse(self, url: str) -> Address:
        """What an address of this site names: a request, a batch or an authority.

        Takes addresses as people copy them: without a scheme, with http for https, with or
        without `www.`, in another language (`/cy/...`, `?locale=cy`), with `.json`, `?unfold=1`,
        a trailing slash or an anchor (`#incoming-33`), and pages below a request's. BadInput for
        another site's address and for one that names none of the three.
        """
        given = url.strip()
        parts = self._on_this_site(given)
        segments = [unquote(segment) for segment in parts.path.split("/") if segment]
        if len(segments) > 1 and segments[0] not in _SECTIONS and _LANGUAGE.fullmatch(segments[0]):
            del segments[0]
        anchor = parts.fragment or None
        match segments:
            case ["request", number, *_] if _is_number(_stem(number)):
                return RequestAddress(None, int(_stem(number)), anchor)
            case ["request", name, *_] if name not in _NOT_A_REQUEST and _is_name(_stem(name)):
                return RequestAddress(_stem(name), None, anchor)
            case ["info_request_batch", number] if _is_number(_stem(number)):
                return BatchAddress(int(_stem(number)), _page_of(parts))
            case ["pro", "info_request_batches", number, *_] if _is_number(_stem(number)):
                return BatchAddress(int(_stem(number)), _page_of(parts))
            case ["body" | "new", name, *_] if name not in _NOT_A_BODY and _is_name(_stem(name)):
                return AuthorityAddress(_stem(name))
        _refuse(
            f"{given!r} is no request, batch or authority.",
            f"Give an address such as {self.base}/request/some_title, "
            f"{self.base}/info_request_batch/12 or {self.base}/body/some_authority.",
        )

    def _on_this_site(self, given: str) -> SplitResult:
        here = urlsplit(self.base)
        try:
            if given.startswith("/") and not given.startswith("//"):
                return urlsplit(self.base + given)
            parts = urlsplit(given if "//" in given.split("?")[0] else f"{here.scheme}://{given}")
            same_port = _port(parts) == _port(here) or (
                parts.port is None and here.port is None and parts.scheme in _DEFAULT_PORTS
            )
            same_host = _bare(parts.hostname) == _bare(here.hostname) != ""
        except ValueError:
            same_port = same_host = False
        if not (same_host and same_port and parts.scheme in _DEFAULT_PORTS):
            _refuse(
                f"{given!r} is not an address of {self.base}.",
                "Copy the address from your browser; a campaign stays on the site it was begun on.",
            )
        return parts

    def _at(self, section: str, name: str) -> str:
        if not _is_name(name):
            _refuse(
                f"{name!r} is not a name as it stands in an address.",
                "Give the part of the address after the last slash, such as `oxenvale_police`.",
            )
        return f"{self.base}/{section}/{quote(name, safe='')}"


def _checked_base(base: str) -> str:
    example = "Give one such as https://www.whatdotheyknow.com."
    try:
        parts = urlsplit(base.strip())
        port = parts.port
    except ValueError:
        _refuse(f"{base!r} is not the address of a site.", example)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        _refuse(f"{base!r} is not the address of a site.", example)
    if parts.username or parts.password:
        _refuse("The address of the site holds a name or password.", "Leave it out.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        _refuse(f"{base!r} is an address inside a site.", example)
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        _refuse(f"{base!r} is not encrypted.", f"Use https://{parts.hostname} instead.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown_port = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown_port}"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _port(parts: SplitResult) -> int | None:
    return parts.port or _DEFAULT_PORTS.get(parts.scheme)


def _bare(host: str | None) -> str:
    return (host or "").removeprefix("www.")


def _page(page: int) -> str:
    return f"?page={page}" if page > 1 else ""


def _page_of(parts: SplitResult) -> int:
    matched = re.search(r"(?:^|&)page=([1-9][0-9]{0,4})(?:&|$)", parts.query)
    return int(matched[1]) if matched else 1


def _stem(segment: str) -> str:
    return segment.removesuffix(".json")


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[1-9][0-9]{0,11}", text) is not None


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and text not in (".", "..")


def _refuse(happened: str, remedy: str) -> NoReturn:
    raise BadInput(happened, remedy)
