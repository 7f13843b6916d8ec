"""Reports into the book."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from tocsin.keep.linking import link_queue
from tocsin.model import Coding, Problem, Report
from tocsin.read import report_id
from tocsin.redact import buried_in, tombstone, without
from tocsin.store import Book, Writing

Added = Literal["new", "seen", "known"]
"""Whether a report is new, was there but under other names alone, or was there under this one."""
Also = Callable[[Writing], bool]
"""What else is written in the transaction that keeps a report. Where it says False the report is not kept."""


class Coded(NamedTuple):
    """A coding, and by whom and with which codebook."""

    coding: Coding
    made_by: str
    codebook: str


class Taken(NamedTuple):
    """What became of one input."""

    came_to: Literal["new", "seen", "known", "unread", "later"]
    """`later`: it could not be had now, and will be asked for again."""
    problems: tuple[Problem, ...] = ()
    events: int = 0
    foreign: bool = False
    """Whether it is in another language: kept, counted, not coded."""


def take(
    book: Book, read: Report | Problem, code: Callable[[Report | Problem], Coded], also: Also | None = None
) -> Taken:
    """Code what was read and keep it, unless it is in the book already. Raises BookError."""
    if isinstance(read, Report) and (found := known(book, report_id(read.data), read.name, also)):
        return Taken(found)
    coding, made_by, codebook = code(read)
    if any(problem.fatal for problem in coding.problems) and not is_foreign(coding):
        return Taken("unread", coding.problems)
    added = add_report(book, coding, made_by, codebook, also=also)
    events = len(coding.events) if added == "new" else 0
    return Taken(added, coding.problems, events, is_foreign(coding))


def is_foreign(coding: Coding) -> bool:
    """Whether a report was recognised as one in another language."""
    fatal = any(problem.fatal for problem in coding.problems)
    return fatal and bool(coding.document.text) and coding.document.language not in (None, "en")


def known(book: Book, report: str, name: str, also: Also | None = None) -> Added | None:
    """Note that a report came under `name`, if it is in the book; None where it is not and must be coded."""
    if not book.view().has(report):
        return None
    if also is None and book.view().was_seen(report, name):
        return "known"
    with book.writing() as writing:
        if also is not None and not also(writing):
            return "known"
        return "seen" if writing.see(report, name) else "known"


def add_report(
    book: Book, coding: Coding, made_by: str, codebook: str, *, link: bool = True, also: Also | None = None
) -> Added:
    """Keep a report and all that it gave, and link it; one transaction holds the report and its findings.

    A report that is in the book already changes nothing but the names it is known under. Whoever was taken
    out of the book does not come into it again. Raises BookError, and then nothing of the report is kept.
    """
    with book.writing() as writing:
        if also is not None and not also(writing):
            return "known"
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
