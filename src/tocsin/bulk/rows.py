"""Parquet shards: rows handed to the reader of tables as JSON Lines, a batch at a time.

So that whatever a row may hold is read where hostile bytes are read, and as a row of any other table is.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pyarrow as pa
from pyarrow import parquet as pq

from tocsin.intake import Reader
from tocsin.intake.columns import NAMES, column_of
from tocsin.model import Problem, Report

MAGIC = b"PAR1"
AT_ONCE = 200
"""Rows of a batch."""


def is_parquet(name: str) -> bool:
    """Whether the file begins as Parquet does. Raises OSError, ValueError."""
    with open(name, "rb") as file:
        return file.read(4) == MAGIC


def read_rows(name: str, reader: Reader) -> Iterator[Report | Problem]:
    """The reports in a Parquet file, one a row, and a Problem for each that cannot be had."""
    try:
        with pq.ParquetFile(name) as file:
            columns = {what: column_of(file.schema_arrow.names, what) for what in NAMES}
            if columns["text"] is None:
                yield _problem(name, "a table without a column named text or body")
                return
            wanted = [column for column in columns.values() if column]
            done = 0
            for batch in file.iter_batches(AT_ONCE, columns=wanted):
                rows = batch.to_pylist()
                yield from reader.read_bytes(_lines(rows, columns["id"], done), name)
                done += len(rows)
    except (pa.ArrowException, OSError) as error:
        yield _problem(name, f"cannot be read: {str(error).splitlines()[0][:200]}")


def _lines(rows: list[dict[str, object]], id_: str | None, done: int) -> bytes:
    """The rows as JSON Lines; those of a table without ids are numbered from 1."""
    numbered = (row if id_ else {"id": str(done + i), **row} for i, row in enumerate(rows, 1))
    kept = ({name: value for name, value in row.items() if value is not None} for row in numbered)
    return b"".join(json.dumps(row, default=_plain).encode() + b"\n" for row in kept)


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _problem(name: str, message: str) -> Problem:
    return Problem(stage="open", message=message, document=name, fatal=True)
