"""A real server on 127.0.0.1, which answers as it is told and keeps what it was asked."""

from __future__ import annotations

import contextlib
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Asked(NamedTuple):
    """One request, as it came."""

    path: str
    headers: Mapping[str, str]


class Reply(NamedTuple):
    """What is answered: head and body, or bytes as they are, one after the other."""

    status: int = 200
    headers: Mapping[str, str] = {}
    body: bytes = b""
    raw: Callable[[], Iterator[bytes]] | None = None


Answering = Callable[[Asked], Reply]


class Site:
    """Paths and what stands there. What is nowhere is 404, also robots.txt."""

    def __init__(self, secret: bool = False) -> None:
        self.pages: dict[str, Reply | Answering] = {}
        self.asked: list[Asked] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if secret:
            with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
                file.write(CERTIFICATE)
                file.flush()
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(file.name)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    def paths(self, robots: bool = False) -> list[str]:
        """What was asked for, in order."""
        return [a.path for a in self.asked if robots or a.path != "/robots.txt"]

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()})
                site.asked.append(asked)
                found = site.pages.get(self.path) or site.pages.get(self.path.partition("?")[0])
                reply = found if isinstance(found, Reply) else found(asked) if found else Reply(404)
                with contextlib.suppress(OSError):  # who asked may have heard enough
                    self._send(reply)
                self.close_connection = True

            def _send(self, reply: Reply) -> None:
                if reply.raw is not None:
                    for piece in reply.raw():
                        self.wfile.write(piece)
                        self.wfile.flush()
                    return
                self.send_response_only(reply.status)
                for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler


def moved(to: str, status: int = 302) -> Reply:
    """A redirect."""
    return Reply(status, {"Location": to})


def page(html: str, **headers: str) -> Reply:
    """A web page."""
    kept = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(200, {"Content-Type": "text/html; charset=utf-8", **kept}, html.encode())


CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgOKJCMsX8WYXod9+j
4SV71bVdqspb30sTSu9aaI0HAfehRANCAASfCvhLDOv11lr0abxlrfGQ3Q8QJ1DG
+/ZzUOmWyPHf3YAy5jTcd19ts7PPoacrVNEo0sVyTVMtI8sdCy+wroBZ
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBnjCCAUSgAwIBAgIUGqs8iUM9VR3IjFpINrVAm8OMdUEwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMbmV3cy5leGFtcGxlMCAXDTI2MTEzMDExNTIwNVoYDzIxMjYx
MTA2MTE1MjA1WjAXMRUwEwYDVQQDDAxuZXdzLmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAASfCvhLDOv11lr0abxlrfGQ3Q8QJ1DG+/ZzUOmWyPHf3YAy
5jTcd19ts7PPoacrVNEo0sVyTVMtI8sdCy+wroBZo2wwajAdBgNVHQ4EFgQUiQep
Yxv36rPdCIKJuvyQd5AvR00wHwYDVR0jBBgwFoAUiQepYxv36rPdCIKJuvyQd5Av
R00wDwYDVR0TAQH/BAUwAwEB/zAXBgNVHREEEDAOggxuZXdzLmV4YW1wbGUwCgYI
KoZIzj0EAwIDSAAwRQIgbuxJDIEapvzOGfjz5EXP5bwJbBoHKU0DaRCgTnKVlpUC
IQDoIZZH1EfUsrByQ9pll63GWX6rTn+nF58GJk1e+/7hXw==
-----END CERTIFICATE-----
"""
"""A key and a certificate for `news.example`, made for these tests with openssl; they open nothing."""
