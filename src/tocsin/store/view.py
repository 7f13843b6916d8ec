"""The reading half of a book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import NamedTuple

from tocsin.model import Coding, Episode, Held, Judged, Judgement, Selection
from tocsin.store import leads, rows
from tocsin.store.asked import Asked
from tocsin.store.connect import plainly
from tocsin.store.leads import Feed, Lead, Outlet
from tocsin.store.links import GROUPS
from tocsin.store.rejected import REJECTED, rejected
from tocsin.store.search import Place, find

COUNTED = ("report", "event", "entity", "figure", "quotation", "judgement", "tombstone")


class Page(NamedTuple):
    """Some of what was asked for, and where the rest begins."""

    held: tuple[Held, ...]
    """Each with one event in it."""
    after: Place | None
    """To be given for the next page; None where this is the last."""


class View(Asked):
    """What can be asked of a book. Every answer is of one moment, even while others write."""

    # -------------------------------------------------------------- reports

    def reports(self) -> Iterator[tuple[int, str]]:
        """Place and id of every report, in the order in which they came."""
        with plainly(self.path):
            yield from self.db.execute("SELECT seq, id FROM report ORDER BY seq")

    def has(self, report: str) -> bool:
        """Whether a report of this id is in the book."""
        with plainly(self.path):
            return self.db.execute("SELECT 1 FROM report WHERE id = ?", (report,)).fetchone() is not None

    def was_seen(self, report: str, name: str) -> bool:
        """Whether the report came under this name before."""
        with plainly(self.path):
            found = self.db.execute(
                "SELECT 1 FROM sighting WHERE report = (SELECT seq FROM report WHERE id = ?) AND name = ?",
                (report, name),
            )
            return found.fetchone() is not None

    def written(self) -> Iterator[tuple[int, str]]:
        """The place of each report and everything that is written in it: names, text, title, address."""
        with plainly(self.path):
            yield from self.db.execute(
                "SELECT seq, name || char(10) || text || char(10) || data || char(10) || coalesce((SELECT "
                "group_concat(s.name, char(10)) FROM sighting s WHERE s.report = report.seq), '') "
                "FROM report ORDER BY seq"
            )

    def same_people(self, report: int, entities: Iterable[str]) -> tuple[int, ...]:
        """The reports in which the same people occur as the `entities` (by their ids in it) of a report."""
        with plainly(self.path):
            identities = rows.held(self.db, report).identities
            firsts = [identities[id] for id in entities]
            marks = ", ".join("?" * len(firsts))
            found = self.db.execute(
                "SELECT DISTINCT report FROM entity WHERE identity IN "
                f"(SELECT seq FROM entity WHERE id IN ({marks})) ORDER BY report",
                firsts,
            )
            return tuple(row[0] for row in found)

    def groups(self, about: Judged) -> list[tuple[str, str, str]]:
        """Id, report and first of the group of everything of a kind, in the order of the book."""
        owner = "t.seq" if about == "report" else "t.report"
        with plainly(self.path):
            return self.db.execute(
                f"SELECT t.id, CAST({owner} AS TEXT), f.id FROM {about} t "
                f"JOIN {about} f ON f.seq = coalesce(t.{GROUPS[about]}, t.seq) ORDER BY t.seq"
            ).fetchall()

    def waiting(self) -> int:
        """How many reports wait to be linked."""
        with plainly(self.path):
            return int(self.db.execute("SELECT count(*) FROM queue").fetchone()[0])

    def unfinished(self) -> int:
        """How many reports somebody is still to be taken out of."""
        with plainly(self.path):
            return int(self.db.execute("SELECT count(*) FROM redaction").fetchone()[0])

    def coded_otherwise(self, coder: str, codebook: str) -> tuple[int, ...]:
        """Places of the reports that another coder or codebook coded."""
        with plainly(self.path):
            found = self.db.execute(
                "SELECT seq FROM report WHERE (coder, codebook) != (?, ?) ORDER BY seq", (coder, codebook)
            )
            return tuple(row[0] for row in found)

    def held(self, report: int) -> Held:
        """One report, whole."""
        with plainly(self.path):
            return rows.held(self.db, report)

    def told(self, report: int) -> Coding:
        """A report's text, events and entities, without the steps and the rest."""
        with plainly(self.path):
            return rows.told(self.db, report)

    def every(self, wanted: Selection | None = None) -> Iterator[Held]:
        """The reports with events of the selection, and with those only, in the order in which they came.

        Without a selection every report, also those without events.
        """
        with plainly(self.path):
            if wanted is None or wanted == Selection():
                for seq, _ in self.reports():
                    yield rows.held(self.db, seq)
                return
            chosen = sorted(
                self.db.execute("SELECT report, seq FROM event WHERE seq = ?", (seq,)).fetchone()
                for _, seq in find(self.db, wanted)
            )
            for report, found in groupby(chosen, key=lambda pair: pair[0]):
                yield rows.held(self.db, report, (seq for _, seq in found))

    # -------------------------------------------------------------- events and episodes

    def events(self, wanted: Selection, after: Place | None = None, most: int = 50) -> Page:
        """Events newest first, each in the report that it is from (without that one's other findings).

        Those that people rejected come only where the standing `rejected` is asked for.
        """
        with plainly(self.path):
            if REJECTED in wanted.standings:
                return Page(tuple(islice(rejected(self.db, wanted), most)), None)
            found = tuple(find(self.db, wanted, after, most + 1))
            held = tuple(self._one(seq) for _, seq in found[:most])
        return Page(held, found[most - 1] if len(found) > most else None)

    def _one(self, seq: int) -> Held:
        (report,) = self.db.execute("SELECT report FROM event WHERE seq = ?", (seq,)).fetchone()
        return rows.held(self.db, report, (seq,), whole=False)

    def count(self, wanted: Selection) -> int:
        """How many events a selection holds."""
        with plainly(self.path):
            return sum(1 for _ in find(self.db, wanted))

    def episodes(self, wanted: Selection) -> Generator[Episode, None, None]:
        """Episodes of which an event is in the selection, that of the newest event first."""
        seen: set[int] = set()
        with plainly(self.path):
            for _, seq in find(self.db, wanted):
                (first,) = self.db.execute("SELECT episode FROM event WHERE seq = ?", (seq,)).fetchone()
                if first not in seen:
                    seen.add(first)
                    yield self._episode(first)

    def episode_at(self, first: int) -> Episode:
        """The episode whose first event stands at a place of the book."""
        with plainly(self.path):
            return self._episode(first)

    def _episode(self, first: int) -> Episode:
        members = self.db.execute("SELECT id FROM event WHERE episode = ? ORDER BY seq", (first,)).fetchall()
        (id,) = self.db.execute("SELECT id FROM event WHERE seq = ?", (first,)).fetchone()
        return Episode(id=f"h{id}", events=tuple(member for (member,) in members))

    def episode_of(self, prefix: str) -> tuple[Episode, ...]:
        """The episodes that an id, or the beginning of one, may mean: of an episode, or of an event in it."""
        with plainly(self.path):
            begins = prefix.removeprefix("h")
            found = self.db.execute(
                "SELECT DISTINCT episode FROM event WHERE id >= ?1 AND id < ?1 || 'g' ORDER BY seq LIMIT 9",
                (begins,),
            ).fetchall()
            return tuple(self._episode(first) for (first,) in found)

    def members(self, episode: Episode, most: int | None = None) -> tuple[Held, ...]:
        """The reports that tell an episode, each whole but with only the events that do; the first `most`."""
        with plainly(self.path):
            found = [
                self.db.execute("SELECT report, seq FROM event WHERE id = ?", (id,)).fetchone()
                for id in episode.events[:most]
            ]
            return tuple(
                rows.held(self.db, report, [seq for r, seq in found if r == report])
                for report in dict.fromkeys(report for report, _ in found)
            )

    def judgements(self) -> Iterator[Judgement]:
        """All that was judged and not taken back, in order."""
        with plainly(self.path):
            for row in self.db.execute(
                f"SELECT {rows.JUDGEMENT} FROM judgement WHERE undone_at IS NULL ORDER BY seq"
            ):
                yield rows.judgement(row)

    # -------------------------------------------------------------- the net

    def feeds(self, due: dt.datetime | None = None) -> tuple[Feed, ...]:
        """The feeds that are watched; those that may be asked at a moment, where one is given."""
        with plainly(self.path):
            return tuple(leads.feeds(self.db, due))

    def next_leads(self, now: dt.datetime, feeds: Sequence[str]) -> list[Lead]:
        """Of each host the lead that has waited longest and may be asked for: of `feeds`, or named."""
        with plainly(self.path):
            return leads.next_leads(self.db, now, feeds)

    def next_due(self, feeds: Sequence[str]) -> dt.datetime | None:
        """When one of the feeds, or something that they led to, may be asked for next."""
        with plainly(self.path):
            return leads.next_due(self.db, feeds)

    def lead_at(self, address: str) -> Lead | None:
        """The lead that waits at an address."""
        with plainly(self.path):
            return leads.lead_at(self.db, address)

    def report_at(self, address: str) -> str | None:
        """The id of the report that was kept of an address."""
        with plainly(self.path):
            return leads.report_at(self.db, address)

    def text_of(self, report: str) -> str | None:
        """The text of the report of this id."""
        with plainly(self.path):
            row = self.db.execute("SELECT text FROM report WHERE id = ?", (report,)).fetchone()
            return row[0] if row else None

    def outlets(self) -> list[Outlet]:
        """What the book has of each outlet, that with the most reports first."""
        with plainly(self.path):
            return leads.outlets(self.db)

    # -------------------------------------------------------------- the book itself

    def sizes(self) -> dict[str, int]:
        """How many rows each table has."""
        with plainly(self.path):
            return {
                table: self.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED
            } | {"episode": self.db.execute("SELECT count(DISTINCT episode) FROM event").fetchone()[0]}
