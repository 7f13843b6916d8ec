"""Events as GeoJSON (RFC 7946), one feature a line: WGS 84, longitude before latitude.

An event without coordinates is a feature without geometry, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.codebook import Codebook
from tocsin.export.package import Draft, Resource
from tocsin.export.tellings import Telling, tellings
from tocsin.model import Held, Participant
from tocsin.views.records import Json, Record, line
from tocsin.views.wording import visible

FILE = "events.geojson"


def write_geojson(reports: Iterable[Held], draft: Draft, codebook: Codebook) -> tuple[Resource, ...]:
    """Write the events of all reports as one collection of features."""
    out, rows = draft.text(FILE), 0
    out.write('{"type": "FeatureCollection", "features": [')
    for held in reports:
        for telling in tellings(held):
            out.write(("," if rows else "") + "\n" + line(_feature(telling)).rstrip("\n"))
            rows += 1
    out.write("\n]}\n")
    meaning = "Events as points; those without coordinates have no geometry"
    return (Resource(file=FILE, meaning=meaning, mediatype="application/geo+json", rows=rows),)


def _feature(telling: Telling) -> Record:
    where = telling.event.place
    geometry: Json = None
    if where and where.lat is not None and where.lon is not None:
        geometry = {"type": "Point", "coordinates": [where.lon, where.lat]}
    return {
        "type": "Feature",
        "id": telling.event.id,
        "geometry": geometry,
        "properties": _properties(telling),
    }


def _properties(telling: Telling) -> Record:
    event, report = telling.event, telling.report
    where, when = event.place, event.date
    return {
        "event": event.type,
        "mode": event.modes,
        "actor": _names(event.actors),
        "recipient": _names(event.recipients),
        "place": where.name if where else None,
        "country": where.country if where else None,
        "level": where.level if where else None,
        "geonames": where.geonames if where else None,
        "start": when.start.isoformat() if when else None,
        "end": when.end.isoformat() if when else None,
        "status": event.status,
        "voice": event.voice,
        "confidence": round(event.confidence, 4),
        "sentence": visible(telling.sentence),
        "source": report.outlet,
        "address": report.address,
        "published": report.published.isoformat() if report.published else None,
        "episode": telling.episode,
        "report": report.id,
        "copy_of": report.copy_of,
    }


def _names(people: tuple[Participant, ...]) -> tuple[str, ...]:
    return tuple(who.name or who.text for who in people)
