"""Events as Parquet: one row an event, nested as in `--format jsonl`, compressed with Zstandard.

Needs pyarrow (`pip install 'tocsin[parquet]'`). The columns are the same whatever is in the book.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tocsin.codebook import Codebook
from tocsin.export.package import Column, Draft, Resource
from tocsin.export.tellings import report_of
from tocsin.model import Event, Held
from tocsin.views.records import event_record

if TYPE_CHECKING:
    import pyarrow

FILE = "events.parquet"
GROUP = 10_000
"""Rows that are in memory at once, and that a reader must take together."""
COLUMNS = (
    Column("id", "string", "Id of the event"),
    Column("episode", "string", "Id of the episode that the event tells"),
    Column("report", "string", "Id of the report"),
    Column("document", "string", "File name or address of the report"),
    Column("event", "string", "PLOVER type"),
    Column("mode", "array", "PLOVER modes"),
    Column("context", "array", "PLOVER contexts"),
    Column(
        "actor",
        "array",
        "Who: text, start, end, name, country, sector, implicit, confidence, entity, identity",
    ),
    Column("recipient", "array", "To whom it was done, as actor"),
    Column("place", "object", "Where: text, start, end, name, country, lat, lon, geonames, level, told"),
    Column("date", "object", "When: start, end (both days inclusive), text, told"),
    Column("size", "array", "How many: min, max, unit, text, start, end, by"),
    Column("demands", "array", "What is demanded"),
    Column("part_of", "string", "Id of the record for the whole of which this is a member"),
    Column("status", "string", "Is it so"),
    Column("voice", "string", "Who says so"),
    Column("attribution", "object", "The source of an attributed event: text, start, end, name"),
    Column("trigger", "object", "The words that state the event: text, start, end"),
    Column("sentence", "object", "Their sentence: text, start, end"),
    Column("confidence", "number", "How probable it is that the event is right, 0 to 1"),
    Column("source", "object", "title, publisher, published, place, url, language, sha256, copy_of"),
    Column("coder", "string", "What coded it"),
)


def write_parquet(reports: Iterable[Held], draft: Draft, codebook: Codebook) -> tuple[Resource, ...]:
    """Write the events of all reports. Raises ImportError where there is no pyarrow."""
    from pyarrow import parquet as pq

    schema, rows = event_schema(), 0
    with pq.ParquetWriter(draft.binary(FILE), schema, compression="zstd") as out:
        for group in _groups(row for held in reports for row in event_rows(held)):
            out.write_table(table_of(group, schema), row_group_size=GROUP)
            rows += len(group)
    resource = Resource(
        file=FILE,
        meaning="Events, one a row, nested",
        mediatype="application/vnd.apache.parquet",
        columns=COLUMNS,
        rows=rows,
    )
    return (resource,)


def table_of(rows: Sequence[Mapping[str, Any]], schema: pyarrow.Schema) -> pyarrow.Table:
    """The rows as a table, with escapes in place of lone surrogates, which Parquet cannot hold."""
    import pyarrow as pa

    try:
        return pa.Table.from_pylist(rows, schema=schema)
    except UnicodeEncodeError:
        return pa.Table.from_pylist([_as_utf8(row) for row in rows], schema=schema)


def _as_utf8(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, dict):
        return {name: _as_utf8(item) for name, item in value.items()}
    return [_as_utf8(item) for item in value] if isinstance(value, list | tuple) else value


def _groups(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    group: list[dict[str, Any]] = []
    for row in rows:
        group.append(row)
        if len(group) == GROUP:
            yield group
            group = []
    if group:
        yield group


def event_rows(held: Held) -> Iterator[dict[str, Any]]:
    """A row for each event of a report, with the names of COLUMNS."""
    report, coding = report_of(held), held.coding
    for event in coding.events:
        record: dict[str, Any] = dict(event_record(event, coding))
        record["actor"] = _people(record["actor"], held)
        record["recipient"] = _people(record["recipient"], held)
        record["date"] = _date(event)
        record["source"] = {**record["source"], "published": report.published, "copy_of": report.copy_of}
        yield {
            **record,
            "episode": held.episodes.get(event.id),
            "report": report.id,
            "coder": report.coder,
        }


def _people(people: list[dict[str, Any]], held: Held) -> list[dict[str, Any]]:
    return [{**who, "identity": held.identities.get(who["entity"] or "")} for who in people]


def _date(event: Event) -> dict[str, dt.date | str | bool] | None:
    when = event.date
    return {"start": when.start, "end": when.end, "text": when.text, "told": when.told} if when else None


def event_schema() -> pyarrow.Schema:
    """The columns' types. `COLUMNS` says what they mean."""
    import pyarrow as pa

    text, whole, truth, number = pa.string(), pa.int64(), pa.bool_(), pa.float64()
    texts = pa.list_(text)
    stretch = {"text": text, "start": whole, "end": whole}
    person = {
        **stretch, "name": text, "country": text, "sector": texts, "implicit": truth, "confidence": number,
        "entity": text, "identity": text,
    }  # fmt: skip
    place = {
        **stretch, "name": text, "country": text, "lat": number, "lon": number, "geonames": whole,
        "level": text, "told": truth,
    }  # fmt: skip
    source = {
        "title": text, "publisher": text, "published": pa.date32(), "place": text, "url": text,
        "language": text, "sha256": text, "copy_of": text,
    }  # fmt: skip
    types = {
        "mode": texts,
        "context": texts,
        "actor": pa.list_(_struct(pa, person)),
        "recipient": pa.list_(_struct(pa, person)),
        "place": _struct(pa, place),
        "date": _struct(pa, {"start": pa.date32(), "end": pa.date32(), "text": text, "told": truth}),
        "size": pa.list_(_struct(pa, {"min": number, "max": number, "unit": text, **stretch, "by": text})),
        "demands": texts,
        "attribution": _struct(pa, {**stretch, "name": text}),
        "trigger": _struct(pa, stretch),
        "sentence": _struct(pa, stretch),
        "confidence": number,
        "source": _struct(pa, source),
    }
    return pa.schema([(column.name, types.get(column.name, text)) for column in COLUMNS])


def _struct(pa: Any, parts: dict[str, Any]) -> Any:
    return pa.struct(list(parts.items()))
