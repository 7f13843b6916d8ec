"""One reader, with its process, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tocsin.intake import Limits, Reader
from tocsin.model import Problem, Report


@dataclass
class Taken:
    """What an input gave."""

    reports: list[Report]
    problems: list[Problem]

    @property
    def reasons(self) -> str:
        """All that went wrong, in words."""
        return "; ".join(f"{p.document}: {p.message}" for p in self.problems)


Take = Callable[[bytes], Taken]
SMALL = Limits(report=2**21, unpacked=32 * 2**20, nested=4 * 2**20, pages=50, members=500, seconds=60)
"""As the real ones, in small, so that a test does not take long."""


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    with Reader(SMALL) as made:
        yield made


@pytest.fixture
def take(reader: Reader) -> Take:
    """Bytes in, the reports and problems out; the input is called `x`."""

    def taken(data: bytes) -> Taken:
        items = list(reader.read_bytes(data, "x"))
        return Taken(
            [i for i in items if isinstance(i, Report)], [i for i in items if isinstance(i, Problem)]
        )

    return taken
