"""An answer of a web server as bytes: head, body, and the packings between them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from tocsin.intake.limits import Budget, Unreadable
from tocsin.intake.unpack import decoded

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})")
_HEAD = 65536


class Answer(NamedTuple):
    """Status, headers by lower-case name, and the body as the page's author made it."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def charset(self) -> str | None:
        """The encoding that the server says the text is in."""
        match = re.search(
            r"charset\s{0,5}=\s{0,5}[\"']?([\w-]{2,40})", self.headers.get("content-type", ""), re.I
        )
        return match[1] if match else None

    @property
    def media(self) -> str:
        """`text/html` of `text/html; charset=utf-8`."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def read_answer(block: bytes, budget: Budget) -> Answer:
    """The answer in `block`, unpacked. Raises Unreadable, LimitReached."""
    match = _STATUS.match(block)
    head, gap, body = block[:_HEAD].partition(b"\r\n\r\n")
    if not gap:
        head, gap, body = block[:_HEAD].partition(b"\n\n")
    if not match or not gap:
        raise Unreadable("no HTTP answer in it")
    headers = _headers(head)
    body = block[len(head) + len(gap) :]
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _dechunked(body)
    return Answer(int(match[1]), headers, decoded(body, headers.get("content-encoding", ""), budget))


def _headers(head: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in head.decode("latin-1").splitlines()[1:300]:
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip().lower(), value.strip())
    return found


def _dechunked(body: bytes) -> bytes:
    """The chunks joined; the body as it is where some crawler has joined them already."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\r\n", at, at + 200)
        size = body[at:end].partition(b";")[0].strip() if end >= 0 else b""
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
            return b"".join(parts) if parts else body
        length = int(size, 16)
        if length == 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2
