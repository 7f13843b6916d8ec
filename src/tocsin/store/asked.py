"""What the desk asks of a book beside events and episodes: reports, what is new, what waits, decisions."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from tocsin.codec import decoded
from tocsin.model import Event, Held, Judgement
from tocsin.review import Decision
from tocsin.store import rows
from tocsin.store.connect import plainly
from tocsin.store.decide import broken_links, decisions

RECENT = 100
"""The last so many reports are what is new, of a small book the last third."""
ORDERS = ("uncertain", "consequential", "newest", "audit", "second", "again")
"""The orders in which events are served for review."""
SHOWN = "NOT EXISTS (SELECT 1 FROM decided d WHERE d.event = e.id)"
FREE = "NOT EXISTS (SELECT 1 FROM lease l WHERE l.event = {} AND l.by != :by AND l.until > :now)"
HALF = 0.5
"""Where a finding is as likely wrong as right."""
QUEUES = {
    "uncertain": (
        f"SELECT e.id FROM event e WHERE e.confidence >= {HALF} AND {SHOWN} AND {FREE.format('e.id')} "
        "ORDER BY e.confidence, e.seq LIMIT :most"
    ),
    "consequential": (
        "SELECT e.id FROM glance g CROSS JOIN event e ON e.seq = g.event "
        f"WHERE g.size > 0 AND {SHOWN} AND {FREE.format('e.id')} ORDER BY g.size DESC, e.seq LIMIT :most"
    ),
    "newest": (
        f"SELECT e.id FROM event e WHERE {SHOWN} AND {FREE.format('e.id')} "
        "ORDER BY e.report DESC, e.n LIMIT :most"
    ),
    "audit": (
        f"SELECT e.id FROM event e WHERE {SHOWN} AND {FREE.format('e.id')} ORDER BY e.id LIMIT :most"
    ),
    "second": (
        "SELECT d.event FROM decided d WHERE d.machine IS NOT NULL AND NOT EXISTS (SELECT 1 FROM decision c "
        "WHERE c.event = d.event AND json_extract(c.data, '$.by') = :by) "
        "AND NOT EXISTS (SELECT 1 FROM decision c WHERE c.event = d.event "
        "AND json_extract(c.data, '$.blind')) "
        f"AND {FREE.format('d.event')} ORDER BY d.event LIMIT :most"
    ),
    "again": (
        f"SELECT d.event FROM decided d WHERE d.again AND {FREE.format('d.event')} "
        "ORDER BY d.event LIMIT :most"
    ),
}  # fmt: skip
"""Ids of what waits, in order: never decided, and on nobody else's screen. The audit goes by id, which is a
hash: a random sample that nobody can choose."""


class Line(NamedTuple):
    """A report in a list."""

    seq: int
    id: str
    name: str
    publisher: str | None
    published: str | None
    events: int
    copy: int
    """1 where it repeats another."""
    title: str | None


class Standings(NamedTuple):
    """How an event stands."""

    standing: str | None
    """None where nobody has decided."""
    again: bool
    machine: Event | None
    """What the machine says; None where that is what holds, or where it does not find the event."""


class Grown(NamedTuple):
    """An episode of which the last reports told."""

    episode: int
    """Place of its first event."""
    fresh: int
    """Tellings in the last reports."""
    is_new: bool


class Asked:
    """Questions of the desk. Every answer is of one moment."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self.db = db
        self.path = path

    # -------------------------------------------------------------- reports and events

    def lines(self, before: int | None, most: int) -> tuple[Line, ...]:
        """Reports in a list, the last that came first; those that came before the one at `before`."""
        with plainly(self.path):
            found = self.db.execute(
                "SELECT seq, id, name, publisher, published, (SELECT count(*) FROM event e WHERE e.report = "
                "r.seq), copy_of IS NOT NULL, json_extract(data, '$.title') FROM report r "
                "WHERE seq < ? ORDER BY seq DESC LIMIT ?",
                (1 << 62 if before is None else before, most),
            ).fetchall()
        return tuple(Line(*row) for row in found)

    def report_of(self, id: str) -> int | None:
        """The place of the report of an id, or of the report of an event."""
        with plainly(self.path):
            row = self.db.execute(
                "SELECT seq FROM report WHERE id = ?1 UNION ALL SELECT report FROM event WHERE id = ?1 "
                "UNION ALL SELECT report FROM decided WHERE event = ?1",
                (id,),
            ).fetchone()
        return int(row[0]) if row else None

    def event(self, id: str) -> Held | None:
        """The event of an id in its report, which is whole; None where it is not in the book."""
        with plainly(self.path):
            row = self.db.execute("SELECT report, seq FROM event WHERE id = ?", (id,)).fetchone()
            return rows.held(self.db, row[0], (row[1],)) if row else None

    def at(self, seqs: Iterable[int]) -> tuple[Held, ...]:
        """The events at places of the book, each in its report (without that one's other findings)."""
        with plainly(self.path):
            found = []
            for seq in seqs:
                row = self.db.execute("SELECT report FROM event WHERE seq = ?", (seq,)).fetchone()
                if row is not None:
                    found.append(rows.held(self.db, row[0], (seq,), whole=False))
            return tuple(found)

    def written_as(self, kind: str, value: str) -> str:
        """A value of the index as the reports write it: the publisher `harbour wire` is `Harbour Wire`."""
        part = {"source": "r.publisher", "place": "json_extract(e.data, '$.place.name')"}.get(kind)
        if part is None:
            return value
        with plainly(self.path):
            row = self.db.execute(
                f"SELECT {part} FROM posting p JOIN event e ON e.seq = p.event "
                "JOIN report r ON r.seq = e.report WHERE p.term = "
                "(SELECT id FROM term WHERE kind = ? AND value = ?) LIMIT 1",
                (kind, value),
            ).fetchone()
        return str(row[0]) if row and row[0] else value

    def place_names(self, seqs: Sequence[int]) -> tuple[str, ...]:
        """What the places are called where the events at places of the book happened."""
        with plainly(self.path):
            query = "SELECT json_extract(data, '$.place.name') FROM event WHERE seq = ?"
            found = (self.db.execute(query, (seq,)).fetchone() for seq in seqs)
            return tuple(str(row[0]) if row and row[0] else "" for row in found)

    def size(self) -> tuple[int, int]:
        """How many reports and events there are."""
        with plainly(self.path):
            (reports,) = self.db.execute("SELECT coalesce(max(seq), 0) FROM report").fetchone()
            row = self.db.execute("SELECT events FROM term WHERE kind = 'all'").fetchone()
        return int(reports), int(row[0]) if row else 0

    # -------------------------------------------------------------- what is new

    def grown(self, most: int) -> tuple[Grown, ...]:
        """Episodes of which the last reports told, those told most often first."""
        with plainly(self.path):
            (last,) = self.db.execute("SELECT coalesce(max(seq), 0) FROM report").fetchone()
            first = last - min(RECENT, last // 3 + 1)
            found = self.db.execute(
                "SELECT t.episode, count(*) AS n, f.report > :first FROM event t "
                "JOIN event f ON f.seq = t.episode WHERE t.report > :first "
                "GROUP BY t.episode ORDER BY n DESC, t.episode DESC LIMIT :most",
                {"first": first, "most": most},
            ).fetchall()
        return tuple(Grown(episode, n, bool(new)) for episode, n, new in found)

    # -------------------------------------------------------------- review

    def standing(self, event: str) -> Standings:
        """How an event stands."""
        with plainly(self.path):
            row = self.db.execute(
                "SELECT standing, again, machine FROM decided WHERE event = ?", (event,)
            ).fetchone()
        if row is None:
            return Standings(None, False, None)
        return Standings(row[0], bool(row[1]), decoded(Event, row[2]) if row[2] else None)

    def standings(self, report: int) -> dict[str, Standings]:
        """How the decided events of a report stand, also those that were rejected."""
        with plainly(self.path):
            found = self.db.execute("SELECT event FROM decided WHERE report = ?", (report,)).fetchall()
        return {event: self.standing(event) for (event,) in found}

    def counted_standings(self) -> dict[str, int]:
        """How many events stand how."""
        with plainly(self.path):
            query = "SELECT standing, count(*) FROM decided GROUP BY standing"
            return dict(self.db.execute(query).fetchall())

    def queue(self, order: str, by: str, now: dt.datetime, most: int) -> tuple[str, ...]:
        """The first events that wait for review by somebody, in one of the ORDERS."""
        with plainly(self.path):
            found = self.db.execute(QUEUES[order], {"by": by, "now": now.isoformat(), "most": most})
            return tuple(row[0] for row in found)

    def again(self, most: int = 1000) -> tuple[str, ...]:
        """Decided events of which the machine has come to say something else since."""
        with plainly(self.path):
            found = self.db.execute("SELECT event FROM decided WHERE again ORDER BY event LIMIT ?", (most,))
            return tuple(row[0] for row in found)

    def decisions_on(self, event: str) -> tuple[Decision, ...]:
        """What was decided on an event, in order."""
        with plainly(self.path):
            return tuple(decisions(self.db, "event = ?", (event,)))

    def decisions(self, after: int = 0, most: int | None = None) -> tuple[Decision, ...]:
        """What was decided, in order, behind the decision of a number."""
        with plainly(self.path):
            where = "seq > ?" if most is None else "seq > ? AND seq <= ?"
            return tuple(decisions(self.db, where, (after,) if most is None else (after, after + most)))

    def chain(self, after: int = 0) -> tuple[tuple[int, str, str, str, str], ...]:
        """The log as it is written: number, what was decided, its digest, the hash before, the hash."""
        with plainly(self.path):
            return tuple(
                self.db.execute(
                    "SELECT seq, data, digest, previous, hash FROM decision WHERE seq > ? ORDER BY seq",
                    (after,),
                ).fetchall()
            )

    def reviewed(self) -> tuple[int, ...]:
        """Places of the reports that have decided events and no other, none of them unsure."""
        with plainly(self.path):
            found = self.db.execute(
                "SELECT DISTINCT d.report FROM decided d WHERE NOT EXISTS (SELECT 1 FROM event e WHERE "
                "e.report = d.report AND NOT EXISTS (SELECT 1 FROM decided o WHERE o.event = e.id "
                "AND o.standing != 'unsure')) ORDER BY d.report"
            )
            return tuple(row[0] for row in found)

    def publisher(self, report: str) -> str | None:
        """Who published a report."""
        with plainly(self.path):
            row = self.db.execute("SELECT publisher FROM report WHERE id = ?", (report,)).fetchone()
            return row[0] if row else None

    def last_decision(self) -> int:
        """Number of the last decision; 0 where there is none."""
        with plainly(self.path):
            return int(self.db.execute("SELECT coalesce(max(seq), 0) FROM decision").fetchone()[0])

    def broken_decisions(self) -> tuple[str, ...]:
        """What is wrong with the chain of decisions."""
        with plainly(self.path):
            return tuple(broken_links(self.db))

    def judged(self, event: str) -> tuple[Judgement, ...]:
        """What was judged of an event and not taken back."""
        with plainly(self.path):
            found = self.db.execute(
                f"SELECT {rows.JUDGEMENT} FROM judgement WHERE about = 'event' AND (left = ?1 OR right = ?1) "
                "AND undone_at IS NULL ORDER BY seq",
                (event,),
            ).fetchall()
        return tuple(map(rows.judgement, found))
