"""Events as rows for a spreadsheet: RFC 4180, UTF-8 with a byte order mark so that Excel reads it right.

Text that a spreadsheet would take for a formula gets an apostrophe before it, each value of a cell with
several, which stand apart by `; `. Numbers are left as they are.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator

from tocsin.model import Coding, Event
from tocsin.views.wording import amount, number, visible

BOM = "\ufeff"
COLUMNS = (
    "id", "document", "title", "publisher", "published",
    "event", "mode", "context", "status", "voice", "said_by",
    "start", "end", "when",
    "actor", "actor_country", "actor_sector",
    "recipient", "recipient_country", "recipient_sector",
    "place", "place_country", "lat", "lon", "geonames", "level",
    "size_min", "size_max", "size_unit", "sizes",
    "demands", "part_of", "words", "sentence", "from", "to", "confidence",
)  # fmt: skip
"""What each means is in docs/formats.md."""
STARTERS = "=+-@\u2212"
"""What a formula may begin with, once full-width, small and raised forms (`＝`, `﹢`) are made plain."""
_AFTER_SEMICOLON = re.compile(r"(;\s*)([^\w\s])")

Cell = str | int | float | None


def sheet_head() -> str:
    """The byte order mark and the row of column names."""
    return BOM + _csv([COLUMNS])


def sheet_rows(coding: Coding) -> str:
    """One row an event, in text order."""
    return _csv(map(safe, row(event, coding)) for event in coding.events)


def row(event: Event, coding: Coding) -> tuple[Cell, ...]:
    """The cells of one event, in the order of `COLUMNS`."""
    return (*_origin(event, coding), *_what(event), *_people(event), *_place(event), *_rest(event, coding))


def _origin(event: Event, coding: Coding) -> Iterator[Cell]:
    document = coding.document
    published = document.source.published
    yield from (event.id, document.name, document.title, document.source.publisher)
    yield published.isoformat() if published else None


def _what(event: Event) -> Iterator[Cell]:
    said, date = event.attribution, event.date
    yield from (event.type, _join(event.modes), _join(event.contexts), event.status, event.voice)
    yield (said.name or said.text) if said else None
    yield from (date.start.isoformat(), date.end.isoformat(), date.text) if date else (None, None, None)


def _people(event: Event) -> Iterator[Cell]:
    for people in (event.actors, event.recipients):
        yield _join(p.name or p.text for p in people)
        yield _join(_unique(p.country for p in people if p.country))
        yield _join(_unique(s for p in people for s in p.sectors))


def _place(event: Event) -> tuple[Cell, ...]:
    where = event.place
    if where is None:
        return (None,) * 6
    return (where.name, where.country, where.lat, where.lon, where.geonames, where.level)


def _rest(event: Event, coding: Coding) -> Iterator[Cell]:
    first = event.sizes[0] if event.sizes else None
    yield None if first is None or first.min is None else number(first.min)
    yield None if first is None or first.max is None else number(first.max)
    yield first.unit if first else None
    yield _join(amount(q) + (f" (says {q.by})" if q.by else "") for q in event.sizes)
    text = coding.document.text
    yield from (_join(event.demands), event.part_of, event.trigger.of(text), event.sentence.of(text))
    yield from (event.trigger.start, event.trigger.end, round(event.confidence, 4))


def _join(values: Iterable[str]) -> str:
    return "; ".join(values)


def _unique(values: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(values)


def safe(cell: Cell) -> Cell:
    """The cell as a spreadsheet can show it: text on one line that no spreadsheet takes for a formula.

    What follows a semicolon is made safe too: where the list separator is a semicolon, a cell begins there.
    """
    if not isinstance(cell, str):
        return cell
    text = visible(cell)
    if ";" in text:
        text = _AFTER_SEMICOLON.sub(lambda m: f"{m[1]}'{m[2]}" if _starts(m[2]) else m[0], text)
    return f"'{text}" if _starts(text) else text


def _starts(text: str) -> bool:
    """Whether a spreadsheet would take the text, which is visible already, for a formula."""
    return bool(text) and unicodedata.normalize("NFKC", text[0])[:1] in STARTERS


def _csv(rows: Iterable[Iterable[Cell]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
