"""Who may ask: before any page or record is made, and what every answer says to the browser.

The desk listens on this machine. What it must withstand is other pages in the same browser (a name that leads
to 127.0.0.1, a form that posts here, a frame round it) and other people on the same machine.

- The Host must be one of ours, to the letter.
- A write must come from a page of ours (`Origin` or `Sec-Fetch-Site` says so), or carry the token itself.
- Whoever reads needs the token, in a cookie or as a bearer, or is the user to whom this process belongs (on
  Linux the kernel says so): who may read the file may read the desk. Where a password is set, only the token
  will do, and the password gives it.
"""

from __future__ import annotations

import hmac
import os
import secrets
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "tocsin"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
SAFE = ("GET", "HEAD", "OPTIONS")
ENTRANCE = "/enter"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
    "require-trusted-types-for 'script'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-frame-options": "DENY",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Who is let in."""

    hosts: frozenset[str]
    """Every Host, with its port, under which the desk may be asked for."""
    password: str | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def knows(self, token: str | None) -> bool:
        """Whether it is the token."""
        return token is not None and hmac.compare_digest(token.encode(), self.token.encode())

    def cookie(self) -> str:
        """The header that hands the token to a browser."""
        return f"{COOKIE}={self.token}; Path=/; HttpOnly; SameSite=Strict"


def hosts_of(host: str, port: int) -> frozenset[str]:
    """The Hosts that lead to a desk which listens on `host`; where that is every address, all of ours."""
    names = {host if ":" not in host else f"[{host}]"}
    if host in ("127.0.0.1", "::1", "localhost"):
        names |= set(LOOPBACK)
    elif host in ("0.0.0.0", "::", ""):
        names = {*LOOPBACK, socket.gethostname(), socket.getfqdn(), *_addresses()}
    return frozenset(f"{name}:{port}".lower() for name in names) | (
        frozenset(name.lower() for name in names) if port == 80 else frozenset()
    )


def _addresses() -> Iterable[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None)
    except OSError:
        return
    for *_, address in found:
        name = str(address[0])
        yield f"[{name}]" if ":" in name else name


class Guard:
    """The gate before an application."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        self.app = app
        self.gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or say why not."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        answer = (
            self._refusal(scope, headers) or self._entrance(scope, headers) or self._unknown(scope, headers)
        )
        app = answer if answer is not None else self.app
        give = answer is None and self._may_have_cookie(scope, headers)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_headers(scope), *self._cookies(give)]
            await send(message)

        await app(scope, receive, marked)

    # -------------------------------------------------------------- what is refused

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in self.gate.hosts:
            return refused(421, "This desk is not served under that name.")
        if not self._from_here(scope, headers):
            return refused(403, "A page elsewhere may not do this here.")
        return None

    def _unknown(self, scope: Scope, headers: Headers) -> Response | None:
        if self._is_known(scope, headers):
            return None
        pages = scope["method"] == "GET" and not scope["path"].startswith("/api/")
        if self.gate.password is not None and pages:
            return Response(status_code=303, headers={"location": ENTRANCE})
        return refused(403, "Open the desk by the address that `tocsin serve` printed: it holds the key.")

    def _from_here(self, scope: Scope, headers: Headers) -> bool:
        """Whether the request comes from a page of ours, or from no page at all."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if scope["method"] in SAFE:
            is_visit = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") in (
                "document", None
            )  # fmt: skip
            return site in (None, "same-origin", "none") or is_visit
        if origin is not None and origin not in (f"http://{host}" for host in self.gate.hosts):
            return False
        if site is not None:
            return site in ("same-origin", "none")
        return origin is not None or self.gate.knows(_bearer(headers))

    def _is_known(self, scope: Scope, headers: Headers) -> bool:
        if scope["path"] == ENTRANCE or scope["path"].startswith("/static/"):
            return True  # the page that asks for the password, and the style it is shown in
        if self.gate.knows(_cookie(headers)) or self.gate.knows(_bearer(headers)):
            return True
        return scope["method"] in SAFE and self._is_ours(scope)

    def _is_ours(self, scope: Scope) -> bool:
        """Whether the one who asks is the user of this process, and no password was set."""
        return self.gate.password is None and is_same_user(scope)

    # -------------------------------------------------------------- the key

    def _entrance(self, scope: Scope, headers: Headers) -> Response | None:
        """The address that was printed: the token goes from it into a cookie, and out of sight."""
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        token = dict(query).get("token")
        if scope["method"] != "GET" or token is None:
            return None
        if not self.gate.knows(token):
            return refused(403, "That key is not this desk's: it has another each time it is started.")
        rest = urlencode([pair for pair in query if pair[0] != "token"])
        path = "/" + scope["path"].lstrip("/\\")
        return Response(
            status_code=303,
            headers={"location": path + (f"?{rest}" if rest else ""), "set-cookie": self.gate.cookie()},
        )

    def _may_have_cookie(self, scope: Scope, headers: Headers) -> bool:
        """Whether a visit of our own user, from no other site, is given the key."""
        return (
            scope["method"] == "GET"
            and headers.get("sec-fetch-mode") == "navigate"
            and headers.get("sec-fetch-site") in ("none", "same-origin")
            and not self.gate.knows(_cookie(headers))
            and self._is_ours(scope)
        )

    def _cookies(self, give: bool) -> list[tuple[bytes, bytes]]:
        return [(b"set-cookie", self.gate.cookie().encode())] if give else []


def _headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    cache = {} if scope["path"].startswith("/static/") else {"cache-control": "no-store"}
    return [(name.encode(), value.encode()) for name, value in {**HEADERS, **cache}.items()]


def refused(status: int, detail: str) -> Response:
    """A refusal, as problem+json: short, and the same for pages and programs."""
    import json

    body = json.dumps({"type": "about:blank", "title": "Refused", "status": status, "detail": detail})
    return Response(body, status_code=status, media_type="application/problem+json")


def _cookie(headers: Headers) -> str | None:
    cookie: SimpleCookie = SimpleCookie()
    try:
        cookie.load(headers.get("cookie", ""))
    except CookieError:
        return None
    return cookie[COOKIE].value if COOKIE in cookie else None


def _bearer(headers: Headers) -> str | None:
    kind, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else None


# ------------------------------------------------------------------ who is at the other end


def is_same_user(scope: Scope) -> bool:
    """Whether the one at the other end of the connection is the user of this process, as the kernel tells.

    Known on Linux, for connections from this machine; False wherever it cannot be known.
    """
    client, server = scope.get("client"), scope.get("server")
    if not client or not server or not hasattr(os, "getuid"):
        return False
    try:
        lines = Path("/proc/net/tcp6" if ":" in client[0] else "/proc/net/tcp").read_text().splitlines()[1:]
        mine, theirs = _as_kernel(*server), _as_kernel(*client)
    except (OSError, ValueError, TypeError):
        return False
    for line in lines:
        fields = line.split()
        if fields[1] == theirs and fields[2] == mine:
            return int(fields[7]) == os.getuid()
    return False


def _as_kernel(host: str, port: int) -> str:
    """An address as /proc/net/tcp writes it: four bytes at a time, the last first."""
    packed = socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
    words = (packed[i : i + 4][::-1].hex().upper() for i in range(0, len(packed), 4))
    return f"{''.join(words)}:{port:04X}"
