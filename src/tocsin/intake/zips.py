"""ZIP archives: their members as streams. Names in them are only ever names, never paths to write to."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import IO, BinaryIO, NamedTuple

from tocsin.intake.limits import Budget, LimitReached, Unreadable
from tocsin.intake.unpack import Damaged

ERRORS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError,
    OSError, ValueError, IndexError, OverflowError,
)  # fmt: skip
"""What the standard library raises over archives that are not what they should be."""
_NO_REPORTS = ("__MACOSX/", ".DS_Store", "Thumbs.db")


class Member:
    """The unpacked bytes of one member."""

    def __init__(self, file: IO[bytes], budget: Budget) -> None:
        self._file, self._budget = file, budget

    def read(self, size: int, /) -> bytes:
        """Raises Damaged, LimitReached."""
        try:
            piece = self._file.read(size)
        except ERRORS as error:
            raise Damaged(f"damaged: {error}") from None
        self._budget.unpack(len(piece))
        return piece


class Entry(NamedTuple):
    """A member by name, or why it cannot be had."""

    name: str
    stream: Member | None
    reason: str = ""


def read_members(source: BinaryIO, budget: Budget) -> Iterator[Entry]:
    """The members of the archive, in its order, folders left out. Raises Unreadable where it is none."""
    try:
        archive = zipfile.ZipFile(source)
    except ERRORS as error:
        raise Unreadable(f"no whole ZIP archive ({error})") from None
    infos = archive.infolist()
    if len(infos) > budget.limits.members:
        raise LimitReached(f"holds more than {budget.limits.members:,} files")
    if _overlap(infos):
        raise Unreadable("its members overlap: a decompression bomb")
    for number, info in enumerate(infos, 1):
        name = info.filename.replace("\\", "/") or f"member {number}"
        if name.endswith("/") or name.startswith(_NO_REPORTS) or name.rpartition("/")[2] in _NO_REPORTS:
            continue
        if info.flag_bits & 1:
            yield Entry(name, None, "is encrypted")
            continue
        try:
            file = archive.open(info)
        except ERRORS as error:
            yield Entry(name, None, f"damaged: {error}")
            continue
        with file:
            yield Entry(name, Member(file, budget))


def _overlap(infos: list[zipfile.ZipInfo]) -> bool:
    """Whether packed bytes of one member lie within another's (Fifield 2019)."""
    ends = sorted((info.header_offset, info.header_offset + info.compress_size) for info in infos)
    return any(second < end for (_, end), (second, _) in pairwise(ends))
