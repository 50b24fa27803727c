"""Asking the site, with manners: one question at a time, slowly, and stopping when told to.

What is promised here is said to users in `docs/site.md`. Everything that reaches outside (clock,
sleep, session) is passed in.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from campaign.alaveteli.pages.recognise import recognise, unknown
from campaign.alaveteli.urls import Site
from campaign.alaveteli.wire import NotReached, Passing, Response, Wire, retry_after, user_agent_of
from campaign.errors import SiteError, Stopped

__all__ = ["Client", "Response", "Unanswered", "next_turn"]

if TYPE_CHECKING:
    import requests

PAUSE = 2.0
TIMEOUT = (10.0, 60.0)
LONGEST_WAIT = 120.0
MAX_REDIRECTS = 5
TRIES = 4
ROBOTS_KEPT_FOR = timedelta(days=1)

_TRY_AGAIN = frozenset({429, 502, 503, 504})
_USUAL = frozenset({200, 204, 304, 404, 406, 410})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Unanswered(SiteError):
    """Something was sent and no answer came: nobody knows whether the site accepted it."""


class Client:
    """Asks one site; keep one for a run.

    `pause` is the least number of seconds between two questions; others that ask the same site,
    before or meanwhile, keep it too if `take_turn` hands out the moments (see `next_turn`).
    `budget` is the most questions on one day (UTC), counted by `read_spent` where given.
    `read_robots` and `write_robots` keep robots.txt (text, moment) between runs. `contact` tells
    the site whom to write to. Cookies are dropped unless `keep_cookies`, for a session that signs
    in.
    """

    def __init__(
        self,
        site: Site,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
        session: requests.Session | None = None,
        contact: str = "",
        pause: float = PAUSE,
        jitter: Callable[[], float] = random.random,
        monotonic: Callable[[], float] = time.monotonic,
        budget: int | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        keep_cookies: bool = False,
        take_turn: Callable[[datetime, float], datetime] | None = None,
        read_spent: Callable[[], int] | None = None,
        read_robots: Callable[[], tuple[str, datetime] | None] | None = None,
        write_robots: Callable[[str, datetime], None] | None = None,
    ) -> None:
        self.site = site
        self.user_agent = user_agent_of(site, contact)
        self._now, self._sleep, self._jitter = now, sleep, jitter
        self._pause, self._budget = pause, budget
        self._wire = Wire(
            site,
            session,
            user_agent=self.user_agent,
            timeout=timeout,
            keep_cookies=keep_cookies,
            now=now,
            monotonic=monotonic,
        )
        self._last: datetime | None = None
        self._spent: dict[str, int] = {}
        self._take_turn = take_turn or self._own_turn
        self._read_spent = read_spent
        self._read_robots, self._write_robots = read_robots, write_robots
        self._robots: Any = None
        self._rewritten: set[str] = set()

    def get(
        self,
        path_or_url: str,
        *,
        etag: str | None = None,
        follow: bool = True,
        by_person: bool = False,
    ) -> Response:
        """The site's answer: 200, 304 (with `etag`), 204, 403 (hidden), 404, 406 or 410.

        Redirects are followed on the same site only, and returned as they are with
        `follow=False`. robots.txt is obeyed, except for a page that a person has asked to fill in
        or to sign in on (`by_person`). Trouble that may pass is tried again a few times. Raises
        SiteError, and Stopped where the site does not want to be asked.
        """
        url = self.site.absolute(path_or_url)
        for _ in range(MAX_REDIRECTS):
            if not by_person:
                self._obey_robots(url)
            answer = self._ask_whole(url, etag)
            if answer.status not in _REDIRECTS or not follow:
                return self._accepted(answer)
            url = self._next(answer)
        raise SiteError(
            f"{path_or_url} leads from one address to the next without end.",
            "Open it in your browser; if it works there, tell this program's makers.",
        )

    def post(self, path_or_url: str, fields: list[tuple[str, str]]) -> Response:
        """Send a form, once: no second try, and redirects are returned, not followed.

        Raises Unanswered when it is not known whether the site accepted the form.
        """
        url = self.site.absolute(path_or_url)
        self._wait_turn()
        try:
            answer = self._wire.exchange("POST", url, fields=fields)
        except SiteError as error:
            if isinstance(error, NotReached):
                raise
            raise _unanswered(url, error.happened) from error
        if answer.status in (429, 403) or recognise(answer.body, answer.status) == "challenge":
            raise self._stopped_by(answer)
        if answer.status > 500:
            raise _unanswered(url, f"the site answered {answer.status}")
        return answer

    def _accepted(self, answer: Response) -> Response:
        if answer.status == 200 and not _is_page(answer):
            return answer
        if recognise(answer.body, answer.status) == "challenge":
            raise self._stopped_by(answer)
        if answer.status in _USUAL or answer.status in _REDIRECTS:
            return answer
        if answer.status == 403:
            if _is_own_refusal(answer):
                return answer
            raise self._stopped_by(answer)
        if answer.status in (429, 503):
            raise self._stopped_by(answer)
        raise SiteError(
            f"The site answered {answer.status} to {answer.url}.",
            "Try again later. If this stays so, open the address in your browser.",
        )

    def _stopped_by(self, answer: Response) -> Stopped:
        if recognise(answer.body, answer.status) == "challenge":
            error = unknown("challenge")
            return Stopped(error.happened, error.remedy)
        after = retry_after(answer.headers.get("retry-after"), self._now())
        if answer.status == 429:
            waiting = f"in {after / 60:.0f} minutes" if after else "tomorrow"
            return Stopped(
                "The site says that we ask too much.",
                f"Run this again {waiting}. If it happens often, make the pause longer.",
            )
        if answer.status == 503:
            error = unknown("maintenance")
            return Stopped(error.happened, error.remedy)
        return Stopped(
            f"The site refuses to answer {answer.url} ({answer.status}).",
            "Open the address in your browser. If it shows there, the site does not want programs "
            "to ask: write to its team, and do not work around it.",
        )

    def _next(self, answer: Response) -> str:
        location = answer.location or ""
        if not self.site.owns(location):
            raise SiteError(
                f"{answer.url} leads away from the site, to {urlsplit(location).netloc!r}.",
                "Open it in your browser to see why. If the site has moved, use its new address.",
            )
        return location.split("#")[0]

    def _ask_whole(self, url: str, etag: str | None) -> Response:
        """The answer; one that is not what its ETag was made of is asked for once more.

        If that is no better, a server in between rewrites this kind of page: from then on it is
        taken as it comes.
        """
        answer = self._ask_patiently(url, etag)
        if answer.intact is False and answer.content_type not in self._rewritten:
            answer = self._ask_patiently(url, etag)
            if answer.intact is False:
                self._rewritten.add(answer.content_type)
        return answer

    def _ask_patiently(self, url: str, etag: str | None) -> Response:
        for attempt in range(1, TRIES + 1):
            self._wait_turn()
            waiting: float | None = None
            try:
                answer = self._wire.exchange("GET", url, etag=etag)
                if answer.status not in _TRY_AGAIN or attempt == TRIES:
                    return answer
                if recognise(answer.body, answer.status) == "challenge":
                    return answer
                waiting = retry_after(answer.headers.get("retry-after"), self._now())
                if waiting is not None and waiting > LONGEST_WAIT:
                    return answer
            except Passing:
                if attempt == TRIES:
                    raise
            backoff = max(self._pause, 1.0) * 2**attempt * (0.5 + self._jitter() / 2)
            self._sleep(min(waiting if waiting is not None else backoff, LONGEST_WAIT))
        raise AssertionError("unreachable")

    def _wait_turn(self) -> None:
        """Sleep until it is our turn, and spend one question."""
        now = self._now()
        self._check_budget(now)
        turn = self._take_turn(now, self._pause * (1 + 0.25 * self._jitter()))
        if turn > now:
            self._sleep((turn - now).total_seconds())
        day = turn.astimezone(UTC).date().isoformat()
        self._spent[day] = self._spent.get(day, 0) + 1

    def _own_turn(self, now: datetime, pause: float) -> datetime:
        self._last = next_turn(self._last, now, pause)
        return self._last

    def _check_budget(self, now: datetime) -> None:
        if self._budget is None:
            return
        day = now.astimezone(UTC).date().isoformat()
        spent = self._read_spent() if self._read_spent else self._spent.get(day, 0)
        if spent >= self._budget:
            raise Stopped(
                f"Today's {self._budget} questions to {self.site.host} are used up.",
                "Run this again tomorrow: it goes on where it stopped.",
            )

    def _obey_robots(self, url: str) -> None:
        if self._robots is None:
            from protego import Protego

            self._robots = Protego.parse(self._robots_text())
            delay = self._robots.crawl_delay(self.user_agent)
            if delay is not None and not self.site.is_loopback:
                self._pause = max(self._pause, min(float(delay), LONGEST_WAIT))
        if not self._robots.can_fetch(url, self.user_agent):
            raise Stopped(
                f"The site's robots.txt closes {urlsplit(url).path} to programs.",
                "Open the page in your browser instead.",
            )

    def _robots_text(self) -> str:
        kept = self._read_robots() if self._read_robots else None
        if kept is not None and self._now() - kept[1] < ROBOTS_KEPT_FOR:
            return kept[0]
        url = self.site.absolute("/robots.txt")
        answer = self._ask_patiently(url, None)
        if answer.status >= 500 or answer.status == 429:
            raise Stopped(
                f"The site cannot say what programs may ask (robots.txt answered {answer.status}).",
                "Try again later: without that answer nothing is asked.",
            )
        found = answer.status == 200 and not _is_page(answer)
        text = answer.body.decode("utf-8", "replace") if found else ""
        if self._write_robots:
            self._write_robots(text, self._now())
        return text


def next_turn(last: datetime | None, now: datetime, pause: float) -> datetime:
    """When the next question may be asked, `pause` seconds after `last`: pure.

    `last` may lie ahead, where others wait for their turns; further ahead than anybody waits it
    means that the clock was set back, and then one pause is kept.
    """
    if last is None or pause <= 0:
        return now
    if (last - now).total_seconds() > LONGEST_WAIT:
        last = now
    return max(now, last + timedelta(seconds=pause))


def _unanswered(url: str, why: str) -> Unanswered:
    return Unanswered(
        f"It is not known whether {urlsplit(url).path} was accepted: {why.rstrip('.')}.",
        "Nothing is sent again by itself. Look on the site whether it is there, then run this "
        "again: it looks before it sends.",
    )


def _is_page(answer: Response) -> bool:
    return answer.content_type.startswith("text/html")


def _is_own_refusal(answer: Response) -> bool:
    """Whether a 403 is the site's own word about a hidden request or file."""
    if not answer.body.strip():
        return answer.content_type.startswith("application/json")
    return b'<div id="content" role="main">' in answer.body and b"controller_" in answer.body
