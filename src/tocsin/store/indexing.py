"""The half of writing that makes events findable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tocsin.model import Coding, Event
from tocsin.store import rows
from tocsin.store.links import Links
from tocsin.store.terms import terms_of, words_of


class Indexing(Links):
    """What keeps the index of a book within one transaction."""

    def index(self, placed: Sequence[tuple[int, Event]], coding: Coding) -> None:
        """Make new events findable: postings, words, what is needed at a glance."""
        terms = [(seq, rows.days(event)[0], terms_of(event, coding)) for seq, event in placed]
        ids = {}
        for term, count in sorted(Counter(term for _, _, found in terms for term in found).items()):
            (ids[term],) = self.db.execute(
                "INSERT INTO term (kind, value, events) VALUES (?, ?, ?) "
                "ON CONFLICT (kind, value) DO UPDATE SET events = events + excluded.events RETURNING id",
                (*term, count),
            ).fetchone()
        self.db.executemany(
            "INSERT INTO posting VALUES (?, ?, ?)",
            sorted((ids[term], day, seq) for seq, day, found in terms for term in found),
        )
        self.db.executemany(
            "INSERT INTO words (rowid, sentence, names) VALUES (?, ?, ?)",
            [(seq, *words_of(event, coding)) for seq, event in placed],
        )
        self.db.executemany(
            "INSERT INTO glance VALUES (?, ?, ?, ?)", [(seq, *rows.glance(e)) for seq, e in placed]
        )

    def unindex(self, placed: Sequence[tuple[int, Event]], coding: Coding) -> None:
        """Take postings and words of events away."""
        terms = [(seq, rows.days(event)[0], terms_of(event, coding)) for seq, event in placed]
        counts = Counter(term for _, _, found in terms for term in found)
        known = {
            term: self.db.execute("SELECT id FROM term WHERE kind = ? AND value = ?", term).fetchone()[0]
            for term in counts
        }
        self.db.executemany(
            "DELETE FROM posting WHERE term = ? AND day = ? AND event = ?",
            [(known[term], day, seq) for seq, day, found in terms for term in found],
        )
        self.db.executemany(
            "UPDATE term SET events = events - ? WHERE id = ?",
            [(n, known[term]) for term, n in counts.items()],
        )
        self.db.executemany("DELETE FROM term WHERE id = ? AND events = 0", [(id,) for id in known.values()])
        self.db.executemany("DELETE FROM words WHERE rowid = ?", [(seq,) for seq, _ in placed])
