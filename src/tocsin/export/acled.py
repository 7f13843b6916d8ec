"""Episodes in the shape of ACLED's table, 31 columns; no ACLED data. `data/acled.md` says what is where.

One row an episode, made from the first report whose event has a row in `data/acled.txt`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator

from tocsin.codebook import Codebook
from tocsin.export.cells import Cell, csv_text, joined
from tocsin.export.package import Column, ColumnType, Draft, Resource
from tocsin.export.tables import TABLES, AcledRow, acled_rows, countries, inters, page
from tocsin.export.tellings import Telling, by_episode, tellings
from tocsin.model import Event, Held, Participant, When, Where
from tocsin.views.wording import amount, visible

FILE, MAPPING = "episodes.csv", "MAPPING.md"
NAMES = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction",
    "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude",
    "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
"""ACLED's columns in their order."""
_TYPES: dict[str, ColumnType] = {
    "event_date": "date",
    **dict.fromkeys(("latitude", "longitude"), "number"),
    **dict.fromkeys(("year", "time_precision", "iso", "geo_precision", "fatalities", "timestamp"), "integer"),
}
COLUMNS = tuple(Column(name, _TYPES.get(name, "string"), f"{name}, as {MAPPING} says") for name in NAMES)
NOT_SO = frozenset({"future", "hypothetical", "negated"})
DISORDER = {
    "Violent demonstration": "Demonstrations",
    "Excessive force against protesters": "Political violence; Demonstrations",
}
"""Of a sub-event, where it is not its event type's."""
DISORDERS = {"Protests": "Demonstrations", "Strategic developments": "Strategic developments"}
CROWDS = {"Protests": "Protesters", "Riots": "Rioters"}
FORCES = "State forces"
ORDER = (
    "External/Other forces", FORCES, "Rebel group", "Political militia", "Identity militia", "Rioters",
    "Protesters", "Civilians",
)  # fmt: skip
"""Those who interact, as ACLED orders them in `interaction`."""
GEO_PRECISION = {"site": 1, "city": 1, "region": 2, "country": 3, "area": 3}
TAGS = {"strike": "strike", "hunger": "hunger strike", "boycott": "boycott"}


def write_acled(reports: Iterable[Held], draft: Draft, codebook: Codebook) -> tuple[Resource, ...]:
    """Write all episodes that ACLED has an event for, one a row."""
    out, rows = draft.text(FILE), 0
    out.write(csv_text([NAMES]))
    found = (t for held in reports for t in tellings(held) if t.event.status not in NOT_SO)
    for told in by_episode(found, draft.scratch):
        if lead := _lead(told):
            out.write(csv_text([tuple(_row(*lead, told, codebook))]))
            rows += 1
    draft.aside(MAPPING).write(page("acled.md") + _table())
    return (
        Resource(
            file=FILE,
            meaning="Episodes in the shape of ACLED's table. This is not ACLED data",
            mediatype="text/csv",
            columns=COLUMNS,
            rows=rows,
        ),
        Resource(file=MAPPING, meaning="What maps to what", mediatype="text/markdown"),
    )


def _table() -> str:
    """The mapping as a table."""
    head = "| type | mode | if | event type | sub-event type |\n|---|---|---|---|---|\n"
    rows = (
        f"| {r.type} | {r.mode or 'any'} | {' '.join(sorted(r.conditions))} | {r.event} | {r.sub_event} |\n"
        for r in acled_rows(TABLES)
    )
    return head + "".join(rows)


# ------------------------------------------------------------------ which event it is


def _lead(told: tuple[Telling, ...]) -> tuple[Telling, AcledRow] | None:
    """The first telling that has a row, and the row."""
    units = frozenset(size.unit for telling in told for size in telling.event.sizes)
    for telling in told:
        holds = _conditions(telling.event, units)
        for row in acled_rows(TABLES):
            fits = row.type == telling.event.type and row.conditions <= holds
            if fits and (row.mode is None or row.mode in telling.event.modes):
                return telling, row
    return None


def _conditions(event: Event, units: frozenset[str]) -> frozenset[str]:
    """What holds of an event of `data/acled.txt`'s conditions."""
    actor, recipient = _armed(event.actors), _armed(event.recipients)
    holds = {
        "armed": actor and recipient,
        "forces": actor,
        "crowd": bool(event.actors) and not actor,
        "protesters": not recipient,
    }
    return units | {name for name, true in holds.items() if true}


def _armed(people: tuple[Participant, ...]) -> bool:
    return any(s in inters() and inters()[s].armed for who in people for s in who.sectors[:1])


# ------------------------------------------------------------------ the row


def _row(lead: Telling, kind: AcledRow, told: tuple[Telling, ...], codebook: Codebook) -> Iterator[Cell]:
    event = lead.event
    place = next((t.event.place for t in (lead, *told) if t.event.place), None)
    when = next((t.event.date for t in (lead, *told) if t.event.date), None)
    yield _id(lead.episode, place)
    yield from (when.start.isoformat(), when.start.year, _time_precision(when)) if when else (None,) * 3
    disorder = DISORDER.get(kind.sub_event, DISORDERS.get(kind.event, "Political violence"))
    yield from (disorder, kind.event, kind.sub_event)
    yield from _sides(event, kind, place, codebook)
    civilians = kind.event == "Violence against civilians" or kind.sub_event.startswith("Excessive")
    yield "Civilian targeting" if civilians else None
    yield from _where(place, codebook)
    yield from (joined(t.report.outlet for t in told), None, _notes(told), _fatalities(told))
    yield from (_tags(kind, told), _timestamp(told))


def _id(episode: str, place: Where | None) -> str:
    """`BLR` and the episode's id as a number."""
    code = place.country if place and place.country else "XXX"
    try:
        return f"{code}{int(episode.removeprefix('h'), 16)}"
    except ValueError:
        return f"{code}{int(hashlib.sha256(episode.encode()).hexdigest()[:16], 16)}"


def _time_precision(when: When) -> int:
    days = (when.end - when.start).days
    return 1 if days == 0 else 2 if days < 7 else 3


def _sides(event: Event, kind: AcledRow, place: Where | None, codebook: Codebook) -> Iterator[Cell]:
    """Columns `actor1` to `interaction`."""
    crowd = CROWDS.get(kind.event)
    first, second = event.actors, event.recipients
    if crowd and event.type != "PROTEST" and _armed(first):  # force against protesters: they come first
        first, second = second, first
    home = place.country if place else None
    inter1 = crowd or _inter(first, home)
    inter2 = _inter(second, home)
    yield f"{crowd}{_of(home, codebook)}" if crowd else _names(first)
    yield _names(first) if crowd else None
    yield inter1
    yield from (_names(second), None, inter2)
    both = sorted(filter(None, (inter1, inter2)), key=ORDER.index)
    yield f"{both[0]} only" if len(both) == 1 else "-".join(both)


def _names(people: tuple[Participant, ...]) -> str:
    return joined(who.name or who.text for who in people)


def _of(country: str | None, codebook: Codebook) -> str:
    name = codebook.atlas.countries.name(country) if country else None
    return f" ({name})" if name else ""


def _inter(people: tuple[Participant, ...], home: str | None) -> str | None:
    """What ACLED calls the first of them."""
    if not people:
        return None
    found = inters().get(people[0].sectors[0]) if people[0].sectors else None
    if found is None:
        return "Civilians"
    foreign = found.name == FORCES and home and people[0].country and people[0].country != home
    return ORDER[0] if foreign else found.name


def _where(place: Where | None, codebook: Codebook) -> tuple[Cell, ...]:
    """Columns `iso` to `geo_precision`."""
    if place is None:
        return (None,) * 10
    code = place.country or ""
    country = countries().get(code)
    known = (country.numeric or None, country.region) if country else (None, None)
    name = codebook.atlas.countries.name(code) or code or None
    admin = _region(place, codebook)
    point = (place.name, place.lat, place.lon, GEO_PRECISION[place.level])
    return (*known, name, admin, None, None, *point)


def _region(place: Where, codebook: Codebook) -> str | None:
    """The first-order region that a place lies in, where the gazetteer has it."""
    if place.level == "region":
        return place.name
    gazetteer = codebook.atlas.gazetteer
    entry = next((e for e in gazetteer.find(place.name) if e.id and e.id == place.geonames), None)
    region = gazetteer.region(entry.region) if entry and entry.region and place.level == "city" else None
    return region.name if region else None


def _notes(told: tuple[Telling, ...]) -> str:
    """The sentence of every independent report with its source."""
    notes = (f"{visible(t.sentence)} ({t.report.outlet}{_day(t.report.published)})" for t in told)
    return joined(notes, " ")


def _day(date: dt.date | None) -> str:
    return f", {date.isoformat()}" if date else ""


def _fatalities(told: tuple[Telling, ...]) -> int:
    """The least number of dead that a report gives, 0 where none does."""
    sizes = (size for t in told for size in t.event.sizes if size.unit == "dead")
    return int(min((s.min if s.min is not None else s.max or 0 for s in sizes), default=0))


def _tags(kind: AcledRow, told: tuple[Telling, ...]) -> str:
    tags = [TAGS[mode] for t in told for mode in t.event.modes if mode in TAGS]
    if kind.event in CROWDS:
        sizes = (amount(s) for t in told for s in t.event.sizes if s.unit == "people")
        crowd = joined((size.removesuffix(" people") for size in sizes), " / ")
        tags.insert(0, f"crowd size={crowd or 'no report'}")
    return joined(tags)


def _timestamp(told: tuple[Telling, ...]) -> int | None:
    days = [t.report.published for t in told if t.report.published]
    if not days:
        return None
    return (max(days) - dt.date(1970, 1, 1)).days * 86_400
