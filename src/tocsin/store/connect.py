"""Opening a book: the file, its form and version, and what SQLite's errors mean to a user."""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

APPLICATION = 0x746F6373
"""`tocs`: marks the file as a book."""
PATIENCE = 120.0
"""Seconds that a writer waits for its turn."""
FORMS = {int(script.name[:3]): script for script in (files("tocsin.store") / "schema").iterdir()}
"""Scripts that make a book's form, by number. A book keeps the numbers of those that it has seen, so that one
may be added later with a number between two others; scripts of a number do not build on greater ones."""


class BookError(Exception):
    """The book cannot be used. The message says why, in words for its user, and names the file."""


@contextlib.contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Turns what SQLite and the file system raise into a BookError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise BookError(f"{path}: {_meaning(error)}") from error
    except OSError as error:
        raise BookError(f"{path}: {(error.strerror or str(error)).lower()}") from error


def _meaning(error: sqlite3.Error) -> str:
    said = str(error)
    known = {
        "database or disk is full": "no space left on this disk: nothing of this step was kept",
        "attempt to write a readonly database": "may not be written: the file or its folder is read-only",
        "unable to open database file": "cannot be opened: no such folder, or no right to it",
        "file is not a database": "is no book of Tocsin",
        "database disk image is malformed": "is damaged: `tocsin doctor` tells more",
        "database is locked": "is being written by another program all the time",
        "disk i/o error": "the disk does not read or write: nothing of this step was kept",
    }
    return next((plain for text, plain in known.items() if text in said.lower()), said)


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """A connection to the book at `path`, brought to the newest form.

    With `create` a missing book is made. Raises BookError where there is none, where the file is something
    else, or was made by a newer Tocsin.
    """
    if not create and not path.exists():
        raise BookError(f"{path}: there is no book here; `tocsin add REPORT… --book {path}` makes one")
    with plainly(path):
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            _prepare(db, path)
        except BaseException:
            db.close()
            raise
    return db


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    # in this order: another process may be making the book just now
    tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    mark = db.execute("PRAGMA application_id").fetchone()[0]
    if mark not in (0, APPLICATION) or (mark == 0 and tables):
        raise BookError(f"{path}: is an SQLite file, but no book of Tocsin")
    seen = _seen(db)
    if newer := seen - FORMS.keys():
        raise BookError(
            f"{path}: was made by a newer Tocsin (form {max(newer)}, this one knows {max(FORMS)})"
        )
    if FORMS.keys() - seen:
        if db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            db.execute("PRAGMA journal_mode = WAL")
        _bring_up(db)
    for pragma in ("foreign_keys = ON", "synchronous = NORMAL", "cache_size = -200000", "secure_delete = ON",
                   "temp_store = MEMORY", "mmap_size = 268435456"):  # fmt: skip
        db.execute(f"PRAGMA {pragma}")


def _seen(db: sqlite3.Connection) -> frozenset[int]:
    """The numbers of the scripts that the book has seen; where it keeps none, all up to its version."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    kept = version and db.execute("SELECT value FROM meta WHERE key = 'forms'").fetchone()
    return frozenset((version, *map(int, kept[0].split())) if kept else range(1, version + 1))


def _bring_up(db: sqlite3.Connection) -> None:
    """Every script that the book has not seen, in one transaction; another process may have been first."""
    db.execute("BEGIN IMMEDIATE")
    try:
        seen = _seen(db)
        for number in sorted(FORMS.keys() - seen):
            for statement in _statements(FORMS[number].read_text(encoding="utf-8")):
                db.execute(statement)
        if not seen:
            db.execute("INSERT INTO meta VALUES ('salt', ?)", (secrets.token_hex(16),))
        forms = " ".join(map(str, sorted(FORMS)))
        db.execute("INSERT OR REPLACE INTO meta VALUES ('forms', ?)", (forms,))
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {max(FORMS)}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: `executescript` would commit between them."""
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""
