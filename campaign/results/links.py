"""Where things are: the addresses of our own pages, and which addresses of a site may be linked."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of the pages of one campaign, below Datasette's `base_url`."""

    campaign: str
    base: str = "/"

    def _path(self, *parts: str, fragment: str = "", **query: str) -> str:
        path = "/".join(("-/campaign", *(quote(part, safe="") for part in parts)))
        asked = urlencode({name: value for name, value in query.items() if value})
        return urlunsplit(("", "", self.base + path, asked, fragment))

    @property
    def home(self) -> str:
        """The list of campaigns, or the only one."""
        return self.base

    @property
    def front(self) -> str:
        """The campaign's front page."""
        return self._path(self.campaign)

    def answers(self, **query: str) -> str:
        """The table of authorities by questions; `section`, `period` and `show` narrow it."""
        return self._path(self.campaign, "answers", **query)

    def answers_csv(self, **query: str) -> str:
        """The same table as CSV."""
        return self._path(self.campaign, "answers.csv", **query)

    def search(self, **query: str) -> str:
        """Full-text search."""
        return self._path(self.campaign, "search", **query)

    def request(self, url_title: str, fragment: str = "", **query: str) -> str:
        """One request with its correspondence, or a place in it."""
        return self._path(self.campaign, "request", url_title, fragment=fragment, **query)

    def review(self, url_title: str = "", fragment: str = "", **query: str) -> str:
        """What waits for a person's decision, or the form for one request."""
        parts = (url_title,) if url_title else ()
        return self._path(self.campaign, "review", *parts, fragment=fragment, **query)


def on_site(site: str, address: str | None) -> str | None:
    """The full address of something on the campaign's site; None for any other address.

    Addresses come from pages that others wrote: only `http` and `https` on the same host and port
    pass, so `javascript:`, another host, and an address with a control character do not.
    """
    if not address or any(ord(character) <= 32 or character == "\\" for character in address):
        return None
    try:
        home, full = urlsplit(site), urlsplit(urljoin(f"{site}/", address))
    except ValueError:
        return None
    if full.scheme not in ("http", "https") or home.scheme not in ("http", "https"):
        return None
    same = full.netloc.lower() == home.netloc.lower() and full.netloc
    return full.geturl() if same else None


def evidence_anchor(message_id: int, attachment_id: int | None, start: int, end: int) -> str:
    """The name of a highlighted quote on its request's page."""
    place = f"m{message_id}" if attachment_id is None else f"a{attachment_id}"
    return f"quote-{place}-{start}-{end}"
