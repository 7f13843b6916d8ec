"""One request, one answer: over a connection to a machine that was checked, within a time and a size.

No proxies, cookies, passwords or settings of the environment: nothing is sent but what stands here.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from tocsin.fetch.addresses import Address

CONNECTING = 10.0
"""Seconds."""
_PIECE = 65536


class Failed(Exception):
    """No whole answer came. The message says why; it may come another time."""


class TooLarge(Exception):
    """The answer is larger than it may be."""


class Answer(NamedTuple):
    """What a server answered: the body as it came, still packed if it was."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first value of a header, by its name in lower case."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    def block(self) -> bytes:
        """The answer as a crawl would keep it, its chunks joined."""
        kept = [(k, v) for k, v in self.headers if k.lower() not in ("transfer-encoding", "content-length")]
        lines = [f"HTTP/1.1 {self.status} {self.reason}", *(f"{k}: {' '.join(v.split())}" for k, v in kept)]
        return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + self.body


def ask(
    address: Address,
    numbers: tuple[str, ...],
    headers: Mapping[str, str],
    tls: ssl.SSLContext,
    largest: int,
    seconds: float,
) -> Answer:
    """GET the address from one of the machines at `numbers`, which were checked. Raises Failed, TooLarge.

    The body may have `largest` bytes, and all of it may take so many `seconds`, however slowly it comes.
    """
    deadline = time.monotonic() + seconds
    try:
        with _connected(address, numbers, tls, deadline) as connection:
            connection.settimeout(max(0.1, deadline - time.monotonic()))
            connection.sendall(_request(address, headers))
            response = http.client.HTTPResponse(cast(Any, _Timed(connection, deadline)), method="GET")
            response.begin()
            return _read(response, largest)
    except TimeoutError:
        raise Failed(f"no whole answer within {seconds:g} seconds") from None
    except http.client.IncompleteRead:
        raise Failed("the answer broke off") from None
    except http.client.HTTPException as error:
        raise Failed(f"no HTTP ({type(error).__name__})") from None
    except ssl.SSLError as error:
        raise Failed(f"no safe connection ({error.reason or error})".lower()) from None
    except (OSError, ValueError) as error:
        raise Failed((getattr(error, "strerror", None) or str(error)).lower()) from None


def _request(address: Address, headers: Mapping[str, str]) -> bytes:
    lines = [f"GET {address.path} HTTP/1.1", f"Host: {address.place}"]
    lines += [f"{name}: {' '.join(value.split())}" for name, value in headers.items()]
    return "\r\n".join((*lines, "Connection: close", "", "")).encode("latin-1", "replace")


def _connected(
    address: Address, numbers: tuple[str, ...], tls: ssl.SSLContext, deadline: float
) -> socket.socket:
    """A connection to the first machine that takes it. Raises OSError."""
    last: OSError = OSError("no such host")
    for number in numbers[:8]:
        left = min(CONNECTING, deadline - time.monotonic())
        if left <= 0:
            break
        try:
            plain = socket.create_connection((number, address.port), left)  # a number: nothing is looked up
        except OSError as error:
            last = error
            continue
        if address.scheme == "http":
            return plain
        try:
            return tls.wrap_socket(plain, server_hostname=address.host)
        except BaseException:
            plain.close()
            raise
    raise last


def _read(response: http.client.HTTPResponse, largest: int) -> Answer:
    parts, size = [], 0
    while piece := response.read(_PIECE):
        parts.append(piece)
        size += len(piece)
        if size > largest:
            raise TooLarge(f"larger than {largest // 2**20} MB")
    if response.length:  # the library takes an early end for the end
        raise http.client.IncompleteRead(b"")
    headers = tuple(response.getheaders())
    return Answer(response.status, response.reason[:200], headers, b"".join(parts))


class _Timed(io.RawIOBase):
    """What comes over a connection until a moment: a server that drips is no better than one that is dumb."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._connection, self._deadline = connection, deadline

    def makefile(self, mode: str) -> io.BufferedReader:
        """As the library wants it of a socket."""
        return io.BufferedReader(self, _PIECE)

    def readable(self) -> bool:
        """As of a file."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Raises TimeoutError."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)
