"""The half of writing that keeps what people decide, and how the events stand that they decided on.

The log of decisions is a chain: the hash of a row covers its number, the digest of what it says and the hash
of the row before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tocsin.codec import decoded, encoded
from tocsin.model import Coding, Event, Judged
from tocsin.review import Decision, Stand, claim
from tocsin.store import rows
from tocsin.store.indexing import Indexing
from tocsin.store.terms import STANDING

FIRST = "0" * 64
"""The hash before the first."""


def decisions(db: sqlite3.Connection, where: str = "1", values: Sequence[object] = ()) -> Iterator[Decision]:
    """The decisions of which the condition holds, in order."""
    for seq, data in db.execute(f"SELECT seq, data FROM decision WHERE {where} ORDER BY seq", values):
        yield replace(decoded(Decision, data), seq=seq)


def sha(text: str) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def link_of(seq: int, previous: str, digest: str) -> str:
    """The hash of a row of the log."""
    return sha(f"{seq} {previous} {digest}")


def broken_links(db: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with the chain of decisions."""
    last, number = FIRST, 0
    for seq, data, digest, previous, hash, blanked in db.execute(
        "SELECT seq, data, digest, previous, hash, blanked_at FROM decision ORDER BY seq"
    ):
        if seq != number + 1:
            yield f"decision {number + 1} is missing"
        if previous != last or hash != link_of(seq, previous, digest):
            yield f"decision {seq} does not follow from the one before it"
        if blanked is None and digest != sha(data):
            yield f"decision {seq} was changed after it was made"
        last, number = hash, seq


class Deciding(Indexing):
    """What a person's decision does to a book within one transaction."""

    # -------------------------------------------------------------- the log

    def decide(self, decision: Decision) -> Decision:
        """Append a decision to the log; it comes back with its number."""
        row = self.db.execute("SELECT seq, hash FROM decision ORDER BY seq DESC LIMIT 1").fetchone()
        last, previous = row or (0, FIRST)
        data = encoded(replace(decision, seq=0))
        digest = sha(data)
        self.db.execute(
            "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
            (last + 1, decision.event, decision.report, data, digest, previous,
             link_of(last + 1, previous, digest)),
        )  # fmt: skip
        self.db.execute("DELETE FROM lease WHERE event = ?", (decision.event,))
        return replace(decision, seq=last + 1)

    def decisions(self, *, event: str | None = None, report: str | None = None) -> tuple[Decision, ...]:
        """What was decided on one event, or on all events of a report, in order."""
        field, value = ("event", event) if event is not None else ("report", report)
        return tuple(decisions(self.db, f"{field} = ?", (value,)))

    def decision(self, seq: int) -> Decision | None:
        """The decision of a number."""
        return next(decisions(self.db, "seq = ?", (seq,)), None)

    def blank(self, report: str | None, change: Callable[[str], str], blank: Callable[[Decision], Decision],
              at: dt.datetime) -> None:  # fmt: skip
        """Take words out of the decisions on a report, or of all: `blank` does it where `change` would."""
        where, values = ("report = ?", (report,)) if report is not None else ("1", ())
        found = self.db.execute(f"SELECT seq, data FROM decision WHERE {where}", values).fetchall()
        for seq, data in found:
            if change(data) != data:
                new = encoded(blank(decoded(Decision, data)))
                moment = at.isoformat()
                self.db.execute(
                    "UPDATE decision SET data = ?, blanked_at = ? WHERE seq = ?", (new, moment, seq)
                )

    # -------------------------------------------------------------- how events stand

    def top(self, table: str) -> int:
        """The last place that is taken in a table, those of rejected events among them."""
        (top,) = self.db.execute(f"SELECT coalesce(max(seq), 0) FROM {table}").fetchone()
        if table == "event":
            (kept,) = self.db.execute("SELECT coalesce(max(seq), 0) FROM decided").fetchone()
            return int(max(top, kept))
        return int(top)

    def kept_places(self, report: int) -> dict[str, tuple[int, int]]:
        """The places of a report's decided events, in the book and in it; also those of rejected ones."""
        found = self.db.execute("SELECT event, seq, n FROM decided WHERE report = ?", (report,))
        return {event: (seq, n) for event, seq, n in found}

    def machine_of(self, report: int) -> tuple[Event, ...]:
        """The events of a report as the machine found them, whatever people decided."""
        held = rows.held(self.db, report).coding
        kept = {
            event: (n, decoded(Event, data) if data else None)
            for event, n, data in self.db.execute(
                "SELECT event, n, machine FROM decided WHERE report = ?", (report,)
            )
        }
        numbers = dict(self.db.execute("SELECT id, n FROM event WHERE report = ?", (report,)).fetchall())
        found = [(numbers[e.id], e) for e in held.events if e.id not in kept]
        found += [(n, e) for n, e in kept.values() if e is not None]
        return tuple(event for _, event in sorted(found, key=lambda pair: pair[0]))

    def machine(self, report: int, event: str) -> Event | None:
        """What the machine says of one event; None where it does not find it."""
        row = self.db.execute("SELECT machine FROM decided WHERE event = ?", (event,)).fetchone()
        if row is not None:
            return decoded(Event, row[0]) if row[0] else None
        return next((e for e in rows.held(self.db, report).coding.events if e.id == event), None)

    def report_with(self, event: str) -> int | None:
        """The place of the report that an event is in, or was in before it was rejected."""
        row = self.db.execute(
            "SELECT report FROM event WHERE id = ?1 UNION ALL SELECT report FROM decided WHERE event = ?1",
            (event,),
        ).fetchone()
        return int(row[0]) if row else None

    def place_in_report(self, event: str) -> tuple[int, int] | None:
        """An event's place in the book and in its report; of a rejected one, those it had."""
        row: tuple[int, int] | None = self.db.execute(
            "SELECT seq, n FROM event WHERE id = ?1 UNION ALL SELECT seq, n FROM decided WHERE event = ?1",
            (event,),
        ).fetchone()
        return row

    def mark(self, report: int, stands: Iterable[Stand], places: Mapping[str, tuple[int, int]]) -> None:
        """Keep how the decided events of a report stand, none of which is marked.

        Those not rejected are in the report already; `places` are those that the others had.
        """
        for stand in stands:
            id = stand.decision.event
            self._mark(
                report, stand, self.place_in_report(id) or places.get(id) or (self.top("event") + 1, 0)
            )

    def _mark(self, report: int, stand: Stand, place: tuple[int, int]) -> None:
        id = stand.decision.event
        machine = encoded(stand.machine) if stand.machine else None
        self.db.execute(
            "INSERT INTO decided VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (id, report, *place, stand.standing, stand.decision.seq, int(stand.again), machine),
        )
        if stand.event is not None:
            term = (STANDING, stand.standing)
            (number,) = self.db.execute(
                "INSERT INTO term (kind, value, events) VALUES (?, ?, 1) "
                "ON CONFLICT (kind, value) DO UPDATE SET events = events + 1 RETURNING id",
                term,
            ).fetchone()
            self.db.execute(
                "INSERT INTO posting SELECT ?, day, seq FROM event WHERE seq = ?", (number, place[0])
            )

    def unmark(self, report: int, event: str | None = None) -> None:
        """Forget how the decided events of a report stand, or one of them. The decisions stay."""
        which, values = ("AND event = ?", (event,)) if event is not None else ("", ())
        found = self.db.execute(
            f"SELECT d.seq, d.standing, e.day FROM decided d LEFT JOIN event e ON e.seq = d.seq "
            f"WHERE d.report = ? {which}",
            (report, *values),
        ).fetchall()
        for seq, standing, day in found:
            if standing == "rejected" or day is None:
                continue
            (term,) = self.db.execute(
                "UPDATE term SET events = events - 1 WHERE kind = ? AND value = ? RETURNING id",
                (STANDING, standing),
            ).fetchone()
            self.db.execute("DELETE FROM posting WHERE term = ? AND day = ? AND event = ?", (term, day, seq))
            self.db.execute("DELETE FROM term WHERE id = ? AND events = 0", (term,))
        self.db.execute(f"DELETE FROM decided WHERE report = ? {which}", (report, *values))

    # -------------------------------------------------------------- one event put, changed, taken out

    def settle_event(
        self, report: int, id: str, event: Event | None, stand: Stand | None
    ) -> tuple[tuple[Judged, str], ...]:
        """Put what holds of an event into its report, or take it out, and keep how it stands.

        Gives what was joined with it where its claim changed: then it belongs to nothing until its report is
        linked, and that is put in the queue.
        """
        now = self.told_event(report, id)
        place = self.place_in_report(id) or (self.top("event") + 1, self._number(report, event))
        self.unmark(report, id)
        loosened: tuple[tuple[Judged, str], ...] = ()
        if now and event and claim(now) == claim(event):
            self._reword(report, place[0], now, event)
        else:
            loosened = self._take_out(report, place[0], now) if now else ()
            if event:
                self._put_in(report, place, event)
        if stand is not None:
            self._mark(report, stand, place)
        return loosened

    def told_event(self, report: int, id: str) -> Event | None:
        """An event as it holds in its report; None where it does not."""
        row = self.db.execute("SELECT data FROM event WHERE id = ? AND report = ?", (id, report)).fetchone()
        return decoded(Event, row[0]) if row else None

    def _put_in(self, report: int, place: tuple[int, int], event: Event) -> None:
        seq, number = place
        self.db.execute(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (seq, event.id, report, number, *rows.days(event), event.confidence, seq, rows.claims(event)),
        )
        if event.steps:
            self.db.execute("INSERT INTO explanation VALUES (?, ?)", (seq, rows.explained(event)))
        self.index(((seq, event),), self._report(report))
        self.db.execute("INSERT OR IGNORE INTO queue VALUES (?)", (report,))

    def _reword(self, report: int, seq: int, now: Event, event: Event) -> None:
        """Keep other spans and another confidence of an event whose claim is the same."""
        coding = self._report(report)
        self.unindex(((seq, now),), coding)
        self.db.execute("DELETE FROM glance WHERE event = ?", (seq,))
        self.db.execute(
            "UPDATE event SET confidence = ?, data = ? WHERE seq = ?",
            (event.confidence, rows.claims(event), seq),
        )
        self.index(((seq, event),), coding)

    def _take_out(self, report: int, seq: int, now: Event) -> tuple[tuple[Judged, str], ...]:
        loosened = self.unlink("event", {now.id: seq})
        self.unindex(((seq, now),), self._report(report))
        for table in ("explanation", "glance"):
            self.db.execute(f"DELETE FROM {table} WHERE event = ?", (seq,))
        self.db.execute("DELETE FROM event WHERE seq = ?", (seq,))
        return loosened

    def _report(self, report: int) -> Coding:
        """A report without its events: what their words and source are read from."""
        return rows.held(self.db, report, (), whole=False).coding

    def _number(self, report: int, event: Event | None) -> int:
        """The place in its report of an event that is new there: that of the one before it in the text."""
        query = "SELECT n, data FROM event WHERE report = ?"
        found = [(n, decoded(Event, data)) for n, data in self.db.execute(query, (report,))]
        before = (n for n, other in found if event and other.trigger.start <= event.trigger.start)
        return max(before, default=0)

    # -------------------------------------------------------------- leases

    def lease(self, event: str, by: str, now: dt.datetime, until: dt.datetime) -> bool:
        """Take an event onto somebody's screen; False where somebody else has it."""
        row = self.db.execute("SELECT by, until FROM lease WHERE event = ?", (event,)).fetchone()
        if row is not None and row[0] != by and row[1] > now.isoformat():
            return False
        self.db.execute("INSERT OR REPLACE INTO lease VALUES (?, ?, ?)", (event, by, until.isoformat()))
        return True
