"""Crawls: WARC records, one after the other. Whatever is not a good record is named, with where it stands.

Own, because the readers there are pass over what is damaged or truncated without a word. WARC 1.1:
https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from tocsin.intake.unpack import CHUNK, Damaged, Stream

_VERSION = re.compile(rb"WARC/1\.\d{1,2}\s{0,3}$")
_LONGEST_LINE = 65536
_MOST_HEADERS = 200
_KEPT = ("response", "resource", "conversion")
"""Types of records that hold pages."""


class Record(NamedTuple):
    """A good record that holds a page, or would if it were one."""

    type: str
    id: str
    url: str | None
    date: str
    media: str
    """The block's content type."""
    block: bytes


class Passed(NamedTuple):
    """A good record that holds no page, by its type."""

    type: str


class Bad(NamedTuple):
    """What is no good record: which, and why."""

    name: str
    reason: str


def read_records(stream: Stream, largest: int) -> Iterator[Record | Passed | Bad]:
    """All records of a crawl, unpacked by `stream`, in order. Never raises but LimitReached.

    A record whose block is larger than `largest` bytes is Bad, as is one that is truncated, whose length is
    none, whose digest is another, or that a damaged packing cuts off; reading goes on after it.
    """
    source = _Buffered(stream)
    number = 0
    while True:
        try:
            found = _next(source, number + 1, largest)
        except Damaged as error:
            yield Bad(f"record {number + 1}", str(error))
            number += 1
            if not source.resume():
                return
            continue
        if found is None:
            return
        number += 1
        yield found


def _next(source: _Buffered, number: int, largest: int) -> Record | Passed | Bad | None:
    line = source.line()
    while line in (b"\r\n", b"\n"):
        line = source.line()
    if not line:
        return None
    if not _VERSION.match(line):
        lost = len(line) + source.skip_to_record()
        return Bad(f"record {number}", f"invalid: {lost:,} bytes that belong to no record")
    headers = _read_headers(source)
    name = headers.get("warc-target-uri", "").strip("<>") or headers.get("warc-record-id", f"record {number}")
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 16):
        source.skip_to_record()
        return Bad(name, f"invalid: Content-Length is {length[:40]!r}")
    return _with_block(source, headers, name, int(length), largest)


def _with_block(
    source: _Buffered, headers: dict[str, str], name: str, length: int, largest: int
) -> Record | Passed | Bad:
    kind = headers.get("warc-type", "").lower()
    wanted = kind in _KEPT and length <= largest
    try:
        block = source.take(length) if wanted else b""
        size = len(block) if wanted else source.skip(length)
    except Damaged as error:
        source.resume()  # where it cannot, the next line is the end
        return Bad(name, f"damaged: {error}")
    if size < length:
        return Bad(name, f"truncated: {size:,} of {length:,} bytes")
    if not kind:
        return Bad(name, "invalid: no WARC-Type")
    if kind not in _KEPT:
        return Passed(kind)
    if not wanted:
        return Bad(name, f"larger than {largest:,} bytes: too much for one report")
    if reason := _digest_problem(headers, block):
        return Bad(name, reason)
    if cut := headers.get("warc-truncated"):
        return Bad(name, f"truncated by the crawler ({cut[:40]})")
    url = headers.get("warc-target-uri", "").strip("<>") or None
    media = headers.get("content-type", "")
    return Record(kind, headers.get("warc-record-id", name), url, headers.get("warc-date", ""), media, block)


def _read_headers(source: _Buffered) -> dict[str, str]:
    found: dict[str, str] = {}
    last = ""
    for _ in range(_MOST_HEADERS):
        line = source.line()
        if line.strip() == b"":
            break
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if text[0] in " \t" and last:
            found[last] += " " + text.strip()
            continue
        key, _, value = text.partition(":")
        last = key.strip().lower()
        found[last] = value.strip()
    return found


def _digest_problem(headers: dict[str, str], block: bytes) -> str | None:
    """What is wrong with the block's digest; None where it is right, absent, or of a kind not known."""
    algorithm, _, said = headers.get("warc-block-digest", "").partition(":")
    if algorithm.lower() not in ("sha1", "sha256", "md5", "sha512"):
        return None
    digest = hashlib.new(algorithm.lower(), block, usedforsecurity=False).digest()
    if said.lower() == digest.hex() or said.upper().rstrip("=") == base64.b32encode(digest).decode().rstrip(
        "="
    ):
        return None
    return "invalid: the block's digest is another than its record says"


class _Buffered:
    """A stream read by lines and by lengths."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._held = b""
        self._at = 0

    def _fill(self) -> bool:
        piece = self._stream.read(CHUNK)
        self._held = self._held[self._at :] + piece
        self._at = 0
        return bool(piece)

    def line(self) -> bytes:
        """Up to and with the next line end, or 64 KB; nothing at the end."""
        while (end := self._held.find(b"\n", self._at)) < 0 and len(self._held) - self._at < _LONGEST_LINE:
            if not self._fill():
                end = len(self._held) - 1
                break
        end = end if 0 <= end < self._at + _LONGEST_LINE else self._at + _LONGEST_LINE - 1
        line = self._held[self._at : end + 1]
        self._at += len(line)
        return line

    def take(self, size: int) -> bytes:
        """The next `size` bytes; fewer where it ends before."""
        parts = [self._held[self._at : self._at + size]]
        self._at += len(parts[0])
        left = size - len(parts[0])
        while left and self._fill():
            part = self._held[:left]
            self._at = len(part)
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Pass over `size` bytes; how many there were."""
        done = min(size, len(self._held) - self._at)
        self._at += done
        while done < size and self._fill():
            self._at = min(size - done, len(self._held))
            done += self._at
        return done

    def skip_to_record(self) -> int:
        """Pass over whatever stands before the next line that begins a record; how many bytes."""
        done = 0
        while line := self.line():
            if _VERSION.match(line):
                self._at -= len(line)
                return done
            done += len(line)
        return done

    def resume(self) -> bool:
        """After damage: go on where the stream can."""
        self._held, self._at = b"", 0
        resume = getattr(self._stream, "resume", None)
        return bool(resume and resume())
