"""The crosswalk: which report each event was read from, and which episode it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tocsin.export.cells import csv_text
from tocsin.export.package import CROSSWALK, Column, Resource, Text
from tocsin.export.tellings import report_of
from tocsin.model import Held

COLUMNS = (
    Column("event_id", "string", "Id of the event"),
    Column("episode_id", "string", "Id of the episode that the event tells; empty where none is derived"),
    Column("report_id", "string", "Id of the report"),
    Column("outlet", "string", "Publisher, as far as known"),
    Column("address", "string", "Address or file name under which the report came first"),
    Column("published", "date", "Day of publication"),
    Column("sha256", "string", "SHA-256 of the report's bytes as they came"),
    Column("copy_of", "string", "Id of the report that this one repeats nearly word for word"),
)


@dataclass(slots=True)
class Tally:
    """What went by: counted while an export streams."""

    reports: int = 0
    events: int = 0
    copies: int = 0
    coders: Counter[str] = field(default_factory=Counter)
    """Reports by what coded them."""
    codebooks: Counter[str] = field(default_factory=Counter)
    """Reports by the digest of the codebook's tables."""


def noted(reports: Iterable[Held], crosswalk: Text, tally: Tally) -> Iterator[Held]:
    """The same reports; each one's events are written to the crosswalk and counted as it goes by."""
    crosswalk.write(csv_text([[column.name for column in COLUMNS]]))
    for held in reports:
        crosswalk.write(csv_text(_rows(held)))
        tally.reports += 1
        tally.events += len(held.coding.events)
        tally.copies += held.copy_of is not None
        tally.coders[held.coder] += 1
        tally.codebooks[held.codebook] += 1
        yield held


def crosswalk_resource(tally: Tally) -> Resource:
    """The crosswalk as `datapackage.json` describes it."""
    return Resource(
        file=CROSSWALK,
        meaning="Which report each event was read from, and which episode it tells",
        mediatype="text/csv",
        columns=COLUMNS,
        rows=tally.events,
    )


def _rows(held: Held) -> Iterator[tuple[str | None, ...]]:
    report = report_of(held)
    published = report.published.isoformat() if report.published else None
    for event in held.coding.events:
        yield (
            event.id, held.episodes.get(event.id), report.id, report.publisher, report.address, published,
            report.digest, report.copy_of,
        )  # fmt: skip
