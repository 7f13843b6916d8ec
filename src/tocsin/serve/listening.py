"""Serving the application, until it is told to stop."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp


def free_port(host: str, port: int) -> socket.socket:
    """A socket that listens on `host` and `port`; any free port where that is 0. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # named as TCP, for asyncio sends without delay only on sockets that are
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    listener.listen(128)
    return listener


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        if self.started:
            self._ready()


def listen(app: ASGIApp, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve the application until it is interrupted; `ready` is called once it can be asked."""
    config = uvicorn.Config(
        app,
        log_level="error" if os.environ.get("TOCSIN_DEBUG") else "critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
        timeout_keep_alive=30,
    )
    _Server(config, ready).run(sockets=[listener])
