"""What all pages share: the book, open once for each that asks at a time; the codebook; who is there."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from tocsin.codebook import Codebook, load_codebook
from tocsin.serve.guard import Gate
from tocsin.store import Book, Glance, View, open_book


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a desk is set up."""

    book: Path
    gate: Gate
    by: str
    """Who is at the desk, unless the browser says otherwise."""
    codebook: Path | None = None


class Desk:
    """One book on the desk. Shared by all threads; closed at the end."""

    def __init__(self, settings: Settings) -> None:
        """Raises BookError where there is no book, CodebookError."""
        self.settings = settings
        self.codebook: Codebook = load_codebook(settings.codebook)
        self.glance = Glance(settings.book)
        self.glance.keep_up()
        self.remembered: dict[object, object] = {}
        """What pages have worked out, by what it was worked out from; thrown away when the book changes."""
        self._books: SimpleQueue[Book] = SimpleQueue()
        self._turn = threading.Lock()

    def close(self) -> None:
        """Close the book."""
        self.glance.close()
        while True:
            try:
                self._books.get_nowait().close()
            except Empty:
                return

    @contextlib.contextmanager
    def book(self) -> Iterator[Book]:
        """The book, for one thread."""
        try:
            book = self._books.get_nowait()
        except Empty:
            book = open_book(self.settings.book)
        try:
            yield book
        finally:
            self._books.put(book)

    @contextlib.contextmanager
    def view(self) -> Iterator[View]:
        """The reading half; what is counted at a glance is brought up to date first."""
        self.glance.keep_up()
        with self.book() as book:
            yield book.view()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Book]:
        """The book, for one who writes: those who write at the same time wait in line."""
        with self._turn, self.book() as book:
            yield book
