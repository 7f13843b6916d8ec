"""One coder for all tests: loading the parser takes half a second."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.cli import run
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


@pytest.fixture
def tocsin(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """A command on a book of its own in; exit status, standard output and standard error out."""
    monkeypatch.setenv("COLUMNS", "90")
    monkeypatch.setenv("TOCSIN_BOOK", str(tmp_path / "book.tocsin"))

    def tocsin_here(*arguments: str | Path) -> tuple[int, str, str]:
        capfd.readouterr()
        status = run([str(argument) for argument in arguments])
        return (status, *capfd.readouterr())

    return tocsin_here
