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
FORMS = tuple(sorted((files("tocsin.store") / "schema").iterdir(), key=lambda path: path.name))
"""Scripts that make a book's form, oldest first; each one leads from a version to the next."""


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
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if mark not in (0, APPLICATION) or (mark == 0 and tables):
        raise BookError(f"{path}: is an SQLite file, but no book of Tocsin")
    if version > len(FORMS):
        raise BookError(f"{path}: was made by a newer Tocsin (form {version}, this one knows {len(FORMS)})")
    if version < len(FORMS):
        if db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            db.execute("PRAGMA journal_mode = WAL")
        _bring_up(db)
    for pragma in ("foreign_keys = ON", "synchronous = NORMAL", "cache_size = -200000", "secure_delete = ON",
                   "temp_store = MEMORY", "mmap_size = 268435456"):  # fmt: skip
        db.execute(f"PRAGMA {pragma}")


def _bring_up(db: sqlite3.Connection) -> None:
    """Every script that the book has not seen, in one transaction; another process may have been first."""
    db.execute("BEGIN IMMEDIATE")
    try:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        for script in FORMS[version:]:
            for statement in _statements(script.read_text(encoding="utf-8")):
                db.execute(statement)
        if version == 0:
            db.execute("INSERT INTO meta VALUES ('salt', ?)", (secrets.token_hex(16),))
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {len(FORMS)}")
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
