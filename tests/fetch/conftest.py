"""A site, and somebody who asks it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fetch.site import Site
from tocsin.fetch import Fetcher, Manner

QUICK = Manner(pause=0, seconds=30, largest=2**20, private=frozenset(("127.0.0.1",)))
"""As the real one, without its pauses, for the machine that the tests run on."""


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(QUICK)
