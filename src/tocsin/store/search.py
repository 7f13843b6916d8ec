"""A selection as SQL. Only numbers and `?` stand in the text of a query: what a user gave is always a value.

Events are walked newest first along the postings of the field that fewest events have; the other fields are
looked up for each. Where a few events are known beforehand (one report, one episode, rare words), those are
looked at instead. So a page costs about as much as it holds, however large the book.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tocsin.model import Selection
from tocsin.review import STANDINGS
from tocsin.store.terms import ALL, STANDING, folded, surer

FEW = 4000
"""Up to so many events are looked at one by one rather than walked to."""
FIELDS = (
    ("type", "types", str.upper),
    ("mode", "modes", str.lower),
    ("sector", "sectors", str.upper),
    ("country", "countries", str.upper),
    ("place", "places", folded),
    ("source", "sources", folded),
    ("status", "statuses", str.lower),
    ("voice", "voices", str.lower),
    (STANDING, "standings", str.lower),
)
"""Kind of term, field of a Selection, and how a value is written in the book."""

OPEN = "open"
"""In place of a standing: nobody has decided."""
NOTHING = ""
"""The query for words that no event has, such as a mark of punctuation."""
Place = tuple[int, int]
"""Day and seq of an event: by these the book is in order, newest first."""


class Query(NamedTuple):
    """A part of SQL and the values for its question marks."""

    sql: str
    values: tuple[object, ...] = ()


class Field(NamedTuple):
    """One field that is asked for: the terms that will do, and how many events have them."""

    kind: str
    terms: tuple[int, ...]
    events: int


def find(
    db: sqlite3.Connection, wanted: Selection, after: Place | None = None, most: int = -1
) -> Iterator[Place]:
    """The events of a selection, newest first, undated ones last; `most` of those behind `after`."""
    fields = _fields(db, wanted)
    words = _words(db, wanted)
    if fields is None or words == NOTHING:
        return
    few = _few(db, wanted, words)
    query = _looked_at(few, fields, wanted, words) if few else _walked(fields, wanted, words, after)
    sql, values = query
    if few and after:
        sql, values = f"{sql} AND (p.day, p.event) < (?, ?)", (*values, *after)
    yield from db.execute(f"{sql} ORDER BY 1 DESC, 2 DESC LIMIT ?", (*values, most))


def _fields(db: sqlite3.Connection, wanted: Selection) -> list[Field] | None:
    """The fields asked for, rarest first; None where one has no value that is in the book."""
    found = []
    for kind, name, written in FIELDS:
        values = tuple(dict.fromkeys(written(value) for value in getattr(wanted, name)))
        if values and not (kind == STANDING and OPEN in values):
            found.append(_field(db, kind, values))
    if wanted.confidence is not None:
        found.append(_field(db, "sure", surer(wanted.confidence)))
    if any(not field.terms for field in found):
        return None
    return sorted(found, key=lambda field: field.events)


def _field(db: sqlite3.Connection, kind: str, values: tuple[str, ...]) -> Field:
    marks = ", ".join("?" * len(values))
    rows = db.execute(
        f"SELECT id, events FROM term WHERE kind = ? AND value IN ({marks}) ORDER BY id", (kind, *values)
    ).fetchall()
    return Field(kind, tuple(id for id, _ in rows), sum(n for _, n in rows))


# ------------------------------------------------------------------ words


def _words(db: sqlite3.Connection, wanted: Selection) -> str | None:
    """The query for the index of words: all words of the text, and one of the actors."""
    parts = [_phrase(word) for word in _split(wanted.text or "")]
    if wanted.text and not parts:
        return NOTHING
    if wanted.actors:
        names = [name for actor in wanted.actors for name in (actor, *also_called(db, actor))]
        phrases = [_phrase(" ".join(_split(name))) for name in dict.fromkeys(names) if _split(name)]
        if not phrases:
            return NOTHING
        parts.append(f"(names : ({' OR '.join(phrases)}))")
    return " AND ".join(parts) if parts else None


def _split(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _phrase(words: str) -> str:
    return f'"{words}"'


def also_called(db: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """Other names, through the book, of those who are called `name` somewhere."""
    rows = db.execute(
        "SELECT DISTINCT other.name FROM entity one JOIN entity other ON other.identity = one.identity "
        "WHERE one.name = ? COLLATE NOCASE LIMIT 50",
        (name,),
    )
    return tuple(row[0] for row in rows)


# ------------------------------------------------------------------ queries


def words_query(db: sqlite3.Connection, wanted: Selection) -> Query | None:
    """A query for the places of the events that have the words and names of a selection, if it has any.

    Its SQL is NOTHING where no event can.
    """
    words = _words(db, wanted)
    if words is None or words == NOTHING:
        return None if words is None else Query(NOTHING)
    return Query("SELECT rowid FROM words WHERE words MATCH ?", (words,))


def event_query(wanted: Selection) -> Query | None:
    """A query for the places of the events of one report or episode, if the selection names one."""
    if wanted.episode is not None:
        return Query(
            "SELECT seq FROM event WHERE episode = (SELECT seq FROM event WHERE id = ?)",
            (wanted.episode.removeprefix("h"),),
        )
    if wanted.report is not None:
        return Query(
            "SELECT seq FROM event WHERE report IN (SELECT seq FROM report WHERE id = ?1 OR name = ?1 "
            "UNION SELECT report FROM sighting WHERE name = ?1)",
            (wanted.report,),
        )
    return None


def _few(db: sqlite3.Connection, wanted: Selection, words: str | None) -> Query | None:
    """A query for a small number of events that the wanted ones are among, if there is one."""
    if query := event_query(wanted):
        return query
    if words is not None:
        query = Query("SELECT rowid FROM words WHERE words MATCH ?", (words,))
        (n,) = db.execute(f"SELECT count(*) FROM ({query.sql} LIMIT {FEW})", query.values).fetchone()
        return query if n < FEW else None
    return None


def _looked_at(few: Query, fields: Iterable[Field], wanted: Selection, words: str | None) -> Query:
    parts = [
        Query(
            f"SELECT p.day, p.event FROM (SELECT day, seq AS event FROM event WHERE seq IN ({few.sql})) p",
            few.values,
        )
    ]
    tests = [*(_has(field) for field in fields), *_more(wanted)]
    if words and "FROM words" not in few.sql:
        tests.append(_worded(words))
    return _joined([*parts, Query(" WHERE 1"), *(_and(test) for test in tests)])


def _walked(fields: list[Field], wanted: Selection, words: str | None, after: Place | None) -> Query:
    """Along the postings of the rarest field: one walk a term, merged by day."""
    terms = fields[0].terms if fields else None
    tests = [*(_has(field) for field in fields[1:]), *_more(wanted)]
    if words:
        tests.append(_worded(words))
    if after:
        tests.append(Query("(p.day, p.event) < (?, ?)", after))
    all_of = "(SELECT id FROM term WHERE kind = ? AND value = ?)"
    starts = [Query("?", (term,)) for term in terms] if terms else [Query(all_of, ALL)]
    walks = []
    for start in starts:
        walk = Query(f"SELECT p.day, p.event FROM posting p WHERE p.term = {start.sql}", start.values)
        walks.append(_joined([walk, *(_and(test) for test in tests)]))
    return Query(" UNION ".join(w.sql for w in walks), tuple(v for w in walks for v in w.values))


def _has(field: Field) -> Query:
    """Whether the event has one of the terms. How sure it is, `_more` looks up exactly."""
    if field.kind == "sure":
        return Query("1")
    marks = ", ".join("?" * len(field.terms))
    return Query(
        f"EXISTS (SELECT 1 FROM posting q WHERE q.term IN ({marks}) AND q.day = p.day AND q.event = p.event)",
        field.terms,
    )


def _more(wanted: Selection) -> Iterator[Query]:
    """Tests that need the event itself."""
    if wanted.since:
        yield Query(
            "EXISTS (SELECT 1 FROM event e WHERE e.seq = p.event AND e.until >= ?)",
            (wanted.since.toordinal(),),
        )
    if wanted.until:
        yield Query("p.day BETWEEN 1 AND ?", (wanted.until.toordinal(),))
    if OPEN in wanted.standings:  # none of the standings that were not asked for
        others = [value for value in STANDINGS if value not in wanted.standings]
        marks = ", ".join("?" * len(others))
        yield Query(
            "NOT EXISTS (SELECT 1 FROM posting q WHERE q.term IN (SELECT id FROM term WHERE kind = ? "
            f"AND value IN ({marks})) AND q.day = p.day AND q.event = p.event)",
            (STANDING, *others),
        )
    if wanted.confidence is not None:
        yield Query(
            "EXISTS (SELECT 1 FROM event e WHERE e.seq = p.event AND e.confidence >= ?)", (wanted.confidence,)
        )


def _worded(words: str) -> Query:
    return Query("p.event IN (SELECT rowid FROM words WHERE words MATCH ?)", (words,))


def _and(test: Query) -> Query:
    return Query(f" AND {test.sql}", test.values)


def _joined(parts: Iterable[Query]) -> Query:
    whole = list(parts)
    return Query("".join(p.sql for p in whole), tuple(v for p in whole for v in p.values))
