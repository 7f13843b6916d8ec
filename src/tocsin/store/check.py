"""Is the book sound? What the file holds against what it ought to hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from tocsin.codec import Malformed
from tocsin.model import Coding, Held, Problem, Span
from tocsin.store import rows
from tocsin.store.terms import terms_of, words_of

MOST = 100
"""Faults of the file that SQLite is asked to name."""


def check(db: sqlite3.Connection, name: str) -> Iterator[Problem | None]:
    """What is wrong with the book; None after each report that was looked through."""

    def fault(message: str) -> Problem:
        return Problem(stage="book", message=message, document=name, fatal=True)

    for (said,) in db.execute(f"PRAGMA integrity_check({MOST})"):
        if said != "ok":
            yield fault(f"the file is damaged: {said}")
    for table, row, other, _ in db.execute("PRAGMA foreign_key_check"):
        yield fault(f"row {row} of {table} names a row of {other} that is not there")
    for query, message in COUNTS:
        (n,) = db.execute(query).fetchone()
        if n:
            yield fault(f"{n:,} {message}")
    for (seq,) in db.execute("SELECT seq FROM report ORDER BY seq").fetchall():
        yield from map(fault, _faults(db, seq))
        yield None


COUNTS = (
    ("SELECT count(*) FROM term WHERE events != (SELECT count(*) FROM posting WHERE term = term.id)",
     "terms are counted wrongly"),
    ("SELECT count(*) FROM event WHERE seq NOT IN (SELECT rowid FROM words)",
     "events cannot be searched for"),
    ("SELECT count(*) FROM words WHERE rowid NOT IN (SELECT seq FROM event)",
     "texts are searched that no event has"),
    ("SELECT count(*) FROM event WHERE episode NOT IN (SELECT seq FROM event)",
     "events are in an episode that is not there"),
    ("SELECT count(*) FROM entity WHERE identity NOT IN (SELECT seq FROM entity)",
     "entities are somebody who is not there"),
    ("SELECT count(*) FROM event WHERE seq NOT IN (SELECT event FROM glance)",
     "events are on no map"),
    ("SELECT count(*) FROM decided d WHERE (d.standing = 'rejected') = "
     "EXISTS (SELECT 1 FROM event e WHERE e.id = d.event AND e.seq = d.seq)",
     "decided events are not as they were decided"),
    ("SELECT count(*) FROM explanation WHERE event NOT IN (SELECT seq FROM event)",
     "explanations have no event"),
)  # fmt: skip


def _faults(db: sqlite3.Connection, seq: int) -> Iterator[str]:
    """What is wrong with one report: values that cannot be read, spans beside the text, a wrong index."""
    (id,) = db.execute("SELECT id FROM report WHERE seq = ?", (seq,)).fetchone()
    try:
        held = rows.held(db, seq)
    except Malformed as error:
        yield f"report {id}: a value cannot be read: {error}"
        return
    for what, span in _spans(held.coding):
        if not 0 <= span.start < span.end <= len(held.coding.document.text):
            yield f"report {id}: {what} points to {span.start}-{span.end}, beside the text"
    yield from _index_faults(db, seq, held)


def _spans(coding: Coding) -> Iterator[tuple[str, Span]]:
    for event in coding.events:
        yield f"event {event.id}", event.trigger
        yield f"event {event.id}", event.sentence
        parts = (*event.actors, *event.recipients, *event.sizes, event.place, event.date, event.attribution)
        yield from ((f"event {event.id}", part.span) for part in parts if part and part.span)
    for entity in coding.entities:
        yield from ((f"entity {entity.name}", mention.span) for mention in entity.mentions)
    yield from (("a figure", figure.quantity.span) for figure in coding.figures)
    yield from (("a quotation", quotation.span) for quotation in coding.quotations)


def _index_faults(db: sqlite3.Connection, report: int, held: Held) -> Iterator[str]:
    places = dict(db.execute("SELECT id, seq FROM event WHERE report = ?", (report,)))
    for event in held.coding.events:
        seq, (day, _) = places[event.id], rows.days(event)
        for term in terms_of(event, held.coding):
            found = db.execute(
                "SELECT 1 FROM posting WHERE term = (SELECT id FROM term WHERE kind = ? AND value = ?) "
                "AND day = ? AND event = ?",
                (*term, day, seq),
            )
            if found.fetchone() is None:
                yield f"event {event.id}: cannot be found by {term.kind} {term.value}"
        kept = db.execute("SELECT sentence, names FROM words WHERE rowid = ?", (seq,)).fetchone()
        if kept != words_of(event, held.coding):
            yield f"event {event.id}: cannot be found by its words"
