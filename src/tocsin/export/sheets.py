"""Events as rows, twice: `events.csv`, safe to open in a spreadsheet, and `events-raw.csv` for programs.

The two have the same columns. In the first, text is on one line, a formula has an apostrophe before it, and
the file begins with a byte order mark, which Excel needs. In the second, every text is as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.codebook import Codebook
from tocsin.export.cells import Cell, csv_text
from tocsin.export.package import Column, ColumnType, Draft, Resource
from tocsin.model import Held
from tocsin.views.sheet import COLUMNS as NAMES
from tocsin.views.sheet import row

FILE, RAW = "events.csv", "events-raw.csv"
MEANINGS = {
    "id": "Id of the event",
    "document": "File name or address of the report",
    "title": "Title of the report",
    "publisher": "Who published it",
    "published": "Day of publication",
    "event": "PLOVER type",
    "mode": "PLOVER modes",
    "context": "PLOVER contexts",
    "status": "Is it so: actual, ongoing, future, hypothetical, negated, historical",
    "voice": "Who says so: reported (the paper itself), attributed (a source), editorial",
    "said_by": "The source that an attributed event has",
    "start": "First day on which it happened",
    "end": "Last day on which it happened",
    "when": "Words that the days were read from",
    "actor": "Who did it",
    "actor_country": "Countries of the actors, ISO 3166 alpha-3 or PLOVER's codes",
    "actor_sector": "PLOVER sectors of the actors",
    "recipient": "To whom it was done",
    "recipient_country": "Countries of the recipients",
    "recipient_sector": "PLOVER sectors of the recipients",
    "place": "Where it happened",
    "place_country": "Country of the place, ISO 3166 alpha-3",
    "lat": "Latitude in degrees north",
    "lon": "Longitude in degrees east",
    "geonames": "GeoNames id of the place",
    "level": "How exact the place is: site, city, region, country, area",
    "size_min": "Least of the first number; empty where open",
    "size_max": "Most of the first number; empty where open",
    "size_unit": "What the first number counts",
    "sizes": "All numbers in words, with who gives them",
    "demands": "What is demanded",
    "part_of": "Id of the record for the whole of which this is a member",
    "words": "The words that state the event",
    "sentence": "Their sentence",
    "from": "Offset of the words' first character in the report, code points",
    "to": "Offset behind their last character",
    "confidence": "How probable it is that the event is right, 0 to 1",
    "episode": "Id of the episode that the event tells",
    "report": "Id of the report",
    "copy_of": "Id of the report that this one repeats nearly word for word",
}
"""What each column holds."""
_TYPES: dict[str, ColumnType] = {
    **dict.fromkeys(("published", "start", "end"), "date"),
    **dict.fromkeys(("lat", "lon", "size_min", "size_max", "confidence"), "number"),
    **dict.fromkeys(("geonames", "from", "to"), "integer"),
}
COLUMNS = tuple(
    Column(name, _TYPES.get(name, "string"), MEANINGS[name])
    for name in (*NAMES, "episode", "report", "copy_of")
)


def write_sheets(reports: Iterable[Held], draft: Draft, codebook: Codebook) -> tuple[Resource, ...]:
    """Write the events of all reports, both ways."""
    safe, raw = draft.text(FILE, bom=True), draft.text(RAW)
    head = [[column.name for column in COLUMNS]]
    safe.write(csv_text(head))
    raw.write(csv_text(head, raw=True))
    rows = 0
    for held in reports:
        found = list(_rows(held))
        safe.write(csv_text(found))
        raw.write(csv_text(found, raw=True))
        rows += len(found)
    return (
        Resource(
            file=FILE,
            meaning="Events, one a row, safe for spreadsheets: byte order mark, apostrophe before formulas",
            mediatype="text/csv",
            columns=COLUMNS,
            rows=rows,
        ),
        Resource(
            file=RAW,
            meaning="The same rows with every text as it stands. Not to be opened in a spreadsheet",
            mediatype="text/csv",
            columns=COLUMNS,
            rows=rows,
        ),
    )


def _rows(held: Held) -> Iterable[tuple[Cell, ...]]:
    document = held.coding.document.id
    for event in held.coding.events:
        yield (*row(event, held.coding), held.episodes.get(event.id), document, held.copy_of)
