"""Decoders that give out bytes in pieces, each piece counted against the budget before there are more."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, Protocol

from tocsin.intake.limits import MB, Budget, LimitReached, Unreadable

CHUNK = 65536
_WINDOW = 128 * MB
"""Bytes that a zstd frame may ask a decoder to keep."""
_DICTIONARY = b"\x5d\x2a\x4d\x18"
_ZSTD = b"\x28\xb5\x2f\xfd"
_MEMBER = b"\x1f\x8b\x08"
_SIP = 1024
"""Bytes of zstd at a time: 256 blocks of one byte each, which may be 128 KB long unpacked."""


class Stream(Protocol):
    """Bytes, a piece at a time."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""
        ...


class Damaged(Exception):
    """Packed bytes that cannot be unpacked. What came before them is good."""


class Counted(io.RawIOBase):
    """The outermost bytes of an input: all that is read of them counts as packed."""

    def __init__(self, source: BinaryIO, budget: Budget) -> None:
        self._source = source
        self._budget = budget

    def read(self, size: int = -1, /) -> bytes:
        """As of a file."""
        data = self._source.read(size)
        self._budget.packed += len(data)
        return data

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """As of a file."""
        return self._source.seek(offset, whence)

    def tell(self) -> int:
        """As of a file."""
        return self._source.tell()

    def seekable(self) -> bool:
        """As of a file."""
        return True

    def readable(self) -> bool:
        """As of a file."""
        return True


def read_all(stream: Stream, limit: int, what: str = "one report") -> bytes:
    """All bytes of the stream. Raises LimitReached where there are more than `limit`."""
    parts, size = [], 0
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > limit:
            raise LimitReached(f"larger than {limit // MB} MB: too much for {what}")
        parts.append(piece)
    return b"".join(parts)


class Gunzip:
    """gzip, member after member, as crawls write it."""

    def __init__(self, source: Stream, budget: Budget) -> None:
        self._source = source
        self._budget = budget
        self._inside = False
        self._packed = b""
        self._decoder = zlib.decompressobj(31)

    def read(self, size: int, /) -> bytes:
        """Unpacked bytes. Raises Damaged where the rest of a member is not to be had, LimitReached."""
        while True:
            if not self._packed:
                self._packed = self._source.read(CHUNK)
            if not self._packed:
                if self._inside:
                    self._inside = False
                    raise Damaged("gzip ends in the middle of a member")
                return b""
            if not self._inside and self._is_padding():
                continue
            if piece := self._piece(size):
                return piece

    def _is_padding(self) -> bool:
        self._packed = self._packed.lstrip(b"\0")
        return not self._packed

    def _piece(self, size: int) -> bytes:
        self._inside = True
        try:
            piece = self._decoder.decompress(self._packed, size)
        except zlib.error as error:
            raise Damaged(f"damaged gzip ({str(error).rpartition(': ')[2]})") from None
        self._packed = self._decoder.unconsumed_tail
        if self._decoder.eof:
            self._packed = self._decoder.unused_data
            self._inside, self._decoder = False, zlib.decompressobj(31)
        self._budget.unpack(len(piece))
        return piece

    def resume(self) -> bool:
        """After damage, go to what looks like the next member; False where there is none."""
        self._inside, self._decoder = False, zlib.decompressobj(31)
        held = self._packed[1:]
        while (at := held.find(_MEMBER)) < 0:
            more = self._source.read(CHUNK)
            if not more:
                self._packed = b""
                return False
            held = held[-2:] + more
        self._packed = held[at:]
        return True


class Unzstd:
    """zstd, frame after frame, with the dictionary that a crawl's first frame may hold.

    Fed in small pieces, of which each can unpack to 32 MB at most, for the library gives out all at once.
    """

    def __init__(self, source: Stream, budget: Budget) -> None:
        """Raises Unreadable where zstandard is not installed."""
        try:
            import zstandard
        except ImportError:
            raise Unreadable("zstd needs another package: pip install 'tocsin[intake]'") from None
        self._source, self._budget = source, budget
        self._error = zstandard.ZstdError
        self._packed, self._plain, self._at = source.read(8), b"", 0
        dictionary = None
        if self._packed[:4] == _DICTIONARY:
            packed = _exactly(source, int.from_bytes(self._packed[4:8], "little"))
            dictionary, self._packed = self._dictionary(zstandard, packed), b""
        self._frames = zstandard.ZstdDecompressor(dictionary, max_window_size=_WINDOW)
        self._frame: Any = None

    def _dictionary(self, zstandard: Any, packed: bytes) -> Any:
        try:
            if packed.startswith(_ZSTD):
                packed = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompress(packed, 16 * MB)
            return zstandard.ZstdCompressionDict(packed)
        except self._error as error:
            raise Damaged(f"damaged zstd dictionary ({error})") from None

    def read(self, size: int, /) -> bytes:
        """Unpacked bytes. Raises Damaged where the rest of a frame is not to be had, LimitReached."""
        while self._at == len(self._plain):
            self._packed = self._packed or self._source.read(_SIP)
            if not self._packed:
                if self._frame is not None:
                    self._frame = None
                    raise Damaged("zstd ends in the middle of a frame")
                return b""
            self._sip()
        piece = self._plain[self._at : self._at + size]
        self._at += len(piece)
        return piece

    def _sip(self) -> None:
        """Unpack a little more."""
        if self._frame is None:
            self._frame = self._frames.decompressobj()
        sip, rest = self._packed[:_SIP], self._packed[_SIP:]
        try:
            self._plain, self._at = self._frame.decompress(sip), 0
        except self._error as error:
            raise Damaged(f"damaged zstd ({error})") from None
        if self._frame.eof:
            rest, self._frame = self._frame.unused_data + rest, None
        self._packed = rest
        self._budget.unpack(len(self._plain))

    def resume(self) -> bool:
        """After damage, go to what looks like the next frame; False where there is none."""
        self._frame, self._plain, self._at = None, b"", 0
        held = self._packed[1:]
        while (at := held.find(_ZSTD)) < 0:
            more = self._source.read(CHUNK)
            if not more:
                self._packed = b""
                return False
            held = held[-3:] + more
        self._packed = held[at:]
        return True


def _exactly(source: Stream, size: int) -> bytes:
    if size > 16 * MB:
        raise LimitReached("a dictionary larger than 16 MB")
    return read_all(_Part(source, size), size)


class _Part:
    def __init__(self, source: Stream, size: int) -> None:
        self._source, self._left = source, size

    def read(self, size: int, /) -> bytes:
        piece = self._source.read(min(size, self._left))
        self._left -= len(piece)
        return piece


# ------------------------------------------------------------------ what HTTP packs


def decoded(body: bytes, coding: str, budget: Budget) -> bytes:
    """The body of an answer without the `Content-Encoding` it came in (`gzip`, `deflate`, `br`, `zstd`, …).

    Raises Unreadable for a coding that is not known or bytes that are not in it, LimitReached.
    """
    for name in reversed([part.strip().lower() for part in coding.split(",") if part.strip()][:5]):
        if name == "identity":
            continue
        if name not in _CODINGS:
            raise Unreadable(f"content encoding {name[:30]!r} is not known")
        try:
            body = read_all(_Pieces(_CODINGS[name](body, budget)), budget.limits.report)
        except Damaged as error:
            raise Unreadable(str(error)) from None
    return body


class _Pieces:
    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, size: int, /) -> bytes:
        return next((piece for piece in self._pieces if piece), b"")


def _gzip(body: bytes, budget: Budget) -> Iterator[bytes]:
    stream = Gunzip(io.BytesIO(body), budget)
    while piece := stream.read(CHUNK):
        yield piece


def _deflate(body: bytes, budget: Budget) -> Iterator[bytes]:
    """With the head that the standard wants, or bare, as some servers send it."""
    bare = len(body) < 2 or body[0] & 15 != 8 or (body[0] * 256 + body[1]) % 31 != 0
    decoder = zlib.decompressobj(-15 if bare else 15)
    try:
        while piece := decoder.decompress(body, CHUNK):
            budget.unpack(len(piece))
            yield piece
            body = decoder.unconsumed_tail
    except zlib.error as error:
        raise Damaged(f"damaged deflate ({error})") from None


def _brotli(body: bytes, budget: Budget) -> Iterator[bytes]:
    try:
        import brotli
    except ImportError:
        raise Unreadable("brotli needs another package: pip install 'tocsin[intake]'") from None
    decoder = brotli.Decompressor()
    try:
        piece = decoder.process(body, output_buffer_limit=CHUNK)
        while piece or not decoder.can_accept_more_data():
            budget.unpack(len(piece))
            yield piece
            piece = decoder.process(b"", output_buffer_limit=CHUNK)
    except brotli.error as error:
        raise Damaged(f"damaged brotli ({error})") from None
    if not decoder.is_finished():
        raise Damaged("brotli ends too early")


def _zstd(body: bytes, budget: Budget) -> Iterator[bytes]:
    stream = Unzstd(io.BytesIO(body), budget)
    while piece := stream.read(CHUNK):
        yield piece


_CODINGS = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd}
ACCEPTED = ", ".join(("gzip", "deflate"))
"""What a fetch asks for: what the standard library can unpack."""
