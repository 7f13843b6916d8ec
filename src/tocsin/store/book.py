"""A book that is open: transactions, and the file itself."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from tocsin.model import Problem
from tocsin.store.check import check
from tocsin.store.connect import connect, plainly
from tocsin.store.dump import dump
from tocsin.store.view import View
from tocsin.store.write import Writing


class Book:
    """An open book. A context manager: closed at the end."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path = path
        self.db = db

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def view(self) -> View:
        """The reading half."""
        return View(self.db, self.path)

    @contextlib.contextmanager
    def writing(self, *, surely: bool = False) -> Iterator[Writing]:
        """One transaction: all that is done within it is kept, or nothing.

        Waits its turn where others write. With `surely` it is on the disk when this returns, whatever befalls
        the power; without, the last ones may be lost then, whole, and the book stays sound. Raises BookError.
        """
        with plainly(self.path):
            self.db.execute(f"PRAGMA synchronous = {'FULL' if surely else 'NORMAL'}")
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield Writing(self.db)
                self.db.execute("COMMIT")
            except BaseException:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise

    def check(self) -> Iterator[Problem | None]:
        """What is wrong with the book; None after each report that was looked through."""
        with plainly(self.path):
            yield from check(self.db, str(self.path))

    def dump(self) -> Iterator[str]:
        """The book as lines, the same for the same contents."""
        with plainly(self.path):
            yield from dump(self.db)

    def scrub(self) -> None:
        """Write the whole file anew, so that nothing is left in it of what was taken out."""
        with plainly(self.path):
            self.db.execute("INSERT INTO words (words) VALUES ('optimize')")
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.db.execute("VACUUM")
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def holds(self, words: Iterable[str]) -> bool:
        """Whether the bytes of the book's files hold one of the texts, in whatever case."""
        wanted = tuple(word.casefold().encode() for word in words)
        files = (self.path, *(self.path.with_name(self.path.name + end) for end in ("-wal", "-shm")))
        with plainly(self.path):
            return any(_holds(path, wanted) for path in files if path.exists())


def _holds(path: Path, wanted: tuple[bytes, ...]) -> bool:
    """Read a piece at a time, each with the end of the one before it."""
    longest, end = max(map(len, wanted), default=1), b""
    with path.open("rb") as file:
        while piece := file.read(1 << 22):
            text = (end + piece).decode("utf-8", "replace").casefold().encode()
            if any(word in text for word in wanted):
                return True
            end = piece[-4 * longest :]
    return False


def open_book(path: Path, *, create: bool = False) -> Book:
    """The book at `path`; with `create` a new one where there is none. Raises BookError."""
    return Book(path, connect(path, create=create))
