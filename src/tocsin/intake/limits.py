"""How much of anything a hostile input may cost, and the error that says which limit it broke."""

from __future__ import annotations

from dataclasses import dataclass

MB = 2**20


class LimitReached(Exception):
    """An input asks for more than it may. The message names the limit and its value."""


class Unreadable(Exception):
    """Bytes that are not what they claim to be, or whose reader is not installed. The message says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one input may cost. Sizes in bytes, unpacked unless it says otherwise."""

    report: int = 16 * MB
    """One report: some two and a half million words."""
    nested: int = 256 * MB
    """A container inside another one that must be held in memory as a whole."""
    unpacked: int = 64 * 1024 * MB
    """All that comes out of one input: a day's crawl has some 5 GB."""
    ratio: int = 200
    """Bytes out for one byte in, once `free` bytes are out. News packs 3 to 10 to one."""
    free: int = MB
    members: int = 1_000_000
    """Reports, records, rows, files in one input."""
    pages: int = 2000
    depth: int = 4
    """Containers in containers."""
    tags: int = 3000
    """Elements in elements: what a page nests; real ones stay below 100."""
    seconds: int = 30
    """Of the clock, for one report."""
    memory: int = 1536 * MB
    """Address space of the process that reads."""
    deaths: int = 20
    """Readers that may die over one input before it is given up."""


class Budget:
    """What one input has cost so far: bytes of the outermost file, bytes out of all decoders together."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.packed = 0
        self.unpacked = 0
        self.members = 0

    def unpack(self, unpacked: int) -> None:
        """Count bytes out of a decoder. Raises LimitReached."""
        self.unpacked += unpacked
        limits = self.limits
        if self.unpacked > limits.unpacked:
            raise LimitReached(f"unpacks to more than {limits.unpacked // MB:,} MB")
        if self.unpacked > limits.free + limits.ratio * self.packed:
            raise LimitReached(f"unpacks to more than {limits.ratio} times its size: a decompression bomb")

    def member(self) -> None:
        """Count one more member. Raises LimitReached."""
        self.members += 1
        if self.members > self.limits.members:
            raise LimitReached(f"holds more than {self.limits.members:,} reports")
