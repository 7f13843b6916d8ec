"""A book as lines of text, the same for the same contents: what two books are compared by.

Not in it: moments, the salt, and where in the file anything stands.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

QUERIES = (
    ("report", "SELECT id, name, publisher, published, text, data, coder, codebook, "
     "(SELECT id FROM report c WHERE c.seq = r.copy_of) FROM report r ORDER BY seq"),
    ("sighting", "SELECT r.id, s.n, s.name FROM sighting s JOIN report r ON r.seq = s.report "
     "ORDER BY r.id, s.n"),
    ("event", "SELECT e.id, r.id, e.n, e.day, e.until, e.confidence, f.id, e.data, x.data FROM event e "
     "JOIN report r ON r.seq = e.report JOIN event f ON f.seq = e.episode "
     "LEFT JOIN explanation x ON x.event = e.seq ORDER BY r.id, e.n"),
    ("entity", "SELECT e.id, e.n, e.name, (SELECT id FROM entity f WHERE f.seq = e.identity), e.data "
     "FROM entity e ORDER BY e.id"),
    *(
        (table, f"SELECT r.id, t.n, t.data FROM {table} t JOIN report r ON r.seq = t.report ORDER BY 1, 2")
        for table in ("figure", "quotation", "problem", "dropped")
    ),
    ("judgement", "SELECT about, left, right, verdict, score, by, reasons, undone_by FROM judgement "
     "ORDER BY 1, 2, 3, 4, 5, 6"),
    ("term", "SELECT kind, value, events FROM term ORDER BY kind, value"),
    ("posting", "SELECT t.kind, t.value, p.day, e.id FROM posting p JOIN term t ON t.id = p.term "
     "JOIN event e ON e.seq = p.event ORDER BY 1, 2, 3, 4"),
    ("words", "SELECT e.id, w.sentence, w.names FROM words w JOIN event e ON e.seq = w.rowid "
     "ORDER BY e.id"),
    ("sketch", "SELECT s.about, coalesce(e.id, n.id, r.id), s.near, s.keys, s.data FROM sketch s "
     "LEFT JOIN event e ON s.about = 'event' AND e.seq = s.item "
     "LEFT JOIN entity n ON s.about = 'entity' AND n.seq = s.item "
     "LEFT JOIN report r ON s.about = 'report' AND r.seq = s.item ORDER BY 1, 2"),
    ("block", "SELECT about, key, near, count(*) FROM block GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"),
    ("queue", "SELECT r.id FROM queue q JOIN report r ON r.seq = q.report ORDER BY r.id"),
    ("decision", "SELECT event, report, data FROM decision ORDER BY seq"),
    ("decided", "SELECT d.event, r.id, d.n, d.standing, d.again, d.machine FROM decided d "
     "JOIN report r ON r.seq = d.report ORDER BY 1"),
    ("glance", "SELECT e.id, g.lat, g.lon, g.size FROM glance g JOIN event e ON e.seq = g.event ORDER BY 1"),
    ("feed", "SELECT address, etag, modified, failures, reason FROM feed ORDER BY address"),
    ("page", "SELECT address, host, feed, outlet, state, tries, etag, modified, report, reason "
     "FROM page ORDER BY address"),
    ("tombstone", "SELECT hash, words FROM tombstone ORDER BY hash"),
)  # fmt: skip


def dump(db: sqlite3.Connection) -> Iterator[str]:
    """One line of JSON a row: the table's name and its values."""
    for table, query in QUERIES:
        for row in db.execute(query):
            yield json.dumps((table, *row), ensure_ascii=False) + "\n"
