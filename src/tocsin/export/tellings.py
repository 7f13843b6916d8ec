"""What an export needs of one event: the event, its sentence, and the report that tells it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from tocsin.codec import decoded, encoded
from tocsin.model import Event, Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report in short."""

    id: str
    name: str
    title: str | None
    publisher: str | None
    url: str | None
    published: dt.date | None
    digest: str
    language: str | None
    copy_of: str | None
    coder: str

    @property
    def outlet(self) -> str:
        """The publisher, or failing that the file or address."""
        return self.publisher or self.address

    @property
    def address(self) -> str:
        """Where it is: its address, or the name of the file."""
        return self.url or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One event as one report tells it, without the steps and the mentions that led to it."""

    event: Event
    episode: str
    """The episode's id; the event's own where the book derives no episodes."""
    report: Report
    words: str
    """The trigger as the report has it."""
    sentence: str
    """The sentence as the report has it, line breaks and all."""
    identities: tuple[str, ...] = ()
    """Who actors and then recipients are through the book, in their order; empty text where not known."""


def report_of(held: Held) -> Report:
    """The report in short."""
    document = held.coding.document
    source = document.source
    return Report(
        id=document.id,
        name=document.name,
        title=document.title,
        publisher=source.publisher,
        url=source.url,
        published=source.published,
        digest=source.digest,
        language=document.language,
        copy_of=held.copy_of,
        coder=held.coder,
    )


def tellings(held: Held) -> Iterator[Telling]:
    """Every event of the report, in text order."""
    report, text = report_of(held), held.coding.document.text
    for event in held.coding.events:
        people = (*event.actors, *event.recipients)
        yield Telling(
            event=replace(event, steps=(), evidence=()),
            episode=held.episodes.get(event.id, event.id),
            report=report,
            words=event.trigger.of(text),
            sentence=event.sentence.of(text),
            identities=tuple(held.identities.get(who.entity or "", "") for who in people),
        )


class Spool:
    """Text by key on disk, for what must be put together from many reports. Closed by `closing`."""

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "spool.sqlite", isolation_level=None)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute("CREATE TABLE line (number INTEGER PRIMARY KEY, key TEXT, text BLOB)")
        self._base.execute("BEGIN")

    def add(self, key: str, text: str) -> None:
        """Keep `text` under `key`."""
        self._base.execute("INSERT INTO line (key, text) VALUES (?, ?)", (key, text.encode()))

    def groups(self) -> Iterator[tuple[str, Iterator[str]]]:
        """Every key with its texts, both in the order in which they came."""
        self._base.execute("CREATE INDEX line_key ON line (key)")
        rows = self._base.execute(
            "SELECT line.key, text FROM (SELECT key, min(number) AS first FROM line GROUP BY key) AS found "
            "JOIN line ON line.key = found.key ORDER BY first, number"
        )
        for key, group in groupby(rows, lambda row: str(row[0])):
            yield key, (text.decode() for _, text in group)

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()


def by_episode(found: Iterable[Telling], scratch: Path) -> Iterator[tuple[Telling, ...]]:
    """The tellings of one episode after the other, in the order in which episodes begin.

    All tellings lie on disk in the folder `scratch` meanwhile: in memory are those of one episode.
    """
    with closing(Spool(scratch)) as spool:
        for telling in found:
            spool.add(telling.episode, encoded(telling))
        for _, texts in spool.groups():
            yield tuple(decoded(Telling, text) for text in texts)
