"""What people judge: that two things are one, or are not."""

from __future__ import annotations

import datetime as dt

from tocsin.keep.linking import regroup
from tocsin.model import Judged, Judgement, Verdict
from tocsin.store import Book, Writing


class Unknown(Exception):
    """There is no such thing in the book. The message says what."""


def judge_same(
    book: Book,
    about: Judged,
    left: str,
    right: str,
    verdict: Verdict,
    by: str,
    at: dt.datetime,
    note: str = "",
) -> None:
    """Keep a person's judgement on two things, and derive their groups anew. Raises Unknown, BookError."""
    with book.writing(surely=True) as writing:
        first, second = sorted((left, right), key=lambda id: _place(writing, about, id))
        reasons = (note,) if note else ()
        writing.judge(
            Judgement(
                about=about,
                left=first,
                right=second,
                verdict=verdict,
                score=None,
                by=by,
                reasons=reasons,
                at=at,
            )
        )
        regroup(writing, about, (left, right))


def take_back(book: Book, about: Judged, left: str, right: str, by: str, at: dt.datetime) -> bool:
    """Take back what people judged of the two; what held before holds again. Whether there was anything."""
    with book.writing(surely=True) as writing:
        affected = writing.component(about, (left, right))[0]
        if not writing.take_back(about, left, right, by, at):
            return False
        regroup(writing, about, affected)
        return True


def _place(writing: Writing, about: Judged, id: str) -> int:
    place = writing.place(about, id)
    if place is None:
        raise Unknown(f"no {about} {id} in the book")
    return place
