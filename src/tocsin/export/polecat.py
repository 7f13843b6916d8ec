"""Events in the shape of POLECAT's tables: 40 columns, tabs between. `data/polecat.md` says what is where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tocsin.codebook import Codebook
from tocsin.export.cells import Cell, joined, tsv_text
from tocsin.export.package import Column, ColumnType, Draft, Resource
from tocsin.export.tables import page
from tocsin.model import Coding, Entity, Event, Held, Participant, Where
from tocsin.views.plover import AUXILIARY, scale

FILE, MAPPING = "events.tsv", "MAPPING.md"
NAMES = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title",
    "Actor Name Raw", "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors",
    "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID",
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID",
    "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations",
    "Language", "Version",
)  # fmt: skip
"""POLECAT's columns in their order."""
_TYPES: dict[str, ColumnType] = {
    **dict.fromkeys(("Event Date", "Publication Date"), "date"),
    **dict.fromkeys(("Intensity", "Latitude", "Longitude"), "number"),
    **dict.fromkeys(("Quad Code", "GeoNames ID"), "integer"),
}
COLUMNS = tuple(Column(name, _TYPES.get(name, "string"), f"{name}, as {MAPPING} says") for name in NAMES)
APART = ";"


def write_polecat(reports: Iterable[Held], draft: Draft, codebook: Codebook) -> tuple[Resource, ...]:
    """Write the events of all reports, one a row."""
    out, rows = draft.text(FILE), 0
    out.write("\t".join(NAMES) + "\n")
    for held in reports:
        entities = {entity.id: entity for entity in held.coding.entities}
        story = tuple(_story(held.coding))
        for event in held.coding.events:
            source = _source(held, story)
            out.write(tsv_text([(*_event(event, codebook, entities), *_place(event.place), *source)]))
            rows += 1
    draft.aside(MAPPING).write(page("polecat.md"))
    return (
        Resource(
            file=FILE,
            meaning="Events in the shape of POLECAT's tables. This is not POLECAT data",
            mediatype="text/tab-separated-values",
            columns=COLUMNS,
            delimiter="\t",
            rows=rows,
        ),
        Resource(file=MAPPING, meaning="What maps to what", mediatype="text/markdown"),
    )


def _event(event: Event, codebook: Codebook, entities: Mapping[str, Entity]) -> Iterator[Cell]:
    kind, auxiliary = codebook.types[event.type], AUXILIARY.get(event.status)
    yield event.id
    yield event.date.start.isoformat() if event.date else None
    yield from (event.type, joined(event.modes, APART), scale(event, kind), kind.quad)
    yield joined((*event.contexts, auxiliary), APART)
    yield from _side(event.actors, entities)
    yield from _side(event.recipients, entities)


def _side(people: tuple[Participant, ...], entities: Mapping[str, Entity]) -> Iterator[Cell]:
    yield joined((who.name or who.text for who in people), APART)
    yield joined((who.country for who in people), APART)
    yield None
    yield next((sector for who in people for sector in who.sectors[:1]), None)
    yield joined((sector for who in people for sector in who.sectors), APART)
    known = (entity for who in people if (entity := entities.get(who.entity or "")))
    yield joined((tenure.role for entity in known for tenure in entity.roles), APART)
    yield joined((who.text for who in people), APART)
    yield None


def _place(where: Where | None) -> tuple[Cell, ...]:
    if where is None:
        return (None,) * 10
    city = where.name if where.level == "city" else None
    province = where.name if where.level == "region" else None
    names = (where.name, city, None, province, where.country)
    return (*names, where.lat, where.lon, where.geonames, where.text, where.level)


def _source(held: Held, story: tuple[str, ...]) -> Iterator[Cell]:
    document = held.coding.document
    published = document.source.published
    yield document.source.publisher
    yield published.isoformat() if published else None
    yield from story
    yield document.language
    yield held.coder


def _story(coding: Coding) -> Iterator[str]:
    """People, organisations and places that the report names."""
    named = [e for e in coding.entities if any(m.kind == "name" for m in e.mentions)]
    yield joined((e.name for e in named if e.kind == "person" and e.name[:1].isupper()), APART)
    yield joined((e.name for e in named if e.kind == "organization"), APART)
    yield joined((e.name for e in named if e.kind in ("place", "country")), APART)
