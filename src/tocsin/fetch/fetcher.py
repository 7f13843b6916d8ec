"""Fetching: robots.txt asked first, pauses kept, redirects followed one checked step at a time."""

from __future__ import annotations

import datetime as dt
import random
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import NamedTuple

from tocsin.fetch.addresses import Address, Refused, Resolve, address_of, checked, resolve
from tocsin.fetch.robots import Robots, read_robots
from tocsin.fetch.wire import Answer, Failed, TooLarge, ask

MB = 2**20
LONGEST_WAIT = 86_400.0
"""Seconds that a site may put us off for."""
ROBOTS_HOLD = 86_400.0
"""Seconds for which robots.txt is taken to be what it was."""
_MOVED = (301, 302, 303, 307, 308)
_LATER = (408, 425, 429, 500, 502, 503, 504)
_GOOD = (200, 203)


class NotFetched(Exception):
    """An address that could not be had. The message says why."""

    def __init__(self, reason: str, *, lasting: bool, wait: float = 0.0) -> None:
        """`lasting`: it is of no use to ask again. `wait`: seconds for which the site wants no request."""
        super().__init__(reason)
        self.lasting = lasting
        self.wait = wait


class Fetched(NamedTuple):
    """An answer, ready to be read."""

    address: str
    """Where it came from in the end."""
    block: bytes | None
    """Head and body as they came; None where the server says that nothing has changed."""
    etag: str | None
    modified: str | None
    """What the server calls this state; to be given with the next request."""
    at: dt.datetime
    """UTC, to the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How requests are made. Times in seconds, sizes in bytes as they come over the wire."""

    pause: float = 1.0
    """Between the end of one request to a host and the next one, at least; a site may ask for more."""
    seconds: float = 60.0
    """For one request, from connecting to its last byte."""
    largest: int = 16 * MB
    redirects: int = 5
    private: frozenset[str] = frozenset()
    """Hosts that may have addresses that are not public."""
    agent: str = f"tocsin/{version('tocsin')} (reads news reports)"


@dataclass
class Fetcher:
    """Asks for addresses, one at a time. Knows what each host has asked for since it was made.

    `resolve` looks names up, `tls` says whose certificates are trusted (else the system does), `sleep` waits.
    """

    manner: Manner = field(default_factory=Manner)
    resolve: Resolve = resolve
    tls: ssl.SSLContext | None = None
    sleep: Callable[[float], None] = time.sleep
    _free: dict[str, float] = field(default_factory=dict)
    """By place, when it may be asked again."""
    _robots: dict[str, tuple[float, Robots]] = field(default_factory=dict)

    def wait_for(self, place: str) -> float:
        """Seconds until a place (host, with its port) may be asked again."""
        return max(0.0, self._free.get(place, 0.0) - time.monotonic())

    def fetch(
        self, text: str, *, etag: str | None = None, modified: str | None = None, led_by: str | None = None
    ) -> Fetched:
        """The answer at an address. With `etag` or `modified`, only if it has changed since.

        `led_by` is the address that led to this one: from elsewhere nobody is led to a private host.
        Raises NotFetched.
        """
        try:
            before = address_of(led_by) if led_by else None
            headers = {"Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
                       "Accept-Encoding": "gzip, deflate"}  # fmt: skip
            headers |= {"If-None-Match": etag} if etag else {}
            headers |= {"If-Modified-Since": modified} if modified else {}
            address, answer = self._follow(address_of(text), before, headers, self._allowed)
        except Refused as refused:
            raise NotFetched(str(refused), lasting=True) from None
        except TooLarge as large:
            raise NotFetched(str(large), lasting=True) from None
        except Failed as failed:
            raise NotFetched(str(failed), lasting=False) from None
        if answer.status == 304 and not (etag or modified):
            raise NotFetched("304 to a question that nobody asked", lasting=False)
        return _fetched(address, answer)

    # -------------------------------------------------------------- steps

    def _follow(
        self,
        address: Address,
        before: Address | None,
        headers: dict[str, str],
        allowed: Callable[[Address, Address | None], None],
    ) -> tuple[Address, Answer]:
        """Ask, and go where the answer leads. Raises Refused, Failed, TooLarge, NotFetched."""
        for _ in range(self.manner.redirects + 1):
            allowed(address, before)
            answer = self._ask(address, before, headers, self.manner.largest)
            if answer.status not in _MOVED:
                return address, answer
            target = answer.header("location")
            if not target:
                raise NotFetched(f"{answer.status} without a place to go to", lasting=True)
            address, before = address_of(target, str(address)), address
        raise NotFetched(f"more than {self.manner.redirects} redirects", lasting=True)

    def _ask(self, address: Address, before: Address | None, headers: dict[str, str], largest: int) -> Answer:
        """One request to a machine that was checked, after the pause that its host is owed."""
        private = address.host in self.manner.private
        if before is not None and before.host != address.host:
            private = private and before.host in self.manner.private
        try:
            numbers = checked(address, self.resolve, private)
        except OSError as error:
            said = "no answer" if isinstance(error, TimeoutError) else (error.strerror or str(error)).lower()
            raise Failed(f"{address.host} cannot be looked up: {said}") from None
        self.sleep(self.wait_for(address.place))
        sent = {"User-Agent": self.manner.agent, **headers}
        try:
            self.tls = self.tls or ssl.create_default_context()
            answer = ask(address, numbers, sent, self.tls, largest, self.manner.seconds)
        finally:
            self._hold(address.place, max(self.manner.pause, self._pause(address)))
        if answer.status in _LATER:
            wait = put_off(answer.header("retry-after"), dt.datetime.now(dt.UTC))
            self._hold(address.place, wait)
            raise NotFetched(f"{answer.status} {answer.reason}".strip(), lasting=False, wait=wait)
        return answer

    def _hold(self, place: str, seconds: float) -> None:
        self._free[place] = max(self._free.get(place, 0.0), time.monotonic() + seconds)

    # -------------------------------------------------------------- robots.txt

    def _allowed(self, address: Address, before: Address | None) -> None:
        """Raises NotFetched where the site wants no robot there, or cannot say."""
        if not self._robots_of(address, before).allows(address.path):
            raise NotFetched("the site's robots.txt asks us not to", lasting=True)

    def _pause(self, address: Address) -> float:
        known = self._robots.get(f"{address.scheme}://{address.place}")
        return known[1].pause if known else 0.0

    def _robots_of(self, address: Address, before: Address | None) -> Robots:
        site = f"{address.scheme}://{address.place}"
        known = self._robots.get(site)
        if known is None or known[0] < time.monotonic():
            found = self._read_robots(address.at("/robots.txt"), before)
            known = self._robots[site] = (time.monotonic() + ROBOTS_HOLD, found)
        return known[1]

    def _read_robots(self, address: Address, before: Address | None) -> Robots:
        """Where there is none, all is allowed; where the site fails, nothing is for now (RFC 9309, 2.3.1)."""
        try:
            headers = {"Accept": "text/plain, */*;q=0.5", "Accept-Encoding": "identity"}
            _, answer = self._follow(address, before, headers, lambda *_: None)
        except (Failed, TooLarge) as error:
            raise NotFetched(f"its robots.txt cannot be had: {error}", lasting=False) from None
        except NotFetched as error:
            if error.lasting:
                return Robots()
            raise NotFetched(
                f"its robots.txt cannot be had: {error}", lasting=False, wait=error.wait
            ) from None
        return read_robots(answer.body) if answer.status in _GOOD else Robots()


def _fetched(address: Address, answer: Answer) -> Fetched:
    """The answer, if it is a page. Raises NotFetched."""
    if answer.status == 304:
        block = None
    elif answer.status in _GOOD:
        block = answer.block()
    else:
        raise NotFetched(f"{answer.status} {answer.reason}".strip(), lasting=True)
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    return Fetched(str(address), block, answer.header("etag"), answer.header("last-modified"), now)


def put_off(retry_after: str | None, now: dt.datetime) -> float:
    """The seconds that `Retry-After` asks for, as a number or a date; 0 where it says nothing."""
    text = (retry_after or "").strip()[:100]
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return min(max(float((moment - now).total_seconds()), 0.0), LONGEST_WAIT)


def back_off(tries: int, least: float, most: float = LONGEST_WAIT) -> float:
    """Seconds to wait after so many failures in a row: twice as long each time, never all at once."""
    return min(least * 2.0 ** min(tries - 1, 20), most) * random.uniform(0.8, 1.2)
