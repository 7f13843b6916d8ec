"""All events of a book at a glance: counts by field, by day and by place, for whatever is selected.

For each value of a field one large number is held in memory, whose bit `seq` says whether the event at that
place of the book has the value. So the events of a selection are an `and` of a few numbers, and counting a
facet is counting bits: a million events take some milliseconds. Built once from the index, then kept up
with what is added and decided.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from array import array
from bisect import bisect_left, insort
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tocsin.model import Coding, Event, Selection
from tocsin.review import STANDINGS
from tocsin.store import rows
from tocsin.store.connect import connect, plainly
from tocsin.store.search import FIELDS, NOTHING, OPEN, Query, event_query, words_query
from tocsin.store.terms import ALL, STANDING, terms_of

KINDS = ("type", "mode", "country", "sector", "source", "status", "voice", STANDING)
"""Fields whose values are counted."""
AT_ONCE = 2000
"""So many new events are taken in one by one; of more, everything is built anew."""
PLACE = "SELECT event FROM posting WHERE term = (SELECT id FROM term WHERE kind = ? AND value = ?)"
PAUSES = 10
"""Building anew may take a tenth of the time, while a whole book is coded again; counts lag behind then."""
REMEMBERED = 64
"""Selections of words and days whose events are kept."""
Facets = Mapping[str, tuple[tuple[str, int], ...]]
"""By field: values and how many events have them, most first."""


class Spot(NamedTuple):
    """A place on the map, in degrees, and how many events happened there."""

    lat: float
    lon: float
    events: int
    example: int
    """Place in the book of one of the events."""


Mapped = tuple[tuple[Spot, ...], Counter[tuple[int, int]], int]
"""Places; events by number of the place and day; events that have no place."""


class _State:
    """What is held in memory, of one moment."""

    def __init__(self) -> None:
        self.bits: dict[tuple[str, str], int] = {}
        self.every = 0
        self.day = array("l")
        self.until = array("l")
        self.sure = array("d")
        self.spot = array("l")
        self.spots: dict[tuple[float, float], int] = {}
        self.version: tuple[int, ...] = ()
        self.last_event = 0
        self.last_decision = 0
        self.days = array("q")
        """First day and place of all dated events, as one number each (`_key`), in order."""
        self.ends = array("q")
        """The same by the last day."""


class Glance:
    """All events of one book. May be shared by threads; has a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db = connect(path, create=False)
        self._lock = threading.RLock()
        self._state = _State()
        self._next = 0.0
        self._map: tuple[object, Mapped] | None = None
        """The last map that was asked for: a page and its script ask for the same one."""
        self._masks: OrderedDict[object, int] = OrderedDict()

    def close(self) -> None:
        """Close the connection."""
        self.db.close()

    # -------------------------------------------------------------- keeping up

    def keep_up(self) -> None:
        """Take in what was added, decided or coded again since the last time. Raises BookError."""
        with self._lock, plainly(self.path):
            version = self._version()
            if version == self._state.version:
                return
            self._masks.clear()
            if not self._take_in(version) and time.monotonic() >= self._next:
                start = time.monotonic()
                self._state = _built(self.db, version)
                self._next = time.monotonic() + PAUSES * (time.monotonic() - start)

    def _version(self) -> tuple[int, ...]:
        """Number of events, of second codings, the last event, the last decision."""
        return tuple(
            int((self.db.execute(query, values).fetchone() or (0,))[0] or 0)
            for query, values in (
                ("SELECT events FROM term WHERE kind = ? AND value = ?", ALL),
                ("SELECT value FROM meta WHERE key = 'replaced'", ()),
                ("SELECT max(seq) FROM event", ()),
                ("SELECT max(seq) FROM decision", ()),
            )
        )

    def _take_in(self, version: tuple[int, ...]) -> bool:
        """Take in single events. Whether that was all; else everything is to be built anew."""
        state = self._state
        if not state.version or version[1] != state.version[1]:
            return False
        fresh = self.db.execute(
            "SELECT seq FROM event WHERE seq > ? ORDER BY seq LIMIT ?", (state.last_event, AT_ONCE + 1)
        ).fetchall()
        decided = self.db.execute(
            "SELECT DISTINCT coalesce(e.seq, d.seq) FROM decision c LEFT JOIN event e ON e.id = c.event "
            "LEFT JOIN decided d ON d.event = c.event WHERE c.seq > ? LIMIT ?",
            (state.last_decision, AT_ONCE + 1),
        ).fetchall()
        seqs = {seq for (seq,) in (*fresh, *decided) if seq is not None}
        if len(seqs) > AT_ONCE:
            return False
        for seq in sorted(seqs):
            _forget(state, seq)
            _learn(self.db, state, seq)
        state.version, state.last_event, state.last_decision = version, max(version[2], 0), version[3]
        return state.every.bit_count() == version[0]

    # -------------------------------------------------------------- what is selected

    def mask(self, wanted: Selection) -> int:
        """The events of a selection, as bits by their place in the book."""
        with self._lock, plainly(self.path):
            found = self._state.every
            for part in self._parts(wanted).values():
                found &= part
            return found

    def _parts(self, wanted: Selection) -> dict[str, int]:
        """For each field of the selection that is asked for, the events that have it."""
        state, parts = self._state, {}
        for kind, name, written in FIELDS:
            values = tuple(written(value) for value in getattr(wanted, name))
            if values:
                parts[kind] = self._having(kind, values)
        for name, query in (("words", words_query(self.db, wanted)), ("event", event_query(wanted))):
            if query is not None:
                parts[name] = 0 if query.sql == NOTHING else self._asked(query)
        if wanted.since or wanted.until:
            since = wanted.since.toordinal() if wanted.since else 0
            until = wanted.until.toordinal() if wanted.until else 0
            parts["day"] = self._remembered(("day", since, until), lambda: _within(state, since, until))
        if wanted.confidence is not None:
            least = wanted.confidence
            parts["sure"] = self._remembered(
                ("sure", least), lambda: _bits(seq for seq, p in enumerate(state.sure) if p >= least)
            )
        return parts

    def _having(self, kind: str, values: Iterable[str]) -> int:
        found = 0
        for value in values:
            if kind == "place":
                found |= self._asked(Query(PLACE, (kind, value)))
            elif (kind, value) == (STANDING, OPEN):
                found |= self._open()
            else:
                found |= self._state.bits.get((kind, value), 0)
        return found

    def _open(self) -> int:
        """The events on which nobody has decided."""
        found = self._state.every
        for standing in STANDINGS:
            found &= ~self._state.bits.get((STANDING, standing), 0)
        return found

    def _asked(self, query: Query) -> int:
        """The events at the places that a query gives."""
        return self._remembered(query, lambda: _seqs(self.db, query.sql, query.values))

    def _remembered(self, key: object, find: Callable[[], int]) -> int:
        if key not in self._masks:
            self._masks[key] = find()
            if len(self._masks) > REMEMBERED:
                self._masks.popitem(last=False)
        self._masks.move_to_end(key)
        return self._masks[key]

    # -------------------------------------------------------------- what is counted

    def count(self, wanted: Selection) -> int:
        """How many events a selection holds."""
        return self.mask(wanted).bit_count()

    def facets(self, wanted: Selection, most: int = 12) -> Facets:
        """For each field the values that are most frequent in the selection, and those asked for.

        Of a field that is asked for, what there would be if it were not: its values are alternatives.
        """
        with self._lock, plainly(self.path):
            parts = self._parts(wanted)
            asked = {kind: tuple(map(w, getattr(wanted, name))) for kind, name, w in FIELDS}
            found: dict[str, tuple[tuple[str, int], ...]] = {}
            for kind in KINDS:
                rest = self._state.every
                for name, part in parts.items():
                    rest &= part if name != kind else -1
                found[kind] = self._counted(kind, rest, asked.get(kind, ()), most)
            return found

    def _counted(
        self, kind: str, rest: int, asked: tuple[str, ...], most: int
    ) -> tuple[tuple[str, int], ...]:
        counts = {v: (bits & rest).bit_count() for (k, v), bits in self._state.bits.items() if k == kind}
        if kind == STANDING:
            counts[OPEN] = (self._open() & rest).bit_count()
        ranked = sorted(((n, v) for v, n in counts.items() if n or v in asked), key=lambda p: (-p[0], p[1]))
        chosen = ranked[:most] + [pair for pair in ranked[most:] if pair[1] in asked]
        return tuple((value, n) for n, value in chosen)

    def by_day(self, mask: int, kind: str) -> tuple[Counter[tuple[int, str]], int]:
        """How many of the events fall on each day, by their value of a field; and how many have no date.

        An event with several values counts for each.
        """
        counts: Counter[tuple[int, str]] = Counter()
        with self._lock:
            day = self._state.day
            for (k, value), bits in self._state.bits.items():
                if k == kind:
                    counts.update((day[seq], value) for seq in _members(bits & mask))
            undated = sum(not day[seq] for seq in _members(mask))
        for key in [key for key in counts if not key[0]]:
            del counts[key]
        return counts, undated

    def on_the_map(self, mask: int) -> Mapped:
        """Where the events happened; how many by number of the spot and day; and how many are nowhere."""
        with self._lock:
            if self._map is None or self._map[0] != (self._state.version, mask):
                self._map = (self._state.version, mask), self._mapped(mask)
            return self._map[1]

    def _mapped(self, mask: int) -> Mapped:
        with self._lock:
            state = self._state
            counts: Counter[tuple[int, int]] = Counter()
            examples: dict[int, int] = {}
            nowhere = 0
            for seq in _members(mask):
                at = state.spot[seq]
                if at < 0:
                    nowhere += 1
                else:
                    counts[at, state.day[seq]] += 1
                    examples[at] = seq
            totals: Counter[int] = Counter()
            for (at, _), n in counts.items():
                totals[at] += n
            places = list(state.spots)
        order = {at: number for number, (at, _) in enumerate(totals.most_common())}
        spots = tuple(Spot(*places[at], n, examples[at]) for at, n in totals.most_common())
        return spots, Counter({(order[at], day): n for (at, day), n in counts.items()}), nowhere

    def newest(self, mask: int, most: int) -> tuple[int, ...]:
        """The places in the book of the newest events, by the day on which they happened."""
        with self._lock:
            day = self._state.day
            return tuple(sorted(_members(mask), key=lambda seq: (-day[seq], -seq))[:most])


# ------------------------------------------------------------------ bits


def _bits(seqs: Iterable[int]) -> int:
    """A number with the bits `seqs` set."""
    every = list(seqs)
    if not every:
        return 0
    packed = bytearray(max(every) // 8 + 1)
    for seq in every:
        packed[seq >> 3] |= 1 << (seq & 7)
    return int.from_bytes(packed, "little")


def _members(mask: int) -> Iterator[int]:
    """The bits that are set, lowest first."""
    for start, byte in enumerate(mask.to_bytes((mask.bit_length() + 7) // 8, "little")):
        if byte:
            yield from (start * 8 + offset for offset in _OFFSETS[byte])


_OFFSETS = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))


def _seqs(db: sqlite3.Connection, query: str, values: tuple[object, ...]) -> int:
    return _bits(seq for (seq,) in db.execute(query, values))


def _within(state: _State, since: int, until: int) -> int:
    """Events that end on the day `since` or later and begin on the day `until` or earlier; 0 is no bound."""
    found = -1
    if since:
        found &= _bits(key & LOW for key in state.ends[bisect_left(state.ends, _key(since, 0)) :])
    if until:
        found &= _bits(key & LOW for key in state.days[: bisect_left(state.days, _key(until + 1, 0))])
    return found


def _key(day: int, seq: int) -> int:
    return day << 40 | seq


LOW = (1 << 40) - 1


# ------------------------------------------------------------------ building


def _built(db: sqlite3.Connection, version: tuple[int, ...]) -> _State:
    """Everything, from the index of the book."""
    state = _State()
    state.version, state.last_event, state.last_decision = version, version[2], version[3]
    size = version[2] + 1
    state.day, state.until = array("l", bytes(size * 8)), array("l", bytes(size * 8))
    state.sure, state.spot = array("d", bytes(size * 8)), array("l", [-1]) * size
    for seq, day, until, sure in db.execute("SELECT seq, day, until, confidence FROM event"):
        state.day[seq], state.until[seq], state.sure[seq] = day, until, sure
    for seq, lat, lon in db.execute("SELECT event, lat, lon FROM glance WHERE lat IS NOT NULL"):
        state.spot[seq] = state.spots.setdefault((lat, lon), len(state.spots))
    marks = ", ".join("?" * len(KINDS))
    terms = db.execute(f"SELECT id, kind, value FROM term WHERE kind IN ({marks})", KINDS).fetchall()
    for id, kind, value in terms:
        state.bits[kind, value] = _seqs(db, "SELECT event FROM posting WHERE term = ?", (id,))
    state.every = _seqs(db, "SELECT seq FROM event", ())
    _sort_days(state)
    return state


def _sort_days(state: _State) -> None:
    state.days = array("q", sorted(_key(day, seq) for seq, day in enumerate(state.day) if day))
    state.ends = array("q", sorted(_key(day, seq) for seq, day in enumerate(state.until) if day))


def _forget(state: _State, seq: int) -> None:
    bit = 1 << seq
    for key, bits in state.bits.items():
        if bits & bit:
            state.bits[key] = bits ^ bit
    state.every &= ~bit
    if seq < len(state.day):
        for column, order in ((state.day, state.days), (state.until, state.ends)):
            if column[seq]:
                del order[bisect_left(order, _key(column[seq], seq))]
        state.day[seq] = state.until[seq] = 0
        state.sure[seq], state.spot[seq] = 0.0, -1


def _learn(db: sqlite3.Connection, state: _State, seq: int) -> None:
    """Take in the event at a place, if there is one."""
    row = db.execute("SELECT report, day, until, confidence FROM event WHERE seq = ?", (seq,)).fetchone()
    if row is None:
        return
    report, day, until, sure = row
    more = seq + 1 - len(state.day)
    for column, filler in ((state.day, 0), (state.until, 0), (state.spot, -1)):
        column.extend([filler] * more)
    state.sure.extend([0.0] * more)
    state.day[seq], state.until[seq], state.sure[seq] = day, until, sure
    if day:
        insort(state.days, _key(day, seq))
        insort(state.ends, _key(until, seq))
    lat, lon = db.execute("SELECT lat, lon FROM glance WHERE event = ?", (seq,)).fetchone()
    if lat is not None:
        state.spot[seq] = state.spots.setdefault((lat, lon), len(state.spots))
    coding = rows.held(db, report, (seq,), whole=False).coding
    for term in _terms(db, coding.events[0], coding):
        if term[0] in KINDS:
            state.bits[term] = state.bits.get(term, 0) | 1 << seq
    state.every |= 1 << seq


def _terms(db: sqlite3.Connection, event: Event, coding: Coding) -> Iterator[tuple[str, str]]:
    yield from ((term.kind, term.value) for term in terms_of(event, coding))
    row = db.execute("SELECT standing FROM decided WHERE event = ?", (event.id,)).fetchone()
    if row is not None:
        yield STANDING, row[0]
