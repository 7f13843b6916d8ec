"""Looking a book over."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.link import episodes_of
from tocsin.model import Judged, Problem
from tocsin.store import Book

ABOUT: tuple[Judged, ...] = ("event", "entity", "report")


def faults(book: Book) -> Iterator[Problem | None]:
    """What is wrong with the book; None after each report that was looked through."""
    yield from book.check()
    for about in ABOUT:
        groups = book.view().groups(about)
        judgements = [j for j in book.view().judgements() if j.about == about]
        made = episodes_of(judgements, {id: report for id, report, _ in groups})
        derived = {id: group.events[0] for group in made for id in group.events}
        wrong = sum(derived[id] != first for id, _, first in groups)
        if wrong:
            message = (
                f"{wrong:,} of {len(groups):,} things ({about}) are not in the group that the judgements make"
            )
            yield Problem(stage="book", message=message, document=str(book.path), fatal=True)
    for message in book.view().broken_decisions():
        yield Problem(stage="book", message=message, document=str(book.path), fatal=True)
    if left := book.view().unfinished():
        message = f"somebody is still to be taken out of {left:,} reports: run `tocsin redact` again"
        yield Problem(stage="book", message=message, document=str(book.path), fatal=True)
    if waiting := book.view().waiting():
        message = f"{waiting:,} reports wait to be linked: the next `tocsin add` does it"
        yield Problem(stage="book", message=message, document=str(book.path))
