"""Tables of reports: CSV and TSV with named columns, JSON Lines, JSON arrays of objects."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tocsin.intake.columns import about_row, column_of, names_columns
from tocsin.intake.limits import Limits, Unreadable
from tocsin.intake.mail import read_lines
from tocsin.intake.unpack import Stream, read_all
from tocsin.model import About

_DELIMITERS = ",;\t|"
_SAMPLE = 4000


class Row(NamedTuple):
    """One row: its id, else its number from 1; its text and what else it says; or what is wrong."""

    name: str
    text: str
    about: About
    reason: str = ""


def read_sheet(stream: Stream, limits: Limits) -> Iterator[Row]:
    """The rows of a CSV file below its names. Raises Unreadable where no column is named as one of texts."""
    csv.field_size_limit(limits.report)
    lines = _decoded(stream, limits)
    first = next(lines, "")
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        cells = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error as error:
        raise Unreadable(f"no table: {error}") from None
    names = [name.strip().lstrip("\ufeff") for name in cells]
    text = column_of(names, "text")
    if text is None or not names_columns(names):
        raise Unreadable(f"a table without a column named text or body: {', '.join(names)[:200]}")
    rows = csv.reader(lines, delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(str(number), "", About(), f"no row: {error}")
            continue
        if cells:
            yield _row(dict(zip(names, cells, strict=False)), number)


def read_objects(stream: Stream, limits: Limits) -> Iterator[Row]:
    """The objects of a file of JSON Lines."""
    for number, line in enumerate(read_lines(stream, limits.report), 1):
        if line.strip():
            yield _object_row(line, number, limits)


def _object_row(line: bytes, number: int, limits: Limits) -> Row:
    if len(line) > limits.report:
        return Row(
            str(number), "", About(), f"larger than {limits.report // 2**20} MB: too much for one report"
        )
    try:
        return _row(_strings(json.loads(line)), number)
    except (ValueError, RecursionError) as error:
        return Row(str(number), "", About(), f"no JSON object: {error}")


def read_array(stream: Stream, limits: Limits) -> Iterator[Row]:
    """The objects of a JSON array, or of the one array in a JSON object, or that object itself."""
    try:
        data = json.loads(read_all(stream, limits.nested, "one JSON file"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no JSON: {error}") from None
    if isinstance(data, dict) and column_of(tuple(data), "text") is None:
        lists = [value for value in data.values() if isinstance(value, list) and value]
        data = lists[0] if len(lists) == 1 else data
    for number, item in enumerate(data if isinstance(data, list) else [data], 1):
        try:
            yield _row(_strings(item), number)
        except ValueError as error:
            yield Row(str(number), "", About(), str(error))


def _row(cells: Mapping[str, str], number: int) -> Row:
    name = column_of(tuple(cells), "id")
    label = " ".join(cells[name].split())[:200] if name else ""
    text = column_of(tuple(cells), "text")
    if text is None:
        return Row(label or str(number), "", About(), "no text: no key named text or body")
    return Row(label or str(number), cells[text].encode("utf-8", "replace").decode(), about_row(cells))


def _strings(item: object) -> dict[str, str]:
    """The values of an object that are words or numbers; of a list of words, the words joined."""
    if not isinstance(item, dict):
        raise ValueError("no JSON object")
    found = {}
    for key, value in item.items():
        if isinstance(value, str | int | float):
            found[key] = str(value)
        elif isinstance(value, list) and all(isinstance(part, str) for part in value):
            found[key] = ", ".join(value)
        elif isinstance(value, dict) and isinstance(value.get("name"), str):
            found[key] = value["name"]
    return found


def _decoded(stream: Stream, limits: Limits) -> Iterator[str]:
    """The lines as text: UTF-8 (UTF-16 with its mark), and Windows-1252 where a line is neither."""
    lines = read_lines(stream, limits.report)
    first = next(lines, b"")
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        whole = b"".join((first, *lines))[: limits.nested]
        yield from whole[: len(whole) & ~1].decode("utf-16", "replace").splitlines(keepends=True)
        return
    yield _line(first.removeprefix(b"\xef\xbb\xbf"))
    for line in lines:
        yield _line(line)


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
