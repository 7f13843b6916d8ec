"""Web addresses: what may be asked for, and which machines a name may lead to."""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
MOST = 4000
"""Characters of an address."""
Resolve = Callable[[str, int], tuple[str, ...]]
"""A host's name and a port in, its numeric addresses out. Raises OSError where there are none."""

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_][a-z0-9_-]*(?:\.[a-z0-9_][a-z0-9_-]*)*")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")
_EMBEDDED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96"))
"""IPv6 networks whose addresses end in the IPv4 address that is meant."""
_TRACKING = re.compile(r"utm_\w{1,30}|fbclid|gclid|mc_[ce]id")


class Refused(Exception):
    """An address that is not asked for. The message says why."""


class Address(NamedTuple):
    """A web address, taken apart."""

    scheme: str
    host: str
    """Lower case, ASCII; of a number in IPv6 without its brackets."""
    port: int
    path: str
    """With the query; as it is sent."""

    @property
    def place(self) -> str:
        """Host, and port where it is not the usual one: as in the header `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.place}{self.path}"

    def at(self, path: str) -> Address:
        """Another path of the same place."""
        return self._replace(path=path)


def address_of(text: str, base: str = "") -> Address:
    """The address that `text` means, which may be relative to `base`. Raises Refused."""
    try:
        parts = urlsplit(urljoin(base, _UNSEEN.sub("", text.strip())))
        port = parts.port
        host = _host(parts.hostname or "")
    except ValueError as error:
        raise Refused(f"no address: {error}") from None
    if parts.scheme not in PORTS:
        raise Refused("no address on the web: only http and https are asked for")
    if parts.username is not None or parts.password is not None:
        raise Refused("an address with a user's name or password in it")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]|")
    if len(path) + len(query) > MOST:
        raise Refused(f"an address longer than {MOST:,} characters")
    return Address(parts.scheme, host, port or PORTS[parts.scheme], f"{path}?{query}" if query else path)


def _host(name: str) -> str:
    """The host as it is looked up. Raises ValueError."""
    if ":" in name:
        if "%" in name:
            raise ValueError("its host names a card of this machine")
        return str(ipaddress.IPv6Address(name))
    host = name.rstrip(".").encode("idna").decode() if not name.isascii() else name.rstrip(".")
    if not _HOST.fullmatch(host):
        raise ValueError("there is no host in it" if not host else "its host is no name")
    return host


def tidied(text: str, base: str = "") -> str:
    """The address by which a report is known: without what only tells where a reader came from.

    Raises Refused.
    """
    address = address_of(text, base)
    path, _, query = address.path.partition("?")
    if _TRACKING.search(query):
        kept = [pair for pair in parse_qsl(query, True) if not _TRACKING.fullmatch(pair[0])]
        return str(address.at(f"{path}?{urlencode(kept)}" if kept else path))
    return str(address)


# ------------------------------------------------------------------ numbers


def is_public(number: str) -> bool:
    """Whether a numeric address is one of the public net: neither private, local, reserved nor of many."""
    try:
        ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(number)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _inner(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip.teredo or ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if any(ip in network for network in _EMBEDDED):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def resolve(host: str, port: int, seconds: float = 10) -> tuple[str, ...]:
    """The numeric addresses of a host, by the system. Raises OSError, TimeoutError among them.

    What the system takes for a number (decimal, octal, hexadecimal) comes out as the address it means.
    """
    found: list[str] = []
    failed: list[OSError] = []

    def look_up() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(info[4][0]) for info in infos))
        except OSError as error:
            failed.append(error)
        except UnicodeError as error:
            failed.append(OSError(str(error)))

    thread = threading.Thread(target=look_up, daemon=True)  # the system's look-up knows no time limit
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeoutError("no answer")
    if failed:
        raise failed[0]
    return tuple(found)


def checked(address: Address, resolve: Resolve, private: bool) -> tuple[str, ...]:
    """The numeric addresses to connect to, looked up once. Raises Refused where one of them is not public
    (unless `private` ones are allowed), OSError where there is none."""
    numbers = resolve(address.host, address.port)
    if not numbers:
        raise OSError("no such host")
    wrong = [number for number in numbers if not is_public(number)]
    if wrong and not private:
        raise Refused(
            f"{address.host} leads to {wrong[0]}, which is no public address (--allow-private {address.host})"
        )
    return numbers
