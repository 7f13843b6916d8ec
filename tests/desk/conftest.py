"""A desk on the sample book: in this process for its records, in a thread of its own for browsers."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest
from starlette.testclient import TestClient

from tocsin.pipeline import Coder
from tocsin.serve import Gate, Settings, create_app

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
TOKEN = "the-key"


def script(name: str) -> ModuleType:
    """A script of benchmarks/."""
    if str(BENCHMARKS) not in sys.path:
        sys.path.append(str(BENCHMARKS))
    return importlib.import_module(name)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, coder: Coder) -> Path:
    """The book of thirty reports; not to be changed."""
    path = tmp_path_factory.mktemp("sample") / "Sample.tocsin"
    script("desk_book").make(path, coder)
    return path


@pytest.fixture
def book(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample book, to be changed."""
    path = tmp_path / "Sample.tocsin"
    for end in ("", "-wal", "-shm"):
        source = sample.with_name(sample.name + end)
        if source.exists():
            shutil.copy(source, path.with_name(path.name + end))
    return path


@contextmanager
def opened(book: Path, **headers: str) -> Iterator[TestClient]:
    """A client of a desk in this process, which has the key."""
    gate = Gate(hosts=frozenset({"testserver"}), token=TOKEN)
    app = create_app(Settings(book=book, gate=gate, by="Ada"))
    with TestClient(app, headers={"authorization": f"Bearer {TOKEN}", **headers}) as client:
        yield client


@pytest.fixture
def desk(book: Path) -> Iterator[TestClient]:
    """A desk on a book that may be changed."""
    with opened(book) as client:
        yield client


@pytest.fixture(scope="session")
def still(sample: Path) -> Iterator[TestClient]:
    """A desk on the book that is not changed."""
    with opened(sample) as client:
        yield client
