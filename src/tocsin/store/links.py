"""The half of writing that the linker uses: what waits, what is near, what was judged, what is one."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tocsin.model import Coding, Held, Judged, Judgement
from tocsin.store import rows

GROUPS = {"event": "episode", "entity": "identity", "report": "copy_of"}
"""The column that says with which first thing another one is the same."""


class Near(NamedTuple):
    """A thing that shares a key with another: its place in the book, its sketch, the group it is in."""

    item: int
    data: str
    group: int
    report: int


NEAREST = """
SELECT * FROM (SELECT near, item FROM block WHERE about = ?1 AND key = ?2 AND near <= ?3
               ORDER BY near DESC, item DESC LIMIT ?4)
UNION ALL
SELECT * FROM (SELECT near, item FROM block WHERE about = ?1 AND key = ?2 AND near > ?3
               ORDER BY near, item LIMIT ?4)
"""


def _marks(values: Sequence[object]) -> str:
    """Question marks for the values of a list."""
    return ", ".join("?" * len(values))


class Links:
    """What the linker does within one transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def queued(self, most: int) -> tuple[int, ...]:
        """The first reports that wait to be linked."""
        found = self.db.execute("SELECT report FROM queue ORDER BY report LIMIT ?", (most,))
        return tuple(row[0] for row in found)

    def done(self, report: int) -> None:
        """The report is linked."""
        self.db.execute("DELETE FROM queue WHERE report = ?", (report,))

    def held(self, report: int) -> Held:
        """A report of the book, whole."""
        return rows.held(self.db, report)

    def told(self, report: int) -> Coding:
        """A report's text, events and entities, without the steps and the rest."""
        return rows.told(self.db, report)

    def places(self, table: Judged, report: int) -> dict[str, int]:
        """Where the events or entities of a report stand in the book, by their ids there."""
        found = self.db.execute(f"SELECT id, seq FROM {table} WHERE report = ?", (report,))
        return dict(found.fetchall())

    def sketch(self, about: Judged, item: int, near: int, keys: Sequence[str], data: str) -> None:
        """Keep the compact form of a thing, and by what it can be found."""
        self.db.execute(
            "INSERT OR REPLACE INTO sketch VALUES (?, ?, ?, ?, ?)",
            (about, item, near, json.dumps(keys, ensure_ascii=False), data),
        )
        self.db.executemany(
            "INSERT OR IGNORE INTO block VALUES (?, ?, ?, ?)", [(about, k, near, item) for k in keys]
        )

    def is_sketched(self, about: Judged, item: int) -> bool:
        """Whether the thing has a compact form already."""
        found = self.db.execute("SELECT 1 FROM sketch WHERE about = ? AND item = ?", (about, item))
        return found.fetchone() is not None

    def near(self, about: Judged, item: int, near: int, keys: Sequence[str], most: int) -> tuple[Near, ...]:
        """Things that share a key with `item`; of each key's block the `most` whose day is nearest."""
        found = {other for key in keys for _, other in self.nearest(about, key, near, most)} - {item}
        return self.sketched(about, sorted(found))

    def nearest(self, about: Judged, key: str, near: int, most: int) -> list[tuple[int, int]]:
        """Day and place of the things of one block that are nearest to a day; of two as near the earlier."""
        found = self.db.execute(NEAREST, (about, key, near, most)).fetchall()
        ranked = sorted([(abs(day - near), day, item) for day, item in found])
        return [(day, item) for _, day, item in ranked[:most]]

    def sketched(self, about: Judged, items: Sequence[int]) -> tuple[Near, ...]:
        """The compact forms of things, each with the group it is in; in the order given."""
        owner = "t.seq" if about == "report" else "t.report"
        found = self.db.execute(
            f"SELECT s.item, s.data, coalesce(t.{GROUPS[about]}, t.seq), {owner} FROM sketch s "
            f"JOIN {about} t ON t.seq = s.item WHERE s.about = ? AND s.item IN ({_marks(items)})",
            (about, *items),
        )
        rows = {row[0]: Near(*row) for row in found}
        return tuple(rows[item] for item in items)

    def sketches(self, about: Judged, group: int, most: int) -> list[str]:
        """The compact forms of a group's things in the order in which they came, `most` of them at most."""
        found = self.db.execute(
            f"SELECT s.data FROM {about} t CROSS JOIN sketch s ON s.about = ? AND s.item = t.seq "
            f"WHERE t.{GROUPS[about]} = ? ORDER BY t.seq LIMIT ?",
            (about, group, most),
        )
        return [row[0] for row in found]

    def joined(self, about: Judged, report: int) -> frozenset[str]:
        """Of a report's events or entities, those of which a machine has judged with what they are one."""
        found = self.db.execute(
            f"SELECT t.id FROM {about} t CROSS JOIN judgement j ON j.about = ? AND j.right = t.id "
            "WHERE t.report = ? AND j.verdict = 'same' AND j.score IS NOT NULL",
            (about, report),
        )
        return frozenset(row[0] for row in found)

    def groups(self, about: Judged, report: int) -> dict[str, int]:
        """The groups that a report's events or entities are in, by their ids."""
        query = f"SELECT id, {GROUPS[about]} FROM {about} WHERE report = ?"
        return dict(self.db.execute(query, (report,)).fetchall())

    def unsketched(self, about: Judged, report: int) -> dict[str, int]:
        """Of a report's events or entities, those without a compact form: places by id."""
        found = self.db.execute(
            f"SELECT t.id, t.seq FROM {about} t LEFT JOIN sketch s ON s.about = ? AND s.item = t.seq "
            "WHERE t.report = ? AND s.item IS NULL",
            (about, report),
        )
        return dict(found.fetchall())

    def is_contested(self, about: Judged, group: int) -> bool:
        """Whether a person has judged of anything in a group."""
        anybody = self.db.execute("SELECT 1 FROM judgement WHERE about = ? AND score IS NULL", (about,))
        if anybody.fetchone() is None:
            return False
        sides = (
            f"SELECT 1 FROM {about} t CROSS JOIN judgement j ON j.about = ?1 AND j.{side} = t.id "
            f"WHERE (t.{GROUPS[about]} = ?2 OR t.seq = ?2) AND j.score IS NULL"
            for side in ("left", "right")
        )
        return self.db.execute(" UNION ALL ".join(sides), (about, group)).fetchone() is not None

    def id_of(self, about: Judged, item: int) -> str:
        """The id of what stands at a place."""
        return str(self.db.execute(f"SELECT id FROM {about} WHERE seq = ?", (item,)).fetchone()[0])

    def report_of(self, about: Judged, item: int) -> int:
        """The place of the report that an event or entity is from."""
        return int(self.db.execute(f"SELECT report FROM {about} WHERE seq = ?", (item,)).fetchone()[0])

    def group(self, about: Judged, item: int) -> int:
        """Place of the first thing of the group that `item` is in."""
        query = f"SELECT coalesce({GROUPS[about]}, seq) FROM {about} WHERE seq = ?"
        return int(self.db.execute(query, (item,)).fetchone()[0])

    def group_of(self, about: Judged, id: str) -> int:
        """The same, for the thing of an id."""
        query = f"SELECT coalesce({GROUPS[about]}, seq) FROM {about} WHERE id = ?"
        return int(self.db.execute(query, (id,)).fetchone()[0])

    def judge(self, judgement: Judgement) -> None:
        """Keep a judgement."""
        self.db.execute(
            f"INSERT INTO judgement ({rows.JUDGEMENT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows.judged(judgement),
        )

    def take_back(self, about: Judged, left: str, right: str, by: str, at: dt.datetime) -> bool:
        """Take back what people judged of the two, in either order. Whether there was anything."""
        done = self.db.execute(
            "UPDATE judgement SET undone_by = ?, undone_at = ? "
            "WHERE about = ? AND score IS NULL AND undone_at IS NULL AND (left, right) IN ((?, ?), (?, ?))",
            (by, at.isoformat(), about, left, right, right, left),
        )
        return done.rowcount > 0

    def component(self, about: Judged, ids: Iterable[str]) -> tuple[dict[str, int], tuple[Judgement, ...]]:
        """Everything joined with one of `ids`, over however many steps: places by id, and what was judged.

        What is no longer in the book is left out.
        """
        places: dict[str, int] = {}
        judged: dict[int, Judgement] = {}
        waiting = list(ids)
        while waiting:
            id = waiting.pop()
            if id in places or (seq := self.place(about, id)) is None:
                continue
            places[id] = seq
            for number, one in self._judged(about, id):
                judged[number] = one
                if one.verdict == "same":
                    waiting += (one.left, one.right)
        known = sorted(places.items(), key=lambda pair: pair[1])
        kept = (one for _, one in sorted(judged.items()) if one.left in places and one.right in places)
        return dict(known), tuple(kept)

    def place(self, about: Judged, id: str) -> int | None:
        """Where a thing stands in the book; None where it is not there."""
        row = self.db.execute(f"SELECT seq FROM {about} WHERE id = ?", (id,)).fetchone()
        return row[0] if row else None

    def _judged(self, about: Judged, id: str) -> list[tuple[int, Judgement]]:
        """What was judged of a thing and not taken back, each with its number."""
        found = self.db.execute(
            f"SELECT seq, {rows.JUDGEMENT} FROM judgement WHERE about = ?1 AND (left = ?2 OR right = ?2) "
            "AND undone_at IS NULL",
            (about, id),
        )
        return [(row[0], rows.judgement(row[1:])) for row in found]

    def assign(self, about: Judged, id: str, group: int) -> None:
        """Put a thing into the group whose first thing stands at `group`."""
        first = "nullif(?1, seq)" if about == "report" else "?1"
        self.db.execute(f"UPDATE {about} SET {GROUPS[about]} = {first} WHERE id = ?2", (group, id))

    def unlink(self, about: Judged, places: Mapping[str, int]) -> tuple[tuple[Judged, str], ...]:
        """Take away sketches, keys and a machine's judgements; with what they were judged to be one.

        A report one of whose things had joined one of these is put in the queue: it may find another.
        """
        loosened = []
        for id, seq in places.items():
            row = self.db.execute(
                "DELETE FROM sketch WHERE about = ? AND item = ? RETURNING near, keys", (about, seq)
            ).fetchone()
            if row:
                self.db.executemany(
                    "DELETE FROM block WHERE about = ? AND key = ? AND near = ? AND item = ?",
                    [(about, key, row[0], seq) for key in json.loads(row[1])],
                )
            gone = self.db.execute(
                "DELETE FROM judgement WHERE about = ?1 AND (left = ?2 OR right = ?2) AND score IS NOT NULL "
                "RETURNING left, right",
                (about, id),
            )
            loosened += [(about, other) for pair in gone.fetchall() for other in pair if other not in places]
        self.db.executemany(
            f"INSERT OR IGNORE INTO queue SELECT report FROM {about} WHERE id = ?",
            [(id,) for _, id in loosened],
        )
        return tuple(dict.fromkeys(loosened))
