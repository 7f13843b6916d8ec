"""Rows of the book as values of the model, and the other way round."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tocsin.codec import decoded, encoded
from tocsin.model import (
    Coding,
    Document,
    Dropped,
    Entity,
    Event,
    Figure,
    Held,
    Judgement,
    Problem,
    Quotation,
    Step,
)

T = TypeVar("T")
JUDGEMENT = "about, left, right, verdict, score, by, at, reasons"


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps behind an event, as one value."""

    steps: tuple[Step, ...]


# ------------------------------------------------------------------ into rows


def claims(event: Event) -> str:
    """What the event says, without how it was come by."""
    return encoded(replace(event, steps=()))


def explained(event: Event) -> str:
    """How the event was come by."""
    return encoded(Steps(event.steps))


def days(event: Event) -> tuple[int, int]:
    """First and last day as numbers, 0 where the event has no date."""
    return (event.date.start.toordinal(), event.date.end.toordinal()) if event.date else (0, 0)


def glance(event: Event) -> tuple[float | None, float | None, float]:
    """Latitude and longitude in degrees, and the greatest number it gives, 0 where it gives none."""
    place = event.place
    numbers = [q.max if q.min is None else q.min for q in event.sizes]
    greatest = max((n for n in numbers if n is not None), default=0.0)
    return (place.lat if place else None), (place.lon if place else None), float(greatest)


def facts(document: Document) -> tuple[str | None, str | None, str, str]:
    """The columns publisher, published, text and data of a report."""
    published = document.source.published
    rest = replace(document, text="", blocks=())
    return (
        document.source.publisher,
        published.isoformat() if published else None,
        document.text,
        encoded(rest),
    )


def judged(judgement: Judgement) -> tuple[str | float | None, ...]:
    """The columns of `JUDGEMENT`."""
    j = judgement
    at = j.at.isoformat() if j.at else None
    return (j.about, j.left, j.right, j.verdict, j.score, j.by, at, json.dumps(j.reasons, ensure_ascii=False))


# ------------------------------------------------------------------ out of rows


def judgement(row: Sequence[str | float | None]) -> Judgement:
    """A judgement from the columns of `JUDGEMENT`."""
    names = ("about", "left", "right", "verdict", "score", "by", "at", "reasons")
    tree = {name: value for name, value in zip(names, row, strict=True) if value is not None}
    return decoded(Judgement, json.dumps({"score": None, **tree, "reasons": json.loads(str(row[7]))}))


def document(text: str, data: str) -> Document:
    """A report's document. Blocks are not kept: they are read again from the text where they are wanted."""
    return replace(decoded(Document, data), text=text)


def events(db: sqlite3.Connection, seqs: Iterable[int], *, steps: bool) -> dict[int, Event]:
    """Events by their place in the book."""
    found = {}
    for seq in seqs:
        (data,) = db.execute("SELECT data FROM event WHERE seq = ?", (seq,)).fetchone()
        event = decoded(Event, data)
        if steps:
            why = db.execute("SELECT data FROM explanation WHERE event = ?", (seq,)).fetchone()
            event = replace(event, steps=decoded(Steps, why[0]).steps) if why else event
        found[seq] = event
    return found


def held(
    db: sqlite3.Connection, report: int, only: Iterable[int] | None = None, *, whole: bool = True
) -> Held:
    """A report as the book holds it; of its events those in `only`, by their place in the book, or all.

    Where it need not be `whole`, steps, entities and the lesser findings are left out.
    """
    row = db.execute(
        "SELECT text, data, coder, codebook, (SELECT id FROM report o WHERE o.seq = report.copy_of) "
        "FROM report WHERE seq = ?",
        (report,),
    ).fetchone()
    seqs = db.execute(
        "SELECT e.seq, 'h' || f.id FROM event e JOIN event f ON f.seq = e.episode "
        "WHERE e.report = ? ORDER BY e.n, e.seq",
        (report,),
    ).fetchall()
    wanted = None if only is None else frozenset(only)
    episodes = {seq: episode for seq, episode in seqs if wanted is None or seq in wanted}
    found = events(db, episodes, steps=whole)
    coding = Coding(document=document(row[0], row[1]), events=tuple(found.values()))
    entities = _entities(db, report) if whole else {}
    return Held(
        coding=_with_the_rest(db, report, coding, tuple(e for e, _ in entities.values()))
        if whole
        else coding,
        coder=row[2],
        codebook=row[3],
        seen_as=tuple(
            n for (n,) in db.execute("SELECT name FROM sighting WHERE report = ? ORDER BY n", (report,))
        ),
        copy_of=row[4],
        episodes={found[seq].id: episode for seq, episode in episodes.items()},
        identities={id: identity for id, (_, identity) in entities.items()},
    )


def told(db: sqlite3.Connection, report: int) -> Coding:
    """A report's text, events and entities, without the steps and the rest."""
    text, data = db.execute("SELECT text, data FROM report WHERE seq = ?", (report,)).fetchone()
    found = db.execute("SELECT data FROM event WHERE report = ? ORDER BY n, seq", (report,)).fetchall()
    entities = db.execute("SELECT data FROM entity WHERE report = ? ORDER BY n", (report,)).fetchall()
    return Coding(
        document=document(text, data),
        events=tuple(decoded(Event, row[0]) for row in found),
        entities=tuple(decoded(Entity, row[0]) for row in entities),
    )


def _entities(db: sqlite3.Connection, report: int) -> Mapping[str, tuple[Entity, str]]:
    """The report's entities by their id in it, each with the id of who it is through the book."""
    rows = db.execute(
        "SELECT e.data, f.id FROM entity e JOIN entity f ON f.seq = e.identity "
        "WHERE e.report = ? ORDER BY e.n",
        (report,),
    )
    found = ((decoded(Entity, data), identity) for data, identity in rows)
    return {entity.id: (entity, identity) for entity, identity in found}


def _with_the_rest(
    db: sqlite3.Connection, report: int, coding: Coding, entities: tuple[Entity, ...]
) -> Coding:
    def read(table: str, kind: type[T]) -> tuple[T, ...]:
        rows = db.execute(f"SELECT data FROM {table} WHERE report = ? ORDER BY n", (report,))
        return tuple(decoded(kind, data) for (data,) in rows)

    return replace(
        coding,
        entities=entities,
        figures=read("figure", Figure),
        quotations=read("quotation", Quotation),
        problems=read("problem", Problem),
        dropped=read("dropped", Dropped),
    )
