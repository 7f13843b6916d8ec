"""The tables of a shard: rows added one report after the other, held in memory a group at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
from pyarrow import parquet as pq

from tocsin.codec import encoded
from tocsin.export.parquet import event_rows, event_schema, table_of
from tocsin.model import Held

EVENTS_AT_ONCE, REPORTS_AT_ONCE = 5000, 500

REPORT_SCHEMA = pa.schema(
    [
        ("report", pa.string()),
        ("document", pa.string()),
        ("title", pa.string()),
        ("publisher", pa.string()),
        ("published", pa.date32()),
        ("url", pa.string()),
        ("language", pa.string()),
        ("sha256", pa.string()),
        ("events", pa.int32()),
        ("sentences", pa.int32()),
        ("skipped", pa.int32()),
        ("coder", pa.string()),
        ("held", pa.string()),
    ]
)
"""`held` is everything that the report gave, as an archive holds it: what `tocsin add --from` reads."""


class Table:
    """A Parquet file that is written row by row. A context: it closes the file."""

    def __init__(self, path: Path, schema: pa.Schema, at_once: int) -> None:
        self._schema, self._at_once = schema, at_once
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self._rows: list[Mapping[str, Any]] = []

    def __enter__(self) -> Any:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._flush()
        self._writer.close()

    def put(self, row: Mapping[str, Any]) -> None:
        """Add a row. Raises OSError where the disk is full."""
        self._rows.append(row)
        if len(self._rows) >= self._at_once:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(table_of(self._rows, self._schema))
            self._rows = []


class EventTable(Table):
    """A row an event."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, event_schema(), EVENTS_AT_ONCE)

    def add(self, held: Held) -> None:
        """The events of a report."""
        for row in event_rows(held):
            self.put(row)


class ReportTable(Table):
    """A row a report."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, REPORT_SCHEMA, REPORTS_AT_ONCE)

    def add(self, held: Held, skipped: int) -> None:
        """A report, of which so many sentences were not parsed."""
        coding, document = held.coding, held.coding.document
        bare = replace(coding, sentences=(), document=replace(document, blocks=()))
        self.put(
            {
                "report": document.id,
                "document": document.name,
                "title": document.title,
                "publisher": document.source.publisher,
                "published": document.source.published,
                "url": document.source.url,
                "language": document.language,
                "sha256": document.source.digest,
                "events": len(coding.events),
                "sentences": len(coding.sentences),
                "skipped": skipped,
                "coder": held.coder,
                "held": encoded(replace(held, coding=bare)),
            }
        )


def reports_in(path: Path) -> Iterator[str]:
    """What was `held` of each report, in its order. Raises OSError, ValueError."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(REPORTS_AT_ONCE, columns=["held"]):
            yield from batch.column(0).to_pylist()
