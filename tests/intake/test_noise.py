"""Noise in place of a format: a reader reads it or refuses it, and never breaks. `make fuzz` goes much further."""

from __future__ import annotations

import contextlib
import random
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tocsin.fetch import Refused
from tocsin.intake import LimitReached, Unreadable
from tocsin.intake.frames import Broken
from tocsin.intake.unpack import Damaged

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import fuzz

REFUSALS = (Refused, Broken, LimitReached, Unreadable, Damaged)
NAMES = (
    "html", "fragment", "pdf", "docx", "mail", "mbox", "feed", "csv", "jsonl", "json", "warc", "gzip", "zstd", "zip",
    "answer", "any input", "list of feeds", "robots.txt", "address", "frame",
)  # fmt: skip


@cache
def targets() -> dict[str, Any]:
    return dict(fuzz.targets())


def noisy(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some changed, left out, doubled or cut off."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at, size = chance.randrange(len(found) + 1), chance.randint(1, 40)
        kind = chance.randrange(4)
        if kind == 0:
            found[at : at + size] = chance.randbytes(size)
        elif kind == 1:
            del found[at : at + size]
        elif kind == 2:
            found[at:at] = found[at : at + size] * chance.randint(1, 9)
        else:
            del found[at:]
    return bytes(found)


def test_every_reader_is_fuzzed() -> None:
    assert set(targets()) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_noise_is_read_or_refused(name: str) -> None:
    target, chance = targets()[name], random.Random(7)
    refusals = (*REFUSALS, ValueError) if name == "frame" else REFUSALS  # JSON is asked before it
    for seed in target.seeds():
        target.read(seed)
        for _ in range(25):
            with contextlib.suppress(*refusals):
                target.read(noisy(seed, chance))
