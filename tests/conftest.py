"""One coder for all tests: loading the parser takes half a second."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tocsin.model import Coding, Event
from tocsin.pipeline import Coder, load_coder

PUBLISHED = dt.date(2020, 8, 18)
"""A Tuesday: the day on which the sentences of the tests are published."""


@pytest.fixture(scope="session")
def coder() -> Coder:
    return load_coder(coder="rules")  # what the tables say, whatever the weights


@pytest.fixture(scope="session")
def code(coder: Coder) -> Callable[[str], Coding]:
    """A report's text in, its coding out."""
    return lambda text: coder.code(text.encode(), "test.txt", PUBLISHED)


@pytest.fixture(scope="session")
def events(code: Callable[[str], Coding]) -> Callable[[str], tuple[Event, ...]]:
    """A report's text in, its events out."""
    return lambda text: code(text).events
