"""The writing half of a book: one transaction at a time, and what is done within one."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tocsin.codec import encoded
from tocsin.model import Coding, Judged
from tocsin.names import entity_ids
from tocsin.review import Stand
from tocsin.store import rows
from tocsin.store.decide import Deciding
from tocsin.store.leads import Leads

LESSER = ("figure", "quotation", "problem", "dropped")
"""Tables of a report's lesser findings; in the order of a Coding's fields."""


class Change(NamedTuple):
    """What a second coding of one report changed, as ids of events; and whom to group anew."""

    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    loosened: tuple[tuple[Judged, str], ...] = ()
    """Things that stood in one group with something of this report."""


class Writing(Deciding, Leads):
    """What can be done to a book within one transaction. Made by `Book.writing`, of no use after it."""

    # -------------------------------------------------------------- reports

    def place_of(self, report: str) -> int | None:
        """The place in the book of the report of this id; None where it is not there."""
        row = self.db.execute("SELECT seq FROM report WHERE id = ?", (report,)).fetchone()
        return row[0] if row else None

    def see(self, report: str, name: str) -> bool:
        """Note the name under which a report came. Whether the name is new for it."""
        done = self.db.execute(
            "INSERT OR IGNORE INTO sighting SELECT r.seq, ?2, count(s.n) FROM report r "
            "LEFT JOIN sighting s ON s.report = r.seq WHERE r.id = ?1",
            (report, name),
        )
        return done.rowcount > 0

    def add(self, coding: Coding, coder: str, codebook: str, seen_as: Sequence[str] = ()) -> int | None:
        """Keep a report and all that it gave; its place in the book. None, and nothing done, if it is there.

        Its events are episodes of their own until they are linked; the report is put in the queue for that.
        """
        document = coding.document
        if self.place_of(document.id) is not None:
            return None
        seq = self.db.execute(
            "INSERT INTO report (id, name, publisher, published, text, data, coder, codebook) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (document.id, document.name, *rows.facts(document), coder, codebook),
        ).lastrowid
        for name in seen_as or (document.name,):
            self.see(document.id, name)
        self._keep(seq or 0, coding, {}, {})
        return seq

    def replace(self, coding: Coding, coder: str, codebook: str, stands: Sequence[Stand] = ()) -> Change:
        """Put a new coding in the place of a report's old one. What people judged stays.

        Its events are those that hold; `stands` says how those stand that people decided on. What is found
        again keeps its place; the report is put in the queue to be linked anew.
        """
        seq = self.place_of(coding.document.id)
        assert seq is not None, "only a report of the book can be coded again"
        old = {e.id: rows.claims(e) for e in rows.held(self.db, seq).coding.events}
        places = self.kept_places(seq)
        kept = {id: place for id, (place, _) in places.items()}
        events = {**kept, **self.places("event", seq)}
        entities = self.places("entity", seq)
        loosened = self._forget(seq)
        self.db.execute(
            "UPDATE report SET publisher = ?, published = ?, text = ?, data = ?, coder = ?, codebook = ? "
            "WHERE seq = ?",
            (*rows.facts(coding.document), coder, codebook, seq),
        )
        self.db.execute(
            "INSERT INTO meta VALUES ('replaced', '1') "
            "ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
        )
        self._keep(seq, coding, events, entities)
        self.mark(seq, stands, places)
        new = {e.id: rows.claims(e) for e in coding.events}
        return Change(
            tuple(id for id in new if id not in old),
            tuple(id for id in old if id not in new),
            tuple(id for id in new if id in old and old[id] != new[id]),
            loosened,
        )

    # -------------------------------------------------------------- what a report gave

    def _keep(
        self, report: int, coding: Coding, events: Mapping[str, int], entities: Mapping[str, int]
    ) -> None:
        """Everything below a report. The mappings give the places of what was there before."""
        self._keep_events(report, coding, events)
        self._keep_entities(report, coding, entities)
        values = (coding.figures, coding.quotations, coding.problems, coding.dropped)
        for table, found in zip(LESSER, values, strict=True):
            lines = [(report, n, encoded(value)) for n, value in enumerate(found)]
            self.db.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", lines)
        self.db.execute("INSERT OR IGNORE INTO queue VALUES (?)", (report,))

    def _seqs(self, table: str, ids: Iterable[str], known: Mapping[str, int]) -> Iterable[int]:
        """A place for each id: the one it had, else the next free one."""
        top = self.top(table)
        top = max(top, *known.values()) if known else top
        for id in ids:
            if id in known:
                yield known[id]
            else:
                top += 1
                yield top

    def _keep_events(self, report: int, coding: Coding, known: Mapping[str, int]) -> None:
        placed = tuple(
            zip(self._seqs("event", (e.id for e in coding.events), known), coding.events, strict=True)
        )
        self.db.executemany(
            "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (seq, e.id, report, n, *rows.days(e), e.confidence, seq, rows.claims(e))
                for n, (seq, e) in enumerate(placed)
            ],
        )
        self.db.executemany(
            "INSERT INTO explanation VALUES (?, ?)",
            [(seq, rows.explained(e)) for seq, e in placed if e.steps],
        )
        self.index(placed, coding)

    def _keep_entities(self, report: int, coding: Coding, known: Mapping[str, int]) -> None:
        ids = entity_ids(coding)
        lines = [
            (seq, report, n, id, e.name, seq, encoded(e))
            for n, (seq, id, e) in enumerate(
                zip(self._seqs("entity", ids, known), ids, coding.entities, strict=True)
            )
        ]
        self.db.executemany("INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?, ?)", lines)

    def _forget(self, report: int) -> tuple[tuple[Judged, str], ...]:
        """Take away all that a machine made of a report; what stood in a group with it."""
        old = rows.held(self.db, report, whole=False).coding
        events, entities = self.places("event", report), self.places("entity", report)
        loosened = (*self.unlink("event", events), *self.unlink("entity", entities))
        self.unmark(report)
        self.unindex([(events[event.id], event) for event in old.events], old)
        for table in ("explanation", "glance"):
            self.db.executemany(f"DELETE FROM {table} WHERE event = ?", [(seq,) for seq in events.values()])
        for table in ("event", "entity", *LESSER):
            self.db.execute(f"DELETE FROM {table} WHERE report = ?", (report,))
        return loosened

    # -------------------------------------------------------------- people taken out

    def bury(self, tombstone: str, words: int, at: dt.datetime) -> None:
        """Keep that a name of so many words was taken out, by its keyed hash."""
        self.db.execute(
            "INSERT OR IGNORE INTO tombstone VALUES (?, ?, ?)", (tombstone, words, at.isoformat())
        )

    def buried(self) -> tuple[frozenset[str], frozenset[int]]:
        """The keyed hashes of names taken out, and how many words they have."""
        found = self.db.execute("SELECT hash, words FROM tombstone").fetchall()
        return frozenset(hash for hash, _ in found), frozenset(words for _, words in found)

    def salt(self) -> str:
        """The key of the hashes."""
        return str(self.db.execute("SELECT value FROM meta WHERE key = 'salt'").fetchone()[0])

    def plan(self, report: int, forms: Sequence[str]) -> None:
        """Keep that these forms of a name are to be taken out of a report, beside those planned before."""
        row = self.db.execute("SELECT forms FROM redaction WHERE report = ?", (report,)).fetchone()
        every = sorted({*forms, *(json.loads(row[0]) if row else ())}, key=lambda form: (-len(form), form))
        self.db.execute(
            "INSERT OR REPLACE INTO redaction VALUES (?, ?)", (report, json.dumps(every, ensure_ascii=False))
        )

    def planned(self) -> tuple[int, tuple[str, ...]] | None:
        """The first report from which forms of a name are still to be taken out."""
        row = self.db.execute("SELECT report, forms FROM redaction ORDER BY report LIMIT 1").fetchone()
        return (row[0], tuple(json.loads(row[1]))) if row else None

    def carried_out(self, report: int) -> None:
        """The forms are out of the report."""
        self.db.execute("DELETE FROM redaction WHERE report = ?", (report,))

    def rename(self, report: str, name: str, seen_as: Sequence[str]) -> None:
        """Give a report other names than those under which it came."""
        seq = self.place_of(report)
        self.db.execute("UPDATE report SET name = ? WHERE seq = ?", (name, seq))
        self.db.execute("DELETE FROM sighting WHERE report = ?", (seq,))
        for other in dict.fromkeys(seen_as):
            self.see(report, other)

    def reword(self, change: Callable[[str], str]) -> None:
        """Change the words of all judgements, where `change` gives others."""
        found = self.db.execute("SELECT seq, by, reasons FROM judgement").fetchall()
        for seq, by, reasons in found:
            if (new := (change(by), change(reasons))) != (by, reasons):
                self.db.execute("UPDATE judgement SET by = ?, reasons = ? WHERE seq = ?", (*new, seq))
