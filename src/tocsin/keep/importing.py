"""An archive back into a book: reports as they were coded and judged, nothing coded again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.keep.linking import link_queue, regroup, sketch_report
from tocsin.model import Held, Judged, Judgement, Problem
from tocsin.store import Book

ABOUT: tuple[Judged, ...] = ("report", "entity", "event")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an archive brought."""

    reports: int
    known: int
    """Reports that were in the book already: the book's own coding of them stands."""
    judgements: int
    problems: tuple[Problem, ...]


def import_archive(book: Book, archive: Iterable[Held | Judgement | Problem]) -> Imported:
    """Keep what an archive holds, in its order. Into an empty book it brings just what it was made of.

    In a book that holds reports already, those of the archive are then linked with them. Each report is kept
    in a transaction; run again, the rest is kept. Raises BookError.
    """
    new = known = 0
    judged: list[Judgement] = []
    problems: list[Problem] = []
    alone = not any(True for _ in book.view().reports())
    for item in archive:
        if isinstance(item, Problem):
            problems.append(item)
        elif isinstance(item, Judgement):
            judged.append(item)
        else:
            with book.writing() as writing:
                added = writing.add(item.coding, item.coder, item.codebook, item.seen_as)
            new, known = new + (added is not None), known + (added is None)
    kept = _keep_judgements(book, judged)
    if alone:
        _settle(book)
    for _ in link_queue(book):
        pass
    return Imported(reports=new, known=known, judgements=kept, problems=tuple(problems))


def _keep_judgements(book: Book, judged: list[Judgement]) -> int:
    """Those that the book does not hold, and the groups that follow from them."""
    have = set(book.view().judgements())
    fresh = [one for one in dict.fromkeys(judged) if one not in have]
    with book.writing() as writing:
        for one in fresh:
            writing.judge(one)
        for about in ABOUT:
            regroup(writing, about, (one.right for one in fresh if one.about == about))
    return len(fresh)


def _settle(book: Book) -> None:
    """Prepare every report for being found by later ones, without comparing it with any."""
    with book.writing() as writing:
        for report in writing.queued(-1):
            sketch_report(writing, report)
            writing.done(report)
