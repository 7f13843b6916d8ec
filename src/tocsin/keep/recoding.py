"""Reports of the book coded again by a newer coder or codebook."""

from __future__ import annotations

from collections.abc import Callable

from tocsin.keep.deciding import replace_coding
from tocsin.keep.linking import settle
from tocsin.model import Coding
from tocsin.store import Book, Change


def recode_report(
    book: Book, report: int, code_again: Callable[[Coding], Coding], made_by: str, codebook: str
) -> Change:
    """Code the report at place `report` again and put what is found in the place of what was found before.

    What people judged and decided stays and holds for whatever is found again; where the coder has come to
    say something else of an event that was decided, that is shown again at the desk. The report is linked
    anew in the same transaction. Raises BookError, and then the old coding stands.
    """
    coding = code_again(book.view().held(report).coding)
    with book.writing() as writing:
        change = replace_coding(writing, coding, made_by, codebook)
        settle(writing, report, change)
    return change
