"""Episodes of labour conflict, one a row, as strike trackers do. `data/labour.md` says what is where."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

from tocsin.codebook import Codebook
from tocsin.codec import decoded, encoded
from tocsin.export.cells import Cell, csv_text, joined
from tocsin.export.package import Column, Draft, Resource
from tocsin.export.tables import LabourRow, industries, labour_rows, page
from tocsin.export.tellings import Spool, Telling, tellings
from tocsin.model import Coding, Entity, Event, Held, Participant
from tocsin.views.wording import number, visible

FILE, MAPPING = "strikes.csv", "MAPPING.md"
COLUMNS = (
    Column("id", "string", "Id of the episode"),
    Column("kind", "string", "strike, lock-out, strike called, strike threatened, strike called off …"),
    Column("employer", "string", "The firm or plant struck"),
    Column("industry", "string", "Industry, by words of employer, workers and sentence"),
    Column("union", "string", "The union or strike committee"),
    Column("place", "string", "Where"),
    Column("country", "string", "Country of the place, ISO 3166 alpha-3"),
    Column("lat", "number", "Latitude in degrees north"),
    Column("lon", "number", "Longitude in degrees east"),
    Column("start", "date", "First day that a report gives"),
    Column("end", "date", "Last day that a report gives"),
    Column("workers_min", "number", "Least number of people that a report gives"),
    Column("workers_max", "number", "Greatest number of people that a report gives"),
    Column("demands", "string", "What is demanded"),
    Column("status", "string", "Is it so, by the surest report"),
    Column("confidence", "number", "How probable it is that the surest event is right, 0 to 1"),
    Column("sources", "string", "Publishers"),
    Column("addresses", "string", "Addresses or file names of the reports"),
    Column("reports", "integer", "How many reports tell it"),
    Column("independent", "integer", "How many of them are no copy of another"),
    Column("related", "string", "Other episodes at this employer or by this union within sixty days"),
    Column("words", "string", "The sentence of the first report"),
)
NEAR = dt.timedelta(days=60)
"""How far apart a threat, a strike and its end may lie to be named beside each other."""
LABOUR, FIRM = "LAB", "BUS"
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """One telling of labour conflict."""

    telling: Telling
    kind: str
    employer: str
    union: str


Related = dict[str, dict[str, dt.date | None]]
"""Episodes and their days by folded name of employer or union."""
TOO_MANY = 500
"""A name with more episodes than this is too general to relate them."""


def write_labour(reports: Iterable[Held], draft: Draft, codebook: Codebook) -> tuple[Resource, ...]:
    """Write all episodes of labour conflict, one a row."""
    out, rows = draft.text(FILE), 0
    out.write(csv_text([[column.name for column in COLUMNS]]))
    related: Related = {}
    with closing(Spool(draft.scratch)) as spool:
        for strike in (s for held in reports for s in _strikes(held, codebook)):
            spool.add(strike.telling.episode, encoded(strike))
            _relate(strike, related)
        for _, texts in spool.groups():
            out.write(csv_text([tuple(_row(tuple(decoded(Strike, text) for text in texts), related))]))
            rows += 1
    draft.aside(MAPPING).write(page("labour.md") + _table())
    return (
        Resource(
            file=FILE, meaning="Episodes of labour conflict", mediatype="text/csv", columns=COLUMNS, rows=rows
        ),
        Resource(file=MAPPING, meaning="What maps to what", mediatype="text/markdown"),
    )


def _table() -> str:
    head = "| type | mode | status | of labour | kind |\n|---|---|---|---|---|\n"
    rows = (
        f"| {r.type} | {r.mode or 'any'} | {r.status or 'any'} | {r.labour or ''} | {r.kind} |\n"
        for r in labour_rows()
    )
    return head + "".join(rows)


# ------------------------------------------------------------------ what is labour conflict


def _strikes(held: Held, codebook: Codebook) -> Iterator[Strike]:
    entities = {entity.id: entity for entity in held.coding.entities}
    for telling in tellings(held):
        if row := _kind(telling.event):
            employer = joined(_employers(telling.event, held.coding, entities, codebook))
            union = joined(_unions(telling.event, entities, codebook))
            yield Strike(telling=telling, kind=row.kind, employer=employer, union=union)


def _kind(event: Event) -> LabourRow | None:
    """The row of `data/labour.txt` that the event fits."""
    for row in labour_rows():
        fits = row.type == event.type and (row.mode is None or row.mode in event.modes)
        if fits and (row.status is None or row.status == event.status) and _labours(row, event):
            return row
    return None


def _labours(row: LabourRow, event: Event) -> bool:
    """Whether those take part for labour who must."""
    if row.labour is None:
        return True
    sides = {"actor": event.actors, "recipient": event.recipients, "any": (*event.actors, *event.recipients)}
    return any(LABOUR in who.sectors for who in sides[row.labour])


def _employers(
    event: Event, coding: Coding, entities: Mapping[str, Entity], codebook: Codebook
) -> Iterator[str]:
    """Firms: those who take part, those whose name stands for their workers, those named within a phrase."""
    for who in (*event.actors, *event.recipients):
        member = event.part_of and who in event.actors and not who.entity and LABOUR in who.sectors
        if _is_firm(who, entities, codebook) or (member and not _is_unions(who.name, codebook)):
            yield who.name or who.text  # the members of a list of strikes are the plants struck
        elif who.span is not None:
            for entity in coding.entities:
                named = any(m.kind == "name" and who.span.overlaps(m.span) for m in entity.mentions)
                if named and entity.kind == "organization" and FIRM in entity.sectors:
                    yield entity.name


def _is_firm(who: Participant, entities: Mapping[str, Entity], codebook: Codebook) -> bool:
    entity = entities.get(who.entity or "")
    if entity is not None:
        return entity.kind == "organization" and FIRM in entity.sectors
    part = codebook.agents.shapes.within(who.name.split()) if _is_proper(who.name) else None
    return part is not None and FIRM in part.sectors


def _is_proper(name: str) -> bool:
    """Whether the words are a name (`Meridian Gulf Terminals`), not a phrase (`dockers at the port`)."""
    return all(not word[0].islower() or word in ("and", "of", "the") for word in name.split())


def _unions(event: Event, entities: Mapping[str, Entity], codebook: Codebook) -> Iterator[str]:
    """Organisations of labour that take part or say so."""
    said = event.attribution.name if event.attribution else None
    for who in (*event.actors, *event.recipients):
        entity = entities.get(who.entity or "")
        if entity is not None and entity.kind == "organization" and LABOUR in entity.sectors:
            yield entity.name
        elif entity is None and _is_unions(who.name, codebook):
            yield who.name
    for entity in entities.values():
        if said == entity.name and entity.kind == "organization" and LABOUR in entity.sectors:
            yield entity.name


def _is_unions(name: str, codebook: Codebook) -> bool:
    part = codebook.agents.shapes.within(name.split())
    return part is not None and LABOUR in part.sectors


def _relate(strike: Strike, related: Related) -> None:
    date = strike.telling.event.date
    for name in _keys(strike):
        related.setdefault(name, {}).setdefault(strike.telling.episode, date.start if date else None)


def _keys(strike: Strike) -> Iterator[str]:
    for names in (strike.employer, strike.union):
        yield from (name.casefold() for name in names.split("; ") if name)


# ------------------------------------------------------------------ the row


def _row(strikes: tuple[Strike, ...], related: Related) -> Iterator[Cell]:
    told = tuple(strike.telling for strike in strikes)
    events = tuple(telling.event for telling in told)
    surest = max(events, key=lambda event: event.confidence)
    employer = joined(name for s in strikes for name in s.employer.split("; "))
    yield from (told[0].episode, strikes[0].kind, employer, _industry(employer, told))
    yield joined(name for s in strikes for name in s.union.split("; "))
    place = next((event.place for event in events if event.place), None)
    yield from (place.name, place.country, place.lat, place.lon) if place else (None,) * 4
    dates = [event.date for event in events if event.date]
    yield min(d.start for d in dates).isoformat() if dates else None
    yield max(d.end for d in dates).isoformat() if dates else None
    yield from _workers(events)
    yield joined(visible(demand) for event in events for demand in event.demands)
    yield from (surest.status, round(surest.confidence, 4))
    yield from (joined(t.report.publisher for t in told), joined(t.report.address for t in told))
    yield len({t.report.id for t in told})
    yield len({t.report.id for t in told if t.report.copy_of is None})
    yield joined(_beside(strikes, related))
    yield told[0].sentence


def _workers(events: tuple[Event, ...]) -> tuple[Cell, Cell]:
    sizes = [size for event in events for size in event.sizes if size.unit == "people"]
    low = min((s.min for s in sizes if s.min is not None), default=None)
    high = max((s.max for s in sizes if s.max is not None), default=None)
    return None if low is None else number(low), None if high is None else number(high)


def _industry(employer: str, told: tuple[Telling, ...]) -> str | None:
    """The industry with the most words in employer, workers and sentence; the first of equals."""
    people = (who.text for t in told for who in (*t.event.actors, *t.event.recipients))
    text = " ".join((employer, *people, *(t.sentence for t in told))).lower()
    words = Counter(_WORD.findall(text))
    hits = {name: sum(_hits(word, words, text) for word in found) for name, found in industries().items()}
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] else None


def _hits(word: str, words: Counter[str], text: str) -> int:
    return text.count(word) if " " in word else words[word] + words[f"{word}s"]


def _beside(strikes: tuple[Strike, ...], related: Related) -> Iterator[str]:
    """Other episodes at the employer or by the union, not too far away in time."""
    mine = strikes[0].telling.episode
    dates = [s.telling.event.date.start for s in strikes if s.telling.event.date]
    for name in dict.fromkeys(key for strike in strikes for key in _keys(strike)):
        episodes = related.get(name, {})
        for episode, day in episodes.items() if len(episodes) <= TOO_MANY else ():
            if episode != mine and day and any(abs(day - date) <= NEAR for date in dates):
                yield episode
