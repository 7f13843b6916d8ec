"""Reports into the book."""

from __future__ import annotations

from typing import Literal

from tocsin.keep.linking import link_queue
from tocsin.model import Coding
from tocsin.redact import buried_in, tombstone, without
from tocsin.store import Book, Writing

Added = Literal["new", "seen", "known"]
"""Whether a report is new, was there but under other names alone, or was there under this one."""


def known(book: Book, report: str, name: str) -> Added | None:
    """Note that a report came under `name`, if it is in the book; None where it is not and must be coded."""
    if not book.view().has(report):
        return None
    if book.view().was_seen(report, name):
        return "known"
    with book.writing() as writing:
        return "seen" if writing.see(report, name) else "known"


def add_report(book: Book, coding: Coding, made_by: str, codebook: str, *, link: bool = True) -> Added:
    """Keep a report and all that it gave, and link it; one transaction holds the report and its findings.

    A report that is in the book already changes nothing but the names it is known under. Whoever was taken
    out of the book does not come into it again. Raises BookError, and then nothing of the report is kept.
    """
    with book.writing() as writing:
        place = writing.add(_without_the_buried(writing, coding), made_by, codebook)
        added: Added = "new"
        if place is None:
            added = "seen" if writing.see(coding.document.id, coding.document.name) else "known"
    if link:
        for _ in link_queue(book):
            pass
    return added


def _without_the_buried(writing: Writing, coding: Coding) -> Coding:
    hashes, lengths = writing.buried()
    if not hashes:
        return coding
    salt = writing.salt()
    text = f"{coding.document.name}\n{coding.document.text}"
    names = buried_in(text, lengths, lambda words: tombstone(words, salt) in hashes)
    return without(coding, names) if names else coding
